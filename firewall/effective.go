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
	p := &Policy{UnknownSource: f.policy.UnknownSource.String(), Interconnects: f.policyInterconnects(), Faults: f.policyFaults()}
	active := f.policy.Filters
	for _, e := range f.filters {
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

func (f *Firewall) policyInterconnects() (list []PolicyInterconnect) {
	for i := range f.config.Interconnects {
		ic := &f.config.Interconnects[i]
		out := PolicyInterconnect{Name: ic.Name, Mode: ic.Mode.String(), Operators: []string{}}
		for p, m := range ic.Modes {
			if out.Modes == nil {
				out.Modes = map[string]string{}
			}
			out.Modes[p.String()] = m.String()
		}
		for _, o := range f.config.Operators {
			if slices.Contains(o.Via, ic.Name) {
				out.Operators = append(out.Operators, o.Name)
			}
		}
		list = append(list, out)
	}
	return list
}

func (f *Firewall) policyFaults() (list []PolicyFault) {
	base := f.policy.Faults.Of(0, 0)
	for code := range base {
		c := op.FaultCode(code)
		info := c.Info()
		if info.Name == "" {
			continue
		}
		out := PolicyFault{Name: info.Name, Class: info.Class.String(), Action: base[c].String(), Exceptions: len(f.policy.FaultsExcept[c])}
		for i := range f.config.Interconnects {
			out.override(base[c], f.policy.Faults.Of(op.ID(i+1), 0)[c], f.config.Interconnects[i].Name)
		}
		for i := range f.config.Operators {
			out.override(base[c], f.policy.Faults.Of(0, op.ID(i+2))[c], f.config.Operators[i].Name)
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
