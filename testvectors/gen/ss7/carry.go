package ss7

import (
	"time"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// newLine is the association of a vector, from M3UA's port to M3UA's port.
func newLine(name string) *Line {
	l := NewLine("ss7/" + name)
	l.Peer, l.Home, l.PeerPort, l.HomePort = peerAddresses, homeAddresses, portM3UA, portM3UA
	// Over TCP the peer has a port of its own (RFC 6335 clause 6).
	l.TCPPort, l.First = 49152+uint16(l.Out.Tag>>4)%16384, [2]uint32{l.Out.Tag, l.In.Tag}
	// An hour of the year of its own, so that who plays one capture after another
	// has forgotten the associations of those before.
	l.Begins = l.Begins.Add(time.Duration(l.Number>>40%8760) * time.Hour)
	return l
}

// send carries a message in one DATA chunk a packet.
func send(m message) Step { return m.by(Packets) }

// by carries the message in another way.
func (m message) by(c Carriage) Step { return together(c, m) }

// together carries several messages as one: their operations, in their order, come
// with the last frame.
func together(c Carriage, messages ...message) Step {
	var ops []vector.Op
	for _, m := range messages {
		ops = append(ops, m.describe()...)
	}
	return Step{Ops: ops, Write: func(l *Line) {
		var all []Parcel
		for _, m := range messages {
			all = append(all, m.parcels(l)...)
		}
		c(l, all)
	}}
}

func (m message) parcels(l *Line) (out []Parcel) {
	for _, octets := range m.transfers(l) {
		out = append(out, Parcel{Octets: octets, PPID: PPIDM3UA, Stream: 1, FromHome: m.fromHome})
	}
	return out
}

// overTCP carries over a connection instead of an association; the third segment of
// its handshake asks to be pushed.
func overTCP(lay Layout) Carriage {
	return func(l *Line, parcels []Parcel) {
		l.Connect(FlagPSH)
		Pour(lay)(l, parcels)
	}
}

// between carries over an association whose ports are both another one.
func between(port uint16, c Carriage) Carriage {
	return func(l *Line, parcels []Parcel) {
		peer, home := l.PeerPort, l.HomePort
		l.PeerPort, l.HomePort = port, port
		c(l, parcels)
		l.PeerPort, l.HomePort = peer, home
	}
}
