package sctp

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// kind is a type of chunk as far as Gathered tells types apart.
type kind uint8

const (
	unremarkable kind = iota // registered, and of interest only for its faults
	unlisted                 // not registered
	numKinds     = 12        // behind these, one for each other type
)

// Gathered is what is to be said of those chunks of a packet that nobody tells one
// by one: a packet has room for hundreds, and no honest one has more than a few.
type Gathered struct {
	Faults op.Faults // of all of them

	examples [numKinds]Example
	kinds    uint16 // of which there is an example
	bits     uint64 // faults of SCTP that Faults has an offset of
}

// Example is the first of the gathered chunks of one type, or of all types that are
// not registered, or of those that are of no interest but for their faults.
type Example struct {
	Type   uint8
	Offset int // of its value, counted as Packet.Offset
	Length int // of its value
}

// Any reports whether anything was gathered.
func (g *Gathered) Any() bool { return g.kinds != 0 }

// Next returns an example and forgets it. ok is false when there is none left.
func (g *Gathered) Next() (e Example, ok bool) {
	for i := range g.examples {
		if g.kinds>>i&1 != 0 {
			g.kinds &^= 1 << i
			return g.examples[i], true
		}
	}
	return Example{}, false
}

func (g *Gathered) reset() {
	if g.Faults.Any() {
		g.Faults = op.Faults{}
	}
	g.kinds, g.bits = 0, 0
}

func (g *Gathered) add(k kind, e Example) {
	if g.kinds>>k&1 == 0 {
		g.kinds |= 1 << k
		g.examples[k] = e
	}
}

// Gather adds the chunk that Next found, with its faults.
func (p *Packet) Gather() {
	p.Gathered.Faults.Merge(&p.ChunkFaults)
	p.Gathered.add(chunkTypes[p.Type].kind, Example{p.Type, p.Offset + chunkHeader, len(p.Value)})
}

// Gather takes the chunks up to the next one with user data that can be used, like
// Next and Add, for a caller that has told enough of them one by one, and adds to
// p.Gathered what is of interest. Next goes on behind them.
//
// The association learns from them only which TSNs are given up. What else it learns
// from chunks makes less a fault, and has its place at the start of a packet.
func (a *Assembler) Gather(p *Packet) {
	g, b, next := &p.Gathered, p.octets, p.next
	refused, isTagless := a.refused(), p.Tag == 0
	before, isBehindStop := p.before, p.IsBehindStop
	types := chunkTypes
	for len(b)-next >= chunkHeader {
		typ, length := b[next], int(binary.BigEndian.Uint16(b[next+2:]))
		t := &types[typ]
		if length < chunkHeader || length > len(b)-next {
			break // Next tells
		}
		var f uint64
		if t.place == userData && length >= int(t.minimum) {
			if f = a.useless(b[next+1], length-int(t.minimum)); f == 0 {
				break
			}
		}
		if length < int(t.minimum) {
			f |= 1 << (op.SCTPChunkLength & 63)
		}
		if isTagless != (typ == Init) {
			f |= 1 << (op.SCTPVerificationTag & 63)
		}
		if t.stops {
			isBehindStop = true
		}
		if isBehindStop || t.kind == unlisted {
			f |= 1 << (op.SCTPUnknown & 63)
		}
		if before&t.forbids != 0 || t.needs&^before != 0 {
			f |= 1 << (op.SCTPChunkOrder & 63)
		}
		if t.extension&refused != 0 {
			f |= 1 << (op.SCTPNotNegotiated & 63)
		}
		before |= t.leaves
		if t.isRead && length >= int(t.minimum) {
			f |= a.read(p, next, length)
		}
		if f&^g.bits != 0 || (f != 0 || t.notable) && g.kinds>>t.kind&1 == 0 {
			p.told(t.kind, f, next, length)
		}
		at := next
		if next += length; next&3 != 0 {
			if next = p.padding(next, &g.Faults); g.Faults.Has(op.SCTPPadding) || next&3 != 0 {
				g.add(t.kind, Example{typ, p.at + at + chunkHeader, length - chunkHeader})
			}
		}
	}
	p.next, p.before, p.IsBehindStop = next, before, isBehindStop
}

// useless returns why a chunk with n octets of user data is not worth a look, as a
// fault, or 0.
func (a *Assembler) useless(flags uint8, n int) uint64 {
	switch {
	case n == 0:
		return 1 << (op.SCTPNoData & 63)
	case flags&(flagBegin|flagEnd) != flagBegin|flagEnd && a.turns <= 0:
		return 1 << (op.SCTPLimit & 63)
	}
	return 0
}

// told adds a chunk at p.octets[at:] with faults of SCTP, by bit.
func (p *Packet) told(k kind, bits uint64, at, length int) {
	g := &p.Gathered
	for c := op.SCTPHeader; c <= op.SCTPParameter; c++ {
		if (bits&^g.bits)>>(c&63)&1 != 0 {
			g.Faults.Add(c, p.at+at)
		}
	}
	g.bits |= bits
	g.add(k, Example{p.octets[at], p.at + at + chunkHeader, length - chunkHeader})
}

// mostRead is how many chunks of a packet Gather reads the parameters of. That of the
// others is a fault by itself.
const mostRead = 8

// read takes what a chunk gives up, or its parameters, and returns a fault if that is
// one too many to read.
func (a *Assembler) read(p *Packet, at, length int) uint64 {
	p.Type, p.Offset, p.Value = p.octets[at], p.at+at, p.octets[at+chunkHeader:at+length]
	if chunkTypes[p.Type].parameters == 0 {
		a.giveUpTo(p)
		return 0
	}
	if p.reads++; p.reads > mostRead {
		return 1 << (op.SCTPLimit & 63)
	}
	p.checkParameters(&p.Gathered.Faults)
	return 0
}
