package lab

import (
	"encoding/binary"
	"net"
	"time"

	"golang.org/x/sys/unix"
)

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
// 64 bit numbers, as 64 bit systems have it. Unix nanoseconds.
func stampOf(control []byte) int64 {
	if len(control) < unix.CmsgLen(16) {
		return time.Now().UnixNano()
	}
	value := control[unix.CmsgLen(0):]
	return int64(binary.NativeEndian.Uint64(value))*1e9 + int64(binary.NativeEndian.Uint64(value[8:]))
}
