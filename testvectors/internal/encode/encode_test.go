package encode

import (
	"bytes"
	"encoding/hex"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"
)

// hexOf drops the spaces that show where fields end.
func hexOf(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

// TestByHand compares messages with octets that were put down from the figures of
// the specifications, field by field.
func TestByHand(t *testing.T) {
	a := netip.MustParseAddr("198.51.100.7")
	for _, x := range []struct {
		name string
		got  []byte
		want string
	}{
		{"PLMN of two MNC digits, TS 24.008 figure 10.5.3", PLMN("999-70"), "99 F9 07"},
		{"PLMN of three MNC digits", PLMN("310-260"), "13 00 62"},
		{"TBCD of an odd number", TBCD("001010000000001"), "00 01 01 00 00 00 00 F1"},
		{"labels, TS 23.003 clause 9.1", Labels("ab.c"), "02 6162 01 63"},
		{"v2 Echo Request, TS 29.274 figure 5.1-1 with T = 0", V2{Type: 1, NoTEID: true, Seq: 0x010203}.With(Recovery(7)).Bytes(),
			"40 01 0009 010203 00  03 0001 00 07"},
		{"v2 Delete Session Request", V2{Type: 36, TEID: 0xAABBCCDD, Seq: 1}.With(EBI(5)).Bytes(), "48 24 000D AABBCCDD 000001 00  49 0001 00 05"},
		{"F-TEID, figure 8.22-1", FTEIDAt(S5SGWC, 0x01020304, a).At(2).Bytes(), "57 0009 02 86 01020304 C6336407"},
		{"group, figure 8.28-1", BearerContext(EBI(5)).Bytes(), "5D 0005 00  49 0001 00 05"},
		{"PAA with both, figure 8.14-1", PAA46(a, netip.MustParseAddr("2001:db8::")).Value, "03 40 20010DB8000000000000000000000000 C6336407"},
		{"v1 Echo Request, TS 29.060 figure 2", V1{Type: 1, Seq: 0x0102}.Bytes(), "32 01 0004 00000000 0102 00 00"},
		{"v1 elements in ascending order", V1{Type: 20, TEID: 1, Seq: 2}.With(NSAPI1(5), Teardown1()).Bytes(), "32 14 0008 00000001 0002 00 00  13 FF  14 05"},
		{"v1 extension header, figure 4", V1{Type: 1, Seq: 2}.Extended(MSInfoChangeSupport()).Bytes(), "36 01 0008 00000000 0002 00 02  01 FFFF 00"},
		{"v1 IMSI of 14 digits", IMSI1("00101000000001").Bytes(), "02 00 01 01 00 00 00 10 FF"},
		{"extension header types, TS 29.281 figure 8.5-1: a length of one octet", ExtensionTypes1(0x85).Bytes(), "8D 01 85"},
		{"end user address, TS 29.060 figure 37", EndUserAddress1(netip.Addr{}).Bytes(), "80 0002 F1 21"},
		{"G-PDU without sequence number", V1{Type: 255, TEID: 9, NoSeq: true, Body: []byte{0x45}}.Bytes(), "30 FF 0001 00000009 45"},
	} {
		if want := hexOf(x.want); !bytes.Equal(x.got, want) {
			t.Errorf("%s:\n\tgot  %X\n\twant %X", x.name, x.got, want)
		}
	}
}

// TestSignallingByHand does so for SS7.
func TestSignallingByHand(t *testing.T) {
	for _, x := range []struct {
		name string
		got  []byte
		want string
	}{
		{"an SCCP address of form 4, Q.713 figure 6 and 3.4.2.3.4", Party{Title: "99901000006", SSN: 6}.Bytes(), "12 06 00 11 04 99 09 01 00 00 06"},
		{"UDT, Q.713 table 11", SCCP{Type: TypeUDT, Called: Party{Octets: []byte{1}}, Calling: Party{Octets: []byte{2, 3}}, Octets: []byte{9}}.Bytes(),
			"09 00 03 04 06  01 01  02 02 03  01 09"},
		{"XUDT with a segmentation, Q.713 table 19", SCCP{Type: TypeXUDT, Class: 1, Called: Party{Octets: []byte{1}}, Calling: Party{Octets: []byte{2, 3}}, Octets: []byte{9},
			Segmentation: Segmentation(true, true, 2, 0x030201)}.Bytes(), "11 01 0F 04 05 07 08  01 01  02 02 03  01 09  10 04 C2 01 02 03 00"},
		{"M3UA NTFY, RFC 4666 clause 3.8.2", M3UA{Class: 0, Type: 1, Parameters: [][]byte{Status(1, 3)}}.Bytes(), "01 00 00 01 00000010 000D 0008 0001 0003"},
		{"point code 2-2-2 in 14 bits", U16(int(PointCode(2, 2, 2))), "1012"},
		{"a Begin, Q.773 table 3", TCAP{Package: PackageBegin, OTID: []byte{1}, Components: []TLV{Invoke(1, 38)}}.Bytes(), "62 0D 48 01 01 6C 08 A1 06 02 01 01 02 01 26"},
		{"a high tag, X.690 8.1.2.4", Context(32, 1).Bytes(), "9F 20 01 01"},
		{"an extended tag", Context(0, 1).All(High).Bytes(), "9F 00 01 01"},
		{"an indefinite length, X.690 8.1.3.6", Unbounded(Sequence(Integer(5))).Bytes(), "30 80 02 01 05 00 00"},
		{"a long one of two octets", Long(2)(Integer(5)).Bytes(), "02 82 00 01 05"},
		{"text in 7 bits, TS 23.038", Pack7("hello"), "E8 32 9B FD 06"},
		{"ISDN number", ISDN("99902000001"), "91 99 09 02 00 00 F1"},
	} {
		if want := hexOf(x.want); !bytes.Equal(x.got, want) {
			t.Errorf("%s:\n\tgot  %X\n\twant %X", x.name, x.got, want)
		}
	}
}

// TestEditsCopy: an attack is an edit of an honest message that stays as it was.
func TestEditsCopy(t *testing.T) {
	m := V2{Type: 32}.With(IMSI("001010000000001"), BearerContext(EBI(5), BearerQoS(9)))
	before := m.Bytes()
	m.Replace(IMSI("999700000000001"))
	m.Without(IEIMSI, 0)
	m.With(Recovery(1))
	m.BearerReplace(EBI(6))
	m.BearerWithout(IEBearerQoS, 0)
	m.BearerWith(EBI(7))
	if !bytes.Equal(m.Bytes(), before) {
		t.Error("an edit of GTPv2 changed the message it was made from")
	}
	n := V1{Type: 16}.With(IMSI1("001010000000001"), NSAPI1(5))
	before = n.Bytes()
	n.Replace(0, NSAPI1(6))
	n.Without(IE1IMSI)
	n.With(Recovery1(1))
	n.Append(Cause1(128))
	if !bytes.Equal(n.Bytes(), before) {
		t.Error("an edit of GTPv1 changed the message it was made from")
	}
}

// TestChecksum is the example of RFC 1071 clause 3.
func TestChecksum(t *testing.T) {
	if got := ones(0, hexOf("0001 F203 F4F5 F6F7")); got != ^uint16(0xDDF2) {
		t.Errorf("got %04X", got)
	}
}

// TestFragmentsHoldTheSegment: pieces put back together are the UDP segment.
func TestFragmentsHoldTheSegment(t *testing.T) {
	for _, d := range []Datagram{
		{Src: netip.MustParseAddrPort("198.51.100.7:1"), Dst: netip.MustParseAddrPort("192.0.2.1:2"), Payload: make([]byte, 100), ID: 7},
		{Src: netip.MustParseAddrPort("[2001:db8::7]:1"), Dst: netip.MustParseAddrPort("[2001:db8::1]:2"), Payload: make([]byte, 100), ID: 7},
	} {
		var whole []byte
		pieces := Split(108, 48)
		for i, p := range d.Fragments(pieces) {
			header := 20
			if d.Src.Addr().Is6() {
				header = 48
			}
			if n := len(p) - header; n != pieces[i].To-pieces[i].From || pieces[i].Last != (i == 2) {
				t.Errorf("piece %d of %v has %d octets", i, d.Src, n)
			}
			whole = append(whole, p[header:]...)
		}
		if !bytes.Equal(whole, d.UDP()) {
			t.Errorf("the pieces from %v are not the segment", d.Src)
		}
	}
}

// TestCaptureFile is the header of the format, and a record that was cut.
func TestCaptureFile(t *testing.T) {
	c := Capture{Link: LinkRaw, Frames: []Frame{{Time: time.Unix(1, 2000), Octets: []byte{0xAB}, Missing: 3}}}
	want := hexOf("D4C3B2A1 0200 0400 00000000 00000000 00000400 65000000  01000000 02000000 01000000 04000000 AB")
	if got := c.Bytes(); !bytes.Equal(got, want) {
		t.Errorf("got %X", got)
	}
}

// TestNamesAreUnique within a protocol: records are found by them.
func TestNamesAreUnique(t *testing.T) {
	for _, names := range []map[byte]string{Names2, Names1, NamesU} {
		var seen []string
		for code, n := range names {
			if slices.Contains(seen, n) || n == "" || strings.Contains(n, " ") {
				t.Errorf("name %q of %d", n, code)
			}
			seen = append(seen, n)
		}
	}
}
