package sccp

import (
	"hash/maphash"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// find returns the slot of a mark, or none. Few messages are segmented, and
// looking through the marks of all takes less than reading one.
func (s *Segments) find(mark uint64) int32 {
	if s.used == 0 {
		return none
	}
	return int32(slices.Index(s.marks, mark))
}

// open takes a slot for a message, or returns none when all, or its owner's share
// of them, are taken.
func (s *Segments) open(mark uint64, o *Origin) int32 {
	owner, shared := s.ownerOf(o), 0
	for i, x := range s.owners {
		if x == owner && s.marks[i] != 0 {
			shared++
		}
	}
	at := int32(slices.Index(s.marks, 0))
	if at == none || shared >= s.limits.PeerMessages {
		return none
	}
	s.marks[at], s.owners[at] = mark, owner
	s.held[at] = message{peer: o.Peer, createdNS: o.TimeNS, older: s.newest, newer: none}
	if s.newest == none {
		s.oldest = at
	} else {
		s.held[s.newest].newer = at
	}
	s.newest = at
	s.used++
	return at
}

// ownerOf sums up on whose share a message is: its peer's, else its source's.
func (s *Segments) ownerOf(o *Origin) uint64 {
	src := op.Addr{}
	switch {
	case o.Peer != 0:
	case o.Path.Src.Is4():
		src = o.Path.Src
	default:
		src.Hi = o.Path.Src.Hi
	}
	return maphash.Comparable(s.seed, struct {
		peer op.ID
		src  op.Addr
		side op.Side
	}{o.Peer, src, o.Path.Side})
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
