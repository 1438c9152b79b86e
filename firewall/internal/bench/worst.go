package bench

import (
	"context"
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Sizes of the long messages: the most that UDP over IPv4 carries, and an
// eighth of it.
const (
	longest = 65507
	shorter = longest / 8
)

// Worst measures messages made to be slow, per 1500 octets, beside the same
// thing an eighth as long: a ratio near 1 says that time grows with length and
// no faster.
func (s *Suite) Worst(ctx context.Context) error {
	for _, w := range []struct {
		name  string
		build func(size int) []byte
	}{
		{"nested Bearer Contexts", nestedBearers},
		{"Bearer Contexts side by side", flatBearers},
		{"empty elements", emptyElements},
	} {
		half := func(size int) Half {
			m := Message{Port: 2123, Octets: w.build(size)}
			return Half{Loop(decoding([]op.Frame{m.frame()})), float64(len(m.Octets)) / 1500}
		}
		err := s.compare(ctx, Row{
			Group: "worst case", Name: "64 kB of " + w.name, Unit: "1500 octets", Against: "8 kB of the same",
			Budgets: []Budget{{Of: "ratio", Most: 1.5}, {Of: "subject_ns", Most: 2000}},
		}, half(shorter), half(longest), nil)
		if err != nil {
			return err
		}
	}
	return nil
}

// createSession starts a Create Session Request whose elements fill size octets
// in all (TS 29.274 clause 5.1).
func createSession(size int, elements func(room int) []byte) []byte {
	b := []byte{0x48, 32, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0}
	b = append(b, elements(size-len(b))...)
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)-4))
	return b
}

// nestedBearers is a Bearer Context in a Bearer Context, all the way down.
func nestedBearers(size int) []byte {
	return createSession(size, func(room int) (b []byte) {
		for ; room >= 4; room -= 4 {
			b = append(b, 93, byte((room-4)>>8), byte(room-4), 0)
		}
		return b
	})
}

// flatBearers is one Bearer Context after the other, each with a bearer identity.
func flatBearers(size int) []byte {
	return createSession(size, func(room int) (b []byte) {
		for n := 0; len(b)+9 <= room; n++ {
			b = append(b, 93, 0, 5, 0, 73, 0, 1, 0, byte(5+n%11))
		}
		return b
	})
}

func emptyElements(size int) []byte {
	return createSession(size, func(room int) (b []byte) {
		for n := 0; len(b)+4 <= room; n++ {
			b = append(b, byte(200+n%50), 0, 0, byte(n%16))
		}
		return b
	})
}
