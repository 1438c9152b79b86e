package sccp

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

type vector struct {
	name string
	b    []byte
	want string // columns
	bad  string // faults
}

const (
	atHome    = "called 12, ssn 6, tt 0, np 1, nai 4, es 2, gt 99901000000001"
	atPartner = "calling 12, ssn 7, tt 0, np 1, nai 4, es 1, gt 9997000000001"
)

func change(b []byte, i int, v ...byte) []byte {
	b = slices.Clone(b)
	copy(b[i:], v)
	return b
}

// repeated are n faults behind a parameter of a length, at offset at.
func repeated(at, length, n int) (s string) {
	for i := range n {
		s += fmt.Sprint(" optional-repeated@", at+(i+1)*length)
	}
	return s
}

var vectors = []vector{
	{"UDT", udt(home, partner), "type 9, class 0, " + atHome + ", " + atPartner + ", data 6203480101@32", ""},
	{"UDT, class 1, return", build(UDT, 0x81, 0, home, partner, begin, ""), "type 9, class 1, " + atHome + ", " + atPartner + ", data 6203480101@32", ""},
	{"UDTS", build(UDTS, 1, 0, home, partner, begin, ""), "type 10, cause 1, " + atHome + ", " + atPartner + ", data 6203480101@32", ""},
	{"XUDT", xudt(""), "type 17, class 1, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@34", ""},
	{"XUDT, importance", xudt("120107 00"), "type 17, class 1, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@34", ""},
	{"XUDT, segment", xudt("1004c3010203 00"), "type 17, class 1, hops 15, " + atHome + ", " + atPartner +
		", segment {First:true InSequence:true Remaining:3 Reference:66051}, data 6203480101@34", ""},
	{"XUDTS", build(XUDTS, 0xd, 1, home, partner, begin, "100401ffffff 120100 00"), "type 18, cause 13, hops 1, " + atHome + ", " + atPartner +
		", segment {First:false InSequence:false Remaining:1 Reference:16777215}, data 6203480101@34", ""},
	{"LUDT", build(LUDT, 0x80, 15, home, partner, begin, "10048001020300"), "type 19, class 0, hops 15, " + atHome + ", " + atPartner +
		", segment {First:true InSequence:false Remaining:0 Reference:66051}, data 6203480101@39", ""},
	{"LUDT, long", build(LUDT, 1, 15, home, partner, strings.Repeat("ab", 300), ""), "type 19, class 1, hops 15, " + atHome + ", " + atPartner +
		", data " + strings.Repeat("ab", 300) + "@39", ""},
	{"LUDTS", build(LUDTS, 0xe, 15, home, partner, begin, ""), "type 20, cause 14, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@39", ""},
	{"SSA", build(UDT, 0, 0, "430a0001", "430b0001", "0106 0a00 02", ""),
		"type 9, class 0, called 43, pc 10, ssn 1, calling 43, pc 11, ssn 1, management {Type:1 SSN:6 PointCode:10 Multiplicity:2 Congestion:0}", ""},
	{"SSC", build(UDT, 0, 0, "4201", "4201", "0606 ff3f 00 08", ""),
		"type 9, class 0, called 42, ssn 1, calling 42, ssn 1, management {Type:6 SSN:6 PointCode:16383 Multiplicity:0 Congestion:8}", ""},
	{"SBR", build(UDT, 0, 0, "4201", "4201", "fd06 010203 00", ""),
		"type 9, class 0, called 42, ssn 1, calling 42, ssn 1, management {Type:253 SSN:0 PointCode:0 Multiplicity:0 Congestion:0}", "message-unknown@12"},
	{"SSN 1 behind a global title", udt("1201 00 12 04 9990", "00"), "type 9, class 0, called 12, ssn 1, tt 0, np 1, nai 4, es 2, gt 9909, calling 00, data 6203480101@16", ""},
	{"SCMG coming back", build(UDTS, 1, 0, "4201", "4201", "0106 0a00 02", ""), "type 10, cause 1, called 42, ssn 1, calling 42, ssn 1, data 01060a0002@12", ""},

	{"GTI 1, odd", udt("0607 84 2143 05", "00"), "type 9, class 0, called 06, ssn 7, nai 4, es 1, gt 12345, calling 00, data 6203480101@15", ""},
	{"GTI 1, even", udt("0607 04 2143 65", "00"), "type 9, class 0, called 06, ssn 7, nai 4, es 2, gt 123456, calling 00, data 6203480101@15", ""},
	{"GTI 2", udt("0a07 09 2143", "00"), "type 9, class 0, called 0a, ssn 7, tt 9, gt 1234, calling 00, data 6203480101@14", "encoding@8"},
	{"GTI 2, filler", udt("0a07 09 21f3", "00"), "type 9, class 0, called 0a, ssn 7, tt 9, gt 123, calling 00, data 6203480101@14", "encoding@8"},
	{"GTI 3", udt("0e07 09 72 2143", "00"), "type 9, class 0, called 0e, ssn 7, tt 9, np 7, es 2, gt 1234, calling 00, data 6203480101@15", ""},
	{"GTI 4, all", udt("5312 2f08 ff 61 03 2103", "00"), "type 9, class 0, called 53, pc 12050, ssn 8, tt 255, np 6, nai 3, es 1, gt 123, calling 00, data 6203480101@18", ""},
	{"GTI 5", udt("1607 00 12 04 2143", "00"), "type 9, class 0, called 16, ssn 7, bad gt, calling 00, data 6203480101@16", "address@8"},
	{"GTI 15", udt("3e07 00", "00"), "type 9, class 0, called 3e, ssn 7, bad gt, calling 00, data 6203480101@12", "address@8"},
	{"15 digits", udt("1206 00 11 04 2143658709214305", "00"), "type 9, class 0, called 12, ssn 6, tt 0, np 1, nai 4, es 1, gt 123456789012345, calling 00, data 6203480101@22", ""},
	{"16 digits", udt("1206 00 12 04 2143658709214365", "00"), "type 9, class 0, called 12, ssn 6, tt 0, np 1, nai 4, es 2, bad gt, calling 00, data 6203480101@22", "digits@11"},
	{"17 digits", udt("1206 00 11 04 214365870921436507", "00"), "type 9, class 0, called 12, ssn 6, tt 0, np 1, nai 4, es 1, bad gt, calling 00, data 6203480101@23", "digits@11"},
	{"one digit", udt("1206 00 11 04 05", "00"), "type 9, class 0, called 12, ssn 6, tt 0, np 1, nai 4, es 1, gt 5, calling 00, data 6203480101@15", ""},
	{"no digits", udt("1206 00 11 04", "00"), "type 9, class 0, called 12, ssn 6, tt 0, np 1, nai 4, es 1, bad gt, calling 00, data 6203480101@14", "digits@11"},
	{"digit 10", udt("1206 00 12 04 21a3", "00"), "type 9, class 0, called 12, ssn 6, tt 0, np 1, nai 4, es 2, bad gt, calling 00, data 6203480101@16", "digits@11"},
	{"digit 11, first", udt("1206 00 12 04 2b436587", "00"), "type 9, class 0, called 12, ssn 6, tt 0, np 1, nai 4, es 2, bad gt, calling 00, data 6203480101@18", "digits@11"},
	{"even with filler", udt("1206 00 12 04 21f3", "00"), "type 9, class 0, called 12, ssn 6, tt 0, np 1, nai 4, es 2, bad gt, calling 00, data 6203480101@16", "digits@11"},
	{"odd with filler 15", udt("1206 00 11 04 21f3", "00"), "type 9, class 0, called 12, ssn 6, tt 0, np 1, nai 4, es 1, gt 123, calling 00, data 6203480101@16", "spare@12"},
	{"odd with another digit", udt("1206 00 11 04 2143", "00"), "type 9, class 0, called 12, ssn 6, tt 0, np 1, nai 4, es 1, bad gt, calling 00, data 6203480101@16", "digits@11"},
	{"encoding 0", udt("1206 00 10 04 2143", "00"), "type 9, class 0, called 12, ssn 6, tt 0, np 1, nai 4, es 0, bad gt, calling 00, data 6203480101@16", "encoding@10"},
	{"encoding 3", udt("1206 00 13 04 2143", "00"), "type 9, class 0, called 12, ssn 6, tt 0, np 1, nai 4, es 3, bad gt, calling 00, data 6203480101@16", "encoding@10"},
	{"nature, spare bit", udt("1206 00 12 84 2143", "00"), "type 9, class 0, called 12, ssn 6, tt 0, np 1, nai 4, es 2, gt 1234, calling 00, data 6203480101@16", "spare@10"},
	{"title cut off", udt("1206 00 12", "00"), "type 9, class 0, called 12, ssn 6, bad gt, calling 00, data 6203480101@13", "address@8"},
	{"title absent", udt("1206", "00"), "type 9, class 0, called 12, ssn 6, bad gt, calling 00, data 6203480101@11", "address@8"},
	{"GTI 1 cut off", udt("0606", "00"), "type 9, class 0, called 06, ssn 6, bad gt, calling 00, data 6203480101@11", "address@8"},
	{"GTI 2 cut off", udt("0a06", "00"), "type 9, class 0, called 0a, ssn 6, bad gt, calling 00, data 6203480101@11", "address@8"},
	{"GTI 3 cut off", udt("0e0600", "00"), "type 9, class 0, called 0e, ssn 6, bad gt, calling 00, data 6203480101@12", "address@8"},
	{"SSN cut off", udt("12", "00"), "type 9, class 0, called 12, bad ssn, bad gt, calling 00, data 6203480101@10", "address@7"},
	{"SSN and no title cut off", udt("02", "00"), "type 9, class 0, called 02, bad ssn, calling 00, data 6203480101@10", "address@7"},
	{"point code cut off", udt("1301", "00"), "type 9, class 0, called 13, bad ssn, bad gt, calling 00, data 6203480101@11", "address@8"},
	{"point code alone", udt("410100", "00"), "type 9, class 0, called 41, pc 1, calling 00, data 6203480101@12", ""},
	{"point code, spare bits", udt("430140 06", "00"), "type 9, class 0, called 43, pc 1, ssn 6, calling 00, data 6203480101@13", "address@8"},
	{"octets behind the SSN", udt("420600", "00"), "type 9, class 0, called 42, ssn 6, calling 00, data 6203480101@12", "address@8"},
	{"national", udt("c206", "00"), "type 9, class 0, called c2, ssn 6, calling 00, data 6203480101@11", "spare@6"},
	{"called nobody", udt("00", "00"), "type 9, class 0, called 00, calling 00, data 6203480101@10", "address@7"},
	{"calling, octets behind nothing", udt("4206", "0001"), "type 9, class 0, called 42, ssn 6, calling 00, data 6203480101@12", "address@10"},

	{"empty", nil, "", "length@0"},
	{"type 0", octets("00"), "type 0", "message-unknown@0"},
	{"type 21", octets("15"), "type 21", "message-unknown@0"},
	{"CR", octets("01 010203 02 0206 0206 43"), "type 1", "message-unknown@0"},
	{"IT", octets("10"), "type 16", "message-unknown@0"},
	{"fixed part cut off", octets("09000304"), "type 9", "length@4"},
	{"called pointer zero", change(udt("4206", "4207"), 2, 0), "type 9, class 0, calling 42, ssn 7, data 6203480101@12", "pointer@2 pointer@3"},
	{"called pointer beyond", change(udt("4206", "4207"), 2, 200), "type 9, class 0, calling 42, ssn 7, data 6203480101@12", "length@2 pointer@3"},
	{"calling at the called address", change(udt("4206", "4207"), 3, 2), "type 9, class 0, called 42, ssn 6, calling 42, ssn 6, data 6203480101@12", "pointer@3 pointer@4"},
	{"called at its own pointer", change(octets("0900 01 05 07 02 4206 02 4207 05 6203480101"), 2, 1), "type 9, class 0, called 07, pc 514, ssn 6, nai 2, es 2, bad gt, calling 42, ssn 7, data 6203480101@12", "pointer@2 address@6 digits@9 pointer@3"},
	{"called and calling exchanged", octets("0900 06 02 07 02 4206 02 4207 05 6203480101"), "type 9, class 0, called 42, ssn 7, calling 42, ssn 6, data 6203480101@12", "pointer@2 pointer@3"},
	{"gap", octets("0900 03 06 08 02 4206 ff 02 4207 05 6203480101"), "type 9, class 0, called 42, ssn 6, calling 42, ssn 7, data 6203480101@13", "pointer@3"},
	{"octets behind", append(udt("4206", "4207"), 1), "type 9, class 0, called 42, ssn 6, calling 42, ssn 7, data 6203480101@12", "length@17"},
	{"data longer than the rest", change(udt("4206", "4207"), 11, 6), "type 9, class 0, called 42, ssn 6, calling 42, ssn 7", "length@11 length@11"},
	{"no data", build(UDT, 0, 0, "4206", "4207", "", ""), "type 9, class 0, called 42, ssn 6, calling 42, ssn 7", "length@11 length@11"},
	{"long data, cut off length", build(LUDT, 0, 1, "4206", "4207", "", "")[:18], "type 19, class 0, hops 1, called 42, ssn 6, calling 42, ssn 7", "length@7 length@17"},
	{"no called address", udt("", "4207"), "type 9, class 0, calling 42, ssn 7, data 6203480101@10", "length@5 pointer@3"},
	{"class 2", build(UDT, 2, 0, "4206", "4207", begin, ""), "type 9, class 2, called 42, ssn 6, calling 42, ssn 7, data 6203480101@12", "value@1"},
	{"class 1, spare option", build(UDT, 0x41, 0, "4206", "4207", begin, ""), "type 9, class 1, called 42, ssn 6, calling 42, ssn 7, data 6203480101@12", "value@1"},
	{"hop counter 0", build(XUDT, 0, 0, "4206", "4207", begin, ""), "type 17, class 0, hops 0, called 42, ssn 6, calling 42, ssn 7, data 6203480101@14", "value@2"},
	{"hop counter 16", build(XUDT, 0, 16, "4206", "4207", begin, ""), "type 17, class 0, hops 16, called 42, ssn 6, calling 42, ssn 7, data 6203480101@14", "value@2"},
	{"segment in class 0", build(XUDT, 0, 9, "4206", "4207", begin, "100481010203 00"), "type 17, class 0, hops 9, called 42, ssn 6, calling 42, ssn 7" +
		", segment {First:true InSequence:false Remaining:1 Reference:66051}, data 6203480101@14", "segment@19"},
	{"later segment in class 0", build(XUDT, 0, 9, "4206", "4207", begin, "100400010203 00"), "type 17, class 0, hops 9, called 42, ssn 6, calling 42, ssn 7" +
		", segment {First:false InSequence:false Remaining:0 Reference:66051}, data 6203480101@14", "segment@19"},
	{"segmentation, spare bits", xudt("1004b3010203 00"), "type 17, class 1, hops 15, " + atHome + ", " + atPartner +
		", segment {First:true InSequence:false Remaining:3 Reference:66051}, data 6203480101@34", "optional@41"},
	{"segmentation of 3 octets", xudt("1003c30102 00"), "type 17, class 1, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@34", "optional@39"},
	{"importance of 2 octets", xudt("12020102 00"), "type 17, class 1, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@34", "optional@39"},
	{"importance 8", xudt("120108 00"), "type 17, class 1, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@34", "value@41"},
	{"segmentation twice", xudt("1004c3010203 100480010203 00"), "type 17, class 1, hops 15, " + atHome + ", " + atPartner +
		", segment {First:true InSequence:true Remaining:3 Reference:66051}, data 6203480101@34", "optional-repeated@45"},
	{"unknown twice", xudt("fa00 fa00 00"), "type 17, class 1, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@34", "optional-unknown@39 optional-repeated@41"},
	{"31 parameters", xudt(strings.Repeat("120107", 31) + "00"), "type 17, class 1, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@34", strings.TrimSpace(repeated(39, 3, 8))},
	{"32 parameters", xudt("fa00" + strings.Repeat("1000", 31) + "00"), "type 17, class 1, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@34", "optional-unknown@39 optional@41" + repeated(41, 2, 6)},
	{"no end", xudt("120107"), "type 17, class 1, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@34", "optional@42"},
	{"parameter cut off", xudt("120107 1004c301"), "type 17, class 1, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@34", "optional@42"},
	{"parameter's length cut off", xudt("120107 10"), "type 17, class 1, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@34", "optional@42"},
	{"octets behind the end", xudt("120107 00 1004c3010203 00"), "type 17, class 1, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@34", "length@43"},
	{"octets where no optional part is", append(xudt(""), 0), "type 17, class 1, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@34", "length@39"},
	{"optional pointer beyond", change(xudt("00"), 6, 200), "type 17, class 1, hops 15, " + atHome + ", " + atPartner + ", data 6203480101@34", "length@6 length@39"},
	{"optional part in the data", change(build(XUDT, 1, 15, "4206", "4207", "1004c301020300", ""), 6, 8),
		"type 17, class 1, hops 15, called 42, ssn 6, calling 42, ssn 7, segment {First:true InSequence:true Remaining:3 Reference:66051}, data 1004c301020300@14", "pointer@6"},
	{"SSA, one octet more", build(UDT, 0, 0, "4201", "4201", "0106 0a00 02 00", ""),
		"type 9, class 0, called 42, ssn 1, calling 42, ssn 1, management {Type:1 SSN:0 PointCode:0 Multiplicity:0 Congestion:0}", "value@12"},
	{"SSP, spare bits", build(UDT, 0, 0, "4201", "4201", "0206 0a40 02", ""),
		"type 9, class 0, called 42, ssn 1, calling 42, ssn 1, management {Type:2 SSN:6 PointCode:16394 Multiplicity:2 Congestion:0}", "value@12"},
	{"TCAP to management", build(UDT, 0, 0, "4201", "4201", begin, ""),
		"type 9, class 0, called 42, ssn 1, calling 42, ssn 1, management {Type:98 SSN:0 PointCode:0 Multiplicity:0 Congestion:0}", "message-unknown@12"},
}

func TestVectors(t *testing.T) {
	for _, v := range vectors {
		d := decode(v.b, 0)
		if got := d.text(); got != v.want || faults(&d.o.Faults) != v.bad {
			t.Errorf("%s (%x):\n got %s; %s\nwant %s; %s", v.name, v.b, got, faults(&d.o.Faults), v.want, v.bad)
		}
		if d.isOK != (d.u.Data != nil || d.u.IsManagement) {
			t.Errorf("%s: ok is %v", v.name, d.isOK)
		}
	}
}

// Offsets count from the start of the payload.
func TestOffset(t *testing.T) {
	d := decode(append(udt(home, partner), 0), 100)
	if d.u.At != 132 || faults(&d.o.Faults) != "length@137" {
		t.Errorf("data at %d, %s", d.u.At, faults(&d.o.Faults))
	}
}

func TestNames(t *testing.T) {
	var names, management []string
	for c := range 256 {
		if n := Name(uint8(c)); n != "" {
			names = append(names, n)
		}
		if n := ManagementName(uint8(c)); n != "" {
			management = append(management, n)
		}
	}
	if got := strings.Join(names, " "); got != "CR CC CREF RLSD RLC DT1 DT2 AK UDT UDTS ED EA RSR RSC ERR IT XUDT XUDTS LUDT LUDTS" {
		t.Error(got)
	}
	if got := strings.Join(management, " "); got != "SSA SSP SST SOR SOG SSC SBR SNR SRT" {
		t.Error(got)
	}
	if Kind(UDTS) != op.KindResponse || Kind(1) != op.KindRequest || Kind(UDT) != op.KindNotice || Kind(0) != op.KindUnknown || Kind(200) != op.KindUnknown {
		t.Error("kinds")
	}
}

// Neither sound nor broken messages cost an allocation.
func TestDecodeDoesNotAllocate(t *testing.T) {
	var s op.SS7
	var o op.Operation
	var u Unit
	if n := testing.AllocsPerRun(100, func() {
		for i := range vectors {
			s, o = op.SS7{}, op.Operation{}
			u.Decode(vectors[i].b, 0, &s, &o.Present, &o.Invalid, &o.Faults)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
