package gsmmap

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// roles name those of a number.
var roles = [...]string{"other", "msisdn", "vlr", "msc", "sgsn", "hlr", "gsmscf", "gmlc", "forwarded", "sc", "called", "calling", "smsmsisdn", "srf", "mlc"}

var (
	requestedNames    = []string{"location", "current", "state", "imei", "subscription", "routing", "vectors"}
	subscriptionNames = []string{"msisdn", "barring", "forwarding", "o-csi", "t-csi", "gprs-csi", "sms-csi", "other-csi", "apn"}
)

func bitNames(bits uint64, names []string) string {
	var out []string
	for i, n := range names {
		if bits>>i&1 != 0 {
			out = append(out, n)
		}
	}
	return strings.Join(out, "+")
}

// render prints every column that is present, and the faults.
func render(d decoded) string {
	var out []string
	add := func(column int, format string, a ...any) {
		if d.o.IsPresent(column) {
			out = append(out, fmt.Sprintf(format, a...))
		}
	}
	s := d.s
	add(op.ColIMSI, "imsi=%s", d.o.IMSI)
	add(op.ColMSISDN, "msisdn=%s", d.o.MSISDN)
	add(op.ColMEI, "mei=%s", d.o.MEI)
	for _, n := range d.numbers() {
		out = append(out, fmt.Sprintf("%s:%s", roles[n.Role], n.Digits))
	}
	add(op.ColRequested, "asks=%s", bitNames(s.Requested, requestedNames))
	add(op.ColSubscription, "sets=%s", bitNames(s.Subscription, subscriptionNames))
	add(op.ColSsCode, "ss=%02x", s.SSCode)
	add(op.ColSmRpDa, "da=%02x", s.SMRPDA)
	add(op.ColSmRpOa, "oa=%02x", s.SMRPOA)
	add(op.ColTpdu, "tpdu=%d", s.TPDU.Len)
	add(op.ColTpMti, "mti=%d", s.TPMTI)
	add(op.ColTpPid, "pid=%02x", s.TPPID)
	add(op.ColTpDcs, "dcs=%02x", s.TPDCS)
	add(op.ColUserDataHeader, "udh=%x", d.b.Bytes(d.o, s.UserDataHeader))
	add(op.ColUssd, "ussd=%x", d.b.Bytes(d.o, s.USSD))
	add(op.ColUssdCoding, "coding=%02x", s.USSDCoding)
	add(op.ColVectors, "vectors=%d", s.Vectors)
	add(op.ColRequestingPLMN, "plmn=%s", s.RequestingPLMN)
	add(op.ColServiceKey, "key=%d", s.ServiceKey)
	add(op.ColCancellationType, "cancel=%d", s.CancellationType)
	for _, f := range d.faults() {
		out = append(out, "!"+f)
	}
	return strings.Join(out, " ")
}

// Synthetic identities: home 001/01, partner 999/70, attacker 999/99.
const (
	subscriber = "001010000000001"
	roamer     = "999700000000001"
	mobile     = "99902000001"
	homeHLR    = "99901000001"
	partnerMSC = "99970000001"
	partnerVLR = "99970000002"
	partnerSC  = "99970000009"
	attacker   = "99999000001"
	ours       = "99901000007"
)

var empty = tlv("30")

// signal is an ExternalSignalInfo of one octet.
var signal = tlv("30", tlv("0a", oct("01")), tlv("04", oct("00")))

type vector struct {
	name      string
	code      uint32
	component uint8
	version   uint8
	parameter []byte
	want      string
}

// The argument of every operation, the forms of older versions, and results that
// name somebody. S-n are attacks of the project's list, whose octets here are
// honest: what is wrong with them is who sends them.
var vectors = []vector{
	{"UL", 2, invoke, 3, updateLocation(), "imsi=001010000000001 msc:99970000001 vlr:99970000002"},
	{"S-7 UL", 2, invoke, 3, tlv("30", tbcd("04", subscriber), isdn("81", attacker), isdn("04", attacker)), "imsi=001010000000001 msc:99999000001 vlr:99999000001"},
	{"UL of version 1", 2, invoke, 1, tlv("30", tbcd("04", subscriber), isdn("80", partnerMSC), isdn("04", partnerVLR), tlv("8a", oct("00000001"))), "imsi=001010000000001 other:99970000001 vlr:99970000002"},
	{"UL with equipment", 2, invoke, 3, tlv("30", tbcd("04", subscriber), isdn("81", partnerMSC), isdn("04", partnerVLR), tlv("ad", tbcd("80", "4900000000000001"))), "imsi=001010000000001 mei=490000000000000+ msc:99970000001 vlr:99970000002"},
	{"UL result", 2, returnResultLast, 3, tlv("30", isdn("04", homeHLR)), "hlr:99901000001"},
	{"UL result of version 2", 2, returnResultLast, 2, isdn("04", homeHLR), "hlr:99901000001"},
	{"UL result of version 2 in 3", 2, returnResultLast, 3, isdn("04", homeHLR), "hlr:99901000001 !map-version-form"},
	{"S-10 CL", 3, invoke, 3, tlv("a3", tbcd("04", roamer), tlv("0a", oct("01"))), "imsi=999700000000001 cancel=1"},
	{"CL with LMSI", 3, invoke, 3, tlv("a3", tlv("30", tbcd("04", roamer), tlv("04", oct("00000001"))), tlv("0a", oct("00")), tlv("80", oct("00")), isdn("83", partnerMSC)), "imsi=999700000000001 other:99970000001 cancel=0"},
	{"CL of version 2", 3, invoke, 2, tbcd("04", roamer), "imsi=999700000000001"},
	{"CL of version 2 with LMSI", 3, invoke, 2, tlv("30", tbcd("04", roamer), tlv("04", oct("00000001"))), "imsi=999700000000001"},
	{"S-11 PRN", 4, invoke, 3, tlv("30", tbcd("80", roamer), isdn("81", ours), isdn("82", mobile), tlv("84", oct("00000001")), tlv("a6", oct("0a 01 01 04 01 00")), isdn("88", partnerMSC), tlv("89", oct("01"))), "imsi=999700000000001 msisdn=99902000001 msc:99901000007 msisdn:99902000001 other:99970000001 asks=routing"},
	{"PRN result", 4, returnResultLast, 3, tlv("30", isdn("04", ours)), "other:99901000007"},
	{"PRN result of version 2", 4, returnResultLast, 2, isdn("04", ours), "other:99901000007"},
	{"NSDC", 5, invoke, 3, tlv("30", tbcd("04", subscriber), isdn("04", mobile)), "imsi=001010000000001 msisdn=99902000001 msisdn:99902000001"},
	{"resumeCallHandling", 6, invoke, 3, tlv("30", tlv("80", oct("01")), tlv("a2", isdn("85", attacker)), tbcd("83", subscriber), isdn("89", mobile)), "imsi=001010000000001 msisdn=99902000001 forwarded:99999000001 msisdn:99902000001"},
	{"ISD", 7, invoke, 3, subscriberData(), "imsi=001010000000001 msisdn=99902000001 msisdn:99902000001 forwarded:99902000009 gsmscf:99901000006 sets=msisdn+barring+forwarding+o-csi"},
	{"S-8 ISD", 7, invoke, 3, tlv("30", tbcd("80", roamer), tlv("ad", tlv("a0", tlv("30", tlv("30", tlv("0a", oct("02")), tlv("02", oct("01")), isdn("80", attacker), tlv("81", oct("00"))))))), "imsi=999700000000001 gsmscf:99999000001 sets=o-csi"},
	{"ISD without IMSI", 7, invoke, 3, tlv("30", isdn("81", mobile), tlv("82", oct("0a"))), "msisdn=99902000001 msisdn:99902000001 sets=msisdn"},
	{"S-10 ISD bars", 7, invoke, 2, tlv("30", tbcd("80", roamer), tlv("83", oct("01")), tlv("a8", tlv("03", oct("02 80")))), "imsi=999700000000001 sets=barring"},
	{"ISD status granted", 7, invoke, 2, tlv("30", tbcd("80", roamer), tlv("83", oct("00"))), "imsi=999700000000001"},
	{"ISD for packets", 7, invoke, 3, tlv("30", tbcd("80", roamer), tlv("b0", tlv("a1", tlv("30", tlv("02", oct("01")), tlv("90", oct("f121")), tlv("92", oct("000000")), tlv("94", oct("03 69 6d 73"))))), tlv("98", oct("02")), tlv("b1", tlv("a0", tlv("a0", tlv("30", tlv("80", oct("01")), tlv("81", oct("02")), isdn("82", attacker), tlv("83", oct("00")))))), tlv("bf 1f", tlv("86", oct("91 99 79"))), isdn("9f 22", partnerVLR)),
		"imsi=999700000000001 gsmscf:99999000001 other:9997 sgsn:99970000002 sets=gprs-csi+apn"},
	{"ISD for location", 7, invoke, 3, tlv("30", tlv("b6", tlv("a0", isdn("04", homeHLR), isdn("04", attacker)))), "gmlc:99901000001 gmlc:99999000001"},
	{"ISD of version 1 forwards", 7, invoke, 1, tlv("30", tbcd("80", roamer), tlv("a7", tlv("a0", tlv("30", tlv("30", isdn("85", attacker)))))), "imsi=999700000000001 forwarded:99999000001 sets=forwarding"},
	{"ISD result", 7, returnResultLast, 3, tlv("30", tlv("84", oct("04 00 00 00"))), ""},
	{"DSD", 8, invoke, 3, tlv("30", tbcd("80", roamer), tlv("a2", tlv("04", oct("21"))), tlv("89")), "imsi=999700000000001"},
	{"sendParameters", 9, invoke, 0, tlv("30", tbcd("80", subscriber), tlv("30", tlv("0a", oct("01")), tlv("0a", oct("02")))), "imsi=001010000000001 asks=subscription+vectors"},
	{"sendParameters wants the key", 9, invoke, 0, tlv("30", tlv("81", oct("00000001")), tlv("30", tlv("0a", oct("04")))), "asks=vectors"},
	{"sendParameters result", 9, returnResultLast, 0, tlv("30", tbcd("80", subscriber), tlv("a2", isdn("81", mobile))), "imsi=001010000000001 msisdn=99902000001 msisdn:99902000001 sets=msisdn"},
	{"S-9 registerSS", 10, invoke, 2, tlv("30", tlv("04", oct("21")), tlv("83", oct("11")), isdn("84", attacker)), "forwarded:99999000001 ss=21"},
	{"registerSS result", 10, returnResultLast, 2, tlv("a0", tlv("04", oct("21")), tlv("30", tlv("30", tlv("83", oct("11")), tlv("84", oct("07")), isdn("85", attacker)))), "forwarded:99999000001 ss=21"},
	{"eraseSS", 11, invoke, 2, tlv("30", tlv("04", oct("21"))), "ss=21"},
	{"activateSS", 12, invoke, 2, tlv("30", tlv("04", oct("92")), tlv("82", oct("20"))), "ss=92"},
	{"deactivateSS", 13, invoke, 2, tlv("30", tlv("04", oct("92"))), "ss=92"},
	{"S-16 interrogateSS", 14, invoke, 2, tlv("30", tlv("04", oct("21"))), "ss=21"},
	{"interrogateSS result", 14, returnResultLast, 2, tlv("a3", tlv("30", isdn("85", mobile))), "forwarded:99902000001"},
	{"interrogateSS result of version 1", 14, returnResultLast, 1, isdn("81", mobile), "forwarded:99902000001"},
	{"S-21 AFR", 15, invoke, 3, tlv("30", tbcd("04", subscriber), tlv("0a", oct("00")), tlv("01", oct("ff")), isdn("80", partnerVLR)), "imsi=001010000000001 vlr:99970000002"},
	{"registerPassword", 17, invoke, 2, tlv("04", oct("92")), "ss=92"},
	{"S-16 getPassword", 18, invoke, 2, tlv("0a", oct("00")), ""},
	{"getPassword result", 18, returnResultLast, 2, tlv("12", []byte("0000")), ""},
	{"processUnstructuredSS-Data", 19, invoke, 1, tlv("16", []byte("*100#")), "ussd=2a31303023"},
	{"releaseResources", 20, invoke, 3, tlv("30", isdn("04", ours)), "other:99901000007"},
	{"MT-FSM for groups", 21, invoke, 3, tlv("30", tlv("04", oct("01")), isdn("84", partnerSC), tlv("04", deliverTPDU("00", "00", "hello"))), "sc:99970000009 oa=84 tpdu=24 mti=0 pid=00 dcs=00"},
	{"S-3 SRI", 22, invoke, 3, tlv("30", isdn("80", mobile), tlv("83", oct("00")), isdn("86", attacker)), "msisdn=99902000001 msisdn:99902000001 gsmscf:99999000001 asks=routing"},
	{"SRI of version 2", 22, invoke, 2, tlv("30", isdn("80", mobile), tlv("82", oct("01")), tlv("aa", oct("0a 01 01 04 01 00"))), "msisdn=99902000001 msisdn:99902000001 asks=routing"},
	{"SRI result", 22, returnResultLast, 3, tlv("a3", tbcd("89", subscriber), isdn("04", ours), isdn("82", partnerMSC)), "imsi=001010000000001 other:99901000007 msc:99970000001"},
	{"SRI result forwarded", 22, returnResultLast, 3, tlv("a3", tbcd("89", subscriber), tlv("a8", tlv("30", isdn("85", mobile)), tlv("a0", tlv("a0", tlv("30", tlv("30", tlv("0a", oct("0c")), tlv("02", oct("01")), isdn("80", homeHLR), tlv("81", oct("00")))))))), "imsi=001010000000001 forwarded:99902000001 gsmscf:99901000001 sets=t-csi"},
	{"SRI result of version 2", 22, returnResultLast, 2, tlv("30", tbcd("04", subscriber), isdn("04", ours)), "imsi=001010000000001 other:99901000007"},
	{"SRI result of version 1 forwarded", 22, returnResultLast, 1, tlv("30", tbcd("04", subscriber), tlv("30", isdn("85", mobile)), tlv("30", tlv("04", oct("00000000")))), "imsi=001010000000001 forwarded:99902000001"},
	{"S-7 UGL", 23, invoke, 3, tlv("30", tbcd("04", subscriber), isdn("04", partnerVLR), tlv("04", oct("04 c6336401"))), "imsi=001010000000001 sgsn:99970000002"},
	{"UGL result", 23, returnResultLast, 3, tlv("30", isdn("04", homeHLR)), "hlr:99901000001"},
	{"S-3 SRI-GPRS", 24, invoke, 3, tlv("30", tbcd("80", subscriber), isdn("82", attacker)), "imsi=001010000000001 other:99999000001 asks=routing"},
	{"failureReport", 25, invoke, 3, tlv("30", tbcd("80", subscriber), isdn("81", partnerSC)), "imsi=001010000000001 other:99970000009"},
	{"noteMsPresentForGprs", 26, invoke, 3, tlv("30", tbcd("80", subscriber), tlv("81", oct("04 c6336401"))), "imsi=001010000000001"},
	{"performHandover", 28, invoke, 1, tlv("30", tlv("04", oct("0011010001")), tlv("04", oct("0011010002")), tlv("04", oct("00")), tlv("04", oct("00"))), ""},
	{"performHandover result", 28, returnResultLast, 1, tlv("30", isdn("04", ours), signal), "other:99901000007"},
	{"sendEndSignal", 29, invoke, 3, tlv("a3", signal), ""},
	{"sendEndSignal of version 2", 29, invoke, 2, signal, ""},
	{"performSubsequentHandover", 30, invoke, 1, tlv("30", tlv("04", oct("0011010001")), tlv("04", oct("0011010002")), isdn("04", ours)), "other:99901000007"},
	{"provideSIWFSNumber", 31, invoke, 3, tlv("30", tlv("a0", signal[2:]), tlv("a1", signal[2:]), tlv("82", oct("00")), isdn("83", mobile), tlv("a4", signal[2:])), "other:99902000001"},
	{"sIWFSSignallingModify", 32, invoke, 3, tlv("30", tlv("a0", signal[2:])), ""},
	{"processAccessSignalling", 33, invoke, 3, tlv("a3", signal), ""},
	{"forwardAccessSignalling", 34, invoke, 3, tlv("a3", signal, tlv("82", oct("00"))), ""},
	{"noteInternalHandover", 35, invoke, 1, tlv("30", tlv("0a", oct("00"))), ""},
	{"cancelVcsgLocation", 36, invoke, 3, tlv("30", tbcd("04", roamer)), "imsi=999700000000001"},
	{"S-11 reset", 37, invoke, 2, tlv("30", isdn("04", attacker), tlv("30", tbcd("04", "999700"), tbcd("04", "99970012"), tbcd("04", "999710"))), "hlr:99999000001 hlr:999700 hlr:999710"},
	{"reset of version 1", 37, invoke, 1, tlv("30", tlv("0a", oct("01")), isdn("04", attacker)), "hlr:99999000001"},
	{"reset by a CSS", 37, invoke, 3, tlv("30", isdn("81", attacker)), "other:99999000001"},
	{"reset with data", 37, invoke, 3, tlv("30", isdn("04", homeHLR), tlv("a2", tbcd("80", roamer), tlv("ad", tlv("83")))), "imsi=999700000000001 hlr:99901000001 sets=other-csi"},
	{"forwardCheckSS", 38, invoke, 2, nil, ""},
	{"prepareGroupCall", 39, invoke, 3, tlv("30", tlv("04", oct("91")), tlv("04", oct("01")), tlv("04", oct("0000000000")), tlv("04", oct("01"))), ""},
	{"sendGroupCallEndSignal", 40, invoke, 3, tlv("30", tbcd("04", roamer)), "imsi=999700000000001"},
	{"processGroupCallSignalling", 41, invoke, 3, tlv("30", tlv("80")), ""},
	{"forwardGroupCallSignalling", 42, invoke, 3, tlv("30", tbcd("04", roamer), tlv("80")), "imsi=999700000000001"},
	{"checkIMEI", 43, invoke, 3, tlv("30", tbcd("04", "000000000000001"), tlv("03", oct("06 80"))), "mei=000000000000001"},
	{"checkIMEI of version 2", 43, invoke, 2, tbcd("04", "000000000000001"), "mei=000000000000001"},
	{"checkIMEI result of version 2", 43, returnResultLast, 2, tlv("0a", oct("00")), ""},
	{"MT-FSM", 44, invoke, 3, forwardSMArg(), "imsi=001010000000001 sc:99970000009 da=80 oa=84 tpdu=56 mti=0 pid=00 dcs=00"},
	{"MT-FSM to an LMSI", 44, invoke, 3, tlv("30", tlv("81", oct("00000001")), isdn("84", partnerSC), tlv("04", deliverTPDU("00", "00", "hello")), tlv("05")), "sc:99970000009 da=81 oa=84 tpdu=24 mti=0 pid=00 dcs=00"},
	{"MT-FSM that continues", 44, invoke, 3, tlv("30", tlv("85"), tlv("85"), tlv("04", deliverTPDU("00", "00", "hello"))), "da=85 oa=85 tpdu=24 mti=0 pid=00 dcs=00"},
	{"S-14 SIM toolkit", 44, invoke, 3, tlv("30", tbcd("80", roamer), isdn("84", attacker), tlv("04", oct("44 0b 91 99 79 10 00 00 f1 7f f6 22 11 22 31 52 65 00 07 02 70 00 00 00 00 00"))), "imsi=999700000000001 sc:99999000001 da=80 oa=84 tpdu=26 mti=0 pid=7f dcs=f6 udh=7000"},
	{"MT-FSM result", 44, returnResultLast, 3, tlv("30", tlv("04", oct("00 00"))), "tpdu=2 mti=0"},
	{"S-2 SRI-SM", 45, invoke, 3, routingInfoForSM(), "msisdn=99902000001 msisdn:99902000001 sc:99970000009 asks=routing"},
	{"SRI-SM of version 1", 45, invoke, 1, tlv("30", isdn("80", mobile), tlv("81", oct("00")), isdn("82", partnerSC), tlv("85", oct("21"))), "msisdn=99902000001 msisdn:99902000001 sc:99970000009 asks=routing"},
	{"SRI-SM result", 45, returnResultLast, 3, tlv("30", tbcd("04", subscriber), tlv("a0", isdn("81", partnerMSC), tlv("04", oct("00000001")), tlv("a6", isdn("81", partnerVLR)))), "imsi=001010000000001 msc:99970000001 sgsn:99970000002"},
	{"SRI-SM result of version 1", 45, returnResultLast, 1, tlv("30", tbcd("04", subscriber), tlv("a0", isdn("80", ours)), tlv("82", oct("00"))), "imsi=001010000000001 other:99901000007"},
	{"S-13 MO-FSM", 46, invoke, 3, tlv("30", isdn("84", partnerSC), isdn("82", mobile), tlv("04", submitTPDU("00", "00", "hello")), tbcd("04", subscriber)), "imsi=001010000000001 msisdn=99902000001 sc:99970000009 smsmsisdn:99902000001 da=84 oa=82 tpdu=18 mti=1 pid=00 dcs=00"},
	{"MO-FSM result", 46, returnResultLast, 3, tlv("30", tlv("04", oct("01 00 22 11 22 31 52 65 00"))), "tpdu=9 mti=1"},
	{"S-13 forwardSM of version 2", 46, invoke, 2, tlv("30", tbcd("80", subscriber), isdn("84", attacker), tlv("04", deliverTPDU("40", "00", "hello"))), "imsi=001010000000001 sc:99999000001 da=80 oa=84 tpdu=24 mti=0 pid=40 dcs=00"},
	{"forwardSM of version 1 to a roaming number", 46, invoke, 1, tlv("30", isdn("83", ours), isdn("84", partnerSC), tlv("04", deliverTPDU("00", "00", "hello"))), "other:99901000007 sc:99970000009 da=83 oa=84 tpdu=24 mti=0 pid=00 dcs=00"},
	{"reportSM-DeliveryStatus", 47, invoke, 3, tlv("30", isdn("04", mobile), isdn("04", partnerSC), tlv("0a", oct("02"))), "msisdn=99902000001 msisdn:99902000001 sc:99970000009"},
	{"reportSM-DeliveryStatus result of version 2", 47, returnResultLast, 2, isdn("04", mobile), "msisdn=99902000001 msisdn:99902000001"},
	{"noteSubscriberPresent", 48, invoke, 1, tbcd("04", subscriber), "imsi=001010000000001"},
	{"alertServiceCentre of version 1", 49, invoke, 1, tlv("30", isdn("04", mobile), isdn("04", partnerSC)), "msisdn=99902000001 msisdn:99902000001 sc:99970000009"},
	{"S-21 activateTraceMode", 50, invoke, 3, tlv("30", tbcd("80", roamer), tlv("81", oct("01")), tlv("82", oct("01")), isdn("83", attacker)), "imsi=999700000000001 other:99999000001"},
	{"deactivateTraceMode", 51, invoke, 3, tlv("30", tbcd("80", roamer), tlv("81", oct("01"))), "imsi=999700000000001"},
	{"traceSubscriberActivity", 52, invoke, 1, tlv("30", tbcd("80", roamer), tlv("81", oct("01")), tlv("82", oct("01"))), "imsi=999700000000001"},
	{"updateVcsgLocation", 53, invoke, 3, tlv("30", tbcd("04", subscriber), isdn("80", partnerVLR)), "imsi=001010000000001 vlr:99970000002"},
	{"beginSubscriberActivity", 54, invoke, 1, tlv("30", tbcd("04", subscriber), isdn("04", partnerVLR)), "imsi=001010000000001 vlr:99970000002"},
	{"S-17 sendIdentification", 55, invoke, 3, tlv("30", tlv("04", oct("00000001")), tlv("02", oct("05")), isdn("04", attacker)), "msc:99999000001 asks=vectors vectors=5"},
	{"sendIdentification of version 2", 55, invoke, 2, tlv("04", oct("00000001")), "asks=vectors"},
	{"sendIdentification result", 55, returnResultLast, 3, tlv("a3", tbcd("04", subscriber)), "imsi=001010000000001"},
	{"sendIdentification result of version 2", 55, returnResultLast, 2, tlv("30", tbcd("04", subscriber), empty), "imsi=001010000000001"},
	{"S-12 SAI", 56, invoke, 3, tlv("30", tbcd("80", subscriber), tlv("02", oct("05")), tlv("83", oct("00")), tlv("84", oct("99 f9 07"))), "imsi=001010000000001 asks=vectors vectors=5 plmn=999-70"},
	{"SAI of version 2", 56, invoke, 2, tbcd("04", subscriber), "imsi=001010000000001 asks=vectors"},
	{"SAI of version 2 in 3", 56, invoke, 3, tbcd("04", subscriber), "imsi=001010000000001 asks=vectors !map-version-form"},
	{"SAI goes on", 56, invoke, 3, nil, "asks=vectors"},
	{"SAI result of version 2", 56, returnResultLast, 2, tlv("30", tlv("30", tlv("04", make([]byte, 16)), tlv("04", make([]byte, 4)), tlv("04", make([]byte, 8)))), ""},
	{"restoreData", 57, invoke, 3, tlv("30", tbcd("04", subscriber)), "imsi=001010000000001"},
	{"restoreData result", 57, returnResultLast, 3, tlv("30", isdn("04", homeHLR)), "hlr:99901000001"},
	{"S-3 sendIMSI", 58, invoke, 2, isdn("04", mobile), "msisdn=99902000001 msisdn:99902000001 asks=routing"},
	{"sendIMSI result", 58, returnResultLast, 2, tbcd("04", subscriber), "imsi=001010000000001"},
	{"S-15 USSD", 59, invoke, 2, tlv("30", tlv("04", oct("0f")), tlv("04", oct("aa180c3602")), isdn("80", mobile)), "msisdn=99902000001 msisdn:99902000001 ussd=aa180c3602 coding=0f"},
	{"USSD result", 59, returnResultLast, 2, tlv("30", tlv("04", oct("0f")), tlv("04", oct("aa180c3602"))), "ussd=aa180c3602 coding=0f"},
	{"USSR", 60, invoke, 2, tlv("30", tlv("04", oct("0f")), tlv("04", oct("aa180c3602"))), "ussd=aa180c3602 coding=0f"},
	{"S-20 USSN", 61, invoke, 2, tlv("30", tlv("04", oct("0f")), tlv("04", oct("aa180c3602")), tlv("04", oct("00"))), "ussd=aa180c3602 coding=0f"},
	{"ATSI", 62, invoke, 3, tlv("30", tlv("a0", tbcd("80", subscriber)), tlv("a1", tlv("a1", tlv("04", oct("21"))), tlv("82")), isdn("82", attacker)), "imsi=001010000000001 gsmscf:99999000001 asks=subscription ss=21"},
	{"ATSI result", 62, returnResultLast, 3, tlv("30", tlv("a1", tlv("30", tlv("30", tlv("84", oct("07")), isdn("85", mobile))))), "forwarded:99902000001"},
	{"informServiceCentre", 63, invoke, 2, tlv("30", isdn("04", mobile), tlv("03", oct("02 00"))), "msisdn=99902000001 msisdn:99902000001"},
	{"alertServiceCentre", 64, invoke, 2, tlv("30", isdn("04", mobile), isdn("04", partnerSC)), "msisdn=99902000001 msisdn:99902000001 sc:99970000009"},
	{"ATM", 65, invoke, 3, tlv("30", tlv("a0", isdn("81", mobile)), isdn("81", attacker), tlv("a2", tlv("80", oct("21")), isdn("83", attacker))), "msisdn=99902000001 msisdn:99902000001 gsmscf:99999000001 forwarded:99999000001 ss=21"},
	{"readyForSM", 66, invoke, 3, tlv("30", tbcd("80", subscriber), tlv("0a", oct("00"))), "imsi=001010000000001"},
	{"S-10 purgeMS", 67, invoke, 3, tlv("a3", tbcd("04", subscriber), isdn("80", attacker)), "imsi=001010000000001 vlr:99999000001"},
	{"purgeMS of version 2", 67, invoke, 2, tlv("30", tbcd("04", subscriber), isdn("04", partnerVLR)), "imsi=001010000000001 vlr:99970000002"},
	{"prepareHandover", 68, invoke, 3, tlv("a3", tbcd("84", roamer)), "imsi=999700000000001"},
	{"prepareHandover of version 2", 68, invoke, 2, tlv("30", tlv("05")), ""},
	{"prepareHandover result of version 2", 68, returnResultLast, 2, tlv("30", isdn("04", ours)), "other:99901000007"},
	{"prepareSubsequentHandover", 69, invoke, 3, tlv("a3", isdn("81", ours)), "other:99901000007"},
	{"prepareSubsequentHandover of version 2", 69, invoke, 2, tlv("30", tlv("04", oct("0011010001")), isdn("04", ours), signal), "other:99901000007"},
	{"S-4 PSI", 70, invoke, 3, tlv("30", tbcd("80", roamer), tlv("a2", tlv("80"), tlv("81"), tlv("83"), tlv("86"))), "imsi=999700000000001 asks=location+current+state+imei"},
	{"PSI for a call", 70, invoke, 3, tlv("30", tbcd("80", roamer), tlv("81", oct("00000001")), tlv("a2", tlv("81"))), "imsi=999700000000001 asks=state"},
	{"PSI result", 70, returnResultLast, 3, tlv("30", tlv("30", tlv("a0", tlv("02", oct("01")), isdn("81", partnerVLR), tlv("a3", tlv("80", oct("0011010001 0001"))), isdn("86", partnerMSC)), tlv("a1", tlv("80")), tbcd("85", "4900000000000001"))), "mei=490000000000000+ vlr:99970000002 msc:99970000001"},
	{"S-1 ATI", 71, invoke, 3, tlv("30", tlv("a0", isdn("81", mobile)), tlv("a1", tlv("80"), tlv("83")), isdn("83", attacker)), "msisdn=99902000001 msisdn:99902000001 gsmscf:99999000001 asks=location+current"},
	{"ATI by IMSI", 71, invoke, 3, tlv("30", tlv("a0", tbcd("80", subscriber)), tlv("a1", tlv("81")), isdn("83", attacker)), "imsi=001010000000001 gsmscf:99999000001 asks=state"},
	{"ss-InvocationNotification", 72, invoke, 3, tlv("30", tbcd("80", subscriber), isdn("81", mobile), tlv("82", oct("31")), tlv("a3", isdn("04", attacker))), "imsi=001010000000001 msisdn=99902000001 msisdn:99902000001 other:99999000001 ss=31"},
	{"setReportingState", 73, invoke, 3, tlv("30", tbcd("80", roamer)), "imsi=999700000000001"},
	{"statusReport", 74, invoke, 3, tlv("30", tbcd("80", roamer)), "imsi=999700000000001"},
	{"remoteUserFree", 75, invoke, 3, tlv("30", tbcd("80", roamer), tlv("a1", signal[2:]), tlv("a2", tlv("80", oct("01"))), isdn("83", mobile)), "imsi=999700000000001 other:99902000001"},
	{"registerCC-Entry", 76, invoke, 3, tlv("30", tlv("80", oct("43"))), "ss=43"},
	{"eraseCC-Entry", 77, invoke, 3, tlv("30", tlv("80", oct("43"))), "ss=43"},
	{"secureTransportClass1", 78, invoke, 3, empty, ""},
	{"secureTransportClass2", 79, invoke, 3, empty, ""},
	{"secureTransportClass3", 80, invoke, 3, empty, ""},
	{"secureTransportClass4", 81, invoke, 3, empty, ""},
	{"S-6 PSL", 83, invoke, 3, tlv("30", tlv("30", tlv("80", oct("00"))), isdn("04", attacker), tbcd("82", roamer)), "imsi=999700000000001 mlc:99999000001 asks=location+current"},
	{"PSL for the initial location", 83, invoke, 3, tlv("30", tlv("30", tlv("80", oct("02"))), isdn("04", attacker), isdn("83", mobile)), "msisdn=99902000001 mlc:99999000001 msisdn:99902000001 asks=location"},
	{"PSL cancelled", 83, invoke, 3, tlv("30", tlv("30", tlv("80", oct("04"))), isdn("04", attacker), tbcd("82", roamer), tbcd("85", "000000000000001")), "imsi=999700000000001 mei=000000000000001 mlc:99999000001"},
	{"PSL of a newer kind", 83, invoke, 3, tlv("30", tlv("30", tlv("80", oct("09"))), isdn("04", attacker), tbcd("82", roamer)), "imsi=999700000000001 mlc:99999000001 asks=location"},
	{"sendGroupCallInfo", 84, invoke, 3, tlv("30", tlv("0a", oct("00")), tlv("04", oct("00000001")), tlv("04", oct("91")), tbcd("81", roamer)), "imsi=999700000000001"},
	{"S-3 SRI-LCS", 85, invoke, 3, tlv("30", isdn("80", attacker), tlv("a1", isdn("81", mobile))), "msisdn=99902000001 mlc:99999000001 msisdn:99902000001 asks=routing"},
	{"SRI-LCS result", 85, returnResultLast, 3, tlv("30", tlv("a0", tbcd("80", subscriber)), tlv("a1", isdn("04", partnerMSC), tlv("a3", isdn("81", partnerVLR)))), "imsi=001010000000001 msc:99970000001 sgsn:99970000002"},
	{"SLR", 86, invoke, 3, tlv("30", tlv("0a", oct("02")), tlv("30", tlv("80", oct("00"))), tlv("30", isdn("04", partnerMSC)), isdn("80", mobile), tbcd("81", subscriber)), "imsi=001010000000001 msisdn=99902000001 msc:99970000001 msisdn:99902000001"},
	{"ist-Alert", 87, invoke, 3, tlv("30", tbcd("80", subscriber)), "imsi=001010000000001"},
	{"ist-Command", 88, invoke, 3, tlv("30", tbcd("80", roamer)), "imsi=999700000000001"},
	{"noteMM-Event", 89, invoke, 3, tlv("30", tlv("02", oct("0b")), tlv("80", oct("00")), tbcd("81", subscriber), isdn("82", mobile)), "imsi=001010000000001 msisdn=99902000001 msisdn:99902000001 key=11"},
	{"unknown", 126, invoke, 2, tlv("30", tlv("80", oct("00"))), "!map-operation-unknown"},
	{"result of an unknown one", 126, returnResultLast, 2, tlv("30", tlv("80", oct("00"))), ""},
	{"result of an operation without one", 37, returnResultLast, 2, empty, "!map-element-unexpected"},
	{"reject", 0, 0xA4, 2, nil, ""},
}

func TestVectors(t *testing.T) {
	seen := map[uint32]bool{}
	for _, v := range vectors {
		seen[v.code] = seen[v.code] || v.component == invoke
		if got := render(decode(v.code, v.component, v.version, v.parameter)); got != v.want {
			t.Errorf("%s: %s\n instead of %s", v.name, got, v.want)
		}
	}
	for code, o := range operations {
		if o.name != "" && !seen[uint32(code)] {
			t.Errorf("%s has no vector", o.name)
		}
	}
}

// TestErrors: what an error says of a subscriber is read, whatever the version.
func TestErrors(t *testing.T) {
	for _, v := range []struct {
		name      string
		code      uint32
		version   uint8
		parameter []byte
		want      string
	}{
		{"absentSubscriberSM", 6, 3, tlv("30", tlv("02", oct("01")), tbcd("81", subscriber)), "imsi=001010000000001"},
		{"absentSubscriberSM of version 2", 6, 2, tlv("02", oct("01")), ""},
		{"unknownSubscriber", 1, 3, tlv("30", tlv("0a", oct("01"))), ""},
		{"callBarred of version 2", 13, 2, tlv("0a", oct("01")), ""},
		{"ss-ErrorStatus", 17, 2, tlv("04", oct("07")), ""},
		{"without parameter", 27, 3, nil, ""},
		{"of a form that none has", 27, 3, tlv("85"), "!map-element-missing !map-element-unexpected"},
	} {
		b := &op.Batch{}
		b.AddMessage().Payload = v.parameter
		o := b.AddOp(op.ProtoMAP)
		s := b.AddSS7(o, &op.SS7{ComponentType: returnError, ErrorCode: v.code, Context: op.ApplicationContext{Family: op.ContextMAP, Version: v.version}})
		Decode(&reader, b, o, s, argument.Parameter{Octets: v.parameter, At: 0, Depth: 3})
		if got := render(decoded{b, o, s}); got != v.want {
			t.Errorf("%s: %q instead of %q", v.name, got, v.want)
		}
	}
}

// TestNames: names are the specification's, numbers it does not list have none.
func TestNames(t *testing.T) {
	for code, want := range map[uint32]string{2: "updateLocation", 44: "mt-ForwardSM", 46: "mo-ForwardSM", 71: "anyTimeInterrogation", 89: "noteMM-Event", 0: "", 1: "", 16: "", 27: "", 82: "", 90: "", 1 << 31: ""} {
		if got := Name(code); got != want {
			t.Errorf("operation %d: %q", code, got)
		}
	}
	for code, want := range map[uint32]string{1: "unknownSubscriber", 72: "ussd-Busy", 0: "", 41: "", 73: "", 1 << 31: ""} {
		if got := ErrorName(code); got != want {
			t.Errorf("error %d: %q", code, got)
		}
	}
}

// TestOperationWithoutCode: a component whose operation code was not read is
// walked and not taken for another.
func TestOperationWithoutCode(t *testing.T) {
	b := &op.Batch{}
	b.AddMessage()
	o := b.AddOp(op.ProtoMAP)
	s := b.AddSS7(o, &op.SS7{ComponentType: invoke})
	o.Code = 2
	Decode(&reader, b, o, s, argument.Parameter{Octets: updateLocation(), At: 0, Depth: 3})
	if got := render(decoded{b, o, s}); got != "!map-operation-unknown" {
		t.Error(got)
	}
}
