package resolve

import (
	"bytes"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"pgregory.net/rapid"
)

// realms is a network whose operators are told by Diameter names: partner-a and a
// hub for partner-b behind an agent of ipx-1, partner-b at ipx-2.
const realms = `
version: 1
mnc_lengths: {"999": 2}
home:
  plmns: ["001-01"]
  realms: ["epc.mnc001.mcc001.3gppnetwork.org"]
  addresses: ["192.0.2.0/24"]
  host_aliases: ["edge.example"]
  nodes:
    - {name: hss-1, roles: [hss], hosts: ["hss1.epc.mnc001.mcc001.3gppnetwork.org"]}
    - {name: mme-1, roles: [mme], hosts: ["mme1.internal.example"]}
interconnects:
  - {name: ipx-1, addresses: ["198.51.100.0/24"], diameter_hosts: ["dra1.ipx.example"], realms: ["ipx.example"]}
  - {name: ipx-2, addresses: ["203.0.113.0/24"]}
operators:
  - {name: partner-a, via: [ipx-1], plmns: ["999-70", "310-410"], realms: ["epc.mnc070.mcc999.3gppnetwork.org", "roaming.example"], agreements: [sms]}
  - {name: partner-b, via: [ipx-2], plmns: ["999-72"], realms: ["epc.mnc072.mcc999.3gppnetwork.org"], applications: [16777308]}
  - {name: hub, via: [ipx-1], realms: ["hub.example"], hub_for: [partner-b]}
`

const (
	realmHome = "epc.mnc001.mcc001.3gppnetwork.org"
	realmA    = "epc.mnc070.mcc999.3gppnetwork.org"
	realmB    = "epc.mnc072.mcc999.3gppnetwork.org"
)

// command is what a test says of a Diameter message; empty names are absent.
type command struct {
	src, dst                     string
	side                         op.Side
	host, realm, toHost, toRealm string
	session                      string
	routes                       []string
	hosts                        []string
	visited                      op.PLMN
	application                  uint32
	result                       uint32 // of an answer; 0 is a request
}

func (x command) resolve(tables *Tables) (*op.Message, *op.Operation, *op.Diameter, *op.Batch) {
	b := &op.Batch{}
	m := b.AddMessage()
	m.Src, m.Dst, m.Side = addr(x.src), addr(x.dst), x.side
	o := b.AddOp(op.ProtoDiameter)
	d := b.AddDiameter(o)
	put := func(name string, column int) (s op.Span) {
		if name == "" {
			return s
		}
		o.Has(column)
		s = op.Span{Off: uint16(len(m.Payload)), Len: uint16(len(name))}
		m.Payload = append(m.Payload, name...)
		return s
	}
	d.OriginHost, d.OriginRealm = put(x.host, op.ColOriginHost), put(x.realm, op.ColOriginRealm)
	d.DestinationHost, d.DestinationRealm = put(x.toHost, op.ColDestinationHost), put(x.toRealm, op.ColDestinationRealm)
	d.SessionID = put(x.session, op.ColSessionID)
	for _, r := range x.routes {
		b.Routes = append(b.Routes, op.Route{Name: put(r, op.ColRoutes)})
	}
	d.Routes.Count = uint16(len(x.routes))
	for _, h := range x.hosts {
		b.HostAddresses = append(b.HostAddresses, op.HostAddress{Addr: addr(h)})
	}
	d.HostAddresses.Count = uint16(len(x.hosts))
	if d.VisitedPLMN = x.visited; x.visited != 0 {
		o.Has(op.ColVisitedPLMN)
	}
	o.Application = x.application
	if o.Kind, d.ResultCode = op.KindRequest, x.result; x.result != 0 {
		o.Kind = op.KindResponse
	}
	tables.Resolve(b)
	return &b.Messages[0], &b.Ops[0], b.DiameterOf(&b.Ops[0]), b
}

func TestOrigins(t *testing.T) {
	tables := tables(t, realms)
	const ours, peer, peer2, stranger = "192.0.2.10", "198.51.100.7", "203.0.113.7", "192.88.99.1"
	for _, x := range []struct {
		name                        string
		command                     command
		direction                   op.Direction
		operator, src, origin, host string
		flags                       uint32 // of those that concern the origin
	}{
		{"honest", command{src: peer, dst: ours, host: "mme1." + realmA, realm: realmA}, op.In, "partner-a", "partner-a", "partner-a", "partner-a",
			op.DiameterOriginReached | op.DiameterHostInRealm | op.DiameterRealm3GPP},
		{"case and trailing dots", command{src: peer, dst: ours, host: "MME1." + strings.ToUpper(realmA) + ".", realm: strings.ToUpper(realmA) + "."}, op.In, "partner-a", "partner-a", "partner-a", "partner-a",
			op.DiameterOriginReached | op.DiameterHostInRealm | op.DiameterRealm3GPP},
		{"a realm of its own form", command{src: peer, dst: ours, host: "a.b.roaming.example", realm: "roaming.example"}, op.In, "partner-a", "partner-a", "partner-a", "partner-a",
			op.DiameterOriginReached | op.DiameterHostInRealm},
		{"through another interconnect", command{src: peer2, dst: ours, host: "mme1." + realmA, realm: realmA}, op.In, "partner-a", "unknown", "partner-a", "partner-a",
			op.DiameterHostInRealm | op.DiameterRealm3GPP},
		{"from nowhere", command{src: stranger, dst: ours, host: "mme1." + realmA, realm: realmA}, op.In, "partner-a", "unknown", "partner-a", "partner-a",
			op.DiameterHostInRealm | op.DiameterRealm3GPP},
		{"host of another realm", command{src: peer, dst: ours, host: "mme1." + realmB, realm: realmA}, op.In, "partner-a", "partner-a", "partner-a", "hub's",
			op.DiameterOriginReached | op.DiameterRealm3GPP},
		{"a label is not a name's end", command{src: peer, dst: ours, host: "evilroaming.example", realm: "roaming.example"}, op.In, "partner-a", "partner-a", "partner-a", "unknown", op.DiameterOriginReached},
		{"realm below a realm", command{src: peer, dst: ours, host: "x.sub.roaming.example", realm: "sub.roaming.example"}, op.In, "unknown", "unknown", "unknown", "partner-a", op.DiameterHostInRealm},
		{"the agent itself", command{src: peer, dst: ours, host: "dra1.ipx.example", realm: "ipx.example"}, op.In, "unknown", "unknown", "unknown", "unknown",
			op.DiameterPeerHost | op.DiameterPeerRealm | op.DiameterHostInRealm},
		{"another host of the agents' realm", command{src: peer, dst: ours, host: "dra9.ipx.example", realm: "ipx.example"}, op.In, "unknown", "unknown", "unknown", "unknown",
			op.DiameterPeerRealm | op.DiameterHostInRealm},
		{"no agents listed", command{src: peer2, dst: ours, host: "mme1." + realmB, realm: realmB}, op.In, "partner-b", "partner-b", "partner-b", "partner-b",
			op.DiameterOriginReached | op.DiameterPeerHost | op.DiameterHostInRealm | op.DiameterRealm3GPP},
		{"our realm from outside", command{src: peer, dst: ours, host: "hss1." + realmHome, realm: realmHome}, op.In, "home", "unknown", "home", "home",
			op.DiameterHostInRealm | op.DiameterRealm3GPP | op.DiameterOriginHome},
		{"our alias from outside", command{src: peer, dst: ours, host: "edge.example", realm: realmA}, op.In, "partner-a", "partner-a", "partner-a", "unknown",
			op.DiameterOriginReached | op.DiameterRealm3GPP | op.DiameterOriginHome},
		{"MNC not padded", command{src: peer, dst: ours, host: "x", realm: "epc.mnc70.mcc999.3gppnetwork.org"}, op.In, "unknown", "unknown", "unknown", "unknown", op.DiameterRealmBad},
		{"no host, no realm", command{src: peer, dst: ours}, op.In, "unknown", "unknown", "unknown", "unknown", 0},
		{"no addresses of ours", command{src: stranger, dst: stranger, host: "mme1." + realmA, realm: realmA, toRealm: realmHome}, op.In, "partner-a", "unknown", "partner-a", "partner-a",
			op.DiameterHostInRealm | op.DiameterRealm3GPP},
		{"our realm from a stranger", command{src: stranger, dst: stranger, host: "hss1." + realmHome, realm: realmHome, toRealm: realmA}, op.Transit, "home", "unknown", "home", "home",
			op.DiameterHostInRealm | op.DiameterRealm3GPP | op.DiameterOriginHome},
		{"out, no addresses of ours", command{src: stranger, dst: peer, host: "hss1." + realmHome, realm: realmHome, toRealm: realmA}, op.Out, "home", "unknown", "home", "home",
			op.DiameterHostInRealm | op.DiameterRealm3GPP | op.DiameterOriginHome},
	} {
		m, o, d, _ := x.command.resolve(tables)
		host := x.host
		if host == "hub's" { // partner-a is no hub: whose host it is stands
			host = "partner-b"
		}
		got := [4]string{tables.OperatorName(o.Operator), tables.OperatorName(m.SrcOwner), tables.OperatorName(d.OriginOwner), tables.OperatorName(d.OriginHostOwner)}
		if want := [4]string{x.operator, x.src, x.origin, host}; got != want || m.Direction != x.direction {
			t.Errorf("%s: %v %v, want %v %v", x.name, m.Direction, got, x.direction, want)
		}
		const concerned = op.DiameterOriginReached | op.DiameterPeerHost | op.DiameterPeerRealm | op.DiameterHostInRealm | op.DiameterRealm3GPP | op.DiameterRealmBad | op.DiameterOriginHome
		if d.ResolvedFlags&concerned != x.flags {
			t.Errorf("%s: flags %b, want %b", x.name, d.ResolvedFlags&concerned, x.flags)
		}
	}
}

// An agent may say in its own name that it could not hand a request on, of whatever
// application goes through it, and nothing else.
func TestRefusalsOfAgents(t *testing.T) {
	tables := tables(t, realms+`  - {name: partner-c, via: [ipx-2], realms: ["c.example"], agreements: [lcs]}
`)
	const s6a, s6c, slg = 16777251, 16777312, 16777255
	const concerned = op.DiameterOriginReached | op.DiameterApplicationAgreed
	for _, x := range []struct {
		name        string
		host, realm string
		application uint32
		result      uint32
		flags       uint32
	}{
		{"an error", "dra1.ipx.example", "ipx.example", s6a, 3002, concerned},
		{"of an agent that is no peer", "dra9.ipx.example", "ipx.example", s6a, 5012, concerned},
		{"of what partner-a has agreed", "dra1.ipx.example", "ipx.example", s6c, 3004, concerned},
		{"of what nobody here has", "dra1.ipx.example", "ipx.example", slg, 3002, op.DiameterOriginReached},
		{"a success", "dra1.ipx.example", "ipx.example", s6a, 2001, op.DiameterApplicationAgreed},
		{"a request", "dra1.ipx.example", "ipx.example", s6a, 0, op.DiameterApplicationAgreed},
		{"a host elsewhere", "dra1.evil.example", "ipx.example", s6a, 3002, op.DiameterApplicationAgreed},
		{"our alias", "edge.example", "ipx.example", s6a, 3002, op.DiameterApplicationAgreed},
		{"a realm of nobody's", "dra1.evil.example", "evil.example", s6a, 3002, op.DiameterApplicationAgreed},
	} {
		_, _, d, _ := command{src: "198.51.100.7", dst: "192.0.2.10", host: x.host, realm: x.realm, application: x.application, result: x.result}.resolve(tables)
		if got := d.ResolvedFlags & concerned; got != x.flags {
			t.Errorf("%s: flags %b, want %b", x.name, got, x.flags)
		}
	}
}

// Where no realms of the agents are listed, an agent's may be any that is nobody's.
func TestRealmsOfAgents(t *testing.T) {
	tables := tables(t, strings.Replace(realms, `, realms: ["ipx.example"]`, "", 1))
	for realm, want := range map[string]bool{"ipx.example": true, "carrier.example": true, realmA: false, "x." + realmA: false, realmHome: false, "x." + realmHome: false} {
		for host, is := range map[string]bool{"dra1.ipx.example": true, "dra2.ipx.example": false} {
			_, _, d, _ := command{src: "198.51.100.7", dst: "192.0.2.10", host: host, realm: realm}.resolve(tables)
			if got := d.ResolvedFlags&op.DiameterPeerRealm != 0; got != (want && is) {
				t.Errorf("%s of %s: %v", host, realm, got)
			}
		}
	}
}

// A hub speaks for its members: their realms are its own in its messages.
func TestHubsRealm(t *testing.T) {
	tables := tables(t, realms)
	_, _, d, _ := command{src: "198.51.100.7", dst: "192.0.2.10", host: "mme1." + realmB, realm: "hub.example"}.resolve(tables)
	if got := tables.OperatorName(d.OriginHostOwner); got != "hub" {
		t.Errorf("host of a member: %s", got)
	}
}

func TestDestinationsAndSessions(t *testing.T) {
	tables := tables(t, realms)
	honest := command{src: "198.51.100.7", dst: "192.0.2.10", host: "mme1." + realmA, realm: realmA}
	const concerned = op.DiameterDestinationHome | op.DiameterDestinationHost | op.DiameterSessionOrigin | op.DiameterSessionHome | op.DiameterSessionRealm
	for _, x := range []struct {
		name, toHost, toRealm, session string
		roles                          config.Roles
		flags                          uint32
	}{
		{"nothing", "", "", "", 0, op.DiameterDestinationHome | op.DiameterDestinationHost},
		{"our HSS", "hss1." + realmHome, realmHome, "mme1." + realmA + ";1;2", 1 << 5, op.DiameterDestinationHome | op.DiameterDestinationHost | op.DiameterSessionOrigin | op.DiameterSessionRealm},
		{"host outside our realms", "mme1.internal.example", realmHome, "MME1." + strings.ToUpper(realmA) + ".;1", 1 << 6, op.DiameterDestinationHome | op.DiameterDestinationHost | op.DiameterSessionOrigin | op.DiameterSessionRealm},
		{"alias", "edge.example", realmHome, "hidden7." + realmA + ";1", 0, op.DiameterDestinationHome | op.DiameterDestinationHost | op.DiameterSessionRealm},
		{"any host of our realm", "mme9." + realmHome, realmHome, "mme9." + realmHome + ";x", 0, op.DiameterDestinationHome | op.DiameterDestinationHost | op.DiameterSessionHome},
		{"elsewhere", "hss." + realmB, realmB, "edge.example;x", 0, op.DiameterSessionHome},
		{"no semicolon", "", realmHome, "mme1." + realmA, 0, op.DiameterDestinationHome | op.DiameterDestinationHost | op.DiameterSessionOrigin | op.DiameterSessionRealm},
		{"nothing but our host", "", realmHome, "hss1." + realmHome, 0, op.DiameterDestinationHome | op.DiameterDestinationHost | op.DiameterSessionHome},
	} {
		c := honest
		c.toHost, c.toRealm, c.session = x.toHost, x.toRealm, x.session
		_, _, d, _ := c.resolve(tables)
		if d.DestinationRoles != uint16(x.roles) || d.ResolvedFlags&concerned != x.flags {
			t.Errorf("%s: roles %b, flags %b, want %b, %b", x.name, d.DestinationRoles, d.ResolvedFlags&concerned, x.roles, x.flags)
		}
	}
}

func TestRouteRecords(t *testing.T) {
	tables := tables(t, realms)
	const concerned = op.DiameterRouteHome | op.DiameterRouteUnknown | op.DiameterRouteOrigin
	for _, x := range []struct {
		name   string
		routes []string
		flags  uint32
		rows   []uint8
	}{
		{"none", nil, op.DiameterRouteOrigin, nil},
		{"origin and agent", []string{"mme1." + realmA, "dra1.ipx.example"}, op.DiameterRouteOrigin, []uint8{0, op.RouteAgent | op.RoutePeer}},
		{"another realm of the operator's", []string{"dea.roaming.example"}, op.DiameterRouteOrigin, []uint8{0}},
		{"agent alone", []string{"dra7.ipx.example"}, 0, []uint8{op.RouteAgent | op.RoutePeer}},
		{"ourselves", []string{"mme1." + realmA, "hss1." + realmHome}, op.DiameterRouteOrigin | op.DiameterRouteHome, []uint8{0, op.RouteHome}},
		{"our alias", []string{"edge.example"}, op.DiameterRouteHome, []uint8{op.RouteHome}},
		{"a stranger", []string{"mme1." + realmA, "evil.example"}, op.DiameterRouteOrigin | op.DiameterRouteUnknown, []uint8{0, 0}},
		{"an operator behind another", []string{"dea." + realmB}, op.DiameterRouteUnknown, []uint8{0}},
		{"another operator behind the same", []string{"mme1." + realmA, "dra.hub.example"}, op.DiameterRouteOrigin | op.DiameterRouteUnknown, []uint8{0, 0}},
		{"it behind an agent", []string{"dra1.ipx.example", "dra.hub.example"}, op.DiameterRouteUnknown, []uint8{op.RouteAgent | op.RoutePeer, 0}},
	} {
		_, _, d, b := command{src: "198.51.100.7", dst: "192.0.2.10", host: "mme1." + realmA, realm: realmA, routes: x.routes}.resolve(tables)
		if d.ResolvedFlags&concerned != x.flags {
			t.Errorf("%s: flags %b, want %b", x.name, d.ResolvedFlags&concerned, x.flags)
		}
		for i, want := range x.rows {
			if b.Routes[i].Flags != want {
				t.Errorf("%s: row %d: %b, want %b", x.name, i, b.Routes[i].Flags, want)
			}
		}
	}
}

// A hub hands on what comes from its members, in their name or its own, and from
// nobody else.
func TestRouteRecordsOfHubs(t *testing.T) {
	tables := tables(t, realms+`  - {name: member, via: [ipx-1], realms: ["member.example"]}
  - {name: second, via: [ipx-1], realms: ["second.example"], hub_for: [member]}
`)
	const concerned = op.DiameterRouteUnknown | op.DiameterRouteOrigin
	for _, x := range []struct {
		realm  string
		routes []string
		flags  uint32
	}{
		{"member.example", []string{"mme.member.example", "dra.second.example"}, op.DiameterRouteOrigin},
		{"member.example", []string{"dra.second.example"}, op.DiameterRouteOrigin},
		{"second.example", []string{"mme.member.example", "dra.second.example"}, op.DiameterRouteOrigin},
		{"member.example", []string{"mme.member.example", "dra.hub.example"}, op.DiameterRouteOrigin | op.DiameterRouteUnknown},
		{"member.example", []string{"dra.hub.example"}, 0},
	} {
		_, _, d, _ := command{src: "198.51.100.7", dst: "192.0.2.10", host: "mme." + x.realm, realm: x.realm, routes: x.routes}.resolve(tables)
		if got := d.ResolvedFlags & concerned; got != x.flags {
			t.Errorf("%s by %v: flags %b, want %b", x.realm, x.routes, got, x.flags)
		}
	}
}

func TestNetworksOfRealms(t *testing.T) {
	tables := tables(t, realms)
	for _, x := range []struct {
		realm, plmn, owner string
		visited            string
		mncLength          bool
	}{
		{realmA, "999-70", "partner-a", "999-70", false},
		{"epc.mnc410.mcc310.3gppnetwork.org", "310-410", "partner-a", "310-410", false},
		{"ims.mnc410.mcc310.3GPPNETWORK.org", "310-410", "partner-a", "310-41", true},
		{"epc.mnc005.mcc262.3gppnetwork.org", "262-05", "unknown", "262-05", false},
		{"epc.mnc405.mcc262.3gppnetwork.org", "262-405", "unknown", "262-405", true},
		{"mnc001.mcc001.3gppnetwork.org", "001-01", "home", "001-01", false},
		{"epc.mnc07x.mcc999.3gppnetwork.org", "", "unknown", "999-070", true},
		{"epc.mnc07?.mcc999.3gppnetwork.org", "", "unknown", "", false},
		{"epc.mnc070.mcc99.3gppnetwork.org", "", "unknown", "", false},
		{"3gppnetwork.org", "", "unknown", "", false},
		{"org", "", "unknown", "", false},
	} {
		visited, _ := op.ParsePLMN(x.visited)
		_, _, d, _ := command{src: "198.51.100.7", dst: "192.0.2.10", realm: x.realm, visited: visited}.resolve(tables)
		if got := d.OriginPLMN.String(); got != x.plmn || tables.OperatorName(d.OriginPLMNOwner) != x.owner {
			t.Errorf("%s: %s of %s, want %s of %s", x.realm, got, tables.OperatorName(d.OriginPLMNOwner), x.plmn, x.owner)
		}
		if got := d.ResolvedFlags&op.DiameterMNCLength != 0; got != x.mncLength {
			t.Errorf("%s, visited %s: %v", x.realm, x.visited, got)
		}
	}
}

func TestApplicationsAgreed(t *testing.T) {
	tables := tables(t, realms)
	for _, x := range []struct {
		realm  string
		agreed []uint32
		not    []uint32
	}{
		{realmA, []uint32{0, 16777251, 16777312, 16777313}, []uint32{16777308, 16777217, 0xFFFFFFFF}},
		{"nobody.example", []uint32{0, 16777251}, []uint32{16777312}},
	} {
		for i, app := range append(x.agreed, x.not...) {
			_, _, d, _ := command{src: "198.51.100.7", dst: "192.0.2.10", realm: x.realm, application: app}.resolve(tables)
			if got := d.ResolvedFlags&op.DiameterApplicationAgreed != 0; got != (i < len(x.agreed)) {
				t.Errorf("%s, application %d: %v", x.realm, app, got)
			}
		}
	}
}

func TestHostAddresses(t *testing.T) {
	tables := tables(t, realms)
	for list, want := range map[string]bool{"": true, "198.51.100.7": true, "198.51.100.7 198.51.100.8": true, "198.51.100.7 203.0.113.9": false, "192.88.99.1": false} {
		_, _, d, _ := command{src: "198.51.100.7", dst: "192.0.2.10", hosts: strings.Fields(list)}.resolve(tables)
		if got := d.ResolvedFlags&op.DiameterHostsInside != 0; got != want {
			t.Errorf("%q: %v", list, got)
		}
	}
}

// Names are found as a comparison label by label finds them, whatever they hold.
func TestDomainsAgreeWithStrings(t *testing.T) {
	c, _, err := config.Parse("realms.yaml", []byte(realms))
	if err != nil {
		t.Fatal(err)
	}
	tables := New(c)
	label := rapid.SampledFrom([]string{"epc", "EPC", "mnc070", "mcc999", "3gppnetwork", "org", "ipx", "example", "roaming", "dra1", "", "x", "\xff", strings.Repeat("y", 70)})
	rapid.Check(t, func(t *rapid.T) {
		name := strings.Join(rapid.SliceOfN(label, 0, 40).Draw(t, "labels"), ".")
		n := tables.domains.look([]byte(name))
		want := slowRealm(c, name)
		if got := tables.OperatorName(n.realm.owner); got != want {
			t.Fatalf("%q: %s, want %s", name, got, want)
		}
	})
}

// slowRealm is the owner of the longest realm that a name lies in.
func slowRealm(c *config.Config, name string) string {
	name = strings.TrimSuffix(name, ".")
	if len(name) > maxName {
		return "unknown"
	}
	owner, longest := "unknown", 0
	try := func(list []string, who string) {
		for _, realm := range list {
			if lower := string(bytes.ToLower([]byte(name))); len(realm) > longest && (lower == realm || strings.HasSuffix(lower, "."+realm)) {
				owner, longest = who, len(realm)
			}
		}
	}
	try(c.Home.Realms, "home")
	for i := range c.Operators {
		try(c.Operators[i].Realms, c.Operators[i].Name)
	}
	for i := range c.Interconnects {
		try(c.Interconnects[i].Realms, "unknown")
	}
	return owner
}

func TestResolvingDiameterDoesNotAllocate(t *testing.T) {
	tables := tables(t, realms)
	x := command{src: "198.51.100.7", dst: "192.0.2.10", host: "mme1." + realmA, realm: realmA, toHost: "hss1." + realmHome, toRealm: realmHome, session: "mme1." + realmA + ";1;2",
		routes: []string{"mme1." + realmA}, application: 16777251, visited: plmn("999-70")}
	_, _, _, b := x.resolve(tables)
	if n := testing.AllocsPerRun(100, func() { tables.Resolve(b) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkResolveDiameter(b *testing.B) {
	tables := tables(b, realms)
	x := command{src: "198.51.100.7", dst: "192.0.2.10", host: "mme1." + realmA, realm: realmA, toHost: "hss1." + realmHome, toRealm: realmHome, session: "mme1." + realmA + ";1;2",
		routes: []string{"mme1." + realmA}, application: 16777251, visited: plmn("999-70")}
	_, _, _, batch := x.resolve(tables)
	for b.Loop() {
		tables.Resolve(batch)
	}
}
