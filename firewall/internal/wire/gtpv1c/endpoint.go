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

// inContext is op.FTEID.Context of an address that belongs to a context which the
// message hands over.
const inContext = 0xFF

// endpoints pairs the addresses with the TEIDs, which stand in elements of their
// own. An alternative address, of the other family, has the TEID of the address
// that it stands for. Instance counts the addresses for the same traffic.
func (d *decoder) endpoints() {
	rows := d.b.FTEIDs[d.firstFTEID:]
	own, handed, _ := strings.Cut(d.rule.addresses, "+")
	if d.code == updatePDPContextResponse && d.counts[ieGSNAddress] == 1 {
		own = "U" // of an SGSN, which names no other (TS 29.060 table 10)
	}
	for i := range rows {
		row, at := &rows[i], int(rows[i].Instance)
		if at >= len(own) && handed != "" {
			row.Instance, row.Context = 0, inContext
			d.pair(row, handed[(at-len(own))%len(handed)])
			continue
		}
		use := own[min(at, len(own)-1)] // further ones are a fault already
		row.Instance = uint8(strings.Count(own[:min(at, len(own))], string(use)))
		d.pair(row, use)
	}
}

// pair enters what an address is for, and the TEID for that. The TEIDs of a
// context that is handed over stand in its PDP Context.
func (d *decoder) pair(row *op.FTEID, use byte) {
	row.Interface = op.FTEIDv1Control
	teid := d.teidControl
	if use == 'U' {
		row.Interface = op.FTEIDv1User
		if teid = d.teidUser; !d.saw(ieTEIDData, 1) {
			teid = d.teidForward
		}
	}
	if row.Context == 0 {
		row.TEID = teid
	}
}
