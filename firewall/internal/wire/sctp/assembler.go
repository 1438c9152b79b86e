package sctp

import (
	"hash/maphash"
	"math"
	"math/bits"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/slots"
)

// none stands for no slot.
const none = slots.None

// Limits bound what an Assembler holds. A zero field means its default. Beside
// Memory octets, 24 for each TSN of the Window of each half are allotted from the
// start: 24 MiB, which the system does not hand out before they are used.
type Limits struct {
	Halves          int // directions of associations known at once; default 1,024
	SourceHalves    int // of these, opened by packets from one source; default 128
	Messages        int // that are not whole, held at once; default 1,024
	SourceMessages  int // of these, from one source; default 128
	Memory          int // octets held at once; default 4 MiB
	SourceMemory    int // of these, for messages that are not whole, from one source; default 512 KiB
	Fragments       int // of one message; default 256
	PacketFragments int // for each 1,500 octets of a packet; default 20
	Octets          int // of one message; default and most 65,535
	Window          int // TSNs below the highest one whose content is known again, rounded up to a power of two; default 1,024

	// OctetsOf returns the most octets that a message of a payload protocol may
	// have, beside Octets. The identifier is as it came, see MeantPPID. nil: all the
	// same.
	OctetsOf func(ppid uint32) int

	// From the first fragment of a message that came. Default 30 s: a sender
	// repeats what is lost within RTO.Max of 60 s (RFC 9260 clause 16), and on
	// links between operators within fractions of a second.
	TimeoutNS int64

	// From the last packet. Default 120 s: an association that rests exchanges
	// HEARTBEAT every 30 s or so (RFC 9260 clause 8.3).
	IdleNS int64
}

func (l *Limits) fill() {
	fill(&l.Halves, 1024)
	fill(&l.SourceHalves, 128)
	fill(&l.Messages, 1024)
	fill(&l.SourceMessages, 128)
	fill(&l.Memory, 4<<20)
	fill(&l.SourceMemory, 512<<10)
	fill(&l.Fragments, 256)
	fill(&l.PacketFragments, 20)
	fill(&l.Octets, 65535)
	fill(&l.Window, 1024)
	fill(&l.TimeoutNS, 30e9)
	fill(&l.IdleNS, 120e9)
	l.Octets = min(l.Octets, 65535)
	l.IdleNS = min(l.IdleNS, math.MaxInt64/abandonedFactor)
	l.Window = 1 << bits.Len(uint(l.Window-1))
}

func fill[T int | int64](v *T, byDefault T) {
	if *v == 0 {
		*v = byDefault
	}
}

// State says what became of a chunk.
type State uint8

const (
	// Control: the chunk carries no user data.
	Control State = iota
	// Held: a part of a user message that is not whole, or of one that was whole
	// moments ago.
	Held
	// Whole: the chunk is a user message, or completes one.
	Whole
	// Spoiled: the chunk is faulty, contradicts others, or found no room. If it is
	// a part of a user message, that will never be whole.
	Spoiled
)

// Stats counts what an Assembler has done.
type Stats struct {
	Whole         uint64 // user messages put together from fragments
	Incomplete    uint64 // given up because the rest never came
	Spoiled       uint64 // given up because their fragments contradict each other or the limits
	Refused       uint64 // chunks that found no room
	Retransmitted uint64 // chunks that were there before
}

// Ends are the network addresses of a packet.
type Ends struct{ Src, Dst op.Addr }

// Assembler puts the user messages of one lane together from the fragments that
// packets bring, and tells what was there before. All memory is allocated by
// NewAssembler.
//
// Receivers differ in what they make of fragments that contradict each other, so
// nothing is guessed: any contradiction spoils the whole message. A table that is
// full refuses newcomers and keeps what it has, and no source (an IPv4 address, or
// an IPv6 /64 network) gets more than its share. What is refused for lack of room
// is known to be so by its fault; user messages in one chunk need no room.
type Assembler struct {
	limits Limits
	seed   maphash.Seed
	stats  Stats

	halves     []half
	halfOrder  []slots.Neighbours
	used       slots.List // halves, by their last packet
	freeHalves []int32
	births     uint64
	paths      slots.Table[pathKey]
	pathOf     []path    // by slot of paths
	recent     [64]int32 // paths, by tag; plus one
	spare      int       // paths that may still be added to halves which have one
	tags       slots.Table[tagKey]
	tagOf      []int32 // half, by slot of tags
	sources    slots.Table[op.Addr]
	shares     []share // by slot of sources

	known []known // of TSNs, by half and TSN modulo Window
	row   []known // of the half at hand

	places   slots.Table[placeKey]
	placed   []int32 // piece, by slot of places
	piece    []piece // by first cell
	cells    cells
	runs     []run
	order    []slots.Neighbours // of runs
	free     []int32            // runs
	open     slots.List         // runs that are not whole, by their first fragment
	done     slots.List         // runs that are, by their last delivery
	openRuns int
	whole    []byte

	chunk fragment // that Add was given

	// The packet that Begin was given.
	key       pathKey
	half      int32
	frame     int32
	nowNS     int64
	packets   uint64 // so far
	isCrowded bool   // there was no room for its half
	turns     int    // fragments of the packet that may still be put together
	repeated  int    // octets of messages delivered again
}

// NewAssembler returns an empty one with all the memory it will ever use.
func NewAssembler(l Limits) *Assembler {
	l.fill()
	c := newCells(l.Memory)
	// Done runs take as many entries again as open ones, at most.
	runs := min(2*l.Messages, len(c.next))
	a := &Assembler{
		limits: l, seed: maphash.MakeSeed(),
		halves: make([]half, l.Halves), halfOrder: make([]slots.Neighbours, l.Halves), used: slots.NewList(), freeHalves: numbers(l.Halves),
		paths: slots.NewTable[pathKey](2 * l.Halves), pathOf: make([]path, 2*l.Halves), spare: l.Halves,
		tags: slots.NewTable[tagKey](l.Halves), tagOf: make([]int32, l.Halves),
		sources: slots.NewTable[op.Addr](l.Halves), shares: make([]share, l.Halves),
		known:  make([]known, l.Halves*l.Window),
		places: slots.NewTable[placeKey](len(c.next)), placed: make([]int32, len(c.next)), piece: make([]piece, len(c.next)), cells: c,
		runs: make([]run, runs), order: make([]slots.Neighbours, runs), free: numbers(runs), open: slots.NewList(), done: slots.NewList(),
		whole: make([]byte, l.Octets), half: none,
	}
	return a
}

// numbers returns n free numbers, the last of which is 0.
func numbers(n int) []int32 {
	free := make([]int32, n)
	for i := range free {
		free[i] = int32(n - 1 - i)
	}
	return free
}

// Stats returns the counts so far.
func (a *Assembler) Stats() Stats { return a.stats }

// Begin tells which packet the next chunks belong to: p, decoded, between ends,
// in frame f.
func (a *Assembler) Begin(p *Packet, e Ends, f *op.Frame) {
	k := &a.key // see pathKey.is
	k.src, k.dst, k.tag, k.srcPort, k.dstPort, k.side = e.Src, e.Dst, p.Tag, p.SrcPort, p.DstPort, f.Side
	a.frame, a.nowNS = f.Number, f.TimeNS
	a.packets++
	a.isCrowded, a.repeated = false, 0
	a.turns = a.limits.PacketFragments * (1 + len(p.octets)/1500)
	if a.done.Oldest != none {
		a.forget()
	}
	a.enter(a.findHalf(&a.key))
	if a.half != none {
		a.touch(a.half)
	}
}

// Add takes the chunk that Next found in the packet that Begin was given. What it
// finds wrong, and what was wrong with the fragments before, it adds to
// p.ChunkFaults. m is valid until the next Add, and empty for a chunk without user
// data.
func (a *Assembler) Add(p *Packet) (m *UserMessage, s State) {
	c := &a.chunk // to hand out a copy would take as long as the rest
	*c = fragment{}
	if p.Type != Data && p.Type != IData {
		a.control(p)
		return &c.UserMessage, Control
	}
	if !c.read(p) {
		a.isNegotiated(p)
		return &c.UserMessage, Spoiled
	}
	if !c.isWhole() && !a.hasTurn() {
		p.ChunkFaults.Add(op.SCTPLimit, p.Offset)
		return &c.UserMessage, Spoiled
	}
	if a.half == none && !a.isCrowded {
		a.enter(a.halfFor(c.TSN))
		a.isCrowded = a.half == none
	}
	c.mark = a.mark(p)
	if a.half != none {
		a.agree(p)
	}
	if c.isWhole() {
		s = a.single(p, c)
	} else {
		s = a.fragment(p, c)
	}
	if s == Spoiled {
		c.Data = nil
	}
	return &c.UserMessage, s
}

// hasTurn reports whether a fragment may be put together with others, or is one too
// many of its packet. Senders cut a message so that a fragment fills a packet (RFC
// 9260 clause 6.9); somebody who packs 70 into one wants to keep us busy.
func (a *Assembler) hasTurn() bool {
	a.turns--
	return a.turns >= 0
}

// single takes a user message in one chunk. It is delivered whatever happens, so
// that it is judged, unless it is longer than allowed.
func (a *Assembler) single(p *Packet, c *fragment) State {
	if len(c.data) > a.limitOf(c.PPID) {
		p.ChunkFaults.Add(op.SCTPLimit, c.Offset)
		return Spoiled
	}
	c.Data = c.data
	if a.half == none {
		return Whole
	}
	m, k := a.recall(c)
	switch m {
	case isNew:
		k.mark, k.tsn, k.piece, k.packet = c.mark, c.TSN, 0, a.packets
		a.fits(p, c)
		a.checkForward(p, c)
		if c.IData {
			a.standsAlone(p, c)
		}
	case isOther:
		a.contradict(p, c, none)
	default:
		a.stats.Retransmitted++
		c.Retransmitted = true
		if m == isSame && k.packet == a.packets { // delivered a moment ago, and judged
			c.Data = nil
			return Held
		}
		if m == isSame {
			k.packet = a.packets
		}
	}
	return Whole
}

// standsAlone records fragments of the message that a whole I-DATA chunk says it
// is. Receivers differ in which of the two they take.
func (a *Assembler) standsAlone(p *Packet, c *fragment) {
	if at := a.find(c, 0); at != none {
		a.contradict(p, c, at)
	}
	a.between(p, c)
}

// limitOf returns the most octets of a message.
func (a *Assembler) limitOf(ppid uint32) int {
	if a.limits.OctetsOf == nil {
		return a.limits.Octets
	}
	return min(a.limits.Octets, a.limits.OctetsOf(ppid))
}
