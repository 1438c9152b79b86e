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

// signalFields are what tshark prints of a frame with SS7, in this order.
var signalFields = []string{"frame.number", "_ws.malformed", "gsm_old.localValue", "camel.local",
	"sccp.called.digits", "sccp.calling.digits", "sccp.called.ssn", "sccp.calling.ssn", "e212.imsi", "e164.msisdn", "sctp.retransmission"}

// signalRow holds the values of one frame, by field.
type signalRow map[string][]string

// dissectSignals returns tshark's values by frame.
func dissectSignals(t *testing.T, tshark, path string) map[int]signalRow {
	t.Helper()
	args := []string{"-n", "-r", path, "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=|",
		"-o", "sctp.reassembly:TRUE", "-o", "sccp.defragment_xudt:TRUE", "-o", "ip.defragment:TRUE"}
	for _, f := range signalFields {
		args = append(args, "-e", f)
	}
	var stderr bytes.Buffer
	cmd := exec.Command(tshark, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil && len(out) == 0 {
		t.Fatalf("tshark: %v\n%s", err, stderr.Bytes())
	}
	rows := map[int]signalRow{}
	for l := range strings.Lines(string(out)) {
		row := signalRow{}
		for i, v := range strings.Split(strings.TrimSuffix(l, "\n"), "\t") {
			row[signalFields[i]] = strings.FieldsFunc(v, func(r rune) bool { return r == '|' })
		}
		frame, err := strconv.Atoi(row["frame.number"][0])
		if err != nil {
			t.Fatal(err)
		}
		rows[frame] = row
	}
	return rows
}

// differsFrom names the values of a record that tshark does not have in its frame.
func differsFrom(r *firewall.Record, row signalRow) (missing []string) {
	has := func(field, value string) {
		if value != "" && !slices.Contains(row[field], value) {
			missing = append(missing, field+" "+value+" not in "+strings.Join(row[field], " "))
		}
	}
	switch r.Protocol {
	case "map":
		if r.Operation != "" {
			has("gsm_old.localValue", strconv.Itoa(r.Code))
		}
	case "cap":
		if r.Operation != "" {
			has("camel.local", strconv.Itoa(r.Code))
		}
	}
	has("sccp.called.digits", r.CalledGT)
	has("sccp.calling.digits", r.CallingGT)
	for field, ssn := range map[string]*int{"sccp.called.ssn": r.CalledSSN, "sccp.calling.ssn": r.CallingSSN} {
		if ssn != nil {
			has(field, strconv.Itoa(*ssn))
		}
	}
	has("e212.imsi", r.IMSI)
	has("e164.msisdn", r.MSISDN)
	return missing
}

// TestTsharkReadsSS7Vectors: operation codes, global titles, subsystems, IMSIs and
// MSISDNs of every record of a well-formed vector are tshark's.
func TestTsharkReadsSS7Vectors(t *testing.T) {
	tshark := lookTshark(t)
	vectors := ss7World.load(t)
	records := replay(t, ss7World.configuration(t, nil, ""), firewall.Options{}, vectors)
	compared := 0
	for _, joined := range join(t, slices.DeleteFunc(vectors, func(v *loaded) bool { return !readable(v) })) {
		path := filepath.Join(t.TempDir(), "joined.pcap")
		if err := os.WriteFile(path, joined.capture.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		rows := dissectSignals(t, tshark, path)
		for i, from := range joined.from {
			for _, r := range records[from.v.id()] {
				if r.Frame != from.frame || len(rows[i+1]["sctp.retransmission"]) > 0 {
					continue // tshark does not read again what it has read
				}
				compared++
				for _, m := range differsFrom(r, rows[i+1]) {
					t.Errorf("%s frame %d: %s", from.v.id(), r.Frame, m)
				}
			}
		}
	}
	if compared < 250 {
		t.Errorf("only %d records", compared)
	}
	t.Logf("%d records compared", compared)
}

// readable are vectors that break no rule of form, and say what they carry: tshark
// has to read them as we do.
func readable(v *loaded) bool {
	return v.Wire == "" && v.Tshark == "" && !slices.ContainsFunc(v.Reasons, func(r string) bool {
		return strings.HasPrefix(r, "faults/") || r == "opgate/ppid-not-allowed"
	})
}

// TestTsharkReadsSS7Captures does the same for the records without faults of every
// capture of the folder.
func TestTsharkReadsSS7Captures(t *testing.T) {
	dir, tshark := captureFolder(t), lookTshark(t)
	compared := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); err != nil || d.IsDir() || ext != ".pcap" && ext != ".pcapng" && ext != ".cap" {
			return err
		}
		t.Run(filepath.Base(path), func(t *testing.T) { compared += compareSignals(t, tshark, path) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d records compared", compared)
}

func compareSignals(t *testing.T, tshark, path string) (compared int) {
	fw, err := firewall.New(context.Background(), firewall.BuiltinConfig(), firewall.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer fw.Close()
	var rows map[int]signalRow
	_, err = fw.Replay(context.Background(), []firewall.Capture{firewall.CaptureFile(path)}, func(r *firewall.Record) error {
		if !slices.Contains([]string{"map", "cap", "tcap", "sccp"}, r.Protocol) || len(r.Faults) > 0 {
			return nil
		}
		if rows == nil {
			rows = dissectSignals(t, tshark, path)
		}
		compared++
		if row := rows[r.Frame]; len(row["_ws.malformed"])+len(row["sctp.retransmission"]) == 0 {
			for _, m := range differsFrom(r, row) {
				t.Errorf("frame %d: %s", r.Frame, m)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return compared
}
