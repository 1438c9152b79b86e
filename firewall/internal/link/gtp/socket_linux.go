package gtp

import (
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"
)

// steeredBuffer is the receive buffer of a listener, in octets. It needs no
// leave from net.core.rmem_max: CAP_NET_ADMIN is there anyway.
const steeredBuffer = 8 << 20

// option is a socket option with a value of type int.
type option struct {
	noun        string
	level, name int
	value       int
}

func setOptions(fd int, options ...option) error {
	for _, o := range options {
		if err := unix.SetsockoptInt(fd, o.level, o.name, o.value); err != nil {
			return fmt.Errorf("%s: %w", o.noun, err)
		}
	}
	return nil
}

var listenerOptions = []option{
	{"receive buffer", unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, steeredBuffer},
	{"mark of packets", unix.SOL_SOCKET, unix.SO_RCVMARK, 1},
}

var listenerOptions4 = []option{
	{"transparent", unix.SOL_IP, unix.IP_TRANSPARENT, 1},
	{"original destination", unix.SOL_IP, unix.IP_RECVORIGDSTADDR, 1},
	{"ttl", unix.SOL_IP, unix.IP_RECVTTL, 1},
	{"tos", unix.SOL_IP, unix.IP_RECVTOS, 1},
	{"fragment size", unix.SOL_IP, unix.IP_RECVFRAGSIZE, 1},
}

var listenerOptions6 = []option{
	{"transparent", unix.SOL_IPV6, unix.IPV6_TRANSPARENT, 1},
	{"original destination", unix.SOL_IPV6, unix.IPV6_RECVORIGDSTADDR, 1},
	{"hop limit", unix.SOL_IPV6, unix.IPV6_RECVHOPLIMIT, 1},
	{"traffic class", unix.SOL_IPV6, unix.IPV6_RECVTCLASS, 1},
	{"fragment size", unix.SOL_IPV6, unix.IPV6_RECVFRAGSIZE, 1},
}

// steered opens the socket of a lane that the rules steer datagrams to. It is
// bound to a loopback address, where the network cannot reach it, on a port of
// the kernel's choice.
func (k *kernel) steered(at netip.Addr) (*port, error) {
	p, err := newPort(at.Is4())
	if err != nil {
		return nil, err
	}
	p.listens = true
	family := listenerOptions6
	if p.is4 {
		family = listenerOptions4
	}
	err = setOptions(p.fd, listenerOptions...)
	if err == nil {
		err = setOptions(p.fd, family...)
	}
	if err == nil {
		err = p.bind(netip.AddrPortFrom(at, 0))
	}
	if err == nil {
		err = k.hear(p)
	}
	if err != nil {
		unix.Close(p.fd)
		return nil, err
	}
	return p, nil
}

func (p *port) bind(at netip.AddrPort) error {
	if err := unix.Bind(p.fd, sockaddr(at)); err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	return p.learnNumber()
}

// Ways for a datagram to cope with links that it is too large for, as values of
// origin.fragment. Others are the octets that its fragments may have.
const (
	goWhole    = 0      // it must not be fragmented
	asTheyLike = 0xFFFF // whoever has to may fragment it
)

// pretend opens a socket that sends from an address of somebody else. It is not
// connected, or the kernel would deliver the reverse traffic to it past the
// rules; and it takes nothing.
func (k *kernel) pretend(o origin) (*port, error) {
	p, err := newPort(o.addr.Is4())
	if err != nil {
		return nil, err
	}
	err = setOptions(p.fd, o.options()...)
	if err == nil {
		err = deafen(p.fd)
	}
	if err == nil {
		err = unix.Bind(p.fd, sockaddr(o.netip()))
	}
	if err != nil {
		unix.Close(p.fd)
		return nil, err
	}
	k.keep(p)
	return p, nil
}

// options makes the kernel treat what the socket sends as a router would: what
// must go whole is refused when it does not fit (RFC 1812 clause 5.2.7, RFC 8200
// clause 5), fragments of IPv6 are no larger than the sender made them.
func (o origin) options() []option {
	reuse := option{"shared address", unix.SOL_SOCKET, unix.SO_REUSEADDR, 1} // every lane sends from a gateway's address
	if o.addr.Is4() {
		discover := unix.IP_PMTUDISC_DO
		if o.fragment != goWhole {
			discover = unix.IP_PMTUDISC_DONT
		}
		return []option{reuse,
			{"transparent", unix.SOL_IP, unix.IP_TRANSPARENT, 1},
			{"path mtu discovery", unix.SOL_IP, unix.IP_MTU_DISCOVER, discover},
		}
	}
	list := []option{reuse, {"transparent", unix.SOL_IPV6, unix.IPV6_TRANSPARENT, 1}}
	switch o.fragment {
	case goWhole:
		return append(list,
			option{"path mtu discovery", unix.SOL_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_DO},
			option{"no fragments", unix.SOL_IPV6, unix.IPV6_DONTFRAG, 1})
	case asTheyLike:
		return list
	}
	return append(list, option{"fragment size", unix.SOL_IPV6, unix.IPV6_MTU, max(int(o.fragment), minimumMTU6)})
}

// minimumMTU6 is the smallest MTU that a link may have (RFC 8200 clause 5).
const minimumMTU6 = 1280
