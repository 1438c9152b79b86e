package ip

import (
	"hash/maphash"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// find returns the datagram that a fragment belongs to, or none.
//
// Remains of a repetition give way to a fragment that is new: they would spoil
// an honest datagram whose identification happens to be the same.
func (r *Reassembler) find(k key, mark uint64, nowNS int64) int32 {
	at := r.byKey.Find(k)
	if at == none || !r.held[at].repeated || r.held[at].spoiled || r.recent.has(mark, nowNS) {
		return at
	}
	r.release(&r.held[at])
	r.close(at)
	return none
}

// open starts a datagram, or returns none when the table or its source's share
// of it is full.
func (r *Reassembler) open(k key, nowNS int64) int32 {
	source := sourceOf(k.src)
	s := r.sources.Find(source)
	if s != none && r.shares[s].datagrams >= r.limits.SourceDatagrams {
		return none
	}
	at := r.byKey.Insert(k)
	if at == none {
		return none
	}
	if s == none {
		s = r.sources.Insert(source) // as many slots as datagrams
		r.shares[s] = share{}
	}
	r.shares[s].datagrams++
	r.held[at] = datagram{first: none, source: s, createdNS: nowNS, older: r.newest, newer: none}
	if r.newest == none {
		r.oldest = at
	} else {
		r.held[r.newest].newer = at
	}
	r.newest = at
	return at
}

// close forgets a datagram whose pieces are released.
func (r *Reassembler) close(at int32) {
	d := &r.held[at]
	if d.older == none {
		r.oldest = d.newer
	} else {
		r.held[d.older].newer = d.newer
	}
	if d.newer == none {
		r.newest = d.older
	} else {
		r.held[d.newer].older = d.older
	}
	s := &r.shares[d.source]
	if s.datagrams--; s.datagrams == 0 {
		r.sources.Remove(d.source)
	}
	r.byKey.Remove(at)
}

// release frees the pieces of a datagram.
func (r *Reassembler) release(d *datagram) {
	for at := d.first; at != none; {
		p := &r.pieces.piece[at]
		next, cells := p.next, cellsFor(p.end-p.start)
		r.shares[d.source].cells -= cells
		r.pieces.release(at)
		at = next
	}
	d.first = none
}

// The most that can stand behind an IP header.
const (
	maxPayload4 = 65535 - 20
	maxPayload6 = 65535
)

// isSound looks at a fragment by itself, and records what is wrong with it.
func (r *Reassembler) isSound(p *Packet) bool {
	end, limit := p.FragmentOffset+p.Length, maxPayload4
	if p.Version == 6 {
		limit = maxPayload6
	}
	switch {
	case p.Length == 0, p.MoreFragments && p.Length%8 != 0, end > limit:
		p.Faults.Add(op.IPFragmentBounds, p.At)
	case end > r.limits.Octets:
		p.Faults.Add(op.IPFragmentLimit, p.At)
	case len(p.Payload) < p.Length || p.Faults.Has(op.IPFragmentTiny):
		// Decode has recorded it.
	default:
		return true
	}
	return false
}

// place puts a sound fragment among the others, and records what it contradicts.
// An exact repetition changes nothing and is no contradiction (RFC 8200 clause
// 4.5).
func (r *Reassembler) place(d *datagram, p *Packet, mark uint64) bool {
	start, end := p.FragmentOffset, p.FragmentOffset+p.Length
	link := &d.first
	for *link != none && r.pieces.piece[*link].end <= start {
		link = &r.pieces.piece[*link].next
	}
	if *link != none && r.pieces.piece[*link].start < end {
		if r.pieces.piece[*link].mark == mark {
			r.stats.Repeated++
			return true
		}
		p.Faults.Add(op.IPFragmentOverlap, p.At)
		return false
	}
	if d.total != 0 && (end > d.total || !p.MoreFragments) || !p.MoreFragments && d.end > end {
		p.Faults.Add(op.IPFragmentBounds, p.At)
		return false
	}
	cells, s := cellsFor(p.Length), &r.shares[d.source]
	if d.count == r.limits.Pieces || cells > r.pieces.left || (s.cells+cells)*cellSize > r.limits.SourceMemory {
		p.Faults.Add(op.IPFragmentLimit, p.At)
		return false
	}
	at := r.pieces.keep(p.Payload)
	r.pieces.piece[at] = piece{start, end, mark, *link}
	*link = at
	s.cells += cells
	d.count++
	d.octets += p.Length
	d.end = max(d.end, end)
	if !p.MoreFragments {
		d.total = end
	}
	return true
}

// assemble writes the datagram into p. The pieces neither overlap nor leave a
// gap: they lie within total and are as many octets.
func (r *Reassembler) assemble(d *datagram, p *Packet, nowNS int64) {
	for at := d.first; at != none; at = r.pieces.piece[at].next {
		r.pieces.copyTo(r.whole[r.pieces.piece[at].start:], at)
		r.recent.add(r.pieces.piece[at].mark, nowNS)
	}
	r.stats.Whole++
	p.Payload, p.Protocol, p.Faults = r.whole[:d.total], d.protocol, d.lost.Faults
	r.release(d)
}

// mark sums up everything about a fragment that matters. Two fragments with the
// same mark are the same: the hash has 64 bits and a seed that nobody knows.
func (r *Reassembler) mark(p *Packet, k key) uint64 {
	k.protocol = p.Protocol
	return maphash.Comparable(r.seed, struct {
		key    key
		offset int
		more   bool
		octets uint64
	}{k, p.FragmentOffset, p.MoreFragments, maphash.Bytes(r.seed, p.Payload)})
}
