package evidence

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func numbered(n int, interconnect, operator, claims string) *Record {
	r := exampleRecord()
	r.Frame, r.Operator, r.Time = n, claims, Time(time.Unix(int64(n), 0))
	r.Rollout = Rollout{Interconnect: interconnect, Operator: operator}
	return r
}

func frames(list []*Record) (out []int) {
	for _, r := range list {
		out = append(out, r.Frame)
	}
	return out
}

func TestRing(t *testing.T) {
	r := NewRing(3, 2)
	for n := 1; n <= 5; n++ {
		r.Add(numbered(n, "ipx-1", "a", "a"))
	}
	r.Add(numbered(6, "unknown", "unknown", "b"))
	for _, c := range []struct {
		peers []Peer
		want  []int
	}{
		{[]Peer{{KindInterconnect, "ipx-1"}}, []int{3, 4, 5}},
		{[]Peer{{KindOperator, "b"}}, []int{6}},
		{[]Peer{{KindOperator, "b"}, {KindInterconnect, "ipx-1"}, {KindOperator, "a"}}, []int{3, 4, 5, 6}},
		{[]Peer{{KindInterconnect, "unknown"}}, nil}, {[]Peer{{KindAll, ""}}, nil}, {nil, nil},
	} {
		if got := frames(r.Last(c.peers...)); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%v: %v, want %v", c.peers, got, c.want)
		}
	}
	for n := range 10 { // claims push out other operators, and no interconnect
		r.Add(numbered(100+n, "unknown", "unknown", fmt.Sprintf("claim-%d", n)))
	}
	if got := r.Last(Peer{KindOperator, "a"}); got != nil {
		t.Errorf("more operators are kept than two: %v", frames(got))
	}
	if got := r.Last(Peer{KindInterconnect, "ipx-1"}); len(got) != 3 {
		t.Errorf("claims pushed out an interconnect: %v", frames(got))
	}
}

func TestRingIsSafe(t *testing.T) {
	r := NewRing(10, 10)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for n := range 500 {
				r.Add(numbered(n, "ipx-1", "a", "b"))
				r.Last(Peer{KindInterconnect, "ipx-1"}, Peer{KindOperator, "b"})
			}
		})
	}
	all.Wait()
	if got := len(r.Last(Peer{KindInterconnect, "ipx-1"})); got != 10 {
		t.Errorf("%d records", got)
	}
}

func TestBundle(t *testing.T) {
	dir := t.TempDir()
	entry := severed("ipx-1")
	entry.Sequence = 7
	b := Bundle{Entries: []Entry{entry}, Durable: true, ConfigHash: "abc", Peers: []string{"its counters"}, Records: []*Record{numbered(1, "ipx-1", "a", "a"), numbered(2, "ipx-1", "a", "a")}}
	folder, err := b.Write(dir)
	if err != nil || folder != filepath.Join(dir, "evidence", "7-ipx-1") {
		t.Fatalf("%s, %v", folder, err)
	}
	var change struct {
		Entries    []Entry
		Durable    bool
		ConfigHash string `json:"config_sha256"`
		Peers      []string
	}
	text, err := os.ReadFile(filepath.Join(folder, "change.json"))
	if err != nil || json.Unmarshal(text, &change) != nil || change.Entries[0] != entry || !change.Durable || change.ConfigHash != "abc" || change.Peers[0] != "its counters" {
		t.Errorf("%v: %s", err, text)
	}
	text, err = os.ReadFile(filepath.Join(folder, "records.jsonl"))
	if err != nil || strings.Count(string(text), "\n") != 2 || !strings.Contains(string(text), `"frame":2`) || strings.Contains(string(text), "00101000") {
		t.Errorf("%v: %s", err, text)
	}
	if again, err := b.Write(dir); err != nil || again == folder {
		t.Errorf("%s was replaced, %v", again, err)
	}
	left, err := os.ReadDir(filepath.Join(dir, "evidence"))
	if err != nil || len(left) != 2 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestBundleNames(t *testing.T) {
	at := Time(time.Date(2026, 11, 22, 6, 27, 17, 0, time.UTC))
	for _, c := range []struct {
		entries []Entry
		want    string
	}{
		{[]Entry{{Sequence: 8, Kind: KindAll}}, "8-all"},
		{[]Entry{{Sequence: 8, Kind: KindInterconnect, Name: "a"}, {Sequence: 9, Kind: KindOperator, Name: "a"}}, "9-a"},
		{[]Entry{{Time: at, Kind: KindOperator, Name: "a.b_c"}}, "unrecorded-20261122T062717.000000Z-a.b_c"},
		{[]Entry{{Sequence: 8, Kind: KindOperator, Name: "../a"}}, ""},
		{[]Entry{{Sequence: 8, Kind: KindOperator, Name: ".."}}, ""},
		{nil, ""},
	} {
		b := Bundle{Entries: c.entries}
		if got, err := b.name(); got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%v: %q, %v", c.entries, got, err)
		}
	}
}

// A bundle that cannot be written leaves nothing that looks like one.
func TestBundleFails(t *testing.T) {
	dir := t.TempDir()
	entry := severed("a")
	entry.Sequence = 1
	b := Bundle{Entries: []Entry{entry}, Peers: func() {}}
	if folder, err := b.Write(dir); err == nil {
		t.Errorf("wrote %s", folder)
	}
	if err := os.WriteFile(filepath.Join(dir, "evidence"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	b.Peers = nil
	if folder, err := b.Write(dir); err == nil || folder != "" {
		t.Errorf("wrote %s below a file", folder)
	}
}

// Tokens compare across restarts, and the key is its owner's alone.
func TestTokenKey(t *testing.T) {
	skipWindows(t)
	dir := filepath.Join(t.TempDir(), "state")
	tokens := make([]*Tokens, 8)
	var all sync.WaitGroup
	for i := range tokens {
		all.Go(func() {
			var err error
			if tokens[i], err = OpenTokens(dir); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if t.Failed() {
		return
	}
	for _, other := range tokens {
		if other.of("001010000000001") != tokens[0].of("001010000000001") {
			t.Error("two processes that start at once have two keys")
		}
	}
	path := filepath.Join(dir, TokenFile)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 || info.Size() != 32 {
		t.Errorf("%v, %v", info, err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("files are left behind: %v", left)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenTokens(dir); err == nil || !strings.Contains(err.Error(), "mode 0640") {
		t.Errorf("a key that others can read: %v", err)
	}
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	_ = os.Chmod(path, 0o600)
	if _, err := OpenTokens(dir); err == nil || !strings.Contains(err.Error(), "5 octets") {
		t.Errorf("a torn key: %v", err)
	}
}
