package report

import (
	"sync/atomic"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/resolve"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// protocols is how many protocols there are.
const protocols = int(op.ProtoIP) + 1

// Passing counts the operations of one lane that nobody makes a record of. The
// lane counts without allocating, locking or waiting; anybody may take the
// counts. It belongs to one configuration, whose numbers it uses.
type Passing struct {
	names *resolve.Tables
	cells []cell // by party and protocol: operators first, then interconnects
}

// cell is what one party has sent or received in one protocol.
type cell struct {
	passed, lost    atomic.Uint64
	firstNS, lastNS atomic.Int64 // 0: nothing since the last look
}

// NewPassing returns counters for the operators and interconnects of names.
func NewPassing(names *resolve.Tables) *Passing {
	return &Passing{names: names, cells: make([]cell, (names.Operators()+names.Interconnects())*protocols)}
}

// Passed counts the operations of message m, on which nothing was found.
func (p *Passing) Passed(b *op.Batch, m *op.Message) {
	c := p.cell(b, m)
	c.see(m.TimeNS)
	c.passed.Add(operations(m))
}

// Lost counts the operations of message m, on which something was found but of
// which no record was made.
func (p *Passing) Lost(b *op.Batch, m *op.Message) {
	c := p.cell(b, m)
	c.see(m.TimeNS)
	c.lost.Add(operations(m))
}

// operations is how many records a message comes to.
func operations(m *op.Message) uint64 { return uint64(max(m.NumOps, 1)) }

func (p *Passing) cell(b *op.Batch, m *op.Message) *cell {
	protocol := m.Protocol()
	if m.NumOps > 0 {
		protocol = b.Ops[m.FirstOp].Protocol
	}
	at := int(m.Partner())
	if at == 0 {
		at = p.names.Operators() + int(m.Peer())
	}
	return &p.cells[at*protocols+int(protocol)]
}

// see notes a time, which is exact to a second: writing what others read costs
// more than the rest.
func (c *cell) see(ns int64) {
	if c.firstNS.Load() == 0 {
		c.firstNS.Store(ns)
	}
	if ns >= c.lastNS.Load()+int64(time.Second) {
		c.lastNS.Store(ns)
	}
}

// each hands out what was counted since it was last called.
func (p *Passing) each(fn func(k partyKey, protocol string, passed, lost uint64, first, last time.Time)) {
	for i := range p.cells {
		c := &p.cells[i]
		passed, lost := c.passed.Swap(0), c.lost.Swap(0)
		if passed+lost == 0 {
			continue
		}
		last := c.lastNS.Load()
		first := c.firstNS.Swap(0)
		if first == 0 { // taken by an earlier look, between the lane's two steps
			first = last
		}
		fn(p.party(i/protocols), op.Protocol(i%protocols).String(), passed, lost, time.Unix(0, first), time.Unix(0, max(first, last)))
	}
}

func (p *Passing) party(i int) partyKey {
	if n := p.names.Operators(); i >= n {
		return partyOf(Unknown, p.names.InterconnectName(op.ID(i-n)))
	}
	return partyOf(p.names.OperatorName(op.ID(i)), Unknown)
}
