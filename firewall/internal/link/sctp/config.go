package sctp

import (
	"errors"
	"net/netip"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/docket"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Config describes a link. Zero limits mean the defaults.
type Config struct {
	Outside, Inside End

	Encap      op.Encapsulation // op.EncapUserMessage or op.EncapTCPMessage
	Service    uint16           // port by which the protocol is known: 2905 is M3UA, 3868 Diameter
	Management bool             // stream 0 is for management only (RFC 4666 clause 1.4.7)
	MaxMessage int              // octets; longer ones are dropped whole

	Join  time.Duration // how long one side of a pair waits for the other; default 10 s
	Hold  time.Duration // how long it waits for the other to come back; default not at all
	Stall time.Duration // how long a receiver may take nothing; default 60 s
	Retry time.Duration // between attempts to reach a side; default 1 s

	MaxPairs   int // default 256
	PairsPerID int // of one interconnect; default 64
	Rate       Rate

	// Vet says who an association from outside is with, by the addresses in its INIT,
	// and why it must not come up, if it must not. It is asked from any goroutine. Nil:
	// everybody may, as nobody.
	Vet func(peer []netip.AddrPort) (who string, err error)

	// Standing tells how far addresses are let in from the start, until Enforce says
	// otherwise. Nil: all are.
	Standing func(op.Addr) link.Standing

	// Tell is told what becomes of associations, from any goroutine; it must not
	// wait. Nil: nobody is told.
	Tell func(Event)
}

// End is one side of a link: it listens, or it dials Remote.
type End struct {
	Backend assoc.Backend
	Listen  bool
	Local   assoc.Endpoint
	Remote  assoc.Endpoint
	Peers   []netip.Addr // that may connect, with no other address in their INIT; empty: any
	Assoc   assoc.Config // Pool, Notify and Admit are the link's

	// Answers makes what answers rejected messages that came from this side; nil:
	// rejecting is dropping.
	Answers docket.Answerer
}

// Rate bounds how often associations come up: Burst at once, and one more every
// Every.
type Rate struct {
	Burst int
	Every time.Duration
}

// Event is something that became of an association, or of a pair.
type Event struct {
	Kind EventKind
	Side op.Side
	Who  string // the interconnect; empty inside
	Peer []netip.AddrPort
	Why  string
}

// EventKind is a kind of Event.
type EventKind string

// Kinds of Events. Those of assoc.EventKind come with their own names.
const (
	Up        EventKind = "up"        // the pair is joined
	Down      EventKind = "down"      // the pair is no more; Side is the one that ended first
	Held      EventKind = "held"      // an association ended, and the other one waits for it to come back
	Back      EventKind = "back"      // it did
	Refused   EventKind = "refused"   // an association was not let in
	Restarted EventKind = "restarted" // the peer started anew
)

// Defaults of Config. T(rate) of association flaps: an honest peer that restarts
// comes back with all its associations at once, and then stays.
const (
	defaultJoin       = 10 * time.Second
	defaultStall      = time.Minute
	defaultRetry      = time.Second
	defaultPairs      = 256
	defaultPairsPerID = 64
	defaultBurst      = 32
	defaultEvery      = 5 * time.Second
	defaultMaxMessage = 65536
)

func (c Config) withDefaults() Config {
	orDefault(&c.Join, defaultJoin)
	orDefault(&c.Stall, defaultStall)
	orDefault(&c.Retry, defaultRetry)
	orDefault(&c.MaxPairs, defaultPairs)
	orDefault(&c.PairsPerID, defaultPairsPerID)
	orDefault(&c.Rate.Burst, defaultBurst)
	orDefault(&c.Rate.Every, defaultEvery)
	orDefault(&c.MaxMessage, defaultMaxMessage)
	if c.Vet == nil {
		c.Vet = func([]netip.AddrPort) (string, error) { return "", nil }
	}
	if c.Standing == nil {
		c.Standing = func(op.Addr) link.Standing { return link.Open }
	}
	if c.Tell == nil {
		c.Tell = func(Event) {}
	}
	return c
}

func orDefault[T comparable](v *T, or T) {
	var zero T
	if *v == zero {
		*v = or
	}
}

func (c *Config) check() error {
	if c.Encap != op.EncapUserMessage && c.Encap != op.EncapTCPMessage {
		return errors.New("no encapsulation of terminated messages")
	}
	for _, e := range []*End{&c.Outside, &c.Inside} {
		if e.Backend == nil {
			return errors.New("an end without a backend")
		}
		if !e.Listen && len(e.Remote.Addresses) == 0 {
			return errors.New("an end neither listens nor dials")
		}
	}
	return nil
}
