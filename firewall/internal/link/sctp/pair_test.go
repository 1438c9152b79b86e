package sctp_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// What has shown that home can be reached is what the first pair has: a node may end
// itself over an association that comes and goes at once.
func TestTheFirstAssociationIsJoined(t *testing.T) {
	s := play(t, nil)
	first := s.home()
	time.Sleep(50 * time.Millisecond)
	outside := run(t, s.reach(peer))
	outside.say(1, "one")
	wants(t, first, "one")
}

// A partner that comes and goes at once does not make an association with home come and
// go at once.
func TestAnAssociationIsUpForAMoment(t *testing.T) {
	s := play(t, nil)
	for range 3 {
		began := time.Now()
		a := s.reach(peer)
		home, err := s.stp.Accept()
		if err != nil {
			t.Fatal(err)
		}
		_ = a.Close()
		for err == nil {
			var b *assoc.Batch
			if b, err = home.Receive(); err == nil {
				pool.Give(b)
			}
		}
		if up := time.Since(began); up < 150*time.Millisecond {
			t.Errorf("home's association ended after %v", up)
		}
	}
}

func TestAStalledReceiverEndsItsPair(t *testing.T) {
	s := play(t, func(c *sctp.Config) { c.Stall = 20 * time.Millisecond })
	s.net.depth = 4
	outside, inside := s.pair(peer)
	inside.pauses.Lock()
	go func() {
		list := []assoc.Message{{Data: []byte("x")}}
		for {
			if _, err := outside.Send(list); err != nil {
				return
			}
			_ = outside.AwaitRoom()
		}
	}()
	eventually(t, "the pair ends", func() bool { return outside.ended() != nil })
	if s.counter("associations_stalled") != 1 || s.counter("pairs") != 0 {
		t.Error("not counted as stalled")
	}
	inside.pauses.Unlock()
}

// What had been received is sent before the other side is shut down.
func TestPairsGoDownTogether(t *testing.T) {
	for name, end := range map[string]func(assoc.Association){"shutdown": assoc.Association.Shutdown, "abort": assoc.Association.Abort} {
		t.Run(name, func(t *testing.T) {
			s := play(t, nil)
			outside, inside := s.pair(peer)
			for i := range 200 {
				outside.say(0, fmt.Sprint(i))
			}
			end(outside.Association)
			eventually(t, "home's association ends", func() bool { return inside.ended() != nil })
			if !errors.Is(inside.ended(), assoc.ErrShutdown) || len(inside.messages()) != 200 {
				t.Errorf("%v after %d messages", inside.ended(), len(inside.messages()))
			}
			eventually(t, "the pair is gone", func() bool { return s.counter("pairs") == 0 })
			if down := s.told(sctp.Down); len(down) != 1 || down[0].Side != op.SideOutside {
				t.Errorf("told %+v", down)
			}
		})
	}
}

// What had been received is sent even when both directions wait for room at the end.
func TestTheEndOfACongestedPair(t *testing.T) {
	s := play(t, nil)
	s.net.depth = 4
	outside, inside := s.pair(peer)
	inside.pauses.Lock()
	outside.pauses.Lock()
	said := [2]int{}
	var tasks sync.WaitGroup
	for i, x := range []*node{outside, inside} {
		tasks.Go(func() {
			for quiet := 0; quiet < 50; {
				n, _ := x.Send([]assoc.Message{{Data: []byte(fmt.Sprint(said[i]))}})
				if said[i] += n; n == 0 {
					quiet++
					time.Sleep(time.Millisecond)
				}
			}
		})
	}
	tasks.Wait()
	outside.Shutdown()
	time.Sleep(20 * time.Millisecond) // the link learns of it
	inside.pauses.Unlock()
	eventually(t, "home's association ends", func() bool { return inside.ended() != nil })
	if got := len(inside.messages()); got != said[0] {
		t.Errorf("%d of %d messages", got, said[0])
	}
	outside.pauses.Unlock()
}

// The outside does not come up as long as home cannot be reached.
func TestTheOutsideFollowsHome(t *testing.T) {
	s := play(t, nil)
	outside, _ := s.pair(peer)
	_ = s.stp.Close()
	late := s.reach(at(2905, "198.51.100.8")) // finds out for all
	eventually(t, "who comes then is refused", func() bool { return run(t, late).ended() != nil })
	eventually(t, "nobody listens any more", func() bool {
		_, err := s.net.Dial(context.Background(), peer, ours, assoc.Config{Pool: pool})
		return err != nil
	})
	eventually(t, "a problem is told", func() bool { return strings.Contains(s.Problem(), "192.0.2.20") })
	if outside.ended() != nil {
		t.Error("who was joined already is gone")
	}
	s.stp, _ = s.net.Listen(stp, assoc.Config{Pool: pool})
	again, inside := s.pair(peer)
	again.say(0, "hello")
	wants(t, inside, "hello")
	if s.Problem() != "" {
		t.Errorf("still a problem: %s", s.Problem())
	}
}

// With Hold a pair outlives its dialled association, and nothing is lost that comes
// meanwhile.
func TestHold(t *testing.T) {
	s := play(t, func(c *sctp.Config) { c.Hold = 5 * time.Second })
	outside, inside := s.pair(peer)
	outside.say(0, "before")
	wants(t, inside, "before")
	_ = s.stp.Close()
	inside.Abort()
	eventually(t, "it is held", func() bool { return len(s.told(sctp.Held)) == 1 })
	outside.say(0, "meanwhile")
	s.stp, _ = s.net.Listen(stp, assoc.Config{Pool: pool})
	again := s.home()
	wants(t, again, "meanwhile")
	outside.say(0, "after")
	wants(t, again, "meanwhile", "after")
	if outside.ended() != nil || len(s.told(sctp.Back)) != 1 {
		t.Errorf("outside: %v; %v", outside.ended(), s.tells)
	}
}

// What waits for room when an association ends goes to the one that comes back.
func TestHoldWhileThereIsNoRoom(t *testing.T) {
	s := play(t, func(c *sctp.Config) { c.Hold = 5 * time.Second })
	s.net.depth = 4
	outside := run(t, s.reach(peer))
	for turn := range 5 {
		silent, err := s.stp.Accept()
		if err != nil {
			t.Fatal(err)
		}
		before := s.counter("waited")
		var said sync.WaitGroup
		said.Go(func() {
			for i := range 40 {
				outside.say(uint16(i%4), fmt.Sprint(turn, " ", i))
			}
		})
		eventually(t, "there is no room", func() bool { return s.counter("waited") > before })
		silent.Abort() // with as many as there was room for
		again, err := s.stp.Accept()
		if err != nil {
			t.Fatal(err)
		}
		inside := run(t, again)
		said.Wait()
		eventually(t, "the rest arrives", func() bool { return len(inside.messages()) == 40-s.net.depth })
		inside.Abort()
	}
}

func TestHoldEnds(t *testing.T) {
	s := play(t, func(c *sctp.Config) { c.Hold = 20 * time.Millisecond })
	outside, inside := s.pair(peer)
	_ = s.stp.Close()
	inside.Abort()
	eventually(t, "the outside goes down too", func() bool { return outside.ended() != nil })
}

// A peer that restarts gets a new association inside; to home the old one ends.
func TestRestart(t *testing.T) {
	s := play(t, nil)
	outside, inside := s.pair(peer)
	outside.Association.(*memory).begin()
	eventually(t, "home's association ends", func() bool { return inside.ended() != nil })
	again := s.home()
	outside.say(2, "new")
	wants(t, again, "new")
	if s.counter("associations_restarted") != 1 || s.counter("pairs") != 1 {
		t.Error("not counted")
	}
}

func TestBothListen(t *testing.T) {
	inner := at(2905, "192.0.2.11")
	s := play(t, func(c *sctp.Config) {
		c.Inside = sctp.End{Backend: c.Inside.Backend, Listen: true, Local: inner}
		c.Join = 50 * time.Millisecond
	})
	alone := run(t, s.reach(peer))
	eventually(t, "who is alone goes", func() bool { return alone.ended() != nil })
	a, err := s.net.Dial(context.Background(), stp, inner, assoc.Config{Pool: pool})
	if err != nil {
		t.Fatal(err)
	}
	inside, outside := run(t, a), run(t, s.reach(peer))
	outside.say(0, "hello")
	wants(t, inside, "hello")
}

// Whoever waits inside does not wait for ever, though one that came before was joined.
func TestNobodyWaitsForEver(t *testing.T) {
	inner := at(2905, "192.0.2.11")
	s := play(t, func(c *sctp.Config) {
		c.Inside = sctp.End{Backend: c.Inside.Backend, Listen: true, Local: inner}
		c.Join = 100 * time.Millisecond
	})
	var nodes []*node
	for range 4 {
		eventually(t, "the inside listens", func() bool {
			a, err := s.net.Dial(context.Background(), stp, inner, assoc.Config{Pool: pool})
			if err == nil {
				nodes = append(nodes, run(t, a))
			}
			return err == nil
		})
		time.Sleep(10 * time.Millisecond)
	}
	outside := run(t, s.reach(peer))
	outside.say(0, "hello")
	wants(t, nodes[0], "hello")
	for i, x := range nodes[1:] {
		eventually(t, fmt.Sprint(i, " is sent away"), func() bool { return x.ended() != nil })
	}
}

func TestBothDial(t *testing.T) {
	partner, s := bothDial(t, nil)
	for range 2 { // it comes back by itself
		a, err := partner.Accept()
		if err != nil {
			t.Fatal(err)
		}
		outside, inside := run(t, a), s.home()
		inside.say(0, "hello")
		wants(t, outside, "hello")
		outside.Abort()
		eventually(t, "home goes too", func() bool { return inside.ended() != nil })
	}
}
