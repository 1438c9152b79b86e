//go:build !unix

package admin

import (
	"errors"
	"net"
	"os"
	"syscall"
)

func bind(path string, _ int) (*net.UnixListener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err == nil {
		l.SetUnlinkOnClose(false) // Close of Listener does that
	}
	return l, err
}

func lockFolder(string) (unlock func(), err error) { return func() {}, nil }

// isRefused reports that nobody listens on a socket (WSAECONNREFUSED).
func isRefused(err error) bool { return errors.Is(err, syscall.Errno(10061)) }

func groupOf(os.FileInfo) uint32 { return ^uint32(0) }
