package demo

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"

	v1ie "github.com/wmnsk/go-gtp/gtpv1/ie"
	v2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
)

// gateway is the home network: a PGW and GGSN that does what passes the
// firewall tells it. It has no defence of its own.
type gateway struct {
	*node
	answers *answers // of the control plane's reader

	mu       sync.Mutex
	control  map[uint32]*session // by the TEID that the gateway gave out
	user     map[uint32]*session
	imsi     map[string]*session
	lastUser netip.Addr
	crashes  int
}

// session is a PDN connection or a PDP context with its tunnels.
type session struct {
	imsi          string
	address       netip.Addr // of the subscriber
	control, user uint32     // TEIDs of the gateway
	bearer        uint8      // EBI or NSAPI

	peerControl uint32         // TEID of the partner
	peerUser    atomic.Uint32  // likewise; moves with the subscriber
	path        netip.AddrPort // where the partner's signaling comes from
}

// newGateway puts a gateway on a node and starts it.
func newGateway(n *node) *gateway {
	g := &gateway{
		node: n, answers: newAnswers(), control: map[uint32]*session{}, user: map[uint32]*session{}, imsi: map[string]*session{},
		lastUser: netip.AddrFrom4([4]byte{10, 64, 0, 0}),
	}
	n.start(g.serve)
	return g
}

// serve answers one message. A message that makes the decoder of a real
// gateway panic takes the gateway down; here it is counted.
func (g *gateway) serve(d datagram) {
	defer func() {
		if recover() != nil {
			g.mu.Lock()
			g.crashes++
			g.mu.Unlock()
		}
	}()
	var reply []byte
	switch {
	case d.user && d.kind == gPDU:
		reply = g.forward(d)
	case d.version == 1 && d.kind == echoRequest:
		reply = gtp1(echoResponse, 0, d.sequence, v1ie.NewRecovery(0))
	case d.version == 1 && !d.user:
		reply = g.answers.to(d.from, d.msg, func() []byte { return g.serve1(d) })
	case d.version == 2 && !d.user:
		reply = g.answers.to(d.from, d.msg, func() []byte { return g.serve2(d) })
	}
	if reply != nil {
		_ = g.send(d.user, d.from, reply) // a lost answer is asked for again
	}
}

// open remembers a new session. A subscriber's earlier one is replaced, as TS
// 29.274 clause 7.2.1 has it.
func (g *gateway) open(s *session) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if old := g.imsi[s.imsi]; old != nil {
		g.forget(old)
	}
	g.lastUser = g.lastUser.Next()
	s.address, s.control, s.user = g.lastUser, g.newTEID(), g.newTEID()
	g.control[s.control], g.user[s.user], g.imsi[s.imsi] = s, s, s
}

func (g *gateway) forget(s *session) {
	delete(g.control, s.control)
	delete(g.user, s.user)
	delete(g.imsi, s.imsi)
}

func (g *gateway) find(teid uint32) *session {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.control[teid]
}

func (g *gateway) drop(s *session) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.forget(s)
}

// forward sends a subscriber's packet to the internet, which echoes it, and
// tunnels the echo back to the SGW or SGSN.
func (g *gateway) forward(d datagram) []byte {
	g.mu.Lock()
	s := g.user[d.teid]
	g.mu.Unlock()
	if s == nil {
		return nil
	}
	return gtpu(s.peerUser.Load(), echo(tunnelled(d.msg)))
}

// order is what the gateway itself starts: it asks a partner and checks the
// cause of the answer.
func (g *gateway) order(ctx context.Context, imsi string, build func(s *session, sequence uint32) []byte) error {
	g.mu.Lock()
	s := g.imsi[imsi]
	g.mu.Unlock()
	if s == nil {
		return fmt.Errorf("gateway has no session of %s", imsi)
	}
	h, answer, err := g.ask(ctx, false, s.path, build(s, g.nextSequence()))
	if err != nil {
		return err
	}
	return checkCause(h, answer)
}

// state counts what the gateway holds.
func (g *gateway) state() (sessions, crashes int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.control), g.crashes
}

// updateBearer, createBearer and deleteBearer are orders on GTPv2 (TS 29.274
// clauses 7.2.15, 7.2.3, 7.2.9.2).
func updateBearer(s *session, sequence uint32) []byte {
	return gtp2(updateBearerRequest, s.peerControl, sequence,
		v2ie.NewBearerContext(v2ie.NewEPSBearerID(s.bearer), v2ie.NewBearerQoS(1, 8, 0, 8, 0, 0, 0, 0)),
		v2ie.NewAggregateMaximumBitRate(60_000, 120_000))
}

func (g *gateway) createBearer(s *session, sequence uint32) []byte {
	return gtp2(createBearerRequest, s.peerControl, sequence, g.dedicatedBearer(s)...)
}

// dedicatedBearer returns the elements of a Create Bearer Request for a bearer
// that carries what comes from the internet host.
func (g *gateway) dedicatedBearer(s *session) []*v2ie.IE {
	host, mask := internet.AsSlice(), []byte{255, 255, 255, 255}
	filter := v2ie.NewTFTPacketFilter(v2ie.TFTPFBidirectional, 1, 10, v2ie.NewTFTPFComponentIPv4RemoteAddress(host, mask))
	return []*v2ie.IE{
		v2ie.NewEPSBearerID(s.bearer),
		v2ie.NewBearerContext(
			v2ie.NewEPSBearerID(0),
			v2ie.NewBearerTFTCreateNewTFT([]*v2ie.TFTPacketFilter{filter}, nil),
			fteid(1, s5s8PGWUser, s.user, homeGSN),
			v2ie.NewBearerQoS(1, 2, 0, 2, 0, 0, 0, 0)),
	}
}

// deleteBearer names the dedicated bearer and says why: one of the two requests
// that may carry a cause (8, reactivation requested).
func deleteBearer(s *session, sequence uint32) []byte {
	return gtp2(deleteBearerRequest, s.peerControl, sequence, v2ie.NewEPSBearerID(6).WithInstance(1), cause2(8))
}

// updatePDP is the GGSN's Update PDP Context Request (TS 29.060 clause 7.3.3).
func updatePDP(s *session, sequence uint32) []byte {
	return gtp1(updatePDPRequest, s.peerControl, sequence, v1ie.NewNSAPI(s.bearer), v1ie.NewQoSProfile(qos))
}
