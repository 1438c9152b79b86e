package encode

import (
	"encoding/binary"
	"net/netip"
)

// Datagram is a UDP payload with its endpoints.
type Datagram struct {
	Src, Dst netip.AddrPort
	Payload  []byte
	ID       int // identification of its IP packet or fragments
}

// IP protocol numbers.
const (
	ProtoICMP = 1
	ProtoTCP  = 6
	ProtoUDP  = 17
	ProtoSCTP = 132
)

// UDP writes the segment (RFC 768) with its checksum.
func (d Datagram) UDP() []byte { return d.udp(8 + len(d.Payload)) }

func (d Datagram) udp(length int) []byte {
	seg := Join(U16(int(d.Src.Port())), U16(int(d.Dst.Port())), U16(length), []byte{0, 0}, d.Payload)
	sum := ones(pseudo(d.Src.Addr(), d.Dst.Addr(), length, ProtoUDP), seg)
	if sum == 0 {
		sum = 0xFFFF
	}
	binary.BigEndian.PutUint16(seg[6:], sum)
	return seg
}

// WrongUDPLength writes the datagram's IP packet with a UDP length field that is
// off by delta octets; the IP length stays right.
func (d Datagram) WrongUDPLength(delta int) []byte {
	return d.packet(d.udp(8 + len(d.Payload) + delta))
}

// Packet writes the datagram in an IPv4 or IPv6 packet, as its addresses are.
func (d Datagram) Packet() []byte { return d.packet(d.UDP()) }

func (d Datagram) packet(segment []byte) []byte {
	src, dst := d.Src.Addr(), d.Dst.Addr()
	if src.Is4() {
		return IPv4{Src: src, Dst: dst, Proto: ProtoUDP, ID: d.ID, TTL: 64}.Packet(segment)
	}
	return IPv6{Src: src, Dst: dst, Next: ProtoUDP, Hop: 64}.Packet(segment)
}

// Packet writes an IPv4 (RFC 791) or IPv6 (RFC 8200) packet.
func Packet(src, dst netip.Addr, proto byte, payload []byte) []byte {
	if src.Is4() {
		return IPv4{Src: src, Dst: dst, Proto: proto, TTL: 64}.Packet(payload)
	}
	return IPv6{Src: src, Dst: dst, Next: proto, Hop: 64}.Packet(payload)
}

// IPv4 is a header.
type IPv4 struct {
	Src, Dst    netip.Addr
	Proto, TTL  byte
	ID          int
	Offset      int // of a fragment, octets, a multiple of 8
	More        bool
	Options     []byte // a multiple of 4 octets
	LengthDelta int    // added to the total length, a deliberate fault
}

// Packet writes the header with its checksum and the payload.
func (h IPv4) Packet(payload []byte) []byte {
	ihl := 5 + len(h.Options)/4
	frag := h.Offset / 8
	if h.More {
		frag |= 0x2000
	}
	head := Join([]byte{0x40 | byte(ihl), 0}, U16(4*ihl+len(payload)+h.LengthDelta), U16(h.ID), U16(frag),
		[]byte{h.TTL, h.Proto, 0, 0}, h.Src.AsSlice(), h.Dst.AsSlice(), h.Options)
	binary.BigEndian.PutUint16(head[10:], ones(0, head))
	return append(head, payload...)
}

// IPv6 is a header and the extension headers behind it.
type IPv6 struct {
	Src, Dst    netip.Addr
	Next, Hop   byte
	Extensions  []Extension6
	LengthDelta int // added to the payload length, a deliberate fault
}

// Extension6 is an IPv6 extension header: its number and its octets, whose first
// is overwritten with the number of the header behind it.
type Extension6 struct {
	Number byte
	Octets []byte
}

// Packet writes the headers and the payload.
func (h IPv6) Packet(payload []byte) []byte {
	next := h.Next
	for i := len(h.Extensions) - 1; i >= 0; i-- {
		x := Join(h.Extensions[i].Octets)
		x[0] = next
		payload, next = Join(x, payload), h.Extensions[i].Number
	}
	return Join([]byte{0x60, 0, 0, 0}, U16(len(payload)+h.LengthDelta), []byte{next, h.Hop}, h.Src.AsSlice(), h.Dst.AsSlice(), payload)
}

// Extension headers that carry nothing: hop-by-hop and destination options with
// a PadN of four octets.
func HopByHop() Extension6 { return Extension6{0, []byte{0, 0, 1, 4, 0, 0, 0, 0}} }

// DestinationOptions is RFC 8200 clause 4.6.
func DestinationOptions() Extension6 { return Extension6{60, []byte{0, 0, 1, 4, 0, 0, 0, 0}} }

// Fragment is a piece of a datagram: octets [From, To) of the UDP segment.
type Fragment struct {
	From, To int
	Last     bool // the more-fragments bit is clear
}

// Split cuts n octets into pieces of at most size, a multiple of 8.
func Split(n, size int) []Fragment {
	var out []Fragment
	for at := 0; at < n; at += size {
		end := min(at+size, n)
		out = append(out, Fragment{at, end, end == n})
	}
	return out
}

// Fragments writes the datagram's pieces as packets with its identification, in the
// order given.
func (d Datagram) Fragments(pieces []Fragment) [][]byte {
	segment := d.UDP()
	var out [][]byte
	for _, f := range pieces {
		out = append(out, d.fragment(f, segment[f.From:f.To]))
	}
	return out
}

// FragmentOf writes one piece with octets of its own instead of the segment's.
func (d Datagram) FragmentOf(f Fragment, octets []byte) []byte {
	return d.fragment(f, octets)
}

func (d Datagram) fragment(f Fragment, octets []byte) []byte {
	if d.Src.Addr().Is4() {
		h := IPv4{Src: d.Src.Addr(), Dst: d.Dst.Addr(), Proto: ProtoUDP, TTL: 64, ID: d.ID, Offset: f.From, More: !f.Last}
		return h.Packet(octets)
	}
	frag := Join([]byte{0, 0}, U16(f.From&^7|bit(!f.Last)), U32(uint32(d.ID)))
	h := IPv6{Src: d.Src.Addr(), Dst: d.Dst.Addr(), Next: ProtoUDP, Hop: 64, Extensions: []Extension6{{44, frag}}}
	return h.Packet(octets)
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// pseudo is the sum over the pseudo header of RFC 768 and RFC 8200 clause 8.1.
func pseudo(src, dst netip.Addr, length int, proto byte) uint32 {
	return sum(0, Join(src.AsSlice(), dst.AsSlice(), U32(uint32(length)), U32(uint32(proto))))
}

func sum(s uint32, b []byte) uint32 {
	for i := 0; i < len(b); i += 2 {
		s += uint32(b[i]) << 8
		if i+1 < len(b) {
			s += uint32(b[i+1])
		}
	}
	return s
}

// ones is the Internet checksum (RFC 1071).
func ones(s uint32, b []byte) uint16 {
	s = sum(s, b)
	for s > 0xFFFF {
		s = s&0xFFFF + s>>16
	}
	return ^uint16(s)
}
