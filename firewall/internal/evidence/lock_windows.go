package evidence

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lock claims a file for this process until it is closed or the process dies. The
// range that is locked lies beyond any entry: Windows keeps others from reading
// what is locked.
func lock(f *os.File) error {
	const exclusiveNow = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(f.Fd()), exclusiveNow, 0, 1, 0, &windows.Overlapped{OffsetHigh: 1 << 30})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errors.New("another process has it open")
	}
	return err
}
