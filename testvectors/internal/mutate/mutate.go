// Package mutate generates messages of GTP (Messages) and SS7 (Signals) without end
// for differential tests: valid ones of every common type with random but sensible
// elements, and the same with octets, lengths, order and multiplicity of elements
// changed.
//
// Everything follows from the seed. Message number i is the same whatever comes
// before it and however many are asked for, so a finding is named by seed and
// number.
package mutate

import (
	"iter"
	"math/rand/v2"
	"strings"

	"github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// Msg is one UDP payload.
type Msg struct {
	Payload []byte
	Port    int    // destination port: 2123 or 2152
	Mutated bool   // false: as the specification has it
	Kind    string // "gtpv2/32", of two messages "gtpv2/33+95"; behind it what was done: "gtpv2/32 ie-twice flip"
}

const (
	portControl = 2123
	portUser    = 2152
)

// Messages yields n messages that follow from seed. Half of them are mutated.
func Messages(seed uint64, n int) iter.Seq[Msg] {
	return func(yield func(Msg) bool) {
		for i := range n {
			if !yield(One(seed, i)) {
				return
			}
		}
	}
}

// One returns message number i of Messages(seed, n).
func One(seed uint64, i int) Msg {
	r := random{rand.New(rand.NewPCG(seed, uint64(i)))}
	mutated := r.IntN(2) == 1
	switch d := r.IntN(100); {
	case d < 55:
		return r.control2(mutated)
	case d < 88:
		return r.control1(mutated)
	}
	return r.userPlane(mutated)
}

func (r random) control2(mutated bool) Msg {
	m, kind := r.message2()
	msg := Msg{Port: portControl, Kind: kind}
	var done []string
	if mutated && r.IntN(3) > 0 {
		m, done = r.twist2(m)
	}
	msg.Payload = m.Bytes()
	if second, ok := r.piggyback(m); ok && !mutated {
		msg.Payload = m.Carrying(second)
		msg.Kind += "+" + number(second.Type)
	}
	return r.finish(msg, mutated, done)
}

func (r random) control1(mutated bool) Msg {
	m, kind := r.message1()
	var done []string
	if mutated && r.IntN(3) > 0 {
		m, done = r.twist1(m)
	}
	return r.finish(Msg{Port: portControl, Kind: kind, Payload: m.Bytes()}, mutated, done)
}

func (r random) userPlane(mutated bool) Msg {
	m, kind := r.messageU()
	return r.finish(Msg{Port: portUser, Kind: kind, Payload: m.Bytes()}, mutated, nil)
}

// finish mutates octets unless elements were already mutated, and sometimes then.
func (r random) finish(msg Msg, mutated bool, done []string) Msg {
	if !mutated {
		return msg
	}
	msg.Mutated = true
	if len(done) == 0 || r.IntN(4) == 0 {
		var what string
		msg.Payload, what = r.twistOctets(msg.Payload)
		done = append(done, what)
	}
	msg.Kind += " " + strings.Join(done, " ")
	return msg
}

// piggyback returns what m may carry (TS 29.274 clause 5.5.1), now and then.
func (r random) piggyback(m encode.V2) (encode.V2, bool) {
	if r.IntN(10) > 0 || m.Type != 33 && m.Type != 96 {
		return encode.V2{}, false
	}
	return r.fill2(map[byte]byte{33: 95, 96: 34}[m.Type]), true
}
