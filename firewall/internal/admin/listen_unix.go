//go:build unix

package admin

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// bind makes the socket in a private folder, gives it its mode and group there, and
// moves it to its path. So it is never seen with another mode, which setting the
// mode after binding would allow, and no file that the process makes meanwhile gets
// an odd mode, which a narrower umask would cause. The move replaces a stale socket
// in one step.
func bind(path string, gid int) (*net.UnixListener, error) {
	private, err := os.MkdirTemp(filepath.Dir(path), ".s")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(private)
	name := filepath.Join(private, "s")
	if most := len(unix.RawSockaddrUnix{}.Path) - 1; len(name) > most || len(path) > most {
		return nil, fmt.Errorf("the path is too long: %d octets are left for it here", most-len(name)+len(path))
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: name, Net: "unix"})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false) // it would remove the name that it was bound to
	err = os.Chmod(name, 0o660)
	if err == nil && gid >= 0 {
		err = os.Lchown(name, -1, gid)
	}
	if err == nil {
		err = os.Rename(name, path)
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// lockPatience is far longer than an appliance holds the lock.
const lockPatience = 5 * time.Second

// lockFolder keeps two appliances that start at once from both finding the other's
// socket stale. It leaves no file behind. Whoever can read the folder can hold the
// lock, in /run everybody, and must not keep an appliance from starting: after
// some seconds it does without.
func lockFolder(path string) (unlock func(), err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(lockPatience)
	for {
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err == nil {
			return func() { _ = f.Close() }, nil
		}
		if !errors.Is(err, unix.EWOULDBLOCK) {
			return nil, errors.Join(fmt.Errorf("lock of folder %s: %w", path, err), f.Close())
		}
		if time.Now().After(deadline) {
			return func() {}, f.Close()
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// isRefused reports that nobody listens on a socket: its process is gone.
func isRefused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }

func groupOf(info os.FileInfo) uint32 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Gid
	}
	return ^uint32(0)
}
