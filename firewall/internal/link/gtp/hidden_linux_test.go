package gtp

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"
)

// raw sends IP packets as they are.
func (h *station) raw(packets ...[]byte) {
	h.Helper()
	h.do(func() error {
		for _, b := range packets {
			family, to := unix.AF_INET, unix.Sockaddr(&unix.SockaddrInet4{Addr: [4]byte(b[16:20])})
			if b[0]>>4 == 6 {
				family, to = unix.AF_INET6, &unix.SockaddrInet6{Addr: [16]byte(b[24:40])}
			}
			fd, err := unix.Socket(family, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.IPPROTO_RAW)
			if err != nil {
				return err
			}
			err = unix.Sendto(fd, b, 0, to)
			unix.Close(fd)
			if err != nil {
				return fmt.Errorf("packet of %d octets: %w", len(b), err)
			}
		}
		return nil
	})
}

// packet4 is an IPv4 packet with options (RFC 791 clause 3.1); the kernel fills
// in its checksum.
func packet4(src, dst string, protocol byte, options, data []byte) []byte {
	b := make([]byte, header4, 256)
	b[0], b[8], b[9] = 0x45+byte(len(options)/4), 64, protocol
	putAddr4(b[12:], endpointFrom(netip.MustParseAddrPort(src+":0")).addr)
	putAddr4(b[16:], endpointFrom(netip.MustParseAddrPort(dst+":0")).addr)
	b = append(append(b, options...), data...)
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
	return b
}

// packet6 is an IPv6 packet (RFC 8200 clause 3).
func packet6(src, dst string, next byte, data []byte) []byte {
	b := make([]byte, header6, 256)
	b[0], b[6], b[7] = 0x60, next, 64
	from, to := netip.MustParseAddr(src).As16(), netip.MustParseAddr(dst).As16()
	copy(b[8:], from[:])
	copy(b[24:], to[:])
	binary.BigEndian.PutUint16(b[4:], uint16(len(data)))
	return append(b, data...)
}

// gtpOverUDP is a UDP header to port 2123, and data. Its checksum does not matter
// to a router.
func gtpOverUDP(text string) []byte {
	b := make([]byte, headerUDP, 64)
	binary.BigEndian.PutUint16(b[0:], 2123)
	binary.BigEndian.PutUint16(b[2:], 2123)
	binary.BigEndian.PutUint16(b[4:], uint16(headerUDP+len(text)))
	return append(b, text...)
}

// inFragment6 is a fragment header with what follows it (RFC 8200 clause 4.5).
func inFragment6(next byte, offset uint16, more byte, id byte, data []byte) []byte {
	return append([]byte{next, 0, byte(offset >> 8), byte(offset)&0xF8 | more, 0, 0, 0, id}, data...)
}

// fill is a header of options that do nothing, for the destination or for each
// hop.
func fill(next byte) []byte { return []byte{next, 0, 1, 4, 0, 0, 0, 0} }

// hidden are packets that carry GTP where the rules cannot see its ports, or to
// where they cannot see it goes.
func hidden() map[string][][]byte {
	const text = "hidden from the judge, of some length"
	options, udp := fill(unix.IPPROTO_UDP), gtpOverUDP(text)
	send := func(next byte, data []byte) []byte { return packet6(partnerAt[1], gatewayAt[1], next, data) }
	whole := func(id byte, inner []byte) []byte { // a packet in one fragment, which the kernel unwraps
		return send(unix.IPPROTO_FRAGMENT, inFragment6(unix.IPPROTO_FRAGMENT, 0, 0, id, inner))
	}
	first := inFragment6(unix.IPPROTO_DSTOPTS, 0, 1, 9, options)
	second := inFragment6(unix.IPPROTO_DSTOPTS, 8, 0, 9, udp)
	jumbo := func(data []byte) []byte { // payload length 0, as a jumbogram has, without being one
		b := send(unix.IPPROTO_HOPOPTS, append(fill(unix.IPPROTO_FRAGMENT), data...))
		b[4], b[5] = 0, 0
		return b
	}
	return map[string][][]byte{
		"fragments in a fragment": {whole(1, first), whole(2, second)},
		"a later fragment in a fragment": {
			whole(3, inFragment6(unix.IPPROTO_UDP, 8, 0, 9, udp)),
		},
		"first fragment without UDP header": {send(unix.IPPROTO_FRAGMENT, first)},
		"fragments without length":          {jumbo(first), jumbo(second)},
		"source route": {
			packet4(partnerAt[0], outsideAt[0], unix.IPPROTO_UDP, append([]byte{131, 7, 4, 10, 77, 2, 2}, 0), udp),
			packet4(partnerAt[0], outsideAt[0], unix.IPPROTO_UDP, append([]byte{137, 7, 4, 10, 77, 2, 2}, 0), udp),
		},
		"fragments of IPv4 that are not put together": {
			inFragment4(0x2000, udp[:16]), inFragment4(2, udp[16:]),
		},
		"segment routing": {
			packet6(partnerAt[1], outsideAt[1], unix.IPPROTO_ROUTING, append(segments(gatewayAt[1], outsideAt[1]), udp...)),
		},
	}
}

// inFragment4 is a fragment of IPv4; the offset counts 8 octets.
func inFragment4(flagsAndOffset uint16, data []byte) []byte {
	b := packet4(partnerAt[0], gatewayAt[0], unix.IPPROTO_UDP, nil, data)
	b[5] = 7 // identification
	binary.BigEndian.PutUint16(b[6:], flagsAndOffset)
	return b
}

// segments is a Segment Routing Header that says where to go from the second
// address on (RFC 8754 clause 2).
func segments(last, now string) []byte {
	h := []byte{unix.IPPROTO_UDP, 4, 4, 1, 1, 0, 0, 0}
	for _, s := range []string{last, now} {
		a := netip.MustParseAddr(s).As16()
		h = append(h, a[:]...)
	}
	return h
}

// Nothing that hides its ports or where it goes is forwarded past the judge, with
// a process and without, also on a box that follows source routes.
func TestNothingHidesFromTheJudge(t *testing.T) {
	needs(t, "nft")
	for _, bypass := range []bool{false, true} {
		e := newEdge(t)
		e.awaitIPv6()
		for _, key := range []string{"ipv4/conf/all/accept_source_route", "ipv4/conf/outside0/accept_source_route", "ipv6/conf/all/seg6_enabled", "ipv6/conf/outside0/seg6_enabled"} {
			e.wall.sysctl(key, "1")
		}
		e.wall.run("nft", `table ip raw {
			chain early { type filter hook prerouting priority -450; ip daddr `+gatewayAt[0]+` notrack; }
		}`)
		c := e.config()
		c.Bypass = bypass
		e.judge(e.open(c), passAll)
		wire := e.gateway.sniff("eth0")
		partner, other := e.partner.listen(partnerAt[0], 0), e.gateway.listen(gatewayAt[0], 0)
		for name, packets := range hidden() {
			e.partner.raw(packets...)
			partner.send(other.at, "last")
			wire.next("datagram of another service", func(p *packet) bool {
				if p.dst == other.at {
					return true
				}
				if a := p.src.Addr().String(); a == partnerAt[0] || a == partnerAt[1] {
					t.Errorf("bypass %v, %s: %d octets passed unjudged", bypass, name, p.size)
				}
				return false
			})
		}
	}
}

// What is sent from port 0 does not leave from a port that the sender has not
// chosen.
func TestPortZero(t *testing.T) {
	e := newEdge(t)
	lane := e.open(e.config())[0]
	e.judge([]*Lane{lane}, passAll)
	gateway := e.gateway.listen(gatewayAt[0], 2123)
	from0 := gtpOverUDP("from port 0")
	from0[0], from0[1] = 0, 0
	e.partner.raw(packet4(partnerAt[0], gatewayAt[0], unix.IPPROTO_UDP, nil, from0))
	eventually(t, "counted", func() bool { return count64(t, lane, "no_socket") == 1 })
	gateway.silent()
}
