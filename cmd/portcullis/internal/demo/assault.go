package demo

import (
	"context"
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
		timeout := time.After(proof)
		for {
			select {
			case r := <-a.rulings:
				if r.Src != src {
					continue
				}
				a.note(i, func(n *result) { n.launched++; n.add(r.Filter + " " + r.Reason) })
				return
			case <-timeout:
			case <-ctx.Done():
				return
			}
			break
		}
		if a.ledger.count(i) > before {
			a.note(i, func(n *result) { n.launched++ })
			return
		}
	}
	a.note(i, func(n *result) { n.launched++; n.unproven++ })
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

func (r *result) add(by string) {
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
