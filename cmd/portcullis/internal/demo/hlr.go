package demo

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// hlrAnswer is what home's HLR, and what else is asked for behind its STP, answers to
// a dialogue of MAP that begins: done, in a Return Result (Last) without a parameter,
// which ends it. It is nil for everything else.
func hlrAnswer(request []byte) []byte {
	label, parameters, sccp, ok := readData(request)
	if !ok {
		return nil
	}
	called, calling, begin, ok := readUDT(sccp)
	if !ok {
		return nil
	}
	end := endOf(begin)
	if end == nil {
		return nil
	}
	own := hlrAddress(called)
	answer := []byte{unitdata, 0, 3, byte(2 + len(calling)), byte(1 + len(calling) + len(own))} // each pointer counts from itself
	for _, part := range [][]byte{calling, own, append([]byte{byte(len(end))}, end...)} {
		answer = append(answer, part...)
	}
	return dataOf(label, parameters, answer)
}

// M3UA's messages and parameters (RFC 4666 clauses 3.3.1 and 3.2).
const (
	m3uaHeader       = 8
	m3uaTransfer     = 1 // class and type of DATA
	m3uaProtocolData = 0x0210
	m3uaCorrelation  = 0x0013
	labelLength      = 12 // point codes, SI, NI, MP and SLS
)

// readData reads a DATA message of SCCP: its label with the point codes swapped, the
// parameters that an answer has as well, and the message of SCCP.
func readData(m []byte) (label, parameters, sccp []byte, ok bool) {
	if len(m) < m3uaHeader || m[2] != m3uaTransfer || m[3] != m3uaTransfer {
		return nil, nil, nil, false
	}
	be := binary.BigEndian
	for rest := m[m3uaHeader:]; len(rest) >= 4; {
		tag, n := be.Uint16(rest), int(be.Uint16(rest[2:]))
		padded := (n + 3) &^ 3
		if n < 4 || padded > len(rest) {
			return nil, nil, nil, false
		}
		switch {
		case tag == m3uaProtocolData && n > 4+labelLength:
			was := rest[4:]
			label = slices.Concat(was[4:8], was[:4], was[8:labelLength])
			sccp = rest[4+labelLength : n]
		case tag != m3uaCorrelation:
			parameters = append(parameters, rest[:padded]...)
		}
		rest = rest[padded:]
	}
	return label, parameters, sccp, sccp != nil
}

// dataOf is a DATA message.
func dataOf(label, parameters, sccp []byte) []byte {
	be := binary.BigEndian
	data := be.AppendUint16(nil, m3uaProtocolData)
	data = be.AppendUint16(data, uint16(4+labelLength+len(sccp)))
	data = slices.Concat(data, label, sccp, make([]byte, -len(sccp)&3))
	m := be.AppendUint32([]byte{1, 0, m3uaTransfer, m3uaTransfer}, uint32(m3uaHeader+len(parameters)+len(data)))
	return slices.Concat(m, parameters, data)
}

const unitdata = 9 // UDT (Q.713 clause 4.10)

// readUDT reads a UDT: its addresses, with their lengths in front, and what it carries.
func readUDT(m []byte) (called, calling, data []byte, ok bool) {
	if len(m) < 5 || m[0] != unitdata {
		return nil, nil, nil, false
	}
	var parts [3][]byte
	for i := range parts {
		at := 2 + i + int(m[2+i])
		if at >= len(m) || at+1+int(m[at]) > len(m) {
			return nil, nil, nil, false
		}
		parts[i] = m[at : at+1+int(m[at])]
	}
	return parts[0], parts[1], parts[2][1:], true
}

// hlrAddress is our own address, with its length in front, for who called that one: the
// subsystem is the same, but a node that was called by a subscriber's number answers
// by its own (Q.713 clause 3.4).
func hlrAddress(called []byte) []byte {
	const hasPoint, hasSubsystem, byGlobalTitle, hlr = 0x01, 0x02, 0x12, 6
	own := []byte{11, byGlobalTitle, hlr, 0, 0x11, 4, 0x99, 0x09, 0x01, 0, 0, 0x06} // 99901000006
	if len(called) > 1 && called[1]&hasSubsystem != 0 {
		at := 2 + 2*int(called[1]&hasPoint)
		if at < len(called) {
			own[2] = called[at]
		}
	}
	return own
}

// Tags of TCAP (Q.773 clause 4) and of its dialogue portion.
const (
	tagBegin, tagEnd                 = 0x62, 0x64
	tagOrigin, tagDestination        = 0x48, 0x49
	tagDialogue, tagComponents       = 0x6B, 0x6C
	tagInvoke, tagResult, tagInteger = 0xA1, 0xA2, 0x02
)

// mapContexts begins the contexts of MAP (TS 29.002 clause 17.3.3), behind tag and
// length of the object identifier.
var mapContexts = []byte{0x06, 0x07, 0x04, 0x00, 0x00, 0x01, 0x00}

// endOf is the End that answers the first component of a Begin; nil if that is no
// Begin of MAP with an invocation.
func endOf(message []byte) []byte {
	begin, _, ok := element(message, tagBegin)
	if !ok {
		return nil
	}
	origin, rest, ok := element(begin, tagOrigin)
	if !ok {
		return nil
	}
	end := tlv(tagDestination, origin)
	if dialogue, after, has := element(rest, tagDialogue); has {
		at := bytes.Index(dialogue, mapContexts)
		if at < 0 || at+9 > len(dialogue) {
			return nil
		}
		end, rest = append(end, acceptance(dialogue[at:at+9])...), after
	}
	components, _, ok := element(rest, tagComponents)
	invoke, _, isInvoke := element(components, tagInvoke)
	id, _, hasID := element(invoke, tagInteger)
	if !ok || !isInvoke || !hasID {
		return nil
	}
	return tlv(tagEnd, append(end, tlv(tagComponents, tlv(tagResult, tlv(tagInteger, id)))...))
}

// acceptance is the dialogue portion with an AARE that accepts a context (Q.773
// clause 4.2.3).
func acceptance(context []byte) []byte {
	dialogueAsID := []byte{0x06, 0x07, 0x00, 0x11, 0x86, 0x05, 0x01, 0x01, 0x01}
	aare := slices.Concat([]byte{0x80, 0x02, 0x07, 0x80}, tlv(0xA1, context), []byte{0xA2, 0x03, 0x02, 0x01, 0x00, 0xA3, 0x05, 0xA1, 0x03, 0x02, 0x01, 0x00})
	return tlv(tagDialogue, tlv(0x28, slices.Concat(dialogueAsID, tlv(0xA0, tlv(0x61, aare)))))
}

// element reads an element with a tag of one octet and a definite length of at most
// two (X.690 clause 8.1), and returns what follows it.
func element(b []byte, tag byte) (value, rest []byte, ok bool) {
	if len(b) < 2 || b[0] != tag {
		return nil, b, false
	}
	n, at := int(b[1]), 2
	switch {
	case n == 0x81 && len(b) > 2:
		n, at = int(b[2]), 3
	case n > 0x7F:
		return nil, b, false
	}
	if at+n > len(b) {
		return nil, b, false
	}
	return b[at : at+n], b[at+n:], true
}

// tlv writes an element of less than 128 octets.
func tlv(tag byte, value []byte) []byte { return append([]byte{tag, byte(len(value))}, value...) }
