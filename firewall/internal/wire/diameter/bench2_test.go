package diameter

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

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
