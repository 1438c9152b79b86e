//go:build !linux

package tap

import (
	"fmt"
	"runtime"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
)

// Link is a tap; there is none on this system.
type Link struct{ link.Link }

// Open fails: a tap is a packet socket of Linux.
func Open(c Config) (*Link, error) {
	return nil, fmt.Errorf("tap %s: a tap needs Linux packet sockets, and this is %s; capture to a file and replay it", c.Interface, runtime.GOOS)
}

// Counters implements link.Counted.
func (*Link) Counters() []link.Counter { return nil }
