package evidence

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A ledger that somebody removes or replaces while it is open would take entries
// that no restart finds: none is acknowledged.
func TestLedgerThatIsTakenAway(t *testing.T) {
	skipWindows(t)
	for name, take := range map[string]func(path string) error{
		"removed": os.Remove,
		"replaced": func(path string) error {
			return os.WriteFile(path+".new", nil, 0o640)
		},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, LedgerFile)
		l := openLedger(t, dir)
		appendTo(t, l, severed("ipx-1"))
		if l.Attend(); l.Problem() != "" {
			t.Errorf("%s: problem %q before", name, l.Problem())
		}
		if err := take(path); err != nil {
			t.Fatal(err)
		}
		if name == "replaced" {
			if err := os.Rename(path+".new", path); err != nil {
				t.Fatal(err)
			}
		}
		if l.Attend(); !strings.Contains(l.Problem(), "removed or replaced") {
			t.Errorf("%s: the problem is %q", name, l.Problem())
		}
		if n, err := l.Append(severed("ipx-2")); err == nil || n != 0 {
			t.Errorf("%s: entry %d is acknowledged", name, n)
		}
	}
}

// The state folder of an appliance whose ledger is lost still has the evidence of
// its changes: that entries are missing is said, and new evidence finds its place.
func TestLedgerThatHasLostEntries(t *testing.T) {
	dir := t.TempDir()
	l := openLedger(t, dir)
	entries := []Entry{severed("ipx-1")}
	change := func() string {
		t.Helper()
		if _, err := l.Append(entries...); err != nil {
			t.Fatal(err)
		}
		folder, err := (&Bundle{Entries: entries}).Write(dir)
		if err != nil {
			t.Fatal(err)
		}
		return folder
	}
	first := change()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if l = openLedger(t, dir); len(l.Warnings()) != 0 || l.Problem() != "" {
		t.Errorf("warnings are %q, %q", l.Warnings(), l.Problem())
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, LedgerFile)); err != nil {
		t.Fatal(err)
	}
	l = openLedger(t, dir)
	const want = "ends with entry 0, but there is evidence of entry 1"
	if w := strings.Join(l.Warnings(), ""); !strings.Contains(w, want) || !strings.Contains(l.Problem(), want) {
		t.Errorf("warnings are %q, the problem %q", w, l.Problem())
	}
	if second := change(); second == first || !strings.HasPrefix(second, first) {
		t.Errorf("the evidence is in %s and %s", first, second)
	}
}

// Asking for problems must not wait for a disk that hangs.
func TestLedgerProblemNeverWaits(t *testing.T) {
	l := openLedger(t, t.TempDir())
	l.mu.Lock() // as while the disk syncs
	defer l.mu.Unlock()
	asked := make(chan string, 1)
	go func() { asked <- l.Problem() }()
	select {
	case <-asked:
	case <-time.After(20 * time.Second):
		t.Error("the problem is not told while the ledger is written")
	}
}

// Events go to regular files alone: a pipe that nobody reads would block, and a
// device would be moved aside.
func TestEventsGoToRegularFiles(t *testing.T) {
	skipWindows(t)
	file := filepath.Join(t.TempDir(), "events.jsonl")
	if err := os.Symlink(os.DevNull, file); err != nil {
		t.Fatal(err)
	}
	if e, err := OpenEvents(EventsConfig{File: file, MaxSize: 1 << 20}); err == nil {
		_ = e.Close()
		t.Error("events go to a device")
	} else if !strings.Contains(err.Error(), "no regular file") {
		t.Error(err)
	}
}

// While the folder of the file is gone, that stays a problem although there is
// nothing to write.
func TestEventsProblemStays(t *testing.T) {
	skipWindows(t)
	folder := filepath.Join(t.TempDir(), "log")
	if err := os.Mkdir(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	e := openEvents(t, EventsConfig{File: filepath.Join(folder, "events.jsonl"), MaxSize: 1 << 20, Keep: 1})
	if err := os.Rename(folder, folder+".gone"); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the problem", func() bool { return e.Problem() != "" })
	for until := time.Now().Add(3 * retryAfter); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
		if e.Problem() == "" {
			t.Fatal("the problem is forgotten")
		}
	}
	if err := os.Mkdir(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the end of the problem", func() bool { return e.Problem() == "" })
}
