package gtpu

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// columns prints what an operation holds, and only that.
func columns(b *op.Batch, o *op.Operation) string {
	var s []string
	add := func(col int, format string, v ...any) {
		if o.IsPresent(col) {
			s = append(s, fmt.Sprintf(format, v...))
		}
	}
	g := &o.GTP
	add(op.ColCode, "%d", o.Code)
	add(op.ColTEID, "teid %x", g.TEID)
	add(op.ColSequence, "seq %d", g.Sequence)
	add(op.ColRecovery, "recovery %d", g.Recovery)
	add(op.ColExtensions, "extensions %d", g.Extensions)
	add(op.ColFirstExtension, "first %x", g.FirstExt)
	for _, f := range b.FTEIDs[g.FTEIDs.First:][:g.FTEIDs.Count] {
		add(op.ColFTEIDs, "tunnel %x %x %s%s@%d", f.Interface, f.TEID, f.Addr4, f.Addr6, f.Offset)
	}
	for _, x := range b.IEs[g.IEs.First:][:g.IEs.Count] {
		add(op.ColIEs, "%d@%d+%d", x.Type, x.Offset, x.Length)
	}
	if o.Invalid != [4]uint64{} {
		s = append(s, fmt.Sprintf("invalid %x", o.Invalid))
	}
	return strings.Join(s, ", ")
}

func TestColumns(t *testing.T) {
	invalid := op.Operation{}
	invalid.Bad(op.ColFTEIDs)
	noTunnel := fmt.Sprintf(", invalid %x", invalid.Invalid)
	for _, v := range []struct {
		name string
		p    []byte
		want string
	}{
		{"Echo Request", echo(1, ""), "1, teid 0, seq 7, extensions 0"},
		{"Echo Response", echo(2, "0e05"+private), "2, teid 0, seq 7, recovery 5, extensions 0, 14@13+1, 255@17+4"},
		{"two counters", echo(2, "0e050e06"), "2, teid 0, seq 7, recovery 5, extensions 0, 14@13+1, 14@15+1"},
		{"Error Indication", indication(teidI + peer4), "26, teid 0, seq 7, extensions 0, tunnel 81 b000002 192.0.2.10@20, 16@13+4, 133@20+4"},
		{"Error Indication, IPv6", indication(teidI + peer6 + stamp), "26, teid 0, seq 7, extensions 0, tunnel 81 b000002 2001:db8::a0a@20, 16@13+4, 133@20+16, 231@39+4"},
		{"Error Indication, extension header", message1(0x36, 26, 0, "0007 00 40 01 9d81 00"+teidI+peer4), "26, teid 0, seq 7, extensions 1, first 40, tunnel 81 b000002 192.0.2.10@24, 16@17+4, 133@24+4"},
		{"Error Indication, out of order", indication(peer4 + teidI), "26, teid 0, seq 7, extensions 0, tunnel 81 b000002 192.0.2.10@15, 133@15+4, 16@20+4"},
		{"Error Indication without TEID", indication(peer4), "26, teid 0, seq 7, extensions 0, tunnel 81 0 192.0.2.10@15, 133@15+4"},
		{"Error Indication, two of each", indication(teidI + "10 0b000003" + peer4 + peer6), "26, teid 0, seq 7, extensions 0, tunnel 81 b000002 192.0.2.10@25, 16@13+4, 16@18+4, 133@25+4, 133@32+16"},
		{"Error Indication, peer too short", indication(teidI + "85 0003 c00002"), "26, teid 0, seq 7, extensions 0, 16@13+4, 133@20+3" + noTunnel},
		{"Error Indication, peer too long", indication(teidI + "85 0005 c000020a00"), "26, teid 0, seq 7, extensions 0, 16@13+4, 133@20+5" + noTunnel},
		{"peer in another message", message1(0x30, 254, 9, peer4), "254, teid 9, extensions 0, tunnel 81 0 192.0.2.10@11, 133@11+4"},
		{"Supported Extension Headers Notification", message1(0x32, 31, 0, number+"8d024085"), "31, teid 0, seq 7, extensions 0, 141@14+2"},
		{"G-PDU", user(0, ipv4), "255, teid b000002, extensions 0"},
		{"G-PDU, unused fields", message1(0x31, 255, 9, "1234 05 85"+ipv4), "255, teid 9, extensions 0"},
		{"G-PDU, three extension headers", message1(0x34, 255, 9, "0000 00 85 02 0000000000 00 20 01 0000 20 01 0000 00"+ipv4), "255, teid 9, extensions 3, first 85"},
		{"G-PDU, chain broken", message1(0x34, 255, 9, "0000 00 20 01 0000 20 00 0000 00"+ipv4), "255, teid 9, extensions 1, first 20"},
		{"no optional part", octets("32 01 0000 00000009"), "1, teid 9"},
		{"GTP-C", message1(0x32, 16, 9, number+"0e00"), "16, teid 9, seq 7, extensions 0"},
		{"GTP'", octets("2e 01 0000 0000 0000"), "1"},
		{"GTPv2", message1(0x50, 255, 9, ""), ""},
	} {
		b, o, _, _ := decode(v.p, 50000, Port)
		if got := columns(b, o); got != v.want {
			t.Errorf("%s:\n got %s\nwant %s", v.name, got, v.want)
		}
	}
}

func TestKindAndPlace(t *testing.T) {
	for code, kind := range map[byte]op.Kind{1: op.KindRequest, 2: op.KindResponse, 26: op.KindNotice, 31: op.KindNotice, 253: op.KindNotice,
		254: op.KindNotice, 255: op.KindNotice, 16: op.KindUnknown, 0: op.KindUnknown} {
		p := append(message1(0x30, code, 0, ipv4), 1, 2)
		if _, o, _, _ := decode(p, 50000, Port); o.Kind != kind || o.Start != 0 || int(o.Length) != len(p)-2 || o.GTP.Version != 1 || o.Protocol != op.ProtoGTPU {
			t.Errorf("%d: %+v", code, o)
		}
	}
}

func TestNames(t *testing.T) {
	var all [3][]string
	for i, name := range []func(uint8) string{Name, IEName, ExtensionName} {
		for code := range 256 {
			if n := name(uint8(code)); n != "" {
				all[i] = append(all[i], fmt.Sprint(code, " ", n))
			}
		}
	}
	want := [3][]string{
		{"1 EchoRequest", "2 EchoResponse", "26 ErrorIndication", "31 SupportedExtensionHeadersNotification", "253 TunnelStatus", "254 EndMarker", "255 G-PDU"},
		{"14 Recovery", "16 Tunnel Endpoint Identifier Data I", "133 GTP-U Peer Address", "141 Extension Header Type List",
			"230 GTP-U Tunnel Status Information", "231 Recovery Time Stamp", "255 Private Extension"},
		{"3 Long PDCP PDU Number", "32 Service Class Indicator", "64 UDP Port", "129 RAN Container", "130 Long PDCP PDU Number", "131 Xw RAN Container",
			"132 NR RAN Container", "133 PDU Session Container", "192 PDCP PDU Number"},
	}
	for i := range all {
		if !slices.Equal(all[i], want[i]) {
			t.Errorf("%q, want %q", all[i], want[i])
		}
	}
}

// More elements than the index holds are counted as a fault, and decoding goes on.
func TestManyElements(t *testing.T) {
	p := indication(strings.Repeat("ff0002 0000", op.MaxIEs-1) + "ff0002 0000 ff0002 0000")
	b, o, _, _ := decode(p, 50000, Port)
	if at := len(p) - 2; len(b.IEs) != op.MaxIEs || faults(o) != fmt.Sprintf("ie-count@%d ie-missing@0", at) {
		t.Errorf("%d elements, %s", len(b.IEs), faults(o))
	}
}

// Rows that no range can name are not added to a batch that is full of others.
func TestFullBatch(t *testing.T) {
	b := &op.Batch{IEs: make([]op.IE, math.MaxUint16+1), FTEIDs: make([]op.FTEID, math.MaxUint16+1)}
	m := b.AddMessage()
	m.Payload, m.DstPort = indication(teidI+peer4), Port
	Decode(b, m.Payload)
	if o := &b.Ops[0]; len(b.IEs) != math.MaxUint16+1 || len(b.FTEIDs) != math.MaxUint16+1 || faults(o) != "ie-count@13 ie-count@20 ie-count@20" ||
		o.IsPresent(op.ColIEs) || o.IsPresent(op.ColFTEIDs) {
		t.Errorf("%d elements, %d tunnels, %s", len(b.IEs), len(b.FTEIDs), faults(o))
	}
}
