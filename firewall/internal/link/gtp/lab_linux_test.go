package gtp

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// station is a network namespace that the test has made. It has no name, and goes
// when nothing of it is open any more.
type station struct {
	testing.TB
	ns   netns.NsHandle
	jobs chan func()
}

// newStation makes a station in which only lo is up.
func newStation(t testing.TB) *station {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root: network namespaces")
	}
	h := &station{t, netns.None(), make(chan func())}
	made := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		err := unix.Unshare(unix.CLONE_NEWNET)
		if err == nil {
			h.ns, err = netns.Get()
		}
		made <- err
		for job := range h.jobs {
			job()
		}
	}()
	if err := <-made; err != nil {
		t.Fatalf("network namespace: %v", err)
	}
	t.Cleanup(func() { close(h.jobs); _ = h.ns.Close() })
	h.do(func() error {
		lo, err := netlink.LinkByName("lo")
		return errors.Join(err, netlink.LinkSetUp(lo))
	})
	for _, who := range []string{"all", "default"} { // addresses are of use at once
		h.sysctl("ipv6/conf/"+who+"/accept_dad", "0")
	}
	return h
}

// do runs a function in the namespace.
func (h *station) do(f func() error) {
	h.Helper()
	done := make(chan error)
	h.jobs <- func() { done <- f() }
	if err := <-done; err != nil {
		h.Fatal(err)
	}
}

// fork runs a function in the namespace beside others.
func (h *station) fork(f func()) {
	go func() {
		runtime.LockOSThread()
		if err := netns.Set(h.ns); err != nil {
			panic(err)
		}
		f()
	}()
}

// run runs a program in the namespace and returns what it printed.
func (h *station) run(name string, args ...string) string {
	h.Helper()
	var out []byte
	h.do(func() (err error) {
		if out, err = exec.Command(name, args...).CombinedOutput(); err != nil {
			err = fmt.Errorf("%s %v: %w\n%s", name, args, err, out)
		}
		return err
	})
	return string(out)
}

func (h *station) sysctl(key, value string) {
	h.Helper()
	h.do(func() error { return os.WriteFile("/proc/sys/net/"+key, []byte(value), 0) })
}

func (h *station) forwards() {
	h.Helper()
	h.sysctl("ipv4/ip_forward", "1")
	h.sysctl("ipv6/conf/all/forwarding", "1")
}

// cable joins two stations by a veth pair with an address of each family per end.
func cable(a *station, nameA string, at [2]string, b *station, nameB string, bt [2]string) {
	a.Helper()
	a.do(func() error {
		return netlink.LinkAdd(&netlink.Veth{
			LinkAttrs: netlink.LinkAttrs{Name: nameA}, PeerName: nameB, PeerNamespace: netlink.NsFd(b.ns),
		})
	})
	a.address(nameA, at)
	b.address(nameB, bt)
}

func (h *station) address(name string, at [2]string) {
	h.Helper()
	h.do(func() error {
		dev, err := netlink.LinkByName(name)
		if err != nil {
			return err
		}
		for _, text := range at {
			a, parseErr := netlink.ParseAddr(text)
			if parseErr != nil {
				return parseErr
			}
			a.Flags = unix.IFA_F_NODAD
			err = errors.Join(err, netlink.AddrAdd(dev, a))
		}
		return errors.Join(err, netlink.LinkSetUp(dev))
	})
}

func (h *station) routeBy(via ...string) {
	h.Helper()
	h.do(func() (err error) {
		for _, gw := range via {
			everything := &net.IPNet{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 32)}
			if netip.MustParseAddr(gw).Is6() {
				everything = &net.IPNet{IP: net.IPv6zero, Mask: net.CIDRMask(0, 128)}
			}
			err = errors.Join(err, netlink.RouteAdd(&netlink.Route{Dst: everything, Gw: net.ParseIP(gw)}))
		}
		return err
	})
}

func (h *station) mtu(dev string, octets int) {
	h.Helper()
	h.do(func() error {
		l, err := netlink.LinkByName(dev)
		if err != nil {
			return err
		}
		return netlink.LinkSetMTU(l, octets)
	})
}

// edge is a partner and a gateway with a firewall between them.
type edge struct {
	testing.TB
	partner, wall, gateway *station
	beyond                 []*station
}

// Addresses of an edge, by family.
var (
	partnerAt = [2]string{"10.77.1.2", "fd77:1::2"}
	outsideAt = [2]string{"10.77.1.1", "fd77:1::1"}
	insideAt  = [2]string{"10.77.2.1", "fd77:2::1"}
	gatewayAt = [2]string{"10.77.2.2", "fd77:2::2"}
)

func subnet(at [2]string) [2]string { return [2]string{at[0] + "/24", at[1] + "/64"} }

func newEdge(t testing.TB) *edge {
	t.Helper()
	e := &edge{TB: t, partner: newStation(t), wall: newStation(t), gateway: newStation(t)}
	cable(e.partner, "eth0", subnet(partnerAt), e.wall, "outside0", subnet(outsideAt))
	cable(e.gateway, "eth0", subnet(gatewayAt), e.wall, "inside0", subnet(insideAt))
	e.partner.routeBy(outsideAt[:]...)
	e.gateway.routeBy(insideAt[:]...)
	e.wall.forwards()
	return e
}

// awaitIPv6 waits until the cables are known to be plugged in, which IPv6 cares
// about and the kernel looks after once a second.
func (e *edge) awaitIPv6() {
	e.Helper()
	for _, h := range append(e.beyond, e.partner, e.wall, e.gateway) {
		eventually(e.TB, "all cables plugged in", func() bool {
			up := true
			h.do(func() error {
				devices, err := netlink.LinkList()
				for _, d := range devices {
					up = up && (d.Type() != "veth" || d.Attrs().OperState == netlink.OperUp)
				}
				return err
			})
			return up
		})
	}
}

func (e *edge) config() TransparentConfig {
	return TransparentConfig{Name: "gp", Inside: "inside0", Outside: "outside0", Lanes: 1}
}

// open opens the link and closes it at the end.
func (e *edge) open(c TransparentConfig) (lanes []*Lane) {
	e.Helper()
	e.wall.do(func() (err error) { lanes, err = OpenTransparent(c); return err })
	e.Cleanup(func() {
		for _, l := range lanes {
			if err := l.Close(); err != nil {
				e.Errorf("close: %v", err)
			}
		}
	})
	return lanes
}

// seen is a frame that a lane has read, its octets copied.
type seen struct {
	op.Frame
	lane int
}

// judge serves the lanes until they end, ruling on each frame.
func (e *edge) judge(lanes []*Lane, rule func(*op.Frame) op.Action) *bench {
	s := &bench{TB: e.TB, frames: make(chan seen, 1<<16)}
	for i, l := range lanes {
		s.ended.Add(1)
		e.wall.fork(func() { defer s.ended.Done(); s.serve(i, l, rule) })
	}
	return s
}

// bench is where the judges sit.
type bench struct {
	testing.TB
	frames chan seen
	ended  sync.WaitGroup
	mu     sync.Mutex
	errs   []error // that the lanes ended with
}

func (s *bench) serve(lane int, l *Lane, rule func(*op.Frame) op.Action) {
	frames, rulings := make([]op.Frame, batchSize), make([]op.Ruling, batchSize)
	for {
		n, err := l.Read(frames)
		if err != nil {
			s.mu.Lock()
			s.errs = append(s.errs, err)
			s.mu.Unlock()
			return
		}
		b := whole(n)
		for i := range frames[:n] {
			b.Messages[i].Payload = frames[i].Data
			rulings[i] = op.Ruling{Action: rule(&frames[i])}
			f := seen{frames[i], lane}
			f.Data = append([]byte(nil), f.Data...)
			select {
			case s.frames <- f:
			default:
			}
		}
		if err := l.Apply(b, rulings[:n]); err != nil {
			s.Errorf("apply: %v", err)
		}
	}
}

// next returns the next frame that was read.
func (s *bench) next() seen {
	s.Helper()
	select {
	case f := <-s.frames:
		return f
	case <-time.After(patience):
		s.Fatal("the link saw nothing")
	}
	return seen{}
}

func passAll(*op.Frame) op.Action { return op.ActPass }

// listen opens a UDP socket of a station, on port 0 on one of the kernel's choice.
func (h *station) listen(addr string, port uint16) *node {
	h.Helper()
	at := netip.AddrPortFrom(netip.MustParseAddr(addr), port)
	var c *net.UDPConn
	h.do(func() (err error) { c, err = net.ListenUDP("udp", net.UDPAddrFromAddrPort(at)); return err })
	h.Cleanup(func() { _ = c.Close() })
	return &node{h.TB, c, c.LocalAddr().(*net.UDPAddr).AddrPort()}
}

// set sets an integer option of a node's socket.
func (n *node) set(level, name, value int) {
	n.Helper()
	raw, err := n.conn.SyscallConn()
	if err == nil {
		err = errors.Join(raw.Control(func(fd uintptr) { err = unix.SetsockoptInt(int(fd), level, name, value) }), err)
	}
	if err != nil {
		n.Fatal(err)
	}
}
