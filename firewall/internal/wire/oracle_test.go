package wire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopacket/gopacket"
	gplayers "github.com/gopacket/gopacket/layers"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/replay"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ip"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sccp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tcp"
)

// randomStack puts headers that both sides know in front of a UDP datagram.
func randomStack(r *rand.Rand) (encap op.Encapsulation, first gopacket.Decoder, data []byte) {
	payload := sequence(r.IntN(60))
	data = udp(1+r.IntN(60000), 1+r.IntN(60000), payload)
	etherType := 0x0800
	if r.IntN(2) == 0 {
		data, etherType = randomIPv6(r, data), 0x86DD
	} else {
		data = randomIPv4(r, data)
	}
	for range r.IntN(3) {
		if r.IntN(3) == 0 && (etherType == 0x0800 || etherType == 0x86DD) {
			for i := range 1 + r.IntN(3) {
				data = label(r.IntN(1<<20), i == 0, data)
			}
			etherType = 0x8847
		} else {
			data, etherType = tag(r.IntN(4096), etherType, data), []int{0x8100, 0x88A8}[r.IntN(2)]
		}
	}
	switch r.IntN(4) {
	case 0:
		return op.EncapLinuxSLL, gplayers.LayerTypeLinuxSLL, sll(1, etherType, data)
	case 1:
		if etherType == 0x0800 || etherType == 0x86DD {
			return op.EncapRaw, map[int]gopacket.Decoder{0x0800: gplayers.LayerTypeIPv4, 0x86DD: gplayers.LayerTypeIPv6}[etherType], data
		}
	}
	if r.IntN(3) == 0 {
		data = append(data, make([]byte, r.IntN(20))...) // padding
	}
	return op.EncapEthernet, gplayers.LayerTypeEthernet, ethernet(etherType, data)
}

func randomIPv4(r *rand.Rand, data []byte) []byte {
	var options []byte
	for range r.IntN(3) {
		options = append(options, [][]byte{{1, 1, 1, 1}, {148, 4, 0, 0}, {7, 7, 4, 0, 0, 0, 0, 1}}[r.IntN(3)]...)
	}
	h := ip4(17, nil)
	h[0] += byte(len(options) / 4)
	copy(h[2:], be(20+len(options)+len(data), 2))
	h[6] = byte(r.IntN(2)) << 6
	h[15], h[19] = byte(r.IntN(256)), byte(r.IntN(256))
	return join(h, options, data)
}

func randomIPv6(r *rand.Rand, data []byte) []byte {
	next := 17
	for range r.IntN(3) {
		n := r.IntN(2)
		options := join([]byte{byte(next), byte(n), 1, byte(4 + 8*n)}, make([]byte, 4+8*n))
		data, next = join(options, data), 60
	}
	if r.IntN(4) == 0 {
		data, next = join([]byte{byte(next), 2, 0, 0}, make([]byte, 20), data), 43
	}
	if r.IntN(3) == 0 {
		data, next = join([]byte{byte(next), 0, 5, 2, 0, 0, 1, 0}, data), 0
	}
	b := ip6(next, data)
	b[23], b[39] = byte(r.IntN(256)), byte(r.IntN(256))
	return b
}

// Random stacks of headers mean to gopacket what they mean here.
func TestAgainstGopacket(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	d := New(Config{})
	var b op.Batch
	for range 20_000 {
		encap, first, data := randomStack(r)
		b.Reset()
		d.Decode(&b, 0, frame(encap, data))
		p := gopacket.NewPacket(data, first, gopacket.Lazy) // what UDP carries is not its business
		u, _ := p.Layer(gplayers.LayerTypeUDP).(*gplayers.UDP)
		if u == nil {
			t.Fatalf("gopacket sees no UDP in %x: %s", data, p)
		}
		src, dst := p.NetworkLayer().NetworkFlow().Endpoints()
		want := fmt.Sprint(src, dst, uint16(u.SrcPort), uint16(u.DstPort), u.Payload)
		m := &b.Messages[0]
		if got := fmt.Sprint(m.Src, m.Dst, m.SrcPort, m.DstPort, m.Payload); got != want {
			t.Fatalf("%s, want %s, of %x", got, want, data)
		}
		if f := faultNames(&m.Faults); len(f) != 0 && f[0] != "not-signaling" && !strings.HasPrefix(f[0], "gtp") {
			t.Fatalf("faults %q in %x", f, data)
		}
	}
}

// captures returns the captures that are kept beside the repository.
func captures(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("PORTCULLIS_CAPTURES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared", "captures")
	}
	var files []string
	_ = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		switch filepath.Ext(path) {
		case ".pcap", ".pcapng", ".cap":
			files = append(files, path)
		}
		return err
	})
	if len(files) == 0 {
		t.Skip("needs the captures; PORTCULLIS_CAPTURES names their folder")
	}
	return files
}

// replayed decodes a capture in batches and calls see with each message.
func replayed(t *testing.T, path string, batch int, see func(*op.Batch, *op.Message)) *Decoder {
	t.Helper()
	l, err := replay.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	frames := make([]op.Frame, batch)
	d := New(Config{})
	var b op.Batch
	for {
		n, err := l.Read(frames)
		b.Reset()
		for i := range frames[:n] {
			d.Decode(&b, i, &frames[i])
		}
		if errors.Is(err, io.EOF) {
			d.Flush(&b)
		} else if err != nil {
			t.Fatal(err)
		}
		for i := range b.Messages {
			see(&b, &b.Messages[i])
		}
		if err != nil {
			return d
		}
	}
}

// Every UDP datagram of every capture, put together where it came in fragments,
// has the addresses, ports and octets that Wireshark sees, and is completed by
// the same frame.
func TestUDPAgainstTshark(t *testing.T) {
	files := captures(t)
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("needs tshark")
	}
	total := 0
	for _, path := range files {
		want := tsharkUDP(t, path)
		got := map[string]bool{}
		d := replayed(t, path, 64, func(_ *op.Batch, m *op.Message) {
			if m.Transport != 17 || m.Faults.Has(op.IPFragmentIncomplete) {
				return
			}
			line := fmt.Sprintf("%d %s %d %s %d %x", m.Frame, m.Src, m.SrcPort, m.Dst, m.DstPort, m.Payload)
			got[line] = true
			if !want[line] {
				t.Errorf("%s: tshark does not see %s", path, line)
			}
		})
		for line := range want {
			if !got[line] {
				t.Errorf("%s: only tshark sees %s", path, line)
			}
		}
		total += len(got)
		if strings.Contains(path, "incl_fragmentation") {
			if s := d.Stats(); s.Whole == 0 || s.Spoiled+s.Refused != 0 {
				t.Errorf("%s: %+v", path, s)
			}
		}
	}
	t.Logf("%d datagrams", total)
}

// tsharkUDP returns the UDP datagram of each frame, without looking at what else
// may hold one: protocols that quote, hide or tunnel packets are switched off.
func tsharkUDP(t *testing.T, path string) map[string]bool {
	t.Helper()
	args := []string{"-n", "-r", path, "-T", "fields", "-E", "occurrence=f", "-E", "separator=|"}
	for _, p := range []string{"icmp", "icmpv6", "esp", "gre", "tcp", "sctp", "gtp", "gtpv2", "gtpprime", "pfcp", "sip"} {
		args = append(args, "--disable-protocol", p)
	}
	for _, f := range []string{"frame.number", "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "udp.srcport", "udp.dstport", "udp.payload"} {
		args = append(args, "-e", f)
	}
	out, err := exec.Command("tshark", args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		if f[5] == "" {
			continue // no UDP, or a fragment that is held
		}
		src, dst := f[1]+f[3], f[2]+f[4]
		seen[fmt.Sprintf("%s %s %s %s %s %s", f[0], src, f[5], dst, f[6], f[7])] = true
	}
	return seen
}

// Messages do not depend on how frames are shared out to batches.
func TestBatchBoundaries(t *testing.T) {
	for _, path := range captures(t) {
		var want []string
		for _, batch := range []int{64, 7, 1} {
			var got []string
			replayed(t, path, batch, func(b *op.Batch, m *op.Message) {
				line := fmt.Sprint(m.Frame, m.TimeNS, m.Src, m.Dst, m.SrcPort, m.DstPort, m.Transport, m.NumOps, faultNames(&m.Faults), m.Payload)
				for _, o := range b.Ops[m.FirstOp:][:m.NumOps] {
					line += fmt.Sprint(" ", o.Protocol, o.Code, o.Start, o.Length, o.Present, o.Invalid, faultNames(&o.Faults))
				}
				got = append(got, line)
			})
			if want == nil {
				want = got
			}
			if len(got) != len(want) {
				t.Fatalf("%s: %d messages at batch %d, %d at 64", path, len(got), batch, len(want))
			}
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("%s: at batch %d %s\nat 64 %s", path, batch, got[i], want[i])
				}
			}
		}
	}
}

// FuzzDecode feeds arbitrary frames of every encapsulation, twice: nothing
// panics, everything named lies where it says, and the result is the same.
// framesOf reads the frames of a capture.
func framesOf(t testing.TB, path string) (list []op.Frame) {
	t.Helper()
	from, err := replay.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	for one := make([]op.Frame, 1); ; {
		n, err := from.Read(one)
		if n == 0 || err != nil {
			return list
		}
		one[0].Data = bytes.Clone(one[0].Data)
		list = append(list, one[0])
	}
}

// smallDecoder is quick to make.
var smallDecoder = Config{
	Fragments: ip.Limits{Datagrams: 2, Memory: 64 << 10, Octets: 8 << 10},
	SCTP:      sctp.Limits{Halves: 8, Messages: 8, Memory: 64 << 10, Octets: 8 << 10, Window: 16},
	TCP:       tcp.Limits{Connections: 4, Memory: 64 << 10, History: 1 << 10},
	Segments:  sccp.Limits{Messages: 4},
}

func FuzzDecode(f *testing.F) {
	for _, v := range layers {
		f.Add(uint16(v.encap), v.data, false)
	}
	f.Add(uint16(op.EncapDatagram), echo2, true)
	vectors, _ := filepath.Glob("../../../testvectors/ss7/*.pcap")
	for _, path := range vectors {
		for _, v := range framesOf(f, path) {
			f.Add(uint16(v.Encap), v.Data, false)
			addTerminated(f, &v)
		}
	}
	commands, _ := filepath.Glob("../../../testvectors/diameter/*.pcap")
	for _, path := range commands {
		for _, v := range framesOf(f, path) {
			addTerminated(f, &v)
		}
	}
	f.Fuzz(func(t *testing.T, encap uint16, data []byte, truncated bool) {
		in := op.Frame{Data: data[:len(data):len(data)], Number: 1, Encap: op.Encapsulation(encap), Truncated: truncated, DstPort: 2123}
		checkFrame(t, in)
		if in.Encap != op.EncapUserMessage && in.Encap != op.EncapTCPMessage {
			return
		}
		for _, p := range []op.Protocol{op.ProtoM3UA, op.ProtoDiameter} { // as the link knows it
			in.Service, in.PPID = Terminated(p).Port, Terminated(p).PPID
			checkFrame(t, in)
		}
	})
}

// addTerminated adds what a terminating link would hand over of a frame.
func addTerminated(f *testing.F, v *op.Frame) {
	var b op.Batch
	New(smallDecoder).Decode(&b, 0, v)
	for i := range b.Messages {
		switch m := &b.Messages[i]; {
		case m.Transport == protocolSCTP && m.PPID != 0:
			f.Add(uint16(op.EncapUserMessage), bytes.Clone(m.Payload), false)
		case m.Transport == ip.TCP && m.NumOps > 0:
			f.Add(uint16(op.EncapTCPMessage), bytes.Clone(m.Payload), false)
		}
	}
}

// checkFrame decodes a frame twice, and checks what comes of it.
func checkFrame(t *testing.T, in op.Frame) {
	data, small := in.Data, smallDecoder
	var first, second op.Batch
	New(small).Decode(&first, 0, &in)
	Flow(&in)
	d := New(small)
	d.Decode(&second, 0, &in)
	if n := len(first.Messages); n > 1 && !holdsSeveral(&first.Messages[n-1]) {
		t.Fatalf("%d messages in a frame", n)
	}
	for i := range first.Messages {
		checkMessage(t, &first, &first.Messages[i], data)
	}
	if a, b := fmt.Sprintf("%+v", first), fmt.Sprintf("%+v", second); a != b {
		t.Errorf("%s\n%s", a, b)
	}
	second.Reset()
	d.Flush(&second)
	if n := len(first.Messages) + len(second.Messages); n > 1 && !holdsSeveral(&append(first.Messages, second.Messages...)[n-1]) {
		t.Errorf("a frame is a message and a part of another")
	}
}

// holdsSeveral reports whether a frame of a message's transport may hold more than
// one, or parts of others.
func holdsSeveral(m *op.Message) bool { return m.Transport == protocolSCTP || m.Transport == ip.TCP }

func checkMessage(t *testing.T, b *op.Batch, m *op.Message, data []byte) {
	t.Helper()
	if m.NumOps == 0 && !m.Faults.Any() {
		t.Error("a message without operations and without a fault")
	}
	if len(m.Payload) > 0 && m.Transport != protocolSCTP && !bytes.Contains(data, m.Payload) {
		t.Error("a payload that is not in the frame")
	}
	if int(m.FirstOp+m.NumOps) > len(b.Ops) {
		t.Fatalf("operations %d to %d of %d", m.FirstOp, m.FirstOp+m.NumOps, len(b.Ops))
	}
	for i := range m.NumOps {
		o := &b.Ops[m.FirstOp+i]
		for _, span := range [...]op.Span{b.SS7Of(o).TPDU, b.SS7Of(o).USSD, b.SS7Of(o).UserDataHeader, b.SS7Of(o).Context.Name} {
			if int(span.Off)+int(span.Len) > len(m.Payload) {
				t.Errorf("%d octets at %d in %d", span.Len, span.Off, len(m.Payload))
			}
		}
		if numbers := b.SS7Of(o).Numbers; int(numbers.First)+int(numbers.Count) > len(b.Numbers) {
			t.Errorf("numbers %+v of %d", numbers, len(b.Numbers))
		}
		if int(o.Start)+int(o.Length) > len(m.Payload) || int(o.GTP.APN.Off)+int(o.GTP.APN.Len) > len(m.Payload) {
			t.Errorf("an operation of %d octets at %d in %d", o.Length, o.Start, len(m.Payload))
		}
		if o.Faults.Bits[0]&m.Faults.Bits[0] != m.Faults.Bits[0] {
			t.Error("an operation without its message's faults")
		}
		for _, ie := range b.IEs[o.GTP.IEs.First:][:o.GTP.IEs.Count] {
			if int(ie.Offset)+int(ie.Length) > len(m.Payload) {
				t.Errorf("an element of %d octets at %d in %d", ie.Length, ie.Offset, len(m.Payload))
			}
		}
	}
}
