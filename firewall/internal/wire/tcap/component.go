package tcap

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Tags of components (Q.773 clause 3.2.2), values of op.SS7.ComponentType.
const (
	Invoke              = 0xA1
	ReturnResultLast    = 0xA2
	ReturnError         = 0xA3
	Reject              = 0xA4
	ReturnResultNotLast = 0xA7
)

const tagLinkedID = 0x80

// Tags of the problem of a Reject (Q.773 clause 4.2.2).
const (
	tagGeneralProblem     = 0x80
	tagReturnErrorProblem = 0x83
)

// Component is one operation of a message. Offsets are in the message's payload.
type Component struct {
	Type        uint8 // its tag; 0 if that is none of one octet
	InvokeID    uint8
	LinkedID    uint8
	HasInvokeID bool // a Reject need not know it
	HasLinkedID bool

	Operation    uint32 // local operation code of an Invoke or a result
	HasOperation bool
	HasError     bool
	Error        uint32 // local error code of a ReturnError; of a Reject the problem, tag << 8 | value

	Parameter   []byte // the element, with tag and length; empty if absent
	ParameterAt int    // of its first octet
	Depth       int    // how many constructed values are around it, for ber.Walk.StartIn

	Start, End int
	Faults     op.Faults // of this component, down to its parameter
}

// component reads one, whose reader is given, into c.
func (t *Transaction) component(r ber.Reader, e *ber.Element, c *Component) {
	if e.Tag <= 0xFF {
		c.Type = uint8(e.Tag)
	}
	switch e.Tag {
	case Invoke:
		t.invoke(r, e, c)
	case ReturnResultLast, ReturnResultNotLast:
		c.result(r, e)
	case ReturnError:
		c.returnError(r, e)
	case Reject:
		c.reject(r, e)
	default:
		r.Fault(op.TCAPComponent, c.Start)
	}
}

// Fill sets the columns of the component in its operation and that one's SS7
// part.
func (c *Component) Fill(o *op.Operation, s *op.SS7) {
	o.Start, o.Length = uint16(min(c.Start, 0xFFFF)), uint16(min(c.End-c.Start, 0xFFFF))
	o.Kind = op.KindResponse
	if c.Type == Invoke {
		o.Kind = op.KindRequest
	}
	s.ComponentType, s.InvokeID = c.Type, c.InvokeID
	o.Has(op.ColComponentType)
	if c.HasOperation {
		o.Code = c.Operation
		o.Has(op.ColCode)
	}
	if c.HasLinkedID {
		s.LinkedID = c.LinkedID
		o.Has(op.ColLinkedID)
	}
	if c.HasError {
		s.ErrorCode = c.Error
		o.Has(op.ColErrorCode)
	}
	if c.Faults.Any() {
		o.Faults.Merge(&c.Faults)
	}
}

// invoke reads: identifier, linked identifier, operation code, parameter.
func (t *Transaction) invoke(r ber.Reader, e *ber.Element, c *Component) {
	if !c.identifier(r, e) {
		return
	}
	if c.HasInvokeID {
		t.invoked(c.InvokeID, e.Start, r.Faults())
	}
	if r.Peek() == tagLinkedID && r.Next(e) {
		c.LinkedID, c.HasLinkedID = c.octet(r, e)
		if t.head.tag == Begin || t.head.tag == Unidirectional { // nothing was invoked that it could belong to (RULES P-04)
			r.Fault(op.TCAPComponent, e.Start)
		}
	}
	c.Operation, c.HasOperation = c.code(r, e)
	c.parameter(r, e, depthComponent)
}

// invoked notes the identifier of an Invoke, which is at an offset, and that it was
// there before.
func (t *Transaction) invoked(id uint8, at int, f *op.Faults) {
	word, bit := &t.head.invokes[id>>6], uint64(1)<<(id&63)
	if *word&bit != 0 {
		f.Add(op.TCAPRepeated, at)
	}
	*word |= bit
}

// result reads: identifier and, if there is a result, a SEQUENCE of operation
// code and parameter.
func (c *Component) result(r ber.Reader, e *ber.Element) {
	if !c.identifier(r, e) || !r.Next(e) {
		return
	}
	if e.Tag != tagSequence {
		r.Fault(op.TCAPComponent, e.Start)
		return
	}
	in := r.Enter()
	c.Operation, c.HasOperation = c.code(in, e)
	c.parameter(in, e, depthComponent+1)
	c.end(r, e)
}

// returnError reads: identifier, error code, parameter.
func (c *Component) returnError(r ber.Reader, e *ber.Element) {
	if !c.identifier(r, e) {
		return
	}
	c.Error, c.HasError = c.code(r, e)
	c.parameter(r, e, depthComponent)
}

// reject reads: identifier or NULL, problem.
func (c *Component) reject(r ber.Reader, e *ber.Element) {
	if r.Peek() == tagNull && r.Next(e) {
		r.Null(e)
	} else if !c.identifier(r, e) {
		return
	}
	if !r.Next(e) || e.Tag < tagGeneralProblem || e.Tag > tagReturnErrorProblem {
		r.Fault(op.TCAPComponent, c.Start)
		return
	}
	if problem, ok := c.octet(r, e); ok {
		c.Error, c.HasError = e.Tag<<8|uint32(problem), true
	}
	c.end(r, e)
}

// identifier reads an invoke identifier, -128 to 127.
func (c *Component) identifier(r ber.Reader, e *ber.Element) bool {
	if !r.Next(e) || e.Tag != tagInteger {
		r.Fault(op.TCAPComponent, c.Start)
		return false
	}
	c.InvokeID, c.HasInvokeID = c.octet(r, e)
	return true
}

// octet reads an INTEGER of one octet.
func (c *Component) octet(r ber.Reader, e *ber.Element) (uint8, bool) {
	if len(e.Value) != 1 {
		r.Fault(op.TCAPComponent, e.At)
		return 0, false
	}
	return e.Value[0], true
}

// code reads an operation or error code. A local one has one octet; a global one
// opened the operation to a filter that compared local ones (RULES P-03, ATTACKS
// E-1).
func (c *Component) code(r ber.Reader, e *ber.Element) (code uint32, ok bool) {
	if !r.Next(e) || e.Tag != tagInteger && e.Tag != tagOID {
		r.Fault(op.TCAPComponent, c.Start)
		return 0, false
	}
	if e.Tag == tagOID || len(e.Value) != 1 || e.Value[0] > 127 {
		r.Fault(op.TCAPOperation, e.At)
	}
	if e.Tag == tagOID || len(e.Value) == 0 || len(e.Value) > 4 {
		return 0, false
	}
	for _, v := range e.Value { // as who does not mind its form would read it
		code = code<<8 | uint32(v)
	}
	return code, true
}

// parameter notes where the parameter is: one element of any type, and nothing
// behind it.
func (c *Component) parameter(r ber.Reader, e *ber.Element, depth int) {
	if r.Next(e) && r.Whole(e) {
		c.Parameter, c.ParameterAt, c.Depth = r.Encoding(e), e.Start, depth
		c.end(r, e)
	}
}

// end checks that nothing follows.
func (c *Component) end(r ber.Reader, e *ber.Element) {
	if r.Next(e) {
		r.Fault(op.TCAPComponent, e.Start)
	}
}
