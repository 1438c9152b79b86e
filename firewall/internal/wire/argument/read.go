package argument

import (
	"math"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Limits by policy.
const (
	maxElements  = 600 // that the tables are asked about; a long message of subscriber data has some 400
	maxStrangers = 16  // that a Type does not list, in the whole argument
)

// reader is what reading one argument or result takes.
type reader struct {
	b *op.Batch
	o *op.Operation
	s *op.SS7
	w ber.Walk

	requested    uint8
	subscription uint16
	numbers      int // rows of b.Numbers that are this operation's
	elements     int // that may still come
	strangers    int
	stopped      bool // too many of either
}

// Invoke reads the argument of operation o into o and its part s of SS7: the
// columns and numbers that the form marks, and faults. at is the offset of its
// first octet in the message's payload; parameter is empty when there is none.
//
// version is that of the application context, 0 if none is known. What is
// absent leaves its column as it was.
func (f *Form) Invoke(b *op.Batch, o *op.Operation, s *op.SS7, parameter []byte, at int, version uint8) {
	if len(parameter) == 0 && !f.optional {
		o.Faults.Add(op.MAPArgumentMissing, at)
		return
	}
	f.Result(b, o, s, parameter, at, version)
}

// Result reads a result, or the parameter of an error, as Invoke does. It may be
// absent: a part of a segmented one can be empty.
func (f *Form) Result(b *op.Batch, o *op.Operation, s *op.SS7, parameter []byte, at int, version uint8) {
	if len(parameter) == 0 {
		return
	}
	if f.t == nil {
		o.Faults.Add(op.MAPElementUnexpected, at)
		Walk(o, parameter, at)
		return
	}
	d := reader{b: b, o: o, s: s, elements: maxElements}
	// Beyond what op.Range and op.Span count: no link fills a batch so far, no SS7
	// message is so long.
	if len(b.Numbers) > math.MaxUint16-op.MaxNumbers || at+len(parameter) > math.MaxUint16 {
		d.fault(op.MAPLimit, at)
		return
	}
	s.Numbers.First = uint16(len(b.Numbers))
	d.walk(d.w.Start(parameter, at, &o.Faults), f.t, at, version)
	d.finish()
}

// Walk checks the framing of what has no form.
func Walk(o *op.Operation, parameter []byte, at int) {
	var w ber.Walk
	var e ber.Element
	for r := w.Start(parameter, at, &o.Faults); r.Next(&e); {
	}
}

// finish fills the columns that several elements share.
func (d *reader) finish() {
	d.s.Numbers.Count = uint16(d.numbers)
	if d.numbers > 0 {
		d.o.Has(op.ColNumbers)
	}
	if d.requested != 0 {
		d.s.Requested |= uint64(d.requested)
		d.o.Has(op.ColRequested)
	}
	if d.subscription != 0 {
		d.s.Subscription |= uint64(d.subscription)
		d.o.Has(op.ColSubscription)
	}
}

// walk reads the elements of one value of a Type. at is where the value is, for
// what is missing in it.
func (d *reader) walk(r ber.Reader, t *Type, at int, version uint8) {
	var e ber.Element
	rules, next, seen, count := t.rules, 0, uint64(0), 0
	for r.Next(&e) {
		if d.elements--; d.elements < 0 {
			d.stop(e.Start)
			return
		}
		i := next
		for i < len(rules) && rules[i].tag != e.Tag {
			i++
		}
		if i == len(rules) {
			if i = d.stray(r, t, &e, next, seen); i < 0 {
				if d.stopped {
					return
				}
				continue
			}
		}
		x := &rules[i]
		if next, count = int(x.next), count+1; t.most > 0 {
			if count > t.most {
				d.stop(e.Start)
				return
			}
		}
		seen |= 1 << x.slot
		if x.versions != 0 && version != 0 && x.versions>>(version&7)&1 == 0 {
			d.fault(op.MAPVersionForm, e.Start)
		}
		d.requested |= x.requested
		d.subscription |= x.subscription
		if x.kind == kindGroup {
			d.walk(r.Enter(), x.of, e.Start, version)
			if d.stopped {
				return
			}
		} else {
			d.value(r, x, &e)
		}
	}
	must := t.must
	if version >= 3 {
		must |= t.must3
	}
	if (must&^seen != 0 || count < t.least) && r.OK() {
		d.fault(op.MAPElementMissing, at)
	}
}

// fault records an anomaly. It is kept out of the callers' way: most messages
// have none.
//
//go:noinline
func (d *reader) fault(c op.FaultCode, at int) { d.o.Faults.Add(c, at) }

// stop ends the reading: no real argument gets there. What comes behind is not
// judged.
func (d *reader) stop(at int) {
	d.fault(op.MAPLimit, at)
	d.stopped = true
}

// stray looks at an element that its Type does not list from rule next on. It
// returns the rule by which it is to be read all the same, -1 if there is none.
//
//go:noinline
func (d *reader) stray(r ber.Reader, t *Type, e *ber.Element, next int, seen uint64) int {
	if i := find(t.rules[:next], e.Tag); i >= 0 {
		if seen>>t.rules[i].slot&1 != 0 {
			d.fault(op.MAPElementRepeated, e.Start)
		} else {
			d.fault(op.MAPElementOrder, e.Start)
		}
		return d.known(i, e)
	}
	if i := find(t.rules, e.Other()); i >= 0 {
		d.fault(op.BERValue, e.At)
		if e.Constructed {
			d.piece(r, e)
		}
		return d.known(i, e)
	}
	if t.open {
		d.fault(op.MAPElementUnknown, e.Start)
	} else {
		d.fault(op.MAPElementUnexpected, e.Start)
	}
	return d.known(-1, e)
}

// known counts an element that is not where its Type has it.
func (d *reader) known(i int, e *ber.Element) int {
	if d.strangers++; d.strangers > maxStrangers {
		d.stop(e.Start)
		return -1
	}
	return i
}

// find returns the position of the rule with a tag, -1 if there is none.
func find(rules []rule, tag uint32) int {
	for i := range rules {
		if rules[i].tag == tag {
			return i
		}
	}
	return -1
}

// piece gives a string in pieces the contents of its only piece: whoever puts
// them together reads no other value.
func (d *reader) piece(r ber.Reader, e *ber.Element) {
	var first, second ber.Element
	in := r.Enter()
	if in.Next(&first) && !first.Constructed && !in.Next(&second) {
		e.Value, e.At = first.Value, first.At
	}
}
