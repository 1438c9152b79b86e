package testvectors_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/mutate"
)

// reading is what one decoder makes of one GTP message; values that it did not
// find are empty.
type reading struct {
	typ, teid, seq string
	imsi, apn      []string
	cause          []string
}

// fields are what tshark prints for a frame, in this order.
var fields = []string{
	"frame.number", "_ws.malformed", "_ws.expert.message",
	"gtp.message", "gtp.teid", "gtp.seq_number", "gtp.apn", "gtp.cause",
	"gtpv2.message_type", "gtpv2.teid", "gtpv2.seq", "gtpv2.apn", "gtpv2.cause",
	"e212.imsi",
}

// class is a reason for which the two may read a field differently: the firewall
// has recorded one of the faults, which bears on that field, and the clause says
// why it is right.
type class struct {
	name, fields string // fields: of differs, that it can explain
	clause       string
	faults       []string
	applies      func(*ownRow, *sharkRow) bool // instead of faults
}

// classes, the most specific first.
var classes = []class{
	{"no GTP", "header imsi apn cause", "TS 29.060 clause 6, TS 29.274 clause 5.1: another version or protocol; tshark leaves it to others or goes on as if it were", []string{"gtp-version", "gtp-prime", "gtp-header-flags"}, nil},
	{"shorter than its header", "header", "TS 29.274 clause 7.7.3: tshark prints what is left of the header", []string{"gtp-too-short"}, nil},
	{"length", "header imsi apn cause", "TS 29.274 clauses 5.5.1, 7.7.3: tshark reads to the end of the datagram, we to the end of the message", []string{"gtp-length", "gtp-trailing"}, nil},
	{"extension headers", "header imsi apn cause", "TS 29.060 clause 6: the chain is broken, so where the elements start is not known", []string{"gtp-extension-header"}, nil},
	{"carried message", "header", "TS 29.274 clause 5.5.1: the first message has no TEID and may not carry another; tshark prints the TEID of the second", []string{"gtp-piggyback"}, nil},
	{"message type", "header imsi apn cause", "TS 29.060 clause 7.1, TS 29.281 clause 6.1: a type that this plane does not have", []string{"gtp-message-type", "gtp-message-unknown"}, nil},
	{"digits", "imsi", "TS 23.003 clause 2.2, TS 29.274 clause 8.3: tshark prints what is no IMSI", []string{"gtp-digits"}, nil},
	{"access point name", "apn", "TS 23.003 clause 9.1: tshark prints what is no list of labels", []string{"gtp-apn"}, nil},
	{"cause", "cause", "TS 29.274 clause 8.4, TS 29.060 clause 7.7.1: tshark prints a cause that the message may not carry", []string{"gtp-cause"}, nil},
	{"element too short", "imsi apn cause", "TS 29.274 clause 7.7.7, TS 29.060 clause 11.1.6: tshark prints what is left of it", []string{"gtp-ie-too-short"}, nil},
	{"element of another instance", "imsi apn cause", "TS 29.274 clause 8.2.1: the instance is a part of an element's identity; tshark prints every instance under one name", []string{"gtp-ie-unexpected"}, nil},
	{"only in a group", "imsi apn cause", "TS 29.274 clause 7.2: the message's own element is missing; tshark prints that of a bearer under the same name", []string{"gtp-ie-missing"}, nil},
	{"order", "imsi apn cause", "TS 29.060 clause 11.1.12: out of order; tshark reads on", []string{"gtp-ie-order"}, nil},
	{"both call it malformed", "imsi apn cause", "TS 29.274 clause 7.7: what is read of the rest is nobody's business", nil, func(o *ownRow, t *sharkRow) bool { return t.malformed && len(o.faults) > 0 }},
	{"tshark stops", "imsi apn cause", "TS 29.274 clauses 7.7.7, 8.4: octets behind the fixed part of a Cause are ignored; tshark takes them for the offending element and gives up", nil,
		func(o *ownRow, t *sharkRow) bool { return t.malformed }},
	{"Tunnel Status", "header", "TS 29.281 clause 7.3.3: tshark 4.0 does not know type 253 and leaves the datagram alone", nil, func(o *ownRow, t *sharkRow) bool { return o.typ == "253" && t.typ == "" }},
}

// sharkRow is one line of tshark's output.
type sharkRow struct {
	malformed bool
	reading
}

// TestAgainstTshark decodes generated and mutated GTP messages with the
// firewall and with tshark and compares type, TEID, sequence number, IMSI, APN
// and cause. Where neither finds fault with a message they must be equal; a
// difference anywhere else must be explained by a fault that the firewall
// recorded.
func TestAgainstTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("needs tshark (Debian package tshark)")
	}
	n := 100_000
	if testing.Short() {
		n = 5_000
	}
	messages := slices.Collect(mutate.Messages(20261122, n))
	capture := filepath.Join(t.TempDir(), "mutated.pcap")
	writeCapture(t, capture, messages)

	ours := readings(t, capture, len(messages))
	theirs := sharkReadings(t, capture, len(messages))
	counts, bothClean, alike, shown := map[string]int{}, 0, 0, 0
	for i := range messages {
		mine, row := &ours[i], &theirs[i]
		if len(mine.faults) == 0 && !row.malformed {
			bothClean++
		}
		field := differs(mine.reading, row.reading)
		if field == "" {
			alike++
			continue
		}
		name := explain(field, mine, row)
		counts[name]++
		if name == "" && shown < 20 {
			shown++
			t.Errorf("frame %d (%s): %s: we read %+v with faults %v, tshark %+v\n%x", i+1, messages[i].Kind, field, mine.reading, mine.faults, row.reading, messages[i].Payload)
		}
	}
	t.Logf("%d messages: %d read alike; %d in which neither finds fault, all of which have to be", n, alike, bothClean)
	for _, c := range classes {
		t.Logf("%7d %s: %s", counts[c.name], c.name, c.clause)
	}
	if len(classes) > 20 {
		t.Errorf("%d classes of differences, at most 20 are allowed", len(classes))
	}
	if alike < n*8/10 || bothClean < n*4/10 {
		t.Errorf("only %d messages are read alike and %d are clean: the comparison shows little", alike, bothClean)
	}
}

// explain names the class of a difference, "" if there is none.
func explain(field string, ours *ownRow, theirs *sharkRow) string {
	for _, c := range classes {
		if !slices.Contains(strings.Fields(c.fields), field) {
			continue
		}
		if c.applies != nil && c.applies(ours, theirs) || slices.ContainsFunc(c.faults, func(f string) bool { return slices.Contains(ours.faults, f) }) {
			return c.name
		}
	}
	return ""
}

// differs names the first field that the readings differ in. Where a message
// carries an element several times (in groups), ours has the first and must be
// among theirs.
func differs(ours, theirs reading) string {
	switch {
	case ours.typ != theirs.typ || ours.teid != theirs.teid || ours.seq != theirs.seq:
		return "header"
	case !within(ours.imsi, theirs.imsi):
		return "imsi"
	case !within(ours.apn, theirs.apn):
		return "apn"
	case !within(ours.cause, theirs.cause):
		return "cause"
	}
	return ""
}

func within(ours, theirs []string) bool {
	if len(ours) == 0 {
		return len(theirs) == 0
	}
	return slices.Contains(theirs, ours[0])
}

// writeCapture writes each message as an IPv4 packet (raw link type).
func writeCapture(t *testing.T, path string, messages []mutate.Msg) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	header := binary.LittleEndian.AppendUint32(nil, 0xA1B2C3D4)
	header = binary.LittleEndian.AppendUint16(header, 2)
	header = binary.LittleEndian.AppendUint16(header, 4)
	header = append(header, make([]byte, 8)...)
	header = binary.LittleEndian.AppendUint32(header, 1<<18)
	header = binary.LittleEndian.AppendUint32(header, 101)
	w.Write(header)
	for i := range messages {
		p := datagram(&messages[i])
		r := binary.LittleEndian.AppendUint32(nil, uint32(i/1000))
		r = binary.LittleEndian.AppendUint32(r, uint32(i%1000))
		r = binary.LittleEndian.AppendUint32(r, uint32(len(p)))
		r = binary.LittleEndian.AppendUint32(r, uint32(len(p)))
		w.Write(append(r, p...))
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func datagram(m *mutate.Msg) []byte {
	p := []byte{0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, 198, 51, 100, 7, 192, 0, 2, 10}
	binary.BigEndian.PutUint16(p[2:], uint16(28+len(m.Payload)))
	p = binary.BigEndian.AppendUint16(p, uint16(m.Port))
	p = binary.BigEndian.AppendUint16(p, uint16(m.Port))
	p = binary.BigEndian.AppendUint16(p, uint16(8+len(m.Payload)))
	p = append(p, 0, 0)
	return append(p, m.Payload...)
}

// ownRow is what the firewall reads and faults in the first operation of a frame.
type ownRow struct {
	reading
	faults []string
}

func readings(t *testing.T, capture string, n int) []ownRow {
	t.Helper()
	fw, err := firewall.New(context.Background(), firewall.BuiltinConfig(), firewall.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer fw.Close()
	list := make([]ownRow, n)
	_, err = fw.Replay(context.Background(), []firewall.Capture{firewall.CaptureFile(capture)}, func(r *firewall.Record) error {
		if r.Component == 0 {
			list[r.Frame-1] = ownRow{reading{
				typ: strconv.Itoa(r.Code), teid: optional(r.TEID), seq: optional(r.Sequence),
				imsi: text(r.IMSI), apn: text(r.APN), cause: text(optional(r.Cause)),
			}, r.Faults}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func optional[T any](v *T) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(*v)
}

func text(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func sharkReadings(t *testing.T, capture string, n int) []sharkRow {
	t.Helper()
	args := []string{"-n", "-r", capture, "-T", "fields", "-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=;"}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	command := exec.Command("tshark", args...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	rows := parseShark(t, out, n)
	if err := command.Wait(); err != nil {
		t.Fatalf("tshark: %v\n%s", err, stderr.Bytes())
	}
	return rows
}

func parseShark(t *testing.T, out io.Reader, n int) []sharkRow {
	rows := make([]sharkRow, n)
	s := bufio.NewScanner(out)
	s.Buffer(nil, 1<<20)
	lines := 0
	for s.Scan() {
		v := strings.Split(s.Text(), "\t")
		if len(v) != len(fields) {
			t.Fatalf("tshark printed %d fields: %q", len(v), s.Text())
		}
		frame, err := strconv.Atoi(v[0])
		if err != nil || frame < 1 || frame > n {
			t.Fatalf("tshark printed frame %q", v[0])
		}
		lines++
		pick := func(v1, v2 int) string {
			if v[v2] != "" {
				return v[v2]
			}
			return v[v1]
		}
		rows[frame-1] = sharkRow{
			malformed: v[1] != "" || strings.Contains(v[2], "Malformed"),
			reading: reading{
				typ: number(pick(3, 8)), teid: number(pick(4, 9)), seq: number(pick(5, 10)),
				apn: list(pick(6, 11)), cause: numbers(list(pick(7, 12))), imsi: list(v[13]),
			},
		}
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	if lines != n {
		t.Fatalf("tshark printed %d frames of %d", lines, n)
	}
	return rows
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ";")
}

// number turns tshark's first value, decimal or hexadecimal, into decimal.
func number(s string) string {
	s, _, _ = strings.Cut(s, ";")
	if v, err := strconv.ParseUint(s, 0, 64); err == nil {
		return strconv.FormatUint(v, 10)
	}
	return s
}

func numbers(l []string) []string {
	for i := range l {
		l[i] = number(l[i])
	}
	return l
}
