package gtp

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

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

// link joins header i to its vector and name for good.
func (v *vector) link(i int) {
	v.hdrs[i].hdr.Iov = &v.iovs[i]
	v.hdrs[i].hdr.SetIovlen(1)
	v.hdrs[i].hdr.Name = (*byte)(unsafe.Pointer(&v.names[i]))
}

// take reads what waits at one port into the buffers from first on.
func (k *kernel) take(p *port, in []arrival, first int) int {
	v := &k.in
	for i := first; i < first+len(in); i++ {
		v.iovs[i].SetLen(datagramSize)
		v.hdrs[i].hdr.Namelen = unix.SizeofSockaddrInet6
		k.inControl.offer(&v.hdrs[i].hdr, i)
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
		a := &in[i]
		*a = arrival{
			at:   p,
			from: decodeName(&v.names[first+i]),
			data: unsafe.Slice(v.iovs[first+i].Base, h.len),
		}
		k.inControl.read(&a.ip, &h.hdr, first+i)
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
		putAddr4(raw[4:], e.addr)
		return unix.SizeofSockaddrInet4
	}
	n.Family, n.Flowinfo, n.Scope_id = unix.AF_INET6, 0, 0
	putAddr16(raw[8:], e.addr)
	return unix.SizeofSockaddrInet6
}

func putAddr4(b []byte, a op.Addr) { putUint32(b, uint32(a.Lo)) }

func putAddr16(b []byte, a op.Addr) {
	for i, half := range [2]uint64{a.Hi, a.Lo} {
		putUint32(b[8*i:], uint32(half>>32))
		putUint32(b[8*i+4:], uint32(half))
	}
}

func putUint32(b []byte, v uint32) {
	_ = b[3]
	b[0], b[1], b[2], b[3] = byte(v>>24), byte(v>>16), byte(v>>8), byte(v)
}

func (k *kernel) send(out []departure) int {
	for i := range out {
		out[i].outcome = unsent
	}
	count := 0
	for i := range out {
		if out[i].outcome != unsent {
			continue
		}
		n := 0
		for j := i; j < len(out); j++ { // all of this port, in the order they came
			if out[j].via == out[i].via {
				out[j].outcome = refused // until flush knows better
				k.load(n, &out[j])
				n++
			}
		}
		count += k.flush(out[i].via.fd, n)
	}
	return count
}

// load makes departure d the n-th message of the next sendmmsg.
func (k *kernel) load(n int, d *departure) {
	k.loaded[n] = d
	v := &k.out
	v.iovs[n].Base = unsafe.SliceData(d.data)
	v.iovs[n].SetLen(len(d.data))
	h := &v.hdrs[n].hdr
	k.outControl.write(h, n, d)
	if d.to == (endpoint{}) {
		h.Name, h.Namelen = nil, 0
		return
	}
	h.Name = (*byte)(unsafe.Pointer(&v.names[n]))
	h.Namelen = encodeName(&v.names[n], d.to)
}

// flush sends the first n loaded messages and returns how many the kernel took.
func (k *kernel) flush(fd, n int) (count int) {
	retried := false
	for at := 0; at < n; {
		r, _, errno := unix.Syscall6(unix.SYS_SENDMMSG, uintptr(fd), uintptr(unsafe.Pointer(&k.out.hdrs[at])),
			uintptr(n-at), unix.MSG_DONTWAIT, 0, 0)
		switch {
		case errno == 0:
			k.settle(at, at+int(r), sent)
			count, at, retried = count+int(r), at+int(r), false
		case errno == unix.EINTR:
		case errno == unix.EAGAIN, errno == unix.ENOBUFS:
			k.settle(at, n, noRoom) // UDP may lose; waiting would hold up the lane
			k.lost.full += n - at
			return count
		case errno == unix.ECONNREFUSED && !retried:
			// An earlier datagram's ICMP answer, which has nothing to do with this one.
			k.lost.receive++
			retried = true
		default:
			if errno == unix.EMSGSIZE {
				k.settle(at, at+1, tooLarge)
			}
			k.lost.failed++
			at, retried = at+1, false
		}
	}
	return count
}

// settle notes what became of the loaded messages from the first up to the end.
func (k *kernel) settle(first, end int, o outcome) {
	for _, d := range k.loaded[first:end] {
		d.outcome = o
	}
}
