package demo

import (
	"context"
	"encoding/binary"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// capture writes what nodes receive as a pcap file of raw IPv4 packets.
type capture struct {
	mu  sync.Mutex
	out []byte
}

func newCapture() *capture {
	c := &capture{out: make([]byte, 24)}
	binary.LittleEndian.PutUint32(c.out, 0xA1B2C3D4)
	binary.LittleEndian.PutUint16(c.out[4:], 2)
	binary.LittleEndian.PutUint16(c.out[6:], 4)
	binary.LittleEndian.PutUint32(c.out[16:], 65535)
	binary.LittleEndian.PutUint32(c.out[20:], 101) // LINKTYPE_RAW
	return c
}

// add appends a datagram under made-up addresses.
func (c *capture) add(port uint16, payload []byte) {
	b := packet(netip.MustParseAddr("198.51.100.7"), netip.MustParseAddr("192.0.2.10"), port, port, 0)[:28]
	b = append(b, payload...)
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
	binary.BigEndian.PutUint16(b[24:], uint16(len(b)-20))
	b[10], b[11] = 0, 0
	binary.BigEndian.PutUint16(b[10:], headerSum(b[:20]))
	h := make([]byte, 16)
	binary.LittleEndian.PutUint32(h[8:], uint32(len(b)))
	binary.LittleEndian.PutUint32(h[12:], uint32(len(b)))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out = append(append(c.out, h...), b...)
}

// tshark runs a display filter over the capture and returns the summary lines.
func (c *capture) tshark(t *testing.T, filter string) []string {
	t.Helper()
	path, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("needs tshark as an oracle")
	}
	file := filepath.Join(t.TempDir(), "demo.pcap")
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := os.WriteFile(file, c.out, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path, "-n", "-r", file, "-Y", filter).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// The honest messages are what an independent dissector calls well formed.
func TestHonestTrafficIsWellFormed(t *testing.T) {
	c := newCapture()
	_, a, _ := network(t, func(user bool, b []byte) {
		port := uint16(controlPort)
		if user {
			port = userPort
		}
		c.add(port, b)
	})
	ctx := context.Background()
	for range 10 {
		a.newLife(ctx, ctx).live2()
		a.newLife(ctx, ctx).live1()
		a.newLife(ctx, ctx).liveIMS()
	}
	if n := len(c.tshark(t, "gtp || gtpv2")); n < 300 {
		t.Fatalf("only %d messages", n)
	}
	for _, line := range c.tshark(t, `_ws.malformed || _ws.expert.severity == "Error" || _ws.expert.severity == "Warning"`) {
		if line != "" {
			t.Error(line)
		}
	}
}
