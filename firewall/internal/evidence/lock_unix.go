//go:build unix

package evidence

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// lock claims a file for this process until it is closed or the process dies.
func lock(f *os.File) error {
	err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return fmt.Errorf("another process has it open%s", holder(f))
	}
	return err
}

// holder names the process that holds the lock, where the system tells
// (proc_locks(5)): " (pid 4711)" or nothing.
func holder(f *os.File) string {
	info, err := f.Stat()
	if err != nil {
		return ""
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	locks, err := os.Open("/proc/locks")
	if err != nil {
		return ""
	}
	defer locks.Close()
	inode := fmt.Sprintf(":%d", stat.Ino)
	for lines := bufio.NewScanner(locks); lines.Scan(); {
		// 1: FLOCK  ADVISORY  WRITE 4711 fd:01:1234 0 EOF
		if w := strings.Fields(lines.Text()); len(w) >= 6 && w[1] == "FLOCK" && strings.HasSuffix(w[5], inode) {
			return fmt.Sprintf(" (pid %s)", w[4])
		}
	}
	return ""
}
