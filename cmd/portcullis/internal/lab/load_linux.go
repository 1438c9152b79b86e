package lab

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Load is honest traffic of some flows, answered by the gateway.
type Load struct {
	Flows []*Flow

	rate   atomic.Int64 // messages a second, of all flows together
	stop   chan struct{}
	sender sync.WaitGroup
	failed atomic.Pointer[error]
}

// StartLoad opens the flows, and a gateway that answers them, and sends until
// the test ends or Stop.
func (n *Net) StartLoad(t testing.TB, rate int, plan ...FlowPlan) *Load {
	t.Helper()
	l := &Load{stop: make(chan struct{})}
	byAddr := map[netip.AddrPort]*Flow{}
	for _, p := range plan {
		f := n.planned(t, p)
		byAddr[f.from] = f
		l.Flows = append(l.Flows, f)
		go f.listen()
	}
	for _, a := range []netip.Addr{Gateway, Gateway6} {
		c, err := n.Home.ListenUDP(netip.AddrPortFrom(a, ControlPort))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		go serve(c, byAddr)
	}
	l.rate.Store(int64(rate))
	l.sender.Go(l.run)
	t.Cleanup(l.Stop)
	return l
}

// serve is the gateway: it accounts for requests and answers them.
func serve(c *net.UDPConn, flows map[netip.AddrPort]*Flow) {
	_ = receive(c, func(d arrival) {
		kind, sequence, bits, ok := head(d.msg)
		f := flows[d.from]
		if !ok || f == nil {
			return
		}
		f.Requests.note(sequence, bits, d.atNS)
		if answer := f.answer(kind); answer != nil {
			answer = append([]byte(nil), answer...)
			putSequence(answer, sequence)
			_, _ = c.WriteToUDPAddrPort(answer, d.from)
		}
	})
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

// run sends what is due, to one flow after the other. It does not make up for
// more than a burst after a gap in which it had no processor.
func (l *Load) run() {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	last, due, turn := time.Now(), 0.0, 0
	for {
		select {
		case <-l.stop:
			return
		case now := <-tick.C:
			due = min(due+now.Sub(last).Seconds()*float64(l.rate.Load()), maxBurst)
			last = now
		}
		share := max(1, int(due)/len(l.Flows))
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

// Settle waits until all that was sent has been answered, or nothing has moved
// for a while.
func (l *Load) Settle() {
	const quiet = 400 * time.Millisecond
	last, since := -1, time.Now()
	for {
		sent, done := 0, 0
		for _, f := range l.Flows {
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
// requests at the gateway and the answers at the partners. It is empty if
// every message sent has arrived once, in order.
func (l *Load) Faults() string {
	var b strings.Builder
	if err := l.Err(); err != nil {
		fmt.Fprintf(&b, "sending ended: %v\n", err)
	}
	for _, f := range l.Flows {
		if s := f.Requests.fault(f.Sent()); s != "" {
			fmt.Fprintf(&b, "requests from %s: %s\n", f.from, s)
		}
		if s := f.Answers.fault(f.Sent()); s != "" {
			fmt.Fprintf(&b, "answers to %s: %s\n", f.from, s)
		}
	}
	return b.String()
}
