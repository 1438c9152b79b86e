package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
)

func severed(name string) Entry {
	return Entry{Actor: Actor{UID: 1000, PID: 4711}, Kind: KindInterconnect, Name: name, Before: "open", After: "severed", Reason: "scans our HLR"}
}

func openLedger(t testing.TB, dir string) *Ledger {
	t.Helper()
	l, err := OpenLedger(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func appendTo(t testing.TB, l *Ledger, entries ...Entry) uint64 {
	t.Helper()
	n, err := l.Append(entries...)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// What was appended holds for the next process.
func TestLedgerRemembers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "var", "lib", "state")
	l := openLedger(t, dir)
	appendTo(t, l, severed("ipx-1"))
	appendTo(t, l, Entry{Kind: KindInterconnect, Name: "both", Before: "open", After: "observe", Reason: "new"}, Entry{Kind: KindOperator, Name: "both", Before: "open", After: "observe", Reason: "new"})
	appendTo(t, l, Entry{Kind: KindAll, Before: AllEnforce, After: AllObserve, Reason: "is it us?"})
	appendTo(t, l, severed("ipx-2"))
	entries := []Entry{{Kind: KindInterconnect, Name: "ipx-2", Before: "severed", After: "open", Reason: "löst: \x1b[2J\u2028"}}
	if n := appendTo(t, l, entries...); n != 6 || entries[0].Sequence != 6 {
		t.Errorf("sequence %d, entry %d", n, entries[0].Sequence)
	}
	before := l.Held()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = openLedger(t, dir)
	want := Held{ObserveAll: true, Peers: map[Peer]chain.Level{
		{KindInterconnect, "ipx-1"}: chain.LevelSevered, {KindInterconnect, "both"}: chain.LevelObserve, {KindOperator, "both"}: chain.LevelObserve,
	}}
	if got := l.Held(); fmt.Sprint(got) != fmt.Sprint(want) || fmt.Sprint(before) != fmt.Sprint(want) {
		t.Errorf("holds %v, before %v, want %v", got, before, want)
	}
	if n := appendTo(t, l, severed("ipx-3")); n != 7 || len(l.Warnings()) > 0 || l.Problem() != "" {
		t.Errorf("sequence %d, warnings %q, problem %q", n, l.Warnings(), l.Problem())
	}
	text, err := os.ReadFile(filepath.Join(dir, LedgerFile))
	if err != nil || bytes.ContainsAny(text, "\x1b\x00") || bytes.Count(text, []byte("\n")) != 7 {
		t.Errorf("%v: %q", err, text)
	}
}

func TestLedgerModes(t *testing.T) {
	skipWindows(t)
	dir := filepath.Join(t.TempDir(), "state")
	openLedger(t, dir)
	for path, want := range map[string]os.FileMode{dir: 0o750, filepath.Join(dir, LedgerFile): 0o640} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm()&^want != 0 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

// A power cut may leave any number of the last octets unwritten. Whole lines stay,
// the torn one goes, and what is appended next is read back.
func TestLedgerTornAtEveryOctet(t *testing.T) {
	dir := t.TempDir()
	l := openLedger(t, dir)
	for _, n := range []string{"a", "b", "c"} {
		appendTo(t, l, severed(n))
	}
	l.Close()
	path := filepath.Join(dir, LedgerFile)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) + 1 {
		tails := []string{""}
		if n%20 == 0 { // a file system that knew the size and not yet the octets
			tails = append(tails, "\x00\x00\x00")
		}
		for _, tail := range tails {
			if err := os.WriteFile(path, append(whole[:n:n], tail...), 0o640); err != nil {
				t.Fatal(err)
			}
			l, err := OpenLedger(dir)
			if err != nil {
				t.Fatalf("%d octets: %v", n, err)
			}
			lines := bytes.Count(whole[:n], []byte("\n"))
			torn := n > 0 && whole[n-1] != '\n' || tail != ""
			if got := len(l.Held().Peers); got != lines || torn != (len(l.Warnings()) == 1) {
				t.Fatalf("%d octets: %d names, want %d; warnings %q", n, got, lines, l.Warnings())
			}
			if seq := appendTo(t, l, severed("d")); seq != uint64(lines)+1 {
				t.Fatalf("%d octets: sequence %d", n, seq)
			}
			l.Close()
			if l, err = OpenLedger(dir); err != nil || len(l.Held().Peers) != lines+1 || len(l.Warnings()) != 0 {
				t.Fatalf("%d octets: the next process: %v", n, err)
			}
			l.Close()
		}
	}
}

// What is not understood keeps the appliance from starting, with file and line: it
// may be what severs somebody.
func TestLedgerRefusesWhatItCannotRead(t *testing.T) {
	const good = `{"sequence":1,"time":"2026-11-22T06:27:17.000000Z","actor":{"uid":0,"pid":1},"kind":"interconnect","name":"a","before":"open","after":"severed","reason":"r"}` + "\n"
	second := strings.Replace(good, `"sequence":1`, `"sequence":2`, 1)
	for _, c := range []struct{ text, want string }{
		{good + "{}\n" + second, ":2: sequence 0 follows 1"},
		{good + "\n", ":2: EOF"},
		{good + good, ":2: sequence 1 follows 1"},
		{second, ":1: sequence 2 follows 0"},
		{good + "\x00\x00\n", ":2: invalid character"},
		{good + second[:20] + "\n", ":2: unexpected EOF"},
		{good + strings.TrimSuffix(second, "\n") + second, ":2: more than one entry"},
		{good + strings.Replace(second, "severed", "throttle", 1), `:2: there is no level "throttle"`},
		{good + strings.Replace(second, "interconnect", "link", 1), `:2: there is no kind "link"`},
		{good + strings.Replace(second, `"reason"`, `"until":"2030-01-01","reason"`, 1), ":2: json: unknown field"},
		{good + strings.Replace(second, `"a"`, `""`, 1), ":2: the interconnect has no name"},
		{good + strings.Replace(strings.Replace(second, `"interconnect"`, `"all"`, 1), "severed", "on", 1), `:2: "on" is neither enforce nor observe`},
		{good + strings.Repeat("x", maxEntryLine) + "\n", ":2: bufio: buffer full"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, LedgerFile)
		if err := os.WriteFile(path, []byte(c.text), 0o640); err != nil {
			t.Fatal(err)
		}
		l, err := OpenLedger(dir)
		if err == nil {
			l.Close()
			t.Errorf("%q is accepted", c.want)
			continue
		}
		if !strings.HasPrefix(err.Error(), "ledger "+path+c.want) {
			t.Errorf("%v; want %s", err, c.want)
		}
		if now, _ := os.ReadFile(path); string(now) != c.text {
			t.Errorf("%s: the file was changed", c.want)
		}
	}
}

func TestLedgerChecksEntries(t *testing.T) {
	l := openLedger(t, t.TempDir())
	for _, c := range []struct{ change, want string }{
		{"", "a reason is needed"}, {" \n", "a reason is needed"}, {"\xff", "not UTF-8"}, {strings.Repeat("ä", MaxReason+1), "501 characters"},
	} {
		e := severed("a")
		e.Reason = c.change
		if n, err := l.Append(e); err == nil || n != 0 || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %d, %v", c.change, n, err)
		}
	}
	two := []Entry{severed("a"), {Kind: KindAll, After: "severed", Reason: "r"}}
	if n, err := l.Append(two...); err == nil || n != 0 || two[0].Sequence != 0 || len(l.Held().Peers) != 0 {
		t.Errorf("half of two entries: %d, %v, %v", n, err, l.Held())
	}
	long := severed("a")
	long.Reason = strings.Repeat("\x01", MaxReason)
	appendTo(t, l, long)
	long.Reason = strings.Repeat("\U0001F512", MaxReason)
	if n := appendTo(t, l, long); n != 2 {
		t.Errorf("sequence %d", n)
	}
}

func TestLedgerConcurrentAppends(t *testing.T) {
	dir := t.TempDir()
	l := openLedger(t, dir)
	const workers, each = 8, 25
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := range each {
				if _, err := l.Append(severed(fmt.Sprintf("w%d-%d", w, i))); err != nil {
					t.Error(err)
				}
				_ = l.Held()
			}
		})
	}
	all.Wait()
	l.Close()
	if l := openLedger(t, dir); len(l.Held().Peers) != workers*each || l.sequence != workers*each {
		t.Errorf("%d names, sequence %d", len(l.Held().Peers), l.sequence)
	}
}

func TestLedgerHasOneProcess(t *testing.T) {
	dir := t.TempDir()
	openLedger(t, dir)
	l, err := OpenLedger(dir) // another open file is to flock(2) what another process is
	if err == nil {
		l.Close()
		t.Fatal("opened twice")
	}
	if !strings.Contains(err.Error(), "another process has it open") {
		t.Error(err)
	}
	if _, there := os.Stat("/proc/locks"); there == nil && !strings.Contains(err.Error(), fmt.Sprintf("pid %d", os.Getpid())) {
		t.Errorf("%v does not name the process", err)
	}
}

func TestLedgerNeedsItsFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "below")} {
		if l, err := OpenLedger(dir); err == nil {
			l.Close()
			t.Errorf("%s is a folder", dir)
		}
	}
}

// fault is a disk that fails where it is told to.
type fault struct {
	memory
	writes, syncs, cuts, reserves error
	half                          bool // a write puts half of it on the disk and then fails
}

type memory struct {
	data   []byte
	synced []byte // what a power cut would leave
	calls  []string
}

func (f *fault) WriteAt(p []byte, at int64) (int, error) {
	f.calls = append(f.calls, "write")
	n := len(p)
	if f.writes != nil {
		if n = 0; f.half {
			n = len(p) / 2
		}
	}
	f.data = append(f.data[:at], p[:n]...)
	return n, f.writes
}

func (f *fault) Sync() error {
	f.calls = append(f.calls, "sync")
	if f.syncs == nil {
		f.synced = bytes.Clone(f.data)
	}
	return f.syncs
}

func (f *fault) Truncate(n int64) error {
	f.calls = append(f.calls, "cut")
	if f.cuts == nil {
		f.data = f.data[:n]
	}
	return f.cuts
}

func (f *fault) Reserve(int64, int64) error { return f.reserves }
func (f *fault) InPlace() error             { return nil }
func (f *fault) Close() error               { return nil }

func onFaults(f *fault) *Ledger {
	return &Ledger{path: "ledger", file: f, held: Held{Peers: map[Peer]chain.Level{}}}
}

var errDisk = errors.New("the disk is gone")

// Whatever fails, the file ends with a whole entry, nothing is acknowledged that a
// power cut would take, and the next entry finds its place.
func TestLedgerFailingDisk(t *testing.T) {
	for name, set := range map[string]func(*fault, error){
		"write": func(f *fault, err error) { f.writes = err },
		"half":  func(f *fault, err error) { f.writes, f.half = err, err != nil },
		"sync":  func(f *fault, err error) { f.syncs = err },
		"cut":   func(f *fault, err error) { f.writes, f.half, f.cuts = err, err != nil, err },
	} {
		f := &fault{}
		l := onFaults(f)
		appendTo(t, l, severed("a"))
		whole := string(f.synced)
		set(f, errDisk)
		for range 2 {
			e := []Entry{severed("b")}
			if n, err := l.Append(e...); !errors.Is(err, errDisk) || n != 0 || e[0].Sequence != 0 || len(l.Held().Peers) != 1 {
				t.Errorf("%s: %d, %v, %v", name, n, err, l.Held())
			}
		}
		if name != "cut" && string(f.data) != whole {
			t.Errorf("%s: the file has %q", name, f.data)
		}
		set(f, nil)
		if n := appendTo(t, l, severed("c")); n != 2 {
			t.Errorf("%s: sequence %d", name, n)
		}
		r := onFaults(&fault{})
		if err := r.replay(bytes.NewReader(f.synced)); err != nil || r.sequence != 2 || r.held.Peers[Peer{KindInterconnect, "c"}] != chain.LevelSevered {
			t.Errorf("%s: a power cut leaves %q: %v", name, f.synced, err)
		}
	}
}

// An entry is written, then synced, then acknowledged.
func TestLedgerSyncsBeforeItAcknowledges(t *testing.T) {
	f := &fault{}
	l := onFaults(f)
	appendTo(t, l, severed("a"), severed("b"))
	if got := strings.Join(f.calls, " "); got != "write sync" || !bytes.Equal(f.synced, f.data) || bytes.Count(f.data, []byte("\n")) != 2 {
		t.Errorf("%s: %q", got, f.synced)
	}
}

// That no space can be set aside is a problem to be told, and no reason not to go on.
func TestLedgerWithoutReserve(t *testing.T) {
	f := &fault{reserves: errDisk}
	l := onFaults(f)
	appendTo(t, l, severed("a"))
	if p := l.Problem(); !strings.Contains(p, "the disk is gone") {
		t.Errorf("problem %q", p)
	}
	f.reserves = nil
	appendTo(t, l, severed("b"))
	if p := l.Problem(); p != "" {
		t.Errorf("problem %q", p)
	}
}
