package scene

import (
	"net/netip"
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// Carriage is how user messages travel over a line; the last frame that it writes
// completes them.
type Carriage func(*Line, []Parcel)

// Packets: a packet for each user message, in one DATA chunk.
func Packets(l *Line, parcels []Parcel) {
	for _, p := range parcels {
		l.Packet(p.FromHome, l.Data(p))
	}
}

// Bundled: all user messages in one packet.
func Bundled(l *Line, parcels []Parcel) {
	var chunks []Chunk
	for _, p := range parcels {
		chunks = append(chunks, l.Data(p))
	}
	l.Packet(parcels[0].FromHome, chunks...)
}

// Fragmented: each user message in DATA chunks of size octets, a packet each.
func Fragmented(size int) Carriage {
	return inPieces(size, func(chunks []Chunk) []Chunk { return chunks })
}

// Backwards: the fragments in reverse order, a packet each.
func Backwards(size int) Carriage {
	return inPieces(size, func(chunks []Chunk) []Chunk { slices.Reverse(chunks); return chunks })
}

// Twice: each packet but the last of a user message is sent again, as if an
// acknowledgement were lost.
func Twice(size int) Carriage {
	return inPieces(size, func(chunks []Chunk) (out []Chunk) {
		for _, c := range chunks[:len(chunks)-1] {
			out = append(out, c, c)
		}
		return append(out, chunks[len(chunks)-1])
	})
}

// inPieces sends the DATA chunks of each user message in an order, a packet each.
func inPieces(size int, order func([]Chunk) []Chunk) Carriage {
	return func(l *Line, parcels []Parcel) {
		for _, p := range parcels {
			for _, c := range order(l.Pieces(p, size)) {
				l.Packet(p.FromHome, c)
			}
		}
	}
}

// FragmentedIn: the fragments of all user messages in one packet.
func FragmentedIn(size int) Carriage {
	return func(l *Line, parcels []Parcel) { l.Packet(parcels[0].FromHome, l.allPieces(parcels, size)...) }
}

// Shuffled: fragments in packets in the order given.
func Shuffled(size int, order ...int) Carriage {
	return func(l *Line, parcels []Parcel) {
		chunks := l.allPieces(parcels, size)
		for _, i := range order {
			l.Packet(parcels[0].FromHome, chunks[i])
		}
	}
}

func (l *Line) allPieces(parcels []Parcel, size int) (chunks []Chunk) {
	for _, p := range parcels {
		chunks = append(chunks, l.Pieces(p, size)...)
	}
	return chunks
}

// Labelled edits what SCTP says of the user messages.
func Labelled(edit func(*Parcel), c Carriage) Carriage {
	return func(l *Line, parcels []Parcel) {
		for i := range parcels {
			edit(&parcels[i])
		}
		c(l, parcels)
	}
}

// Unordered, OnStream and WithPPID are labels.
func Unordered(c Carriage) Carriage { return Labelled(func(p *Parcel) { p.Unordered = true }, c) }

func OnStream(n int, c Carriage) Carriage { return Labelled(func(p *Parcel) { p.Stream = n }, c) }

func WithPPID(n uint32, c Carriage) Carriage { return Labelled(func(p *Parcel) { p.PPID = n }, c) }

// Behind puts a control chunk in front of the DATA of each packet.
func Behind(control Chunk) Carriage {
	return func(l *Line, parcels []Parcel) {
		for _, p := range parcels {
			l.Packet(p.FromHome, control, l.Data(p))
		}
	}
}

// OverIPv6 carries over the other address family.
func OverIPv6(c Carriage) Carriage {
	return func(l *Line, parcels []Parcel) { l.V6 = true; c(l, parcels); l.V6 = false }
}

// IPFragments cuts the IP packets.
func IPFragments(size int) Carriage {
	return func(l *Line, parcels []Parcel) {
		for _, p := range parcels {
			l.ID++
			for _, f := range l.SCTP(p.FromHome, l.Data(p)).Fragments(l.ID&0xFFFF, size) {
				l.Frame(f)
			}
		}
	}
}

// Interleaved carries in I-DATA, which the handshake must have agreed on.
func Interleaved(size int) Carriage {
	return func(l *Line, parcels []Parcel) {
		for _, p := range parcels {
			for _, c := range l.interleaved(p, size) {
				l.Packet(p.FromHome, c)
			}
		}
	}
}

// OverUDP encapsulates the packets (RFC 6951).
func OverUDP(l *Line, parcels []Parcel) {
	const port = 9899
	for _, p := range parcels {
		x := l.SCTP(p.FromHome, l.Data(p))
		l.Frame(Datagram{Src: OnPort(x.Src, port), Dst: OnPort(x.Dst, port), Payload: x.Segment(), ID: l.ID}.Packet())
	}
}

// OnPort is an address with another port.
func OnPort(a netip.AddrPort, port uint16) netip.AddrPort { return netip.AddrPortFrom(a.Addr(), port) }
