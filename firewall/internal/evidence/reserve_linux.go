package evidence

import (
	"os"

	"golang.org/x/sys/unix"
)

// reserve sets disk space aside for octets behind the end of a file, whose size
// stays as it is (fallocate(2), FALLOC_FL_KEEP_SIZE).
func reserve(f *os.File, offset, length int64) error {
	return unix.Fallocate(int(f.Fd()), unix.FALLOC_FL_KEEP_SIZE, offset, length)
}
