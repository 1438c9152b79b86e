package evidence

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence/evidencetest"
)

func skipWindows(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs the file modes of unix")
	}
}

func openEvents(t testing.TB, c EventsConfig) *Events {
	t.Helper()
	e, err := OpenEvents(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	return e
}

// eventsIn validates a file and returns how many events it has of each kind.
func eventsIn(t testing.TB, path string) map[string]int {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	kinds, err := evidencetest.ValidateEvents(f)
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	return kinds
}

func waitFor(t testing.TB, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func exampleRecord() *Record {
	teid, sequence, cause, application := uint32(1), uint32(2), 16, 16777251
	return &Record{
		Frame: 12, Time: Time(time.Unix(1795328837, 378368000)), Link: "gp", Interconnect: "ipx-1", Operator: "partner-a",
		Direction: "in", Src: "198.51.100.7", Dst: "192.0.2.10", Protocol: "gtpv2", Operation: "CreateSessionRequest", Code: 32, Application: &application,
		Verdict: "block", Mode: "enforce", Ruling: "drop", Filter: "spoofguard", Reason: "imsi-not-theirs",
		Also: []Also{{Filter: "opgate", Reason: "x", Mode: "observe", Excepted: true}}, Faults: []string{"gtp-ie-unknown"},
		IMSI: NewTokens().of("001010000000001"), MSISDN: NewTokens().of("99902000001"), APN: "internet", TEID: &teid, Sequence: &sequence, Cause: &cause,
		Rollout: Rollout{Interconnect: "ipx-1", Operator: "partner-a"},
	}
}

// everyNote is one of each kind, full and empty.
func everyNote() []Note {
	const hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	actor, entry := Actor{UID: 1000, PID: 4711}, severed("ipx-1")
	entry.Sequence = 7
	return []Note{
		Started{Version: "0.3.0", PID: 4711, Config: "portcullis.yaml", ConfigHash: hash, ObserveAll: true,
			Links: []StartedLink{{"gp", "gtp", "closed", 2}, {"span", "tap", "", 1}}, Held: []HeldPeer{{KindOperator, "partner-a", "severed"}}, Warnings: []string{"w"}},
		Started{ConfigHash: hash},
		Drained{Why: "terminated"},
		Reloaded{OK: true, Actor: actor, ConfigHash: hash, Difference: []string{"- a", "+ b"}, Warnings: []string{"w"}},
		Reloaded{ConfigHash: hash, Error: "f.yaml:1:1: no"},
		LevelChanged{Entry: entry, InForce: true, Durable: true, Bundle: "state/evidence/7-ipx-1", Problems: []string{"p"}},
		LevelChanged{Entry: severed("ipx-1")},
		LevelChanged{Entry: Entry{Kind: KindAll, Before: AllEnforce, After: AllObserve, Reason: "is it us?"}},
		FilterFailed{Filter: "opgate", Failures: 3, Total: 5, Policy: "closed", Error: "fuel"},
		FilterFailed{Filter: "opgate", Policy: "open"},
		LinkProblem{Link: "gp", Problem: "eth0 is down", Over: true},
		Association{Link: "stp-a", State: "refused", Side: "outside", Interconnect: "ipx-1", Peer: []string{"198.51.100.7"}, Port: 2905, Why: "associations come up too often"},
		Association{Link: "stp-a", State: "up", Side: "outside"},
	}
}

// Every kind of event is what the schema says, with and without optional fields.
func TestEventsFitTheSchema(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events.jsonl")
	e := openEvents(t, EventsConfig{File: file, MaxSize: 1 << 20, Keep: 1})
	for _, n := range everyNote() {
		e.Note(n)
	}
	e.Record(exampleRecord())
	e.Record(&Record{Protocol: "ip", Link: "l", Direction: "transit", Verdict: "pass", Mode: "observe", Ruling: "pass", Also: []Also{}, Faults: []string{}, IMSI: "001010000000001", MSISDN: "999020000012345+"})
	e.lost.Add(4)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"start": 2, "drain": 1, "reload": 2, "level": 2, "observe-all": 1, "filter-failure": 2, "link-problem": 1, "association": 2, "record": 2, "lost": 1}
	if got := eventsIn(t, file); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the file has %v, not %v", got, want)
	}
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), `"event":"record","frame":12,"message":0,"component":0,"time":"2026-11-22T06:27:17.378368Z","link":"gp","interconnect":"ipx-1"`) ||
		!strings.Contains(string(text), `"count":4,"total":4}`) || strings.Contains(string(text), "null") {
		t.Errorf("%v:\n%s", err, text)
	}
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm()&^0o640 != 0 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// The schema refuses what is not an event, so that it is worth validating against.
func TestSchemaRefuses(t *testing.T) {
	const drain = `{"event":"drain","time":"2026-11-22T06:27:17.378368Z","why":"w"}`
	if _, err := evidencetest.ValidateEvents(strings.NewReader(drain + "\n")); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		drain, "\n", "{}\n", drain[:20] + "\n", drain + drain + "\n",
		strings.Replace(drain, "drain", "drian", 1) + "\n", strings.Replace(drain, `"why"`, `"because"`, 1) + "\n",
		strings.Replace(drain, "Z", "", 1) + "\n", strings.Replace(drain, ".378368", "", 1) + "\n", strings.Replace(drain, "-22T", "-32T", 1) + "\n",
		strings.Replace(drain, `"w"`, "7", 1) + "\n", strings.Replace(drain, `,"why":"w"`, "", 1) + "\n",
	} {
		if _, err := evidencetest.ValidateEvents(strings.NewReader(bad)); err == nil {
			t.Errorf("accepted: %q", bad)
		}
	}
}

// A lane that has no room neither waits nor allocates, and what it loses is said.
func TestEventsNeverWait(t *testing.T) {
	hold, held := make(chan bool), make(chan bool, 1)
	var once sync.Once
	file := filepath.Join(t.TempDir(), "events.jsonl")
	e := openEvents(t, EventsConfig{File: file, MaxSize: 64 << 20, Keep: 1, Also: func(*Record) { once.Do(func() { held <- true; <-hold }) }})
	r := exampleRecord()
	e.Record(r)
	<-held
	accepted := uint64(1)
	for ; e.Room(); accepted++ {
		e.Record(r)
	}
	if accepted != 1+recordQueue {
		t.Errorf("%d were accepted", accepted)
	}
	allocs := testing.AllocsPerRun(1000, func() {
		e.Room()
		e.Record(r)
	})
	if allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
	for range noteRoom + 1 { // notes have places of their own
		e.Note(Drained{Why: "w"})
	}
	lost := uint64(1 + 1001*2 + 1)
	if e.Lost() != lost {
		t.Errorf("%d lost, want %d", e.Lost(), lost)
	}
	close(hold)
	waitFor(t, "room", func() bool { return len(e.queue) == 0 })
	allocs = testing.AllocsPerRun(1000, func() { e.Room() })
	if allocs != 0 {
		t.Errorf("with room: %v allocations", allocs)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	if got := eventsIn(t, file); got["record"] != int(accepted) || got["drain"] != noteRoom || got["lost"] == 0 {
		t.Errorf("the file has %v", got)
	}
	e.Record(r) // after Close: lost, nothing worse
	e.Note(Drained{})
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// The file is moved aside by size, so many older ones are kept, and no line is
// missing or twice.
func TestEventsRotate(t *testing.T) {
	for _, keep := range []int{0, 1, 3} {
		file := filepath.Join(t.TempDir(), "events.jsonl")
		f := &rotatingFile{path: file, maxSize: 100, keep: keep}
		for n := range 50 {
			if err := f.write(fmt.Appendf(nil, "%029d\n", n)); err != nil { // three fit
				t.Fatal(err)
			}
		}
		if err := f.close(); err != nil {
			t.Fatal(err)
		}
		var text string
		for n := keep; n >= 0; n-- {
			part, err := os.ReadFile(f.older(n))
			if err != nil {
				t.Fatal(err)
			}
			text += string(part)
		}
		want := ""
		for n := 48 - 3*keep; n < 50; n++ {
			want += fmt.Sprintf("%029d\n", n)
		}
		if text != want {
			t.Errorf("keep %d: the files have\n%s", keep, text)
		}
		if _, err := os.Stat(f.older(keep + 1)); err == nil {
			t.Errorf("keep %d: one more is kept", keep)
		}
	}
}

// A line that the machine died in is cut off; a file that has no lines is not ours.
func TestEventsTornFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events.jsonl")
	for text, want := range map[string]string{"": "new\n", "a\nb": "a\nnew\n", "a\n": "a\nnew\n", "b": "new\n"} {
		if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
		f := &rotatingFile{path: file, maxSize: 1 << 20}
		if err := f.write([]byte("new\n")); err != nil {
			t.Fatal(err)
		}
		f.close()
		if got, _ := os.ReadFile(file); string(got) != want {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	if err := os.WriteFile(file, make([]byte, 100_000), 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenEvents(EventsConfig{File: file}); err == nil || !strings.Contains(err.Error(), "it is no file of events") {
		t.Errorf("a foreign file: %v", err)
	}
}

// Somebody else's tool moves the file, or removes it: events go on in a new one.
func TestEventsFollowTheirFile(t *testing.T) {
	skipWindows(t)
	file := filepath.Join(t.TempDir(), "events.jsonl")
	e := openEvents(t, EventsConfig{File: file, MaxSize: 1 << 20, Keep: 1})
	e.Note(Drained{Why: "first"})
	waitFor(t, "the first line", func() bool { info, err := os.Stat(file); return err == nil && info.Size() > 0 })
	if err := os.Rename(file, file+".moved"); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "a new file", func() bool { _, err := os.Stat(file); return err == nil })
	e.Note(Drained{Why: "second"})
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if a, b := eventsIn(t, file+".moved"), eventsIn(t, file); a["drain"] != 1 || b["drain"] != 1 {
		t.Errorf("%v, %v", a, b)
	}
}

// A file that cannot be moved aside grows on, and that is said.
func TestEventsStuckFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events.jsonl")
	for _, path := range []string{file + ".1", filepath.Join(file+".2", "not empty")} { // a file cannot replace a folder
		if err := os.MkdirAll(path, 0o750); err != nil {
			t.Fatal(err)
		}
	}
	e := openEvents(t, EventsConfig{File: file, MaxSize: 1, Keep: 1})
	e.Note(Drained{Why: "first"})
	waitFor(t, "the first line", func() bool { info, err := os.Stat(file); return err == nil && info.Size() > 0 })
	e.Note(Drained{Why: "second"})
	waitFor(t, "the problem", func() bool { return strings.Contains(e.Problem(), "cannot be moved aside") })
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	if got := eventsIn(t, file); got["drain"] != 2 {
		t.Errorf("the file has %v", got)
	}
}

func TestEventsNeedAFile(t *testing.T) {
	if _, err := OpenEvents(EventsConfig{File: t.TempDir()}); err == nil || !strings.HasPrefix(err.Error(), "events: ") {
		t.Error(err)
	}
}
