package sctp_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/linktest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

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
	narrow := newNetwork()
	narrow.streams = 4
	home, _ := narrow.Listen(stp, assoc.Config{Pool: pool})
	s := play(t, func(c *sctp.Config) { c.Inside.Backend = narrow })
	s.stp, s.net.streams = home, 64
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

func TestAPartIsNeverSent(t *testing.T) {
	s := play(t, func(c *sctp.Config) { c.MaxMessage = 100 })
	outside, inside := s.pair(peer)
	outside.say(0, strings.Repeat("x", 101), strings.Repeat("y", 100))
	wants(t, inside, strings.Repeat("y", 100))
	if s.counter("cut") != 1 || s.counter("dropped") != 1 {
		t.Error("not counted")
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
	s := arrange(t, nil)
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
		s := arrange(t, nil)
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
