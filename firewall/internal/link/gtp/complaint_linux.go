package gtp

import (
	"encoding/binary"
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"
)

// complaint is an ICMP error that a router in this place would send: why a
// datagram that was to pass could not.
type complaint uint8

const (
	lifeOver  complaint = iota // TTL or hop limit: RFC 792, RFC 4443 clause 3.3
	doesntFit                  // and must not be fragmented: RFC 1191 clause 4, RFC 4443 clause 3.2
)

// Octets of the headers that are quoted, and of the ICMP header.
const (
	header4    = 20
	header6    = 40
	headerUDP  = 8
	headerICMP = 8
)

// Octets that an error packet has at most (RFC 1812 clause 4.3.2.3, RFC 4443
// clause 2.4), its IP header included.
const (
	complaintMost4 = 576
	complaintMost6 = minimumMTU6
)

// Errors per second and lane, as RFC 1812 clause 4.3.2.8 and RFC 4443 clause 2.4
// ask for; so many may come at once.
const (
	complaintsPerSecond = 100
	complaintsAtOnce    = 50
)

// complaints sends ICMP errors from our own address on the way to the sender.
// Its sockets take nothing.
type complaints struct {
	kernel  *kernel
	v4, v6  *port
	tokens  float64
	givenNS int64
	buf     [complaintMost6]byte
	out     [1]departure
}

func newComplaints(k *kernel, has6 bool) (c *complaints, err error) {
	c = &complaints{kernel: k, tokens: complaintsAtOnce}
	if c.v4, err = k.raw(unix.AF_INET, unix.IPPROTO_ICMP); err == nil && has6 {
		c.v6, err = k.raw(unix.AF_INET6, unix.IPPROTO_ICMPV6)
	}
	if err != nil {
		return nil, fmt.Errorf("icmp: %w", err)
	}
	return c, nil
}

func (k *kernel) raw(family, protocol int) (*port, error) {
	fd, err := unix.Socket(family, unix.SOCK_RAW|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, protocol)
	if err != nil {
		return nil, err
	}
	if err := deafen(fd); err != nil {
		unix.Close(fd)
		return nil, err
	}
	p := &port{fd: fd, is4: family == unix.AF_INET}
	k.keep(p)
	return p, nil
}

// may takes one of the tokens that come with time.
func (c *complaints) may(nowNS int64) bool {
	c.tokens = min(complaintsAtOnce, c.tokens+float64(nowNS-c.givenNS)/1e9*complaintsPerSecond)
	c.givenNS = nowNS
	if c.tokens < 1 {
		return false
	}
	c.tokens--
	return true
}

// send tells the sender of a datagram what is wrong with it, unless there was
// much to tell lately. It reports whether it did.
func (c *complaints) send(a *arrival, why complaint, nowNS int64) bool {
	if !c.may(nowNS) {
		return false
	}
	mtu := 0
	if why == doesntFit {
		if mtu = pathMTU(a.from.netip().Addr(), a.ip.to.netip()); mtu == 0 {
			return false
		}
	}
	d := &c.out[0]
	*d = departure{to: endpoint{addr: a.from.addr}}
	if a.at.is4 {
		d.via, d.data = c.v4, c.error4(a, why, mtu)
	} else {
		d.via, d.data = c.v6, c.error6(a, why, mtu)
	}
	return c.kernel.send(c.out[:]) == 1
}

// error4 is an ICMP error with as much of the datagram as there is room for
// (RFC 792):
//
//	1 | type | code | checksum               |
//	5 | 0           | MTU of the next hop, 0 |
//	9 | IP header, UDP header, data          |
func (c *complaints) error4(a *arrival, why complaint, mtu int) []byte {
	p := c.buf[:headerICMP]
	clear(p)
	if why == lifeOver {
		p[0] = 11
	} else {
		p[0], p[1] = 3, 4
		binary.BigEndian.PutUint16(p[6:], uint16(mtu))
	}
	p = quote4(p, a)
	p = quoteUDP(p, a, complaintMost4-header4)
	binary.BigEndian.PutUint16(p[2:], checksum(p))
	return p
}

// quote4 appends the IPv4 header as it was, except for what the kernel does not
// tell: identification and options.
func quote4(p []byte, a *arrival) []byte {
	at := len(p)
	p = append(p, 0x45, a.ip.tos, 0, 0, 0, 0, 0, 0, a.ip.ttl, unix.IPPROTO_UDP, 0, 0)
	p = p[:at+header4]
	h := p[at:]
	binary.BigEndian.PutUint16(h[2:], uint16(header4+headerUDP+len(a.data)))
	if a.ip.mark&markWhole != 0 {
		h[6] = 0x40
	}
	putAddr4(h[12:], a.from.addr)
	putAddr4(h[16:], a.ip.to.addr)
	binary.BigEndian.PutUint16(h[10:], checksum(h))
	return p
}

// error6 is an ICMPv6 error; the kernel fills in its checksum (RFC 3542 clause
// 3.1).
func (c *complaints) error6(a *arrival, why complaint, mtu int) []byte {
	p := c.buf[:headerICMP]
	clear(p)
	if why == lifeOver {
		p[0] = 3
	} else {
		p[0] = 2
		binary.BigEndian.PutUint32(p[4:], uint32(mtu))
	}
	p = quote6(p, a)
	return quoteUDP(p, a, complaintMost6-header6)
}

// quote6 appends the IPv6 header, without flow label and extension headers.
func quote6(p []byte, a *arrival) []byte {
	at := len(p)
	p = p[:at+header6]
	h := p[at:]
	h[0], h[1], h[2], h[3] = 0x60|a.ip.tos>>4, a.ip.tos<<4, 0, 0
	binary.BigEndian.PutUint16(h[4:], uint16(headerUDP+len(a.data)))
	h[6], h[7] = unix.IPPROTO_UDP, a.ip.ttl
	putAddr16(h[8:], a.from.addr)
	putAddr16(h[24:], a.ip.to.addr)
	return p
}

// quoteUDP appends the UDP header, its checksum left out, and data up to most
// octets in all.
func quoteUDP(p []byte, a *arrival, most int) []byte {
	var h [headerUDP]byte
	binary.BigEndian.PutUint16(h[0:], a.from.port)
	binary.BigEndian.PutUint16(h[2:], a.ip.to.port)
	binary.BigEndian.PutUint16(h[4:], uint16(headerUDP+len(a.data)))
	p = append(p, h[:]...)
	return append(p, a.data[:min(len(a.data), most-len(p))]...)
}

// checksum is that of RFC 1071 over octets whose checksum field is 0.
func checksum(b []byte) uint16 {
	sum := uint32(0)
	for i := 0; i+1 < len(b); i += 2 {
		sum += uint32(b[i])<<8 | uint32(b[i+1])
	}
	if len(b)%2 == 1 {
		sum += uint32(b[len(b)-1]) << 8
	}
	for sum>>16 != 0 {
		sum = sum&0xFFFF + sum>>16
	}
	return ^uint16(sum)
}

// pathMTU asks the kernel how large a packet from one address to another may
// be, or returns 0. Only a connected socket has an answer; its port is one that
// nobody uses.
func pathMTU(from netip.Addr, to netip.AddrPort) int {
	p, err := newPort(to.Addr().Is4())
	if err != nil {
		return 0
	}
	defer unix.Close(p.fd)
	level, transparent, mtu := unix.SOL_IPV6, unix.IPV6_TRANSPARENT, unix.IPV6_MTU
	if p.is4 {
		level, transparent, mtu = unix.SOL_IP, unix.IP_TRANSPARENT, unix.IP_MTU
	}
	_ = unix.SetsockoptInt(p.fd, level, transparent, 1)
	if unix.Bind(p.fd, sockaddr(netip.AddrPortFrom(from, 0))) != nil || unix.Connect(p.fd, sockaddr(to)) != nil {
		return 0
	}
	n, err := unix.GetsockoptInt(p.fd, level, mtu)
	if err != nil {
		return 0
	}
	return n
}
