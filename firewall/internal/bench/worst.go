package bench

import (
	"context"
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Sizes of the messages made to be slow: what one frame carries without being
// fragmented, and the most that UDP over IPv4 carries.
var worstSizes = []struct {
	name   string
	octets int
}{{"1500 octets", 1472}, {"64 kB", 65507}}

// Worst measures messages made to be slow, per 1500 octets, beside the same
// number of octets in honest Create Session Requests. The two lengths show that
// time does not grow faster than length.
func (s *Suite) Worst(ctx context.Context) error {
	honest := Messages()[0]
	frames := make([]op.Frame, batch)
	for i := range frames {
		frames[i] = honest.frame()
	}
	baseline := Half{Loop(decoding(frames)), batch * float64(len(honest.Octets)) / 1500}
	for _, size := range worstSizes {
		for _, w := range worstShapes {
			m := Message{Port: 2123, Octets: w.build(size.octets)}
			err := s.compare(ctx, Row{
				Group: "worst case", Name: size.name + " of " + w.name, Unit: "1500 octets", Against: honest.Name,
				Budgets: []Budget{{Of: "subject_ns", Most: 2000}},
			}, baseline, Half{Loop(decoding([]op.Frame{m.frame()})), float64(len(m.Octets)) / 1500}, nil)
			if err != nil {
				return err
			}
		}
	}
	if err := s.worstSS7(ctx); err != nil {
		return err
	}
	return s.worstDiameter(ctx)
}

var worstShapes = []struct {
	name  string
	build func(size int) []byte
}{
	{"nested Bearer Contexts", nestedBearers},
	{"Bearer Contexts side by side", flatBearers},
	{"empty elements", emptyElements},
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
