package demo

import (
	"context"
	"slices"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall"
)

// measure takes the time of one way, from the partner's call to send a message until
// home has it: directly and through the firewall in turn, of one honest message of
// each protocol, with nothing else going on.
func (t *talk) measure(ctx context.Context, length time.Duration) error {
	for _, p := range t.protocols {
		m, ok := t.probe(p)
		if !ok {
			continue
		}
		l := &latency{}
		ways := []*line{t.direct, t.lines[0]}
		until := time.Now().Add(length / time.Duration(len(t.protocols)))
		for i := 0; ctx.Err() == nil && (i < 2*warmup || time.Now().Before(until)); i++ {
			slices.Reverse(ways)
			for _, way := range ways {
				way.far.isMute.Store(true)
				took, ok := way.oneWay(ctx, m)
				if !ok {
					return ctx.Err() // a firewall that passes nothing; the score says so
				}
				if i >= warmup {
					l.add(way != t.direct, took)
				}
			}
		}
		t.mu.Lock()
		t.latency[p] = l
		t.mu.Unlock()
	}
	return nil
}

// probe is an honest message of a protocol that is a whole one.
func (t *talk) probe(protocol string) (m firewall.UserMessage, ok bool) {
	for i, c := range t.captures {
		if u := t.speeches[i][0]; c.Kind == "honest" && !u.fromHome && len(u.ops) > 0 && u.ops[0].Protocol == protocol && !isAttack(u.ops) {
			return u.UserMessage, true
		}
	}
	return m, false
}

// oneWay sends a message and waits until home has it.
func (l *line) oneWay(ctx context.Context, m firewall.UserMessage) (took time.Duration, ok bool) {
	l.far.take()
	select {
	case <-l.far.news:
	default:
	}
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	began := time.Now()
	if l.near.say(m) != nil {
		return 0, false
	}
	select {
	case <-l.far.news:
		list, _ := l.far.take()
		return list[0].at.Sub(began), true
	case <-timeout.C:
	case <-ctx.Done():
	}
	return 0, false
}

// rows are the table's rows.
func (t *talk) rows(attacks []Attack) []Protocol {
	rows := t.record.rows(attacks)
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range rows {
		p := &rows[i]
		p.trips(t.latency[p.Name])
		if t.loaded > 0 {
			p.Operations = float64(t.judged[p.Name]) / t.loaded.Seconds()
		}
	}
	return rows
}

// counts are what ends of associations have seen of each other.
func (t *talk) counts() Associations {
	t.mu.Lock()
	defer t.mu.Unlock()
	return Associations{
		Name: t.family.name, Home: t.home.seen.Load(), Answered: t.answered, Partners: t.seen.Load(), Firewall: t.stray,
	}
}
