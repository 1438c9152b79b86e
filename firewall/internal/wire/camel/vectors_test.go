package camel

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument/argumenttest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func join(parts ...[]byte) (b []byte) {
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

// tlv puts contents under a tag, in hexadecimal.
func tlv(tag string, contents ...[]byte) []byte {
	c := join(contents...)
	return join(oct(tag), argumenttest.Length(len(c)), c)
}

func tbcd(tag, digits string) []byte { return tlv(tag, argumenttest.TBCD(digits)) }

// isdn makes an international E.164 address.
func isdn(tag, digits string) []byte { return tlv(tag, oct("91"), argumenttest.TBCD(digits)) }

// isup makes an international E.164 number of ISUP with an odd number of digits.
func isup(tag, digits string) []byte {
	return tlv(tag, oct("84 10"), argumenttest.TBCD(digits+"0"))
}

// Synthetic identities: home 001/01, partner 999/70, attacker 999/99.
const (
	subscriber = "001010000000001"
	mobile     = "99902000001"
	partnerMSC = "99970000001"
	partnerVLR = "99970000002"
	attacker   = "99999000001"
)

// roles name those of a number.
var roles = [...]string{"other", "msisdn", "vlr", "msc", "sgsn", "hlr", "gsmscf", "gmlc", "forwarded", "sc", "called", "calling", "smsmsisdn", "srf", "mlc"}

// render prints every column that is present, and the faults.
func render(d decoded) string {
	var out []string
	add := func(column int, format string, a ...any) {
		if d.o.IsPresent(column) {
			out = append(out, fmt.Sprintf(format, a...))
		}
	}
	add(op.ColServiceKey, "key=%d", d.s.ServiceKey)
	add(op.ColIMSI, "imsi=%s", d.o.IMSI)
	add(op.ColMSISDN, "msisdn=%s", d.o.MSISDN)
	add(op.ColMEI, "mei=%s", d.o.MEI)
	for _, n := range d.numbers() {
		out = append(out, fmt.Sprintf("%s:%s/%d/%d", roles[n.Role], n.Digits, n.NAI, n.NP))
	}
	for _, f := range d.faults() {
		out = append(out, "!"+f)
	}
	return strings.Join(out, " ")
}

// initialDPArg is a call of a roamer's, as a gsmSSF reports it.
func initialDPArg(extension ...[]byte) []byte {
	return tlv("30", tlv("80", oct("0b")), isup("83", mobile), tlv("85", oct("0a")), tlv("bb", tlv("80", oct("8090a3"))), tlv("9c", oct("02")),
		tbcd("9f 32", subscriber), tlv("bf 34", tlv("02", oct("00")), isdn("81", partnerVLR), isdn("86", partnerMSC)), tlv("9f 36", oct("01")),
		isdn("9f 37", partnerMSC), tlv("9f 38", oct("81 99 09 02 00 00 f1")), tlv("9f 39", oct("02 62 11 22 31 52 65 00")), join(extension...))
}

var vectors = []struct {
	name             string
	code             uint32
	component, phase uint8
	parameter        []byte
	want             string
}{
	{"IDP", 0, invoke, 4, initialDPArg(), "key=11 imsi=001010000000001 calling:99902000001/1/1 vlr:99970000002/1/1 msc:99970000001/1/1 msc:99970000001/1/1 called:99902000001/0/1"},
	{"IDP of phase 4 with an extension", 0, invoke, 4, initialDPArg(tlv("bf 3b", isdn("80", attacker), isup("81", mobile), tbcd("83", "4900000000000001"))), "key=11 imsi=001010000000001 mei=490000000000000+ calling:99902000001/1/1 vlr:99970000002/1/1 msc:99970000001/1/1 msc:99970000001/1/1 called:99902000001/0/1 other:99999000001/1/1 forwarded:99902000001/1/1"},
	{"IDP of phase 2 with an extension", 0, invoke, 2, initialDPArg(tlv("bf 3b", isdn("81", attacker))), "key=11 imsi=001010000000001 calling:99902000001/1/1 vlr:99970000002/1/1 msc:99970000001/1/1 msc:99970000001/1/1 called:99902000001/0/1 other:99999000001/1/1"},
	{"IDP with an additional number", 0, invoke, 3, tlv("30", tlv("80", oct("01")), tlv("82", oct("83 10 21 43 05")), isup("8c", attacker), tlv("99", oct("06 03 10 21 43"))), "key=1 called:12345/2/1 other:99999000001/1/1 other:1234/2/1"},
	{"IDP without key", 0, invoke, 2, tlv("30", isup("82", mobile)), "called:99902000001/1/1 !map-element-missing"},
	{"assistRequestInstructions", 16, invoke, 2, tlv("30", tlv("80", oct("06 03 10 21 43")), tlv("82", oct("00"))), ""},
	{"establishTemporaryConnection", 17, invoke, 3, tlv("30", tlv("80", oct("06 84 10 99 09 02 00 00 01")), tlv("81", oct("0102"))), "srf:99902000001/1/1"},
	{"establishTemporaryConnection of phase 2", 17, invoke, 2, tlv("30", tlv("80", oct("06 84 10 99 09 02 00 00 01")), tlv("a7", tlv("82", oct("00"))), tlv("bf 32", tlv("81", oct("00")))), "srf:99902000001/1/1"},
	{"disconnectForwardConnection", 18, invoke, 2, nil, ""},
	{"connectToResource", 19, invoke, 3, tlv("30", isup("80", mobile)), "srf:99902000001/1/1"},
	{"connectToResource nowhere", 19, invoke, 3, tlv("30", tlv("83")), ""},
	{"S-18 connect", 20, invoke, 2, tlv("30", tlv("a0", isup("04", attacker))), "called:99999000001/1/1"},
	{"connect to two", 20, invoke, 2, tlv("30", tlv("a0", isup("04", attacker), isup("04", mobile))), "called:99999000001/1/1 !map-limit"},
	{"releaseCall", 22, invoke, 2, tlv("04", oct("80 90")), ""},
	{"releaseCall in full", 22, invoke, 4, tlv("a2", tlv("80", oct("8090"))), ""},
	{"requestReportBCSMEvent", 23, invoke, 2, tlv("30", tlv("a0", tlv("30", tlv("80", oct("07")), tlv("81", oct("01")), tlv("a2", tlv("80", oct("02")))))), ""},
	{"eventReportBCSM", 24, invoke, 2, tlv("30", tlv("80", oct("07")), tlv("a2", tlv("a8", isup("9f 34", attacker))), tlv("a3", tlv("81", oct("02")))), "forwarded:99999000001/1/1"},
	{"collectInformation", 27, invoke, 4, tlv("30"), ""},
	{"continue", 31, invoke, 2, nil, ""},
	{"continue with an argument", 31, invoke, 2, tlv("30"), "!map-element-unexpected"},
	{"initiateCallAttempt", 32, invoke, 4, tlv("30", tlv("a0", isup("04", mobile)), isup("9e", attacker), isdn("9f 34", attacker)), "called:99902000001/1/1 calling:99999000001/1/1 gsmscf:99999000001/1/1"},
	{"initiateCallAttempt result", 32, returnResultLast, 4, tlv("30", tlv("80", oct("04 f0"))), ""},
	{"resetTimer", 33, invoke, 2, tlv("30", tlv("81", oct("01"))), ""},
	{"furnishChargingInformation", 34, invoke, 2, tlv("04", oct("a0 03 80 01 00")), ""},
	{"applyCharging", 35, invoke, 2, tlv("30", tlv("80", oct("a0 03 80 01 64"))), ""},
	{"applyChargingReport", 36, invoke, 2, tlv("04", oct("a0 0a a0 03 81 01 01 a1 03 80 01 00")), ""},
	{"callGap", 41, invoke, 4, tlv("30", tlv("a0", tlv("a2", tlv("80", oct("01")))), tlv("a1", tlv("80", oct("01")), tlv("81", oct("01")))), ""},
	{"callInformationReport", 44, invoke, 2, tlv("30", tlv("a0")), ""},
	{"callInformationRequest", 45, invoke, 2, tlv("30", tlv("a0")), ""},
	{"sendChargingInformation", 46, invoke, 2, tlv("30", tlv("80", oct("a0 02 a0 00")), tlv("a1", tlv("80", oct("01")))), ""},
	{"playAnnouncement", 47, invoke, 2, tlv("30", tlv("a0", tlv("a1", tlv("80", oct("01"))))), ""},
	{"promptAndCollectUserInformation", 48, invoke, 2, tlv("30", tlv("a0", tlv("a0", tlv("81", oct("01"))))), ""},
	{"digits collected", 48, returnResultLast, 2, tlv("80", oct("00 21")), ""},
	{"specializedResourceReport", 49, invoke, 4, tlv("9f 32"), ""},
	{"specializedResourceReport of phase 2", 49, invoke, 2, tlv("05"), ""},
	{"specializedResourceReport of another phase", 49, invoke, 4, tlv("05"), "!map-version-form"},
	{"cancel", 53, invoke, 2, tlv("81"), ""},
	{"activityTest", 55, invoke, 2, nil, ""},
	{"IDP-SMS", 60, invoke, 3, tlv("30", tlv("80", oct("0b")), tlv("81", oct("91 99 09 02 00 00 f1")), isdn("82", mobile), tlv("83", oct("01")), tbcd("84", subscriber), isdn("87", partnerMSC), isdn("8f", partnerMSC), isdn("90", partnerVLR)), "key=11 imsi=001010000000001 called:99902000001/1/1 calling:99902000001/1/1 sc:99970000001/1/1 msc:99970000001/1/1 sgsn:99970000002/1/1"},
	{"IDP-SMS from an SGSN", 60, invoke, 3, tlv("30", tlv("80", oct("0b")), tlv("a6", tlv("a0", tlv("80", oct("0011010001 0001"))), isdn("83", partnerVLR), tlv("87", oct("00000000000000000000")))), "key=11 sgsn:99970000002/1/1"},
	{"furnishChargingInformationSMS", 61, invoke, 3, tlv("04", oct("a0 03 80 01 00")), ""},
	{"connectSMS", 62, invoke, 3, tlv("30", isdn("80", attacker), tlv("81", oct("91 99 99 09 00 00 f1")), isdn("82", attacker)), "calling:99999000001/1/1 called:99999000001/1/1 sc:99999000001/1/1"},
	{"requestReportSMSEvent", 63, invoke, 3, tlv("30", tlv("a0", tlv("30", tlv("80", oct("02")), tlv("81", oct("00"))))), ""},
	{"eventReportSMS", 64, invoke, 3, tlv("30", tlv("80", oct("02"))), ""},
	{"continueSMS", 65, invoke, 3, nil, ""},
	{"releaseSMS", 66, invoke, 3, tlv("04", oct("15")), ""},
	{"resetTimerSMS", 67, invoke, 3, tlv("30", tlv("81", oct("01"))), ""},
	{"activityTestGPRS", 70, invoke, 3, nil, ""},
	{"applyChargingGPRS", 71, invoke, 3, tlv("30", tlv("a0", tlv("80", oct("01")))), ""},
	{"applyChargingReportGPRS", 72, invoke, 3, tlv("30", tlv("a0", tlv("a0", tlv("80", oct("01"))))), ""},
	{"cancelGPRS", 73, invoke, 3, tlv("30"), ""},
	{"connectGPRS", 74, invoke, 3, tlv("30", tlv("80", oct("03 69 6d 73"))), ""},
	{"continueGPRS", 75, invoke, 3, tlv("30"), ""},
	{"entityReleasedGPRS", 76, invoke, 3, tlv("30", tlv("80", oct("00"))), ""},
	{"furnishChargingInformationGPRS", 77, invoke, 3, tlv("04", oct("a0 03 80 01 00")), ""},
	{"IDP-GPRS", 78, invoke, 3, tlv("30", tlv("80", oct("0b")), tlv("81", oct("0b")), isdn("82", mobile), tbcd("83", subscriber), tlv("84", oct("02 62 11 22 31 52 65 00")), tlv("ac", isdn("83", partnerVLR))), "key=11 imsi=001010000000001 msisdn=99902000001 msisdn:99902000001/1/1 sgsn:99970000002/1/1"},
	{"releaseGPRS", 79, invoke, 3, tlv("30", tlv("80", oct("00"))), ""},
	{"eventReportGPRS", 80, invoke, 3, tlv("30", tlv("80", oct("01")), tlv("a2", tlv("a0", tlv("a0", isdn("83", partnerVLR))))), "sgsn:99970000002/1/1"},
	{"requestReportGPRSEvent", 81, invoke, 3, tlv("30", tlv("a0", tlv("30", tlv("80", oct("01")), tlv("81", oct("00"))))), ""},
	{"resetTimerGPRS", 82, invoke, 3, tlv("30", tlv("81", oct("01"))), ""},
	{"sendChargingInformationGPRS", 83, invoke, 3, tlv("30", tlv("80", oct("a0 02 a0 00"))), ""},
	{"disconnectForwardConnectionWithArgument", 86, invoke, 4, tlv("30"), ""},
	{"continueWithArgument", 88, invoke, 3, tlv("30", tlv("9f 3a")), ""},
	{"disconnectLeg", 90, invoke, 4, tlv("30", tlv("a0", tlv("80", oct("02")))), ""},
	{"moveLeg", 93, invoke, 4, tlv("30", tlv("a0", tlv("80", oct("02")))), ""},
	{"splitLeg", 95, invoke, 4, tlv("30", tlv("a0", tlv("80", oct("02")))), ""},
	{"entityReleased", 96, invoke, 4, tlv("a0"), ""},
	{"playTone", 97, invoke, 4, tlv("30", tlv("a0", tlv("80", oct("01"))), tlv("a1")), ""},
	{"unknown", 98, invoke, 4, tlv("30", tlv("80", oct("00"))), "!map-operation-unknown"},
	{"result of an unknown one", 98, returnResultLast, 4, tlv("30", tlv("80", oct("00"))), ""},
	{"without its argument", 0, invoke, 2, nil, "!map-argument-missing"},
	{"error", 0, returnError, 2, tlv("0a", oct("01")), ""},
	{"cancelFailed", 53, returnError, 2, tlv("30", tlv("80", oct("00")), tlv("81", oct("01"))), ""},
	{"broken", 0, invoke, 2, oct("30 05 80 01"), "!ber-length"},
	{"reject", 0, 0xA4, 2, nil, ""},
}

func TestVectors(t *testing.T) {
	seen := map[uint32]bool{}
	for _, v := range vectors {
		seen[v.code] = seen[v.code] || v.component == invoke
		if got := render(decode(v.code, v.component, v.phase, v.parameter)); got != v.want {
			t.Errorf("%s: %s\n instead of %s", v.name, got, v.want)
		}
	}
	for code, o := range operations {
		if o.name != "" && !seen[uint32(code)] {
			t.Errorf("%s has no vector", o.name)
		}
	}
}

// TestISUPNumbers: a number of ISUP says how many digits it has, and may hold
// what is no digit.
func TestISUPNumbers(t *testing.T) {
	for octets, want := range map[string]string{
		"84 10 21 03":                      "called:123/1/1", // the filler is a zero
		"04 10 21 43":                      "called:1234/1/1",
		"04 10 21 f3":                      "called:123/1/1",              // end of pulsing
		"84 10 21 0f":                      "called:12/1/1",               // end of pulsing in an odd number
		"84 10 21 f3":                      "called:123/1/1",              // the filler of TBCD
		"84 10 21 13":                      "called:/1/1 !map-digits",     // a filler that is none
		"04 10 21 b3":                      "called:/1/1",                 // code 11
		"04 10 21 c3":                      "called:/1/1",                 // code 12
		"04 10 21 a3":                      "called:/1/1 !map-digits",     // spare
		"04 10 2f 43":                      "called:/1/1 !map-digits",     // end of pulsing before the end
		"04 10":                            "called:/1/1",                 // no digits
		"84 10":                            "called:/1/1 !map-digits",     // an odd number of none
		"03 10 21 43":                      "called:1234/2/1",             // national
		"01 10 21 43":                      "called:1234/4/1",             // subscriber number
		"02 10 21 43":                      "called:1234/0/1",             // unknown
		"05 10 21 43":                      "called:1234/3/1",             // network-specific
		"74 30 21 43":                      "called:1234/0/3",             // spare nature, X.121
		"04 10 21 43 65 87 09 21 43 65 87": "called:123456789012345+/1/1", // longer than any
		"84 10 21 43 65 87 09 21 43 05":    "called:123456789012345/1/1",  // as long as may be
		"04":                               "!map-element-size",           // no plan
		"04 10 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00": "!map-element-size",
	} {
		d := decode(0, invoke, 4, tlv("30", tlv("80", oct("01")), tlv("82", oct(octets))))
		if got := strings.TrimPrefix(render(d), "key=1 "); got != want {
			t.Errorf("%s: %s instead of %s", octets, got, want)
		}
	}
}

// TestDialledNumbers: a called party BCD number holds what was dialled.
func TestDialledNumbers(t *testing.T) {
	for octets, want := range map[string]string{
		"81 21 43":    "called:1234/0/1",
		"81 21 f3":    "called:123/0/1",
		"81 1a f2":    "called:/0/1", // *12
		"81 1b c2":    "called:/0/1",
		"81":          "called:/0/1",
		"81 f1 43":    "called:/0/1 !map-digits",
		"81 1f 43":    "called:/0/1 !map-digits",
		"01 21 43":    "called:1234/0/1 !map-digits",
		"91 21 43 65": "called:123456/1/1",
	} {
		d := decode(60, invoke, 3, tlv("30", tlv("80", oct("01")), tlv("81", oct(octets))))
		if got := strings.TrimPrefix(render(d), "key=1 "); got != want {
			t.Errorf("%s: %s instead of %s", octets, got, want)
		}
	}
}

// TestNames: names are the specification's, numbers it does not list have none.
func TestNames(t *testing.T) {
	for code, want := range map[uint32]string{0: "initialDP", 20: "connect", 78: "initialDPGPRS", 97: "playTone", 1: "", 98: "", 1 << 31: ""} {
		if got := Name(code); got != want {
			t.Errorf("operation %d: %q", code, got)
		}
	}
	for code, want := range map[uint32]string{0: "canceled", 51: "unknownCSID", 2: "", 52: "", 1 << 31: ""} {
		if got := ErrorName(code); got != want {
			t.Errorf("error %d: %q", code, got)
		}
	}
}

// TestOtherLengths encodes arguments with longer and indefinite lengths: they are
// read to the same columns, and flagged.
func TestOtherLengths(t *testing.T) {
	m := argumenttest.New(argumenttest.Load(t, "testdata/ts29078.tsv"), 3)
	for code, names := range standardTypes {
		for i := range 40 {
			m.Optional = [...]float64{0, 0.1, 0.4, 1}[i%4]
			v := m.Value(names[0])
			odd := argumenttest.Recode(m.Rand, v, float64(i%2), float64(i/2%2)*0.5)
			if odd == nil {
				continue
			}
			d := decode(code, invoke, 4, odd)
			honest, got := render(decode(code, invoke, 4, v)), render(d)
			for _, f := range []string{" !ber-long-form", " !ber-indefinite", "!ber-long-form", "!ber-indefinite"} {
				got = strings.ReplaceAll(got, f, "")
			}
			if got != honest {
				t.Fatalf("%s: %s\nbut with other lengths %s\n%x\n%x", names[0], honest, got, v, odd)
			}
		}
	}
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	b := &op.Batch{Numbers: make([]op.Number, 0, 64)}
	v := initialDPArg()
	b.AddMessage().Payload = v
	o := b.AddOp(op.ProtoCAP)
	s := b.AddSS7(o, &op.SS7{ComponentType: invoke})
	o.Has(op.ColCode)
	if n := testing.AllocsPerRun(100, func() {
		b.Numbers = b.Numbers[:0]
		Decode(&reader, b, o, s, argument.Parameter{Octets: v, At: 0, Depth: 3})
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestOperationWithoutCode: code 0 is initialDP only if it was read.
func TestOperationWithoutCode(t *testing.T) {
	b := &op.Batch{}
	b.AddMessage()
	o := b.AddOp(op.ProtoCAP)
	s := b.AddSS7(o, &op.SS7{ComponentType: invoke})
	Decode(&reader, b, o, s, argument.Parameter{Octets: initialDPArg(), At: 0, Depth: 3})
	if got := render(decoded{b, o, s}); got != "!map-operation-unknown" {
		t.Error(got)
	}
}

func BenchmarkInitialDP(b *testing.B) {
	batch := &op.Batch{}
	v := initialDPArg()
	batch.AddMessage().Payload = v
	o := batch.AddOp(op.ProtoCAP)
	s := batch.AddSS7(o, &op.SS7{ComponentType: invoke, Context: op.ApplicationContext{Family: op.ContextCAP, Version: 2}})
	b.SetBytes(int64(len(v)))
	b.ReportAllocs()
	for b.Loop() {
		batch.Numbers = batch.Numbers[:0]
		o.Present, o.Invalid, o.Faults = [4]uint64{}, [4]uint64{}, op.Faults{}
		o.Has(op.ColCode)
		Decode(&reader, batch, o, s, argument.Parameter{Octets: v, At: 0, Depth: 3})
	}
	if o.Faults.Any() {
		b.Fatal(o.Faults.List())
	}
}
