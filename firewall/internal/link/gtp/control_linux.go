package gtp

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// inWords holds what a listener's socket tells of one packet, in words of 8
// octets: mark, destination, TTL, TOS and fragment size, in either family at
// most 144 octets (cmsg(3)).
const inWords = 24

// inControl is room for the ancillary data of received datagrams. nil: nobody
// asked for any.
type inControl [batchSize][inWords]uint64

func (c *inControl) offer(h *unix.Msghdr, i int) {
	if c != nil {
		h.Control = (*byte)(unsafe.Pointer(&c[i]))
		h.SetControllen(int(unsafe.Sizeof(c[i])))
	}
}

// read decodes the ancillary data of message i, which the kernel has written.
func (c *inControl) read(ip *header, h *unix.Msghdr, i int) {
	if c == nil {
		return
	}
	ip.cut = h.Flags&unix.MSG_CTRUNC != 0
	raw := unsafe.Slice((*byte)(unsafe.Pointer(&c[i])), int(h.Controllen))
	for len(raw) >= unix.SizeofCmsghdr {
		m := (*unix.Cmsghdr)(unsafe.Pointer(&raw[0]))
		size := int(m.Len)
		if size < unix.CmsgLen(0) || size > len(raw) {
			return
		}
		ip.note(m, raw[unix.CmsgLen(0):size])
		raw = raw[min(len(raw), unix.CmsgSpace(size-unix.CmsgLen(0))):]
	}
}

// note takes over one control message. Integers are in host order, addresses
// and ports in network order.
func (ip *header) note(m *unix.Cmsghdr, data []byte) {
	switch [2]int32{m.Level, m.Type} {
	case [2]int32{unix.SOL_SOCKET, unix.SO_MARK}:
		ip.mark = hostUint32(data)
	case [2]int32{unix.SOL_IP, unix.IP_ORIGDSTADDR}:
		ip.to = endpoint{op.AddrFrom4(data[4:8]), uint16(data[2])<<8 | uint16(data[3])}
	case [2]int32{unix.SOL_IPV6, unix.IPV6_ORIGDSTADDR}:
		ip.to = endpoint{op.AddrFrom16(data[8:24]), uint16(data[2])<<8 | uint16(data[3])}
	case [2]int32{unix.SOL_IP, unix.IP_TTL}, [2]int32{unix.SOL_IPV6, unix.IPV6_HOPLIMIT}:
		ip.ttl = uint8(hostUint32(data))
	case [2]int32{unix.SOL_IP, unix.IP_TOS}:
		ip.tos = data[0]
	case [2]int32{unix.SOL_IPV6, unix.IPV6_TCLASS}:
		ip.tos = uint8(hostUint32(data))
	case [2]int32{unix.SOL_IP, unix.IP_RECVFRAGSIZE}, [2]int32{unix.SOL_IPV6, unix.IPV6_RECVFRAGSIZE}:
		ip.fragment = uint16(hostUint32(data))
	}
}

func hostUint32(b []byte) uint32 {
	_ = b[3]
	return *(*uint32)(unsafe.Pointer(&b[0]))
}

// intControl is a control message that carries an int; its size is CMSG_SPACE
// of one.
type intControl struct {
	unix.Cmsghdr
	value int32
}

func (c *intControl) set(level, kind, value int) {
	c.Level, c.Type, c.value = int32(level), int32(kind), int32(value)
	c.SetLen(unix.CmsgLen(4))
}

// outControl is room for TTL and TOS of datagrams to be sent. nil: sockets
// decide.
type outControl [batchSize]struct{ ttl, tos intControl }

func (c *outControl) write(h *unix.Msghdr, i int, d *departure) {
	if c == nil {
		return
	}
	if d.ttl == 0 {
		h.Control = nil
		h.SetControllen(0)
		return
	}
	m := &c[i]
	if d.via.is4 {
		m.ttl.set(unix.SOL_IP, unix.IP_TTL, int(d.ttl))
		m.tos.set(unix.SOL_IP, unix.IP_TOS, int(d.tos))
	} else {
		m.ttl.set(unix.SOL_IPV6, unix.IPV6_HOPLIMIT, int(d.ttl))
		m.tos.set(unix.SOL_IPV6, unix.IPV6_TCLASS, int(d.tos))
	}
	h.Control = (*byte)(unsafe.Pointer(m))
	h.SetControllen(int(unsafe.Sizeof(*m)))
}
