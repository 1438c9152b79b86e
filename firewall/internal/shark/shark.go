// Package shark asks tshark, for the tests that hold our decoders to another one's
// reading. Only tests import it.
package shark

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Need skips the test when tshark is not installed, and returns where it is.
func Need(t testing.TB) (path string) {
	t.Helper()
	path, err := exec.LookPath("tshark")
	if err != nil {
		t.Skip("needs tshark (Debian package tshark)")
	}
	return path
}

// Run returns what the program prints, or skips the test when it is not installed.
func Run(t testing.TB, args ...string) []byte {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command(Need(t), args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark: %v: %s", err, stderr.String())
	}
	return out
}

// listed are the named values of all fields, which take tshark a while to print.
var listed = sync.OnceValues(func() ([]byte, error) { return exec.Command("tshark", "-G", "values").Output() })

// Value is a value of a field that tshark has a name for.
type Value struct {
	Number uint32
	Name   string
}

// Values lists the named values of fields, by field, in tshark's order: a field
// with several tables has them one behind the other.
func Values(t testing.TB, fields ...string) map[string][]Value {
	t.Helper()
	Need(t)
	out, err := listed()
	if err != nil {
		t.Fatalf("tshark: %v", err)
	}
	all := map[string][]Value{}
	for line := range strings.Lines(string(out)) {
		c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(c) < 4 || c[0] != "V" || !slices.Contains(fields, c[1]) {
			continue
		}
		n, err := strconv.ParseInt(c[2], 0, 64)
		if err != nil {
			t.Fatalf("tshark: %s: %v", c[1], err)
		}
		all[c[1]] = append(all[c[1]], Value{uint32(n), c[3]})
	}
	return all
}

// Names are the values of one table.
func Names(values []Value) map[uint32]string {
	out := map[uint32]string{}
	for _, v := range values {
		out[v.Number] = v.Name
	}
	return out
}

// Folded drops everything but letters and digits, and case.
func Folded(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

// Link types (https://www.tcpdump.org/linktypes.html).
const (
	LinkSCCP     = 142
	LinkExported = 252 // tshark calls the dissector that a tag names
)

// Capture writes packets of a link type into a file, one a second, and returns its
// name.
func Capture(t testing.TB, link uint32, packets [][]byte) string {
	t.Helper()
	var b bytes.Buffer
	write := func(words ...uint32) { _ = binary.Write(&b, binary.LittleEndian, words) }
	write(0xA1B2C3D4, 2|4<<16, 0, 0, 262144, link)
	for i, p := range packets {
		write(uint32(i), 0, uint32(len(p)), uint32(len(p)))
		b.Write(p)
	}
	file := filepath.Join(t.TempDir(), "packets.pcap")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Exported puts messages in front of a dissector (link type LinkExported).
func Exported(dissector string, messages [][]byte) (out [][]byte) {
	tag := make([]byte, 4, 8+len(dissector)+8)
	binary.BigEndian.PutUint16(tag, 12) // EXP_PDU_TAG_DISSECTOR_NAME
	binary.BigEndian.PutUint16(tag[2:], uint16(len(dissector)))
	tag = append(append(tag, dissector...), 0, 0, 0, 0)
	for _, m := range messages {
		out = append(out, slices.Concat(tag, m))
	}
	return out
}
