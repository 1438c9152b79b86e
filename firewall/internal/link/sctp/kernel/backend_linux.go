package kernel

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// backlog is how many associations may wait for Accept. A restart of a busy node
// brings them all at once.
const backlog = 1024

// Listen opens a socket on all addresses of local, or on any if there is none. The
// addresses need not exist yet.
func (Backend) Listen(local assoc.Endpoint, c assoc.Config) (assoc.Listener, error) {
	fd, err := open(c.WithDefaults(), local.Addresses, local.Addresses)
	if err != nil {
		return nil, fmt.Errorf("listen at %v: %w", local, err)
	}
	if err = bind(fd, local); err == nil {
		err = listen(fd)
	}
	if err != nil {
		unix.Close(fd)
		return nil, fmt.Errorf("listen at %v: %w", local, err)
	}
	return newListener(fd, c.WithDefaults())
}

func listen(fd int) error {
	err := unix.Listen(fd, backlog)
	if err == unix.ENOSYS {
		return fmt.Errorf("the kernel cannot sign cookies (modprobe hmac; net.sctp.cookie_hmac_alg): %w", err)
	}
	return err
}

// Dial connects to all addresses of remote, of which the first is the primary one,
// from those of local.
func (Backend) Dial(ctx context.Context, local, remote assoc.Endpoint, c assoc.Config) (assoc.Association, error) {
	a, err := dial(ctx, local, remote, c.WithDefaults())
	if err != nil {
		return nil, fmt.Errorf("dial to %v: %w", remote, err)
	}
	return a, nil
}

func dial(ctx context.Context, local, remote assoc.Endpoint, c assoc.Config) (*association, error) {
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	fd, err := open(c, local.Addresses, remote.Addresses)
	if err != nil {
		return nil, err
	}
	if len(local.Addresses) > 0 || local.Port != 0 {
		err = bind(fd, local)
	}
	if err == nil {
		err = connect(fd, remote)
	}
	if err != nil {
		unix.Close(fd)
		return nil, err
	}
	s, err := newSocket(fd)
	if err != nil {
		return nil, err
	}
	if err := s.awaitUp(ctx); err != nil {
		s.drop()
		return nil, err
	}
	return newAssociation(s, c)
}

// awaitUp waits until the association that connect has begun is up.
func (s socket) awaitUp(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { s.file.SetWriteDeadline(past) })
	var outcome error
	err := s.raw.Write(func(fd uintptr) bool {
		var up bool
		up, outcome = isUp(int(fd))
		return up || outcome != nil
	})
	if !stop() {
		return context.Cause(ctx)
	}
	return errors.Join(err, outcome)
}

// isUp returns whether the association is up, or why it will never be. The kernel
// tells nothing of one that is coming up (SCTP_STATUS: EINVAL); but as soon as it is
// up or has failed, there is something to poll.
func isUp(fd int) (bool, error) {
	if seen, errno := poll(fd, unix.POLLIN|unix.POLLOUT|unix.POLLRDHUP); errno != 0 || seen == 0 {
		return false, nonZero(errno)
	}
	if errno, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR); err != nil || errno != 0 {
		return false, errors.Join(err, nonZero(syscall.Errno(errno)))
	}
	if _, err := status(fd); err != nil {
		return false, fmt.Errorf("the association has gone while it came up: %w", err)
	}
	return true, nil
}

// poll returns which of the events are there, without waiting for one.
func poll(fd int, events int16) (int16, syscall.Errno) {
	p := unix.PollFd{Fd: int32(fd), Events: events}
	var now unix.Timespec
	_, _, errno := unix.Syscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(&p)), 1, uintptr(unsafe.Pointer(&now)), 0, 0, 0)
	return p.Revents, errno
}

func nonZero(errno syscall.Errno) error {
	if errno == 0 {
		return nil
	}
	return errno
}

// socket is a socket on the runtime's poller.
type socket struct {
	file *os.File
	raw  syscall.RawConn
}

// newSocket takes over fd, which must not block.
func newSocket(fd int) (socket, error) {
	file := os.NewFile(uintptr(fd), "sctp")
	raw, err := file.SyscallConn()
	if err != nil {
		file.Close()
		return socket{}, err
	}
	return socket{file, raw}, nil
}

// drop ends the association at once and closes the socket.
func (s socket) drop() {
	_ = s.raw.Control(func(fd uintptr) { abortOnClose(int(fd)) })
	s.file.Close()
}

// abortOnClose makes close(2) send an ABORT (RFC 6458 clause 8.1.4).
func abortOnClose(fd int) {
	_ = unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1, Linger: 0})
}

// past is a deadline that ends every wait.
var past = time.Unix(1, 0)

// is4 says that an IPv4 socket will do for all addresses. An IPv6 socket takes both.
func is4(lists ...[]netip.Addr) bool {
	some := false
	for _, list := range lists {
		for _, a := range list {
			if !a.Unmap().Is4() {
				return false
			}
			some = true
		}
	}
	return some
}
