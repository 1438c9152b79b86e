package tft

import (
	"encoding/hex"
	"strings"
	"testing"
)

func octets(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name, hex string
		want      int
	}{
		{"create, one filter, remote address and port", "21 31 0a 0c 10 c0000201 ffffffff 50 1f90", -1},
		{"create, two filters", "22 31 01 02 30 11 32 02 03 40 1f90", -1},
		{"create, all sizes of component", "21 30 00 21 11 c0000201 ffffffff 41 00010002 51 00010002 60 00000001 70 00ff 80 000001 30 06", -1},
		{"create, IPv6 prefixes", "21 30 00 24 21 20010db8000000000000000000000000 40 23 20010db8000000000000000000000000 40", -1},
		{"create, IPv6 address and mask", "21 30 00 21 20" + strings.Repeat("20", 16) + strings.Repeat("ff", 16), -1},
		{"create, Ethernet components", "21 30 00 1b 81 010203040506 82 010203040506 83 0001 84 0001 85 01 86 01 87 0800", -1},
		{"filter without components", "21 31 01 00", -1},
		{"ignore this element", "00", -1},
		{"ignore this element, whatever follows", "0f ff ff", -1},
		{"delete the template", "40", -1},
		{"delete two filters", "a2 01 02", -1},
		{"no operation, packet filter identifier parameter", "d0 03 01 05", -1},
		{"no operation, no parameters", "c0", -1},
		{"add with parameter of an unlisted kind", "71 31 01 02 30 11 7f 02 0000", -1},
		{"replace", "81 31 01 02 30 11", -1},

		{"empty", "", 0},
		{"reserved operation", "e0", 0},
		{"delete that lists filters", "41 01", 0},
		{"no operation that lists filters", "c1 01", 0},
		{"create without filters", "20", 0},
		{"add without filters", "60", 0},
		{"fewer filters than announced", "22 31 01 02 30 11", 6},
		{"filter header cut", "21 31 01", 1},
		{"contents longer than the template (Open5GS 4281)", "21 31 01 ff 30 11", 3},
		{"contents one octet longer", "21 31 01 03 30 11", 3},
		{"component cut by its filter", "21 31 01 02 50 1f 90", 4},
		{"component alone at the end", "21 31 01 01 30", 4},
		{"unlisted component", "21 31 01 02 99 00", 4},
		{"second component unlisted", "21 31 01 04 30 11 00 00", 6},
		{"octets behind the filters", "21 31 01 02 30 11 00", 6},
		{"fewer identifiers than announced", "a3 01 02", 3},
		{"more identifiers than announced", "a1 01 02", 2},
		{"parameters announced and absent", "d0", 1},
		{"parameter header cut", "d0 03", 1},
		{"parameter cut", "d0 03 02 05", 1},
		{"second parameter cut", "d0 03 01 05 03 ff", 4},
	} {
		if got := Check(octets(t, c.hex)); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

// wellFormed reads a template the slow way: it takes octets off the front and
// says whether everything could be taken.
func wellFormed(b []byte) bool {
	take := func(n int) []byte {
		if n > len(b) {
			panic("short")
		}
		p := b[:n]
		b = b[n:]
		return p
	}
	sizes := map[byte]int{0x10: 8, 0x11: 8, 0x20: 32, 0x21: 17, 0x23: 17, 0x30: 1, 0x40: 2, 0x41: 4, 0x50: 2, 0x51: 4, 0x60: 4, 0x70: 2,
		0x80: 3, 0x81: 6, 0x82: 6, 0x83: 2, 0x84: 2, 0x85: 1, 0x86: 1, 0x87: 2}
	whole := true
	func() {
		defer func() { whole = recover() == nil && whole }()
		first := take(1)[0]
		op, e, n := first>>5, first&0x10 != 0, int(first&15)
		if op == 0 {
			b = nil
			return
		}
		whole = op != 7 && (n == 0) == (op == 2 || op == 6)
		for ; n > 0 && whole; n-- {
			take(1)
			if op == 5 {
				continue
			}
			take(1)
			for left := int(take(1)[0]); left > 0; {
				size, listed := sizes[take(1)[0]]
				if left -= 1 + size; !listed || left < 0 {
					panic("component")
				}
				take(size)
			}
		}
		for first := true; e && (first || len(b) > 0); first = false {
			take(1)
			take(int(take(1)[0]))
		}
	}()
	return whole && len(b) == 0
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte{0x21, 0x31, 0x0a, 2, 0x30, 17})
	f.Add([]byte{0xd0, 3, 1, 5})
	f.Add([]byte{0xa2, 1, 2})
	f.Fuzz(func(t *testing.T, b []byte) {
		got := Check(b)
		if got > len(b) {
			t.Errorf("offset %d of %d", got, len(b))
		}
		if (got < 0) != wellFormed(b) {
			t.Errorf("%x: %d, the slow reader says %v", b, got, wellFormed(b))
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	p, _ := hex.DecodeString("21310a0c10c0000201ffffffff501f90")
	b.ReportAllocs()
	for b.Loop() {
		if Check(p) >= 0 {
			b.Fatal("fault")
		}
	}
}
