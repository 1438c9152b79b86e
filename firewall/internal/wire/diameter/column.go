package diameter

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// value reads the data of an AVP that is listed. again says that the level had one
// before: what has a column is read once, what is a list each time.
func (d *decoder) value(x *avp, e *entry, l *level, again bool) {
	if l.in == subscriptionData {
		d.c.Subscription |= uint64(e.holds)
	}
	if e.kind == grouped {
		d.group(x, e, l, again)
		return
	}
	if !d.fits(x, e) {
		d.spoilt(x, e, l)
		return
	}
	switch {
	case e.action == nothing:
	case l.depth > 0:
		if !again && l.in != nothing {
			d.member(x, e, l.in)
		}
	case e.action >= firstList:
		d.list(x, e.action)
	case !again:
		d.column(x, e.action)
	}
}

// spoilt records that the data of an AVP is not what its type has.
func (d *decoder) spoilt(x *avp, e *entry, l *level) {
	if e.kind == identity {
		d.fault(op.DiameterIdentity, x.at)
	} else {
		d.fault(op.DiameterAVPValue, x.at)
	}
	if c := columns[e.action]; l.depth == 0 && c != 0 && !d.o.IsPresent(int(c)) {
		d.o.Bad(int(c))
	}
}

// group reads a group: what of it is a column, and its members.
func (d *decoder) group(x *avp, e *entry, l *level, again bool) {
	in := e.action
	switch {
	case in == failed: // what another could not read: here neither (RFC 6733 clause 7.5)
		return
	case l.depth > 0, again && in < firstList:
		in = nothing
	}
	switch in {
	case proxyInfo:
		count(&d.c.ProxyInfos)
	case subscriptionData:
		d.o.Has(op.ColSubscriptionData)
	case vectorsEUTRAN:
		d.c.VectorsEUTRAN = 1
		d.o.Has(op.ColVectorsEutran)
	case vectorsUTRAN:
		d.c.VectorsUTRAN = 1
		d.o.Has(op.ColVectorsUtran)
	}
	g := grammars[e.group]
	switch {
	case x.at == x.end:
		if len(g.must) > 0 {
			d.fault(op.DiameterAVPMissing, x.end)
		}
	case l.depth == maxDepth:
		d.fault(op.DiameterDepth, x.start)
	default:
		d.walk(level{at: x.at, end: x.end, grammar: g, depth: l.depth + 1, in: in})
	}
}

// count adds one to a count that ends at 255.
func count(n *uint8) { *n += *n ^ 0xFF&1 }

// column reads what is at most once at top level.
func (d *decoder) column(x *avp, do action) {
	o, c := d.o, d.c
	data := d.data[x.at:x.end]
	span := op.Span{Off: uint16(x.at), Len: uint16(len(data))}
	switch do {
	case sessionID:
		d.text(x, &c.SessionID, op.ColSessionID)
		if x.start != headerLength {
			d.fault(op.DiameterSessionOrder, x.start)
		}
		return
	case userName:
		d.text(x, &c.UserName, op.ColUserName)
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
	o.Has(int(columns[do]))
}

// text reads a name that is compared with others octet by octet: one that is not
// UTF-8, or holds a NUL that some would end it at, is nobody's.
func (d *decoder) text(x *avp, span *op.Span, column int) {
	data := d.data[x.at:x.end]
	if len(data) == 0 || bytes.IndexByte(data, 0) >= 0 || !utf8.Valid(data) {
		d.fault(op.DiameterAVPValue, x.at)
		d.o.Bad(column)
		return
	}
	*span = op.Span{Off: uint16(x.at), Len: uint16(len(data))}
	d.o.Has(column)
}
