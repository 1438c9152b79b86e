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
	markIData = IData >> 2
	markBits  = 31
)

// mark sums up everything about a chunk that matters: not its I bit, which a
// sender may set when it repeats it (RFC 9260 clause 3.3.1). Two chunks with the
// same mark are the same: the hash has 59 bits and a seed that nobody knows.
func (a *Assembler) mark(p *Packet) uint64 {
	return maphash.Bytes(a.seed, p.Value)&^markBits | uint64(p.Flags&markFlags) | markSeen | uint64(p.Type)>>2 // DATA is 0
}

// memory is what is remembered of a chunk's TSN.
type memory uint8

const (
	isNew   memory = iota
	isSame         // the same chunk
	isOther        // another one
	isOld          // below the window: something, but what is forgotten
)

// known is what is remembered of one TSN.
type known struct {
	mark   uint64
	tsn    uint32
	piece  int32  // that holds the fragment; plus one
	packet uint64 // in which the user message that it is was delivered
}

// enter makes a half the one at hand.
func (a *Assembler) enter(at int32) {
	a.half = at
	if at != none {
		a.row = a.rowOf(at)
	}
}

// rowOf returns what is known of the TSNs of a half.
func (a *Assembler) rowOf(at int32) []known {
	n := a.limits.Window
	return a.known[int(at)*n:][:n]
}

// at returns where the half at hand has a TSN that is within its window.
func (a *Assembler) at(tsn uint32) *known { return &a.row[int(tsn)&(len(a.row)-1)] }

// isWithin reports whether the window reaches a TSN.
func (a *Assembler) isWithin(tsn uint32) bool {
	d := int32(tsn - a.halves[a.half].high)
	return d <= 0 && d > -int32(len(a.row))
}

// start sets the TSN before the first one that is known of a half.
func (a *Assembler) start(at int32, first uint32) {
	if h := &a.halves[at]; !h.isStarted {
		h.isStarted, h.high = true, first-1
		clear(a.rowOf(at)) // only now: halves that carry nothing cost nothing
	}
}

// recall compares a chunk with what its half remembers, and moves the window up to
// its TSN. TSNs wrap around (RFC 9260 clause 1.6). Nothing is cleared on the way,
// which a sender could make long: what is remembered says of which TSN it is. After
// a reset of TSNs (RFC 6525 clause 5.2.4) the new ones look old: fragments are
// spoiled then. RE-CONFIG is not allowed between operators, and to believe it would
// make its sender the judge of what is remembered.
//
// It returns what is remembered of the TSN, too, unless that is old.
func (a *Assembler) recall(c *fragment) (memory, *known) {
	h := &a.halves[a.half]
	if !h.isStarted {
		a.start(a.half, c.TSN)
	}
	if d := int32(c.TSN - h.high); d > 0 {
		h.high = c.TSN
	} else if d <= -int32(len(a.row)) {
		return isOld, nil
	}
	k := a.at(c.TSN)
	switch {
	case k.tsn != c.TSN || k.mark == 0:
		return isNew, k
	case k.mark == c.mark:
		return isSame, k
	}
	return isOther, k
}

// remember notes a chunk whose TSN is within the window, and the piece that holds
// it or none.
func (a *Assembler) remember(c *fragment, at int32) {
	*a.at(c.TSN) = known{mark: c.mark, tsn: c.TSN, piece: at + 1, packet: a.packets}
}

// pieceOf returns the piece that holds what came with a TSN, or none.
func (a *Assembler) pieceOf(tsn uint32) int32 {
	if !a.isWithin(tsn) {
		return none
	}
	at := a.at(tsn).piece - 1
	if at == none || a.piece[at].half != a.half || a.piece[at].tsn != tsn {
		return none // released since
	}
	return at
}

// beside returns the mark of a TSN, 0 if it is not known or not that of DATA.
func (a *Assembler) beside(tsn uint32) uint64 {
	if !a.isWithin(tsn) {
		return 0
	}
	if k := a.at(tsn); k.tsn == tsn && k.mark&markIData == 0 {
		return k.mark
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
	ok := true
	if before := a.beside(c.TSN - 1); before != 0 && (before&flagEnd != 0) != c.begin {
		a.misfit(p, c.TSN-1)
		ok = false
	}
	if behind := a.beside(c.TSN + 1); behind != 0 && (behind&flagBegin != 0) != c.end {
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
