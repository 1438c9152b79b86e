package tbcd

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func TestDecode(t *testing.T) {
	for _, v := range []struct {
		name, octets, digits string
		count                int
		ok                   bool
	}{
		{"IMSI of 15 digits", "00010100000000f1", "001010000000001", 15, true},
		{"IMSI of 14 digits, no filler", "00010100000010", "00101000000001", 14, true},
		{"one digit", "f7", "7", 1, true},
		{"IMEISV of 16 digits keeps 15", "5313690000000010", "353196000000000+", 16, true},
		{"18 digits keep 15", "102132435465768798", "011223344556677+", 18, true},
		{"17 digits keep 15", "1021324354657687f8", "011223344556677+", 17, true},
		{"empty", "", "", 0, false},
		{"filler alone", "ff", "", 0, false},
		{"filler in the first nibble", "0f", "", 0, false},
		{"filler in the last low nibble", "00010100000000af", "", 0, false},
		{"filler before the end", "0001f100000000f1", "", 0, false},
		{"two trailing fillers", "000101000000ff", "", 0, false},
		{"star", "000a", "", 0, false},
		{"hash in the last high nibble", "00b1", "", 0, false},
		{"beyond 9 behind the 15th digit", "10213243546576879a", "", 0, false},
		{"beyond 9 in the second word", "10213243546576871a2132", "", 0, false},
	} {
		t.Run(v.name, func(t *testing.T) {
			b, err := hex.DecodeString(v.octets)
			if err != nil {
				t.Fatal(err)
			}
			d, n, ok := Decode(b)
			if d.String() != v.digits || n != v.count || ok != v.ok {
				t.Errorf("got %q, %d, %v; want %q, %d, %v", d, n, ok, v.digits, v.count, v.ok)
			}
		})
	}
}

func TestDecodeFixed(t *testing.T) {
	for _, v := range []struct {
		name, octets, digits string
		ok                   bool
	}{
		{"15 digits in 8 octets", "00010100000000f1", "001010000000001", true},
		{"14 digits in 8 octets", "00010100000010ff", "00101000000001", true},
		{"9 digits in 8 octets", "00010100f1ffffff", "001010001", true},
		{"nothing but fillers", "ffffffffffffffff", "", false},
		{"a digit behind a filler", "00010100f1fff1ff", "", false},
		{"empty", "", "", false},
	} {
		t.Run(v.name, func(t *testing.T) {
			b, err := hex.DecodeString(v.octets)
			if err != nil {
				t.Fatal(err)
			}
			if d, n, ok := DecodeFixed(b); d.String() != v.digits || n != len(v.digits) || ok != v.ok {
				t.Errorf("got %q, %d, %v; want %q, %v", d, n, ok, v.digits, v.ok)
			}
		})
	}
}

// slow reads nibble by nibble: the definition, without the word tricks.
func slow(b []byte) (text string, count int, ok bool) {
	for i, o := range b {
		for half, digit := range []byte{o & 0xF, o >> 4} {
			if digit == 0xF && half == 1 && i == len(b)-1 {
				break
			}
			if digit > 9 {
				return "", 0, false
			}
			if count++; count <= op.MaxDigits {
				text += string('0' + rune(digit))
			}
		}
	}
	return text, count, count > 0
}

// decimalOctets turns arbitrary octets into mostly valid strings, so that the
// fuzzer does not spend its time on strings that fail in the first nibble.
func decimalOctets(b []byte) []byte {
	d := bytes.Clone(b)
	for i, o := range d {
		d[i] = o>>4%10<<4 | o&0xF%10
	}
	return d
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{0x00, 0x01, 0x01, 0, 0, 0, 0, 0xF1}, true)
	f.Add([]byte{0xFF}, false)
	f.Fuzz(func(t *testing.T, b []byte, odd bool) {
		valid := decimalOctets(b)
		if odd && len(valid) > 0 {
			valid[len(valid)-1] |= 0xF0
		}
		for _, b := range [][]byte{b, valid} {
			text, count, ok := slow(b)
			if count > op.MaxDigits {
				text += "+"
			}
			d, n, good := Decode(b)
			// Sixteen zeros are the one long string that looks absent.
			if n != count || good != ok || d.String() != text && d != 0 {
				t.Errorf("%x: got %q, %d, %v; want %q, %d, %v", b, d, n, good, text, count, ok)
			}
			DecodeFixed(b)
		}
	})
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	imsi := []byte{0x00, 0x01, 0x01, 0, 0, 0, 0, 0xF1}
	if n := testing.AllocsPerRun(100, func() { Decode(imsi); DecodeFixed(imsi) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkDecodeIMSI(b *testing.B) {
	imsi := []byte{0x00, 0x01, 0x01, 0, 0, 0, 0, 0xF1}
	for b.Loop() {
		if _, _, ok := Decode(imsi); !ok {
			b.Fatal("rejected")
		}
	}
}
