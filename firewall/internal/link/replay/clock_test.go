package replay

import (
	"math"
	"math/big"
	"testing"
)

// slowNS is the definition, in numbers that never overflow.
func slowNS(c clock, ticks uint64) int64 {
	base := big.NewInt(10)
	if c.resolution&0x80 != 0 {
		base = big.NewInt(2)
	}
	ns := new(big.Int).Mul(new(big.Int).SetUint64(ticks), big.NewInt(1e9))
	ns.Div(ns, new(big.Int).Exp(base, big.NewInt(int64(c.resolution&0x7F)), nil))
	if ns.Cmp(big.NewInt(math.MaxInt64)) > 0 {
		ns.SetInt64(math.MaxInt64)
	}
	ns.Add(ns, new(big.Int).Mul(big.NewInt(c.offset), big.NewInt(1e9)))
	switch {
	case ns.Sign() < 0:
		return 0
	case ns.Cmp(big.NewInt(math.MaxInt64)) > 0:
		return math.MaxInt64
	}
	return ns.Int64()
}

func TestUnixNS(t *testing.T) {
	for _, v := range []struct {
		clock clock
		ticks uint64
		want  int64
	}{
		{clock{6, 0}, 1_700_000_000_123_456, 1_700_000_000_123_456_000},
		{clock{9, 0}, 1_700_000_000_123_456_789, 1_700_000_000_123_456_789},
		{clock{12, 0}, 1_700_000_000_123_456, 1_700_000_000_123},
		{clock{0, 0}, 1_700_000_000, 1_700_000_000e9},
		{clock{0x80 | 32, 0}, 1_700_000_000<<32 | 1<<31, 1_700_000_000_500_000_000},
		{clock{6, 1_700_000_000}, 5, 1_700_000_000_000_005_000},
		{clock{6, -1}, 5, 0},
		{clock{0x7F, 0}, math.MaxUint64, 0},
		{clock{0x80, 0}, math.MaxUint64, math.MaxInt64},
		{clock{6, math.MaxInt64}, 1, math.MaxInt64},
		{clock{6, math.MinInt64}, math.MaxUint64, 0},
	} {
		if got := v.clock.unixNS(v.ticks); got != v.want {
			t.Errorf("%d ticks of %+v: %d, want %d", v.ticks, v.clock, got, v.want)
		}
	}
}

func FuzzUnixNS(f *testing.F) {
	f.Add(byte(6), int64(0), uint64(1_700_000_000_123_456))
	f.Add(byte(0xA0), int64(-5), uint64(math.MaxUint64))
	f.Add(byte(28), int64(9_223_372_036), uint64(math.MaxUint64))
	f.Fuzz(func(t *testing.T, resolution byte, offset int64, ticks uint64) {
		c := clock{resolution, offset}
		got, want := c.unixNS(ticks), slowNS(c, ticks)
		if got != want {
			t.Errorf("%d ticks of %+v: %d, want %d", ticks, c, got, want)
		}
	})
}
