package gtpu

import (
	"encoding/binary"
	"math"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// maxEchoPrivate is the policy's limit on the octets of private extensions in an
// Echo (RULES G-12).
const maxEchoPrivate = 32

// IE types (TS 29.281 table 8.1-1).
const (
	ieRecovery            = 14
	ieTEIDData            = 16
	iePeerAddress         = 133
	ieHeaderTypes         = 141
	ieStatusInformation   = 230
	ieRecoveryTime        = 231
	iePrivateExtension    = 255
	firstTLV              = 128 // types below have no length
	firstSpare, lastSpare = 232, 237
)

// members is a set of elements.
type members uint8

const (
	recovery members = 1 << iota
	teidData
	peerAddress
	headerTypes
	statusInformation
	recoveryTime
	privateExtension
)

// element is what table 8.1-1 and clause 8 say about one IE type.
type element struct {
	name   string
	member members
	fixed  uint8 // octets of the value before any that may be absent; less is a fault
}

var elements = [256]element{
	ieRecovery:          {"Recovery", recovery, 1},
	ieTEIDData:          {"Tunnel Endpoint Identifier Data I", teidData, 4},
	iePeerAddress:       {"GTP-U Peer Address", peerAddress, 4},
	ieHeaderTypes:       {"Extension Header Type List", headerTypes, 0},
	ieStatusInformation: {"GTP-U Tunnel Status Information", statusInformation, 1},
	ieRecoveryTime:      {"Recovery Time Stamp", recoveryTime, 4},
	iePrivateExtension:  {"Private Extension", privateExtension, 2},
}

// IEName returns the name of an IE type as in TS 29.281 table 8.1-1, or "" for a
// type that the table reserves or leaves spare.
func IEName(t uint8) string { return elements[t].name }

// valueLengths are the lengths of the elements without a length field, which
// table 8.1-1 leaves to TS 29.060 table 37; 0 is unlisted. To know them is to be
// able to skip them.
var valueLengths = [firstTLV]uint8{
	1: 1, 2: 8, 3: 6, 4: 4, 5: 4, 8: 1, 9: 28, 11: 1, 12: 3, 13: 1, ieRecovery: 1, 15: 1, ieTEIDData: 4, 17: 4, 18: 5,
	19: 1, 20: 1, 21: 1, 22: 9, 23: 1, 24: 1, 25: 2, 26: 2, 27: 2, 28: 2, 29: 1, 127: 4,
}

// body decodes the elements between two offsets and checks the message as a whole.
func (d *decoder) body(at, end int) {
	b, o := d.b, d.o
	first := len(b.IEs)
	there := members(0)
	for at < end {
		next, member := d.element(at, end, first)
		if next == 0 {
			break
		}
		at, there = next, there|member
	}
	if first <= math.MaxUint16 { // op.Range counts in 16 bits
		o.GTP.IEs = op.Range{First: uint16(first), Count: uint16(len(b.IEs) - first)}
		o.Has(op.ColIEs)
	}
	if d.rule.must&^there != 0 {
		d.fault(op.GTPIEMissing, 0)
	}
	if o.GTP.FTEIDs.Count != 0 {
		b.FTEIDs[o.GTP.FTEIDs.First].TEID = d.teid
	}
}

// element decodes one element and returns where the next one starts, or 0 when
// that cannot be known, and what it is. Columns hold what is there, whether or
// not the message lists it.
func (d *decoder) element(at, end, firstIE int) (next int, member members) {
	t := d.data[at]
	v, n, fault := d.extent(at, end)
	if fault != 0 {
		d.fault(fault, at)
		d.strange(at)
		return 0, 0
	}
	d.index(t, v, n, firstIE)
	isFirst := d.sequence(t, v)
	member = elements[t].member
	if (d.rule.must|d.rule.may|privateExtension)&member == 0 {
		d.unlisted(t, v)
	} else if !isFirst && t != iePrivateExtension {
		d.strange(v)
	}
	d.value(t, v, n, isFirst)
	return v + n, member
}

// extent returns where the value of the element at an offset lies, or a fault.
// The Extension Header Type List alone has a length of one octet (clause 8.5).
func (d *decoder) extent(at, end int) (v, n int, fault op.FaultCode) {
	t := d.data[at]
	rest := end - at
	switch {
	case t < firstTLV:
		if v, n = at+1, int(valueLengths[t]); n == 0 {
			return 0, 0, op.GTPIEUnknownLength
		}
	case t == ieHeaderTypes:
		if rest < 2 {
			return 0, 0, op.GTPIETruncated
		}
		v, n = at+2, int(d.data[at+1])
	default:
		if rest < 3 {
			return 0, 0, op.GTPIETruncated
		}
		v, n = at+3, int(binary.BigEndian.Uint16(d.data[at+1:]))
	}
	if n > end-v {
		return 0, 0, op.GTPIETruncated
	}
	return v, n, 0
}

// index appends an element to the batch's index.
func (d *decoder) index(t uint8, v, n, firstIE int) {
	b := d.b
	if len(b.IEs)-firstIE >= op.MaxIEs || firstIE > math.MaxUint16 {
		d.fault(op.GTPIECount, v)
		return
	}
	b.IEs = append(b.IEs, op.IE{})
	x := &b.IEs[len(b.IEs)-1]
	x.Type, x.Offset, x.Length = t, uint16(v), uint16(n)
}

// sequence checks that types ascend and that none but a private extension comes
// twice (clause 8.1, TS 29.060 clauses 11.1.4, 11.1.12).
func (d *decoder) sequence(t uint8, v int) (isFirst bool) {
	word, bit := &d.seen[t>>6], uint64(1)<<(t&63)
	isFirst = *word&bit == 0
	*word |= bit
	if t < d.last {
		d.fault(op.GTPIEOrder, v)
	}
	d.last = t
	if !isFirst && t != iePrivateExtension {
		d.fault(op.GTPIERepeated, v)
	}
	return isFirst
}

// unlisted records an element that the message does not list: one of GTP-U or
// of TS 29.060, to which the table leaves all but the spare types, or of nobody.
func (d *decoder) unlisted(t uint8, v int) {
	if t >= firstSpare && t <= lastSpare {
		d.fault(op.GTPIEUnknown, v)
	} else {
		d.fault(op.GTPIEUnexpected, v)
	}
	d.strange(v)
}

// value checks a value, and keeps that of the first element of its type.
func (d *decoder) value(t uint8, v, n int, isFirst bool) {
	p := d.data[v : v+n]
	if n < int(elements[t].fixed) {
		d.fault(op.GTPIETooShort, v)
		if t == iePeerAddress && isFirst {
			d.o.Bad(op.ColFTEIDs)
		}
		return
	}
	switch {
	case t == iePrivateExtension:
		d.privateExtension(v, n, isFirst)
	case !isFirst:
		return
	case t == ieRecovery:
		d.recovery(v)
	case t == ieTEIDData:
		d.teid = binary.BigEndian.Uint32(p)
	case t == iePeerAddress:
		d.peerAddress(p, v)
	}
}

// recovery keeps a restart counter. The user plane has none to tell: senders set
// zero and receivers ignore it (clause 7.2.2), so that another value takes no
// path down, but is a node that shares its counter with GTP-C, or a channel.
func (d *decoder) recovery(v int) {
	o := d.o
	o.GTP.Recovery = d.data[v]
	o.Has(op.ColRecovery)
	if o.GTP.Recovery != 0 {
		d.fault(op.GTPRecoveryValue, v)
	}
}

// peerAddress appends the tunnel that an Error Indication is about: the address
// that the packet in error was sent to (clause 8.4). Its TEID is known when all
// elements are read.
func (d *decoder) peerAddress(p []byte, v int) {
	b, o := d.b, d.o
	if len(p) != 4 && len(p) != 16 {
		d.fault(op.GTPIEValue, v)
		o.Bad(op.ColFTEIDs)
		return
	}
	if len(b.FTEIDs) > math.MaxUint16 { // op.Range counts in 16 bits
		d.fault(op.GTPIECount, v)
		return
	}
	o.GTP.FTEIDs = op.Range{First: uint16(len(b.FTEIDs)), Count: 1}
	o.Has(op.ColFTEIDs)
	b.FTEIDs = append(b.FTEIDs, op.FTEID{})
	row := &b.FTEIDs[len(b.FTEIDs)-1]
	row.Interface, row.Offset = op.FTEIDv1User, uint16(v)
	if len(p) == 4 {
		row.Addr4 = op.AddrFrom4(p)
	} else {
		row.Addr6 = op.AddrFrom16(p)
	}
}

// privateExtension counts the octets that an Echo may not have many of.
func (d *decoder) privateExtension(v, n int, isFirst bool) {
	if !d.isEcho() {
		return
	}
	if isFirst {
		d.fault(op.GTPPrivateExtension, v)
	}
	if d.private <= maxEchoPrivate && d.private+n > maxEchoPrivate {
		d.fault(op.GTPPrivateExtensionOversize, v)
	}
	d.private += n
}
