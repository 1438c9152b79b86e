package demo

import "bytes"

// heard is what has arrived at one end, as it is compared.
type heard struct {
	list  []arrival
	taken []bool
}

func newHeard(list []arrival) *heard { return &heard{list, make([]bool, len(list))} }

// next reports whether u has arrived, behind what arrived before on its stream.
func (h *heard) next(u *utterance) bool {
	last := -1
	for i := range h.list {
		if h.taken[i] && h.list[i].Stream == u.Stream {
			last = i
		}
	}
	for i := last + 1; i < len(h.list); i++ {
		if m := &h.list[i]; m.Stream == u.Stream && m.PPID == u.PPID && bytes.Equal(m.Data, u.Data) {
			h.taken[i] = true
			return true
		}
	}
	return false
}

// strays counts what nobody sent.
func (h *heard) strays() (n int) {
	for _, taken := range h.taken {
		if !taken {
			n++
		}
	}
	return n
}
