package encode

import (
	"encoding/binary"
	"net/netip"
)

// TCP is a segment (RFC 9293 clause 3.1).
type TCP struct {
	Src, Dst       netip.AddrPort
	Seq, Ack       uint32
	Flags          byte
	Urgent, Window int // window 0 stands for 65,535
	Octets         []byte
}

// Flags of TCP.
const (
	FlagFIN = 1
	FlagSYN = 2
	FlagRST = 4
	FlagPSH = 8
	FlagACK = 16
	FlagURG = 32
)

// Segment writes the header and the octets, with the checksum.
func (s TCP) Segment() []byte {
	window := s.Window
	if window == 0 {
		window = 65535
	}
	b := Join(U16(int(s.Src.Port())), U16(int(s.Dst.Port())), U32(s.Seq), U32(s.Ack), []byte{5 << 4, s.Flags}, U16(window), U16(0), U16(s.Urgent), s.Octets)
	sum := ones(pseudo(s.Src.Addr(), s.Dst.Addr(), len(b), ProtoTCP), b)
	binary.BigEndian.PutUint16(b[16:], sum)
	return b
}

// Packet writes the segment in IPv4 or IPv6, as its addresses are.
func (s TCP) Packet() []byte { return Packet(s.Src.Addr(), s.Dst.Addr(), ProtoTCP, s.Segment()) }
