package argument

import (
	"math"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Limits by policy. What comes behind them is verified, and not read.
const (
	maxElements  = 600 // that the tables are asked about; a long message of subscriber data has some 400
	maxStrangers = 16  // that a Type does not list, in the whole argument
)

// reader is what reading one argument or result takes.
type reader struct {
	b *op.Batch
	o *op.Operation
	s *op.SS7

	version   uint8
	stopped   bool // too many elements of some kind
	bits      bits // what is asked for and provisioned
	numbers   int  // rows of b.Numbers that are this operation's
	elements  int  // that may still come
	strangers int
}

// level is how far the reading of one value of a Type is.
type level struct {
	next  int    // the first rule that may come
	count int    // elements that had a rule
	seen  uint64 // bit = slot that was filled
}

// Invoke reads the argument of operation o into o and its part s of SS7: the
// columns and numbers that the form marks, and faults. at is the offset of its
// first octet in the message's payload, depth the number of constructed values
// around it; parameter is empty when there is none.
//
// version is that of the application context, 0 if none is known. What is
// absent leaves its column as it was.
func (f *Form) Invoke(b *op.Batch, o *op.Operation, s *op.SS7, parameter []byte, at, depth int, version uint8) {
	if len(parameter) == 0 && !f.optional {
		o.Faults.Add(op.MAPArgumentMissing, at)
		return
	}
	f.Result(b, o, s, parameter, at, depth, version)
}

// Result reads a result, or the parameter of an error, as Invoke does. It may be
// absent: a part of a segmented one can be empty.
func (f *Form) Result(b *op.Batch, o *op.Operation, s *op.SS7, parameter []byte, at, depth int, version uint8) {
	if len(parameter) == 0 {
		return
	}
	if f.t == nil {
		o.Faults.Add(op.MAPElementUnexpected, at)
		Verify(o, parameter, at, depth)
		return
	}
	// Beyond what op.Range and op.Span count: no link fills a batch so far, no SS7
	// message is so long.
	if len(b.Numbers) > math.MaxUint16-op.MaxNumbers || at+len(parameter) > math.MaxUint16 {
		o.Faults.Add(op.MAPLimit, at)
		Verify(o, parameter, at, depth)
		return
	}
	d := reader{b: b, o: o, s: s, version: version, elements: maxElements}
	s.Numbers.First = uint16(len(b.Numbers))
	d.plain(parameter, at, depth, f.t, at)
	d.finish()
}

// Verify checks the framing of what has no form.
//
//go:noinline
func Verify(o *op.Operation, parameter []byte, at, depth int) {
	var w ber.Walk
	w.StartIn(depth, parameter, at, &o.Faults).Rest()
}

// finish fills the columns that several elements share.
func (d *reader) finish() {
	d.s.Numbers.Count = uint16(d.numbers)
	if d.numbers > 0 {
		d.o.Has(op.ColNumbers)
	}
	if asked := d.bits & requestedMask; asked != 0 {
		d.s.Requested |= uint64(asked)
		d.o.Has(op.ColRequested)
	}
	if d.bits > requestedMask {
		d.s.Subscription |= uint64(d.bits >> subscriptionShift)
		d.o.Has(op.ColSubscription)
	}
}

// plain reads the elements of one value of a Type, which are b at an offset, as
// long as they are what honest stacks send: tags of one or two octets, lengths in
// the shortest form, elements that the Type has, in its order. From the first other
// one on, the rest is read by package ber, and looked at closely. depth is how many
// constructed values are around them, start where the value is, for what is missing
// in it.
func (d *reader) plain(b []byte, at, depth int, t *Type, start int) {
	next, count, seen := 0, 0, uint64(0)
	for p := 0; p < len(b); {
		tag, from, to := uint32(b[p]), p+2, 0
		if len(b)-p >= 2 && b[p+1] < 0x80 && tag&0x1F != 0x1F {
			to = from + int(b[p+1])
		} else {
			tag, from, to = ber.Plain(b, p)
		}
		i := next
		if i >= len(t.rules) || t.rules[i].tag != tag {
			i = t.find(tag, next)
		}
		if i < 0 || uint(to-1) >= uint(len(b)) || d.elements == 0 || t.most > 0 && count == t.most || depth == ber.MaxDepth {
			d.rest(b[p:], at+p, depth, t, level{next, count, seen}, start)
			return
		}
		v, x := b[from:to], &t.rules[i]
		next, count, seen = int(x.next), count+1, seen|1<<(x.slot&63)
		d.elements--
		d.bits |= x.bits
		if x.versions != 0 {
			d.versions(x, at+p)
		}
		switch {
		case x.kind == kindGroup:
			if d.plain(v, at+from, depth+1, x.of, at+p); d.stopped {
				Verify(d.o, b[to:], at+to, depth)
				return
			}
		case x.kind == kindOpaque && b[p]&0x20 != 0:
			if !ber.IsFlat(v) {
				Verify(d.o, v, at+from, depth+1)
			}
		default:
			d.value(x, b[p], v, at+from)
		}
		p = to
	}
	if t.must&^seen != 0 || t.must3 != 0 || count < t.least {
		d.end(t, level{next, count, seen}, start)
	}
}

// rest reads what plain does not.
//
//go:noinline
func (d *reader) rest(b []byte, at, depth int, t *Type, l level, start int) {
	var w ber.Walk
	d.general(w.StartIn(depth, b, at, &d.o.Faults), t, l, start)
}

// general reads elements in any form.
func (d *reader) general(r ber.Reader, t *Type, l level, start int) {
	var e ber.Element
	for r.Next(&e) {
		i := t.find(e.Tag, l.next)
		if i < 0 {
			i = d.stray(r, t, l, &e)
		}
		if d.stopped || i >= 0 && !d.enter(t, &l, &t.rules[i], e.Start) {
			break
		}
		switch isGroup := i >= 0 && t.rules[i].kind == kindGroup; {
		case isGroup && e.Constructed && e.End != 0 && r.Whole(&e):
			d.plain(e.Value, e.At, r.Depth()+1, t.rules[i].of, e.Start)
		case isGroup: // of indefinite length, or a primitive
			d.general(r.Enter(), t.rules[i].of, level{}, e.Start)
		case i >= 0 && !e.Constructed:
			d.value(&t.rules[i], uint8(e.Tag), e.Value, e.At)
		}
		if d.stopped {
			break
		}
	}
	if d.stopped {
		r.Rest()
	} else if r.OK() {
		d.end(t, l, start)
	}
}

// enter notes that an element has rule x, and reports whether reading goes on.
func (d *reader) enter(t *Type, l *level, x *rule, at int) bool {
	if d.elements == 0 || t.most > 0 && l.count == t.most {
		d.stop(at)
		return false
	}
	d.elements--
	l.next, l.count, l.seen = int(x.next), l.count+1, l.seen|1<<x.slot
	d.bits |= x.bits
	if x.versions != 0 {
		d.versions(x, at)
	}
	return true
}

// versions checks that the version of the application context uses an
// alternative.
func (d *reader) versions(x *rule, at int) {
	if d.version != 0 && x.versions>>(d.version&7)&1 == 0 {
		d.fault(op.MAPVersionForm, at)
	}
}

// end checks that a value has all that it must have.
func (d *reader) end(t *Type, l level, start int) {
	must := t.must
	if d.version >= 3 {
		must |= t.must3
	}
	if must&^l.seen != 0 || l.count < t.least {
		d.fault(op.MAPElementMissing, start)
	}
}

// fault records an anomaly. It is kept out of the callers' way: most messages
// have none.
//
//go:noinline
func (d *reader) fault(c op.FaultCode, at int) { d.o.Faults.Add(c, at) }

// stop ends the reading: no real argument gets there. What comes behind is only
// verified.
func (d *reader) stop(at int) {
	d.fault(op.MAPLimit, at)
	d.stopped = true
}

// stray looks at an element that its Type does not list from the next rule on. It
// returns the rule by which it is to be read all the same, -1 if there is none.
func (d *reader) stray(r ber.Reader, t *Type, l level, e *ber.Element) int {
	if d.strangers++; d.strangers > maxStrangers {
		d.stop(e.Start)
		return -1
	}
	if i := t.find(e.Tag, 0); i >= 0 {
		if l.seen>>t.rules[i].slot&1 != 0 {
			d.fault(op.MAPElementRepeated, e.Start)
		} else {
			d.fault(op.MAPElementOrder, e.Start)
		}
		return i
	}
	if i := t.find(e.Other(), 0); i >= 0 {
		d.fault(op.BERValue, e.At)
		if e.Constructed && !piece(r, e) {
			d.unreadable(&t.rules[i])
		}
		return i
	}
	if t.open {
		d.fault(op.MAPElementUnknown, e.Start)
	} else {
		d.fault(op.MAPElementUnexpected, e.Start)
	}
	return -1
}

// piece makes a string in pieces one in one piece, if it has only one: whoever
// puts them together reads no other value.
func piece(r ber.Reader, e *ber.Element) bool {
	var first, second ber.Element
	in := r.Enter()
	if !in.Next(&first) || first.Constructed || in.Next(&second) {
		return false
	}
	e.Constructed, e.Value, e.At = false, first.Value, first.At
	e.Tag = e.Other()
	return true
}
