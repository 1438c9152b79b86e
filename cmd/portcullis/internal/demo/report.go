package demo

import (
	"fmt"
	"time"
)

// Report is what came out, so far or in the end. Its JSON form is what portcullis
// demo --json prints last.
type Report struct {
	OK        bool       `json:"ok"` // every attack was stopped and nothing honest was
	Seconds   float64    `json:"seconds"`
	Protocols []Protocol `json:"protocols"`
	Attacks   []Attack   `json:"attacks"`
	Failures  []string   `json:"failures"` // of honest exchanges, the first few
	Sessions  int        `json:"sessions"` // that the gateway holds
	Crashes   int        `json:"crashes"`  // of the gateway
	Repeated  int64      `json:"repeated"` // requests that honest nodes sent again for want of an answer

	Associations []Associations `json:"associations"` // of SCTP
}

// Associations counts user messages of a family of protocols as they were received,
// heartbeats included.
type Associations struct {
	Name     string `json:"name"`     // ss7 or diameter
	Home     int64  `json:"home"`     // by home
	Answered int    `json:"answered"` // requests, by home
	Partners int64  `json:"partners"` // by partners, home's answers among them
	Firewall int    `json:"firewall"` // of these, answers of the firewall's own to what it blocked
}

// How a protocol's messages reached the firewall.
const (
	fromEndpoints = "endpoints" // sent by one node to another, with the firewall in between
	fromFrames    = "frames"    // read from captures: what no honest stack of SCTP sends, and SS7 and Diameter over TCP
)

// Protocol is a row of the table: a protocol, by one source. Times are in
// microseconds. Of endpoints they are round trips in GTP and one way in SS7 and
// Diameter: directly, through the firewall, and the difference; 0 where there is no
// direct path. Of frames there is only what judging an honest message adds.
type Protocol struct {
	Name           string  `json:"protocol"`
	Source         string  `json:"source"`        // endpoints or frames
	HonestPassed   int     `json:"honest_passed"` // exchanges whose answer came back
	HonestTotal    int     `json:"honest_total"`
	AttacksStopped int     `json:"attacks_stopped"`
	AttacksTotal   int     `json:"attacks_total"`
	DirectP50      float64 `json:"direct_p50_us"`
	DirectP99      float64 `json:"direct_p99_us"`
	ThroughP50     float64 `json:"through_p50_us"`
	ThroughP99     float64 `json:"through_p99_us"`
	AddedP50       float64 `json:"added_p50_us"`
	AddedP99       float64 `json:"added_p99_us"`
	Operations     float64 `json:"operations_per_second"` // both directions, attacks included; of endpoints under load, of frames per second of one lane's work
}

// Attack is one row of the catalogue.
type Attack struct {
	ID       string   `json:"id"`
	Rule     string   `json:"rule"`
	Protocol string   `json:"protocol"`
	Name     string   `json:"name"`
	Source   string   `json:"source"`           // endpoints or frames
	Vector   string   `json:"vector,omitempty"` // below testvectors, that it is from
	Launched int      `json:"launched"`
	Stopped  int      `json:"stopped"`
	Reached  int      `json:"reached"` // the gateway, or what is behind the firewall
	By       []string `json:"by"`      // filter and reason
	Skipped  bool     `json:"skipped,omitempty"`
	Why      string   `json:"why,omitempty"` // it is skipped
}

// report draws up the state.
func (d *demo) report() *Report {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := &Report{Seconds: time.Since(d.started).Seconds(), Failures: d.score.firstFailures(), Attacks: []Attack{}}
	r.Sessions, r.Crashes = d.gateway.state()
	for _, n := range d.nodes {
		r.Repeated += n.repeated.Load()
	}
	for i := range d.attacks {
		r.Attacks = append(r.Attacks, d.attack(i))
	}
	for _, a := range d.acts() {
		r.Attacks = append(r.Attacks, a.attacks()...)
		r.Failures = append(r.Failures, a.firstFailures()...)
	}
	for i := range d.pending {
		r.Attacks = append(r.Attacks, pending(&d.pending[i]))
	}
	load, messages := d.loaded, d.messages
	if load == 0 {
		load, messages = time.Since(d.started), d.received()
	}
	for i, name := range protocols {
		p := d.protocol(name, r.Attacks)
		p.Operations = float64(messages[i]+int64(p.AttacksTotal)) / load.Seconds()
		r.Protocols = append(r.Protocols, p)
	}
	for _, a := range d.acts() {
		r.Protocols = append(r.Protocols, a.rows(r.Attacks)...)
	}
	for _, t := range d.talks {
		r.Associations = append(r.Associations, t.counts())
	}
	r.OK = r.verdict()
	return r
}

func (d *demo) attack(i int) Attack {
	a := &d.attacks[i]
	n, reached := d.assault.result(i)
	row := Attack{
		ID: a.id, Rule: a.rule, Protocol: a.protocol, Name: a.name, Source: fromEndpoints, By: append([]string{}, n.by...), Skipped: n.skipped,
		Launched: n.launched, Reached: reached, Stopped: max(n.launched-reached-n.unproven, 0),
	}
	if row.Skipped {
		row.Why = "no address on this machine to send it from"
	}
	return row
}

func (d *demo) protocol(name string, attacks []Attack) Protocol {
	t := d.score.tally(name)
	p := Protocol{Name: name, Source: fromEndpoints, HonestPassed: t.passed, HonestTotal: t.passed + t.failed}
	p.count(attacks)
	p.trips(d.latency[name])
	return p
}

// trips says how long messages took; l may be nil.
func (p *Protocol) trips(l *latency) {
	if l == nil {
		return
	}
	p.DirectP50, p.DirectP99 = us(quantile(l.direct, 0.5)), us(quantile(l.direct, 0.99))
	p.ThroughP50, p.ThroughP99 = us(quantile(l.through, 0.5)), us(quantile(l.through, 0.99))
	if len(l.direct) > 0 {
		p.AddedP50, p.AddedP99 = p.ThroughP50-p.DirectP50, p.ThroughP99-p.DirectP99
	}
}

// count adds up the attacks of the protocol.
func (p *Protocol) count(attacks []Attack) {
	for _, a := range attacks {
		if a.Protocol == p.Name && a.Source == p.Source && !a.Skipped {
			p.AttacksTotal += a.Launched
			p.AttacksStopped += a.Stopped
		}
	}
}

func us(t time.Duration) float64 { return float64(t.Nanoseconds()) / 1000 }

// verdict: every attack was stopped, nothing honest was, and there was some of
// both on every protocol that endpoints speak.
func (r *Report) verdict() bool {
	if r.Crashes > 0 || len(r.Failures) > 0 {
		return false
	}
	for _, p := range r.Protocols {
		isThin := p.HonestTotal == 0 || p.AttacksTotal == 0
		if p.HonestPassed != p.HonestTotal || p.Source == fromEndpoints && isThin {
			return false
		}
	}
	for _, a := range r.Attacks {
		if !a.Skipped && (a.Launched == 0 || a.Stopped != a.Launched) {
			return false
		}
	}
	return true
}

// Missed describes what went wrong, one line each: attacks that were not
// stopped and honest exchanges that were.
func (r *Report) Missed() (lines []string) {
	for _, a := range r.Attacks {
		if !a.Skipped && a.Stopped != a.Launched {
			lines = append(lines, fmt.Sprintf("%s %s, %s: %d of %d stopped, %d got through", a.Protocol, a.ID, a.Name, a.Stopped, a.Launched, a.Reached))
		}
	}
	lines = append(lines, r.Failures...)
	if r.Crashes > 0 {
		lines = append(lines, fmt.Sprintf("the gateway crashed %d times", r.Crashes))
	}
	return lines
}
