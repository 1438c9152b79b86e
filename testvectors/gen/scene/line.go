package scene

import (
	"hash/fnv"
	"net/netip"
	"time"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// Line is one transport connection while its frames are written. All numbers follow
// from the vector's name, so that captures can be replayed one after another and a
// new vector changes no other's octets.
type Line struct {
	Number    uint64        // of the name: what else differs from vector to vector follows from it
	Peer      [2]netip.Addr // of the interconnect, IPv4 and IPv6
	Home      [2]netip.Addr
	PeerPort  uint16
	HomePort  uint16
	TCPPort   uint16 // the peer's, over TCP
	V6        bool
	Path      int       // further addresses of the peer's, behind its first
	ID        int       // of IP packets
	Reference uint32    // of messages that a protocol above cuts itself
	Out, In   Half      // out from the interconnect: towards home is "in" for the firewall
	First     [2]uint32 // sequence numbers over TCP begin here; of the peer, and of home
	Begins    time.Time
	streams   [2]stream // over TCP, by address family
	frames    [][]byte
}

// Half is one direction: tag, next TSN, next stream sequence number by stream.
type Half struct {
	Tag, TSN uint32
	SSN      map[int]int
}

// NewLine gives the line of a vector its numbers; addresses and ports are the
// protocol's.
func NewLine(vector string) *Line {
	h := fnv.New64a()
	h.Write([]byte(vector))
	n := h.Sum64()
	half := func(n uint64) Half { return Half{Tag: uint32(n) | 1, TSN: uint32(n>>7) | 1<<20, SSN: map[int]int{}} }
	return &Line{
		Number: n, ID: int(n & 0xFFFF), Reference: uint32(n>>16) & 0xFFFFFF, Out: half(n), In: half(n >> 21),
		Begins: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	}
}

// FramesOf lets a step write, and returns what it wrote.
func (l *Line) FramesOf(x Step) [][]byte {
	l.frames = nil
	x.Write(l)
	return l.frames
}

// Ends are the addresses of a packet towards home, or from it.
func (l *Line) Ends(fromHome bool) (src, dst netip.AddrPort) {
	family := l.family()
	peer := l.Peer[family]
	for range l.Path {
		peer = peer.Next()
	}
	src, dst = netip.AddrPortFrom(peer, l.PeerPort), netip.AddrPortFrom(l.Home[family], l.HomePort)
	if fromHome {
		return dst, src
	}
	return src, dst
}

// family is the index of the line's address family.
func (l *Line) family() int {
	if l.V6 {
		return 1
	}
	return 0
}

func (l *Line) half(fromHome bool) *Half {
	if fromHome {
		return &l.In
	}
	return &l.Out
}

// Packet sends chunks in one packet and one frame.
func (l *Line) Packet(fromHome bool, chunks ...Chunk) {
	l.Frame(l.SCTP(fromHome, chunks...).Packet())
}

// SCTP is a packet of the association.
func (l *Line) SCTP(fromHome bool, chunks ...Chunk) SCTP {
	src, dst := l.Ends(fromHome)
	return SCTP{Src: src, Dst: dst, Tag: l.half(fromHome).Tag, Chunks: chunks}
}

// Frame sends a packet of IP.
func (l *Line) Frame(packet []byte) { l.frames = append(l.frames, Ethernet(packet)) }

// Again sends what write writes twice.
func (l *Line) Again(write func()) {
	before := len(l.frames)
	write()
	l.frames = append(l.frames, l.frames[before:]...)
}

// EditLast replaces the last frame.
func (l *Line) EditLast(edit func(frame []byte) []byte) {
	last := len(l.frames) - 1
	l.frames[last] = edit(l.frames[last])
}

// Parcel is a user message with how SCTP labels it.
type Parcel struct {
	Octets    []byte
	PPID      uint32
	Stream    int
	Unordered bool
	FromHome  bool
}

// Data is the next user message of its stream, in one DATA chunk.
func (l *Line) Data(p Parcel) Chunk { return l.Pieces(p, len(p.Octets))[0] }

// Empty is a DATA chunk without user data.
func (l *Line) Empty(p Parcel) Chunk {
	h := l.half(p.FromHome)
	d := Data{Flags: FlagWhole, TSN: h.TSN, Stream: p.Stream, SSN: h.SSN[p.Stream], PPID: p.PPID}
	h.TSN++
	h.SSN[p.Stream]++
	return d.Chunk()
}

// Pieces is the next user message, in DATA chunks of at most size octets.
func (l *Line) Pieces(p Parcel, size int) []Chunk {
	var out []Chunk
	l.cut(p, size, func(d Data, _ uint32) { out = append(out, d.Chunk()) })
	return out
}

// interleaved is the same in I-DATA.
func (l *Line) interleaved(p Parcel, size int) []Chunk {
	var out []Chunk
	l.cut(p, size, func(d Data, n uint32) { out = append(out, d.IChunk(n)) })
	return out
}

func (l *Line) cut(p Parcel, size int, emit func(Data, uint32)) {
	h := l.half(p.FromHome)
	d := Data{Stream: p.Stream, SSN: h.SSN[p.Stream], PPID: p.PPID}
	if p.Unordered {
		d.SSN = 0
	} else {
		h.SSN[p.Stream]++
	}
	for n, f := range Split(len(p.Octets), size) {
		d.Flags, d.TSN, d.Octets = 0, h.TSN, p.Octets[f.From:f.To]
		if f.From == 0 {
			d.Flags |= FlagBegin
		}
		if f.Last {
			d.Flags |= FlagEnd
		}
		if p.Unordered {
			d.Flags |= FlagUnordered
		}
		h.TSN++
		emit(d, uint32(n))
	}
}
