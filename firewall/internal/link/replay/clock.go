package replay

import (
	"math"
	"math/bits"
)

// clock says what the times of an interface mean (draft-ietf-opsawg-pcapng
// clause 4.2, if_tsresol and if_tsoffset).
type clock struct {
	resolution byte  // units are 10^-n seconds, or 2^-n when the top bit is set
	offset     int64 // seconds to be added
}

// unixNS converts a time to nanoseconds since 1970. What does not fit becomes
// the nearest time that does: 1970, or 2262.
func (c clock) unixNS(ticks uint64) int64 {
	const second = 1_000_000_000
	const most = math.MaxInt64 / second
	if c.offset < -most {
		return 0
	}
	ns := c.scale(ticks)
	if c.offset > most || c.offset*second > math.MaxInt64-ns {
		return math.MaxInt64
	}
	return max(ns+c.offset*second, 0)
}

// scale converts ticks to nanoseconds, at most math.MaxInt64.
func (c clock) scale(ticks uint64) int64 {
	n := int(c.resolution & 0x7F)
	var hi, lo uint64
	switch {
	case c.resolution&0x80 != 0:
		hi, lo = bits.Mul64(ticks, 1e9)
		hi, lo = shift(hi, lo, n)
	case n <= 9:
		hi, lo = bits.Mul64(ticks, power10(9-n))
	case n-9 < 20: // 10^19 is the largest power that fits
		lo = ticks / power10(n-9)
	}
	if hi != 0 || lo > math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(lo)
}

func power10(n int) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}

// shift moves 128 bits to the right by n, at most 127.
func shift(hi, lo uint64, n int) (uint64, uint64) {
	if n >= 64 {
		return 0, hi >> (n - 64)
	}
	return hi >> n, lo>>n | hi<<(64-n)
}
