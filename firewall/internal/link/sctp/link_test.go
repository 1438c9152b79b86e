package sctp_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/linktest"
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
	go func() { s.lane <- s.carry() }()
	t.Cleanup(func() {
		_ = s.Close()
		if err := <-s.lane; err == nil {
			t.Error("the lane ended without an error")
		}
	})
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

func TestMessagesGoOnAsTheyAreRuled(t *testing.T) {
	s := play(t, nil)
	outside, inside := s.pair(peer)
	outside.say(1, "one", "drop two", "three", "reject four", "part five", "six")
	wants(t, inside, "one", "three", "part five", "six")
	wants(t, outside, "no reject four")
	inside.say(7, "answer", "reject this")
	wants(t, outside, "no reject four", "answer")
	wants(t, inside, "one", "three", "part five", "six", "no reject this")
	if m := outside.messages(); m[0].Stream != 1 || m[0].PPID != 3 || m[1].Stream != 7 {
		t.Errorf("%+v", m)
	}
	for name, want := range map[string]uint64{"received": 8, "forwarded": 5, "dropped": 1, "rejected": 2, "pairs": 1} {
		if got := s.counter(name); got != want {
			t.Errorf("%s is %d, want %d", name, got, want)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	first, last := s.seen[0], s.seen[len(s.seen)-1]
	if first.Src.String() != "198.51.100.7" || first.Dst.String() != "192.0.2.20" || first.Side != op.SideOutside || first.Service != 2905 || first.PPID != 3 || first.Stream != 1 {
		t.Errorf("from outside: %+v", first)
	}
	if last.Src.String() != "192.0.2.20" || last.Dst.String() != "198.51.100.7" || last.Side != op.SideInside {
		t.Errorf("from inside: %+v", last)
	}
}

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

func TestOptionsOfMessagesStay(t *testing.T) {
	s := play(t, nil)
	outside, inside := s.pair(peer)
	sent := assoc.Message{Data: []byte("x"), PPID: 0x01020304, Stream: 3, Unordered: true}
	if n, err := outside.Send([]assoc.Message{sent}); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	wants(t, inside, "x")
	if m := inside.messages()[0]; m.PPID != sent.PPID || m.Stream != 3 || !m.Unordered {
		t.Errorf("%+v", m)
	}
}

// What is in order on a stream stays so when the other side has fewer streams.
func TestStreamsAreFolded(t *testing.T) {
	narrow, wide := newNetwork(), newNetwork()
	narrow.streams, wide.streams = 4, 64
	s := &scene{t: t, net: wide, lane: make(chan error, 1)}
	s.stp, _ = narrow.Listen(stp, assoc.Config{Pool: pool})
	c := config(wide)
	c.Inside.Backend = narrow
	var err error
	if s.Link, err = sctp.Open(c); err != nil {
		t.Fatal(err)
	}
	go func() { s.lane <- s.carry() }()
	t.Cleanup(func() { _ = s.Close() })
	outside, inside := s.pair(peer)
	for stream := range uint16(64) {
		outside.say(stream, fmt.Sprint(stream, "a"), fmt.Sprint(stream, "b"))
	}
	eventually(t, "everything arrives", func() bool { return len(inside.messages()) == 128 })
	var of [64]string
	for _, m := range inside.messages() {
		var from int
		_, _ = fmt.Sscan(string(m.Data), &from)
		if m.Stream > 3 || from != 0 && m.Stream == 0 {
			t.Errorf("stream %d became %d", from, m.Stream)
		}
		of[from] += string(m.Data)
	}
	for from := range of {
		if want := fmt.Sprint(from, "a", from, "b"); of[from] != want {
			t.Errorf("stream %d: %q", from, of[from])
		}
	}
}

// A receiver that does not read holds up its own pair and nobody else's, and nothing
// is lost meanwhile.
func TestBackPressure(t *testing.T) {
	s := play(t, nil)
	s.net.depth = 50
	outside, inside := s.pair(peer)
	inside.pauses.Lock()
	other, otherHome := s.pair(at(2905, "198.51.100.8"))
	const many = 5000
	stuck := make(chan struct{})
	go func() {
		for i := range many {
			outside.say(uint16(i%16), fmt.Sprint(i))
		}
		close(stuck)
	}()
	eventually(t, "the pair is full", func() bool { return s.counter("waited") > 0 })
	for i := range 500 {
		other.say(0, fmt.Sprint("quick ", i))
	}
	eventually(t, "the other pair goes on", func() bool { return len(otherHome.messages()) == 500 })
	select {
	case <-stuck:
		t.Error("the sender was never held up")
	default:
	}
	inside.pauses.Unlock()
	eventually(t, "everything arrives", func() bool { return len(inside.messages()) == many })
	for i, m := range inside.messages() {
		if string(m.Data) != fmt.Sprint(i) {
			t.Fatalf("message %d is %s", i, m.Data)
		}
	}
	if lost := s.counter("lost"); lost != 0 {
		t.Errorf("%d lost", lost)
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

// Who comes back is asked who it is as at first, and one that never stays is not dialled
// all the time.
func TestWhoComesBack(t *testing.T) {
	n := newNetwork()
	partner, _ := n.Listen(peer, assoc.Config{Pool: pool})
	var strange atomic.Bool
	s := &scene{t: t, net: n, lane: make(chan error, 1)}
	s.stp, _ = n.Listen(stp, assoc.Config{Pool: pool})
	c := config(n)
	c.Outside = sctp.End{Backend: n, Remote: peer}
	c.Hold, c.Retry = 10*time.Second, 50*time.Millisecond
	c.Vet = func([]netip.AddrPort) (string, error) {
		if strange.Load() {
			return "", errors.New("an address too many")
		}
		return "ipx", nil
	}
	var err error
	if s.Link, err = sctp.Open(c); err != nil {
		t.Fatal(err)
	}
	go func() { s.lane <- s.carry() }()
	t.Cleanup(func() { _ = s.Close() })
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
	n := newNetwork()
	partner, _ := n.Listen(peer, assoc.Config{Pool: pool})
	s := &scene{t: t, net: n, lane: make(chan error, 1)}
	s.stp, _ = n.Listen(stp, assoc.Config{Pool: pool})
	c := config(n)
	c.Outside = sctp.End{Backend: n, Remote: peer}
	var err error
	if s.Link, err = sctp.Open(c); err != nil {
		t.Fatal(err)
	}
	go func() { s.lane <- s.carry() }()
	t.Cleanup(func() { _ = s.Close() })
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

func TestAPartIsNeverSent(t *testing.T) {
	s := play(t, func(c *sctp.Config) { c.MaxMessage = 100 })
	outside, inside := s.pair(peer)
	outside.say(0, strings.Repeat("x", 101), strings.Repeat("y", 100))
	wants(t, inside, strings.Repeat("y", 100))
	if s.counter("cut") != 1 || s.counter("dropped") != 1 {
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
	n := newNetwork()
	s := &scene{t: t, net: n, lane: make(chan error, 1)}
	s.stp, _ = n.Listen(stp, assoc.Config{Pool: pool})
	partner, _ := n.Listen(peer, assoc.Config{Pool: pool})
	c := config(n)
	c.Outside = sctp.End{Backend: n, Remote: peer}
	var err error
	if s.Link, err = sctp.Open(c); err != nil {
		t.Fatal(err)
	}
	go func() { s.lane <- s.carry() }()
	t.Cleanup(func() { _ = s.Close() })
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

func TestOpenRefusesWhatCannotBe(t *testing.T) {
	n := newNetwork()
	_, _ = n.Listen(ours, assoc.Config{Pool: pool})
	if _, err := sctp.Open(config(n)); err == nil || !strings.Contains(err.Error(), "outside") {
		t.Errorf("an address that is taken: %v", err)
	}
	c := config(newNetwork())
	c.Inside.Remote = assoc.Endpoint{}
	if _, err := sctp.Open(c); err == nil {
		t.Error("an end without a way is opened")
	}
}

// A Read that ends with the last message of a batch keeps nothing from its
// association.
func TestTheLastOfABatch(t *testing.T) {
	s := &scene{t: t, net: newNetwork()}
	s.stp, _ = s.net.Listen(stp, assoc.Config{Pool: pool})
	var err error
	if s.Link, err = sctp.Open(config(s.net)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	outside, _ := s.pair(peer)
	frames := make([]op.Frame, 1)
	late := time.AfterFunc(10*time.Second, func() { _ = s.Close() })
	defer late.Stop()
	for i := range 3 {
		outside.say(1, fmt.Sprint(i))
		if n, err := s.Read(frames); n != 1 || err != nil || string(frames[0].Data) != fmt.Sprint(i) {
			t.Fatalf("message %d: %d, %v", i, n, err)
		}
		if err := s.Apply(&op.Batch{}, nil); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSuite(t *testing.T) {
	linktest.Run(t, func(t *testing.T) linktest.Subject {
		s := &scene{t: t, net: newNetwork()}
		s.stp, _ = s.net.Listen(stp, assoc.Config{Pool: pool})
		var err error
		if s.Link, err = sctp.Open(config(s.net)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		outside, _ := s.pair(peer)
		subject := linktest.Subject{Link: s.Link, Live: true}
		for i := range 10 {
			text := fmt.Sprint("message ", i)
			outside.say(1, text)
			subject.Frames = append(subject.Frames, op.Frame{
				Data: []byte(text), Encap: op.EncapUserMessage, Side: op.SideOutside, SrcPort: 2905, DstPort: 2905,
				Src: op.AddrFromNetIP(peer.Addresses[0]), Dst: op.AddrFromNetIP(stp.Addresses[0]),
			})
		}
		return subject
	})
}
