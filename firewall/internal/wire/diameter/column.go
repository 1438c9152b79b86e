package diameter

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// value reads the data of an AVP that is no group: what has a column is read once,
// what is a list each time. in is what the group around it is for.
func (d *decoder) value(x *avp, in action) {
	if in == subscriptionData {
		d.c.Subscription |= uint64(x.holds)
	}
	data := d.data[x.at:x.end]
	switch {
	case x.kind == identity && !isName(d.data, x.at, x.end), x.kind != identity && !x.fits(data):
		d.spoilt(x)
	case x.action == nothing:
	case d.depth > 0:
		if !x.again && in != nothing {
			d.member(data, x, in)
		}
	case x.action == routeRecord: // of these a packet has most
		d.route(x.at, len(data))
	case x.action >= firstList:
		d.list(data, x)
	case !x.again:
		d.column(data, x)
	}
}

// spoilt records that the data of an AVP is not what its type has.
func (d *decoder) spoilt(x *avp) {
	if x.kind == identity {
		d.fault(op.DiameterIdentity, x.at)
	} else {
		d.fault(op.DiameterAVPValue, x.at)
	}
	if c := int(columns[x.action]); d.depth == 0 && c != 0 && !d.o.IsPresent(c) {
		d.o.Bad(c)
	}
}

// group reads what of a group is a column, and what is in it. around is what the
// group around it is for. It reports whether to go on behind it.
func (d *decoder) group(x *avp, around action) (goOn bool) {
	if around == subscriptionData {
		d.c.Subscription |= uint64(x.holds)
	}
	in := x.action
	switch {
	case in == nothing:
	case in == failed: // what another could not read: here neither (RFC 6733 clause 7.5)
		return true
	case d.depth > 0, in == accessPoints, in == accessPoint:
		in = toAccessPoints(around, in)
	case x.again && in < firstList:
		in = nothing
	case in == proxyInfo:
		count(&d.c.ProxyInfos)
	case in == subscriptionData:
		d.o.Has(op.ColSubscriptionData)
	case in == vectorsEUTRAN:
		d.c.VectorsEUTRAN = 1
		d.o.Has(op.ColVectorsEutran)
	case in == vectorsUTRAN:
		d.c.VectorsUTRAN = 1
		d.o.Has(op.ColVectorsUtran)
	}
	if x.at == x.end {
		return true
	}
	if d.depth == maxDepth {
		d.fault(op.DiameterDepth, x.start)
		return true
	}
	d.depth++
	goOn = d.walk(x.at, x.end, grammars[x.group], in)
	d.depth--
	return goOn
}

// toAccessPoints is what a group in a group is for: only the way from
// Subscription-Data to the access points in it has columns (TS 29.272 clauses 7.3.34,
// 7.3.35, 7.3.72, 7.3.74).
func toAccessPoints(around, in action) action {
	if around == subscriptionData && in == accessPoints || around == accessPoints && in == accessPoint {
		return in
	}
	return nothing
}

// count adds one to a count that ends at 255.
func count(n *uint8) {
	if *n < 255 {
		*n++
	}
}

// column reads what is at most once at top level.
func (d *decoder) column(data []byte, x *avp) {
	o, c := d.o, d.c
	span := op.Span{Off: uint16(x.at), Len: uint16(len(data))}
	switch x.action {
	case sessionID:
		d.text(data, x.at, &c.SessionID, op.ColSessionID)
		if x.start != headerLength {
			d.fault(op.DiameterSessionOrder, x.start)
		}
		return
	case userName:
		d.text(data, x.at, &c.UserName, op.ColUserName)
		d.subscriber(data, x.at, d.app.userName)
		return
	case originHost:
		c.OriginHost = span
	case originRealm:
		c.OriginRealm = span
	case destinationHost:
		c.DestinationHost = span
	case destinationRealm:
		c.DestinationRealm = span
	case visitedPLMN:
		d.visited(data, x.at)
		return
	case msisdn:
		d.number(data, x.at)
		return
	case resultCode:
		c.ResultCode = binary.BigEndian.Uint32(data)
	case ratType:
		c.RAT = binary.BigEndian.Uint32(data)
	case ulrFlags:
		c.ULRFlags = binary.BigEndian.Uint32(data)
	case idrFlags:
		c.IDRFlags = binary.BigEndian.Uint32(data)
	case norFlags:
		c.NORFlags = binary.BigEndian.Uint32(data)
	case cancellationType:
		c.CancellationType = binary.BigEndian.Uint32(data)
	}
	o.Has(int(columns[x.action]))
}

// text reads a name that is compared with others octet by octet: one that is not
// UTF-8, or holds a NUL that some would end it at, is nobody's.
func (d *decoder) text(data []byte, at int, span *op.Span, column int) {
	if len(data) == 0 || !isPlain(d.data, at, at+len(data)) && (bytes.IndexByte(data, 0) >= 0 || !utf8.Valid(data)) {
		d.fault(op.DiameterAVPValue, at)
		d.o.Bad(column)
		return
	}
	*span = op.Span{Off: uint16(at), Len: uint16(len(data))}
	d.o.Has(column)
}
