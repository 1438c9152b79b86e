package chain

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Mode says what a finding may do to its message.
type Mode uint8

const (
	Enforce Mode = iota
	Observe      // recorded as it would have been
	Shadow       // recorded beside the verdict, never part of it
)

var modeNames = [...]string{"enforce", "observe", "shadow"}

func (m Mode) String() string { return modeNames[m] }

// Source says who found something: the decoders, the host's own checks, or the
// filter with number Source - FirstFilter.
type Source uint8

const (
	SourceFaults Source = iota
	SourceHost
	FirstFilter
)

// Host reasons.
const (
	UnknownSource uint8 = iota // the source address belongs to no interconnect
	Severed                    // an end of the message was cut off by command
)

var hostReasons = [...]string{UnknownSource: "unknown-source", Severed: "severed"}

// FilterFailed is the reason number of a filter that failed on an operation.
const FilterFailed uint8 = 255

// Reason is what policy makes of one reason of a filter.
type Reason struct {
	Name       string
	OnBlock    op.Action // when the filter says block
	OnFlag     op.Action // when the filter says flag
	Mode       Mode
	Cause      [16]uint32 // by protocol, when rejecting
	Exceptions []Exception
}

// Exception lifts one reason for one operator, or for nobody in particular, for
// operations that match, until a date.
type Exception struct {
	Operator op.ID // 0 = any, unless Nobody
	Nobody   bool  // of operators, only the unknown one
	UntilNS  int64 // frame time in Unix nanoseconds; 0 = for ever
	Match    []Matcher
}

// Matcher is one condition on an operation.
type Matcher func(b *op.Batch, o *op.Operation) bool

func (e *Exception) covers(b *op.Batch, o *op.Operation) bool {
	if (e.Operator != 0 || e.Nobody) && e.Operator != o.Operator {
		return false
	}
	if e.UntilNS != 0 && b.Messages[o.Message].TimeNS >= e.UntilNS {
		return false
	}
	for _, match := range e.Match {
		if !match(b, o) {
			return false
		}
	}
	return true
}

// Filter is one filter as the operator configured it.
type Filter struct {
	Name    string
	Reasons []Reason // by reason number
	Failed  Reason   // what happens to operations that it fails on
}

// Faults is what policy makes of each fault code.
type Faults [256]op.Action

// FaultScopes holds the fault actions of every pair of an interconnect and an
// operator. Most state none of their own and share scope 0.
type FaultScopes struct {
	Peer  []uint16    // scope by interconnect
	Owner []uint16    // scope by operator
	Sets  [][]*Faults // by the peer's scope, then the owner's; [0][0] is the file's own
}

// Of returns the actions that hold for an interconnect and an operator.
func (s *FaultScopes) Of(peer, owner op.ID) *Faults {
	p, o := uint16(0), uint16(0)
	if int(peer) < len(s.Peer) {
		p = s.Peer[peer]
	}
	if int(owner) < len(s.Owner) {
		o = s.Owner[owner]
	}
	return s.Sets[p][o]
}

// Policy is the operator's configuration as the judge needs it.
type Policy struct {
	Filters       []Filter
	Faults        FaultScopes
	FaultsExcept  map[op.FaultCode][]Exception
	UnknownSource op.Action
	Modes         Modes
}

// Modes tells what is only observed. An operator's own mode holds over that of
// the interconnect.
type Modes struct {
	Peer   []uint32 // by interconnect: bit = protocol whose findings are only observed
	Owner  []uint32 // by operator, the same
	Stated []uint32 // by operator: bit = protocol for which Owner holds
}

// observes reports whether findings in messages between home and a partner, by
// interconnect and owner of the address, are only observed.
func (s *Modes) observes(peer, owner op.ID, protocol op.Protocol) bool {
	if int(owner) < len(s.Stated) && s.Stated[owner]>>protocol&1 != 0 {
		return s.Owner[owner]>>protocol&1 != 0
	}
	return int(peer) < len(s.Peer) && s.Peer[peer]>>protocol&1 != 0
}

// reasonOf returns the policy of a filter's reason number.
func (f *Filter) reasonOf(n uint8) *Reason {
	if n == FilterFailed {
		return &f.Failed
	}
	return &f.Reasons[n]
}

// Enforceable reports whether a finding counts once the mode of the operator, or
// of the interconnect, is enforce: its reason has no other mode of its own.
func (p *Policy) Enforceable(f *Finding) bool {
	switch {
	case f.Mode == Enforce:
		return true
	case f.Source < FirstFilter:
		return f.Mode == Observe
	}
	return p.Filters[f.Source-FirstFilter].reasonOf(f.Reason).Mode == Enforce
}

// SourceName is the filter field of records.
func (p *Policy) SourceName(s Source) string {
	switch s {
	case SourceFaults:
		return "faults"
	case SourceHost:
		return "source"
	}
	return p.Filters[s-FirstFilter].Name
}

// ReasonName is the reason field of records.
func (p *Policy) ReasonName(s Source, n uint8) string {
	switch s {
	case SourceFaults:
		return op.FaultCode(n).String()
	case SourceHost:
		return hostReasons[n]
	}
	return p.Filters[s-FirstFilter].reasonOf(n).Name
}
