package lab

import (
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"time"

	"golang.org/x/net/ipv4"
	"golang.org/x/sys/unix"
)

// arrival is a datagram and when the kernel received it.
type arrival struct {
	msg  []byte
	from netip.AddrPort
	atNS int64 // Unix nanoseconds
}

// receive hands every datagram to handle until the socket is closed.
func receive(c *net.UDPConn, handle func(arrival)) error {
	if err := stamp(c); err != nil {
		return err
	}
	p := ipv4.NewPacketConn(c)
	in := make([]ipv4.Message, maxBurst)
	for i := range in {
		in[i] = ipv4.Message{Buffers: [][]byte{make([]byte, 2048)}, OOB: make([]byte, 64)}
	}
	for {
		n, err := p.ReadBatch(in, 0)
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			continue // such as an ICMP message that concerns the socket
		}
		for i := range in[:n] {
			m := &in[i]
			from := m.Addr.(*net.UDPAddr).AddrPort()
			handle(arrival{m.Buffers[0][:m.N], netip.AddrPortFrom(from.Addr().Unmap(), from.Port()), stampOf(m.OOB[:m.NN])})
		}
	}
}

// stamp asks the kernel to say when each datagram arrived (socket(7),
// SO_TIMESTAMPNS): a reader that waits for a processor must not make messages
// look late.
func stamp(c *net.UDPConn) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var set error
	if err := raw.Control(func(fd uintptr) {
		set = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1)
	}); err != nil {
		return err
	}
	return set
}

// stampOf reads the control message that stamp asked for: a header and two
// 64 bit numbers, as 64 bit systems have it.
func stampOf(control []byte) int64 {
	if len(control) < unix.CmsgLen(16) {
		return time.Now().UnixNano()
	}
	value := control[unix.CmsgLen(0):]
	return int64(binary.NativeEndian.Uint64(value))*1e9 + int64(binary.NativeEndian.Uint64(value[8:]))
}
