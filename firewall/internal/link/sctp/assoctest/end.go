package assoctest

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// testShutdown: everything that was sent before arrives, then both ends know.
func testShutdown(t *testing.T, s Subject) {
	testDelivery(t, s, func(a assoc.Association) { a.Shutdown() })
}

// testShutdownClose: Close does not stop what Shutdown has begun.
func testShutdownClose(t *testing.T, s Subject) {
	testDelivery(t, s, func(a assoc.Association) {
		a.Shutdown()
		a.Close()
	})
}

func testDelivery(t *testing.T, s Subject, end func(assoc.Association)) {
	c := s.config()
	p := s.open(t, func(o *assoc.Config) { o.Pool, o.Linger = c.Pool, patience })
	l := s.load(p.near, c, 500, mixed)
	if err := l.send(p.near); err != nil {
		t.Fatal(err)
	}
	end(p.near)
	if n, err := p.near.Send(nil); n != 0 || !errors.Is(err, assoc.ErrClosed) {
		t.Errorf("Send after Shutdown: %d, %v", n, err)
	}
	if _, err := within(t, "Receive", func() (int, error) { return 0, l.audit(p.far) }); err != nil {
		t.Fatal(err)
	}
	wantEnd(t, p.far, c, assoc.ErrShutdown)
	wantEnd(t, p.near, c, assoc.ErrClosed)
	if _, err := p.far.Send(nil); !errors.Is(err, assoc.ErrShutdown) {
		t.Errorf("Send at the peer: %v", err)
	}
}

// testLinger: a peer that reads nothing cannot hold an association that is being
// shut down; checkGoroutines sees whether it does.
func testLinger(t *testing.T, s Subject) {
	p := s.open(t, small, func(c *assoc.Config) { c.Linger = 300 * time.Millisecond })
	_, waiting := fill(t, s.load(p.near, s.config(), 0, of(1000)), p.near)
	p.near.Shutdown()
	if err := <-waiting; !errors.Is(err, assoc.ErrClosed) {
		t.Errorf("AwaitRoom: %v", err)
	}
	p.near.Close()
}

// testAbort: the peer is told, at once.
func testAbort(t *testing.T, s Subject) {
	c := s.config()
	p := s.open(t, func(o *assoc.Config) { o.Pool = c.Pool })
	exchange(t, s, p, c, 10, of(100))
	p.near.Abort()
	wantEnd(t, p.far, c, assoc.ErrAborted)
	wantEnd(t, p.near, c, assoc.ErrClosed)
	for range 2 { // once more changes nothing
		p.near.Abort()
		p.near.Shutdown()
		p.near.Close()
	}
	if _, err := p.far.Send(nil); !errors.Is(err, assoc.ErrAborted) {
		t.Errorf("Send at the peer: %v", err)
	}
}

// ways are how an end of its own accord ends an association.
var ways = map[string]func(assoc.Association){
	"Shutdown": func(a assoc.Association) { a.Shutdown() },
	"Abort":    func(a assoc.Association) { a.Abort() },
	"Close":    func(a assoc.Association) { a.Close() },
}

func testEndsReceive(t *testing.T, s Subject) {
	for name, end := range ways {
		p := s.open(t)
		for _, a := range []assoc.Association{p.near, p.far} {
			c := make(chan error, 1)
			go func() {
				_, err := a.Receive()
				c <- err
			}()
			time.Sleep(20 * time.Millisecond)
			if a == p.near {
				end(a)
				wantSoon(t, name, c, assoc.ErrClosed)
			} else {
				wantSoon(t, name+" at the peer", c, assoc.ErrShutdown, assoc.ErrAborted)
			}
		}
	}
}

// wantSoon waits for an error that is one of want.
func wantSoon(t *testing.T, what string, c chan error, want ...error) {
	t.Helper()
	select {
	case err := <-c:
		for _, w := range want {
			if errors.Is(err, w) {
				return
			}
		}
		t.Errorf("%s: %v, want one of %v", what, err, want)
	case <-time.After(patience):
		t.Errorf("%s does not end it\n%s", what, stacks())
	}
}

func testEndsAwaitRoom(t *testing.T, s Subject) {
	for name, end := range ways {
		p := s.open(t, small, func(c *assoc.Config) { c.Linger = 300 * time.Millisecond })
		_, waiting := fill(t, s.load(p.near, s.config(), 0, of(1000)), p.near)
		end(p.near)
		wantSoon(t, name, waiting, assoc.ErrClosed)
		if n, err := p.near.Send(make([]assoc.Message, 1)); n != 0 || !errors.Is(err, assoc.ErrClosed) {
			t.Errorf("Send after %s: %d, %v", name, n, err)
		}
	}
}

func testPeerEndsAwaitRoom(t *testing.T, s Subject) {
	p := s.open(t, small)
	_, waiting := fill(t, s.load(p.near, s.config(), 0, of(1000)), p.near)
	p.far.Abort()
	wantSoon(t, "Abort", waiting, assoc.ErrAborted)
}

func testEndsAccept(t *testing.T, s Subject) {
	l := s.listen(t, s.config())
	c := make(chan error, 1)
	go func() {
		_, err := l.Accept()
		c <- err
	}()
	time.Sleep(20 * time.Millisecond)
	l.Close()
	wantSoon(t, "Close", c, net.ErrClosed)
	if _, err := within(t, "Accept", l.Accept); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept after it: %v", err)
	}
	l.Close()
}

func testListenerGone(t *testing.T, s Subject) {
	c := s.config()
	l := s.listen(t, c)
	p := s.openFrom(t, l, c)
	l.Close()
	exchange(t, s, p, c, 100, of(300))
}

func testNobody(t *testing.T, s Subject) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	a, err := within(t, "Dial", func() (assoc.Association, error) { return s.Dialling.Dial(ctx, s.Dial, s.Nobody, s.config()) })
	if err == nil {
		a.Abort()
		t.Errorf("somebody is at %v", s.Nobody)
	}
}

func testGivesUp(t *testing.T, s Subject) {
	at := s.Nobody
	if s.Silent != nil {
		at = s.Silent(t)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	began := time.Now()
	a, err := within(t, "Dial", func() (assoc.Association, error) { return s.Dialling.Dial(ctx, s.Dial, at, s.config()) })
	if err == nil {
		a.Abort()
		t.Fatalf("somebody is at %v", at)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("%v after %v, and its context ended long before", err, took)
	}
	if s.Silent != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the context has ended, and the error is %v", err)
	}
}

// testAdmit: who is not admitted gets nowhere, and the next one does.
func testAdmit(t *testing.T, s Subject) {
	var asked atomic.Int32
	var open atomic.Bool
	c := s.config(func(c *assoc.Config) {
		c.Admit = func(peer netip.AddrPort) bool {
			if !peer.IsValid() || !peer.Addr().IsLoopback() {
				t.Errorf("asked for %v", peer)
			}
			asked.Add(1)
			return open.Load()
		}
	})
	l := s.listen(t, c)
	accepted := make(chan assoc.Association, 1)
	go func() { // Accept is who asks where a kernel connects
		a, err := l.Accept()
		if err != nil {
			t.Errorf("accept: %v", err)
		}
		accepted <- a
	}()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	// Kernels connect before they ask anybody: then the association ends at once.
	if a, err := s.Dialling.Dial(ctx, s.Dial, l.Addr(), s.config()); err == nil {
		wantEnd(t, a, c, assoc.ErrAborted)
		a.Close()
	}
	if asked.Load() == 0 {
		t.Error("nobody was asked")
	}
	open.Store(true)
	near, err := s.connect(l, s.config())
	if err != nil {
		t.Fatalf("dial to %v: %v", l.Addr(), err)
	}
	discardAtEnd(t, near)
	far, _ := within(t, "Accept", func() (assoc.Association, error) { return <-accepted, nil })
	discardAtEnd(t, far)
	exchange(t, s, pair{near, far}, c, 10, of(100))
}
