package ss7

import (
	"hash/fnv"
	"net/netip"
	"time"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// line is one SCTP association while its frames are written. All numbers follow
// from the vector's name, so that captures can be replayed one after another and a
// new vector changes no other's octets.
type line struct {
	v6        bool
	port      uint16    // of the peer; ours is M3UA's
	peerPort  uint16    // 0: port
	id        int       // of IP packets
	reference uint32    // of segmented messages
	out, in   half      // out from the interconnect: towards home is "in" for the firewall
	path      byte      // added to the last octet of the peer's address: another one of its paths
	streams   [2]stream // over TCP, by address family
	frames    [][]byte
	begins    time.Time
}

// half is one direction: tag, next TSN, next stream sequence number by stream.
type half struct {
	tag, tsn uint32
	ssn      map[int]int
}

func newLine(name string) *line {
	h := fnv.New64a()
	h.Write([]byte("ss7/" + name))
	n := h.Sum64()
	half := func(n uint64) half { return half{tag: uint32(n) | 1, tsn: uint32(n>>7) | 1<<20, ssn: map[int]int{}} }
	// An hour of the year of its own, so that who plays one capture after another
	// has forgotten the associations of those before.
	begins := time.Date(2026, 1, 1, int(n>>40%8760), 0, 0, 0, time.UTC)
	return &line{begins: begins, id: int(n & 0xFFFF), reference: uint32(n>>16) & 0xFFFFFF, port: portM3UA, out: half(n), in: half(n >> 21)}
}

// ends are the addresses of a packet towards home, or from it.
func (l *line) ends(fromHome bool) (src, dst netip.AddrPort) {
	peer, our := peer4, home4
	if l.v6 {
		peer, our = peer6, home6
	}
	for range l.path {
		peer = peer.Next()
	}
	theirs := l.port
	if l.peerPort != 0 {
		theirs = l.peerPort
	}
	src, dst = netip.AddrPortFrom(peer, theirs), netip.AddrPortFrom(our, l.port)
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

// data is the next user message of its stream, in one DATA chunk.
func (l *line) data(p parcel) Chunk { return l.pieces(p, len(p.octets))[0] }

// empty is a DATA chunk without user data.
func (l *line) empty(p parcel) Chunk {
	h := l.half(p.fromHome)
	d := Data{Flags: FlagWhole, TSN: h.tsn, Stream: p.stream, SSN: h.ssn[p.stream], PPID: p.ppid}
	h.tsn++
	h.ssn[p.stream]++
	return d.Chunk()
}

// pieces is the next user message, in DATA chunks of at most size octets.
func (l *line) pieces(p parcel, size int) []Chunk {
	var out []Chunk
	l.cut(p, size, func(d Data, _ uint32) { out = append(out, d.Chunk()) })
	return out
}

// interleaved is the same in I-DATA.
func (l *line) interleaved(p parcel, size int) []Chunk {
	var out []Chunk
	l.cut(p, size, func(d Data, n uint32) { out = append(out, d.IChunk(n)) })
	return out
}

func (l *line) cut(p parcel, size int, emit func(Data, uint32)) {
	h := l.half(p.fromHome)
	d := Data{Stream: p.stream, SSN: h.ssn[p.stream], PPID: p.ppid}
	if p.unordered {
		d.SSN = 0
	} else {
		h.ssn[p.stream]++
	}
	for n, f := range Split(len(p.octets), size) {
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
		emit(d, uint32(n))
	}
}
