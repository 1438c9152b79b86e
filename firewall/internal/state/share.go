package state

// shares divides the entries of a store among interconnects: half of them are
// reserved in equal parts, the other half is for whoever needs it. However much
// one interconnect sends, it never takes what is reserved for another.
type shares struct {
	size     int
	reserved int   // of each
	common   int   // not reserved
	lent     int   // of the common ones, in use
	taken    int   // of all
	used     []int // by interconnect
}

func (s *shares) init(size, n int) {
	s.size = size
	s.divide(n)
}

// divide sets the number of interconnects. A number that is no longer given out
// keeps its count until its entries are over.
func (s *shares) divide(n int) {
	for len(s.used) < n {
		s.used = append(s.used, 0)
	}
	s.reserved = s.size / 2 / n
	s.common = s.size - s.reserved*n
	s.lent = 0
	for _, used := range s.used {
		s.lent += max(0, used-s.reserved)
	}
}

// of is the share that an interconnect number stands for; one that is not known
// counts as unknown, number 0.
func (s *shares) of(n int) int {
	if n >= len(s.used) {
		return 0
	}
	return n
}

// has reports whether interconnect n may take another entry. What is reserved
// can be lent still right after divide, so that all may be taken.
func (s *shares) has(n int) bool {
	if s.taken == s.size {
		return false
	}
	return s.used[s.of(n)] < s.reserved || s.lent < s.common
}

// take charges an entry to interconnect n and returns whom to give it back for.
func (s *shares) take(n int) uint16 {
	n = s.of(n)
	if s.used[n] >= s.reserved {
		s.lent++
	}
	s.used[n]++
	s.taken++
	return uint16(n)
}

func (s *shares) give(n int) {
	s.used[n]--
	s.taken--
	if s.used[n] >= s.reserved {
		s.lent--
	}
}
