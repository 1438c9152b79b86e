//go:build !linux

package gtp

import (
	"errors"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

var errNeedsLinux = errors.New("gtp transparent link: needs Linux")

// Lane is a lane of a transparent link, which only Linux has.
type Lane struct{}

// OpenTransparent fails: it needs Linux.
func OpenTransparent(c TransparentConfig) ([]*Lane, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	return nil, errNeedsLinux
}

// Shut fails: it needs Linux.
func Shut(TransparentConfig) error { return errNeedsLinux }

// Teardown fails: it needs Linux.
func Teardown(string) error { return errNeedsLinux }

// Read implements link.Link.
func (*Lane) Read([]op.Frame) (int, error) { return 0, errNeedsLinux }

// Apply implements link.Link.
func (*Lane) Apply(*op.Batch, []op.Ruling) error { return errNeedsLinux }

// Drain implements link.Link.
func (*Lane) Drain() error { return errNeedsLinux }

// Close implements link.Link.
func (*Lane) Close() error { return errNeedsLinux }

// Counters implements link.Counted.
func (*Lane) Counters() []link.Counter { return nil }

// Warnings returns nothing.
func (*Lane) Warnings() []string { return nil }
