package admin

import (
	"fmt"
	"net"
	"unsafe"

	"golang.org/x/sys/unix"
)

// peerOf asks the kernel who is at the other end (unix(7), SO_PEERCRED and
// SO_PEERGROUPS).
func peerOf(conn *net.UnixConn) (c credentials, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return c, err
	}
	var asked error
	err = raw.Control(func(fd uintptr) {
		var peer *unix.Ucred
		if peer, asked = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED); asked != nil {
			return
		}
		c.UID, c.PID = peer.Uid, peer.Pid
		c.groups, asked = peerGroups(fd)
		c.groups = append(c.groups, peer.Gid)
	})
	if err == nil {
		err = asked
	}
	if err != nil {
		return c, fmt.Errorf("credentials of the caller: %w", err)
	}
	return c, nil
}

// peerGroups returns the supplementary groups. A process has at most 65,536
// (NGROUPS_MAX).
func peerGroups(fd uintptr) ([]uint32, error) {
	for groups := make([]uint32, 64); ; {
		size := uint32(len(groups) * 4)
		_, _, errno := unix.Syscall6(unix.SYS_GETSOCKOPT, fd, unix.SOL_SOCKET, unix.SO_PEERGROUPS,
			uintptr(unsafe.Pointer(&groups[0])), uintptr(unsafe.Pointer(&size)), 0)
		switch {
		case errno == 0:
			return groups[:size/4], nil
		case errno == unix.ERANGE && int(size/4) > len(groups):
			groups = make([]uint32, size/4)
		default:
			return nil, errno
		}
	}
}
