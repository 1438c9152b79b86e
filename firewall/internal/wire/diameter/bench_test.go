package diameter

import (
	"encoding/binary"
	"testing"
	"time"

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

// attach is an Update-Location-Request of thirty AVPs, those in groups counted.
func attach() []pair {
	l := updateLocation()
	return append(l[:18:18], l[28:]...)
}

func benchmarks() map[string][]byte {
	return map[string][]byte{
		"UpdateLocationRequest":     message(requestFlags, 316, s6a, attach()...),
		"UpdateLocationRequestLong": message(requestFlags, 316, s6a, updateLocation()...),
		"WatchdogRequest":           message(op.DiameterRequest, 280, 0, text("Origin-Host", partnerHost), text("Origin-Realm", partnerRealm), u32("Origin-State-Id", 1)),
		"AuthenticationInformationRequest": message(requestFlags, 318, s6a, append(envelope(), avpOf("Visited-PLMN-Id", partnerPLMN),
			group("Requested-EUTRAN-Authentication-Info", u32("Number-Of-Requested-Vectors", 2), u32("Immediate-Response-Preferred", 0)))...),
	}
}

func BenchmarkDecode(b *testing.B) {
	for name, p := range benchmarks() {
		b.Run(name, func(b *testing.B) {
			batch := &op.Batch{}
			b.ReportAllocs()
			for b.Loop() {
				if len(batch.Ops) == 64 {
					batch.Reset()
				}
				batch.AddMessage().Payload = p
				Decode(batch, p)
			}
			b.ReportMetric(float64(len(p)), "octets")
			b.ReportMetric(float64(fastestOf(Decode, p))/float64(fastestOf(bareWalk, p)), "walks") // times what a bare walk costs
		})
	}
}

// fastestOf is the best time of many for 64 messages.
func fastestOf(decode func(*op.Batch, []byte), p []byte) time.Duration {
	batch := &op.Batch{}
	best := time.Hour
	for range 200 {
		batch.Reset()
		start := time.Now()
		for range 64 {
			batch.AddMessage().Payload = p
			decode(batch, p)
		}
		best = min(best, time.Since(start))
	}
	return best
}

func TestBenchmarkMessagesAreClean(t *testing.T) {
	for name, p := range benchmarks() {
		if _, o, _ := one(t, p); faults(o) != "" {
			t.Errorf("%s: %v", name, o.Faults.List())
		}
	}
	if _, _, c := one(t, benchmarks()["UpdateLocationRequestLong"]); c.AVPs.Count != 30 {
		t.Errorf("%d AVPs at top level", c.AVPs.Count)
	}
	n := 0
	Elements(benchmarks()["UpdateLocationRequest"], func(Element) bool { n++; return true })
	if n != 30 {
		t.Errorf("%d AVPs", n)
	}
}

// A command costs a few times what walking over its AVPs does, and no allocation.
// The bound leaves room for a busy machine.
func TestDecodeCostsAFewWalks(t *testing.T) {
	for name, p := range benchmarks() {
		if ratio := float64(fastestOf(Decode, p)) / float64(fastestOf(bareWalk, p)); ratio > 10 {
			t.Errorf("%s: %.1f times a bare walk", name, ratio)
		}
	}
}

// many repeats AVPs until a message has a number of octets.
func many(octets int, flags byte, code, application uint32, l ...pair) []byte {
	unit := encodeAll(l)
	p := message(flags, code, application)
	for len(p)+len(unit) <= octets {
		p = append(p, unit...)
	}
	p[1], p[2], p[3] = byte(len(p)>>16), byte(len(p)>>8), byte(len(p))
	return p
}

// nested puts groups into each other until a message has a number of octets.
func nested(octets int, name string) []byte {
	p := message(requestFlags, 316, s6a)
	c, _ := code(name)
	for len(p)+12 <= octets {
		n := octets&^3 - len(p)
		p = append(p, byte(c>>24), byte(c>>16), byte(c>>8), byte(c), flagVendor|flagMandatory, byte(n>>16), byte(n>>8), byte(n), 0, 0, 0x28, 0xAF)
	}
	p = append(p, make([]byte, octets&^3-len(p))...)
	p[1], p[2], p[3] = byte(len(p)>>16), byte(len(p)>>8), byte(len(p))
	return p
}

// hostile are the messages of a given size that cost most.
func hostile(octets int) map[string][]byte {
	m := map[string][]byte{
		"nested groups": nested(octets, "Subscription-Data"),
	}
	for what, l := range map[string][]pair{
		"empty unknown":       {{code: 60000, flags: flagMandatory}},
		"empty known":         {avpOf("Class", nil)},
		"empty groups":        {group("Supported-Features")},
		"wrong sizes":         {avpOf("RAT-Type", nil)},
		"session ids":         {text("Session-Id", "a")},
		"routes":              {text("Route-Record", "a")},
		"names":               {text("Origin-Host", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t")},
		"user names":          {text("User-Name", "0010112345678901")},
		"user ids":            {text("User-Id", "00101")},
		"lookalikes":          {{code: 264, vendor: 77, flags: flagVendor, data: nil}},
		"groups of one":       {group("Supported-Features", avpOf("Class", nil))},
		"groups of two":       {group("Proxy-Info", group("Proxy-Info"))},
		"eight levels":        {group("Subscription-Data", group("APN-Configuration-Profile", group("APN-Configuration", group("EPS-Subscribed-QoS-Profile", group("Allocation-Retention-Priority", group("AMBR", group("AMBR", group("AMBR"))))))))},
		"padding":             {{code: 25, flags: 0xFF, data: []byte{1}, length: 9}},
		"foreign vendors":     {{code: 1, vendor: 13019, flags: flagVendor}},
		"unknown of the 3GPP": {{code: 1405, flags: flagMandatory}},
		"bad addresses":       {avpOf("Host-IP-Address", nil)},
		"one long string":     {text("Error-Message", string(make([]byte, octets-40)))},
		"one long name":       {text("Origin-Host", "x"+string(make([]byte, octets-40)))},
	} {
		m[what] = many(octets, requestFlags, 316, s6a, l...)
	}
	return m
}

func BenchmarkHostile(b *testing.B) {
	for what, p := range hostile(1500) {
		b.Run(what, func(b *testing.B) {
			batch := &op.Batch{}
			b.ReportAllocs()
			for b.Loop() {
				batch.Reset()
				batch.AddMessage().Payload = p
				Decode(batch, p)
			}
		})
	}
}
