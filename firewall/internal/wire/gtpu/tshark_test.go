package gtpu

import (
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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

// reading is what a decoder makes of a message, as text; the empty string is
// absent.
type reading struct{ name, teid, sequence, extensions, recovery, tunnel, peer string }

// sharkFields print a frame number, the outermost ports and payload, and then a
// reading.
var sharkFields = []string{"frame.number", "udp.srcport", "udp.dstport", "udp.payload",
	"gtp.message", "gtp.teid", "gtp.seq_number", "gtp.ext_hdr.next", "gtp.recovery", "gtp.teid_data", "gtp.gsn_ipv4", "gtp.gsn_ipv6"}

// sharkRow is one GTP-U message as tshark reads it.
type sharkRow struct {
	frame, src, dst int
	payload         []byte
	reading
}

// sharkRead returns the messages of a capture to or from port 2152.
func sharkRead(t *testing.T, path string) (rows []sharkRow) {
	t.Helper()
	args := []string{"-n", "-r", path, "-Y", "gtp && udp.port == 2152", "-T", "fields", "-E", "separator=|", "-E", "occurrence=a"}
	for _, f := range sharkFields {
		args = append(args, "-e", f)
	}
	names := sharkNames(t)
	for line := range strings.Lines(string(shark.Run(t, args...))) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		row := sharkRow{frame: int(value(f[0])), src: int(value(f[1])), dst: int(value(f[2]))}
		if row.src != Port && row.dst != Port {
			continue // what the filter saw is inside another tunnel
		}
		var err error
		if row.payload, err = hex.DecodeString(first(f[3])); err != nil {
			t.Fatal(err)
		}
		row.reading = reading{names[uint8(value(f[4]))], plain(f[5]), plain(f[6]), chain(f[7]), plain(f[8]), plain(f[9]), first(f[10]) + first(f[11])}
		rows = append(rows, row)
	}
	return rows
}

// first returns the first of the values of a field: that of the outermost layer.
func first(s string) string {
	s, _, _ = strings.Cut(s, ",")
	return s
}

func value(s string) uint64 {
	v, _ := strconv.ParseUint(first(s), 0, 32)
	return v
}

// plain returns a number in decimal, or "".
func plain(s string) string {
	if s == "" {
		return ""
	}
	return fmt.Sprint(value(s))
}

// chain returns the types of extension headers without the end of the chain.
func chain(s string) string {
	var types []string
	for _, f := range strings.Split(s, ",") {
		if v := value(f); v != 0 {
			types = append(types, fmt.Sprint(v))
		}
	}
	return strings.Join(types, " ")
}

// differentNames are the names in which Wireshark 4.0 departs from TS 29.281
// table 6.1-1.
var differentNames = map[string]string{"T-PDU": "G-PDU", "SupportedExtensionHeaderNotification": "SupportedExtensionHeadersNotification"}

// sharkNames returns tshark's names of message types in our form.
func sharkNames(t *testing.T) map[uint8]string {
	t.Helper()
	names := map[uint8]string{}
	for _, v := range shark.Values(t, "gtp.message")["gtp.message"] {
		name := ""
		for _, word := range strings.Fields(v.Name) {
			name += strings.ToUpper(word[:1]) + word[1:]
		}
		if n, is := differentNames[name]; is {
			name = n
		}
		names[uint8(v.Number)] = name
	}
	return names
}

// ours is the decoder's reading of a message.
func ours(p []byte, src, dst int) (r reading, o *op.Operation) {
	b, o, _, _ := decode(p, uint16(src), uint16(dst))
	g := &o.GTP
	number := func(col int, v uint64) string {
		if !o.IsPresent(col) {
			return ""
		}
		return fmt.Sprint(v)
	}
	r = reading{Name(uint8(o.Code)), number(op.ColTEID, uint64(g.TEID)), number(op.ColSequence, uint64(g.Sequence)), "", number(op.ColRecovery, uint64(g.Recovery)), "", ""}
	if o.IsPresent(op.ColFirstExtension) {
		r.extensions = fmt.Sprint(g.FirstExt)
	}
	if o.IsPresent(op.ColFTEIDs) {
		f := b.FTEIDs[g.FTEIDs.First]
		r.tunnel, r.peer = fmt.Sprint(f.TEID), f.Addr4.String()+f.Addr6.String()
	}
	return r, o
}

// same compares readings; of the chain of extension headers ours has the first.
func same(a, b reading) bool {
	b.extensions, _, _ = strings.Cut(b.extensions, " ")
	return a == b
}

// TestCapturesAgainstTshark reads every GTP-U message of every capture.
func TestCapturesAgainstTshark(t *testing.T) {
	shark.Need(t)
	dir := os.Getenv("PORTCULLIS_CAPTURES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "..", "shared", "captures")
	}
	var files []string
	_ = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && slices.Contains([]string{".pcap", ".pcapng", ".cap"}, filepath.Ext(path)) {
			files = append(files, path)
		}
		return err
	})
	if len(files) == 0 {
		t.Skip("needs the captures; PORTCULLIS_CAPTURES names their folder")
	}
	total, found := map[string]int{}, map[string]int{}
	for _, path := range files {
		for _, row := range sharkRead(t, path) {
			got, o := ours(row.payload, row.src, row.dst)
			if !same(got, row.reading) {
				t.Errorf("%s, frame %d: we read %+v, tshark %+v", path, row.frame, got, row.reading)
			}
			total[got.name]++
			o.Faults.Each(func(c op.FaultCode) {
				found[c.String()]++
				if c.Info().Class == op.Malformed {
					t.Logf("%s, frame %d: %s", filepath.Base(path), row.frame, faults(o))
				}
			})
		}
	}
	t.Logf("messages %v, faults %v", total, found)
	if total["G-PDU"] == 0 {
		t.Error("no G-PDU in the captures")
	}
}

// TestVectorsAgainstTshark reads the honest messages of the tests: the captures
// have few that are no G-PDU.
func TestVectorsAgainstTshark(t *testing.T) {
	shark.Need(t)
	path := filepath.Join(t.TempDir(), "honest.pcap")
	vectors := slices.DeleteFunc(slices.Clone(honest), func(v vector) bool { return v.payload[1] == tunnelStatus }) // Wireshark 4.0 takes it for no GTP
	write(t, path, vectors)
	rows := sharkRead(t, path)
	for i, v := range vectors {
		if i >= len(rows) || rows[i].frame != i+1 {
			t.Fatalf("tshark does not read %s", v.name)
		}
		if got, _ := ours(rows[i].payload, rows[i].src, rows[i].dst); !same(got, rows[i].reading) {
			t.Errorf("%s: we read %+v, tshark %+v", v.name, got, rows[i].reading)
		}
	}
}

// write writes payloads as UDP datagrams to port 2152.
func write(t *testing.T, path string, vectors []vector) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	w := pcapgo.NewWriter(f)
	if err := w.WriteFileHeader(65535, layers.LinkTypeRaw); err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: []byte{198, 51, 100, 7}, DstIP: []byte{192, 0, 2, 10}}
		udp := &layers.UDP{SrcPort: 50000, DstPort: Port}
		buffer := gopacket.NewSerializeBuffer()
		err := gopacket.SerializeLayers(buffer, gopacket.SerializeOptions{FixLengths: true}, ip, udp, gopacket.Payload(v.payload))
		if err != nil {
			t.Fatal(err)
		}
		p := buffer.Bytes()
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: time.Unix(1e9, 0), CaptureLength: len(p), Length: len(p)}, p); err != nil {
			t.Fatal(err)
		}
	}
}
