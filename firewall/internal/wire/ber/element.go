package ber

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Parts of the first identifier octet.
const (
	constructedBit = 0x20
	numberMask     = 0x1F // all set: the number follows
)

// open makes a constructed element, whose contents are at p, the innermost
// level. indefinite is 1 if its end is not known.
func (w *Walk) open(e *Element, p, end int, indefinite uint32) bool {
	if w.level == MaxDepth {
		return w.lost(op.BERDepth, e.Start-w.at)
	}
	e.Constructed, e.Value = true, nil
	w.outer[w.level] = w.end
	w.level++
	w.end, w.next = end, p
	w.indefinite |= indefinite << w.level
	return true
}

// odd is Next for whatever is not a short tag with a short length, at the
// innermost level. The end of an indefinite length closes the level.
func (w *Walk) odd(e *Element) bool {
	p, end := w.next, w.end
	if w.failed>>w.level&1 != 0 {
		return false
	}
	indefinite := w.indefinite>>w.level&1 != 0
	if p == end && !indefinite {
		return false
	}
	if end-p < 2 {
		return w.lost(op.BERLength, p)
	}
	if w.b[p] == 0 && w.b[p+1] == 0 && indefinite {
		w.next = p + 2
		w.close()
		return false
	}
	if tag := w.b[p]; w.b[p+1] == 0x80 && tag&numberMask != numberMask && tag&constructedBit != 0 && tag != constructedBit {
		w.faults.Add(op.BERIndefinite, w.at+p+1)
		e.Tag, e.Start, e.At, e.End = uint32(tag), w.at+p, w.at+p+2, 0
		return w.open(e, p+2, end, 1)
	}
	tag, q := w.tag(p, end)
	if q == 0 {
		return w.lost(op.BERTag, p)
	}
	first := w.b[p]
	n, v, isLonger := w.length(q, end)
	e.Tag, e.Start, e.At, e.End = tag, w.at+p, w.at+v, w.at+v+n
	switch {
	case v == 0, n < 0 && first&constructedBit == 0:
		return w.lost(op.BERLength, q)
	case isLonger:
		w.faults.Add(op.BERLongForm, w.at+q)
	case n < 0:
		w.faults.Add(op.BERIndefinite, w.at+q)
		e.End = 0
		return w.open(e, v, end, 1)
	}
	if first&constructedBit != 0 {
		return w.open(e, v, v+n, 0)
	}
	e.Constructed, e.Value = false, w.b[v:v+n]
	w.next = v + n
	return true
}

// tag reads the identifier octets at p, and returns the tag and the position
// behind it, 0 if there is none that is legal.
func (w *Walk) tag(p, end int) (tag uint32, next int) {
	first := w.b[p]
	tag = uint32(first)
	if first&numberMask != numberMask {
		if first&^constructedBit == 0 {
			return 0, 0 // reserved for the end of contents
		}
		return tag, p + 1
	}
	for i := p + 1; i < end && i <= p+3; i++ {
		c := w.b[i]
		tag = tag<<8 | uint32(c)
		if i == p+1 && (c == 0x80 || c < 31) { // a leading zero; a number that has a short form
			return 0, 0
		}
		if c < 0x80 {
			return tag, i + 1
		}
	}
	return 0, 0
}

// length reads the length octets at p, and returns it, or -1 if indefinite, and
// the position of the contents: 0 if the length is not legal, or reaches beyond
// end. isLonger says that it has more octets than it needs.
func (w *Walk) length(p, end int) (n, contents int, isLonger bool) {
	if p >= end {
		return 0, 0, false
	}
	n = int(w.b[p])
	p++
	switch {
	case n == 0x80:
		return -1, p, false
	case n > 0x80:
		return long(w.b[p:end], n, p)
	case n > end-p:
		return 0, 0, false
	}
	return n, p, false
}

// long is length for the long form: its first octet is given, b starts behind that,
// at p.
func long(b []byte, first, p int) (n, contents int, isLonger bool) {
	octets := first & 0x7F
	if octets > 4 || octets > len(b) {
		return 0, 0, false
	}
	var l uint64
	for _, c := range b[:octets] {
		l = l<<8 | uint64(c)
	}
	if l > uint64(len(b)-octets) {
		return 0, 0, false
	}
	return int(l), p + octets, l < 0x80 || b[0] == 0
}
