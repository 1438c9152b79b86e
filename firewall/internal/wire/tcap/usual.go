package tcap

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// The usual dialogue portion, in which only lengths L, the PDU and the last
// three octets of the context name differ:
//
//	28 L 06 07 00118605010101 A0 L 60 L 80 02 0780 A1 09 06 07 04000001 xxxxxx
//	                               61 L                                        A2 03 020100 A3 05 A103020100
//	then, or not: BE L and user information
const (
	usualSyntax  = "\x06\x07\x00\x11\x86\x05\x01\x01\x01\xA0"
	usualContext = "\x80\x02\x07\x80\xA1\x09\x06\x07\x04\x00\x00\x01"
	usualResult  = "\xA2\x03\x02\x01\x00\xA3\x05\xA1\x03\x02\x01\x00"
	usualMAPOpen = "\x06\x07\x04\x00\x00\x01\x01\x01\x01\xA0"
)

// Offsets in it, and how many constructed values are around its parts.
const (
	usualPDU  = 13
	usualOID  = 23
	usualUser = 30

	depthUser = 6 // message, portion, EXTERNAL, single type, PDU, user information
	depthOpen = depthUser + 3
)

// usual reads a dialogue portion if it is the one that nearly everybody sends,
// and reports whether it was. Its dozen elements are compared rather than walked:
// what they say is known, if they are those. The result is that of the way
// around, dialogue.
func (t *Transaction) usual(b []byte, at int, f *op.Faults) bool {
	n := len(b)
	if n < usualUser || n > 0x7F || b[0] != tagExternal || int(b[1]) != n-2 || string(b[2:12]) != usualSyntax ||
		int(b[12]) != n-usualPDU || int(b[14]) != n-usualPDU-2 || string(b[15:27]) != usualContext {
		return false
	}
	user := b[usualUser:]
	switch {
	case b[usualPDU] == AARQ && t.head.tag == Begin:
	case b[usualPDU] == AARE && t.form.pdus&pduResponse != 0 && len(user) >= len(usualResult) && string(user[:len(usualResult)]) == usualResult:
		user = user[len(usualResult):]
	default:
		return false
	}
	oid := b[usualOID:usualUser]
	if oid[4]|oid[5]|oid[6] >= 0x80 || len(user) > 0 && !framed(user, tagUserInformation) {
		return false
	}
	t.head.dialoguePDU = b[usualPDU]
	t.context(oid, at+usualOID)
	if len(user) > 0 {
		t.usualUser(user[2:], at+n-len(user)+2, f)
	}
	return true
}

// usualUser reads user information, if it is what opens a MAP dialogue without
// walking there.
func (t *Transaction) usualUser(b []byte, at int, f *op.Faults) {
	const fields = 15
	w := &t.user
	if t.head.dialoguePDU == AARQ && len(b) >= fields && framed(b, tagExternal) && string(b[2:12]) == usualMAPOpen &&
		int(b[12]) == len(b)-13 && framed(b[13:], tagMAPOpen) {
		t.head.opened = true
		t.open(w.StartIn(depthOpen, b[fields:], at+fields, f))
		return
	}
	t.userInformation(w.StartIn(depthUser, b, at, f))
}

// framed reports whether b is one element of a tag, with a short length.
func framed(b []byte, tag byte) bool {
	return len(b) >= 2 && b[0] == tag && b[1] < 0x80 && int(b[1]) == len(b)-2
}
