package ber

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// pass walks on, at level least and inside it, over all that is well-formed: tags
// of one or two octets, lengths of any form, ends of values. It stops behind level
// least, at its end, or in front of what is to be looked at closely.
//
// It is one loop over local variables: what nobody reads costs less than 2 ns an
// element so, and a message full of such elements is verified in its time.
func (w *Walk) pass(least int) {
	b, p, end, level, indefinite := w.b, w.next, w.end, w.level, w.indefinite
	for level >= least {
		if p == end {
			for p == end && level > least && indefinite>>(level&31)&1 == 0 {
				level--
				end = w.outer[level&(MaxDepth-1)]
			}
			w.failed &= 2<<(level&31) - 1
		}
		if end-p < 2 {
			break
		}
		tag, n, v := b[p], int(b[p+1]), p+2
		if tag&numberMask == numberMask {
			if n < 31 || n >= 0x80 || v == end {
				break
			}
			n, v = int(b[v]), v+1
		} else if tag&^constructedBit == 0 {
			if tag|b[p+1] != 0 || indefinite>>(level&31)&1 == 0 {
				break
			}
			indefinite &^= 1 << (level & 31)
			level--
			p, end = v, w.outer[level&(MaxDepth-1)]
			continue
		}
		if n == 0x80 {
			if tag&constructedBit == 0 || level == MaxDepth {
				break
			}
			w.faults.Add(op.BERIndefinite, w.at+v-1)
			w.outer[level&(MaxDepth-1)] = end
			level++
			p, indefinite = v, indefinite|1<<(level&31)
			continue
		}
		if n > 0x80 {
			if tag&constructedBit != 0 && level == MaxDepth {
				break
			}
			if n, v = w.longForm(n, v, end); v == 0 {
				break
			}
		}
		if n > end-v {
			break
		}
		if tag&constructedBit == 0 || n == 0 && level < MaxDepth {
			p = v + n
			continue
		}
		if level == MaxDepth {
			break
		}
		w.outer[level&(MaxDepth-1)] = end
		level++
		p, end = v, v+n
	}
	w.next, w.end, w.level, w.indefinite = p, end, level, indefinite
}

// longForm is long for pass, and records a length that has more octets than it
// needs.
func (w *Walk) longForm(first, v, end int) (n, contents int) {
	n, contents, isLonger := long(w.b[v:end], first, v)
	if isLonger {
		w.faults.Add(op.BERLongForm, w.at+v-1)
	}
	return n, contents
}

// seek returns the position behind the innermost level, whose length is
// indefinite: 0 if it has no end. It passes over definite lengths whole, and
// records nothing.
func (w *Walk) seek() int {
	b, p, level := w.b[:w.end], w.next, w.level
	for len(b)-p >= 2 {
		tag, n, v := b[p], int(b[p+1]), p+2
		if tag&numberMask == numberMask || tag&^constructedBit == 0 || n >= 0x80 || n > len(b)-v {
			if tag|b[p+1] == 0 {
				if p, level = v, level-1; level < w.level {
					return p
				}
				continue
			}
			if n, v, _ = w.header(p, len(b)); v == 0 {
				return 0
			}
		}
		isConstructed := tag&constructedBit != 0
		switch {
		case isConstructed && level == MaxDepth, n < 0 && !isConstructed:
			return 0
		case n < 0:
			level, p = level+1, v
		default:
			p = v + n
		}
	}
	return 0
}

// header reads the identifier and length octets at p, and returns the length, -1
// if indefinite, and the position of the contents: 0 if they are not legal, or
// the contents reach beyond end. isLonger says that the length has more octets than
// it needs.
func (w *Walk) header(p, end int) (n, contents int, isLonger bool) {
	if _, p = w.tag(p, end); p == 0 {
		return 0, 0, false
	}
	return w.length(p, end)
}
