package firewall

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/replay"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// payload returns the UDP payload of the first frame of a vector, which is
// Ethernet, IPv4 and UDP without options.
func payload(t *testing.T, vector string) []byte {
	t.Helper()
	const headers = 14 + 20 + 8
	return firstFrame(t, filepath.Join(vectors, vector))[headers:]
}

// firstFrame returns the octets of the first frame of a capture.
func firstFrame(t testing.TB, path string) []byte {
	t.Helper()
	from, err := replay.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	frames := make([]op.Frame, 1)
	if _, err := from.Read(frames); err != nil {
		t.Fatal(err)
	}
	return bytes.Clone(frames[0].Data)
}

// TestRunRecordsWithoutIdentities sends an attack through a relay: it does not
// arrive, its sender is answered, and the event names its reason and a token for
// its subscriber.
func TestRunRecordsWithoutIdentities(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("needs several loopback addresses, which only Linux has without being asked")
	}
	attack, dir := payload(t, "g05-imsi-not-ours.pcap"), t.TempDir()
	block := fmt.Sprintf("127.%d.%d.", 64+os.Getpid()%128, os.Getpid()/128%256) // apart from other runs
	at := func(host string) *net.UDPAddr {
		return net.UDPAddrFromAddrPort(netip.MustParseAddrPort(block + host + ":2123"))
	}
	home, err := net.ListenUDP("udp4", at("2"))
	if err != nil {
		t.Fatal(err)
	}
	defer home.Close()
	text := fmt.Sprintf(`version: 1
home: {plmns: ["001-01"], addresses: ["%[1]s2/32"], apns: [internet]}
interconnects: [{name: lab, addresses: ["%[1]s3/32"]}]
operators: [{name: partner-a, via: [lab], plmns: ["999-70"], gsn_addresses: ["%[1]s3/32", "198.51.100.0/25"]}]
filters:
  - {name: spoofguard, module: "builtin:spoofguard", reasons: {imsi-not-theirs: {action: reject, cause: 93}}}
links:
  - {name: lab, kind: gtp, relay: [{listen: "%[1]s1:2123", next: "%[1]s2:2123", side: outside}], when_down: closed}
`, block)
	cfg, _, err := ParseConfig(filepath.Join(dir, "lab.yaml"), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	events := make(chan *Record, 256)
	fw, err := New(context.Background(), cfg, Options{Event: func(r *Record) { events <- r }})
	if err != nil {
		t.Fatal(err)
	}
	defer fw.Close()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- fw.Run(ctx) }()

	peer, err := net.DialUDP("udp4", at("3"), at("1"))
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	record := send(t, peer, attack, events)
	refused(t, peer, attack)
	stop()
	if err := <-ended; err != nil {
		t.Fatalf("the run ended with %v", err)
	}
	if record.Ruling != "reject" || record.Link != "lab" || record.Direction != "in" || record.Reason != "imsi-not-theirs" || !strings.HasPrefix(record.IMSI, "t:") {
		t.Errorf("the event says %+v", record)
	}
	if err := home.SetReadDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if n, _, err := home.ReadFrom(make([]byte, 2048)); err == nil {
		t.Errorf("%d octets of the attack arrived", n)
	}
	written, err := os.ReadFile(filepath.Join(dir, "events.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, identity := range []string{"999700000000001", "99902000001"} {
		if bytes.Contains(written, []byte(identity)) {
			t.Errorf("the file names %s: %s", identity, written)
		}
	}
	_, line, _ := bytes.Cut(written, []byte("\n")) // the first says that the appliance has started
	line, _, _ = bytes.Cut(line, []byte("\n"))
	var back Record
	if err := json.Unmarshal(line, &back); err != nil || back.Reason != record.Reason {
		t.Errorf("the file says %s, %v", written, err)
	}
}

// send repeats the datagram until an event comes: the relay may not listen yet.
func send(t *testing.T, peer *net.UDPConn, octets []byte, events <-chan *Record) *Record {
	t.Helper()
	for range 100 {
		if _, err := peer.Write(octets); err != nil && !strings.Contains(err.Error(), "refused") {
			t.Fatal(err)
		}
		select {
		case r := <-events:
			return r
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatal("no event in five seconds")
	return nil
}

// refused reads the answer to a GTPv2 request: a Create Session Response with its
// sequence number and cause 93 (TS 29.274 clauses 5.5.1, 7.2.2, 8.4).
func refused(t *testing.T, peer *net.UDPConn, request []byte) {
	t.Helper()
	if err := peer.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	answer := make([]byte, 2048)
	n, err := peer.Read(answer)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	answer = answer[:n]
	if n < 18 || answer[1] != 33 || !bytes.Equal(answer[8:11], request[8:11]) || !bytes.Equal(answer[12:17], []byte{2, 0, 2, 0, 93}) || bytes.Equal(answer[4:8], make([]byte, 4)) {
		t.Errorf("the answer is % x", answer)
	}
}

func TestRunRefusesWhatItCannotRun(t *testing.T) {
	for text, want := range map[string]string{
		"version: 1\n": "no links",
		"version: 1\nlinks: [{name: bridge, kind: wire, inside: eth3, outside: eth2, profile: null-message, when_down: bypass}]\n":                                                       "links[0]",
		"version: 1\nlinks: [{name: span, kind: tap, interface: missing0}]\n":                                                                                                            "missing0",
		"version: 1\nlinks: [{name: gp, kind: gtp, transparent: true, inside: eth1, outside: missing0, when_down: closed}]\n":                                                            "interface",
		"version: 1\nevents: {file: missing/events.jsonl}\nlinks: [{name: a, kind: gtp, relay: [{listen: \"127.0.0.1:1\", next: \"127.0.0.1:2\", side: outside}], when_down: closed}]\n": "events",
	} {
		cfg, _, err := ParseConfig(filepath.Join(t.TempDir(), "run.yaml"), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		fw, err := New(context.Background(), cfg, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := fw.Run(context.Background()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q ends with %v, which does not speak of %q", text, err, want)
		}
		if err := fw.Close(); err != nil {
			t.Error(err)
		}
	}
}
