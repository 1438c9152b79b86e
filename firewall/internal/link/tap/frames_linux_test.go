package tap

import (
	"encoding/binary"
	"net/netip"
	"slices"
)

// Addresses and a message of the tests: an Echo Request of GTPv2-C.
var (
	partner4, home4 = netip.MustParseAddr("198.51.100.7"), netip.MustParseAddr("192.0.2.10")
	partner6, home6 = netip.MustParseAddr("2001:db8:2:1::7"), netip.MustParseAddr("2001:db8:1::10")
	echoRequest     = []byte{0x40, 1, 0, 9, 0, 0, 1, 0, 3, 0, 1, 0, 7}
)

const (
	typeIPv4 = 0x0800
	typeIPv6 = 0x86DD
	typeARP  = 0x0806
)

// ether builds a frame, with a VLAN tag (type, TCI) for each pair of tags.
func ether(etherType int, payload []byte, tags ...uint16) []byte {
	b := []byte{2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2}
	for _, t := range append(tags, uint16(etherType)) {
		b = binary.BigEndian.AppendUint16(b, t)
	}
	return append(b, payload...)
}

// udp builds a datagram from port 2123 to port 2123, without checksum.
func udp(payload []byte) []byte {
	b := []byte{8, 75, 8, 75, 0, 0, 0, 0}
	binary.BigEndian.PutUint16(b[4:], uint16(8+len(payload)))
	return append(b, payload...)
}

// packet4 builds an IPv4 packet that carries a part of a datagram.
func packet4(part []byte, offset int, more bool) []byte {
	b := make([]byte, 20, 20+len(part))
	b[0], b[8], b[9] = 0x45, 64, protocolUDP
	word := uint16(offset / 8)
	if more {
		word |= 0x2000
	}
	binary.BigEndian.PutUint16(b[2:], uint16(20+len(part)))
	binary.BigEndian.PutUint16(b[4:], 77)
	binary.BigEndian.PutUint16(b[6:], word)
	copy(b[12:], partner4.AsSlice())
	copy(b[16:], home4.AsSlice())
	return append(b, part...)
}

// packet6 builds an IPv6 packet; with an offset or more to come, behind a
// fragment header (RFC 8200 clause 4.5).
func packet6(part []byte, offset int, more bool) []byte {
	next, header := byte(protocolUDP), []byte(nil)
	if offset > 0 || more {
		word := uint16(offset)
		if more {
			word |= 1
		}
		next, header = 44, []byte{protocolUDP, 0, byte(word >> 8), byte(word), 0, 0, 0, 77}
	}
	b := make([]byte, 40)
	b[0], b[6], b[7] = 0x60, next, 64
	binary.BigEndian.PutUint16(b[4:], uint16(len(header)+len(part)))
	copy(b[8:], partner6.AsSlice())
	copy(b[24:], home6.AsSlice())
	return slices.Concat(b, header, part)
}

func echo4(tags ...uint16) []byte {
	return ether(typeIPv4, packet4(udp(echoRequest), 0, false), tags...)
}
func echo6(tags ...uint16) []byte {
	return ether(typeIPv6, packet6(udp(echoRequest), 0, false), tags...)
}
