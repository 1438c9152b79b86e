package gtp

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"
)

// packet is an IP packet as a host meets it on the wire.
type packet struct {
	src, dst   netip.AddrPort // without ports in a later fragment and in ICMP
	ttl, tos   uint8
	protocol   uint8
	df         bool
	isFragment bool
	size       int // octets
	payload    []byte
}

func (p *packet) version() int {
	if p.src.Addr().Is4() {
		return 4
	}
	return 6
}

// sniffer reads what comes in on an interface.
type sniffer struct {
	*station
	fd int
}

func (h *station) sniff(dev string) *sniffer {
	h.Helper()
	s := &sniffer{station: h}
	h.do(func() (err error) {
		every := binary.NativeEndian.Uint16([]byte{0, unix.ETH_P_ALL})
		if s.fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, int(every)); err != nil {
			return err
		}
		patient := unix.NsecToTimeval(int64(patience))
		return unix.SetsockoptTimeval(s.fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &patient)
	})
	h.Cleanup(func() { unix.Close(s.fd) })
	return s
}

// next returns the next packet that fits.
func (s *sniffer) next(what string, fits func(*packet) bool) *packet {
	s.Helper()
	buf := make([]byte, 1<<17)
	for end := time.Now().Add(patience); time.Now().Before(end); {
		n, from, err := unix.Recvfrom(s.fd, buf, 0)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			break
		}
		if at, ok := from.(*unix.SockaddrLinklayer); ok && at.Pkttype == unix.PACKET_OUTGOING {
			continue
		}
		if p := parse(append([]byte(nil), buf[:n]...)); p != nil && fits(p) {
			return p
		}
	}
	s.Fatalf("no %s came", what)
	return nil
}

func parse(b []byte) *packet {
	switch {
	case len(b) >= header4 && b[0]>>4 == 4:
		return parse4(b)
	case len(b) >= header6 && b[0]>>4 == 6:
		return parse6(b)
	}
	return nil
}

func parse4(b []byte) *packet {
	src, _ := netip.AddrFromSlice(b[12:16])
	dst, _ := netip.AddrFromSlice(b[16:20])
	p := &packet{ttl: b[8], tos: b[1], protocol: b[9], df: b[6]&0x40 != 0, size: len(b)}
	offset := binary.BigEndian.Uint16(b[6:]) & 0x1FFF
	p.isFragment = offset != 0 || b[6]&0x20 != 0
	p.ends(src, dst, b[header4:], offset == 0)
	return p
}

func parse6(b []byte) *packet {
	src, _ := netip.AddrFromSlice(b[8:24])
	dst, _ := netip.AddrFromSlice(b[24:40])
	p := &packet{ttl: b[7], tos: b[0]<<4 | b[1]>>4, protocol: b[6], size: len(b)}
	rest, first := b[header6:], true
	if p.protocol == unix.IPPROTO_FRAGMENT && len(rest) >= 8 {
		p.isFragment, p.protocol, first = true, rest[0], binary.BigEndian.Uint16(rest[2:])>>3 == 0
		rest = rest[8:]
	}
	p.ends(src, dst, rest, first)
	return p
}

func (p *packet) ends(src, dst netip.Addr, rest []byte, first bool) {
	p.src, p.dst, p.payload = netip.AddrPortFrom(src, 0), netip.AddrPortFrom(dst, 0), rest
	if p.protocol == unix.IPPROTO_UDP && first && len(rest) >= headerUDP {
		p.src = netip.AddrPortFrom(src, binary.BigEndian.Uint16(rest))
		p.dst = netip.AddrPortFrom(dst, binary.BigEndian.Uint16(rest[2:]))
		p.payload = rest[headerUDP:]
	}
}

func isUDPTo(to netip.AddrPort) func(*packet) bool {
	return func(p *packet) bool { return p.protocol == unix.IPPROTO_UDP && p.dst == to }
}

// isICMP fits an ICMP message of a type and code, of either version.
func isICMP(kind, code uint8) func(*packet) bool {
	return func(p *packet) bool {
		is := p.protocol == unix.IPPROTO_ICMP || p.protocol == unix.IPPROTO_ICMPV6
		return is && len(p.payload) > headerICMP && p.payload[0] == kind && p.payload[1] == code
	}
}
