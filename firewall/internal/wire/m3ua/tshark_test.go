package m3ua

import (
	"encoding/binary"
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

// carried puts a message into an IPv4 packet with one SCTP DATA chunk.
func carried(b []byte, ppid, tsn uint32) []byte {
	chunk := append([]byte{0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0}, b...)
	binary.BigEndian.PutUint16(chunk[2:], uint16(len(chunk)))
	binary.BigEndian.PutUint32(chunk[4:], tsn)
	binary.BigEndian.PutUint32(chunk[12:], ppid)
	for len(chunk)%4 != 0 {
		chunk = append(chunk, 0)
	}
	p := append([]byte{0x45, 0, 0, 0, 0, 0, 0, 0, 64, 132, 0, 0, 192, 0, 2, 1, 198, 51, 100, 1,
		0x0b, 0x59, 0x0b, 0x59, 0, 0, 0, 1, 0, 0, 0, 0}, chunk...)
	binary.BigEndian.PutUint16(p[2:], uint16(len(p)))
	return p
}

var sharkFields = []string{"frame.number", "_ws.malformed", "_ws.col.Protocol", "m3ua.message_class", "m3ua.message_type", "m3ua.routing_context",
	"m3ua.protocol_data_opc", "m3ua.protocol_data_dpc", "m3ua.protocol_data_si", "m3ua.protocol_data_ni", "m3ua.protocol_data_sls",
	"m3ua.affected_point_code_pc", "m3ua.affected_point_code_mask", "data.data"}

// sharkRead returns tshark's fields of every packet, the first value of each,
// numbers in decimal.
func sharkRead(t *testing.T, path string, fields []string) (rows []map[string]string) {
	t.Helper()
	args := []string{"-n", "-r", path, "-T", "fields", "-E", "separator=|", "-E", "occurrence=f", "-o", "m3ua.version:rfc4666"}
	for _, p := range []string{"sccp", "isup", "mtp3mg", "tup", "bicc", "h248", "alcap"} {
		args = append(args, "--disable-protocol", p)
	}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	for line := range strings.Lines(string(shark.Run(t, args...))) {
		row := map[string]string{}
		for i, v := range strings.Split(strings.TrimSuffix(line, "\n"), "|") {
			if n, err := strconv.ParseUint(v, 0, 64); err == nil && fields[i] != "data.data" && !strings.HasSuffix(fields[i], "digits") {
				v = fmt.Sprint(n)
			}
			row[fields[i]] = v
		}
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
	put("m3ua.message_class", d.isOK, d.m.Class)
	put("m3ua.message_type", d.isOK, d.m.Type)
	put("m3ua.routing_context", d.o.IsPresent(op.ColRoutingContext), d.RoutingContext)
	put("m3ua.protocol_data_opc", d.o.IsPresent(op.ColOpc), d.OPC)
	put("m3ua.protocol_data_dpc", d.o.IsPresent(op.ColDpc), d.DPC)
	put("m3ua.protocol_data_si", d.o.IsPresent(op.ColServiceIndicator), d.ServiceIndicator)
	put("m3ua.protocol_data_ni", d.o.IsPresent(op.ColNetworkIndicator), d.NetworkIndicator)
	put("m3ua.protocol_data_sls", d.o.IsPresent(op.ColOpc), d.SLS)
	put("data.data", len(d.m.Data) > 0, hex.EncodeToString(d.m.Data))
	if d.m.Affected != nil {
		pc, mask := PointCode(d.m.Affected)
		put("m3ua.affected_point_code_pc", true, pc)
		put("m3ua.affected_point_code_mask", true, mask)
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
	var list, packets [][]byte
	for _, v := range vectors {
		list = append(list, v.b)
	}
	r := rand.New(rand.NewPCG(3, 4))
	for len(list) < n {
		list = append(list, random(r))
	}
	for i, b := range list {
		packets = append(packets, carried(b, 3, uint32(i)))
	}
	path := filepath.Join(t.TempDir(), "m3ua.pcap")
	write(t, path, packets)
	rows := sharkRead(t, path, sharkFields)
	if len(rows) != len(list) {
		t.Fatalf("%d of %d messages", len(rows), len(list))
	}
	different, read := map[string]int{}, 0
	for i, row := range rows {
		if row["_ws.malformed"] != "" || row["m3ua.message_class"] == "" {
			continue
		}
		read++
		d := decode(list[i])
		got := ours(&d)
		for f, want := range row {
			if !strings.HasPrefix(f, "m3ua") && f != "data.data" || got[f] == want {
				continue
			}
			why := difference(f, got[f], want, &d)
			if different[why]++; why == "" {
				t.Errorf("%x: %s: ours %q, tshark %q; %s", list[i], f, got[f], want, faults(&d.o.Faults))
			}
		}
	}
	t.Logf("%d of %d messages read by both; explained differences %v", read, len(list), different)
	if read < n/2 {
		t.Error("tshark calls nearly everything malformed")
	}
}

// difference says why we read a field in another way than tshark 4.0, or "".
func difference(f, ours, shark string, d *decoded) string {
	has := func(c op.FaultCode) bool { return d.o.Faults.Has(c) }
	switch {
	case has(op.M3UAHeader) && !d.isOK:
		return "a version other than 1 is not read (RFC 4666 3.1.1)"
	case ours == "" && has(op.M3UAMessageUnknown):
		return "parameters of messages that are not listed are not read (RFC 4666 3.8.1)"
	case ours == "" && has(op.M3UAParameterUnknown):
		return "parameters that do not belong to the message are not read (RFC 4666 3.2)"
	case ours == "" && has(op.M3UAParameter):
		return "parameters of a wrong length, or that reach past the message, are not read (RFC 4666 3.2)"
	case ours == "" && has(op.M3UALength):
		return "parameters behind the message's length are not read (RFC 4666 3.1.4)"
	}
	return ""
}

// write makes a capture of IPv4 packets.
func write(t *testing.T, path string, packets [][]byte) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := pcapgo.NewWriter(f)
	if err := w.WriteFileHeader(65536, layers.LinkTypeRaw); err != nil {
		t.Fatal(err)
	}
	for i, b := range packets {
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: time.Unix(int64(i), 0), CaptureLength: len(b), Length: len(b)}, b); err != nil {
			t.Fatal(err)
		}
	}
}
