package gtp

import (
	"slices"

	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"
)

// clause is a part of a rule. In a rule all clauses hold or nothing happens.
type clause []expr.Any

func all(parts ...clause) clause { return slices.Concat(parts...) }

// Registers. A concatenation fills them from the first on, each part rounded up
// to 4 octets; what is computed meanwhile goes elsewhere.
const (
	regFirst  = unix.NFT_REG_1    // 16 octets: an address, or anything shorter
	regAfter4 = unix.NFT_REG32_01 // follows an IPv4 address in regFirst
	regAfter6 = unix.NFT_REG_2    // follows an IPv6 address in regFirst
	regPort   = unix.NFT_REG_2
	regHash   = unix.NFT_REG_3
)

// family is what differs between the versions of IP.
type family struct {
	name      string
	protocol  byte
	size      uint32 // of an address
	src, dst  uint32 // offsets in the IP header
	regAfter  uint32
	localhost []byte
}

var (
	ip4 = family{"ip", unix.NFPROTO_IPV4, 4, 12, 16, regAfter4, []byte{127, 0, 0, 1}}
	ip6 = family{"ip6", unix.NFPROTO_IPV6, 16, 8, 24, regAfter6, []byte{15: 1}}
)

// Offsets of the ports in the UDP header (RFC 768).
const (
	srcPort = 0
	dstPort = 2
)

func native(v uint32) []byte { return binaryutil.NativeEndian.PutUint32(v) }
func port16(v uint16) []byte { return binaryutil.BigEndian.PutUint16(v) }

func equals(data ...byte) clause {
	return clause{&expr.Cmp{Op: expr.CmpOpEq, Register: regFirst, Data: data}}
}

func isUDP() clause {
	return all(clause{&expr.Meta{Key: expr.MetaKeyL4PROTO, Register: regFirst}}, equals(unix.IPPROTO_UDP))
}

func isFamily(f family) clause {
	return all(clause{&expr.Meta{Key: expr.MetaKeyNFPROTO, Register: regFirst}}, equals(f.protocol))
}

func cameInOn(iface string) clause {
	return all(clause{&expr.Meta{Key: expr.MetaKeyIIFNAME, Register: regFirst}}, equals(nameOctets(iface)...))
}

func cameInBy(index uint32) clause {
	return all(clause{&expr.Meta{Key: expr.MetaKeyIIF, Register: regFirst}}, equals(native(index)...))
}

// nameOctets is the name of an interface as the kernel compares it.
func nameOctets(iface string) []byte {
	return append([]byte(iface), make([]byte, unix.IFNAMSIZ-len(iface))...)
}

// destinationType loads what the routing table knows of the destination.
func destinationType() clause {
	return clause{&expr.Fib{Register: regFirst, FlagDADDR: true, ResultADDRTYPE: true}}
}

func loadPort(offset uint32, reg uint32) expr.Any {
	return &expr.Payload{DestRegister: reg, Base: expr.PayloadBaseTransportHeader, Offset: offset, Len: 2}
}

func loadAddress(f family, offset, reg uint32) expr.Any {
	return &expr.Payload{DestRegister: reg, Base: expr.PayloadBaseNetworkHeader, Offset: offset, Len: f.size}
}

func portIs(offset uint32, number uint16) clause {
	return all(clause{loadPort(offset, regFirst)}, equals(port16(number)...))
}

// endOf loads address and port of one end of a datagram, concatenated.
func endOf(f family, addressOffset, portOffset uint32) clause {
	return clause{loadAddress(f, addressOffset, regFirst), loadPort(portOffset, f.regAfter)}
}

// dontFragment is the DF bit of IPv4 (RFC 791 clause 3.1).
func dontFragment() clause {
	return all(isFamily(ip4), clause{
		&expr.Payload{DestRegister: regFirst, Base: expr.PayloadBaseNetworkHeader, Offset: 6, Len: 2},
		&expr.Bitwise{SourceRegister: regFirst, DestRegister: regFirst, Len: 2, Mask: []byte{0x40, 0}, Xor: []byte{0, 0}},
	}, equals(0x40, 0))
}

// mark clears bits of the packet's mark and sets others.
func mark(clear, set uint32) clause {
	return clause{
		&expr.Meta{Key: expr.MetaKeyMARK, Register: regFirst},
		&expr.Bitwise{SourceRegister: regFirst, DestRegister: regFirst, Len: 4, Mask: native(^(clear | set)), Xor: native(set)},
		&expr.Meta{Key: expr.MetaKeyMARK, Register: regFirst, SourceRegister: true},
	}
}

func verdict(kind expr.VerdictKind) clause { return clause{&expr.Verdict{Kind: kind}} }

func goTo(chain string) clause {
	return clause{&expr.Verdict{Kind: expr.VerdictGoto, Chain: chain}}
}
