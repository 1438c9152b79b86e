package mutate

import (
	"net/netip"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// Ports (IANA).
const (
	portM3UA = 2905
	portSCTP = 9899 // of SCTP in UDP (RFC 6951)
)

// line is an SCTP association that is one signal's own.
type line struct {
	random
	src, dst netip.AddrPort
	tag, tsn uint32
	sequence int
	overUDP  bool
	tagged   bool              // VLAN
	edit     func(Chunk) Chunk // of every chunk; nil for none
}

// line draws an association. Its addresses and port follow from the number.
func (r random) line(number int) *line {
	port := uint16(10_000 + number/8%50_000)
	src, dst := netip.AddrFrom4([4]byte{198, 51, 100, byte(1 + number%8)}), netip.AddrFrom4([4]byte{192, 0, 2, byte(1 + number/400_000)})
	if r.IntN(5) == 0 {
		src, dst = netip.MustParseAddr("2001:db8:2::1"), netip.MustParseAddr("2001:db8:1::1")
		port = uint16(10_000 + number%50_000)
	}
	return &line{random: r, src: netip.AddrPortFrom(src, port), dst: netip.AddrPortFrom(dst, portM3UA),
		tag: r.Uint32() | 1, tsn: r.Uint32(), sequence: r.IntN(1 << 16), overUDP: r.IntN(20) == 0, tagged: r.IntN(10) == 0}
}

// pieces are the DATA chunks of a user message, of at most size octets each.
func (l *line) pieces(octets []byte, size int) (out []Chunk) {
	d := Data{Stream: 1, SSN: l.sequence, PPID: PPIDM3UA}
	l.sequence = (l.sequence + 1) & 0xFFFF
	for _, p := range Split(len(octets), size) {
		d.Flags, d.TSN, d.Octets = 0, l.tsn, octets[p.From:p.To]
		if p.From == 0 {
			d.Flags |= FlagBegin
		}
		if p.Last {
			d.Flags |= FlagEnd
		}
		l.tsn++
		c := d.Chunk()
		if l.edit != nil {
			c = l.edit(c)
		}
		out = append(out, c)
	}
	return out
}

// frame writes a packet with chunks.
func (l *line) frame(chunks ...Chunk) []byte {
	s := SCTP{Src: l.src, Dst: l.dst, Tag: l.tag, Chunks: chunks}
	packet := s.Packet()
	if l.overUDP {
		on := func(a netip.AddrPort) netip.AddrPort { return netip.AddrPortFrom(a.Addr(), portSCTP) }
		packet = Datagram{Src: on(l.src), Dst: on(l.dst), Payload: s.Segment()}.Packet()
	}
	if l.tagged {
		return VLAN(packet)
	}
	return Ethernet(packet)
}

// frames carries user messages in one of the ways of RFC 9260 clauses 6.9 and 6.10:
// each in a packet of its own, all in one packet, or in fragments.
func (l *line) frames(messages [][]byte) (out [][]byte) {
	const fragmented, bundled = 0, 2
	way := l.IntN(10)
	var together []Chunk
	for _, m := range messages {
		size := max(len(m), 8)
		if way == fragmented && size > 24 {
			size = 8 * (2 + l.IntN(size/16+1))
		}
		chunks := l.pieces(m, size)
		if way > fragmented && way <= bundled {
			together = append(together, chunks...)
			continue
		}
		for _, c := range chunks {
			out = append(out, l.frame(c))
		}
	}
	if len(together) > 0 {
		out = append(out, l.frame(together...))
	}
	return out
}

// Link types of captures that begin above IP.
const (
	linkMTP2     = 140
	linkMTP3     = 141
	linkSCCP     = 142
	linkExported = 252
)

// link draws a link type: mostly Ethernet with IP, else a link of MTP or above.
func (r random) link() uint32 {
	others := [...]uint32{linkMTP2, linkMTP3, linkMTP3, linkMTP3, linkMTP3, linkMTP3, linkSCCP, linkSCCP, linkExported, linkExported}
	if k := r.IntN(40); k < len(others) {
		return others[k]
	}
	return LinkEthernet
}

// signalUnit is a frame of level 2 (Q.703 clause 2.2) around a message of level 3.
func signalUnit(message []byte) []byte {
	return Join([]byte{0x81, 0x82, byte(min(len(message), 63))}, message)
}

// exported cuts a protocol out as tools do: a tag that names it, then its octets.
func exported(protocol string, octets []byte) []byte {
	name := []byte(protocol)
	for len(name)%4 != 0 {
		name = append(name, 0)
	}
	return Join(U16(12), U16(len(name)), name, U16(0), U16(0), octets)
}
