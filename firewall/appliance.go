package firewall

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/admin"
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/encap"
	"github.com/seed-43cefff0/portcullis/firewall/internal/report"
)

// appliance is a Firewall that carries traffic: its links, the lanes behind them,
// what holds by command, and what people and files are told. It implements
// admin.Appliance; the methods are in status.go, sever.go and reload.go.
type appliance struct {
	firewall *Firewall
	events   *evidence.Events
	ring     *evidence.Ring
	tokens   *evidence.Tokens // nil: identities in clear
	ledger   *evidence.Ledger
	report   *report.Collector
	socket   *admin.Listener
	links    []*runningLink

	encapsulations map[config.UDP]*encap.Backend // in use; of whoever opens links

	reloading sync.Mutex // one reload at a time; making a generation takes a while

	changing sync.Mutex // one change of levels at a time; the ledger's disk takes its time

	stopped bool // no more of either; set with both locked

	troubles troubles // of links

	mu      sync.Mutex // guards what follows, and the firewall's generation
	held    evidence.Held
	past    history
	started time.Time
	loaded  time.Time // when the generation came into force
	reloads int
}

// What is kept in memory for evidence: records of each peer, and peers.
const (
	ringRecords = 100
	ringPeers   = 1000
)

// drainPatience is how long the links may take to hand out what has arrived when
// they are told to drain.
const drainPatience = 5 * time.Second

// partingTime is how long peers of SCTP in user space may take to say goodbye.
const partingTime = 500 * time.Millisecond

// start opens everything, or nothing. The ledger comes first: an appliance that
// does not know whom it has severed must not carry traffic.
func (f *Firewall) start(ctx context.Context) (_ *appliance, err error) {
	g := f.now.Load()
	a := &appliance{
		firewall: f, ring: evidence.NewRing(ringRecords, ringPeers), report: report.NewCollector(),
		past: newHistory(), started: now(), loaded: now(), encapsulations: map[config.UDP]*encap.Backend{},
	}
	if a.ledger, err = evidence.OpenLedger(g.config.StateDir); err != nil {
		return nil, err
	}
	if err := a.open(ctx, g); err != nil {
		return nil, errors.Join(err, a.stop())
	}
	return a, nil
}

func (a *appliance) open(ctx context.Context, g *generation) (err error) {
	a.held = a.ledger.Held()
	g.control.Set(compileLevels(&a.held, g.tables))
	if g.config.Events.Identities == config.Tokens {
		if a.tokens, err = evidence.OpenTokens(g.config.StateDir); err != nil {
			return err
		}
	}
	if a.events, err = evidence.OpenEvents(a.eventsConfig(g)); err != nil {
		return err
	}
	if a.socket, err = admin.Listen(g.config.Admin.Socket, g.config.Admin.Group); err != nil {
		return err
	}
	for i := range g.config.Links {
		if err := a.openLink(ctx, g, i); err != nil {
			return err
		}
	}
	a.set(g)
	return nil
}

func (a *appliance) eventsConfig(g *generation) evidence.EventsConfig {
	return evidence.EventsConfig{
		File: g.config.Events.File, MaxSize: g.config.Events.MaxSize, Keep: g.config.Events.Keep, Ring: a.ring,
		Also: func(r *Record) {
			a.report.Add(r)
			if a.firewall.options.Event != nil {
				a.firewall.options.Event(r)
			}
		},
	}
}

// stop closes what start has opened, when reloads and changes in work are done.
func (a *appliance) stop() (err error) {
	a.reloading.Lock()
	defer a.reloading.Unlock()
	a.changing.Lock()
	defer a.changing.Unlock()
	a.stopped = true
	for _, l := range a.links {
		for _, n := range l.lanes {
			err = errors.Join(err, n.Close())
			n.lane.Close()
		}
	}
	for _, b := range a.encapsulations {
		b.AwaitIdle(partingTime)
	}
	if a.socket != nil {
		err = errors.Join(err, a.socket.Close())
	}
	if a.events != nil {
		err = errors.Join(err, a.events.Close())
	}
	return errors.Join(err, a.ledger.Close())
}

// carry runs the lanes side by side until the context ends. The first that fails
// ends all.
func (a *appliance) carry(ctx context.Context) error {
	failed, fail := context.WithCancelCause(context.Background())
	defer fail(nil)
	var all sync.WaitGroup
	for _, l := range a.links {
		for _, n := range l.lanes {
			all.Go(func() {
				if err := n.lane.Run(n); ctx.Err() == nil {
					fail(fmt.Errorf("link %s: %w", l.config.Name, whyEnded(err)))
				}
			})
		}
	}
	asked, unask := context.WithCancel(context.Background())
	defer unask()
	all.Go(func() {
		if err := a.socket.Serve(asked, a); err != nil {
			a.loseSocket(err)
		}
	})
	all.Go(func() { a.attend(asked) })
	go a.attendFiles(asked, a.socket)
	a.tellStarted()
	select {
	case <-failed.Done():
		a.events.Note(evidence.Drained{Why: context.Cause(failed).Error()})
	case <-ctx.Done():
		a.events.Note(evidence.Drained{Why: "told to stop"})
	}
	unask()
	a.drain(&all)
	a.socket = nil // Serve has closed it
	return context.Cause(failed)
}

// loseSocket says that nobody can command the appliance any more, which is no
// reason to stop traffic.
func (a *appliance) loseSocket(why error) { a.tellLink("admin", why.Error()) }

// drain lets the lanes carry what has arrived.
func (a *appliance) drain(all *sync.WaitGroup) {
	for _, n := range a.lanes() {
		if err := n.Drain(); err != nil {
			a.firewall.warn("draining: %v", err)
		}
	}
	empty := make(chan struct{})
	go func() { all.Wait(); close(empty) }()
	select {
	case <-empty:
	case <-time.After(drainPatience):
		a.firewall.warn("a link still had traffic after %v; what it holds is lost", drainPatience)
		for _, n := range a.lanes() {
			_ = n.Close() // stop closes it again, and tells
		}
		<-empty
	}
}

// tellStarted leaves an event of what carries traffic, and says what is odd.
func (a *appliance) tellStarted() {
	a.mu.Lock()
	defer a.mu.Unlock()
	g := a.firewall.now.Load()
	n := evidence.Started{
		Version: version(), PID: processID, Config: g.config.File(), ConfigHash: g.config.Hash(), ObserveAll: a.held.ObserveAll,
		Warnings: append(a.ledger.Warnings(), g.absent(a.held)...),
	}
	for _, l := range a.links {
		n.Links = append(n.Links, evidence.StartedLink{Name: l.config.Name, Kind: l.config.Kind, WhenDown: l.config.WhenDown, Lanes: len(l.lanes)})
		n.Warnings = append(n.Warnings, l.warnings...)
	}
	for p, level := range a.held.Peers {
		n.Held = append(n.Held, evidence.HeldPeer{Kind: p.Kind, Name: p.Name, Level: level.String()})
	}
	slices.SortFunc(n.Held, func(x, y evidence.HeldPeer) int {
		return slices.Compare([]string{x.Kind, x.Name}, []string{y.Kind, y.Name})
	})
	for _, w := range n.Warnings {
		a.firewall.warn("%s", w)
	}
	a.events.Note(n)
}

// whyEnded names a link that ended although nobody asked it to.
func whyEnded(err error) error {
	if err == nil {
		return errors.New("it ended")
	}
	return err
}

func (a *appliance) lanes() (list []*runningLane) {
	for _, l := range a.links {
		list = append(list, l.lanes...)
	}
	return list
}

// Report implements admin.Appliance.
func (a *appliance) Report() *report.Report {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, n := range a.lanes() {
		a.report.Take(n.watch.Load().passing)
	}
	return a.firewall.now.Load().report(a.report)
}

// now is the time of what the appliance itself does.
func now() time.Time { return time.Now().UTC() }

var _ admin.Appliance = (*appliance)(nil)
