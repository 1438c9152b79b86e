package encode

import (
	"encoding/binary"
	"net/netip"
)

// Flags of a TCP segment (RFC 9293 clause 3.1).
const (
	FlagSYN = 2
	FlagPSH = 8
	FlagACK = 16
)

// TCP is a segment without options.
type TCP struct {
	Src, Dst                 netip.AddrPort
	Sequence, Acknowledgment uint32
	Flags                    byte
	Payload                  []byte
}

// Packet writes the segment with its checksum in an IPv4 or IPv6 packet, as its
// addresses are.
func (s TCP) Packet() []byte {
	segment := Join(U16(int(s.Src.Port())), U16(int(s.Dst.Port())), U32(s.Sequence), U32(s.Acknowledgment),
		[]byte{5 << 4, s.Flags}, U16(0xFFFF), U16(0), U16(0), s.Payload)
	sum := ones(pseudo(s.Src.Addr(), s.Dst.Addr(), len(segment), ProtoTCP), segment)
	binary.BigEndian.PutUint16(segment[16:], sum)
	return Packet(s.Src.Addr(), s.Dst.Addr(), ProtoTCP, segment)
}
