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

// NameKin returns the name of a message of a class that only the kin of M3UA have
// (IANA "Signaling User Adaptation Layer Assignments"), or "".
func NameKin(class, typ uint8) string {
	switch class {
	case ClassM2UA:
		return NameM2UA(class, typ)
	case ClassSUAConnectionless, ClassSUAConnection:
		return NameSUA(class, typ)
	case ClassM2PA:
		return NameM2PA(typ)
	}
	return ""
}

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

// The message class of M2UA that carries what MTP3 exchanges with MTP2 (RFC 3331
// clause 3.1.2), and its message that carries a signal unit.
const (
	ClassM2UA    = 6
	TypeM2UAData = 1
)

// namesM2UA of that class by type (RFC 3331 clause 3.1.3).
var namesM2UA = [16]string{
	1: "Data", 2: "EstablishRequest", 3: "EstablishConfirm", 4: "ReleaseRequest", 5: "ReleaseConfirm", 6: "ReleaseIndication", 7: "StateRequest",
	8: "StateConfirm", 9: "StateIndication", 10: "DataRetrievalRequest", 11: "DataRetrievalConfirm", 12: "DataRetrievalIndication",
	13: "DataRetrievalCompleteIndication", 14: "CongestionIndication", 15: "DataAcknowledge",
}

// NameM2UA returns the name of a message of M2UA, or "".
func NameM2UA(class, typ uint8) string {
	switch {
	case class == ClassM2UA && int(typ) < len(namesM2UA):
		return namesM2UA[typ]
	case class == ClassManagement || class == ClassState || class == ClassTraffic:
		return Name(class, typ)
	}
	return ""
}

// Parameters of M2UA that hold a message of MTP3 (RFC 3331 clause 3.3.1.1): as ITU
// has it, and behind a length indicator that has its priority, as Japan does.
const (
	tagDataM2UA = 0x0300
	tagDataTTC  = 0x0301
)

// DecodeM2UA reads a message of M2UA. Data is the message of MTP3 that Data
// carries.
func (m *Message) DecodeM2UA(b []byte, f *op.Faults) bool {
	w, ok := m.start(b, f)
	if !ok {
		return false
	}
	if NameM2UA(m.Class, m.Type) == "" {
		f.Add(op.M3UAMessageUnknown, 2)
	}
	for w.next() {
		if w.tag&^1 != tagDataM2UA {
			continue
		}
		from := w.at
		if w.tag == tagDataTTC {
			from++
		}
		switch {
		case m.Data != nil:
			f.Add(op.M3UAParameterRepeated, w.at-4)
		case from >= w.to:
			f.Add(op.M3UAParameter, w.at-4)
		default:
			m.Data, m.At = b[from:w.to], from
		}
	}
	w.finish()
	if m.Class == ClassM2UA && m.Type == TypeM2UAData && m.Data == nil {
		f.Add(op.M3UAParameter, w.end)
	}
	return true
}
