package gtpu

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// maxExtensions is the policy's bound on the chain; nothing sends more than two.
const maxExtensions = 8

// comprehension is the bit of an extension header's type that says that a
// receiver who does not know it must not go on (TS 29.281 figure 5.2.1-3).
const comprehension = 0x80

// place says where an extension header may stand.
type place uint8

const (
	onPackets place = iota + 1 // between operators, on a G-PDU
	onErrors                   // in an Error Indication
	elsewhere                  // on interfaces that no operator shares with another
)

// extension is what the standard says about one type of extension header.
type extension struct {
	name  string
	place place
	alone bool // a G-PDU with it may have no packet
}

// extensions is TS 29.281 figure 5.2.1-3. 0x01, 0x02, 0xC1 and 0xC2 are GTP-C's:
// to the user plane they are unlisted.
var extensions = [256]extension{
	0x03: {"Long PDCP PDU Number", elsewhere, false}, // as 0x82, to receivers that need not know it
	0x20: {"Service Class Indicator", onPackets, false},
	0x40: {"UDP Port", onErrors, false},
	0x81: {"RAN Container", elsewhere, true},
	0x82: {"Long PDCP PDU Number", elsewhere, false},
	0x83: {"Xw RAN Container", elsewhere, true},
	0x84: {"NR RAN Container", elsewhere, true},
	0x85: {"PDU Session Container", elsewhere, true}, // of N3 and N9
	0xC0: {"PDCP PDU Number", elsewhere, false},
}

// ExtensionName returns the name of an extension header type as in TS 29.281
// figure 5.2.1-3, or "" for one that the user plane does not have.
func ExtensionName(t uint8) string { return extensions[t].name }

// extensions reads the chain of extension headers, and returns where it ends, or
// 0 when it is broken. A length of zero has kept receivers in a loop.
func (d *decoder) extensions(end int) (body int) {
	o, at := d.o, headerLengthOptional
	first := d.data[at-1]
	if first != 0 {
		d.strange(at)
	}
	for t := first; t != 0; t = d.data[at-1] {
		if at == end || o.GTP.Extensions == maxExtensions {
			d.fault(op.GTPExtensionHeader, at)
			return 0
		}
		n := 4 * int(d.data[at])
		if n == 0 || n > end-at {
			d.fault(op.GTPExtensionHeader, at)
			return 0
		}
		o.GTP.Extensions++
		o.GTP.FirstExt = first
		o.Has(op.ColFirstExtension)
		d.extension(t, at)
		at += n
	}
	return at
}

// extension checks that an extension header belongs to the message.
func (d *decoder) extension(t uint8, at int) {
	switch x := &extensions[t]; {
	case x.name == "" && t&comprehension != 0,
		x.place == onPackets && d.code != gPDU,
		x.place == onErrors && d.code != errorIndication:
		d.fault(op.GTPExtensionHeader, at)
	case x.name == "":
		d.fault(op.GTPExtensionUnknown, at)
	case x.place == elsewhere:
		d.fault(op.GTPExtensionUnexpected, at)
		d.container = d.container || x.alone
	}
}
