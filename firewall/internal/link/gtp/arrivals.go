package gtp

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/docket"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Answerer builds the answers to rejected messages. Every lane has its own.
type Answerer = docket.Answerer

// arrivals holds the arrivals of one Read until they have been ruled on.
type arrivals struct {
	in [batchSize]arrival
	docket.Docket
	by      Answerer // nil: nothing is answered
	answers docket.Answers
}

// answerSpace holds the answers of a full batch; an answer is some tens of
// octets.
const answerSpace = batchSize * 512

func newArrivals(by Answerer) arrivals {
	return arrivals{by: by, answers: docket.NewAnswers(answerSpace)}
}

// action is what is to be done with an arrival. One that yielded no message is
// dropped.
func (a *arrivals) action(slot int) op.Action {
	r, ok := a.Ruling(slot)
	if !ok {
		return op.ActDrop
	}
	return r.Action
}
