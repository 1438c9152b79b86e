package tap

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/vishvananda/netns"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/linktest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// openSteady opens a steady tap in the namespace; what it tells comes on a channel.
func (l *lab) openSteady(name string) (s *Steady, told chan string) {
	l.Helper()
	told = make(chan string, 16)
	l.inside(func() (err error) {
		s, err = OpenSteady(Config{Interface: name}, func(problem string) { told <- problem })
		return err
	})
	l.Cleanup(func() { _ = s.Close() })
	return s, told
}

func TestSteadyIsALink(t *testing.T) {
	linktest.Run(t, func(t *testing.T) linktest.Subject {
		lab := newLab(t)
		s, _ := lab.openSteady("span")
		far := lab.station("far")
		var frames []op.Frame
		for range 5 {
			far.send(echo4())
			frames = append(frames, op.Frame{Data: echo4(), Encap: op.EncapEthernet})
		}
		return linktest.Subject{Link: s, Frames: frames, Live: true}
	})
}

// A tap whose interface goes down says so, and goes on when it is back: frames go
// on being numbered, and counters go on counting.
func TestSteadyOutlivesItsInterface(t *testing.T) {
	lab := newLab(t)
	s, told := lab.openSteady("span")
	far := lab.station("far")
	numbers, ended := make(chan int32, 16), make(chan error, 1)
	go onThread(func() error { // in the namespace, where it opens the interface again
		if err := netns.Set(lab.ns); err != nil {
			ended <- err
			return nil
		}
		frames := make([]op.Frame, 4)
		for {
			n, err := s.Read(frames)
			if err != nil {
				ended <- err
				return nil
			}
			for _, f := range frames[:n] {
				numbers <- f.Number
			}
		}
	})
	wait := func(number int32) {
		t.Helper()
		select {
		case got := <-numbers:
			if got != number {
				t.Fatalf("frame %d, want %d", got, number)
			}
		case <-time.After(patience):
			t.Fatalf("no frame %d", number)
		}
	}
	hear := func(part string) {
		t.Helper()
		select {
		case text := <-told:
			if !strings.Contains(text, part) || part == "" && text != "" {
				t.Fatalf("told %q, want %q", text, part)
			}
		case <-time.After(patience):
			t.Fatalf("nothing is told of %q", part)
		}
	}
	far.send(echo4())
	wait(1)
	for round := range int32(2) {
		if err := lab.conf.LinkSetDown(lab.link("span")); err != nil {
			t.Fatal(err)
		}
		hear("went down")
		lab.up("span")
		hear("")
		far.send(echo4())
		wait(round + 2)
	}
	for _, want := range []link.Counter{{Name: "frames", Value: 3}, {Name: "outages", Value: 2}} {
		if got := value(s.Counters(), want.Name); got != want.Value {
			t.Errorf("%s: %d, want %d", want.Name, got, want.Value)
		}
	}
	if err := lab.conf.LinkSetDown(lab.link("span")); err != nil {
		t.Fatal(err)
	}
	hear("went down")
	if err := s.Drain(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, io.EOF) {
		t.Errorf("drained without an interface: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.Read(make([]op.Frame, 1)); !errors.Is(err, os.ErrClosed) {
		t.Errorf("read after close: %v", err)
	}
}

func value(list []link.Counter, name string) uint64 {
	for _, c := range list {
		if c.Name == name {
			return c.Value
		}
	}
	return 0
}
