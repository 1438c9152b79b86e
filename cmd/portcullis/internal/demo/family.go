package demo

import (
	"net/netip"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall"
	"github.com/seed-43cefff0/portcullis/testvectors"
)

// family is a protocol that SCTP carries, with all that is above it.
type family struct {
	name  string // of its link
	link  string // protocol of the link
	port  uint16
	ppid  uint32
	beats heartbeats

	// answer is what home answers to a message, in a protocol; nil if it does not.
	answer  func(request []byte) []byte
	answers string

	// Where it goes: home's node, and the firewall's two ends.
	home, outside, inside firewall.SCTPAddress
}

// Ports and payload protocol identifiers (RFC 4666 clause 7, RFC 6733 clauses 2.1 and
// 11.5).
var (
	ss7      = family{name: "ss7", link: "m3ua", port: 2905, ppid: 3, beats: m3uaBeats{}, answer: hlrAnswer, answers: "map"}
	diameter = family{name: "diameter", link: "diameter", port: 3868, ppid: 46, beats: diameterBeats{}, answer: hssAnswer, answers: "diameter"}
)

func (f *family) message(data []byte, stream uint16) firewall.UserMessage {
	return firewall.UserMessage{Data: data, PPID: f.ppid, Stream: stream}
}

// utterance is one message of a vector, with what has to be decided about it. Without
// operations it is a segment of SCCP, of a message that a later one completes.
type utterance struct {
	firewall.UserMessage
	frame    int
	fromHome bool
	ops      []testvectors.Op
	isNeeded bool // a segment of something honest
}

// blocked counts the operations that have to be blocked.
func (u *utterance) blocked() (n int) {
	for _, o := range u.ops {
		if o.Verdict == "block" {
			n++
		}
	}
	return n
}

// Addresses that the ends of the vectors' associations have.
var (
	vectorHome    = []netip.Prefix{netip.MustParsePrefix("192.0.2.10/32"), netip.MustParsePrefix("2001:db8:1::10/128")}
	vectorCarrier = []netip.Prefix{netip.MustParsePrefix("198.51.100.0/26"), netip.MustParsePrefix("2001:db8:2::/64")}
)

func isIn(list []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(a) })
}

// utterances reads a vector as what two ends of an association of the family say to
// each other; false if that is not all it shows.
func (f *family) utterances(c *testvectors.Capture) (list []utterance, ok bool) {
	messages, ok := c.UserMessages()
	if !ok || !isDecidedAtOnce(c) {
		return nil, false
	}
	for _, m := range messages {
		fromHome := isIn(vectorHome, m.Src.Addr())
		home, carrier := m.Dst, m.Src
		if fromHome {
			home, carrier = m.Src, m.Dst
		}
		if home.Port() != f.port || !isIn(vectorHome, home.Addr()) || !isIn(vectorCarrier, carrier.Addr()) {
			return nil, false
		}
		u := utterance{UserMessage: firewall.UserMessage{Data: m.Data, PPID: m.PPID, Stream: m.Stream}, frame: m.Frame, fromHome: fromHome}
		for _, o := range c.Ops {
			if o.Frame == m.Frame {
				u.ops = append(u.ops, o)
			}
		}
		list = append(list, u)
	}
	needed := false
	for i := len(list) - 1; i >= 0; i-- {
		if u := &list[i]; len(u.ops) > 0 {
			needed = !isAttack(u.ops)
		} else {
			u.isNeeded = needed
		}
	}
	return list, true
}

// isDecidedAtOnce reports whether each message of a vector is decided when it comes,
// and not when its rest has not come for long.
func isDecidedAtOnce(c *testvectors.Capture) bool {
	return !slices.ContainsFunc(c.Ops, func(o testvectors.Op) bool { return slices.Contains(o.Reasons, "faults/sccp-segment-incomplete") })
}
