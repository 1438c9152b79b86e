package lab

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// severedWithin is how soon after its acknowledgement a sever is effective.
const severedWithin = 200 * time.Millisecond

// wholeFor checks that some partners have lost nothing.
func (l *Load) wholeFor(t *testing.T, partners ...netip.Addr) {
	t.Helper()
	flows := l.Of(partners...)
	l.Settle(flows...)
	if s := l.Faults(flows...); s != "" {
		t.Errorf("the other carrier lost something:\n%s", s)
	}
}

// cut severs carrier B under load, by the arguments of ctl, and checks what
// arrives: of B nothing 200 ms after the acknowledgement, of A everything. It
// returns how long the command took and how long after it the last message of B
// arrived.
func (a *Appliance) cut(t *testing.T, l *Load, args ...string) (out string, took, effective time.Duration) {
	t.Helper()
	awaitTraffic(t, l.Flows)
	began := time.Now()
	out = a.Ctl(append([]string{"sever", "carrier-b", "--reason", "a drill"}, args...)...)
	acknowledged := time.Now()
	sent := l.Sent()
	time.Sleep(2 * severedWithin)
	for i, f := range l.Flows {
		if f.Sent() <= sent[i] {
			t.Errorf("flow from %s: the load has stopped, so nothing is proven", f.from)
		}
	}
	var last int64
	for _, f := range l.Of(PartnerB, PartnerB6) {
		last = max(last, f.Requests.LastBefore(f.Sent()), f.Answers.LastBefore(f.Sent()))
	}
	if effective = time.Unix(0, last).Sub(acknowledged); effective > severedWithin {
		t.Errorf("a message of the severed carrier arrived %s after the acknowledgement", effective)
	}
	return out, acknowledged.Sub(began), effective
}

func TestSeverUnderLoad(t *testing.T) {
	n := New(t)
	a := n.Appliance(t, Setup{Lanes: 2})
	l := n.StartLoad(t, 4000, mixed()...)
	_, took, effective := a.cut(t, l)
	if out := a.Ctl("interconnects"); !strings.Contains(out, "severed") {
		t.Errorf("ctl interconnects does not say who is severed:\n%s", out)
	}
	a.Ctl("restore", "carrier-b", "--reason", "the drill is over")
	awaitTraffic(t, l.Flows)
	l.Stop()
	l.wholeFor(t, PartnerA, PartnerA6)
	t.Logf("ctl took %s; the last message of the severed carrier came %s after it", took, effective)
	if leaks := a.Leaks(l.Subscribers()...); leaks != nil {
		t.Error(leaks)
	}
}

// trapping is a chain whose every module fails on every operation.
func trapping(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", "trap.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("filters:\n")
	for i := range 3 {
		fmt.Fprintf(&b, "  - {name: trap-%d, module: %q, unsigned: true, on_failure: open}\n", i, path)
	}
	return b.String()
}

// Severing does not depend on any module. The load is light: a message on which
// three modules fail costs half a millisecond and more.
func TestSeverWithAllModulesTrapping(t *testing.T) {
	n := New(t)
	a := n.Appliance(t, Setup{Lanes: 2, Filters: trapping(t)})
	l := n.StartLoad(t, 200, mixed()...)
	a.cut(t, l)
	failures := uint64(0)
	for _, f := range a.Status().Filters {
		failures += f.Failures
	}
	if failures == 0 {
		t.Error("no module has failed, so nothing is proven")
	}
	l.Stop()
	l.wholeFor(t, PartnerA, PartnerA6)
}

// With a full disk severing still works, and what could not be written is said:
// the command does not claim to have done what would not survive a restart.
func TestSeverWithAFullDisk(t *testing.T) {
	n := New(t)
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("needs to mount a file system of its own: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	a := n.ApplianceIn(t, dir, Setup{Lanes: 2})
	l := n.StartLoad(t, 1000, mixed()...)
	awaitTraffic(t, l.Flows)
	fill(t, dir)
	out, code := a.Try("sever", "carrier-b", "--reason", "a drill")
	acknowledged := time.Now()
	time.Sleep(2 * severedWithin)
	for _, f := range l.Of(PartnerB, PartnerB6) {
		if late := time.Unix(0, f.Requests.LastBefore(f.Sent())).Sub(acknowledged); late > severedWithin {
			t.Errorf("with a full disk, a message of the severed carrier arrived %s after the command", late)
		}
	}
	if code != 1 || !strings.Contains(out, "no space left on device") {
		t.Errorf("exit %d, and what could not be written is not said:\n%s", code, out)
	}
	if s := a.Status(); len(s.Problems) == 0 {
		t.Error("status names no problem")
	}
	l.Stop()
	l.wholeFor(t, PartnerA, PartnerA6)
}

// fill leaves no block free in a file system.
func fill(t *testing.T, dir string) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for chunk := make([]byte, 4096); err == nil; _, err = f.Write(chunk) {
	}
}
