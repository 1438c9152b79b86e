package gtpv2c

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// edit returns a copy of a datagram that a function may change.
func edit(p []byte, change func([]byte)) []byte {
	p = slices.Clone(p)
	change(p)
	return p
}

// csr encodes a Create Session Request.
func csr(els []el) []byte { return msg(32, 0, 1, els...) }

// plus returns the elements and some more.
func plus(els []el, more ...el) []el { return slices.Concat(els, more) }

// bearer makes a bearer context to be created.
func bearerOf(ebi string, more ...el) el {
	return groupOf(ieBearerContext, 0, plus([]el{ie(ieEBI, 0, ebi), ie(80, 0, qos)}, more...)...)
}

var (
	echo    = msg(1, 0, 4, ie(ieRecovery, 0, "07"))
	modify  = msg(34, 0x01020304, 2, fteid(0, 6, 1, sgw), groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05"), fteid(1, 4, 2, sgw)))
	dsr     = msg(36, 0x01020304, 3, ie(ieEBI, 0, "05"))
	csa     = msg(33, 0x01020304, 1, createSessionAnswer()...)
	cbr     = msg(95, 0x01020304, 9, ie(ieEBI, 0, "05"), groupOf(ieBearerContext, 0, ie(ieEBI, 0, "00"), ie(ieBearerTFT, 0, oneFilter), fteid(1, 5, 7, pgw), ie(80, 0, qos)))
	cbrBad  = msg(95, 0x01020304, 9, ie(ieEBI, 0, "05"))
	session = createSession()
)

const oneFilter = "21 31 0a 0c 10 c0000201 ffffffff 50 1f90"

// cbResponse answers a Create Bearer Request.
var cbResponse = msg(96, 0x0a0b0c0d, 9, ie(ieCause, 0, "1000"), groupOf(ieBearerContext, 0, ie(ieEBI, 0, "06"), ie(ieCause, 0, "1000"), fteid(2, 4, 8, sgw), fteid(3, 5, 7, pgw)))

// piggyback puts two messages into one datagram, with the P flag in the first.
func piggyback(a, b []byte) []byte {
	a = slices.Clone(a)
	a[0] |= flagPiggyback
	return append(a, b...)
}

// vectors: what must be a fault, and beside it what must not.
var vectors = []struct {
	name, want string
	p          []byte
}{
	// G-00: the header
	{"honest Create Session Request", "", csr(session)},
	{"honest Modify Bearer Request", "", modify},
	{"honest Delete Session Request", "", dsr},
	{"honest Create Bearer Request", "", cbr},
	{"honest Create Bearer Response", "", cbResponse},
	{"message priority", "", edit(dsr, func(p []byte) { p[0] |= 0x04; p[11] = 0x50 })},
	{"spare bit 0", "gtp-spare-bits", edit(dsr, func(p []byte) { p[0] |= 0x01 })},
	{"spare bit 1", "gtp-spare-bits", edit(echo, func(p []byte) { p[0] |= 0x02 })},
	{"version 0 (Open5GS 4277)", "gtp-version", edit(dsr, func(p []byte) { p[0] = 0x08 })},
	{"version 3", "gtp-version", edit(dsr, func(p []byte) { p[0] = 0x68 })},
	{"empty", "gtp-too-short", nil},
	{"seven octets", "gtp-too-short", dsr[:7]},
	{"T set, TEID cut", "gtp-too-short gtp-length", dsr[:11]},
	{"T set, length without TEID", "gtp-length gtp-trailing", edit(dsr, func(p []byte) { p[3] = 4 })},
	{"Echo with T", "gtp-teid-flag", append(edit(msg(36, 0, 4), func(p []byte) { p[1], p[3] = 1, 13 }), echo[8:]...)},
	{"Delete Session without T", "gtp-teid-flag", edit(append(slices.Clone(echo[:8]), dsr[12:]...), func(p []byte) { p[1], p[3] = 36, 9 })},
	{"length one more than there is", "gtp-length", edit(dsr, func(p []byte) { p[3]++ })},
	{"length 65535 in a short datagram", "gtp-length", edit(dsr, func(p []byte) { p[2], p[3] = 0xFF, 0xFF })},
	{"one octet behind the message", "gtp-trailing", append(slices.Clone(dsr), 0)},
	{"a second message without P", "gtp-trailing", append(slices.Clone(csa), cbr...)},
	{"element cut by the message's length", "gtp-length gtp-ie-truncated", edit(csr(session), func(p []byte) { p[2], p[3] = 0xFF, 0xF0 })[:len(csr(session))-1]},

	// Sequence numbers
	{"command with its bit", "", msg(66, 1, 0x800001, groupOf(ieBearerContext, 0, ie(ieEBI, 0, "06")))},
	{"command without its bit", "gtp-sequence", msg(66, 1, 1, groupOf(ieBearerContext, 0, ie(ieEBI, 0, "06")))},
	{"failure indication with the command's bit", "", msg(67, 1, 0x800001, ie(ieCause, 0, "4000"))},
	{"failure indication without it", "gtp-sequence", msg(67, 1, 1, ie(ieCause, 0, "4000"))},
	{"request with the bit", "gtp-sequence", edit(dsr, func(p []byte) { p[8] |= 0x80 })},
	{"Echo with the bit", "gtp-sequence", edit(echo, func(p []byte) { p[4] |= 0x80 })},
	{"Delete Bearer Request that a command triggered", "", msg(99, 1, 0x800001, ie(ieEBI, 1, "06"))},
	{"Version Not Supported with any number", "", msg(3, 0, 0x800001)},

	// G-12: Echo
	{"honest Echo", "", echo},
	{"Echo with node features", "", msg(1, 0, 4, ie(ieRecovery, 0, "07"), ie(152, 0, "01"))},
	{"Echo Response", "", msg(2, 0, 4, ie(ieRecovery, 0, "07"))},
	{"Echo without Recovery", "gtp-ie-missing", msg(1, 0, 4)},
	{"Echo with Recovery of two octets", "gtp-echo-payload", msg(1, 0, 4, ie(ieRecovery, 0, "0700"))},
	{"Echo with a private extension", "gtp-private-extension", msg(1, 0, 4, ie(ieRecovery, 0, "07"), ie(255, 0, "10c1 0102"))},
	{"Echo with a private extension of 32 octets", "gtp-private-extension", msg(1, 0, 4, ie(ieRecovery, 0, "07"), ie(255, 0, strings.Repeat("10", 32)))},
	{"Echo with a private extension of 33 octets", "gtp-private-extension gtp-private-extension-oversize", msg(1, 0, 4, ie(ieRecovery, 0, "07"), ie(255, 0, strings.Repeat("10", 33)))},
	{"Echo with two private extensions of 17 octets", "gtp-private-extension gtp-private-extension-oversize", msg(1, 0, 4, ie(ieRecovery, 0, "07"), ie(255, 0, strings.Repeat("10", 17)), ie(255, 0, strings.Repeat("10", 17)))},
	{"Echo with an unlisted element", "gtp-ie-unknown gtp-echo-payload", msg(1, 0, 4, ie(ieRecovery, 0, "07"), ie(230, 0, "00"))},
	{"Echo with an element of other messages", "gtp-ie-unexpected gtp-echo-payload", msg(1, 0, 4, ie(ieRecovery, 0, "07"), ie(77, 0, "0000"))},
	{"Echo with octets that are no element", "gtp-ie-truncated", edit(append(slices.Clone(echo), "GET"...), func(p []byte) { p[3] += 3 })},
	{"Echo with swollen node features", "gtp-echo-payload", msg(1, 0, 4, ie(ieRecovery, 0, "07"), ie(152, 0, strings.Repeat("01", 40)))},

	// G-10: mandatory elements
	{"CSR without RAT type", "gtp-ie-missing", csr(without(session, ieRATType, 0))},
	{"CSR without sender's F-TEID", "gtp-ie-missing", csr(without(session, ieFTEID, 0))},
	{"CSR without APN", "gtp-ie-missing", csr(without(session, ieAPN, 0))},
	{"CSR without bearer context", "gtp-ie-missing", csr(without(session, ieBearerContext, 0))},
	{"CSR on S8 without serving network", "gtp-ie-missing", csr(without(session, ieServingNetwork, 0))},
	{"CSR from an MME without serving network", "", csr(without(replaced(session, fteid(0, 10, 1, sgw)), ieServingNetwork, 0))},
	{"CSR from an ePDG without serving network", "", csr(without(replaced(session, fteid(0, 30, 1, sgw)), ieServingNetwork, 0))},
	{"CSR without IMSI", "", csr(without(session, ieIMSI, 0))},
	{"CSR whose bearer has no identity", "gtp-ie-missing", csr(replaced(session, groupOf(ieBearerContext, 0, ie(80, 0, qos))))},
	{"CSR whose bearer has no QoS", "gtp-ie-missing", csr(replaced(session, groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05"))))},
	{"CSR with an empty bearer context", "gtp-ie-missing", csr(replaced(session, groupOf(ieBearerContext, 0)))},
	{"CSR whose second bearer lacks QoS", "gtp-ie-missing", csr(plus(session, groupOf(ieBearerContext, 0, ie(ieEBI, 0, "06"))))},
	{"response without Cause", "gtp-ie-missing", msg(37, 1, 3)},
	{"accepting response without bearer contexts", "gtp-ie-missing", msg(33, 1, 1, ie(ieCause, 0, "1000"))},
	{"rejecting response, TEID 0, cause alone", "", msg(33, 0, 1, ie(ieCause, 0, "4000"))},
	{"rejecting response with the bearer's cause alone", "", msg(33, 1, 1, ie(ieCause, 0, "4900"), groupOf(ieBearerContext, 0, ie(ieCause, 0, "4900")))},
	{"cause behind a bearer that lacks everything, rejecting", "", msg(33, 1, 1, groupOf(ieBearerContext, 0), ie(ieCause, 0, "4900"))},
	{"cause behind a bearer that lacks everything, accepting", "gtp-ie-missing", msg(33, 1, 1, groupOf(ieBearerContext, 0), ie(ieCause, 0, "1000"))},
	{"accepted partially, one bearer rejected with its cause alone", "", msg(33, 1, 1, ie(ieCause, 0, "1100"), groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05"), ie(ieCause, 0, "1000")), groupOf(ieBearerContext, 0, ie(ieCause, 0, "4900")))},
	{"Modify Bearer Response that accepts", "", msg(35, 1, 2, ie(ieCause, 0, "1000"))},
	{"Create Bearer Request without bearer contexts", "gtp-ie-missing", cbrBad},
	{"Change Notification without RAT type", "gtp-ie-missing", msg(38, 0, 2, ie(ieULI, 0, "18 99f907 0001 99f907 00000101"))},
	{"Change Notification with TEID 0", "", msg(38, 0, 2, ie(ieRATType, 0, "06"))},
	{"overload control without its members", "", csr(plus(session, groupOf(180, 1)))},

	// G-10: multiplicity
	{"two IMSIs", "gtp-ie-repeated", csr(plus(session, ie(ieIMSI, 0, "00010100000000f2")))},
	{"two sender's F-TEIDs", "gtp-ie-repeated", csr(plus(session, fteid(0, 6, 2, sgw)))},
	{"two APNs", "gtp-ie-repeated", csr(plus(session, el{ieAPN, 0, name("ims.mnc001.mcc001.gprs")}))},
	{"two identities in a bearer context", "gtp-ie-repeated", csr(replaced(session, bearerOf("05", ie(ieEBI, 0, "06"))))},
	{"two F-TEIDs of different instances", "", csr(plus(session, fteid(1, 7, 2, pgw)))},
	{"several bearer contexts", "", csr(plus(session, bearerOf("06"), bearerOf("07")))},
	{"two bearer contexts with one identity (Open5GS 4278)", "gtp-bearer-repeated", csr(plus(session, bearerOf("05")))},
	{"one identity in contexts of different kinds", "", csr(plus(session, groupOf(ieBearerContext, 1, ie(ieEBI, 0, "05"))))},
	{"bearers 1 to 4", "", csr(plus(session, bearerOf("01"), bearerOf("02"), bearerOf("03"), bearerOf("04")))},
	{"fifteen bearers", "", csr(plus(without(session, ieBearerContext, 0), bearers(1, 15)...))},
	{"sixteen bearers", "gtp-bearer-repeated gtp-bearer-count", csr(plus(without(session, ieBearerContext, 0), plus(bearers(1, 15), bearerOf("05"))...))},
	{"bearer identity 0", "gtp-ie-value", csr(replaced(session, bearerOf("00")))},
	{"bearer identity with spare bits", "", csr(replaced(session, bearerOf("f5")))},
	{"several unassigned bearers in a Create Bearer Request", "", msg(95, 1, 9, ie(ieEBI, 0, "05"),
		groupOf(ieBearerContext, 0, ie(ieEBI, 0, "00"), ie(ieBearerTFT, 0, oneFilter), ie(80, 0, qos)), groupOf(ieBearerContext, 0, ie(ieEBI, 0, "00"), ie(ieBearerTFT, 0, oneFilter), ie(80, 0, qos)))},
	{"Delete Bearer Request with several identities", "", msg(99, 1, 9, ie(ieEBI, 1, "06"), ie(ieEBI, 1, "07"), ie(ieEBI, 1, "08"))},
	{"Delete Bearer Request with two linked identities", "gtp-ie-repeated", msg(99, 1, 9, ie(ieEBI, 0, "05"), ie(ieEBI, 0, "06"))},
	{"Delete PDN Connection Set with several sets", "", msg(101, 0, 9, ie(ieFQCSID, 1, "01 c6336407 0001"), ie(ieFQCSID, 1, "01 c6336408 0001"))},
	{"several usage reports", "", msg(36, 1, 3, ie(ieEBI, 0, "05"), ie(201, 0, "010005"+strings.Repeat("00", 24)), ie(201, 0, "010006"+strings.Repeat("00", 24)))},
	{"alternative PGW addresses", "", msg(33, 1, 1, plus(createSessionAnswer(), ie(ieIPAddress, 1, pgw), ie(ieIPAddress, 1, sgw))...)},
	{"two of an element that the message does not list", "gtp-ie-repeated gtp-ie-unexpected", msg(36, 1, 3, ie(ieEBI, 0, "05"), ie(ieIMSI, 0, "00010100000000f1"), ie(ieIMSI, 0, "00010100000000f2"))},
	{"one of two elements that the message does not list", "gtp-ie-unexpected", msg(36, 1, 3, ie(ieEBI, 0, "05"), ie(ieIMSI, 0, "00010100000000f1"), ie(ieMSISDN, 0, "99901000000010f0"))},
	{"private extensions", "", csr(plus(session, ie(255, 0, "10c1 01"), ie(255, 0, "10c1 02"), ie(255, 3, "10c1")))},

	// Unknown and unexpected elements
	{"unknown optional element", "gtp-ie-unknown", csr(plus(session, ie(240, 0, "0102")))},
	{"unknown element twice", "gtp-ie-unknown", csr(plus(session, ie(240, 0, "01"), ie(240, 0, "02")))},
	{"element reserved for Sv", "gtp-ie-unknown", csr(plus(session, ie(60, 0, "0102")))},
	{"element of type 0", "gtp-ie-unknown", csr(plus(session, ie(0, 0, "")))},
	{"listed element at another instance", "gtp-ie-unexpected", csr(plus(session, ie(ieRATType, 1, "06")))},
	{"extended IE types", "gtp-ie-unexpected", csr(plus(session, ie(254, 0, "0100 01"), ie(254, 0, "0101 01")))},
	{"unknown element in a bearer context", "gtp-ie-unknown", csr(replaced(session, bearerOf("05", ie(240, 0, "01"))))},
	{"spare bits beside the instance", "", edit(csr(session), func(p []byte) { p[15] |= 0xF0 })},

	// Unknown messages
	{"type 4 is of GTP'", "gtp-message-unknown", msg(4, 0, 1)},
	{"type 29 is of Sv", "gtp-message-unknown", msg(29, 0, 1, ie(ieIMSI, 0, "00010100000000f1"))},
	{"type 250 is unassigned", "gtp-message-unknown gtp-ie-unknown", msg(250, 1, 1, ie(ieIMSI, 0, "00010100000000f1"), ie(240, 0, ""), groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05")))},
	{"type 0", "gtp-message-unknown", msg(0, 0, 1)},

	// Lengths
	{"RAT type longer than its fixed part", "", csr(replaced(session, ie(ieRATType, 0, "06 0000")))},
	{"F-TEID longer than its fixed part", "", csr(replaced(session, el{ieFTEID, 0, append(fteid(0, 6, 1, sgw).value, 1, 2, 3)}))},
	{"empty RAT type", "gtp-ie-too-short", csr(replaced(session, ie(ieRATType, 0, "")))},
	{"serving network of two octets", "gtp-ie-too-short", csr(replaced(session, ie(ieServingNetwork, 0, "99f9")))},
	{"QoS of 21 octets", "gtp-ie-too-short", csr(replaced(session, groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05"), ie(80, 0, strings.TrimSuffix(qos, "00")))))},
	{"Cause of one octet", "gtp-ie-too-short", msg(33, 1, 1, ie(ieCause, 0, "10"))},
	{"element reaches past its group", "gtp-ie-truncated gtp-ie-missing", csr(replaced(session, el{ieBearerContext, 0, []byte{ieEBI, 0, 9, 0, 5}}))},
	{"element header cut at the end", "gtp-length gtp-ie-truncated", msg(36, 1, 3, ie(ieEBI, 0, "05"), el{1, 0, nil})[:19]},
	{"two octets behind the last element", "gtp-ie-truncated", func() []byte { p := append(slices.Clone(dsr), 0, 0); p[3] += 2; return p }()},

	// Nesting
	{"bearer context in a bearer context", "gtp-ie-unexpected", csr(replaced(session, bearerOf("05", groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05")))))},
	{"four levels of groups", "gtp-ie-unexpected gtp-depth", csr(replaced(session, bearerOf("05", groupOf(ieBearerContext, 0, groupOf(ieBearerContext, 0, groupOf(ieBearerContext, 0))))))},
	{"a bearer in a PDN connection", "", msg(130+1, 1, 1, ie(ieCause, 0, "1000"), connection())},
	{"one identity twice in a PDN connection", "gtp-bearer-repeated", msg(131, 1, 1, ie(ieCause, 0, "1000"), connection(groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05"), ie(80, 0, qos))))},
	{"one identity in two PDN connections", "", msg(131, 1, 1, ie(ieCause, 0, "1000"), connection(), connection())},
	{"PDN connection without its F-TEID", "gtp-ie-missing", msg(131, 1, 1, ie(ieCause, 0, "1000"), groupOf(109, 0, el{ieAPN, 0, name("ims")}, ie(ieEBI, 0, "05"), ie(72, 0, "0000000000000000"), groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05"), ie(80, 0, qos))))},

	// Identities
	{"IMSI of 14 digits", "", csr(replaced(session, ie(ieIMSI, 0, "00010100000010")))},
	{"IMSI of 6 digits", "", csr(replaced(session, ie(ieIMSI, 0, "000101")))},
	{"IMSI of 5 digits", "gtp-digits", csr(replaced(session, ie(ieIMSI, 0, "0001f1")))},
	{"IMSI of 16 digits", "gtp-digits", csr(replaced(session, ie(ieIMSI, 0, "0001010000000011")))},
	{"IMSI with a letter", "gtp-digits", csr(replaced(session, ie(ieIMSI, 0, "000a0100000000f1")))},
	{"IMSI with an inner filler", "gtp-digits", csr(replaced(session, ie(ieIMSI, 0, "0001f100000000f1")))},
	{"IMSI padded with fillers", "gtp-digits", csr(replaced(session, ie(ieIMSI, 0, "00010100000010ff")))},
	{"empty IMSI", "gtp-ie-too-short", csr(replaced(session, ie(ieIMSI, 0, "")))},
	{"MSISDN of 16 digits", "gtp-digits", csr(replaced(session, ie(ieMSISDN, 0, "9990100000001000")))},
	{"dummy MSISDN", "", csr(replaced(session, ie(ieMSISDN, 0, "00000000000000f0")))},
	{"IMEI of 15 digits", "", csr(replaced(session, ie(ieMEI, 0, "53300200000000f0")))},
	{"IMEI of 14 digits", "gtp-ie-form", csr(replaced(session, ie(ieMEI, 0, "53300200000000")))},
	{"IMEI of 17 digits", "gtp-ie-form", csr(replaced(session, ie(ieMEI, 0, "5330020000000000f0")))},
	{"IMEI with a digit that is none", "gtp-digits", csr(replaced(session, ie(ieMEI, 0, "533002000000a0f0")))},
	{"alternative IMSI with a letter", "gtp-ie-unexpected gtp-digits", csr(plus(session, ie(219, 0, "00010100000000fa")))},

	// Networks and places
	{"serving network with a letter", "gtp-plmn", csr(replaced(session, ie(ieServingNetwork, 0, "99fa07")))},
	{"serving network of three-digit MNC", "", csr(replaced(session, ie(ieServingNetwork, 0, "130014")))},
	{"ULI with a letter in its first network", "gtp-plmn", csr(replaced(session, ie(ieULI, 0, "18 9bf907 0001 99f907 00000101")))},
	{"ULI shorter than its flags", "gtp-ie-too-short", csr(replaced(session, ie(ieULI, 0, "18 99f907 0001 99f907 000001")))},
	{"ULI longer than its flags", "", csr(replaced(session, ie(ieULI, 0, "08 99f907 0001 0000")))},
	{"ULI of another network: a shared one", "", csr(replaced(session, ie(ieULI, 0, "18 130014 0001 130014 00000101")))},
	{"ULI without identity", "", csr(replaced(session, ie(ieULI, 0, "00")))},
	{"ULI with all identities", "", csr(replaced(session, ie(ieULI, 0, "ff"+strings.Repeat("99f907 00010001", 3)+"99f9070001"+"99f90700000101"+"99f9070001"+"99f907000001"+"99f907000001")))},
	{"RAT type 0", "gtp-ie-value", csr(replaced(session, ie(ieRATType, 0, "00")))},
	{"RAT type of a later release", "", csr(replaced(session, ie(ieRATType, 0, "40")))},

	// Names
	{"APN with a dot in a label", "gtp-apn", csr(replaced(session, el{ieAPN, 0, append([]byte{27}, "internet.mnc001.mcc001.gprs"...)}))},
	{"APN in any case", "", csr(replaced(session, el{ieAPN, 0, name("InterNet.MNC001.mcc001.GPRS")}))},
	{"APN without operator identifier", "", csr(replaced(session, el{ieAPN, 0, name("internet")}))},
	{"APN with a root label", "gtp-apn", csr(replaced(session, el{ieAPN, 0, append(name("internet"), 0)}))},
	{"empty APN", "gtp-ie-too-short", csr(replaced(session, el{ieAPN, 0, nil}))},

	// Addresses
	{"F-TEID without address (Open5GS 4273)", "gtp-fteid", msg(34, 1, 2, ie(ieFTEID, 0, "06 00000001 c6336407"))},
	{"F-TEID with both addresses", "", csr(replaced(session, ie(ieFTEID, 0, "c6 00000001 c6336407 20010db8000200010000000000000001")))},
	{"F-TEID that says both and has one", "gtp-fteid", csr(replaced(session, ie(ieFTEID, 0, "c6 00000001 c6336407")))},
	{"F-TEID with a zero IPv6 address beside a good IPv4 one", "gtp-fteid", csr(replaced(session, ie(ieFTEID, 0, "c6 00000001 c6336407 00000000000000000000000000000000")))},
	{"F-TEID that says IPv6 and has IPv4", "gtp-fteid", csr(replaced(session, ie(ieFTEID, 0, "46 00000001 c6336407")))},
	{"F-TEID of eight octets", "gtp-ie-too-short", csr(replaced(session, ie(ieFTEID, 0, "86 00000001 c63364")))},
	{"IP address of five octets", "gtp-ie-value", csr(plus(session, ie(ieIPAddress, 0, "c633640700")))},
	{"IP address of 16 octets", "", csr(plus(session, ie(ieIPAddress, 0, "20010db8000200010000000000000001")))},
	{"PAA of an IPv6 session", "", csr(replaced(session, ie(iePAA, 0, "02 40"+strings.Repeat("00", 16))))},
	{"PAA of both", "", csr(replaced(session, ie(iePAA, 0, "03 40"+strings.Repeat("00", 20))))},
	{"PAA of a Non-IP session", "", csr(replaced(session, ie(iePAA, 0, "04")))},
	{"PAA with a reserved type", "gtp-ie-value", csr(replaced(session, ie(iePAA, 0, "06 00000000")))},
	{"PAA shorter than its type", "gtp-ie-too-short", csr(replaced(session, ie(iePAA, 0, "01 000000")))},
	{"PDN type reserved", "gtp-ie-value", csr(replaced(session, ie(iePDNType, 0, "00")))},
	{"FQ-CSID shorter than it says", "gtp-ie-too-short", msg(101, 0, 9, ie(ieFQCSID, 1, "02 c6336407 0001"))},
	{"FQ-CSID of a node identifier", "", msg(101, 0, 9, ie(ieFQCSID, 0, "21 01020304 0001"))},
	{"FQ-CSID of an IPv6 node", "", msg(101, 0, 9, ie(ieFQCSID, 2, "11 20010db8000200010000000000000001 0001"))},
	{"FQ-CSID of a reserved kind", "gtp-ie-value", msg(101, 0, 9, ie(ieFQCSID, 1, "31 c6336407 0001"))},

	// Templates
	{"Bearer Resource Command", "", msg(68, 1, 0x800001, ie(ieEBI, 0, "05"), ie(100, 0, "01"), ie(ieTAD, 0, oneFilter))},
	{"TAD with content length 0xFF (Open5GS 4281)", "gtp-tft", msg(68, 1, 0x800001, ie(ieEBI, 0, "05"), ie(100, 0, "01"), ie(ieTAD, 0, "21 31 0a ff 10 c0000201 ffffffff"))},
	{"TFT with a cut component", "gtp-tft", msg(97, 1, 9, ie(72, 0, "0000000000000000"), groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05"), ie(ieBearerTFT, 0, "21 31 0a 02 50 1f 90")))},

	// Causes
	{"Delete Session Request with cause 12", "", msg(36, 1, 3, ie(ieCause, 0, "0c00"), ie(ieEBI, 0, "05"))},
	{"Delete Session Request with cause 16", "gtp-cause", msg(36, 1, 3, ie(ieCause, 0, "1000"), ie(ieEBI, 0, "05"))},
	{"Delete Session Request with cause 64", "gtp-cause", msg(36, 1, 3, ie(ieCause, 0, "4000"), ie(ieEBI, 0, "05"))},
	{"Delete Bearer Request with cause 8", "", msg(99, 1, 9, ie(ieEBI, 0, "05"), ie(ieCause, 0, "0800"))},
	{"Delete Bearer Request with cause 64 of its own accord", "gtp-cause", msg(99, 1, 9, ie(ieEBI, 0, "05"), ie(ieCause, 0, "4000"))},
	{"Delete Bearer Request with cause 64 after a command", "", msg(99, 1, 0x800009, ie(ieEBI, 0, "05"), ie(ieCause, 0, "4000"))},
	{"Delete Bearer Request with failed bearers", "", msg(99, 1, 0x800009, ie(ieEBI, 1, "06"), groupOf(ieBearerContext, 0, ie(ieEBI, 0, "07"), ie(ieCause, 0, "4000")))},
	{"Create Session Request with a cause", "gtp-ie-unexpected gtp-cause", csr(plus(session, ie(ieCause, 0, "1000")))},
	{"Modify Bearer Command with a cause", "gtp-ie-unexpected gtp-cause", msg(64, 1, 0x800001, ie(72, 0, "0000000000000000"), groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05")), ie(ieCause, 0, "0800"))},
	{"response with cause 2", "gtp-cause", msg(37, 1, 3, ie(ieCause, 0, "0200"))},
	{"response with cause 20", "gtp-cause", msg(37, 1, 3, ie(ieCause, 0, "1400"))},
	{"response with cause 63", "gtp-cause", msg(37, 1, 3, ie(ieCause, 0, "3f00"))},
	{"response with cause 240", "", msg(37, 1, 3, ie(ieCause, 0, "f000"))},
	{"bearer with cause 5 in a response", "gtp-cause", msg(33, 1, 1, ie(ieCause, 0, "1000"), groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05"), ie(ieCause, 0, "0500")))},
	{"detach notification with a reason", "", msg(149, 1, 3, ie(ieCause, 0, "0200"))},
	{"detach notification that accepts", "gtp-cause", msg(149, 1, 3, ie(ieCause, 0, "1000"))},
}

func TestVectors(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			_, o := one(t, v.p)
			if got := faults(o); got != v.want {
				t.Errorf("faults %q, want %q", got, v.want)
			}
			consistent(t, o)
		})
	}
}

// seeds are all messages that the tests know.
func seeds() (all [][]byte) {
	for _, v := range vectors {
		all = append(all, v.p)
	}
	for _, v := range piggybacks {
		all = append(all, v.p)
	}
	for _, m := range benchmarks {
		all = append(all, m.p)
	}
	return all
}

// bearers makes bearer contexts with identities from first to last.
func bearers(first, last int) (els []el) {
	for i := first; i <= last; i++ {
		els = append(els, groupOf(ieBearerContext, 0, el{ieEBI, 0, []byte{byte(i)}}, ie(80, 0, qos)))
	}
	return els
}

// connection makes a PDN connection with one bearer, and more members.
func connection(more ...el) el {
	return groupOf(109, 0, plus([]el{{ieAPN, 0, name("ims.mnc001.mcc001.gprs")}, ie(ieEBI, 0, "05"), fteid(0, 7, 9, pgw), ie(72, 0, "0000000000000000"),
		groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05"), ie(80, 0, qos))}, more...)...)
}

// flagged sets the P flag.
func flagged(p []byte) []byte { return edit(p, func(p []byte) { p[0] |= flagPiggyback }) }

var piggybacks = []struct {
	name          string
	p             []byte
	first, second string // faults
	ops           int
}{
	{"33 carries 95", piggyback(csa, cbr), "", "", 2},
	{"96 carries 34", piggyback(cbResponse, modify), "", "", 2},
	{"33 carries 34", piggyback(csa, modify), "", "gtp-piggyback", 2},
	{"96 carries 95", piggyback(cbResponse, cbr), "", "gtp-piggyback", 2},
	{"36 carries 95", piggyback(dsr, cbr), "gtp-piggyback", "gtp-piggyback", 2},
	{"33 carries what carries", piggyback(csa, flagged(cbr)), "", "gtp-piggyback", 2},
	{"33 carries two", append(piggyback(csa, flagged(cbr)), modify...), "", "gtp-piggyback", 2},
	{"33 carries two, the second openly", append(piggyback(csa, cbr), modify...), "", "gtp-trailing", 2},
	{"33 carries an octet", piggyback(csa, []byte{0x48}), "", "gtp-too-short gtp-piggyback", 2},
	{"33 carries a cut message", piggyback(csa, cbr[:len(cbr)-1]), "", "gtp-length gtp-ie-truncated gtp-ie-missing", 2},
	{"33 carries GTPv1", piggyback(csa, []byte{0x32, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0}), "", "gtp-version gtp-piggyback", 2},
	{"33 says that it carries and does not", flagged(csa), "gtp-piggyback", "", 1},
	{"36 says that it carries and does not", flagged(dsr), "gtp-piggyback", "", 1},
	{"the carried one is bad in itself", piggyback(csa, cbrBad), "", "gtp-ie-missing", 2},
}

func TestPiggyback(t *testing.T) {
	for _, v := range piggybacks {
		t.Run(v.name, func(t *testing.T) {
			b := decodePorts(v.p, Port, 50000) // an answer goes back to where the request came from
			if len(b.Ops) != v.ops {
				t.Fatalf("%d operations", len(b.Ops))
			}
			if v.name[:2] != "36" && faults(&b.Ops[0]) != v.first {
				t.Errorf("first: %q, want %q", faults(&b.Ops[0]), v.first)
			}
			if v.ops == 1 {
				return
			}
			if got := faults(&b.Ops[1]); got != v.second {
				t.Errorf("second: %q, want %q", got, v.second)
			}
			first, second := &b.Ops[0], &b.Ops[1]
			if first.GTP.Piggyback != carrier || second.GTP.Piggyback != carried || first.Component != 0 || second.Component != 1 ||
				int(second.Start) != int(first.Length) || b.Messages[0].NumOps != 2 {
				t.Errorf("piggyback %d %d, component %d %d, start %d", first.GTP.Piggyback, second.GTP.Piggyback, first.Component, second.Component, second.Start)
			}
		})
	}
}

func TestPorts(t *testing.T) {
	trigger := msg(99, 1, 0x800009, ie(ieEBI, 1, "06"))
	for _, v := range []struct {
		name     string
		p        []byte
		src, dst uint16
		bad      bool
	}{
		{"request to 2123 from any port", dsr, 40000, 2123, false},
		{"request to another port", dsr, 2123, 2124, true},
		{"command to another port", msg(66, 1, 0x800001, groupOf(ieBearerContext, 0, ie(ieEBI, 0, "06"))), 2123, 40000, true},
		{"notice to another port", msg(72, 1, 1, ie(115, 0, "010203040506")), 2123, 40000, true},
		{"response back to the request's port", csa, 2123, 40000, false},
		{"response from another port to 2123", csa, 40000, 2123, false},
		{"response between other ports", csa, 40000, 40001, true},
		{"request that a command triggered", trigger, 2123, 40000, false},
		{"the same, not triggered", msg(99, 1, 9, ie(ieEBI, 1, "06")), 2123, 40000, true},
		{"the same, between other ports", trigger, 40000, 40001, true},
		{"Version Not Supported back to the port", msg(3, 0, 1), 2123, 40000, false},
	} {
		b := decodePorts(v.p, v.src, v.dst)
		if got := b.Ops[0].Faults.Has(op.GTPPort); got != v.bad {
			t.Errorf("%s: fault %v", v.name, got)
		}
	}
}
