package sctp

import (
	"hash/maphash"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// What is remembered of a TSN is a mark, which sums up the chunk that came first.
// 0 is nothing. The low bits are in the clear, for the TSNs beside it.
const (
	markFlags = flagEnd | flagBegin | flagUnordered
	markSeen  = 8
	markIData = 16
	markBits  = 31
)

// mark sums up everything about a chunk that matters: not its I bit, which a
// sender may set when it repeats it (RFC 9260 clause 3.3.1). Two chunks with the
// same mark are the same: the hash has 59 bits and a seed that nobody knows.
func (a *Assembler) mark(p *Packet) uint64 {
	m := maphash.Bytes(a.seed, p.Value)&^markBits | uint64(p.Flags&markFlags) | markSeen
	if p.Type == IData {
		m |= markIData
	}
	return m
}

// memory is what is remembered of a chunk's TSN.
type memory uint8

const (
	isNew   memory = iota
	isSame         // the same chunk
	isOther        // another one
	isOld          // below the window: something, but what is forgotten
)

// slot returns where the marks of half h have a TSN that is within its window.
func (a *Assembler) slot(h int32, tsn uint32) int {
	return int(h)*a.limits.Window + int(tsn)&(a.limits.Window-1)
}

// recall compares a chunk with what its half remembers, and moves the window up to
// its TSN. TSNs wrap around (RFC 9260 clause 1.6). After a reset of TSNs (RFC 6525
// clause 5.2.4) the new ones look old: fragments are spoiled then. RE-CONFIG is
// not allowed between operators, and to believe it would make its sender the
// judge of what is remembered.
func (a *Assembler) recall(c *fragment) memory {
	h, n := &a.halves[a.half], int32(a.limits.Window)
	h.start(c.TSN)
	switch d := int32(c.TSN - h.high); {
	case d <= -n:
		return isOld
	case d > 0:
		for i := int32(1); i <= min(d, n); i++ {
			s := a.slot(a.half, h.high+uint32(i))
			a.marks[s], a.pieces[s] = 0, 0
		}
		h.high = c.TSN
	}
	switch a.marks[a.slot(a.half, c.TSN)] {
	case 0:
		return isNew
	case c.mark:
		return isSame
	}
	return isOther
}

// remember notes a chunk whose TSN is within the window, and the piece that holds
// it or none.
func (a *Assembler) remember(c *fragment, at int32) {
	s := a.slot(a.half, c.TSN)
	a.marks[s], a.pieces[s] = c.mark, at+1
}

// pieceOf returns the piece that holds what came with a TSN, or none.
func (a *Assembler) pieceOf(tsn uint32) int32 {
	at := a.pieces[a.slot(a.half, tsn)] - 1
	if at == none || a.piece[at].half != a.half || a.piece[at].tsn != tsn {
		return none // released since
	}
	return at
}

// beside returns the mark of the TSN next to one, 0 if it is not known or not that
// of DATA.
func (a *Assembler) beside(tsn uint32, step int32) uint64 {
	h, next := &a.halves[a.half], tsn+uint32(step)
	if d := int32(next - h.high); d > 0 || d <= -int32(a.limits.Window) {
		return 0
	}
	if m := a.marks[a.slot(a.half, next)]; m&markIData == 0 {
		return m
	}
	return 0
}

// fits reports whether a DATA chunk may stand between those beside it: a message
// begins behind the end of another one and nowhere else (RFC 9260 clause 6.9).
// What it breaks is spoiled.
func (a *Assembler) fits(p *Packet, c *fragment) bool {
	if c.IData {
		return true
	}
	before, behind := a.beside(c.TSN, -1), a.beside(c.TSN, 1)
	ok := true
	if before != 0 && (before&flagEnd != 0) != c.begin {
		a.misfit(p, c.TSN-1)
		ok = false
	}
	if behind != 0 && (behind&flagBegin != 0) != c.end {
		a.misfit(p, c.TSN+1)
		ok = false
	}
	return ok
}

// misfit records that a chunk and the one with a TSN beside it exclude each other.
func (a *Assembler) misfit(p *Packet, tsn uint32) {
	p.ChunkFaults.Add(op.SCTPFragment, p.Offset)
	if at := a.pieceOf(tsn); at != none {
		a.spoil(a.piece[at].run, op.SCTPFragment, p.Offset)
	}
}

// contradict records that a TSN, or the place of the piece at in a message, stands
// for two contents. at may be none.
func (a *Assembler) contradict(p *Packet, c *fragment, at int32) {
	p.ChunkFaults.Add(op.SCTPTSN, p.Offset)
	if at != none {
		a.spoil(a.piece[at].run, op.SCTPTSN, p.Offset)
	}
	if same := a.pieceOf(c.TSN); same != none && same != at {
		a.spoil(a.piece[same].run, op.SCTPTSN, p.Offset)
	}
}
