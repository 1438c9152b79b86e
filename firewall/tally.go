package firewall

import (
	"sync/atomic"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/admin"
	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// tally counts the messages of one lane by interconnect and by operator. The lane
// adds, and publishes once per batch; anybody may read.
type tally struct {
	interconnects, operators []count // by number
	touched                  []*count
}

// outcome is what became of a message, as people ask for it.
type outcome uint8

const (
	passed   outcome = iota
	flagged          // something was found, nothing that blocks
	observed         // would have been blocked, but is only observed
	blocked
)

// count is the traffic with one peer: what the lane has added since it last
// published, and what everybody sees.
type count struct {
	messages uint64
	by       [blocked + 1]uint64
	lastNS   int64

	public struct {
		messages atomic.Uint64
		by       [blocked + 1]atomic.Uint64
		lastNS   atomic.Int64
	}
}

func newTally(interconnects, operators int) *tally {
	return &tally{
		interconnects: make([]count, interconnects), operators: make([]count, operators),
		touched: make([]*count, 0, interconnects+operators),
	}
}

// add counts a message for the interconnect and the operator at its other end.
func (t *tally) add(m *op.Message, claimed op.ID, what outcome) {
	operator := m.Partner()
	if operator == 0 {
		operator = claimed
	}
	for _, c := range [2]*count{&t.interconnects[m.Peer()], &t.operators[operator]} {
		if c.messages == 0 {
			t.touched = append(t.touched, c)
		}
		c.messages++
		c.by[what]++
		c.lastNS = m.TimeNS
	}
}

// publish shows what was added. Only the lane writes, so a load and a store do.
func (t *tally) publish() {
	for _, c := range t.touched {
		p := &c.public
		p.messages.Store(p.messages.Load() + c.messages)
		for i, n := range c.by {
			if n > 0 {
				p.by[i].Store(p.by[i].Load() + n)
			}
		}
		p.lastNS.Store(max(c.lastNS, p.lastNS.Load()))
		c.messages, c.by = 0, [blocked + 1]uint64{}
	}
	t.touched = t.touched[:0]
}

// addTo adds what is public to t.
func (c *count) addTo(t *admin.Traffic) {
	p := &c.public
	t.Messages += p.messages.Load()
	t.Blocked += p.by[blocked].Load()
	t.Observed += p.by[observed].Load()
	t.Flagged += p.by[flagged].Load()
	if ns := p.lastNS.Load(); ns > 0 {
		if last := time.Unix(0, ns).UTC(); last.After(t.Last) {
			t.Last = last
		}
	}
}

func interconnectPeer(name string) evidence.Peer {
	return evidence.Peer{Kind: evidence.KindInterconnect, Name: name}
}

func operatorPeer(name string) evidence.Peer {
	return evidence.Peer{Kind: evidence.KindOperator, Name: name}
}

// peers yields the counts of a tally by the names of its generation.
func (t *tally) peers(g *generation) func(func(evidence.Peer, *count) bool) {
	return func(yield func(evidence.Peer, *count) bool) {
		for id := range t.interconnects {
			if !yield(interconnectPeer(g.tables.InterconnectName(op.ID(id))), &t.interconnects[id]) {
				return
			}
		}
		for id := range t.operators {
			if !yield(operatorPeer(g.tables.OperatorName(op.ID(id))), &t.operators[id]) {
				return
			}
		}
	}
}
