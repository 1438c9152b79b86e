package docket

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Answerer builds the answers to rejected messages. Every lane has its own.
type Answerer interface {
	// Build returns what answers b.Messages[index], or nil if nothing may be
	// answered. It is valid until the next call.
	Build(b *op.Batch, index int, ruling op.Ruling) []byte
}

// Answers keeps what was built until the round is over.
type Answers struct{ text []byte }

// NewAnswers returns room for the answers of one round, in octets.
func NewAnswers(room int) Answers { return Answers{make([]byte, 0, room)} }

// Build returns the answer of by for an arrival that was rejected, or nil. It is
// valid until Reset.
func (a *Answers) Build(by Answerer, b *op.Batch, d *Docket, slot int) []byte {
	if by == nil {
		return nil
	}
	got := by.Build(b, d.message[slot], d.rulings[slot])
	if len(got) == 0 || len(got) > cap(a.text)-len(a.text) {
		return nil
	}
	at := len(a.text)
	a.text = append(a.text, got...)
	return a.text[at:]
}

// Reset forgets the answers of the last round.
func (a *Answers) Reset() { a.text = a.text[:0] }
