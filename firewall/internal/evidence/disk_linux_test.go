package evidence

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// smallDisk mounts a file system of its own for the test.
func smallDisk(t *testing.T, options string) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root: mounts a small tmpfs")
	}
	dir := t.TempDir()
	if err := unix.Mount("portcullis-test", dir, "tmpfs", 0, options); err != nil {
		t.Skipf("needs the right to mount a tmpfs: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill leaves no octet of a disk free.
func fill(t *testing.T, dir string) (path string) {
	t.Helper()
	path = filepath.Join(dir, "filler")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 64<<10); len(block) > 0; {
		if _, err := f.Write(block); errors.Is(err, syscall.ENOSPC) {
			block = block[:len(block)/2]
		} else if err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// On a full disk, changes are durable for as long as the space lasts that was set
// aside, also for the next process; then the error says so, and nothing half
// written is left behind.
func TestLedgerOnFullDisk(t *testing.T) {
	dir := smallDisk(t, "size=2m")
	l := openLedger(t, dir)
	appendTo(t, l, severed("first"))
	filler := fill(t, dir)
	for range 100 {
		appendTo(t, l, severed("while full"))
	}
	l.Close()
	l = openLedger(t, dir)
	n := appendTo(t, l, severed("after a restart"))
	long := severed("until the end")
	long.Reason = strings.Repeat("\x01", MaxReason)
	var err error
	for err == nil {
		_, err = l.Append(long)
	}
	if !errors.Is(err, syscall.ENOSPC) || l.sequence < n+40 || !strings.Contains(l.Problem(), "no space left") {
		t.Errorf("after %d entries: %v; problem %q", l.sequence-n, err, l.Problem())
	}
	last := l.sequence
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if n := appendTo(t, l, severed("room again")); n != last+1 || l.Problem() != "" {
		t.Errorf("sequence %d after %d; problem %q", n, last, l.Problem())
	}
	l.Close()
	if l := openLedger(t, dir); l.sequence != last+1 || len(l.Warnings()) > 0 {
		t.Errorf("sequence %d, warnings %q", l.sequence, l.Warnings())
	}
}

func TestLedgerOnReadOnlyDisk(t *testing.T) {
	dir := smallDisk(t, "size=1m")
	openLedger(t, dir).Close()
	if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if l, err := OpenLedger(dir); !errors.Is(err, syscall.EROFS) {
		t.Errorf("opened: %v, %v", l, err)
	}
	if _, err := OpenTokens(dir); !errors.Is(err, syscall.EROFS) {
		t.Errorf("key: %v", err)
	}
}

// A full disk costs events, never the process: they are counted, the file has whole
// lines only, and it goes on when there is room.
func TestEventsOnFullDisk(t *testing.T) {
	dir := smallDisk(t, "size=4m")
	ring := NewRing(10, 10)
	e := openEvents(t, EventsConfig{File: filepath.Join(dir, "events.jsonl"), MaxSize: 64 << 20, Keep: 3, Ring: ring})
	filler := fill(t, dir)
	for range 20_000 {
		e.Record(exampleRecord())
		for !e.Room() { // counts one as lost
			time.Sleep(time.Millisecond)
		}
	}
	waitFor(t, "the problem to be told", func() bool { return strings.Contains(e.Problem(), "no space left") })
	waitFor(t, "events to be lost", func() bool { return e.Lost() > 0 })
	if got := len(ring.Last(Peer{KindInterconnect, "ipx-1"})); got != 10 {
		t.Errorf("the ring has %d records: it needs no disk", got)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "events to be written again", func() bool { return e.Problem() == "" })
	e.Note(Drained{Why: "the test ends"})
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	kinds := eventsIn(t, e.config.File)
	if kinds["lost"] == 0 || kinds["drain"] != 1 || kinds["record"] == 0 {
		t.Errorf("the file has %v", kinds)
	}
}
