package ip

// cellSize is the unit in which held octets are allotted. A full fragment of a
// 1,500-octet link takes three cells.
const cellSize = 512

// pieces holds the octets of fragments in cells of fixed size. A piece is known
// by its first cell.
type pieces struct {
	octets []byte
	next   []int32 // next cell of the piece, or next free cell
	piece  []piece // by first cell
	free   int32
	left   int // free cells
}

// piece is what one fragment brought.
type piece struct {
	start, end int    // in the datagram, end exclusive
	mark       uint64 // says what was in it, see Reassembler.mark
	next       int32  // piece of the same datagram that starts after this one
}

func newPieces(memory int) pieces {
	n := memory / cellSize
	s := pieces{octets: make([]byte, n*cellSize), next: make([]int32, n), piece: make([]piece, n), free: none, left: n}
	for i := n - 1; i >= 0; i-- {
		s.next[i], s.free = s.free, int32(i)
	}
	return s
}

// cellsFor returns how many cells n octets take; n is at least 1.
func cellsFor(n int) int { return (n + cellSize - 1) / cellSize }

// keep copies octets into free cells, of which there must be enough, and
// returns the first.
func (s *pieces) keep(b []byte) int32 {
	first, link := int32(none), (*int32)(nil)
	for len(b) > 0 {
		at := s.free
		s.free = s.next[at]
		s.left--
		if link == nil {
			first = at
		} else {
			*link = at
		}
		link = &s.next[at]
		b = b[copy(s.cell(at), b):]
	}
	*link = none
	return first
}

func (s *pieces) cell(at int32) []byte { return s.octets[int(at)*cellSize:][:cellSize] }

// copyTo writes the octets of a piece to the start of dst.
func (s *pieces) copyTo(dst []byte, first int32) {
	dst = dst[:s.piece[first].end-s.piece[first].start]
	for at := first; len(dst) > 0; at = s.next[at] {
		dst = dst[copy(dst, s.cell(at)):]
	}
}

// release frees the cells of a piece.
func (s *pieces) release(first int32) {
	for at := first; at != none; {
		next := s.next[at]
		s.next[at], s.free = s.free, at
		s.left++
		at = next
	}
}
