package tcp

import "sync"

// gathered is how many octets of messages are handed to the system at once, about.
const gathered = 64 << 10

// buffer is memory that an association borrows while it has something unfinished.
type buffer struct{ octets []byte }

var buffers = sync.Pool{New: func() any { return &buffer{octets: make([]byte, 0, gathered)} }}

func borrow() *buffer { return buffers.Get().(*buffer) }

func (b *buffer) giveBack() {
	b.octets = b.octets[:0]
	buffers.Put(b)
}
