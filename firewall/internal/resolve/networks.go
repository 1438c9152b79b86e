package resolve

import (
	"math/bits"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// networks maps PLMNs to their owners: open addressing over a power of two of
// slots, at most a quarter full, so that a probe ends after a step or two.
type networks struct {
	slots []network
	shift int
}

// network is one slot; a zero plmn is free.
type network struct {
	plmn  op.PLMN
	owner op.ID
	group op.ID
	named op.PLMN // as configured, where plmn is the padded form
}

func newNetworks(n int) networks {
	size := max(4, bits.Len(uint(n))+2)
	return networks{make([]network, 1<<size), 64 - size}
}

func (t *networks) slot(p op.PLMN) int {
	return int(uint64(p) * 0x9E3779B97F4A7C15 >> t.shift)
}

func (t *networks) add(n network) {
	i := t.slot(n.plmn)
	for t.slots[i].plmn != 0 {
		i = (i + 1) & (len(t.slots) - 1)
	}
	t.slots[i] = n
}

// find returns the network's slot, or a free one.
func (t *networks) find(p op.PLMN) *network {
	i := t.slot(p)
	for t.slots[i].plmn != p && t.slots[i].plmn != 0 {
		i = (i + 1) & (len(t.slots) - 1)
	}
	return &t.slots[i]
}

// ofIMSI returns the owner of the network that an IMSI starts with. An IMSI
// does not say how long its MNC is (TS 23.003 clause 2.2): three digits are
// tried before two, so the longest match wins.
func (t *networks) ofIMSI(d op.Digits) op.ID {
	n, _ := d.Len()
	p := op.PLMN(uint64(d)>>36&0xFFFFFF | 1<<24)
	if n >= 6 {
		if owner := t.find(p).owner; owner != 0 {
			return owner
		}
	}
	if n >= 5 {
		return t.find(p | 0xF).owner
	}
	return 0
}

// padded returns the form of a network in operator identifiers and realms, which
// write a two-digit MNC with a leading zero (TS 23.003 clauses 9.1.2, 19.2).
func padded(p op.PLMN) op.PLMN {
	if p&0xF != 0xF {
		return p
	}
	return p&^0xFFF | p>>4&0xFF
}
