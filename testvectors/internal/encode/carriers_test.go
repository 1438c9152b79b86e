package encode

import (
	"bytes"
	"net/netip"
	"testing"
)

// TestCarriersByHand does so for what carries SS7 besides M3UA over SCTP.
func TestCarriersByHand(t *testing.T) {
	a, b := netip.MustParseAddrPort("198.51.100.7:49152"), netip.MustParseAddrPort("192.0.2.10:2905")
	sccp := SCCP{Type: TypeXUDT, Class: 1, Called: Party{Title: "99901", SSN: 6}, Calling: Party{NoTitle: true, RouteOnSSN: true, Point: new(uint32), SSN: 7}, Octets: []byte{0xAA},
		Segmentation: Segmentation(true, true, 2, 0x010203)}
	for _, x := range []struct {
		name string
		got  []byte
		want string
	}{
		{"TCP, RFC 9293 figure 1", TCP{Src: a, Dst: b, Seq: 1, Ack: 2, Flags: FlagPSH | FlagACK, Octets: []byte{0xAB}}.Segment(),
			"C000 0B59 00000001 00000002 50 18 FFFF 4D29 0000 AB"},
		{"urgent, with a window", TCP{Src: a, Dst: b, Flags: FlagURG, Urgent: 1, Window: 16}.Segment(), "C000 0B59 00000000 00000000 50 20 0010 F814 0001"},
		{"CLDT, RFC 3868 clause 3.2.1", sccp.SUA().Bytes(), "01 00 07 01 00000068  0006 0008 00000001  0115 0008 00000001" +
			"0102 0018 0002 0007  8002 0008 00000000  8003 0008 00000007" +
			"0103 0020 0001 0007  8001 000F 00000004 05 00 01 04 990901 00  8003 0008 00000006" +
			"0116 0008 00000005  0117 0008 82 030201  010B 0005 AA 000000"},
		{"Data of M2UA, RFC 3331 clause 3.3.1.1", M2UA([]byte{0x83, 1, 2, 3, 4}), "01 00 06 01 0000001C  0001 0008 00000001  0300 0009 8301020304 000000"},
	} {
		if want := hexOf(x.want); !bytes.Equal(x.got, want) {
			t.Errorf("%s:\n\tgot  %X\n\twant %X", x.name, x.got, want)
		}
	}
}
