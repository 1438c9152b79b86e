package tcp

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// Send implements assoc.Association. The system may take a part of a message only;
// the rest of that one message is flushed by a goroutine, and meanwhile there is no
// room.
func (a *association) Send(list []assoc.Message) (n int, err error) {
	a.sending.Lock()
	defer a.sending.Unlock()
	if err := a.cause(); err != nil {
		return 0, err
	}
	for n < len(list) && !a.isFlushing() {
		b := borrow()
		count := a.gather(b, list[n:])
		if count == 0 {
			b.giveBack()
			return n, assoc.ErrRefused
		}
		written, err := a.socket.write(b.octets)
		if err != nil {
			b.giveBack()
			return n, a.end(causeOf(err))
		}
		if written == len(b.octets) {
			b.giveBack()
			n += count
			continue
		}
		taken, octets := reach(list[n:], written)
		n += taken
		a.setFlushing(true)
		go a.flush(b, written, octets)
	}
	return n, nil
}

// gather appends messages to b until it is full, or one cannot be sent, and returns
// how many.
func (a *association) gather(b *buffer, list []assoc.Message) (count int) {
	for i := range list {
		m := &list[i]
		if !a.carries(m) || (i > 0 && len(b.octets)+len(m.Data) > gathered) {
			break
		}
		b.octets = append(b.octets, m.Data...)
		count++
	}
	return count
}

// carries reports whether m can be sent: a message whose header tells another length
// would make the peer misread all that follow.
func (a *association) carries(m *assoc.Message) bool {
	f := a.config.Framing
	return m.Stream == 0 && !m.Cut && len(m.Data) <= a.config.MaxMessage && len(m.Data) >= f.Header &&
		f.Length(m.Data[:f.Header]) == len(m.Data)
}

// reach returns how many messages the system has begun to take when it has taken
// written octets, at least one, and how long they are.
func reach(list []assoc.Message, written int) (count, octets int) {
	for octets = len(list[0].Data); octets < written; octets += len(list[count].Data) {
		count++
	}
	return count + 1, octets
}

// flush waits until the system has taken b.octets[from:to].
func (a *association) flush(b *buffer, from, to int) {
	if _, err := a.conn.Write(b.octets[from:to]); err != nil {
		a.end(causeOf(err))
	}
	b.giveBack()
	a.setFlushing(false)
}

func (a *association) isFlushing() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.flushing
}

func (a *association) setFlushing(flushing bool) {
	a.mu.Lock()
	a.flushing = flushing
	last := a.closing && !flushing
	a.changed.Broadcast()
	a.mu.Unlock()
	if last {
		a.conn.CloseWrite()
	}
}

// AwaitRoom implements assoc.Association.
func (a *association) AwaitRoom() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	for a.flushing && a.ended == nil {
		a.changed.Wait()
	}
	return a.ended
}
