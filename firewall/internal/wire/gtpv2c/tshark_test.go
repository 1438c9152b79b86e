package gtpv2c

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/shark"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// tsharkSays are the names that tshark 4.0.17 has otherwise than TS 29.274 V19.6.
var tsharkSays = map[uint32]string{
	177: "Downlink Data Notification Acknowledgement", // the standard: Acknowledge
}

func TestNamesEqualTshark(t *testing.T) {
	all := shark.Values(t, "gtpv2.message_type", "gtpv2.cause", "gtpv2.ie_type")
	names := shark.Names(all["gtpv2.message_type"])
	if len(names) < 100 {
		t.Fatalf("tshark lists %d message types", len(names))
	}
	for code := range uint32(256) {
		want := names[code]
		if strings.HasPrefix(want, "Reserved") {
			want = ""
		}
		if alias, found := tsharkSays[code]; found && alias == want {
			want = strings.TrimSuffix(want, "ment")
		}
		if got := Name(uint8(code)); shark.Folded(got) != shark.Folded(want) {
			t.Errorf("type %d: %q, tshark says %q", code, got, want)
		}
	}
	causes := shark.Names(all["gtpv2.cause"])
	for v := range uint32(256) {
		want := causes[v]
		if strings.HasPrefix(want, "Reserved") || want == "Spare" || strings.HasPrefix(want, "Shall not") {
			want = ""
		}
		if got := CauseName(uint8(v)); got != "" && want != "" && !strings.HasPrefix(shark.Folded(got), shark.Folded(want)) || (got == "") != (want == "") {
			t.Errorf("cause %d: %q, tshark says %q", v, got, want)
		}
	}
	// tshark's release of the standard lists no element that this one does not.
	for v, name := range shark.Names(all["gtpv2.ie_type"]) {
		withdrawn := v == 0 || v > 51 && v < 71 && v != 56 || v == 98 || v == 101 || v == 102 || v == 122 || v == 130 || v == 161
		if (IEName(uint8(v)) == "") != withdrawn {
			t.Errorf("element %d: %q, tshark says %q", v, IEName(uint8(v)), name)
		}
	}
}

// captures returns the captures that the tests may read.
func captures(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("PORTCULLIS_CAPTURES")
	if dir == "" {
		dir = "../../../../../shared/captures"
	}
	var files []string
	for _, pattern := range []string{"*/*.pcap", "*/*.pcapng"} {
		found, _ := filepath.Glob(filepath.Join(dir, pattern))
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Skip("needs the captures: set PORTCULLIS_CAPTURES")
	}
	return files
}

// fields are what tshark is asked for; with several GTP layers in a frame a
// field has several values.
var fields = []string{"frame.number", "udp.payload", "udp.srcport", "udp.dstport", "gtpv2.message_type", "gtpv2.teid", "gtpv2.seq", "e212.imsi", "gtpv2.cause", "gtpv2.apn", "gtpv2.ebi", "gtpv2.rec"}

// TestCaptures: every GTPv2 message that anybody recorded for us is read as
// tshark reads it, and honest traffic has no fault but the known ones.
func TestCaptures(t *testing.T) {
	messages := 0
	for _, file := range captures(t) {
		args := []string{"-r", file, "-Y", "gtpv2", "-T", "fields", "-E", "separator=|", "-E", "occurrence=f"}
		for _, f := range fields {
			args = append(args, "-e", f)
		}
		for line := range strings.Lines(string(shark.Run(t, args...))) {
			c := strings.Split(strings.TrimRight(line, "\n"), "|")
			if len(c) != len(fields) || c[1] == "" {
				continue
			}
			messages++
			p, err := hex.DecodeString(strings.ReplaceAll(c[1], ":", ""))
			if err != nil {
				t.Fatal(err)
			}
			src, _ := strconv.Atoi(c[2])
			dst, _ := strconv.Atoi(c[3])
			b := decodePorts(p, uint16(src), uint16(dst))
			compare(t, p, uint16(src), uint16(dst))
			sameAsTshark(t, fmt.Sprint(filepath.Base(file), " frame ", c[0]), b, &b.Ops[0], c)
		}
	}
	if messages < 100 {
		t.Errorf("only %d messages", messages)
	}
}

// sameAsTshark compares an operation with tshark's fields.
func sameAsTshark(t *testing.T, where string, b *op.Batch, o *op.Operation, c []string) {
	t.Helper()
	number := func(s string) uint32 {
		n, _ := strconv.ParseUint(s, 0, 64)
		return uint32(n)
	}
	if o.Code != number(c[4]) || o.GTP.TEID != number(c[5]) || o.GTP.Sequence != number(c[6]) {
		t.Errorf("%s: type %d, TEID %d, sequence %d; tshark says %s", where, o.Code, o.GTP.TEID, o.GTP.Sequence, c[4:7])
	}
	if imsi := o.IMSI.String(); imsi != c[7] {
		t.Errorf("%s: IMSI %q, tshark says %q", where, imsi, c[7])
	}
	if o.IsPresent(op.ColCause) && o.GTP.Cause != uint8(number(c[8])) {
		t.Errorf("%s: cause %d, tshark says %s", where, o.GTP.Cause, c[8])
	}
	apn := ""
	if o.IsPresent(op.ColAPN) {
		apn = dotted(b.Bytes(o, o.GTP.APN))
	}
	if apn != c[9] {
		t.Errorf("%s: APN %q, tshark says %q", where, apn, c[9])
	}
	if got := faults(o); got != "" && !slices.Contains(knownFaults[strings.Fields(where)[0]], Name(uint8(o.Code))+": "+got) {
		t.Errorf("%s: %s: %s", where, Name(uint8(o.Code)), got)
	}
}

// knownFaults are the faults that captured messages do have.
var knownFaults = map[string][]string{
	"gtp_c.pcap": {"CreateSessionResponse: gtp-ie-unexpected"}, // a Bearer TFT in a bearer context created, which table 7.2.2-2 does not list
	"gtpv2-gwtester.pcap": {
		"CreateSessionRequest: gtp-ie-form",      // a Mobile Equipment Identity of 13 digits
		"ModifyBearerRequest: gtp-ie-unexpected", // a Port Number in the bearer context
		"ModifyBearerResponse: gtp-ie-value",     // EPS bearer 0 in a bearer context
	},
}
