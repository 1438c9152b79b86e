package report

import (
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/resolve"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func names(t testing.TB) *resolve.Tables {
	t.Helper()
	cfg, _, err := config.Parse("test", []byte(`
version: 1
home: {addresses: ["192.0.2.0/24"]}
interconnects: [{name: ipx-1, addresses: ["198.51.100.0/24"]}]
operators: [{name: partner-a, via: [ipx-1], gsn_addresses: ["198.51.100.0/25"]}]
`))
	if err != nil {
		t.Fatal(err)
	}
	return resolve.New(cfg)
}

// message puts a message with operations of protocols between two addresses into
// a batch, at a time in milliseconds after the start.
func message(b *op.Batch, n *resolve.Tables, src, dst string, ms int, list ...op.Protocol) *op.Message {
	b.Reset()
	m := b.AddMessage()
	m.Src, m.Dst, m.Transport = op.AddrFromNetIP(netip.MustParseAddr(src)), op.AddrFromNetIP(netip.MustParseAddr(dst)), 17
	m.TimeNS = start.Add(time.Duration(ms) * time.Millisecond).UnixNano()
	for _, p := range list {
		b.AddOp(p)
	}
	n.Resolve(b)
	return m
}

func TestPassing(t *testing.T) {
	n, b, c := names(t), &op.Batch{}, NewCollector()
	p := NewPassing(n)
	const home, partner, stranger, nobody = "192.0.2.10", "198.51.100.7", "198.51.100.200", "203.0.113.9"
	p.Passed(b, message(b, n, partner, home, 0, op.ProtoGTPv2, op.ProtoGTPv2))
	p.Passed(b, message(b, n, home, partner, 5000, op.ProtoGTPv2))
	p.Lost(b, message(b, n, partner, home, 3000, op.ProtoGTPU))
	p.Passed(b, message(b, n, stranger, home, 0))
	p.Passed(b, message(b, n, home, stranger, 0, op.ProtoGTPv1))
	p.Passed(b, message(b, n, nobody, home, 0, op.ProtoGTPv1))
	p.Passed(b, message(b, n, home, "192.0.2.11", 0, op.ProtoGTPv1))
	for range 2 { // taken once
		c.Take(p)
	}
	c.Add(record(1, blocks("x")))
	var got []string
	for _, p := range c.Report().Parties {
		text := fmt.Sprint(p.Kind, " ", p.Name, " ", p.Operations, " lost ", p.Lost, " over ", p.Last.Sub(p.First))
		for _, x := range p.Protocols {
			text += fmt.Sprint(" ", x.Protocol, " ", x.Operations)
		}
		got = append(got, text)
	}
	want := []string{
		"operator partner-a 5 lost 1 over 5s gtpu 1 gtpv2 4", "interconnect ipx-1 2 lost 0 over 0s gtpv1 1 ip 1",
		"home home 1 lost 0 over 0s gtpv1 1", "unknown unknown 1 lost 0 over 0s gtpv1 1",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, not\n%q", got, want)
	}
	r := c.Report()
	r.Judge(observing(), start)
	if pa := r.party(t, Operator, "partner-a"); pa.State != Review {
		t.Errorf("a party of which records were lost is %s", pa.State)
	}
}

func TestPassingDoesNotAllocate(t *testing.T) {
	n, b := names(t), &op.Batch{}
	p, m := NewPassing(n), message(b, n, "198.51.100.7", "192.0.2.10", 0, op.ProtoGTPv2)
	if n := testing.AllocsPerRun(100, func() { p.Passed(b, m); p.Lost(b, m) }); n != 0 {
		t.Errorf("%v allocations a message", n)
	}
}

// Nothing is lost or counted twice when counts are taken while the lane counts.
func TestPassingIsTakenWhileItCounts(t *testing.T) {
	n, b, c := names(t), &op.Batch{}, NewCollector()
	p, m := NewPassing(n), message(b, n, "198.51.100.7", "192.0.2.10", 0, op.ProtoGTPv2)
	const messages = 200_000
	var lane sync.WaitGroup
	lane.Go(func() {
		for range messages {
			p.Passed(b, m)
		}
	})
	for range 100 {
		c.Take(p)
	}
	lane.Wait()
	c.Take(p)
	if r := c.Report(); r.Operations != messages || !r.First.Equal(start) || !r.Last.Equal(start) {
		t.Errorf("%d operations from %s to %s", r.Operations, r.First, r.Last)
	}
}

func BenchmarkPassed(b *testing.B) {
	n, batch := names(b), &op.Batch{}
	p, m := NewPassing(n), message(batch, n, "198.51.100.7", "192.0.2.10", 0, op.ProtoGTPv2)
	for b.Loop() {
		p.Passed(batch, m)
	}
}
