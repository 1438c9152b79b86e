package sctp

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
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

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/replay"
	"github.com/seed-43cefff0/portcullis/firewall/internal/shark"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// unregistered are chunk types of drafts that tshark 4.0.17 names and IANA does
// not: NR-SACK and PKTDROP. 255 is reserved.
var unregistered = []int{16, 129, 255}

// otherNames are PPIDs that tshark 4.0.17 calls otherwise than IANA.
var otherNames = map[int]string{
	0: "notspecified", 18: "s1applicationprotocols1ap", 7: "h248megaco", 26: "unassigned", 43: "3gppm2ap", 44: "3gppm3ap",
	49: "genericdatatransferprotocolgdt", 50: "webrtccontrol", 52: "webrtcbinarypartialdeprecated", 54: "webrtcstringpartialdeprecated",
	65: "ele2lawfulinterception",
}

func TestNamesEqualTshark(t *testing.T) {
	types, ppids := 0, 0
	all := shark.Values(t, "sctp.chunk_type", "sctp.data_payload_proto_id", "sctp.parameter_type")
	for _, v := range all["sctp.chunk_type"] {
		if slices.Contains(unregistered, int(v.Number)) {
			continue
		}
		types++
		if name := ChunkName(uint8(v.Number)); shark.Folded(name) != shark.Folded(v.Name) {
			t.Errorf("chunk type %d: %q, tshark says %q", v.Number, name, v.Name)
		}
	}
	for _, v := range all["sctp.data_payload_proto_id"] {
		ppids++
		got, want := shark.Folded(PPIDName(v.Number)), shark.Folded(v.Name)
		if alias := otherNames[int(v.Number)]; got != want && alias != want && got != strings.ReplaceAll(want, "applicationprotocol", "") {
			t.Errorf("PPID %d: %q, tshark says %q", v.Number, PPIDName(v.Number), v.Name)
		}
	}
	for _, v := range all["sctp.parameter_type"] {
		if !parameterOf(uint16(v.Number)).isRegistered {
			t.Errorf("parameter %#x is unknown here, tshark says %q", v.Number, v.Name)
		}
	}
	if types < 22 || ppids < 70 {
		t.Errorf("tshark lists %d chunk types and %d PPIDs", types, ppids)
	}
}

// captures returns the captures that the tests may read.
func captures(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("PORTCULLIS_CAPTURES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "..", "shared", "captures")
	}
	var files []string
	for _, pattern := range []string{"*/*.pcap", "*/*.pcapng", "*/*.cap"} {
		found, _ := filepath.Glob(filepath.Join(dir, pattern))
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Skip("needs the captures: set PORTCULLIS_CAPTURES")
	}
	return files
}

// sctpOf returns the SCTP packet in a frame, its addresses and whether it is there.
func sctpOf(f *op.Frame) (packet []byte, e Ends, ok bool) {
	p := gopacket.NewPacket(f.Data, layers.LinkType(f.Encap), gopacket.NoCopy)
	if v4, is := p.Layer(layers.LayerTypeIPv4).(*layers.IPv4); is && v4.Protocol == layers.IPProtocolSCTP {
		return v4.Payload, Ends{op.AddrFrom4(v4.SrcIP), op.AddrFrom4(v4.DstIP)}, true
	}
	if v6, is := p.Layer(layers.LayerTypeIPv6).(*layers.IPv6); is && v6.NextHeader == layers.IPProtocolSCTP {
		return v6.Payload, Ends{op.AddrFrom16(v6.SrcIP), op.AddrFrom16(v6.DstIP)}, true
	}
	return nil, Ends{}, false
}

// eachPacket calls see with every SCTP packet of a capture.
func eachPacket(t *testing.T, path string, see func(f *op.Frame, packet []byte, e Ends)) {
	t.Helper()
	l, err := replay.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	frames := make([]op.Frame, 16)
	for {
		n, err := l.Read(frames)
		for i := range frames[:n] {
			if packet, e, ok := sctpOf(&frames[i]); ok {
				see(&frames[i], packet, e)
			}
		}
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// fields are what tshark is asked for, in the order of said.
var fields = []string{
	"frame.number", "sctp.srcport", "sctp.dstport", "sctp.verification_tag", "sctp.chunk_type",
	"sctp.data_tsn_raw", "sctp.data_sid", "sctp.data_payload_proto_id", "sctp.data_b_bit", "sctp.data_e_bit", "sctp.data_u_bit",
	"sctp.checksum.status", "sctp.retransmission",
}

// dissected asks tshark for fields of every frame with SCTP, "|" between them.
func dissected(t *testing.T, path string, fields []string, options ...string) map[int]string {
	t.Helper()
	args := append([]string{"-r", path, "-Y", "sctp", "-T", "fields", "-E", "separator=|", "-o", "sctp.checksum:crc-32c"}, options...)
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	lines := map[int]string{}
	for line := range strings.Lines(string(shark.Run(t, args...))) {
		line = strings.TrimRight(line, "\n")
		n, err := strconv.Atoi(line[:strings.Index(line, "|")])
		if err != nil {
			t.Fatal(err)
		}
		lines[n] = line
	}
	return lines
}

// said writes what this package makes of a packet as tshark writes it.
func said(f *op.Frame, p *Packet, seen func(*Packet, *UserMessage, State), a *Assembler, e Ends) string {
	var types, tsns, streams, ppids, b, end, u []string
	bit := func(is bool) string { return map[bool]string{true: "1", false: "0"}[is] }
	a.Begin(p, e, f)
	for p.Next() {
		types = append(types, strconv.Itoa(int(p.Type)))
		if p.Type == Data || p.Type == IData {
			var c fragment
			c.read(p)
			tsns, streams = append(tsns, fmt.Sprint(c.TSN)), append(streams, fmt.Sprintf("0x%04x", c.Stream))
			if p.Type == Data || c.begin {
				ppids = append(ppids, fmt.Sprint(c.PPID))
			}
			b, end, u = append(b, bit(c.begin)), append(end, bit(c.end)), append(u, bit(c.Unordered))
		}
		m, s := a.Add(p)
		seen(p, m, s)
	}
	status := map[bool]string{true: "1", false: "0"}[p.ChecksumIsRight()]
	list := func(s []string) string { return strings.Join(s, ",") }
	return strings.Join([]string{fmt.Sprint(f.Number), fmt.Sprint(p.SrcPort), fmt.Sprint(p.DstPort), fmt.Sprintf("0x%08x", p.Tag), list(types),
		list(tsns), list(streams), list(ppids), list(b), list(end), list(u), status}, "|")
}

// knownFaults are the faults that captured packets do have.
var knownFaults = map[string][]string{
	"m3ua-tcap-wmnsk.pcap": {"sctp-ppid-swapped"}, // a library that leaves the octets in the host's order
	"sctp.cap":             {"sctp-padding"},
}

// TestCaptures: every packet that anybody recorded for us is read as tshark reads
// it, its retransmissions are those that tshark sees, and honest traffic has no
// fault but the known ones.
func TestCaptures(t *testing.T) {
	packets := 0
	for _, path := range captures(t) {
		file := filepath.Base(path)
		var want map[int]string
		a := NewAssembler(Limits{Halves: 128})
		eachPacket(t, path, func(f *op.Frame, packet []byte, e Ends) {
			if packets++; want == nil {
				want = dissected(t, path, fields)
			}
			p := decoded(t, packet)
			repeated, found := 0, op.Faults{}
			got := said(f, p, func(p *Packet, m *UserMessage, s State) {
				if m.Retransmitted {
					repeated++
				}
				found.Merge(&p.ChunkFaults)
			}, a, e)
			found.Merge(&p.Faults)
			found.Merge(&p.ChunkFaults)
			line := want[int(f.Number)]
			last := max(strings.LastIndex(line, "|"), 0)
			if got != line[:last] {
				t.Errorf("%s: %s, tshark says %s", file, got, line)
			}
			frames := strings.TrimPrefix(line[last:], "|")
			if n := len(strings.FieldsFunc(frames, func(r rune) bool { return r == ',' })); n != repeated {
				t.Errorf("%s frame %d: %d repeated, tshark says %d", file, f.Number, repeated, n)
			}
			if got := faults(&found); got != "" && !slices.Contains(knownFaults[file], got) {
				t.Errorf("%s frame %d: %s", file, f.Number, got)
			}
			a.check(t)
		})
	}
	if packets < 3000 {
		t.Errorf("only %d packets", packets)
	}
}

// written is a capture of SCTP packets in raw IPv4, a millisecond apart.
func written(t *testing.T, packets [][]byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "generated.pcap")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := pcapgo.NewWriter(f)
	if err := w.WriteFileHeader(65536, layers.LinkTypeRaw); err != nil {
		t.Fatal(err)
	}
	for i, p := range packets {
		b := join([]byte{0x45, 0}, be(uint64(20+len(p)), 2), be(0, 4), []byte{64, 132, 0, 0, 198, 51, 100, 7, 192, 0, 2, 10}, p)
		at := gopacket.CaptureInfo{Timestamp: time.Unix(1_700_000_000, int64(i)*1e6), CaptureLength: len(b), Length: len(b)}
		if err := w.WritePacket(at, b); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// generated draws packets that carry messages in fragments, bundled and out of
// order but not repeated, whose content tells them apart.
func generated(r *rand.Rand, kind uint8, messages int) (packets [][]byte) {
	var chunks [][]byte
	tsn := r.Uint32() // may wrap around
	for i := range messages {
		user := fmt.Sprintf("message %d ", i) + strings.Repeat("x", r.IntN(40))
		pieces := 1 + r.IntN(5)
		for k := range pieces {
			flags := uint8(0)
			if k == 0 {
				flags |= B
			}
			if k == pieces-1 {
				flags |= E
			}
			part := user[k*len(user)/pieces : (k+1)*len(user)/pieces]
			if kind == Data {
				chunks = append(chunks, dataOf(flags, tsn, uint16(i%3), uint16(i), 3999, part))
			} else {
				chunks = append(chunks, idata(flags, tsn, uint32(i), uint32(k), part))
				copy(chunks[len(chunks)-1][16:], be(uint64(map[bool]int{true: 3999, false: k}[k == 0]), 4))
			}
			tsn++
		}
	}
	for i := range chunks { // not far: tshark gives up on what is
		k := min(len(chunks)-1, i+r.IntN(6))
		chunks[i], chunks[k] = chunks[k], chunks[i]
	}
	for len(chunks) > 0 {
		n := 1 + r.IntN(min(3, len(chunks)))
		p := packetTo(7, chunks[:n]...)
		copy(p, be(40000<<16|40001, 4)) // tshark knows 2905
		packets = append(packets, p)
		chunks = chunks[n:]
	}
	return packets
}

// TestReassemblyEqualsTshark: the messages that tshark puts together from
// generated fragments, in which frame each becomes whole, and its octets.
func TestReassemblyEqualsTshark(t *testing.T) {
	for _, kind := range []uint8{Data, IData} {
		r := rand.New(rand.NewPCG(9, uint64(kind)))
		packets := generated(r, kind, 3000)
		lines := dissected(t, written(t, packets), []string{"frame.number", "data.data"}, "-o", "sctp.reassembly:TRUE")
		a, messages := NewAssembler(Limits{}), 0
		for i, packet := range packets {
			var got []string
			f := &op.Frame{Number: int32(i + 1), TimeNS: int64(i) * 1e6}
			p := decoded(t, packet)
			a.Begin(p, inwards, f)
			for p.Next() {
				if m, s := a.Add(p); s == Whole {
					got = append(got, hex.EncodeToString(m.Data))
					messages++
				}
				if p.ChunkFaults.Any() {
					t.Errorf("%s frame %d: %s", ChunkName(kind), f.Number, faults(&p.ChunkFaults))
				}
			}
			if _, want, _ := strings.Cut(lines[i+1], "|"); strings.Join(got, ",") != want {
				t.Errorf("%s frame %d: %q, tshark says %q", ChunkName(kind), f.Number, got, want)
			}
		}
		if messages != 3000 {
			t.Errorf("%s: %d messages", ChunkName(kind), messages)
		}
	}
}
