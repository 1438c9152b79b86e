package wire

import (
	"fmt"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// place tells what tags mean.
type place uint8

const (
	inArgument place = iota // only the argument's own grammar knows
	inNothing               // a message of TCAP is expected
	inMessage
	inComponents
	inInvoke // or another component
	inResult
	inDialogue
	inPDU
	inAbort
)

// tagName is what a tag means in a place, and what its contents are.
type tagName struct {
	name string
	then place
}

// tagNames by place and tag (Q.773 clauses 3.1, 3.2, 4.2.3).
var tagNames = [...]map[uint32]tagName{
	inNothing: {0x61: {"unidirectional", inMessage}, 0x62: {"begin", inMessage}, 0x64: {"end", inMessage}, 0x65: {"continue", inMessage}, 0x67: {"abort", inMessage}},
	inMessage: {0x48: {"otid", 0}, 0x49: {"dtid", 0}, 0x4A: {"p-abort cause", 0}, 0x6B: {"dialogue portion", inDialogue}, 0x6C: {"component portion", inComponents}},
	inComponents: {0xA1: {"invoke", inInvoke}, 0xA2: {"returnResultLast", inInvoke}, 0xA3: {"returnError", inInvoke}, 0xA4: {"reject", inInvoke},
		0xA7: {"returnResultNotLast", inInvoke}},
	inInvoke: {0x02: {"INTEGER", 0}, 0x80: {"linkedID or general problem", 0}, 0x81: {"invoke problem", 0}, 0x82: {"return result problem", 0}, 0x83: {"return error problem", 0}, 0x30: {"SEQUENCE", inResult}},
	inDialogue: {0x28: {"EXTERNAL", inDialogue}, 0x06: {"abstract syntax", 0}, 0xA0: {"single-ASN1-type", inDialogue}, 0x60: {"AARQ", inPDU}, 0x61: {"AARE", inPDU},
		0x64: {"ABRT", inAbort}},
	inPDU: {0x80: {"protocol version", 0}, 0xA1: {"application context name", 0}, 0xA2: {"result", 0}, 0xA3: {"result source diagnostic", 0},
		0xBE: {"user information", inDialogue}},
	inAbort:  {0x80: {"abort source", 0}, 0xBE: {"user information", inDialogue}},
	inResult: {},
}

// universalNames are those of universal tags that MAP and CAP use (X.680 table 1).
var universalNames = map[uint32]string{
	0x01: "BOOLEAN", 0x02: "INTEGER", 0x03: "BIT STRING", 0x04: "OCTET STRING", 0x05: "NULL", 0x06: "OBJECT IDENTIFIER", 0x0A: "ENUMERATED",
	0x16: "IA5String", 0x28: "EXTERNAL", 0x30: "SEQUENCE", 0x31: "SET",
}

// ber lists the elements in b[from:to], a message of TCAP.
func (l *lister) ber(from, to, depth int) {
	var w ber.Walk
	var f op.Faults
	l.elements(w.Start(l.b[from:to], from, &f), inNothing, depth)
	for _, x := range f.List() {
		if int(x.Offset) < to && (x.Code == op.BERTag || x.Code == op.BERLength || x.Code == op.BERDepth) {
			l.add(depth, int(x.Offset), "octets that are no element", int(x.Offset), to)
			return
		}
	}
}

// elements lists what a reader yields. A component's first two INTEGERs are its
// invoke identifier and its operation or error code.
func (l *lister) elements(r ber.Reader, in place, depth int) {
	var e ber.Element
	for n := 0; r.Next(&e) && len(l.list) < maxElements; n++ {
		name, then := nameOfTag(e.Tag, in, n)
		if !e.Constructed {
			l.append(Element{e.Start, depth, len(e.Value), name, e.Value})
			continue
		}
		length := e.End - e.At
		if e.End == 0 {
			length = Indefinite
		}
		l.group(depth, e.Start, name, length)
		l.elements(r.Enter(), then, depth+1)
	}
}

// nameOfTag names element n of a place: tag in hexadecimal, and what it is.
func nameOfTag(tag uint32, in place, n int) (name string, then place) {
	x, found := tagNames[in][tag]
	switch {
	case tag == 0x02 && in == inInvoke && n == 0:
		x.name = "invokeID"
	case tag == 0x02 && in == inInvoke, tag == 0x02 && in == inResult && n == 0:
		x.name = "operation or error code"
	case !found && universalNames[tag] != "":
		x.name = universalNames[tag]
	case !found && tag <= 0xFF:
		x.name = fmt.Sprintf("[%d]", tag&0x1F)
	case !found && tag <= 0xFFFF:
		x.name = fmt.Sprintf("[%d]", tag&0x7F)
	}
	return fmt.Sprintf("%02x %s", tag, x.name), x.then
}
