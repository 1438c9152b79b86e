package firewall

import (
	"encoding/hex"
	"os"
	"runtime/debug"

	"github.com/seed-43cefff0/portcullis/firewall/internal/admin"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
)

// history is what lanes counted under generations that are gone, by name.
type history struct {
	traffic  map[evidence.Peer]admin.Traffic
	failures map[string]uint64
}

func newHistory() history {
	return history{traffic: map[evidence.Peer]admin.Traffic{}, failures: map[string]uint64{}}
}

// add takes over what a watch has counted under a generation. Its lane must have
// let go of it.
func (h *history) add(g *generation, w *watch) {
	for p, c := range w.tally.peers(g) {
		t := h.traffic[p]
		c.addTo(&t)
		h.traffic[p] = t
	}
	for i := range w.failures {
		h.failures[g.policy.Filters[i].Name] += w.failures[i].Load()
	}
}

// Peers implements admin.Appliance.
func (a *appliance) Peers() []admin.Peer {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.peers()
}

// peers is Peers for whoever holds mu.
func (a *appliance) peers() (list []admin.Peer) {
	g := a.firewall.now.Load()
	counts := make(map[evidence.Peer]admin.Traffic, len(a.past.traffic))
	for p, t := range a.past.traffic {
		counts[p] = t
	}
	for _, n := range a.lanes() {
		for p, c := range n.watch.Load().tally.peers(g) {
			t := counts[p]
			c.addTo(&t)
			counts[p] = t
		}
	}
	add := func(p evidence.Peer, mode config.Mode, via []string) {
		list = append(list, admin.Peer{Kind: p.Kind, Name: p.Name, Level: a.held.Peers[p].String(), Mode: mode.String(), Via: via, Traffic: counts[p]})
	}
	for i := range g.config.Interconnects {
		c := &g.config.Interconnects[i]
		add(interconnectPeer(c.Name), c.Mode, nil)
	}
	add(interconnectPeer("unknown"), g.config.Mode, nil)
	for i := range g.config.Operators {
		c := &g.config.Operators[i]
		add(operatorPeer(c.Name), c.Mode, c.Via)
	}
	add(operatorPeer("unknown"), 0, nil)
	return list
}

// Status implements admin.Appliance.
func (a *appliance) Status() admin.Status {
	a.mu.Lock()
	defer a.mu.Unlock()
	g := a.firewall.now.Load()
	s := admin.Status{
		Version: version(), PID: processID, Started: a.started, Loaded: a.loaded, Reloads: a.reloads,
		Config: g.config.File(), ConfigHash: g.config.Hash(), ObserveAll: a.held.ObserveAll,
		EventsLost: a.events.Lost(), Problems: a.problems(g), Links: []admin.LinkStatus{}, Filters: []admin.FilterStat{},
	}
	for _, l := range a.links {
		s.Links = append(s.Links, l.status())
	}
	for _, f := range g.filters {
		digest := f.module.Digest()
		s.Filters = append(s.Filters, admin.FilterStat{Name: f.Name, Mode: f.Mode.String(), Digest: hex.EncodeToString(digest[:]), Failures: a.failures(g, f.Name)})
	}
	return s
}

// failures is on how many operations a filter failed since the start.
func (a *appliance) failures(g *generation, name string) uint64 {
	n := a.past.failures[name]
	for i := range g.policy.Filters {
		if g.policy.Filters[i].Name != name {
			continue
		}
		for _, l := range a.lanes() {
			n += l.watch.Load().failures[i].Load()
		}
	}
	return n
}

// status sums up the lanes of a link.
func (l *runningLink) status() admin.LinkStatus {
	s := admin.LinkStatus{Name: l.config.Name, Kind: l.config.Kind, WhenDown: l.config.WhenDown, Lanes: len(l.lanes), ByLane: make([]uint64, len(l.lanes)), Counters: []link.Counter{}}
	for k, n := range l.lanes {
		counted, ok := n.Link.(link.Counted)
		if !ok {
			continue
		}
		for i, c := range counted.Counters() {
			if i == len(s.Counters) {
				s.Counters = append(s.Counters, link.Counter{Name: c.Name})
			}
			s.Counters[i].Value += c.Value
			if i == 0 { // of every link, what it has received
				s.ByLane[k] = c.Value
			}
		}
	}
	return s
}

// problems lists what does not work right now.
func (a *appliance) problems(g *generation) []string {
	list := append([]string{}, g.absent(a.held)...)
	list = append(list, a.troubles.list()...)
	for _, p := range []string{a.ledger.Problem(), a.events.Problem()} {
		if p != "" {
			list = append(list, p)
		}
	}
	return list
}

var processID = os.Getpid()

// version is that of the module that the program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return info.Main.Version
}
