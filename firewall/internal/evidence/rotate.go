package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// rotatingFile is a file of lines that is moved aside when it has grown: FILE
// becomes FILE.1, FILE.1 becomes FILE.2, and so on. Its last line is always whole,
// also after the disk was full in the middle of one. One goroutine uses it.
type rotatingFile struct {
	path    string
	maxSize int64
	keep    int // older files

	file *os.File
	size int64 // of the whole lines
	torn bool  // something behind size could not be cut off yet

	stuck error // why the file could not be moved aside; it grows on meanwhile
}

// open opens the file for appending, mode 0640 if it is new.
func (r *rotatingFile) open() error {
	// A pipe that nobody reads would hold every event back, and a device would be
	// moved aside like a file.
	if info, err := os.Stat(r.path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no regular file", r.path)
	}
	f, err := os.OpenFile(r.path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o640)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		r.size, err = wholeLines(f, info.Size())
	}
	if err == nil && r.size < info.Size() { // the machine died in the middle of a line
		err = f.Truncate(r.size)
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	r.file, r.torn = f, false
	return nil
}

// wholeLines returns the size of a file without what follows its last line end.
func wholeLines(f io.ReaderAt, size int64) (int64, error) {
	tail := make([]byte, min(size, 64<<10))
	if _, err := f.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	end := bytes.LastIndexByte(tail, '\n')
	if end < 0 && size > int64(len(tail)) {
		return 0, fmt.Errorf("the file has no line end in its last %d octets: it is no file of events", len(tail))
	}
	return size - int64(len(tail)) + int64(end) + 1, nil
}

// write appends lines: all of them, or none and an error. It moves the file aside
// first if they would make it too large.
func (r *rotatingFile) write(lines []byte) error {
	if r.file == nil {
		if err := r.open(); err != nil {
			return err
		}
	}
	if r.torn {
		if err := r.cut(); err != nil {
			return err
		}
	}
	if r.size > 0 && r.size+int64(len(lines)) > r.maxSize {
		if err := r.rotate(); err != nil {
			return err
		}
	}
	if _, err := r.file.Write(lines); err != nil {
		r.torn = true
		_ = r.cut() // if that fails too, it is tried again before the next write
		return err
	}
	r.size += int64(len(lines))
	return nil
}

func (r *rotatingFile) cut() error {
	if err := r.file.Truncate(r.size); err != nil {
		return err
	}
	r.torn = false
	return nil
}

// rotate moves the file aside and opens a new one. Where that is not allowed, the
// old one is opened again: a file that is too large is better than none.
func (r *rotatingFile) rotate() error {
	if err := r.close(); err != nil {
		return err
	}
	r.stuck = r.moveAside()
	return r.open()
}

func (r *rotatingFile) moveAside() error {
	if r.keep == 0 {
		return os.Remove(r.path)
	}
	for n := r.keep - 1; n >= 0; n-- {
		if err := os.Rename(r.older(n), r.older(n+1)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// older is the name of the n-th older file; 0 is the file itself.
func (r *rotatingFile) older(n int) string {
	if n == 0 {
		return r.path
	}
	return fmt.Sprintf("%s.%d", r.path, n)
}

// follow notices that somebody else moved, removed or shortened the file.
func (r *rotatingFile) follow() error {
	if r.file == nil {
		return r.open()
	}
	mine, err := r.file.Stat()
	if err != nil {
		return err
	}
	r.size = min(r.size, mine.Size())
	there, err := os.Stat(r.path)
	if err == nil && os.SameFile(mine, there) {
		return nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return errors.Join(r.close(), r.open())
}

func (r *rotatingFile) close() error {
	if r.file == nil {
		return nil
	}
	err := r.file.Close()
	r.file = nil
	return err
}
