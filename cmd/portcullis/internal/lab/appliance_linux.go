package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Appliance is portcullis on the firewall's host, with a folder of its own for
// configuration, events and state. It may be started again and again.
type Appliance struct {
	*Process // that runs, or ran last
	Dir      string

	t      testing.TB
	net    *Net
	config string
	said   output // by every process and command so far
}

// Status is what the tests look at of `ctl status --json`.
type Status struct {
	PID        int
	Reloads    int
	ObserveAll bool `json:"observe_all"`
	Links      []struct {
		Name     string
		Lanes    int
		ByLane   []uint64 `json:"received_by_lane"`
		Counters []struct {
			Name  string
			Value uint64
		}
	}
	Filters []struct {
		Name     string
		Failures uint64
	}
	EventsLost uint64 `json:"events_lost"`
	Problems   []string
}

// Appliance writes a configuration and starts the appliance with it.
func (n *Net) Appliance(t testing.TB, s Setup) *Appliance {
	t.Helper()
	return n.ApplianceIn(t, t.TempDir(), s)
}

// ApplianceIn is Appliance in a given folder.
func (n *Net) ApplianceIn(t testing.TB, dir string, s Setup) *Appliance {
	t.Helper()
	a := &Appliance{t: t, net: n, Dir: dir}
	a.config = s.Write(t, a.Dir)
	a.Start()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the appliance said:\n%s", tail(a.Said(), 4000))
		}
	})
	return a
}

func tail(s string, most int) string { return s[max(0, len(s)-most):] }

// Launch starts the process and does not wait until it is ready.
func (a *Appliance) Launch() {
	a.t.Helper()
	a.remember()
	a.Process = a.net.Firewall.Launch(a.t, a.Dir, Binary(a.t), "run", "--config", a.config)
}

// Start starts the process and waits until it is ready.
func (a *Appliance) Start() {
	a.t.Helper()
	a.Launch()
	Eventually(a.t, 30*time.Second, "portcullis is ready", func() bool {
		if a.Ended() {
			a.t.Fatalf("portcullis ended: %s%s", a.Stdout, a.Stderr)
		}
		return strings.Contains(a.Stderr.String(), "portcullis: running\n")
	})
}

// remember keeps what a process has said when another takes its place.
func (a *Appliance) remember() {
	if a.Process != nil {
		_, _ = a.said.Write([]byte(a.Stdout.String() + a.Stderr.String()))
	}
}

// Ctl runs `portcullis ctl` and fails the test unless it succeeds.
func (a *Appliance) Ctl(args ...string) string {
	a.t.Helper()
	out, code := a.ctl(args...)
	if code != 0 {
		a.t.Fatalf("ctl %s: exit %d: %s", strings.Join(args, " "), code, out)
	}
	return out
}

// Try runs `portcullis ctl` and returns what it wrote and its exit status.
func (a *Appliance) Try(args ...string) (string, int) { return a.ctl(args...) }

func (a *Appliance) ctl(args ...string) (string, int) {
	return a.run(append([]string{"ctl", "--config", a.config}, args...)...)
}

// Report runs `portcullis report` on the running appliance.
func (a *Appliance) Report(args ...string) string {
	a.t.Helper()
	out, code := a.run(append([]string{"report", "--config", a.config}, args...)...)
	if code != 0 {
		a.t.Fatalf("report: exit %d: %s", code, out)
	}
	return out
}

// run runs a command of portcullis on the firewall's host.
func (a *Appliance) run(args ...string) (string, int) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, Binary(a.t), args...)
	c.Dir = a.Dir
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	err := c.Run()
	fmt.Fprintf(&a.said, "$ portcullis %s\n%s", strings.Join(args, " "), &out)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		a.t.Fatal(err)
	}
	return out.String(), c.ProcessState.ExitCode()
}

// Status asks the running appliance.
func (a *Appliance) Status() (s Status) {
	a.t.Helper()
	out := a.Ctl("status", "--json")
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		a.t.Fatalf("ctl status --json: %v\n%s", err, out)
	}
	return s
}

// Counter adds up a counter of all links.
func (s Status) Counter(name string) (sum uint64) {
	for _, l := range s.Links {
		for _, c := range l.Counters {
			if c.Name == name {
				sum += c.Value
			}
		}
	}
	return sum
}

// Drain ends the process with SIGTERM and fails the test unless it ends well.
func (a *Appliance) Drain() {
	a.t.Helper()
	if err := a.Signal(syscall.SIGTERM); err != nil {
		a.t.Fatal(err)
	}
	code, err := a.Wait(20 * time.Second)
	if err != nil || code != 0 {
		a.t.Fatalf("portcullis did not drain: exit %d, %v\n%s", code, err, a.Stderr)
	}
}

// Configure replaces the configuration file; a reload reads it.
func (a *Appliance) Configure(s Setup) { a.t.Helper(); s.Write(a.t, a.Dir) }

// ConfigureText replaces it by any text.
func (a *Appliance) ConfigureText(text string) { a.t.Helper(); write(a.t, a.config, text) }

// Said returns what processes and commands have written so far.
func (a *Appliance) Said() string {
	return a.said.String() + a.Stdout.String() + a.Stderr.String()
}

// Leaks lists in which of all outputs - what processes and commands said,
// events, ledger, evidence - an identity of a subscriber stands, in clear or in
// the order in which digits are coded.
func (a *Appliance) Leaks(who ...Subscriber) (found []string) {
	a.t.Helper()
	look := func(where string, text []byte) {
		for _, s := range who {
			if what := s.standsIn(text); what != "" {
				found = append(found, fmt.Sprintf("%s of %s in %s", what, s.IMSI, where))
			}
		}
	}
	look("output", []byte(a.Said()))
	err := filepath.WalkDir(a.Dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		look(path, text)
		return err
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return found
}
