package sctp_test

import (
	"errors"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Who comes back is asked who it is as at first, and one that never stays is not dialled
// all the time.
func TestWhoComesBack(t *testing.T) {
	var strange atomic.Bool
	partner, s := bothDial(t, func(c *sctp.Config) {
		c.Hold, c.Retry = 10*time.Second, 50*time.Millisecond
		c.Vet = func([]netip.AddrPort) (string, error) {
			if strange.Load() {
				return "", errors.New("an address too many")
			}
			return "ipx", nil
		}
	})
	inside, began, times := s.home(), time.Now(), 0
	for ; time.Since(began) < 500*time.Millisecond; times++ {
		a, err := partner.Accept()
		if err != nil {
			t.Fatal(err)
		}
		a.Abort()
	}
	if times > 15 {
		t.Errorf("dialled %d times", times)
	}
	if inside.ended() != nil {
		t.Error("home has not been held")
	}
	strange.Store(true)
	a, err := partner.Accept()
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "a stranger that comes back is refused", func() bool { return run(t, a).ended() != nil || s.counter("associations_refused") > 0 })
	eventually(t, "home goes too", func() bool { return inside.ended() != nil })
}

// Who is aborted is not dialled, and home is not asked for them.
func TestAbortedIsNotDialled(t *testing.T) {
	partner, s := bothDial(t, nil)
	a, err := partner.Accept()
	if err != nil {
		t.Fatal(err)
	}
	outside := run(t, a)
	s.home()
	s.Enforce(func(op.Addr) link.Standing { return link.Aborted })
	eventually(t, "it is gone", func() bool { return outside.ended() != nil })
	eventually(t, "a problem is told", func() bool { return strings.Contains(s.Problem(), "aborted") })
	time.Sleep(50 * time.Millisecond)
	for name, l := range map[string]assoc.Listener{"partner": partner, "home": s.stp} {
		if waiting := len(l.(*listener).queue); waiting != 0 {
			t.Errorf("%s was dialled %d times", name, waiting)
		}
	}
	s.Enforce(func(op.Addr) link.Standing { return link.Open })
	if _, err := partner.Accept(); err != nil {
		t.Error(err)
	}
}

// Who is aborted when a link is opened does not come up for a moment.
func TestAbortedFromTheStart(t *testing.T) {
	n := newNetwork()
	partner, _ := n.Listen(peer, assoc.Config{Pool: pool})
	home, _ := n.Listen(stp, assoc.Config{Pool: pool})
	c := config(n)
	c.Outside = sctp.End{Backend: n, Remote: peer}
	c.Standing = func(op.Addr) link.Standing { return link.Aborted }
	l, err := sctp.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	eventually(t, "a problem is told", func() bool { return strings.Contains(l.Problem(), "aborted") })
	if len(partner.(*listener).queue)+len(home.(*listener).queue) != 0 {
		t.Error("somebody was dialled")
	}
}

func TestWhoMayComeUp(t *testing.T) {
	t.Run("an address that is nobody's", func(t *testing.T) {
		s := play(t, func(c *sctp.Config) { c.Outside.Peers = []netip.Addr{netip.MustParseAddr("198.51.100.7")} })
		good := run(t, s.reach(peer))
		eventually(t, "the peer is joined", func() bool { return s.counter("pairs") == 1 })
		bad := run(t, s.reach(at(2905, "198.51.100.7", "203.0.113.1")))
		eventually(t, "a second address is refused", func() bool { return errors.Is(bad.ended(), assoc.ErrAborted) })
		if good.ended() != nil || s.counter("associations_refused") != 1 {
			t.Error("the good one is gone, or the bad one not counted")
		}
		if told := s.told(sctp.Refused); len(told) != 1 || !strings.Contains(told[0].Why, "203.0.113.1") {
			t.Errorf("told %+v", told)
		}
	})
	t.Run("vetted", func(t *testing.T) {
		s := play(t, func(c *sctp.Config) {
			c.Vet = func(list []netip.AddrPort) (string, error) {
				if len(list) > 1 {
					return "ipx", errors.New("two carriers")
				}
				return "ipx", nil
			}
		})
		bad := run(t, s.reach(at(2905, "198.51.100.7", "203.0.113.1")))
		eventually(t, "it is refused", func() bool { return errors.Is(bad.ended(), assoc.ErrAborted) })
	})
	t.Run("too many", func(t *testing.T) {
		s := play(t, func(c *sctp.Config) { c.PairsPerID = 2 })
		s.pair(peer)
		s.pair(peer)
		third := run(t, s.reach(peer))
		eventually(t, "the third is refused", func() bool { return third.ended() != nil })
		if s.counter("pairs") != 2 {
			t.Error("pairs")
		}
	})
	t.Run("too often", func(t *testing.T) {
		s := play(t, func(c *sctp.Config) { c.Rate = sctp.Rate{Burst: 5, Every: time.Hour} })
		for range 5 {
			outside, _ := s.pair(peer)
			outside.Abort()
		}
		sixth := run(t, s.reach(peer))
		eventually(t, "the sixth is refused", func() bool { return sixth.ended() != nil })
		if told := s.told(sctp.Refused); len(told) != 1 || !strings.Contains(told[0].Why, "often") {
			t.Errorf("told %+v", told)
		}
	})
}

// Whoever is refused again and again is counted every time, and does not fill the events.
func TestRefusalsDoNotFillTheEvents(t *testing.T) {
	s := play(t, func(c *sctp.Config) { c.Rate = sctp.Rate{Burst: 1, Every: time.Hour} })
	s.reach(peer)
	for range 200 {
		s.reach(peer)
	}
	eventually(t, "all are refused", func() bool { return s.counter("associations_refused") == 200 })
	if told := len(s.told(sctp.Refused)); told == 0 || told > 30 {
		t.Errorf("%d events", told)
	}
}

func TestLevels(t *testing.T) {
	s := play(t, nil)
	outside, inside := s.pair(peer)
	is := func(standing link.Standing) { s.Enforce(func(op.Addr) link.Standing { return standing }) }
	is(link.Severed)
	outside.say(0, "part of something")
	eventually(t, "it is dropped", func() bool { return s.counter("dropped") == 1 })
	is(link.Open)
	outside.say(0, "part again")
	wants(t, inside, "part again")
	is(link.Aborted)
	eventually(t, "both ends are gone", func() bool { return outside.ended() != nil && inside.ended() != nil })
	if !errors.Is(outside.ended(), assoc.ErrAborted) {
		t.Errorf("outside: %v", outside.ended())
	}
	again := run(t, s.reach(peer))
	eventually(t, "nobody comes up", func() bool { return again.ended() != nil })
	is(link.Open)
	last, home := s.pair(peer)
	last.say(0, "back")
	wants(t, home, "back")
}
