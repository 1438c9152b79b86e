package lab

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// Namespace is a network namespace and the thread that lives in it.
type Namespace struct {
	calls  chan func()
	handle netns.NsHandle
}

// newNamespace starts a thread in a network namespace of its own.
func newNamespace() (*Namespace, error) {
	n := &Namespace{calls: make(chan func())}
	ready := make(chan error)
	go n.live(ready)
	if err := <-ready; err != nil {
		return nil, fmt.Errorf("network namespace: %w", err)
	}
	return n, nil
}

// live never unlocks the thread: it must not carry other goroutines. When it
// ends, the kernel kills what it has started (prctl(2), PR_SET_PDEATHSIG, which
// looks at threads).
func (n *Namespace) live(ready chan<- error) {
	runtime.LockOSThread()
	err := unix.Unshare(unix.CLONE_NEWNET)
	if err == nil {
		n.handle, err = netns.Get()
	}
	ready <- err
	if err != nil {
		return
	}
	for call := range n.calls {
		call()
	}
	_ = n.handle.Close()
}

// close ends the thread. The namespace lives on while sockets are open in it.
func (n *Namespace) close() { close(n.calls) }

// Do runs f on the namespace's thread: sockets that f opens and files below
// /proc/sys/net that it writes are the namespace's own.
func (n *Namespace) Do(f func() error) error {
	done := make(chan error)
	n.calls <- func() { done <- f() }
	return <-done
}

// Start starts a command inside. It is killed when the namespace ends.
func (n *Namespace) Start(c *exec.Cmd) error {
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return n.Do(c.Start)
}

// Output runs a command inside and returns what it wrote.
func (n *Namespace) Output(ctx context.Context, name string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, name, args...)
	out := &output{}
	c.Stdout, c.Stderr = out, out
	if err := n.Start(c); err != nil {
		return "", err
	}
	err := c.Wait()
	return out.String(), err
}

// ListenUDP opens a socket inside.
func (n *Namespace) ListenUDP(at netip.AddrPort) (c *net.UDPConn, err error) {
	err = n.Do(func() error {
		c, err = net.ListenUDP("udp", net.UDPAddrFromAddrPort(at))
		return err
	})
	if err != nil {
		return nil, err
	}
	return c, enlarge(c)
}

// bufferSize of the laboratory's own sockets, so that what is lost was lost by
// somebody else.
const bufferSize = 16 << 20

// enlarge goes beyond the limit that unprivileged processes have.
func enlarge(c *net.UDPConn) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var set error
	err = raw.Control(func(fd uintptr) {
		if set = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, bufferSize); set == nil {
			set = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_SNDBUFFORCE, bufferSize)
		}
	})
	if err != nil {
		return err
	}
	return set
}

// Sysctl writes a parameter below net, such as "ipv4/ip_forward".
func (n *Namespace) Sysctl(name, value string) error {
	return n.Do(func() error {
		return os.WriteFile(filepath.Join("/proc/sys/net", name), []byte(value), 0o644)
	})
}

// rules describes routing rules and firewall rules inside, as far as the programs
// are there to tell: less counters, what sets hold, and comments, in which each
// process may name itself.
func (n *Namespace) rules(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	for _, c := range [][]string{{"ip", "-4", "rule"}, {"ip", "-6", "rule"}, {"nft", "--stateless", "--terse", "list", "ruleset"}} {
		if _, err := exec.LookPath(c[0]); err != nil {
			continue
		}
		out, err := n.Output(t.Context(), c[0], c[1:]...)
		if err != nil {
			t.Fatalf("%v: %v\n%s", c, err, out)
		}
		b.WriteString(out)
	}
	return regexp.MustCompile(` comment "[^"]*"`).ReplaceAllString(b.String(), "")
}

// Address gives an interface an address without waiting for duplicates of it to
// be detected, which takes more than a second.
func (n *Namespace) Address(device string, list ...string) error {
	return n.Do(func() error {
		l, err := netlink.LinkByName(device)
		if err != nil {
			return err
		}
		for _, a := range list {
			p, err := netlink.ParseAddr(a)
			if err != nil {
				return err
			}
			if p.IP.To4() == nil {
				p.Flags = unix.IFA_F_NODAD
			}
			if err := netlink.AddrAdd(l, p); err != nil {
				return fmt.Errorf("address %s on %s: %w", a, device, err)
			}
		}
		return nil
	})
}

// Up puts interfaces up.
func (n *Namespace) Up(devices ...string) error {
	return n.Do(func() error {
		for _, d := range devices {
			l, err := netlink.LinkByName(d)
			if err == nil {
				err = netlink.LinkSetUp(l)
			}
			if err != nil {
				return fmt.Errorf("interface %s: %w", d, err)
			}
		}
		return nil
	})
}

func (n *Namespace) isUp(device string) (up bool) {
	err := n.Do(func() error {
		l, err := netlink.LinkByName(device)
		if err == nil {
			up = l.Attrs().OperState == netlink.OperUp
		}
		return err
	})
	return err == nil && up
}

// Via adds a default route.
func (n *Namespace) Via(gateways ...netip.Addr) error {
	return n.Do(func() error {
		for _, g := range gateways {
			to := netip.PrefixFrom(netip.IPv6Unspecified(), 0)
			if g.Is4() {
				to = netip.PrefixFrom(netip.IPv4Unspecified(), 0)
			}
			dst := &net.IPNet{IP: to.Addr().AsSlice(), Mask: net.CIDRMask(0, to.Addr().BitLen())}
			if err := netlink.RouteAdd(&netlink.Route{Dst: dst, Gw: g.AsSlice()}); err != nil {
				return fmt.Errorf("route via %s: %w", g, err)
			}
		}
		return nil
	})
}

// Join connects two namespaces by a pair of virtual Ethernet interfaces.
//
// The kernel takes up to a second to notice that a link is up, except on an
// interface whose number differs from its peer's (linkwatch_urgent_event), so
// the first gets a number that the second will not have.
func Join(a *Namespace, device string, b *Namespace, peer string, index int) error {
	return a.Do(func() error {
		attrs := netlink.NewLinkAttrs()
		attrs.Name, attrs.Index = device, index
		err := netlink.LinkAdd(&netlink.Veth{LinkAttrs: attrs, PeerName: peer, PeerNamespace: netlink.NsFd(b.handle)})
		if err != nil {
			return fmt.Errorf("interfaces %s and %s: %w", device, peer, err)
		}
		return nil
	})
}
