package admin

import (
	"fmt"
	"net"

	"golang.org/x/sys/unix"
)

// peerOf asks the kernel who is at the other end (unix(4), LOCAL_PEERCRED and
// LOCAL_PEERPID).
func peerOf(conn *net.UnixConn) (c credentials, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return c, err
	}
	var asked error
	err = raw.Control(func(fd uintptr) {
		var peer *unix.Xucred
		if peer, asked = unix.GetsockoptXucred(int(fd), unix.SOL_LOCAL, unix.LOCAL_PEERCRED); asked != nil {
			return
		}
		pid, _ := unix.GetsockoptInt(int(fd), unix.SOL_LOCAL, unix.LOCAL_PEERPID) // 0 when it is gone already
		c.UID, c.PID = peer.Uid, int32(pid)
		c.groups = append(c.groups, peer.Groups[:peer.Ngroups]...)
	})
	if err == nil {
		err = asked
	}
	if err != nil {
		return c, fmt.Errorf("credentials of the caller: %w", err)
	}
	return c, nil
}
