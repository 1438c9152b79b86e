package gtp

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// asChild tells the test binary to be a link in a process of its own: "closed"
// or "bypass".
const asChild = "GTP_LINK_TEST_CHILD"

func TestMain(m *testing.M) {
	if down := os.Getenv(asChild); down != "" {
		if err := beLink(down == "bypass"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// blockBlocked rules by what a message says.
func blockBlocked(f *op.Frame) op.Action {
	if strings.HasPrefix(string(f.Data), "block") {
		return op.ActDrop
	}
	return op.ActPass
}

// beLink runs a link until standard input ends, then stops as planned.
func beLink(bypass bool) error {
	lanes, err := OpenTransparent(TransparentConfig{Name: "gp", Inside: "inside0", Outside: "outside0", Lanes: 2, Bypass: bypass})
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	for _, l := range lanes {
		all.Go(func() {
			frames, rulings := make([]op.Frame, batchSize), make([]op.Ruling, batchSize)
			for {
				n, err := l.Read(frames)
				if err != nil {
					return
				}
				for i := range frames[:n] {
					rulings[i] = op.Ruling{Action: blockBlocked(&frames[i])}
				}
				_ = l.Apply(whole(n), rulings[:n])
			}
		})
	}
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if err := lanes[0].Drain(); err != nil {
		return err
	}
	all.Wait()
	for _, l := range lanes {
		if err := l.Close(); err != nil {
			return err
		}
	}
	return nil
}

// child is a link in a process of its own.
type child struct {
	*exec.Cmd
	stdin io.Closer
}

// spawn starts a child and waits until its link is open.
func (e *edge) spawn(down string) *child {
	e.Helper()
	c := &child{Cmd: exec.Command(os.Args[0])}
	c.Env = append(os.Environ(), asChild+"="+down)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		e.Fatal(err)
	}
	if c.stdin, err = c.StdinPipe(); err != nil {
		e.Fatal(err)
	}
	e.wall.do(c.Start)
	e.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		e.Fatalf("the child said %q, %v", line, err)
	}
	return c
}

// load sends numbered messages all the time, in turn such as pass and such as
// are blocked, and keeps book of what arrives.
type load struct {
	sent    atomic.Int64 // number of the last message
	mu      sync.Mutex
	arrived map[string]bool
	stop    chan struct{}
	ended   sync.WaitGroup
}

func newLoad(from, to *node) *load {
	l := &load{arrived: map[string]bool{}, stop: make(chan struct{})}
	l.ended.Go(func() {
		for tick := time.NewTicker(time.Millisecond); ; <-tick.C {
			select {
			case <-l.stop:
				tick.Stop()
				return
			default:
			}
			for range 4 {
				i := l.sent.Load() + 1
				_, _ = from.conn.WriteToUDPAddrPort([]byte(message(i)), to.at)
				l.sent.Store(i)
			}
		}
	})
	l.ended.Go(func() {
		buf := make([]byte, 64)
		for {
			n, _, err := to.conn.ReadFromUDPAddrPort(buf)
			if err != nil {
				return
			}
			l.mu.Lock()
			l.arrived[string(buf[:n])] = true
			l.mu.Unlock()
		}
	})
	return l
}

func message(i int64) string {
	if i%2 == 0 {
		return fmt.Sprint("block ", i)
	}
	return fmt.Sprint("pass ", i)
}

func (l *load) has(i int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.arrived[message(i)]
}

// some waits until some more messages were sent and returns which: from the
// first number up to the second.
func (l *load) some(t *testing.T) (first, last int64) {
	t.Helper()
	first = l.sent.Load() + 2 // the next may be on its way already
	last = first + 40
	eventually(t, "messages are sent", func() bool { return l.sent.Load() >= last })
	return first, last
}

// judged checks that of some messages those came through that may.
func (l *load) judged(t *testing.T) {
	t.Helper()
	first, last := l.some(t)
	for i := first; i <= last; i++ {
		if i%2 == 1 {
			eventually(t, fmt.Sprint(message(i), " arrives"), func() bool { return l.has(i) })
		} else if l.has(i) {
			t.Fatalf("%q came through", message(i))
		}
	}
}

// unjudged checks that all messages came through, or none.
func (l *load) unjudged(t *testing.T, all bool) {
	t.Helper()
	first, last := l.some(t)
	for i := first; i <= last; i++ {
		if all {
			eventually(t, fmt.Sprint(message(i), " arrives"), func() bool { return l.has(i) })
		} else if l.has(i) {
			t.Fatalf("%q came through", message(i))
		}
	}
}

// However a process ends, closed lets nothing through and bypass everything; the
// next process takes over by itself; that holds for answers from any port; and what is blocked never comes through
// while one is running, nor with closed at any time.
func TestWhenDownHolds(t *testing.T) {
	ends := map[string]func(*child) error{
		"kill -9": func(c *child) error { return c.Process.Kill() },
		"planned": func(c *child) error { return c.stdin.Close() },
	}
	for _, down := range []string{"closed", "bypass"} {
		t.Run(down, func(t *testing.T) {
			e := newEdge(t)
			partner, gateway := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 2123)
			first := e.spawn(down)
			l := newLoad(partner, gateway)
			defer func() { close(l.stop); _ = gateway.conn.Close(); l.ended.Wait() }()
			l.judged(t)
			asker, odd := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 0)
			for range 5 {
				for how, end := range ends {
					asker.send(gateway.at, "pass: who asks?")
					odd.send(asker.at, "answer")
					asker.expect("answer")
					if err := end(first); err != nil {
						t.Fatal(err)
					}
					if err := first.Wait(); err != nil && how == "planned" {
						t.Fatalf("planned stop: %v", err)
					}
					l.unjudged(t, down == "bypass")
					odd.send(asker.at, "answer")
					if down == "bypass" {
						asker.expect("answer")
					} else {
						asker.silent()
					}
					first = e.spawn(down)
					l.judged(t)
				}
			}
			for i := range l.sent.Load() {
				if down == "closed" && i%2 == 0 && l.has(i) {
					t.Errorf("%q came through", message(i))
				}
			}
		})
	}
}
