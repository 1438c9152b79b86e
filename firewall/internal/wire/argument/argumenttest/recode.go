package argumenttest

import "math/rand/v2"

// Recode encodes elements again with other lengths that mean the same: some in
// more octets than they need, those of some constructed ones indefinite. It
// returns nil when b is no sequence of elements.
func Recode(r *rand.Rand, b []byte, long, indefinite float64) []byte {
	var out []byte
	for len(b) > 0 {
		head, n, ok := header(b)
		if !ok || head+n > len(b) {
			return nil
		}
		contents := b[head : head+n]
		isConstructed := b[0]&0x20 != 0
		if isConstructed {
			if contents = Recode(r, contents, long, indefinite); contents == nil && n > 0 {
				return nil
			}
		}
		out = append(out, b[:tagOctets(b)]...)
		switch {
		case isConstructed && r.Float64() < indefinite:
			out = append(append(append(out, 0x80), contents...), 0, 0)
		case r.Float64() < long:
			out = append(append(out, longLength(len(contents), 1+r.IntN(4))...), contents...)
		default:
			out = append(append(out, Length(len(contents))...), contents...)
		}
		b = b[head+n:]
	}
	return out
}

func tagOctets(b []byte) int {
	n := 1
	if b[0]&0x1F == 0x1F {
		for n < len(b) && b[n]&0x80 != 0 {
			n++
		}
		n++
	}
	return n
}

// header returns the octets of tag and length, and the length.
func header(b []byte) (head, n int, ok bool) {
	head = tagOctets(b)
	if head >= len(b) {
		return 0, 0, false
	}
	n = int(b[head])
	head++
	if n < 0x80 {
		return head, n, true
	}
	octets := n & 0x7F
	if octets == 0 || octets > 3 || head+octets > len(b) {
		return 0, 0, false
	}
	n = 0
	for _, c := range b[head : head+octets] {
		n = n<<8 | int(c)
	}
	return head + octets, n, true
}

// longLength encodes a length with at least as many octets as asked for.
func longLength(n, octets int) []byte {
	for n>>(8*octets) != 0 {
		octets++
	}
	v := []byte{0x80 | byte(octets)}
	for i := octets - 1; i >= 0; i-- {
		v = append(v, byte(n>>(8*i)))
	}
	return v
}
