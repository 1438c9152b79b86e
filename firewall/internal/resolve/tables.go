package resolve

import (
	"net/netip"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// The numbers of the first configured operator and interconnect.
const (
	firstOperator     op.ID = 2
	firstInterconnect op.ID = 1
)

// Tables is who is who. It never changes and may be shared.
type Tables struct {
	addresses ranges[who]   // by address
	numbers   ranges[op.ID] // by MSISDN
	networks  networks      // by PLMN
	padded    networks      // by PLMN as in names of domains, see padded
	hubs      []members     // by who.hub; 0 is no hub
	apns      *apnTable

	domains *domains
	mncs    mncLengths

	titles, managed ranges[title] // by global title in E.164 and E.214
	points          points
	parties         []party    // by operator
	carriages       []carriage // by interconnect
	homePoints      []uint32   // our point codes

	operatorNames     nameTable
	interconnectNames nameTable
	apnNames          nameTable
}

// who is what an address says of the node that uses it.
type who struct {
	interconnect op.ID
	owner        op.ID
	group        op.ID // handover group of owner
	roles        uint16
	agreements   uint32 // of owner
	hub          uint16 // index in Tables.hubs, if owner speaks for others
	flags        uint8  // as Operation.SrcFlags
}

// members tells which operators a hub speaks for, by ID.
type members []bool

// srcReached is bit 0 of Operation.SrcFlags, part of the filter ABI: the owner
// is reached through this interconnect.
const srcReached = 1

// New builds the tables of a configuration.
func New(c *config.Config) *Tables {
	t := &Tables{apns: newAPNTable(c)}
	t.operatorNames = newNameTable("unknown", "home")
	for i := range c.Operators {
		t.operatorNames.add(c.Operators[i].Name)
	}
	t.interconnectNames = newNameTable("unknown")
	for i := range c.Interconnects {
		t.interconnectNames.add(c.Interconnects[i].Name)
	}
	t.apnNames = newNameTable("")
	for _, name := range c.Home.APNs {
		t.apnNames.add(name)
	}
	groups := groupIDs(c)
	hubs := t.addHubs(c)
	t.addresses = addressRanges(c)
	t.addresses.each(func(w *who) {
		complete(w, c, t.interconnectNames, groups)
		w.hub = hubs[w.owner]
	})
	t.numbers = numberRanges(c)
	t.addNetworks(c, groups)
	t.titles, t.managed = newTitles(c)
	t.points = newPoints(c)
	t.domains, t.mncs = newDomains(c, t.interconnectNames), newMNCLengths(c.MNCLengths)
	t.addParties(c, groups, hubs)
	t.addCarriages(c)
	return t
}

// groupIDs numbers the handover groups from 1 in the order of their first
// mention.
func groupIDs(c *config.Config) map[string]op.ID {
	ids := map[string]op.ID{"": 0}
	for i := range c.Operators {
		if name := c.Operators[i].HandoverGroup; name != "" && ids[name] == 0 {
			ids[name] = op.ID(len(ids))
		}
	}
	return ids
}

// addHubs notes whom each hub speaks for, and returns the hubs' indices by their
// owner.
func (t *Tables) addHubs(c *config.Config) map[op.ID]uint16 {
	index := map[op.ID]uint16{}
	t.hubs = []members{nil}
	for i := range c.Operators {
		if len(c.Operators[i].HubFor) == 0 {
			continue
		}
		m := make(members, len(c.Operators)+int(firstOperator))
		for _, name := range c.Operators[i].HubFor {
			m[t.operatorNames.ids[name]] = true
		}
		index[firstOperator+op.ID(i)] = uint16(len(t.hubs))
		t.hubs = append(t.hubs, m)
	}
	return index
}

// addressRanges lays interconnects, owners and nodes over each other: each
// changes its own fields, so one lookup finds the longest prefix of each.
func addressRanges(c *config.Config) ranges[who] {
	var spans []span[who]
	lay := func(list []netip.Prefix, set func(*who)) {
		for _, p := range list {
			spans = append(spans, prefixSpans(p, set)...)
		}
	}
	for i := range c.Interconnects {
		id := firstInterconnect + op.ID(i)
		lay(c.Interconnects[i].Addresses, func(w *who) { w.interconnect = id })
	}
	lay(c.Home.Addresses, func(w *who) { w.owner = op.Home })
	for i := range c.Operators {
		id := firstOperator + op.ID(i)
		lay(c.Operators[i].GSNAddresses, func(w *who) { w.owner = id })
	}
	for i := range c.Home.Nodes {
		roles := uint16(c.Home.Nodes[i].Roles)
		lay(c.Home.Nodes[i].Addresses, func(w *who) { w.roles = roles })
	}
	return newRanges(spans)
}

// complete adds what follows from the owner. Roles are those of home's nodes:
// within a block of somebody else there are none.
func complete(w *who, c *config.Config, interconnects nameTable, groups map[string]op.ID) {
	if w.owner != op.Home {
		w.roles = 0
	}
	if w.owner < firstOperator {
		return
	}
	o := &c.Operators[w.owner-firstOperator]
	w.group = groups[o.HandoverGroup]
	w.agreements = uint32(o.Agreements)
	for _, via := range o.Via {
		if id := interconnects.ids[via]; id == w.interconnect && id != 0 {
			w.flags = srcReached
		}
	}
}

func numberRanges(c *config.Config) ranges[op.ID] {
	var spans []span[op.ID]
	lay := func(list []op.Digits, id op.ID) {
		for _, d := range list {
			spans = append(spans, digitsSpan(d, func(owner *op.ID) { *owner = id }))
		}
	}
	lay(c.Home.MSISDNs, op.Home)
	for i := range c.Operators {
		lay(c.Operators[i].MSISDNs, firstOperator+op.ID(i))
	}
	return newRanges(spans)
}

func (t *Tables) addNetworks(c *config.Config, groups map[string]op.ID) {
	n := len(c.Home.PLMNs)
	for i := range c.Operators {
		n += len(c.Operators[i].PLMNs)
	}
	t.networks, t.padded = newNetworks(n), newNetworks(n)
	add := func(p op.PLMN, owner, group op.ID) {
		t.networks.add(network{p, owner, group, p})
		t.padded.add(network{padded(p), owner, group, p})
	}
	for _, p := range c.Home.PLMNs {
		add(p, op.Home, 0)
	}
	for i := range c.Operators {
		o := &c.Operators[i]
		for _, p := range o.PLMNs {
			add(p, firstOperator+op.ID(i), groups[o.HandoverGroup])
		}
	}
}

// Holders returns the interconnect and the operator that have an address.
func (t *Tables) Holders(a op.Addr) (interconnect, owner op.ID) {
	w := t.at(a)
	return w.interconnect, w.owner
}

// Edges are the addresses from which on, up to the next one, the same interconnect
// and operator have every address, ascending.
func (t *Tables) Edges() (list []op.Addr) {
	for i := range t.addresses.entries {
		list = append(list, t.addresses.entries[i].from)
	}
	return list
}

// OperatorName returns the name of an operator: "unknown" for 0, "home" for 1.
func (t *Tables) OperatorName(id op.ID) string { return t.operatorNames.list[id] }

// Operator returns the number of an operator's name.
func (t *Tables) Operator(name string) (op.ID, bool) { return t.operatorNames.find(name) }

// Operators is how many numbers there are, unknown and home included.
func (t *Tables) Operators() int { return len(t.operatorNames.list) }

// InterconnectName returns the name of an interconnect: "unknown" for 0.
func (t *Tables) InterconnectName(id op.ID) string { return t.interconnectNames.list[id] }

// Interconnect returns the number of an interconnect's name.
func (t *Tables) Interconnect(name string) (op.ID, bool) { return t.interconnectNames.find(name) }

// Interconnects is how many numbers there are, unknown included.
func (t *Tables) Interconnects() int { return len(t.interconnectNames.list) }

// APNName returns one of home's APNs: "" for 0.
func (t *Tables) APNName(id op.ID) string { return t.apnNames.list[id] }

// APN returns the number of one of home's APNs, lower-cased.
func (t *Tables) APN(name string) (op.ID, bool) { return t.apnNames.find(name) }

// APNs is how many numbers there are, none included.
func (t *Tables) APNs() int { return len(t.apnNames.list) }

// nameTable numbers names both ways.
type nameTable struct {
	list []string
	ids  map[string]op.ID
}

func newNameTable(first ...string) nameTable {
	t := nameTable{ids: map[string]op.ID{}}
	for _, name := range first {
		t.add(name)
	}
	return t
}

func (t *nameTable) add(name string) {
	t.ids[name] = op.ID(len(t.list))
	t.list = append(t.list, name)
}

func (t *nameTable) find(name string) (op.ID, bool) {
	id, ok := t.ids[name]
	return id, ok
}
