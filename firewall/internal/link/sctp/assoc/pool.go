package assoc

import "sync"

// BatchSize is how many messages an association hands over at once, at most.
const BatchSize = 32

// Batch holds messages that one association has received. Its memory is made
// once.
type Batch struct {
	Messages []Message // the first N of BatchSize, as Receive has left them
	arena    []byte
	slot     int
}

// Slot returns the memory for message i, of the pool's longest message and one octet
// more, which shows that a message is longer.
func (b *Batch) Slot(i int) []byte { return b.arena[i*b.slot : (i+1)*b.slot : (i+1)*b.slot] }

// Pool lends batches, so that an association that is silent holds none. It has a
// fixed number of them; who finds none waits for one to come back.
type Pool struct {
	mu   sync.Mutex
	back sync.Cond
	free []*Batch
	slot int
	left int // batches that may still be made

	isClosed bool
}

// NewPool returns a pool of n batches for messages of up to longest octets.
func NewPool(n, longest int) *Pool {
	p := &Pool{slot: longest + 1, left: n}
	p.back.L = &p.mu
	return p
}

// Take returns an empty batch, and waits for one if all are lent.
func (p *Pool) Take() *Batch {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.free) == 0 && p.left == 0 && !p.isClosed {
		p.back.Wait()
	}
	if n := len(p.free); n > 0 {
		b := p.free[n-1]
		p.free = p.free[:n-1]
		return b
	}
	p.left--
	return &Batch{Messages: make([]Message, 0, BatchSize), arena: make([]byte, BatchSize*p.slot), slot: p.slot}
}

// Give takes a batch back.
func (p *Pool) Give(b *Batch) {
	b.Messages = b.Messages[:0]
	p.mu.Lock()
	p.free = append(p.free, b)
	p.mu.Unlock()
	p.back.Signal()
}

// Close is for the end, when nobody gives batches back any more: who waits for one
// gets a new one, and from now on nobody waits.
func (p *Pool) Close() {
	p.mu.Lock()
	p.isClosed = true
	p.mu.Unlock()
	p.back.Broadcast()
}
