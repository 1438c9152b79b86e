package diameter

import (
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// carriage is how commands travel over a line; the last frame that it writes
// completes them.
type carriage func(*line, []parcel)

// send carries a command in one DATA chunk.
func send(m message) step { return m.by(packets) }

// by carries the command in another way.
func (m message) by(c carriage) step { return together(c, m) }

// together carries several commands: their operations, in their order, come with
// the last frame.
func together(c carriage, messages ...message) step {
	var ops []vector.Op
	for _, m := range messages {
		ops = append(ops, m.describe())
	}
	return step{ops: ops, write: func(l *line) {
		var all []parcel
		for _, m := range messages {
			all = append(all, parcel{octets: m.bytes(), ppid: PPIDDiameter, stream: 1, fromHome: m.fromHome})
		}
		c(l, all)
	}}
}

// packets: a packet for each command.
func packets(l *line, parcels []parcel) {
	for _, p := range parcels {
		l.packet(p.fromHome, l.data(p))
	}
}

// bundled: all commands in one packet.
func bundled(l *line, parcels []parcel) {
	var chunks []Chunk
	for _, p := range parcels {
		chunks = append(chunks, l.data(p))
	}
	l.packet(parcels[0].fromHome, chunks...)
}

// fragmented: each command in DATA chunks of size octets, a packet each.
func fragmented(size int) carriage {
	return func(l *line, parcels []parcel) {
		for _, p := range parcels {
			for _, c := range l.pieces(p, size) {
				l.packet(p.fromHome, c)
			}
		}
	}
}

// fragmentedIn: the fragments of all commands in one packet.
func fragmentedIn(size int) carriage {
	return func(l *line, parcels []parcel) {
		var chunks []Chunk
		for _, p := range parcels {
			chunks = append(chunks, l.pieces(p, size)...)
		}
		l.packet(parcels[0].fromHome, chunks...)
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

// twice: each packet is sent again, as if an acknowledgement were lost.
func twice(size int) carriage {
	return func(l *line, parcels []parcel) {
		for _, p := range parcels {
			chunks := l.pieces(p, size)
			for i, c := range chunks {
				l.packet(p.fromHome, c)
				if i < len(chunks)-1 {
					l.packet(p.fromHome, c)
				}
			}
		}
	}
}

// labelled edits what SCTP says of the commands.
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

// overIPv6 carries over the other address family.
func overIPv6(c carriage) carriage {
	return func(l *line, parcels []parcel) { l.v6 = true; c(l, parcels); l.v6 = false }
}

// fromElsewhere carries over the other interconnect.
func fromElsewhere(c carriage) carriage {
	return func(l *line, parcels []parcel) { l.elsewhere = true; c(l, parcels); l.elsewhere = false }
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
