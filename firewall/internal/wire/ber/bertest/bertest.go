// Package bertest reads BER slowly, by recursion and in the words of X.690, for
// tests to compare with.
package bertest

import (
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// maxDepth is how many constructed values may be open at once.
const maxDepth = 16

// Node is an element with those inside it. Offsets count from the first octet
// that was read.
type Node struct {
	Tag            uint64 // identifier octets
	Constructed    bool
	Definite       bool
	Start, At, End int    // of the identifier, of the contents, behind all of it
	Contents       []byte // nil without a definite length
	Children       []Node
	Broken         bool // framing was lost among the children; without a definite length there is no End
}

// Read reads all elements of b. ok is false where framing was lost among them.
func Read(b []byte) (list []Node, ok bool, faults []op.Fault) {
	s := slow{b: b}
	list, _, ok = s.elements(0, len(b), 0, true)
	return list, ok, s.faults
}

// slow knows of no cursor, and looks for the end of an indefinite length by
// reading what is inside.
type slow struct {
	b      []byte
	faults []op.Fault
}

func (s *slow) fault(c op.FaultCode, at int) {
	s.faults = append(s.faults, op.Fault{Code: c, Offset: uint16(at)})
}

// elements reads what is in b[p:end] at a depth. Without a definite length, an
// end of contents ends it. next is behind it.
func (s *slow) elements(p, end, depth int, definite bool) (list []Node, next int, ok bool) {
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
		list, p = append(list, n), n.End
		if n.Broken && !n.Definite {
			return list, p, false // its end is not known
		}
	}
}

// element reads one.
func (s *slow) element(p, end, depth int) (n Node, ok bool) {
	n.Start = p
	number, tagOctets := s.identifier(p, end)
	if tagOctets == 0 {
		s.fault(op.BERTag, p)
		return n, false
	}
	for _, o := range s.b[p : p+tagOctets] {
		n.Tag = n.Tag<<8 + uint64(o)
	}
	n.Constructed = s.b[p]/32%2 == 1
	if number == 0 && s.b[p] < 64 {
		s.fault(op.BERTag, p)
		return n, false
	}
	size, lengthOctets, least := s.length(p+tagOctets, end)
	n.At = p + tagOctets + lengthOctets
	switch {
	case lengthOctets == 0 || size == -1 && !n.Constructed:
		s.fault(op.BERLength, p+tagOctets)
		return n, false
	case size == -1:
		s.fault(op.BERIndefinite, p+tagOctets)
	case lengthOctets > least:
		s.fault(op.BERLongForm, p+tagOctets)
	}
	if n.Constructed && depth == maxDepth {
		s.fault(op.BERDepth, p)
		return n, false
	}
	var good bool
	n.Definite = size != -1
	switch {
	case !n.Definite:
		n.Children, n.End, good = s.elements(n.At, end, depth+1, false)
		n.Broken = !good
	default:
		n.End, n.Contents = n.At+size, s.b[n.At:n.At+size]
		if n.Constructed {
			n.Children, _, good = s.elements(n.At, n.End, depth+1, true)
			n.Broken = !good
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
