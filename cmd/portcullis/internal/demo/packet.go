package demo

import (
	"encoding/binary"
	"net/netip"
)

// internet is the host that subscribers talk to (RFC 5737): its echo service
// (RFC 862).
var internet = netip.MustParseAddr("203.0.113.7")

const (
	udpProtocol  = 17
	internetPort = 7
	mobilePort   = 40000
	packetMagic  = 0x504F5254 // marks the test packets
)

// packet builds the IPv4 and UDP packet of a subscriber, numbered so that its
// echo can be told from others.
func packet(src, dst netip.Addr, srcPort, dstPort uint16, number uint32) []byte {
	b := make([]byte, 20+8+8)
	b[0], b[8], b[9] = 0x45, 64, udpProtocol
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
	s, d := src.As4(), dst.As4()
	copy(b[12:], s[:])
	copy(b[16:], d[:])
	binary.BigEndian.PutUint16(b[10:], headerSum(b[:20]))
	binary.BigEndian.PutUint16(b[20:], srcPort)
	binary.BigEndian.PutUint16(b[22:], dstPort)
	binary.BigEndian.PutUint16(b[24:], uint16(len(b)-20)) // checksum 0: none, RFC 768
	binary.BigEndian.PutUint32(b[28:], packetMagic)
	binary.BigEndian.PutUint32(b[32:], number)
	return b
}

// headerSum is the IPv4 header checksum (RFC 791 clause 3.1).
func headerSum(b []byte) uint16 {
	var sum uint32
	for i := 0; i < len(b); i += 2 {
		sum += uint32(binary.BigEndian.Uint16(b[i:]))
	}
	for sum > 0xFFFF {
		sum = sum>>16 + sum&0xFFFF
	}
	return ^uint16(sum)
}

// packetNumber returns the number of a test packet.
func packetNumber(b []byte) (uint32, bool) {
	if len(b) != 36 || b[0] != 0x45 || binary.BigEndian.Uint32(b[28:]) != packetMagic {
		return 0, false
	}
	return binary.BigEndian.Uint32(b[32:]), true
}

// echo is what the internet sends back: the same packet the other way.
func echo(b []byte) []byte {
	r := append([]byte(nil), b...)
	copy(r[12:16], b[16:20])
	copy(r[16:20], b[12:16])
	copy(r[20:22], b[22:24])
	copy(r[22:24], b[20:22])
	return r
}
