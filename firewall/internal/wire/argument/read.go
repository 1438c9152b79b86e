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

// Reader is what reading arguments takes in one lane: keep one.
type Reader struct {
	b *op.Batch
	o *op.Operation
	s *op.SS7

	version   uint8
	stopped   bool // too many elements of some kind
	bits      bits // what is asked for and provisioned
	numbers   int  // rows of b.Numbers that are this operation's
	elements  int  // that may still come
	strangers int

	walk ber.Walk // for what is only verified
}

// level is how far the reading of one value of a Type is.
type level struct {
	next  int    // the first rule that may come
	count int    // elements that had a rule
	seen  uint64 // bit = slot that was filled
}

// Parameter is what a component carries.
type Parameter struct {
	Octets []byte // the element, with tag and length; empty when there is none
	At     int    // of its first octet, in the message's payload
	Depth  int    // constructed values around it
}

// Begin makes operation o, its part s of SS7, and b be what is read into. version is
// that of the application context, 0 if none is known.
func (d *Reader) Begin(b *op.Batch, o *op.Operation, s *op.SS7, version uint8) {
	d.b, d.o, d.s, d.version = b, o, s, version
}

// Invoke reads an argument: the columns and numbers that its form marks, and
// faults. What is absent leaves its column as it was.
func (d *Reader) Invoke(f *Form, p Parameter) {
	if len(p.Octets) == 0 && !f.optional {
		d.fault(op.MAPArgumentMissing, p.At)
		return
	}
	d.Result(f, p)
}

// Result reads a result, or the parameter of an error, as Invoke does. It may be
// absent: a part of a segmented one can be empty.
func (d *Reader) Result(f *Form, p Parameter) {
	if len(p.Octets) == 0 {
		return
	}
	if f.t == nil {
		d.fault(op.MAPElementUnexpected, p.At)
		d.Verify(p)
		return
	}
	// Beyond what op.Range and op.Span count: no link fills a batch so far, no SS7
	// message is so long.
	if len(d.b.Numbers) > math.MaxUint16-op.MaxNumbers || p.At+len(p.Octets) > math.MaxUint16 {
		d.fault(op.MAPLimit, p.At)
		d.Verify(p)
		return
	}
	d.stopped, d.bits, d.numbers, d.elements, d.strangers = false, 0, 0, maxElements, 0
	d.s.Numbers.First = uint16(len(d.b.Numbers))
	d.plain(p.Octets, p.At, p.Depth, f.t, p.At)
	d.finish()
}

// Verify checks the framing of what has no form.
func (d *Reader) Verify(p Parameter) { d.verify(p.Octets, p.At, p.Depth) }

func (d *Reader) verify(b []byte, at, depth int) {
	d.walk.StartIn(depth, b, at, &d.o.Faults).Rest()
}

// finish fills the columns that several elements share.
func (d *Reader) finish() {
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
func (d *Reader) plain(b []byte, at, depth int, t *Type, start int) {
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
		switch x.reads {
		case readsSize:
			if len(v) < int(x.least) || len(v) > int(x.most) {
				d.size(x, at+from)
			}
		case readsValue:
			d.value(x, b[p], v, at+from)
		case readsFraming:
			if !ber.IsFlat(v) {
				d.verify(v, at+from, depth+1)
			}
		default:
			if d.plain(v, at+from, depth+1, x.of, at+p); d.stopped {
				d.verify(b[to:], at+to, depth)
				return
			}
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
func (d *Reader) rest(b []byte, at, depth int, t *Type, l level, start int) {
	var w ber.Walk
	d.general(w.StartIn(depth, b, at, &d.o.Faults), t, l, start)
}

// general reads elements in any form.
func (d *Reader) general(r ber.Reader, t *Type, l level, start int) {
	var e ber.Element
	for r.Next(&e) {
		i := t.find(e.Tag, l.next)
		if i < 0 {
			i = d.stray(r, t, l, &e)
		}
		if d.stopped || i >= 0 && !d.enter(t, &l, &t.rules[i], e.Start) {
			break
		}
		switch isGroup := i >= 0 && t.rules[i].reads == readsElements; {
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
func (d *Reader) enter(t *Type, l *level, x *rule, at int) bool {
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
func (d *Reader) versions(x *rule, at int) {
	if d.version != 0 && x.versions>>(d.version&7)&1 == 0 {
		d.fault(op.MAPVersionForm, at)
	}
}

// end checks that a value has all that it must have.
func (d *Reader) end(t *Type, l level, start int) {
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
func (d *Reader) fault(c op.FaultCode, at int) { d.o.Faults.Add(c, at) }

// stop ends the reading: no real argument gets there. What comes behind is only
// verified.
func (d *Reader) stop(at int) {
	d.fault(op.MAPLimit, at)
	d.stopped = true
}

// stray looks at an element that its Type does not list from the next rule on. It
// returns the rule by which it is to be read all the same, -1 if there is none.
func (d *Reader) stray(r ber.Reader, t *Type, l level, e *ber.Element) int {
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
