package diameter

import (
	"encoding/binary"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// bareWalk is the yardstick: it reads the header and indexes the AVPs of the top
// level, as anybody has to who looks at a command at all, and judges nothing.
func bareWalk(b *op.Batch, p []byte) {
	o := b.AddOp(op.ProtoDiameter)
	c := b.AddDiameter(o)
	o.Code, o.Application = binary.BigEndian.Uint32(p[4:])&0xFFFFFF, binary.BigEndian.Uint32(p[8:])
	first := len(b.AVPs)
	for at := headerLength; len(p)-at >= 8; {
		n := int(binary.BigEndian.Uint32(p[at+4:]) & 0xFFFFFF)
		if n < 8 || n > len(p)-at {
			break
		}
		a := op.AVP{Code: binary.BigEndian.Uint32(p[at:]), Flags: p[at+4], Offset: uint16(at + 8), Length: uint16(n - 8)}
		if a.Flags&flagVendor != 0 && n >= 12 {
			a.Vendor, a.Offset, a.Length = binary.BigEndian.Uint32(p[at+8:]), a.Offset+4, a.Length-4
		}
		b.AVPs = append(b.AVPs, a)
		at += (n + 3) &^ 3
	}
	c.AVPs = op.Range{First: uint16(first), Count: uint16(len(b.AVPs) - first)}
}

func benchmarks() map[string][]byte {
	return map[string][]byte{
		"UpdateLocationRequest": message(requestFlags, 316, s6a, updateLocation()...),
		"WatchdogRequest":       message(op.DiameterRequest, 280, 0, text("Origin-Host", partnerHost), text("Origin-Realm", partnerRealm), u32("Origin-State-Id", 1)),
		"AuthenticationInformationRequest": message(requestFlags, 318, s6a, append(envelope(), avpOf("Visited-PLMN-Id", partnerPLMN),
			group("Requested-EUTRAN-Authentication-Info", u32("Number-Of-Requested-Vectors", 2), u32("Immediate-Response-Preferred", 0)))...),
	}
}

func BenchmarkDecode(b *testing.B) {
	for name, p := range benchmarks() {
		for _, f := range []struct {
			name   string
			decode func(*op.Batch, []byte)
		}{{"full", Decode}, {"bareWalk", bareWalk}} {
			b.Run(name+"/"+f.name, func(b *testing.B) {
				batch := &op.Batch{}
				b.ReportAllocs()
				for b.Loop() {
					if len(batch.Ops) == 64 {
						batch.Reset()
					}
					m := batch.AddMessage()
					m.Payload = p
					f.decode(batch, p)
				}
				b.ReportMetric(float64(len(p)), "octets")
			})
		}
	}
}

func TestBenchmarkMessagesAreClean(t *testing.T) {
	for name, p := range benchmarks() {
		if _, o, _ := one(t, p); faults(o) != "" {
			t.Errorf("%s: %v", name, o.Faults.List())
		}
	}
	if _, _, c := one(t, benchmarks()["UpdateLocationRequest"]); c.AVPs.Count != 30 {
		t.Errorf("%d AVPs", c.AVPs.Count)
	}
}
