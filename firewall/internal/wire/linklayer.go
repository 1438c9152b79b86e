package wire

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// content is what a link layer turned out to carry.
type content uint8

const (
	notIP content = iota // ARP, LLDP, spanning tree and the like: nothing to rule on
	anyIP                // the version is in the packet
	onlyIP4
	onlyIP6
	undecoded // something that may well carry IP
	cutOff    // the frame ends inside the link layer
	tagged    // an EtherType follows; only between these functions
)

// Bounds of what may be stacked: more tags or labels than any network uses.
const (
	maxTags   = 8
	maxLabels = 16
)

// carried finds the IP packet in a frame; at is its offset, or where decoding
// stopped.
func carried(f *op.Frame) (c content, at int) {
	switch b := f.Data; f.Encap {
	case op.EncapEthernet:
		if len(b) < 14 {
			return cutOff, len(b)
		}
		return etherType(b, be16(b, 12), 14)
	case op.EncapLinuxSLL:
		return cooked1(b)
	case op.EncapLinuxSLL2:
		return cooked2(b)
	case op.EncapNull, op.EncapLoop:
		return loopback(b)
	case op.EncapRaw:
		return anyIP, 0
	case op.EncapIPv4:
		return onlyIP4, 0
	case op.EncapIPv6:
		return onlyIP6, 0
	}
	return undecoded, 0
}

func be16(b []byte, at int) int { return int(binary.BigEndian.Uint16(b[at:])) }

// EtherTypes (IEEE 802 Numbers, IANA).
const (
	typeIPv4       = 0x0800
	typeVLAN       = 0x8100 // IEEE 802.1Q
	typeQinQ       = 0x88A8 // IEEE 802.1ad
	typeQinQOld    = 0x9100
	typeIPv6       = 0x86DD
	typeMPLS       = 0x8847 // RFC 3032
	typeMPLSUpper  = 0x8848 // upstream-assigned labels, RFC 5332
	typeBridged    = 0x6558 // a frame in a frame
	typePPPoE      = 0x8864
	typeMACsec     = 0x88E5
	typeBackbone   = 0x88E7 // IEEE 802.1ah
	typeTRILL      = 0x22F3
	typeNSH        = 0x894F
	maxLLCLength   = 1500   // below, the field is the length of an LLC frame (IEEE 802.3 clause 3.2.6)
	sllProtocolLLC = 0x0004 // Linux cooked captures name LLC; there is no length
)

// etherType follows tags from the type t, whose payload starts at b[at].
func etherType(b []byte, t, at int) (c content, behind int) {
	for range maxTags {
		switch t {
		case typeIPv4:
			return onlyIP4, at
		case typeIPv6:
			return onlyIP6, at
		case typeMPLS, typeMPLSUpper:
			return labels(b, at)
		case typeBridged, typePPPoE, typeMACsec, typeBackbone, typeTRILL, typeNSH:
			return undecoded, at
		case typeVLAN, typeQinQ, typeQinQOld:
			if len(b) < at+4 {
				return cutOff, len(b)
			}
			t, at = be16(b, at+2), at+4
			continue
		}
		if t > maxLLCLength {
			return notIP, at
		}
		if c, t, at = logicalLink(b, at); c != tagged {
			return c, at
		}
	}
	return undecoded, at
}

// logicalLink reads the header of an LLC frame (IEEE 802.2), where IP is carried
// behind a SNAP header (RFC 1042) or, seldom, directly as access point 6. The
// length of the IP packet bounds it, so the 802.3 length is not needed.
//
//	+-------+-------+-------+--------------------+----------+
//	| DSAP  | SSAP  | Ctrl  |  OUI, if SNAP      |   Type   |
//	+-------+-------+-------+--------------------+----------+
func logicalLink(b []byte, at int) (c content, t, behind int) {
	if len(b) < at+3 {
		return cutOff, 0, len(b)
	}
	h := b[at:]
	switch {
	case h[0] == 0x06 && h[1] == 0x06 && h[2] == 0x03:
		return onlyIP4, 0, at + 3
	case h[0] != 0xAA || h[1] != 0xAA || h[2] != 0x03:
		return notIP, 0, at
	case len(h) < 8:
		return cutOff, 0, len(b)
	}
	// Organisations' own types (CDP and others) are not EtherTypes; 00-00-F8
	// marks frames that a bridge translated (IEEE 802.1H).
	oui := uint32(h[3])<<16 | uint32(h[4])<<8 | uint32(h[5])
	if t = be16(h, 6); oui != 0 && oui != 0xF8 || t <= maxLLCLength {
		return notIP, 0, at
	}
	return tagged, t, at + 8
}

// labels passes an MPLS label stack (RFC 3032 clause 2.1). Nothing in it says
// what it carries; an IP packet shows by its version, and what starts with
// another nibble is an Ethernet frame or a control word (RFC 4385 clause 2).
//
//	+------------------------------------------+-----+-+---------------+
//	|                 Label                    | Exp |S|      TTL      |
//	+------------------------------------------+-----+-+---------------+
func labels(b []byte, at int) (content, int) {
	for range maxLabels {
		if len(b) < at+5 {
			return cutOff, len(b)
		}
		bottom := b[at+2]&1 != 0
		at += 4
		if !bottom {
			continue
		}
		if v := b[at] >> 4; v != 4 && v != 6 {
			return undecoded, at
		}
		return anyIP, at
	}
	return undecoded, at
}

// arphrdNetlink marks messages between the kernel and its tools in a cooked
// capture, whose protocol field is no EtherType.
const arphrdNetlink = 824

// cooked1 reads the header of LINKTYPE_LINUX_SLL.
//
//	+---------------+---------------+---------------+----------------+---------------+
//	| Packet type 2 |  ARPHRD_ 2    | Addr length 2 |   Address 8    |  Protocol 2   |
//	+---------------+---------------+---------------+----------------+---------------+
func cooked1(b []byte) (content, int) {
	if len(b) < 16 {
		return cutOff, len(b)
	}
	return cookedType(b, be16(b, 2), be16(b, 14), 16)
}

// cooked2 reads the header of LINKTYPE_LINUX_SLL2.
//
//	+------------+------------+-------------+-----------+---------------+---------------+-----------+
//	| Protocol 2 | Reserved 2 | Interface 4 | ARPHRD_ 2 | Packet type 1 | Addr length 1 | Address 8 |
//	+------------+------------+-------------+-----------+---------------+---------------+-----------+
func cooked2(b []byte) (content, int) {
	if len(b) < 20 {
		return cutOff, len(b)
	}
	return cookedType(b, be16(b, 8), be16(b, 0), 20)
}

func cookedType(b []byte, hardware, protocol, at int) (content, int) {
	switch {
	case hardware == arphrdNetlink:
		return notIP, at
	case protocol == sllProtocolLLC:
	case protocol <= maxLLCLength:
		return notIP, at
	}
	return etherType(b, protocol, at)
}

// loopback reads the address family in front of a packet of LINKTYPE_NULL or
// LINKTYPE_LOOP: in the capturing host's byte order, which the file does not
// tell. Families are small numbers, so a large one is small the other way round.
// AF_INET is 2 everywhere; AF_INET6 differs among Linux, NetBSD and OpenBSD,
// FreeBSD, and Darwin.
func loopback(b []byte) (content, int) {
	if len(b) < 4 {
		return cutOff, len(b)
	}
	family := binary.BigEndian.Uint32(b)
	if family > 0xFFFF {
		family = binary.LittleEndian.Uint32(b)
	}
	switch family {
	case 2:
		return onlyIP4, 4
	case 10, 24, 28, 30:
		return onlyIP6, 4
	}
	return notIP, 4
}
