package answer_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/answer"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func resultCode(hex string) string { return avp(268, hex) }

func experimental(vendor, code string) string { return avp(297, avp(266, vendor)+avp(298, code)) }

// Every form of answer, octet by octet.
func TestAnswersOfDiameter(t *testing.T) {
	const reallyLong = `"00101012345678X`
	for _, c := range []struct {
		about   string
		request []byte
		cause   uint32
		flags   int
		want    []string
	}{
		{"default", ulr(), 0, 0x40, []string{session, resultCode("00001394"), answersHSS, answersRealm, vsai, noState}},
		{"DIAMETER_AUTHORIZATION_REJECTED", ulr(), 5003, 0x40, []string{session, resultCode("0000138B"), answersHSS, answersRealm, vsai, noState}},
		{"DIAMETER_ERROR_ROAMING_NOT_ALLOWED", ulr(), 10415<<16 | 5004, 0x40,
			[]string{session, experimental("000028AF", "0000138C"), answersHSS, answersRealm, vsai, noState}},
		{"a transient failure", ulr(), 10415<<16 | 4181, 0x40, []string{session, experimental("000028AF", "00001055"), answersHSS, answersRealm, vsai, noState}},
		{"DIAMETER_UNABLE_TO_DELIVER, a protocol error", ulr(), 3002, 0x60, []string{session, resultCode("00000BBA"), answersHSS, answersRealm}},
		{"through proxies, in their order", ulr(proxy1, proxy2), 5012, 0x40,
			[]string{session, resultCode("00001394"), answersHSS, answersRealm, vsai, noState, proxy1, proxy2}},
		{"a protocol error through proxies", ulr(proxy2, proxy1), 3003, 0x60, []string{session, resultCode("00000BBB"), answersHSS, answersRealm, proxy2, proxy1}},
		{"no host asked", diameterMessage(0xC0, 316, s6a, session, noState, originMME, originRealm, askedRealm, imsi, rat, ulrFlags, visited), 5012, 0x40,
			[]string{session, resultCode("00001394"), avp(264, `"epc.mnc001.mcc001.3gppnetwork.org`), answersRealm, noState}},
		{"a session in the wrong place", diameterMessage(0xC0, 316, s6a, noState, originMME, originRealm, askedHSS, askedRealm, imsi, rat, ulrFlags, visited, session), 5012, 0x40,
			[]string{session, resultCode("00001394"), answersHSS, answersRealm, noState}},
		{"two sessions", ulr(avp(263, `"mme2;3;4`)), 5012, 0x40, []string{session, resultCode("00001394"), answersHSS, answersRealm, vsai, noState}},
		{"a state that is none", diameterMessage(0xC0, 316, s6a, session, avp(277, "0001"), originMME, originRealm, askedHSS, askedRealm, imsi, rat, ulrFlags, visited), 5012, 0x40,
			[]string{session, resultCode("00001394"), answersHSS, answersRealm}},
		{"an IMSI that is none, which is shown", diameterMessage(0xC0, 316, s6a, session, vsai, noState, originMME, originRealm, askedHSS, askedRealm, avp(1, reallyLong), rat, ulrFlags, visited), 5004, 0x40,
			[]string{session, resultCode("0000138C"), answersHSS, answersRealm, vsai, noState, avp(279, avp(1, reallyLong))}},
		{"a retransmission, not by proxies", diameterMessage(0x90, 316, s6a, session, noState, originMME, originRealm, askedHSS, askedRealm, imsi, rat, ulrFlags, visited), 5012, 0x00,
			[]string{session, resultCode("00001394"), answersHSS, answersRealm, noState}},
		{"without a session", diameterMessage(0xC0, 316, s6a, noState, originMME, originRealm, askedHSS, askedRealm, imsi, rat, ulrFlags, visited), 3001, 0x60,
			[]string{resultCode("00000BB9"), answersHSS, answersRealm}},
	} {
		p := commandAnswered(t, answer.New(), commandOf(c.request), c.cause)
		if want := diameterMessage(c.flags, 316, s6a, c.want...); !bytes.Equal(p, want) {
			t.Errorf("%s:\n%x, want\n%x", c.about, p, want)
		}
	}
}

// present_as: answers come from who the firewall says it is, or from whom was asked.
func TestIdentityOfAnswers(t *testing.T) {
	x := answer.New()
	x.Identity = answer.Identity{Host: "fw.epc.mnc001.mcc001.3gppnetwork.org", Realm: "epc.mnc001.mcc001.3gppnetwork.org"}
	want := diameterMessage(0x40, 316, s6a, session, resultCode("00001394"), avp(264, `"fw.epc.mnc001.mcc001.3gppnetwork.org`), answersRealm, vsai, noState)
	if p := commandAnswered(t, x, commandOf(ulr()), 0); !bytes.Equal(p, want) {
		t.Errorf("%x, want\n%x", p, want)
	}
	x.Identity = answer.Identity{Host: strings.Repeat("h", 255), Realm: strings.Repeat("r", 255)}
	proxies := make([]string, 0, 64)
	for range 60 {
		proxies = append(proxies, proxy1)
	}
	if p := commandAnswered(t, x, commandOf(ulr(proxies...)), 0); len(p) < 3000 {
		t.Errorf("%d octets", len(p))
	}
}

// A Capabilities-Exchange is refused by a link with a name of its own, in the form
// of error messages whatever the cause (RFC 6733 clauses 5.3, 7.2).
func TestCapabilitiesAreRefused(t *testing.T) {
	x := answer.New()
	x.Identity = answer.Identity{Host: "hss.epc.mnc001.mcc001.3gppnetwork.org", Realm: "epc.mnc001.mcc001.3gppnetwork.org"}
	ours := []string{avp(264, `"hss.epc.mnc001.mcc001.3gppnetwork.org`), answersRealm}
	for about, c := range map[string]struct {
		flags int
		more  []string
		cause uint32
		want  string
	}{
		"an unknown peer":         {0x80, nil, 3010, "00000BC2"},
		"that says whom it asks":  {0x80, []string{askedRealm}, 3010, "00000BC2"},
		"relayed":                 {0xC0, []string{avp(282, `"dra1`)}, 3010, "00000BC2"},
		"no application together": {0x80, nil, 5010, "00001392"},
		"the default":             {0x80, nil, 0, "00001394"},
	} {
		request := diameterMessage(c.flags, 257, 0, append([]string{originMME, originRealm, avp(257, "0001C6336407"), avp(266, "000028AF"), avp(269, `"agent`)}, c.more...)...)
		want := diameterMessage(c.flags&0x40|0x20, 257, 0, append([]string{resultCode(c.want)}, ours...)...)
		if p := commandAnswered(t, x, commandOf(request), c.cause); !bytes.Equal(p, want) {
			t.Errorf("%s:\n%x, want\n%x", about, p, want)
		}
		if p := commandAnswered(t, answer.New(), commandOf(request), c.cause); p != nil {
			t.Errorf("%s: %x in nobody's name", about, p)
		}
	}
}

// What is not answered, each the least edit of a command that is.
func TestNeverAnsweredDiameter(t *testing.T) {
	good := ulr()
	if commandAnswered(t, answer.New(), commandOf(good), 0) == nil {
		t.Fatal("not answered")
	}
	many := make([]string, 0, 100)
	for range 100 {
		many = append(many, proxy1)
	}
	wrong := make([]string, 0, 8)
	for range 8 {
		wrong = append(wrong, avp(1, `"x`))
	}
	for about, p := range map[string][]byte{
		"an answer":                       edited(good, 4, 0x40),
		"an answer with E":                edited(good, 4, 0x60),
		"Capabilities-Exchange, no name":  diameterMessage(0x80, 257, 0, originMME, originRealm, askedRealm),
		"Device-Watchdog":                 diameterMessage(0x80, 280, 0, originMME, originRealm, askedRealm),
		"Disconnect-Peer":                 diameterMessage(0x80, 282, 0, originMME, originRealm, askedRealm),
		"nobody asked":                    diameterMessage(0xC0, 316, s6a, session, noState, originMME, originRealm, imsi),
		"a realm that is no name":         diameterMessage(0xC0, 316, s6a, session, originMME, originRealm, avp(283, "")),
		"another version":                 edited(good, 0, 2),
		"a length beyond the octets":      edited(good, 2, 0x7F),
		"a length of a header":            edited(good, 2, 0, 3, 20),
		"a length that is no multiple":    edited(good, 3, int(good[3])|1),
		"octets behind it":                append(bytes.Clone(good), 0, 0, 0, 0),
		"a header cut off":                good[:16],
		"an answer that would be a page":  ulr(many...),
		"more wrong than faults are kept": ulr(wrong...),
	} {
		for _, cause := range []uint32{0, 3001, 5012, 10415<<16 | 5004} {
			if a := commandAnswered(t, answer.New(), commandOf(p), cause); a != nil {
				t.Errorf("%s: %x", about, a)
			}
		}
	}
}

// Only a cause that refuses is sent: protocol errors, transient and permanent
// failures (RFC 6733 clause 7.1).
func TestCausesOfDiameter(t *testing.T) {
	b, x := commandOf(ulr()), answer.New()
	for cause := uint32(1); cause < 1<<16; cause++ {
		want := cause >= 3001 && cause < 6000
		if got := commandAnswered(t, x, b, cause) != nil; got != want || wire.Refuses(op.ProtoDiameter, cause) != want {
			t.Fatalf("cause %d: answered %v, refuses %v", cause, got, wire.Refuses(op.ProtoDiameter, cause))
		}
		if cause > 7000 {
			cause += 997
		}
	}
	for cause, want := range map[uint32]bool{
		10415<<16 | 2001: false, 10415<<16 | 3999: false, 10415<<16 | 4000: true, 10415<<16 | 5999: true, 10415<<16 | 6000: false, 65535<<16 | 5001: true,
	} {
		if got := commandAnswered(t, x, b, cause) != nil; got != want {
			t.Errorf("cause %d of vendor %d: %v", cause&0xFFFF, cause>>16, got)
		}
	}
}

// Refusing a flood of commands allocates nothing beyond the first answer.
func TestDiameterAnswersDoNotAllocate(t *testing.T) {
	x, batches := answer.New(), []*op.Batch{commandOf(ulr()), commandOf(ulr(proxy1, proxy2)), commandOf(edited(ulr(), 4, 0x40))}
	x.Build(batches[0], 0, reject(0))
	answers := 0
	if n := testing.AllocsPerRun(100, func() {
		for _, b := range batches {
			for _, cause := range []uint32{0, 3002, 10415<<16 | 5004} {
				if x.Build(b, 0, reject(cause)) != nil {
					answers++
				}
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if answers != 101*6 {
		t.Errorf("%d answers", answers)
	}
}

// BenchmarkBuildDiameter prints what an answer costs, and how many times that of
// copying its command.
func BenchmarkBuildDiameter(b *testing.B) {
	x, batch := answer.New(), commandOf(ulr(proxy1, proxy2))
	b.ReportAllocs()
	for b.Loop() {
		x.Build(batch, 0, reject(10415<<16|5004))
	}
}

// FuzzDiameterAnswers changes octets of requests: what judging is told is what
// happens, the length is that which was said, and no answer is malformed.
func FuzzDiameterAnswers(f *testing.F) {
	for _, p := range [][]byte{ulr(), ulr(proxy1, proxy2), ulr(avp(263, `"again`)), diameterMessage(0xC0, 272, 4, session, originMME, originRealm, askedRealm), diameterMessage(0x80, 257, 0, originMME, originRealm)} {
		f.Add(p, uint32(0))
		f.Add(p, uint32(3002))
		f.Add(p, uint32(5009))
		f.Add(p, uint32(10415<<16|5004))
	}
	named := answer.Identity{Host: "fw.epc.mnc001.mcc001.3gppnetwork.org", Realm: "epc.mnc001.mcc001.3gppnetwork.org"}
	f.Fuzz(func(t *testing.T, p []byte, cause uint32) {
		b := commandOf(p)
		if len(b.Messages) != 1 || len(b.Ops) != 1 {
			t.Skip("no command")
		}
		commandAnswered(t, answer.New(), b, cause)
		x := answer.New()
		x.Identity = named
		commandAnswered(t, x, b, cause)
	})
}
