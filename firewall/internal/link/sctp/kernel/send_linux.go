package kernel

import (
	"encoding/binary"
	"syscall"
	"time"
	"unsafe"

	"github.com/ishidawataru/sctp"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// sndControl is what the kernel is told about a message: struct sctp_sndinfo (RFC
// 6458 clause 5.3.4) behind its header.
type sndControl struct {
	header unix.Cmsghdr
	info   struct {
		SID, Flags uint16
		PPID       [4]byte // as on the wire
		Context    uint32
		AssocID    int32
	}
}

func (c *sndControl) link(h *unix.Msghdr) {
	c.header.Level, c.header.Type = sctp.SOL_SCTP, sctp.SCTP_CMSG_SNDINFO
	c.header.SetLen(int(unsafe.Sizeof(*c)))
	h.Control = (*byte)(unsafe.Pointer(c))
	h.SetControllen(int(unsafe.Sizeof(*c)))
}

// transmission is what one goroutine needs to send.
type transmission struct {
	*association
	wait func(fd uintptr) bool // hasRoom, bound once
	send func(fd uintptr) bool // flush, bound once

	headers [assoc.BatchSize]mmsghdr
	vectors [assoc.BatchSize]unix.Iovec
	control [assoc.BatchSize]sndControl

	loaded int           // messages of the next call
	sent   int           // messages of the last call that the kernel has taken
	errno  syscall.Errno // why it has taken none
	moved  bool          // something was taken since AwaitRoom has returned
}

func (t *transmission) link(a *association) {
	t.association, t.wait, t.send = a, t.hasRoom, t.flush
	for i := range t.headers {
		h := &t.headers[i].hdr
		h.Iov = &t.vectors[i]
		h.SetIovlen(1)
		t.control[i].link(h)
	}
}

// Send makes one system call for a few messages, and four for up to BatchSize.
func (a *association) Send(list []assoc.Message) (n int, err error) {
	t := &a.out
	if err := a.over(); err != nil {
		return 0, err
	}
	for n < len(list) {
		if t.load(list[n:]); t.loaded == 0 {
			return n, assoc.ErrRefused
		}
		if a.raw.Write(t.send) != nil {
			return n, a.ended()
		}
		n += t.sent
		t.moved = t.moved || t.sent > 0
		switch t.errno {
		case 0, unix.EINTR:
		case unix.EAGAIN, unix.ENOBUFS, unix.ENOMEM:
			return n, nil
		case unix.EMSGSIZE, unix.EINVAL:
			return n, assoc.ErrRefused
		default:
			a.note(t.errno)
			return n, a.ended()
		}
	}
	return n, nil
}

// ended returns why nothing can be sent any more.
func (a *association) ended() error {
	if err := a.over(); err != nil {
		return err
	}
	return a.finish(a.why())
}

// load makes the first messages of list those of the next call, up to one that
// cannot be sent.
func (t *transmission) load(list []assoc.Message) {
	t.loaded = 0
	_, streams := t.Streams()
	for i := range list[:min(len(list), assoc.BatchSize)] {
		m := &list[i]
		if m.Cut || m.Stream >= streams || len(m.Data) == 0 || len(m.Data) > t.config.MaxMessage {
			return
		}
		t.vectors[i].Base = unsafe.SliceData(m.Data)
		t.vectors[i].SetLen(len(m.Data))
		info := &t.control[i].info
		info.SID, info.Flags = m.Stream, 0
		if m.Unordered {
			info.Flags = sctp.SCTP_UNORDERED
		}
		binary.BigEndian.PutUint32(info.PPID[:], m.PPID)
		t.loaded++
	}
}

// bundled is how many messages are worth the system calls that make packets of several.
const bundled = 4

// flush sends what is loaded. It does not wait for the poller.
//
// SCTP_NODELAY makes a packet of each message. Without it the kernel fills packets, but
// holds back the last one until the peer has acknowledged what is on the way: so it is
// off for all but the last message, with which everything goes. MSG_MORE would do in
// fewer calls, and hold messages back for good when the next one finds no room.
func (t *transmission) flush(fd uintptr) bool {
	t.sent, t.errno = 0, 0
	if t.loaded >= bundled {
		setNoDelay(int(fd), false)
		t.hand(fd, t.loaded-1)
		setNoDelay(int(fd), true)
		if t.sent < t.loaded-1 {
			return true
		}
	}
	t.hand(fd, t.loaded-t.sent)
	return true
}

func setNoDelay(fd int, on bool) {
	value := 0
	if on {
		value = 1
	}
	_ = unix.SetsockoptInt(fd, sctp.SOL_SCTP, sctp.SCTP_NODELAY, value) // open has set it, so it can be set
}

// hand makes one system call for the next n messages.
func (t *transmission) hand(fd uintptr, n int) {
	done, _, errno := unix.Syscall6(unix.SYS_SENDMMSG, fd, uintptr(unsafe.Pointer(&t.headers[t.sent])),
		uintptr(n), unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, 0, 0)
	if t.errno = errno; errno == 0 {
		t.sent += int(done)
	}
}

// AwaitRoom waits until the kernel takes a message again.
func (a *association) AwaitRoom() error {
	t := &a.out
	if !t.moved {
		// There was room, and the kernel has taken nothing: its memory is short, which
		// nobody tells the end of.
		time.Sleep(time.Millisecond)
	}
	t.moved = false
	if err := a.over(); err != nil {
		return err
	}
	if a.raw.Write(t.wait) != nil {
		return a.ended()
	}
	return a.over()
}

// hasRoom asks the kernel, since the poller may have forgotten what it has seen.
func (t *transmission) hasRoom(fd uintptr) bool {
	events, errno := poll(int(fd), unix.POLLOUT|unix.POLLRDHUP)
	switch {
	case errno != 0:
		return true // Send sees why
	case events&(unix.POLLERR|unix.POLLHUP|unix.POLLRDHUP) != 0:
		t.readError(int(fd))
		t.finish(t.why())
		return true
	}
	return events&unix.POLLOUT != 0
}

// readError notes the socket's error, if there is one.
func (a *association) readError(fd int) {
	if errno, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR); err == nil && errno != 0 {
		a.note(syscall.Errno(errno))
	}
}
