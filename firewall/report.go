package firewall

import (
	"context"
	"slices"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/report"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Report is what captures, or the traffic of a running appliance, come to: what
// enforcing would block, by operator and reason, and what follows from it.
type Report = report.Report

// Parts of a Report.
type (
	ReportParty  = report.Party
	ReportReason = report.Reason
	ReportState  = report.State
)

// States of a party of a report.
const (
	ReportEnforced = report.Enforced
	ReportReady    = report.Ready
	ReportEarly    = report.Early
	ReportReview   = report.Review
	ReportUnseen   = report.Unseen
	ReportGone     = report.Gone
)

// ReportMaxSources is where a report stops to count the sources of a reason.
const ReportMaxSources = report.MaxSources

// Report judges every operation of the captures, in order, and adds up what came
// of it. each, unless it is nil, sees every record. What was odd about a file but
// did not keep it from being judged comes back as warnings.
func (f *Firewall) Report(ctx context.Context, captures []Capture, each func(*Record)) (*Report, []string, error) {
	c := report.NewCollector()
	warnings, err := f.Replay(ctx, captures, func(r *Record) error {
		c.Add(r)
		if each != nil {
			each(r)
		}
		return nil
	})
	if err != nil {
		return nil, warnings, err
	}
	return f.now.Load().report(c), warnings, nil
}

// report is the page of what c has added up under this configuration.
func (g *generation) report(c *report.Collector) *Report {
	s := report.Settings{Mode: g.modeOf, Doc: g.docOf}
	for i := range g.config.Operators {
		s.Operators = append(s.Operators, g.config.Operators[i].Name)
	}
	r := c.Report()
	r.Judge(s, time.Now())
	return r
}

// docOf returns the sentence that a filter's manifest, or the catalogue of faults,
// has for a reason.
func (g *generation) docOf(filter, reason string) string {
	switch filter {
	case "faults":
		if code, ok := op.FaultByName(reason); ok {
			return code.Info().Doc
		}
	case "source":
		return sourceDocs[reason]
	}
	for _, f := range g.filters {
		if f.Name != filter {
			continue
		}
		if i, ok := f.module.Manifest().ReasonIndex(reason); ok {
			return f.module.Manifest().Reasons[i].Doc
		}
	}
	return ""
}

// sourceDocs are the host's own reasons.
var sourceDocs = map[string]string{
	"unknown-source": "the source address belongs to no interconnect",
	"severed":        "an end of the message was cut off by command",
}

// modeOf returns the configured mode of a party of a report, by the rules of
// chain.Modes; what commands change is not part of it.
func (g *generation) modeOf(kind, name, protocol string) string {
	p, _ := op.ProtocolByName(protocol)
	switch kind {
	case report.Operator:
		return g.operatorMode(name, p)
	case report.Interconnect:
		for i := range g.config.Interconnects {
			if ic := &g.config.Interconnects[i]; ic.Name == name {
				return ic.ModeOf(p).String()
			}
		}
		return ""
	}
	return g.config.Mode.String()
}

// operatorMode is the operator's own mode, or that of its interconnects.
func (g *generation) operatorMode(name string, p op.Protocol) string {
	at := slices.IndexFunc(g.config.Operators, func(o config.Operator) bool { return o.Name == name })
	if at < 0 {
		return ""
	}
	o := &g.config.Operators[at]
	if m := o.ModeOf(p); m != 0 {
		return m.String()
	}
	found := config.Mode(0)
	for i := range g.config.Interconnects {
		ic := &g.config.Interconnects[i]
		if !slices.Contains(o.Via, ic.Name) {
			continue
		}
		if found != 0 && found != ic.ModeOf(p) {
			return "mixed"
		}
		found = ic.ModeOf(p)
	}
	if found == 0 {
		found = g.config.Mode
	}
	return found.String()
}
