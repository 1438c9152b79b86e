package siglab

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/cmd/portcullis/internal/lab"
)

// What RFC 6458 and linux/sctp.h call these. The peers are written against them and
// not with the appliance's own backend, which is under test.
const (
	solSCTP     = 132
	initMessage = 2   // SCTP_INITMSG
	noDelay     = 3   // SCTP_NODELAY
	bindAdd     = 100 // SCTP_SOCKOPT_BINDX_ADD
	connectAll  = 110 // SCTP_SOCKOPT_CONNECTX
	receiveInfo = 32  // SCTP_RECVRCVINFO
	peerAll     = 108 // SCTP_GET_PEER_ADDRS

	sendInfoType    = 2 // SCTP_SNDINFO
	receiveInfoType = 3 // SCTP_RCVINFO
)

// Payload protocol identifiers (RFC 4666 clause 7.1, RFC 6733 clause 14.2).
const (
	ppidM3UA     = 3
	ppidDiameter = 46
)

const (
	streams  = 8       // asked for by peers, in each direction
	buffer   = 4 << 20 // octets; with the system's own a flood comes in fits
	patience = 30 * time.Second
)

var errTooLong = errors.New("a message longer than any that is sent")

// needsSCTP skips a test where the kernel has no SCTP. In the guest of .ci/uml it has,
// and PORTCULLIS_KERNEL_SCTP makes a missing one a failure.
func needsSCTP(t testing.TB) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, unix.IPPROTO_SCTP)
	if err == nil {
		_ = unix.Close(fd)
		return
	}
	if os.Getenv("PORTCULLIS_KERNEL_SCTP") != "" {
		t.Fatalf("kernel SCTP: %v", err)
	}
	t.Skipf("needs kernel SCTP, run .ci/siglab: %v", err)
}

// message is a user message of SCTP.
type message struct {
	stream uint16
	ppid   uint32
	data   []byte
}

// socket is a one-to-one socket (RFC 6458 clause 4), of a listener or an association.
type socket struct {
	file *os.File
	raw  syscall.RawConn

	sending, receiving sync.Mutex
	space              []byte // where messages are received
}

// open returns a socket of a namespace, bound to addresses; the first one's port is
// that of all.
func open(ns *lab.Namespace, local ...netip.AddrPort) (s *socket, err error) {
	err = ns.Do(func() error {
		fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, unix.IPPROTO_SCTP)
		if err != nil {
			return err
		}
		if s, err = newSocket(fd); err != nil {
			return err
		}
		err = errors.Join(
			unix.SetsockoptInt(fd, solSCTP, noDelay, 1),
			unix.SetsockoptInt(fd, solSCTP, receiveInfo, 1),
			unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1),
			unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, buffer),
			unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_SNDBUFFORCE, buffer),
			set(fd, initMessage, initial(streams)),
		)
		if err == nil && len(local) > 0 {
			err = set(fd, bindAdd, sockaddrs(local))
		}
		return err
	})
	if err != nil && s != nil {
		s.close()
	}
	return s, err
}

func newSocket(fd int) (*socket, error) {
	f := os.NewFile(uintptr(fd), "sctp")
	raw, err := f.SyscallConn()
	return &socket{file: f, raw: raw, space: make([]byte, 64<<10)}, err
}

// initial is struct sctp_initmsg: streams out, at most in, and the system's attempts.
func initial(n uint16) []byte {
	b := binary.NativeEndian.AppendUint16(nil, n)
	return append(binary.NativeEndian.AppendUint16(b, n), make([]byte, 4)...)
}

// sockaddrs is a list of struct sockaddr_in, one behind the other (RFC 6458 clause 9.1).
func sockaddrs(list []netip.AddrPort) (b []byte) {
	for _, a := range list {
		ip := a.Addr().As4()
		b = binary.NativeEndian.AppendUint16(b, unix.AF_INET)
		b = binary.BigEndian.AppendUint16(b, a.Port())
		b = append(append(b, ip[:]...), make([]byte, 8)...)
	}
	return b
}

func set(fd, option int, value []byte) error {
	_, _, errno := unix.Syscall6(unix.SYS_SETSOCKOPT, uintptr(fd), solSCTP, uintptr(option),
		uintptr(unsafe.Pointer(unsafe.SliceData(value))), uintptr(len(value)), 0)
	if errno != 0 && errno != unix.EINPROGRESS {
		return fmt.Errorf("option %d: %w", option, errno)
	}
	return nil
}

// listen waits for associations at addresses of a namespace, until the test ends.
func listen(t testing.TB, ns *lab.Namespace, local ...netip.AddrPort) *socket {
	t.Helper()
	s, err := open(ns, local...)
	if err == nil {
		err = s.control(func(fd int) error { return unix.Listen(fd, 64) })
	}
	if err != nil {
		t.Fatalf("listen at %v: %v", local, err)
	}
	t.Cleanup(s.close)
	return s
}

// accept waits for the next association.
func (s *socket) accept() (a *socket, err error) {
	wait := s.raw.Read(func(fd uintptr) bool {
		var n int
		n, _, err = unix.Accept4(int(fd), unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		if err == unix.EAGAIN {
			return false
		}
		if err == nil {
			a, err = newSocket(n)
		}
		return true
	})
	return a, errors.Join(wait, err)
}

// dial opens an association from addresses of a namespace to all of a peer's.
func dial(ns *lab.Namespace, local, remote []netip.AddrPort, within time.Duration) (*socket, error) {
	s, err := open(ns, local...)
	if err != nil {
		return nil, err
	}
	if err = s.control(func(fd int) error { return set(fd, connectAll, sockaddrs(remote)) }); err == nil {
		err = s.awaitUp(within)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// awaitUp waits until the association is up, or has failed to come up.
func (s *socket) awaitUp(within time.Duration) error {
	_ = s.file.SetWriteDeadline(time.Now().Add(within))
	var failed error
	err := s.raw.Write(func(fd uintptr) bool {
		p := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT | unix.POLLIN}}
		if n, _ := unix.Poll(p, 0); n == 0 {
			return false
		}
		errno, err := unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_ERROR)
		if failed = err; errno != 0 {
			failed = syscall.Errno(errno)
		}
		return true
	})
	return errors.Join(err, failed)
}

func (s *socket) control(f func(fd int) error) (err error) {
	if e := s.raw.Control(func(fd uintptr) { err = f(int(fd)) }); e != nil {
		return e
	}
	return err
}

// send sends a message, in order, as soon as there is room.
func (s *socket) send(m message) (err error) {
	s.sending.Lock()
	defer s.sending.Unlock()
	info := binary.NativeEndian.AppendUint16(nil, m.stream)
	info = append(binary.BigEndian.AppendUint32(append(info, 0, 0), m.ppid), make([]byte, 8)...)
	_ = s.file.SetWriteDeadline(time.Now().Add(patience))
	wait := s.raw.Write(func(fd uintptr) bool {
		_, err = unix.SendmsgN(int(fd), m.data, ancillary(sendInfoType, info), nil, unix.MSG_NOSIGNAL)
		return err != unix.EAGAIN
	})
	return errors.Join(wait, err)
}

func ancillary(kind int32, data []byte) []byte {
	b := make([]byte, unix.CmsgSpace(len(data)))
	h := (*unix.Cmsghdr)(unsafe.Pointer(&b[0]))
	h.Level, h.Type = solSCTP, kind
	h.SetLen(unix.CmsgLen(len(data)))
	copy(b[unix.CmsgLen(0):], data)
	return b
}

// receive waits for a message, whose data is the caller's. At the end of the
// association the error is io.EOF after a shutdown, ECONNRESET after an ABORT.
func (s *socket) receive(within time.Duration) (m message, err error) {
	s.receiving.Lock()
	defer s.receiving.Unlock()
	_ = s.file.SetReadDeadline(time.Now().Add(within))
	oob := make([]byte, 128)
	wait := s.raw.Read(func(fd uintptr) bool {
		var n, k, flags int
		n, k, flags, _, err = unix.Recvmsg(int(fd), s.space, oob, 0)
		switch {
		case err == unix.EAGAIN:
			return false
		case err == nil && n == 0:
			err = io.EOF
		case err == nil && flags&unix.MSG_EOR == 0:
			err = errTooLong
		case err == nil:
			m.data = append([]byte(nil), s.space[:n]...)
			m.stream, m.ppid = about(oob[:k])
		}
		return true
	})
	return m, errors.Join(wait, err)
}

// about reads struct sctp_rcvinfo: the stream first, the identifier behind the stream
// sequence number and flags, aligned.
func about(oob []byte) (stream uint16, ppid uint32) {
	list, _ := unix.ParseSocketControlMessage(oob)
	for _, c := range list {
		if c.Header.Level == solSCTP && c.Header.Type == receiveInfoType && len(c.Data) >= 12 {
			return binary.NativeEndian.Uint16(c.Data), binary.BigEndian.Uint32(c.Data[8:])
		}
	}
	return 0, 0
}

// peers returns the peer's addresses (struct sctp_getaddrs: an association, a count, and
// the addresses, of IPv4 here).
func (s *socket) peers(t testing.TB) (list []netip.AddrPort) {
	t.Helper()
	b := make([]byte, 1024)
	length := uint32(len(b))
	err := s.control(func(fd int) error {
		_, _, errno := unix.Syscall6(unix.SYS_GETSOCKOPT, uintptr(fd), solSCTP, peerAll,
			uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(unsafe.Pointer(&length)), 0)
		if errno != 0 {
			return errno
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range int(binary.NativeEndian.Uint32(b[4:])) {
		a := b[8+16*i:]
		list = append(list, netip.AddrPortFrom(netip.AddrFrom4([4]byte(a[4:8])), binary.BigEndian.Uint16(a[2:])))
	}
	return list
}

// shutdown ends the association in order (RFC 9260 clause 9.2).
func (s *socket) shutdown() {
	_ = s.control(func(fd int) error { return unix.Shutdown(fd, unix.SHUT_WR) })
}

func (s *socket) close() { _ = s.file.Close() }
