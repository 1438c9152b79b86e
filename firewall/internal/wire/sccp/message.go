package sccp

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Message types (Q.713 clause 2.1) of the connectionless classes. Those that end
// in S bring a message back to its sender.
const (
	UDT   = 0x09
	UDTS  = 0x0A
	XUDT  = 0x11
	XUDTS = 0x12
	LUDT  = 0x13
	LUDTS = 0x14
)

// layout is what the first part of a message looks like.
type layout struct {
	name      string
	kind      op.Kind
	pointers  int // where they start; 0 in messages that are not read
	isService bool
	isLong    bool // pointers and length of the data have two octets
	extended  bool // a hop counter and optional parameters
}

// layouts by message type (Q.713 table 1, clauses 4.10, 4.11, 4.18 to 4.21).
var layouts = [LUDTS + 1]layout{
	0x01:  {name: "CR", kind: op.KindRequest},
	0x02:  {name: "CC", kind: op.KindResponse},
	0x03:  {name: "CREF", kind: op.KindResponse},
	0x04:  {name: "RLSD", kind: op.KindRequest},
	0x05:  {name: "RLC", kind: op.KindResponse},
	0x06:  {name: "DT1", kind: op.KindNotice},
	0x07:  {name: "DT2", kind: op.KindNotice},
	0x08:  {name: "AK", kind: op.KindResponse},
	UDT:   {"UDT", op.KindNotice, 2, false, false, false},
	UDTS:  {"UDTS", op.KindResponse, 2, true, false, false},
	0x0B:  {name: "ED", kind: op.KindNotice},
	0x0C:  {name: "EA", kind: op.KindResponse},
	0x0D:  {name: "RSR", kind: op.KindRequest},
	0x0E:  {name: "RSC", kind: op.KindResponse},
	0x0F:  {name: "ERR", kind: op.KindNotice},
	0x10:  {name: "IT", kind: op.KindNotice},
	XUDT:  {"XUDT", op.KindNotice, 3, false, false, true},
	XUDTS: {"XUDTS", op.KindResponse, 3, true, false, true},
	LUDT:  {"LUDT", op.KindNotice, 3, false, true, true},
	LUDTS: {"LUDTS", op.KindResponse, 3, true, true, true},
}

// Name returns the short name of a message type, or "".
func Name(t uint8) string {
	if int(t) < len(layouts) {
		return layouts[t].name
	}
	return ""
}

// Kind says which way a message of a type goes.
func Kind(t uint8) op.Kind {
	if int(t) < len(layouts) {
		return layouts[t].kind
	}
	return op.KindUnknown
}
