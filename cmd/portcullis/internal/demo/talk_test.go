package demo

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall"
	"github.com/seed-43cefff0/portcullis/testvectors"
)

// unguarded are the lines of a family that lead to home directly, where the
// firewall's would be.
func unguarded(t *testing.T, f family) *talk {
	t.Helper()
	p, err := newPlan()
	if err != nil {
		t.Skipf("needs local addresses: %v", err)
	}
	x, _ := newTalk(p.families[slices.IndexFunc(p.families, func(o family) bool { return o.name == f.name })], rulable(t, f.name))
	if x.home, err = newHome(&x.family); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.close)
	x.family.outside = x.family.home
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := x.connect(ctx, p.signalPartner, p.signalRogue); err != nil {
		t.Fatal(err)
	}
	return x
}

// Without a firewall everything arrives: what has to say that no attack does is able
// to say that all do, and what is honest needs no firewall to be answered.
func TestAllThatIsSaidArrivesWithoutFirewall(t *testing.T) {
	for _, f := range []family{ss7, diameter} {
		t.Run(f.name, func(t *testing.T) {
			x := unguarded(t, f)
			if err := x.run(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			if err := x.measure(t.Context(), 0); err != nil {
				t.Fatal(err)
			}
			attacks := x.attacks()
			for _, a := range attacks {
				if a.Launched == 0 || a.Reached != a.Launched || len(a.By) > 0 {
					t.Errorf("%s: launched %d, reached %d, by %s", a.Vector, a.Launched, a.Reached, a.By)
				}
			}
			for _, p := range x.rows(attacks) {
				if p.HonestTotal == 0 || p.HonestPassed != p.HonestTotal || p.ThroughP50 == 0 || p.DirectP50 == 0 || p.Operations == 0 {
					t.Errorf("%+v", p)
				}
			}
			for _, text := range x.firstFailures() {
				t.Error(text)
			}
			if c := x.counts(); c.Home == 0 || c.Partners == 0 || c.Firewall != 0 || c.Answered == 0 {
				t.Errorf("%+v", c)
			}
		})
	}
}

// arrivals is what arrives of a speech when nothing is lost.
func arrivals(speech []utterance, fromHome bool) (list []arrival) {
	for _, u := range speech {
		if u.fromHome == fromHome {
			list = append(list, arrival{UserMessage: u.UserMessage})
		}
	}
	return list
}

// One message that is missing, changed, out of order, or nobody's, and it is noticed.
func TestTalkNoticesOneMistake(t *testing.T) {
	drop := func(l []arrival) []arrival { return l[1:] }
	for name, c := range map[string]struct {
		vector string
		spoil  func([]arrival) []arrival
		want   string
	}{
		"nothing":         {"ul", func(l []arrival) []arrival { return l }, ""},
		"lost":            {"ul", drop, "map, ul, frame 1: did not arrive"},
		"a lost segment":  {"segments", drop, "segments, frame 1: a part of a message did not arrive"},
		"twice":           {"ul", func(l []arrival) []arrival { return append(l, l[0]) }, "home has got 1 messages that nobody sent"},
		"out of order":    {"ul", func(l []arrival) []arrival { return []arrival{l[1], l[0]} }, "map, ul, frame 2: did not arrive"},
		"on another line": {"ul", func(l []arrival) []arrival { l[0].Stream++; return l }, "map, ul, frame 1: did not arrive"},
		"relabelled":      {"ul", func(l []arrival) []arrival { l[0].PPID++; return l }, "map, ul, frame 1: did not arrive"},
		"an attack":       {"s01-locate", func(l []arrival) []arrival { return l[:1] }, "1 got through"},
	} {
		t.Run(name, func(t *testing.T) {
			x, _ := newTalk(ss7, rulable(t, "ss7"))
			x.lines = make([]*line, honestLines+1)
			i := slices.IndexFunc(x.captures, func(v testvectors.Capture) bool { return v.Name == c.vector })
			speech := x.speeches[i]
			x.judge(&line{}, i, arrivals(speech, true), c.spoil(arrivals(speech, false)), nil)
			r := &Report{Attacks: x.attacks(), Failures: x.firstFailures()}
			r.Attacks = slices.DeleteFunc(r.Attacks, func(a Attack) bool { return a.Launched == 0 })
			if got := strings.Join(r.Missed(), "\n"); !strings.Contains(got, c.want) || c.want == "" && got != "" {
				t.Errorf("%q, without %q", got, c.want)
			}
		})
	}
}

// An answer of home's that does not arrive is a failure; one that home did not give is
// the firewall's.
func TestTalkCountsAnswers(t *testing.T) {
	x, _ := newTalk(diameter, rulable(t, "diameter"))
	x.lines = make([]*line, honestLines+1)
	i := slices.IndexFunc(x.captures, func(v testvectors.Capture) bool { return v.Name == "ulr" })
	speech := x.speeches[i]
	answer := utterance{UserMessage: firewall.UserMessage{Data: hssAnswer(speech[0].Data), PPID: 46, Stream: speech[0].Stream}, fromHome: true}
	near, far := arrivals(speech, true), arrivals(speech, false)
	both := append(slices.Clone(near), arrivals([]utterance{answer}, true)...)
	x.judge(&line{}, i, both, far, []utterance{answer})
	if len(x.failures) > 0 || x.answered != 1 || x.stray != 0 {
		t.Errorf("%q, %d answered, %d strays", x.failures, x.answered, x.stray)
	}
	x.judge(&line{}, i, near, far, []utterance{answer})
	if len(x.failures) != 1 || !strings.Contains(x.failures[0], "an answer of home's did not arrive") {
		t.Errorf("%q", x.failures)
	}
	x.judge(&line{}, i, both, far, nil)
	if len(x.failures) != 1 || x.stray != 1 {
		t.Errorf("%q, %d strays", x.failures, x.stray)
	}
}

// What is said is shared out: each vector that can be judged is in one table only.
func TestVectorsAreCountedOnce(t *testing.T) {
	for _, f := range []family{ss7, diameter} {
		all := rulable(t, f.name)
		x, rest := newTalk(f, all)
		seen := map[string]int{}
		for _, c := range append(rest, x.captures...) {
			seen[c.Name]++
		}
		if len(seen) != len(all) || len(x.captures) < len(all)*3/4 {
			t.Errorf("%s: %d of %d, %d of them said", f.name, len(seen), len(all), len(x.captures))
		}
		for name, n := range seen {
			if n != 1 {
				t.Errorf("%s is there %d times", name, n)
			}
		}
	}
}

// Heartbeats are told from everything that vectors say, those of vectors included.
func TestHeartbeats(t *testing.T) {
	for _, f := range []family{ss7, diameter} {
		for _, isHome := range []bool{false, true} {
			if n, kind := f.beats.read(f.beats.ask(0x02000007, isHome)); n != 0x02000007 || kind != asks {
				t.Errorf("%s: asked %#x, %d", f.name, n, kind)
			}
			if n, kind := f.beats.read(f.beats.answer(0x02000007, isHome)); n != 0x02000007 || kind != replies {
				t.Errorf("%s: answered %#x, %d", f.name, n, kind)
			}
		}
		x, _ := newTalk(f, rulable(t, f.name))
		for i, speech := range x.speeches {
			for _, u := range speech {
				for n := range min(len(u.Data), 64) {
					if _, kind := f.beats.read(u.Data[:n]); kind != noBeat {
						t.Errorf("%s is taken for a heartbeat", x.captures[i].Name)
					}
				}
			}
		}
	}
}

// The HSS answers requests only, and whatever a command claims to hold.
func TestHSSAnswers(t *testing.T) {
	x, _ := newTalk(diameter, rulable(t, "diameter"))
	answered := 0
	for _, speech := range x.speeches {
		for _, u := range speech {
			for n := range min(len(u.Data), 256) {
				hssAnswer(u.Data[:n]) // does not read what is not there
			}
			switch a := hssAnswer(u.Data); {
			case a == nil:
			case hssAnswer(a) != nil:
				t.Error("it answers an answer")
			case len(a)%4 != 0 || string(a[12:20]) != string(u.Data[12:20]):
				t.Errorf("% x is answered with % x", u.Data[:20], a[:20])
			default:
				answered++
			}
		}
	}
	if answered < 100 {
		t.Errorf("%d requests are answered", answered)
	}
}

// The HLR answers dialogues that begin, and whatever a message claims to hold.
func TestHLRAnswers(t *testing.T) {
	x, _ := newTalk(ss7, rulable(t, "ss7"))
	answered := 0
	for i, speech := range x.speeches {
		for _, u := range speech {
			for n := range min(len(u.Data), 256) {
				hlrAnswer(u.Data[:n]) // does not read what is not there
			}
			a := hlrAnswer(u.Data)
			if a == nil {
				continue
			}
			answered++
			label, _, sccp, ok := readData(a)
			was, _, _, _ := readData(u.Data)
			if !ok || len(a)%4 != 0 || string(label[:4]) != string(was[4:8]) || string(label[4:]) != string(was[:4])+string(was[8:]) {
				t.Fatalf("%s: % x", x.captures[i].Name, a)
			}
			_, own, end, ok := readUDT(sccp)
			if _, rest, isEnd := element(end, tagEnd); !ok || !isEnd || len(rest) > 0 || string(own) != string(hlrAddress(own)) {
				t.Errorf("%s: % x", x.captures[i].Name, sccp)
			}
			if hlrAnswer(a) != nil {
				t.Errorf("%s: it answers an answer", x.captures[i].Name)
			}
		}
	}
	if answered < 100 {
		t.Errorf("%d dialogues are answered", answered)
	}
}
