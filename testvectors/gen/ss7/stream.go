package ss7

import (
	"net/netip"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// stream is the TCP connection of a line, from the peer's port to ours. Its
// port and sequence numbers follow from the tags of SCTP.
type stream struct {
	isOpen bool
	sent   [2]uint32 // octets, with SYN; of the peer, and of home
}

// segment is octets and where they belong, counted from the first that was not
// sent yet.
type segment struct {
	at     int
	octets []byte
	flags  byte // beside PSH and ACK
	bare   bool // no flags at all
	urgent int
	lost   bool // not captured
}

// tcpStream is the connection of the line's address family.
func (l *line) tcpStream() *stream {
	if l.v6 {
		return &l.streams[1]
	}
	return &l.streams[0]
}

func (l *line) side(fromHome bool) (at int, first uint32) {
	if fromHome {
		return 1, l.in.tag
	}
	return 0, l.out.tag
}

// tcpPort is the peer's port (RFC 6335 clause 6).
func (l *line) tcpPort() uint16 { return 49152 + uint16(l.out.tag>>4)%16384 }

// tcp sends a segment in one frame.
func (l *line) tcp(fromHome bool, x segment) {
	src, dst := l.ends(fromHome)
	port := l.tcpPort()
	if fromHome {
		dst = netip.AddrPortFrom(dst.Addr(), port)
	} else {
		src = netip.AddrPortFrom(src.Addr(), port)
	}
	at, first := l.side(fromHome)
	back, firstBack := l.side(!fromHome)
	s := TCP{Src: src, Dst: dst, Seq: first + l.tcpStream().sent[at] + uint32(x.at), Flags: x.flags | FlagPSH | FlagACK, Urgent: x.urgent, Octets: x.octets}
	s.Ack = firstBack + l.tcpStream().sent[back]
	if x.bare {
		s.Flags, s.Ack = 0, 0
	}
	if !x.lost {
		l.frame(s.Packet())
	}
}

// connect is the handshake (RFC 9293 clause 3.5), once.
func (l *line) connect() {
	if l.tcpStream().isOpen {
		return
	}
	l.tcpStream().isOpen = true
	src, dst := l.ends(false)
	src = netip.AddrPortFrom(src.Addr(), l.tcpPort())
	l.frame(TCP{Src: src, Dst: dst, Seq: l.out.tag, Flags: FlagSYN}.Packet())
	l.tcpStream().sent[0] = 1
	l.frame(TCP{Src: dst, Dst: src, Seq: l.in.tag, Ack: l.out.tag + 1, Flags: FlagSYN | FlagACK}.Packet())
	l.tcpStream().sent[1] = 1
	l.tcp(false, segment{})
}

// layout cuts the octets of a stream into segments.
type layout func(all []byte) []segment

// overTCP carries over a connection instead of an association.
func overTCP(lay layout) carriage {
	return func(l *line, parcels []parcel) {
		l.connect()
		l.pour(lay, parcels)
	}
}

// pour sends user messages over the open connection.
func (l *line) pour(lay layout, parcels []parcel) {
	var all []byte
	for _, p := range parcels {
		all = append(all, p.octets...)
	}
	for _, x := range lay(all) {
		l.tcp(parcels[0].fromHome, x)
	}
	at, _ := l.side(parcels[0].fromHome)
	l.tcpStream().sent[at] += uint32(len(all))
}

// inOne: all octets in one segment.
func inOne(all []byte) []segment { return []segment{{octets: all}} }

// inSegments of at most size octets.
func inSegments(size int) layout {
	return func(all []byte) (out []segment) {
		for _, f := range Split(len(all), size) {
			out = append(out, segment{at: f.From, octets: all[f.From:f.To]})
		}
		return out
	}
}

// exchanged: the segments in reverse order.
func exchanged(size int) layout {
	return func(all []byte) (out []segment) {
		for _, x := range inSegments(size)(all) {
			out = append([]segment{x}, out...)
		}
		return out
	}
}

// overlapping: each segment repeats the last octets of the one before, and comes
// twice but for the last.
func overlapping(size int) layout {
	return func(all []byte) (out []segment) {
		list := inSegments(size)(all)
		for i, x := range list {
			back := min(7, x.at)
			x = segment{at: x.at - back, octets: all[x.at-back : x.at+len(x.octets)]}
			if out = append(out, x); i < len(list)-1 {
				out = append(out, x)
			}
		}
		return out
	}
}

// torn: the second of two segments has other octets for the last of the first.
func torn(size int) layout {
	return func(all []byte) []segment {
		other := Join(all[size-8:])
		for i := range 8 {
			other[i] ^= 0xFF
		}
		return []segment{{octets: all[:size]}, {at: size - 8, octets: other}}
	}
}

// marked edits the segments.
func marked(lay layout, edit func(*segment)) layout {
	return func(all []byte) []segment {
		list := lay(all)
		for i := range list {
			edit(&list[i])
		}
		return list
	}
}
