package tcap

import (
	"encoding/hex"
	"strings"
)

// oct reads octets in hexadecimal, with blanks between.
func oct(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

// tlv encodes an element: its tag in hexadecimal, and its contents.
func tlv(tag string, contents ...[]byte) []byte {
	return append(append(oct(tag), length(contents)...), join(contents...)...)
}

// length encodes the shortest form.
func length(contents [][]byte) []byte {
	n := len(join(contents...))
	switch {
	case n < 0x80:
		return []byte{byte(n)}
	case n < 0x100:
		return []byte{0x81, byte(n)}
	}
	return []byte{0x82, byte(n >> 8), byte(n)}
}

func join(parts ...[]byte) (b []byte) {
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

// Parts of messages.
var (
	otid = tlv("48", oct("2f3b4602"))
	dtid = tlv("49", oct("10010873"))
)

const (
	dialogueAS    = "00118605010101"
	unidialogueAS = "00118605010201"
	mapDialogueAS = "04000001010101"
)

// external wraps contents in an EXTERNAL of a syntax.
func external(syntax string, contents ...[]byte) []byte {
	return tlv("28", tlv("06", oct(syntax)), tlv("a0", contents...))
}

// portion wraps a dialogue PDU.
func portion(pdu ...[]byte) []byte { return tlv("6b", external(dialogueAS, pdu...)) }

// aarq asks for a context, with user information.
func aarq(context string, user ...[]byte) []byte {
	info := []byte{}
	if len(user) > 0 {
		info = tlv("be", user...)
	}
	return tlv("60", oct("80020780"), tlv("a1", tlv("06", oct(context))), info)
}

func aare(context string, user ...[]byte) []byte {
	info := []byte{}
	if len(user) > 0 {
		info = tlv("be", user...)
	}
	return tlv("61", oct("80020780"), tlv("a1", tlv("06", oct(context))), oct("a203020100"), oct("a305a103020100"), info)
}

func mapOpen(fields ...[]byte) []byte { return external(mapDialogueAS, tlv("a0", fields...)) }

// Contexts.
const (
	unstructuredSS = "04000001001302"
	anyTime        = "04000001001d03"
)

// invoke has an argument, or none.
func invoke(id, code byte, argument ...[]byte) []byte {
	return tlv("a1", append([][]byte{{2, 1, id}, {2, 1, code}}, argument...)...)
}

func components(c ...[]byte) []byte { return tlv("6c", c...) }

// honest is what a MAP dialogue begins with.
func honest() []byte {
	return tlv("62", otid,
		portion(aarq(unstructuredSS, mapOpen(tlv("80", oct("9600010100000000f1"))))),
		components(ussd()))
}

// ussd invokes processUnstructuredSS-Request.
func ussd() []byte {
	return invoke(1, 59, tlv("30", oct("04010f"), oct("0406aa180da682dd"), oct("8007919972000000f1")))
}
