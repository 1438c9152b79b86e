package ss7

import (
	"net/netip"
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// carriage is how user messages travel over a line; the last frame that it writes
// completes them.
type carriage func(*line, []parcel)

// send carries a message in one DATA chunk a packet.
func send(m message) step { return m.by(packets) }

// by carries the message in another way.
func (m message) by(c carriage) step {
	return step{ops: m.describe(), write: func(l *line) { c(l, m.parcels(l)) }}
}

func (m message) parcels(l *line) (out []parcel) {
	for _, octets := range m.transfers(l) {
		out = append(out, parcel{octets: octets, ppid: PPIDM3UA, stream: 1, fromHome: m.fromHome})
	}
	return out
}

// packets: a packet for each user message.
func packets(l *line, parcels []parcel) {
	for _, p := range parcels {
		l.packet(p.fromHome, l.data(p))
	}
}

// bundled: all user messages in one packet.
func bundled(l *line, parcels []parcel) {
	var chunks []Chunk
	for _, p := range parcels {
		chunks = append(chunks, l.data(p))
	}
	l.packet(parcels[0].fromHome, chunks...)
}

// fragmented: each user message in DATA chunks of size octets, a packet each.
func fragmented(size int) carriage {
	return func(l *line, parcels []parcel) {
		for _, p := range parcels {
			for _, c := range l.pieces(p, size) {
				l.packet(p.fromHome, c)
			}
		}
	}
}

// fragmentedIn: the fragments of all user messages in one packet.
func fragmentedIn(size int) carriage {
	return func(l *line, parcels []parcel) {
		var chunks []Chunk
		for _, p := range parcels {
			chunks = append(chunks, l.pieces(p, size)...)
		}
		l.packet(parcels[0].fromHome, chunks...)
	}
}

// shuffled: fragments in packets in the order given.
func shuffled(size int, order ...int) carriage {
	return func(l *line, parcels []parcel) {
		var chunks []Chunk
		for _, p := range parcels {
			chunks = append(chunks, l.pieces(p, size)...)
		}
		for _, i := range order {
			l.packet(parcels[0].fromHome, chunks[i])
		}
	}
}

// backwards: the fragments in reverse order, a packet each.
func backwards(size int) carriage {
	return func(l *line, parcels []parcel) {
		for _, p := range parcels {
			chunks := l.pieces(p, size)
			slices.Reverse(chunks)
			for _, c := range chunks {
				l.packet(p.fromHome, c)
			}
		}
	}
}

// labelled edits what SCTP says of the user messages.
func labelled(edit func(*parcel), c carriage) carriage {
	return func(l *line, parcels []parcel) {
		for i := range parcels {
			edit(&parcels[i])
		}
		c(l, parcels)
	}
}

func unordered(c carriage) carriage { return labelled(func(p *parcel) { p.unordered = true }, c) }

func onStream(n int, c carriage) carriage { return labelled(func(p *parcel) { p.stream = n }, c) }

func withPPID(n uint32, c carriage) carriage { return labelled(func(p *parcel) { p.ppid = n }, c) }

// behind puts a control chunk in front of the DATA of each packet.
func behind(control Chunk) carriage {
	return func(l *line, parcels []parcel) {
		for _, p := range parcels {
			l.packet(p.fromHome, control, l.data(p))
		}
	}
}

// overIPv6 carries over the other address family.
func overIPv6(c carriage) carriage {
	return func(l *line, parcels []parcel) { l.v6 = true; c(l, parcels); l.v6 = false }
}

// ipFragments cuts the IP packets.
func ipFragments(size int) carriage {
	return func(l *line, parcels []parcel) {
		for _, p := range parcels {
			l.id++
			for _, f := range l.sctp(p.fromHome, l.data(p)).Fragments(l.id&0xFFFF, size) {
				l.frame(f)
			}
		}
	}
}

// interleaved carries in I-DATA, which the handshake must have agreed on.
func interleaved(size int) carriage {
	return func(l *line, parcels []parcel) {
		for _, p := range parcels {
			for _, c := range l.interleaved(p, size) {
				l.packet(p.fromHome, c)
			}
		}
	}
}

// overUDP encapsulates the packets (RFC 6951).
func overUDP(l *line, parcels []parcel) {
	for _, p := range parcels {
		x := l.sctp(p.fromHome, l.data(p))
		l.frame(Datagram{Src: onPort(x.Src, 9899), Dst: onPort(x.Dst, 9899), Payload: x.Segment(), ID: l.id}.Packet())
	}
}

// together carries several messages as one: their operations, in their order, come
// with the last frame.
func together(c carriage, messages ...message) step {
	var ops []vector.Op
	for _, m := range messages {
		ops = append(ops, m.describe()...)
	}
	return step{ops: ops, write: func(l *line) {
		var all []parcel
		for _, m := range messages {
			all = append(all, m.parcels(l)...)
		}
		c(l, all)
	}}
}

func onPort(a netip.AddrPort, port uint16) netip.AddrPort { return netip.AddrPortFrom(a.Addr(), port) }
