package kernel

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"
	"unsafe"

	"github.com/ishidawataru/sctp"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// listener accepts associations.
type listener struct {
	socket
	config assoc.Config
	at     assoc.Endpoint

	once   sync.Once
	closed chan struct{}
}

func newListener(fd int, c assoc.Config) (*listener, error) {
	list, err := addresses(fd, sctp.SCTP_GET_LOCAL_ADDRS)
	if err != nil || len(list) == 0 {
		unix.Close(fd)
		return nil, fmt.Errorf("addresses of the listener: %w", err)
	}
	s, err := newSocket(fd)
	if err != nil {
		return nil, err
	}
	l := &listener{socket: s, config: c, at: assoc.Endpoint{Port: list[0].Port()}, closed: make(chan struct{})}
	for _, at := range list {
		l.at.Addresses = append(l.at.Addresses, at.Addr())
	}
	return l, nil
}

// Addr returns where the listener waits, with the port that it has been given.
func (l *listener) Addr() assoc.Endpoint { return l.at }

// Close ends Accept. Associations that nobody has accepted end with it.
func (l *listener) Close() error {
	err := net.ErrClosed
	l.once.Do(func() {
		close(l.closed)
		err = l.file.Close()
	})
	return err
}

// Accept waits for the next association that Admit lets in and that is still there.
func (l *listener) Accept() (assoc.Association, error) {
	wait := time.Duration(0)
	for {
		fd, peer, err := l.accept()
		if err == nil {
			if a := l.take(fd, peer); a != nil {
				return a, nil
			}
			continue
		}
		if !isShortage(err) {
			return nil, fmt.Errorf("accept at %v: %w", l.at, err)
		}
		// What is waiting stays there, and would wake us again at once.
		wait = min(max(2*wait, 5*time.Millisecond), time.Second)
		select {
		case <-time.After(wait):
		case <-l.closed:
		}
	}
}

// isShortage says that there may be no more sockets at the moment.
func isShortage(err error) bool {
	for _, e := range []error{unix.EMFILE, unix.ENFILE, unix.ENOBUFS, unix.ENOMEM} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// accept waits for the next association.
func (l *listener) accept() (fd int, peer netip.AddrPort, err error) {
	var name [unix.SizeofSockaddrAny]byte
	wait := l.raw.Read(func(s uintptr) bool {
		for {
			length := uint32(len(name))
			r, _, errno := unix.Syscall6(unix.SYS_ACCEPT4, s, uintptr(unsafe.Pointer(&name)),
				uintptr(unsafe.Pointer(&length)), unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0, 0)
			switch errno {
			case unix.EINTR, unix.ECONNABORTED, unix.EPROTO:
				continue // it was gone before we came
			case unix.EAGAIN:
				return false
			}
			fd, err = int(r), nonZero(errno)
			return true
		}
	})
	if wait != nil {
		return -1, peer, net.ErrClosed
	}
	peer, _, _ = parseSockaddr(name[:])
	return fd, peer, err
}

// take returns the accepted association, or nil if it is not wanted or over.
func (l *listener) take(fd int, peer netip.AddrPort) assoc.Association {
	if l.config.Admit != nil && !l.config.Admit(peer) {
		abortOnClose(fd)
		unix.Close(fd)
		return nil
	}
	s, err := newSocket(fd)
	if err != nil {
		return nil
	}
	a, err := newAssociation(s, l.config)
	if err != nil {
		return nil
	}
	return a
}
