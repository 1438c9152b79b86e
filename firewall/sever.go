package firewall

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/admin"
	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/resolve"
)

// compileLevels gives what holds by name the numbers of a configuration.
func compileLevels(held *evidence.Held, t *resolve.Tables) *chain.Levels {
	out := &chain.Levels{ObserveAll: held.ObserveAll}
	if len(held.Peers) == 0 {
		return out
	}
	out.Interconnects, out.Operators = make([]chain.Level, t.Interconnects()), make([]chain.Level, t.Operators())
	for p, level := range held.Peers {
		if id, ok := t.Interconnect(p.Name); ok && p.Kind == evidence.KindInterconnect {
			out.Interconnects[id] = level
		}
		if id, ok := t.Operator(p.Name); ok && p.Kind == evidence.KindOperator {
			out.Operators[id] = level
		}
	}
	return out
}

// named are the peers of a name in a configuration: none, one, or an interconnect
// and an operator.
func (g *generation) named(name string) (list []evidence.Peer) {
	if slices.ContainsFunc(g.config.Interconnects, func(c config.Interconnect) bool { return c.Name == name }) {
		list = append(list, interconnectPeer(name))
	}
	if slices.ContainsFunc(g.config.Operators, func(c config.Operator) bool { return c.Name == name }) {
		list = append(list, operatorPeer(name))
	}
	return list
}

// SetLevel implements admin.Appliance.
func (a *appliance) SetLevel(_ context.Context, by admin.Actor, c admin.LevelChange) (admin.Outcome, error) {
	if err := c.Check(); err != nil {
		return admin.Outcome{}, err
	}
	a.changing.Lock()
	defer a.changing.Unlock()
	if a.stopped {
		return admin.Outcome{}, ErrNotRunning
	}
	n, err := a.plan(by, c)
	if err != nil || c.DryRun {
		return n.Outcome, err
	}
	return a.change(n)
}

// plan makes the change of a level that is asked for.
func (a *appliance) plan(by admin.Actor, c admin.LevelChange) (n change, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	level, _ := chain.LevelByName(c.Level)
	peers := a.firewall.now.Load().named(c.Name)
	for _, p := range []evidence.Peer{interconnectPeer(c.Name), operatorPeer(c.Name)} {
		// Whoever the configuration has lost can still be restored.
		if a.held.Peers[p] != chain.LevelOpen && level == chain.LevelOpen && !slices.Contains(peers, p) {
			peers = append(peers, p)
		}
	}
	if len(peers) == 0 {
		return n, fmt.Errorf("%w %q", admin.ErrUnknownName, c.Name)
	}
	for _, p := range peers {
		before := a.held.Peers[p]
		n.loosens = n.loosens || reach(level) > reach(before)
		n.Changed = append(n.Changed, a.changed(p, before, level))
		n.entries = append(n.entries, evidence.Entry{Actor: evidence.Actor(by), Kind: p.Kind, Name: p.Name, Before: before.String(), After: level.String(), Reason: c.Reason})
	}
	n.apply = func() {
		for _, p := range peers {
			a.held.Peers[p] = level
		}
	}
	if level >= chain.LevelSevered {
		n.Problems = a.onlyListening()
	}
	return n, nil
}

// ObserveAll implements admin.Appliance.
func (a *appliance) ObserveAll(_ context.Context, by admin.Actor, on bool, reason string) (admin.Outcome, error) {
	c := admin.ObserveAllChange{On: on, Reason: reason}
	if err := c.Check(); err != nil {
		return admin.Outcome{}, err
	}
	a.changing.Lock()
	defer a.changing.Unlock()
	if a.stopped {
		return admin.Outcome{}, ErrNotRunning
	}
	word := map[bool]string{false: evidence.AllEnforce, true: evidence.AllObserve}
	before, after := word[a.held.ObserveAll], word[on] // changed by whoever holds changing
	n := change{loosens: on, apply: func() { a.held.ObserveAll = on }}
	n.Changed = []admin.Changed{{Kind: evidence.KindAll, Before: before, After: after}}
	n.entries = []evidence.Entry{{Actor: evidence.Actor(by), Kind: evidence.KindAll, Before: before, After: after, Reason: reason}}
	return a.change(n)
}

// change is a change of levels in the making.
type change struct {
	admin.Outcome
	entries []evidence.Entry
	apply   func() // to held
	loosens bool   // lets in what was out
}

// change carries out a change in the order that errs on the safe side: what shuts
// somebody out is in force before it is written, what lets somebody in is written
// before it is in force. Either is acknowledged only after both, and what evidence
// there is follows.
func (a *appliance) change(n change) (admin.Outcome, error) {
	n.Problems = append([]string{}, n.Problems...)
	if !n.loosens {
		a.enforce(n.apply)
	}
	var err error
	if n.Sequence, err = a.ledger.Append(n.entries...); err != nil {
		n.Problems = append(n.Problems, err.Error())
	}
	n.Durable, n.InForce = err == nil, err == nil || !n.loosens
	if n.loosens && err == nil {
		a.enforce(n.apply)
	}
	a.testify(&n)
	switch {
	case err != nil && n.loosens:
		return n.Outcome, fmt.Errorf("not done: %w", err)
	case err != nil:
		return n.Outcome, fmt.Errorf("in force, but it would not survive a restart: %w", err)
	}
	return n.Outcome, nil
}

// enforce applies a change to what is held, makes it hold in every lane, and
// returns when it does.
func (a *appliance) enforce(apply func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	apply()
	g := a.firewall.now.Load()
	a.set(g)
	for _, n := range a.lanes() {
		n.lane.Settle()
	}
}

// set makes what is held hold under a generation: in the judges, from the next batch
// on, and in links that have associations. The caller holds mu, or is alone.
func (a *appliance) set(g *generation) {
	levels := compileLevels(&a.held, g.tables)
	g.control.Set(levels)
	for _, n := range a.lanes() {
		if e, ok := n.Link.(link.Enforcer); ok {
			e.Enforce(standing(g, levels))
		}
	}
}

// reach orders levels by how much they let in: who is open meets policy, who is
// observed does not.
func reach(l chain.Level) int {
	return [...]int{chain.LevelAborted: 0, chain.LevelSevered: 1, chain.LevelOpen: 2, chain.LevelObserve: 3}[l]
}

// testify leaves the evidence of a change: a bundle, and an event per entry.
func (a *appliance) testify(n *change) {
	g := a.firewall.now.Load()
	bundle := evidence.Bundle{Entries: n.entries, InForce: n.InForce, Durable: n.Durable, ConfigHash: g.config.Hash(), Peers: n.Changed}
	var peers []evidence.Peer
	for _, e := range n.entries {
		peers = append(peers, evidence.Peer{Kind: e.Kind, Name: e.Name})
	}
	bundle.Records = a.ring.Last(peers...)
	folder, err := bundle.Write(g.config.StateDir)
	if err != nil {
		n.Problems = append(n.Problems, err.Error())
	}
	n.Bundle = folder
	for _, e := range n.entries {
		a.events.Note(evidence.LevelChanged{Entry: e, InForce: n.InForce, Durable: n.Durable, Bundle: n.Bundle, Problems: n.Problems})
	}
}

// changed describes what a change touches.
func (a *appliance) changed(p evidence.Peer, before, after chain.Level) admin.Changed {
	c := admin.Changed{Kind: p.Kind, Name: p.Name, Before: before.String(), After: after.String(), Sources: a.firewall.now.Load().sources(p)}
	for _, peer := range a.peers() {
		if peer.Kind == p.Kind && peer.Name == p.Name {
			c.Peer = &peer
		}
		if p.Kind == evidence.KindInterconnect && peer.Kind == evidence.KindOperator && slices.Equal(peer.Via, []string{p.Name}) && peer.Name != p.Name {
			c.Behind = append(c.Behind, peer.Name)
		}
	}
	return c
}

// sources are the addresses that a peer is recognised by.
func (g *generation) sources(p evidence.Peer) (list []string) {
	var prefixes []netip.Prefix
	for _, c := range g.config.Interconnects {
		if p == interconnectPeer(c.Name) {
			prefixes = c.Addresses
		}
	}
	for _, c := range g.config.Operators {
		if p == operatorPeer(c.Name) {
			prefixes = c.GSNAddresses
		}
	}
	for _, prefix := range prefixes {
		list = append(list, prefix.String())
	}
	return list
}

// absent tells of names in the ledger that a configuration lacks.
func (g *generation) absent(held evidence.Held) (list []string) {
	for p, level := range held.Peers {
		if level != chain.LevelOpen && !slices.Contains(g.named(p.Name), p) {
			list = append(list, fmt.Sprintf("the ledger says that %s %s is %s, but the configuration has none of that name", p.Kind, p.Name, level))
		}
	}
	slices.SortFunc(list, strings.Compare)
	return list
}
