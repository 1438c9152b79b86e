package testvectors_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall"
)

// TestTsharkReadsSS7Vectors compares every value of every frame of the well-formed
// vectors.
func TestTsharkReadsSS7Vectors(t *testing.T) {
	tshark := lookTshark(t)
	vectors := slices.DeleteFunc(ss7World.load(t), func(v *loaded) bool { return !readable(v) })
	compared := 0
	for _, joined := range join(t, vectors) {
		path := filepath.Join(t.TempDir(), "joined.pcap")
		if err := os.WriteFile(path, joined.capture.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		compared += compareFrames(t, tshark, path, func(i int) string { return fmt.Sprintf("%s frame %d", joined.from[i].v.id(), joined.from[i].frame) })
	}
	if compared < 150 {
		t.Errorf("only %d operations", compared)
	}
}

// readable are vectors that break no rule of form, and say what they carry: tshark
// has to read them as we do.
func readable(v *loaded) bool {
	return v.Wire == "" && v.Tshark == "" && !slices.ContainsFunc(v.Reasons, func(r string) bool {
		return strings.HasPrefix(r, "faults/") || r == "opgate/ppid-not-allowed"
	})
}

// TestTsharkReadsSS7Captures compares every value of every frame with SS7 in the
// captures of the folder. What is not decoded has to carry a fault.
func TestTsharkReadsSS7Captures(t *testing.T) {
	dir, tshark := captureFolder(t), lookTshark(t)
	total := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); err != nil || d.IsDir() || ext != ".pcap" && ext != ".pcapng" && ext != ".cap" {
			return err
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			if hasSignals(t, path) {
				total += compareFrames(t, tshark, path, func(i int) string { return fmt.Sprintf("frame %d", i+1) })
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if total < 75 {
		t.Errorf("only %d operations", total)
	}
	t.Logf("%d operations, errors and rejects compared", total)
}

// mostFrames of a capture.
const mostFrames = 1 << 14

// compareFrames compares the frames of a capture, and returns how many operations,
// errors and rejects of MAP and CAP are in them.
func compareFrames(t *testing.T, tshark, path string, name func(i int) string) (operations int) {
	t.Helper()
	b := &batch{path: path}
	for i := range mostFrames {
		b.cases = append(b.cases, i)
	}
	ours, theirs := make([]signalReading, mostFrames), make([]signalReading, mostFrames)
	ownSignals(t, b, ours, map[string]string{})
	frames, reasons := sharkSignals(t, tshark, b, theirs), map[string]int{}
	for i := range frames {
		if theirs[i].is["repeated"] || ours[i].records == 0 {
			continue // tshark does not read again what it has read; a part is read with the whole
		}
		for _, v := range []value{mapCode, capCode, capError, problem} {
			operations += len(ours[i].lists[v])
		}
		for _, v := range differences(&ours[i], &theirs[i]) {
			reason := explainSignal(v, &ours[i], &theirs[i])
			if reasons[reason]++; reason == "" {
				t.Errorf("%s: %s: we read %v with faults %v, tshark %v with marks %v",
					name(i), valueNames[v], ours[i].lists[v], ours[i].faults, theirs[i].lists[v], theirs[i].notes)
			}
		}
	}
	t.Logf("%d frames with %d operations, errors and rejects; differences by class: %v", frames, operations, reasons)
	return operations
}

// hasSignals reports whether a capture has SS7. What is not decoded, and is no part
// of a dialogue without operation, has to carry a fault.
func hasSignals(t *testing.T, path string) (found bool) {
	fw, err := firewall.New(context.Background(), firewall.BuiltinConfig(), firewall.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer fw.Close()
	_, err = fw.Replay(context.Background(), []firewall.Capture{firewall.CaptureFile(path)}, func(r *firewall.Record) error {
		isComponent := r.Protocol == "map" || r.Protocol == "cap"
		if r.Operation == "" && len(r.Faults) == 0 && !(isComponent && r.Code == 0) {
			t.Errorf("frame %d: not decoded, and without a fault: %+v", r.Frame, r)
		}
		found = found || isComponent || slices.Contains([]string{"tcap", "sccp", "m3ua"}, r.Protocol)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
