package exported

import (
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopacket/gopacket/pcapgo"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func octets(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

func TestDecode(t *testing.T) {
	for _, v := range []struct {
		name, b, want string
		ok            bool
	}{
		{"IPv4", "000c 0004 6d337561 0014 0004 c0000201 0015 0004 c6336401 0019 0004 00000b59 001a 0004 00000b5a 0000 0000 0102", "m3ua 192.0.2.1:2905 198.51.100.1:2906 0 0 0102@44", true},
		{"IPv6", "000c 0008 7363637000000000 0016 0010 20010db8000000000000000000000001 0017 0010 20010db8000000000000000000000002 001c 0004 00000102 001d 0004 00000203 0000 0000 09",
			"sccp 2001:db8::1:0 2001:db8::2:0 258 515 09@72", true},
		{"unknown tags, and known ones of another length", "0063 0002 0102 0014 0003 c00002 0019 0002 0b59 0000 0000", " :0 :0 0 0 @23", true},
		{"no end", "000c 0004 6d337561", " :0 :0 0 0 @0", false},
		{"value cut off", "000c 0005 6d337561", " :0 :0 0 0 @0", false},
		{"tag cut off", "000c 00", " :0 :0 0 0 @0", false},
		{"empty", "", " :0 :0 0 0 @0", false},
	} {
		var f op.Faults
		var p PDU
		ok := p.Decode(octets(v.b), &f)
		got := fmt.Sprintf("%s %s:%d %s:%d %d %d %x@%d", p.Protocol, p.Src, p.SrcPort, p.Dst, p.DstPort, p.OPC, p.DPC, p.Data, p.At)
		if got != v.want || ok != v.ok || f.Has(op.FrameTruncated) == ok {
			t.Errorf("%s: %s, %v", v.name, got, ok)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(octets("000c 0004 6d337561 0014 0004 c0000201 0000 0000 0102"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var faults op.Faults
		var p PDU
		if p.Decode(b, &faults) && p.At+len(p.Data) != len(b) {
			t.Errorf("%x: %d octets at %d", b, len(p.Data), p.At)
		}
	})
}

// TestAgainstTshark reads what tshark itself exports.
func TestAgainstTshark(t *testing.T) {
	if _, err := exec.LookPath("tshark"); err != nil {
		t.Skip("needs tshark (Debian package tshark)")
	}
	dir := os.Getenv("PORTCULLIS_CAPTURES")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "..", "shared", "captures")
	}
	source := filepath.Join(dir, "pycrate", "tcapmap_pcapr.pcap")
	if _, err := os.Stat(source); err != nil {
		t.Skip("needs the captures; PORTCULLIS_CAPTURES names their folder")
	}
	path := filepath.Join(t.TempDir(), "exported.pcap")
	if out, err := exec.Command("tshark", "-r", source, "-U", "OSI layer 3", "-F", "pcap", "-w", path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := pcapgo.NewReader(f)
	if err != nil || r.LinkType() != 252 {
		t.Fatalf("link type %d, %v", r.LinkType(), err)
	}
	found := map[string]int{}
	for {
		b, _, err := r.ReadPacketData()
		if err == io.EOF {
			break
		}
		var faults op.Faults
		var p PDU
		ok := p.Decode(b, &faults)
		// All of SIGTRAN starts with its version and zero.
		if !ok || p.Src.IsZero() || p.Dst.IsZero() || p.SrcPort == 0 || p.DstPort == 0 || len(p.Data) < 8 || p.Data[0] != 1 || p.Data[1] != 0 {
			t.Fatalf("%x: %+v", b, p)
		}
		found[string(p.Protocol)]++
	}
	if found["m2pa"] == 0 || found["m3ua"] == 0 || len(found) != 2 {
		t.Error(found)
	}
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	b := octets("000c 0004 6d337561 0014 0004 c0000201 0000 0000 0102")
	if n := testing.AllocsPerRun(100, func() {
		var p PDU
		var f op.Faults
		if !p.Decode(b, &f) {
			t.Fatal("not read")
		}
		p.Decode(b[:9], &f)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
