package camel

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Component types (Q.773 clause 3.2.2).
const (
	invoke              = 0xA1
	returnResultLast    = 0xA2
	returnError         = 0xA3
	returnResultNotLast = 0xA7
)

// initialDP has two extensions that use the same tags.
const initialDP = 0

// forms of arguments and results by operation code, and of the parameters of
// errors.
var (
	grammar = argument.Compile(callControlTypes, smsTypes, gprsTypes)

	invokes, results = forms()
	initialDP2       = grammar.Form("InitialDPArg-2")
	errorParameter   = grammar.Form(errorForm)
)

func forms() (invokes, results [maxCode + 1]argument.Form) {
	for code, o := range operations {
		invokes[code], results[code] = grammar.Form(o.invoke), grammar.Form(o.result)
	}
	return invokes, results
}

// Decode reads the argument, result or error parameter of operation o, whose
// Code, and whose ComponentType and Context in s, are known. at is the offset of
// its first octet in the message's payload, depth the number of constructed values
// around it; parameter is empty when the component has none.
//
// It fills service_key, IMSI, MSISDN, MEI and numbers; what is wrong is a fault
// of o.
func Decode(d *argument.Reader, b *op.Batch, o *op.Operation, s *op.SS7, p argument.Parameter) {
	isKnown, phase := o.IsPresent(op.ColCode) && Name(o.Code) != "", version(s)
	d.Begin(b, o, s, phase)
	switch {
	case s.ComponentType == returnError:
		d.Result(&errorParameter, p)
	case !isKnown:
		if s.ComponentType == invoke {
			o.Faults.Add(op.MAPOperationUnknown, p.At)
		}
		d.Verify(p)
	case s.ComponentType == invoke:
		f := &invokes[o.Code]
		if o.Code == initialDP && (phase == 1 || phase == 2) {
			f = &initialDP2
		}
		d.Invoke(f, p)
	case s.ComponentType == returnResultLast, s.ComponentType == returnResultNotLast:
		d.Result(&results[o.Code], p)
	}
}

// version returns the phase of the application context, 0 when the message has
// none.
func version(s *op.SS7) uint8 {
	if s.Context.Family != op.ContextCAP {
		return 0
	}
	return min(s.Context.Version, 4)
}
