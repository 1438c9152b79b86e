package admin

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Listener is the socket of an appliance.
type Listener struct {
	*net.UnixListener
	path  string
	file  os.FileInfo // as it was bound
	group uint32      // whose members may change things

	closing sync.Once

	mu    sync.Mutex
	conns map[uint32]int // that are open, by user
	total int
}

// Listen binds the socket, mode 0660, to a path. Its group is the process's own, or
// the one that is given by name or number; members may change things, and others
// can connect only if somebody widens the mode.
//
// A file that is in the way is replaced if it is a socket on which nobody answers,
// as a process leaves it that was killed.
func Listen(path, group string) (*Listener, error) {
	l, err := listen(path, group)
	if err != nil {
		return nil, fmt.Errorf("admin socket %s: %w", path, err)
	}
	return l, nil
}

func listen(path, group string) (*Listener, error) {
	gid := -1 // as it comes: the process's, or the folder's where that is setgid
	if group != "" {
		g, err := groupID(group)
		if err != nil {
			return nil, err
		}
		gid = int(g)
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return nil, err
	}
	unlock, err := lockFolder(folder)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if err := checkStale(path); err != nil {
		return nil, err
	}
	inner, err := bind(path, gid)
	if err != nil {
		return nil, err
	}
	info, err := os.Lstat(path)
	if err != nil {
		return nil, errors.Join(err, inner.Close())
	}
	return &Listener{UnixListener: inner, path: path, file: info, group: groupOf(info), conns: map[uint32]int{}}, nil
}

// checkStale says why a file that stands at the path must stay, or nil.
func checkStale(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&os.ModeSocket == 0:
		return errors.New("something that is no socket is in the way")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", path)
	if isRefused(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("it cannot be told whether somebody answers on the socket that is there: %w", err)
	}
	defer conn.Close()
	if c, err := peerOf(conn.(*net.UnixConn)); err == nil { // of the process that listens
		return fmt.Errorf("another process answers on it (pid %d)", c.PID)
	}
	return errors.New("another process answers on it")
}

// Limits on connections. A user who opens many and leaves them hanging must not
// lock out root in an emergency.
const (
	maxConns       = 64 // of all users but root
	maxConnsOfUser = 16
)

// Accept waits for a connection that is within the limits; those beyond are closed.
func (l *Listener) Accept() (net.Conn, error) {
	for {
		inner, err := l.AcceptUnix()
		if err != nil {
			return nil, err
		}
		c := &connection{UnixConn: inner, listener: l}
		c.caller.credentials, c.caller.err = peerOf(inner)
		if l.admit(c.caller.UID) {
			return c, nil
		}
		_ = inner.Close() // nothing was said yet
	}
}

func (l *Listener) admit(uid uint32) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.conns[uid] >= maxConnsOfUser || uid != 0 && l.total-l.conns[0] >= maxConns {
		return false
	}
	l.conns[uid]++
	l.total++
	return true
}

func (l *Listener) leave(uid uint32) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.total--
	if l.conns[uid]--; l.conns[uid] == 0 {
		delete(l.conns, uid)
	}
}

// InPlace says why nobody who is new can connect: the socket's file was removed or
// replaced.
func (l *Listener) InPlace() error {
	info, err := os.Lstat(l.path)
	if err == nil && !os.SameFile(info, l.file) {
		err = fmt.Errorf("%s is another file than the one that was made", l.path)
	}
	if err != nil {
		return fmt.Errorf("the socket is out of reach until the next start: %w", err)
	}
	return nil
}

// Close stops listening, and removes the socket's file unless somebody has put
// another in its place. Later calls do nothing.
func (l *Listener) Close() (err error) {
	l.closing.Do(func() {
		err = l.UnixListener.Close()
		if info, gone := os.Lstat(l.path); gone == nil && os.SameFile(info, l.file) {
			err = errors.Join(err, os.Remove(l.path))
		}
	})
	return err
}

// connection is one caller's.
type connection struct {
	*net.UnixConn
	caller   caller
	listener *Listener
	once     sync.Once
}

func (c *connection) Close() error {
	c.once.Do(func() { c.listener.leave(c.caller.UID) })
	return c.UnixConn.Close()
}
