package firewall

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/admin"
)

// reloadWith edits the configuration file and returns what a reload says.
func (s *site) reloadWith(path, before, after string) error {
	s.t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	edited := bytes.ReplaceAll(text, []byte(before), []byte(after))
	if bytes.Equal(edited, text) {
		s.t.Fatalf("the configuration has no %q", before)
	}
	if err := os.WriteFile(path, edited, 0o600); err != nil {
		s.t.Fatal(err)
	}
	_, reloaded := s.fw.Reload(context.Background())
	if err := os.WriteFile(path, text, 0o600); err != nil {
		s.t.Fatal(err)
	}
	return reloaded
}

// A reload that gives an address or a network of somebody who is severed to
// somebody else lets them in; it is refused, as one that loses the name is.
func TestReloadsTakeNothingFromTheSevered(t *testing.T) {
	s := newSite(t)
	path := s.configure("filters: []\n")
	s.start()
	address, moved := s.block+"3/32", `  - {name: ipx-1, addresses: ["203.0.113.1/32"]}
  - {name: ipx-9, addresses: ["`+s.block+`3/32"]}`
	inPart := `  - {name: ipx-1, addresses: ["` + address + `"]}
  - {name: ipx-9, addresses: ["` + s.block + `0/24"]}`
	interconnect := `  - {name: ipx-1, addresses: ["` + address + `"]}`
	if err := s.reloadWith(path, interconnect, moved); err != nil {
		t.Fatalf("nobody is severed yet: %v", err)
	}
	if err := s.reloadWith(path, interconnect, inPart); err != nil {
		t.Fatalf("nobody is severed yet: %v", err)
	}
	s.setLevel("ipx-1", "severed")
	s.setLevel("partner-a", "severed")
	for _, c := range []struct{ before, after, want string }{
		{interconnect, moved, "takes " + s.block + "3 away from ipx-1, which is severed"},
		{`"999-70"`, `"999-72"`, "takes 999-70 away from partner-a, which is severed"},
		{`"198.51.100.0/25"`, `"198.51.100.0/26"`, "takes 198.51.100.64 away from partner-a, which is severed"},
		{"partner-b, via: [ipx-2], plmns: [\"999-71\"], gsn_addresses: [", "partner-b, via: [ipx-2], plmns: [\"999-71\"], gsn_addresses: [\"198.51.100.8/29\", ", "takes 198.51.100.8 away from partner-a"},
	} {
		if err := s.reloadWith(path, c.before, c.after); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, not %q", c.after, err, c.want)
		}
	}
	s.wantArrivals("still severed", s.one, 0)
	if err := s.reloadWith(path, `"198.51.100.0/25"`, `"198.51.100.0/24"`); err != nil {
		t.Errorf("who is severed may gain addresses: %v", err)
	}
	s.wantArrivals("still severed", s.one, 0)
}

// What is severed, but not on disk, holds over reloads as well.
func TestReloadsKeepWhatIsNotDurable(t *testing.T) {
	s := newSite(t)
	path := s.configure("filters: []\n")
	s.start()
	a := s.fw.running.Load()
	if err := a.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	if out, err := a.SetLevel(context.Background(), operator, admin.LevelChange{Name: "ipx-1", Level: "severed", Reason: "x"}); err == nil || !out.InForce {
		t.Fatalf("%+v, %v", out, err)
	}
	if err := s.reloadWith(path, "ipx-1", "ipx-9"); err == nil || !strings.Contains(err.Error(), "ipx-1 any more, which is severed") {
		t.Errorf("a configuration that loses who is severed: %v", err)
	}
	s.wantArrivals("severed", s.one, 0)
	s.stop = func() {} // the ledger is closed already, which is an error
	a.events.Close()
}

// Once an appliance runs without a name that is severed, which it says, reloads go
// on: nobody is let in by them.
func TestReloadsWithoutANameThatWasGone(t *testing.T) {
	s := newSite(t)
	path := s.configure("filters: []\n")
	s.start()
	s.setLevel("partner-b", "severed")
	s.stop()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.ReplaceAll(text, []byte("partner-b"), []byte("partner-c")), 0o600); err != nil {
		t.Fatal(err)
	}
	s.start()
	if err := s.reloadWith(path, "filters: []", "filters: []\nunknown_source: reject"); err != nil {
		t.Errorf("a reload is refused: %v", err)
	}
}

// A reload of something that never ends, such as a device or a pipe, is refused: it
// would keep all later ones waiting.
func TestReloadsReadFilesOnly(t *testing.T) {
	s := newSite(t)
	path := s.configure("filters: []\n")
	s.start()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/zero", path); err != nil {
		t.Fatal(err)
	}
	if _, err := s.fw.Reload(context.Background()); err == nil || !strings.Contains(err.Error(), "no regular file") {
		t.Errorf("reloading from a device: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	s.configure("filters: [{name: endless, module: /dev/zero, unsigned: true}]\n")
	if _, err := s.fw.Reload(context.Background()); err == nil || !strings.Contains(err.Error(), "no regular file") {
		t.Errorf("a module from a device: %v", err)
	}
	s.configure("filters: []\n")
	if _, err := s.fw.Reload(context.Background()); err != nil {
		t.Errorf("the next reload: %v", err)
	}
}

// Stopping in the middle of a reload closes what either has made, once.
func TestStoppingWhileReloading(t *testing.T) {
	s := newSite(t)
	s.configure("filters: [{name: opgate, module: \"builtin:opgate\"}]\n")
	for i := range 8 {
		s.start()
		a, done := s.fw.running.Load(), make(chan error, 1)
		go func() {
			_, err := a.Reload(context.Background(), admin.Self())
			done <- err
		}()
		time.Sleep(time.Duration(i) * 4 * time.Millisecond)
		s.stop()
		if err := <-done; err != nil && !errors.Is(err, ErrNotRunning) {
			t.Error(err)
		}
	}
}
