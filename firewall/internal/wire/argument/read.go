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

	octets []byte // of the parameter
	at     int    // of the first of them in the message's payload
	depth  int    // constructed values around what plain reads

	walk ber.Walk // for what is only verified
}

// level is how far the reading of one value of a Type is.
type level struct {
	next int    // the first rule that may come
	seen uint64 // bit = slot that was filled; of a SEQUENCE OF the number of elements
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
	d.octets, d.at, d.depth = p.Octets, p.At, p.Depth
	d.plain(0, len(p.Octets), f.t, 0)
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

// plain reads the elements of one value of a Type, which are octets[p:end], as long
// as they are what honest stacks send: tags of one or two octets, lengths in the
// shortest form, elements that the Type has, in its order. From the first other one
// on, the rest is read by package ber, and looked at closely. start is where the
// value is, for what is missing in it.
//
// A third of the time of a long message is spent here, so as much as can be is kept
// out of its variables.
func (d *Reader) plain(p, end int, t *Type, start int) {
	b := d.octets[:end]
	l := level{}
	for p < len(b) {
		tag, from, to := uint32(b[p]), p+2, 0
		if len(b)-p >= 2 && b[p+1] < 0x80 && tag&0x1F != 0x1F {
			to = from + int(b[p+1])
		} else {
			tag, from, to = ber.Plain(b, p)
		}
		i := l.next
		if i >= len(t.rules) || t.rules[i].tag != tag {
			i = t.find(tag, l.next)
		}
		if i < 0 || uint(to-1) >= uint(len(b)) {
			d.rest(p, end, t, l, start)
			return
		}
		x := &t.rules[i]
		if n := to - from; x.reads == readsSize && n >= int(x.least) && n <= int(x.most) {
			l.next, l.seen = int(x.next), l.seen|1<<(x.slot&63)
			p = to
			continue
		}
		if t.isFull(&l) || d.elements == 0 || d.depth == ber.MaxDepth {
			d.rest(p, end, t, l, start)
			return
		}
		l.take(x)
		d.elements--
		if x.isMarked {
			d.mark(x, d.at+p)
		}
		switch x.reads {
		case readsSize:
			d.size(x, d.at+from)
		case readsValue:
			d.value(x, b[p], b[from:to], d.at+from)
		case readsFraming:
			if !ber.IsFlat(b[from:to]) {
				d.verify(b[from:to], d.at+from, d.depth+1)
			}
		default:
			d.depth++
			d.plain(from, to, x.of, p)
			d.depth--
		}
		if p = to; d.stopped {
			d.verify(b[p:], d.at+p, d.depth)
			return
		}
	}
	if t.must&^l.seen != 0 || t.must3 != 0 || l.seen < t.least {
		d.end(t, &l, d.at+start)
	}
}

// isFull reports whether a SEQUENCE OF has as many elements as it may.
func (t *Type) isFull(l *level) bool { return t.most > 0 && l.seen == t.most }

// take notes that an element had rule x.
func (l *level) take(x *rule) {
	if l.next = int(x.next); x.isMember {
		l.seen++
	} else {
		l.seen |= 1 << (x.slot & 63)
	}
}

// rest reads what plain does not.
//
//go:noinline
func (d *Reader) rest(p, end int, t *Type, l level, start int) {
	var w ber.Walk
	d.general(w.StartIn(d.depth, d.octets[p:end], d.at+p, &d.o.Faults), t, l, d.at+start)
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
			depth := d.depth
			d.depth = r.Depth() + 1
			d.plain(e.At-d.at, e.End-d.at, t.rules[i].of, e.Start-d.at)
			d.depth = depth
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
		d.end(t, &l, start)
	}
}

// enter notes that an element has rule x, and reports whether reading goes on.
func (d *Reader) enter(t *Type, l *level, x *rule, at int) bool {
	if d.elements == 0 || t.isFull(l) {
		d.stop(at)
		return false
	}
	d.elements--
	l.take(x)
	if x.isMarked {
		d.mark(x, at)
	}
	return true
}

// mark notes what an element asks for or provisions by being there, and that the
// version of the application context does not use this alternative.
func (d *Reader) mark(x *rule, at int) {
	d.bits |= x.bits
	if x.versions != 0 && d.version != 0 && x.versions>>(d.version&7)&1 == 0 {
		d.fault(op.MAPVersionForm, at)
	}
}

// end checks that a value has all that it must have.
func (d *Reader) end(t *Type, l *level, start int) {
	must := t.must
	if d.version >= 3 {
		must |= t.must3
	}
	if must&^l.seen != 0 || l.seen < t.least {
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
