package resolve

import (
	"bytes"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// commandEnds are who a command says it comes from and goes to, looked up once.
type commandEnds struct {
	host, realm             []byte // Origin-Host and Origin-Realm as written
	originHost, originRealm named
	destinationHost         named
	destinationRealm        named
	isHostInRealm           bool
}

func (t *Tables) commandEnds(b *op.Batch, o *op.Operation, x *commandEnds) {
	d := b.DiameterOf(o)
	x.host, x.realm = b.Bytes(o, d.OriginHost), b.Bytes(o, d.OriginRealm)
	x.originRealm = t.domains.look(x.realm)
	x.isHostInRealm = isWithin(x.host, x.realm)
	x.originHost = t.domains.lookWithin(x.host, x.isHostInRealm, x.originRealm)
	host, realm := b.Bytes(o, d.DestinationHost), b.Bytes(o, d.DestinationRealm)
	x.destinationRealm = t.domains.look(realm)
	x.destinationHost = t.domains.lookWithin(host, isWithin(host, realm), x.destinationRealm)
}

// claim adds to the ends of a message what Diameter says of them. Its Origin-Realm
// makes a message its owner's only if that is reached through the interconnect at
// this end, as a global title does.
func (t *Tables) claim(m *op.Message, x *commandEnds, e *ends) {
	origin, destination := x.originRealm.host.owner, x.destinationRealm.host.owner
	if m.Side == op.SideUnknown && e.src.owner != op.Home && e.dst.owner != op.Home {
		toHome := destination == op.Home || m.Interconnect != 0
		m.Direction = towards(origin == op.Home && !toHome && mayBeHome(m, e), toHome)
	}
	m.SrcOwner = t.believed(m.SrcOwner, origin, m.Interconnect)
	m.DstOwner = t.believed(m.DstOwner, destination, m.DstInterconnect)
	if partner := m.Partner(); partner >= firstOperator {
		e.partner = &t.parties[partner].who
	}
}

// diameter resolves what a Diameter command carries.
func (t *Tables) diameter(b *op.Batch, m *op.Message, o *op.Operation, e *ends) {
	d, x := b.DiameterOf(o), e.command
	d.OriginOwner = t.voice(e.partner, x.originRealm.host.owner)
	d.OriginHostOwner = t.voice(e.partner, x.originHost.realm.owner)
	d.DestinationOwner, d.DestinationRoles = x.destinationRealm.host.owner, x.destinationHost.host.roles
	d.ResolvedFlags = t.originFlags(m, x) | destinationFlags(d, x) | t.sessionFlags(b.Bytes(o, d.SessionID), x)
	d.ResolvedFlags |= t.routes(b, m, o, d, x, e.partner) | t.hosts(b, m, d)
	agreed := t.agreed(m.Partner(), o.Application)
	if isRefusalOfAgent(o, d) {
		d.ResolvedFlags |= op.DiameterOriginReached
		agreed = agreed || slices.Contains(t.carriages[m.Interconnect].applications, o.Application)
	}
	if agreed {
		d.ResolvedFlags |= op.DiameterApplicationAgreed
	}
	t.plmns(d, x.realm, e.partner)
	t.userIDs(b, d, e.partner)
	t.accessPoints(b, o, d)
	has := func(column, needs int) {
		if o.IsPresent(needs) {
			o.Has(column)
		}
	}
	has(op.ColOriginOwner, op.ColOriginRealm)
	has(op.ColOriginHostOwner, op.ColOriginHost)
	has(op.ColDestinationOwner, op.ColDestinationRealm)
	has(op.ColDestinationRoles, op.ColDestinationHost)
	has(op.ColVisitedOwner, op.ColVisitedPLMN)
	if d.OriginPLMN != 0 {
		o.Has(op.ColOriginPLMN)
		o.Has(op.ColOriginPLMNOwner)
	}
}

func (t *Tables) originFlags(m *op.Message, x *commandEnds) (f uint32) {
	set := func(bit uint32, applies bool) {
		if applies {
			f |= bit
		}
	}
	realm, host, peer := x.originRealm, x.originHost, m.Interconnect
	set(op.DiameterOriginReached, realm.host.owner >= firstOperator && t.reached(realm.host.owner, peer))
	set(op.DiameterPeerHost, peer != 0 && t.isPeerHost(host, peer))
	set(op.DiameterPeerRealm, peer != 0 && (realm.host.agentRealm == peer || host.host.agent == peer && !t.carriages[peer].realms && !realm.realm.isRealm()))
	set(op.DiameterHostInRealm, x.isHostInRealm)
	set(op.DiameterOriginHome, host.isHome() || realm.isHome())
	return f
}

// isPeerHost reports whether a host may be the peer itself: one of the
// interconnect's agents, or, where none are listed, a host of an operator behind it.
func (t *Tables) isPeerHost(host named, peer op.ID) bool {
	if t.carriages[peer].agents {
		return host.host.agent == peer
	}
	return host.realm.agentRealm == peer || host.realm.owner >= firstOperator && t.reached(host.realm.owner, peer)
}

// isRefusalOfAgent reports whether an agent of the peer answers in its own name, which
// any agent does that cannot hand a request on (RFC 6733 clauses 6.2, 7.1.3). That a
// request succeeded, only who was asked can say.
func isRefusalOfAgent(o *op.Operation, d *op.Diameter) bool {
	const agent = op.DiameterPeerRealm | op.DiameterHostInRealm
	failed := max(d.ResultCode, d.ExperimentalCode) >= 3000
	return o.Kind == op.KindResponse && failed && d.ResolvedFlags&(agent|op.DiameterOriginHome) == agent
}

func destinationFlags(d *op.Diameter, x *commandEnds) (f uint32) {
	if d.DestinationRealm.Len == 0 || x.destinationRealm.host.owner == op.Home {
		f |= op.DiameterDestinationHome
	}
	if d.DestinationHost.Len == 0 || x.destinationHost.isHome() {
		f |= op.DiameterDestinationHost
	}
	return f
}

// sessionFlags says whose host a Session-Id starts with (RFC 6733 clause 8.8), or is:
// who leaves out the rest does not leave out whose it is.
func (t *Tables) sessionFlags(session []byte, x *commandEnds) (f uint32) {
	host, _, _ := bytes.Cut(session, []byte{';'})
	n := x.originHost
	if isWithin(host, x.host) && len(withoutDot(host)) == len(withoutDot(x.host)) {
		f = op.DiameterSessionOrigin
	} else {
		n = t.domains.look(host)
	}
	if isWithin(host, x.realm) {
		f |= op.DiameterSessionRealm
	}
	if n.isHome() {
		f |= op.DiameterSessionHome
	}
	return f
}

// routes resolves the Route-Records.
func (t *Tables) routes(b *op.Batch, m *op.Message, o *op.Operation, d *op.Diameter, x *commandEnds, partner *who) (f uint32) {
	rows := b.Routes[d.Routes.First:][:d.Routes.Count]
	if len(rows) == 0 || isWithin(b.Bytes(o, rows[0].Name), x.realm) {
		f = op.DiameterRouteOrigin
	}
	for i := range rows {
		n := x.originHost
		if name := b.Bytes(o, rows[i].Name); !bytes.Equal(name, x.host) {
			n = t.domains.look(name)
		}
		rows[i].Owner = n.realm.owner
		agent := max(n.host.agent, n.realm.agentRealm)
		if agent != 0 {
			rows[i].Flags |= op.RouteAgent
		}
		if agent != 0 && agent == m.Interconnect {
			rows[i].Flags |= op.RoutePeer
		}
		if n.isHome() {
			rows[i].Flags |= op.RouteHome
			f |= op.DiameterRouteHome
		} else if agent == 0 && (rows[i].Owner < firstOperator || !t.reached(rows[i].Owner, m.Interconnect)) {
			f |= op.DiameterRouteUnknown
		} else if agent == 0 && i > 0 && !t.isOnWay(partner, rows[i].Owner, d.OriginOwner) {
			f |= op.DiameterRouteUnknown // of the first, DiameterRouteOrigin tells
		}
	}
	if len(rows) > 0 && t.isOnWay(partner, rows[0].Owner, d.OriginOwner) {
		f |= op.DiameterRouteOrigin // another realm of the same operator, or its hub
	}
	return f
}

// isOnWay reports whether an operator's node may hand on what comes from another:
// from itself, from a member of the hub that it is, or from the hub that it is a
// member of and that partner is. Any other would get the answers.
func (t *Tables) isOnWay(partner *who, owner, origin op.ID) bool {
	return owner >= firstOperator && (t.voice(&t.parties[owner].who, origin) == owner || t.voice(partner, owner) == origin)
}

// hosts resolves the addresses that a capabilities exchange names.
func (t *Tables) hosts(b *op.Batch, m *op.Message, d *op.Diameter) uint32 {
	rows := b.HostAddresses[d.HostAddresses.First:][:d.HostAddresses.Count]
	inside := true
	for i := range rows {
		rows[i].Interconnect = t.at(rows[i].Addr).interconnect
		inside = inside && rows[i].Interconnect != 0 && rows[i].Interconnect == m.Interconnect
	}
	if inside {
		return op.DiameterHostsInside
	}
	return 0
}

// plmns resolves the networks that a command names.
func (t *Tables) plmns(d *op.Diameter, realm []byte, partner *who) {
	if d.VisitedPLMN != 0 {
		d.VisitedOwner = t.voice(partner, t.networks.find(d.VisitedPLMN).owner)
		if !t.mncs.fits(d.VisitedPLMN) {
			d.ResolvedFlags |= op.DiameterMNCLength
		}
	}
	p, is := realmPLMN(realm)
	switch {
	case !is:
	case p == 0:
		d.ResolvedFlags |= op.DiameterRealmBad
	default:
		n := t.padded.find(p)
		d.OriginPLMN, d.OriginPLMNOwner = t.mncs.written(p), t.voice(partner, n.owner)
		if n.owner != 0 {
			d.OriginPLMN = n.named
		} else if !t.mncs.fits(d.OriginPLMN) { // three digits where the country has two
			d.ResolvedFlags |= op.DiameterMNCLength
		}
		d.ResolvedFlags |= op.DiameterRealm3GPP
	}
}

// userIDs resolves the networks that the digits of User-Ids name.
func (t *Tables) userIDs(b *op.Batch, d *op.Diameter, partner *who) {
	rows := b.UserIDs[d.UserIDs.First:][:d.UserIDs.Count]
	for i := range rows {
		rows[i].Owner = t.voice(partner, t.networks.ofIMSI(rows[i].Digits))
	}
}

// claimedRealm is who a Diameter command says it comes from: the owner of its
// Origin-Realm, else who is believed to have sent it.
func claimedRealm(m *op.Message, d *op.Diameter) op.ID {
	switch {
	case d.OriginOwner != 0:
		return d.OriginOwner
	case m.SrcOwner != 0:
		return m.SrcOwner
	case m.Direction == op.Out:
		return op.Home
	}
	return 0
}

// Applications of Diameter (RULES D-02).
const (
	appBase = 0
	appS6a  = 16777251
)

// byAgreement are the applications that an agreement opens.
var byAgreement = map[config.Agreements][]uint32{
	config.AgreementSMS:      {16777312, 16777313},              // S6c, SGd
	config.AgreementWiFi:     {16777250, 16777264},              // STa and SWa, SWm
	config.AgreementLCS:      {16777255, 16777291},              // SLg, SLh
	config.AgreementBreakout: {16777267, 16777236, 4, 16777272}, // S9, Rx, Gy, S6b
}

// applicationsOf returns the applications that may be used with an operator.
func applicationsOf(o *config.Operator) []uint32 {
	list := append([]uint32{appBase, appS6a}, o.Applications...)
	for agreement, more := range byAgreement {
		if o.Agreements&agreement != 0 {
			list = append(list, more...)
		}
	}
	slices.Sort(list)
	return list
}

// applicationsBehind returns the applications that may be used with one or another
// operator that is reached through an interconnect.
func (t *Tables) applicationsBehind(interconnect op.ID) (list []uint32) {
	for i := firstOperator; int(i) < len(t.parties); i++ {
		if t.reached(i, interconnect) {
			list = append(list, t.parties[i].applications...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// agreed reports whether an application may be used with a partner; of one that
// is not known, those that any may.
func (t *Tables) agreed(partner op.ID, application uint32) bool {
	if partner < firstOperator {
		return application == appBase || application == appS6a
	}
	return slices.Contains(t.parties[partner].applications, application)
}
