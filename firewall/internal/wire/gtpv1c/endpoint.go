package gtpv1c

import (
	"encoding/binary"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// tunnel keeps the first TEID of its kind for endpoints.
func (d *decoder) tunnel(x *op.IE, teid *uint32) {
	if d.counts[x.Type] == 1 {
		*teid = binary.BigEndian.Uint32(d.octets(x))
	}
}

// forward keeps the first TEID Data II, behind its NSAPI (clause 7.7.15).
func (d *decoder) forward(x *op.IE) {
	if d.counts[x.Type] == 1 {
		d.teidForward = binary.BigEndian.Uint32(d.octets(x)[1:])
	}
}

// gsnAddress appends a row for a GSN Address (clause 7.7.32); endpoints completes
// it. Instance is its place among the message's addresses until then.
func (d *decoder) gsnAddress(x *op.IE) {
	v := d.octets(x)
	if len(v) != 4 && len(v) != 16 {
		d.bad(op.ColFTEIDs, op.GTPFTEID, x, 0)
		return
	}
	if len(d.b.FTEIDs)-d.firstFTEID >= op.MaxFTEIDs {
		d.fault(op.GTPIECount, int(x.Offset))
		return
	}
	t := append(d.b.FTEIDs, op.FTEID{})
	d.b.FTEIDs = t
	row := &t[len(t)-1]
	row.Instance, row.Offset = d.counts[x.Type]-1, x.Offset
	if len(v) == 4 {
		row.Addr4 = op.AddrFrom4(v)
	} else {
		row.Addr6 = op.AddrFrom16(v)
	}
}

// place says what one GSN address of a message is for.
type place struct {
	use      uint8 // op.FTEIDv1Control, op.FTEIDv1User
	instance uint8 // as in op.FTEID
	context  uint8 // as in op.FTEID
}

// inContext is op.FTEID.Context of an address that belongs to a context which the
// message hands over.
const inContext = 0xFF

// alone is the place of the only address in the update of an SGSN that answers:
// it names no other than that for user traffic (TS 29.060 table 10).
var alone = []place{{use: op.FTEIDv1User}}

// places reads what a source says of a message's addresses.
func places(addresses string) (list []place) {
	own, handed, _ := strings.Cut(addresses, "+")
	seen := map[rune]uint8{}
	for _, c := range own {
		list = append(list, place{useOf(c), seen[c], 0})
		seen[c]++
	}
	for len(handed) > 0 && len(list) < op.MaxFTEIDs {
		for _, c := range handed {
			list = append(list, place{useOf(c), 0, inContext})
		}
	}
	return list
}

func useOf(c rune) uint8 {
	if c == 'U' {
		return op.FTEIDv1User
	}
	return op.FTEIDv1Control
}

// endpoints pairs the addresses with the TEIDs, which stand in elements of their
// own. An alternative address, of the other family, has the TEID of the address
// that it stands for. The TEIDs of a context that is handed over stand in its PDP
// Context.
func (d *decoder) endpoints() {
	list := d.rule.places
	if d.code == updatePDPContextResponse && d.counts[ieGSNAddress] == 1 {
		list = alone
	}
	rows := d.b.FTEIDs[d.firstFTEID:]
	for i := range rows {
		row := &rows[i]
		at := list[min(int(row.Instance), len(list)-1)] // there may be too many, which is a fault
		row.Interface, row.Instance, row.Context = at.use, at.instance, at.context
		switch {
		case at.context != 0:
		case at.use == op.FTEIDv1Control:
			row.TEID = d.teidControl
		case d.saw(ieTEIDData, 1):
			row.TEID = d.teidUser
		default:
			row.TEID = d.teidForward
		}
	}
}
