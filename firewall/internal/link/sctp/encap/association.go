package encap

import (
	"cmp"
	"context"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/sctp"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

const (
	// heartbeat is the default of HB.interval. RFC 9260 says 30 s; a firewall's peers
	// shall notice earlier.
	heartbeat = 5 * time.Second
	// retrans is the default of Association.Max.Retrans: so many heartbeats may stay
	// without an answer.
	retrans = 5
)

// association is one association, and what goes on around pion's.
type association struct {
	wire   *wire
	pion   *sctp.Association
	config assoc.Config
	local  netip.AddrPort
	out    []outbound // to the peer, by number

	mean     uint32 // octets of a DATA chunk that is sent, about
	fragment int    // octets of the longest one

	ready    chan *inbound // streams with a message
	readers  sync.WaitGroup
	finished chan struct{} // closed when nothing more can be received
	over     chan struct{} // closed when pion has ended
	gone     chan struct{} // closed by our own Shutdown, Abort or Close

	starving atomic.Bool // AwaitRoom waits
	room     chan struct{}

	mu    sync.Mutex
	ended error // the first cause
	left  bool  // gone is closed
}

// outbound is a stream to the peer.
type outbound struct {
	stream    *sctp.Stream // nil until it is used
	unordered bool         // as it is set
}

// newAssociation starts an association that both ends have agreed on.
func newAssociation(s *socket, p pair, ours, theirs initiation, c assoc.Config, mtu int, at netip.Addr) (*association, error) {
	a := &association{config: c, mean: chunkCost, fragment: mtu - headerLength - dataHeaderLength, local: netip.AddrPortFrom(at, p.local), out: make([]outbound, min(ours.out, theirs.in)),
		ready: make(chan *inbound), finished: make(chan struct{}), over: make(chan struct{}), gone: make(chan struct{}),
		room: make(chan struct{}, 1)}
	a.wire = newWire(s, p, ours, theirs, a)
	longest := min(c.Paths.RTOMax, rtoMax)
	if longest == 0 {
		longest = rtoMax
	}
	var err error
	a.pion, err = sctp.ClientWithOptions(sctp.WithNetConn(a.wire), sctp.WithSNAP(ours.chunk(), theirs.chunk()),
		sctp.WithLoggerFactory(silence{}), sctp.WithName("-"), sctp.WithMTU(uint32(mtu)), sctp.WithMaxReceiveBufferSize(uint32(c.Buffer)),
		sctp.WithMaxMessageSize(uint32(c.MaxMessage)), sctp.WithRTOMax(float64(longest.Milliseconds())), sctp.WithEnableInterleaving(false))
	if err != nil {
		return nil, err
	}
	if !s.settle(p, a.wire) {
		a.pion.Close()
		return nil, assoc.ErrClosed
	}
	go a.attend()
	go a.watch()
	return a, nil
}

// attend waits for the end of pion's association, and of what it has received.
func (a *association) attend() {
	for {
		// Streams are opened in front of their first DATA (see wire.passesData), so that
		// there is none to accept, and this returns at the end.
		if _, err := a.pion.AcceptStream(); err != nil {
			break
		}
	}
	a.end(assoc.ErrAborted) // if there is no better cause: pion has found a violation
	close(a.over)
	a.readers.Wait()
	close(a.finished)
	a.pion.Close()
}

// watch sends heartbeats to a peer that is silent, and gives it up after some.
func (a *association) watch() {
	interval := cmp.Or(a.config.Paths.Heartbeat, heartbeat)
	limit := interval * time.Duration(cmp.Or(a.config.Paths.AssociationMaxRetrans, retrans)+1)
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-a.over:
			return
		case <-ticker.C:
		}
		switch silent := time.Since(time.Unix(0, a.wire.heard.Load())); {
		case silent > limit:
			a.lost()
			return
		case silent >= interval/2:
			a.pion.ActiveHeartbeat()
		}
	}
}

// lost ends the association without telling anybody.
func (a *association) lost() {
	a.end(assoc.ErrLost)
	a.wire.Close()
}

// end notes why the association ends, unless that is known already.
func (a *association) end(cause error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended == nil {
		a.ended = cause
	}
}

func (a *association) cause() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ended
}

// leave notes that this end wants no more, and reports whether that is new.
func (a *association) leave() bool {
	a.end(assoc.ErrClosed)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.left {
		return false
	}
	a.left = true
	close(a.gone)
	return true
}

// Streams implements assoc.Association.
func (a *association) Streams() (in, out uint16) { return a.wire.streams, uint16(len(a.out)) }

// Local returns the address and the SCTP port of this end.
func (a *association) Local() []netip.AddrPort { return []netip.AddrPort{a.local} }

// Remote returns the address and the SCTP port of the peer.
func (a *association) Remote() []netip.AddrPort { return []netip.AddrPort{a.wire.address()} }

// Shutdown implements assoc.Association.
func (a *association) Shutdown() {
	if a.leave() {
		go a.shutdown()
	}
}

func (a *association) shutdown() {
	limit, cancel := context.WithTimeout(context.Background(), a.config.Linger)
	defer cancel()
	a.pion.Shutdown(limit) // which fails if the peer has begun one: it goes on nevertheless
	select {
	case <-a.over:
	case <-limit.Done():
		a.wire.abort()
		a.wire.Close()
	}
}

// Abort implements assoc.Association.
func (a *association) Abort() {
	a.leave()
	select {
	case <-a.wire.closed:
	default:
		a.wire.abort()
		a.wire.Close()
	}
}

// Close leaves a shutdown alone, finishes one that the peer has begun, and aborts
// everything else.
func (a *association) Close() error {
	a.mu.Lock()
	left, byPeer := a.left, a.ended == assoc.ErrShutdown
	a.mu.Unlock()
	switch {
	case left:
	case byPeer:
		a.Shutdown()
	default:
		a.Abort()
	}
	return nil
}
