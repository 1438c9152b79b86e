package wire

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// seed is an input that mutations begin with.
type seed struct {
	layer    string
	encap    op.Encapsulation
	data     []byte
	from, to int // what is mutated
	lengths  []length
	tsns     []int
}

// part cuts a layer of a frame out, behind a header that takes its place.
func (a *anatomy) part(layer string, encap op.Encapsulation, header []byte, at, end, from, to int) seed {
	s := seed{layer: layer, encap: encap, data: join(header, a.b[at:end])}
	moved := len(header) - at
	s.from, s.to = from+moved, to+moved
	for _, l := range a.lengths {
		if l.from >= at && l.to <= end && l.at >= at {
			l.at, l.from, l.to = l.at+moved, l.from+moved, l.to+moved
			s.lengths = append(s.lengths, l)
		}
	}
	return s
}

// exportedAs is the header of a protocol that a tool has cut out: its name, no more.
func exportedAs(protocol string) []byte {
	return join([]byte{0, 12, 0, 4}, []byte(protocol), make([]byte, 4))
}

// seeds are a frame and every layer that is in it.
func (a *anatomy) seeds() (out []seed) {
	whole := a.part("frame", op.EncapEthernet, nil, 0, len(a.b), a.ip, len(a.b))
	whole.tsns = a.tsns
	out = append(out, whole)
	if a.m3ua > 0 {
		out = append(out, a.part("m3ua", op.EncapExported, exportedAs("m3ua"), a.m3ua, a.m3uaEnd, a.m3ua, a.m3uaEnd))
	}
	if a.sccp > 0 {
		out = append(out, a.part("sccp", op.EncapSCCP, nil, a.sccp, a.sccpEnd, a.sccp, a.sccpEnd))
	}
	if a.tcap > 0 {
		out = append(out, a.part("tcap", op.EncapExported, exportedAs("tcap"), a.tcap, a.tcapEnd, a.tcap, a.tcapEnd))
	}
	if a.components > 0 && a.components < a.componentsEnd {
		out = append(out, a.part("argument", op.EncapExported, exportedAs("tcap"), a.tcap, a.tcapEnd, a.components, a.componentsEnd))
	}
	return out
}

// mutator changes inputs in place. It is fast rather than fair: xorshift64, and no
// allocation.
type mutator struct {
	state uint64
	tsn   uint32
	buf   [8192]byte
	n     int // octets of the input
}

func (m *mutator) next() uint64 {
	m.state ^= m.state << 13
	m.state ^= m.state >> 7
	m.state ^= m.state << 17
	return m.state
}

// below returns a number from 0 to n-1.
func (m *mutator) below(n int) int { return int(m.next() >> 33 * uint64(n) >> 31) }

// telling are octets that begin, end or count something in one of the layers.
var telling = [...]byte{0, 1, 2, 3, 4, 0x7F, 0x80, 0x81, 0x82, 0x84, 0xFF, 0x1F, 0xBF, 0x30, 0xA1, 0xA2, 0x6B, 0x6C, 0x62, 0x9F, 0x12, 0x42, 0xF0}

// mutate makes an input of s: one to four changes.
func (m *mutator) mutate(s *seed) []byte {
	m.n = copy(m.buf[:], s.data)
	bits := m.next()
	if len(s.tsns) > 0 && bits&0xF0 != 0 { // else it looks like one sent again
		for _, at := range s.tsns {
			m.tsn++
			m.buf[at], m.buf[at+1], m.buf[at+2], m.buf[at+3] = byte(m.tsn>>24), byte(m.tsn>>16), byte(m.tsn>>8), byte(m.tsn)
		}
	}
	for range 1 + bits&3 {
		to := min(s.to, m.n)
		if to <= s.from {
			break
		}
		m.change(s, s.from+m.below(to-s.from))
	}
	return m.buf[:m.n]
}

// change makes one change at an octet.
func (m *mutator) change(s *seed, at int) {
	switch b := m.buf[:m.n]; m.below(12) {
	case 0, 1:
		b[at] ^= 1 << m.below(8)
	case 2:
		b[at] = byte(m.next())
	case 3:
		b[at] = telling[m.below(len(telling))]
	case 4:
		b[at] += byte(m.below(9)) - 4
	case 5:
		other := s.from + m.below(m.n-s.from)
		b[at], b[other] = b[other], b[at]
	case 6:
		if m.below(4) == 0 {
			m.n = at
		}
	case 7:
		copy(b[at:], b[s.from+m.below(m.n-s.from):][:min(8, m.n-at)])
	case 8:
		m.insert(s, at, 1+m.below(8))
	case 9:
		m.remove(s, at, 1+m.below(min(8, m.n-at)))
	default:
		m.element(s)
	}
}

// insert repeats what is in front of at, or octets that tell; half of the time the
// lengths around it know.
func (m *mutator) insert(s *seed, at, n int) {
	if m.n+n > len(m.buf) {
		return
	}
	copy(m.buf[at+n:m.n+n], m.buf[at:m.n])
	m.n += n
	if m.below(2) == 0 {
		copy(m.buf[at:at+n], m.buf[max(at-n, 0):])
	} else {
		for i := range n {
			m.buf[at+i] = telling[m.below(len(telling))]
		}
	}
	m.adjust(s, at, n)
}

func (m *mutator) remove(s *seed, at, n int) {
	copy(m.buf[at:], m.buf[at+n:m.n])
	m.n -= n
	m.adjust(s, at, -n)
}

// adjust corrects the fields that count the octet at. After a second change they
// may be elsewhere: then they are wrong, which is as good.
func (m *mutator) adjust(s *seed, at, delta int) {
	if m.below(2) == 0 {
		return
	}
	for _, l := range s.lengths {
		if l.from <= at && at <= l.to {
			l.add(m.buf[:m.n], delta)
		}
	}
}

// element changes a field that counts, or the tag in front of it: an indefinite
// length, one in more octets than it needs, one that is a little off.
func (m *mutator) element(s *seed) {
	if len(s.lengths) == 0 {
		return
	}
	l := s.lengths[m.below(len(s.lengths))]
	if l.at <= 0 || l.at+l.width > m.n || l.at < s.from {
		return
	}
	switch m.below(5) {
	case 0:
		m.buf[l.at] = 0x80
	case 1:
		m.insert(s, l.at, 1)
		m.buf[l.at] = 0x81
	case 2:
		l.add(m.buf[:m.n], m.below(7)-3)
	case 3:
		l.add(m.buf[:m.n], 1<<m.below(8*l.width))
	default:
		m.buf[l.at-1] = telling[m.below(len(telling))]
	}
}
