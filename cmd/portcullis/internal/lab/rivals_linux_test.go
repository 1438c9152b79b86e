package lab

import (
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// rival is something between a partner and the gateway.
type rival struct {
	name    string
	through netip.Addr          // what the partner sends to
	start   func(*Net) *Process // nil: the kernel alone
	costs   map[int][]float64   // nanoseconds of processor time per message, by requests a second
	most    int                 // requests a second without loss
}

// rates are those at which costs are measured: from one at which messages mostly
// come alone to one at which they queue.
var rates = [3]int{1000, 5000, 20_000}

// BenchmarkRivals puts the same requests to create a PDP context, and their
// answers, through portcullis and through what one would use instead, in turn.
// It prints what a message costs the process, and the highest rate of a ladder
// at which nothing is lost. Sender, gateway and kernel share the processors with
// them, so that rates compare on one machine only; the kernel alone is the
// ceiling. Every measurement has a process and a network of its own: proxies
// keep state of every request for a while.
//
//	go test -run '^$' -bench Rivals -benchtime 1x ./cmd/portcullis/internal/lab
func BenchmarkRivals(b *testing.B) {
	Need(b, "osmo-gtphub")
	for b.Loop() {
		list := rivals(b)
		for range 5 {
			for _, r := range list {
				r.measure(b)
			}
		}
		for _, r := range list {
			r.climb(b)
		}
		b.Log("\n" + rivalTable(list))
	}
}

func rivals(b *testing.B) []*rival {
	appliance := func(s Setup) func(*Net) *Process {
		return func(n *Net) *Process { return n.Appliance(b, s).Process }
	}
	relay := Setup{Links: fmt.Sprintf(`- {name: lab, kind: gtp, when_down: closed, relay: [{listen: "%s:2123", next: "%s:2123", side: outside}]}`, FirewallOutside, Gateway)}
	list := []*rival{
		{name: "the kernel alone, forwarding", through: Gateway},
		{name: "portcullis, transparent", through: Gateway, start: appliance(Setup{})},
		{name: "portcullis, transparent, no filters", through: Gateway, start: appliance(Setup{Filters: "filters: []"})},
		{name: "portcullis, relay", through: FirewallOutside, start: appliance(relay)},
		{name: "osmo-gtphub", through: FirewallOutside, start: func(n *Net) *Process { return n.StartHub(b) }},
	}
	if os.Getenv("GTP_GUARD") == "" {
		b.Log("GTP-Guard is left out: no distribution has it; build it from its source and set GTP_GUARD to the program")
		return list
	}
	return append(list, &rival{name: "GTP-Guard, proxy", through: FirewallOutside, start: func(n *Net) *Process { return n.StartGuard(b) }})
}

// trial is what came of sending for a while.
type trial struct {
	sent, answered int
	spent          time.Duration // processor time of the process
}

// try starts the rival, sends at a rate, and waits for the answers.
func (r *rival) try(b *testing.B, rate int, while time.Duration) (x trial) {
	n := New(b)
	var p *Process
	if r.start != nil {
		p = r.start(n)
	}
	var plan []FlowPlan
	for i := range 8 {
		node := netip.AddrFrom4([4]byte{198, 51, 100, byte(20 + i)}) // by address and sequence number proxies tell requests apart
		if err := n.Partner.Address("eth0", node.String()+"/24"); err != nil {
			b.Fatal(err)
		}
		plan = append(plan, FlowPlan{From: node, Subscriber: manySubscribers * i, Port: ControlPort, Through: r.through})
	}
	l := n.StartLoad(b, 100, plan...)
	time.Sleep(100 * time.Millisecond) // for what happens once
	before := p.cpu(b)
	_, first := l.moved()
	l.SetRate(rate)
	time.Sleep(while)
	l.SetRate(0)
	time.Sleep(10 * time.Millisecond)
	l.Stop()
	for last := -1; ; time.Sleep(300 * time.Millisecond) {
		if x.sent, x.answered = l.moved(); x.answered == last || x.answered >= x.sent {
			break
		}
		last = x.answered
	}
	x.spent = p.cpu(b) - before
	x.sent, x.answered = x.sent-first, x.answered-first
	l.Close()
	if p != nil {
		p.Kill()
	}
	return x
}

func (p *Process) cpu(b *testing.B) time.Duration {
	if p == nil {
		return 0
	}
	spent, err := p.CPU()
	if err != nil {
		b.Fatal(err)
	}
	return spent
}

// moved adds up what was sent and what was answered.
func (l *Load) moved() (sent, answered int) {
	for _, f := range l.Flows {
		sent, answered = sent+f.Sent(), answered+f.Answers.Count()
	}
	return sent, answered
}

// measure adds a round of costs.
func (r *rival) measure(b *testing.B) {
	if r.costs == nil {
		r.costs = map[int][]float64{}
	}
	for _, rate := range rates {
		x := r.try(b, rate, 500*time.Millisecond)
		if x.answered < x.sent/2 {
			continue // what it lost cost it something as well, so a figure would say nothing
		}
		r.costs[rate] = append(r.costs[rate], float64(x.spent)/float64(x.sent+x.answered))
	}
}

// climb finds the highest rate at which half a second goes by without loss, in
// one try of three: machines pause, and a pause is not the rival's fault.
func (r *rival) climb(b *testing.B) {
	for rate := 2000.0; rate < 200_000; rate *= 1.3 {
		most := 0
		for range 3 {
			if x := r.try(b, int(rate), 500*time.Millisecond); x.answered == x.sent {
				most = 2 * x.sent // less than asked for once the sender is the slowest
				break
			}
		}
		if most == 0 {
			return
		}
		r.most = max(r.most, most)
	}
}

func rivalTable(list []*rival) string {
	var s strings.Builder
	w := tabwriter.NewWriter(&s, 0, 0, 1, ' ', 0)
	fmt.Fprintf(w, "| between partner and gateway\t| ns a message at %d requests a second\t| at %d\t| at %d\t| most requests a second without loss\t|\n", rates[0], rates[1], rates[2])
	fmt.Fprintln(w, "|---\t|---\t|---\t|---\t|---\t|")
	for _, r := range list {
		fmt.Fprintf(w, "| %s\t| %s\t| %s\t| %s\t| %d\t|\n", r.name, r.cost(rates[0]), r.cost(rates[1]), r.cost(rates[2]), r.most)
	}
	_ = w.Flush()
	return s.String()
}

// cost is the median and in brackets the least and the most.
func (r *rival) cost(rate int) string {
	list := r.costs[rate]
	if r.start == nil || len(list) == 0 {
		return "-"
	}
	slices.Sort(list)
	return fmt.Sprintf("%.0f [%.0f, %.0f]", list[len(list)/2], list[0], list[len(list)-1])
}
