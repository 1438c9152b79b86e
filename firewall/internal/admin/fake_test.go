package admin

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/report"
)

// fake is an appliance that does what a test tells it to and keeps what it was
// asked.
type fake struct {
	mu      sync.Mutex
	by      []Actor
	changes []LevelChange
	on      []bool
	set     func(context.Context, LevelChange) (Outcome, error)
	reload  func() (Reloaded, error)
}

func (f *fake) Status() Status {
	return Status{Version: "0.3.0", PID: os.Getpid(), Links: []LinkStatus{{Name: "gp", Counters: []link.Counter{{Name: "received", Value: 7}}}}}
}

func (f *fake) Peers() []Peer {
	return []Peer{{Kind: "interconnect", Name: "ipx-1", Level: "open", Traffic: Traffic{Messages: 12}}, {Kind: "operator", Name: "partner-a", Level: "severed", Via: []string{"ipx-1"}}}
}

func (f *fake) Report() *report.Report { return &report.Report{Operations: 9} }

func (f *fake) SetLevel(ctx context.Context, by Actor, c LevelChange) (Outcome, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.by, f.changes = append(f.by, by), append(f.changes, c)
	if f.set != nil {
		return f.set(ctx, c)
	}
	return Outcome{Changed: []Changed{{Kind: "interconnect", Name: c.Name, Before: "open", After: c.Level}}, Sequence: 7, Durable: true}, nil
}

func (f *fake) ObserveAll(_ context.Context, by Actor, on bool, reason string) (Outcome, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.by, f.on = append(f.by, by), append(f.on, on)
	return Outcome{Sequence: 8, Durable: true}, nil
}

func (f *fake) Reload(_ context.Context, by Actor) (Reloaded, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.by = append(f.by, by)
	if f.reload != nil {
		return f.reload()
	}
	return Reloaded{ConfigHash: "abc"}, nil
}

func (f *fake) asked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.by)
}

// shortDir is a folder whose path leaves room for a socket's, and that other users
// can enter.
func shortDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pc")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// serve runs an appliance on a socket until the test ends or stop is called.
func serve(t testing.TB, a Appliance, group string) (socket string, stop func()) {
	t.Helper()
	socket = filepath.Join(shortDir(t), "p.sock")
	l, err := Listen(socket, group)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.Serve(ctx, a) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(stop)
	return socket, stop
}

func connect(t testing.TB, socket string) *Client {
	c := NewClient(socket)
	t.Cleanup(c.Close)
	return c
}

// changes skips where the system does not say who asks.
func needsCredentials(t testing.TB) {
	if runtime.GOOS != "linux" && runtime.GOOS != "darwin" {
		t.Skip("needs Linux or macOS: the credentials of who connects")
	}
}
