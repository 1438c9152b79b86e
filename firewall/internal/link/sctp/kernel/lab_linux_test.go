package kernel

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// patience is how long anything may take that has to happen, in a guest on a busy
// machine.
const patience = 30 * time.Second

// station is a network namespace. It goes when nothing of it is open any more.
type station struct {
	testing.TB
	ns netns.NsHandle
}

// newStation makes a station in which only lo is up.
func newStation(t testing.TB) *station {
	t.Helper()
	needsSCTP(t)
	s := &station{TB: t, ns: netns.None()}
	s.do(func() (err error) {
		if err = unix.Unshare(unix.CLONE_NEWNET); err == nil {
			s.ns, err = netns.Get()
		}
		return err
	})
	t.Cleanup(func() { s.ns.Close() })
	s.up("lo")
	s.set("lo", func(l netlink.Link) error { return netlink.LinkSetMTU(l, 1500) }) // or no message is ever fragmented
	return s
}

// do runs f on a thread of the station's namespace.
func (s *station) do(f func() error) {
	s.Helper()
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		if s.ns != netns.None() {
			if err := netns.Set(s.ns); err != nil {
				done <- err
				return
			}
		}
		done <- f()
	}()
	if err := <-done; err != nil {
		s.Fatal(err)
	}
}

// set puts an interface up or down.
func (s *station) set(name string, change func(netlink.Link) error) {
	s.Helper()
	s.do(func() error {
		l, err := netlink.LinkByName(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return change(l)
	})
}

func (s *station) up(name string)   { s.Helper(); s.set(name, netlink.LinkSetUp) }
func (s *station) down(name string) { s.Helper(); s.set(name, netlink.LinkSetDown) }

// address adds an address, with the length of its prefix.
func (s *station) address(name, prefix string) {
	s.Helper()
	a, err := netlink.ParseAddr(prefix)
	if err != nil {
		s.Fatal(err)
	}
	a.Flags = unix.IFA_F_NODAD
	s.set(name, func(l netlink.Link) error { return netlink.AddrAdd(l, a) })
}

// wire joins two stations by a pair of interfaces of that name.
func wire(a, b *station, name string) {
	a.Helper()
	attributes := netlink.NewLinkAttrs()
	attributes.Name = name
	a.do(func() error {
		return netlink.LinkAdd(&netlink.Veth{LinkAttrs: attributes, PeerName: name, PeerNamespace: netlink.NsFd(b.ns)})
	})
	a.up(name)
	b.up(name)
}

func (s *station) listen(local assoc.Endpoint, c assoc.Config) (l assoc.Listener) {
	s.Helper()
	s.do(func() (err error) { l, err = Backend{}.Listen(local, c); return err })
	s.Cleanup(func() { l.Close() })
	return l
}

func (s *station) dial(local, remote assoc.Endpoint, c assoc.Config) (a assoc.Association) {
	s.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s.do(func() (err error) { a, err = Backend{}.Dial(ctx, local, remote, c); return err })
	s.Cleanup(func() { a.Abort(); a.Close() })
	return a
}

func accept(t testing.TB, l assoc.Listener) assoc.Association {
	t.Helper()
	a, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Abort(); a.Close() })
	return a
}

// config returns a configuration with a pool, and with timers that suit a test.
func config() assoc.Config {
	return assoc.Config{
		MaxMessage: 65536, Pool: assoc.NewPool(4, 65536),
		Paths: assoc.Paths{
			RTOInitial: 100 * time.Millisecond, RTOMin: 50 * time.Millisecond, RTOMax: 200 * time.Millisecond,
			Heartbeat: 100 * time.Millisecond, PathMaxRetrans: 2,
		},
	}
}

// sendNumbered sends count messages of size octets on all streams in turn, each with
// its number in front, and waits between batches.
func sendNumbered(a assoc.Association, count, size int, between time.Duration) error {
	_, out := a.Streams()
	list := make([]assoc.Message, 20)
	for i := range list {
		list[i].Data = make([]byte, size)
	}
	for next := 0; next < count; {
		n := min(len(list), count-next)
		for i := range list[:n] {
			list[i].Stream, list[i].PPID = uint16((next+i)%int(out)), 3
			binary.BigEndian.PutUint32(list[i].Data, uint32(next+i))
		}
		for rest := list[:n]; len(rest) > 0; {
			done, err := a.Send(rest)
			if err != nil {
				return fmt.Errorf("message %d: %w", next, err)
			}
			if rest = rest[done:]; len(rest) > 0 {
				if err := a.AwaitRoom(); err != nil {
					return err
				}
			}
		}
		next += n
		if between > 0 {
			time.Sleep(between)
		}
	}
	return nil
}

// auditNumbered receives what sendNumbered sends, each message once and in order.
func auditNumbered(a assoc.Association, p *assoc.Pool, count, size int) error {
	in, _ := a.Streams()
	next := make([]int, in)
	for s := range next {
		next[s] = s
	}
	for got := 0; got < count; {
		b, err := a.Receive()
		if err != nil {
			return fmt.Errorf("after %d messages: %w", got, err)
		}
		for i := range b.Messages {
			m := &b.Messages[i]
			if len(m.Data) != size || m.Cut || m.PPID != 3 {
				return fmt.Errorf("%d octets, want %d; cut %t, PPID %d", len(m.Data), size, m.Cut, m.PPID)
			}
			if n := int(binary.BigEndian.Uint32(m.Data)); n != next[m.Stream] {
				return fmt.Errorf("message %d on stream %d, want %d", n, m.Stream, next[m.Stream])
			}
			next[m.Stream] += int(in)
			got++
		}
		p.Give(b)
	}
	return nil
}

// events collects what an association is told.
type events struct {
	mu   sync.Mutex
	list []assoc.Event
}

func (e *events) notify(_ assoc.Association, v assoc.Event) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.list = append(e.list, v)
}

// of returns how many events of a kind there were, on one path or, with "", on any.
func (e *events) of(k assoc.EventKind, path string) (n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, v := range e.list {
		if v.Kind == k && (path == "" || v.Path.String() == path) {
			n++
		}
	}
	return n
}

// eventually waits for something to become so.
func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not so after %v", what, patience)
		}
	}
}

// wantEnd receives until the association's end.
func wantEnd(t testing.TB, a assoc.Association, p *assoc.Pool, want error) (messages int) {
	t.Helper()
	for {
		b, err := a.Receive()
		if err != nil {
			if !errors.Is(err, want) {
				t.Errorf("the association ends with %v, want %v", err, want)
			}
			return messages
		}
		messages += len(b.Messages)
		p.Give(b)
	}
}
