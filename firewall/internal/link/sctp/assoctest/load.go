package assoctest

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// load is a sequence of messages: everything about message i follows from i, so
// that a receiver knows what has to come, stream by stream.
type load struct {
	Subject
	count     int
	streams   int             // messages go to stream i % streams
	size      func(i int) int // octets of message i
	config    assoc.Config    // of the receiver
	unordered bool
}

// load returns count messages of the given sizes on all streams of a.
func (s Subject) load(a assoc.Association, c assoc.Config, count int, size func(i int) int) load {
	_, out := a.Streams()
	return load{Subject: s, count: count, streams: int(out), size: size, config: c}
}

// of returns a size that all messages have.
func of(n int) func(int) int { return func(int) int { return n } }

// mixed is mostly the sizes of signaling, with long messages between them.
func mixed(i int) int {
	switch {
	case i%97 == 0:
		return 20000 + i%longest/2
	case i%11 == 0:
		return 1300 + i%400
	}
	return 40 + i%300
}

// message writes message i into m, using its memory if that is enough.
func (l load) message(m *assoc.Message, i int) {
	n := max(l.size(i), l.Shortest)
	if cap(m.Data) < n {
		m.Data = make([]byte, n)
	}
	m.Data = m.Data[:n]
	m.Stream, m.PPID, m.Unordered = uint16(i%l.streams), ppid(i), l.unordered
	for j, x := 0, uint64(i)*0x9E3779B97F4A7C15+1; j < n; j += 8 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		var word [8]byte
		binary.LittleEndian.PutUint64(word[:], x)
		copy(m.Data[j:], word[:])
	}
	if l.Compose != nil {
		l.Compose(m.Data)
	}
}

// ppid returns one of a few values, zero among them: freeDiameter uses it.
func ppid(i int) uint32 { return []uint32{3, 0, 46, 0x01020304}[i%4] }

// send sends the load, waiting for room whenever there is none.
func (l load) send(a assoc.Association) error {
	var list [16]assoc.Message
	for i := 0; i < l.count; {
		n := min(len(list), l.count-i)
		for j := range n {
			l.message(&list[j], i+j)
		}
		if err := sendList(a, list[:n]); err != nil {
			return fmt.Errorf("in front of message %d: %w", i+n, err)
		}
		i += n
	}
	return nil
}

// sendList sends all of the list, waiting for room whenever there is none.
func sendList(a assoc.Association, list []assoc.Message) error {
	for len(list) > 0 {
		n, err := a.Send(list)
		if err != nil {
			return err
		}
		if list = list[n:]; len(list) == 0 {
			return nil
		}
		if err := a.AwaitRoom(); err != nil {
			return err
		}
	}
	return nil
}

// audit receives the load and returns an error if a message is missing, comes twice,
// out of order within its stream, or changed.
func (l load) audit(a assoc.Association) error { return l.auditWith(a, func() {}) }

// auditWith audits and calls between after each batch, before it is given back.
func (l load) auditWith(a assoc.Association, between func()) error {
	next := make([]int, l.streams) // the number of each stream's next message
	for s := range next {
		next[s] = s
	}
	var want assoc.Message
	for got := 0; got < l.count; {
		b, err := a.Receive()
		if err != nil {
			return fmt.Errorf("after %d of %d messages: %w", got, l.count, err)
		}
		got += len(b.Messages)
		err = l.check(b, next, &want)
		between()
		l.config.Pool.Give(b)
		if err != nil {
			return err
		}
	}
	return nil
}

// check looks at a batch; next holds the number of each stream's next message, and
// want is memory.
func (l load) check(b *assoc.Batch, next []int, want *assoc.Message) error {
	if n := len(b.Messages); n == 0 || n > assoc.BatchSize {
		return fmt.Errorf("a batch of %d messages", n)
	}
	for k := range b.Messages {
		m := &b.Messages[k]
		if int(m.Stream) >= l.streams {
			return fmt.Errorf("a message on stream %d of %d", m.Stream, l.streams)
		}
		i := next[m.Stream]
		next[m.Stream] += l.streams
		l.message(want, i)
		if err := l.same(m, want); err != nil {
			return fmt.Errorf("message %d on stream %d: %w", i, m.Stream, err)
		}
	}
	return nil
}

// same returns how got differs from what was sent.
func (l load) same(got, sent *assoc.Message) error {
	want := sent.PPID
	if !l.PPIDs {
		want = l.config.Framing.PPID
	}
	switch {
	case got.PPID != want:
		return fmt.Errorf("PPID %#x, want %#x", got.PPID, want)
	case got.Unordered != sent.Unordered:
		return fmt.Errorf("unordered is %t", got.Unordered)
	case got.Cut:
		return fmt.Errorf("%d octets are cut to %d", len(sent.Data), len(got.Data))
	case !bytes.Equal(got.Data, sent.Data):
		return fmt.Errorf("%d octets beginning with %x, want %d beginning with %x", len(got.Data), got.Data[:min(16, len(got.Data))],
			len(sent.Data), sent.Data[:min(16, len(sent.Data))])
	}
	return nil
}

// Carry sends count messages of the given sizes from one end to the other, on all
// streams, and returns an error if one does not arrive, arrives twice, out of order
// within its stream, or changed. c is the receiver's configuration.
func (s Subject) Carry(from, to assoc.Association, c assoc.Config, count int, size func(i int) int) error {
	s.Shortest = max(s.Shortest, 1)
	l := s.load(from, c, count, size)
	return together([]func() error{func() error { return l.send(from) }, func() error { return l.audit(to) }})
}
