//go:build !linux && !darwin

package admin

import (
	"errors"
	"net"
)

// peerOf cannot tell here, so that nobody may change anything.
func peerOf(*net.UnixConn) (credentials, error) {
	return credentials{}, errors.New("nobody may change anything: this system does not tell who is asking")
}
