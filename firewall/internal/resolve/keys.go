package resolve

import (
	"net/netip"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// prefixSpans returns the keys of an address prefix. An IPv6 prefix that is
// short enough to surround the IPv4-mapped block (::/0 to ::/80) does not hold
// IPv4 addresses: it becomes two spans.
func prefixSpans[V any](p netip.Prefix, set func(*V)) []span[V] {
	first := op.AddrFromNetIP(p.Addr())
	host := 128 - p.Bits()
	if p.Addr().Is4() {
		host = 32 - p.Bits()
	}
	last := op.Addr{Hi: first.Hi | ones(host-64), Lo: first.Lo | ones(min(host, 64))}
	start, end := op.Addr{Lo: mapped4}, op.Addr{Lo: mapped4 + 1<<32 - 1}
	if p.Addr().Is4() || less(start, first) || less(last, end) {
		return []span[V]{{first, last, p.Bits(), set}}
	}
	return []span[V]{{first, before(start), p.Bits(), set}, {next(end), last, p.Bits(), set}}
}

// ones returns n low bits set, n up to 64; none when negative.
func ones(n int) uint64 {
	if n <= 0 {
		return 0
	}
	return ^uint64(0) >> (64 - n)
}

// digitsKey places a string of digits in the key space: each digit plus one in
// a nibble from the left, so that a missing digit (0) sorts before every digit
// and a short number never equals a longer prefix.
func digitsKey(d op.Digits) op.Addr {
	n, _ := d.Len()
	const body, each = 1<<60 - 1, 0x111111111111111
	shift := 60 - 4*n
	return op.Addr{Hi: uint64(d)&body + each>>shift<<shift}
}

// digitsSpan returns the keys of all numbers that start with d.
func digitsSpan[V any](d op.Digits, set func(*V)) span[V] {
	n, _ := d.Len()
	first := digitsKey(d)
	return span[V]{first, op.Addr{Hi: first.Hi | ones(60-4*n), Lo: ^uint64(0)}, n, set}
}
