package ber

import (
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// node is an element as the slow reader reads it: a tree, by recursion.
type node struct {
	tag            uint64
	constructed    bool
	start, at, end int // end is behind the end of contents, too
	contents       []byte
	children       []node
	broken         bool // framing was lost among the children
}

// slow reads the whole encoding into a tree, in the words of X.690: it knows of
// no cursor, and looks for the end of an indefinite length by reading what is
// inside.
type slow struct {
	b      []byte
	faults []op.Fault
}

func (s *slow) fault(c op.FaultCode, at int) {
	s.faults = append(s.faults, op.Fault{Code: c, Offset: uint16(at)})
}

// elements reads what is in b[p:end] at a depth. Where ended is false, an end of
// contents is expected. next is behind it.
func (s *slow) elements(p, end, depth int, definite bool) (list []node, next int, ok bool) {
	for {
		if definite && p == end {
			return list, p, true
		}
		if end-p < 2 {
			s.fault(op.BERLength, p)
			return list, p, false
		}
		if !definite && s.b[p] == 0 && s.b[p+1] == 0 {
			return list, p + 2, true
		}
		n, good := s.element(p, end, depth)
		if !good {
			return list, p, false
		}
		list, p = append(list, n), n.end
		if n.broken && n.contents == nil {
			return list, p, false // its end is not known
		}
	}
}

// element reads one. Without a definite length, contents is nil.
func (s *slow) element(p, end, depth int) (n node, ok bool) {
	n.start = p
	number, tagOctets := s.identifier(p, end)
	if tagOctets == 0 {
		s.fault(op.BERTag, p)
		return n, false
	}
	for _, o := range s.b[p : p+tagOctets] {
		n.tag = n.tag<<8 + uint64(o)
	}
	n.constructed = s.b[p]/32%2 == 1
	if number == 0 && s.b[p] < 64 {
		s.fault(op.BERTag, p)
		return n, false
	}
	size, lengthOctets, least := s.length(p+tagOctets, end)
	n.at = p + tagOctets + lengthOctets
	switch {
	case lengthOctets == 0 || size == -1 && !n.constructed:
		s.fault(op.BERLength, p+tagOctets)
		return n, false
	case size == -1:
		s.fault(op.BERIndefinite, p+tagOctets)
	case lengthOctets > least:
		s.fault(op.BERLongForm, p+tagOctets)
	}
	if n.constructed && depth == MaxDepth {
		s.fault(op.BERDepth, p)
		return n, false
	}
	var good bool
	switch {
	case size == -1:
		n.children, n.end, good = s.elements(n.at, end, depth+1, false)
		n.broken = !good
	default:
		n.end, n.contents = n.at+size, s.b[n.at:n.at+size]
		if n.constructed {
			n.children, _, good = s.elements(n.at, n.end, depth+1, true)
			n.broken = !good
		}
	}
	return n, true
}

// identifier returns the tag's number and octets, 0 if it is not legal.
func (s *slow) identifier(p, end int) (number, octets int) {
	if s.b[p]%32 != 31 {
		return int(s.b[p] % 32), 1
	}
	rest := s.b[p+1 : end]
	stop := slices.IndexFunc(rest, func(o byte) bool { return o < 128 })
	if stop < 0 || stop > 2 {
		return 0, 0
	}
	for _, o := range rest[:stop+1] {
		number = number*128 + int(o%128)
	}
	if rest[0] == 0x80 || number < 31 {
		return 0, 0
	}
	return number, 2 + stop
}

// length returns the length, -1 if indefinite, its octets, 0 if it is not legal,
// and how many it needs at least.
func (s *slow) length(p, end int) (size, octets, least int) {
	if p >= end {
		return 0, 0, 0
	}
	switch first := int(s.b[p]); {
	case first == 128:
		return -1, 1, 1
	case first < 128:
		size, octets = first, 1
	case first > 132 || p+1+first-128 > end:
		return 0, 0, 0
	default:
		octets = 1 + first - 128
		for _, o := range s.b[p+1 : p+octets] {
			size = size*256 + int(o)
		}
	}
	if size > end-p-octets {
		return 0, 0, 0
	}
	least = 1
	if size > 127 {
		for v := size; v > 0; v /= 256 {
			least++
		}
	}
	return size, octets, least
}
