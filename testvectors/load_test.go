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

// sets are the folders of vectors; all use one configuration.
var sets = []string{"gtp", "independent/scapy", "independent/gogtp/vectors"}

const configFile = "gtp/config.yaml"

// loaded is a vector with its capture.
type loaded struct {
	*vector.Vector
	folder string
	pcap   []byte
}

// id names the vector in tests and, as its capture, in records.
func (l *loaded) id() string { return l.folder + "/" + l.Name }

func load(t testing.TB) []*loaded {
	t.Helper()
	var all []*loaded
	for _, folder := range sets {
		paths, err := filepath.Glob(filepath.Join(filepath.FromSlash(folder), "*.txt"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no vectors in %s: %v", folder, err)
		}
		for _, p := range paths {
			all = append(all, loadOne(t, folder, strings.TrimSuffix(p, ".txt")))
		}
	}
	return all
}

func loadOne(t testing.TB, folder, base string) *loaded {
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
	if filepath.ToSlash(config) != configFile {
		t.Fatalf("%s/%s names configuration %s, not %s", folder, v.Name, config, configFile)
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
	text, err := os.ReadFile(configFile)
	if err != nil {
		t.Fatal(err)
	}
	head, _, found := strings.Cut(string(text), "\nfilters:\n")
	if !found {
		t.Fatalf("%s has no filters", configFile)
	}
	var b strings.Builder
	b.WriteString(head + "\nfilters:\n")
	for _, f := range []string{"opgate", "spoofguard", "echoguard"} {
		fmt.Fprintf(&b, "  - {name: %s, module: \"builtin:%s\", reasons: {%s}}\n", f, f, reasons[f])
	}
	b.WriteString(rest + "\n")
	cfg, _, err := firewall.ParseConfig(configFile, []byte(b.String()))
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
