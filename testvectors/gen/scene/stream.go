package scene

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// stream is a TCP connection of a line, from the peer's port to ours.
type stream struct {
	isOpen bool
	sent   [2]uint32 // octets, with SYN; of the peer, and of home
}

// Segment is octets and where they belong, counted from the first that was not
// sent yet.
type Segment struct {
	At     int
	Octets []byte
	Flags  byte // beside PSH and ACK
	Bare   bool // no flags at all
	Urgent int
	Lost   bool // not captured
}

// stream is the connection of the line's address family.
func (l *Line) stream() *stream { return &l.streams[l.family()] }

// HasStream tells whether anything went over TCP.
func (l *Line) HasStream() bool { return l.streams != [2]stream{} }

func side(fromHome bool) int {
	if fromHome {
		return 1
	}
	return 0
}

// next is the sequence number of the next octet that a side sends.
func (l *Line) next(fromHome bool) uint32 {
	return l.First[side(fromHome)] + l.stream().sent[side(fromHome)]
}

// TCP sends a segment in one frame.
func (l *Line) TCP(fromHome bool, x Segment) {
	s := l.segment(fromHome, x.Flags|FlagPSH|FlagACK)
	s.Seq += uint32(x.At)
	s.Urgent, s.Octets = x.Urgent, x.Octets
	if x.Bare {
		s.Flags, s.Ack = 0, 0
	}
	if !x.Lost {
		l.Frame(s.Packet())
	}
}

// segment is an empty one, of where the connection has come to.
func (l *Line) segment(fromHome bool, flags byte) TCP {
	src, dst := l.Ends(fromHome)
	if fromHome {
		dst = OnPort(dst, l.TCPPort)
	} else {
		src = OnPort(src, l.TCPPort)
	}
	s := TCP{Src: src, Dst: dst, Seq: l.next(fromHome), Flags: flags}
	if flags&FlagACK != 0 {
		s.Ack = l.next(!fromHome)
	}
	return s
}

// Connect is the handshake (RFC 9293 clause 3.5), once. Its third segment has flags
// beside ACK.
func (l *Line) Connect(flags byte) {
	if l.stream().isOpen {
		return
	}
	l.stream().isOpen = true
	l.Frame(l.segment(false, FlagSYN).Packet())
	l.Midstream()
	l.Frame(l.segment(true, FlagSYN|FlagACK).Packet())
	l.stream().sent[1]++
	l.Frame(l.segment(false, flags|FlagACK).Packet())
}

// Midstream counts a SYN of the peer's that the capture does not hold.
func (l *Line) Midstream() { l.stream().sent[0]++ }

// Layout cuts the octets of a stream into segments.
type Layout func(all []byte) []Segment

// Pour carries user messages over the connection, as it is.
func Pour(lay Layout) Carriage {
	return func(l *Line, parcels []Parcel) {
		var all []byte
		for _, p := range parcels {
			all = append(all, p.Octets...)
		}
		fromHome := parcels[0].FromHome
		for _, x := range lay(all) {
			l.TCP(fromHome, x)
		}
		l.stream().sent[side(fromHome)] += uint32(len(all))
	}
}

// InOne: all octets in one segment.
func InOne(all []byte) []Segment { return []Segment{{Octets: all}} }

// InSegments of at most size octets, without regard to where a message ends.
func InSegments(size int) Layout {
	return func(all []byte) (out []Segment) {
		for _, f := range Split(len(all), size) {
			out = append(out, Segment{At: f.From, Octets: all[f.From:f.To]})
		}
		return out
	}
}

// Exchanged: the segments in reverse order.
func Exchanged(size int) Layout {
	return func(all []byte) (out []Segment) {
		for _, x := range InSegments(size)(all) {
			out = append([]Segment{x}, out...)
		}
		return out
	}
}

// Repeated sends each segment but the last twice.
func Repeated(size int) Layout { return overlapping(size, 0) }

// Overlapping: each segment repeats the last octets of the one before, and comes
// twice but for the last.
func Overlapping(size int) Layout { return overlapping(size, 7) }

func overlapping(size, by int) Layout {
	return func(all []byte) (out []Segment) {
		list := InSegments(size)(all)
		for i, x := range list {
			back := min(by, x.At)
			x = Segment{At: x.At - back, Octets: all[x.At-back : x.At+len(x.Octets)]}
			if out = append(out, x); i < len(list)-1 {
				out = append(out, x)
			}
		}
		return out
	}
}

// Torn: the second of two segments has other octets for the last of the first.
func Torn(size int) Layout {
	return func(all []byte) []Segment {
		other := Join(all[size-8:])
		for i := range 8 {
			other[i] ^= 0xFF
		}
		return []Segment{{Octets: all[:size]}, {At: size - 8, Octets: other}}
	}
}

// Marked edits the segments.
func Marked(lay Layout, edit func(*Segment)) Layout {
	return func(all []byte) []Segment {
		list := lay(all)
		for i := range list {
			edit(&list[i])
		}
		return list
	}
}
