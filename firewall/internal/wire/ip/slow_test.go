package ip

import (
	"fmt"
	"slices"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// slow puts datagrams together by definition: a list of what came, an octet map
// for the whole, no limits and no time. It is the model that the Reassembler is
// compared with.
type slow struct {
	held   map[string]*slowDatagram
	recent map[string]bool // fragments of whole datagrams
}

type slowDatagram struct {
	came     []slowFragment
	spoiled  bool
	repeated bool
}

type slowFragment struct {
	start, end int
	more       bool
	text       string // everything that matters
	payload    []byte
}

func (s *slow) add(p *Packet) (Outcome, []byte) {
	key := fmt.Sprint(p.Src, p.Dst, p.Version, p.ID)
	if p.Version == 4 {
		key += fmt.Sprint(" ", p.Protocol)
	}
	f := slowFragment{p.FragmentOffset, p.FragmentOffset + p.Length, p.MoreFragments, "", p.Payload}
	f.text = fmt.Sprint(key, p.Protocol, f.start, f.more, f.payload)
	if d := s.held[key]; d != nil && d.repeated && !d.spoiled && !s.recent[f.text] {
		delete(s.held, key)
	}
	if s.held[key] == nil {
		s.held[key] = &slowDatagram{repeated: s.recent[f.text]}
	}
	d := s.held[key]
	if d.spoiled = d.spoiled || !d.fits(p, f); d.spoiled {
		return Spoiled, nil
	}
	if !slices.ContainsFunc(d.came, func(o slowFragment) bool { return o.text == f.text }) {
		d.came = append(d.came, f)
	}
	whole, ok := d.whole()
	if !ok {
		return Held, nil
	}
	for _, f := range d.came {
		s.recent[f.text] = true
	}
	delete(s.held, key)
	return Whole, whole
}

// fits says whether f is sound and contradicts nothing that came before.
func (d *slowDatagram) fits(p *Packet, f slowFragment) bool {
	limit := 65535
	if p.Version == 4 {
		limit -= 20
	}
	if f.end == f.start || f.more && (f.end-f.start)%8 != 0 || f.end > limit || len(p.Payload) != p.Length || p.Faults.Has(op.IPFragmentTiny) {
		return false
	}
	for _, o := range d.came {
		overlap := f.start < o.end && o.start < f.end
		switch {
		case overlap && f.text != o.text:
			return false
		case !overlap && !o.more && (f.end > o.end || !f.more):
			return false
		case !overlap && !f.more && o.end > f.end:
			return false
		}
	}
	return true
}

func (d *slowDatagram) whole() ([]byte, bool) {
	octets := map[int]byte{}
	total := -1
	for _, f := range d.came {
		if !f.more {
			total = f.end
		}
		for i, o := range f.payload {
			octets[f.start+i] = o
		}
	}
	if total < 0 || len(octets) != total {
		return nil, false
	}
	whole := make([]byte, total)
	for i := range whole {
		whole[i] = octets[i]
	}
	return whole, true
}

// check walks all chains and lists of a Reassembler and counts.
func (r *Reassembler) check(t *testing.T) {
	t.Helper()
	datagrams, cells := 0, 0
	shares := map[int32]share{}
	older := int32(none)
	for at := r.oldest; at != none; at = r.held[at].newer {
		d := &r.held[at]
		if d.older != older {
			t.Fatalf("datagram %d follows %d and says %d", at, older, d.older)
		}
		if r.byKey.Find(*r.byKey.Key(at)) != at {
			t.Fatalf("datagram %d cannot be found", at)
		}
		s := shares[d.source]
		s.datagrams++
		used, count, end := 0, 0, 0
		for p := d.first; p != none; p = r.pieces.piece[p].next {
			q := r.pieces.piece[p]
			if q.start < end || q.end <= q.start {
				t.Fatalf("piece %d-%d follows one that ends at %d", q.start, q.end, end)
			}
			chain := 0
			for c := p; c != none; c = r.pieces.next[c] {
				chain++
			}
			if chain != cellsFor(q.end-q.start) {
				t.Fatalf("%d cells hold %d octets", chain, q.end-q.start)
			}
			used, count, end = used+chain, count+1, q.end
		}
		if d.spoiled && used != 0 || !d.spoiled && (count != d.count || end != d.end) {
			t.Fatalf("datagram %+v has %d pieces to %d in %d cells", d, count, end, used)
		}
		s.cells += used
		shares[d.source] = s
		datagrams, cells, older = datagrams+1, cells+used, at
	}
	if r.newest != older {
		t.Fatalf("the newest is %d, not %d", r.newest, older)
	}
	for s, want := range shares {
		if r.shares[s] != want {
			t.Fatalf("a source uses %+v, not %+v", want, r.shares[s])
		}
	}
	free := r.byKey.Len() - r.byKey.Taken()
	if datagrams+free != r.limits.Datagrams || cells+r.pieces.left != len(r.pieces.next) {
		t.Fatalf("%d datagrams and %d slots, %d cells and %d free", datagrams, free, cells, r.pieces.left)
	}
}
