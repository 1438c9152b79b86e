//go:build !linux

package tcp

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// silent: only of Linux is known how to make a place where SYNs vanish.
var silent func(t *testing.T) assoc.Endpoint
