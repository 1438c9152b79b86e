//go:build unix

package admin

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// The file has mode 0660 whatever the umask, and nothing is left beside it.
func TestSocketMode(t *testing.T) {
	socket, _ := serve(t, &fake{}, "")
	info, err := os.Lstat(socket)
	if err != nil || info.Mode().Perm() != 0o660 || info.Mode()&os.ModeSocket == 0 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if left, _ := os.ReadDir(filepath.Dir(socket)); len(left) != 1 {
		t.Errorf("the folder has %v", left)
	}
}

// Whoever looks at the path sees either no socket or one with its final mode.
func TestSocketIsNeverSeenWithAnotherMode(t *testing.T) {
	socket := filepath.Join(shortDir(t), "p.sock")
	done, looked := make(chan bool), make(chan error, 1)
	go func() {
		for {
			if info, err := os.Lstat(socket); err == nil && info.Mode().Perm() != 0o660 {
				looked <- fmt.Errorf("seen with mode %v", info.Mode())
				return
			}
			select {
			case <-done:
				looked <- nil
				return
			default:
			}
		}
	}()
	for range 50 {
		l, err := Listen(socket, "")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
	}
	close(done)
	if err := <-looked; err != nil {
		t.Error(err)
	}
}

// stale leaves a socket as a process does that was killed.
func stale(t *testing.T, path string) {
	t.Helper()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
}

func TestStaleSocket(t *testing.T) {
	socket := filepath.Join(shortDir(t), "p.sock")
	stale(t, socket)
	l, err := Listen(socket, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(l.Close(), l.Close()); err != nil {
		t.Error(err)
	}
}

// A socket that somebody answers on stays, also when he is busy; so does a file
// that is no socket.
func TestSocketInUse(t *testing.T) {
	socket, _ := serve(t, &fake{}, "")
	l, err := Listen(socket, "")
	if err == nil {
		l.Close()
		t.Fatal("two appliances on one socket")
	}
	if !strings.Contains(err.Error(), fmt.Sprintf("another process answers on it (pid %d)", os.Getpid())) {
		t.Error(err)
	}
	if _, err := connect(t, socket).Status(t.Context()); err != nil {
		t.Errorf("the first one: %v", err)
	}
	file := filepath.Join(shortDir(t), "file")
	if err := os.WriteFile(file, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(file, ""); err == nil || !strings.Contains(err.Error(), "something that is no socket is in the way") {
		t.Error(err)
	}
	if text, _ := os.ReadFile(file); string(text) != "precious" {
		t.Error("the file is gone")
	}
}

// Of appliances that start at once on a stale socket, one gets it.
func TestSocketRace(t *testing.T) {
	socket := filepath.Join(shortDir(t), "p.sock")
	for range 10 {
		stale(t, socket)
		var all sync.WaitGroup
		var mu sync.Mutex
		var open []*Listener
		for range 6 {
			all.Go(func() {
				if l, err := Listen(socket, ""); err == nil {
					mu.Lock()
					open = append(open, l)
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if len(open) != 1 {
			t.Fatalf("%d have the socket", len(open))
		}
		open[0].Close()
	}
}

// An appliance that stops leaves another's socket alone.
func TestCloseLeavesOthersSocket(t *testing.T) {
	socket, stop := serve(t, &fake{}, "")
	if err := os.Remove(socket); err != nil {
		t.Fatal(err)
	}
	second, err := Listen(socket, "")
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	stop()
	if _, err := os.Lstat(socket); err != nil {
		t.Errorf("the second one's: %v", err)
	}
}

func TestListenErrors(t *testing.T) {
	dir := shortDir(t)
	for path, want := range map[string]string{
		filepath.Join(dir, strings.Repeat("x", 120)): "the path is too long",
		filepath.Join(dir, "file", "p.sock"):         "not a directory",
	} {
		if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Listen(path, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := Listen(filepath.Join(dir, "p.sock"), "no-such-group"); err == nil || !strings.Contains(err.Error(), `there is no group "no-such-group"`) {
		t.Error(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("the folder has %v", left)
	}
}

// A folder that is missing is made.
func TestListenMakesItsFolder(t *testing.T) {
	socket := filepath.Join(shortDir(t), "run", "p.sock")
	l, err := Listen(socket, "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Serve(ctx, &fake{}); err != nil {
		t.Error(err)
	}
}

// Whoever can read the folder of the socket can lock it for ever; the appliance
// starts all the same.
func TestLockedFolder(t *testing.T) {
	dir := shortDir(t)
	f, err := os.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	l, err := Listen(filepath.Join(dir, "p.sock"), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}
