package wire

import (
	"encoding/binary"
	"fmt"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sccp"
)

// Element is a part of a message of SS7 or Diameter for people to look at.
type Element struct {
	Offset int // in the message's payload
	Depth  int // 0 outermost
	Length int // octets of the contents, or Indefinite
	Name   string
	Value  []byte // contents; nil where the elements that follow are they
}

// Indefinite is the length of an element that ends with 00 00.
const Indefinite = -1

// maxElements bounds what is listed of one message: 64 kB of empty elements are
// nothing to read.
const maxElements = 2000

// Elements lists what is in the payload of a message of SS7, layer by layer, or of
// Diameter, as far as it can be followed: nothing of other protocols, whose elements
// are in Batch.IEs. It is for display: it reads the payload once more and allocates.
func Elements(b *op.Batch, m *op.Message) []Element {
	if m.NumOps == 0 {
		return nil
	}
	o := &b.Ops[m.FirstOp]
	switch {
	case o.Protocol == op.ProtoDiameter:
		l := lister{b: m.Payload}
		l.diameter()
		return l.list
	case o.Protocol == op.ProtoSCTP:
		l := lister{b: m.Payload}
		l.chunks(b.Ops[m.FirstOp:][:m.NumOps])
		return l.list
	case o.SS7 == 0:
		return nil
	}
	s := b.SS7Of(o)
	l := lister{b: m.Payload, transaction: int(s.Transaction.Off), length: int(s.Transaction.Len)}
	switch {
	case l.length > 0 && l.transaction == 0: // put together from segments
		l.ber(0, len(l.b), 0)
	case len(l.b) >= 8 && l.b[0] == 1 && (o.IsPresent(op.ColOpc) || s.SCCPType != 1): // a SIO of SCCP is another one; CR has type 1
		l.sigtran()
	case !o.IsPresent(op.ColOpc) && o.IsPresent(op.ColSccpType):
		l.sccp(0, len(l.b), 0)
	case l.length > 0:
		l.add(0, 0, "envelope", 0, l.transaction)
		l.ber(l.transaction, l.transaction+l.length, 0)
	}
	return l.list
}

// lister makes the list. Its methods take ranges of b that the caller has bounded.
type lister struct {
	b                   []byte
	transaction, length int // where the message of TCAP is
	list                []Element
}

// add lists b[from:to], whose header starts at offset.
func (l *lister) add(depth, offset int, name string, from, to int) {
	l.append(Element{offset, depth, to - from, name, l.b[from:to]})
}

// group lists what the elements that follow are in.
func (l *lister) group(depth, offset int, name string, length int) {
	l.append(Element{offset, depth, length, name, nil})
}

func (l *lister) append(e Element) {
	if len(l.list) < maxElements {
		l.list = append(l.list, e)
	}
}

// parameterNames are those of parameters of M3UA (RFC 4666 clause 3.2).
var parameterNames = map[uint16]string{
	0x0004: "INFO String", 0x0006: "Routing Context", 0x0007: "Diagnostic Information", 0x0009: "Heartbeat Data", 0x000b: "Traffic Mode Type",
	0x000c: "Error Code", 0x000d: "Status", 0x0011: "ASP Identifier", 0x0012: "Affected Point Code", 0x0013: "Correlation ID",
	0x0200: "Network Appearance", 0x0204: "User/Cause", 0x0205: "Congestion Indications", 0x0206: "Concerned Destination", 0x0207: "Routing Key",
	0x0208: "Registration Result", 0x0209: "Deregistration Result", 0x020a: "Local Routing Key Identifier", 0x020b: "Destination Point Code",
	0x020c: "Service Indicators", 0x020e: "Originating Point Code List", protocolData: "Protocol Data", 0x0212: "Registration Status", 0x0213: "Deregistration Status",
}

const protocolData = 0x0210

// sigtran lists a message of M3UA, or of its kin as far as that looks the same.
func (l *lister) sigtran() {
	l.add(0, 0, "header", 0, 8)
	for at := 8; at+4 <= len(l.b); {
		tag, n := binary.BigEndian.Uint16(l.b[at:]), int(binary.BigEndian.Uint16(l.b[at+2:]))
		end := at + n
		if n < 4 || end > len(l.b) {
			l.add(0, at, "octets that are no parameter", at, len(l.b))
			return
		}
		name := fmt.Sprintf("%#04x %s", tag, parameterName(tag))
		if tag == protocolData && n >= 16 {
			l.group(0, at, name, n-4)
			l.add(1, at+4, "OPC", at+4, at+8)
			l.add(1, at+8, "DPC", at+8, at+12)
			l.add(1, at+12, "SI, NI, MP, SLS", at+12, at+16)
			l.userPart(at+16, end, l.b[at+12])
		} else if !l.kin(tag, name, at, end) {
			l.add(0, at, name, at+4, end)
		}
		at = end + -n&3
	}
}

func (l *lister) userPart(from, to int, service byte) {
	if service == serviceSCCP && from < to {
		l.sccp(from, to, 1)
		return
	}
	l.add(1, from, "user part", from, to)
}

// sccp lists the message of SCCP in b[from:to].
func (l *lister) sccp(from, to, depth int) {
	b := l.b[:to]
	t := b[from]
	name := sccp.Name(t)
	if name == "" {
		name = "not listed"
	}
	l.group(depth, from, "SCCP "+name, to-from)
	fixed, size, extended := 2, 1, false
	switch t {
	case sccp.XUDT, sccp.XUDTS:
		fixed, extended = 3, true
	case sccp.LUDT, sccp.LUDTS:
		fixed, extended, size = 3, true, 2
	case sccp.UDT, sccp.UDTS:
	default:
		l.add(depth+1, from+1, "octets", min(from+1, to), to)
		return
	}
	if from+fixed+4*size > to {
		l.add(depth+1, from+1, "octets cut off", min(from+1, to), to)
		return
	}
	first := "protocol class"
	if t == sccp.UDTS || t == sccp.XUDTS || t == sccp.LUDTS {
		first = "return cause"
	}
	if extended {
		first += ", hop counter"
	}
	l.add(depth+1, from+1, first, from+1, from+fixed)
	for i, part := range [...]string{"called party", "calling party", "data", "optional part"} {
		if i < 3 || extended {
			l.part(part, from+fixed+i*size, to, size, depth+1, i)
		}
	}
}

// part lists the part of a message of SCCP whose pointer is at p.
func (l *lister) part(name string, p, to, size, depth, number int) {
	n, from := int(l.b[p]), p
	if size == 2 {
		n, from = int(binary.LittleEndian.Uint16(l.b[p:])), p+1
	}
	at := from + n
	if n == 0 || at >= to {
		l.group(depth, p, name+": none", 0)
		return
	}
	if number == 3 {
		l.add(depth, at, name, at, to)
		return
	}
	start, length := at+1, int(l.b[at])
	if number == 2 && size == 2 && at+2 <= to {
		start, length = at+2, int(binary.LittleEndian.Uint16(l.b[at:]))
	}
	end := start + length
	switch {
	case end > to:
		l.add(depth, at, name+" cut off", min(start, to), to)
	case number < 2:
		l.group(depth, at, name, length)
		l.address(start, end, depth+1)
	case l.length > 0 && start == l.transaction:
		l.group(depth, at, name, length)
		l.ber(start, end, depth+1)
	default:
		l.add(depth, at, name, start, end)
	}
}

// address lists a party address (Q.713 clause 3.4).
func (l *lister) address(at, end, depth int) {
	if at == end {
		return
	}
	indicator := l.b[at]
	title := [16][]string{
		1: {"nature of address"}, 2: {"translation type"}, 3: {"translation type", "numbering plan, encoding scheme"},
		4: {"translation type", "numbering plan, encoding scheme", "nature of address"},
	}[indicator>>2&0xF]
	take := func(name string, n int) {
		if to := min(at+n, end); at < to {
			l.add(depth, at, name, at, to)
			at = to
		}
	}
	take("indicator", 1)
	if indicator&1 != 0 {
		take("point code", 2)
	}
	if indicator&2 != 0 {
		take("subsystem number", 1)
	}
	for _, name := range title {
		take(name, 1)
	}
	take("digits", end-at)
}
