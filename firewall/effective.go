package firewall

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Policy is what a configuration comes to: what each reason and fault will do.
type Policy struct {
	UnknownSource string               `json:"unknown_source"`
	Interconnects []PolicyInterconnect `json:"interconnects"`
	Operators     []PolicyOperator     `json:"operators"`
	Filters       []PolicyFilter       `json:"filters"`
	Faults        []PolicyFault        `json:"faults"`
}

// PolicyInterconnect is the mode that holds for one interconnect.
type PolicyInterconnect struct {
	Name      string            `json:"name"`
	Mode      string            `json:"mode"`
	Modes     map[string]string `json:"modes,omitempty"` // by protocol, where it differs
	Operators []string          `json:"operators"`
}

// PolicyOperator is an operator that states a mode of its own.
type PolicyOperator struct {
	Name  string            `json:"name"`
	Mode  string            `json:"mode,omitempty"`
	Modes map[string]string `json:"modes,omitempty"` // by protocol, where it differs
}

// PolicyFilter is one filter of the chain, in its order.
type PolicyFilter struct {
	Name      string         `json:"name"`
	Module    string         `json:"module"`
	Version   string         `json:"version"`
	Digest    string         `json:"sha256"`
	Mode      string         `json:"mode"`
	OnFailure string         `json:"on_failure"`
	Reasons   []PolicyReason `json:"reasons"`
}

// PolicyReason is what becomes of one reason.
type PolicyReason struct {
	Name       string `json:"name"`
	Rule       string `json:"rule"`
	Action     string `json:"action"`
	Mode       string `json:"mode"`
	Cause      string `json:"cause,omitempty"` // by protocol, of the answer when rejecting
	Exceptions int    `json:"exceptions"`
}

// PolicyFault is what becomes of one fault.
type PolicyFault struct {
	Name       string            `json:"name"`
	Class      string            `json:"class"`
	Action     string            `json:"action"`
	Exceptions int               `json:"exceptions"`
	Overrides  map[string]string `json:"overrides,omitempty"` // by interconnect or operator
}

// Policy returns the effective policy.
func (f *Firewall) Policy() *Policy {
	g := f.now.Load()
	p := &Policy{UnknownSource: g.policy.UnknownSource.String(), Interconnects: g.policyInterconnects(), Operators: g.policyOperators(), Faults: g.policyFaults()}
	active := g.policy.Filters
	for _, e := range g.filters {
		if e.Mode == config.Off {
			p.Filters = append(p.Filters, policyFilter(e, nil))
			continue
		}
		p.Filters = append(p.Filters, policyFilter(e, &active[0]))
		active = active[1:]
	}
	return p
}

func policyFilter(e *filter, active *chain.Filter) PolicyFilter {
	manifest, digest := e.module.Manifest(), e.module.Digest()
	out := PolicyFilter{
		Name: e.Name, Module: e.Module, Version: manifest.Version, Digest: hex.EncodeToString(digest[:]),
		Mode: e.Mode.String(), OnFailure: e.OnFailure.String(),
	}
	if active == nil {
		return out
	}
	for i, r := range active.Reasons {
		// A reason that its filter only ever flags acts as the flag action says.
		action := r.OnBlock
		if manifest.Reasons[i].Action == op.ActFlag.String() {
			action = r.OnFlag
		}
		out.Reasons = append(out.Reasons, PolicyReason{
			Name: r.Name, Rule: manifest.Reasons[i].Rule, Action: action.String(), Mode: r.Mode.String(),
			Cause: causes(r.Cause, manifest.Protocols), Exceptions: len(r.Exceptions),
		})
	}
	return out
}

func causes(by [16]uint32, protocols []string) string {
	var parts []string
	for _, name := range protocols {
		if p, ok := op.ProtocolByName(name); ok && by[p] != 0 {
			parts = append(parts, fmt.Sprintf("%s %d", name, by[p]))
		}
	}
	return strings.Join(parts, ", ")
}

func (g *generation) policyInterconnects() (list []PolicyInterconnect) {
	for i := range g.config.Interconnects {
		ic := &g.config.Interconnects[i]
		out := PolicyInterconnect{Name: ic.Name, Mode: ic.Mode.String(), Operators: []string{}}
		out.Modes = modeNames(ic.Modes)
		for _, o := range g.config.Operators {
			if slices.Contains(o.Via, ic.Name) {
				out.Operators = append(out.Operators, o.Name)
			}
		}
		list = append(list, out)
	}
	return list
}

func (g *generation) policyOperators() (list []PolicyOperator) {
	for i := range g.config.Operators {
		if o := &g.config.Operators[i]; o.Mode != 0 || len(o.Modes) > 0 {
			list = append(list, PolicyOperator{Name: o.Name, Mode: o.Mode.String(), Modes: modeNames(o.Modes)})
		}
	}
	return list
}

func modeNames(by map[op.Protocol]config.Mode) (names map[string]string) {
	for p, m := range by {
		if names == nil {
			names = map[string]string{}
		}
		names[p.String()] = m.String()
	}
	return names
}

func (g *generation) policyFaults() (list []PolicyFault) {
	base := g.policy.Faults.Of(0, 0)
	for code := range base {
		c := op.FaultCode(code)
		info := c.Info()
		if info.Name == "" {
			continue
		}
		out := PolicyFault{Name: info.Name, Class: info.Class.String(), Action: base[c].String(), Exceptions: len(g.policy.FaultsExcept[c])}
		for i := range g.config.Interconnects {
			out.override(base[c], g.policy.Faults.Of(op.ID(i+1), 0)[c], g.config.Interconnects[i].Name)
		}
		for i := range g.config.Operators {
			out.override(base[c], g.policy.Faults.Of(0, op.ID(i+2))[c], g.config.Operators[i].Name)
		}
		list = append(list, out)
	}
	return list
}

func (p *PolicyFault) override(base, own op.Action, name string) {
	if own == base {
		return
	}
	if p.Overrides == nil {
		p.Overrides = map[string]string{}
	}
	p.Overrides[name] = own.String()
}
