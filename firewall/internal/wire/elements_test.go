package wire

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// updateLocationUDT is M3UA DATA with a UDT that begins an updateLocation.
const updateLocationUDT = "01000101000000980006000800000007021000880000000200000001030000050980030e190b12060011040001010000010b12070011049979000000015a625848042f3b4602" +
	"6b1e281c060700118605010101a011600f80020780a1090607040000010001036c30a12e0201010201023026040800010100000000f18107919979000000f104079199790000" +
	"00f2a608800204e0850203c8"

func dataMessage(t testing.TB, p []byte) *op.Batch {
	t.Helper()
	b := &op.Batch{}
	m := b.AddMessage()
	m.Payload = p
	d := New(Config{}).signalling(b)
	m.PPID = 3
	if d.m3ua(b, m) {
		t.Fatal("held")
	}
	return b
}

// The tree of a message, offset by offset.
func TestElements(t *testing.T) {
	p, err := hex.DecodeString(updateLocationUDT)
	if err != nil {
		t.Fatal(err)
	}
	b := dataMessage(t, p)
	if o := &b.Ops[0]; o.Protocol != op.ProtoMAP || o.Code != 2 {
		t.Fatalf("%s %d %v", o.Protocol, o.Code, o.Faults.List())
	}
	var got strings.Builder
	for _, x := range Elements(b, &b.Messages[0]) {
		fmt.Fprintf(&got, "%d %s%s [%d] %x\n", x.Offset, strings.Repeat("  ", x.Depth), x.Name, x.Length, x.Value)
	}
	const want = `0 header [8] 0100010100000098
8 0x0006 Routing Context [4] 00000007
16 0x0210 Protocol Data [132] 
20   OPC [4] 00000002
24   DPC [4] 00000001
28   SI, NI, MP, SLS [4] 03000005
32   SCCP UDT [120] 
33     protocol class [1] 80
37     called party [11] 
38       indicator [1] 12
39       subsystem number [1] 06
40       translation type [1] 00
41       numbering plan, encoding scheme [1] 11
42       nature of address [1] 04
43       digits [6] 000101000001
49     calling party [11] 
50       indicator [1] 12
51       subsystem number [1] 07
52       translation type [1] 00
53       numbering plan, encoding scheme [1] 11
54       nature of address [1] 04
55       digits [6] 997900000001
61     data [90] 
62       62 begin [88] 
64         48 otid [4] 2f3b4602
70         6b dialogue portion [30] 
72           28 EXTERNAL [28] 
74             06 abstract syntax [7] 00118605010101
83             a0 single-ASN1-type [17] 
85               60 AARQ [15] 
87                 80 protocol version [2] 0780
91                 a1 application context name [9] 
93                   06 OBJECT IDENTIFIER [7] 04000001000103
102         6c component portion [48] 
104           a1 invoke [46] 
106             02 invokeID [1] 01
109             02 operation or error code [1] 02
112             30 SEQUENCE [38] 
114               04 OCTET STRING [8] 00010100000000f1
124               81 [1] [7] 919979000000f1
133               04 OCTET STRING [7] 919979000000f2
142               a6 [6] [8] 
144                 80 [0] [2] 04e0
148                 85 [5] [2] 03c8
`
	if got.String() != want {
		t.Errorf("%s\nwant\n%s", got.String(), want)
	}
}

// The tree starts where the message does: below M3UA there may be nothing, and
// what was put together from segments has no envelope.
func TestElementsWithoutTransport(t *testing.T) {
	whole, err := hex.DecodeString(updateLocationUDT)
	if err != nil {
		t.Fatal(err)
	}
	unit := whole[32:152]
	head, data := unit[5:29], unit[30:] // addresses with their lengths, TCAP
	segment := func(segmentation string, data []byte) []byte {
		return join([]byte{0x11, 0x81, 15, 4, 15, 26, byte(26 + len(data))}, head, []byte{byte(len(data))}, data, []byte("\x10\x04"+segmentation+"\x01\x02\x03\x00"))
	}
	for _, v := range []struct {
		name   string
		encap  op.Encapsulation
		frames [][]byte
		first  string
	}{
		{"exported", op.EncapExported, [][]byte{join([]byte("\x00\x0c\x00\x04m3ua\x00\x00\x00\x00"), whole)}, "header"},
		{"SCCP", op.EncapSCCP, [][]byte{unit}, "SCCP UDT"},
		{"MTP3", op.EncapMTP3, [][]byte{join([]byte{3, 1, 2, 3, 4}, unit)}, "envelope"},
		{"segments", op.EncapSCCP, [][]byte{segment("\x81", data[:50]), segment("\x00", data[50:])}, "62 begin"},
		{"GTP", op.EncapDatagram, [][]byte{echo2}, ""},
	} {
		b, d := &op.Batch{}, New(Config{})
		for i, f := range v.frames {
			d.Decode(b, i, &op.Frame{Data: f, TimeNS: 1e18, Number: 1, Encap: v.encap, SrcPort: portGTPC, DstPort: portGTPC})
		}
		m := &b.Messages[0]
		list, first, last := Elements(b, m), "", ""
		if len(list) > 0 {
			first, last = list[0].Name, list[len(list)-1].Name
		}
		if len(b.Messages) != 1 || first != v.first || v.first != "" && last != "85 [5]" {
			t.Errorf("%s: %d messages, from %q to %q: %v", v.name, len(b.Messages), first, last, b.Ops[0].Faults.List())
		}
	}
}

// Whatever the octets are, the tree stays inside them and says what is there.
func TestElementsOfAnything(t *testing.T) {
	honest, err := hex.DecodeString(updateLocationUDT)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(4, 8))
	for range 20000 {
		p := bytes.Clone(honest)
		for range 1 + r.IntN(5) {
			p[r.IntN(len(p))] = byte(r.Uint32())
		}
		if r.IntN(4) == 0 {
			p = p[:r.IntN(len(p))]
		}
		checkElements(t, p)
	}
}

func checkElements(t *testing.T, p []byte) {
	b := &op.Batch{}
	m := b.AddMessage()
	m.Payload = p
	d := elementsDecoder.signalling(b)
	m.PPID = 3
	if d.m3ua(b, m) {
		return
	}
	list := Elements(b, m)
	if len(list) > maxElements {
		t.Fatalf("%d elements in %x", len(list), p)
	}
	for _, x := range list {
		if x.Offset < 0 || x.Offset > len(m.Payload) || x.Depth > 32 || x.Length < Indefinite || x.Value != nil && len(x.Value) != x.Length ||
			!bytes.Contains(m.Payload[x.Offset:], x.Value) {
			t.Fatalf("%+v in %x", x, p)
		}
	}
}

// elementsDecoder is shared: making one allocates what it holds back.
var elementsDecoder = New(Config{})

func FuzzElements(f *testing.F) {
	p, err := hex.DecodeString(updateLocationUDT)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(p)
	f.Fuzz(checkElements)
}

// The trees of kin: what they wrap is taken apart as in M3UA.
func TestElementsOfKin(t *testing.T) {
	tree := func(name string) (list []string) {
		f := vector(t, name)[0]
		b := &op.Batch{}
		New(Config{}).Decode(b, 0, &f)
		for _, x := range Elements(b, &b.Messages[0]) {
			if x.Offset+max(x.Length, 0) > len(b.Messages[0].Payload) {
				t.Errorf("%s: %d octets at %d", x.Name, x.Length, x.Offset)
			}
			if x.Depth < 3 {
				list = append(list, strings.Repeat("  ", x.Depth)+x.Name)
			}
		}
		return list
	}
	for name, want := range map[string][]string{
		"sua": {"header", "0x0006 Routing Context", "0x0115 Protocol Class", "0x0102 Source Address", "  routing indicator, address indicator",
			"  0x8001 Global Title", "    global title indicator", "    digits, translation type, numbering plan, nature of address", "    digits", "  0x8003 Subsystem Number",
			"0x0103 Destination Address", "  routing indicator, address indicator", "  0x8001 Global Title", "    global title indicator",
			"    digits, translation type, numbering plan, nature of address", "    digits", "  0x8003 Subsystem Number", "0x0116 Sequence Control", "0x010b Data"},
		"m2ua": {"header", "0x0001 Interface Identifier", "0x0300 Protocol Data 1", "  SIO, routing label", "  SCCP UDT", "    protocol class", "    called party"},
	} {
		got := tree(name)
		if len(got) < len(want) || strings.Join(got[:len(want)], "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\n%s", name, strings.Join(got, "\n"))
		}
	}
	for _, v := range []string{"01000601 00000013 0301 0007 02 83 01", "01000601 00000010 0301 0005 02", "01000601 00000010 0300 0006 8301", "01000701 0000000e 0102 0006 0001",
		"01000701 00000016 0102 000e 00010000 8003 0009 00", "01000701 00000018 0102 0010 00010000 8001 0008 00000004"} {
		p, err := hex.DecodeString(strings.ReplaceAll(v, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		b := dataMessage(t, p)
		if list := Elements(b, &b.Messages[0]); len(list) < 2 {
			t.Errorf("%s: %v", v, list)
		}
	}
}
