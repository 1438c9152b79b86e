package report

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
)

// Bounds of a collector. Reasons and protocols are few and parties are
// configured, so that traffic alone reaches none but the last two; reloads with
// ever new names could reach the others.
const (
	maxParties  = 10_000
	maxReasons  = 10_000 // of all parties
	MaxSources  = 64
	maxExamples = 3
)

// Collector adds up judged operations. It is safe for concurrent use.
type Collector struct {
	mu        sync.Mutex
	parties   map[partyKey]*party
	reasons   int
	uncounted uint64
}

type partyKey struct{ kind, name string }

// party is a Party in the making.
type party struct {
	Party
	protocols map[string]*Protocol
	reasons   map[reasonKey]*reason
}

type reasonKey struct{ protocol, filter, reason, effect string }

// reason is a Reason in the making.
type reason struct {
	Reason
	sources map[string]struct{}
}

// NewCollector returns an empty collector.
func NewCollector() *Collector { return &Collector{parties: map[partyKey]*party{}} }

// partyOf names whose mode decides, from the names of the operator and the
// interconnect that have the address at the other end.
func partyOf(operator, interconnect string) partyKey {
	switch {
	case operator == Home:
		return partyKey{Home, Home}
	case operator != Unknown:
		return partyKey{Operator, operator}
	case interconnect != Unknown:
		return partyKey{Interconnect, interconnect}
	}
	return partyKey{Unknown, Unknown}
}

// Add adds one operation with its record, which it may keep as an example and
// nobody may change any more.
func (c *Collector) Add(rec *evidence.Record) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.party(partyOf(rec.Rollout.Operator, rec.Rollout.Interconnect))
	if p == nil {
		c.uncounted++
		return
	}
	protocol := p.protocol(rec.Protocol)
	p.Operations++
	protocol.Operations++
	stretch(&p.First, &p.Last, time.Time(rec.Time))
	effect := ""
	switch {
	case rec.Rollout.Reason != "":
		effect = Block
		p.Blocks++
		protocol.Blocks++
		if rec.Verdict == "block" && rec.Mode == "enforce" {
			p.Blocked++
		}
	case rec.Verdict == "block":
		effect = Observe
	case rec.Verdict == "flag":
		effect = Flag
		p.Flagged++
	default:
		if slices.ContainsFunc(rec.Also, func(a evidence.Also) bool { return a.Excepted }) {
			p.Excepted++
		}
		return
	}
	if r := c.reason(p, rec, effect); r != nil {
		r.add(rec)
	} else {
		c.uncounted++
	}
}

// party returns the party, nil when there are too many.
func (c *Collector) party(k partyKey) *party {
	p := c.parties[k]
	if p == nil && len(c.parties) < maxParties {
		p = &party{Party: Party{Kind: k.kind, Name: k.name}, protocols: map[string]*Protocol{}, reasons: map[reasonKey]*reason{}}
		c.parties[k] = p
	}
	return p
}

func (p *party) protocol(name string) *Protocol {
	if p.protocols[name] == nil {
		p.protocols[name] = &Protocol{Protocol: name}
	}
	return p.protocols[name]
}

// reason returns the row of a record, nil when there are too many.
func (c *Collector) reason(p *party, rec *evidence.Record, effect string) *reason {
	k := reasonKey{rec.Protocol, rec.Filter, rec.Reason, effect}
	if effect == Block {
		k.filter, k.reason = rec.Rollout.Filter, rec.Rollout.Reason
	}
	r := p.reasons[k]
	if r == nil && c.reasons < maxReasons {
		c.reasons++
		r = &reason{Reason: Reason{Protocol: k.protocol, Filter: k.filter, Reason: k.reason, Effect: effect}, sources: map[string]struct{}{}}
		p.reasons[k] = r
	}
	return r
}

func (r *reason) add(rec *evidence.Record) {
	seen := Common{rec.Operator, rec.Src, rec.Operation, rec.APN, rec.CallingGT, rec.OriginHost}
	if r.Operations == 0 {
		r.Common = seen
	}
	r.Common.meet(&seen)
	r.Operations++
	stretch(&r.First, &r.Last, time.Time(rec.Time))
	if len(r.Examples) < maxExamples && !slices.ContainsFunc(r.Examples, func(e *evidence.Record) bool { return alike(e, rec) }) {
		r.Examples = append(r.Examples, rec)
	}
	source := cmp.Or(rec.CallingGT, rec.OriginHost, rec.Src) // a signalling transfer point or an agent speaks for all that is behind it
	if _, known := r.sources[source]; !known && len(r.sources) < MaxSources {
		r.sources[source] = struct{}{}
	}
}

// alike reports whether one of two records says all there is to say, as of a
// retransmission.
func alike(a, b *evidence.Record) bool {
	return a.Src == b.Src && a.CallingGT == b.CallingGT && a.OriginHost == b.OriginHost && a.Operation == b.Operation && a.IMSI == b.IMSI && a.APN == b.APN
}

// meet keeps what is common to both.
func (c *Common) meet(o *Common) {
	for _, f := range [][2]*string{{&c.Operator, &o.Operator}, {&c.Src, &o.Src}, {&c.Operation, &o.Operation}, {&c.APN, &o.APN}, {&c.CallingGT, &o.CallingGT}, {&c.OriginHost, &o.OriginHost}} {
		if *f[0] != *f[1] {
			*f[0] = ""
		}
	}
}

// stretch makes the time from first to last include t.
func stretch(first, last *time.Time, t time.Time) {
	t = t.UTC()
	if first.IsZero() || t.Before(*first) {
		*first = t
	}
	if t.After(*last) {
		*last = t
	}
}

// Take moves what a lane has counted into c.
func (c *Collector) Take(from *Passing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	from.each(func(k partyKey, protocol string, passed, lost uint64, first, last time.Time) {
		p := c.party(k)
		if p == nil {
			c.uncounted += passed + lost
			return
		}
		p.Operations += passed + lost
		p.protocol(protocol).Operations += passed + lost
		p.Lost += lost
		stretch(&p.First, &p.Last, first)
		stretch(&p.First, &p.Last, last)
	})
}

// Report returns what was added up so far. Modes, states and advice are for
// Judge to fill in.
func (c *Collector) Report() *Report {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := &Report{Uncounted: c.uncounted, Parties: []Party{}}
	for _, p := range c.parties {
		out := p.finish()
		r.Parties = append(r.Parties, out)
		r.Operations += out.Operations
		r.Blocks += out.Blocks
		r.Blocked += out.Blocked
		r.Flagged += out.Flagged
		if out.Operations > 0 {
			stretch(&r.First, &r.Last, out.First)
			stretch(&r.First, &r.Last, out.Last)
		}
	}
	r.sort()
	return r
}

// sort puts those with most blocks first; others in order of traffic.
func (r *Report) sort() {
	slices.SortFunc(r.Parties, func(a, b Party) int {
		return cmp.Or(cmp.Compare(b.Blocks, a.Blocks), cmp.Compare(b.Operations, a.Operations), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
	})
}

// finish returns a copy of the party that shares only records.
func (p *party) finish() Party {
	out := p.Party
	out.Protocols, out.Reasons, out.Advice = []Protocol{}, []Reason{}, []Advice{}
	for _, x := range p.protocols {
		out.Protocols = append(out.Protocols, *x)
	}
	slices.SortFunc(out.Protocols, func(a, b Protocol) int { return cmp.Compare(a.Protocol, b.Protocol) })
	for _, x := range p.reasons {
		row := x.Reason
		row.Sources, row.Examples = len(x.sources), slices.Clone(x.Examples)
		out.Reasons = append(out.Reasons, row)
	}
	slices.SortFunc(out.Reasons, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(rank[a.Effect], rank[b.Effect]), cmp.Compare(b.Operations, a.Operations),
			cmp.Compare(a.Protocol, b.Protocol), cmp.Compare(a.Filter, b.Filter), cmp.Compare(a.Reason, b.Reason))
	})
	return out
}

// rank is the order of effects.
var rank = map[string]int{Block: 0, Observe: 1, Flag: 2}
