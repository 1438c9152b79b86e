// Package reference is the native twin of the reference filter: the same
// judgement as src/lib.rs, written as a Go programmer would who needs it fast.
// Benchmarks divide the cost of the one by the cost of the other. Frozen with it.
package reference

import "math/bits"

// Reasons, as bits of the outputs.
const (
	CodeNotInSet  = 1 << 0 // block
	PrefixListed  = 1 << 1 // flag
	TunnelUnknown = 1 << 2 // block
)

// Columns are the rows of a batch: parallel slices in the layout that a guest sees.
type Columns struct {
	Protocol []uint8 // 1 GTPv1, 2 GTPv2
	Code     []uint32
	SrcOwner []uint16
	IMSI     []uint64 // packed digits, sdk/ABI.md
	TEID     []uint32
}

// Row is the same for one operation.
type Row struct {
	Protocol uint8
	Code     uint32
	SrcOwner uint16
	IMSI     uint64
	TEID     uint32
}

// Twin judges. The zero value is not ready; see New.
type Twin struct {
	prefixes [len(prefixes)]prefix
	slots    [slots]uint64 // open addressing, 0 is empty
}

type prefix struct{ mask, digits uint64 }

const (
	tunnels = 1024
	slots   = 2048
	body    = 1<<60 - 1 // the digits of a packed string, without the count
)

// codes in the set, a bit each, for GTPv1 and GTPv2.
var codes = [2][4]uint64{
	{0x7FFF_0000_F8FF_000E, 0x0000_0000_0000_0040, 0x3, 0},
	{0x0000_03FF_0000_000E, 0x0000_007F_8000_01BF, 0x0000_003C_0100_3FFF, 0x300},
}

var prefixes = [16]string{
	"90170", "90199", "9990101", "999030", "999041", "99905", "99906", "9990707", "310999", "310998", "72499", "46699",
	"262990", "23499", "20899", "999",
}

// New returns a twin with its tables filled.
func New() *Twin {
	t := &Twin{}
	for i, text := range prefixes {
		p := &t.prefixes[i]
		p.mask = body &^ (body >> (4 * len(text)))
		for j := range len(text) {
			p.digits |= uint64(text[j]-'0') << (56 - 4*j)
		}
	}
	for n := range uint64(tunnels) {
		key := tunnelKey(uint16(2+n%7), tunnel(n))
		t.slots[t.place(key)] = key
	}
	return t
}

// Judge judges the first n rows and sets their bits in block and flag.
func (t *Twin) Judge(c *Columns, n int, block, flag []uint64) {
	for i := range n {
		block[i], flag[i] = t.JudgeRow(Row{c.Protocol[i], c.Code[i], c.SrcOwner[i], c.IMSI[i], c.TEID[i]})
	}
}

// JudgeRow judges one row.
func (t *Twin) JudgeRow(r Row) (block, flag uint64) {
	set := &codes[r.Protocol>>1&1]
	if set[r.Code>>6&3]>>(r.Code&63)&1 == 0 {
		block |= CodeNotInSet
	}
	if t.listed(r.IMSI) {
		flag |= PrefixListed
	}
	if key := tunnelKey(r.SrcOwner, r.TEID); r.TEID != 0 && t.slots[t.place(key)] != key {
		block |= TunnelUnknown
	}
	return block, flag
}

// listed reports whether the digits begin with one of the prefixes. Absent
// digits are filled with 0xF, which no prefix has.
func (t *Twin) listed(imsi uint64) bool {
	if imsi == 0 {
		return false
	}
	filled := imsi & body
	if count := imsi >> 60; count != 0 {
		filled |= body >> (4 * count)
	}
	for i := range t.prefixes {
		if p := &t.prefixes[i]; filled&p.mask == p.digits {
			return true
		}
	}
	return false
}

// place returns the slot that holds the key, or the empty one where it belongs.
func (t *Twin) place(key uint64) uint64 {
	at := key * 0x9E37_79B9_7F4A_7C15 >> (64 - bits.TrailingZeros(slots))
	for t.slots[at] != key && t.slots[at] != 0 {
		at = (at + 1) % slots
	}
	return at
}

func tunnelKey(owner uint16, teid uint32) uint64 { return uint64(owner)<<32 | uint64(teid) }

// tunnel returns the TEID of known tunnel n, by SplitMix64.
func tunnel(n uint64) uint32 {
	z := (n + 1) * 0x9E37_79B9_7F4A_7C15
	z = (z ^ z>>30) * 0xBF58_476D_1CE4_E5B9
	z = (z ^ z>>27) * 0x94D0_49BB_1331_11EB
	return uint32(z^z>>31) | 1
}

// Workload returns n rows on each of which all three parts of the judgement have
// to work: known tunnels and subscribers outside the prefixes mostly, now and then
// an unknown tunnel, a listed prefix or a code outside the set. The same n gives
// the same rows, everywhere.
func Workload(n int) []Row {
	rows := make([]Row, n)
	state := uint64(1)
	next := func(bound uint64) uint64 {
		state += 0x9E37_79B9_7F4A_7C15
		z := (state ^ state>>30) * 0xBF58_476D_1CE4_E5B9
		z = (z ^ z>>27) * 0x94D0_49BB_1331_11EB
		return (z ^ z>>31) % bound
	}
	usual := [...]struct {
		protocol uint8
		code     uint32
	}{{2, 32}, {2, 33}, {2, 34}, {2, 35}, {2, 36}, {2, 37}, {1, 16}, {1, 17}, {1, 18}, {1, 19}, {2, 1}, {2, 2}}
	for i := range rows {
		u, known := usual[next(uint64(len(usual)))], next(tunnels)
		r := Row{Protocol: u.protocol, Code: u.code, SrcOwner: uint16(2 + known%7), TEID: tunnel(known)}
		switch next(32) {
		case 0:
			r.Code = uint32(next(256))
		case 1:
			r.TEID ^= 2
		}
		home := "00101"
		if next(32) == 0 {
			home = "99999"
		}
		r.IMSI = digits(home, next(1e10))
		rows[i] = r
	}
	return rows
}

// digits packs five digits and a number of up to ten more.
func digits(first string, rest uint64) uint64 {
	packed := uint64(15) << 60
	for j := range 5 {
		packed |= uint64(first[j]-'0') << (56 - 4*j)
	}
	for shift := 0; shift < 40; shift += 4 {
		packed |= rest % 10 << shift
		rest /= 10
	}
	return packed
}
