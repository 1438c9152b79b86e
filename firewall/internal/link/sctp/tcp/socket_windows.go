package tcp

import (
	"errors"
	"net"
	"syscall"

	"golang.org/x/sys/windows"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// socket reads and writes by overlapped calls, which always wait: so a read goes
// into memory of its own, and all writing is left to the association's flushing.
type socket struct {
	conn  *net.TCPConn
	first [4096]byte
	kept  []byte // of first, for which there was no room
}

func (s *socket) open(conn *net.TCPConn, c assoc.Config) error {
	s.conn = conn
	if err := conn.SetReadBuffer(c.Buffer); err != nil {
		return err
	}
	return conn.SetWriteBuffer(c.Buffer)
}

// sized leaves the buffers to open.
func sized(int) func(network, address string, c syscall.RawConn) error { return nil }

// read waits for octets and returns them in slot 0 of a batch, behind those of have,
// and how many there are in all. While it waits it holds no batch.
func (s *socket) read(pool *assoc.Pool, have []byte) (*assoc.Batch, int, error) {
	if len(s.kept) == 0 {
		n, err := s.conn.Read(s.first[:])
		if err != nil {
			return nil, 0, err
		}
		s.kept = s.first[:n]
	}
	b := pool.Take()
	began := copy(b.Slot(0), have)
	n := copy(b.Slot(0)[began:], s.kept)
	s.kept = s.kept[n:]
	return b, began + n, nil
}

func (s *socket) write([]byte) (int, error) { return 0, nil }

// causeOf says how the association has ended when a call has failed with err.
func causeOf(err error) error {
	switch {
	case errors.Is(err, windows.WSAETIMEDOUT), errors.Is(err, windows.WSAEHOSTUNREACH), errors.Is(err, windows.WSAENETUNREACH),
		errors.Is(err, windows.WSAENETRESET):
		return assoc.ErrLost
	case errors.Is(err, net.ErrClosed):
		return assoc.ErrClosed
	}
	return assoc.ErrAborted
}
