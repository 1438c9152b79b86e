package wire

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ip"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Flow returns a number by which frames are shared out to lanes. Frames of one
// conversation, and fragments of one datagram, have the same.
//
// It depends on the two addresses and is the same in both directions. It is 0 for
// a frame without readable addresses, and for all that may carry SS7: SCTP, TCP,
// and links without IP. A multihomed association uses several pairs of addresses,
// segments of one message of SCCP may come over several associations, and only who
// sees all of them sees the message. SCTP in UDP (RFC 6951) is not told from other
// UDP, because later fragments show no ports; it stays with its addresses.
func Flow(f *op.Frame) uint64 {
	if f.Encap == op.EncapDatagram {
		return mix(f.Src.Hi ^ f.Dst.Hi ^ f.Src.Lo ^ f.Dst.Lo)
	}
	c, at := carried(f)
	if c == notIP || c == undecoded || c == cutOff || at >= len(f.Data) {
		return 0
	}
	b := f.Data[at:]
	switch {
	case b[0]>>4 == 4 && len(b) >= 20:
		if isShared(b[9]) {
			return 0
		}
		src, dst := op.AddrFrom4(b[12:16]), op.AddrFrom4(b[16:20])
		return mix(src.Lo ^ dst.Lo)
	case b[0]>>4 == 6 && len(b) >= 40:
		if isShared(ip.Upper(b)) {
			return 0
		}
		src, dst := op.AddrFrom16(b[8:24]), op.AddrFrom16(b[24:40])
		return mix(src.Hi ^ dst.Hi ^ src.Lo ^ dst.Lo)
	}
	return 0
}

func isShared(protocol uint8) bool { return protocol == ip.SCTP || protocol == ip.TCP }

// mix spreads x over all 64 bits, as addresses differ in few: the finalizer of
// MurmurHash3.
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xFF51AFD7ED558CCD
	x ^= x >> 33
	x *= 0xC4CEB9FE1A85EC53
	return x ^ x>>33
}
