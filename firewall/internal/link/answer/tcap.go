package answer

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op/rejection"
)

// Tags of TCAP (Q.773 clauses 3.1, 3.2).
const (
	tagEnd         = 0x64
	tagAbort       = 0x67
	tagDTID        = 0x49
	tagAbortCause  = 0x4A
	tagDialogue    = 0x6B
	tagComponents  = 0x6C
	tagReturnError = 0xA3
	tagReject      = 0xA4
	tagInteger     = 0x02
	tagNull        = 0x05
)

// appendTransaction7 appends an Abort or an End of the transaction that the
// message begins:
//
//	67 L 49 L DTID 4A 01 cause
//	64 L 49 L DTID (dialogue portion) 6C L component
//
// Every length is below 128.
func appendTransaction7(p []byte, r *rejection.Refusal) []byte {
	tag := byte(tagEnd)
	if r.Is == rejection.RefusedAbort {
		tag = tagAbort
	}
	p = append(p, tag, byte(r.LengthTransaction()), tagDTID, r.SS7.OTIDLength)
	var id [4]byte
	binary.BigEndian.PutUint32(id[:], r.SS7.OTID)
	p = append(p, id[4-r.SS7.OTIDLength:]...)
	if r.Is == rejection.RefusedAbort {
		return append(p, tagAbortCause, 1, r.Value)
	}
	if r.Context != nil {
		p = appendDialogue(p, r.Context)
	}
	return appendComponent(append(p, tagComponents, byte(r.LengthComponent())), r)
}

// Parts of an AARE (Q.773 clause 4.2.3) around the application context name.
const (
	dialogueSyntax = "\x06\x07\x00\x11\x86\x05\x01\x01\x01" // 0.0.17.773.1.1.1
	versionOne     = "\x80\x02\x07\x80"
	accepted       = "\xA2\x03\x02\x01\x00" + "\xA3\x05\xA1\x03\x02\x01\x00" // accepted; dialogue-service-user: null
)

// appendDialogue appends a dialogue portion that accepts the dialogue, so that
// the peer looks at the component:
//
//	6B L 28 L 06 07 syntax A0 L 61 L 80 02 0780 A1 L 06 L context A2 03 020100 A3 05 A103020100
func appendDialogue(p, context []byte) []byte {
	n := len(context)
	pdu := len(versionOne) + 4 + n + len(accepted)
	p = append(p, tagDialogue, byte(pdu+15), 0x28, byte(pdu+13))
	p = append(p, dialogueSyntax...)
	p = append(p, 0xA0, byte(pdu+2), 0x61, byte(pdu))
	p = append(p, versionOne...)
	p = append(p, 0xA1, byte(n+2), 0x06, byte(n))
	p = append(p, context...)
	return append(p, accepted...)
}

// appendComponent appends what refuses an invoke, or a Reject of what has no
// identifier that could be trusted (Q.773 clauses 3.2.2, 4.2.2).
func appendComponent(p []byte, r *rejection.Refusal) []byte {
	switch r.Is {
	case rejection.RefusedError:
		return append(p, tagReturnError, 6, tagInteger, 1, r.InvokeID, tagInteger, 1, r.Value)
	case rejection.RefusedGeneral:
		return append(p, tagReject, 5, tagNull, 0, r.Is, 1, r.Value)
	}
	return append(p, tagReject, 6, tagInteger, 1, r.InvokeID, r.Is, 1, r.Value)
}
