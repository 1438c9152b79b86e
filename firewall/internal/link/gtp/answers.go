package gtp

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Answerer builds the answers to rejected messages. Every lane has its own.
type Answerer interface {
	// Build returns the datagram that answers b.Messages[index], or nil if
	// nothing may be answered. It is valid until the next call.
	Build(b *op.Batch, index int, ruling op.Ruling) []byte
}

// answerSpace holds the answers of a full batch; an answer is some tens of
// octets.
const answerSpace = batchSize * 512

// answers keeps what was built until the batch is sent.
type answers struct {
	by   Answerer // nil: nothing is answered
	text []byte
}

func newAnswers(by Answerer) answers {
	return answers{by: by, text: make([]byte, 0, answerSpace)}
}

// build returns the answer for an arrival that was rejected, or nil.
func (a *answers) build(b *op.Batch, d *docket, slot int) []byte {
	if a.by == nil {
		return nil
	}
	got := a.by.Build(b, d.message[slot], d.rulings[slot])
	if len(got) == 0 || len(got) > cap(a.text)-len(a.text) {
		return nil
	}
	at := len(a.text)
	a.text = append(a.text, got...)
	return a.text[at:]
}

// reset forgets the answers of the last batch.
func (a *answers) reset() { a.text = a.text[:0] }
