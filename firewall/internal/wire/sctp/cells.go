package sctp

// cellSize is the unit in which held octets are allotted. A full fragment of a
// 1,500-octet link takes three cells.
const cellSize = 512

// cells hold the octets of fragments. Octets are known by their first cell.
type cells struct {
	octets []byte
	next   []int32 // next cell of the same octets, or next free cell; plus one
	free   int32   // cells given back; plus one
	used   int32   // cells ever taken; those behind are free, too
	left   int     // free cells
}

func newCells(memory int) cells {
	n := max(memory/cellSize, 1)
	return cells{octets: make([]byte, n*cellSize), next: make([]int32, n), left: n}
}

// cellsFor returns how many cells n octets take; n is at least 1.
func cellsFor(n int) int { return (n + cellSize - 1) / cellSize }

// take returns a free cell, of which there must be one.
func (s *cells) take() int32 {
	s.left--
	if at := s.free; at != 0 {
		s.free = s.next[at-1]
		return at - 1
	}
	s.used++
	return s.used - 1
}

// keep copies octets into free cells, of which there must be enough, and returns
// the first.
func (s *cells) keep(b []byte) int32 {
	first := s.take()
	b = b[copy(s.cell(first), b):]
	at := first
	for len(b) > 0 {
		more := s.take()
		s.next[at] = more + 1
		at = more
		b = b[copy(s.cell(at), b):]
	}
	s.next[at] = 0
	return first
}

func (s *cells) cell(at int32) []byte { return s.octets[int(at)*cellSize:][:cellSize] }

// copyTo fills dst with the octets that start in a cell.
func (s *cells) copyTo(dst []byte, at int32) {
	for dst = dst[copy(dst, s.cell(at)):]; len(dst) > 0; dst = dst[copy(dst, s.cell(at)):] {
		at = s.next[at] - 1
	}
}

// release frees the cells of the octets that start in one.
func (s *cells) release(at int32) {
	for at++; at != 0; {
		next := s.next[at-1]
		s.next[at-1], s.free = s.free, at
		s.left++
		at = next
	}
}
