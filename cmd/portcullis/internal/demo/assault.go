package demo

import (
	"context"
	"net/netip"
	"sync"
	"time"
)

// assault launches the catalogue again and again, one attack at a time, so that
// what the firewall records about a source belongs to the attack under way.
type assault struct {
	enemy   *enemy
	attacks []attack
	ledger  *ledger
	rulings chan Ruling

	mu      sync.Mutex
	results []result // per attack
}

// result is what became of one attack of the catalogue.
type result struct {
	launched int
	unproven int      // neither ruled on nor received: lost, and so not stopped
	by       []string // filter and reason of the rulings, each once
	skipped  bool     // this machine has no address to send it from
}

// proof is how long the firewall has to record a ruling, and tries how often an
// attack is launched again when it left no trace.
const (
	proof = 500 * time.Millisecond
	tries = 3
)

func newAssault(e *enemy, attacks []attack, l *ledger) *assault {
	return &assault{enemy: e, attacks: attacks, ledger: l, rulings: make(chan Ruling, 256), results: make([]result, len(attacks))}
}

// blocked takes a ruling from the firewall.
func (a *assault) blocked(r Ruling) {
	select {
	case a.rulings <- r:
	default: // nobody is attacking
	}
}

// run goes through the catalogue at least once, then until the time is up. The
// compromised partner's own subscribers live between the rounds: the firewall
// must not cut off who it should filter.
func (a *assault) run(ctx, until context.Context) {
	// Once only: from then on the attacker's Echo Requests use up the time of the
	// node that it sits in.
	a.enemy.newLife(ctx, until).echoes()
	for first := true; first || until.Err() == nil; first = false {
		for i := range a.attacks {
			if ctx.Err() != nil || !first && until.Err() != nil {
				return
			}
			a.one(ctx, i)
		}
		a.enemy.newLife(ctx, until).live2()
		a.enemy.newLife(ctx, until).live1()
	}
}

// one launches an attack until there is proof of what became of it.
func (a *assault) one(ctx context.Context, i int) {
	src, ok := a.enemy.sender(a.attacks[i].from)
	if !ok {
		a.note(i, func(r *result) { r.skipped = true })
		return
	}
	for range tries {
		a.drain()
		octets := a.attacks[i].build(a.enemy)
		a.ledger.expect(i, octets)
		before := a.ledger.count(i)
		if a.enemy.launch(&a.attacks[i], octets) != nil {
			continue
		}
		by, proven := a.outcome(ctx, src, func() bool { return a.ledger.count(i) > before })
		if ctx.Err() != nil {
			return
		}
		if proven {
			a.note(i, func(r *result) { r.launched++; r.add(by) })
			return
		}
	}
	a.note(i, func(r *result) { r.launched++; r.unproven++ })
}

// outcome waits until the firewall records a ruling against a source, which it
// returns, or the gateway has received the attack; false if neither happens.
func (a *assault) outcome(ctx context.Context, src netip.Addr, reached func() bool) (by string, proven bool) {
	timeout := time.NewTimer(proof)
	defer timeout.Stop()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case r := <-a.rulings:
			if r.Src == src {
				return r.Filter + " " + r.Reason, true
			}
		case <-look.C:
			if reached() {
				return "", true
			}
		case <-timeout.C:
			return "", false
		case <-ctx.Done():
			return "", false
		}
	}
}

func (a *assault) drain() {
	for {
		select {
		case <-a.rulings:
		default:
			return
		}
	}
}

func (a *assault) note(i int, change func(*result)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	change(&a.results[i])
}

// add notes what stopped the attack, if anything did.
func (r *result) add(by string) {
	if by == "" {
		return
	}
	for _, b := range r.by {
		if b == by {
			return
		}
	}
	r.by = append(r.by, by)
}

// result returns what became of attack i, and how often it reached the gateway.
func (a *assault) result(i int) (result, int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	r := a.results[i]
	r.by = append([]string(nil), r.by...)
	return r, a.ledger.count(i)
}
