package testvectors_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// sharkFields are what tshark prints for a frame, in this order.
var sharkFields = []string{"frame.number", "_ws.malformed", "_ws.expert.severity", "_ws.expert.message", "gtp.message", "gtpv2.message_type", "_ws.col.Info"}

const severityError = 0x00800000 // PI_ERROR of tshark's epan/proto.h

// frameOf says where a frame of a joined capture comes from.
type frameOf struct {
	v     *loaded
	frame int
}

// TestTsharkReadsWellFormedVectors: every vector that is said to be well-formed is
// dissected without a mark of malformation or error, checksums included, and with
// the message types that the expectation lists.
func TestTsharkReadsWellFormedVectors(t *testing.T) {
	tshark := lookTshark(t)
	for link, joined := range join(t, load(t)) {
		for i, row := range dissect(t, tshark, joined.capture) {
			checkRow(t, link, joined.from[i], row)
		}
	}
}

func lookTshark(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("tshark is not installed: it is the second reader of the vectors")
	}
	return path
}

type joinedCapture struct {
	capture encode.Capture
	from    []frameOf
}

// join puts the well-formed vectors into one capture per link type: starting
// tshark takes longer than reading.
func join(t *testing.T, vectors []*loaded) map[uint32]*joinedCapture {
	t.Helper()
	out := map[uint32]*joinedCapture{}
	for _, v := range vectors {
		if v.Wire != "" {
			continue
		}
		link, frames := readCapture(t, v)
		if out[link] == nil {
			out[link] = &joinedCapture{capture: encode.Capture{Link: link}}
		}
		j := out[link]
		for i, octets := range frames {
			when := time.Unix(int64(len(j.from)), 0)
			j.capture.Frames = append(j.capture.Frames, encode.Frame{Time: when, Octets: octets})
			j.from = append(j.from, frameOf{v, i + 1})
		}
	}
	return out
}

// readCapture reads the little-endian files that all our writers make.
func readCapture(t *testing.T, v *loaded) (link uint32, frames [][]byte) {
	t.Helper()
	b := v.pcap
	word := func(at int) uint32 {
		return uint32(b[at]) | uint32(b[at+1])<<8 | uint32(b[at+2])<<16 | uint32(b[at+3])<<24
	}
	if len(b) < 24 || word(0) != 0xA1B2C3D4 {
		t.Fatalf("%s is not a little-endian pcap file", v.id())
	}
	for at := 24; at < len(b); {
		n := int(word(at + 8))
		frames = append(frames, b[at+16:at+16+n])
		at += 16 + n
	}
	return word(20), frames
}

// dissect returns the fields of every frame.
func dissect(t *testing.T, tshark string, c encode.Capture) [][]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "joined.pcap")
	if err := os.WriteFile(path, c.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"-r", path, "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=|",
		"-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-o", "ip.defragment:TRUE"}
	for _, f := range sharkFields {
		args = append(args, "-e", f)
	}
	var stderr bytes.Buffer
	cmd := exec.Command(tshark, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark: %v\n%s", err, stderr.Bytes())
	}
	var rows [][]string
	for l := range strings.Lines(string(out)) {
		rows = append(rows, strings.Split(strings.TrimSuffix(l, "\n"), "\t"))
	}
	if len(rows) != len(c.Frames) {
		t.Fatalf("tshark printed %d of %d frames", len(rows), len(c.Frames))
	}
	return rows
}

func checkRow(t *testing.T, link uint32, from frameOf, row []string) {
	t.Helper()
	v, differs := from.v, ""
	if row[1] != "" || slices.ContainsFunc(strings.Split(row[2], "|"), isError) {
		differs = "marks it: " + row[3]
	}
	for _, o := range v.Ops {
		if o.Frame != from.frame || o.Operation == "" {
			continue
		}
		types := row[4]
		if o.Protocol == "gtpv2" {
			types = row[5]
		}
		if !slices.ContainsFunc(strings.Split(types, "|"), func(s string) bool { return sameNumber(s, o.Code) }) {
			differs = fmt.Sprintf("reads types %q, not %d", types, o.Code)
		}
	}
	switch {
	case differs != "" && v.Tshark == "":
		t.Errorf("%s frame %d (link type %d) is said to be well-formed; tshark %s: %s", v.id(), from.frame, link, differs, row[6])
	case differs == "" && v.Tshark != "" && len(v.Ops) == 1:
		t.Errorf("%s: tshark agrees, so it needs no excuse: %s", v.id(), v.Tshark)
	}
}

func isError(severity string) bool {
	n, err := strconv.Atoi(severity)
	return err == nil && n >= severityError
}

// sameNumber compares a field that tshark prints in decimal or hexadecimal.
func sameNumber(field string, n int) bool {
	got, err := strconv.ParseUint(field, 0, 16)
	return err == nil && got == uint64(n)
}

// TestTsharkNames compares the names of the operations in the second, independent
// set with what tshark prints: three readings of the same octets.
func TestTsharkNames(t *testing.T) {
	tshark := lookTshark(t)
	var list []*loaded
	for _, v := range load(t) {
		if v.folder != "gtp" {
			list = append(list, v)
		}
	}
	if len(list) < 60 {
		t.Fatalf("only %d independent vectors", len(list))
	}
	named := 0
	for _, joined := range join(t, list) {
		for i, row := range dissect(t, tshark, joined.capture) {
			from := joined.from[i]
			for _, o := range from.v.Ops {
				if o.Frame != from.frame || o.Protocol == "gtpu" {
					continue // of a tunnelled packet tshark names the innermost protocol
				}
				named++
				if !strings.Contains(plain(row[6]), plain(o.Operation)) {
					t.Errorf("%s: %s expected, tshark says %q", from.v.id(), o.Operation, row[6])
				}
			}
		}
	}
	t.Logf("%d names equal", named)
}

// plain leaves letters and digits, in lower case.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// TestExcusesCiteAClause: an exception from tshark's opinion says which clause
// decides.
func TestExcusesCiteAClause(t *testing.T) {
	var out strings.Builder
	for _, v := range load(t) {
		if v.Tshark != "" {
			fmt.Fprintf(&out, "%-30s %s\n", v.Name, v.Tshark)
			if !strings.Contains(v.Tshark, "clause") && !strings.Contains(v.Tshark, "by its source port") {
				t.Errorf("%s excuses tshark's mark without a clause: %s", v.id(), v.Tshark)
			}
		}
	}
	t.Log("\n" + out.String())
}
