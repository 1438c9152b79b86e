package tcp

// cellSize is the unit in which held octets are allotted. A full segment of a
// 1,500-octet link takes three cells.
const cellSize = 512

// cells hold octets in chains of cells. Zero memory is no chain and all cells free.
type cells struct {
	octets []byte
	next   []int32 // next cell of the chain, or next free cell; plus one
	free   int32   // cells given back; plus one
	used   int32   // cells ever taken; those behind are free, too
	left   int     // free cells
}

// row is a chain of cells, whose octets fill all but the last.
type row struct {
	first, last int32 // cells, plus one; 0 none
	length      int   // octets
}

func newCells(memory int) cells {
	n := max(memory/cellSize, 1)
	return cells{octets: make([]byte, n*cellSize), next: make([]int32, n), left: n}
}

// cellsFor returns how many cells n octets take.
func cellsFor(n int) int { return (n + cellSize - 1) / cellSize }

// more returns how many cells it takes to add n octets to a row.
func (w *row) more(n int) int { return cellsFor(w.length+n) - cellsFor(w.length) }

// take returns a free cell, plus one, of which there must be one.
func (s *cells) take() int32 {
	s.left--
	at := s.free
	if at != 0 {
		s.free = s.next[at-1]
	} else {
		s.used++
		at = s.used
	}
	s.next[at-1] = 0
	return at
}

// add copies octets to the end of a row, for which there must be room.
func (s *cells) add(w *row, b []byte) {
	for len(b) > 0 {
		in := w.length % cellSize
		if in == 0 {
			at := s.take()
			if w.first == 0 {
				w.first = at
			} else {
				s.next[w.last-1] = at
			}
			w.last = at
		}
		n := copy(s.cell(w.last)[in:], b)
		w.length += n
		b = b[n:]
	}
}

func (s *cells) cell(at int32) []byte { return s.octets[int(at-1)*cellSize:][:cellSize] }

// copyTo fills dst with the octets of a row from an offset on.
func (s *cells) copyTo(dst []byte, w *row, from int) {
	at := w.first
	for ; from >= cellSize; from -= cellSize {
		at = s.next[at-1]
	}
	for ; len(dst) > 0; from = 0 {
		dst = dst[copy(dst, s.cell(at)[from:]):]
		at = s.next[at-1]
	}
}

// equal reports whether the octets of a row from an offset on are b.
func (s *cells) equal(b []byte, w *row, from int) bool {
	at := w.first
	for ; from >= cellSize; from -= cellSize {
		at = s.next[at-1]
	}
	for ; len(b) > 0; from = 0 {
		n := min(cellSize-from, len(b))
		if string(b[:n]) != string(s.cell(at)[from:from+n]) {
			return false
		}
		b, at = b[n:], s.next[at-1]
	}
	return true
}

// release frees the cells of a row and makes it empty.
func (s *cells) release(w *row) {
	for at := w.first; at != 0; {
		next := s.next[at-1]
		s.next[at-1], s.free = s.free, at
		s.left++
		at = next
	}
	*w = row{}
}
