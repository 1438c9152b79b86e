package diameter

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Flags of an AVP (RFC 6733 clause 4.1). The third, P, announced encryption that
// never came; senders may still set it.
const (
	flagVendor    = 0x80
	flagMandatory = 0x40
	flagsReserved = 0x1F
)

// avp is an AVP in the payload.
type avp struct {
	code, vendor uint32
	flags        uint8
	start        int // of its header
	at, end      int // of its data
	next         int // behind its padding
}

// level is a run of AVPs: the command's own, or those in a group.
type level struct {
	at, end int
	grammar *grammar
	depth   int    // 0 the command's own
	in      action // of the group, if its members are looked at
}

// walk reads the AVPs of a level.
func (d *decoder) walk(l level) {
	var seen set
	var x avp
	for at := l.at; at < l.end; at = x.next {
		if !d.next(&x, at, l.end) {
			return
		}
		if l.depth == 0 && !d.index(&x) {
			return
		}
		i := listed.lookup(x.vendor, x.code)
		if i == 0 {
			d.stranger(&x)
			continue
		}
		w, bit := i>>6, uint64(1)<<(i&63)
		again := seen[w]&bit != 0
		seen[w] |= bit
		if again && l.grammar.many[w]&bit == 0 {
			d.fault(op.DiameterAVPRepeated, at)
		}
		if l.grammar.may[w]&bit == 0 {
			d.fault(op.DiameterAVPUnexpected, at)
		}
		d.value(&x, &listed.entries[i], &l, again)
		if d.stopped {
			return
		}
	}
	for _, i := range l.grammar.must {
		if seen[i>>6]>>(i&63)&1 == 0 && (l.depth > 0 || d.required(i)) {
			d.fault(op.DiameterAVPMissing, l.end)
			return
		}
	}
}

// next reads the header of the AVP at at. ok is false where nothing can be read on.
func (d *decoder) next(x *avp, at, end int) (ok bool) {
	if d.count++; d.count > maxAVPs {
		d.fault(op.DiameterAVPCount, at)
		d.stopped = true
		return false
	}
	b := d.data[at:end]
	if len(b) < 8 {
		d.fault(op.DiameterAVPLength, at)
		return false
	}
	head := binary.BigEndian.Uint64(b)
	n, header := int(head&0xFFFFFF), 8
	x.code, x.vendor, x.flags, x.start = uint32(head>>32), 0, uint8(head>>24), at
	if x.flags&flagVendor != 0 {
		if header = 12; len(b) >= 12 {
			x.vendor = binary.BigEndian.Uint32(b[8:])
		}
	}
	padded := (n + 3) &^ 3
	if n < header || padded > len(b) {
		d.fault(op.DiameterAVPLength, at)
		return false
	}
	if x.flags&flagsReserved != 0 {
		d.fault(op.DiameterAVPFlags, at)
	}
	if binary.BigEndian.Uint32(b[padded-4:])&(1<<(8*uint(padded-n))-1) != 0 {
		d.fault(op.DiameterAVPPadding, at+n)
	}
	x.at, x.end, x.next = at+header, at+n, at+padded
	return true
}

// index adds an AVP of the command's own to the batch, and checks whether it could
// be taken for another. ok is false when there are too many.
func (d *decoder) index(x *avp) (ok bool) {
	b := d.b
	n := len(b.AVPs)
	if n-d.first >= op.MaxAVPs {
		d.fault(op.DiameterAVPCount, x.start)
		d.stopped = true
		return false
	}
	b.AVPs = b.AVPs[:n+1] // command has made room
	b.AVPs[n] = op.AVP{Code: x.code, Vendor: x.vendor, Flags: x.flags, Offset: uint16(x.at), Length: uint16(x.end - x.at)}
	if x.flags&flagVendor != 0 && resembles(x.code) {
		d.fault(op.DiameterAVPLookalike, x.start)
	}
	return true
}

// resembles reports the codes of base AVPs that name who, where or whom: 1
// User-Name, 263 Session-Id, 264 Origin-Host, 283 Destination-Realm, 293
// Destination-Host, 296 Origin-Realm. Who looks for one by code alone takes that of
// any vendor for it (RULES D-15).
func resembles(code uint32) bool {
	const set = 1<<(263-256) | 1<<(264-256) | 1<<(283-256) | 1<<(293-256) | 1<<(296-256)
	return code == 1 || code-256 < 64 && set>>(code-256)&1 != 0
}

// stranger judges an AVP that is not listed.
func (d *decoder) stranger(x *avp) {
	switch {
	case x.flags&flagVendor == 0 && listed.lookup(vendor3GPP, x.code) != 0:
		d.fault(op.DiameterAVPVendor, x.start)
	case x.flags&flagMandatory != 0:
		d.fault(op.DiameterAVPMandatory, x.start)
	}
}
