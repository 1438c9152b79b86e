package demo

import (
	"fmt"
	"sync"
	"sync/atomic"

	v1ie "github.com/wmnsk/go-gtp/gtpv1/ie"
	v2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
	v2msg "github.com/wmnsk/go-gtp/gtpv2/message"
)

// partner is a visited network: an SGW and SGSN that serves roaming subscribers
// of home. The compromised partner is one, too, with an attacker inside.
type partner struct {
	*node
	mcc, mnc string
	face          // that it names in messages
	through  pair // the gateway, by way of the firewall
	gateway  *gateway
	score    *score
	served   atomic.Int64 // subscribers so far

	mu      sync.Mutex
	tunnels map[uint32]uint32      // our control TEID to the gateway's
	offered map[uint32]chan []byte // our control TEID to whoever waits for a Create Bearer Request
}

// newPartner puts a partner on a node and starts it. Its subscribers count from
// the number given.
func newPartner(n *node, mcc, mnc string, face face, through pair, g *gateway, s *score, firstSubscriber int64) *partner {
	p := &partner{
		node: n, mcc: mcc, mnc: mnc, face: face, through: through, gateway: g, score: s,
		tunnels: map[uint32]uint32{}, offered: map[uint32]chan []byte{},
	}
	p.served.Store(firstSubscriber)
	n.start(p.serve)
	return p
}

// serve answers what the gateway starts.
func (p *partner) serve(d datagram) {
	p.mu.Lock()
	peer, known := p.tunnels[d.teid]
	offer := p.offered[d.teid]
	p.mu.Unlock()
	var reply []byte
	switch {
	case d.version == 2 && d.kind == createBearerRequest && offer != nil:
		select {
		case offer <- append([]byte(nil), d.msg...):
		default: // sent again
		}
	case !known:
	case d.version == 2 && d.kind == createBearerRequest:
		reply = p.acceptBearer(peer, d.msg)
	case d.version == 2 && d.kind == updateBearerRequest:
		reply = gtp2(updateBearerResponse, peer, d.sequence, cause2(accepted), bearerAnswer(5))
	case d.version == 2 && d.kind == deleteBearerRequest:
		reply = gtp2(deleteBearerResponse, peer, d.sequence, cause2(accepted), bearerAnswer(6))
	case d.version == 1 && d.kind == updatePDPRequest:
		reply = gtp1(updatePDPResponse, peer, d.sequence, v1ie.NewCause(v1Accepted), v1ie.NewQoSProfile(qos))
	}
	if reply != nil {
		_ = p.send(d.user, d.from, reply) // a lost answer is asked for again
	}
}

// acceptBearer answers a Create Bearer Request; 87.3 gives the PGW its own
// endpoint back, so that it knows which bearer is meant (TS 29.274 clause 7.2.4).
func (p *partner) acceptBearer(peer uint32, request []byte) []byte {
	parsed, err := v2msg.Parse(request)
	if err != nil {
		return nil
	}
	m := parsed.(*v2msg.CreateBearerRequest)
	theirs, err := m.BearerContexts[0].FindByType(v2ie.FullyQualifiedTEID, 1)
	if err != nil {
		return nil
	}
	return gtp2(createBearerResponse, peer, m.Sequence(), cause2(accepted), v2ie.NewBearerContext(
		v2ie.NewEPSBearerID(6), cause2(accepted),
		fteid(2, s5s8SGWUser, p.newTEID(), p.face4), theirs.WithInstance(3)))
}

func (p *partner) keep(own, peer uint32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tunnels[own] = peer
}

func (p *partner) forget(own uint32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.tunnels, own)
	delete(p.offered, own)
}

// offer makes serve report a Create Bearer Request for a tunnel instead of
// answering it.
func (p *partner) offer(own uint32) chan []byte {
	ch := make(chan []byte, 1)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.offered[own] = ch
	return ch
}

// step carries out one honest exchange and scores it.
func (p *partner) step(protocol, name string, exchange func() error) bool {
	p.score.begin(protocol)
	err := exchange()
	if err != nil {
		err = fmt.Errorf("%s of %s-%s: %w", name, p.mcc, p.mnc, err)
	}
	p.score.end(protocol, err)
	return err == nil
}
