package firewall

import (
	"context"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/admin"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
)

// attendEvery is how often an appliance looks after itself.
const attendEvery = time.Second

// attend looks after what no message shows, until the context ends: filters that
// fail, and links whose rules somebody else has changed.
func (a *appliance) attend(ctx context.Context) {
	tick := time.NewTicker(attendEvery)
	defer tick.Stop()
	told, problems := map[string]uint64{}, map[string]string{}
	for {
		select {
		case <-ctx.Done():
			a.tellFailures(told)
			return
		case <-tick.C:
			a.tellFailures(told)
			a.tellProblems(problems)
		}
	}
}

// tellProblems leaves an event for each link that has got a problem since it was
// last looked at, or lost it. Its lanes have the same.
func (a *appliance) tellProblems(told map[string]string) {
	for _, l := range a.links {
		w, ok := l.lanes[0].Link.(link.Watched)
		if !ok {
			continue
		}
		if p := w.Problem(); p != told[l.config.Name] {
			told[l.config.Name] = p
			a.tellLink(l.config.Name, p)
		}
	}
}

// attendFiles looks whether the next change would be durable, and whether anybody
// could ask for it, until the context ends. Nobody waits for it: the disk may hang.
func (a *appliance) attendFiles(ctx context.Context, socket *admin.Listener) {
	tick := time.NewTicker(attendEvery)
	defer tick.Stop()
	lost := false
	for {
		a.ledger.Attend()
		err := socket.InPlace()
		if ctx.Err() != nil { // which removes the socket
			return
		}
		if err != nil && !lost {
			a.tellLink("admin", err.Error())
		}
		lost = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// tellFailures leaves an event for each filter that has failed since it was last
// told of.
func (a *appliance) tellFailures(told map[string]uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	g := a.firewall.now.Load()
	for _, f := range g.filters {
		total := a.failures(g, f.Name)
		if f.Mode == config.Off || total == told[f.Name] {
			continue
		}
		a.events.Note(evidence.FilterFailed{Filter: f.Name, Failures: total - told[f.Name], Total: total, Policy: f.OnFailure.String()})
		told[f.Name] = total
	}
}
