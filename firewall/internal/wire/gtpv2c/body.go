package gtpv2c

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Limits by policy.
const (
	maxDepth       = 3  // of an element in the index; the standard uses 2
	maxBearers     = 15 // bearers that exist (TS 24.007 clause 11.2.3.1.5)
	maxEchoPrivate = 32 // octets of private extensions in an Echo (RULES G-12)
	maxEcho        = 32 // octets of an Echo without them: header, recovery, node features
)

// level is one scope of elements: the message, or a group.
type level struct {
	rules  *grammar
	parent uint8 // as in op.IE
	depth  uint8

	context uint8 // of F-TEIDs, as in op.FTEID
	ebi     uint8 // first EPS bearer identity 73.0
	cause   uint8 // first cause 2.0

	strangers int           // elements that rules do not list
	bearers   [4]uint16     // EPS bearer identities of the bearer contexts here, by instance
	seen      [maxRows]bool // rows of rules that were there
}

// body decodes the elements between two offsets and checks the message as a whole.
func (d *decoder) body(p, end int) {
	b, o := d.b, d.o
	firstIE := len(b.IEs)
	d.firstFTEID = len(b.FTEIDs)
	b.IEs = slices.Grow(b.IEs, op.MaxIEs+1)
	d.index = (*[op.MaxIEs + 1]op.IE)(b.IEs[firstIE : firstIE+op.MaxIEs+1])
	d.accepted, d.missing, d.senderInterface = d.rule.role != triggered, -1, noInterface

	top := level{rules: d.rule.rules}
	d.walk(p, end, &top)
	d.finish(&top)

	if firstIE > math.MaxUint16-op.MaxIEs { // beyond what op.Range counts; no link fills a batch so far
		d.fault(op.GTPIECount, p)
		firstIE, d.indexed = 0, 0
	} else {
		b.IEs = b.IEs[:firstIE+int(d.indexed)]
	}
	o.GTP.IEs = op.Range{First: uint16(firstIE), Count: uint16(d.indexed)}
	o.GTP.FTEIDs = op.Range{First: uint16(d.firstFTEID), Count: uint16(len(b.FTEIDs) - d.firstFTEID)}
	o.Has(op.ColIEs)
	if len(b.FTEIDs) != d.firstFTEID {
		o.Has(op.ColFTEIDs)
	}
}

// walk decodes the elements of one level. It stops, and with it the walks of all
// levels around it, where no honest message gets to: so the worst one costs
// little more than the best. What it did not reach is not judged.
func (d *decoder) walk(start, end int, in *level) {
	data, rules, p := d.data[:end], in.rules, start
	for x := &d.index[d.indexed]; len(data)-p >= 4 && d.indexed < op.MaxIEs; x = &d.index[d.indexed] {
		head := binary.BigEndian.Uint32(data[p : p+4 : p+4])
		n := int(head >> 8 & 0xFFFF)
		v := p + 4
		if n > len(data)-v {
			break
		}
		p = v + n
		// The index is written field by field: a composite literal is put together
		// in octets on the stack and stalls the load that moves it.
		d.indexed++
		x.Type, x.Instance, x.Depth, x.Parent = uint8(head>>24), uint8(head&0xF), in.depth, in.parent
		x.Offset, x.Length = uint16(v), uint16(n)

		e := &rules.elements[head>>24]
		row := (e.row + uint8(head&0xF)) % maxRows
		if e.instances>>(head&0xF)&1 == 0 || in.seen[row] {
			d.odd(x, e, in)
		} else {
			in.seen[row] = true
		}
		if n < int(e.fixed) {
			d.short(e.content, x)
			continue
		}
		if e.content == opaque {
			continue
		}
		switch e.content {
		case group:
			d.group(x, e, in)
		case imsi:
			d.imsi(x)
		case alternativeIMSI:
			d.alternativeIMSI(x)
		case msisdn:
			d.msisdn(x)
		case equipmentIdentity:
			d.equipmentIdentity(x)
		case cause:
			d.cause(x, in)
		case recovery:
			d.recovery(x)
		case accessPointName:
			d.accessPointName(x)
		case bearerIdentity:
			d.bearerIdentity(x, in)
		case ipAddress:
			d.ipAddress(x)
		case addressAllocation:
			d.addressAllocation(x)
		case connectionType:
			d.connectionType(x)
		case accessTechnology:
			d.accessTechnology(x)
		case servingNetwork:
			d.servingNetwork(x)
		case template:
			d.template(x)
		case location:
			d.location(x)
		case tunnel:
			d.tunnel(x, in)
		case selectionMode:
			d.selectionMode(x)
		case connectionSet:
			d.connectionSet(x)
		case privateExtension:
			d.private += n
		}
	}
	if p < len(data) {
		d.unread(p, len(data)-p)
	}
	if in.strangers > 1 {
		d.repeatedStrangers(start, p, rules)
	}
}

// unread says why the walk of a level ended before some octets: they are no
// element, or one that the index has no room for. Only the innermost level says
// the latter.
func (d *decoder) unread(at, octets int) {
	switch {
	case d.stopped:
	case d.indexed < op.MaxIEs || octets < 4:
		d.fault(op.GTPIETruncated, at)
	default:
		d.stopped = true
		d.fault(op.GTPIECount, at)
	}
}

// odd looks at an element that its level does not list, or has seen before.
func (d *decoder) odd(x *op.IE, e *entry, in *level) {
	if e.instances>>x.Instance&1 == 0 {
		d.unlisted(x, in)
	} else if !in.rules.list[e.row+x.Instance] {
		d.fault(op.GTPIERepeated, int(x.Offset))
	}
}

// fault records an anomaly. It is kept out of the callers' way: most messages
// have none.
//
//go:noinline
func (d *decoder) fault(c op.FaultCode, at int) { d.o.Faults.Add(c, at) }

// unlisted records an element that the message or group does not list. A
// private extension is listed everywhere.
func (d *decoder) unlisted(x *op.IE, in *level) {
	switch {
	case x.Type == iePrivateExtension:
		return
	case elements[x.Type].name == "":
		d.fault(op.GTPIEUnknown, int(x.Offset))
	default:
		d.fault(op.GTPIEUnexpected, int(x.Offset))
	}
	d.strange = true
	in.strangers++
}

// repeatedStrangers looks for a pair of type and instance that is repeated
// among the elements that the standard lists, but not here: no list that the
// standard knows of. It walks the level a second time, and only when there were
// several such elements.
func (d *decoder) repeatedStrangers(p, end int, rules *grammar) {
	var seen [256]uint16
	for end-p >= 4 {
		t, instance := d.data[p], d.data[p+3]&0xF
		n := int(d.data[p+1])<<8 | int(d.data[p+2])
		if e := &rules.elements[t]; elements[t].name != "" && e.instances>>instance&1 == 0 && t != iePrivateExtension && t != ieTypeExtension {
			if seen[t]>>instance&1 != 0 && !repeats[t] {
				d.fault(op.GTPIERepeated, p+4)
			}
			seen[t] |= 1 << instance
		}
		p += 4 + n
	}
}

// group decodes the members of a grouped element.
func (d *decoder) group(x *op.IE, e *entry, in *level) {
	v, t, instance := int(x.Offset), x.Type, x.Instance
	if in.depth >= maxDepth {
		d.fault(op.GTPDepth, v)
		return
	}
	inner := level{rules: anything, depth: in.depth + 1, parent: d.indexed, context: 0xFF}
	if e.group > 0 && e.instances>>instance&1 != 0 {
		inner.rules = in.rules.groups[e.group+instance]
	}
	firstFTEID := len(d.b.FTEIDs)
	if t == ieBearerContext {
		inner.context = 1 + instance
	}
	d.walk(v, v+int(x.Length), &inner)
	if d.missing < 0 && !inner.complete(d.rule.role) {
		d.missing = v
	}
	if t == ieBearerContext {
		d.bearer(instance, v, in, inner.ebi)
	} else {
		inner.ebi = 0
	}
	for rows := d.b.FTEIDs[firstFTEID:]; len(rows) > 0; rows = rows[1:] {
		if rows[0].Bearer == pendingBearer {
			rows[0].Bearer = inner.ebi
		}
	}
}

// pendingBearer marks the rows of a group whose identity may still come. Those
// of groups inside it have theirs when it ends.
const pendingBearer = 0xFF

// complete reports whether every mandatory member was there. A bearer context
// whose cause rejects may consist of the cause alone (TS 29.274 clause 6.1.1).
func (l *level) complete(r role) bool {
	for _, row := range l.rules.must {
		if !l.seen[row] {
			return r == triggered && l.cause != 0 && !accepts(l.cause)
		}
	}
	return true
}

// bearer counts a bearer context and looks for another one of its kind with the
// same identity: a receiver that takes both has crashed (Open5GS 4278).
func (d *decoder) bearer(instance uint8, v int, in *level, ebi uint8) {
	count := &d.bearers
	if in.depth > 0 {
		count = &d.innerBearers
	}
	if *count++; *count > maxBearers {
		d.fault(op.GTPBearerCount, v)
	}
	if ebi == 0 || int(instance) >= len(in.bearers) {
		return
	}
	if in.bearers[instance]>>ebi&1 != 0 {
		d.fault(op.GTPBearerRepeated, v)
	}
	in.bearers[instance] |= 1 << ebi
}

// finish checks what only the whole message shows.
func (d *decoder) finish(top *level) {
	o := d.o
	at := int(o.Start)
	if d.rule.role == unlisted {
		d.fault(op.GTPMessageUnknown, at+1)
	}
	o.GTP.Bearers = uint8(min(d.bearers, 255))
	switch {
	case d.stopped: // it may be among what was not walked
	case d.missingElements(top):
		d.fault(op.GTPIEMissing, at)
	case d.missing >= 0 && d.accepted:
		d.fault(op.GTPIEMissing, d.missing)
	}
	if d.code == echoRequest || d.code == echoResponse {
		d.echo(at)
	}
}

// missingElements reports whether a mandatory element is absent. A response that
// rejects needs its cause only (TS 29.274 clause 6.1.1).
func (d *decoder) missingElements(top *level) bool {
	if d.rule.role == triggered && !d.accepted && top.saw(ieCause) {
		return false
	}
	for _, row := range top.rules.must {
		if !top.seen[row] {
			return true
		}
	}
	// The serving network is mandatory where the sender is an SGW on S5/S8
	// (TS 29.274 table 7.2.1-1, RULES G-10).
	return d.code == createSessionRequest && d.senderInterface == interfaceS5S8SGW && !top.saw(ieServingNetwork)
}

// saw reports whether instance 0 of a type is listed and was there.
func (l *level) saw(t uint8) bool {
	e := &l.rules.elements[t]
	return e.instances&1 != 0 && l.seen[e.row%maxRows]
}

// echo holds an Echo to what one is: it is answered by everything that speaks
// GTP, and GTPDOOR and its like hide in its octets (RULES G-12).
func (d *decoder) echo(at int) {
	o := d.o
	if d.strange || int(o.Length)-d.private > maxEcho {
		d.fault(op.GTPEchoPayload, at)
	}
	if d.private > 0 {
		d.fault(op.GTPPrivateExtension, at)
	}
	if d.private > maxEchoPrivate {
		d.fault(op.GTPPrivateExtensionOversize, at)
	}
}
