package firewall

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/admin"
)

// site is an appliance with a relay on loopback: a home gateway, and two partners
// that reach it.
type site struct {
	t        *testing.T
	dir      string
	block    string // three octets of the addresses
	home     *net.UDPConn
	one, two *net.UDPConn

	fw    *Firewall
	stop  context.CancelFunc
	ended chan error
}

var sites atomic.Uint32

func newSite(t *testing.T) *site {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("needs several loopback addresses, which only Linux has without being asked")
	}
	n := uint32(os.Getpid())*8 + sites.Add(1)
	s := &site{t: t, dir: t.TempDir(), block: fmt.Sprintf("127.%d.%d.", 64+n%128, n/128%256)} // apart from other runs
	var err error
	if s.home, err = net.ListenUDP("udp4", s.at("2")); err != nil {
		t.Fatal(err)
	}
	for host, conn := range map[string]**net.UDPConn{"3": &s.one, "4": &s.two} {
		if *conn, err = net.DialUDP("udp4", s.at(host), s.at("1")); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _, _, _ = s.home.Close(), s.one.Close(), s.two.Close() })
	return s
}

func (s *site) at(host string) *net.UDPAddr {
	return net.UDPAddrFromAddrPort(netip.MustParseAddrPort(s.block + host + ":2123"))
}

// configure writes the configuration file; more is added at the end.
func (s *site) configure(more string) string {
	s.t.Helper()
	path := filepath.Join(s.dir, "site.yaml")
	text := fmt.Sprintf(`version: 1
home: {plmns: ["001-01"], addresses: ["%[1]s2/32"], apns: [internet]}
interconnects:
  - {name: ipx-1, addresses: ["%[1]s3/32"]}
  - {name: ipx-2, addresses: ["%[1]s4/32"]}
operators:
  - {name: partner-a, via: [ipx-1], plmns: ["999-70"], gsn_addresses: ["%[1]s3/32", "198.51.100.0/25"]}
  - {name: partner-b, via: [ipx-2], plmns: ["999-71"], gsn_addresses: ["%[1]s4/32"]}
links:
  - {name: lab, kind: gtp, relay: [{listen: "%[1]s1:2123", next: "%[1]s2:2123", side: outside}], when_down: closed}
%[2]s`, s.block, more)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// start runs the appliance until the test or s.stop ends it.
func (s *site) start() {
	s.t.Helper()
	cfg, _, err := LoadConfig(filepath.Join(s.dir, "site.yaml"))
	if err != nil {
		s.t.Fatal(err)
	}
	ready := make(chan struct{})
	if s.fw, err = New(context.Background(), cfg, Options{Ready: func() { close(ready) }}); err != nil {
		s.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s.ended = make(chan error, 1)
	go func() { s.ended <- s.fw.Run(ctx) }()
	s.stop = func() {
		stop()
		if err := <-s.ended; err != nil {
			s.t.Errorf("the run ended with %v", err)
		}
		if err := s.fw.Close(); err != nil {
			s.t.Error(err)
		}
		s.stop = func() {}
	}
	s.t.Cleanup(func() { s.stop() })
	select {
	case <-ready:
	case err := <-s.ended:
		s.ended <- nil // for stop
		s.t.Fatalf("the run ended with %v", err)
	case <-time.After(20 * time.Second):
		s.t.Fatal("not ready in 20 s")
	}
}

// echo is a GTPv2 Echo Request that carries a sequence number (TS 29.274 clause
// 7.1.1).
func echo(sequence int) []byte {
	return []byte{0x40, 1, 0, 9, byte(sequence >> 16), byte(sequence >> 8), byte(sequence), 0, 3, 0, 1, 0, 7}
}

// arrive sends n messages and returns the sequence numbers that reach home.
func (s *site) arrive(from *net.UDPConn, n int) (got []int) {
	s.t.Helper()
	for i := range n {
		if _, err := from.Write(echo(i)); err != nil {
			s.t.Fatal(err)
		}
	}
	return s.received(n)
}

// received reads up to n messages, waiting for each no longer than it takes to say
// that there is none.
func (s *site) received(n int) (got []int) {
	s.t.Helper()
	buffer := make([]byte, 2048)
	for len(got) < n {
		if err := s.home.SetReadDeadline(time.Now().Add(300 * time.Millisecond)); err != nil {
			s.t.Fatal(err)
		}
		if _, _, err := s.home.ReadFrom(buffer); err != nil {
			return got
		}
		got = append(got, int(buffer[4])<<16|int(buffer[5])<<8|int(buffer[6]))
	}
	return got
}

func (s *site) wantArrivals(what string, from *net.UDPConn, want int) {
	s.t.Helper()
	if got := s.arrive(from, 3); len(got) != want {
		s.t.Errorf("%s: %d of 3 messages arrive, not %d", what, len(got), want)
	}
}

var operator = admin.Actor{UID: 1000, PID: 42}

func (s *site) setLevel(name, level string) admin.Outcome {
	s.t.Helper()
	out, err := s.fw.running.Load().SetLevel(context.Background(), operator, admin.LevelChange{Name: name, Level: level, Reason: "probing our subscribers"})
	if err != nil || !out.Durable || len(out.Problems) > 0 {
		s.t.Fatalf("%s %s: %+v, %v", level, name, out, err)
	}
	return out
}

func TestSever(t *testing.T) {
	s := newSite(t)
	s.configure("filters: []\n")
	s.start()
	s.wantArrivals("before", s.one, 3)
	s.counted("ipx-1", 3)
	out := s.setLevel("ipx-1", "severed")
	s.wantArrivals("severed", s.one, 0)
	s.wantArrivals("another partner", s.two, 3)

	if c := out.Changed[0]; c.Before != "open" || c.After != "severed" || c.Peer.Messages != 3 || !slices.Equal(c.Behind, []string{"partner-a"}) {
		t.Errorf("what changed is %+v", c)
	}
	for file, want := range map[string]string{
		filepath.Join(out.Bundle, "change.json"):      `"probing our subscribers"`,
		filepath.Join(s.dir, "state", "ledger.jsonl"): `"uid":1000`,
	} {
		if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s does not say %s: %s, %v", file, want, text, err)
		}
	}

	s.stop()
	s.start()
	s.wantArrivals("severed before a restart", s.one, 0)
	s.setLevel("ipx-1", "open")
	s.wantArrivals("restored", s.one, 3)
	s.setLevel("partner-b", "severed")
	s.wantArrivals("the operator severed", s.two, 0)
	s.wantArrivals("another operator", s.one, 3)
	s.stop()
	if events := s.events(); !strings.Contains(events, `"reason":"severed"`) || !strings.Contains(events, `"event":"level"`) {
		t.Errorf("the events do not tell: %s", events)
	}
}

func (s *site) events() string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, "events.jsonl"))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

func TestADryRunChangesNothing(t *testing.T) {
	s := newSite(t)
	s.configure("filters: []\n")
	s.start()
	a := s.fw.running.Load()
	out, err := a.SetLevel(context.Background(), operator, admin.LevelChange{Name: "partner-a", Level: "severed", Reason: "x", DryRun: true})
	if err != nil || out.Sequence != 0 || out.Changed[0].After != "severed" {
		t.Errorf("%+v, %v", out, err)
	}
	s.wantArrivals("after a dry run", s.one, 3)
	for level, want := range map[string]string{"severed": "no interconnect or operator", "throttle": "not offered yet"} {
		if _, err := a.SetLevel(context.Background(), operator, admin.LevelChange{Name: "nobody", Level: level, Reason: "x"}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("level %s of nobody: %v", level, err)
		}
	}
	if _, err := a.SetLevel(context.Background(), operator, admin.LevelChange{Name: "nobody", Level: "severed", Reason: "x"}); !errors.Is(err, admin.ErrUnknownName) {
		t.Errorf("a name that nobody has: %v", err)
	}
	if _, err := a.SetLevel(context.Background(), operator, admin.LevelChange{Name: "partner-a", Level: "severed"}); err == nil {
		t.Error("a change without a reason is accepted")
	}
	s.wantArrivals("after what was refused", s.one, 3)
}

// A ledger that cannot be written keeps nobody from being severed, only from being
// let in; what is not durable is said.
func TestSeveringWithoutALedger(t *testing.T) {
	s := newSite(t)
	s.configure("filters: []\n")
	s.start()
	a := s.fw.running.Load()
	if err := a.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	change := func(level string) (admin.Outcome, error) {
		return a.SetLevel(context.Background(), operator, admin.LevelChange{Name: "partner-a", Level: level, Reason: "x"})
	}
	out, err := change("severed")
	if err == nil || out.Durable || len(out.Problems) == 0 || !strings.Contains(err.Error(), "would not survive a restart") {
		t.Errorf("%+v, %v", out, err)
	}
	s.wantArrivals("severed", s.one, 0)
	if out, err := change("open"); err == nil || out.Durable || !strings.Contains(err.Error(), "not done") {
		t.Errorf("%+v, %v", out, err)
	}
	s.wantArrivals("not let in again", s.one, 0)
	s.stop = func() {} // the ledger is closed already, which is an error
	s.fw.running.Load().events.Close()
}

func TestObserveAll(t *testing.T) {
	s := newSite(t)
	s.configure("filters: []\n")
	s.start()
	broken := func() int {
		for range 3 {
			if _, err := s.one.Write([]byte{0x40, 1, 0, 90, 0, 0, 1, 0, 3, 0, 1, 0, 7}); err != nil { // its length is wrong
				t.Fatal(err)
			}
		}
		return len(s.received(3))
	}
	if n := broken(); n != 0 {
		t.Fatalf("%d malformed messages arrive", n)
	}
	a := s.fw.running.Load()
	for _, on := range []bool{true, false} {
		if out, err := a.ObserveAll(context.Background(), operator, on, "is it the firewall?"); err != nil || !out.Durable {
			t.Fatalf("%+v, %v", out, err)
		}
		if n := broken(); n != map[bool]int{true: 3, false: 0}[on] {
			t.Errorf("observe-all %v: %d malformed messages arrive", on, n)
		}
		if on {
			s.setLevel("ipx-1", "severed")
			s.wantArrivals("severed, whatever is observed", s.one, 0)
			s.setLevel("ipx-1", "open")
		}
	}
	if p := s.counted("ipx-1", 12); p.Messages != 12 || p.Blocked != 9 || p.Observed != 3 {
		t.Errorf("the interconnect's traffic is %+v", p)
	}
}

// counted is an interconnect with its traffic, once so many messages are counted:
// a lane counts a batch after it has carried it on.
func (s *site) counted(name string, messages uint64) (p admin.Peer) {
	for until := time.Now().Add(10 * time.Second); p.Messages < messages && time.Now().Before(until); time.Sleep(time.Millisecond) {
		peers := s.fw.running.Load().Peers()
		p = peers[slices.IndexFunc(peers, func(p admin.Peer) bool { return p.Kind == "interconnect" && p.Name == name })]
	}
	return p
}

func TestReload(t *testing.T) {
	s := newSite(t)
	s.configure("filters: []\n")
	s.start()
	s.wantArrivals("before", s.one, 3)

	s.configure("filters: []\nfaults: {malformed: flag}\nunknown_source: pass\n")
	difference, err := s.fw.Reload(context.Background())
	want := []string{`+ faults: {malformed: flag}`, "+ unknown_source: pass"}
	if err != nil || !slices.Equal(difference, want) {
		t.Errorf("the difference is %q, %v", difference, err)
	}
	s.wantArrivals("after a reload", s.one, 3)

	for more, want := range map[string]string{
		"filters: 7\n": "site.yaml:11:10", "state_dir: elsewhere\n": "cannot change while", "filters: [{name: x, module: missing.wasm, unsigned: true}]\n": "missing.wasm",
	} {
		s.configure(more)
		if _, err := s.fw.Reload(context.Background()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is refused with %v, which does not speak of %q", more, err, want)
		}
		s.wantArrivals("after a reload that was refused", s.one, 3)
	}
	a := s.fw.running.Load()
	if status := a.Status(); status.Reloads != 1 || len(status.Filters) != 0 || len(status.Problems) != 0 || status.Links[0].Lanes != 1 {
		t.Errorf("the status is %+v", status)
	}
	if p := s.counted("ipx-1", 15); p.Messages != 15 {
		t.Errorf("traffic from before the reload is forgotten: %+v", p)
	}
	s.stop()
	if _, err := s.fw.Reload(context.Background()); !errors.Is(err, ErrNotRunning) {
		t.Errorf("reloading what does not run: %v", err)
	}
	if n := strings.Count(s.events(), `"event":"reload"`); n != 4 {
		t.Errorf("%d events tell of 4 reloads", n)
	}
}

// Who is severed stays so through a reload, and no reload lets anybody in by losing
// the name; a restart says so, and the name can be restored.
func TestLevelsOutliveReloads(t *testing.T) {
	s := newSite(t)
	path := s.configure("filters: []\n")
	s.start()
	s.setLevel("ipx-1", "severed")
	if _, err := s.fw.Reload(context.Background()); err != nil {
		t.Fatal(err)
	}
	s.wantArrivals("severed before a reload", s.one, 0)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.ReplaceAll(text, []byte("ipx-1"), []byte("ipx-9")), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.fw.Reload(context.Background()); err == nil || !strings.Contains(err.Error(), "ipx-1 any more, which is severed") {
		t.Errorf("a configuration that loses who is severed: %v", err)
	}
	s.wantArrivals("severed still", s.one, 0)
	s.stop()
	s.start()
	if p := s.fw.running.Load().Status().Problems; len(p) != 1 || !strings.Contains(p[0], "interconnect ipx-1 is severed") {
		t.Errorf("problems are %q", p)
	}
	s.setLevel("ipx-1", "open")
	if p := s.fw.running.Load().Status().Problems; len(p) != 0 {
		t.Errorf("problems are %q", p)
	}
}

// 100 reloads while messages flow: none is lost, doubled or out of order.
func TestReloadsLoseNothing(t *testing.T) {
	s := newSite(t)
	const filters = "filters: [{name: opgate, module: \"builtin:opgate\"}, {name: spoofguard, module: \"builtin:spoofguard\"}]\n"
	path := s.configure("")
	variants := [][]byte{nil, nil, []byte("filters: nonsense\n")}
	for i, more := range []string{filters, filters + "exceptions: [{filter: faults, reason: gtp-length, until: 2099-01-01}]\n"} {
		s.configure(more)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		variants[i] = text
	}
	s.start()
	rounds := 100
	if testing.Short() {
		rounds = 10
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range rounds {
			if err := os.WriteFile(path, variants[i%3], 0o600); err != nil {
				t.Error(err)
			}
			if _, err := s.fw.Reload(context.Background()); (err != nil) != (i%3 == 2) {
				t.Errorf("reload %d: %v", i, err)
			}
		}
	}()
	sent, next := 0, 0
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		for range 16 {
			if _, err := s.one.Write(echo(sent)); err != nil {
				t.Fatal(err)
			}
			sent++
		}
		for _, sequence := range s.receivedWithin(16, 10*time.Second) {
			if sequence != next {
				t.Fatalf("message %d arrives where %d was due", sequence, next)
			}
			next++
		}
		if next != sent {
			t.Fatalf("%d of %d messages have arrived", next, sent)
		}
	}
	t.Logf("%d messages, %d reloads", sent, rounds)
}

func (s *site) receivedWithin(n int, patience time.Duration) (got []int) {
	for until := time.Now().Add(patience); len(got) < n && time.Now().Before(until); {
		got = append(got, s.received(n-len(got))...)
	}
	return got
}

func TestStatusIsJSON(t *testing.T) {
	s := newSite(t)
	s.configure("filters: []\n")
	s.start()
	s.wantArrivals("traffic", s.one, 3)
	text, err := json.Marshal(s.fw.running.Load().Status())
	if err != nil || !bytes.Contains(text, []byte(`{"name":"received","value":3}`)) {
		t.Errorf("%s, %v", text, err)
	}
}

// What has arrived when the appliance is told to stop is still carried.
func TestDraining(t *testing.T) {
	s := newSite(t)
	s.configure("filters: []\n")
	s.start()
	s.wantArrivals("before", s.one, 3)
	for i := range 150 {
		if _, err := s.one.Write(echo(i)); err != nil {
			t.Fatal(err)
		}
	}
	s.stop()
	if got := s.received(150); len(got) != 150 || !slices.IsSorted(got) {
		t.Errorf("%d of 150 messages arrive", len(got))
	}
}

// A filter that fails is told of, with the operations that it failed on, and the
// partner that is severed stays out whatever it does.
func TestFailingFiltersAreTold(t *testing.T) {
	s := newSite(t)
	module, err := filepath.Abs("internal/guest/testdata/filter/misbehave.wasm")
	if err != nil {
		t.Fatal(err)
	}
	s.configure(fmt.Sprintf("filters: [{name: misbehave, module: %q, unsigned: true, on_failure: open}]\n", module))
	s.start()
	s.wantArrivals("past a filter that fails open", s.one, 3)
	s.setLevel("ipx-1", "severed")
	s.wantArrivals("severed", s.one, 0)
	s.counted("ipx-1", 6)
	if f := s.fw.running.Load().Status().Filters[0]; f.Failures != 6 {
		t.Errorf("the status says %+v", f)
	}
	s.stop()
	events := s.events()
	if n := strings.Count(events, `"event":"filter-failure"`); n == 0 || !strings.Contains(events, `"total":6,"policy":"open"`) {
		t.Errorf("%d events tell of a filter that fails: %s", n, events)
	}
}
