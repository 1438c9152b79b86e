package rivals

import (
	"fmt"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// greeting is what a node says when an association has come up.
type greeting struct {
	text []byte
	want func(m []byte) bool // the answer
}

// greet says what there is to say, one after the other, and waits for each answer.
func (t *traffic) greet(a assoc.Association, p *assoc.Pool, list []greeting) error {
	for _, g := range list {
		if err := sendAll(a, []assoc.Message{{Data: g.text, PPID: t.ppid}}); err != nil {
			return err
		}
		if err := t.hear(a, p, g.want); err != nil {
			return err
		}
	}
	return nil
}

// hear receives until something is as wanted, and answers what is to be answered.
func (t *traffic) hear(a assoc.Association, p *assoc.Pool, want func(m []byte) bool) error {
	for heard := false; !heard; {
		b, err := a.Receive()
		if err != nil {
			return fmt.Errorf("a greeting is not answered: %w", err)
		}
		for i := range b.Messages {
			m := b.Messages[i]
			heard = heard || want(m.Data)
			if m.Data = t.respond(m.Data); m.Data != nil && err == nil {
				err = sendAll(a, []assoc.Message{m})
			}
		}
		p.Give(b)
		if err != nil {
			return err
		}
	}
	return nil
}

// meet accepts until somebody greets, and answers. Who only tries whether home is
// there says nothing.
func (t *traffic) meet(l assoc.Listener, p *assoc.Pool, list []greeting) (assoc.Association, error) {
	for {
		a, err := l.Accept()
		if err != nil {
			return nil, err
		}
		met := true
		for _, g := range list {
			same := func(m []byte) bool { return string(m[:8]) == string(g.text[:8]) } // passed on as it is
			met = met && t.hear(a, p, same) == nil
		}
		if met {
			return a, nil
		}
		_ = a.Close()
	}
}
