package ber

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// MaxDepth is how many constructed values may be open at once; real messages
// need about ten.
const MaxDepth = 16

// Walk is where the readers of one encoding are. It may be reused by Start.
type Walk struct {
	b      []byte
	at     int // offset of b[0] in the message's payload
	faults *op.Faults

	next       int           // position in b of what is read next
	level      int           // the innermost open one; what Start was given is 0
	end        int           // where that ends; of an indefinite one, the end of that around it
	outer      [MaxDepth]int // the same of the levels around it
	indefinite uint32        // bit = level: its end is not known yet
	failed     uint32        // bit = level: framing is lost there
}

// Start begins with the elements in b, whose first octet has the offset at in
// the message's payload. Faults go to f.
func (w *Walk) Start(b []byte, at int, f *op.Faults) Reader { return w.StartIn(0, b, at, f) }

// StartIn is Start for elements that are inside depth constructed values
// already, 0 to MaxDepth.
func (w *Walk) StartIn(depth int, b []byte, at int, f *op.Faults) Reader {
	w.b, w.at, w.faults, w.end = b, at, f, len(b)
	w.next, w.level, w.indefinite, w.failed = 0, depth, 0, 0
	return Reader{w, depth}
}

// Verify walks the elements in b as Start has it, for a value that nobody reads:
// whatever is wrong in its framing is a fault.
func (w *Walk) Verify(b []byte, at int, f *op.Faults) bool {
	r := w.Start(b, at, f)
	r.Rest()
	return r.OK()
}

// Element is one tag, length and contents. Offsets are in the message's payload.
type Element struct {
	// Tag holds the identifier octets as they are on the wire, class and
	// constructed bit included: 0x30 a SEQUENCE, 0xA1 a constructed [1], 0x81 a
	// primitive one, 0xBF1F a constructed [31].
	Tag         uint32
	Constructed bool
	Value       []byte // contents of a primitive element; of a constructed one after Whole, else nil
	Start       int    // of the first identifier octet
	At          int    // of the first octet of the contents
	End         int    // behind the element; of an indefinite length 0 until Whole
}

// Reader yields the elements of one constructed value. It is good until its
// parent goes on.
type Reader struct {
	w     *Walk
	level int
}

// Next reads the next element. It is false at the end, and where framing is
// lost, see OK. A constructed element is the innermost level from then on.
func (r Reader) Next(e *Element) bool {
	w := r.w
	if w.level != r.level {
		// Most often the level inside was read to its end.
		if w.next == w.end && w.level == r.level+1 && w.indefinite == 0 {
			w.close()
		} else if !w.leave(r.level) {
			return false
		}
	}
	p, end := w.next, w.end
	if end-p < 2 {
		return (p != end || w.indefinite != 0) && w.odd(e)
	}
	b := w.b[p:end]
	tag, n := b[0], int(b[1])
	if tag&numberMask == numberMask || tag&^constructedBit == 0 || n > len(b)-2 || n >= 0x80 {
		return w.odd(e)
	}
	e.Tag, e.Start, e.At, e.End = uint32(tag), w.at+p, w.at+p+2, w.at+p+2+n
	if tag&constructedBit == 0 {
		e.Constructed, e.Value = false, b[2:2+n]
		w.next = p + 2 + n
		return true
	}
	if w.level >= len(w.outer) {
		return w.open(e, p+2, p+2+n, 0)
	}
	e.Constructed, e.Value = true, nil
	w.outer[w.level] = w.end
	w.level++
	w.end, w.next = p+2+n, p+2
	return true
}

// OK reports whether the framing held so far. If it did not, the rest of this
// value cannot be read; its parent goes on behind it if its length is definite.
func (r Reader) OK() bool { return r.w.failed>>r.level&1 == 0 }

// Enter returns the reader of the constructed element that Next returned last.
// Of a primitive one, or after another Next, it is a reader without elements.
func (r Reader) Enter() Reader { return Reader{r.w, r.level + 1} }

// Depth returns how many constructed values are around the elements.
func (r Reader) Depth() int { return r.level }

// Peek returns the tag of the element that Next would return, without what
// might be wrong with it; 0 at the end.
func (r Reader) Peek() uint32 {
	w := r.w
	if w.level != r.level && !w.leave(r.level) {
		return 0
	}
	p, end := w.next, w.end
	if end-p < 2 || w.b[p] == 0 {
		return 0
	}
	tag, _ := w.tag(p, end)
	return tag
}

// Offset walks what is left inside the element that Next returned last, and
// returns where the next one starts, in the message's payload; at the end, what
// is behind the value.
func (r Reader) Offset() int {
	r.w.leave(r.level)
	return r.w.at + r.w.next
}

// Rest walks the elements that are left.
func (r Reader) Rest() {
	if r.w.level != r.level && !r.w.leave(r.level) {
		return
	}
	var e Element
	for r.w.pass(r.level); r.Next(&e); r.w.pass(r.level) {
	}
}

// Whole passes over the constructed element that Next returned last, and sets
// its End and Value. What is inside is not checked: who reads it later does
// that. It reads ahead to find the end of an indefinite length, so use it once
// for an octet, not at every level. It is false when there is no end.
func (r Reader) Whole(e *Element) bool {
	w := r.w
	if !e.Constructed {
		return true
	}
	if w.level != r.level+1 {
		return false
	}
	end := w.end
	if w.indefinite>>w.level&1 == 0 {
		w.next = end
		w.close()
	} else if next := w.seek(); next != 0 {
		w.next, end = next, next-2
		w.close()
	} else { // it is in vain to look for its end
		w.leave(r.level)
		return false
	}
	e.Value = w.b[e.At-w.at : end]
	e.End = w.at + w.next
	return true
}

// Encoding returns an element as it is encoded, tag and length included, or nil
// while its End is not known.
func (r Reader) Encoding(e *Element) []byte {
	if e.End == 0 {
		return nil
	}
	return r.w.b[e.Start-r.w.at : e.End-r.w.at]
}

// leave walks what is left of the levels inside to, and reports whether framing
// holds there.
func (w *Walk) leave(to int) bool {
	var e Element
	for w.level > to {
		w.pass(to + 1)
		if w.level <= to {
			break
		}
		level := w.level
		if w.next == w.end && w.indefinite>>level&1 == 0 {
			w.close()
		} else if !(Reader{w, level}).Next(&e) && w.level == level {
			w.next = w.end // nothing is left of it, or framing is lost
			w.close()
		}
	}
	return w.level == to && w.failed>>to&1 == 0
}

// close goes back to the level around the innermost one. The sets of levels have
// nothing of those that are not open.
func (w *Walk) close() {
	if w.indefinite|w.failed != 0 {
		w.indefinite &^= 1 << w.level
		w.failed &^= 1 << w.level
	}
	w.level--
	w.end = w.outer[w.level]
}

// lost records that framing is lost at the innermost level, and at those around
// it up to one whose end is known. It leaves nothing to be read there.
func (w *Walk) lost(c op.FaultCode, position int) bool {
	w.faults.Add(c, w.at+position)
	w.next = w.end // the same for all of them
	level := w.level
	w.failed |= 1 << level
	for ; w.indefinite>>level&1 != 0; level-- {
		w.failed |= 1 << (level - 1)
	}
	return false
}
