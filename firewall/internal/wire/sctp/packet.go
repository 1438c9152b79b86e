package sctp

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// HeaderLength is the size of the common header in octets.
const HeaderLength = 12

// chunkHeader is the size of a chunk's type, flags and length.
const chunkHeader = 4

// Packet is one SCTP packet and a walk over its chunks. Decode fills it; it holds
// slices of the frame.
type Packet struct {
	SrcPort, DstPort uint16
	Tag              uint32 // verification tag
	Checksum         uint32 // as sent, CRC32c

	// The chunk that Next found.
	Type   uint8
	Flags  uint8
	Value  []byte // behind type, flags and length
	Offset int    // of the chunk's type, counted as at in Decode

	// IsBehindStop says that a chunk of an unknown type came before this one, or
	// is this one, which receivers that do not know it process nothing behind.
	// The rest is walked all the same: a receiver that is newer takes it.
	IsBehindStop bool

	// Faults of the common header concern every chunk.
	Faults op.Faults

	// ChunkFaults concern the chunk that Next found, and nothing else in the
	// packet. After Next has returned false they say why the rest cannot be
	// walked, if that is so.
	ChunkFaults op.Faults

	Gathered Gathered // by Gather

	octets    []byte
	at        int // of octets[0] in the frame
	next      int // of the next chunk in octets
	truncated bool
	before    before
	offers    extension // of the handshake that Next found
	reads     int       // by Gather, of parameters
}

// Decode reads the common header of the packet b, which starts at offset at of
// its frame. truncated means that the link kept fewer octets than there were:
// what is missing at the end is then no fault of the sender.
//
//	 0                   1                   2                   3
//	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//	+-------------------------------+-------------------------------+
//	|          Source Port          |        Destination Port       |
//	+-------------------------------+-------------------------------+
//	|                       Verification Tag                        |
//	+---------------------------------------------------------------+
//	|                           Checksum                            |
//	+---------------------------------------------------------------+
//
// (RFC 9260 clause 3.1.) ok is false when there is no header; a fault says why.
func (p *Packet) Decode(b []byte, at int, truncated bool) (ok bool) {
	p.reset()
	p.octets, p.at, p.truncated = b, at, truncated
	if len(b) < HeaderLength {
		p.next = len(b)
		p.Faults.Add(p.missing(op.SCTPHeader), at+len(b))
		return false
	}
	p.SrcPort, p.DstPort = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	p.Tag = binary.BigEndian.Uint32(b[4:])
	p.Checksum = binary.LittleEndian.Uint32(b[8:]) // RFC 9260 appendix A: the only field in this order
	p.next = HeaderLength
	if p.SrcPort == 0 {
		p.Faults.Add(op.SCTPHeader, at)
	}
	if p.DstPort == 0 {
		p.Faults.Add(op.SCTPHeader, at+2)
	}
	if len(b) == HeaderLength {
		p.Faults.Add(p.missing(op.SCTPHeader), at+HeaderLength)
	}
	return true
}

// reset empties what Decode does not set. Fault sets are large, and mostly empty.
func (p *Packet) reset() {
	p.SrcPort, p.DstPort, p.Tag, p.Checksum = 0, 0, 0, 0
	p.Type, p.Flags, p.Value, p.Offset = 0, 0, nil, 0
	p.IsBehindStop, p.before, p.reads = false, 0, 0
	if p.Faults.Any() {
		p.Faults = op.Faults{}
	}
	if p.ChunkFaults.Any() {
		p.ChunkFaults = op.Faults{}
	}
	p.Gathered.reset()
}

// missing returns the fault of octets that are not there: the link's, if it says
// that it cut the packet off.
func (p *Packet) missing(c op.FaultCode) op.FaultCode {
	if p.truncated {
		return op.FrameTruncated
	}
	return c
}

// Next moves to the next chunk and returns false when there is none that could
// be read. It leaves out nothing: chunks of any type, and behind any type, are
// found as long as lengths make sense (RFC 9260 clause 3.2).
//
//	+---------------+---------------+-------------------------------+
//	|   Chunk Type  |  Chunk Flags  |         Chunk Length          |
//	+---------------+---------------+-------------------------------+
//	|                          Chunk Value                          |
//	+---------------------------------------------------------------+
func (p *Packet) Next() bool {
	if p.ChunkFaults.Any() {
		p.ChunkFaults = op.Faults{}
	}
	b := p.octets[p.next:]
	p.Offset = p.at + p.next
	if len(b) < chunkHeader { // none, or fewer octets than a chunk has
		p.Value = nil
		return len(b) != 0 && p.unwalkable(p.missing(op.SCTPChunkLength))
	}
	p.Type, p.Flags = b[0], b[1]
	length := int(binary.BigEndian.Uint16(b[2:]))
	if length < chunkHeader {
		return p.unwalkable(op.SCTPChunkLength)
	}
	if length > len(b) {
		return p.unwalkable(p.missing(op.SCTPChunkLength))
	}
	p.Value = b[chunkHeader:length]
	if p.next += length; length&3 != 0 {
		p.next = p.padding(p.next, &p.ChunkFaults)
	}
	p.check(length)
	return true
}

// unwalkable ends the walk for good.
func (p *Packet) unwalkable(c op.FaultCode) bool {
	p.ChunkFaults.Add(c, p.Offset)
	p.Value = nil
	p.next = len(p.octets)
	return false
}

// padding passes what fills a chunk that ends at a place up to a multiple of four
// octets, and returns where that ends. A packet that ends without: receivers differ
// in whether they take the chunk.
func (p *Packet) padding(at int, f *op.Faults) (end int) {
	end = min((at+3)&^3, len(p.octets))
	if !isZero(p.octets[at:end]) {
		f.Add(op.SCTPPadding, p.at+at)
	}
	if end&3 != 0 {
		f.Add(p.missing(op.SCTPChunkLength), p.at+end)
	}
	return end
}

func isZero(b []byte) bool {
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}

// check looks at the chunk's type, its length, the packet's tag, where it stands,
// and its parameters.
func (p *Packet) check(length int) {
	t := &chunkTypes[p.Type]
	if length < int(t.minimum) {
		p.ChunkFaults.Add(op.SCTPChunkLength, p.Offset+2)
	}
	// Clause 8.5.1: INIT has a tag of zero, and nothing else has.
	if (p.Tag == 0) != (p.Type == Init) {
		p.ChunkFaults.Add(op.SCTPVerificationTag, p.at+4)
	}
	p.IsBehindStop = p.IsBehindStop || t.stops
	if t.name == "" || p.IsBehindStop {
		p.ChunkFaults.Add(op.SCTPUnknown, p.Offset)
	}
	// Receivers differ in what they do with a chunk that stands where it may not
	// (RFC 9260 clauses 3, 3.3.7, 5.1 and 6.10), and an attacker likes that.
	if p.before&t.forbids != 0 || t.needs&^p.before != 0 || t.place == alone && p.next != len(p.octets) {
		p.ChunkFaults.Add(op.SCTPChunkOrder, p.Offset)
	}
	p.before |= t.leaves
	if t.parameters != 0 && length >= int(t.minimum) {
		p.checkParameters(&p.ChunkFaults)
	}
}
