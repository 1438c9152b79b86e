package kernel

import (
	"encoding/binary"
	"slices"
	"unsafe"

	"github.com/ishidawataru/sctp"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// mmsghdr is struct mmsghdr of recvmmsg(2).
type mmsghdr struct {
	hdr unix.Msghdr
	len uint32
}

// rcvControl is what the kernel says about a message: struct sctp_rcvinfo (RFC 6458
// clause 5.3.5) behind its header.
type rcvControl struct {
	header unix.Cmsghdr
	info   struct {
		SID, SSN, Flags uint16
		_               uint16
		PPID            [4]byte // as on the wire
		TSN, CumTSN     uint32
		Context         uint32
		AssocID         int32
	}
}

// reception is what one goroutine needs to receive.
type reception struct {
	*association
	wait func(fd uintptr) bool // receive, bound once

	headers [assoc.BatchSize]mmsghdr
	vectors [assoc.BatchSize]unix.Iovec
	control [assoc.BatchSize]rcvControl

	batch   *assoc.Batch // lent, and being filled; nil while nothing is there
	offered *assoc.Batch // whose memory vectors names
	longest int          // octets of a message that are handed over
	count   int          // messages and notifications of the last call

	carried  assoc.Message // the beginning of a message whose end has not come yet
	carrying bool
	notice   []byte // the beginning of a notification

	restarted bool            // ErrRestarted is due
	later     []assoc.Message // what came behind a restart, in memory of its own
	cause     string          // of the peer's ABORT, if it says
	gone      bool            // there is no association any more, only what is left of it
	done      bool            // and that has been handed over
}

func (r *reception) link(a *association) {
	r.association, r.wait = a, r.receive
	for i := range r.headers {
		h := &r.headers[i].hdr
		h.Iov = &r.vectors[i]
		h.SetIovlen(1)
		h.Control = (*byte)(unsafe.Pointer(&r.control[i]))
	}
}

// Receive waits on the poller, not on the pool: an association that is silent holds
// no batch.
func (a *association) Receive() (*assoc.Batch, error) {
	a.reading.Lock()
	defer a.reading.Unlock()
	r := &a.in
	for a.state.Load() == isOpen {
		if b, err := r.kept(); b != nil || err != nil {
			return b, err
		}
		r.batch = a.config.Pool.Take()
		err := a.raw.Read(r.wait)
		if err != nil {
			r.giveBack()
			if a.state.Load() == isOpen {
				return nil, a.finish(err)
			}
			break
		}
		if b := r.sort(); b != nil {
			return b, nil
		}
	}
	return nil, assoc.ErrClosed
}

// kept returns what is due before anything else is received.
func (r *reception) kept() (*assoc.Batch, error) {
	switch {
	case r.restarted:
		r.restarted = false
		return nil, assoc.ErrRestarted
	case len(r.later) > 0:
		b := r.config.Pool.Take()
		for i := range r.later {
			m := r.later[i]
			m.Data = append(b.Slot(i)[:0], m.Data...)
			b.Messages = append(b.Messages, m)
		}
		r.later = nil
		return b, nil
	case r.done:
		return nil, r.finish(r.reason())
	}
	return nil, nil
}

// receive makes one system call for a batch. Without a batch it has waited for one
// to be worth taking.
func (r *reception) receive(fd uintptr) bool {
	if r.batch == nil {
		return true
	}
	r.offer()
	for range 8 { // an error comes once: more of them are a state that we do not know
		n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, fd, uintptr(unsafe.Pointer(&r.headers)),
			assoc.BatchSize, unix.MSG_DONTWAIT, 0, 0)
		switch errno {
		case 0:
			r.count = int(n)
			return true
		case unix.EINTR:
		case unix.EAGAIN:
			r.giveBack()
			r.done = r.gone
			return r.done
		case unix.ENOTCONN:
			r.giveBack()
			r.done = true
			return true
		default:
			r.note(errno)
			r.gone = true // and what is queued comes with the next call
		}
	}
	r.giveBack()
	r.done = true
	return true
}

// offer names the batch's memory to the kernel.
func (r *reception) offer() {
	if r.offered != r.batch {
		r.offered = r.batch
		for i := range r.vectors {
			slot := r.batch.Slot(i)
			r.longest = min(r.config.MaxMessage, len(slot)-1)
			r.vectors[i].Base = unsafe.SliceData(slot)
			r.vectors[i].SetLen(r.longest + 1)
		}
	}
	for i := range r.headers {
		r.headers[i].hdr.SetControllen(int(unsafe.Sizeof(r.control[i])))
	}
}

func (r *reception) giveBack() {
	if r.batch != nil {
		r.config.Pool.Give(r.batch)
		r.batch = nil
	}
}

// sort tells messages, notifications and the end apart, and returns the batch if
// there is a message in it.
func (r *reception) sort() *assoc.Batch {
	if r.batch == nil {
		return nil
	}
	for i := range r.count {
		h := &r.headers[i]
		data := r.batch.Slot(i)[:h.len]
		whole := h.hdr.Flags&unix.MSG_EOR != 0
		switch {
		case h.hdr.Flags&sctp.MSG_NOTIFICATION != 0:
			r.observe(data, whole)
		case h.len == 0: // and so are all behind it
			r.done = true
			r.count = 0
			return r.filled()
		default:
			r.collect(i, data, whole)
		}
	}
	r.count = 0
	return r.filled()
}

func (r *reception) filled() *assoc.Batch {
	b := r.batch
	if len(b.Messages) == 0 {
		r.giveBack()
		return nil
	}
	r.batch = nil
	return b
}

// collect takes a message, or a piece of one. The kernel hands over pieces when a
// message is longer than the slot, or when its own memory is short. Nothing else
// comes between them: see fragmentInterleave.
func (r *reception) collect(i int, data []byte, whole bool) {
	if whole && !r.carrying {
		m := r.describe(i)
		m.Data = data
		r.add(m)
		return
	}
	if !r.carrying {
		data0 := r.carried.Data[:0]
		r.carried = r.describe(i)
		r.carried.Data, r.carrying = data0, true
	}
	room := r.longest + 1 - len(r.carried.Data)
	r.carried.Data = append(r.carried.Data, data[:min(room, len(data))]...)
	if !whole {
		return
	}
	r.carrying = false
	m := r.carried
	m.Data = append(r.batch.Slot(i)[:0], m.Data...)
	r.add(m)
}

// add hands over a message, or what is to be handed over of it.
func (r *reception) add(m assoc.Message) {
	if len(m.Data) > r.longest {
		m.Data, m.Cut = m.Data[:r.longest], true
	}
	if r.restarted {
		m.Data = slices.Clone(m.Data)
		r.later = append(r.later, m)
		return
	}
	r.batch.Messages = append(r.batch.Messages, m)
}

// describe returns what the kernel says about the message in slot i.
func (r *reception) describe(i int) (m assoc.Message) {
	c := &r.control[i]
	if c.header.Level != sctp.SOL_SCTP || c.header.Type != sctp.SCTP_CMSG_RCVINFO {
		return m
	}
	m.Stream = c.info.SID
	m.PPID = binary.BigEndian.Uint32(c.info.PPID[:])
	m.Unordered = c.info.Flags&sctp.SCTP_UNORDERED != 0
	return m
}

// discard receives without keeping anything, and returns whether the association is
// over.
func (r *reception) discard(fd int, waste []byte) (ready, over bool) {
	r.offered = nil
	r.vectors[0].Base = unsafe.SliceData(waste)
	r.vectors[0].SetLen(len(waste))
	for !r.done {
		r.headers[0].hdr.SetControllen(int(unsafe.Sizeof(r.control[0])))
		_, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, uintptr(fd), uintptr(unsafe.Pointer(&r.headers)), 1, unix.MSG_DONTWAIT, 0, 0)
		h := &r.headers[0]
		switch {
		case errno == unix.EINTR:
		case errno == unix.EAGAIN && !r.gone:
			return false, false
		case errno == 0 && h.len > 0:
			if h.hdr.Flags&sctp.MSG_NOTIFICATION != 0 {
				r.observe(waste[:h.len], h.hdr.Flags&unix.MSG_EOR != 0)
			}
		default:
			r.done = true
		}
	}
	return true, true
}
