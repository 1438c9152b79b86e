package sccp

import (
	"hash/maphash"
	"slices"
)

// find returns the slot of a mark, or none. Few messages are segmented, and
// looking through the marks of all takes less than reading one.
func (s *Segments) find(mark uint64) int32 {
	if s.used == 0 {
		return none
	}
	return int32(slices.Index(s.marks, mark))
}

// open takes a slot for a message, or returns none when all, or its path's share
// of them, are taken.
func (s *Segments) open(mark uint64, o *Origin) int32 {
	path, shared := maphash.Comparable(s.seed, o.Path), 0
	for i, p := range s.paths {
		if p == path && s.marks[i] != 0 {
			shared++
		}
	}
	at := int32(slices.Index(s.marks, 0))
	if at == none || shared >= s.limits.PathMessages {
		return none
	}
	s.marks[at], s.paths[at] = mark, path
	s.held[at] = message{createdNS: o.TimeNS, older: s.newest, newer: none}
	if s.newest == none {
		s.oldest = at
	} else {
		s.held[s.newest].newer = at
	}
	s.newest = at
	s.used++
	return at
}

// close forgets a message.
func (s *Segments) close(at int32) {
	m := &s.held[at]
	if m.older == none {
		s.oldest = m.newer
	} else {
		s.held[m.older].newer = m.newer
	}
	if m.newer == none {
		s.newest = m.older
	} else {
		s.held[m.newer].older = m.older
	}
	s.marks[at] = 0
	s.used--
}
