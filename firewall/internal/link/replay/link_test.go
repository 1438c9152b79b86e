package replay

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/linktest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func TestConformance(t *testing.T) {
	frames := testFrames(70)
	little, _ := pcapFile(binary.LittleEndian, magicMicroseconds, 1, frames)
	big, _ := pcapFile(binary.BigEndian, magicMicroseconds, 1, frames)
	littleNano, _ := pcapFile(binary.LittleEndian, magicNanoseconds, 1, frames)
	bigNano, _ := pcapFile(binary.BigEndian, magicNanoseconds, 1, frames)
	modified, _ := pcapFile(binary.LittleEndian, magicModified, 1, frames)
	checked, _ := pcapFile(binary.LittleEndian, magicMicroseconds, 1|0x24000000, frames) // with a frame check sequence
	ngBlocks, _, ngFrames := ngFile()
	for _, v := range []struct {
		name   string
		file   []byte
		frames []op.Frame
	}{
		{"pcap little-endian", little, frames},
		{"pcap big-endian", big, frames},
		{"pcap nanoseconds little-endian", littleNano, frames},
		{"pcap nanoseconds big-endian", bigNano, frames},
		{"pcap modified", modified, frames},
		{"pcap with check sequences", checked, frames},
		{"pcap compressed", zipped(little), frames},
		{"pcapng", ngBlocks, ngFrames},
		{"pcapng compressed", zipped(ngBlocks), ngFrames},
	} {
		t.Run(v.name, func(t *testing.T) {
			linktest.Run(t, func(t *testing.T) linktest.Subject {
				l, err := OpenReader(v.name, bytes.NewReader(v.file))
				if err != nil {
					t.Fatal(err)
				}
				return linktest.Subject{Link: l, Frames: v.frames}
			})
			linktest.Run(t, func(t *testing.T) linktest.Subject {
				l, err := OpenReader(v.name, iotest.OneByteReader(bytes.NewReader(v.file)))
				if err != nil {
					t.Fatal(err)
				}
				return linktest.Subject{Link: l, Frames: v.frames}
			})
		})
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "day1.pcap")
	file, _ := pcapFile(binary.LittleEndian, magicMicroseconds, 1, testFrames(3))
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	linktest.Run(t, func(t *testing.T) linktest.Subject {
		l, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if l.String() != path {
			t.Errorf("it is called %s", l)
		}
		return linktest.Subject{Link: l, Frames: testFrames(3)}
	})
	if _, err := Open(filepath.Join(dir, "day2.pcap")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := Open(dir); err == nil {
		t.Error("a folder is a capture")
	}
	other := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(other, []byte("no capture at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(other); !errors.Is(err, ErrNotCapture) || err.Error() != other+": not a pcap or pcapng file" {
		t.Errorf("a text file: %v", err)
	}
}

// readAll returns the frames and what Read said at the end.
func readAll(l *Link) (frames []op.Frame, err error) {
	batch := make([]op.Frame, 3)
	for {
		n, err := l.Read(batch)
		for _, f := range batch[:n] {
			f.Data = bytes.Clone(f.Data)
			frames = append(frames, f)
		}
		if err != nil {
			return frames, err
		}
	}
}

// A capture cut at any octet yields the frames that are whole and a warning
// unless the cut is between two records; one cut before it can be recognised is
// no capture.
func TestCutAtEveryOctet(t *testing.T) {
	classic, classicEnds := pcapFile(binary.BigEndian, magicNanoseconds, 1, testFrames(6))
	blocks, blockEnds, _ := ngFile()
	for _, v := range []struct {
		name   string
		file   []byte
		ends   []int
		known  int // octets that it takes to be recognised
		header int // octets in front of the first record
	}{
		{"pcap", classic, classicEnds, 4, 24},
		{"pcapng", blocks, blockEnds, 12, 0},
	} {
		between := map[int]bool{}
		for at := v.header; at < len(v.file); {
			between[at] = true
			if v.name == "pcap" {
				at += 16 + int(binary.BigEndian.Uint32(v.file[at+8:]))
			} else if v.file[at+8] == 0x1A || v.file[at+7] != 0 { // from the second section on, or a length in that order
				at += int(binary.BigEndian.Uint32(v.file[at+4:]))
			} else {
				at += int(binary.LittleEndian.Uint32(v.file[at+4:]))
			}
		}
		for n := range v.file {
			cut(t, fmt.Sprintf("%s cut at %d", v.name, n), v.file[:n], v.ends, n >= v.known, between[n])
		}
	}
}

func cut(t *testing.T, name string, file []byte, ends []int, known, between bool) {
	t.Helper()
	l, err := OpenReader(name, bytes.NewReader(file))
	if !known {
		if !errors.Is(err, ErrNotCapture) {
			t.Errorf("%s: %v", name, err)
		}
		return
	}
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	whole := 0
	for whole+1 < len(ends) && ends[whole+1] <= len(file) {
		whole++
	}
	frames, err := readAll(l)
	if len(frames) != whole || err != io.EOF {
		t.Errorf("%s: %d frames, %v; want %d", name, len(frames), err, whole)
	}
	if warned := len(l.Warnings()) == 1; warned == between {
		t.Errorf("%s: warnings %q", name, l.Warnings())
	}
}

// A compressed capture that is cut yields what can be unpacked of it.
func TestCompressedCut(t *testing.T) {
	file, _ := pcapFile(binary.LittleEndian, magicMicroseconds, 1, testFrames(70))
	file = zipped(file)
	for n := range file {
		l, err := OpenReader("", bytes.NewReader(file[:n]))
		if err != nil {
			if !errors.Is(err, ErrNotCapture) {
				t.Errorf("cut at %d: %v", n, err)
			}
			continue
		}
		if frames, err := readAll(l); err != io.EOF || len(l.Warnings()) != 1 || len(frames) > 70 {
			t.Errorf("cut at %d: %d frames, %v, warnings %q", n, len(frames), err, l.Warnings())
		}
	}
}

func TestWarningNamesTheLastWholeFrame(t *testing.T) {
	file, ends := pcapFile(binary.LittleEndian, magicMicroseconds, 1, testFrames(5))
	l, err := OpenReader("", bytes.NewReader(file[:ends[3]+1]))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = readAll(l)
	if w := strings.Join(l.Warnings(), ","); w != "the capture ends in mid-packet; judged up to frame 3" {
		t.Errorf("warnings %q", w)
	}
}

// Whatever is damaged is named, after the frames before it were delivered.
func TestDamage(t *testing.T) {
	classic := func(at int, v uint32) []byte {
		file, ends := pcapFile(binary.LittleEndian, magicMicroseconds, 1, testFrames(3))
		binary.LittleEndian.PutUint32(file[ends[2]+at:], v)
		return file
	}
	blocks := func(damage func(*ng)) []byte {
		g := &ng{}
		g.section(binary.LittleEndian)
		g.iface(1, 0)
		g.enhanced(0, 1, testFrames(2)[0])
		g.enhanced(0, 2, testFrames(2)[1])
		damage(g)
		return g.file
	}
	raw := func(blockType, length, end uint32, body ...byte) func(*ng) {
		return func(g *ng) {
			g.file = g.order.AppendUint32(g.file, blockType)
			g.file = g.order.AppendUint32(g.file, length)
			g.file = append(g.file, body...)
			g.file = g.order.AppendUint32(g.file, end)
		}
	}
	for _, v := range []struct {
		name string
		file []byte
		want string
	}{
		{"pcap record too long", classic(8, maxFrame+1), "a record claims 262145 octets, more than the 262144 that a frame may have"},
		{"pcap record of 4 GiB", classic(8, 0xFFFFFFFF), "a record claims 4294967295 octets"},
		{"block shorter than a block", blocks(raw(6, 8, 8)), "a block has an impossible length of 8 octets"},
		{"block length not a multiple of 4", blocks(raw(6, 33, 33)), "a block has an impossible length of 33 octets"},
		{"packet block without room", blocks(raw(6, 28, 28, make([]byte, 16)...)), "a block of type 6 has 28 octets, fewer than its fixed part"},
		{"block too long", blocks(raw(6, maxBlock+4, 0)), "a block claims 16777220 octets, more than the 16777216 that it may have"},
		{"lengths of a block differ", blocks(raw(1, 20, 24, make([]byte, 8)...)), "a block of 20 octets says at its end that it has 24"},
		{"interface that was not described", blocks(func(g *ng) { g.enhanced(1, 3, op.Frame{}) }), "a frame names interface 1 of 1"},
		{"frame longer than its block", blocks(func(g *ng) {
			g.enhanced(0, 3, op.Frame{Data: make([]byte, 8)})
			binary.LittleEndian.PutUint32(g.file[len(g.file)-20:], 12)
		}), "a frame claims 12 octets in a block of 40"},
		{"frame too long", blocks(func(g *ng) { g.enhanced(0, 3, op.Frame{Data: make([]byte, maxFrame+4)}) }), "a frame claims 262148 octets"},
		{"simple frame too long", blocks(func(g *ng) { g.simple(op.Frame{Data: make([]byte, maxFrame+4)}) }), "a frame claims 262148 octets"},
		{"section without magic", blocks(func(g *ng) {
			g.section(binary.LittleEndian)
			g.file[len(g.file)-20] ^= 1
		}), "a section header without byte-order magic"},
		{"section of another version", blocks(func(g *ng) {
			g.section(binary.LittleEndian)
			g.file[len(g.file)-16] = 7
		}), "pcapng version 7.0 is not supported"},
		{"simple frame without interface", blocks(func(g *ng) {
			g.section(binary.LittleEndian)
			g.simple(op.Frame{})
		}), "a frame without an interface"},
	} {
		t.Run(v.name, func(t *testing.T) {
			l, err := OpenReader("", bytes.NewReader(v.file))
			if err != nil {
				t.Fatal(err)
			}
			frames, err := readAll(l)
			if len(frames) != 2 || err == nil || !strings.HasPrefix(err.Error(), "after frame 2: "+v.want) {
				t.Errorf("%d frames, %v", len(frames), err)
			}
			if _, again := l.Read(make([]op.Frame, 1)); again != err {
				t.Errorf("the next read says %v", again)
			}
		})
	}
}

func TestTooManyInterfaces(t *testing.T) {
	g := &ng{}
	g.section(binary.LittleEndian)
	for range maxInterfaces + 1 {
		g.iface(1, 0)
	}
	l, err := OpenReader("", bytes.NewReader(g.file))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readAll(l); err == nil || !strings.Contains(err.Error(), "more than 65536 interfaces") {
		t.Error(err)
	}
}

func TestNotACapture(t *testing.T) {
	version, _ := pcapFile(binary.LittleEndian, magicMicroseconds, 1, nil)
	version[4] = 3
	for _, v := range []struct {
		name, want string
		file       []byte
	}{
		{"nothing", ErrNotCapture.Error(), nil},
		{"three octets of magic", ErrNotCapture.Error(), []byte{0xD4, 0xC3, 0xB2}},
		{"text", ErrNotCapture.Error(), []byte("version: 1\nhome:\n  plmns: [\"001-01\"]\n")},
		{"blank lines that look like a section header", ErrNotCapture.Error(), []byte("\n\r\r\n some text in a file")},
		{"compressed text", ErrNotCapture.Error(), zipped([]byte("version: 1\nhome:\n"))},
		{"half a compression header", ErrNotCapture.Error(), []byte{0x1F, 0x8B, 8}},
		{"another version", "pcap version 3.4 is not supported", version},
	} {
		if _, err := OpenReader(v.name, bytes.NewReader(v.file)); err == nil || err.Error() != v.want {
			t.Errorf("%s: %v", v.name, err)
		}
	}
}

// Errors of the reader itself are passed on.
func TestReaderFails(t *testing.T) {
	broken := errors.New("disk on fire")
	file, ends := pcapFile(binary.LittleEndian, magicMicroseconds, 1, testFrames(4))
	for _, n := range []int{0, 3, 20, ends[2], ends[2] + 5} {
		l, err := OpenReader("", io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(broken)))
		if err == nil {
			_, err = readAll(l)
		}
		if !errors.Is(err, broken) {
			t.Errorf("after %d octets: %v", n, err)
		}
	}
	if _, err := OpenReader("", idle{}); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a reader that returns nothing: %v", err)
	}
	// A damaged compressed file is neither cut nor whole.
	packed := zipped(file)
	packed[len(packed)-5] ^= 0xFF // checksum
	l, err := OpenReader("", bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readAll(l); err == nil || err == io.EOF {
		t.Errorf("a wrong checksum: %v", err)
	}
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

// A pipe that has delivered a frame is not waited for until it has the next.
func TestReadDoesNotWaitForASecondFrame(t *testing.T) {
	r, w := io.Pipe()
	file, ends := pcapFile(binary.LittleEndian, magicMicroseconds, 1, testFrames(4))
	go func() {
		_, _ = w.Write(file[:ends[2]+9]) // two frames and a half
		time.Sleep(20 * time.Millisecond)
		_, _ = w.Write(file[ends[2]+9:])
		_ = w.Close()
	}()
	l, err := OpenReader("", r)
	if err != nil {
		t.Fatal(err)
	}
	frames := make([]op.Frame, 64)
	for _, want := range []int{2, 2} {
		if n, err := l.Read(frames); n != want || err != nil {
			t.Errorf("%d frames, %v; want %d", n, err, want)
		}
	}
}

// Frames and skipped blocks of any size, up to the limit, pass through a buffer
// that is smaller than they are.
func TestLargeRecords(t *testing.T) {
	g := &ng{}
	g.section(binary.LittleEndian)
	g.iface(1, 0)
	var want []op.Frame
	for i, size := range []int{10, maxFrame, bufferSize - 44, 3, maxFrame - 1, 0} {
		f := op.Frame{Data: bytes.Repeat([]byte{byte(i + 1)}, size), Encap: op.EncapEthernet}
		g.enhanced(0, uint64(i), f, g.comment(strings.Repeat("x", 60_000)))
		g.block(10, make([]byte, 3*bufferSize+i*4)) // decryption secrets
		want = append(want, f)
	}
	linktest.Run(t, func(t *testing.T) linktest.Subject {
		l, err := OpenReader("", bytes.NewReader(g.file))
		if err != nil {
			t.Fatal(err)
		}
		return linktest.Subject{Link: l, Frames: want}
	})
}

// A simple packet block has no captured length: what is missing although no
// snapshot length explains it was cut off all the same.
func TestSimpleBlockShorterThanItsFrame(t *testing.T) {
	g := &ng{}
	g.section(binary.LittleEndian)
	g.iface(1, 0)
	g.simple(op.Frame{Data: []byte{1, 2, 3, 4}, Truncated: true})
	l, err := OpenReader("", bytes.NewReader(g.file))
	if err != nil {
		t.Fatal(err)
	}
	frames, _ := readAll(l)
	if len(frames) != 1 || len(frames[0].Data) != 4 || !frames[0].Truncated {
		t.Errorf("%+v", frames)
	}
}

func TestApplyWantsOneRulingPerMessage(t *testing.T) {
	file, _ := pcapFile(binary.LittleEndian, magicMicroseconds, 1, nil)
	l, err := OpenReader("", bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var b op.Batch
	b.AddMessage()
	if l.Apply(&b, nil) == nil {
		t.Error("a message without a ruling")
	}
}

// forever repeats the records of a capture.
type forever struct {
	records []byte
	at      int
}

func (f *forever) Read(p []byte) (int, error) {
	n := copy(p, f.records[f.at:])
	f.at = (f.at + n) % len(f.records)
	return n, nil
}

func TestReadDoesNotAllocate(t *testing.T) {
	file, ends := pcapFile(binary.LittleEndian, magicMicroseconds, 1, testFrames(50))
	blocks := &ng{}
	blocks.section(binary.BigEndian)
	blocks.iface(1, 0, blocks.resolution(9))
	for i, f := range testFrames(50) {
		blocks.enhanced(0, uint64(i), f)
	}
	for name, r := range map[string]io.Reader{
		"pcap":   io.MultiReader(bytes.NewReader(file[:ends[0]]), &forever{records: file[ends[0]:]}),
		"pcapng": &forever{records: blocks.file},
	} {
		l, err := OpenReader(name, r)
		if err != nil {
			t.Fatal(err)
		}
		frames := make([]op.Frame, 64)
		if n := testing.AllocsPerRun(200, func() {
			if n, err := l.Read(frames); n == 0 || err != nil {
				t.Fatal(n, err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	file, ends := pcapFile(binary.LittleEndian, magicMicroseconds, 1, testFrames(64))
	l, err := OpenReader("", io.MultiReader(bytes.NewReader(file[:ends[0]]), &forever{records: file[ends[0]:]}))
	if err != nil {
		b.Fatal(err)
	}
	frames := make([]op.Frame, 64)
	n := 0
	for b.Loop() {
		got, err := l.Read(frames)
		if err != nil {
			b.Fatal(err)
		}
		n += got
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/frame")
}
