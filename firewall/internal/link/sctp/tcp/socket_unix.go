//go:build unix

package tcp

import (
	"errors"
	"io"
	"net"
	"syscall"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// socket reads and writes without waiting, except in read for the first octet.
type socket struct {
	raw syscall.RawConn

	pool    *assoc.Pool
	batch   *assoc.Batch // nil while the socket waits
	into    []byte
	n       int
	err     error
	tryRead func(fd uintptr) bool // read once, so that no call makes it anew

	out      []byte
	written  int
	writeErr error
	tryWrite func(fd uintptr) bool
}

func (s *socket) open(conn *net.TCPConn, c assoc.Config) (err error) {
	s.tryRead, s.tryWrite = s.readOnce, s.writeOnce
	if s.raw, err = conn.SyscallConn(); err != nil {
		return err
	}
	return s.raw.Control(func(fd uintptr) { limitSilence(fd, patience(c.Paths)) })
}

// sized gives sockets their buffers before they connect: the window's scale follows
// from them (RFC 7323 clause 2.2).
func sized(octets int) func(network, address string, c syscall.RawConn) error {
	return func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) {
			syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, octets)
			syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_SNDBUF, octets)
		})
	}
}

// read waits for octets and returns them in slot 0 of a batch, behind those of have,
// and how many there are in all. While it waits it holds no batch.
func (s *socket) read(pool *assoc.Pool, have []byte) (*assoc.Batch, int, error) {
	s.pool = pool
	for {
		s.batch = pool.Take()
		began := copy(s.batch.Slot(0), have)
		s.into, s.n, s.err = s.batch.Slot(0)[began:], 0, nil
		err := s.raw.Read(s.tryRead)
		b := s.batch
		s.batch = nil
		switch {
		case err != nil:
			return b, 0, err
		case s.err != nil:
			return b, 0, s.err
		case b == nil: // it has waited, and there is something now
			continue
		case s.n == 0:
			return b, 0, io.EOF
		}
		return b, began + s.n, nil
	}
}

// readOnce is called once at first, and again when the socket has become readable.
func (s *socket) readOnce(fd uintptr) bool {
	if s.batch == nil {
		return true
	}
	s.n, s.err = syscall.Read(int(fd), s.into)
	for s.err == syscall.EINTR {
		s.n, s.err = syscall.Read(int(fd), s.into)
	}
	if s.err != syscall.EAGAIN {
		return true
	}
	s.err = nil
	s.pool.Give(s.batch)
	s.batch = nil
	return false
}

// write returns how many octets the system has taken at once.
func (s *socket) write(octets []byte) (int, error) {
	s.out = octets
	err := s.raw.Write(s.tryWrite)
	s.out = nil
	if err == nil {
		err = s.writeErr
	}
	return s.written, err
}

func (s *socket) writeOnce(fd uintptr) bool {
	s.written, s.writeErr = syscall.Write(int(fd), s.out)
	for s.writeErr == syscall.EINTR {
		s.written, s.writeErr = syscall.Write(int(fd), s.out)
	}
	if s.writeErr != nil {
		s.written = 0
	}
	if s.writeErr == syscall.EAGAIN {
		s.writeErr = nil
	}
	return true
}

// causeOf says how the association has ended when a call has failed with err.
func causeOf(err error) error {
	switch {
	case errors.Is(err, syscall.ETIMEDOUT), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return assoc.ErrLost
	case errors.Is(err, net.ErrClosed):
		return assoc.ErrClosed
	}
	return assoc.ErrAborted
}
