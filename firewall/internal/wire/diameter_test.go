package wire

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sctp"
)

// watchdog is a Device-Watchdog-Request.
var watchdog = join([]byte{1, 0, 0, 52, 0x80, 0, 1, 24}, be(0, 4), be(0x11, 4), be(0x22, 4),
	be(264, 4), []byte{0x40, 0, 0, 13}, []byte("h.exa"), make([]byte, 3),
	be(296, 4), []byte{0x40, 0, 0, 15}, []byte("example"), make([]byte, 1))

// overPorts is an SCTP packet with one user message.
func overPorts(src, dst, ppid int, user []byte) []byte {
	b := join(be(src, 2), be(dst, 2), be(7, 4), be(0, 4), sctpData(3, 1, 2, ppid, user))
	sctp.PutChecksum(b)
	return b
}

// A user message is Diameter by its identifier, by its port, or because it cannot be
// anything else.
func TestDiameterOverSCTP(t *testing.T) {
	tls := join([]byte{22, 254, 253}, make([]byte, 40))
	for _, v := range []struct {
		name           string
		src, dst, ppid int
		user           []byte
		want           string
	}{
		{"as registered", 40000, 3868, 46, watchdog, "DeviceWatchdogRequest []"},
		{"another port", 40000, 5000, 46, watchdog, "DeviceWatchdogRequest []"},
		{"freeDiameter", 40000, 3868, 0, watchdog, "DeviceWatchdogRequest [diameter-ppid]"},
		{"from the port", 3868, 40000, 0, watchdog, "DeviceWatchdogRequest [diameter-ppid]"},
		{"an identifier of nobody's", 40000, 3868, 777, watchdog, "DeviceWatchdogRequest [diameter-ppid]"},
		{"an identifier of S1AP's", 40000, 3868, 18, watchdog, "DeviceWatchdogRequest [diameter-ppid]"},
		{"neither port nor identifier", 40000, 5000, 0, watchdog, "DeviceWatchdogRequest [diameter-ppid]"},
		{"octets swapped", 40000, 3868, 46 << 24, watchdog, "DeviceWatchdogRequest [sctp-ppid-swapped]"},
		{"DTLS that is none", 40000, 3868, 47, watchdog, "DeviceWatchdogRequest [diameter-ppid]"},
		{"DTLS", 40000, 3868, 47, tls, " [not-signaling]"},
		{"DTLS, unannounced", 40000, 3868, 46, tls, " [diameter-version]"},
		{"an identifier of SS7's", 40000, 3868, 3, watchdog, " [m3ua-length m3ua-message-unknown m3ua-parameter]"},
		{"a port of SS7's", 40000, 2905, 46, watchdog, " [m3ua-length m3ua-message-unknown m3ua-parameter]"},
		{"another message behind", 40000, 3868, 46, join(watchdog, watchdog), "DeviceWatchdogRequest [diameter-trailing]"},
		{"cut off", 40000, 3868, 46, watchdog[:40], "DeviceWatchdogRequest [diameter-length diameter-avp-length]"},
		{"nothing of it", 40000, 3868, 46, watchdog[:3], " [diameter-length]"},
	} {
		var b op.Batch
		New(Config{}).Decode(&b, 0, frame(op.EncapRaw, ip4(132, overPorts(v.src, v.dst, v.ppid, v.user))))
		if got := told(&b); got != v.want {
			t.Errorf("%s: %s, want %s", v.name, got, v.want)
		}
	}
}

// told is the name and the faults of a message alone, or of its operation.
func told(b *op.Batch) string {
	if len(b.Messages) != 1 || len(b.Ops) > 1 {
		return fmt.Sprintf("%d messages, %d operations", len(b.Messages), len(b.Ops))
	}
	if len(b.Ops) == 0 {
		return fmt.Sprint(" ", faultNames(&b.Messages[0].Faults))
	}
	return fmt.Sprint(OperationName(&b.Ops[0]), " ", faultNames(&b.Ops[0].Faults))
}

// A command has the columns of its transport.
func TestDiameterColumnsOfTransport(t *testing.T) {
	var b op.Batch
	New(Config{}).Decode(&b, 0, frame(op.EncapRaw, ip4(132, overPorts(40000, 3868, 46, watchdog))))
	o := &b.Ops[0]
	for _, c := range []int{op.ColSrc, op.ColDstPort, op.ColPpid, op.ColStream, op.ColRaw, op.ColCode, op.ColApplication, op.ColOriginHost, op.ColAVPs} {
		if !o.IsPresent(c) {
			t.Errorf("column %d is absent", c)
		}
	}
	if m := &b.Messages[0]; m.PPID != 46 || m.Stream != 2 || o.Code != 280 || o.Kind != op.KindRequest {
		t.Errorf("%+v %+v", m, o)
	}
	d := b.DiameterOf(o)
	if got := string(b.Bytes(o, d.OriginHost)) + " " + string(b.Bytes(o, d.OriginRealm)); got != "h.exa example" {
		t.Errorf("origin %q", got)
	}
}

// What a tool has cut out of a capture has no addresses.
func TestDiameterExported(t *testing.T) {
	var b op.Batch
	New(Config{}).Decode(&b, 0, frame(op.EncapExported, join([]byte("\x00\x0c\x00\x08diameter\x00\x00\x00\x00"), watchdog)))
	if got := told(&b); got != "DeviceWatchdogRequest []" || b.Ops[0].IsPresent(op.ColSrc) {
		t.Error(got)
	}
}

// The tree of a command, offset by offset.
func TestDiameterElements(t *testing.T) {
	update := join([]byte{1, 0, 0, 132, 0xC0, 0, 1, 60}, be(16777251, 4), be(1, 4), be(2, 4),
		be(263, 4), be(0x4000000B, 4), []byte("a;1\x00"),
		be(260, 4), be(0x40000020, 4), be(266, 4), be(0x4000000C, 4), be(10415, 4), be(258, 4), be(0x4000000C, 4), be(16777251, 4),
		be(1407, 4), be(0xC000000F, 4), be(10415, 4), []byte{0x99, 0xF9, 7, 0},
		be(1401, 4), be(0x80000014, 4), be(10415, 4), []byte("nonsense"),
		be(60000, 4), be(0x8000000C, 4), be(77, 4), be(264, 4), be(0x400000FF, 4))
	b := &op.Batch{}
	New(Config{}).Decode(b, 0, frame(op.EncapRaw, ip4(132, overPorts(40000, 3868, 46, update))))
	var got strings.Builder
	for _, x := range Elements(b, &b.Messages[0]) {
		fmt.Fprintf(&got, "%d %s%s [%d] %x\n", x.Offset, strings.Repeat("  ", x.Depth), x.Name, x.Length, x.Value)
	}
	const want = `0 header [20] 01000084c000013c010000230000000100000002
20 263 Session-Id [M] [3] 613b31
32 260 Vendor-Specific-Application-Id [M] [24] 
40   266 Vendor-Id [M] [4] 000028af
52   258 Auth-Application-Id [M] [4] 01000023
64 1407/10415 Visited-PLMN-Id [VM] [3] 99f907
80 1401/10415 Terminal-Information [V], without M [8] 
92   octets that are no AVP [8] 6e6f6e73656e7365
100 60000/77 not listed [V] [0] 
112 octets that are no AVP [8] 00000108400000ff
`
	if got.String() != want {
		t.Errorf("%s\nwant\n%s", got.String(), want)
	}
	b.Messages[0].Payload = update[:7]
	if list := Elements(b, &b.Messages[0]); len(list) != 1 || list[0].Length != 7 {
		t.Errorf("without a header: %v", list)
	}
}

// Columns of a command have names.
func TestDiameterValueNames(t *testing.T) {
	b := &op.Batch{}
	b.AddMessage()
	o := b.AddOp(op.ProtoDiameter)
	o.Application = 16777251
	*b.AddDiameter(o) = op.Diameter{AuthApplication: 0xFFFFFFFF, VendorApplication: 16777313, ResultCode: 3002, ExperimentalCode: 5004, ExperimentalOwner: 10415}
	for column, want := range map[int]string{
		op.ColApplication: "S6a", op.ColAuthApplication: "relay", op.ColVendorApplication: "SGd", op.ColResultCode: "DIAMETER_UNABLE_TO_DELIVER",
		op.ColExperimentalResult: "DIAMETER_ERROR_ROAMING_NOT_ALLOWED", op.ColHopByHop: "",
	} {
		if got := ValueName(b, o, column); got != want {
			t.Errorf("column %d is %q, want %q", column, got, want)
		}
	}
}

// tsharkDiameter are the fields that a capture's commands are compared by.
var tsharkDiameter = []string{"frame.number", "diameter.cmd.code", "diameter.applicationId", "diameter.flags", "diameter.hopbyhopid",
	"diameter.endtoendid", "diameter.Session-Id", "diameter.Origin-Host", "diameter.Origin-Realm", "diameter.Destination-Host",
	"diameter.Destination-Realm", "diameter.User-Name", "diameter.Visited-PLMN-Id", "diameter.Result-Code", "diameter.Experimental-Result-Code"}

// Every command that anybody recorded for us is read as tshark reads it.
func TestDiameterCapturesEqualTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("needs tshark")
	}
	total := 0
	for _, path := range captures(t) {
		args := []string{"-n", "-r", path, "-Y", "diameter", "-T", "fields", "-E", "separator=|", "-E", "aggregator=,"}
		for _, f := range tsharkDiameter {
			args = append(args, "-e", f)
		}
		out, err := exec.Command("tshark", args...).Output()
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Split(strings.TrimSpace(string(out)), "\n")
		if want[0] == "" {
			continue
		}
		var got []string
		replayed(t, path, 64, func(b *op.Batch, m *op.Message) {
			for i := m.FirstOp; i < m.FirstOp+m.NumOps; i++ {
				if o := &b.Ops[i]; o.Protocol == op.ProtoDiameter {
					got = append(got, asTshark(b, o, m))
					known(t, filepath.Base(path), o)
				}
			}
		})
		total += len(got)
		if rows := perMessage(want); !slices.Equal(got, rows) {
			t.Errorf("%s:\n%s\ntshark:\n%s", path, strings.Join(got, "\n"), strings.Join(rows, "\n"))
		}
	}
	if total < 100 {
		t.Errorf("only %d commands", total)
	}
}

// asTshark writes a command as a row of tshark's.
func asTshark(b *op.Batch, o *op.Operation, m *op.Message) string {
	d := b.DiameterOf(o)
	row := []string{fmt.Sprint(m.Frame), fmt.Sprint(o.Code), fmt.Sprint(o.Application), fmt.Sprintf("0x%02x", d.Flags), fmt.Sprintf("0x%08x", d.HopByHop), fmt.Sprintf("0x%08x", d.EndToEnd)}
	for _, s := range []op.Span{d.SessionID, d.OriginHost, d.OriginRealm, d.DestinationHost, d.DestinationRealm, d.UserName} {
		row = append(row, string(b.Bytes(o, s)))
	}
	plmn := ""
	if p := d.VisitedPLMN; p != 0 {
		p := uint32(p)
		plmn = fmt.Sprintf("%x%x%x%x%x%x", p>>16&15, p>>20&15, p&15, p>>12&15, p>>4&15, p>>8&15)
	}
	for _, x := range []struct {
		column int
		value  uint32
	}{{op.ColResultCode, d.ResultCode}, {op.ColExperimentalResult, d.ExperimentalCode}} {
		if plmn += "|"; o.IsPresent(x.column) {
			plmn += strconv.Itoa(int(x.value))
		}
	}
	return strings.Join(row, "|") + "|" + plmn
}

// perMessage makes a row of tshark's for a frame with several commands into one for
// each: what has one value belongs to all of them, or is a field that each has.
func perMessage(rows []string) (all []string) {
	for _, row := range rows {
		c := strings.Split(row, "|")
		n := len(strings.Split(c[1], ","))
		for i := range n {
			one := []string{c[0]}
			for _, field := range c[1:] {
				values := strings.Split(field, ",")
				if len(values) < n {
					values = append(values, make([]string, n)...)
				}
				one = append(one, values[i])
			}
			all = append(all, strings.Join(one, "|"))
		}
	}
	return all
}

// known checks that honest traffic has no fault but those that are there.
func known(t *testing.T, file string, o *op.Operation) {
	t.Helper()
	for _, name := range faultNames(&o.Faults) {
		if !slices.Contains(knownFaults[file], OperationName(o)+" "+name) && !slices.Contains(knownFaults[file], name) {
			t.Errorf("%s: %s: %s", file, OperationName(o), name)
		}
	}
}

// knownFaults are the faults that captured commands do have, by file.
var knownFaults = map[string][]string{
	"diameter-sctp-freediameter.pcap": {"diameter-ppid"}, // freeDiameter sends 0
	"diameter-tcp-s6a-godiameter.pcap": {
		"AuthenticationInformationAnswer diameter-avp-missing", // no Auth-Session-State
		"UpdateLocationAnswer diameter-avp-mandatory",          // Service-Selection of vendor 10415
		"UpdateLocationAnswer diameter-avp-unexpected",         // Network-Access-Mode in APN-Configuration-Profile
	},
	"diameter.pcap": {"tcp-midstream"},
	"docs_assets_pcapng_ipsec_reg.pcapng": {
		"tcp-midstream",
		"AARequest diameter-avp-unexpected", // Session-Timeout and others of NASREQ on Rx
		"AAAnswer diameter-avp-unexpected",  // Auth-Request-Type
	},
	"docs_assets_pcapng_srsenb.pcapng": {
		"diameter-ppid",
		"CreditControlRequest diameter-avp-unexpected", // a User-Location-Info in Default-EPS-Bearer-QoS
	},
	"docs_assets_pcapng_testattach.pcapng": {"diameter-ppid"},
}
