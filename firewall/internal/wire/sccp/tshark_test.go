package sccp

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/seed-43cefff0/portcullis/firewall/internal/shark"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// addressFields are those of an address; the first is always there.
var addressFields = []string{"gti", "ri", "pc", "ssn", "tt", "np", "nai", "es", "digits"}

func sharkFields() []string {
	f := []string{"frame.number", "_ws.malformed", "sccp.message_type", "sccp.class", "sccp.return_cause", "sccp.hops",
		"sccp.segmentation.first", "sccp.segmentation.class", "sccp.segmentation.remaining", "sccp.segmentation.slr",
		"sccpmg.message_type", "sccpmg.ssn", "sccpmg.pc", "sccpmg.smi", "data.data", "sccp.segmented_data"}
	for _, who := range []string{"called", "calling"} {
		for _, x := range addressFields {
			f = append(f, "sccp."+who+"."+x)
		}
	}
	return f
}

// sharkRead returns tshark's fields of every message of a capture that starts
// with SCCP, numbers in decimal.
func sharkRead(t *testing.T, path string) (rows []map[string]string) {
	t.Helper()
	args := []string{"-n", "-r", path, "-T", "fields", "-E", "separator=|", "-E", "occurrence=f", "-o", "sccp.defragment_xudt:FALSE"}
	for _, p := range []string{"tcap", "bssap", "bssap_plus", "ranap", "rnsap", "gsm_map", "camel", "inap"} {
		args = append(args, "--disable-protocol", p)
	}
	fields := sharkFields()
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	for line := range strings.Lines(string(shark.Run(t, args...))) {
		row := map[string]string{}
		for i, v := range strings.Split(strings.TrimSuffix(line, "\n"), "|") {
			if n, err := strconv.ParseUint(v, 0, 64); err == nil && !strings.HasSuffix(fields[i], "digits") && !strings.HasSuffix(fields[i], "data") {
				v = fmt.Sprint(n)
			}
			row[fields[i]] = v
		}
		if s := row["sccp.segmented_data"]; len(s) > 2 {
			row["data.data"] = s[2:] // the field starts with the length
		}
		delete(row, "sccp.segmented_data")
		rows = append(rows, row)
	}
	return rows
}

// ours is the decoder's reading as tshark's fields.
func ours(d *decoded) map[string]string {
	row := map[string]string{}
	put := func(name string, is bool, v any) {
		if is {
			row[name] = fmt.Sprint(v)
		}
	}
	bit := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	put("sccp.message_type", d.o.IsPresent(op.ColSccpType), d.SCCPType)
	put("sccp.class", d.o.IsPresent(op.ColSccpClass), d.SCCPClass)
	l := layouts[min(int(d.SCCPType), len(layouts)-1)]
	put("sccp.return_cause", l.isService && d.o.IsPresent(op.ColCalledIndicator), d.ReturnCause)
	put("sccp.hops", d.o.IsPresent(op.ColHopCounter), d.HopCounter)
	g := d.u.Segment
	isSegmented := g != Segment{}
	put("sccp.segmentation.first", isSegmented, bit(g.First))
	put("sccp.segmentation.class", isSegmented, bit(g.InSequence))
	put("sccp.segmentation.remaining", isSegmented, g.Remaining)
	put("sccp.segmentation.slr", isSegmented, g.Reference&0xFF<<16|g.Reference&0xFF00|g.Reference>>16)
	put("data.data", d.u.Data != nil, hex.EncodeToString(d.u.Data))
	m := d.u.Management
	put("sccpmg.message_type", d.u.IsManagement, m.Type)
	put("sccpmg.ssn", m.PointCode|uint16(m.SSN) != 0, m.SSN)
	put("sccpmg.pc", m.PointCode|uint16(m.SSN) != 0, m.PointCode)
	put("sccpmg.smi", m.PointCode|uint16(m.SSN) != 0, m.Multiplicity)
	for _, x := range []struct {
		name string
		a    *op.SCCPAddress
		base int
	}{{"called", &d.Called, op.ColCalledIndicator}, {"calling", &d.Calling, op.ColCallingIndicator}} {
		n := "sccp." + x.name + "."
		put(n+"gti", d.o.IsPresent(x.base), x.a.GTI())
		put(n+"ri", d.o.IsPresent(x.base), bit(x.a.RoutesOnSSN()))
		put(n+"pc", x.a.Present&op.SCCPHasPointCode != 0, x.a.PointCode)
		put(n+"ssn", d.o.IsPresent(x.base+1), x.a.SSN)
		put(n+"tt", d.o.IsPresent(x.base+2), x.a.TT)
		put(n+"np", d.o.IsPresent(x.base+3), x.a.NP)
		put(n+"nai", d.o.IsPresent(x.base+4), x.a.NAI)
		put(n+"es", d.o.IsPresent(x.base+5) && x.a.GTI() != 1, x.a.ES)
		put(n+"digits", d.o.IsPresent(x.base+6), x.a.Digits)
	}
	return row
}

// TestAgainstTshark compares every field over generated and broken messages.
// PORTCULLIS_ORACLE is how many; 10,000 otherwise.
func TestAgainstTshark(t *testing.T) {
	shark.Need(t)
	n, _ := strconv.Atoi(os.Getenv("PORTCULLIS_ORACLE"))
	if n == 0 {
		n = 10_000
	}
	var list [][]byte
	for _, v := range vectors {
		if len(v.b) > 0 {
			list = append(list, v.b)
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	for len(list) < n {
		if b := random(r); len(b) > 0 {
			list = append(list, b)
		}
	}
	path := filepath.Join(t.TempDir(), "sccp.pcap")
	write(t, path, 142, list)
	rows := sharkRead(t, path)
	if len(rows) != len(list) {
		t.Fatalf("%d of %d messages", len(rows), len(list))
	}
	different, read := map[string]int{}, 0
	for i, row := range rows {
		if row["_ws.malformed"] != "" {
			continue
		}
		read++
		d := decode(list[i], 0)
		got := ours(&d)
		for f, want := range row {
			if strings.HasPrefix(f, "frame") || strings.HasPrefix(f, "_ws") || got[f] == want {
				continue
			}
			why := difference(f, got[f], want, &d)
			if different[why]++; why == "" {
				t.Errorf("%x: %s: ours %q, tshark %q; %s", list[i], f, got[f], want, faults(&d.o.Faults))
			}
		}
	}
	t.Logf("%d of %d messages read by both; explained differences %v", read, len(list), different)
	if read < n/4 {
		t.Error("tshark calls nearly everything malformed")
	}
}

// difference says why we read a field in another way than tshark 4.0, or "".
func difference(f, ours, shark string, d *decoded) string {
	has := func(c op.FaultCode) bool { return d.o.Faults.Has(c) }
	switch {
	case f == "data.data" && (d.Called.SSN == 1 || d.Calling.SSN == 1) && shark == "", strings.HasPrefix(f, "sccpmg.") && !d.u.IsManagement:
		return "data for SSN 1 that is not routed on it, comes back or is segmented is no SCMG (Q.714 5.3)"
	case f == "data.data" && ours == "" && has(op.SCCPLength):
		return "data that reaches past the message is not read (Q.713 2.2)"
	case strings.HasPrefix(f, "sccpmg.") && has(op.SCCPValue):
		return "SCMG of another length or with spare bits (Q.713 5.3)"
	case strings.HasPrefix(f, "sccpmg.") && shark == "" && has(op.SCCPMessageUnknown):
		return "SCMG types that Q.713 does not list have no content here"
	case strings.HasSuffix(f, "digits") && has(op.SCCPEncoding) && shark == ours+"ST":
		return "where no encoding scheme is stated, 1111 is a filler (Q.713 3.4.2.3.2)"
	case ours == "" && strings.HasSuffix(f, "digits") && (has(op.SCCPDigits) || has(op.SCCPEncoding) || has(op.SCCPAddressForm)):
		return "digits of a title that is not decimal, or of a reserved form, are not read (Q.713 3.4.2.3)"
	case ours == "" && has(op.SCCPMessageUnknown):
		return "connection-oriented messages are not read (RULES C-01)"
	}
	return ""
}

// write makes a capture of the messages, which start at the layer that the link
// type says.
func write(t *testing.T, path string, linkType layers.LinkType, list [][]byte) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := pcapgo.NewWriter(f)
	if err := w.WriteFileHeader(65536, linkType); err != nil {
		t.Fatal(err)
	}
	for i, b := range list {
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: time.Unix(int64(i), 0), CaptureLength: len(b), Length: len(b)}, b); err != nil {
			t.Fatal(err)
		}
	}
}
