package testvectors_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// world is a configuration and the folders of vectors that use it.
type world struct {
	name, config string
	sets         []string
	filters      []string // YAML of each filter, without its reasons
}

var worlds = []*world{
	{"gtp", "gtp/config.yaml", []string{"gtp", "independent/scapy", "independent/gogtp/vectors"}, []string{
		`name: opgate, module: "builtin:opgate"`, `name: spoofguard, module: "builtin:spoofguard"`, `name: echoguard, module: "builtin:echoguard"`}},
	{"ss7", "ss7/config.yaml", []string{"ss7", "independent/ss7"}, []string{
		`name: opgate, module: "builtin:opgate"`, `name: spoofguard, module: "builtin:spoofguard"`, `name: homecheck, module: "builtin:homecheck", config: {premium_prefixes: ["882"], country_codes: ["999"]}`,
		`name: smsguard, module: "builtin:smsguard", config: {ussd_transfer_services: ["*140*"]}`}},
	{"diameter", "diameter/config.yaml", []string{"diameter", "independent/diameter"}, []string{
		`name: opgate, module: "builtin:opgate"`, `name: spoofguard, module: "builtin:spoofguard"`, `name: homecheck, module: "builtin:homecheck"`}},
}

// The worlds of tests that are about one of them alone.
var gtpWorld, ss7World, diameterWorld = worlds[0], worlds[1], worlds[2]

// loaded is a vector with its capture.
type loaded struct {
	*vector.Vector
	folder string
	pcap   []byte
}

// id names the vector in tests and, as its capture, in records.
func (l *loaded) id() string { return l.folder + "/" + l.Name }

func load(t testing.TB) []*loaded { return gtpWorld.load(t) }

func (w *world) load(t testing.TB) []*loaded {
	t.Helper()
	var all []*loaded
	for _, folder := range w.sets {
		paths, err := filepath.Glob(filepath.Join(filepath.FromSlash(folder), "*.txt"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no vectors in %s: %v", folder, err)
		}
		for _, p := range paths {
			all = append(all, w.loadOne(t, folder, strings.TrimSuffix(p, ".txt")))
		}
	}
	return all
}

func (w *world) loadOne(t testing.TB, folder, base string) *loaded {
	t.Helper()
	text, err := os.ReadFile(base + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	v, err := vector.Parse(filepath.Base(base), text)
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(filepath.Dir(base), filepath.FromSlash(v.Config))
	if filepath.ToSlash(config) != w.config {
		t.Fatalf("%s/%s names configuration %s, not %s", folder, v.Name, config, w.config)
	}
	pcap, err := os.ReadFile(base + ".pcap")
	if err != nil {
		t.Fatal(err)
	}
	return &loaded{v, folder, pcap}
}

// configuration is the vectors' own, with every filter's reasons, faults and the
// rest changed by YAML that is appended.
func configuration(t testing.TB, reasons map[string]string, rest string) *firewall.Config {
	t.Helper()
	return gtpWorld.configuration(t, reasons, rest)
}

func (w *world) configuration(t testing.TB, reasons map[string]string, rest string) *firewall.Config {
	t.Helper()
	text, err := os.ReadFile(w.config)
	if err != nil {
		t.Fatal(err)
	}
	head, _, found := strings.Cut(string(text), "\nfilters:\n")
	if !found {
		t.Fatalf("%s has no filters", w.config)
	}
	var b strings.Builder
	b.WriteString(head + "\nfilters:\n")
	for _, f := range w.filters {
		name, _, _ := strings.Cut(strings.TrimPrefix(f, "name: "), ",")
		fmt.Fprintf(&b, "  - {%s, reasons: {%s}}\n", f, reasons[name])
	}
	b.WriteString(rest + "\n")
	cfg, _, err := firewall.ParseConfig(w.config, []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// replay judges all captures at once and returns the records of each, by id.
func replay(t testing.TB, cfg *firewall.Config, options firewall.Options, vectors []*loaded) map[string][]*firewall.Record {
	t.Helper()
	fw, err := firewall.New(context.Background(), cfg, options)
	if err != nil {
		t.Fatal(err)
	}
	defer fw.Close()
	var captures []firewall.Capture
	for _, v := range vectors {
		captures = append(captures, firewall.Capture{Name: v.id(), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(v.pcap)), nil
		}})
	}
	out := map[string][]*firewall.Record{}
	_, err = fw.Replay(context.Background(), captures, func(r *firewall.Record) error {
		out[r.Capture] = append(out[r.Capture], r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// recorded is a record in the words of an expectation, without its note.
func recorded(r *firewall.Record) vector.Op {
	o := vector.Op{Frame: r.Frame, Component: r.Component, Protocol: r.Protocol, Code: r.Code, Operation: r.Operation, Verdict: r.Verdict}
	if r.Reason != "" {
		o.Reasons = append(o.Reasons, r.Filter+"/"+r.Reason)
	}
	for _, a := range r.Also {
		o.Reasons = append(o.Reasons, a.Filter+"/"+a.Reason)
	}
	return o
}

// line writes an operation for comparison: the order of reasons beyond the first
// depends on the order of filters, which is no part of the expectation.
func line(o vector.Op) string {
	o.Note = ""
	o.Reasons = slices.Clone(o.Reasons)
	if len(o.Reasons) > 1 {
		slices.Sort(o.Reasons[1:])
	}
	return o.String()
}
