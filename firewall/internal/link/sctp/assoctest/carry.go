package assoctest

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// testEnds: both ends agree on who they are and on how many streams there are.
func testEnds(t *testing.T, s Subject) {
	l := s.listen(t, s.config())
	if at := l.Addr(); at.Port == 0 || len(at.Addresses) == 0 {
		t.Fatalf("the listener is at %v", at)
	}
	p := s.openFrom(t, l, s.config())
	in, out := p.near.Streams()
	farIn, farOut := p.far.Streams()
	if in != farOut || out != farIn || in == 0 || out == 0 || s.Streams != (out > 1) {
		t.Errorf("streams: %d in and %d out here, %d in and %d out there", in, out, farIn, farOut)
	}
	sameAddresses(t, p.near.Local(), p.far.Remote())
	sameAddresses(t, p.near.Remote(), p.far.Local())
	if at := p.far.Local(); len(at) == 0 || at[0].Port() != l.Addr().Port || !slices.Contains(l.Addr().Addresses, at[0].Addr()) {
		t.Errorf("accepted at %v by a listener at %v", at, l.Addr())
	}
	if s.MultiHomed && (len(p.near.Remote()) < 2 || len(p.far.Remote()) < 2) {
		t.Errorf("the peers have the addresses %v and %v, want two each", p.near.Remote(), p.far.Remote())
	}
}

func sameAddresses(t *testing.T, a, b []netip.AddrPort) {
	t.Helper()
	if len(a) == 0 || len(a) != len(b) {
		t.Errorf("one end's addresses are %v here and %v there", a, b)
		return
	}
	for _, at := range a {
		if !slices.Contains(b, at) {
			t.Errorf("one end's addresses are %v here and %v there", a, b)
		}
	}
}

// exchange carries one load from near to far and another one back at the same time.
func exchange(t *testing.T, s Subject, p pair, c assoc.Config, count int, size func(int) int) {
	t.Helper()
	to, from := s.load(p.near, c, count, size), s.load(p.far, c, count, size)
	all := []func() error{
		func() error { return to.send(p.near) }, func() error { return to.audit(p.far) },
		func() error { return from.send(p.far) }, func() error { return from.audit(p.near) },
	}
	if err := together(all); err != nil {
		t.Fatal(err)
	}
}

// together runs everything at the same time, and returns the first error, without
// waiting for the others.
func together(all []func() error) error {
	done := make(chan error, len(all))
	for _, f := range all {
		go func() { done <- f() }()
	}
	late := time.After(2 * patience)
	for range all {
		select {
		case err := <-done:
			if err != nil {
				return err
			}
		case <-late:
			return fmt.Errorf("not done in time\n%s", stacks())
		}
	}
	return nil
}

// testWhole: message boundaries, at sizes around those of packets and buffers.
func testWhole(t *testing.T, s Subject) {
	sizes := []int{1, 2, 3, 4, 5, 19, 20, 100, 1000, 1172, 1199, 1200, 1400, 1452, 1453, 1500, 4096, 5000, 16384, 32768, longest - 1, longest}
	c := s.config()
	p := s.open(t, func(o *assoc.Config) { o.Pool = c.Pool })
	exchange(t, s, p, c, 8*len(sizes), func(i int) int { return sizes[i/8] })
}

func testOrder(t *testing.T, s Subject) {
	c := s.config()
	p := s.open(t, func(o *assoc.Config) { o.Pool = c.Pool })
	exchange(t, s, p, c, 3000, mixed)
}

// testPrompt: a message arrives although nothing follows it.
func testPrompt(t *testing.T, s Subject) {
	c := s.config()
	p := s.open(t, func(o *assoc.Config) { o.Pool = c.Pool })
	for i := range 50 {
		l := s.load(p.near, c, 1, of(1+i*7))
		for _, way := range [][2]assoc.Association{{p.near, p.far}, {p.far, p.near}} {
			if err := l.send(way[0]); err != nil {
				t.Fatal(err)
			}
			if _, err := within(t, "Receive", func() (int, error) { return 0, l.audit(way[1]) }); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func testUnordered(t *testing.T, s Subject) {
	if !s.Unordered {
		s.refusesOrOrders(t)
		return
	}
	c := s.config()
	p := s.open(t, func(o *assoc.Config) { o.Pool = c.Pool })
	// One after the other, so that their order is known nevertheless; ordered ones
	// between them stay ordered ones.
	for i := range 20 {
		l := s.load(p.near, c, 1, of(100*i+1))
		l.unordered = i%2 == 0
		err := together([]func() error{func() error { return l.send(p.near) }, func() error { return l.audit(p.far) }})
		if err != nil {
			t.Fatalf("message %d: %v", i, err)
		}
	}
}

// refusesOrOrders: where there is only order, a message that does not need it
// arrives as the others do.
func (s Subject) refusesOrOrders(t *testing.T) {
	c := s.config()
	p := s.open(t, func(o *assoc.Config) { o.Pool = c.Pool })
	l := s.load(p.near, c, 1, of(100))
	var m assoc.Message
	l.message(&m, 0)
	m.Unordered = true
	if err := sendList(p.near, []assoc.Message{m}); err != nil {
		t.Fatal(err)
	}
	if _, err := within(t, "Receive", func() (int, error) { return 0, l.audit(p.far) }); err != nil {
		t.Error(err)
	}
}

// testMany: 50 associations through one listener, each with its own messages in
// their own order.
func testMany(t *testing.T, s Subject) {
	const associations = 50
	c := s.config()
	l := s.listen(t, c)
	all := make([]func() error, 0, 2*associations)
	for k := range associations {
		p := s.openFrom(t, l, c)
		load := s.load(p.near, c, 100, func(i int) int { return 20 + (i*k)%2000 })
		all = append(all, func() error { return load.send(p.near) }, func() error { return load.audit(p.far) })
	}
	if err := together(all); err != nil {
		t.Fatal(err)
	}
}

// testSmallPool: associations that share one batch take turns.
func testSmallPool(t *testing.T, s Subject) {
	c := s.config(func(c *assoc.Config) { c.Pool = assoc.NewPool(1, longest) })
	l := s.listen(t, c)
	var all []func() error
	for range 4 {
		p := s.openFrom(t, l, s.config())
		load := s.load(p.near, c, 300, mixed)
		all = append(all, func() error { return load.send(p.near) }, func() error { return load.audit(p.far) })
	}
	if err := together(all); err != nil {
		t.Fatal(err)
	}
}

// testSilent: an association to which nothing comes holds no batch, so that one
// batch is enough for any number of them.
func testSilent(t *testing.T, s Subject) {
	c := s.config(func(c *assoc.Config) { c.Pool = assoc.NewPool(1, longest) })
	l := s.listen(t, c)
	for range 5 {
		go s.openFrom(t, l, s.config()).far.Receive()
	}
	p := s.openFrom(t, l, s.config())
	load := s.load(p.near, c, 200, mixed)
	if err := together([]func() error{func() error { return load.send(p.near) }, func() error { return load.audit(p.far) }}); err != nil {
		t.Fatal(err)
	}
}

// testAllocations: what a message costs in memory once everything is warm.
func testAllocations(t *testing.T, s Subject) {
	c := s.config()
	p := s.open(t, func(o *assoc.Config) { o.Pool = c.Pool })
	l := s.load(p.near, c, 1, of(200))
	list := make([]assoc.Message, 8)
	for i := range list {
		l.message(&list[i], i)
	}
	got := 0
	allocs := testing.AllocsPerRun(500, func() {
		if err := sendList(p.near, list); err != nil {
			t.Fatal(err)
		}
		for want := got + len(list); got < want; {
			b, err := p.far.Receive()
			if err != nil {
				t.Fatal(err)
			}
			got += len(b.Messages)
			c.Pool.Give(b)
		}
	})
	t.Logf("%.1f allocations per message", allocs/float64(len(list)))
	if s.AllocationFree && allocs != 0 {
		t.Errorf("%.1f allocations for %d messages", allocs, len(list))
	}
}
