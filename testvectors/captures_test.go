package testvectors_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall"
)

// captureFolder holds public captures, which are no part of the project.
func captureFolder(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("PORTCULLIS_CAPTURES")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "captures")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no captures: set PORTCULLIS_CAPTURES to a folder of them")
	}
	return dir
}

// TestCaptures replays every capture of the folder that tshark finds GTP in.
// The operations' names have to be tshark's, message by message, and what is
// not decoded has to carry a fault.
func TestCaptures(t *testing.T) {
	dir, tshark := captureFolder(t), lookTshark(t)
	names := [2]map[string]string{sharkNames(t, tshark, "gtp.message"), sharkNames(t, tshark, "gtpv2.message_type")}
	compared := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); err != nil || d.IsDir() || ext != ".pcap" && ext != ".pcapng" && ext != ".cap" {
			return err
		}
		theirs := sharkOperations(t, tshark, path, names)
		if len(theirs) == 0 {
			return nil
		}
		t.Run(filepath.Base(path), func(t *testing.T) { compared += compareCapture(t, path, theirs) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d operations compared", compared)
}

// sharkNames returns tshark's value strings of a field: the names by number.
func sharkNames(t *testing.T, tshark, field string) map[string]string {
	t.Helper()
	out, err := exec.Command(tshark, "-G", "values").Output()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for l := range strings.Lines(string(out)) {
		if v := strings.Split(strings.TrimSpace(l), "\t"); len(v) == 4 && v[0] == "V" && v[1] == field {
			n, err := strconv.ParseUint(v[2], 0, 32)
			if err != nil {
				t.Fatal(err)
			}
			names[strconv.FormatUint(n, 10)] = v[3]
		}
	}
	if len(names) < 50 {
		t.Fatalf("tshark lists %d values of %s", len(names), field)
	}
	return names
}

// sharkOperations returns the names of the messages that tshark finds in each
// frame, outermost first. It looks into tunnels too; the first ones are the
// frame's own.
func sharkOperations(t *testing.T, tshark, path string, names [2]map[string]string) map[int][]string {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command(tshark, "-n", "-r", path, "-Y", "gtp || gtpv2", "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=|",
		"-e", "frame.number", "-e", "gtp.message", "-e", "gtpv2.message_type")
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil && len(out) == 0 {
		t.Fatalf("tshark: %v\n%s", err, stderr.Bytes())
	}
	found := map[int][]string{}
	for l := range strings.Lines(string(out)) {
		v := strings.Split(strings.TrimSuffix(l, "\n"), "\t")
		frame, err := strconv.Atoi(v[0])
		if err != nil {
			t.Fatal(err)
		}
		for i, list := range v[1:] {
			for _, n := range strings.FieldsFunc(list, func(r rune) bool { return r == '|' }) {
				found[frame] = append(found[frame], names[i][number(n)])
			}
		}
	}
	return found
}

func compareCapture(t *testing.T, path string, theirs map[int][]string) (compared int) {
	fw, err := firewall.New(context.Background(), firewall.BuiltinConfig(), firewall.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer fw.Close()
	seen := map[int]int{}
	_, err = fw.Replay(context.Background(), []firewall.Capture{firewall.CaptureFile(path)}, func(r *firewall.Record) error {
		if r.Operation == "" && len(r.Faults) == 0 {
			t.Errorf("frame %d: not decoded, and without a fault: %+v", r.Frame, r)
		}
		if !strings.HasPrefix(r.Protocol, "gtp") {
			return nil
		}
		i := seen[r.Frame]
		seen[r.Frame]++
		if i >= len(theirs[r.Frame]) {
			if !slices.ContainsFunc(r.Faults, unreadable) {
				t.Errorf("frame %d: we read %s, tshark no further GTP message", r.Frame, r.Operation)
			}
			return nil
		}
		compared++
		if ours, want := plain(r.Operation), plain(sharkAlias(theirs[r.Frame][i])); ours != want {
			t.Errorf("frame %d: we read %q, tshark %q", r.Frame, r.Operation, theirs[r.Frame][i])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for frame, names := range theirs {
		if seen[frame] == 0 {
			t.Errorf("frame %d: tshark reads %v, we no GTP message", frame, names)
		}
	}
	return compared
}

// unreadable are the faults of what is no GTP message after all: tshark leaves
// such a datagram to other dissectors.
func unreadable(fault string) bool {
	return slices.Contains([]string{"gtp-version", "gtp-prime", "gtp-too-short"}, fault)
}

// sharkAlias gives the specification's name where tshark has another.
func sharkAlias(name string) string {
	if name == "T-PDU" { // TS 29.281 clause 3.1: the T-PDU is what a G-PDU carries
		return "G-PDU"
	}
	return name
}
