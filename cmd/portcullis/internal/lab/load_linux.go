package lab

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Load is honest traffic of some flows, all answered.
type Load struct {
	Flows []*Flow

	rate   atomic.Int64 // messages a second, of all flows together
	nodes  map[netip.AddrPort]*node
	stop   chan struct{}
	sender sync.WaitGroup
	failed atomic.Pointer[error]
}

// StartLoad opens the sockets of both sides and sends until Stop, or until the
// test ends.
func (n *Net) StartLoad(t testing.TB, rate int, plan ...FlowPlan) *Load {
	t.Helper()
	l := &Load{stop: make(chan struct{}), nodes: map[netip.AddrPort]*node{}}
	at := func(a netip.AddrPort) *node {
		if l.nodes[a] == nil {
			l.nodes[a] = n.newNode(t, a)
		}
		return l.nodes[a]
	}
	for _, p := range plan {
		f := newFlow(p)
		l.Flows = append(l.Flows, f)
		f.node = at(f.from)
		f.node.flows[f.path] = f
		if p.Through.IsValid() {
			at(netip.AddrPortFrom(Gateway, ControlPort)).blind = true
			continue
		}
		at(f.to).flows[f.path] = f
	}
	for _, x := range l.nodes {
		go x.serve()
	}
	l.rate.Store(int64(rate))
	l.sender.Go(l.run)
	t.Cleanup(l.Stop)
	return l
}

// SetRate changes how many messages a second are sent; 0 pauses.
func (l *Load) SetRate(perSecond int) { l.rate.Store(int64(perSecond)) }

// Stop ends sending. What has been sent is on its way.
func (l *Load) Stop() {
	select {
	case <-l.stop:
	default:
		close(l.stop)
	}
	l.sender.Wait()
}

// Close frees the addresses for another load.
func (l *Load) Close() {
	l.Stop()
	for _, x := range l.nodes {
		_ = x.conn.Close()
	}
}

// run sends what is due, to one flow after the other. After a gap in which it had
// no processor it makes up for a burst, or for 10 ms, and not for more.
func (l *Load) run() {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	last, due, turn := time.Now(), 0.0, 0
	for {
		select {
		case <-l.stop:
			return
		case now := <-tick.C:
			rate := float64(l.rate.Load())
			due = min(due+now.Sub(last).Seconds()*rate, max(maxBurst, rate/100))
			last = now
		}
		share := min(maxBurst, max(1, int(due)/len(l.Flows)))
		for ; due >= float64(share); due -= float64(share) {
			if err := l.Flows[turn%len(l.Flows)].send(share); err != nil {
				err = fmt.Errorf("flow %d: %w", turn%len(l.Flows), err)
				l.failed.Store(&err)
				return
			}
			turn++
		}
	}
}

// Err is what ended sending before its time.
func (l *Load) Err() error {
	if e := l.failed.Load(); e != nil {
		return *e
	}
	return nil
}

// Sent returns how many messages each flow has sent.
func (l *Load) Sent() (list []int) {
	for _, f := range l.Flows {
		list = append(list, f.Sent())
	}
	return list
}

// Settle waits until all that was sent on some flows, without argument on all,
// has been answered, or nothing has moved for a while.
func (l *Load) Settle(of ...*Flow) {
	if of == nil {
		of = l.Flows
	}
	const quiet = 2 * time.Second
	last, since := -1, time.Now()
	for {
		sent, done := 0, 0
		for _, f := range of {
			sent += 2 * f.Sent()
			done += f.Requests.Count() + f.Answers.Count()
		}
		if done >= sent {
			return
		}
		if done != last {
			last, since = done, time.Now()
		} else if time.Since(since) > quiet {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// Faults says, flow by flow, what was lost, duplicated or reordered among the
// requests and the answers. It is empty if every message sent has arrived once,
// in order.
func (l *Load) Faults(of ...*Flow) string {
	if of == nil {
		of = l.Flows
	}
	var b strings.Builder
	if err := l.Err(); err != nil {
		fmt.Fprintf(&b, "sending ended: %v\n", err)
	}
	for _, f := range of {
		if s := f.Requests.fault(f.Sent()); s != "" {
			fmt.Fprintf(&b, "requests from %s: %s\n", f.from, s)
		}
		if s := f.Answers.fault(f.Sent()); s != "" {
			fmt.Fprintf(&b, "answers to %s: %s\n", f.from, s)
		}
	}
	return b.String()
}

// Of returns the flows with a partner at one of the addresses.
func (l *Load) Of(partners ...netip.Addr) (list []*Flow) {
	for _, f := range l.Flows {
		if slices.Contains(partners, f.From) {
			list = append(list, f)
		}
	}
	return list
}

// Subscribers returns those whose identities the load carries.
func (l *Load) Subscribers() (list []Subscriber) {
	for _, f := range l.Flows {
		if !f.Back {
			list = append(list, NewSubscriber(f.Subscriber))
		}
	}
	return list
}
