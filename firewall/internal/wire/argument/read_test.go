package argument

import (
	"bytes"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

var everything = Compile(`
All ::= SEQUENCE { imsi [0] IMSI?, imei [1] IMEI?, msisdn [2] ISDN:msisdn?, sms [3] ISDN:sms-msisdn?, plmn [4] PLMN:requesting?, other [5] PLMN?,
	vectors [6] INTEGER:vectors?, key [7] INTEGER:service-key?, cancel [8] ENUM:cancellation?, status [9] ENUM:status?, estimate [10] ENUM:estimate?,
	asked [11] ENUM:asked?, code [12] OCTETS(1):ss-code?, bits [13] BITS?, digits [14] TBCD(1..4)?, plain [15] SEQUENCE?, sc [16] ADDRESS:service-centre?,
	ftn [17] FTN:forwarded-to?, list [18] OF(2..3) NULL?, ussd [19] OCTETS(1..160):ussd?, coding [20] OCTETS(1):ussd-coding?, da [21] NULL:da?,
	oa [22] NULL:oa?, tpdu [23] OCTETS(1..200):tpdu?, high [40] NULL?, ... }`)

// read decodes one SEQUENCE of members given in hexadecimal octets.
func read(members ...byte) (*op.Batch, *op.Operation, *op.SS7) {
	b := &op.Batch{}
	parameter := append([]byte{0x30, byte(len(members))}, members...)
	b.AddMessage().Payload = parameter
	o := b.AddOp(op.ProtoMAP)
	s := b.AddSS7(o, &op.SS7{})
	f := everything.Form("All")
	var d Reader
	d.Begin(b, o, s, 3)
	d.Invoke(&f, Parameter{parameter, 0, 3})
	return b, o, s
}

func faults(o *op.Operation) string {
	var names []string
	o.Faults.Each(func(c op.FaultCode) { names = append(names, c.String()) })
	return strings.Join(names, " ")
}

// TestValues: what a value is not is a fault, and its column is marked as there.
func TestValues(t *testing.T) {
	for _, v := range []struct {
		name    string
		octets  []byte
		column  int
		present bool
		want    string
	}{
		{"IMSI", []byte{0x80, 4, 0, 1, 0x10, 0xF2}, op.ColIMSI, true, ""},
		{"IMSI with a letter", []byte{0x80, 4, 0, 1, 0x1A, 0xF2}, op.ColIMSI, false, "map-digits"},
		{"IMSI of two octets", []byte{0x80, 2, 0, 1}, op.ColIMSI, false, "map-element-size"},
		{"IMEI", []byte{0x81, 8, 0x94, 0, 0, 0, 0, 0, 0, 0xF0}, op.ColMEI, true, ""},
		{"IMEI with a letter", []byte{0x81, 8, 0x9A, 0, 0, 0, 0, 0, 0, 0xF0}, op.ColMEI, false, "map-digits"},
		{"IMEI too short", []byte{0x81, 1, 0x94}, op.ColMEI, false, "map-element-size"},
		{"MSISDN", []byte{0x82, 3, 0x91, 0x99, 0xF9}, op.ColMSISDN, true, ""},
		{"MSISDN without digits", []byte{0x82, 1, 0x91}, op.ColMSISDN, false, ""},
		{"MSISDN of E.212", []byte{0x82, 3, 0x96, 0x99, 0xF9}, op.ColMSISDN, false, "map-digits"},
		{"MSISDN too long", []byte{0x82, 10, 0x91, 0, 0, 0, 0, 0, 0, 0, 0, 0}, op.ColMSISDN, false, "map-element-size"},
		{"MSISDN of a message", []byte{0x83, 0}, op.ColMSISDN, false, "map-element-size"},
		{"PLMN", []byte{0x84, 3, 0x99, 0xF9, 0x07}, op.ColRequestingPLMN, true, ""},
		{"PLMN with a letter", []byte{0x84, 3, 0x9A, 0xF9, 0x07}, op.ColRequestingPLMN, false, "map-digits"},
		{"PLMN that nobody keeps", []byte{0x85, 3, 0x9A, 0xF9, 0x07}, op.ColRequestingPLMN, false, "map-digits"},
		{"vectors", []byte{0x86, 1, 5}, op.ColVectors, true, ""},
		{"vectors below zero", []byte{0x86, 1, 0xFF}, op.ColVectors, false, "map-element-size"},
		{"vectors beyond the column", []byte{0x86, 2, 1, 0}, op.ColVectors, false, "map-element-size"},
		{"vectors with a zero in front", []byte{0x86, 2, 0, 5}, op.ColVectors, false, "ber-value"},
		{"vectors of no octets", []byte{0x86, 0}, op.ColVectors, false, "map-element-size"},
		{"service key", []byte{0x87, 4, 0x7F, 0xFF, 0xFF, 0xFF}, op.ColServiceKey, true, ""},
		{"service key of five octets", []byte{0x87, 5, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF}, op.ColServiceKey, false, "ber-value"},
		{"cancellation", []byte{0x88, 1, 2}, op.ColCancellationType, true, ""},
		{"barred", []byte{0x89, 1, 1}, op.ColSubscription, true, ""},
		{"granted", []byte{0x89, 1, 0}, op.ColSubscription, false, ""},
		{"estimate cancelled", []byte{0x8A, 1, 4}, op.ColRequested, false, ""},
		{"estimate unknown", []byte{0x8A, 1, 99}, op.ColRequested, true, ""},
		{"asked for nothing known", []byte{0x8B, 1, 3}, op.ColRequested, false, ""},
		{"supplementary service", []byte{0x8C, 1, 0x21}, op.ColSsCode, true, ""},
		{"supplementary service too long", []byte{0x8C, 2, 0x21, 0}, op.ColSsCode, false, "map-element-size"},
		{"bits", []byte{0x8D, 2, 7, 0x80}, 0, false, ""},
		{"bits of no octet with some unused", []byte{0x8D, 1, 1}, 0, false, "ber-value"},
		{"bits with nine unused", []byte{0x8D, 2, 9, 0}, 0, false, "ber-value"},
		{"no bits at all", []byte{0x8D, 0}, 0, false, "map-element-size"},
		{"digits", []byte{0x8E, 1, 0xF1}, 0, false, ""},
		{"no digits", []byte{0x8E, 1, 0x1F}, 0, false, "map-digits"},
		{"service centre of telex", []byte{0x90, 2, 0xA4, 0x21}, op.ColNumbers, true, ""},
		{"forwarded-to of telex", []byte{0x91, 2, 0xA4, 0x21}, op.ColNumbers, true, "map-digits"},
		{"list", []byte{0xB2, 4, 5, 0, 5, 0}, 0, false, ""},
		{"list of one", []byte{0xB2, 2, 5, 0}, 0, false, "map-element-missing"},
		{"list of four", []byte{0xB2, 8, 5, 0, 5, 0, 5, 0, 5, 0}, 0, false, "map-limit"},
		{"list of four, one odd", []byte{0xB2, 9, 5, 0, 5, 0x81, 0, 5, 0, 5, 0}, 0, false, "ber-long-form map-limit"},
		{"USSD", []byte{0x93, 1, 0xAA}, op.ColUssd, true, ""},
		{"USSD of nothing", []byte{0x93, 0}, op.ColUssd, false, "map-element-size"},
		{"coding", []byte{0x94, 1, 0x0F}, op.ColUssdCoding, true, ""},
		{"destination", []byte{0x95, 0}, op.ColSmRpDa, true, ""},
		{"origin", []byte{0x96, 0}, op.ColSmRpOa, true, ""},
		{"message", []byte{0x97, 1, 0}, op.ColTpdu, true, ""},
		{"second origin", []byte{0x96, 0, 0x96, 0}, op.ColSmRpOa, true, "map-element-repeated"},
		{"opaque", []byte{0xAF, 4, 0x30, 2, 0x80, 0}, 0, false, ""},
		{"opaque and broken", []byte{0xAF, 4, 0x30, 2, 0x80, 1}, 0, false, "ber-length"},
		{"opaque with a long length", []byte{0xAF, 3, 0x80, 0x81, 0}, 0, false, "ber-long-form"},
		{"opaque and deep", []byte{0xAF, 12, 0x30, 10, 0x30, 8, 0x30, 6, 0x30, 4, 0x30, 2, 0x30, 0}, 0, false, ""},
		{"opaque with end of contents", []byte{0xAF, 2, 0, 0}, 0, false, "ber-tag"},
		{"high tag", []byte{0xBF, 0x28, 0}, 0, false, "ber-value"},
		{"high tag that is right", []byte{0x9F, 0x28, 0}, 0, false, ""},
		{"in one piece", []byte{0xA0, 6, 4, 4, 0, 1, 0x10, 0xF2}, op.ColIMSI, true, "ber-value"},
		{"in two pieces", []byte{0xA0, 8, 4, 2, 0, 1, 4, 2, 0x10, 0xF2}, op.ColIMSI, false, "ber-value"},
		{"MSISDN in pieces", []byte{0xA2, 0}, op.ColMSISDN, false, "ber-value"},
	} {
		_, o, _ := read(v.octets...)
		if got := faults(o); got != v.want {
			t.Errorf("%s: %q instead of %q", v.name, got, v.want)
		}
		if v.column != 0 && o.IsPresent(v.column) != v.present {
			t.Errorf("%s: present %v", v.name, !v.present)
		}
		isInvalid := v.column != 0 && o.Invalid[v.column>>6]>>(v.column&63)&1 != 0
		if wrong := v.want != "" && v.want != "map-element-repeated" && v.column != 0 && !v.present && !strings.Contains(v.name, "nobody"); isInvalid != wrong {
			t.Errorf("%s: invalid %v", v.name, isInvalid)
		}
	}
}

// TestFirstWins: of a repeated element the first is kept, and a good one after a
// bad one is not taken for it.
func TestFirstWins(t *testing.T) {
	_, o, s := read(0x80, 4, 0, 1, 0x10, 0xF2, 0x80, 4, 0x99, 0x79, 0, 0xF0, 0x94, 1, 1, 0x94, 1, 2)
	if o.IMSI.String() != "0010012" || s.USSDCoding != 1 || !o.Faults.Has(op.MAPElementRepeated) {
		t.Errorf("%v %d %v", o.IMSI, s.USSDCoding, o.Faults.List())
	}
	_, o, _ = read(0x80, 1, 0, 0x80, 4, 0x99, 0x79, 0, 0xF0)
	if o.IMSI != 0 || o.IsPresent(op.ColIMSI) {
		t.Errorf("%v after one that cannot be read", o.IMSI)
	}
}

// TestOffsets: a fault and a span say where in the payload they are.
func TestOffsets(t *testing.T) {
	b := &op.Batch{}
	payload := append(bytes.Repeat([]byte{0xEE}, 100), 0x30, 7, 0x80, 1, 0, 0x93, 2, 'h', 'i')
	b.AddMessage().Payload = payload
	o := b.AddOp(op.ProtoMAP)
	s := b.AddSS7(o, &op.SS7{})
	f := everything.Form("All")
	var d Reader
	d.Begin(b, o, s, 0)
	d.Invoke(&f, Parameter{payload[100:], 100, 3})
	if got := string(b.Bytes(o, s.USSD)); got != "hi" {
		t.Errorf("USSD %q", got)
	}
	if l := o.Faults.List(); len(l) != 1 || l[0] != (op.Fault{Code: op.MAPElementSize, Offset: 104}) {
		t.Errorf("faults %v", l)
	}
}

// TestBatchIsFull: numbers beyond what a Range can name are a fault.
func TestBatchIsFull(t *testing.T) {
	b := &op.Batch{Numbers: make([]op.Number, 65_510)}
	b.AddMessage()
	o := b.AddOp(op.ProtoMAP)
	s := b.AddSS7(o, &op.SS7{})
	f := everything.Form("All")
	var d Reader
	d.Begin(b, o, s, 0)
	d.Invoke(&f, Parameter{[]byte{0x30, 0}, 0, 3})
	if !o.Faults.Has(op.MAPLimit) {
		t.Error("no fault")
	}
}
