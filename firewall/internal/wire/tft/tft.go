// Package tft checks the structure of Traffic Flow Templates and Traffic
// Aggregate Descriptions (TS 24.008 clause 10.5.6.12), the value of GTPv1
// element 137 and GTPv2 elements 84 and 85. A packet filter whose length
// octet reaches past the template has crashed gateways; here it is a fault.
package tft

// A template starts with
//
//	 8   7   6   5   4   3   2   1
//	+-----------+---+---------------+
//	| operation | E | packet filters|
//	+-----------+---+---------------+
//
// then come the packet filters and, when E is set, the parameters.
const (
	opIgnore = iota
	opCreate
	opDelete
	opAdd
	opReplace
	opDeleteFilters
	opNone
	opReserved
)

// Check returns the offset of the first octet that does not fit the structure,
// or -1 for a template that is whole: operation and number of filters agree,
// every filter consists of listed components of their listed sizes, and the
// filters and parameters end where the template ends.
func Check(b []byte) int {
	if len(b) == 0 {
		return 0
	}
	op, filters := b[0]>>5, int(b[0]&0xF)
	end := 1
	switch op {
	case opIgnore:
		return -1 // nothing behind it is read by anybody
	case opReserved:
		return 0
	case opDelete, opNone:
		if filters != 0 {
			return 0
		}
	default:
		if filters == 0 {
			return 0
		}
		var ok bool
		if end, ok = packetFilters(b, op, filters); !ok {
			return end
		}
	}
	if b[0]&0x10 != 0 {
		return parameters(b, end)
	}
	if end != len(b) {
		return end
	}
	return -1
}

// packetFilters walks the filters that follow the first octet. It returns
// where they end, or where they stop to fit.
func packetFilters(b []byte, op byte, filters int) (end int, ok bool) {
	p := 1
	if op == opDeleteFilters { // identifiers only
		p += filters
		return min(p, len(b)), p <= len(b)
	}
	for range filters {
		// Identifier and direction, precedence, length of the contents.
		if len(b)-p < 3 {
			return p, false
		}
		n := int(b[p+2])
		if p += 3; n > len(b)-p {
			return p - 1, false
		}
		if at := components(b[p : p+n]); at >= 0 {
			return p + at, false
		}
		p += n
	}
	return p, true
}

// componentSize is the size of a packet filter component behind its type, by
// type; 0 for a type that the standard reserves (TS 24.008 table 10.5.162).
var componentSize = [256]uint8{
	0x10: 8,  // IPv4 remote address and mask
	0x11: 8,  // IPv4 local address and mask
	0x20: 32, // IPv6 remote address and mask
	0x21: 17, // IPv6 remote address and prefix length
	0x23: 17, // IPv6 local address and prefix length
	0x30: 1,  // protocol identifier or next header
	0x40: 2,  // local port
	0x41: 4,  // local port range
	0x50: 2,  // remote port
	0x51: 4,  // remote port range
	0x60: 4,  // security parameter index
	0x70: 2,  // type of service or traffic class, and mask
	0x80: 3,  // flow label
	0x81: 6,  // destination MAC address
	0x82: 6,  // source MAC address
	0x83: 2,  // 802.1Q C-TAG VID
	0x84: 2,  // 802.1Q S-TAG VID
	0x85: 1,  // 802.1Q C-TAG PCP and DEI
	0x86: 1,  // 802.1Q S-TAG PCP and DEI
	0x87: 2,  // Ethertype
}

// components returns the offset of the first component that is unlisted or
// cut off, or -1.
func components(b []byte) int {
	for p := 0; p < len(b); {
		n := int(componentSize[b[p]])
		if n == 0 || n >= len(b)-p {
			return p
		}
		p += 1 + n
	}
	return -1
}

// parameters returns the offset where the list at p stops to fit, or -1. Its
// entries are identifier, length, contents; unlisted identifiers are skipped.
func parameters(b []byte, p int) int {
	if p == len(b) {
		return p // announced by the E bit and absent
	}
	for p < len(b) {
		if len(b)-p < 2 || int(b[p+1]) > len(b)-p-2 {
			return p
		}
		p += 2 + int(b[p+1])
	}
	return -1
}
