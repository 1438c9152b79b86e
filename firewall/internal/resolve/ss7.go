package resolve

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// HomePoint stands for ourselves where an interconnect is told by its point code
// (columns opc_interconnect, dpc_interconnect).
const HomePoint op.ID = 0xFFFF

// points tells who has which point code of 14 bits (Q.704 clause 2.2).
type points []op.ID

// newPoints returns nil if nobody has any.
func newPoints(c *config.Config) (p points) {
	add := func(list []config.PointCode, id op.ID) {
		if p == nil && len(list) > 0 {
			p = make(points, 1<<14)
		}
		for _, code := range list {
			p[code&(1<<14-1)] = id
		}
	}
	for i := range c.Interconnects {
		add(c.Interconnects[i].PointCodes, firstInterconnect+op.ID(i))
	}
	add(c.Home.PointCodes, HomePoint)
	return p
}

func (p points) of(code uint32) op.ID {
	if code >= uint32(len(p)) {
		return 0
	}
	return p[code]
}

// title is what a global title says of the node that has it.
type title struct {
	owner op.ID
	roles uint16 // of home's nodes
}

// newTitles returns the owners of global titles in E.164, and in E.214: there, a
// number starts with the country code and network code that stand for the PLMN of
// the IMSI that follows (E.214 clause 4.2), or with those of the operator's own
// E.164 numbers, as many networks have it.
func newTitles(c *config.Config) (e164, e214 ranges[title]) {
	var plain, managed []span[title]
	lay := func(titles, countries []op.Digits, networks []op.PLMN, id op.ID) {
		own := func(t *title) { t.owner, t.roles = id, 0 }
		for _, d := range titles {
			plain, managed = append(plain, digitsSpan(d, own)), append(managed, digitsSpan(d, own))
		}
		for _, country := range countries {
			for _, p := range networks {
				if d, ok := joined(country, networkCode(p)); ok {
					managed = append(managed, digitsSpan(d, own))
				}
			}
		}
	}
	for i := range c.Operators {
		o := &c.Operators[i]
		lay(o.GlobalTitles, o.CountryCodes, o.PLMNs, firstOperator+op.ID(i))
	}
	lay(c.Home.GlobalTitles, c.Home.CountryCodes, c.Home.PLMNs, op.Home)
	for i := range c.Home.Nodes {
		roles := uint16(c.Home.Nodes[i].Roles)
		for _, d := range c.Home.Nodes[i].GlobalTitles {
			plain = append(plain, digitsSpan(d, func(t *title) { t.owner, t.roles = op.Home, roles }))
		}
	}
	return newRanges(plain), newRanges(managed)
}

// networkCode is the MNC of a network as digits.
func networkCode(p op.PLMN) op.Digits {
	text := p.String()
	d, _ := op.ParseDigits(text[4:]) // MCC-MNC
	return d
}

func joined(a, b op.Digits) (op.Digits, bool) { return op.ParseDigits(a.String() + b.String()) }

// titleOf looks up an address of SCCP. One that is routed on subsystem and point
// code, or of another numbering plan, is nobody's.
func (t *Tables) titleOf(a *op.SCCPAddress) title {
	const e164, e214 = 1, 7
	switch {
	case a.Digits == 0:
		return title{}
	case a.NP == e214:
		return *t.managed.find(digitsKey(a.Digits))
	case a.NP == e164, a.GTI() == 1, a.GTI() == 2: // without a plan, E.164 is meant (Q.713 clause 3.4.2.3)
		return *t.titles.find(digitsKey(a.Digits))
	}
	return title{}
}

// calledTitle is titleOf the called party, which may be a subscriber's number:
// requests for the routing of calls and short messages are addressed so.
func (t *Tables) calledTitle(a *op.SCCPAddress) title {
	const e164 = 1
	found := t.titleOf(a)
	if found.owner == 0 && a.NP == e164 && a.Digits != 0 {
		found.owner = *t.numbers.find(digitsKey(a.Digits))
	}
	return found
}

// party is what an operator is to us, whichever way it is recognised.
type party struct {
	who
	via          members  // interconnects that it is reached through
	noSMS        bool     // it may not send short messages
	applications []uint32 // of Diameter that may be used with it
}

func (t *Tables) addParties(c *config.Config, groups map[string]op.ID, hubs map[op.ID]uint16) {
	t.parties = make([]party, int(firstOperator)+len(c.Operators))
	for i := range c.Operators {
		o, id := &c.Operators[i], firstOperator+op.ID(i)
		p := party{via: make(members, t.Interconnects()), noSMS: !o.SMS, applications: applicationsOf(o)}
		p.who = who{owner: id, agreements: uint32(o.Agreements), group: groups[o.HandoverGroup], hub: hubs[id], flags: srcReached}
		for _, name := range o.Via {
			if via, ok := t.Interconnect(name); ok {
				p.via[via] = true
			}
		}
		t.parties[id] = p
	}
}

// reached reports whether an operator is reached through an interconnect.
func (t *Tables) reached(operator, interconnect op.ID) bool {
	via := t.parties[operator].via
	return interconnect != 0 && int(interconnect) < len(via) && via[interconnect]
}

// signal adds to the ends of a message what SS7 says of them: point codes where no
// address tells the interconnect, and the owners of global titles. A global title
// is a claim: it makes the message its owner's only if that is reached through
// the interconnect at this end.
func (t *Tables) signal(b *op.Batch, m *op.Message, e *ends) {
	s := b.SS7Of(&b.Ops[m.FirstOp])
	calling, called := t.titleOf(&s.Calling), t.calledTitle(&s.Called)
	opc, dpc := t.points.of(s.OPC), t.points.of(s.DPC)
	if m.Side == op.SideUnknown && e.src.owner != op.Home && e.dst.owner != op.Home {
		fromHome := opc == HomePoint || opc == 0 && calling.owner == op.Home
		m.Direction = towards(fromHome && mayBeHome(m, e), dpc == HomePoint || dpc == 0 && called.owner == op.Home)
	}
	if m.Interconnect == 0 && t.tellsPeer(m.Src, opc) {
		m.Interconnect = opc
	}
	if m.DstInterconnect == 0 && t.tellsPeer(m.Dst, dpc) {
		m.DstInterconnect = dpc
	}
	m.SrcOwner = t.believed(m.SrcOwner, calling.owner, m.Interconnect)
	m.DstOwner = t.believed(m.DstOwner, called.owner, m.DstInterconnect)
	if partner := m.Partner(); partner >= firstOperator {
		e.partner = &t.parties[partner].who
	}
}

// mayBeHome reports whether a message that says that it is ours may be, though no
// address of ours is its source: there is no address, or it goes from nobody's to an
// interconnect. Whoever sends to us writes our names as easily as his own.
func mayBeHome(m *op.Message, e *ends) bool {
	return m.Src.IsZero() || e.src.interconnect == 0 && e.dst.interconnect != 0
}

// tellsPeer reports whether a point code tells the interconnect at an end with an
// address that no interconnect has. Anybody can write a point code: it tells only
// where there is no address, or where its interconnect is configured without any.
func (t *Tables) tellsPeer(at op.Addr, point op.ID) bool {
	return point != HomePoint && (at.IsZero() || point != 0 && !t.carriages[point].addressed)
}

// Peer returns who is adjacent where a message comes from: the interconnect that
// has its source address, else the one that its originating point code tells;
// HomePoint for ourselves, 0 for nobody known. A stranger's address does not become
// ours by our point code.
func (t *Tables) Peer(src op.Addr, opc uint32) op.ID {
	w, point := t.at(src), t.points.of(opc)
	switch {
	case w.interconnect != 0:
		return w.interconnect
	case w.owner == op.Home, point == HomePoint && src.IsZero():
		return HomePoint
	case t.tellsPeer(src, point):
		return point
	}
	return 0
}

// ss7 resolves what an operation of SS7 carries.
func (t *Tables) ss7(b *op.Batch, m *op.Message, o *op.Operation, e *ends) {
	s := b.SS7Of(o)
	calling, called := t.titleOf(&s.Calling), t.calledTitle(&s.Called)
	s.CallingOwner, s.CalledOwner = t.voice(e.partner, calling.owner), t.voice(e.partner, called.owner)
	o.SrcRoles, o.DstRoles = o.SrcRoles|calling.roles, o.DstRoles|called.roles
	reached := calling.owner >= firstOperator && t.reached(calling.owner, m.Interconnect)
	if reached {
		o.SrcFlags |= srcReached
	}
	s.Flags = t.flags(b, m, o, s, reached)
	if o.Protocol == op.ProtoM3UA && m.Partner() < firstOperator {
		o.Agreements |= t.adjacent(m)
	}
	s.OPCInterconnect, s.DPCInterconnect = t.points.of(s.OPC), t.points.of(s.DPC)
	for _, w := range b.Ways[s.Ways.First:][:s.Ways.Count] {
		s.OPCInterconnect = oddest(s.OPCInterconnect, t.points.of(w.OPC), m.Peer())
		s.DPCInterconnect = oddest(s.DPCInterconnect, t.points.of(w.DPC), HomePoint)
	}
	if s.DialogueIMSI != 0 {
		s.DialogueIMSIOwner = t.voice(e.partner, t.networks.ofIMSI(s.DialogueIMSI))
	}
	if s.RequestingPLMN != 0 {
		s.RequestingOwner = t.voice(e.partner, t.networks.find(s.RequestingPLMN).owner)
	}
	rows := b.Numbers[s.Numbers.First:][:s.Numbers.Count]
	for i := range rows {
		rows[i].Owner = t.voice(e.partner, t.numberOwner(&rows[i]))
	}
	has := func(column, needs int) {
		if o.IsPresent(needs) {
			o.Has(column)
		}
	}
	has(op.ColCallingOwner, op.ColCallingGt)
	has(op.ColCalledOwner, op.ColCalledGt)
	has(op.ColOpcInterconnect, op.ColOpc)
	has(op.ColDpcInterconnect, op.ColDpc)
	has(op.ColDialogueIMSIOwner, op.ColDialogueIMSI)
	has(op.ColRequestingOwner, op.ColRequestingPLMN)
}

// oddest returns whichever of the owners of two point codes is less to be expected
// where usual is: somebody else's rather than usual, nobody's rather than somebody
// else's, ours in an interconnect's place rather than any.
func oddest(a, b, usual op.ID) op.ID {
	rank := func(id op.ID) int {
		switch id {
		case usual:
			return 0
		case HomePoint:
			return 3
		case 0:
			return 2
		}
		return 1
	}
	if rank(b) > rank(a) {
		return b
	}
	return a
}

// numberOwner looks up a number that an argument names: of a subscriber among the
// subscribers' numbers, of a node among the global titles. A node's is international
// (TS 23.003 clause 3.6, 5.1): the digits of one that says that it is national, or of a
// private plan, are those of another node, of nobody's who is known. Some leave it at
// an unknown nature or plan.
func (t *Tables) numberOwner(n *op.Number) op.ID {
	switch n.Role {
	case op.NumberMSISDN, op.NumberSMSMSISDN, op.NumberForwardedTo, op.NumberCalled, op.NumberCalling:
		return *t.numbers.find(digitsKey(n.Digits))
	}
	if n.Role == op.NumberHLR && n.NP == op.NumberingE212 { // HLR-Id
		return t.networks.ofIMSI(n.Digits)
	}
	if n.NAI > numberInternational || n.NP > numberE164 {
		return 0
	}
	return t.titles.find(digitsKey(n.Digits)).owner
}

// Nature of address and numbering plan of an AddressString (TS 29.002 clause 17.7.8);
// 0 is unknown of both.
const (
	numberInternational = 1
	numberE164          = 1
)

// towards is the direction of a message between ends that are home or not.
func towards(fromHome, toHome bool) op.Direction {
	switch {
	case fromHome:
		return op.Out
	case toHome:
		return op.In
	}
	return op.Transit
}

// believed is the owner of an end: of its address, else of its global title.
func (t *Tables) believed(byAddress, byTitle, interconnect op.ID) op.ID {
	if byAddress == 0 && byTitle >= firstOperator && t.reached(byTitle, interconnect) {
		return byTitle
	}
	return byAddress
}
