package resolve

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Resolve fills the resolved fields of every message and operation of a batch.
func (t *Tables) Resolve(b *op.Batch) {
	for i := range b.Messages {
		t.message(b, &b.Messages[i])
	}
}

// ends is what both ends of a message are.
type ends struct {
	src, dst *who
	partner  *who         // the end that is not ours: the destination of what goes out
	command  *commandEnds // of a message of Diameter
}

var nobody who

func (t *Tables) message(b *op.Batch, m *op.Message) {
	e := ends{src: t.at(m.Src), dst: t.at(m.Dst)}
	m.Direction = direction(m.Side, e.src, e.dst)
	e.partner = e.src
	if m.Direction == op.Out {
		e.partner = e.dst
	}
	m.Interconnect, m.DstInterconnect = e.src.interconnect, e.dst.interconnect
	m.SrcOwner, m.DstOwner = e.src.owner, e.dst.owner
	switch {
	case m.NumOps == 0:
	case b.Ops[m.FirstOp].SS7 != 0:
		t.signal(b, m, &e)
	case b.Ops[m.FirstOp].Diameter != 0:
		var x commandEnds
		t.commandEnds(b, &b.Ops[m.FirstOp], &x)
		t.claim(m, &x, &e)
		e.command = &x
	}
	for i := m.FirstOp; i < m.FirstOp+m.NumOps; i++ {
		t.operation(b, m, &b.Ops[i], &e)
	}
}

// at looks up an address; an absent one is nobody's, even where a block such as
// ::/0 would hold it.
func (t *Tables) at(a op.Addr) *who {
	if a.IsZero() {
		return &nobody
	}
	return t.addresses.find(a)
}

// direction believes the link that knows its sides. Otherwise what comes from
// home goes out, wherever it goes.
func direction(s op.Side, src, dst *who) op.Direction {
	switch {
	case s == op.SideOutside:
		return op.In
	case s == op.SideInside, src.owner == op.Home:
		return op.Out
	case dst.owner == op.Home:
		return op.In
	}
	return op.Transit
}

func (t *Tables) operation(b *op.Batch, m *op.Message, o *op.Operation, e *ends) {
	o.Direction = m.Direction
	o.Interconnect = m.Interconnect
	o.SrcOwner, o.DstOwner = e.src.owner, e.dst.owner
	o.SrcGroup = e.src.group
	o.SrcRoles, o.DstRoles = e.src.roles, e.dst.roles
	o.SrcFlags = e.src.flags
	// Of the owner of an address, never of a network that the payload names:
	// a claim must not switch on what only its victim has agreed.
	o.Agreements = e.partner.agreements
	if o.IMSI != 0 {
		o.IMSIOwner = t.voice(e.partner, t.networks.ofIMSI(o.IMSI))
		o.Has(op.ColIMSIOwner)
	}
	if o.MSISDN != 0 {
		o.MSISDNOwner = *t.numbers.find(digitsKey(o.MSISDN))
		o.Has(op.ColMSISDNOwner)
	}
	switch o.Protocol {
	case op.ProtoGTPv1, op.ProtoGTPv2, op.ProtoGTPU:
		t.gtp(b, m, o, e)
	case op.ProtoMAP, op.ProtoCAP, op.ProtoTCAP, op.ProtoSCCP, op.ProtoM3UA:
		t.ss7(b, m, o, e)
		o.Operator = claimedTitle(m, b.SS7Of(o))
		return
	case op.ProtoDiameter:
		t.diameter(b, m, o, e)
		o.Operator = claimedRealm(m, b.DiameterOf(o))
		return
	}
	o.Operator = claimed(o)
}

// claimed is who an operation says it comes from: the owner of its source, else
// of the network that it says serves the subscriber. What comes out of home
// without either is ours.
func claimed(o *op.Operation) op.ID {
	switch {
	case o.SrcOwner != 0:
		return o.SrcOwner
	case o.GTP.ServingOwner != 0:
		return o.GTP.ServingOwner
	case o.Direction == op.Out:
		return op.Home
	}
	return 0
}

// claimedTitle is who an operation of SS7 says it comes from: the owner of its
// calling global title, else who is believed to have sent the message.
func claimedTitle(m *op.Message, s *op.SS7) op.ID {
	switch {
	case s.CallingOwner != 0:
		return s.CallingOwner
	case m.SrcOwner != 0:
		return m.SrcOwner
	case m.Direction == op.Out:
		return op.Home
	}
	return 0
}

func (t *Tables) gtp(b *op.Batch, m *op.Message, o *op.Operation, e *ends) {
	g := &o.GTP
	if g.ServingPLMN != 0 {
		n := t.networks.find(g.ServingPLMN)
		g.ServingOwner, g.ServingNamed, g.ServingGroup = t.voice(e.partner, n.owner), n.owner, n.group
		o.Has(op.ColServingOwner)
		o.Has(op.ColServingGroup)
	}
	if g.LocationPLMN != 0 {
		g.LocationOwner = t.voice(e.partner, t.networks.find(g.LocationPLMN).owner)
		o.Has(op.ColLocationOwner)
	}
	if o.IsPresent(op.ColAPN) {
		t.apnFlags(b, o, e.partner.owner)
		o.Has(op.ColAPNFlags)
		if g.APNID != 0 {
			o.Has(op.ColAPNID)
		}
	}
	rows := b.FTEIDs[g.FTEIDs.First:][:g.FTEIDs.Count]
	for i := range rows {
		rows[i].Owner4 = t.endpoint(rows[i].Addr4, m, e)
		rows[i].Owner6 = t.endpoint(rows[i].Addr6, m, e)
	}
}

// endpoint returns the owner of a tunnel endpoint's address, which is the
// message's own source more often than not.
func (t *Tables) endpoint(a op.Addr, m *op.Message, e *ends) op.ID {
	switch {
	case a.IsZero():
		return 0
	case a == m.Src:
		return e.src.owner
	}
	return t.voice(e.partner, t.addresses.find(a).owner)
}

// voice returns the partner in place of an operator that it speaks for (hub_for
// of the configuration): what belongs to a member of a hub is the hub's own, as
// far as the hub's messages are concerned.
func (t *Tables) voice(partner *who, owner op.ID) op.ID {
	if partner.hub != 0 && t.hubs[partner.hub][owner] {
		return partner.owner
	}
	return owner
}
