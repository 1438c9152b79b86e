package tcap

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/shark"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// capture writes messages, each in an SCCP UDT between two HLRs (SSN 6), where
// tshark looks for MAP.
func capture(t *testing.T, messages [][]byte) string {
	t.Helper()
	var packets [][]byte
	for _, m := range messages {
		packets = append(packets, append(append(oct("09 00 03 05 07 02 42 06 02 42 06"), byte(len(m))), m...))
	}
	return shark.Capture(t, shark.LinkSCCP, packets)
}

// fields are what tshark is asked for.
var fields = strings.Fields("tcap.otid tcap.dtid tcap.application_context_name gsm_old.invokeID gsm_old.linkedID gsm_old.localValue " +
	"gsm_old.generalProblem gsm_old.invokeProblem gsm_old.returnResultProblem gsm_old.returnErrorProblem gsm_map.dialogue.destinationReference tcap.p_abortCause gsm_old.derivable _ws.malformed")

// ours is what the decoder reads, as tshark prints its fields.
func ours(b []byte) (c []string, all op.Faults) {
	var s op.SS7
	var present [4]uint64
	t, m := &scratch.transaction, &scratch.message
	m.Faults = op.Faults{}
	t.Decode(b, 0, &s, &present, &m.Faults)
	is := func(column int) bool { return present[column>>6]>>(column&63)&1 != 0 }
	lists := make([][]string, len(fields)-1)
	put := func(field int, ok bool, format string, v any) {
		if ok {
			lists[field] = append(lists[field], fmt.Sprintf(format, v))
		}
	}
	put(0, is(op.ColOtid), "%x", s.OTID)
	put(1, is(op.ColDtid), "%x", s.DTID)
	put(2, s.Context.Name.Len > 0, "%s", dotted(b[s.Context.Name.Off:][:s.Context.Name.Len]))
	put(10, s.DialogueIMSI != 0, "%s", s.DialogueIMSI)
	put(11, is(op.ColErrorCode), "%d", s.ErrorCode&0xFF)
	for c := t.Next(); c != nil; c = t.Next() {
		m.Faults.Merge(&c.Faults)
		put(3, c.HasInvokeID && c.Type != Reject, "%d", int8(c.InvokeID))
		put(4, c.HasLinkedID, "%d", int8(c.LinkedID))
		put(5, c.HasOperation, "%d", int32(c.Operation))
		put(5, c.HasError && c.Type == ReturnError, "%d", int32(c.Error))
		put(12, c.HasInvokeID && c.Type == Reject, "%d", int8(c.InvokeID))
		if c.HasError && c.Type == Reject {
			put(6+int(c.Error>>8&0x7F), true, "%d", int8(c.Error))
		}
		var w ber.Walk
		w.Verify(c.Parameter, c.ParameterAt, &m.Faults)
	}
	for _, l := range lists {
		c = append(c, strings.Join(l, ","))
	}
	return c, m.Faults
}

// imsiOf is the IMSI in an AddressString, if it is one.
func imsiOf(reference string) (digits string) {
	b := oct(reference)
	if len(b) == 0 || b[0]%16 != 6 {
		return ""
	}
	for _, o := range b[1:] {
		digits += fmt.Sprintf("%x%x", o%16, o/16)
	}
	return strings.TrimSuffix(digits, "f")
}

// theirs brings tshark's fields to the same form.
func theirs(line string) (c []string, malformed bool) {
	c = strings.Split(strings.ReplaceAll(strings.TrimRight(line, "\n"), "<MISSING>", ""), "\t")
	each := func(field int, f func(string) string) {
		list := strings.Split(c[field], ",")
		for i, v := range list {
			list[i] = f(v)
		}
		c[field] = strings.Join(list, ",")
	}
	for i := range 2 {
		each(i, func(v string) string { return cmp.Or(strings.TrimLeft(v, "0"), v[:min(1, len(v))]) })
	}
	each(10, imsiOf)
	return c[:len(fields)-1], c[len(fields)-1] != ""
}

// stops reports whether tshark read the same as far as it went: it may give up
// in an argument, which is not this decoder's to read.
func stops(want, got []string) bool {
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			return false
		}
	}
	return true
}

// compareWithTshark reads messages in both ways. Where the decoder sees nothing
// but what is merely noncanonical, they agree in every field; a difference
// elsewhere belongs to one of the faults, which names its clause. It returns how
// many differ by the first such fault.
func compareWithTshark(t *testing.T, messages [][]byte) (classes map[op.FaultCode]int) {
	t.Helper()
	args := []string{"-r", capture(t, messages), "-T", "fields"}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	lines := slices.Collect(strings.Lines(string(shark.Run(t, args...))))
	if len(lines) != len(messages) {
		t.Fatalf("%d lines for %d messages", len(lines), len(messages))
	}
	classes = map[op.FaultCode]int{}
	clean := 0
	for i, b := range messages {
		got, faults := ours(b)
		want, malformed := theirs(lines[i])
		first := op.FaultCode(0)
		faults.Each(func(c op.FaultCode) {
			if first == 0 && c.Info().Class != op.Noncanonical {
				first = c
			}
		})
		if first == 0 {
			clean++
		}
		if slices.Equal(got, want) {
			continue
		}
		if classes[first]++; first == 0 && !(malformed && stops(want, got)) {
			t.Errorf("%x:\n      ours %q\n tshark's %q", b, got, want)
		}
	}
	if clean < len(messages)/4 {
		t.Errorf("only %d of %d messages are compared in every field", clean, len(messages))
	}
	return classes
}

// TestTsharkAgrees: over mutated messages, with MAP contexts because tshark has
// other fields for what CAP carries. Every message has transactions of its own:
// tshark remembers the context of a dialogue.
func TestTsharkAgrees(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 773))
	n := 100000
	if testing.Short() {
		n = 5000
	}
	messages := make([][]byte, 0, n)
	for len(messages) < n {
		b := anything(r, mapContextNames...)
		id := uint32(len(messages)+1) << 8
		b = bytes.ReplaceAll(b, otid[2:], binary.BigEndian.AppendUint32(nil, id))
		b = bytes.ReplaceAll(b, dtid[2:], binary.BigEndian.AppendUint32(nil, id+1))
		if len(b) <= 250 { // what a UDT holds
			messages = append(messages, b)
		}
	}
	for c, n := range compareWithTshark(t, messages) {
		t.Logf("%d differ: %s (%s)", n, c, c.Info().Source)
	}
}

// captures returns the captures that the tests may read.
func captures(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("PORTCULLIS_CAPTURES")
	if dir == "" {
		dir = "../../../../../shared/captures"
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*/*tcap*.pcap"))
	if len(files) == 0 {
		t.Skip("needs the captures: set PORTCULLIS_CAPTURES")
	}
	return files
}

// TestCaptures: the TCAP messages that anybody recorded for us are read as tshark
// reads them, and have no fault but those known.
func TestCaptures(t *testing.T) {
	raw := regexp.MustCompile(`"tcap_raw": \[\s*"([0-9a-f]+)"`)
	var messages [][]byte
	for _, file := range captures(t) {
		for _, m := range raw.FindAllSubmatch(shark.Run(t, "-r", file, "-Y", "tcap", "-T", "jsonraw"), -1) {
			b := oct(string(m[1]))
			if len(b) <= 250 {
				messages = append(messages, b)
			}
			_, faults := ours(b)
			if got := names(&faults); got != knownFaults[string(m[1][:16])] {
				t.Errorf("%s: %s: %s", filepath.Base(file), m[1], got)
			}
		}
	}
	if len(messages) < 50 {
		t.Errorf("only %d messages", len(messages))
	}
	if classes := compareWithTshark(t, messages); len(classes) > 0 {
		t.Errorf("differences %v", classes)
	}
}

// names lists faults by name.
func names(f *op.Faults) string {
	var list []string
	f.Each(func(c op.FaultCode) { list = append(list, c.String()) })
	return strings.Join(list, " ")
}

// knownFaults are the faults that captured messages do have, by their first
// octets.
var knownFaults = map[string]string{
	"6282027348031200": "ber-indefinite tcap-dialogue", // a Begin with an AARE
	"b3dd7039584c36a3": "tcap-package",                 // the rest of a segmented one
	"6457490400000001": "ber-indefinite",
	"6581aa4804840001": "ber-indefinite",
	"64764904a5050001": "ber-indefinite",
	"657f4804850001ff": "ber-indefinite",
	"627d4804415eaeb7": "ber-indefinite",
	"656a4804c1250013": "ber-indefinite",
}
