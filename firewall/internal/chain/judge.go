package chain

import (
	"math/bits"

	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Finding is one reason that applies to an operation, and what policy makes of it.
type Finding struct {
	Source   Source
	Reason   uint8 // fault code, host reason, or the filter's reason number
	Action   op.Action
	Mode     Mode
	Excepted bool // an exception of the operator lifted it
	Cause    uint32
	next     int32
}

// Outcome is the strictest finding of an operation or message; its Action is
// ActPass when there is none.
type Outcome struct {
	Finding
	Found bool
}

// Judge runs the chain for one lane. It is not safe for concurrent use and does
// not allocate once its buffers have grown to the traffic.
type Judge struct {
	policy   *Policy
	control  *Control
	levels   *Levels // of this batch
	stages   []*stage
	all      gathered
	findings []Finding
	byOp     []int32 // first finding of each operation, -1 none
	byMsg    []int32 // first finding of each message that has no operation
	rulings  []op.Ruling
	scratch  op.Operation
}

// Policy returns the policy that the judge applies.
func (j *Judge) Policy() *Policy { return j.policy }

// Judge rules on every message of a resolved batch. The result, one ruling per
// message, and the findings are valid until the next call.
func (j *Judge) Judge(b *op.Batch) []op.Ruling {
	j.reset(b)
	for i := range b.Messages {
		j.host(b, &b.Messages[i], i)
	}
	j.filter(b)
	for i := range b.Messages {
		j.rulings = append(j.rulings, j.rule(b, i))
	}
	return j.rulings
}

// RunFilters runs the filters over a resolved batch and collects what they
// find, but rules on nothing: what filters cost without what policy costs.
func (j *Judge) RunFilters(b *op.Batch) {
	j.reset(b)
	j.filter(b)
}

func (j *Judge) filter(b *op.Batch) {
	if len(j.stages) == 0 {
		return
	}
	j.all.read(b)
	for i, s := range j.stages {
		s.run(b, &j.all, j, FirstFilter+Source(i))
	}
}

func (j *Judge) reset(b *op.Batch) {
	j.levels = j.control.load()
	j.findings, j.rulings = j.findings[:0], j.rulings[:0]
	j.byOp, j.byMsg = none(j.byOp, len(b.Ops)), none(j.byMsg, len(b.Messages))
}

// none returns s with n elements of -1.
func none(s []int32, n int) []int32 {
	if cap(s) < n {
		s = make([]int32, n, 2*n)
	}
	s = s[:n]
	for i := range s {
		s[i] = -1
	}
	return s
}

// host finds what needs no filter: who is severed, faults, and sources that
// nobody configured.
func (j *Judge) host(b *op.Batch, m *op.Message, index int) {
	if m.NumOps == 0 {
		o := &j.scratch // a local one would escape through the exceptions' matchers
		*o = op.Operation{Protocol: m.Protocol(), Message: int32(index), Faults: m.Faults, Interconnect: m.Interconnect, Operator: m.SrcOwner}
		j.hostOperation(b, m, o, &j.byMsg[index])
		return
	}
	for i := m.FirstOp; i < m.FirstOp+m.NumOps; i++ {
		j.hostOperation(b, m, &b.Ops[i], &j.byOp[i])
	}
}

func (j *Judge) hostOperation(b *op.Batch, m *op.Message, o *op.Operation, head *int32) {
	if j.levels.severs(m) || j.levels.seversClaim(o) {
		j.add(head, Finding{Source: SourceHost, Reason: Severed, Action: op.ActDrop, Mode: Enforce})
	}
	if m.Direction != op.Out && m.Interconnect == 0 && j.policy.UnknownSource != op.ActPass {
		j.add(head, Finding{Source: SourceHost, Reason: UnknownSource, Action: j.policy.UnknownSource, Mode: j.ModeOf(m, o.Protocol)})
	}
	if o.Faults.Any() {
		j.faults(b, m, o, head)
	}
}

// ModeOf returns the mode that holds for the findings in a message.
func (j *Judge) ModeOf(m *op.Message, protocol op.Protocol) Mode {
	if j.levels.observes(m) || j.policy.Modes.observes(m.Peer(), m.Partner(), protocol) {
		return Observe
	}
	return Enforce
}

func (j *Judge) faults(b *op.Batch, m *op.Message, o *op.Operation, head *int32) {
	actions, mode := j.policy.Faults.Of(m.Peer(), m.Partner()), j.ModeOf(m, o.Protocol)
	for w, set := range o.Faults.Bits {
		for ; set != 0; set &= set - 1 {
			c := op.FaultCode(w<<6 | bits.TrailingZeros64(set))
			if actions[c] == op.ActPass {
				continue
			}
			f := Finding{Source: SourceFaults, Reason: uint8(c), Action: actions[c], Mode: mode, Cause: wire.RejectCause(o.Protocol, c)}
			f.Excepted = excepted(j.policy.FaultsExcept[c], b, o)
			j.add(head, f)
		}
	}
}

func excepted(list []Exception, b *op.Batch, o *op.Operation) bool {
	for i := range list {
		if list[i].covers(b, o) {
			return true
		}
	}
	return false
}

// reason records that a filter gave a reason for operation index.
func (j *Judge) reason(b *op.Batch, index int32, s Source, n uint8, block bool) {
	o := &b.Ops[index]
	r := j.policy.Filters[s-FirstFilter].reasonOf(n)
	f := Finding{Source: s, Reason: n, Action: r.OnFlag, Mode: r.Mode, Cause: r.Cause[o.Protocol]}
	if block {
		f.Action = r.OnBlock
	}
	if f.Action == op.ActPass {
		return
	}
	if r.Mode == Enforce {
		f.Mode = j.ModeOf(&b.Messages[o.Message], o.Protocol)
	}
	f.Excepted = excepted(r.Exceptions, b, o)
	j.add(&j.byOp[index], f)
}

// add puts a finding at the end of a list.
func (j *Judge) add(head *int32, f Finding) {
	f.next = -1
	at := int32(len(j.findings))
	j.findings = append(j.findings, f)
	for *head >= 0 {
		head = &j.findings[*head].next
	}
	*head = at
}

// rule returns what happens to a message: the strictest enforced action of its
// operations. What cannot be answered is not rejected but dropped.
func (j *Judge) rule(b *op.Batch, index int) op.Ruling {
	m, r := &b.Messages[index], op.Ruling{}
	consider := func(first int32, component uint8) {
		for at := first; at >= 0; at = j.findings[at].next {
			f := &j.findings[at]
			if f.Mode == Enforce && !f.Excepted && f.Action.Blocks() && f.Action > r.Action {
				r.Action, r.Cause, r.Component = f.Action, f.Cause, component
			}
		}
	}
	consider(j.byMsg[index], 0)
	for i := m.FirstOp; i < m.FirstOp+m.NumOps; i++ {
		consider(j.byOp[i], b.Ops[i].Component)
	}
	if r.Action == op.ActReject && !wire.CanReject(b, m, r.Cause) {
		r.Action = op.ActDrop
	}
	return r
}

// Outcome returns the finding that decides operation index: an enforced block,
// else an observed one, else a flag.
func (j *Judge) Outcome(index int) Outcome { return j.strictest(j.byOp[index]) }

// MessageOutcome is Outcome for a message without operations.
func (j *Judge) MessageOutcome(index int) Outcome { return j.strictest(j.byMsg[index]) }

func (j *Judge) strictest(first int32) (best Outcome) {
	for at := first; at >= 0; at = j.findings[at].next {
		f := &j.findings[at]
		if !f.Excepted && f.Mode != Shadow && rank(f) > rank(&best.Finding) {
			best = Outcome{*f, true}
		}
	}
	return best
}

func rank(f *Finding) int {
	if f.Action.Blocks() && f.Mode == Enforce {
		return 10 + int(f.Action)
	}
	return int(f.Action)
}

// Notable reports whether anything was found in a message.
func (j *Judge) Notable(b *op.Batch, index int) bool {
	m := &b.Messages[index]
	for _, first := range j.byOp[m.FirstOp : m.FirstOp+m.NumOps] {
		if first >= 0 {
			return true
		}
	}
	return j.byMsg[index] >= 0
}

// Findings calls fn for every finding of operation index in the order found.
func (j *Judge) Findings(index int, fn func(*Finding)) { j.each(j.byOp[index], fn) }

// MessageFindings is Findings for a message without operations.
func (j *Judge) MessageFindings(index int, fn func(*Finding)) { j.each(j.byMsg[index], fn) }

func (j *Judge) each(first int32, fn func(*Finding)) {
	for at := first; at >= 0; at = j.findings[at].next {
		fn(&j.findings[at])
	}
}

// Close gives the lane's filter instances back.
func (j *Judge) Close() {
	for _, s := range j.stages {
		s.close()
	}
}

// NewJudge returns the judge of one lane, which obeys control unless it is nil.
// slots hold the instances of the
// policy's filters, in the same order; a call gets at most size operations.
// The judge closes the slots.
func NewJudge(p *Policy, control *Control, slots []*guest.Slot, size int) *Judge {
	j := &Judge{policy: p, control: control, levels: &allOpen}
	for _, s := range slots {
		j.stages = append(j.stages, newStage(s, s.Module().Manifest(), size, p.shares()))
	}
	return j
}
