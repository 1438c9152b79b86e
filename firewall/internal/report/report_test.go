package report

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
)

var start = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// record is an operation of partner-a, seconds after the start, changed by the
// functions.
func record(seconds int, change ...func(*evidence.Record)) *evidence.Record {
	r := &evidence.Record{
		Time: evidence.Time(start.Add(time.Duration(seconds) * time.Second)), Src: "198.51.100.7", Dst: "192.0.2.10", Operator: "partner-a",
		Protocol: "gtpv2", Operation: "CreateSessionRequest", Verdict: "pass", Mode: "observe", Ruling: "pass",
		Also: []evidence.Also{}, Faults: []string{}, Rollout: evidence.Rollout{Operator: "partner-a", Interconnect: "ipx-1"},
	}
	for _, f := range change {
		f(r)
	}
	return r
}

func blocks(reason string) func(*evidence.Record) {
	return func(r *evidence.Record) {
		r.Verdict, r.Filter, r.Reason = "block", "spoofguard", reason
		r.Rollout.Filter, r.Rollout.Reason = r.Filter, r.Reason
	}
}

func from(src string) func(*evidence.Record) { return func(r *evidence.Record) { r.Src = src } }

func at(operator, interconnect string) func(*evidence.Record) {
	return func(r *evidence.Record) { r.Rollout.Operator, r.Rollout.Interconnect = operator, interconnect }
}

func enforced(r *evidence.Record) { r.Mode, r.Ruling = "enforce", "drop" }

// onlyObserved makes a block that of a reason with an observing mode of its own.
func onlyObserved(r *evidence.Record) { r.Rollout.Filter, r.Rollout.Reason = "", "" }

// add collects records.
func add(list ...*evidence.Record) *Collector {
	c := NewCollector()
	for _, r := range list {
		c.Add(r)
	}
	return c
}

// observing are settings under which nothing is enforced but what is listed, as
// "kind name protocol".
func observing(except ...string) Settings {
	mode := func(kind, name, protocol string) string {
		for _, e := range except {
			if e == kind+" "+name+" "+protocol {
				return "enforce"
			}
		}
		return "observe"
	}
	return Settings{[]string{"partner-a", "partner-b"}, mode, func(filter, reason string) string { return "what " + reason + " of " + filter + " means" }}
}

// party returns a party of a report.
func (r *Report) party(t *testing.T, kind, name string) *Party {
	t.Helper()
	for i := range r.Parties {
		if p := &r.Parties[i]; p.Kind == kind && p.Name == name {
			return p
		}
	}
	t.Fatalf("no %s %s in %+v", kind, name, r)
	return nil
}

func TestCounts(t *testing.T) {
	r := add(
		record(0), record(9, enforced), // the latter passed
		record(1, blocks("imsi-not-theirs")), record(5, blocks("imsi-not-theirs"), from("198.51.100.8")),
		record(2, blocks("imsi-not-theirs"), enforced),
		record(3, blocks("fteid-not-theirs"), onlyObserved),
		record(4, func(r *evidence.Record) { r.Verdict, r.Filter, r.Reason = "flag", "faults", "ber-long-form" }),
		record(6, func(r *evidence.Record) { r.Also = []evidence.Also{{Filter: "opgate", Reason: "x", Excepted: true}} }),
	).Report()
	p := r.party(t, Operator, "partner-a")
	if p.Operations != 8 || p.Blocks != 3 || p.Blocked != 1 || p.Flagged != 1 || p.Excepted != 1 || !p.First.Equal(start) || !p.Last.Equal(start.Add(9*time.Second)) {
		t.Errorf("%+v", p)
	}
	if r.Operations != 8 || r.Blocks != 3 || r.Blocked != 1 || r.Flagged != 1 || r.Uncounted != 0 || !r.First.Equal(p.First) || !r.Last.Equal(p.Last) {
		t.Errorf("%+v", r)
	}
	var rows []string
	for _, x := range p.Reasons {
		rows = append(rows, fmt.Sprint(x.Effect, " ", x.name(), " ", x.Operations, " from ", x.Sources, ", ", len(x.Examples), " examples, ", x.Last.Sub(x.First)))
	}
	want := []string{
		"block gtpv2 spoofguard:imsi-not-theirs 3 from 2, 2 examples, 4s",
		"observe gtpv2 spoofguard:fteid-not-theirs 1 from 1, 1 examples, 0s",
		"flag gtpv2 faults:ber-long-form 1 from 1, 1 examples, 0s",
	}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("rows\n%s\nnot\n%s", strings.Join(rows, "\n"), strings.Join(want, "\n"))
	}
	if c := p.Reasons[0].Common; c != (Common{Operator: "partner-a", Operation: "CreateSessionRequest"}) {
		t.Errorf("common to the first reason: %+v", c)
	}
}

// A party is whose mode decides, not who a message claims to come from.
func TestParties(t *testing.T) {
	r := add(
		record(0, at("home", "unknown")), record(0, at("unknown", "ipx-1")), record(0, at("unknown", "unknown")),
		record(0, at("partner-b", "ipx-2")), record(0, at("partner-b", "ipx-1"), blocks("x")),
	).Report()
	var got []string
	for _, p := range r.Parties {
		got = append(got, fmt.Sprint(p.Kind, " ", p.Name, " ", p.Operations))
	}
	want := []string{"operator partner-b 2", "home home 1", "interconnect ipx-1 1", "unknown unknown 1"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}

// Memory is bounded whatever the traffic, and what does not fit is counted.
func TestBounds(t *testing.T) {
	c := NewCollector()
	for i := range maxParties + 7 {
		c.Add(record(0, at(fmt.Sprint("operator-", i), "ipx-1")))
	}
	for i := range maxReasons + 5 {
		c.Add(record(0, at("operator-1", "ipx-1"), blocks(fmt.Sprint("reason-", i))))
	}
	r := c.Report()
	if len(r.Parties) != maxParties || len(r.Parties[0].Reasons) != maxReasons || r.Parties[0].Blocks != maxReasons+5 || r.Uncounted != 12 {
		t.Errorf("%d parties, %d reasons, %d uncounted", len(r.Parties), len(r.Parties[0].Reasons), r.Uncounted)
	}
	c = NewCollector()
	for i := range 1000 {
		c.Add(record(i, blocks("x"), from(fmt.Sprintf("198.51.100.%d", i%250))))
	}
	if x := c.Report().Parties[0].Reasons[0]; x.Sources != MaxSources || len(x.Examples) != maxExamples || x.Operations != 1000 {
		t.Errorf("%d sources, %d examples", x.Sources, len(x.Examples))
	}
}

// Examples differ from each other: a retransmission says nothing new.
func TestExamples(t *testing.T) {
	imsi := func(s string) func(*evidence.Record) { return func(r *evidence.Record) { r.IMSI = s } }
	x := add(record(0, blocks("x")), record(1, blocks("x")), record(2, blocks("x")), record(3, blocks("x"), imsi("t:1"))).Report().Parties[0].Reasons[0]
	if len(x.Examples) != 2 || x.Examples[1].IMSI != "t:1" {
		t.Errorf("%d examples", len(x.Examples))
	}
}

// The report is a value: it survives JSON, and later operations do not change it.
func TestReportIsAValue(t *testing.T) {
	c := add(record(0, blocks("x")), record(1))
	r := c.Report()
	r.Judge(observing(), start)
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	c.Add(record(2, blocks("x"), from("198.51.100.9")))
	c.Add(record(3, blocks("y")))
	if again, _ := json.Marshal(r); string(again) != string(text) {
		t.Error("it changed")
	}
	if doc := r.Parties[0].Reasons[0].Doc; doc != "what x of spoofguard means" {
		t.Errorf("the reason is explained by %q", doc)
	}
	var back Report
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if again, _ := json.Marshal(&back); string(again) != string(text) {
		t.Errorf("%s\nbecomes\n%s", text, again)
	}
	if strings.Contains(string(text), "null") {
		t.Errorf("lists are lists, also empty ones: %s", text)
	}
}

func TestConcurrentUse(t *testing.T) {
	c := NewCollector()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i := range 500 {
				c.Add(record(i, blocks(fmt.Sprint(i%7))))
			}
		})
		all.Go(func() {
			for range 50 {
				c.Report().Judge(observing(), start)
			}
		})
	}
	all.Wait()
	if n := c.Report().Operations; n != 2000 {
		t.Errorf("%d operations", n)
	}
}
