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
	maxPlain     = 4   // levels that framing opens; the deeper ones package ber counts
	maxOpaque    = 200 // constructed elements inside those that concern nobody; fifty access points have 150
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
	opaque    int // constructed elements that concern nobody, inside others
}

// level is how far the reading of one value of a Type is.
type level struct {
	next  int    // the first rule that may come
	count int    // elements that had a rule
	seen  uint64 // bit = slot that was filled
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
	d := reader{b: b, o: o, s: s, version: version, elements: maxElements}
	// Beyond what op.Range and op.Span count: no link fills a batch so far, no SS7
	// message is so long.
	if len(b.Numbers) > math.MaxUint16-op.MaxNumbers || at+len(parameter) > math.MaxUint16 {
		d.fault(op.MAPLimit, at)
		return
	}
	s.Numbers.First = uint16(len(b.Numbers))
	d.plain(parameter, at, f.t, at)
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
// long as they are what honest stacks send: tags of one octet, short lengths,
// elements that the Type has, in its order. From the first other one on, the rest
// is read by package ber, and looked at closely. start is where the value is, for
// what is missing in it.
func (d *reader) plain(b []byte, at int, t *Type, start int) {
	rules, next, count, seen := t.rules, 0, 0, uint64(0)
	for p := 0; p < len(b); {
		i := len(rules)
		if len(b)-p >= 2 && int(b[p+1]) <= len(b)-p-2 && b[p+1] < 0x80 && b[p]&0x1F != 0x1F {
			for i = next; i < len(rules) && rules[i].tag != uint32(b[p]); i++ {
			}
		}
		if i == len(rules) || d.elements == 0 || t.most > 0 && count == t.most {
			d.rest(b[p:], at+p, t, level{next, count, seen}, start)
			return
		}
		v, x := b[p+2:][:b[p+1]], &rules[i]
		next, count, seen = int(x.next), count+1, seen|1<<(x.slot&63)
		d.elements--
		d.bits |= x.bits
		if x.versions != 0 {
			d.versions(x, at+p)
		}
		switch {
		case x.kind == kindGroup:
			if d.plain(v, at+p+2, x.of, at+p); d.stopped {
				return
			}
		case x.kind == kindOpaque && b[p]&0x20 != 0:
			if d.framing(v, at+p+2); d.stopped {
				return
			}
		default:
			d.value(x, b[p], v, at+p+2)
		}
		p += 2 + len(v)
	}
	if t.must&^seen != 0 || t.must3 != 0 || count < t.least {
		d.end(t, level{next, count, seen}, start)
	}
}

// framing checks elements that concern nobody, which are b at an offset: those of
// honest stacks here, a level that holds others from there on by package ber.
func (d *reader) framing(b []byte, at int) {
	var ends [maxPlain]int
	end, depth := len(b), 0
	for p := 0; ; {
		for p == end {
			if depth == 0 {
				return
			}
			depth--
			end = ends[depth%maxPlain]
		}
		if end-p < 2 || int(b[p+1]) > end-p-2 || b[p+1] >= 0x80 || b[p]&0x1F == 0x1F || b[p]&^0x20 == 0 {
			Walk(d.o, b[p:end], at+p)
			p = end
			continue
		}
		n := int(b[p+1])
		p += 2
		switch {
		case b[p-2]&0x20 == 0 || n == 0:
			p += n
		case depth == maxPlain:
			Walk(d.o, b[p:p+n], at+p)
			p += n
		case d.opaque == maxOpaque:
			d.stop(at + p - 2)
			return
		default:
			d.opaque++
			ends[depth] = end
			depth++
			end = p + n
		}
	}
}

// rest reads what plain does not.
//
//go:noinline
func (d *reader) rest(b []byte, at int, t *Type, l level, start int) {
	var w ber.Walk
	d.general(w.Start(b, at, &d.o.Faults), t, l, start)
}

// general reads elements in any form.
func (d *reader) general(r ber.Reader, t *Type, l level, start int) {
	var e ber.Element
	for r.Next(&e) {
		i := l.next
		for i < len(t.rules) && t.rules[i].tag != e.Tag {
			i++
		}
		if i == len(t.rules) {
			i = d.stray(r, t, l, &e)
		}
		if d.stopped || i >= 0 && !d.enter(t, &l, &t.rules[i], e.Start) {
			return
		}
		isGroup := i >= 0 && t.rules[i].kind == kindGroup
		isWhole := e.Constructed && e.End != 0 && r.Whole(&e)
		switch {
		case isGroup && isWhole:
			d.plain(e.Value, e.At, t.rules[i].of, e.Start)
		case isGroup: // of indefinite length, or a primitive
			d.general(r.Enter(), t.rules[i].of, level{}, e.Start)
		case isWhole:
			d.framing(e.Value, e.At)
		case i >= 0 && !e.Constructed:
			d.value(&t.rules[i], uint8(e.Tag), e.Value, e.At)
		}
		if d.stopped {
			return
		}
	}
	if r.OK() {
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

// stop ends the reading: no real argument gets there. What comes behind is not
// judged.
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
	if i := find(t.rules[:l.next], e.Tag); i >= 0 {
		if l.seen>>t.rules[i].slot&1 != 0 {
			d.fault(op.MAPElementRepeated, e.Start)
		} else {
			d.fault(op.MAPElementOrder, e.Start)
		}
		return i
	}
	if i := find(t.rules, e.Other()); i >= 0 {
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

// find returns the position of the rule with a tag, -1 if there is none.
func find(rules []rule, tag uint32) int {
	for i := range rules {
		if rules[i].tag == tag {
			return i
		}
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
