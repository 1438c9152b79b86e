package tcp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// sharkFrames returns the lengths of the messages of Diameter that tshark finds in
// each frame of a capture that has TCP.
func sharkFrames(t *testing.T, path string) map[int][]int {
	t.Helper()
	program, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("needs tshark (Debian package tshark)")
	}
	var stderr bytes.Buffer
	cmd := exec.Command(program, "-n", "-2", "-r", path, "-Y", "tcp", "-o", "tcp.desegment_tcp_streams:TRUE", "-o", "tcp.reassemble_out_of_order:TRUE",
		"-o", "tcp.check_checksum:FALSE", "-T", "fields", "-E", "separator=|", "-e", "frame.number", "-e", "diameter.length")
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark: %v: %s", err, stderr.String())
	}
	frames := map[int][]int{}
	for line := range strings.Lines(string(out)) {
		number, list, _ := strings.Cut(strings.TrimSpace(line), "|")
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Fatal(err)
		}
		frames[n] = nil
		for _, v := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' }) {
			length, err := strconv.Atoi(v)
			if err != nil {
				t.Fatal(err)
			}
			frames[n] = append(frames[n], length)
		}
	}
	return frames
}

// ownFrames returns ours, and the faults by frame.
func ownFrames(t *testing.T, packets [][]byte) (frames map[int][]int, bad map[int]string) {
	t.Helper()
	r := NewReassembler(Limits{}, diameter)
	frames, bad = map[int][]int{}, map[int]string{}
	for i, p := range packets {
		header := int(p[0]&0xF) * 4
		if p[0]>>4 != 4 || p[9] != 6 {
			continue
		}
		length := int(binary.BigEndian.Uint16(p[2:])) - header
		var s Segment
		if !s.Decode(p[header:header+min(length, len(p)-header)], 0, length, false) || r.framerOf(s.SrcPort, s.DstPort) == nil {
			continue
		}
		r.Begin(&s, Ends{op.AddrFrom4(p[12:16]), op.AddrFrom4(p[16:20])}, &op.Frame{TimeNS: int64(i) * 1e6, Number: int32(i + 1)})
		out := take(r)
		for _, m := range out {
			if m.Data != nil {
				frames[i+1] = append(frames[i+1], len(m.Data))
			}
			s.Faults.Merge(&m.Faults)
		}
		if s.Faults.Any() {
			bad[i+1] = names(&s.Faults)
		}
		check(t, r)
	}
	return frames, bad
}

// command is a message of Diameter with one AVP, a Session-Id of n octets.
func command(r *rand.Rand, n int) []byte {
	b := append([]byte{1, 0, 0, 0, 0xC0, 0, 1, 60, 1, 0, 0, 35}, make([]byte, 8)...)
	b = binary.BigEndian.AppendUint32(b, 263)
	b = binary.BigEndian.AppendUint32(b, 0x40<<24|uint32(8+n))
	for range (n + 3) &^ 3 {
		b = append(b, byte('a'+r.IntN(26)))
	}
	binary.BigEndian.PutUint32(b, 1<<24|uint32(len(b)))
	return b
}

// packet puts a segment of port 3868 into IPv4.
func packet(x seg) []byte {
	x.dst = 3868
	b := x.octets()
	src, dst := []byte{198, 51, 100, 1}, []byte{192, 0, 2, 1}
	if x.back {
		src, dst = dst, src
	}
	p := append([]byte{0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 6, 0, 0}, append(append(src, dst...), b...)...)
	binary.BigEndian.PutUint16(p[2:], uint16(len(p)))
	binary.BigEndian.PutUint16(p[20+14:], 0xFFFF) // a window for all that is on the way
	return p
}

// TestAgainstTshark: messages of Diameter, cut at random, exchanged, repeated, and
// overlapping, are whole in the same frames. tshark 4.0 looks at the first 36 octets
// of a segment that begins with a message to tell whether it is one, so that these
// are not cut.
func TestAgainstTshark(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var packets [][]byte
	synA := with(synA, func(x *seg) { x.flags = SYN })
	packets = append(packets, packet(synA), packet(synAckA), packet(seg{}))
	at, sent := 0, 0
	for sent < 400 {
		var octets []byte
		for range 1 + r.IntN(12) {
			octets = append(octets, command(r, 20+r.IntN([]int{20, 200, 2000}[r.IntN(3)]))...)
			sent++
		}
		list := cutBehindHeaders(octets, []int{10 + r.IntN(30), 100, 500, 1400}[r.IntN(4)])
		for i := range list {
			if back := r.IntN(20); r.IntN(4) == 0 && back <= list[i].at {
				list[i].data = octets[list[i].at-back : list[i].at+len(list[i].data)]
				list[i].at -= back
			}
			if k := r.IntN(len(list)); r.IntN(6) == 0 && k < i && i-k < 4 {
				list[i], list[k] = list[k], list[i]
			}
		}
		for _, x := range list {
			x.at += at
			packets = append(packets, packet(x))
			if r.IntN(12) == 0 {
				packets = append(packets, packet(x))
			}
		}
		at += len(octets)
		packets = append(packets, packet(seg{back: true, ack: at}))
	}
	path := filepath.Join(t.TempDir(), "tcp.pcap")
	write(t, path, packets)
	theirs := sharkFrames(t, path)
	ours, bad := ownFrames(t, packets)
	if len(bad) > 0 {
		t.Errorf("faults %v", bad)
	}
	found := 0
	for n := range packets {
		found += len(ours[n+1])
		if !slices.Equal(ours[n+1], theirs[n+1]) {
			t.Errorf("frame %d: ours %v, tshark %v", n+1, ours[n+1], theirs[n+1])
		}
	}
	if found != sent {
		t.Errorf("%d messages of %d", found, sent)
	}
	t.Logf("%d messages in %d frames", found, len(packets))
}

// cutBehindHeaders are the segments of messages, each of size or a little more, none
// of which ends in the first octets of a message.
func cutBehindHeaders(octets []byte, size int) (list []seg) {
	var headers []int
	for at := 0; at < len(octets); {
		headers = append(headers, at)
		n, _ := diameterLength(octets[at:])
		at += n
	}
	for at := 0; at < len(octets); {
		end := min(at+size, len(octets))
		for _, h := range headers {
			if end > h && end < h+40 {
				end = h + 40
			}
		}
		list = append(list, seg{at: at, data: octets[at:end]})
		at = end
	}
	return list
}

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
		if err := w.WritePacket(gopacket.CaptureInfo{Timestamp: time.Unix(int64(i/1000), int64(i%1000)*1e6), CaptureLength: len(b), Length: len(b)}, b); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCaptures finds in real captures of Diameter over TCP what tshark does.
func TestCaptures(t *testing.T) {
	dir := os.Getenv("PORTCULLIS_CAPTURES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "..", "shared", "captures")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("needs the captures; PORTCULLIS_CAPTURES names their folder")
	}
	total := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(path); err != nil || ext != ".pcap" && ext != ".pcapng" {
			return err
		}
		packets := ipv4(t, path)
		ours, bad := ownFrames(t, packets)
		if len(ours) == 0 && len(bad) == 0 {
			return nil
		}
		theirs := sharkFrames(t, path)
		for n := range packets {
			if !slices.Equal(ours[n+1], theirs[n+1]) {
				t.Errorf("%s: frame %d: ours %v (%s), tshark %v", filepath.Base(path), n+1, ours[n+1], bad[n+1], theirs[n+1])
			}
			total += len(ours[n+1])
		}
		t.Logf("%s: faults %v", filepath.Base(path), bad)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if total < 15 {
		t.Errorf("only %d messages", total)
	}
}

// ipv4 reads the IPv4 packets of a capture; what is none is an empty packet, so that
// numbers of frames stay.
func ipv4(t *testing.T, path string) (packets [][]byte) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var source interface {
		gopacket.PacketDataSource
		LinkType() layers.LinkType
	}
	if source, err = pcapgo.NewReader(f); err != nil {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if source, err = pcapgo.NewNgReader(f, pcapgo.DefaultNgReaderOptions); err != nil {
			return nil // a format that this reader does not know
		}
	}
	empty := make([]byte, 20)
	for {
		b, _, err := source.ReadPacketData()
		if errors.Is(err, io.EOF) {
			return packets
		}
		if err != nil {
			t.Fatal(fmt.Errorf("%s: %w", path, err))
		}
		p := gopacket.NewPacket(b, source.LinkType(), gopacket.NoCopy)
		if n, ok := p.NetworkLayer().(*layers.IPv4); ok {
			packets = append(packets, append(slices.Clone(n.Contents), n.Payload...))
		} else {
			packets = append(packets, empty)
		}
	}
}
