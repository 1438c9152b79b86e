package sctp_test

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func at(port uint16, addresses ...string) (e assoc.Endpoint) {
	for _, a := range addresses {
		e.Addresses = append(e.Addresses, netip.MustParseAddr(a))
	}
	e.Port = port
	return e
}

var (
	ours = at(2905, "192.0.2.10")
	stp  = at(2905, "192.0.2.20")
	peer = at(2905, "198.51.100.7")
)

// echoes answers every rejected message.
type echoes struct{}

func (echoes) Build(b *op.Batch, index int, r op.Ruling) []byte {
	return append([]byte("no "), b.Messages[index].Payload...)
}

// scene is a link between a node of home's and whoever comes from outside, with a
// lane of a few rules: what begins with "drop" and "reject" is dropped and rejected,
// and what begins with "part" is part of something.
type scene struct {
	*sctp.Link
	t     *testing.T
	net   *network
	stp   assoc.Listener
	lane  chan error
	mu    sync.Mutex
	tells []sctp.Event
	seen  []op.Frame
}

func config(n *network) sctp.Config {
	return sctp.Config{
		Outside: sctp.End{Backend: n, Listen: true, Local: ours, Answers: echoes{}},
		Inside:  sctp.End{Backend: n, Remote: stp, Answers: echoes{}},
		Encap:   op.EncapUserMessage, Service: 2905, Management: true, Retry: 5 * time.Millisecond,
	}
}

func play(t *testing.T, change func(*sctp.Config)) *scene {
	t.Helper()
	s := arrange(t, change)
	go func() { s.lane <- s.carry() }()
	t.Cleanup(func() {
		_ = s.Close()
		if err := <-s.lane; err == nil {
			t.Error("the lane ended without an error")
		}
	})
	return s
}

// arrange is a scene without its lane.
func arrange(t *testing.T, change func(*sctp.Config)) *scene {
	t.Helper()
	s := &scene{t: t, net: newNetwork(), lane: make(chan error, 1)}
	s.stp, _ = s.net.Listen(stp, assoc.Config{Pool: pool})
	c := config(s.net)
	c.Tell = func(e sctp.Event) {
		s.mu.Lock()
		s.tells = append(s.tells, e)
		s.mu.Unlock()
	}
	if change != nil {
		change(&c)
	}
	var err error
	if s.Link, err = sctp.Open(c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func (s *scene) carry() error {
	frames := make([]op.Frame, 64)
	var b op.Batch
	for {
		n, err := s.Read(frames)
		if err != nil {
			return err
		}
		b.Reset()
		var rulings []op.Ruling
		for i := range frames[:n] {
			text := string(frames[i].Data)
			s.mu.Lock()
			s.seen = append(s.seen, frames[i])
			s.mu.Unlock()
			if strings.HasPrefix(text, "part") {
				continue
			}
			m := b.AddMessage()
			m.Slot, m.Payload = int32(i), frames[i].Data
			action := op.ActPass
			switch {
			case strings.HasPrefix(text, "drop"):
				action = op.ActDrop
			case strings.HasPrefix(text, "reject"):
				action = op.ActReject
			}
			rulings = append(rulings, op.Ruling{Action: action})
		}
		if err := s.Apply(&b, rulings); err != nil {
			return err
		}
	}
}

// bothDial is a scene of which both sides are dialled, and where the partner is.
func bothDial(t *testing.T, change func(*sctp.Config)) (partner assoc.Listener, s *scene) {
	t.Helper()
	s = play(t, func(c *sctp.Config) {
		partner, _ = c.Outside.Backend.Listen(peer, assoc.Config{Pool: pool})
		c.Outside = sctp.End{Backend: c.Outside.Backend, Remote: peer}
		if change != nil {
			change(c)
		}
	})
	return partner, s
}

// told returns the events of a kind.
func (s *scene) told(kind sctp.EventKind) (list []sctp.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.tells {
		if e.Kind == kind {
			list = append(list, e)
		}
	}
	return list
}

func (s *scene) counter(name string) uint64 {
	for _, c := range s.Counters() {
		if c.Name == name {
			return c.Value
		}
	}
	s.t.Fatalf("no counter %s", name)
	return 0
}

// reach dials the link from outside until it listens.
func (s *scene) reach(from assoc.Endpoint) assoc.Association {
	s.t.Helper()
	var a assoc.Association
	eventually(s.t, "the link listens", func() (ok bool) {
		var err error
		a, err = s.net.Dial(context.Background(), from, ours, assoc.Config{Pool: pool})
		return err == nil
	})
	return a
}

// home returns the next association of home's node that is not over: one that nobody
// was joined with may be.
func (s *scene) home() *node {
	s.t.Helper()
	for {
		a, err := s.stp.Accept()
		if err != nil {
			s.t.Fatal(err)
		}
		m := a.(*memory)
		time.Sleep(2 * time.Millisecond)
		m.mu.Lock()
		over := m.end != nil
		m.mu.Unlock()
		if !over {
			return run(s.t, a)
		}
	}
}

// pair brings a pair up.
func (s *scene) pair(from assoc.Endpoint) (outside, inside *node) {
	s.t.Helper()
	outside = run(s.t, s.reach(from))
	return outside, s.home()
}

func texts(list []assoc.Message) (out []string) {
	for _, m := range list {
		out = append(out, string(m.Data))
	}
	return out
}

func wants(t *testing.T, x *node, want ...string) {
	t.Helper()
	eventually(t, fmt.Sprintf("%q", want), func() bool { return len(x.messages()) >= len(want) })
	time.Sleep(5 * time.Millisecond)
	if got := texts(x.messages()); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("received %q, want %q", got, want)
	}
}
