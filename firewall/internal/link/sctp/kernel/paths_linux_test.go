package kernel

import (
	"errors"
	"testing"
	"time"

	"github.com/vishvananda/netlink"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// twoPaths returns two stations that two wires join: addresses .1 on the near one and
// .2 on the far one, in 192.0.2.0/24 and 198.51.100.0/24.
func twoPaths(t testing.TB) (near, far *station) {
	near, far = newStation(t), newStation(t)
	for name, prefix := range map[string]string{"first": "192.0.2.", "second": "198.51.100."} {
		wire(near, far, name)
		near.address(name, prefix+"1/24")
		far.address(name, prefix+"2/24")
	}
	return near, far
}

var (
	nearBoth = []string{"192.0.2.1", "198.51.100.1"}
	farBoth  = []string{"192.0.2.2", "198.51.100.2"}
)

// TestPathFailover takes the primary path down and restores it while messages flow.
func TestPathFailover(t *testing.T) {
	near, far := twoPaths(t)
	var told events
	c, d := config(), config()
	d.Notify = told.notify
	l := far.listen(endpoint(2905, farBoth...), c)
	a := near.dial(endpoint(0, nearBoth...), l.Addr(), d)
	b := accept(t, l)
	if r := a.Remote(); len(r) != 2 || r[0].Addr().String() != farBoth[0] {
		t.Fatalf("the peer is at %v", r)
	}

	const count, size = 4000, 120
	sent, heard, back := make(chan error, 1), make(chan error, 1), make(chan error, 1)
	go func() { sent <- sendNumbered(a, count, size, 10*time.Millisecond) }()
	go func() { heard <- auditNumbered(b, c.Pool, count, size) }()
	go func() { _, err := a.Receive(); back <- err }() // events come with what is received

	time.Sleep(300 * time.Millisecond)
	near.down("first")
	eventually(t, "the path is down", func() bool { return told.of(assoc.PathDown, farBoth[0]) > 0 })
	near.up("first")
	eventually(t, "the path is up again", func() bool { return told.of(assoc.PathUp, farBoth[0]) > 0 })
	for _, c := range []chan error{sent, heard} {
		if err := <-c; err != nil {
			t.Fatal(err)
		}
	}
	a.Shutdown()
	if err := <-back; !errors.Is(err, assoc.ErrClosed) {
		t.Errorf("the association has not held: %v", err)
	}
}

// TestPeerLost: nobody answers on any path any more.
func TestPeerLost(t *testing.T) {
	near, far := twoPaths(t)
	var told events
	c, d := config(), config()
	d.Notify, d.Paths.AssociationMaxRetrans = told.notify, 8
	l := far.listen(endpoint(2905, farBoth...), c)
	a := near.dial(endpoint(0, nearBoth...), l.Addr(), d)
	accept(t, l)
	far.down("first")
	far.down("second")
	if n, err := a.Send([]assoc.Message{{Data: []byte("one"), PPID: 3}}); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	wantEnd(t, a, d.Pool, assoc.ErrLost)
	if told.of(assoc.SendFailed, "") != 1 || told.of(assoc.PathDown, "") == 0 {
		t.Errorf("told %+v", told.list)
	}
	if _, err := a.Send(nil); !errors.Is(err, assoc.ErrLost) {
		t.Errorf("Send: %v", err)
	}
}

// TestPeerRestarts: a peer that has forgotten everything comes back from the same
// addresses and port. Its ABORT has got lost, as that of a machine without power.
func TestPeerRestarts(t *testing.T) {
	near, far := twoPaths(t)
	c, d := config(), config()
	l := far.listen(endpoint(2905, farBoth...), c)
	from := endpoint(2906, nearBoth...)
	a := near.dial(from, l.Addr(), d)
	b := accept(t, l)
	exchange(t, a, b, c.Pool)

	far.down("first")
	far.down("second")
	a.Abort()
	a.Close()
	far.up("first")
	far.up("second")
	d.Streams = 4
	again := near.dial(from, l.Addr(), d)

	if _, err := b.Receive(); !errors.Is(err, assoc.ErrRestarted) {
		t.Fatalf("Receive: %v, want %v", err, assoc.ErrRestarted)
	}
	if in, out := b.Streams(); in != 4 || out != 4 {
		t.Errorf("%d and %d streams after the restart, want those of the new peer", in, out)
	}
	exchange(t, again, b, c.Pool)
	exchange(t, b, again, d.Pool)
}

// exchange carries a few messages from a to b.
func exchange(t testing.TB, a, b assoc.Association, p *assoc.Pool) {
	t.Helper()
	exchangeOf(t, a, b, p, 50)
}

func exchangeOf(t testing.TB, a, b assoc.Association, p *assoc.Pool, size int) {
	t.Helper()
	if err := sendNumbered(a, 100, size, 0); err != nil {
		t.Fatal(err)
	}
	if err := auditNumbered(b, p, 100, size); err != nil {
		t.Fatal(err)
	}
}

// TestAddressesToCome: a listener may be there before its addresses are.
func TestAddressesToCome(t *testing.T) {
	near, far := newStation(t), newStation(t)
	wire(near, far, "only")
	c := config()
	l := far.listen(endpoint(3868, "192.0.2.2", "2001:db8::2"), c)
	near.address("only", "192.0.2.1/24")
	near.address("only", "2001:db8::1/64")
	far.address("only", "192.0.2.2/24")
	far.address("only", "2001:db8::2/64")
	a := near.dial(endpoint(0, "2001:db8::1", "192.0.2.1"), l.Addr(), c)
	exchange(t, a, accept(t, l), c.Pool)
	if len(a.Remote()) != 2 || len(a.Local()) != 2 {
		t.Errorf("from %v to %v", a.Local(), a.Remote())
	}
}

// TestLossyPath shuts an association down with messages under way on a path that
// loses and reorders packets.
func TestLossyPath(t *testing.T) {
	near, far := twoPaths(t)
	for _, s := range []*station{near, far} {
		s.set("first", func(l netlink.Link) error {
			attributes := netlink.QdiscAttrs{LinkIndex: l.Attrs().Index, Handle: netlink.MakeHandle(1, 0), Parent: netlink.HANDLE_ROOT}
			return netlink.QdiscAdd(netlink.NewNetem(attributes, netlink.NetemQdiscAttrs{
				Latency: 10_000, Jitter: 1_000, Loss: 2, ReorderProb: 5, Gap: 5, Limit: 10_000,
			}))
		})
	}
	c := config()
	c.Linger = patience
	l := far.listen(endpoint(2905, farBoth...), c)
	a := near.dial(endpoint(0, nearBoth...), l.Addr(), c)
	b := accept(t, l)
	const count, size = 2000, 1800
	sent := make(chan error, 1)
	go func() {
		err := sendNumbered(a, count, size, 0)
		a.Shutdown()
		a.Close()
		sent <- err
	}()
	if err := auditNumbered(b, c.Pool, count, size); err != nil {
		t.Fatal(err)
	}
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	if n := wantEnd(t, b, c.Pool, assoc.ErrShutdown); n != 0 {
		t.Errorf("%d messages too many", n)
	}
}
