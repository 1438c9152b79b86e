package answer_test

import (
	"bytes"
	"encoding/hex"
	"math/rand/v2"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/answer"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op/rejection"
)

const (
	dtidBack = "49 04 2f3b4602"
	aare     = "6b 2a 28 28 06 07 00118605010101 a0 1d 61 1b 80 02 0780 a1 09 06 07 04000001000103 a2 03 020100 a3 05 a103020100"
)

// back is the answer to a message of m3uaData with this in it.
func back(tcap string) []byte {
	p := m3uaData(unit("09 00", 0, partnerGT, homeGT, tcap))
	copy(p[20:], octets("00000001 00000002")) // OPC, DPC
	return p
}

// Every cause that refuses has its answer, octet by octet.
func TestAnswersOfSS7(t *testing.T) {
	long := tlv("04", repeated("00", 40)) // room for an AARE
	for _, c := range []struct {
		about, message string
		cause          uint32
		want           string
	}{
		{"default, version 1", begin(tlv("6c", update)), 0, tlv("64", dtidBack, tlv("6c", "a4 06 02 01 01 81 01 01"))},
		{"default", begin(aarq, tlv("6c", update)), 0, tlv("64", dtidBack, aare, tlv("6c", "a4 06 02 01 01 81 01 01"))},
		{"facilityNotSupported", begin(aarq, tlv("6c", update)), 21, tlv("64", dtidBack, aare, tlv("6c", "a3 06 02 01 01 02 01 15"))},
		{"mistypedParameter", begin(aarq, tlv("6c", update)), 0x8102, tlv("64", dtidBack, aare, tlv("6c", "a4 06 02 01 01 81 01 02"))},
		{"badlyStructuredComponent", begin(aarq, tlv("6c", update)), 0x8002, tlv("64", dtidBack, aare, tlv("6c", "a4 05 05 00 80 01 02"))},
		{"resourceLimitation", begin(aarq, tlv("6c", update)), 0x4A04, tlv("67", dtidBack, "4a 01 04")},
		{"no components", begin(aarq), 0, tlv("67", dtidBack, "4a 01 04")},
		{"a component that breaks its form", begin(tlv("6c", tlv("a1", "04 01 01", long))), 0x8002, tlv("64", dtidBack, tlv("6c", "a4 05 05 00 80 01 02"))},
		{"the same by default", begin(tlv("6c", tlv("a1", "04 01 01", long))), 0, tlv("67", dtidBack, "4a 01 04")},
		{"a portion that breaks its form", begin(aarq, "6a 01 00", tlv("6c", update)), 0, tlv("67", dtidBack, "4a 01 02")},
		{"a context of nobody's", begin(asks("2a030405060708"), tlv("6c", update)), 0, tlv("67", dtidBack, "4a 01 04")},
		{"an answer that would be longer", begin(aarq, tlv("6c", invoke("01", "02", ""))), 0, tlv("67", dtidBack, "4a 01 04")},
		{"an identifier of one octet", tlv("62", "48 01 05", tlv("6c", update)), 0x4A02, tlv("67", "49 01 05", "4a 01 02")},
		{"an identifier with zeros", tlv("62", "48 03 000005", tlv("6c", update)), 0x4A02, tlv("67", "49 03 000005", "4a 01 02")},
	} {
		if p := refusal(t, sent(c.message), op.Ruling{Cause: c.cause}); !bytes.Equal(p, back(c.want)) {
			t.Errorf("%s:\n%x, want\n%x", c.about, p, back(c.want))
		}
	}
}

// One component is answered: that which decides, else the first that can be named.
func TestComponentThatDecides(t *testing.T) {
	b := sent(begin(tlv("6c", invoke("01", "02", argument), tlv("a1", "04 01 01"), invoke("03", "02", argument))))
	for component, want := range []byte{1, 1, 3, 1} {
		p := refusal(t, b, op.Ruling{Component: uint8(component), Cause: 34})
		if want := back(tlv("64", dtidBack, tlv("6c", "a3 06 02 01"+hex.EncodeToString([]byte{want})+"02 01 22"))); !bytes.Equal(p, want) {
			t.Errorf("component %d: %x, want %x", component, p, want)
		}
	}
}

// A message comes back if its sender wants that, in one piece and as it was.
func TestReturnedMessages(t *testing.T) {
	data := begin(aarq, tlv("6c", update))
	for _, c := range []struct{ about, sccp, want string }{
		{"UDT", udt(data), unit("0a 07", 0, partnerGT, homeGT, data)},
		{"UDT, class 1", unit("09 81", 0, homeGT, partnerGT, data), unit("0a 07", 0, partnerGT, homeGT, data)},
		{"UDT without the option", unit("09 00", 0, homeGT, partnerGT, data), ""},
		{"XUDT", unit("11 80 05", 1, homeGT, partnerGT, data), unit("12 07 0f", 1, partnerGT, homeGT, data)},
		{"XUDT without the option", unit("11 01 05", 1, homeGT, partnerGT, data), ""},
		{"an End", udt(tlv("64", dtidBack)), ""},
	} {
		p := refusal(t, ss7Decoded(m3uaData(c.sccp)), op.Ruling{Cause: 0x0A07})
		want := []byte(nil)
		if c.want != "" {
			want = m3uaData(c.want)
			copy(want[20:], octets("00000001 00000002"))
		}
		if !bytes.Equal(p, want) {
			t.Errorf("%s:\n%x, want\n%x", c.about, p, want)
		}
	}
}

// What is not answered, each the least edit of a message that is.
func TestNeverAnsweredSS7(t *testing.T) {
	good := begin(tlv("6c", update))
	if refusal(t, sent(good), op.Ruling{}) == nil {
		t.Fatal("not answered")
	}
	result := tlv("a2", "02 01 01", tlv("30", "02 01 02", argument))
	for about, m := range map[string][]byte{
		"End":                      m3uaData(udt(tlv("64", dtidBack, tlv("6c", result)))),
		"End with an invoke":       m3uaData(udt(tlv("64", dtidBack, tlv("6c", update)))),
		"Continue":                 m3uaData(udt(tlv("65", otid, dtidBack, tlv("6c", update)))),
		"Abort":                    m3uaData(udt(tlv("67", dtidBack, "4a 01 00"))),
		"Unidirectional":           m3uaData(udt(tlv("61", tlv("6c", update)))),
		"a result in a Begin":      m3uaData(udt(begin(tlv("6c", update, result)))),
		"a Reject in a Begin":      m3uaData(udt(begin(tlv("6c", update, "a4 06 02 01 01 81 01 01")))),
		"an error in a Begin":      m3uaData(udt(begin(tlv("6c", "a3 06 02 01 01 02 01 15", update)))),
		"a linked invoke":          m3uaData(udt(begin(tlv("6c", tlv("a1", "02 01 01", "80 01 02", "02 01 02", argument))))),
		"ANSI":                     m3uaData(udt(tlv("e2", otid, tlv("6c", update)))),
		"no identifier":            m3uaData(udt(tlv("62", tlv("6c", update)))),
		"an identifier too long":   m3uaData(udt(tlv("62", "48 05 0102030405", tlv("6c", update)))),
		"two identifiers":          m3uaData(udt(tlv("62", otid, "48 01 01", tlv("6c", update)))),
		"UDTS":                     m3uaData(unit("0a 01", 0, homeGT, partnerGT, good)),
		"XUDTS":                    m3uaData(unit("12 01 0f", 1, homeGT, partnerGT, good)),
		"class 2":                  m3uaData(unit("09 02", 0, homeGT, partnerGT, good)),
		"no calling party":         m3uaData(unit("09 80", 0, homeGT, "00", good)),
		"no digits":                m3uaData(unit("09 80", 0, homeGT, "12 07 00 11 04", good)),
		"digits that are none":     m3uaData(unit("09 80", 0, homeGT, "12 07 00 11 04 99 79 00 00 00 0b", good)),
		"an unknown encoding":      m3uaData(unit("09 80", 0, homeGT, "12 07 00 10 04 99 79 00 00 00 01", good)),
		"sixteen digits":           m3uaData(unit("09 80", 0, homeGT, "12 07 00 12 04 99 79 00 00 00 00 00 01", good)),
		"on SSN, without it":       m3uaData(unit("09 80", 0, homeGT, "51 02 00", good)),
		"management":               m3uaData(unit("09 00", 0, "42 01", "42 01", "01 06 0200 00")),
		"another service":          edited(m3uaData(udt(good)), 28, 5),
		"M3UA of another kind":     edited(m3uaData(udt(good)), 3, 0),
		"a length that is not so":  edited(m3uaData(udt(good)), 7, 9),
		"a point code of 32 bits":  edited(m3uaData(udt(good)), 20, 1),
		"nothing":                  {},
		"overlapping parts":        m3uaData("09 80 03 0e 03 0b" + homeGT + "0b" + partnerGT),
		"a parameter that repeats": m3uaOf("0006 0008 00000007 0006 0008 00000008", udt(good)),
	} {
		b := ss7Decoded(m)
		for _, cause := range []uint32{0, 21, 0x4A02, 0x8002, 0x8101, 0x0A07} {
			if len(b.Messages) == 0 {
				continue
			}
			if p := refusal(t, b, op.Ruling{Cause: cause}); p != nil {
				t.Errorf("%s, cause %#x: %x", about, cause, p)
			}
		}
	}
}

// Nothing else than M3UA on SCTP is answered, and nobody who is no node.
func TestOtherTransports(t *testing.T) {
	user := m3uaData(udt(begin(tlv("6c", update))))
	f := op.Frame{Data: packet(user, 2905, 2905, 0, 1), TimeNS: 1e18, Number: 1, Encap: op.EncapRaw}
	b := &op.Batch{}
	wire.New(wire.Config{}).Decode(b, 0, &f)
	if p := refusal(t, b, op.Ruling{}); p != nil || len(b.Ops) != 1 || b.Ops[0].Protocol != op.ProtoMAP {
		t.Errorf("payload protocol identifier 0: %x", p)
	}
	b = ss7Decoded(user)
	for _, edit := range []func(*op.Message){
		func(m *op.Message) { m.SrcPort = 0 },
		func(m *op.Message) { m.Src = addr("224.0.0.1") },
		func(m *op.Message) { m.Src = op.Addr{} },
	} {
		m := b.Messages[0]
		edit(&b.Messages[0])
		if p := refusal(t, b, op.Ruling{}); p != nil {
			t.Errorf("%x", p)
		}
		b.Messages[0] = m
	}
	for _, action := range []op.Action{op.ActPass, op.ActFlag, op.ActDrop} {
		if p := answer.New().Build(b, 0, op.Ruling{Action: action, Cause: 21}); p != nil {
			t.Errorf("%s: %x", action, p)
		}
	}
}

// Addresses of every form are turned around, and network appearances kept.
func TestWaysBack(t *testing.T) {
	for _, calling := range []string{
		"42 08", "43 0200 08", "13 0200 07 00 11 04 99 79 00 00 00 01", "92 07 00 11 04 99 79 00 00 00 01",
		"06 07 84 99 79 00 00 00 01", "0e 07 00 12 99 79 00 00 00 01", "12 07 00 11 84 99 79 00 00 00 f1", "52 07 00 72 04 00 01 01 10",
	} {
		b := ss7Decoded(m3uaOf("0200 0008 00000063 0006 0008 00000007", unit("09 80", 0, homeGT, calling, begin(tlv("6c", update)))))
		if p := refusal(t, b, op.Ruling{}); p == nil {
			t.Errorf("calling party %s is not answered: %v", calling, b.Messages[0].Faults.List())
		}
	}
}

// A segmented message is answered in an XUDT, and does not come back.
func TestSegmentedMessages(t *testing.T) {
	data := octets(begin(aarq, tlv("6c", update)))
	part := func(octets []byte, segmentation string) []byte {
		return m3uaData(withOptional(unit("11 81 0f", 1, homeGT, partnerGT, hex.EncodeToString(octets)), "10 04"+segmentation+"00"))
	}
	b := ss7Decoded(part(data[:40], "81 010203"), part(data[40:], "00 010203"))
	if len(b.Messages) != 1 || b.Ops[0].Faults.Any() {
		t.Fatalf("%d messages: %v", len(b.Messages), b.Ops[0].Faults.List())
	}
	want := m3uaData(unit("11 01 0f", 1, partnerGT, homeGT, tlv("67", dtidBack, "4a 01 02")))
	copy(want[20:], octets("00000001 00000002"))
	if p := refusal(t, b, op.Ruling{Cause: 0x4A02}); !bytes.Equal(p, want) {
		t.Errorf("%x, want %x", p, want)
	}
	if p := refusal(t, b, op.Ruling{Cause: 0x0A07}); p != nil {
		t.Errorf("a part comes back: %x", p)
	}
}

// withOptional puts an optional part behind an XUDT.
func withOptional(sccp, list string) string {
	p := octets(sccp)
	p[6] = byte(len(p) - 6)
	return hex.EncodeToString(append(p, octets(list)...))
}

// Every cause there is either refuses as its kind says, or is not sent.
func TestEveryCauseOfSS7(t *testing.T) {
	b := sent(begin(aarq, tlv("6c", update)))
	kinds := map[uint32]int{}
	for cause := uint32(1); cause < 1<<17; cause++ {
		p := refusal(t, b, op.Ruling{Cause: cause})
		if (p != nil) != rejection.RefusesSS7(cause) {
			t.Fatalf("cause %#x: %x", cause, p)
		}
		if p != nil {
			kinds[cause>>8]++
		}
	}
	if kinds[0] != 127 || kinds[0x4A] != 5 || kinds[0x80] != 3 || kinds[0x81] != 8 || kinds[0x0A] != 15 || len(kinds) != 5 {
		t.Errorf("%v", kinds)
	}
}

// corpus are messages to begin mutations with.
func corpus() [][]byte {
	data := begin(aarq, tlv("6c", update))
	return [][]byte{
		m3uaData(udt(data)), m3uaData(udt(begin(tlv("6c", update, invoke("02", "2d", argument))))), m3uaData(unit("11 80 05", 1, homeGT, partnerGT, data)),
		m3uaOf("0200 0008 00000063", udt(begin(aarq))), m3uaData(udt(tlv("65", otid, dtidBack, tlv("6c", update)))), back(tlv("67", dtidBack, "4a 01 02")),
		m3uaData(unit("09 81", 0, "43 0100 06", "43 0200 07", data)),
	}
}

// Judging and answering agree on messages of all sorts, and no answer is longer,
// wrong, or answered.
func TestMutatedMessagesSS7(t *testing.T) {
	r, all, answered := rand.New(rand.NewPCG(1, 2)), corpus(), 0
	causes := []uint32{0, 1, 21, 0x4A02, 0x4A04, 0x8002, 0x8101, 0x0A07, 0x0A01, 0x8203, 128}
	for range 20000 {
		p := bytes.Clone(all[r.IntN(len(all))])
		for range r.IntN(4) {
			switch at := r.IntN(len(p)); r.IntN(4) {
			case 0:
				p[at] ^= 1 << r.IntN(8)
			case 1:
				p[at] = byte(r.Uint32())
			case 2:
				p = append(p[:at], p[min(at+1+r.IntN(3), len(p)):]...)
			case 3:
				p = append(p[:at], append([]byte{byte(r.Uint32())}, p[at:]...)...)
			}
			if len(p) == 0 {
				p = []byte{1}
			}
		}
		answered += tried(t, p, causes[r.IntN(len(causes))], uint8(r.IntN(4)))
	}
	if answered < 2000 {
		t.Errorf("%d answers", answered)
	}
}

func tried(t testing.TB, p []byte, cause uint32, component uint8) (answers int) {
	b := ss7Decoded(p)
	if len(b.Messages) == 1 && refusal(t, b, op.Ruling{Cause: cause, Component: component}) != nil {
		return 1
	}
	return 0
}

func FuzzAnswerSS7(f *testing.F) {
	for _, p := range corpus() {
		f.Add(p, uint32(0), uint8(0))
		f.Add(p, uint32(0x0A07), uint8(1))
	}
	f.Fuzz(func(t *testing.T, p []byte, cause uint32, component uint8) {
		if len(p) <= 4000 {
			tried(t, p, cause, component)
		}
	})
}

// Refusing a flood does not allocate.
func TestRefusingSS7DoesNotAllocate(t *testing.T) {
	x := answer.New()
	var all []*op.Batch
	for _, p := range corpus() {
		all = append(all, ss7Decoded(p))
	}
	answers := 0
	if n := testing.AllocsPerRun(100, func() {
		answers = 0
		for _, b := range all {
			for _, cause := range []uint32{0, 21, 0x0A07} {
				if wire.CanReject(b, &b.Messages[0], cause) && x.Build(b, 0, reject(cause)) != nil {
					answers++
				}
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if answers < 10 {
		t.Errorf("%d answers", answers)
	}
}

func BenchmarkRefuseSS7(b *testing.B) {
	batch, x := ss7Decoded(corpus()[0]), answer.New()
	for _, v := range []struct {
		name  string
		cause uint32
	}{{"Reject", 0}, {"Abort", 0x4A02}, {"UDTS", 0x0A07}} {
		b.Run(v.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x.Build(batch, 0, reject(v.cause))
			}
		})
	}
}
