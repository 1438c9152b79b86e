// Package evidence turns judged messages into records: what users' scripts,
// events and reports read.
package evidence

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/resolve"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Record says what was decided about one operation. The JSON names are a
// contract with users' scripts: fields are added, never changed.
type Record struct {
	Capture      string `json:"capture,omitempty"`
	Frame        int    `json:"frame"`
	Message      int    `json:"message"`
	Component    int    `json:"component"`
	Time         Time   `json:"time"`
	Link         string `json:"link"`
	Interconnect string `json:"interconnect"`
	Operator     string `json:"operator"`
	Direction    string `json:"direction"`
	Src          string `json:"src"`
	Dst          string `json:"dst"`

	Protocol    string `json:"protocol"`
	Operation   string `json:"operation"`
	Code        int    `json:"code"`
	Application *int   `json:"application,omitempty"`

	Verdict string   `json:"verdict"`
	Mode    string   `json:"mode"`
	Ruling  string   `json:"ruling"`
	Filter  string   `json:"filter"`
	Reason  string   `json:"reason"`
	Also    []Also   `json:"also"`
	Faults  []string `json:"faults"`

	IMSI     string  `json:"imsi,omitempty"`
	MSISDN   string  `json:"msisdn,omitempty"`
	APN      string  `json:"apn,omitempty"`
	TEID     *uint32 `json:"teid,omitempty"`
	Sequence *uint32 `json:"sequence,omitempty"`
	Cause    *int    `json:"cause,omitempty"`

	CallingGT  string  `json:"calling_gt,omitempty"`
	CalledGT   string  `json:"called_gt,omitempty"`
	CallingSSN *int    `json:"calling_ssn,omitempty"`
	CalledSSN  *int    `json:"called_ssn,omitempty"`
	OPC        *uint32 `json:"opc,omitempty"`
	DPC        *uint32 `json:"dpc,omitempty"`
	ErrorCode  *uint32 `json:"error_code,omitempty"`

	OriginHost       string  `json:"origin_host,omitempty"`
	OriginRealm      string  `json:"origin_realm,omitempty"`
	DestinationHost  string  `json:"destination_host,omitempty"`
	DestinationRealm string  `json:"destination_realm,omitempty"`
	VisitedPLMN      string  `json:"visited_plmn,omitempty"`
	Experimental     *uint32 `json:"experimental_result,omitempty"`

	Rollout Rollout `json:"-"`
}

// Rollout is what a report needs to say what enforcing would change. It is not
// part of a record's JSON form.
type Rollout struct {
	// Whose mode holds: the owner of the address at the other end, and the
	// interconnect there. A record names who a message claims to come from.
	Operator, Interconnect string

	// The reason that decides once that mode is enforce; empty if the operation
	// then passes.
	Filter, Reason string
}

// Same reports whether two records have the same JSON form.
func (r *Record) Same(other *Record) bool {
	a, b := *r, *other
	a.Rollout, b.Rollout = Rollout{}, Rollout{}
	return reflect.DeepEqual(&a, &b)
}

// Also is a further reason that applied to the same operation.
type Also struct {
	Filter   string `json:"filter"`
	Reason   string `json:"reason"`
	Mode     string `json:"mode,omitempty"`     // when it differs from the record's
	Excepted bool   `json:"excepted,omitempty"` // an exception lifted it
}

// Time prints as RFC 3339 in UTC with microseconds.
type Time time.Time

// MarshalJSON implements json.Marshaler.
func (t Time) MarshalJSON() ([]byte, error) {
	return []byte(time.Time(t).UTC().Format(`"2006-01-02T15:04:05.000000Z"`)), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *Time) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, (*time.Time)(t)) }

// Recorder makes records of what one judge decided.
type Recorder struct {
	Link    string
	Capture string
	Names   *resolve.Tables
	Tokens  *Tokens // nil: identities in clear
}

// Message calls emit with the records of message index: one per operation, or
// one with an empty operation when it has none.
func (r *Recorder) Message(b *op.Batch, j *chain.Judge, index int, ruling op.Ruling, emit func(*Record)) {
	m := &b.Messages[index]
	if m.NumOps == 0 {
		o := op.Operation{Protocol: m.Protocol(), Interconnect: m.Interconnect, Operator: m.SrcOwner, Faults: m.Faults}
		rec := r.base(m, &o, ruling)
		r.judged(rec, j, j.MessageOutcome(index), func(fn func(*chain.Finding)) { j.MessageFindings(index, fn) }, m, &o)
		emit(rec)
		return
	}
	for i := m.FirstOp; i < m.FirstOp+m.NumOps; i++ {
		o := &b.Ops[i]
		rec := r.base(m, o, ruling)
		r.operation(rec, b, o)
		r.judged(rec, j, j.Outcome(int(i)), func(fn func(*chain.Finding)) { j.Findings(int(i), fn) }, m, o)
		emit(rec)
	}
}

func (r *Recorder) base(m *op.Message, o *op.Operation, ruling op.Ruling) *Record {
	return &Record{
		Capture: r.Capture, Link: r.Link,
		Frame: int(m.Frame), Message: int(m.Index), Component: int(o.Component),
		Time:         Time(time.Unix(0, m.TimeNS)),
		Interconnect: r.Names.InterconnectName(m.Interconnect),
		Operator:     r.Names.OperatorName(o.Operator),
		Direction:    m.Direction.String(),
		Src:          m.Src.String(), Dst: m.Dst.String(),
		Protocol: o.Protocol.String(), Ruling: ruling.Action.String(),
		Also: []Also{}, Faults: []string{},
		Rollout: Rollout{Operator: r.Names.OperatorName(m.Partner()), Interconnect: r.Names.InterconnectName(m.Peer())},
	}
}

// operation fills in what the operation says of itself.
func (r *Recorder) operation(rec *Record, b *op.Batch, o *op.Operation) {
	rec.Operation, rec.Code = wire.OperationName(o), int(o.Code)
	rec.IMSI, rec.MSISDN = r.Tokens.of(o.IMSI.String()), r.Tokens.of(o.MSISDN.String())
	rec.APN = wire.APN(b, o)
	if o.IsPresent(op.ColTEID) {
		teid := o.GTP.TEID
		rec.TEID = &teid
	}
	if o.IsPresent(op.ColSequence) {
		sequence := o.GTP.Sequence
		rec.Sequence = &sequence
	}
	r.ss7(rec, b, o)
	diameter(rec, b, o)
	if o.IsPresent(op.ColCause) {
		c := int(o.GTP.Cause)
		rec.Cause = &c
	}
}

// diameter fills in what a Diameter command says. Hosts and realms are nodes' and
// operators', not subscribers'.
func diameter(rec *Record, b *op.Batch, o *op.Operation) {
	if o.Diameter == 0 {
		return
	}
	d := b.DiameterOf(o)
	name := func(s op.Span) string { return strings.ToValidUTF8(string(b.Bytes(o, s)), "\uFFFD") }
	rec.OriginHost, rec.OriginRealm = name(d.OriginHost), name(d.OriginRealm)
	rec.DestinationHost, rec.DestinationRealm = name(d.DestinationHost), name(d.DestinationRealm)
	rec.VisitedPLMN = d.VisitedPLMN.String()
	if o.IsPresent(op.ColApplication) {
		application := int(o.Application)
		rec.Application = &application
	}
	if o.IsPresent(op.ColResultCode) {
		cause := int(d.ResultCode)
		rec.Cause = &cause
	}
	if o.IsPresent(op.ColExperimentalResult) {
		code := d.ExperimentalCode
		rec.Experimental = &code
	}
}

// ss7 fills in what the layers of SS7 say.
func (r *Recorder) ss7(rec *Record, b *op.Batch, o *op.Operation) {
	if o.SS7 == 0 {
		return
	}
	s := b.SS7Of(o)
	rec.CallingGT, rec.CalledGT = r.Tokens.of(s.Calling.Digits.String()), r.Tokens.of(s.Called.Digits.String())
	number := func(column int, v uint8) *int {
		if !o.IsPresent(column) {
			return nil
		}
		n := int(v)
		return &n
	}
	code := func(column int, v uint32) *uint32 {
		if !o.IsPresent(column) {
			return nil
		}
		return &v
	}
	rec.CallingSSN, rec.CalledSSN = number(op.ColCallingSsn, s.Calling.SSN), number(op.ColCalledSsn, s.Called.SSN)
	rec.OPC, rec.DPC = code(op.ColOpc, s.OPC), code(op.ColDpc, s.DPC)
	rec.ErrorCode = code(op.ColErrorCode, s.ErrorCode)
}

// judged fills in what policy said.
func (r *Recorder) judged(rec *Record, j *chain.Judge, best chain.Outcome, each func(func(*chain.Finding)), m *op.Message, o *op.Operation) {
	p := j.Policy()
	rec.Mode = j.ModeOf(m, o.Protocol).String()
	rec.Verdict = verdict(best.Action)
	if best.Found {
		rec.Filter, rec.Reason = p.SourceName(best.Source), p.ReasonName(best.Source, best.Reason)
		rec.Mode = best.Mode.String()
	}
	strictest := op.ActPass
	each(func(f *chain.Finding) {
		if f.Action.Blocks() && f.Action > strictest && !f.Excepted && p.Enforceable(f) {
			strictest = f.Action
			rec.Rollout.Filter, rec.Rollout.Reason = p.SourceName(f.Source), p.ReasonName(f.Source, f.Reason)
		}
		if best.Found && f.Source == best.Source && f.Reason == best.Reason {
			return
		}
		a := Also{Filter: p.SourceName(f.Source), Reason: p.ReasonName(f.Source, f.Reason), Excepted: f.Excepted}
		if m := f.Mode.String(); m != rec.Mode {
			a.Mode = m
		}
		rec.Also = append(rec.Also, a)
	})
	o.Faults.Each(func(c op.FaultCode) { rec.Faults = append(rec.Faults, c.String()) })
}

func verdict(a op.Action) string {
	switch {
	case a.Blocks():
		return "block"
	case a == op.ActFlag:
		return "flag"
	}
	return "pass"
}
