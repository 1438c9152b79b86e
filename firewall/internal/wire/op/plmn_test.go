package op

import "testing"

// Every three octets: the word tricks of PLMNFromOctets say what the nibbles say.
func TestPLMNFromOctets(t *testing.T) {
	for i := range 1 << 24 {
		b0, b1, b2 := byte(i>>16), byte(i>>8), byte(i)
		want, wantOK := MakePLMN(b0&0xF, b0>>4, b1&0xF, b2&0xF, b2>>4, b1>>4)
		if got, ok := PLMNFromOctets(b0, b1, b2); got != want || ok != wantOK {
			t.Fatalf("%06x: %v, %v; want %v, %v", i, got, ok, want, wantOK)
		}
	}
}
