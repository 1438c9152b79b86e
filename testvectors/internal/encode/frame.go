package encode

import "encoding/binary"

// Link types of capture files (LINKTYPE_ values).
const (
	LinkNull     = 0
	LinkEthernet = 1
	LinkRaw      = 101
	LinkLoop     = 108
	LinkSLL      = 113
	LinkIPv4     = 228
	LinkIPv6     = 229
	LinkSLL2     = 276
)

var (
	outsideMAC = []byte{0x02, 0x00, 0x5E, 0x00, 0x53, 0x01} // locally administered
	insideMAC  = []byte{0x02, 0x00, 0x5E, 0x00, 0x53, 0x02}
)

// Ethertypes.
const (
	typeIPv4 = 0x0800
	typeIPv6 = 0x86DD
	typeVLAN = 0x8100
	typeQinQ = 0x88A8
	typeMPLS = 0x8847
)

func ethertype(packet []byte) int {
	if packet[0]>>4 == 6 {
		return typeIPv6
	}
	return typeIPv4
}

// Ethernet frames an IP packet, padded to the minimum of 60 octets.
func Ethernet(packet []byte) []byte { return ethernet(ethertype(packet), packet) }

func ethernet(typ int, payload []byte) []byte {
	f := Join(insideMAC, outsideMAC, U16(typ), payload)
	for len(f) < 60 {
		f = append(f, 0)
	}
	return f
}

// VLAN frames a packet behind one IEEE 802.1Q tag.
func VLAN(packet []byte) []byte {
	return ethernet(typeVLAN, Join(U16(100), U16(ethertype(packet)), packet))
}

// QinQ frames a packet behind a service and a customer tag (IEEE 802.1ad).
func QinQ(packet []byte) []byte {
	return ethernet(typeQinQ, Join(U16(200), U16(typeVLAN), U16(100), U16(ethertype(packet)), packet))
}

// MPLS frames a packet behind two labels (RFC 3032), the second at the bottom of
// the stack.
func MPLS(packet []byte) []byte {
	return ethernet(typeMPLS, Join(label(16, false), label(17, true), packet))
}

func label(n uint32, bottom bool) []byte {
	return U32(n<<12 | uint32(bit(bottom))<<8 | 64)
}

// SLL frames a packet in the Linux cooked header, version 1.
func SLL(packet []byte) []byte {
	return Join(U16(0), U16(1), U16(6), outsideMAC, []byte{0, 0}, U16(ethertype(packet)), packet)
}

// SLL2 frames a packet in the Linux cooked header, version 2.
func SLL2(packet []byte) []byte {
	return Join(U16(ethertype(packet)), []byte{0, 0}, U32(2), U16(1), []byte{0, 6}, outsideMAC, []byte{0, 0}, packet)
}

// Null frames a packet behind the BSD address family in little-endian order, as
// the host that captured it had it.
func Null(packet []byte) []byte {
	return Join(binary.LittleEndian.AppendUint32(nil, family(packet)), packet)
}

// Loop frames a packet behind the address family in network order (OpenBSD).
func Loop(packet []byte) []byte { return Join(U32(family(packet)), packet) }

func family(packet []byte) uint32 {
	if packet[0]>>4 == 6 {
		return 30 // AF_INET6 of Darwin
	}
	return 2
}

// Bare is a packet without any link layer.
func Bare(packet []byte) []byte { return packet }
