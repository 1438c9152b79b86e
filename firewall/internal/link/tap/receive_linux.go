package tap

import (
	"encoding/binary"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// batchSize is the most frames that one system call takes.
const batchSize = 64

// Sizes of a buffer. A frame has at most an IP packet of 65,535 octets, a
// link-layer header and tags; the rest is room to take a merged one apart: the
// kernel merges up to 128 datagrams (UDP_MAX_SEGMENTS of linux/udp.h), whose
// headers are copied.
const (
	virtioHeader = 10 // struct virtio_net_hdr of linux/virtio_net.h, in front of the frame
	largestFrame = 1<<16 + 64
	splitRoom    = 127 * 128
	bufferSize   = virtioHeader + largestFrame + splitRoom
)

// controlSize is what the two control messages of a frame take: struct
// tpacket_auxdata and a timespec.
var controlSize = unix.CmsgSpace(int(unsafe.Sizeof(unix.TpacketAuxdata{}))) + unix.CmsgSpace(int(unsafe.Sizeof(unix.Timespec{})))

const controlWords = 16 // octets for controlSize, aligned

// mmsghdr is struct mmsghdr of recvmmsg(2).
type mmsghdr struct {
	hdr unix.Msghdr
	len uint32
}

// vector is the memory that one recvmmsg call names, and what came of it.
type vector struct {
	hdrs     [batchSize]mmsghdr
	iovs     [batchSize]unix.Iovec
	names    [batchSize]unix.RawSockaddrLinklayer
	controls [batchSize][controlWords]uint64
	arrivals [batchSize]arrival
	buffers  []byte
	frame    int // octets of a frame that are kept
}

// arrival is one frame as the kernel described it.
type arrival struct {
	data      []byte
	start     int // of data in its buffer
	timeNS    int64
	encap     op.Encapsulation // EncapUnsupported: no IP, on an interface without link layer
	network   int              // offset of the IP header; -1: a link-layer header tells
	segment   int              // octets of each UDP payload, if several are merged; else 0
	truncated bool
	outgoing  bool
}

func newVector(frame int) *vector {
	v := &vector{buffers: make([]byte, batchSize*bufferSize), frame: frame}
	for i := range batchSize {
		v.iovs[i].Base = &v.buffers[i*bufferSize]
		v.iovs[i].SetLen(virtioHeader + frame)
		h := &v.hdrs[i].hdr
		h.Iov = &v.iovs[i]
		h.SetIovlen(1)
		h.Name = (*byte)(unsafe.Pointer(&v.names[i]))
		h.Control = (*byte)(unsafe.Pointer(&v.controls[i]))
	}
	return v
}

// room is the memory from the start of frame i to the end of its buffer.
func (v *vector) room(i int) []byte {
	return v.buffers[i*bufferSize+v.arrivals[i].start : (i+1)*bufferSize]
}

// take receives up to l.want frames without waiting. It reports false when
// there are none, and true with l.failed set when the socket has an error.
func (l *Link) take(fd uintptr) bool {
	for i := range l.want {
		h := &l.in.hdrs[i].hdr
		h.Namelen = uint32(unsafe.Sizeof(l.in.names[i]))
		h.SetControllen(controlSize)
	}
	for {
		n, _, errno := unix.Syscall6(unix.SYS_RECVMMSG, fd, uintptr(unsafe.Pointer(&l.in.hdrs)), uintptr(l.want), unix.MSG_DONTWAIT, 0, 0)
		switch errno {
		case 0:
			l.n = int(n)
			return true
		case unix.EINTR:
		case unix.EINVAL:
			// A frame whose offload state struct virtio_net_hdr cannot express,
			// such as merged SCTP; the kernel has thrown it away.
			l.counters.unreadable.Add(1)
		case unix.EAGAIN:
			return false
		default:
			l.failed = errno
			return true
		}
	}
}

// decode reads what the kernel says of frame i.
func (v *vector) decode(i int, k kind) *arrival {
	h, a := &v.hdrs[i], &v.arrivals[i]
	buffer := v.buffers[i*bufferSize:][:bufferSize]
	*a = arrival{
		data:      buffer[virtioHeader:max(int(h.len), virtioHeader)],
		start:     virtioHeader,
		truncated: h.hdr.Flags&unix.MSG_TRUNC != 0,
		outgoing:  v.names[i].Pkttype == unix.PACKET_OUTGOING,
	}
	if buffer[1] == unix.VIRTIO_NET_HDR_GSO_UDP_L4 {
		a.segment = int(binary.NativeEndian.Uint16(buffer[4:]))
	}
	a.encap, a.network = op.EncapEthernet, -1
	if k == bare {
		a.encap, a.network = bareEncap(v.names[i].Protocol), 0
	}
	control := unsafe.Slice((*byte)(unsafe.Pointer(&v.controls[i])), int(h.hdr.Controllen))
	a.describe(buffer, control, k)
	if a.timeNS == 0 {
		a.timeNS = time.Now().UnixNano()
	}
	return a
}

// bareEncap tells what an interface without link layer delivers from the
// EtherType, which the kernel gives in network order.
func bareEncap(protocol uint16) op.Encapsulation {
	switch networkOrder(protocol) {
	case unix.ETH_P_IP:
		return op.EncapIPv4
	case unix.ETH_P_IPV6:
		return op.EncapIPv6
	}
	return op.EncapUnsupported
}

// networkOrder converts between host and network byte order, either way.
func networkOrder(v uint16) uint16 {
	var b [2]byte
	binary.NativeEndian.PutUint16(b[:], v)
	return binary.BigEndian.Uint16(b[:])
}

// describe reads the control messages (cmsg(3)) of a frame: when it came, and
// the VLAN tag that was taken off.
func (a *arrival) describe(buffer, control []byte, k kind) {
	for len(control) >= unix.SizeofCmsghdr {
		h := (*unix.Cmsghdr)(unsafe.Pointer(unsafe.SliceData(control)))
		length := int(h.Len)
		if length < unix.CmsgLen(0) || length > len(control) {
			return
		}
		data := control[unix.CmsgLen(0):length]
		switch {
		case h.Level == unix.SOL_SOCKET && h.Type == unix.SO_TIMESTAMPNS && len(data) >= int(unsafe.Sizeof(unix.Timespec{})):
			a.timeNS = (*unix.Timespec)(unsafe.Pointer(unsafe.SliceData(data))).Nano()
		case h.Level == unix.SOL_PACKET && h.Type == unix.PACKET_AUXDATA && len(data) >= int(unsafe.Sizeof(unix.TpacketAuxdata{})):
			aux := (*unix.TpacketAuxdata)(unsafe.Pointer(unsafe.SliceData(data)))
			if aux.Status&unix.TP_STATUS_VLAN_VALID != 0 && k != bare {
				a.tag(buffer, aux)
			}
		}
		control = control[min(unix.CmsgSpace(len(data)), len(control)):]
	}
}

// tag puts a VLAN tag back between addresses and type (IEEE 802.1Q clause 9.3).
// The four octets come out of the space of the virtio header.
func (a *arrival) tag(buffer []byte, aux *unix.TpacketAuxdata) {
	const addresses, size = 12, 4
	if len(a.data) < addresses {
		return
	}
	tpid := uint16(0x8100)
	if aux.Status&unix.TP_STATUS_VLAN_TPID_VALID != 0 {
		tpid = aux.Vlan_tpid
	}
	end := a.start + len(a.data)
	a.start -= size
	copy(buffer[a.start:], a.data[:addresses])
	binary.BigEndian.PutUint16(buffer[a.start+addresses:], tpid)
	binary.BigEndian.PutUint16(buffer[a.start+addresses+2:], aux.Vlan_tci)
	a.data = buffer[a.start:end]
}

// readDrops adds what the kernel has dropped since it was last asked
// (PACKET_STATISTICS sets its counters to zero) and returns the sum.
func (c *counters) readDrops(raw syscall.RawConn) uint64 {
	c.reading.Lock()
	defer c.reading.Unlock()
	_ = raw.Control(func(fd uintptr) { // fails when closed, and then nothing is added
		if s, err := unix.GetsockoptTpacketStats(int(fd), unix.SOL_PACKET, unix.PACKET_STATISTICS); err == nil {
			c.drops += uint64(s.Drops)
		}
	})
	return c.drops
}
