package tcp

import (
	"errors"
	"io"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// Receive implements assoc.Association. Between two reads the association holds
// memory only for a message that is incomplete.
func (a *association) Receive() (*assoc.Batch, error) {
	a.receiving.Lock()
	defer a.receiving.Unlock()
	for a.over == nil {
		b, err := a.next()
		if err == nil && len(b.Messages) > 0 {
			return b, nil
		}
		if b != nil {
			a.config.Pool.Give(b)
		}
		if err != nil {
			a.finish(err)
		}
	}
	return nil, a.over
}

// next returns a batch of what is there, else of what comes next: empty if that
// completes no message.
func (a *association) next() (*assoc.Batch, error) {
	if a.cause() == assoc.ErrClosed {
		return nil, assoc.ErrClosed
	}
	if len(a.framer.unread()) >= a.framer.framing.Header {
		b := a.config.Pool.Take()
		if err := a.framer.fromRest(b); err != nil || len(b.Messages) > 0 {
			return b, err
		}
		a.config.Pool.Give(b)
	}
	b, n, err := a.socket.read(a.config.Pool, a.framer.unread())
	if err != nil {
		return b, err
	}
	return b, a.framer.fromRead(b, n)
}

// finish notes the end that Receive has met.
func (a *association) finish(err error) {
	cause := assoc.ErrShutdown
	switch {
	case errors.Is(err, assoc.ErrAborted): // by us: no message begins like this
		a.over = a.end(err)
		reset(a.conn)
		return
	case err == io.EOF && len(a.framer.unread()) == 0 && a.framer.skip == 0:
	case err == io.EOF: // in the middle of a message
		cause = assoc.ErrAborted
	default:
		cause = causeOf(err)
	}
	a.over = a.end(cause)
	a.framer.release()
}
