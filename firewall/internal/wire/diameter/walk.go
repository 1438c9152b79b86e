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

// walk reads the AVPs in data[at:end], the command's own or those in a group; in is
// the group's action, if its members have columns. It reports whether to go on
// behind them. It is the one loop that all octets pass, and straight on: what is
// rare, or long, is called. A header is tested as one word.
func (d *decoder) walk(at, end int, g *grammar, in action) (goOn bool) {
	const low = 24 // flags are above it, and the length below
	var seen [2]uint64
	var x avp
	data := d.data[:end]
	for len(data)-at >= 8 {
		code, head := binary.BigEndian.Uint32(data[at:at+8]), binary.BigEndian.Uint32(data[at+4:at+8])
		vendor, header := uint32(vendorIETF), 8
		if head&(flagVendor<<low) != 0 {
			if header = 12; len(data)-at >= 12 {
				vendor = binary.BigEndian.Uint32(data[at+8 : at+12])
			}
		}
		n := int(head & (1<<low - 1))
		next := at + (n+3)&^3
		if n < header || next > len(data) {
			break
		}
		if head&(flagsReserved<<low) != 0 || binary.BigEndian.Uint32(data[next-4:next])&padMask[n&3] != 0 {
			d.unclean(data[at:next], at)
		}
		if d.limit--; d.limit < 0 {
			d.fault(op.DiameterAVPCount, at)
			return false
		}
		if d.depth == 0 {
			if d.top == op.MaxAVPs {
				d.fault(op.DiameterAVPCount, at)
				return false
			}
			row := &d.rows[uint8(d.top)]
			d.top++
			row.Code, row.Vendor, row.Flags, row.Offset, row.Length = code, vendor, uint8(head>>low), uint16(at+header), uint16(n-header)
		}
		i := listed.lookup(vendor, code) % maxListed
		if i == 0 || vendor == vendorIETF && header == 12 {
			if d.stranger(code, vendor, uint8(head>>low), at, g); i == 0 {
				at = next
				continue
			}
		}
		r := g.rows[i]
		word := &seen[r>>6&1]
		again := row(*word >> (r & 63) & 1)
		*word |= 1 << (r & 63)
		if r&(never|again*once) != 0 {
			d.odd(r, again != 0, at)
		}
		e := &listed.entries[i]
		if (uint16(n-header)^e.length)&e.fixed != 0 || in != nothing {
			x.entry, x.start, x.at, x.end, x.again = e, at, at+header, at+n, again != 0
			if e.kind != grouped {
				d.value(&x, in)
			} else if !d.group(&x, in) {
				return false
			}
		}
		at = next
	}
	if at != len(data) {
		d.fault(op.DiameterAVPLength, at)
	} else if d.depth == 0 {
		d.complete(g, &seen)
	}
	return true
}

// complete checks that a command has what it has to have. Groups are not asked: of
// Supported-Features, honest nodes leave out the Vendor-Id.
func (d *decoder) complete(g *grammar, seen *[2]uint64) {
	if g.must[0]&^seen[0]|g.must[1]&^seen[1] != 0 && d.required() {
		d.fault(op.DiameterAVPMissing, len(d.data))
	}
}

// unclean records what of an AVP at an offset is to be zero and is not.
//
//go:noinline
func (d *decoder) unclean(whole []byte, at int) {
	n := int(binary.BigEndian.Uint32(whole[4:]) & 0xFFFFFF)
	if binary.BigEndian.Uint32(whole[len(whole)-4:])&padMask[n&3] != 0 {
		d.fault(op.DiameterAVPPadding, at+n)
	}
	if whole[4]&flagsReserved != 0 {
		d.fault(op.DiameterAVPFlags, at)
	}
}

// odd records that an AVP is not one of the command's or group's, or that it is
// there again.
//
//go:noinline
func (d *decoder) odd(r row, again bool, at int) {
	if r&never != 0 {
		d.fault(op.DiameterAVPUnexpected, at)
	}
	if r&once != 0 && again {
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
func (d *decoder) stranger(code, vendor uint32, flags uint8, at int, g *grammar) {
	switch {
	case flags&flagVendor == 0 && listed.lookup(vendor3GPP, code) != 0:
		d.fault(op.DiameterAVPVendor, at)
		return
	case flags&flagVendor != 0 && d.depth == 0 && resembles(code):
		d.fault(op.DiameterAVPLookalike, at)
	case flags&flagVendor != 0 && vendor == vendorIETF:
		d.fault(op.DiameterAVPFlags, at)
	}
	if flags&flagMandatory != 0 && listed.lookup(vendor, code) == 0 && g != grammars[0] {
		d.fault(op.DiameterAVPMandatory, at)
	}
}
