package firewall

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/report"
)

// gtpVectors returns the captures of the GTP vectors whose names match, and their
// configuration in observe mode.
func gtpVectors(t *testing.T, pattern string) (config string, captures []Capture) {
	t.Helper()
	dir := filepath.Join("..", "testvectors", "gtp")
	text, err := os.ReadFile(filepath.Join(dir, "config.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("no captures %s: %v", pattern, err)
	}
	for _, f := range files {
		captures = append(captures, CaptureFile(f))
	}
	return string(text) + "mode: observe\n", captures
}

// reported judges captures under a configuration and returns the report, with
// the number of operations whose messages did not pass.
func reported(t *testing.T, config string, captures []Capture) (r *Report, stopped uint64) {
	t.Helper()
	cfg, _, err := ParseConfig("config.yaml", []byte(config))
	if err != nil {
		t.Fatalf("%v in\n%s", err, config)
	}
	fw, err := New(context.Background(), cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer fw.Close()
	for _, w := range fw.Warnings() {
		t.Error(w)
	}
	r, _, err = fw.Report(context.Background(), captures, func(r *Record) {
		if r.Ruling != "pass" {
			stopped++
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return r, stopped
}

// Each suggested exception, written into the configuration, lifts the reason
// that it was suggested for.
func TestSuggestedExceptionsHold(t *testing.T) {
	config, captures := gtpVectors(t, "g*.pcap")
	before, stopped := reported(t, config, captures)
	if stopped != 0 || before.Blocks == 0 || before.Blocked != 0 {
		t.Fatalf("%d operations stopped, %d block", stopped, before.Blocks)
	}
	type row struct{ party, protocol, reason string }
	lifted := map[row]bool{}
	lines := "exceptions:\n"
	for _, p := range before.Parties {
		if p.Name != "partner-a" {
			continue
		}
		for i, x := range blocking(p) {
			if a := p.Advice[i]; a.Under == "exceptions" {
				lines += "  " + a.Line + "\n"
				lifted[row{p.Name, x.Protocol, x.Filter + ":" + x.Reason}] = true
			}
		}
	}
	if len(lifted) < 20 {
		t.Fatalf("only %d exceptions suggested", len(lifted))
	}
	after, _ := reported(t, config+lines, captures)
	for _, p := range after.Parties {
		for _, x := range blocking(p) {
			if lifted[row{p.Name, x.Protocol, x.Filter + ":" + x.Reason}] {
				t.Errorf("%s: %d operations still blocked by %s:%s in %s", p.Name, x.Operations, x.Filter, x.Reason, x.Protocol)
			}
		}
		if p.Name == "partner-a" && p.Excepted == 0 {
			t.Error("no operation passed by an exception")
		}
	}
}

// blocking returns the reasons of a party that block. Its advice begins with one
// for each, in the same order.
func blocking(p ReportParty) (list []ReportReason) {
	for _, x := range p.Reasons {
		if x.Effect == report.Block {
			list = append(list, x)
		}
	}
	return list
}

// What a report says that enforcing would block is what enforcing blocks, one
// operator after the other, and nothing of others.
func TestReportForetellsEnforcing(t *testing.T) {
	config, captures := gtpVectors(t, "g0[1-7]*.pcap")
	before, _ := reported(t, config, captures)
	for _, name := range []string{"partner-a", "partner-b", "partner-c"} {
		enforcing := strings.Replace(config, "name: "+name+"\n", "name: "+name+"\n    mode: enforce\n", 1)
		after, _ := reported(t, enforcing, captures)
		for i, p := range after.Parties {
			want := before.Parties[i]
			switch {
			case p.Name != want.Name || p.Operations != want.Operations || p.Blocks != want.Blocks:
				t.Errorf("enforcing %s changes the counts of %s: %d of %d", name, p.Name, p.Blocks, p.Operations)
			case p.Name != name && p.Blocked != 0:
				t.Errorf("enforcing %s blocks %d of %s", name, p.Blocked, p.Name)
			case p.Name == name && (p.Blocked != want.Blocks || p.Operations > 0 && p.State != ReportEnforced):
				t.Errorf("enforcing %s blocks %d and not %d, state %s", name, p.Blocked, want.Blocks, p.State)
			}
		}
	}
}

// A reason with an observing mode of its own is no part of what enforcing blocks.
func TestReportOfAnObservingFilter(t *testing.T) {
	config, captures := gtpVectors(t, "g05-imsi-not-ours.pcap")
	config = strings.Replace(config, `module: "builtin:spoofguard"`, `module: "builtin:spoofguard", mode: observe`, 1)
	r, _ := reported(t, config, captures)
	p := r.Parties[0]
	if p.Blocks != 0 || len(p.Reasons) == 0 || p.Reasons[0].Effect != report.Observe || p.State != ReportEarly {
		t.Errorf("%+v", p)
	}
	r, stopped := reported(t, strings.Replace(config, "mode: observe\n", "mode: enforce\n", 1), captures)
	if stopped != 0 || r.Blocks != 0 {
		t.Errorf("enforcing everything stops %d operations, the report says %d", stopped, r.Blocks)
	}
}

// The modes that a report shows are those that hold.
func TestReportModes(t *testing.T) {
	cfg, _, err := ParseConfig("config.yaml", []byte(`
version: 1
mode: observe
home: {addresses: ["192.0.2.0/24"]}
interconnects:
  - {name: ipx-1, addresses: ["198.51.100.0/24"]}
  - {name: ipx-2, addresses: ["203.0.113.0/24"], mode: enforce, modes: {gtpu: observe}}
operators:
  - {name: stated, via: [ipx-1], mode: enforce, modes: {gtpv1: observe}}
  - {name: theirs, via: [ipx-2]}
  - {name: between, via: [ipx-1, ipx-2]}
  - {name: nowhere}
`))
	if err != nil {
		t.Fatal(err)
	}
	g := &generation{config: cfg}
	for question, want := range map[string]string{
		"operator stated gtpv2": "enforce", "operator stated gtpv1": "observe",
		"operator theirs gtpv2": "enforce", "operator theirs gtpu": "observe",
		"operator between gtpv2": "mixed", "operator between gtpu": "observe",
		"operator nowhere gtpv2": "observe", "operator nobody gtpv2": "",
		"interconnect ipx-2 gtpv1": "enforce", "interconnect ipx-1 gtpv1": "observe", "interconnect ipx-9 gtpv1": "",
		"home home gtpv2": "observe", "unknown unknown ip": "observe",
	} {
		part := strings.Fields(question)
		if got := g.modeOf(part[0], part[1], part[2]); got != want {
			t.Errorf("%s: %q, not %q", question, got, want)
		}
	}
}
