package firewall

import (
	"fmt"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// keepsSevered refuses a generation under which somebody who is severed would get
// in: without the name, or with an address or a network of theirs that is then of
// nobody who is severed. Only a restore lets anybody in again. The caller holds
// changing, so that nobody is severed between this and the swap.
func (a *appliance) keepsSevered(old, next *generation) error {
	var problems []config.Problem
	for p, level := range a.held.Peers {
		if level < chain.LevelSevered {
			continue
		}
		refuse := func(what, allowed string) {
			problems = append(problems, next.config.Problem("/"+p.Kind+"s", what, allowed+", or restore it first"))
		}
		if !slices.Contains(old.named(p.Name), p) {
			continue // absent before already, of which absent warns
		}
		if !slices.Contains(next.named(p.Name), p) {
			refuse(fmt.Sprintf("has no %s any more, which is severed", p.Name), "its name")
		} else if lost := a.lostBy(p, old, next); lost != "" {
			refuse(fmt.Sprintf("takes %s away from %s, which is severed", lost, p.Name), "what it is recognised by")
		}
	}
	if len(problems) > 0 {
		return config.NewInvalid(problems)
	}
	return nil
}

// lostBy names an address or a network by which a peer is recognised under one
// generation and nobody who is severed under the next; empty if there is none.
func (a *appliance) lostBy(p evidence.Peer, old, next *generation) string {
	severed := func(name string) bool {
		return a.held.Peers[evidence.Peer{Kind: p.Kind, Name: name}] >= chain.LevelSevered
	}
	for _, at := range append(old.tables.Edges(), next.tables.Edges()...) { // between them nothing changes
		if old.holder(p.Kind, at) == p.Name && !severed(next.holder(p.Kind, at)) {
			return at.String()
		}
	}
	if p.Kind == evidence.KindOperator {
		return lostNetwork(p.Name, old.config, next.config, severed)
	}
	return ""
}

// holder is the interconnect or operator that has an address.
func (g *generation) holder(kind string, at op.Addr) string {
	interconnect, owner := g.tables.Holders(at)
	if kind == evidence.KindOperator {
		return g.tables.OperatorName(owner)
	}
	return g.tables.InterconnectName(interconnect)
}

// lostNetwork is lostBy for networks, by which claims are recognised.
func lostNetwork(name string, old, next *Config, severed func(name string) bool) string {
	var kept []op.PLMN
	for i := range next.Operators {
		if o := &next.Operators[i]; severed(o.Name) {
			kept = append(kept, o.PLMNs...)
		}
	}
	for i := range old.Operators {
		for _, plmn := range old.Operators[i].PLMNs {
			if old.Operators[i].Name == name && !slices.Contains(kept, plmn) {
				return plmn.String()
			}
		}
	}
	return ""
}
