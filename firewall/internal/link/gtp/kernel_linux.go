package gtp

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
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

	draining atomic.Bool
	closing  atomic.Bool
	deaf     bool // draining, and nothing new is let into the sockets

	ready  [batchSize]unix.EpollEvent
	in     vector
	out    vector
	loaded [batchSize]*departure // of out
	lost   loss

	inControl  *inControl
	outControl *outControl
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

func (k *kernel) open(local, remote netip.AddrPort) (*port, error) {
	p, err := newPort(local.Addr().Is4() || remote.Addr().Is4())
	if err != nil {
		return nil, err
	}
	p.listens = local.IsValid()
	if err = p.prepare(local, remote); err == nil {
		err = k.hear(p)
	}
	if err != nil {
		unix.Close(p.fd)
		return nil, err
	}
	return p, nil
}

func newPort(is4 bool) (*port, error) {
	family := unix.AF_INET6
	if is4 {
		family = unix.AF_INET
	}
	fd, err := unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("socket: %w", err)
	}
	if !is4 {
		if err := unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 1); err != nil {
			unix.Close(fd)
			return nil, fmt.Errorf("v6only: %w", err)
		}
	}
	return &port{fd: fd, is4: is4}, nil
}

func (p *port) prepare(local, remote netip.AddrPort) error {
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
	return p.learnNumber()
}

// learnNumber asks which port number the socket got.
func (p *port) learnNumber() error {
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
	return nil
}

func sockaddr(a netip.AddrPort) unix.Sockaddr {
	if a.Addr().Is4() {
		return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
	}
	return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
}

// hear makes receive take what arrives at a port.
func (k *kernel) hear(p *port) error {
	k.keep(p)
	return unix.EpollCtl(k.epoll, unix.EPOLL_CTL_ADD, p.fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(p.fd)})
}

// keep makes release close a port.
func (k *kernel) keep(p *port) {
	for len(k.ports) <= p.fd {
		k.ports = append(k.ports, nil)
	}
	k.ports[p.fd] = p
}

func (k *kernel) shut(p *port) {
	k.ports[p.fd] = nil
	unix.Close(p.fd) // leaves the epoll set by itself
}

func (k *kernel) receive(in []arrival) (int, error) {
	for {
		if k.draining.Load() && !k.deaf {
			k.deafen()
		}
		ready, err := unix.EpollWait(k.epoll, k.ready[:], -1)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return 0, fmt.Errorf("epoll: %w", err)
		}
		n, woken := k.takeReady(in, max(ready, 0))
		switch {
		case k.closing.Load():
			return 0, errClosed
		case n > 0:
			return n, nil
		case woken && k.deaf && ready == 1: // by nothing else
			return 0, io.EOF
		}
	}
}

// takeReady reads from the ports that the last wait named. woken says that wake
// or drain was among the reasons.
func (k *kernel) takeReady(in []arrival, ready int) (n int, woken bool) {
	for i := range ready {
		fd := int(k.ready[i].Fd)
		if fd == k.event {
			woken = true
			continue
		}
		// A share for each, so that a flood on one socket leaves room for
		// the others; the kernel moves those not reached to the front.
		if share := (len(in) - n + ready - i - 1) / (ready - i); share > 0 {
			n += k.take(k.ports[fd], in[n:n+share], n)
		}
	}
	return n, woken
}

// deafen lets nothing more into any socket, and returns when what was on its
// way is in. What the sockets hold stays.
func (k *kernel) deafen() {
	for _, p := range k.ports {
		if p != nil {
			_ = deafen(p.fd) // of use only against a flood that would not end
		}
	}
	awaitReceivers()
	k.deaf = true
}

// deafen attaches a filter that takes no packet.
func deafen(fd int) error {
	none := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K}
	return unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &unix.SockFprog{Len: 1, Filter: &none})
}

// membarrierGlobal is MEMBARRIER_CMD_GLOBAL of membarrier(2).
const membarrierGlobal = 1

// awaitReceivers returns when every packet that the kernel was working on has
// reached its socket. Rules, filters and delivery are all read under RCU, and
// this call of membarrier waits for a grace period of it; where it is not to be
// had (nohz_full), a time that is far longer serves.
func awaitReceivers() {
	if _, _, errno := unix.Syscall(unix.SYS_MEMBARRIER, membarrierGlobal, 0, 0); errno != 0 {
		time.Sleep(50 * time.Millisecond)
	}
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
		if p == nil || !p.listens {
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
	k.closing.Store(true)
	k.knock()
}

func (k *kernel) drain() {
	k.draining.Store(true)
	k.knock()
}

// knock ends a wait. Nobody takes the event back, so that no later one begins.
func (k *kernel) knock() {
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
