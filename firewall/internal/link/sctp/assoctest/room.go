package assoctest

import (
	"bytes"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// full is what an association may hold at most, both its ends and what lies between
// them, with the buffers of small: far more than they are, far less than all memory.
const full = 16 << 20

// testNoRoom: a peer that does not read stops the sender, not the memory; and when
// it reads, everything comes.
func testNoRoom(t *testing.T, s Subject) {
	for _, size := range []int{1000, 20} {
		testNoRoomFor(t, s, size)
	}
}

func testNoRoomFor(t *testing.T, s Subject, size int) {
	c := s.config(small)
	p := s.open(t, small, func(o *assoc.Config) { o.Pool = c.Pool })
	l := s.load(p.near, c, 0, of(size))
	before := heap()
	var waiting chan error
	l.count, waiting = fill(t, l, p.near)
	if grown := int64(heap()) - int64(before); grown > full {
		t.Errorf("%d messages of %d octets that nobody reads hold %d octets", l.count, size, grown)
	}
	if _, err := within(t, "Receive", func() (int, error) { return 0, l.audit(p.far) }); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-waiting:
		if err != nil {
			t.Errorf("AwaitRoom: %v", err)
		}
	case <-time.After(patience):
		t.Error("AwaitRoom does not see that there is room again")
	}
	l.count = 1
	if err := l.send(p.near); err != nil {
		t.Fatal(err)
	}
	if _, err := within(t, "Receive", func() (int, error) { return 0, l.audit(p.far) }); err != nil {
		t.Error(err)
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// fill sends messages of the load until the association has no room for longer than
// a moment, and returns how many it has taken and the wait for room that is going on.
func fill(t *testing.T, l load, a assoc.Association) (count int, waiting chan error) {
	t.Helper()
	list := make([]assoc.Message, 16)
	for octets := 0; octets < full; {
		for j := range list {
			l.message(&list[j], count+j)
		}
		began := time.Now()
		n, err := a.Send(list)
		if err != nil {
			t.Fatalf("after %d messages: %v", count, err)
		}
		if took := time.Since(began); took > patience/2 {
			t.Fatalf("Send waits %v", took)
		}
		count += n
		octets += n * len(list[0].Data)
		if n == len(list) {
			continue
		}
		waiting = make(chan error, 1)
		go func() { waiting <- a.AwaitRoom() }()
		select {
		case err := <-waiting:
			if err != nil {
				t.Fatal(err)
			}
		case <-time.After(500 * time.Millisecond):
			return count, waiting
		}
	}
	t.Fatalf("%d messages were taken, and nobody reads them", count)
	return 0, nil
}

// testSlowReader: the sender meets full buffers again and again.
func testSlowReader(t *testing.T, s Subject) {
	c := s.config(small)
	p := s.open(t, small, func(o *assoc.Config) { o.Pool = c.Pool })
	l := s.load(p.near, c, 3000, func(i int) int { return 500 + i%1500 })
	err := together([]func() error{
		func() error { return l.send(p.near) },
		func() error { return l.auditWith(p.far, func() { time.Sleep(time.Millisecond) }) },
	})
	if err != nil {
		t.Fatal(err)
	}
}

// testRefused: messages that cannot be carried are named; those in front of them
// are sent, and those behind them can be.
func testRefused(t *testing.T, s Subject) {
	c := s.config()
	p := s.open(t, func(o *assoc.Config) { o.Pool = c.Pool })
	l := s.load(p.near, c, 3, of(100))
	_, out := p.near.Streams()
	long := s.load(p.near, c, 1, of(longest+1))
	for name, spoil := range map[string]func(m *assoc.Message){
		"a stream that does not exist": func(m *assoc.Message) { m.Stream = out },
		"the last of all streams":      func(m *assoc.Message) { m.Stream = 65535 },
		"too long":                     func(m *assoc.Message) { m.Data = nil; long.message(m, 0) },
		"empty":                        func(m *assoc.Message) { m.Data = m.Data[:0] },
		"cut":                          func(m *assoc.Message) { m.Cut = true },
	} {
		list := make([]assoc.Message, 4)
		for i, number := range []int{0, 1, 1, 2} {
			l.message(&list[i], number)
		}
		spoil(&list[2])
		if n, err := p.near.Send(list); n != 2 || !errors.Is(err, assoc.ErrRefused) {
			t.Fatalf("%s: %d, %v", name, n, err)
		}
		if err := sendList(p.near, list[3:]); err != nil {
			t.Fatalf("behind %s: %v", name, err)
		}
		if _, err := within(t, "Receive", func() (int, error) { return 0, l.audit(p.far) }); err != nil {
			t.Fatalf("around %s: %v", name, err)
		}
	}
	if n, err := p.near.Send(nil); n != 0 || err != nil {
		t.Errorf("nothing: %d, %v", n, err)
	}
}

// testCut: the beginning of a message that is too long, marked; the next one is
// whole.
func testCut(t *testing.T, s Subject) {
	const limit = 4096
	c := s.config(func(c *assoc.Config) { c.MaxMessage, c.Pool = limit, assoc.NewPool(2, limit) })
	p := s.openFrom(t, s.listen(t, c), s.config())
	sizes := []int{limit - 1, limit, limit + 1, 100, longest, 2 * limit, 1}
	l := s.load(p.near, c, len(sizes), func(i int) int { return sizes[i] })
	l.streams = 1
	if err := l.send(p.near); err != nil {
		t.Fatal(err)
	}
	var want assoc.Message
	for got := 0; got < l.count; {
		b, err := within(t, "Receive", p.far.Receive)
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.Messages {
			m := &b.Messages[i]
			l.message(&want, got)
			cut := len(want.Data) > limit
			if m.Cut != cut || !bytes.HasPrefix(want.Data, m.Data) || len(m.Data) < min(limit, len(want.Data)) || len(m.Data) > limit+1 {
				t.Errorf("of message %d with %d octets there are %d, cut %t", got, len(want.Data), len(m.Data), m.Cut)
			}
			got++
		}
		c.Pool.Give(b)
	}
}
