package tcp

import (
	"math"
	"math/bits"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/slots"
)

// none stands for no slot.
const none = slots.None

// Limits bound what a Reassembler holds. A zero field means its default. Beside
// Memory octets, twice History for each connection are allotted from the start: 16
// MiB, which the system does not hand out before they are used.
type Limits struct {
	Connections       int // known at once; default 512
	SourceConnections int // of these, opened by segments from one source; default 128
	Memory            int // octets held at once; default 4 MiB
	SourceMemory      int // of these, in connections that one source opened; default 512 KiB
	Pieces            int // that come behind holes in one stream before the first of these is given up; default 64
	Window            int // octets that a segment may be away from where its stream is; default 1 MiB
	History           int // last octets of a stream that repetitions are compared with, rounded up to a power of two; default 16 KiB

	// From the first octet of a message, or behind a hole. Default 30 s: the octets
	// of one message leave their sender at once, and a sender repeats what is lost
	// within seconds (RFC 6298).
	TimeoutNS int64

	// From the last segment. Default 300 s: protocols of signalling exchange
	// heartbeats more often (RFC 3539 clause 3.4.1 wants 30 s).
	IdleNS int64
}

func (l *Limits) fill() {
	fill(&l.Connections, 512)
	fill(&l.SourceConnections, 128)
	fill(&l.Memory, 4<<20)
	fill(&l.SourceMemory, 512<<10)
	fill(&l.Pieces, 64)
	fill(&l.Window, 1<<20)
	fill(&l.History, 16<<10)
	fill(&l.TimeoutNS, 30e9)
	fill(&l.IdleNS, 300e9)
	l.Window = min(l.Window, math.MaxInt32/2)
	l.History = 1 << bits.Len(uint(l.History-1))
}

func fill[T int | int64](v *T, byDefault T) {
	if *v == 0 {
		*v = byDefault
	}
}

// Stats counts what a Reassembler has done.
type Stats struct {
	Messages   uint64 // handed out
	Incomplete uint64 // given up because the rest never came
	Gaps       uint64 // holes that were given up
	Repeated   uint64 // segments in which nothing was new
	Refused    uint64 // segments that found no room
}

// Ends are the network addresses of a segment.
type Ends struct{ Src, Dst op.Addr }

// Origin is where and when a segment came.
type Origin struct {
	Ends
	SrcPort, DstPort uint16
	Side             op.Side
	Frame            int32
	TimeNS           int64
}

// Message is what a stream carries between two boundaries.
type Message struct {
	// Data is the message; nil for octets of the stream that are no message, or
	// never will be.
	Data []byte

	// InFrame: Data is a part of the segment. Else it is valid until the next call
	// of any method.
	InFrame bool

	// Faults are those of the segments before; those of the last one are in
	// Segment.Faults.
	Faults op.Faults
}

// Reassembler puts the messages of one lane together. All memory is allocated by
// NewReassembler.
//
// Receivers differ in what they make of segments that contradict each other, so
// nothing is guessed: any contradiction is a fault of the segment that brings it
// and of the message that it is about. A table that is full refuses newcomers and
// keeps what it has, and no source (an IPv4 address, or an IPv6 /64 network) gets
// more than its share; a connection in which nothing was said yet gives way.
type Reassembler struct {
	limits  Limits
	framers []Framer
	stats   Stats

	byKey   slots.Table[key]
	all     []connection       // by slot of byKey
	order   []slots.Neighbours // of all
	silent  slots.List         // connections without octets, and those that are over, by their last segment
	busy    slots.List         // others
	sources slots.Table[op.Addr]
	shares  []share // by slot of sources

	history []byte // of all streams, limits.History each
	cells   cells
	pieces  []piece // by first cell
	waits   []slots.Neighbours
	waiting slots.List // streams that hold something, by the time since when
	whole   []byte
	joined  []byte

	// What Begin or Expire was given.
	segment *Segment
	origin  Origin
	at      int32 // connection, or none
	way     int   // stream of it
	run     []byte
	inFrame bool // run is a part of the segment
	isTorn  bool // other octets came in the place of some of run
	missing int  // octets behind run that the capture did not keep
	hurried bool // holes are not waited for any longer
	renewed bool // what the stream was waiting for is decided
	guesses int  // beginnings that were tried
	window  [2 * MaxHeader]byte
	nowNS   int64
	passed  op.Faults // of octets that are no message, to be reported
	nothing Segment   // in the place of the segment in Expire
}

// NewReassembler returns an empty one, for the protocols that have framers, with
// all the memory it will ever use.
func NewReassembler(l Limits, framers ...Framer) *Reassembler {
	l.fill()
	most := 0
	for i := range framers {
		most = max(most, framers[i].Most)
	}
	c := newCells(l.Memory)
	n := l.Connections
	return &Reassembler{
		limits: l, framers: framers,
		byKey: slots.NewTable[key](n), all: make([]connection, n), order: make([]slots.Neighbours, n), silent: slots.NewList(), busy: slots.NewList(),
		sources: slots.NewTable[op.Addr](n), shares: make([]share, n),
		history: make([]byte, 2*n*l.History), cells: c, pieces: make([]piece, len(c.next)),
		waits: make([]slots.Neighbours, 2*n), waiting: slots.NewList(),
		whole: make([]byte, most), joined: make([]byte, 65535),
		at: none,
	}
}

// Stats returns the counts so far.
func (r *Reassembler) Stats() Stats { return r.stats }

// Origin returns where the messages come from that Next hands out: from the
// segment that Begin was given, or, after Expire, from the last one of the stream.
func (r *Reassembler) Origin() Origin { return r.origin }

// Begin takes the segment s, decoded, between ends, in frame f. What it finds wrong
// with it, it adds to s.Faults. Next hands out the messages that are whole now; s
// and its octets must stay until it has none left.
func (r *Reassembler) Begin(s *Segment, e Ends, f *op.Frame) {
	r.reset(s, f.TimeNS)
	r.origin = Origin{Ends: e, SrcPort: s.SrcPort, DstPort: s.DstPort, Side: f.Side, Frame: f.Number, TimeNS: f.TimeNS}
	framer := r.framerOf(s.SrcPort, s.DstPort)
	if r.at = none; framer == nil {
		return
	}
	k, way := keyOf(&r.origin)
	if r.at = r.byKey.Find(k); r.at == none {
		if !s.has(SYN) && s.octets() == 0 {
			return
		}
		if r.at = r.open(k); r.at == none {
			if s.octets() > 0 {
				r.stats.Refused++
				s.Faults.Add(op.TCPLimit, s.At)
			}
			return
		}
	}
	r.way = way
	c := &r.all[r.at]
	r.touch(c)
	st := &c.streams[way]
	st.framer, st.frame, st.timeNS = framer, f.Number, f.TimeNS
	r.take(c, st, &c.streams[1-way])
}

func (r *Reassembler) reset(s *Segment, nowNS int64) {
	r.segment, r.run, r.inFrame, r.isTorn, r.missing = s, nil, false, false, 0
	r.hurried, r.renewed, r.guesses, r.nowNS, r.passed = false, false, 0, nowNS, op.Faults{}
}

// octets returns how many octets of the stream the segment has.
func (s *Segment) octets() int { return len(s.Payload) + s.Missing }

// take follows what a segment says (RFC 9293 clause 3.10.7), and puts its octets
// into their place.
func (r *Reassembler) take(c *connection, st, back *stream) {
	s := r.segment
	if s.has(ACK) {
		back.acknowledge(s.Acknowledgment)
	}
	sequence := s.Sequence
	if s.has(SYN) {
		sequence++
		if !r.synchronise(c, st, back, sequence) {
			return
		}
	}
	if s.octets() > 0 {
		c.isHeard = true
		r.place(st, sequence)
	}
	if s.has(FIN) {
		r.finish(st, sequence+uint32(s.octets()))
	}
	// A receiver believes RST exactly where it waits for the next octet (RFC 9293
	// clause 3.10.7.4, RFC 5961 clause 3).
	c.isOver = c.isOver || s.has(RST) && st.mode != unknown && s.Sequence == st.next || st.hasEnd && back.hasEnd
	r.rank(c)
}
