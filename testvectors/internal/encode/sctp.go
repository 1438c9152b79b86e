package encode

import (
	"encoding/binary"
	"hash/crc32"
	"net/netip"
)

// Chunk is one chunk of SCTP (RFC 9260 clause 3.2).
type Chunk struct {
	Type, Flags byte
	Value       []byte
}

// Chunk types (RFC 9260 clause 3.2; I-DATA: RFC 8260).
const (
	ChunkData      = 0
	ChunkInit      = 1
	ChunkInitAck   = 2
	ChunkSack      = 3
	ChunkHeartbeat = 4
	ChunkIData     = 0x40
	ChunkPad       = 0x84 // RFC 4820
)

// Flags of DATA (RFC 9260 clause 3.3.1).
const (
	FlagEnd       = 1
	FlagBegin     = 2
	FlagUnordered = 4
	FlagWhole     = FlagBegin | FlagEnd
)

// Payload protocol identifiers (IANA).
const (
	PPIDNone = 0
	PPIDM2UA = 2
	PPIDM3UA = 3
	PPIDSUA  = 4
	PPIDM2PA = 5
)

// Bytes writes the chunk and pads it to four octets.
func (c Chunk) Bytes() []byte {
	return pad4(Join([]byte{c.Type, c.Flags}, U16(4+len(c.Value)), c.Value))
}

func pad4(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

// Data is a piece of a user message with its place in the association.
type Data struct {
	Flags       byte
	TSN         uint32
	Stream, SSN int
	PPID        uint32
	Octets      []byte
}

// Chunk writes DATA (RFC 9260 clause 3.3.1).
func (d Data) Chunk() Chunk {
	return Chunk{ChunkData, d.Flags, Join(U32(d.TSN), U16(d.Stream), U16(d.SSN), U32(d.PPID), d.Octets)}
}

// IChunk writes I-DATA (RFC 8260 clause 2.1): SSN is the message identifier, and
// fsn the number of the fragment, which stands where the first has the PPID.
func (d Data) IChunk(fsn uint32) Chunk {
	if d.Flags&FlagBegin != 0 {
		fsn = d.PPID
	}
	return Chunk{ChunkIData, d.Flags, Join(U32(d.TSN), U16(d.Stream), U16(0), U32(uint32(d.SSN)), U32(fsn), d.Octets)}
}

// Init writes INIT or INIT ACK (RFC 9260 clauses 3.3.2, 3.3.3).
func Init(typ byte, tag, tsn uint32, parameters ...[]byte) Chunk {
	return Chunk{typ, 0, Join(U32(tag), U32(65536), U16(16), U16(16), U32(tsn), Join(parameters...))}
}

// Parameter is one of INIT, padded; of M3UA too (RFC 4666 clause 3.1.5).
func Parameter(tag int, value []byte) []byte {
	return pad4(Join(U16(tag), U16(4+len(value)), value))
}

// SupportedExtensions is RFC 5061 clause 4.2.7.
func SupportedExtensions(chunks ...byte) []byte { return Parameter(0x8008, chunks) }

// StateCookie is RFC 9260 clause 3.3.3.1.
func StateCookie(cookie []byte) []byte { return Parameter(7, cookie) }

// SCTP is a packet.
type SCTP struct {
	Src, Dst netip.AddrPort
	Tag      uint32
	Chunks   []Chunk
}

// Segment writes the common header, with its CRC32c, and the chunks.
func (p SCTP) Segment() []byte {
	b := Join(U16(int(p.Src.Port())), U16(int(p.Dst.Port())), U32(p.Tag), U32(0))
	for _, c := range p.Chunks {
		b = append(b, c.Bytes()...)
	}
	return Checksummed(b)
}

// Checksummed writes the CRC32c of a packet, which has zeros in its place or any
// other value, in the order of octets that RFC 9260 appendix A shows.
func Checksummed(b []byte) []byte {
	copy(b[8:12], []byte{0, 0, 0, 0})
	binary.LittleEndian.PutUint32(b[8:], crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)))
	return b
}

// Packet writes the packet in IPv4 or IPv6, as its addresses are.
func (p SCTP) Packet() []byte { return Packet(p.Src.Addr(), p.Dst.Addr(), ProtoSCTP, p.Segment()) }

// Fragments cuts the packet into IP fragments of at most size octets.
func (p SCTP) Fragments(id, size int) [][]byte {
	segment := p.Segment()
	var out [][]byte
	for _, f := range Split(len(segment), size) {
		piece := segment[f.From:f.To]
		if p.Src.Addr().Is4() {
			h := IPv4{Src: p.Src.Addr(), Dst: p.Dst.Addr(), Proto: ProtoSCTP, TTL: 64, ID: id, Offset: f.From, More: !f.Last}
			out = append(out, h.Packet(piece))
			continue
		}
		x := Extension6{44, Join([]byte{0, 0}, U16(f.From&^7|bit(!f.Last)), U32(uint32(id)))}
		out = append(out, IPv6{Src: p.Src.Addr(), Dst: p.Dst.Addr(), Next: ProtoSCTP, Hop: 64, Extensions: []Extension6{x}}.Packet(piece))
	}
	return out
}
