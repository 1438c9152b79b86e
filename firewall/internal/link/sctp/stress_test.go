package sctp_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// speaker is a node that counts what it says on every stream: "kind name stream number".
type speaker struct {
	*node
	name string
	r    *rand.Rand
	mu   sync.Mutex
	said [4]int      // messages on each stream that the association has taken
	pass [4]int      // of these, that are to arrive
	over atomic.Bool // it has ended the association, or was ended by command
}

// kinds of what a speaker says: mostly what passes.
var kinds = []string{"pass", "pass", "pass", "part", "drop", "reject"}

// speak says n messages, and reports whether the association still lives.
func (x *speaker) speak(n int) bool {
	for range n {
		stream := uint16(x.r.IntN(len(x.said)))
		x.mu.Lock()
		kind := kinds[x.r.IntN(len(kinds))]
		m := []assoc.Message{{Data: fmt.Appendf(nil, "%s %s %d %d", kind, x.name, stream, x.said[stream]), PPID: 3, Stream: stream}}
		taken, err := x.Send(m)
		if taken == 1 {
			x.said[stream]++
			if kind == "pass" || kind == "part" {
				x.pass[stream]++
			}
		}
		x.mu.Unlock()
		switch {
		case err != nil:
			return false
		case taken == 0:
			if x.AwaitRoom() != nil {
				return false
			}
		}
	}
	return true
}

func (x *speaker) passed() (n int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, k := range x.pass {
		n += k
	}
	return n
}

// heard checks what a node has received: in order on each stream, nothing twice,
// nothing that was blocked, and nothing of one speaker behind what another one has said.
// It returns who has spoken last, and how many messages there are.
func heard(t *testing.T, x *node) (from string, n int) {
	t.Helper()
	type place struct {
		name   string
		stream uint16
	}
	last, gone := map[place]int{}, map[string]bool{}
	for _, m := range x.messages() {
		text := string(m.Data)
		var kind string
		var p place
		var number int
		if k, _ := fmt.Sscanf(strings.TrimPrefix(text, "no "), "%s %s %d %d", &kind, &p.name, &p.stream, &number); k != 4 {
			t.Fatalf("received %q", text)
		}
		isAnswer := strings.HasPrefix(text, "no ")
		if isAnswer != (kind == "reject") || kind == "drop" || p.stream != m.Stream {
			t.Errorf("received %q on stream %d", text, m.Stream)
		}
		if isAnswer {
			continue
		}
		if from != p.name {
			gone[from], from = true, p.name
		}
		if before, ok := last[p]; gone[from] || ok && number <= before {
			t.Errorf("%s: stream %d: %d behind %d, or after its end", p.name, p.stream, number, before)
		}
		last[p] = number
		n++
	}
	return from, n
}

// city is many peers who come and go at once, and home's node that takes them.
type city struct {
	*scene
	seed uint64
	task sync.WaitGroup

	restarts bool // peers do, from time to time
	mu       sync.Mutex
	out      map[string]*speaker
	homes    []*speaker
	serial   atomic.Int64 // of names
	living   atomic.Int64 // of home's associations
}

func (c *city) speaker(a assoc.Association, kind string) *speaker {
	n := c.serial.Add(1)
	return &speaker{node: run(c.t, a), name: fmt.Sprint(kind, n), r: rand.New(rand.NewPCG(c.seed, uint64(n)))}
}

// hesitate makes a node not read from time to time, while f runs.
func hesitate(x *speaker, f func()) {
	done := make(chan struct{})
	go func() { f(); close(done) }()
	r := rand.New(rand.NewPCG(uint64(x.serial()), 7))
	for {
		select {
		case <-done:
			return
		case <-time.After(time.Duration(r.IntN(3)) * time.Millisecond):
		}
		if r.IntN(3) == 0 {
			if x.pauses.TryLock() { // else it waits for something to read
				time.Sleep(time.Duration(r.IntN(4)) * time.Millisecond)
				x.pauses.Unlock()
			}
		}
	}
}

func (x *speaker) serial() (n int) {
	_, _ = fmt.Sscanf(strings.TrimLeft(x.name, "abcdefghijklmnopqrstuvwxyz"), "%d", &n)
	return n
}

// live is the life of an association: it speaks, and ends in one of the ways there
// are, or not at all.
func (c *city) live(x *speaker) {
	hesitate(x, func() { x.speak(x.r.IntN(400)) })
	switch x.r.IntN(8) {
	case 0, 1:
		x.over.Store(true)
		x.Shutdown()
	case 2:
		x.over.Store(true)
		x.Abort()
	case 3:
		if c.restarts {
			x.Association.(*memory).begin()
			x.speak(x.r.IntN(100))
		}
	}
}

// serve is home's node: it takes whoever comes.
func (c *city) serve() {
	for {
		a, err := c.stp.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		x := c.speaker(a, "home")
		c.mu.Lock()
		c.homes = append(c.homes, x)
		c.mu.Unlock()
		c.living.Add(1)
		go func() {
			defer c.living.Add(-1)
			c.live(x)
		}()
	}
}

func (c *city) peers(n, lives int) {
	for i := range n {
		c.task.Go(func() {
			for range lives {
				x := c.speaker(c.reach(at(2905, fmt.Sprint("198.51.100.", i+1))), "peer")
				c.mu.Lock()
				c.out[x.name] = x
				c.mu.Unlock()
				c.live(x)
			}
		})
	}
}

// check compares both ends of all pairs.
func (c *city) check() (complete int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, home := range c.homes {
		name, n := heard(c.t, home.node)
		out := c.out[name]
		if out == nil {
			continue // nothing came: nobody knows whose it was
		}
		_, back := heard(c.t, out.node)
		if !home.over.Load() && n != out.passed() {
			c.t.Errorf("seed %d: %s has said %d, %s has heard %d; ended: %v, %v", c.seed, name, out.passed(), home.name, n, out.over.Load(), home.ended())
		}
		if !out.over.Load() && back != home.passed() {
			c.t.Errorf("seed %d: %s has said %d, %s has heard %d; ended: %v, %v", c.seed, home.name, home.passed(), name, back, home.over.Load(), out.ended())
		}
		complete++
	}
	return complete
}

// wait returns when all peers have lived, and what they have said has arrived.
func (c *city) wait() {
	c.t.Helper()
	done := make(chan struct{})
	go func() { c.task.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		c.t.Fatalf("seed %d: stuck: %v %s", c.seed, c.Counters(), c.Problem())
	}
	eventually(c.t, "home has nothing more to say", func() bool { return c.living.Load() == 0 })
	before := uint64(0)
	for same := 0; same < 20; time.Sleep(5 * time.Millisecond) {
		now := c.counter("received") + c.counter("pairs")<<32
		if same++; now != before {
			before, same = now, 0
		}
	}
}

// balance checks that what has come in is accounted for, and who has come in.
func (c *city) balance() {
	c.t.Helper()
	if in, out := c.counter("received"), c.counter("forwarded")+c.counter("dropped")+c.counter("rejected"); in != out {
		c.t.Errorf("seed %d: %d received, %d dealt with", c.seed, in, out)
	}
	if in, pairs := c.Entered(), c.counter("pairs"); in != int(pairs) {
		c.t.Errorf("seed %d: %d have entered, there are %d pairs", c.seed, in, pairs)
	}
}

func newCity(t *testing.T, seed uint64, change func(*sctp.Config)) *city {
	c := &city{seed: seed, out: map[string]*speaker{}}
	c.scene = play(t, func(x *sctp.Config) {
		x.Rate = sctp.Rate{Burst: 1 << 20, Every: time.Millisecond}
		if change != nil {
			change(x)
		}
	})
	c.net.depth = 8
	go c.serve()
	return c
}

// Whatever way associations end: what one end has said before its own end arrives at
// the other one that still lives, in order on each stream and once, and nothing that
// is blocked ever does.
func TestAnyLifeIsComplete(t *testing.T) {
	for seed := range uint64(5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := newCity(t, seed, nil)
			c.peers(6, 8)
			c.wait()
			if n := c.check(); n < 40 {
				t.Errorf("only %d pairs", n)
			}
			c.balance()
		})
	}
}

// The same while peers restart, and operators sever, abort and restore who they like:
// then messages may be missing, and nothing else may go wrong.
func TestAnyLifeUnderCommand(t *testing.T) {
	for seed := range uint64(5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := newCity(t, seed, func(x *sctp.Config) { x.Hold = time.Duration(seed%2) * time.Second })
			c.restarts = true
			c.peers(6, 8)
			r, over := rand.New(rand.NewPCG(seed, 1)), make(chan struct{})
			commanded := make(chan struct{})
			go func() {
				defer close(commanded)
				for {
					select {
					case <-over:
						return
					case <-time.After(time.Duration(r.IntN(4)) * time.Millisecond):
					}
					whom := op.AddrFromNetIP(netip.MustParseAddr(fmt.Sprint("198.51.100.", 1+r.IntN(6))))
					standing := []link.Standing{link.Open, link.Open, link.Severed, link.Aborted}[r.IntN(4)]
					c.Enforce(func(at op.Addr) link.Standing {
						if at == whom {
							return standing
						}
						return link.Open
					})
				}
			}()
			time.AfterFunc(300*time.Millisecond, func() { close(over) })
			<-commanded
			c.Enforce(func(op.Addr) link.Standing { return link.Open })
			c.wait()
			c.mu.Lock()
			for _, x := range append(slices.Collect(maps.Values(c.out)), c.homes...) {
				heard(t, x.node)
			}
			c.mu.Unlock()
			c.balance()
		})
	}
}
