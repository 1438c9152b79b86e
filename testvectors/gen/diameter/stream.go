package diameter

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// opened are the three segments that open a TCP connection (RFC 9293 clause 3.5),
// and what either side sends starts with.
func opened() step {
	return step{write: func(l *line) {
		l.segment(false, FlagSYN, nil)
		l.out.tsn++
		l.segment(true, FlagSYN|FlagACK, nil)
		l.in.tsn++
		l.segment(false, FlagACK, nil)
	}}
}

// segment sends octets of a direction's stream, whose place is where it has come to.
func (l *line) segment(fromHome bool, flags byte, payload []byte) {
	src, dst := l.ends(fromHome)
	h, back := l.half(fromHome), l.half(!fromHome)
	s := TCP{Src: src, Dst: dst, Seq: h.tsn, Flags: flags, Octets: payload}
	if flags&FlagACK != 0 {
		s.Ack = back.tsn
	}
	l.frame(s.Packet())
	h.tsn += uint32(len(payload))
}

// streamed: the commands one behind the other in a TCP stream, cut into segments of
// size octets without regard to where one ends (RFC 6733 clause 2.1).
func streamed(size int) carriage {
	return func(l *line, parcels []parcel) {
		var octets []byte
		for _, p := range parcels {
			octets = append(octets, p.octets...)
		}
		for _, f := range Split(len(octets), size) {
			l.segment(parcels[0].fromHome, FlagPSH|FlagACK, octets[f.From:f.To])
		}
	}
}

// streamedAgain sends each segment but the last twice.
func streamedAgain(size int) carriage {
	return func(l *line, parcels []parcel) {
		for _, p := range parcels {
			for _, f := range Split(len(p.octets), size) {
				from := l.half(p.fromHome).tsn
				l.segment(p.fromHome, FlagPSH|FlagACK, p.octets[f.From:f.To])
				if !f.Last {
					l.half(p.fromHome).tsn = from
					l.segment(p.fromHome, FlagPSH|FlagACK, p.octets[f.From:f.To])
				}
			}
		}
	}
}

// streamedBackwards sends the segments in reverse order.
func streamedBackwards(size int) carriage {
	return func(l *line, parcels []parcel) {
		for _, p := range parcels {
			h, pieces := l.half(p.fromHome), Split(len(p.octets), size)
			start := h.tsn
			for i := len(pieces) - 1; i >= 0; i-- {
				h.tsn = start + uint32(pieces[i].From)
				l.segment(p.fromHome, FlagPSH|FlagACK, p.octets[pieces[i].From:pieces[i].To])
			}
			h.tsn = start + uint32(len(p.octets))
		}
	}
}

// honestStream and evadeStream are what TCP carries.
func honestStream(c *catalogue) {
	agent := node{agent1, carrier.realm}
	ulr := updateLocation(partnerA)
	c.honest("tcp", "D-00 D-01", "A connection over TCP: capabilities, watchdogs, registrations, in segments of any size", opened(),
		capabilities(agent, appRelay).by(streamed(1400)), watchdog(agent).by(streamed(1400)), ulr.by(streamed(1400)),
		ulr.by(streamed(100)).note("segments of 100"), ulr.by(streamed(7)).note("of 7"), ulr.by(streamedAgain(200)).note("sent again"),
		ulr.succeed().by(streamed(1400)).note("an answer"))
	c.honest("tcp-midstream", "D-00", "A connection that is open when the capture begins", watchdog(agent).by(streamed(1400)).flag("faults/tcp-midstream"), ulr.by(streamed(1400)))
}

func evadeStream(c *catalogue) {
	idr := locate(partnerB, home.imsi, 8)
	c.evasion("e28-tcp", "E-28 D-08 A-1", "A question for our subscriber's location, over TCP in segments", "tcp", subscriberTheirs,
		opened(), idr.by(streamed(1400)).note("whole"), idr.by(streamed(100)).note("100"), idr.by(streamed(3)).note("3, the length in pieces"), idr.by(streamed(20)).note("20, the header alone"),
		idr.by(streamedAgain(150)).note("sent again"), idr.by(streamedBackwards(150)).note("backwards"))
	c.evasion("e28-tcp-behind", "E-28 D-08", "Behind an honest command in the stream", "tcp", subscriberTheirs,
		opened(), together(streamed(1400), watchdog(node{agent1, carrier.realm}), idr).judgeLast(subscriberTheirs))
	c.attack("d00-tcp-version", "D-00", "A stream that is not Diameter", "tcp", "faults/tcp-framing",
		opened(), updateLocation(partnerA).in(func(m *message) { m.Version = 2; m.says = &vector.Op{Protocol: "tcp"} }).by(streamed(1400)))
}
