package demo

import (
	"context"
	"slices"
	"time"
)

// latency holds round trips of one protocol, directly and through the firewall,
// measured in turn.
type latency struct{ direct, through []time.Duration }

// warmup is how many pairs are not counted.
const warmup = 20

// measure takes round trips of the exchange that each protocol lives by, on a
// session of its own, with nothing else going on.
func (d *demo) measure(ctx context.Context, length time.Duration) {
	direct, through := at(d.plan.gateway), d.plan.outsidePartner
	v2, v1 := d.partner.newLife(ctx, ctx), d.partner.newLife(ctx, ctx)
	if v2.create2() != nil || v1.create1() != nil {
		return // a firewall that passes nothing; the score says so
	}
	probes := map[string]func(pair) error{
		"gtpv2": func(way pair) error { v2.way = way; return v2.modify2() },
		"gtpv1": func(way pair) error { v1.way = way; return v1.update1() },
		"gtpu":  func(way pair) error { v2.way = way; return v2.packet() },
	}
	for _, p := range protocols {
		l := &latency{}
		ways := []pair{direct, through}
		if probes[p](direct) != nil { // the partner has no way past the firewall
			ways = ways[1:]
		}
		until := time.Now().Add(length / time.Duration(len(protocols)))
		for i := 0; ctx.Err() == nil && (i < 2*warmup || time.Now().Before(until)); i++ {
			slices.Reverse(ways)
			for _, way := range ways {
				began := time.Now()
				if probes[p](way) != nil || i < warmup {
					continue
				}
				l.add(way == through, time.Since(began))
			}
		}
		d.mu.Lock()
		d.latency[p] = l
		d.mu.Unlock()
	}
	v2.way, v1.way = through, through
	_ = v2.delete2(accepted)
	_ = v1.delete1(v1Accepted)
}

func (l *latency) add(through bool, t time.Duration) {
	if through {
		l.through = append(l.through, t)
	} else {
		l.direct = append(l.direct, t)
	}
}

// quantile returns the q-quantile of a sample; 0 of an empty one.
func quantile(sample []time.Duration, q float64) time.Duration {
	if len(sample) == 0 {
		return 0
	}
	s := slices.Clone(sample)
	slices.Sort(s)
	return s[min(int(q*float64(len(s))), len(s)-1)]
}
