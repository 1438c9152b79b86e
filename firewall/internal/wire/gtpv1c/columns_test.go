package gtpv1c

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func TestCreateColumns(t *testing.T) {
	b, o := decode(msg(16, 0, 1, createPDP()...))
	g := &o.GTP
	got := fmt.Sprint(o.IMSI, " ", o.MSISDN, " ", o.MEI, " ", g.ServingPLMN, " ", g.LocationPLMN, " ", g.APNPLMN, " ",
		g.Recovery, g.SelectionMode, g.EBI, g.RAT, g.PDNType, " ", string(b.Bytes(o, g.APN)[1:9]), " ", g.APNNetworkLen)
	const want = "001010000000001 99902000001 350320000000000+ 999-70 999-70 001-01 7 0 5 1 1 internet 9"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if g.IEs.Count != 20 || g.IEs.First != 0 || b.IEs[9].Type != ieAPN || string(b.Value(o, b.IEs[9])) != string(b.Bytes(o, g.APN)) {
		t.Errorf("index %+v", b.IEs)
	}
	if o.IsPresent(op.ColUserAddr4) || o.IsPresent(op.ColCause) || o.Invalid != [4]uint64{} {
		t.Errorf("present %x, invalid %x", o.Present, o.Invalid)
	}
}

// endpoints prints the rows of an operation: C or U, instance, context, TEID,
// address.
func endpoints(b *op.Batch, o *op.Operation) string {
	var rows []string
	for _, f := range b.FTEIDs[o.GTP.FTEIDs.First:][:o.GTP.FTEIDs.Count] {
		use := map[uint8]string{op.FTEIDv1Control: "C", op.FTEIDv1User: "U"}[f.Interface]
		rows = append(rows, fmt.Sprintf("%s%d.%d %x %s%s", use, f.Instance, f.Context, f.TEID, f.Addr4, f.Addr6))
	}
	return strings.Join(rows, ", ")
}

func TestEndpoints(t *testing.T) {
	address := func(values ...string) (els []el) {
		for _, v := range values {
			els = append(els, ie(ieGSNAddress, v))
		}
		return els
	}
	ids := []el{ie(ieCause, "80"), ie(ieTEIDData, "0000000d"), ie(ieTEIDControl, "0000000c")}
	forward := []el{ie(ieCause, "80"), ie(ieTEIDControl, "0000000c"), ie(18, "05 0000000f"), ie(18, "06 00000010")}
	for _, v := range []struct {
		what string
		code byte
		els  []el
		want string
	}{
		{"create answered", 17, with(ids, address(ggsn, ggsnU)...), "C0.0 c 192.0.2.30, U0.0 d 192.0.2.31"},
		{"with alternatives", 17, with(ids, address(ggsn, ggsnU, sgsn6, sgsn6)...),
			"C0.0 c 192.0.2.30, U0.0 d 192.0.2.31, C1.0 c 2001:db8:2:1::7, U1.0 d 2001:db8:2:1::7"},
		{"without TEIDs", 17, append([]el{ie(ieCause, "80")}, address(ggsn, ggsnU)...), "C0.0 0 192.0.2.30, U0.0 0 192.0.2.31"},
		{"update answered by a GGSN", 19, with(ids, address(ggsn, ggsnU)...), "C0.0 c 192.0.2.30, U0.0 d 192.0.2.31"},
		{"update answered by an SGSN", 19, with(ids, address(sgsnU)...), "U0.0 d 198.51.100.8"},
		{"SGSN context", 50, with(ids, address(sgsn, sgsn6)...), "C0.0 c 198.51.100.7, C1.0 c 2001:db8:2:1::7"},
		{"SGSN context answered", 51, with(ids, address(sgsn, ggsn, ggsnU, ggsn, ggsnU)...),
			"C0.0 c 198.51.100.7, C0.255 0 192.0.2.30, U0.255 0 192.0.2.31, C0.255 0 192.0.2.30, U0.255 0 192.0.2.31"},
		{"SGSN context acknowledged", 52, with(forward, address(sgsnU)...), "U0.0 f 198.51.100.8"},
		{"relocation answered", 54, with(forward, address(sgsn, sgsnU)...), "C0.0 c 198.51.100.7, U0.0 f 198.51.100.8"},
		{"Error Indication", 26, with(ids, address(sgsnU)...), "U0.0 d 198.51.100.8"},
		{"MBMS session update answered", 121, with(ids, address(sgsnU, sgsn)...), "U0.0 d 198.51.100.8, C0.0 c 198.51.100.7"},
		{"one more than expected", 27, with(ids, address(ggsn, ggsnU)...), "C0.0 c 192.0.2.30, C0.0 c 192.0.2.31"},
		{"reserved message", 200, with(ids, address(ggsn)...), "C0.0 c 192.0.2.30"},
		{"TEIDs behind the addresses", 17, append(append([]el{ie(ieCause, "80")}, address(ggsn, ggsnU)...), ids[1:]...), "C0.0 c 192.0.2.30, U0.0 d 192.0.2.31"},
		{"the first TEID counts", 17, with(append(ids, ie(ieTEIDControl, "000000bb")), address(ggsn)...), "C0.0 c 192.0.2.30"},
	} {
		b, o := decode(msg(v.code, 1, 1, v.els...))
		if got := endpoints(b, o); got != v.want || !o.IsPresent(op.ColFTEIDs) {
			t.Errorf("%s:\n\tgot  %s\n\twant %s", v.what, got, v.want)
		}
	}
}

// value decodes one element in a Create PDP Context Request in place of the one
// that is there.
func value(e el) (*op.Batch, *op.Operation) {
	return decode(msg(16, 0, 1, replaced(createPDP(), e)...))
}

// TestValues: what a column says of a value ("-" when it is absent, "!" when it
// could not be read), and the faults.
func TestValues(t *testing.T) {
	for _, v := range []struct {
		e      el
		column int
		want   string
		faults string
	}{
		{ie(ieIMSI, "00010100000000f1"), op.ColIMSI, "001010000000001", ""},
		{ie(ieIMSI, "00010100000001ff"), op.ColIMSI, "00101000000010", ""},
		{ie(ieIMSI, "000101ffffffffff"), op.ColIMSI, "001010", ""},
		{ie(ieIMSI, "0001f1ffffffffff"), op.ColIMSI, "!", "gtp-digits"},
		{ie(ieIMSI, "0001010000000010"), op.ColIMSI, "!", "gtp-digits"},
		{ie(ieIMSI, "00010f00000000f1"), op.ColIMSI, "!", "gtp-digits"},
		{ie(ieIMSI, "0001010a000000f1"), op.ColIMSI, "!", "gtp-digits"},
		{ie(ieIMSI, "ffffffffffffffff"), op.ColIMSI, "!", "gtp-digits"},

		{ie(ieMSISDN, "91 2143f5"), op.ColMSISDN, "12345", ""},
		{ie(ieMSISDN, "91 214365870921436587"), op.ColMSISDN, "!", "gtp-digits"},
		{ie(ieMSISDN, "91 2f43"), op.ColMSISDN, "!", "gtp-digits"},
		{ie(ieMSISDN, "91"), op.ColMSISDN, "!", "gtp-ie-form"},
		{ie(ieMSISDN, "a1 2143"), op.ColMSISDN, "!", "gtp-ie-form"},
		{ie(ieMSISDN, "11 2143"), op.ColMSISDN, "!", "gtp-ie-form"},
		{ie(ieMSISDN, ""), op.ColMSISDN, "!", "gtp-ie-too-short"},

		{ie(ieIMEI, "53300200000000f0"), op.ColMEI, "350320000000000", ""},
		{ie(ieIMEI, "5330020000000010"), op.ColMEI, "350320000000000+", ""},
		{ie(ieIMEI, "53300200000000ff"), op.ColMEI, "35032000000000", "gtp-ie-form"},
		{ie(ieIMEI, "ffffffffffffffff"), op.ColMEI, "!", "gtp-ie-form"},
		{ie(ieIMEI, "5330020a00000010"), op.ColMEI, "!", "gtp-digits"},
		{ie(ieIMEI, "53300200000000"), op.ColMEI, "!", "gtp-ie-too-short"},

		{ie(ieRAI, "130062 fffe ff"), op.ColServingPLMN, "310-260", ""},
		{ie(ieRAI, "9af907 fffe ff"), op.ColServingPLMN, "!", "gtp-plmn"},
		{ie(ieULI, "00 99f907 1234 5678"), op.ColLocationPLMN, "999-70", ""},
		{ie(ieULI, "02 130062 1234 01ff ff"), op.ColLocationPLMN, "310-260", ""},
		{ie(ieULI, "01 99f90a 1234 5678"), op.ColLocationPLMN, "!", "gtp-plmn"},
		{ie(ieULI, "03 99f907 1234 5678"), op.ColLocationPLMN, "!", "gtp-ie-value"},
		{ie(ieULI, "01 99f907 1234 56"), op.ColLocationPLMN, "!", "gtp-ie-too-short"},
		{ie(ieULI, "03"), op.ColLocationPLMN, "!", "gtp-ie-value"},
		{ie(ieULI, ""), op.ColLocationPLMN, "!", "gtp-ie-too-short"},

		{ie(ieRAT, "06"), op.ColRAT, "6", ""},
		{ie(ieRAT, "00"), op.ColRAT, "!", "gtp-ie-value"},
		{ie(ieSelectionMode, "fe"), op.ColSelectionMode, "2", ""},
		{ie(ieRecovery, "ff"), op.ColRecovery, "255", ""},
		{ie(ieNSAPI, "f0"), op.ColEBI, "0", ""},

		{el{ieAPN, name("ims")}, op.ColAPNPLMN, "-", ""},
		{el{ieAPN, name("ims.mnc026.mcc310.gprs")}, op.ColAPNPLMN, "310-26", ""},
		{ie(ieAPN, "40 696e74"), op.ColAPN, "!", "gtp-apn"},

		{ie(ieEndUserAddress, "f121"), op.ColPDNType, "1 - -", ""},
		{ie(ieEndUserAddress, "f121 cb007105"), op.ColPDNType, "1 203.0.113.5 -", ""},
		{ie(ieEndUserAddress, "0121 cb007105 ff"), op.ColPDNType, "1 203.0.113.5 -", ""},
		{ie(ieEndUserAddress, "f121 00000000"), op.ColPDNType, "1 - -", ""},
		{ie(ieEndUserAddress, "f121 cb0071"), op.ColPDNType, "!", "gtp-ie-too-short"},
		{ie(ieEndUserAddress, "f157"+sgsn6), op.ColPDNType, "2 - 2001:db8:2:1::7", ""},
		{ie(ieEndUserAddress, "f157 00000000000000000000000000000000"), op.ColPDNType, "2 - -", ""},
		{ie(ieEndUserAddress, "f157 cb007105"), op.ColPDNType, "!", "gtp-ie-too-short"},
		{ie(ieEndUserAddress, "f18d"), op.ColPDNType, "3 - -", ""},
		{ie(ieEndUserAddress, "f18d cb007105"), op.ColPDNType, "3 203.0.113.5 -", ""},
		{ie(ieEndUserAddress, "f18d"+sgsn6), op.ColPDNType, "3 - 2001:db8:2:1::7", ""},
		{ie(ieEndUserAddress, "f18d cb007105"+sgsn6), op.ColPDNType, "3 203.0.113.5 2001:db8:2:1::7", ""},
		{ie(ieEndUserAddress, "f18d cb"), op.ColPDNType, "!", "gtp-ie-too-short"},
		{ie(ieEndUserAddress, "f001"), op.ColPDNType, "129 - -", ""},
		{ie(ieEndUserAddress, "f002"), op.ColPDNType, "4 - -", ""},
		{ie(ieEndUserAddress, "f003"), op.ColPDNType, "!", "gtp-ie-value"},
		{ie(ieEndUserAddress, "f221"), op.ColPDNType, "!", "gtp-ie-value"},
		{ie(ieEndUserAddress, "f1"), op.ColPDNType, "!", "gtp-ie-too-short"},

		{ie(ieGSNAddress, sgsn6), op.ColFTEIDs, "2", ""},
		{ie(ieGSNAddress, "c63364"), op.ColFTEIDs, "!", "gtp-fteid"},
		{ie(ieGSNAddress, "c633640700"), op.ColFTEIDs, "!", "gtp-fteid"},
		{ie(ieGSNAddress, ""), op.ColFTEIDs, "!", "gtp-fteid"},

		{ie(iePCO, "80"), op.ColIMSI, "001010000000001", ""},
		{ie(iePCO, "80 000d 00 000a 01 ff"), op.ColIMSI, "001010000000001", ""},
		{ie(iePCO, "80 000d 00 00"), op.ColIMSI, "001010000000001", "gtp-ie-form"},
		{ie(iePCO, "80 000d 02 00"), op.ColIMSI, "001010000000001", "gtp-ie-form"},
		{ie(ieTFT, "21 30 01 02 3006"), op.ColIMSI, "001010000000001", ""},
		{ie(ieTFT, "21 30 01 ff 3006"), op.ColIMSI, "001010000000001", "gtp-tft"},
	} {
		b, o := value(v.e)
		if got := column(b, o, v.column); got != v.want || faults(o) != v.faults {
			t.Errorf("type %d, %x: column %q, faults %q; want %q, %q", v.e.t, v.e.value, got, faults(o), v.want, v.faults)
		}
	}
}

// column prints a column, "-" when it is absent and "!" when it was there and
// could not be read.
func column(b *op.Batch, o *op.Operation, col int) string {
	g := &o.GTP
	switch {
	case o.Invalid[col>>6]>>(col&63)&1 != 0:
		return "!"
	case !o.IsPresent(col):
		return "-"
	}
	or := func(a op.Addr, col int) string {
		if !o.IsPresent(col) {
			return "-"
		}
		return a.String()
	}
	return map[int]string{
		op.ColIMSI: o.IMSI.String(), op.ColMSISDN: o.MSISDN.String(), op.ColMEI: o.MEI.String(),
		op.ColServingPLMN: g.ServingPLMN.String(), op.ColLocationPLMN: g.LocationPLMN.String(), op.ColAPNPLMN: g.APNPLMN.String(),
		op.ColRAT: fmt.Sprint(g.RAT), op.ColSelectionMode: fmt.Sprint(g.SelectionMode), op.ColRecovery: fmt.Sprint(g.Recovery),
		op.ColEBI: fmt.Sprint(g.EBI), op.ColCause: fmt.Sprint(g.Cause), op.ColFTEIDs: fmt.Sprint(g.FTEIDs.Count),
		op.ColPDNType: fmt.Sprint(g.PDNType, " ", or(g.UserAddr4, op.ColUserAddr4), " ", or(g.UserAddr6, op.ColUserAddr6)),
		op.ColAPN:     fmt.Sprintf("%q %d", b.Bytes(o, g.APN), g.APNNetworkLen),
	}[col]
}

// Of two elements of one type the columns hold the first, as the standard has it
// (TS 29.060 clause 11.1.12), also when it could not be read.
func TestFirstElementCounts(t *testing.T) {
	for _, v := range []struct{ first, second, want string }{
		{"00010100000000f1", "99991900000000f1", "001010000000001"},
		{"0001010a000000f1", "99991900000000f1", "!"},
		{"00010100000000f1", "9999190a000000f1", "001010000000001"},
	} {
		b, o := decode(msg(16, 0, 1, with(replaced(createPDP(), ie(ieIMSI, v.first)), ie(ieIMSI, v.second))...))
		if got := column(b, o, op.ColIMSI); got != v.want || !o.Faults.Has(op.GTPIERepeated) {
			t.Errorf("%s, %s: %q, faults %q", v.first, v.second, got, faults(o))
		}
	}
}

// A fault says where it was seen.
func TestFaultOffsets(t *testing.T) {
	for _, v := range []struct {
		p    []byte
		code op.FaultCode
		at   uint16
	}{
		{msg(20, 1, 1, ie(ieNSAPI, "05"), ie(60, "01")), op.GTPIEUnknownLength, 14},
		{msg(20, 1, 1, ie(ieNSAPI, "05"), ie(236, "01")), op.GTPIEUnknown, 17},
		{msg(20, 1, 1, ie(ieNSAPI, "05"), ie(ieULI, "01 99f90a 1234 5678")), op.GTPPLMN, 18},
		{msg(27, 0, 1, el{ieAPN, octets("0161 40")}), op.GTPAPN, 17},
		{append(msg(20, 1, 1, ie(ieNSAPI, "05")), 0), op.GTPTrailing, 14},
		{head(0x36, 20, 1, chain(2, 0x85), ie(ieNSAPI, "05")), op.GTPExtensionHeader, 16},
	} {
		_, o := decode(v.p)
		for _, f := range o.Faults.List() {
			if f.Code == v.code && f.Offset != v.at {
				t.Errorf("%s at %d, want %d", f.Code, f.Offset, v.at)
			}
		}
		if !o.Faults.Has(v.code) {
			t.Errorf("%x: faults %q, want %s", v.p, faults(o), v.code)
		}
	}
}

func TestNames(t *testing.T) {
	for c, want := range map[uint8]string{0: "Request IMSI", 128: "Request accepted", 233: "Relocation failure due to NAS message redirection", 64: "", 241: ""} {
		if got := CauseName(c); got != want {
			t.Errorf("cause %d is %q, want %q", c, got, want)
		}
	}
	for code, want := range map[uint8]string{0: "", 8: "", 24: "", 48: "IdentificationRequest", 50: "SGSNContextRequest", 56: "RelocationCancelRequest", 253: "TunnelStatus", 255: "G-PDU"} {
		if got := Name(code); got != want {
			t.Errorf("message %d is %q, want %q", code, got, want)
		}
	}
	for typ, want := range map[uint8]string{0: "", 2: "IMSI", 117: "", 133: "GSN Address", 172: "", 206: "", 255: "Private Extension"} {
		if got := IEName(typ); got != want {
			t.Errorf("element %d is %q, want %q", typ, got, want)
		}
	}
}
