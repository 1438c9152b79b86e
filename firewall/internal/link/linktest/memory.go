// Package linktest holds what every link is tested against: a suite of what the
// lane relies on, and a link in memory for tests of everything behind links.
package linktest

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Memory is a link that delivers the frames it was made of and remembers the
// rulings. Frames without a number are numbered from 1.
type Memory struct {
	Frames  []op.Frame
	Applied []Applied

	next            int
	drained, closed atomic.Bool
}

var _ link.Link = (*Memory)(nil)

// Applied is a ruling and the message that it was for.
type Applied struct {
	Message op.Message // its Payload is not kept
	Ruling  op.Ruling
}

// Read implements link.Link.
func (m *Memory) Read(frames []op.Frame) (int, error) {
	if m.closed.Load() {
		return 0, os.ErrClosed
	}
	if len(frames) == 0 {
		return 0, nil
	}
	n := 0
	if !m.drained.Load() {
		n = copy(frames, m.Frames[m.next:])
	}
	if n == 0 {
		return 0, io.EOF
	}
	for i := range frames[:n] {
		m.next++
		if frames[i].Number == 0 {
			frames[i].Number = int32(m.next)
		}
	}
	return n, nil
}

// Apply implements link.Link.
func (m *Memory) Apply(b *op.Batch, rulings []op.Ruling) error {
	if m.closed.Load() {
		return os.ErrClosed
	}
	if len(rulings) != len(b.Messages) {
		return fmt.Errorf("%d rulings for %d messages", len(rulings), len(b.Messages))
	}
	for i, r := range rulings {
		a := Applied{b.Messages[i], r}
		a.Message.Payload = nil
		m.Applied = append(m.Applied, a)
	}
	return nil
}

// Drain implements link.Link: what has not been read has not arrived.
func (m *Memory) Drain() error {
	m.drained.Store(true)
	return nil
}

// Close implements link.Link.
func (m *Memory) Close() error {
	m.closed.Store(true)
	return nil
}
