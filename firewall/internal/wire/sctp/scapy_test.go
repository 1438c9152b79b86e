package sctp

import (
	"encoding/hex"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// scapyLines runs the script that writes packets, or skips the test.
func scapyLines(t *testing.T, seed, packets int) []string {
	t.Helper()
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(python, "-c", "import scapy.layers.sctp").Run() != nil {
			continue
		}
		out, err := exec.Command(python, filepath.Join("testdata", "scapy_packets.py"), fmt.Sprint(seed), fmt.Sprint(packets)).Output()
		if err != nil {
			t.Fatalf("scapy_packets.py: %v", err)
		}
		return strings.Split(strings.TrimSpace(string(out)), "\n")
	}
	t.Skip("needs python3 with scapy")
	return nil
}

// TestPacketsOfScapy: what another tool encodes is read as it was meant, without a
// fault, and with the checksum that it computed.
func TestPacketsOfScapy(t *testing.T) {
	lines := scapyLines(t, 1, 1500)
	if len(lines) != 1500 {
		t.Fatalf("%d packets", len(lines))
	}
	for _, line := range lines {
		octets, want, _ := strings.Cut(line, " ")
		b, err := hex.DecodeString(octets)
		if err != nil {
			t.Fatal(err)
		}
		p := decoded(t, b)
		var got []string
		for p.Next() {
			text := fmt.Sprint(p.Type)
			if p.Type == Data {
				var c fragment
				c.read(p)
				bit := map[bool]int{true: 1}
				text = fmt.Sprintf("0:%d:%d:%d:%d:%d:%d:%d:%x", c.TSN, c.Stream, c.Sequence, c.PPID, bit[c.begin], bit[c.end], bit[c.Unordered], c.data)
			}
			if p.ChunkFaults.Any() {
				t.Errorf("%s of %s: %s", ChunkName(p.Type), octets, faults(&p.ChunkFaults))
			}
			got = append(got, text)
		}
		if strings.Join(got, " ") != want || p.Faults.Any() || p.ChunkFaults.Any() || !p.ChecksumIsRight() {
			t.Errorf("%s: %q, want %q; faults %q", octets, got, want, faults(&p.Faults)+faults(&p.ChunkFaults))
		}
	}
}

// TestPacketsOfScapyEqualTshark: and tshark reads them so, too. Ports and tags are
// random, so that nothing is a retransmission.
func TestPacketsOfScapyEqualTshark(t *testing.T) {
	var packets [][]byte
	for _, line := range scapyLines(t, 2, 1500) {
		octets, _, _ := strings.Cut(line, " ")
		b, err := hex.DecodeString(octets)
		if err != nil {
			t.Fatal(err)
		}
		packets = append(packets, b)
	}
	want := dissected(t, written(t, packets), fields[:len(fields)-1])
	a := NewAssembler(Limits{Halves: 16, Window: 16})
	for i, b := range packets {
		f := &op.Frame{Number: int32(i + 1), TimeNS: int64(i) * 1e6}
		if got := said(f, decoded(t, b), func(*Packet, *UserMessage, State) {}, a, inwards); got != want[i+1] {
			t.Errorf("%s, tshark says %s", got, want[i+1])
		}
	}
}
