package gtp

import (
	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"
)

// The other rules go by ports and destination, so a packet that hides the one or
// is going to change the other would slip by. Honest GTP is never among them,
// whether the link is up or down.

// fragment6 is an IPv6 packet that is a fragment when the rules see it, and so may
// not even show that it is UDP. The kernel has put fragments together by then, but
// only by the first fragment header of a packet, and none in a packet that gives
// payload length 0.
func fragment6() clause {
	return all(isFamily(ip6), has(expr.ExthdrOpIpv6, unix.IPPROTO_FRAGMENT))
}

// concealed are UDP datagrams of that kind:
//
//   - Fragments of IPv4, which the kernel does not put together for somebody who has
//     told it not to track connections.
//   - Source routes: options of IPv4 (RFC 791 clause 3.1; RFC 7126 clauses 4.3 and
//     4.4 advise to drop them), routing headers with segments left (RFC 8200 clause
//     4.4). They are addressed to the box itself, and the kernel forwards them to
//     where they really go if it is told to follow such routes.
func concealed() []clause {
	return []clause{
		all(isFamily(ip4), clause{
			&expr.Payload{DestRegister: regFirst, Base: expr.PayloadBaseNetworkHeader, Offset: 6, Len: 2},
			&expr.Bitwise{SourceRegister: regFirst, DestRegister: regFirst, Len: 2, Mask: []byte{0x3F, 0xFF}, Xor: []byte{0, 0}},
		}, differs(0, 0)),
		all(isFamily(ip4), has(optionOfIP4, looseRoute)),
		all(isFamily(ip4), has(optionOfIP4, strictRoute)),
		all(isFamily(ip6), clause{
			&expr.Exthdr{DestRegister: regFirst, Op: expr.ExthdrOpIpv6, Type: unix.IPPROTO_ROUTING, Offset: 3, Len: 1},
		}, differs(0)),
	}
}

// optionOfIP4 is NFT_EXTHDR_OP_IPV4 of linux/netfilter/nf_tables.h.
const optionOfIP4 expr.ExthdrOp = 2

// Options of IPv4.
const (
	looseRoute  = 131
	strictRoute = 137
)

// has finds an extension header or an option.
func has(kind expr.ExthdrOp, number uint8) clause {
	return all(clause{
		&expr.Exthdr{DestRegister: regFirst, Op: kind, Type: number, Len: 1, Flags: unix.NFT_EXTHDR_F_PRESENT},
	}, equals(1))
}

func differs(data ...byte) clause {
	return clause{&expr.Cmp{Op: expr.CmpOpNeq, Register: regFirst, Data: data}}
}
