package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"runtime"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/gtp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Transparent is Link for the transparent link, between three network
// namespaces that are made for it. These need root; without, it measures
// nothing.
func (s *Suite) Transparent(ctx context.Context, firewall func(configuration string) (Rule, error)) error {
	if os.Geteuid() != 0 {
		return nil
	}
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread has left the namespace of the others
		path, err := newTransparentPath()
		if err == nil {
			err = errors.Join(s.onPath(ctx, "transparent link", path, firewall), path.shut())
		}
		done <- err
	}()
	return <-done
}

func (p *path) shut() error {
	_, _ = p.partner.Close(), p.gateway.Close()
	return p.link.Close()
}

// namespaces of the path. The thread ends up in the firewall's.
type namespaces struct{ partner, gateway, firewall netns.NsHandle }

// newTransparentPath leads from one network namespace through a second one,
// which the calling thread is in afterwards, to a third.
func newTransparentPath() (p *path, err error) {
	var ns namespaces
	for _, n := range []*netns.NsHandle{&ns.partner, &ns.gateway, &ns.firewall} {
		if err = unix.Unshare(unix.CLONE_NEWNET); err != nil {
			return nil, fmt.Errorf("network namespace: %w", err)
		}
		if *n, err = netns.Get(); err != nil {
			return nil, fmt.Errorf("network namespace: %w", err)
		}
		defer n.Close()
	}
	if err := raise("lo", netip.MustParseAddr("127.0.0.1")); err != nil { // the link routes through it
		return nil, err
	}
	p = &path{mix: requests(), frames: make([]op.Frame, batch), to: netip.AddrPortFrom(homeAddr, 2123), clock: clockCost()}
	if p.partner, err = ns.attach(ns.partner, "out0", partnerAddr, netip.MustParseAddr("198.51.100.1")); err != nil {
		return nil, err
	}
	if p.gateway, err = ns.attach(ns.gateway, "in0", homeAddr, netip.MustParseAddr("192.0.2.1")); err != nil {
		return nil, errors.Join(err, p.partner.Close())
	}
	lanes, err := gtp.OpenTransparent(gtp.TransparentConfig{Name: "bench", Inside: "in0", Outside: "out0", Lanes: 1})
	if err != nil {
		return nil, errors.Join(err, p.partner.Close(), p.gateway.Close())
	}
	p.link = lanes[0]
	return p, nil
}

// attach joins a node's namespace to the firewall's, in which the thread is, by
// a pair of interfaces in a /24 of their own, and opens the node's socket.
func (ns *namespaces) attach(node netns.NsHandle, device string, at, via netip.Addr) (c *net.UDPConn, err error) {
	err = netlink.LinkAdd(&netlink.Veth{
		LinkAttrs: netlink.LinkAttrs{Name: device}, PeerName: "eth0", PeerNamespace: netlink.NsFd(node),
	})
	if err != nil {
		return nil, fmt.Errorf("interface %s: %w", device, err)
	}
	if err := raise(device, via); err != nil {
		return nil, err
	}
	if err := netns.Set(node); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, netns.Set(ns.firewall)) }()
	if err := raise("eth0", at); err != nil {
		return nil, err
	}
	everywhere := &net.IPNet{IP: net.IPv4zero, Mask: net.CIDRMask(0, 32)}
	if err := netlink.RouteAdd(&netlink.Route{Dst: everywhere, Gw: via.AsSlice()}); err != nil {
		return nil, fmt.Errorf("route via %s: %w", via, err)
	}
	return net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.AddrPortFrom(at, 2123)))
}

// raise gives an interface its address and switches it on.
func raise(device string, at netip.Addr) error {
	l, err := netlink.LinkByName(device)
	if err != nil {
		return fmt.Errorf("interface %s: %w", device, err)
	}
	address := &netlink.Addr{IPNet: &net.IPNet{IP: at.AsSlice(), Mask: net.CIDRMask(24, 32)}}
	if err := errors.Join(netlink.AddrAdd(l, address), netlink.LinkSetUp(l)); err != nil {
		return fmt.Errorf("interface %s: %w", device, err)
	}
	return nil
}
