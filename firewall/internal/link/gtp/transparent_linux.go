package gtp

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"

	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// transparent is what the lanes of a link share. Nothing of it is on their
// path.
type transparent struct {
	plan     plan
	ns       netns.NsHandle // where the link was opened
	has6     bool
	room     int64 // for egress sockets
	lanes    []*Lane
	warnings []string
	problem  atomic.Pointer[string] // nil: none yet

	mu      sync.Mutex
	stopped bool // the rules steer nothing here any more
	open    int  // lanes that are not closed
	changes *os.File
}

// kernelState is held while rules and routing are changed together, since links
// share the routing.
var kernelState sync.Mutex

// OpenTransparent opens a transparent link and returns its lanes, each of them a
// link.Link. They are read, applied and closed in the network namespace of the
// caller.
//
// From then on the kernel steers GTP between the interfaces to the lanes. What a
// link of the same name left behind is taken over in one step: until then its
// rules hold, and there is no moment without rules.
func OpenTransparent(c TransparentConfig) (lanes []*Lane, err error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("gtp transparent link: %w", err)
	}
	t := &transparent{plan: plan{name: c.Name, outside: c.Outside, inside: c.Inside, bypass: c.Bypass}}
	if err := t.start(&c); err != nil {
		for _, l := range t.lanes {
			l.kernel.release()
		}
		if t.ns.IsOpen() {
			_ = t.ns.Close()
		}
		return nil, fmt.Errorf("gtp transparent link: %w", permitted(err))
	}
	return t.lanes, nil
}

func (t *transparent) start(c *TransparentConfig) (err error) {
	t.ns = netns.None()
	if t.ns, err = netns.Get(); err != nil {
		return fmt.Errorf("network namespace: %w", err)
	}
	if t.room, err = roomForEgress(c.Lanes); err != nil {
		return err
	}
	if t.has6, err = hasIPv6(); err != nil {
		return err
	}
	if t.warnings, err = t.survey(); err != nil {
		return err
	}
	if err := t.plan.unshared(t.ns); err != nil {
		return err
	}
	t.plan.sign()
	for range c.Lanes {
		l, err := t.newLane(c.Answers)
		if err != nil {
			return err
		}
		t.lanes = append(t.lanes, l)
	}
	if t.changes, err = watchRules(); err != nil {
		return err
	}
	t.open = len(t.lanes)
	if err := t.enforce(); err != nil {
		_ = t.changes.Close()
		return err
	}
	go t.guard()
	return nil
}

// sign gives the plan what tells it from others: an owner, and a hash that
// nobody outside can choose addresses for.
func (p *plan) sign() {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails
	p.owner = "instance " + hex.EncodeToString(b[:8])
	p.seed = binary.NativeEndian.Uint32(b[8:]) | 1
}

// hasIPv6 reports whether the kernel speaks IPv6.
func hasIPv6() (bool, error) {
	p, err := newPort(false)
	if errors.Is(err, unix.EAFNOSUPPORT) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	unix.Close(p.fd)
	return true, nil
}

func (t *transparent) newLane(make func() Answerer) (l *Lane, err error) {
	k, err := newKernel()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			k.release()
		}
	}()
	k.inControl, k.outControl = new(inControl), new(outControl)
	l = &Lane{whole: t, kernel: k, use: turnstile{done: makeDone()}}
	if make != nil {
		l.arrivals = newArrivals(make())
	}
	p, err := k.steered(netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	if err != nil {
		return nil, fmt.Errorf("listener: %w", err)
	}
	t.plan.ports4 = append(t.plan.ports4, p.number)
	if t.has6 {
		if p, err = k.steered(netip.IPv6Loopback()); err != nil {
			return nil, fmt.Errorf("listener: %w", err)
		}
		t.plan.ports6 = append(t.plan.ports6, p.number)
	}
	if l.egress, err = newEgress(k, egressMost, t.room); err != nil {
		return nil, err
	}
	l.complaints, err = newComplaints(k, t.has6)
	return l, err
}

func makeDone() chan struct{} { return make(chan struct{}) }

// enforce installs the routing first: what is steered must have somewhere to go.
func (t *transparent) enforce() error {
	kernelState.Lock()
	defer kernelState.Unlock()
	err := t.route(t.ensure)
	if err == nil {
		err = t.plan.install(t.ns)
	}
	if err == nil {
		return nil
	}
	if by, unknown := t.plan.heldBy(t.ns); unknown == nil && by == nobody {
		err = errors.Join(err, teardown(t.ns, t.plan.name)) // of the routing, unless others use it
	}
	return err
}

// route does something about the policy routing.
func (t *transparent) route(do func(*routing) error) error {
	r, err := openRouting(t.ns)
	if err != nil {
		return err
	}
	defer r.close()
	return do(r)
}

func (t *transparent) ensure(r *routing) error  { return r.ensure(t.has6) }
func (t *transparent) missing(r *routing) error { return r.missing(t.has6) }

// stop makes the rules steer nothing to the lanes any more, and returns when
// nothing is on its way to them. When another process has taken over, its rules
// are left alone. With the lock held.
func (t *transparent) stop() (err error) {
	if t.stopped {
		return nil
	}
	kernelState.Lock()
	defer kernelState.Unlock()
	by, err := t.plan.heldBy(t.ns)
	switch {
	case err != nil || by == another:
	case t.plan.bypass:
		err = teardown(t.ns, t.plan.name)
	default:
		t.plan.shut = true
		err = t.plan.install(t.ns)
	}
	if err != nil {
		return fmt.Errorf("gtp transparent link %s: %w", t.plan.name, err)
	}
	t.stopped = true
	awaitReceivers()
	return nil
}

// drain is Drain of any lane.
func (t *transparent) drain() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open == 0 {
		return nil
	}
	err := t.stop()
	for _, l := range t.lanes {
		l.use.call(l.kernel.drain)
	}
	return err
}

// closed notes that a lane was closed. The last one leaves what a link that is
// down leaves: rules that drop, or nothing.
func (t *transparent) closed() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open--; t.open > 0 {
		return nil
	}
	return errors.Join(t.stop(), t.changes.Close(), t.ns.Close())
}
