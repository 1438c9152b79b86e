package tcp

import (
	"fmt"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// framer cuts the octets of one connection into messages.
type framer struct {
	framing *assoc.Framing
	longest int

	// What was read and is not handed over yet: rest.octets[from:]. Nil while there is
	// nothing.
	rest *buffer
	from int

	skip int // octets of a message that was cut, which are still to come
}

// unread returns what is not handed over yet.
func (f *framer) unread() []byte {
	if f.rest == nil {
		return nil
	}
	return f.rest.octets[f.from:]
}

// release gives the memory back.
func (f *framer) release() {
	if f.rest != nil {
		f.rest.giveBack()
		f.rest, f.from = nil, 0
	}
}

// fromRest moves messages that are complete into b.
func (f *framer) fromRest(b *assoc.Batch) error {
	data := f.unread()
	left, err := f.cut(b, data)
	if err != nil || len(b.Messages) == 0 {
		return err
	}
	room := b.Slot(0)
	for i := range b.Messages {
		m := &b.Messages[i]
		n := copy(room, m.Data)
		m.Data, room = room[:n:n], room[n:]
	}
	f.from += len(data) - len(left)
	if len(left) == 0 {
		f.release()
	}
	return nil
}

// fromRead takes the first n octets of slot 0, which begin with what was unread, and
// makes messages of them where they are.
func (f *framer) fromRead(b *assoc.Batch, n int) error {
	data := b.Slot(0)[:n]
	dropped := min(f.skip, n)
	f.skip -= dropped
	left, err := f.cut(b, data[dropped:])
	if err != nil {
		return err
	}
	if len(left) == 0 {
		f.release()
		return nil
	}
	if f.rest == nil {
		f.rest = borrow()
	}
	f.rest.octets, f.from = append(f.rest.octets[:0], left...), 0
	return nil
}

// cut adds the messages in data to b and returns what is left: the beginning of a
// message, or more than b has room for. What begins like no message is an error if
// nothing is in front of it.
func (f *framer) cut(b *assoc.Batch, data []byte) (left []byte, err error) {
	limit := min(f.longest, len(b.Slot(0))-1)
	for len(b.Messages) < assoc.BatchSize && len(data) >= f.framing.Header {
		n := f.framing.Length(data[:f.framing.Header])
		if n < f.framing.Header {
			if len(b.Messages) == 0 {
				err = fmt.Errorf("%w: no message begins with %x", assoc.ErrAborted, data[:f.framing.Header])
			}
			return data, err
		}
		whole := min(n, limit)
		if len(data) < whole {
			break
		}
		b.Messages = append(b.Messages, assoc.Message{Data: data[:whole:whole], PPID: f.framing.PPID, Cut: n > whole})
		there := min(n, len(data))
		f.skip = n - there
		data = data[there:]
	}
	return data, nil
}
