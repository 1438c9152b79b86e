package main

import (
	"bytes"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/seed-43cefff0/portcullis/firewall"
)

// applianceCommand is "appliance SOCKET" in scripts: something that speaks the
// admin API as docs/ctl.md describes it. What becomes of a change depends on the
// name that it is about.
func applianceCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: appliance SOCKET")
	}
	l, err := net.Listen("unix", ts.MkAbs(args[0]))
	ts.Check(err)
	s := &http.Server{Handler: cannedAppliance()}
	go s.Serve(l)
	ts.Defer(func() { s.Close() })
}

// awaitCommand is "await TEXT FILE" in scripts: it waits until a file has a text.
func awaitCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await TEXT FILE")
	}
	for deadline := time.Now().Add(60 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		text, err := os.ReadFile(ts.MkAbs(args[1]))
		if err == nil && strings.Contains(string(text), args[0]) {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%s never had %q: %v\n%s", args[1], args[0], err, text)
		}
	}
}

func freePort() (string, error) {
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer c.Close()
	_, port, err := net.SplitHostPort(c.LocalAddr().String())
	return port, err
}

func cannedAppliance() http.Handler {
	m := http.NewServeMux()
	var asked atomic.Uint64
	m.HandleFunc("GET /v1/status", func(w http.ResponseWriter, _ *http.Request) {
		say(w, 200, firewall.Status{
			Version: "0.3.0", PID: 4711, Started: time.Now().Add(-26 * time.Hour), Loaded: time.Now().Add(-90 * time.Second),
			Config: "/etc/portcullis.yaml", ConfigHash: strings.Repeat("ab", 32), Reloads: 3, EventsLost: 1234567,
			Links:    []firewall.LinkStatus{{Name: "gp", Kind: "gtp", WhenDown: "closed", Lanes: 4}},
			Problems: []string{"events: not written\x1b[2J"},
		})
	})
	m.HandleFunc("GET /v1/peers", func(w http.ResponseWriter, _ *http.Request) {
		n := asked.Add(1) - 1 // 1,000 messages between two samples
		say(w, 200, []firewall.Peer{
			{Kind: "interconnect", Name: "ipx-1", Level: "open", Mode: "enforce", Traffic: firewall.Traffic{Messages: 5000 + 1000*n, Blocked: 100 * n, Last: time.Now()}},
			{Kind: "operator", Name: "partner-a", Level: "severed", Via: []string{"ipx-1", "ipx-2"}},
		})
	})
	m.HandleFunc("POST /v1/level", func(w http.ResponseWriter, r *http.Request) {
		var c firewall.LevelChange
		if err := json.NewDecoder(r.Body).Decode(&c); err != nil {
			say(w, 400, map[string]string{"error": err.Error()})
			return
		}
		cannedChange(w, &c)
	})
	m.HandleFunc("POST /v1/observe-all", func(w http.ResponseWriter, _ *http.Request) {
		say(w, 200, firewall.Outcome{Changed: []firewall.Changed{{Kind: "all", Before: "enforce", After: "observe"}}, Sequence: 8, InForce: true, Durable: true})
	})
	m.HandleFunc("POST /v1/reload", func(w http.ResponseWriter, _ *http.Request) {
		say(w, 200, firewall.Reloaded{Difference: []string{"- mode: enforce", "+ mode: observe"}, Warnings: []string{"f.yaml:1:1: odd"}, ConfigHash: strings.Repeat("cd", 32)})
	})
	return m
}

func cannedChange(w http.ResponseWriter, c *firewall.LevelChange) {
	peer := &firewall.Peer{Kind: "interconnect", Name: c.Name, Level: "open", Traffic: firewall.Traffic{Messages: 5000, Blocked: 12}}
	done := firewall.Outcome{Changed: []firewall.Changed{{Kind: "interconnect", Name: c.Name, Before: "open", After: c.Level, Peer: peer, Behind: []string{"partner-a", "partner-b"}, Sources: []string{"198.51.100.0/24"}}}}
	switch {
	case c.Name == "nobody":
		say(w, 404, map[string]string{"error": `no interconnect or operator has the name "nobody"`})
	case c.Name == "forbidden":
		say(w, 403, map[string]string{"error": "user mallory (uid 1001) may not change anything"})
	case c.Name == "full-disk":
		done.InForce, done.Problems = true, []string{"the ledger: no space left on device"}
		say(w, 500, map[string]any{"error": "in force, but not durable: it would not survive a restart", "outcome": done})
	case c.Name == "full-disk-open":
		done.Problems = []string{"the ledger: no space left on device"}
		say(w, 500, map[string]any{"error": "not done: the ledger: no space left on device", "outcome": done})
	case c.DryRun:
		say(w, 200, done)
	default:
		done.Sequence, done.InForce, done.Durable, done.Bundle = 7, true, true, "/var/lib/portcullis/evidence/7-"+c.Name
		say(w, 200, done)
	}
}

func say(w http.ResponseWriter, status int, body any) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"ipx-1": "ipx-1", "Zürich 日本": "Zürich 日本", "a\x1b[2Jb": `a\x1b[2Jb`, "a\x00": `a\x00`, "\u009b2J": `\u009b2J`, "\u202eabc": `\u202eabc`, "\xff": "\ufffd", "a\nb": "a\nb", "a\tb": `a\tb`,
	} {
		if got := printable(in); got != want {
			t.Errorf("%q is printed as %q, not %q", in, got, want)
		}
	}
}

func TestRates(t *testing.T) {
	peer := func(kind, name string, messages, blocked uint64) firewall.Peer {
		return firewall.Peer{Kind: kind, Name: name, Level: "open", Traffic: firewall.Traffic{Messages: messages, Blocked: blocked}}
	}
	before := []firewall.Peer{peer("interconnect", "a", 100, 10), peer("operator", "a", 100, 10), peer("operator", "restarted", 1000, 0)}
	now := []firewall.Peer{peer("interconnect", "a", 300, 20), peer("operator", "a", 100, 10), peer("operator", "restarted", 5, 0), peer("operator", "new", 5, 0)}
	var got []float64
	for _, r := range rates(before, now, 2*time.Second) {
		got = append(got, r.Messages, r.Blocked)
	}
	want := []float64{100, 5, 0, 0, 0, 0, 0, 0}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("%v, not %v", got, want)
		}
	}
}

// On a terminal each sample replaces the one before, down to what was longer.
func TestDrawRates(t *testing.T) {
	var b bytes.Buffer
	if err := drawRates(&b, rates(nil, []firewall.Peer{{Kind: "operator", Name: "a\x1b[2J", Level: "open"}}, time.Second)); err != nil {
		t.Fatal(err)
	}
	s := b.String()
	if !strings.HasPrefix(s, "\x1b[H") || !strings.HasSuffix(s, "\x1b[K\n\x1b[J") || strings.Contains(s, "\x1b[2J") || strings.Count(s, "\n") != strings.Count(s, "\x1b[K\n") {
		t.Errorf("%q", s)
	}
}

func TestSince(t *testing.T) {
	for d, want := range map[time.Duration]string{3 * time.Second: "3s", 62 * time.Second: "1m2s", 3*time.Hour + 5*time.Minute: "3h5m", 50 * time.Hour: "2d2h", -time.Second: "0s"} {
		if got := since(time.Now().Add(-d)); got != want {
			t.Errorf("%v is %s, not %s", d, got, want)
		}
	}
	if since(time.Time{}) != "?" || ago(time.Time{}) != "never" || thousands(1234567) != "1,234,567" || thousands(999) != "999" {
		t.Error("zero, or thousands")
	}
}
