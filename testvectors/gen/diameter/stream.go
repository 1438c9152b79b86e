package diameter

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// opened are the three segments that open a TCP connection.
func opened() Step { return Step{Write: func(l *Line) { l.Connect(0) }} }

// streamed: the commands one behind the other in a TCP stream, cut into segments of
// size octets without regard to where one ends (RFC 6733 clause 2.1).
func streamed(size int) Carriage { return Pour(InSegments(size)) }

// honestStream and evadeStream are what TCP carries.
func honestStream(c *Catalogue) {
	agent := node{agent1, carrier.realm}
	ulr := updateLocation(partnerA)
	c.Honest("tcp", "D-00 D-01", "A connection over TCP: capabilities, watchdogs, registrations, in segments of any size", opened(),
		capabilities(agent, appRelay).by(streamed(1400)), watchdog(agent).by(streamed(1400)), ulr.by(streamed(1400)),
		ulr.by(streamed(100)).Note("segments of 100"), ulr.by(streamed(7)).Note("of 7"), ulr.by(Pour(Repeated(200))).Note("sent again"),
		ulr.succeed().by(streamed(1400)).Note("an answer"))
	c.Honest("tcp-midstream", "D-00", "A connection that is open when the capture begins", watchdog(agent).by(streamed(1400)).Flag("faults/tcp-midstream"), ulr.by(streamed(1400)))
}

func evadeStream(c *Catalogue) {
	idr := locate(partnerB, home.imsi, 8)
	c.Evasion("e28-tcp", "E-28 D-08 A-1", "A question for our subscriber's location, over TCP in segments", "tcp", subscriberTheirs,
		opened(), idr.by(streamed(1400)).Note("whole"), idr.by(streamed(100)).Note("100"), idr.by(streamed(3)).Note("3, the length in pieces"), idr.by(streamed(20)).Note("20, the header alone"),
		idr.by(Pour(Repeated(150))).Note("sent again"), idr.by(Pour(Exchanged(150))).Note("backwards"))
	c.Evasion("e28-tcp-behind", "E-28 D-08", "Behind an honest command in the stream", "tcp", subscriberTheirs,
		opened(), together(streamed(1400), watchdog(node{agent1, carrier.realm}), idr).Last())
	c.Attack("d00-tcp-version", "D-00", "A stream that is not Diameter", "tcp", "faults/tcp-framing",
		opened(), updateLocation(partnerA).in(func(m *message) { m.Version = 2; m.says = &vector.Op{Protocol: "tcp"} }).by(streamed(1400)))
}
