package firewall

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/admin"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
)

// ErrNotRunning says that there is nothing to reload.
var ErrNotRunning = errors.New("the appliance is not running")

// Reload reads the configuration file again and, if it is valid and its modules
// load, swaps it in between two batches of each lane. Nothing is lost, and after an
// error what was running still is. It returns what changes, a line per value.
func (f *Firewall) Reload(ctx context.Context) (difference []string, err error) {
	a := f.running.Load()
	if a == nil {
		return nil, ErrNotRunning
	}
	done, err := a.Reload(ctx, admin.Self())
	return done.Difference, err
}

// Reload implements admin.Appliance.
func (a *appliance) Reload(ctx context.Context, by admin.Actor) (admin.Reloaded, error) {
	a.reloading.Lock()
	defer a.reloading.Unlock()
	if a.stopped {
		return admin.Reloaded{}, ErrNotRunning
	}
	done, err := a.reload(ctx)
	a.tellReload(by, done, err)
	return done, err
}

func (a *appliance) reload(ctx context.Context) (done admin.Reloaded, err error) {
	old := a.firewall.now.Load()
	if err := mustBeRegular(old.config.File()); err != nil {
		return done, fmt.Errorf("configuration: %w", err)
	}
	cfg, warnings, err := config.Load(old.config.File())
	if err != nil {
		return done, err
	}
	if err := fixed(old.config, cfg); err != nil {
		return done, err
	}
	next, err := newGeneration(ctx, cfg, old.options)
	if err != nil {
		return done, err
	}
	stations, err := a.stations(ctx, next)
	if err != nil {
		return done, errors.Join(err, next.close())
	}
	a.changing.Lock() // whoever is severed meanwhile is severed under the next one too
	defer a.changing.Unlock()
	if err := a.keepsSevered(old, next); err != nil {
		closeStations(stations)
		return done, errors.Join(err, next.close())
	}
	for _, w := range append(warnings, next.warnings...) {
		done.Warnings = append(done.Warnings, w.String())
	}
	done.Warnings = append(done.Warnings, next.absent(a.held)...)
	done.Difference = append(config.Difference(old.config, cfg), moduleDifference(old, next)...)
	done.ConfigHash = next.config.Hash()
	a.swap(old, next, stations)
	if err := old.close(); err != nil { // what came into force is in force
		done.Warnings = append(done.Warnings, "what was in force before is not released: "+err.Error())
	}
	return done, nil
}

// fixed refuses what a running appliance cannot change.
func fixed(before, after *Config) error {
	var problems []config.Problem
	for _, key := range []string{"links", "state_dir", "admin", "events"} {
		if !config.SameAt(before, after, key) {
			problems = append(problems, after.Problem("/"+key, "cannot change while the appliance runs: stop it and start it again", "what it was"))
		}
	}
	if len(problems) > 0 {
		return config.NewInvalid(problems)
	}
	return nil
}

// stations makes the pipelines of all lanes, in their order, off the path.
func (a *appliance) stations(ctx context.Context, g *generation) (list []station, err error) {
	for _, l := range a.links {
		for range l.lanes {
			s, err := a.station(ctx, g, l.config.Name)
			if err != nil {
				closeStations(list)
				return nil, err
			}
			list = append(list, s)
		}
	}
	return list, nil
}

func closeStations(list []station) {
	for _, s := range list {
		s.Judge.Close()
	}
}

// swap puts the next generation in the place of the old one, lane by lane, and
// returns when no lane uses the old one any more.
func (a *appliance) swap(old, next *generation, stations []station) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.set(next)
	for i, n := range a.lanes() {
		gone := n.lane.Swap(stations[i].Pipeline)
		before := n.watch.Swap(stations[i].watch)
		a.past.add(old, before)
		a.report.Take(before.passing)
		gone.Judge.Close()
	}
	a.firewall.now.Store(next)
	a.loaded, a.reloads = now(), a.reloads+1
}

// tellReload leaves an event of a reload, done or refused.
func (a *appliance) tellReload(by admin.Actor, done admin.Reloaded, err error) {
	n := evidence.Reloaded{
		OK: err == nil, Actor: evidence.Actor(by), ConfigHash: a.firewall.now.Load().config.Hash(),
		Difference: done.Difference, Warnings: done.Warnings,
	}
	if err != nil {
		n.Error = WithoutIdentities(err.Error())
	}
	a.events.Note(n)
}

// identity is what may be a subscriber's in the text of an error, such as an IMSI
// in an exception that is not valid.
var identity = regexp.MustCompile(`[0-9]{6,}`)

// WithoutIdentities is a text as events and logs may have it: with nothing that may be
// a subscriber's.
func WithoutIdentities(text string) string { return identity.ReplaceAllString(text, "[digits]") }

// moduleDifference tells of modules that changed although the configuration names
// them as before.
func moduleDifference(old, next *generation) (lines []string) {
	for _, e := range next.filters {
		i := slices.IndexFunc(old.filters, func(o *filter) bool { return o.Name == e.Name })
		if i < 0 || old.filters[i].module.Digest() == e.module.Digest() {
			continue
		}
		before, after := old.filters[i].module.Digest(), e.module.Digest()
		lines = append(lines, fmt.Sprintf("- filters[%s] sha256: %s", e.Name, hex.EncodeToString(before[:])),
			fmt.Sprintf("+ filters[%s] sha256: %s", e.Name, hex.EncodeToString(after[:])))
	}
	return lines
}
