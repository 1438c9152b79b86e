package diameter

import (
	"net/netip"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// newLine is the connection of a vector, which the interconnect's agent has opened.
func newLine(name string) *Line {
	l := NewLine("diameter/" + name)
	l.Peer, l.Home = [2]netip.Addr{peer4, peer6}, [2]netip.Addr{home4, home6}
	l.PeerPort, l.HomePort = 40000+uint16(l.Number>>16&0x3FFF), portDiameter
	l.TCPPort, l.First = l.PeerPort, [2]uint32{l.Out.TSN, l.In.TSN}
	return l
}

// send carries a command in one DATA chunk.
func send(m message) Step { return m.by(Packets) }

// by carries the command in another way.
func (m message) by(c Carriage) Step { return together(c, m) }

// together carries several commands: their operations, in their order, come with
// the last frame.
func together(c Carriage, messages ...message) Step {
	var ops []vector.Op
	for _, m := range messages {
		ops = append(ops, m.describe())
	}
	return Step{Ops: ops, Write: func(l *Line) {
		var all []Parcel
		for _, m := range messages {
			all = append(all, Parcel{Octets: m.bytes(), PPID: PPIDDiameter, Stream: 1, FromHome: m.fromHome})
		}
		c(l, all)
	}}
}

// fromElsewhere carries over the other interconnect.
func fromElsewhere(c Carriage) Carriage {
	return func(l *Line, parcels []Parcel) {
		here := l.Peer[0]
		l.Peer[0] = elsewhere4
		c(l, parcels)
		l.Peer[0] = here
	}
}
