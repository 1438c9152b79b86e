package sccp_test

import (
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

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/m3ua"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/mtp3"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sccp"
)

// captureFields are compared frame by frame, all values of a frame in order.
var captureFields = []string{"m3ua.message_class", "m3ua.message_type", "opc", "dpc", "si", "ni",
	"sccp.message_type", "sccp.called.ssn", "sccp.called.digits", "sccp.calling.ssn", "sccp.calling.digits", "sccp.calling.pc", "sccpmg.message_type"}

// readers of the four fields that M3UA and MTP3 have different names for.
var sameAs = map[string][2]string{"opc": {"m3ua.protocol_data_opc", "mtp3.opc"}, "dpc": {"m3ua.protocol_data_dpc", "mtp3.dpc"},
	"si": {"m3ua.protocol_data_si", "mtp3.service_indicator"}, "ni": {"m3ua.protocol_data_ni", "mtp3.network_indicator"}}

// TestCaptures walks every SCTP message of the captures with SS7 through M3UA or M2PA,
// MTP3 and SCCP, and compares what was read with tshark.
func TestCaptures(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("needs tshark (Debian package tshark)")
	}
	dir := os.Getenv("PORTCULLIS_CAPTURES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "..", "shared", "captures")
	}
	var files []string
	for _, pattern := range []string{"lab/m3ua*.pcap", "pycrate/*.pcap", "suricata-verify/sctp*.pcap"} {
		found, _ := filepath.Glob(filepath.Join(dir, pattern))
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Skip("needs the captures; PORTCULLIS_CAPTURES names their folder")
	}
	total := map[string]int{}
	for _, path := range files {
		shark := sharkFrames(t, path)
		if len(shark) == 0 {
			continue
		}
		w := walker{segments: sccp.NewSegments(sccp.Limits{}), frames: map[int]map[string][]string{}, total: total}
		w.file(t, path)
		for number, want := range shark {
			for _, f := range captureFields {
				if got := w.frames[number][f]; !slices.Equal(got, want[f]) {
					t.Errorf("%s, frame %d, %s: we read %v, tshark %v", filepath.Base(path), number, f, got, want[f])
				}
			}
		}
		for l, ok := w.segments.Drain(); ok; l, ok = w.segments.Drain() {
			t.Errorf("%s, frame %d: segments never came", filepath.Base(path), l.Frame)
		}
		total["whole"] += int(w.segments.Stats().Whole)
	}
	t.Log(total)
	for _, k := range []string{"UDT", "XUDT", "XUDTS", "DATA", "UserData", "whole"} {
		if total[k] == 0 {
			t.Errorf("no %s in the captures", k)
		}
	}
}

// sharkFrames returns, by number, the fields of the frames that have any.
func sharkFrames(t *testing.T, path string) map[int]map[string][]string {
	t.Helper()
	args := []string{"-n", "-r", path, "-Y", "m3ua || m2pa", "-T", "fields", "-E", "separator=|", "-E", "occurrence=a", "-e", "frame.number"}
	var names []string
	for _, f := range captureFields {
		if s, is := sameAs[f]; is {
			names = append(names, s[0], s[1])
			continue
		}
		names = append(names, f)
	}
	for _, f := range names {
		args = append(args, "-e", f)
	}
	out, err := exec.Command("tshark", args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	frames := map[int]map[string][]string{}
	for line := range strings.Lines(string(out)) {
		values := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		number, _ := strconv.Atoi(values[0])
		row := map[string][]string{}
		for i, f := range names {
			for _, v := range strings.Split(values[i+1], ",") {
				if n, err := strconv.ParseUint(v, 0, 64); err == nil && !strings.HasSuffix(f, "digits") {
					v = fmt.Sprint(n)
				}
				if v != "" {
					row[f] = append(row[f], v)
				}
			}
		}
		for f, s := range sameAs {
			if row[f] = row[s[0]]; row[f] == nil { // of M3UA the second only repeats them
				row[f] = row[s[1]]
			}
		}
		frames[number] = row
	}
	return frames
}

// walker reads a capture as the appliance would, as far as these layers go.
type walker struct {
	segments *sccp.Segments
	frames   map[int]map[string][]string
	total    map[string]int
	number   int
	flow     gopacket.Flow
	name     string
	time     int64
}

func (w *walker) file(t *testing.T, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var source gopacket.PacketDataSource
	var link layers.LinkType
	if r, err := pcapgo.NewReader(f); err == nil {
		source, link = r, r.LinkType()
	} else {
		_, _ = f.Seek(0, 0)
		r, err := pcapgo.NewNgReader(f, pcapgo.DefaultNgReaderOptions)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		source, link = r, r.LinkType()
	}
	w.name = filepath.Base(path)
	for w.number = 1; ; w.number++ {
		b, info, err := source.ReadPacketData()
		if err != nil {
			if err != io.EOF {
				t.Errorf("%s: %v", w.name, err)
			}
			return
		}
		w.time = info.Timestamp.UnixNano()
		p := gopacket.NewPacket(b, link, gopacket.Default)
		if s := p.Layer(layers.LayerTypeSCTP); s != nil {
			w.flow = p.NetworkLayer().NetworkFlow()
			w.chunks(t, s.LayerPayload())
		}
	}
}

// chunks finds the user messages that one DATA chunk holds whole (RFC 9260
// clause 3.3.1).
func (w *walker) chunks(t *testing.T, b []byte) {
	for len(b) >= 4 {
		length := int(binary.BigEndian.Uint16(b[2:]))
		if length < 4 || length > len(b) {
			return
		}
		if b[0] == 0 && b[1]&3 == 3 && length > 16 {
			w.message(t, b[16:length], binary.BigEndian.Uint32(b[12:]))
		}
		b = b[min(len(b), (length+3)&^3):]
	}
}

func (w *walker) message(t *testing.T, b []byte, ppid uint32) {
	if w.frames[w.number] == nil {
		w.frames[w.number] = map[string][]string{}
	}
	put := func(f string, is bool, v any) {
		if is {
			w.frames[w.number][f] = append(w.frames[w.number][f], fmt.Sprint(v))
		}
	}
	var s op.SS7
	var o op.Operation
	var data []byte
	var at int
	switch ppid {
	case 3, 3 << 24: // tshark goes by the port where the number is sent in the wrong octet order
		var m m3ua.Message
		m.Decode(b, &s, &o.Present, &o.Faults)
		put("m3ua.message_class", true, m.Class)
		put("m3ua.message_type", true, m.Type)
		data, at = m.Data, m.At
		w.total[m3ua.Name(m.Class, m.Type)]++
	case 5:
		m, _ := m3ua.DecodeM2PA(b, &o.Faults)
		w.total[m3ua.NameM2PA(m.Type)]++
		if m.Data == nil {
			return
		}
		data, at, _ = mtp3.Decode(m.Data, m.At, &s, &o.Present, &o.Faults)
	default:
		return
	}
	put("opc", o.IsPresent(op.ColOpc), s.OPC)
	put("dpc", o.IsPresent(op.ColDpc), s.DPC)
	put("si", o.IsPresent(op.ColServiceIndicator), s.ServiceIndicator)
	put("ni", o.IsPresent(op.ColNetworkIndicator), s.NetworkIndicator)
	if data != nil && s.ServiceIndicator == mtp3.ServiceSCCP {
		var u sccp.Unit
		u.Decode(data, at, &s, &o.Present, &o.Invalid, &o.Faults)
		w.total[sccp.Name(u.Type)]++
		put("sccp.message_type", true, u.Type)
		put("sccp.called.ssn", o.IsPresent(op.ColCalledSsn), s.Called.SSN)
		put("sccp.called.digits", o.IsPresent(op.ColCalledGt), s.Called.Digits)
		put("sccp.called.digits", o.Faults.Has(op.SCCPDigits), "1234567890123456") // one more than there may be
		put("sccp.calling.ssn", o.IsPresent(op.ColCallingSsn), s.Calling.SSN)
		put("sccp.calling.digits", o.IsPresent(op.ColCallingGt), s.Calling.Digits)
		put("sccp.calling.pc", s.Calling.Present&op.SCCPHasPointCode != 0, s.Calling.PointCode)
		put("sccpmg.message_type", u.IsManagement, u.Management.Type)
		if u.IsSegment {
			src, dst := w.flow.Endpoints()
			path := sccp.Path{Src: op.Addr{Lo: src.FastHash()}, Dst: op.Addr{Lo: dst.FastHash()}}
			w.segments.Add(&u, sccp.Columns{SS7: &s, Present: &o.Present, Invalid: &o.Invalid},
				&sccp.Origin{Path: path, Frame: int32(w.number), TimeNS: w.time}, &o.Faults)
		}
	}
	if o.Faults.Any() {
		var names []string
		o.Faults.Each(func(c op.FaultCode) { names = append(names, c.String()) })
		w.total[strings.Join(names, " ")]++
		if w.total[strings.Join(names, " ")] < 4 {
			t.Logf("%s, frame %d: %v: %x", w.name, w.number, names, b)
		}
	}
}
