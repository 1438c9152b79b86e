package evidence

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// makeFolder makes a folder and those above it that are missing, mode 0750, such
// that they are still there after a power cut.
func makeFolder(path string) error {
	err := os.Mkdir(path, 0o750)
	switch {
	case errors.Is(err, os.ErrExist):
		return mustBeFolder(path)
	case errors.Is(err, os.ErrNotExist) && filepath.Dir(path) != path:
		if err := makeFolder(filepath.Dir(path)); err != nil {
			return err
		}
		if err := os.Mkdir(path, 0o750); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
	case err != nil:
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func mustBeFolder(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is no folder", path)
	}
	return err
}

// syncFolder puts a folder's list of names on disk (fsync(2): syncing a file does
// not do that). Windows has no such call and writes names through.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// writeSynced makes a file that did not exist, with its content on disk.
func writeSynced(path string, mode os.FileMode, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
