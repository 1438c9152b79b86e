package resolve

import (
	"bytes"
	"math/bits"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// domain is what the configuration says of a name that Diameter uses as a host or
// a realm; it may be both.
type domain struct {
	owner      op.ID  // whose realm it is
	roles      uint16 // of our node with this host name
	home       bool   // it is a host of ours, or an alias that hides one
	agent      op.ID  // interconnect that has an agent of this name
	agentRealm op.ID  // interconnect whose agents' realm it is
}

func (d *domain) isRealm() bool { return d.owner != 0 || d.agentRealm != 0 }

// domains finds hosts and realms by name, without case: open addressing, at most a
// quarter full.
type domains struct {
	slots   []domainSlot
	shift   int
	deepest int // labels of the realm with most of them
}

type domainSlot struct {
	name string // lower-cased, empty when free
	domain
}

func newDomains(c *config.Config, interconnects nameTable) *domains {
	known := map[string]*domain{}
	each := func(names []string, set func(*domain)) {
		for _, name := range names {
			if known[name] == nil {
				known[name] = &domain{}
			}
			set(known[name])
		}
	}
	each(c.Home.Realms, func(d *domain) { d.owner = op.Home })
	each(c.Home.HostAliases, func(d *domain) { d.home = true })
	for i := range c.Home.Nodes {
		n := &c.Home.Nodes[i]
		each(n.Hosts, func(d *domain) { d.home, d.roles = true, d.roles|uint16(n.Roles) })
	}
	for i := range c.Operators {
		each(c.Operators[i].Realms, func(d *domain) { d.owner = firstOperator + op.ID(i) })
	}
	for i := range c.Interconnects {
		x := &c.Interconnects[i]
		id := interconnects.ids[x.Name]
		each(x.DiameterHosts, func(d *domain) { d.agent = id })
		each(x.Realms, func(d *domain) { d.agentRealm = id })
	}
	size := max(4, bits.Len(uint(len(known)))+2)
	t := &domains{slots: make([]domainSlot, 1<<size), shift: 64 - size}
	for name, d := range known {
		t.add(name, *d)
	}
	return t
}

func (t *domains) add(name string, d domain) {
	var low lowered
	low.from([]byte(name))
	i := t.slot(low.hash(0, len(name)))
	for t.slots[i].name != "" {
		i = (i + 1) & (len(t.slots) - 1)
	}
	t.slots[i] = domainSlot{name, d}
	if d.isRealm() {
		t.deepest = max(t.deepest, strings.Count(name, ".")+1)
	}
}

func (t *domains) slot(hash uint64) int { return int(hash * 0x9E3779B97F4A7C15 >> t.shift) }

var noDomain domain

// find returns what is known of the name at low[from:to].
func (t *domains) find(low *lowered, from, to int) *domain {
	i := t.slot(low.hash(from, to))
	for t.slots[i].name != "" {
		if t.slots[i].name == string(low[from:to]) {
			return &t.slots[i].domain
		}
		i = (i + 1) & (len(t.slots) - 1)
	}
	return &noDomain
}

// named is a name as a message has it, and what is known of it.
type named struct {
	host  *domain // of the whole name
	realm *domain // of the longest realm that the name lies in, or is
}

// isHome reports whether it names us: one of our hosts, or what lies in our realms.
func (n named) isHome() bool { return n.host.home || n.realm.owner == op.Home }

// lookWithin is look for a host of which it is known whether it lies in a realm,
// which hosts nearly always do: what is known of that need not be found again.
func (t *domains) lookWithin(host []byte, isWithin bool, realm named) named {
	if !isWithin || !realm.host.isRealm() || len(host) > maxName {
		return t.look(host)
	}
	host = withoutDot(host)
	var low lowered
	low.from(host)
	return named{t.find(&low, 0, len(host)), realm.host}
}

// look looks a name up, and the realms that it lies in. No more labels from the
// right are tried than the deepest realm has.
func (t *domains) look(name []byte) named {
	name = withoutDot(name)
	if len(name) == 0 || len(name) > maxName {
		return named{&noDomain, &noDomain}
	}
	var low lowered
	low.from(name)
	n := named{t.find(&low, 0, len(name)), &noDomain}
	if n.host.isRealm() {
		n.realm = n.host
		return n
	}
	at := len(name)
	for range t.deepest {
		if at = bytes.LastIndexByte(low[:at], '.'); at < 0 {
			break
		}
		if d := t.find(&low, at+1, len(name)); d.isRealm() {
			n.realm = d
		}
	}
	return n
}

// withoutDot drops the dot that ends an absolute name.
func withoutDot(name []byte) []byte {
	if n := len(name); n > 0 && name[n-1] == '.' {
		return name[:n-1]
	}
	return name
}

// isWithin reports whether a host lies in a realm, or has its name.
func isWithin(host, realm []byte) bool {
	host, realm = withoutDot(host), withoutDot(realm)
	at := len(host) - len(realm)
	if at < 0 || len(realm) == 0 || at > 0 && host[at-1] != '.' {
		return false
	}
	return bytes.Equal(host[at:], realm) || bytes.EqualFold(host[at:], realm)
}
