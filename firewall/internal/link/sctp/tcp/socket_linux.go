package tcp

import (
	"time"

	"golang.org/x/sys/unix"
)

// limitSilence ends a connection whose data is not acknowledged for so long (RFC
// 5482); without it the system tries for a quarter of an hour.
func limitSilence(fd uintptr, limit time.Duration) {
	unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(limit.Milliseconds()))
}
