package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/seed-43cefff0/portcullis/testvectors"
)

// Ruling is what the firewall recorded about a message that it did not pass.
type Ruling struct {
	Link           string
	Src            netip.Addr
	Filter, Reason string
}

// Options of Run.
type Options struct {
	Duration time.Duration
	Dir      string // for what the firewall writes

	// Scarce makes do with 127.0.0.1, ::1 and the machine's own addresses, as on
	// systems that have no more.
	Scarce bool

	// Start puts a firewall with this configuration in the way. Every message that
	// is not passed is reported to blocked, from any goroutine; blocked does not
	// wait.
	Start func(ctx context.Context, configuration string, blocked func(Ruling)) (Firewall, error)

	// Progress, if not nil, is shown the state several times a second.
	Progress func(*Report)
}

// Player is a firewall as far as captures are concerned.
type Player interface {
	// Play judges captures frame by frame on a new lane, beside the traffic that it
	// carries, and tells what became of each frame; an error of each ends it.
	Play(ctx context.Context, captures []testvectors.Capture, each func(Judged) error) error
}

// Firewall is one that may stand in the way.
type Firewall interface {
	Player

	// Stop ends it, and takes it out of the way.
	Stop() error
}

// Workers of the honest partner. They wait for every answer, so this is also
// how many of its requests are under way at once.
const (
	workers2   = 6
	workersIMS = 2
	workers1   = 6
)

// demo is one run.
type demo struct {
	plan    *plan
	attacks []attack
	gateway *gateway
	partner *partner
	enemy   *enemy
	ledger  *ledger
	score   *score
	assault *assault
	talks   []*talk // of SS7 and of Diameter
	frames  *frames // of what is left of them
	pending []testvectors.Capture
	nodes   []*node

	mu       sync.Mutex
	started  time.Time
	loaded   time.Duration // how long the load phase took; 0 while it lasts
	messages [3]int64      // received by all nodes until then, by protocol
	latency  map[string]*latency
}

// Run builds the network, runs honest traffic and attacks through the firewall,
// measures, and reports. The error says that the demo itself could not run;
// whether the firewall did its work is in the report.
func Run(ctx context.Context, o Options) (*Report, error) {
	d, err := newDemo(o.Scarce)
	if err != nil {
		return nil, err
	}
	defer d.close()
	var walls []Firewall
	for _, text := range d.plan.configurations(o.Dir) {
		fw, startErr := o.Start(ctx, text, d.blocked)
		if err = startErr; err != nil {
			break
		}
		walls = append(walls, fw)
	}
	if err == nil {
		err = d.run(ctx, o, walls[len(walls)-1])
	}
	for _, fw := range walls {
		if stopped := fw.Stop(); err == nil && stopped != nil {
			err = fmt.Errorf("firewall: %w", stopped)
		}
	}
	if err != nil {
		return nil, err
	}
	return d.report(), nil
}

// blocked takes a ruling from a firewall.
func (d *demo) blocked(r Ruling) {
	for _, t := range d.talks {
		if t.family.name == r.Link {
			t.blocked(r)
			return
		}
	}
	d.assault.blocked(r)
}

func newDemo(scarce bool) (*demo, error) {
	find := newPlan
	if scarce {
		find = scarcePlan
	}
	p, err := find()
	if err != nil {
		return nil, err
	}
	d := &demo{plan: p, attacks: catalogue(), score: newScore(), latency: map[string]*latency{}}
	d.ledger = newLedger(len(d.attacks))
	if err := d.vectors(); err != nil {
		d.close()
		return nil, err
	}
	var bound [3]*node
	for i, a := range []netip.Addr{p.gateway, p.partner, p.rogue} {
		if bound[i], err = newNode(a); err != nil {
			d.close()
			return nil, err
		}
		d.nodes = append(d.nodes, bound[i])
	}
	bound[0].arrived = d.ledger.arrived
	d.gateway = newGateway(bound[0])
	d.partner = newPartner(bound[1], partnerMCC, partnerMNC, partnerGSN, p.outsidePartner, d.gateway, d.score, 0)
	rogue := newPartner(bound[2], rogueMCC, rogueMNC, rogueGSN, p.outsideRogue, d.gateway, d.score, 500_000_000)
	d.enemy = &enemy{partner: rogue, extra: map[origin]*node{}}
	for o, a := range map[origin]netip.Addr{fromServer: p.server, fromStranger: p.stranger} {
		if !a.IsValid() {
			continue
		}
		if d.enemy.extra[o], err = newSender(a); err != nil {
			d.close()
			return nil, err
		}
		d.nodes = append(d.nodes, d.enemy.extra[o])
	}
	d.assault = newAssault(d.enemy, d.attacks, d.ledger)
	return d, nil
}

func (d *demo) close() {
	for _, t := range d.talks {
		t.close()
	}
	for _, n := range d.nodes {
		n.close()
	}
}

// run has three acts: nodes that talk GTP through the firewall, nodes that talk SS7
// and Diameter through it, and what is played to its lanes beside that.
func (d *demo) run(ctx context.Context, o Options, fw Firewall) error {
	if err := d.waitForFirewall(ctx); err != nil {
		return err
	}
	for _, t := range d.talks {
		if err := t.connect(ctx, d.plan.signalPartner, d.plan.signalRogue); err != nil {
			return err
		}
	}
	d.mu.Lock()
	d.started = time.Now()
	d.mu.Unlock()
	done := make(chan struct{})
	var watch sync.WaitGroup
	if o.Progress != nil {
		watch.Go(func() { d.watch(done, o.Progress) })
	}
	err := d.perform(ctx, o.Duration, fw)
	close(done)
	watch.Wait()
	return cmp.Or(ctx.Err(), err)
}

// perform shares out the time.
func (d *demo) perform(ctx context.Context, length time.Duration, fw Firewall) error {
	quiet, signals, short := min(2*time.Second, length/4), min(4*time.Second, length/4), min(time.Second, length/8)
	d.load(ctx, length-quiet-signals-2*short)
	d.measure(ctx, quiet)
	if err := d.signals(ctx, signals, short); err != nil {
		return err
	}
	return d.frames.run(ctx, fw, short)
}

// signals has all of them talk at once, and then measures them in turn.
func (d *demo) signals(ctx context.Context, length, quiet time.Duration) error {
	errs := make([]error, len(d.talks))
	var all sync.WaitGroup
	for i, t := range d.talks {
		all.Go(func() { errs[i] = t.run(ctx, length) })
	}
	all.Wait()
	for i, t := range d.talks {
		errs[i] = cmp.Or(errs[i], t.measure(ctx, quiet/time.Duration(len(d.talks))))
	}
	return errors.Join(errs...)
}

// waitForFirewall deletes a context that there is not until that is answered. An
// Echo Request would use up the path's time.
func (d *demo) waitForFirewall(ctx context.Context) error {
	l := d.partner.newLife(ctx, ctx)
	l.peer = l.newTEID()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		err := l.delete1(v1NonExistent)
		if err == nil || !errors.Is(err, errNoAnswer) {
			d.partner.repeated.Store(0) // that was before there was a firewall
			return err
		}
	}
	return errors.New("nothing passes the firewall")
}

func (d *demo) watch(done chan struct{}, progress func(*Report)) {
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			progress(d.report())
		}
	}
}

// load runs everything at once: subscribers of the honest partner live their
// sessions, while the compromised one attacks and serves subscribers in turn.
func (d *demo) load(ctx context.Context, length time.Duration) {
	until, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var all sync.WaitGroup
	worker := func(n int, live func(*life) bool) {
		for range n {
			all.Go(func() {
				for until.Err() == nil {
					live(d.partner.newLife(ctx, until))
				}
			})
		}
	}
	worker(workers2, (*life).live2)
	worker(workersIMS, (*life).liveIMS)
	worker(workers1, (*life).live1)
	all.Go(func() { d.partner.supervise(ctx, until) })
	all.Go(func() { d.assault.run(ctx, until) })
	all.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.loaded, d.messages = time.Since(d.started), d.received()
}

// received counts the messages that nodes got, by protocol.
func (d *demo) received() (sum [3]int64) {
	for _, n := range d.nodes {
		for i := range sum {
			sum[i] += n.seen[i].Load()
		}
	}
	return sum
}
