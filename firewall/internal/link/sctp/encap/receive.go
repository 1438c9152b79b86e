package encap

import (
	"errors"
	"io"
	"runtime"

	"github.com/pion/sctp"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// inbound is a stream as pion sees it.
type inbound struct {
	stream *sctp.Stream
	number uint16 // pion's
	length int    // of the message that is there
	taken  chan struct{}
}

// open opens a stream of pion's, and reports whether that worked.
func (a *association) open(number uint16) bool {
	s, err := a.pion.OpenStream(number, 0)
	if err != nil {
		return false
	}
	a.readers.Add(1)
	go a.readStream(&inbound{stream: s, number: number, taken: make(chan struct{}, 1)})
	return true
}

// readStream announces messages one after the other, until pion's association has
// ended and they are all taken. A read into no memory waits for a message, tells how
// long it is, and leaves it where it is: so nothing is kept here, and pion's window
// says how much room there is.
func (a *association) readStream(in *inbound) {
	defer a.readers.Done()
	for {
		var err error
		if in.length, _, err = in.stream.ReadSCTP(nil); !errors.Is(err, io.ErrShortBuffer) {
			return
		}
		if in.number == noStream {
			a.discard(in)
			continue
		}
		select {
		case a.ready <- in: // Receive has it, and will say so when it has read
			<-in.taken
		case <-a.gone:
			a.discard(in)
		}
	}
}

// discard reads the message that is there for nobody.
func (a *association) discard(in *inbound) {
	in.stream.ReadSCTP(make([]byte, in.length))
}

// Receive implements assoc.Association.
func (a *association) Receive() (*assoc.Batch, error) {
	select {
	case <-a.gone:
		return nil, assoc.ErrClosed
	default:
	}
	select {
	case in := <-a.ready:
		b := a.config.Pool.Take()
		a.take(b, in)
		a.takeMore(b)
		return b, nil
	case <-a.gone:
		return nil, assoc.ErrClosed
	case <-a.finished:
		return nil, a.cause()
	}
}

// takeMore takes what other streams have, and gives the one that was read last a
// chance to see its next message.
func (a *association) takeMore(b *assoc.Batch) {
	for idle := false; len(b.Messages) < assoc.BatchSize; {
		select {
		case in := <-a.ready:
			a.take(b, in)
			idle = false
		default:
			if idle {
				return
			}
			idle = true
			runtime.Gosched()
		}
	}
}

// take reads the message that in has announced into the batch.
func (a *association) take(b *assoc.Batch, in *inbound) {
	room := b.Slot(len(b.Messages))
	limit := min(a.config.MaxMessage, len(room)-1)
	into := room[:limit]
	if in.length > limit { // pion gives all of it or nothing
		into = make([]byte, in.length)
	}
	n, ppid, err := in.stream.ReadSCTP(into)
	in.taken <- struct{}{}
	if err != nil { // it has been there; this cannot be
		return
	}
	a.consume(n)
	m := assoc.Message{Data: into[:n], PPID: uint32(ppid), Stream: in.number &^ markUnordered, Unordered: in.number&markUnordered != 0}
	if n > limit {
		m.Data, m.Cut = room[:copy(room[:limit], into)], true
	}
	b.Messages = append(b.Messages, m)
}

// consume notes that there is room for n octets more, and has the peer told when
// there was little and is much again.
func (a *association) consume(n int) {
	freed := cost(uint64(a.wire.consumed.Add(uint32(n))), a.wire.mean.Load())
	window := uint64(a.wire.window.Load())
	if buffer := uint64(a.config.Buffer); window < buffer/4 && window+freed >= buffer/2 {
		select {
		case a.wire.poke <- struct{}{}:
		default:
		}
	}
}
