package gtp

import (
	"fmt"
	"net/netip"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// flow stands for a peer towards the next node of the hop that it talks to.
type flow struct {
	hop    *hop
	peer   endpoint
	port   *port
	usedNS int64 // when a datagram last passed either way
}

type flowKey struct {
	hop  *hop
	peer endpoint
}

// flows is the bounded table of peers. It is asked only for messages that may
// pass, so what is blocked costs no entry. When it is full the newcomer is
// refused: whoever is talking already keeps talking.
type flows struct {
	byPeer map[flowKey]*flow
	byHost map[op.Addr]int // entries per IPv4 address or IPv6 /64 network

	max, maxPerHost int
	idleNS          int64
}

func newFlows(max, maxPerHost int, idleNS int64) flows {
	return flows{
		byPeer: make(map[flowKey]*flow, max), byHost: make(map[op.Addr]int, max),
		max: max, maxPerHost: maxPerHost, idleNS: idleNS,
	}
}

// host is what one party controls: an IPv4 address, or the /64 network from
// which an IPv6 host may take any address (RFC 4291 clause 2.5.1).
func host(a op.Addr) op.Addr {
	if a.Is4() {
		return a
	}
	return op.Addr{Hi: a.Hi}
}

// hasRoom reports whether one more flow of this peer fits.
func (t *flows) hasRoom(peer endpoint) bool {
	return len(t.byPeer) < t.max && t.byHost[host(peer.addr)] < t.maxPerHost
}

func (t *flows) add(f *flow) {
	t.byPeer[flowKey{f.hop, f.peer}] = f
	t.byHost[host(f.peer.addr)]++
}

func (t *flows) remove(f *flow) {
	delete(t.byPeer, flowKey{f.hop, f.peer})
	h := host(f.peer.addr)
	if t.byHost[h]--; t.byHost[h] == 0 {
		delete(t.byHost, h)
	}
}

// sweep closes the flows that were idle too long.
func (r *Relay) sweep() {
	t := &r.flows
	for _, f := range t.byPeer {
		if r.nowNS-f.usedNS > t.idleNS {
			t.remove(f)
			r.mover.shut(f.port)
		}
	}
}

// flowOf returns the flow of a peer at a hop, opening one if there is room.
func (r *Relay) flowOf(h *hop, peer endpoint) (*flow, error) {
	if f := r.flows.byPeer[flowKey{h, peer}]; f != nil {
		return f, nil
	}
	if !r.flows.hasRoom(peer) {
		return nil, errNoRoom
	}
	p, err := r.mover.open(netip.AddrPort{}, h.next.netip())
	if err != nil {
		return nil, fmt.Errorf("flow to %s: %w", h.next.netip(), err)
	}
	f := &flow{hop: h, peer: peer, port: p, usedNS: r.nowNS}
	p.flow = f
	r.flows.add(f)
	return f, nil
}
