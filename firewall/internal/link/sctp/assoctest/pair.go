package assoctest

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// patience is how long anything may take that has to happen, on a slow and busy
// machine.
const patience = 30 * time.Second

// longest is the length of the longest message of the suite.
const longest = 65536

// pair is one association with both its ends: near has dialled, far has accepted.
type pair struct {
	near, far assoc.Association
}

// config returns the configuration of one end.
func (s Subject) config(change ...func(*assoc.Config)) assoc.Config {
	c := assoc.Config{MaxMessage: longest, Pool: assoc.NewPool(8, longest)}
	if s.Prepare != nil {
		s.Prepare(&c)
	}
	for _, f := range change {
		f(&c)
	}
	return c
}

// small makes buffers so small that they fill fast.
func small(c *assoc.Config) { c.Buffer = 256 << 10 }

func (s Subject) listen(t testing.TB, c assoc.Config) assoc.Listener {
	t.Helper()
	l, err := s.Listening.Listen(s.Listen, c)
	if err != nil {
		t.Fatalf("listen at %v: %v", s.Listen, err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// connect dials to l. It may be called from any goroutine.
func (s Subject) connect(l assoc.Listener, c assoc.Config) (assoc.Association, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return s.Dialling.Dial(ctx, s.Dial, l.Addr(), c)
}

// open returns an association, whose ends are aborted when the test ends.
func (s Subject) open(t testing.TB, change ...func(*assoc.Config)) pair {
	t.Helper()
	return s.openFrom(t, s.listen(t, s.config(change...)), s.config(change...))
}

func (s Subject) openFrom(t testing.TB, l assoc.Listener, c assoc.Config) pair {
	t.Helper()
	near, err := s.connect(l, c)
	if err != nil {
		t.Fatalf("dial to %v: %v", l.Addr(), err)
	}
	discardAtEnd(t, near)
	far := accept(t, l)
	discardAtEnd(t, far)
	return pair{near, far}
}

func accept(t testing.TB, l assoc.Listener) assoc.Association {
	t.Helper()
	a, err := within(t, "Accept", l.Accept)
	if err != nil {
		t.Fatalf("accept: %v", err)
	}
	return a
}

func discardAtEnd(t testing.TB, a assoc.Association) {
	t.Cleanup(func() {
		a.Abort()
		a.Close()
	})
}

// within returns what f returns, and fails the test if that takes too long.
func within[V any](t testing.TB, what string, f func() (V, error)) (V, error) {
	t.Helper()
	type result struct {
		value V
		err   error
	}
	c := make(chan result, 1)
	go func() {
		v, err := f()
		c <- result{v, err}
	}()
	select {
	case r := <-c:
		return r.value, r.err
	case <-time.After(patience):
		t.Fatalf("%s does not return\n%s", what, stacks())
		panic("unreachable")
	}
}

func stacks() []byte {
	b := make([]byte, 1<<20)
	return b[:runtime.Stack(b, true)]
}

// wantEnd waits for the association's end in Receive, behind messages that may
// still come.
func wantEnd(t *testing.T, a assoc.Association, c assoc.Config, want error) {
	t.Helper()
	_, err := within(t, "Receive", func() (int, error) { return drain(a, c) })
	if !errors.Is(err, want) {
		t.Errorf("the association ends with %v, want %v", err, want)
	}
	for range 2 {
		if _, err := within(t, "Receive", a.Receive); !errors.Is(err, want) {
			t.Errorf("Receive after the end: %v, want %v", err, want)
		}
	}
}

// drain receives until the end, and returns how many messages came.
func drain(a assoc.Association, c assoc.Config) (n int, err error) {
	for {
		b, err := a.Receive()
		if err != nil {
			return n, err
		}
		n += len(b.Messages)
		c.Pool.Give(b)
	}
}

// checkGoroutines fails a test that leaves goroutines behind. It has to be called
// before anything that the test cleans up is made.
func checkGoroutines(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		for end := time.Now().Add(patience); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Errorf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, stacks())
				return
			}
		}
	})
}
