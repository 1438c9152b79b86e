package resolve

import (
	"encoding/binary"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Bits of op.SS7.Flags, part of the filter ABI (column ss7_flags).
const (
	callingReached uint16 = 1 << iota
	isTransit
	noSMS
	otherNetwork
	otherContext
	affectedHome
	affectedOther
)

// carriage is how an interconnect carries SS7 and Diameter. That of an unknown one is zero:
// an international network.
type carriage struct {
	transit          bool
	networkIndicator uint8
	routingContexts  []uint32 // none: not compared
	agreements       uint32   // of one or another operator behind it
	agents           bool     // its Diameter agents are listed
	realms           bool     // and the realms of these
	applications     []uint32 // of Diameter, that may be used with any operator behind it
	addressed        bool     // it has addresses, by which it is told
}

func (t *Tables) addCarriages(c *config.Config) {
	t.carriages = make([]carriage, int(firstInterconnect)+len(c.Interconnects))
	for i := range c.Interconnects {
		x := &c.Interconnects[i]
		t.carriages[firstInterconnect+op.ID(i)] = carriage{
			transit: x.Transit, networkIndicator: x.NetworkIndicator, routingContexts: x.RoutingContexts,
			agents: len(x.DiameterHosts) > 0, realms: len(x.Realms) > 0, addressed: len(x.Addresses) > 0,
			applications: t.applicationsBehind(firstInterconnect + op.ID(i)),
			agreements:   t.agreementsBehind(firstInterconnect + op.ID(i)),
		}
	}
	for _, p := range c.Home.PointCodes {
		t.homePoints = append(t.homePoints, uint32(p))
	}
}

// agreementsBehind returns what one or another operator that is reached through an
// interconnect has agreed.
func (t *Tables) agreementsBehind(interconnect op.ID) (all uint32) {
	for i := firstOperator; int(i) < len(t.parties); i++ {
		if t.reached(i, interconnect) {
			all |= t.parties[i].agreements
		}
	}
	return all
}

// adjacent returns the agreements that hold for what a peer says of itself and of its
// links, in no operator's name: a message of M3UA that carries none of another layer.
func (t *Tables) adjacent(m *op.Message) uint32 {
	if peer := m.Peer(); int(peer) < len(t.carriages) {
		return t.carriages[peer].agreements
	}
	return 0
}

// flags says of an operation, whose owners are known, how it was carried; reached
// is whether the owner of its calling title is.
func (t *Tables) flags(b *op.Batch, m *op.Message, o *op.Operation, s *op.SS7, reached bool) (f uint16) {
	peer := m.Peer()
	if int(peer) >= len(t.carriages) {
		peer = 0
	}
	x := &t.carriages[peer]
	set := func(bit uint16, applies bool) {
		if applies {
			f |= bit
		}
	}
	set(callingReached, reached)
	set(isTransit, x.transit)
	set(noSMS, s.CallingOwner >= firstOperator && t.parties[s.CallingOwner].noSMS)
	set(otherNetwork, o.IsPresent(op.ColNetworkIndicator) && s.NetworkIndicator != x.networkIndicator)
	set(otherContext, o.IsPresent(op.ColRoutingContext) && !x.serves(s.RoutingContext) || x.hasOther(b, o, s))
	if s.Affected.Len > 0 {
		f |= t.affected(b.Bytes(o, s.Affected), o.Protocol, peer)
	}
	return f
}

// serves reports whether a routing context is the peer's.
func (x *carriage) serves(context uint32) bool {
	return len(x.routingContexts) == 0 || slices.Contains(x.routingContexts, context)
}

// hasOther reports a routing context of somebody else's beside the column's: in a
// message that names several, or with an earlier segment.
func (x *carriage) hasOther(b *op.Batch, o *op.Operation, s *op.SS7) bool {
	if s.Contexts.Len > 0 {
		for list := b.Bytes(o, s.Contexts); len(list) >= 4; list = list[4:] {
			if !x.serves(binary.BigEndian.Uint32(list)) {
				return true
			}
		}
	}
	return slices.ContainsFunc(b.Ways[s.Ways.First:][:s.Ways.Count], func(w op.Way) bool {
		return w.HasRoutingContext && !x.serves(w.RoutingContext)
	})
}

// affected says whose point codes a message of the management tells of: M3UA has
// them with a mask each (RFC 4666 clause 3.4.1), SCCP one (Q.713 clause 5.3).
func (t *Tables) affected(list []byte, p op.Protocol, peer op.ID) (f uint16) {
	if p == op.ProtoSCCP {
		if len(list) == 2 {
			f = t.concerned(uint32(binary.LittleEndian.Uint16(list)), 0, peer)
		}
		return f
	}
	for ; len(list) >= 4; list = list[4:] {
		x := binary.BigEndian.Uint32(list)
		f |= t.concerned(x&0xFFFFFF, x>>24, peer)
	}
	return f
}

// smallMask is up to how many wild bits the point codes are looked up one by one.
// More of them name a region, which no interconnect has for itself.
const smallMask = 3

// concerned judges the point codes that are like code but for the last mask bits.
func (t *Tables) concerned(code, mask uint32, peer op.ID) (f uint16) {
	for _, home := range t.homePoints {
		if home>>mask == code>>mask {
			f |= affectedHome
		}
	}
	if mask > smallMask || peer == 0 {
		return f | affectedOther
	}
	for first, i := code>>mask<<mask, uint32(0); i < 1<<mask; i++ {
		if t.points.of(first+i) != peer {
			f |= affectedOther
		}
	}
	return f
}
