package main

import (
	"bytes"
	"encoding/json"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall"
)

// Every group is measured, in pairs, and spread is told. What the figures are is
// this machine's business.
func TestBench(t *testing.T) {
	if testing.Short() {
		t.Skip("takes several seconds")
	}
	var out bytes.Buffer
	c := command()
	c.SetArgs([]string{"bench", "--json"})
	c.SetOut(&out)
	if err := c.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	for line := range strings.Lines(out.String()) {
		var r firewall.BenchRow
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		rows[r.Group]++
		if r.Pairs != firewall.BenchPairs || r.Subject.Median <= 0 || r.Baseline.Median <= 0 ||
			r.Ratio.Min > r.Ratio.Median || r.Ratio.Max < r.Ratio.Median {
			t.Errorf("%s: %+v", r.Name, r)
		}
	}
	links := 3
	if runtime.GOOS == "linux" && os.Geteuid() == 0 {
		links = 6 // the transparent one as well
	}
	for group, least := range map[string]int{"decode": 9, "worst case": 3, "filter": 8, "lane": 2, "association": 6, "link": links} {
		if group == "link" && runtime.GOOS != "linux" {
			continue
		}
		if rows[group] < least {
			t.Errorf("%s: %d rows, want %d", group, rows[group], least)
		}
	}
}

func TestBenchRefusesFewPairs(t *testing.T) {
	c := command()
	c.SetArgs([]string{"bench", "--pairs", "14"})
	if err := c.ExecuteContext(t.Context()); err == nil || err.Error() != "at least 15 pairs are needed, not 14" {
		t.Errorf("got %v", err)
	}
}

// The table names each group once and keeps budgets beside their figures.
func TestBenchTable(t *testing.T) {
	var out bytes.Buffer
	p := benchPrinter{w: &out}
	r := firewall.BenchRow{Group: "decode", Name: "Echo", Unit: "message", Against: "a walk", Clock: "thread CPU"}
	r.Pairs, r.Subject.Median, r.Subject.Min, r.Subject.Max = 15, 151.4, 9.87, 200
	r.Budgets = []firewall.BenchBudget{{Of: "subject_ns", Most: 150}, {Of: "ratio", Most: 1.3, Met: true}}
	for _, group := range []string{"decode", "decode", "link"} {
		r.Group = group
		if err := p.row(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.flush(); err != nil {
		t.Fatal(err)
	}
	for want, times := range map[string]int{
		"decode: ns of thread CPU time, median [least, most] of 15 pairs": 1, "link: ": 1,
		"151 [9.9, 200]": 3, "subject <= 150 NOT MET, ratio <= 1.3 met": 3,
	} {
		if got := strings.Count(out.String(), want); got != times {
			t.Errorf("%q is there %d times, want %d\n%s", want, got, times, out.String())
		}
	}
}
