package diameter

import (
	"hash/fnv"
	"net/netip"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// line is one transport connection while its frames are written. All numbers follow
// from the vector's name, so that captures can be replayed one after another and a
// new vector changes no other's octets.
type line struct {
	v6        bool
	elsewhere bool // from the other interconnect
	id        int  // of IP packets
	port      uint16
	out, in   half // out from the interconnect: towards home is "in" for the firewall
	frames    [][]byte
}

// half is one direction: tag, next TSN or octet, next stream sequence number by
// stream.
type half struct {
	tag, tsn uint32
	ssn      map[int]int
}

func newLine(name string) *line {
	h := fnv.New64a()
	h.Write([]byte("diameter/" + name))
	n := h.Sum64()
	half := func(n uint64) half { return half{tag: uint32(n) | 1, tsn: uint32(n>>7) | 1<<20, ssn: map[int]int{}} }
	return &line{id: int(n & 0xFFFF), port: 40000 + uint16(n>>16&0x3FFF), out: half(n), in: half(n >> 21)}
}

// ends are the addresses of a packet towards home, or from it. The interconnect's
// agent has opened the connection.
func (l *line) ends(fromHome bool) (src, dst netip.AddrPort) {
	peer, our := peer4, home4
	switch {
	case l.v6:
		peer, our = peer6, home6
	case l.elsewhere:
		peer = elsewhere4
	}
	src, dst = netip.AddrPortFrom(peer, l.port), netip.AddrPortFrom(our, portDiameter)
	if fromHome {
		return dst, src
	}
	return src, dst
}

func (l *line) half(fromHome bool) *half {
	if fromHome {
		return &l.in
	}
	return &l.out
}

// packet sends chunks in one packet and one frame.
func (l *line) packet(fromHome bool, chunks ...Chunk) {
	l.frame(l.sctp(fromHome, chunks...).Packet())
}

func (l *line) sctp(fromHome bool, chunks ...Chunk) SCTP {
	src, dst := l.ends(fromHome)
	return SCTP{Src: src, Dst: dst, Tag: l.half(fromHome).tag, Chunks: chunks}
}

func (l *line) frame(packet []byte) { l.frames = append(l.frames, Ethernet(packet)) }

// parcel is a user message with how SCTP labels it.
type parcel struct {
	octets    []byte
	ppid      uint32
	stream    int
	unordered bool
	fromHome  bool
}

// pieces is the next user message of its stream, in DATA chunks of at most size
// octets.
func (l *line) pieces(p parcel, size int) (out []Chunk) {
	h := l.half(p.fromHome)
	d := Data{Stream: p.stream, SSN: h.ssn[p.stream], PPID: p.ppid}
	if p.unordered {
		d.SSN = 0
	} else {
		h.ssn[p.stream]++
	}
	for _, f := range Split(len(p.octets), size) {
		d.Flags, d.TSN, d.Octets = 0, h.tsn, p.octets[f.From:f.To]
		if f.From == 0 {
			d.Flags |= FlagBegin
		}
		if f.Last {
			d.Flags |= FlagEnd
		}
		if p.unordered {
			d.Flags |= FlagUnordered
		}
		h.tsn++
		out = append(out, d.Chunk())
	}
	return out
}

func (l *line) data(p parcel) Chunk { return l.pieces(p, len(p.octets))[0] }
