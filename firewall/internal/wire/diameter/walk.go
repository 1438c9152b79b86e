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

// level is a run of AVPs: the command's own, or those in a group.
type level struct {
	end     int // of the run
	grammar *grammar
	seen    [2]uint64 // rows of the grammar
	in      action    // of the group, if its members have columns
}

// avp is an AVP that is listed.
type avp struct {
	*entry
	start   int // of its header
	at, end int // of its data
	again   bool
}

// padMask has the bits of the last word that an AVP of a length is padded with, by
// the length's last two.
var padMask = [4]uint32{0, 0xFFFFFF, 0xFFFF, 0xFF}

// walk reads the AVPs of a command that ends at end, and returns how many it has at
// top level. It is the one loop that all octets pass, and straight on: what is rare,
// or long, is called. A group is gone into where it stands, so that there is no call
// for each, and no stack to run out of.
func (d *decoder) walk(end int, g *grammar, rows *[op.MaxAVPs]op.AVP) (top int) {
	var x avp
	dict := listed
	l := &d.levels[0]
	l.end, l.grammar = end, g
	data, next := d.data[:end], headerLength
	for count := 0; ; {
		at := next
		if len(data)-at < 8 {
			if next, l = d.leave(at, len(data) == at); l == nil {
				return top
			}
			data = data[:l.end]
			continue
		}
		head := binary.BigEndian.Uint64(data[at : at+8])
		code, flags, n := uint32(head>>32), uint8(head>>24), int(head&0xFFFFFF)
		vendor, header := uint32(vendorIETF), 8
		if flags&flagVendor != 0 {
			if header = 12; len(data)-at >= 12 {
				vendor = binary.BigEndian.Uint32(data[at+8 : at+12])
			}
		}
		next = at + (n+3)&^3
		if n < header || next > len(data) {
			if next, l = d.leave(at, false); l == nil {
				return top
			}
			data = data[:l.end]
			continue
		}
		if binary.BigEndian.Uint32(data[next-4:next])&padMask[n&3] != 0 {
			d.fault(op.DiameterAVPPadding, at+n)
		}
		if flags&flagsReserved != 0 {
			d.fault(op.DiameterAVPFlags, at)
		}
		if count++; count > d.limit {
			d.fault(op.DiameterAVPCount, at)
			return top
		}
		if d.depth == 0 {
			if top == op.MaxAVPs {
				d.fault(op.DiameterAVPCount, at)
				return top
			}
			row := &rows[uint8(top)]
			top++
			row.Code, row.Vendor, row.Flags, row.Offset, row.Length = code, vendor, flags, uint16(at+header), uint16(n-header)
		}
		i := dict.lookup(vendor, code) % maxListed
		if i == 0 || vendor == vendorIETF && flags&flagVendor != 0 {
			if d.stranger(code, vendor, flags, at); i == 0 {
				continue
			}
		}
		row := l.grammar.rows[i]
		r, bit := &l.grammar.rules[row>>6&1], uint64(1)<<(row&63)
		before := l.seen[row>>6&1]
		l.seen[row>>6&1] = before | bit
		if bit&^r.may|bit&before&^r.many != 0 {
			d.odd(r, bit, before, at)
		}
		e := &dict.entries[i]
		if e.size != 0 && n-header != int(e.size) || e.special || l.in != nothing {
			x.entry, x.start, x.at, x.end, x.again = e, at, at+header, at+n, before&bit != 0
			if d.value(&x, l) {
				l = &d.levels[d.depth]
				data, next = data[:l.end], x.at
			}
		}
	}
}

// enter goes into a group.
func (d *decoder) enter(x *avp, in action) (ok bool) {
	if d.depth == maxDepth {
		d.fault(op.DiameterDepth, x.start)
		return false
	}
	d.depth++
	l := &d.levels[d.depth]
	l.end, l.grammar, l.seen, l.in = x.end, grammars[x.group], [2]uint64{}, in
	return true
}

// leave goes on with what follows a level, in the one that holds it: at its end, or
// where its rest cannot be told. There is none that holds the command's own.
func (d *decoder) leave(at int, isEnd bool) (next int, l *level) {
	l = &d.levels[d.depth]
	if !isEnd {
		d.fault(op.DiameterAVPLength, at)
	}
	if d.depth == 0 {
		if isEnd {
			d.complete(l)
		}
		return at, nil
	}
	next = (l.end + 3) &^ 3 // behind its padding: a command has 20 octets in front
	d.depth--
	return next, &d.levels[d.depth]
}

// complete checks that a command has what it has to have. Groups are not asked: of
// Supported-Features, honest nodes leave out the Vendor-Id.
func (d *decoder) complete(l *level) {
	r := &l.grammar.rules
	if r[0].must&^l.seen[0]|r[1].must&^l.seen[1] != 0 && d.required() {
		d.fault(op.DiameterAVPMissing, l.end)
	}
}

// odd records that an AVP is not one of the command's or group's, or that it is
// there again.
//
//go:noinline
func (d *decoder) odd(r *rule, bit, before uint64, at int) {
	if bit&^r.may != 0 {
		d.fault(op.DiameterAVPUnexpected, at)
	}
	if bit&before&^r.many != 0 {
		d.fault(op.DiameterAVPRepeated, at)
	}
}

// resembles reports the codes of base AVPs that name who, where or whom: 1
// User-Name, 263 Session-Id, 264 Origin-Host, 283 Destination-Realm, 293
// Destination-Host, 296 Origin-Realm. Who looks for one by code alone takes that of
// any vendor for it (RULES D-15). In a group of another they are legal.
func resembles(code uint32) bool {
	const set = 1<<(263-256) | 1<<(264-256) | 1<<(283-256) | 1<<(293-256) | 1<<(296-256)
	return code == 1 || code-256 < 64 && set>>(code-256)&1 != 0
}

// stranger judges an AVP that is not listed, or has the IETF for a vendor, who has
// none in AVPs. In a group of which the contents are not listed, an AVP need not be
// either.
//
//go:noinline
func (d *decoder) stranger(code, vendor uint32, flags uint8, at int) {
	switch {
	case flags&flagVendor == 0 && listed.lookup(vendor3GPP, code) != 0:
		d.fault(op.DiameterAVPVendor, at)
		return
	case flags&flagVendor != 0 && d.depth == 0 && resembles(code):
		d.fault(op.DiameterAVPLookalike, at)
	case flags&flagVendor != 0 && vendor == vendorIETF:
		d.fault(op.DiameterAVPFlags, at)
	}
	if flags&flagMandatory != 0 && listed.lookup(vendor, code) == 0 && d.levels[d.depth].grammar != grammars[0] {
		d.fault(op.DiameterAVPMandatory, at)
	}
}
