package sccp

import (
	"hash/maphash"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Limits bound what Segments holds. A zero field means its default.
type Limits struct {
	Messages     int   // incomplete ones held at once; default 1,024
	PeerMessages int   // of these, that came from one peer; default 256
	Octets       int   // of one message; default 4,096 (Q.714 clause 1.1.2 has 3,952)
	TimeoutNS    int64 // from the first segment; default 20 s (Q.714 annex C has 10 to 20)
}

func (l *Limits) fill() {
	fill(&l.Messages, 1024)
	fill(&l.PeerMessages, 256)
	fill(&l.Octets, 4096)
	fill(&l.TimeoutNS, 20e9)
}

func fill[T int | int64](v *T, byDefault T) {
	if *v == 0 {
		*v = byDefault
	}
}

// Outcome says what became of a segment.
type Outcome uint8

const (
	// Held: kept; more have to come.
	Held Outcome = iota
	// Whole: it completed its message.
	Whole
	// Spoiled: it does not follow the one before, or found no room. Its message
	// will never be whole.
	Spoiled
)

// Stats counts what Segments has done.
type Stats struct {
	Whole      uint64 // messages put together
	Incomplete uint64 // given up because the rest never came
	Spoiled    uint64 // given up because segments contradict each other
	Refused    uint64 // segments that found no room for a message of their own
	Foreign    uint64 // segments of another peer under the calling party and reference of one that is held
}

// Path is what a segment came over: the ends of an association or connection.
// Segments of one message may take several: a multihomed end changes its address,
// and nodes share load over associations, signalling links and point codes.
type Path struct {
	Src, Dst         op.Addr
	SrcPort, DstPort uint16
	Transport        uint8 // IP protocol number; 0 none
	Side             op.Side
}

// Origin is where and when a segment came, and what SCTP says of it: the PPID, that
// of M3UA on a connection that has none.
type Origin struct {
	Path   Path
	PPID   uint32
	Peer   op.ID // who is adjacent there, however many paths lead to it; 0: not known
	Frame  int32
	TimeNS int64
}

// Segments puts segmented messages together for one lane (Q.714 clause
// 4.1.1.2.3).
//
// The calling party and its reference say which message a segment belongs to,
// whatever way it came: so does the receiver tell, and who splits a message over
// two paths must not be judged on a half. Who sends chooses both. A peer that
// repeats another one's therefore gets a fault for every such segment, and does
// not touch what is held; only one that comes first can be in an honest one's way.
//
// Segments come in class 1, so in order: the first says how many remain, and
// every other one less than the one before. Receivers differ in what they make
// of anything else. Nothing is guessed: any deviation spoils the whole message,
// with what is still to come of it, until its time is up. That takes in a first
// segment that is sent twice: a transport that repeats is dealt with below
// SCCP. A payload protocol that is not the first segment's is a deviation, too: no node
// has two for one message.
//
// Point codes and routing contexts may differ, where nodes share load. Each of them is
// told of, lest a peer hide another one's behind its own (RULES M-02).
//
// A table that is full refuses newcomers and keeps what it has, and no peer gets
// more than its share; nor does a source (an IPv4 address, or an IPv6 /64 network)
// of no known peer. All memory is allocated by NewSegments.
type Segments struct {
	limits Limits
	seed   maphash.Seed
	marks  []uint64 // of the messages, by slot; 0 a free slot
	owners []uint64 // whose share each is on, by slot
	held   []message
	octets []byte // of all messages, limits.Octets each
	oldest int32
	newest int32
	used   int
	stats  Stats
	ways   [mostWays]op.Way // of the message that became whole last
	differ int              // how many of them there are; 0 if all segments came alike
}

// mostWays is in how many ways the segments of one message can come: it has no more
// segments (Q.713 clause 3.17).
const mostWays = 16

// message is one that is being put together, or that is spoiled.
type message struct {
	remaining    uint8 // segments
	unitType     uint8
	class        uint8
	inSequence   bool
	spoiled      bool
	peer         op.ID
	called       uint64 // mark of the called party address
	ppid         uint32
	ways         [mostWays]op.Way
	differ       uint8 // how many of them there are
	octets       int
	older, newer int32
	createdNS    int64
	lost         Lost // what to report if it stays incomplete
}

// Lost describes a message of which segments never came.
type Lost struct {
	Origin                // of its last segment
	SS7            op.SS7 // as its first segment had it
	Present        [4]uint64
	Invalid        [4]uint64
	Faults         op.Faults
	Segments, Size int // how many came, and their octets
}

// none ends the list of messages.
const none = -1

// NewSegments returns an empty one with all the memory it will ever use.
func NewSegments(l Limits) *Segments {
	l.fill()
	return &Segments{
		limits: l, seed: maphash.MakeSeed(),
		marks: make([]uint64, l.Messages), owners: make([]uint64, l.Messages), held: make([]message, l.Messages),
		octets: make([]byte, l.Messages*l.Octets),
		oldest: none, newest: none,
	}
}

// Stats returns the counts so far.
func (s *Segments) Stats() Stats { return s.stats }

// Columns are what Decode filled for a segment.
type Columns struct {
	SS7              *op.SS7
	Present, Invalid *[4]uint64
}

// Add takes the segment u (u.IsSegment) that came from o, with what Decode made
// of it. Whole: data is what all segments carry, valid until the next Add, and f
// has the faults of all of them. Spoiled: f says why.
func (s *Segments) Add(u *Unit, c Columns, o *Origin, f *op.Faults) (data []byte, out Outcome) {
	s.differ = 0
	mark := s.markOf(u, c.SS7, o.Path.Side)
	at := s.find(mark)
	if at != none && s.held[at].peer != o.Peer {
		s.stats.Foreign++
		f.Add(op.SCCPSegment, u.At)
		return nil, Spoiled
	}
	if at == none && u.Segment.First && u.Segment.Remaining == 0 && len(u.Data) <= s.limits.Octets {
		s.stats.Whole++
		return u.Data, Whole // the only segment
	}
	isNew := at == none
	if isNew {
		if at = s.open(mark, o); at == none {
			s.stats.Refused++
			f.Add(op.SCCPSegmentLimit, u.At)
			return nil, Spoiled
		}
	}
	m := &s.held[at]
	if !m.spoiled {
		if c := s.follow(m, u, c, o, isNew); c != 0 {
			f.Add(c, u.At)
			m.spoiled = true
			s.stats.Spoiled++
		}
	}
	m.note(u, c, o, f)
	switch {
	case m.spoiled:
		*f = m.lost.Faults
		return nil, Spoiled
	case m.remaining > 0:
		copy(s.octets[int(at)*s.limits.Octets+m.octets-len(u.Data):], u.Data)
		return nil, Held
	}
	*f = m.lost.Faults
	data = s.octets[int(at)*s.limits.Octets:][:m.octets]
	copy(data[m.octets-len(u.Data):], u.Data)
	s.stats.Whole++
	if m.differ > 1 {
		s.ways, s.differ = m.ways, int(m.differ)
	}
	s.close(at)
	return data, Whole
}

// follow takes u as the next segment of m, or returns what is wrong with that.
func (s *Segments) follow(m *message, u *Unit, c Columns, o *Origin, isNew bool) op.FaultCode {
	called := maphash.Bytes(s.seed, u.Called)
	switch {
	case u.Segment.First != isNew:
		return op.SCCPSegment
	case isNew:
		m.unitType, m.class, m.inSequence, m.called, m.ppid = u.Type, c.SS7.SCCPClass, u.Segment.InSequence, called, o.PPID
	case m.remaining != u.Segment.Remaining+1, m.called != called, m.unitType != u.Type, m.class != c.SS7.SCCPClass, m.inSequence != u.Segment.InSequence, m.ppid != o.PPID:
		return op.SCCPSegment
	}
	if m.octets+len(u.Data) > s.limits.Octets {
		return op.SCCPSegmentLimit
	}
	m.remaining = u.Segment.Remaining
	m.octets += len(u.Data)
	m.came(c)
	return 0
}

// came remembers the way of a segment.
func (m *message) came(c Columns) {
	way := op.Way{OPC: c.SS7.OPC, DPC: c.SS7.DPC, RoutingContext: c.SS7.RoutingContext}
	way.HasRoutingContext = c.Present[op.ColRoutingContext>>6]>>(op.ColRoutingContext&63)&1 != 0
	if !slices.Contains(m.ways[:m.differ], way) {
		m.ways[m.differ] = way
		m.differ++
	}
}

// Ways returns how the segments of the message came that the last Add made whole, if
// not all alike; valid until the next Add.
func (s *Segments) Ways() []op.Way { return s.ways[:s.differ] }

// note remembers what a report of the message has to say.
func (m *message) note(u *Unit, c Columns, o *Origin, f *op.Faults) {
	l := &m.lost
	if l.Segments == 0 {
		l.SS7, l.Present, l.Invalid = *c.SS7, *c.Present, *c.Invalid
	}
	l.Origin = *o
	l.Faults.Merge(f)
	l.Segments++
	l.Size += len(u.Data)
}

// markOf sums up what segments of one message have in common: the calling party
// and its reference (Q.714 clause 4.1.1.2.3). A calling party without global title
// and point code is the node that the routing label names (Q.714 clause 2.2.2).
// The hash has 64 bits and a seed that nobody knows.
func (s *Segments) markOf(u *Unit, ss7 *op.SS7, side op.Side) uint64 {
	opc := ss7.OPC
	if ss7.Calling.Present&(op.SCCPHasGT|op.SCCPHasPointCode) != 0 {
		opc = 0
	}
	return 1 | maphash.Comparable(s.seed, struct {
		opc, reference uint32
		network        uint8
		side           op.Side
		calling        uint64
	}{opc, u.Segment.Reference, ss7.NetworkIndicator, side, maphash.Bytes(s.seed, u.Calling)})
}
