package tap

import (
	"fmt"
	"os"
	"runtime"
	"testing"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// lab is a network namespace of a test's own, with a veth pair in it: what is
// written at "far" arrives at "span". Linux itself sends nothing there, since
// IPv6 is off and there are no addresses.
type lab struct {
	testing.TB
	ns   netns.NsHandle
	conf *netlink.Handle
}

func newLab(t testing.TB) *lab {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root: network namespaces")
	}
	l := &lab{TB: t, ns: -1}
	err := onThread(func() (err error) {
		l.ns, err = netns.New()
		return err
	})
	if err != nil {
		t.Fatal("network namespace:", err)
	}
	t.Cleanup(func() { _ = l.ns.Close() })
	if l.conf, err = netlink.NewHandleAt(l.ns); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.conf.Close)
	attrs := netlink.NewLinkAttrs()
	attrs.Name, attrs.MTU = "span", 65535
	l.add(&netlink.Veth{LinkAttrs: attrs, PeerName: "far", PeerMTU: 65535})
	return l
}

// add makes an interface, and its peer if it has one, and takes them up without
// IPv6.
func (l *lab) add(link netlink.Link) {
	l.Helper()
	if err := l.conf.LinkAdd(link); err != nil {
		l.Fatalf("%s: %v", link.Attrs().Name, err)
	}
	names := []string{link.Attrs().Name}
	if v, ok := link.(*netlink.Veth); ok {
		names = append(names, v.PeerName)
	}
	for _, name := range names {
		l.ipv6(name, false)
		l.up(name)
	}
}

func (l *lab) ipv6(name string, on bool) {
	l.Helper()
	value := "1"
	if on {
		value = "0"
	}
	l.inside(func() error {
		return os.WriteFile(fmt.Sprintf("/proc/sys/net/ipv6/conf/%s/disable_ipv6", name), []byte(value), 0)
	})
}

func (l *lab) link(name string) netlink.Link {
	l.Helper()
	link, err := l.conf.LinkByName(name)
	if err != nil {
		l.Fatalf("%s: %v", name, err)
	}
	return link
}

func (l *lab) up(name string) {
	l.Helper()
	if err := l.conf.LinkSetUp(l.link(name)); err != nil {
		l.Fatalf("%s: %v", name, err)
	}
}

// inside runs f on a thread in the namespace.
func (l *lab) inside(f func() error) {
	l.Helper()
	err := onThread(func() error {
		if err := netns.Set(l.ns); err != nil {
			return err
		}
		return f()
	})
	if err != nil {
		l.Fatal(err)
	}
}

// onThread runs f on a thread that ends with it, so that nothing else ever runs
// in the state that f leaves the thread in.
func onThread(f func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		done <- f()
	}()
	return <-done
}

// open opens a tap in the namespace.
func (l *lab) open(name string) *Link {
	l.Helper()
	return l.openSized(name, largestFrame)
}

func (l *lab) openSized(name string, frame int) (tap *Link) {
	l.Helper()
	l.inside(func() (err error) {
		tap, err = open(Config{Interface: name}, frame)
		return err
	})
	l.Cleanup(func() { _ = tap.Close() })
	return tap
}

// station is a packet socket of the test, to send frames and to see them.
type station struct {
	testing.TB
	fd int
}

func (l *lab) station(name string) *station {
	l.Helper()
	s := &station{TB: l.TB}
	l.inside(func() (err error) {
		if s.fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0); err != nil {
			return err
		}
		return unix.Bind(s.fd, &unix.SockaddrLinklayer{Protocol: networkOrder(unix.ETH_P_ALL), Ifindex: l.link(name).Attrs().Index})
	})
	l.Cleanup(func() { unix.Close(s.fd) })
	return s
}

func (s *station) send(frames ...[]byte) {
	s.Helper()
	for _, f := range frames {
		if _, err := unix.Write(s.fd, f); err != nil {
			s.Fatalf("send %d octets: %v", len(f), err)
		}
	}
}

// heard returns the frames that came in from the other end so far.
func (s *station) heard() (frames [][]byte) {
	s.Helper()
	buf := make([]byte, 1<<17)
	for {
		n, from, err := unix.Recvfrom(s.fd, buf, unix.MSG_DONTWAIT)
		if err == unix.EAGAIN {
			return frames
		}
		if err != nil {
			s.Fatal(err)
		}
		if from.(*unix.SockaddrLinklayer).Pkttype != unix.PACKET_OUTGOING {
			frames = append(frames, append([]byte(nil), buf[:n]...))
		}
	}
}
