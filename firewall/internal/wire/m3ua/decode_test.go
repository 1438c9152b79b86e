package m3ua

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

func change(b []byte, i int, v ...byte) []byte {
	b = slices.Clone(b)
	copy(b[i:], v)
	return b
}

const label = "258 > 515, si 3, ni 0, sls 15"

// key is a whole routing key.
var key = list(par(0x20a, "00000001"), par(0x20b, "00000102"), par(0x20c, "03"), par(0x20e, "00000201"), par(0x20b, "00000103"))

var vectors = []vector{
	{"DATA", msg(1, 1, protocolData), "1.1, " + label + ", data 0900@24", ""},
	{"DATA, all parameters", msg(1, 1, appearance, context, protocolData, par(0x13, "00000001")), "1.1, context 7, " + label + ", data 0900@40", ""},
	{"DATA, any order", msg(1, 1, protocolData, context), "1.1, context 7, " + label + ", data 0900@24", ""},
	{"DATA without user data", msg(1, 1, par(0x210, "00000102 00000203 03 00 01 0f")), "1.1, " + label + ", data @24", ""},
	{"DATA, 24-bit point codes", msg(1, 1, par(0x210, "00ffffff 00010203 05 03 03 ff 01")), "1.1, 16777215 > 66051, si 5, ni 3, sls 255, data 01@24", ""},
	{"DATA, padding not counted", change(msg(1, 1, protocolData), 7, 0x1a), "1.1, " + label + ", data 0900@24", "padding@26"},
	{"DATA, padding not sent", change(msg(1, 1, protocolData), 7, 0x1a)[:26], "1.1, " + label + ", data 0900@24", "padding@26"},
	{"DATA, some padding", change(msg(1, 1, protocolData), 7, 0x1b), "1.1, " + label + ", data 0900@24", "padding@26"},
	{"ERR", msg(0, 0, par(0xc, "00000019"), context, appearance, affectedPC, par(7, "01")), "0.0, context 7, affected 0000010208000200", ""},
	{"NTFY", msg(0, 1, par(0xd, "00010002"), par(0x11, "00000001"), context, info), "0.1, context 7", ""},
	{"DUNA", msg(2, 1, appearance, par(6, "00000001 00000002"), affectedPC, info), "2.1, context 1, affected 0000010208000200", ""},
	{"DAVA", msg(2, 2, affectedPC), "2.2, affected 0000010208000200", ""},
	{"DAUD", msg(2, 3, affectedPC), "2.3, affected 0000010208000200", ""},
	{"SCON", msg(2, 4, affectedPC, par(0x206, "00000001"), par(0x205, "00000002")), "2.4, affected 0000010208000200", ""},
	{"DUPU", msg(2, 5, affectedPC, par(0x204, "00010003")), "2.5, affected 0000010208000200", ""},
	{"DRST", msg(2, 6, affectedPC), "2.6, affected 0000010208000200", ""},
	{"ASPUp", msg(3, 1, par(0x11, "00000001"), info), "3.1", ""},
	{"ASPDn", msg(3, 2), "3.2", ""},
	{"BEAT", msg(3, 3, par(9, strings.Repeat("00", 301))), "3.3", ""},
	{"ASPUpAck", msg(3, 4), "3.4", ""},
	{"ASPDnAck", msg(3, 5, info), "3.5", ""},
	{"BEATAck", msg(3, 6, par(9, "")), "3.6", ""},
	{"ASPAc", msg(4, 1, par(0xb, "00000002"), context, info), "4.1, context 7", ""},
	{"ASPIa", msg(4, 2, context), "4.2, context 7", ""},
	{"ASPAcAck", msg(4, 3, par(0xb, "00000002"), context), "4.3, context 7", ""},
	{"ASPIaAck", msg(4, 4, context), "4.4, context 7", ""},
	{"REGREQ", msg(9, 1, par(0x207, key), par(0x207, key)), "9.1", ""},
	{"REGRSP", msg(9, 2, par(0x208, list(par(0x20a, "00000001"), par(0x212, "00000000"), context))), "9.2, context 7", ""},
	{"DEREGREQ", msg(9, 3, par(6, "00000001 00000002")), "9.3, context 1", ""},
	{"DEREGRSP", msg(9, 4, par(0x209, list(context, par(0x213, "00000000")))), "9.4, context 7", ""},

	{"empty", nil, "", "header@0"},
	{"header cut off", octets("01000101000000"), "", "header@7"},
	{"version 2", change(msg(1, 1, protocolData), 0, 2), "", "header@0"},
	{"reserved", change(msg(1, 1, protocolData), 1, 1), "1.1, " + label + ", data 0900@24", "header@1"},
	{"class 5", msg(5, 1, protocolData), "5.1", "message-unknown@2"},
	{"class 10", msg(10, 1), "10.1", "message-unknown@2"},
	{"type 0 of transfer", msg(1, 0, protocolData), "1.0", "message-unknown@2"},
	{"type 7", msg(2, 7, affectedPC), "2.7", "message-unknown@2"},
	{"length 0", change(msg(1, 1, protocolData), 7, 0), "1.1, " + label + ", data 0900@24", "length@4"},
	{"length more", change(msg(1, 1, protocolData), 7, 0x20), "1.1, " + label + ", data 0900@24", "length@4"},
	{"length less", change(msg(1, 1, protocolData), 7, 0x18), "1.1", "parameter@8 length@24"},
	{"length of 2 GiB", change(msg(1, 1, protocolData), 4, 0x80), "1.1, " + label + ", data 0900@24", "length@4"},
	{"octets behind", append(msg(1, 1, protocolData), 0, 0, 0, 0), "1.1, " + label + ", data 0900@24", "length@28"},
	{"octets behind padding that is not counted", append(change(msg(1, 1, protocolData), 7, 0x1a), 0), "1.1, " + label + ", data 0900@24", "padding@26 length@26"},
	{"no parameter", msg(1, 1), "1.1", "parameter@8"},
	{"tag cut off", msg(3, 2, []byte{0, 4}), "3.2", "parameter@8"},
	{"parameter of 3 octets", msg(3, 2, []byte{0, 4, 0, 3}), "3.2", "parameter@8"},
	{"parameter too long", change(msg(1, 1, protocolData), 11, 0x15), "1.1", "parameter@8"},
	{"padding that is not zero", change(msg(1, 1, protocolData, context), 27, 1), "1.1, context 7, " + label + ", data 0900@24", "padding@26"},
	{"last padding that is not zero", change(msg(1, 1, protocolData), 26, 1), "1.1, " + label + ", data 0900@24", "padding@26"},
	{"unlisted parameter", msg(1, 1, protocolData, par(0x999, "01")), "1.1, " + label + ", data 0900@24", "parameter-unknown@28"},
	{"parameter with a slot's lower bits", msg(1, 1, protocolData, par(0x406, "00000001"), par(0x1006, "00000001")), "1.1, " + label + ", data 0900@24", "parameter-unknown@28 parameter-unknown@36"},
	{"reserved parameter", msg(1, 1, protocolData, par(0x20d, "01")), "1.1, " + label + ", data 0900@24", "parameter-unknown@28"},
	{"parameter of others", msg(1, 1, protocolData, affectedPC), "1.1, " + label + ", data 0900@24", "parameter-unknown@28"},
	{"two contexts", msg(1, 1, context, par(6, "00000008"), protocolData), "1.1, context 7, " + label + ", data 0900@40", "parameter-repeated@16"},
	{"two contexts in one", msg(1, 1, par(6, "00000007 00000008"), protocolData), "1.1, context 7, " + label + ", data 0900@36", "parameter@8"},
	{"two protocol data", msg(1, 1, protocolData, par(0x210, "00000103 00000203 03 00 01 0f ffff")), "1.1, " + label + ", data 0900@24", "parameter-repeated@28"},
	{"context of 5 octets", msg(1, 1, par(6, "0000000700"), protocolData), "1.1, " + label + ", data 0900@36", "parameter@8"},
	{"no context", msg(1, 1, par(6, ""), protocolData), "1.1, " + label + ", data 0900@28", "parameter@8"},
	{"protocol data of 11 octets", msg(1, 1, par(0x210, "00000102 00000203 03 00 01")), "1.1", "parameter@8"},
	{"point code of 25 bits", msg(1, 1, par(0x210, "01000102 00000203 03 00 00 0f 00")), "1.1, 16777474 > 515, si 3, ni 0, sls 15, data 00@24", "parameter@12"},
	{"service indicator 16", msg(1, 1, par(0x210, "00000102 00000203 10 00 00 0f 00")), "1.1, 258 > 515, si 16, ni 0, sls 15, data 00@24", "parameter@12"},
	{"network indicator 4", msg(1, 1, par(0x210, "00000102 00000203 03 04 00 0f 00")), "1.1, 258 > 515, si 3, ni 4, sls 15, data 00@24", "parameter@12"},
	{"priority 4", msg(1, 1, par(0x210, "00000102 00000203 03 00 04 0f 00")), "1.1, " + label + ", data 00@24", "parameter@12"},
	{"information of 256 octets", msg(3, 2, par(4, strings.Repeat("41", 256))), "3.2", "parameter@8"},
	{"DUNA without point code", msg(2, 1, context), "2.1, context 7", "parameter@16"},
	{"DUPU without cause", msg(2, 5, affectedPC), "2.5, affected 0000010208000200", "parameter@20"},
	{"routing key without destination", msg(9, 1, par(0x207, list(par(0x20a, "00000001")))), "9.1", "parameter@20"},
	{"routing key, two identifiers", msg(9, 1, par(0x207, list(par(0x20a, "00000001"), par(0x20a, "00000002"), par(0x20b, "00000001")))), "9.1", "parameter-repeated@20"},
	{"routing key in a routing key", msg(9, 1, par(0x207, list(par(0x20a, "00000001"), par(0x20b, "00000001"), par(0x207, key)))), "9.1", "parameter-unknown@28"},
	{"routing key, cut off inside", msg(9, 1, par(0x207, list(par(0x20a, "00000001"), par(0x20b, "00000001"))+"0004")), "9.1", "parameter@28"},
}

func TestVectors(t *testing.T) {
	for _, v := range vectors {
		d := decode(v.b)
		if got := d.text(); got != v.want || faults(&d.o.Faults) != v.bad {
			t.Errorf("%s (%x):\n got %s; %s\nwant %s; %s", v.name, v.b, got, faults(&d.o.Faults), v.want, v.bad)
		}
	}
}

func TestNames(t *testing.T) {
	var names, sua []string
	for class := range 256 {
		for typ := range 256 {
			n := Name(uint8(class), uint8(typ))
			if n != "" {
				names = append(names, fmt.Sprintf("%d.%d %s", class, typ, n))
			}
			if k := Kind(uint8(class), uint8(typ)); (k == op.KindUnknown) != (n == "") || (k == op.KindResponse) != (strings.HasSuffix(n, "Ack") || strings.HasSuffix(n, "RSP")) {
				t.Errorf("%s has kind %d", n, k)
			}
			if s := NameSUA(uint8(class), uint8(typ)); s != n {
				sua = append(sua, fmt.Sprintf("%d.%d %s", class, typ, s))
			}
		}
	}
	if got := strings.Join(names, ", "); got != "0.0 ERR, 0.1 NTFY, 1.1 DATA, 2.1 DUNA, 2.2 DAVA, 2.3 DAUD, 2.4 SCON, 2.5 DUPU, 2.6 DRST, "+
		"3.1 ASPUp, 3.2 ASPDn, 3.3 BEAT, 3.4 ASPUpAck, 3.5 ASPDnAck, 3.6 BEATAck, 4.1 ASPAc, 4.2 ASPIa, 4.3 ASPAcAck, 4.4 ASPIaAck, "+
		"9.1 REGREQ, 9.2 REGRSP, 9.3 DEREGREQ, 9.4 DEREGRSP" {
		t.Error(got)
	}
	if got := strings.Join(sua, ", "); got != "1.1 , 7.1 CLDT, 7.2 CLDR, "+
		"8.1 CORE, 8.2 COAK, 8.3 COREF, 8.4 RELRE, 8.5 RELCO, 8.6 RESCO, 8.7 RESRE, 8.8 CODT, 8.9 CODA, 8.10 COERR, 8.11 COIT" {
		t.Error(got)
	}
	if NameM2PA(1) != "UserData" || NameM2PA(2) != "LinkStatus" || NameM2PA(3) != "" {
		t.Error("names of M2PA")
	}
}

func TestAffectedPointCodes(t *testing.T) {
	d := decode(msg(2, 1, affectedPC))
	a, none := PointCode(d.m.Affected)
	if b, mask := PointCode(d.m.Affected[4:]); a != 0x102 || none != 0 || b != 0x200 || mask != 8 || d.m.Code() != 0x201 {
		t.Error(a, none, b, mask)
	}
}

func TestFramed(t *testing.T) {
	data := msg(1, 1, protocolData)
	for _, v := range []struct {
		b  []byte
		n  int
		ok bool
	}{
		{data, 28, true}, {append(slices.Clone(data), data...), 28, true}, {data[:8], 28, true}, {change(data, 7, 8), 8, true}, {change(data, 7, 7), 0, false},
		{change(data, 6, 0x10), 4096 + 28, true}, {change(data, 4, 0x7f, 0xff, 0xff, 0xff), 1<<31 - 1, true}, {change(data, 4, 0x80), 0, false}, {change(data, 0, 2), 0, false},
	} {
		if n, ok := Framed(v.b); n != v.n || ok != v.ok {
			t.Errorf("%x: %d, %v", v.b, n, ok)
		}
	}
}

func TestIsLikely(t *testing.T) {
	data := msg(1, 1, protocolData)
	for _, v := range []struct {
		name string
		b    []byte
		want bool
	}{
		{"DATA", data, true}, {"its header", data[:8], true}, {"its header and a part of a tag", data[:11], true}, {"BEAT without parameters", msg(3, 3), true},
		{"version", change(data, 0, 2), false}, {"reserved", change(data, 1, 1), false}, {"class", change(data, 2, 5), false}, {"type", change(data, 3, 2), false},
		{"length below the header", change(data, 7, 4), false}, {"length that is no multiple of four", change(data, 7, 27), false},
		{"tag", change(data, 8, 0x7f), false}, {"length of a parameter below its header", change(data, 10, 0, 3), false}, {"beyond the message", change(data, 10, 0, 21), false},
	} {
		if IsLikely(v.b) != v.want {
			t.Errorf("%s: %x", v.name, v.b)
		}
	}
}

func TestM2PA(t *testing.T) {
	for _, v := range []vector{
		{"user data", octets("01000b01 00000016 00000001 00000002 00 83 03e13011"), "11.1, data 8303e13011@17", ""},
		{"acknowledgement", octets("01000b01 00000010 00000001 00000002"), "11.1", ""},
		{"link status", octets("01000b02 00000014 00ffffff 00ffffff 00000001"), "11.2", ""},
		{"link status, filled up", octets("01000b02 00000018 00ffffff 00ffffff 00000002 00000000"), "11.2", ""},
		{"link status cut off", octets("01000b02 00000013 00ffffff 00ffffff 000000"), "11.2", "length@19"},
		{"type 3", octets("01000b03 00000010 00000001 00000002"), "11.3", "message-unknown@3"},
		{"sequence numbers cut off", octets("01000b01 0000000c 00000001"), "11.1", "length@12"},
		{"octets behind", octets("01000b01 00000016 00000001 00000002 00 83 03e13011 00"), "11.1, data 8303e13011@17", "length@22"},
		{"length more", octets("01000b01 00000017 00000001 00000002 00 83 03e13011"), "11.1, data 8303e13011@17", "length@4"},
		{"of M3UA", msg(1, 1, protocolData), "", "header@2"},
		{"version 3", octets("03000b01 00000010 00000001 00000002"), "", "header@0"},
	} {
		var d decoded
		d.m, d.isOK = DecodeM2PA(v.b, &d.o.Faults)
		if got := d.text(); got != v.want || faults(&d.o.Faults) != v.bad {
			t.Errorf("%s:\n got %s; %s\nwant %s; %s", v.name, got, faults(&d.o.Faults), v.want, v.bad)
		}
	}
}

// A message has so many parameters, in lists and outside, and what follows is not
// read.
func TestManyParameters(t *testing.T) {
	for _, v := range []struct {
		b   []byte
		bad string
	}{
		{msg(9, 3, context, []byte(strings.Repeat("\x00\x06\x00\x04", maxParameters-1))), ""},
		{msg(9, 3, context, []byte(strings.Repeat("\x00\x06\x00\x04", maxParameters))), "m3ua-parameter"},
		{msg(9, 1, par(0x207, key+strings.Repeat("020c000503000000", maxParameters-6))), ""},
		{msg(9, 1, par(0x207, key+strings.Repeat("020c000503000000", maxParameters-5))), "m3ua-parameter"},
	} {
		d := decode(v.b)
		var other []string
		d.o.Faults.Each(func(c op.FaultCode) {
			if c != op.M3UAParameterRepeated {
				other = append(other, c.String())
			}
		})
		if strings.Join(other, " ") != v.bad {
			t.Errorf("%d octets: %v, want %s", len(v.b), other, v.bad)
		}
	}
}

// Neither sound nor broken messages cost an allocation.
func TestDecodeDoesNotAllocate(t *testing.T) {
	var s op.SS7
	var o op.Operation
	var m Message
	var u Unitdata
	if n := testing.AllocsPerRun(100, func() {
		for i := range vectors {
			o = op.Operation{}
			m.Decode(vectors[i].b, &s, &o.Present, &o.Faults)
			DecodeM2PA(vectors[i].b, &o.Faults)
			m.DecodeSUA(vectors[i].b, &u, &s, &o.Present, &o.Invalid, &o.Faults)
			m.DecodeM2UA(vectors[i].b, &o.Faults)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
