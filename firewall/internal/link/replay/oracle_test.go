package replay

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// captures returns the captures that are kept beside the repository.
func captures(t *testing.T) []string {
	t.Helper()
	dir := os.Getenv("PORTCULLIS_CAPTURES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "..", "shared", "captures")
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

// summary is what both sides of a comparison can tell of a frame.
func summary(number int, ns int64, captured int, truncated bool) string {
	return fmt.Sprintf("%d %d.%09d %d %v", number, ns/1e9, ns%1e9, captured, truncated)
}

func summaries(t *testing.T, path string) (lines []string, frames []op.Frame) {
	t.Helper()
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	if frames, err = readAll(l); err != io.EOF || len(l.Warnings()) != 0 {
		t.Fatalf("%s: %v, warnings %q", path, err, l.Warnings())
	}
	for _, f := range frames {
		lines = append(lines, summary(int(f.Number), f.TimeNS, len(f.Data), f.Truncated))
	}
	return lines, frames
}

// Number, time, length and cut of every frame of every capture are Wireshark's.
func TestAgainstTshark(t *testing.T) {
	files := captures(t)
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("needs tshark")
	}
	for _, path := range files {
		out, err := exec.Command("tshark", "-n", "-r", path, "-T", "fields",
			"-e", "frame.number", "-e", "frame.time_epoch", "-e", "frame.cap_len", "-e", "frame.len").Output()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		got, _ := summaries(t, path)
		want := strings.Split(strings.TrimSpace(string(out)), "\n")
		if len(got) != len(want) {
			t.Errorf("%s: %d frames, want %d", path, len(got), len(want))
			continue
		}
		for i, line := range want {
			f := strings.Fields(line)
			if want := fmt.Sprintf("%s %s %s %v", f[0], f[1], f[2], f[2] != f[3]); got[i] != want {
				t.Errorf("%s: frame is %q, want %q", path, got[i], want)
			}
		}
	}
}

// The library reads the same octets from every capture.
func TestAgainstPcapgo(t *testing.T) {
	for _, path := range captures(t) {
		lines, frames := summaries(t, path)
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, path, library(t, file), lines, frames)
	}
}

// library returns the library's reader, whichever format fits.
func library(t *testing.T, file []byte) gopacket.PacketDataSource {
	t.Helper()
	if r, err := pcapgo.NewReader(bytes.NewReader(file)); err == nil {
		return r
	}
	r, err := pcapgo.NewNgReader(bytes.NewReader(file), pcapgo.NgReaderOptions{WantMixedLinkType: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func compare(t *testing.T, name string, r gopacket.PacketDataSource, lines []string, frames []op.Frame) {
	t.Helper()
	for i := range frames {
		data, info, err := r.ReadPacketData()
		if err != nil {
			t.Errorf("%s: the library reads %d frames of %d: %v", name, i, len(frames), err)
			return
		}
		want := summary(i+1, info.Timestamp.UnixNano(), info.CaptureLength, info.CaptureLength < info.Length)
		if lines[i] != want || !bytes.Equal(frames[i].Data, data) {
			t.Errorf("%s: frame is %q, want %q", name, lines[i], want)
		}
	}
	if _, _, err := r.ReadPacketData(); err != io.EOF {
		t.Errorf("%s: the library reads more than %d frames", name, len(frames))
	}
}

// What the library writes is read back.
func TestLibraryWrites(t *testing.T) {
	frames := testFrames(100)
	var micro, nano, blocks bytes.Buffer
	w, n := pcapgo.NewWriter(&micro), pcapgo.NewWriterNanos(&nano)
	g, err := pcapgo.NewNgWriter(&blocks, layers.LinkTypeEthernet)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteFileHeader(65536, layers.LinkTypeEthernet); err != nil {
		t.Fatal(err)
	}
	if err := n.WriteFileHeader(65536, layers.LinkTypeEthernet); err != nil {
		t.Fatal(err)
	}
	for _, f := range frames {
		info := gopacket.CaptureInfo{Timestamp: time.Unix(0, f.TimeNS), CaptureLength: len(f.Data), Length: len(f.Data) + missing(f)}
		for _, w := range []interface {
			WritePacket(gopacket.CaptureInfo, []byte) error
		}{w, n, g} {
			if err := w.WritePacket(info, f.Data); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := g.Flush(); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"microseconds": micro.Bytes(), "nanoseconds": nano.Bytes(), "pcapng": blocks.Bytes()} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		lines, got := summaries(t, path)
		if len(got) != len(frames) {
			t.Errorf("%s: %d frames, want %d", name, len(got), len(frames))
		}
		compare(t, name, library(t, file), lines, got)
	}
}

// Wireshark numbers the frames of our own mixture of blocks as we do.
func TestNumbersAgainstTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("needs tshark")
	}
	file, _, want := ngFile()
	path := filepath.Join(t.TempDir(), "mixed.pcapng")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("tshark", "-n", "-r", path, "-T", "fields", "-e", "frame.number", "-e", "frame.cap_len", "-e", "frame.encap_type").Output()
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		have[f[0]+" "+f[1]] = true
	}
	if len(have) != len(want)+1 {
		t.Errorf("tshark shows %d frames, want %d and a journal entry:\n%s", len(have), len(want), out)
	}
	for _, f := range want {
		if !have[fmt.Sprintf("%d %d", f.Number, len(f.Data))] {
			t.Errorf("tshark has no frame %d of %d octets:\n%s", f.Number, len(f.Data), out)
		}
	}
}

// FuzzRead feeds arbitrary files: no panic, no endless reading, frames that lie
// in the file and come in order.
func FuzzRead(f *testing.F) {
	classic, _ := pcapFile(nativeOrder, magicMicroseconds, 1, testFrames(3))
	blocks, _, _ := ngFile()
	f.Add(classic)
	f.Add(blocks)
	f.Add(zipped(classic))
	f.Add([]byte{0x1F, 0x8B})
	f.Fuzz(func(t *testing.T, file []byte) {
		l, err := OpenReader("", bytes.NewReader(file))
		if err != nil {
			return
		}
		frames, err := readAll(l)
		if err == nil {
			t.Fatal("no end")
		}
		packed := bytes.HasPrefix(file, []byte{0x1F, 0x8B})
		last := int32(0)
		for _, fr := range frames {
			if fr.Number <= last || fr.TimeNS < 0 || !packed && !bytes.Contains(file, fr.Data) {
				t.Errorf("frame %+v after %d", fr, last)
			}
			last = fr.Number
		}
	})
}
