package m3ua

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// The message class and types of M2PA (RFC 4165 clause 2.1).
const (
	ClassM2PA          = 11
	TypeM2PAUserData   = 1
	TypeM2PALinkStatus = 2
)

// DecodeM2PA reads a message of M2PA. Data is the message of MTP3 that User Data
// carries: none if it only acknowledges.
//
//	+---------------+---------------+---------------+---------------+
//	|    common header: version 1, reserved, class 11, type, length |
//	|    unused     |       backward sequence number                |
//	|    unused     |       forward sequence number                 |
//	| PRI |  spare  |       message of MTP3 ...                     |  User Data; of Link Status a 32-bit state
//	+---------------------------------------------------------------+
//
// There is no padding. Drafts before the RFC had another header; no faults are
// reported for the octet that was different.
func DecodeM2PA(b []byte, f *op.Faults) (m Message, ok bool) {
	var end int
	if m.Class, m.Type, end, ok = header(b, f); !ok {
		return m, false
	}
	if m.Class != ClassM2PA {
		f.Add(op.M3UAHeader, 2)
		return m, false
	}
	if end < len(b) {
		f.Add(op.M3UALength, end)
	}
	const sequences = 8
	at := headerLength + sequences
	if end < at {
		f.Add(op.M3UALength, end)
		return m, true
	}
	switch m.Type {
	case TypeM2PAUserData:
		if at < end {
			m.Data, m.At = b[at+1:end], at+1
		}
	case TypeM2PALinkStatus:
		// A state, after which an alignment message may be filled up (RFC 4165
		// clause 2.3.2).
		if end < at+4 {
			f.Add(op.M3UALength, end)
		}
	default:
		f.Add(op.M3UAMessageUnknown, 3)
	}
	return m, true
}

// NameM2PA returns the name of a message of M2PA, or "".
func NameM2PA(typ uint8) string {
	switch typ {
	case TypeM2PAUserData:
		return "UserData"
	case TypeM2PALinkStatus:
		return "LinkStatus"
	}
	return ""
}

// Message classes of SUA that M3UA does not have (RFC 3868 clause 3.1.2).
const (
	ClassSUAConnectionless = 7
	ClassSUAConnection     = 8
)

// suaNames of the two classes by type (RFC 3868 clause 3.1.2).
var suaNames = [2][11]string{
	{1: "CLDT", 2: "CLDR"},
	{1: "CORE", 2: "COAK", 3: "COREF", 4: "RELRE", 5: "RELCO", 6: "RESCO", 7: "RESRE", 8: "CODT", 9: "CODA", 10: "COIT"},
}

// NameSUA returns the name of a message of SUA, or "".
func NameSUA(class, typ uint8) string {
	switch {
	case class == ClassTransfer:
		return ""
	case class == ClassSUAConnectionless || class == ClassSUAConnection:
		if int(typ) < len(suaNames[0]) {
			return suaNames[class-ClassSUAConnectionless][typ]
		}
		return ""
	}
	return Name(class, typ)
}

// DecodeSUA recognises a message of SUA: its header, and that its parameters
// fill it. Those that carry a user's octets, whose addresses and contents nobody
// looks at, are unknown messages: operators do not exchange them (RULES T-02).
func DecodeSUA(b []byte, f *op.Faults) (m Message, ok bool) {
	var end int
	if m.Class, m.Type, end, ok = header(b, f); !ok {
		return m, false
	}
	isUser := m.Class == ClassSUAConnectionless || m.Class == ClassSUAConnection
	if isUser || NameSUA(m.Class, m.Type) == "" {
		f.Add(op.M3UAMessageUnknown, 2)
	}
	d := decoder{b: b[:end], f: f}
	whole := d.walk(headerLength, end, nil)
	if rest := len(b) - end; rest != 0 && (!whole || rest != -end&3) {
		f.Add(op.M3UALength, end)
	}
	return m, true
}
