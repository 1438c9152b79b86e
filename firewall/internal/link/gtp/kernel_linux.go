package gtp

import (
	"errors"
	"fmt"
	"net/netip"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// receiveBuffer is asked for on every listener, in octets; the kernel grants no
// more than net.core.rmem_max.
const receiveBuffer = 4 << 20

// kernel moves datagrams with one system call per batch and socket: epoll tells
// where something is, recvmmsg takes it, sendmmsg sends it. Nothing allocates
// after newKernel but opening a socket.
type kernel struct {
	epoll, event int
	ports        []*port // by descriptor

	ready   [batchSize]unix.EpollEvent
	in, out vector
	done    [batchSize]bool // departures already handled by send
	lost    loss
}

// mmsghdr is struct mmsghdr of recvmmsg(2).
type mmsghdr struct {
	hdr unix.Msghdr
	len uint32
}

// vector is the memory that one recvmmsg or sendmmsg call names.
type vector struct {
	hdrs  [batchSize]mmsghdr
	iovs  [batchSize]unix.Iovec
	names [batchSize]unix.RawSockaddrInet6 // large enough for both families
}

func newMover() (mover, error) { return newKernel() }

func newKernel() (*kernel, error) {
	ep, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll: %w", err)
	}
	ev, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err == nil {
		err = unix.EpollCtl(ep, unix.EPOLL_CTL_ADD, ev, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(ev)})
	}
	if err != nil {
		unix.Close(ep)
		return nil, fmt.Errorf("eventfd: %w", err)
	}
	k := &kernel{epoll: ep, event: ev}
	data := make([]byte, batchSize*datagramSize)
	for i := range batchSize {
		k.in.iovs[i].Base = &data[i*datagramSize]
		k.in.link(i)
		k.out.link(i)
	}
	return k, nil
}

// link joins header i to its vector and name for good.
func (v *vector) link(i int) {
	v.hdrs[i].hdr.Iov = &v.iovs[i]
	v.hdrs[i].hdr.SetIovlen(1)
	v.hdrs[i].hdr.Name = (*byte)(unsafe.Pointer(&v.names[i]))
}

func (k *kernel) open(local, remote netip.AddrPort) (*port, error) {
	is4 := local.Addr().Is4() || remote.Addr().Is4()
	family := unix.AF_INET6
	if is4 {
		family = unix.AF_INET
	}
	fd, err := unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("socket: %w", err)
	}
	p := &port{fd: fd, is4: is4}
	if err := k.prepare(p, local, remote); err != nil {
		unix.Close(fd)
		return nil, err
	}
	for len(k.ports) <= fd {
		k.ports = append(k.ports, nil)
	}
	k.ports[fd] = p
	return p, nil
}

func (k *kernel) prepare(p *port, local, remote netip.AddrPort) error {
	if !p.is4 {
		if err := unix.SetsockoptInt(p.fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 1); err != nil {
			return fmt.Errorf("v6only: %w", err)
		}
	}
	if local.IsValid() {
		// Best effort: a smaller buffer works, and what it drops is counted.
		_ = unix.SetsockoptInt(p.fd, unix.SOL_SOCKET, unix.SO_RCVBUF, receiveBuffer)
		if err := unix.Bind(p.fd, sockaddr(local)); err != nil {
			return fmt.Errorf("bind: %w", err)
		}
	}
	if remote.IsValid() {
		if err := unix.Connect(p.fd, sockaddr(remote)); err != nil {
			return fmt.Errorf("connect: %w", err)
		}
	}
	bound, err := unix.Getsockname(p.fd)
	if err != nil {
		return fmt.Errorf("getsockname: %w", err)
	}
	switch s := bound.(type) {
	case *unix.SockaddrInet4:
		p.number = uint16(s.Port)
	case *unix.SockaddrInet6:
		p.number = uint16(s.Port)
	}
	return unix.EpollCtl(k.epoll, unix.EPOLL_CTL_ADD, p.fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(p.fd)})
}

func sockaddr(a netip.AddrPort) unix.Sockaddr {
	if a.Addr().Is4() {
		return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
	}
	return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
}

func (k *kernel) shut(p *port) {
	k.ports[p.fd] = nil
	unix.Close(p.fd) // leaves the epoll set by itself
}

func (k *kernel) receive(in []arrival) (int, error) {
	for {
		ready, err := unix.EpollWait(k.epoll, k.ready[:], -1)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return 0, fmt.Errorf("epoll: %w", err)
		}
		n := 0
		for i := range max(ready, 0) {
			fd := int(k.ready[i].Fd)
			if fd == k.event {
				return 0, errClosed
			}
			// A share for each, so that a flood on one socket leaves room for
			// the others; the kernel moves those not reached to the front.
			if share := (len(in) - n + ready - i - 1) / (ready - i); share > 0 {
				n += k.take(k.ports[fd], in[n:n+share], n)
			}
		}
		if n > 0 {
			return n, nil
		}
	}
}

// take reads what waits at one port into the buffers from first on.
func (k *kernel) take(p *port, in []arrival, first int) int {
	v := &k.in
	for i := first; i < first+len(in); i++ {
		v.iovs[i].SetLen(datagramSize)
		v.hdrs[i].hdr.Namelen = unix.SizeofSockaddrInet6
	}
	n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, uintptr(p.fd), uintptr(unsafe.Pointer(&v.hdrs[first])),
		uintptr(len(in)), unix.MSG_DONTWAIT, 0, 0)
	if errno != 0 {
		if errno != unix.EAGAIN && errno != unix.EINTR {
			k.lost.receive++ // reported once and cleared, RFC 1122 clause 4.1.3.3
		}
		return 0
	}
	for i := range int(n) {
		h := &v.hdrs[first+i]
		in[i] = arrival{
			at:   p,
			from: decodeName(&v.names[first+i]),
			data: unsafe.Slice(v.iovs[first+i].Base, h.len),
		}
	}
	return int(n)
}

// decodeName reads a socket address that the kernel wrote. Ports and addresses
// are in network order.
func decodeName(n *unix.RawSockaddrInet6) endpoint {
	raw := (*[unix.SizeofSockaddrInet6]byte)(unsafe.Pointer(n))
	number := uint16(raw[2])<<8 | uint16(raw[3])
	if n.Family == unix.AF_INET {
		return endpoint{op.AddrFrom4(raw[4:8]), number}
	}
	return endpoint{op.AddrFrom16(raw[8:24]), number}
}

// encodeName writes a socket address and returns its length.
func encodeName(n *unix.RawSockaddrInet6, e endpoint) uint32 {
	raw := (*[unix.SizeofSockaddrInet6]byte)(unsafe.Pointer(n))
	raw[2], raw[3] = byte(e.port>>8), byte(e.port)
	if e.addr.Is4() {
		n.Family = unix.AF_INET
		putUint32(raw[4:], uint32(e.addr.Lo))
		return unix.SizeofSockaddrInet4
	}
	n.Family, n.Flowinfo, n.Scope_id = unix.AF_INET6, 0, 0
	for i, half := range [2]uint64{e.addr.Hi, e.addr.Lo} {
		putUint32(raw[8+8*i:], uint32(half>>32))
		putUint32(raw[12+8*i:], uint32(half))
	}
	return unix.SizeofSockaddrInet6
}

func putUint32(b []byte, v uint32) {
	_ = b[3]
	b[0], b[1], b[2], b[3] = byte(v>>24), byte(v>>16), byte(v>>8), byte(v)
}

func (k *kernel) send(out []departure) int {
	clear(k.done[:len(out)])
	sent := 0
	for i := range out {
		if k.done[i] {
			continue
		}
		n := 0
		for j := i; j < len(out); j++ { // all of this port, in the order they came
			if out[j].via == out[i].via {
				k.done[j] = true
				k.load(n, &out[j])
				n++
			}
		}
		sent += k.flush(out[i].via.fd, n)
	}
	return sent
}

// load makes departure d the n-th message of the next sendmmsg.
func (k *kernel) load(n int, d *departure) {
	v := &k.out
	v.iovs[n].Base = unsafe.SliceData(d.data)
	v.iovs[n].SetLen(len(d.data))
	h := &v.hdrs[n].hdr
	if d.to == (endpoint{}) {
		h.Name, h.Namelen = nil, 0
		return
	}
	h.Name = (*byte)(unsafe.Pointer(&v.names[n]))
	h.Namelen = encodeName(&v.names[n], d.to)
}

// flush sends the first n loaded messages and returns how many the kernel took.
func (k *kernel) flush(fd, n int) (sent int) {
	retried := false
	for at := 0; at < n; {
		r, _, errno := unix.Syscall6(unix.SYS_SENDMMSG, uintptr(fd), uintptr(unsafe.Pointer(&k.out.hdrs[at])),
			uintptr(n-at), unix.MSG_DONTWAIT, 0, 0)
		switch {
		case errno == 0:
			sent, at, retried = sent+int(r), at+int(r), false
		case errno == unix.EINTR:
		case errno == unix.EAGAIN, errno == unix.ENOBUFS:
			k.lost.full += n - at // UDP may lose; waiting would hold up the lane
			return sent
		case errno == unix.ECONNREFUSED && !retried:
			// An earlier datagram's ICMP answer, which has nothing to do with this one.
			k.lost.receive++
			retried = true
		default:
			k.lost.failed++
			at, retried = at+1, false
		}
	}
	return sent
}

func (k *kernel) losses() loss {
	l := k.lost
	k.lost = loss{}
	return l
}

// SO_MEMINFO yields the counters of linux/sock_diag.h; the last is the drops.
const (
	memInfoDrops = 8
	memInfoVars  = 9
)

func (k *kernel) overflow() (drops int) {
	for _, p := range k.ports {
		if p == nil || p.hop == nil {
			continue
		}
		var info [memInfoVars]uint32
		size := uint32(unsafe.Sizeof(info))
		_, _, errno := unix.Syscall6(unix.SYS_GETSOCKOPT, uintptr(p.fd), unix.SOL_SOCKET, unix.SO_MEMINFO,
			uintptr(unsafe.Pointer(&info)), uintptr(unsafe.Pointer(&size)), 0)
		if errno == 0 {
			drops += int(info[memInfoDrops])
		}
	}
	return drops
}

func (k *kernel) wake() {
	one := [8]byte{1, 1, 1, 1, 1, 1, 1} // any value but zero, in either byte order
	_, _ = unix.Write(k.event, one[:])
}

func (k *kernel) release() {
	for _, p := range k.ports {
		if p != nil {
			unix.Close(p.fd)
		}
	}
	k.ports = nil
	unix.Close(k.epoll)
	unix.Close(k.event)
}
