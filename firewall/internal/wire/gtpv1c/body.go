package gtpv1c

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// maxEchoPrivate is how many octets of private extensions policy allows in an
// Echo (RULES G-12).
const maxEchoPrivate = 32

// body decodes the elements between two offsets and checks the message as a whole.
func (d *decoder) body(p, end int) {
	b, o := d.b, d.o
	first := len(b.IEs)
	d.firstFTEID = len(b.FTEIDs)
	b.IEs = slices.Grow(b.IEs, op.MaxIEs)
	n := d.walk((*[op.MaxIEs]op.IE)(b.IEs[first:first+op.MaxIEs]), p, end)
	if first > math.MaxUint16-op.MaxIEs { // beyond what op.Range counts; no link fills a batch so far
		first, n = 0, 0
	} else {
		b.IEs = b.IEs[:first+n]
	}
	d.finish()

	o.GTP.IEs = op.Range{First: uint16(first), Count: uint16(n)}
	o.GTP.FTEIDs = op.Range{First: uint16(d.firstFTEID), Count: uint16(len(b.FTEIDs) - d.firstFTEID)}
	o.Has(op.ColIEs)
	if len(b.FTEIDs) != d.firstFTEID {
		o.Has(op.ColFTEIDs)
	}
}

// walk decodes the elements and indexes them; it returns how many. It stops where
// an element's end cannot be known, and where no honest message gets to: so the
// worst one costs little more than the best.
func (d *decoder) walk(index *[op.MaxIEs]op.IE, p, end int) (indexed int) {
	data, rules, last := d.data[:end], d.rule.rules, uint8(0)
	for p < len(data) {
		t := data[p]
		e := &rules.elements[t]
		v, n := p+1, int(e.fixed)
		if t >= firstTLV {
			v, n = length(data, p, t)
		} else if n == 0 {
			d.unreadable(op.GTPIEUnknownLength, p)
			return indexed
		}
		if n > len(data)-v {
			d.unreadable(op.GTPIETruncated, p)
			return indexed
		}
		if indexed >= len(index) {
			d.unreadable(op.GTPIECount, p)
			return indexed
		}
		p = v + n
		// The index is written field by field: a composite literal is put together
		// in octets on the stack and stalls the load that moves it.
		x := &index[indexed]
		indexed++
		x.Type, x.Instance, x.Depth, x.Parent = t, 0, 0, 0
		x.Offset, x.Length = uint16(v), uint16(n)

		if t < last {
			d.fault(op.GTPIEOrder, v)
		}
		last = t
		d.counts[t]++
		if d.counts[t] > e.most {
			d.superfluous(x, e.most)
		}
		if n < int(e.fixed) {
			d.bad(int(columns[e.content]), op.GTPIETooShort, x, 0)
			continue
		}
		switch e.content {
		case imsi:
			d.imsi(x)
		case msisdn:
			d.msisdn(x)
		case equipmentIdentity:
			d.equipmentIdentity(x)
		case routeingArea:
			d.routeingArea(x)
		case cause:
			d.cause(x)
		case recovery:
			d.recovery(x)
		case selectionMode:
			d.selectionMode(x)
		case tunnelUser:
			d.tunnel(x, &d.teidUser)
		case tunnelControl:
			d.tunnel(x, &d.teidControl)
		case tunnelForward:
			d.forward(x)
		case contextIdentity:
			d.contextIdentity(x)
		case endUserAddress:
			d.endUserAddress(x)
		case accessPointName:
			d.accessPointName(x)
		case protocolOptions:
			d.protocolOptions(x)
		case gsnAddress:
			d.gsnAddress(x)
		case template:
			d.template(x)
		case accessTechnology:
			d.accessTechnology(x)
		case location:
			d.location(x)
		case privateExtension:
			d.private += n
		}
	}
	return indexed
}

// length reads the length field of the element at p, of two octets but for
// Extension Header Type List (TS 29.060 clause 7.7.40), and returns where the
// value starts. A field that is cut off has a length that does not fit.
func length(data []byte, p int, t uint8) (v, n int) {
	if t == ieExtensionTypes {
		if len(data)-p < 2 {
			return p, math.MaxInt
		}
		return p + 2, int(data[p+1])
	}
	if len(data)-p < 3 {
		return p, math.MaxInt
	}
	return p + 3, int(binary.BigEndian.Uint16(data[p+1:]))
}

// unreadable records an element whose end is not known, and with it that of all
// that follows. What stands in an Echo and is no element at all is how GTPDOOR
// is called.
func (d *decoder) unreadable(c op.FaultCode, at int) {
	if d.isEcho() {
		d.strange = true
		return
	}
	d.fault(c, at)
}

// superfluous records an element that the message does not list, or not so often.
func (d *decoder) superfluous(x *op.IE, most uint8) {
	t, at := x.Type, int(x.Offset)
	switch {
	case most > 0:
		d.fault(op.GTPIERepeated, at)
	case t == ieCause:
		// Its own check says so.
	case elements[t].name == "":
		d.strange = true
		d.fault(op.GTPIEUnknown, at)
	default:
		d.strange = true
		d.fault(op.GTPIEUnexpected, at)
	}
	if most == 0 && d.counts[t] > 1 && elements[t].name != "" && !lists[t] {
		d.fault(op.GTPIERepeated, at)
	}
}

// lists are the elements that may be there several times in some message (TS
// 29.060 clause 8.2): where they do not belong, they are not ambiguous either.
var lists = func() (t [256]bool) {
	t[ieTypeExtension] = true
	for i := range messages {
		if rules := messages[i].rules; rules != nil && rules != anything {
			for e := range rules.elements {
				t[e] = t[e] || rules.elements[e].most > 1
			}
		}
	}
	return t
}()

// finish checks what only the whole message shows.
func (d *decoder) finish() {
	if d.rule.role == unlisted {
		d.fault(op.GTPMessageUnknown, 1)
	}
	if d.isMissing() {
		d.fault(op.GTPIEMissing, 0)
	}
	d.endpoints()
	if d.isEcho() {
		d.echo()
	}
}

// saw reports whether elements of a type were there so often.
func (d *decoder) saw(t, times uint8) bool { return d.counts[t] >= times }

// isMissing reports whether a mandatory element is absent. A response that
// rejects needs its cause only.
func (d *decoder) isMissing() bool {
	if d.rule.role == triggered && d.o.IsPresent(op.ColCause) && d.o.GTP.Cause >= causeRejection {
		return false
	}
	for _, n := range d.rule.rules.must {
		if d.counts[n.element] < n.times {
			return true
		}
	}
	switch d.code {
	case createPDPContextRequest:
		return d.o.GTP.TEID == 0 && !d.isFirstContext()
	case updatePDPContextRequest:
		return !d.isUpdate()
	}
	return false
}

// isFirstContext reports whether a Create PDP Context Request without a tunnel
// has what only a secondary context lacks (TS 29.060 clause 7.3.1). An emergency
// may do without an IMSI, not without the equipment's identity too.
func (d *decoder) isFirstContext() bool {
	return d.saw(ieEndUserAddress, 1) && d.saw(ieAPN, 1) && (d.saw(ieIMSI, 1) || d.saw(ieIMEI, 1))
}

// isUpdate reports whether an Update PDP Context Request is complete. The SGSN's
// moves the tunnel and has to say all of it, the GGSN's names none (TS 29.060
// tables 7 and 8).
func (d *decoder) isUpdate() bool {
	if !d.saw(ieTEIDData, 1) && !d.saw(ieTEIDControl, 1) && !d.saw(ieGSNAddress, 1) {
		return true
	}
	return d.saw(ieTEIDData, 1) && d.saw(ieGSNAddress, 2) && d.saw(ieQoS, 1)
}

// echo holds an Echo to what one is: it is answered by everything that speaks
// GTP, and GTPDOOR and its like hide in its octets (RULES G-12).
func (d *decoder) echo() {
	if d.strange {
		d.fault(op.GTPEchoPayload, 0)
	}
	if d.private > 0 {
		d.fault(op.GTPPrivateExtension, 0)
	}
	if d.private > maxEchoPrivate {
		d.fault(op.GTPPrivateExtensionOversize, 0)
	}
}
