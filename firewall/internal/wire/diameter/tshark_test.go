package diameter

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/shark"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// field is what tshark calls an AVP of interest.
type field struct {
	tshark, name string
}

var compared = []field{
	{"diameter.Session-Id", "Session-Id"}, {"diameter.Origin-Host", "Origin-Host"}, {"diameter.Origin-Realm", "Origin-Realm"},
	{"diameter.Destination-Host", "Destination-Host"}, {"diameter.Destination-Realm", "Destination-Realm"}, {"diameter.User-Name", "User-Name"},
	{"diameter.Visited-PLMN-Id", "Visited-PLMN-Id"}, {"diameter.Result-Code", "Result-Code"},
	{"diameter.Experimental-Result-Code", "Experimental-Result-Code"}, {"diameter.Route-Record", "Route-Record"},
	{"diameter.RAT-Type", "RAT-Type"}, {"diameter.ULR-Flags", "ULR-Flags"}, {"diameter.MSISDN", "MSISDN"},
}

var headerFields = []string{"frame.number", "diameter.cmd.code", "diameter.applicationId", "diameter.flags", "diameter.hopbyhopid", "diameter.endtoendid", "diameter.avp.code", "e212.imsi", "_ws.malformed"}

// look runs tshark over a file and calls see with the fields of each message.
func look(t *testing.T, file string, see func(row []string)) {
	t.Helper()
	args := []string{"-n", "-r", file, "-Y", "diameter", "-T", "fields", "-E", "separator=|", "-E", "aggregator=,"}
	for _, f := range headerFields {
		args = append(args, "-e", f)
	}
	for _, f := range compared {
		args = append(args, "-e", f.tshark)
	}
	for line := range strings.Lines(string(shark.Run(t, args...))) {
		c := strings.Split(strings.TrimRight(line, "\n"), "|")
		if len(c) == len(headerFields)+len(compared) { // a name may hold the separator
			see(c)
		}
	}
}

// sameAsTshark compares a message with what tshark says: the header, and unless a
// fault says that lengths do not fit, the same AVPs in the same order, down to the
// last group, and the same values.
func sameAsTshark(t *testing.T, where string, p []byte, row []string) {
	t.Helper()
	b, o, c := one(t, p)
	number := func(s string) uint32 {
		n, _ := strconv.ParseUint(s, 0, 64)
		return uint32(n)
	}
	if o.Code != number(row[1]) || o.Application != number(row[2]) || uint32(c.Flags) != number(row[3]) || c.HopByHop != number(row[4]) || c.EndToEnd != number(row[5]) {
		t.Errorf("%s: command %d, application %d, flags %d, %x, %x; tshark says %s", where, o.Code, o.Application, c.Flags, c.HopByHop, c.EndToEnd, row[1:6])
	}
	broken := o.Faults.Has(op.DiameterAVPLength) || o.Faults.Has(op.DiameterLength) || o.Faults.Has(op.DiameterDepth) || o.Faults.Has(op.DiameterAVPCount)
	if broken {
		return
	}
	var codes []string
	strange := false // tshark may know it for a group
	closed := -1     // depth of a group that tshark does not open
	Elements(p, func(x Element) bool {
		if closed >= 0 && x.Depth > closed {
			return true
		}
		strange = strange || x.Name == ""
		if closed = -1; slices.Contains(tsharkCloses, x.Name) {
			closed = x.Depth
		}
		codes = append(codes, fmt.Sprint(x.Code))
		return true
	})
	got := strings.Join(codes, ",")
	if row[8] != "" && strings.HasPrefix(got, row[6]) { // tshark gives up what an AVP holds, and the rest with it
		return
	}
	if strange {
		return
	}
	if got != row[6] {
		t.Errorf("%s: AVPs %s, tshark has %s, of %x", where, got, row[6], p)
		return
	}
	all := byName(p)
	if slices.ContainsFunc(tsharkCloses, func(name string) bool { return all[name] != nil }) {
		return
	}
	for i, f := range compared {
		want := all[f.name]
		var got []string
		if x := row[len(headerFields)+i]; x != "" {
			got = strings.Split(x, ",")
		}
		for i, x := range got { // an Enumerated has a sign
			if n, err := strconv.ParseInt(x, 10, 64); err == nil && n < 0 {
				got[i] = fmt.Sprint(uint32(n))
			}
		}
		if slices.ContainsFunc(want, isPrintedOtherwise) || f.name == "Experimental-Result-Code" && (len(want) > 1 || c.ExperimentalOwner != vendor3GPP) {
			continue // tshark has a field for each vendor
		}
		if !slices.Equal(want, got) {
			t.Errorf("%s: %s is %q, tshark says %q, of %x", where, f.name, want, got, p)
		}
	}
	if imsi, _, _ := strings.Cut(row[7], ","); o.IsPresent(op.ColIMSI) && hasIMSI[o.Application] && imsi != "" && imsi != o.IMSI.String() {
		t.Errorf("%s: IMSI %s, tshark says %s, of %x", where, o.IMSI, imsi, p)
	}
	checkColumns(t, where, b, o, c, all)
}

// tsharkCloses are the groups that tshark 4.0.17 lists as something else, or not.
var tsharkCloses = []string{
	"QoS-Capability", "Key", "ERP-RK-Request", "Subscription-Id-Extension", "Redirect-Server-Extension", "QoS-Final-Unit-Indication",
	"Callee-Information", "MA-Information", "5GS-RAN-NAS-Release-Cause", "NGAP-Cause", "Wireline-User-Location-Info",
	"P-CSCF-Subscription-Info", "Failed-PCSCF", "Call-Reference-Info", "Updated-Network-Configuration", "Exclude-Identifiers",
	"Include-Identifiers", "SMSMI-Correlation-ID", "APN-Rate-Control-Status",
}

// isPrintedOtherwise reports the values that tshark cuts at a NUL, escapes or
// replaces octets of, or that hold what separates values.
func isPrintedOtherwise(s string) bool {
	return s == "" || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' || r == '|' || r == ',' || r == '\\' || r == '"' })
}

// hasIMSI are the applications whose User-Names tshark 4.0 reads as IMSIs.
var hasIMSI = map[uint32]bool{16777251: true}

// byName writes the values of AVPs, in groups too, as tshark does.
func byName(p []byte) map[string][]string {
	all := map[string][]string{}
	Elements(p, func(x Element) bool {
		data := p[x.At:x.End]
		value := string(data)
		switch x.Type {
		case "Unsigned32", "Enumerated":
			if len(data) != 4 {
				return true
			}
			value = fmt.Sprint(binary.BigEndian.Uint32(data))
		case "OctetString":
			value = hex.EncodeToString(data)
		}
		all[x.Name] = append(all[x.Name], value)
		return true
	})
	return all
}

// checkColumns: a column of a command is the first of its AVPs, or none if that
// could not be read.
func checkColumns(t *testing.T, where string, b *op.Batch, o *op.Operation, c *op.Diameter, all map[string][]string) {
	t.Helper()
	for column, x := range map[int]struct{ name, value string }{
		op.ColOriginHost:  {"Origin-Host", string(b.Bytes(o, c.OriginHost))},
		op.ColOriginRealm: {"Origin-Realm", string(b.Bytes(o, c.OriginRealm))},
		op.ColSessionID:   {"Session-Id", string(b.Bytes(o, c.SessionID))},
	} {
		if o.IsPresent(column) && !slices.Contains(all[x.name], x.value) {
			t.Errorf("%s: %s is %q, of %q", where, x.name, x.value, all[x.name])
		}
	}
}

// messageCount is how many messages are made; more with PORTCULLIS_ORACLE.
func messageCount(otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv("PORTCULLIS_ORACLE")); err == nil {
		return n
	}
	return otherwise
}

// TestGeneratedEqualTshark compares commands of every application, honest and
// changed.
func TestGeneratedEqualTshark(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 6733))
	m := maker{r}
	all := keys()
	n := messageCount(3000)
	for n > 0 {
		var messages [][]byte
		for range min(n, 20000) {
			p := m.message(all[r.IntN(len(all))], 0.2)
			if r.IntN(4) > 0 {
				p = mutated(r, p)
			}
			messages = append(messages, p)
		}
		n -= len(messages)
		seen := 0
		look(t, shark.Capture(t, shark.LinkExported, shark.Exported("diameter", messages)), func(row []string) {
			i, _ := strconv.Atoi(row[0])
			if seen++; t.Failed() && seen > 50 {
				return
			}
			sameAsTshark(t, fmt.Sprint("message ", i), messages[i-1], row)
		})
		t.Logf("%d messages, tshark reads %d as Diameter", len(messages), seen)
		if t.Failed() {
			return
		}
	}
}
