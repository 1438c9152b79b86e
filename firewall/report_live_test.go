package firewall

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/lane"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/replay"
	"github.com/seed-43cefff0/portcullis/firewall/internal/report"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// collecting is a sink that has room for a number of records.
type collecting struct {
	*report.Collector
	room int
}

func (c *collecting) Room() bool       { c.room--; return c.room >= 0 }
func (c *collecting) Record(r *Record) { c.Add(r) }

// liveReport judges captures as a running lane does, and returns the report.
func liveReport(t *testing.T, text string, captures []Capture, room int) *Report {
	t.Helper()
	cfg, _, err := ParseConfig("config.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	fw, err := New(context.Background(), cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer fw.Close()
	g, into := fw.now.Load(), &collecting{report.NewCollector(), room}
	p, err := g.pipeline(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Judge.Close()
	w := newWatch(g, p.Judge, evidence.Recorder{Link: "replay", Names: g.tables}, into)
	for _, c := range captures {
		w.recorder.Capture = c.Name
		l := lane.New(p)
		eachBatch(t, c, func(frames []op.Frame) { w.batch(l.Rule(frames)) })
		w.batch(l.Flush())
	}
	into.Take(w.passing)
	return g.report(into.Collector)
}

func eachBatch(t *testing.T, c Capture, rule func([]op.Frame)) {
	t.Helper()
	file, err := c.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	from, err := replay.OpenReader(c.Name, file)
	if err != nil {
		t.Fatal(err)
	}
	frames := make([]op.Frame, lane.MaxFrames)
	for {
		n, err := from.Read(frames)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		rule(frames[:n])
	}
}

// A running appliance reports what a replay of its traffic does, although it makes
// no records of what passes.
func TestLiveReportIsThatOfReplay(t *testing.T) {
	text, captures := gtpVectors(t, "*.pcap")
	want, _ := reported(t, text, captures)
	got := liveReport(t, text, captures, 1<<30)
	for i := range got.Parties { // exact to a second only
		if d := want.Parties[i].Last.Sub(got.Parties[i].Last); d < 0 || d > time.Second {
			t.Errorf("%s ends %v early", got.Parties[i].Name, d)
		}
		got.Parties[i].Last = want.Parties[i].Last
	}
	got.Last = want.Last
	if a, b := marshal(t, got), marshal(t, want); a != b {
		t.Errorf("live\n%s\nreplayed\n%s", a, b)
	}
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What is not recorded for want of room is counted as lost, and then nobody is
// called ready whose reasons are not all known.
func TestLostRecordsAreReported(t *testing.T) {
	text, captures := gtpVectors(t, "g05*.pcap")
	want, _ := reported(t, text, captures)
	got := liveReport(t, text, captures, 0)
	lost := uint64(0)
	for _, p := range got.Parties {
		lost += p.Lost
		if p.Lost > 0 && p.State != ReportReview {
			t.Errorf("%s is %s", p.Name, p.State)
		}
	}
	if got.Operations != want.Operations || got.Blocks != 0 || lost < want.Blocks {
		t.Errorf("%d operations and %d lost, not %d and at least %d", got.Operations, lost, want.Operations, want.Blocks)
	}
}
