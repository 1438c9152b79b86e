package resolve

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// network under test: partner-a and partner-b on ipx-1, partner-c on ipx-2
// inside a block of ipx-1, partner-d via ipx-2 with addresses on ipx-1.
const network1 = `
version: 1
home:
  plmns: ["001-01"]
  msisdns: ["99902"]
  addresses: ["192.0.2.0/24", "2001:db8:1::/48"]
  apns: [internet, ims, corporate.example]
  private_apns: [corporate.example]
  apn_imsis: {ims: ["0010100", "0010177"]}
  nodes:
    - {name: pgw-1, roles: [sgw, pgw], addresses: ["192.0.2.10"]}
    - {name: hlrs, roles: [hlr, hss], addresses: ["192.0.2.16/28"]}
    - {name: hlr-2, roles: [hlr], addresses: ["192.0.2.17"]}
interconnects:
  - {name: ipx-1, addresses: ["198.51.100.0/24", "2001:db8:2::/48"]}
  - {name: ipx-2, addresses: ["198.51.100.128/26"]}
operators:
  - {name: partner-a, via: [ipx-1], plmns: ["999-70"], msisdns: ["99970", "9997155"], gsn_addresses: ["198.51.100.0/25", "2001:db8:2:1::/64"], apns: [ims], agreements: [lcs, mobility, network-requested], handover_group: border}
  - {name: partner-b, via: [ipx-1], plmns: ["999-71", "001-010"], global_titles: ["99971"], gsn_addresses: ["198.51.100.64/28"], handover_group: border}
  - {name: partner-c, via: [ipx-1, ipx-2], plmns: ["999-72"], gsn_addresses: ["198.51.100.128/28"], agreements: [trace], handover_group: other}
  - {name: partner-d, via: [ipx-2], plmns: ["999-73"], gsn_addresses: ["198.51.100.240/28"]}
`

func tables(t testing.TB, text string) *Tables {
	t.Helper()
	c, _, err := config.Parse("test.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return New(c)
}

func addr(s string) op.Addr { return op.AddrFromNetIP(netip.MustParseAddr(s)) }

// one resolves a batch with one message and one operation.
func one(t *Tables, src, dst string, side op.Side, fill func(*op.Batch, *op.Operation)) (*op.Message, *op.Operation) {
	b := &op.Batch{}
	m := b.AddMessage()
	m.Src, m.Dst, m.Side = addr(src), addr(dst), side
	o := b.AddOp(op.ProtoGTPv2)
	if fill != nil {
		fill(b, o)
	}
	t.Resolve(b)
	return m, o
}

const (
	home, a, b, c, d = "192.0.2.10", "198.51.100.7", "198.51.100.65", "198.51.100.130", "198.51.100.241"
	stranger         = "203.0.113.5"
)

func TestEnds(t *testing.T) {
	tables := tables(t, network1)
	const lcs, mobility, trace, requested = 1 << 0, 1 << 5, 1 << 8, 1 << 13
	for _, x := range []struct {
		name, src, dst     string
		side               op.Side
		direction          op.Direction
		interconnect, peer string
		srcOwner, dstOwner string
		operator           string
		flags              uint8
		agreements         uint32
	}{
		{"partner to home", a, home, 0, op.In, "ipx-1", "ipx-1", "partner-a", "home", "partner-a", 1, lcs | mobility | requested},
		{"home to partner", home, a, 0, op.Out, "unknown", "ipx-1", "home", "partner-a", "home", 0, lcs | mobility | requested},
		{"longest prefix owns", b, home, 0, op.In, "ipx-1", "ipx-1", "partner-b", "home", "partner-b", 1, 0},
		{"longest prefix is the interconnect", c, home, 0, op.In, "ipx-2", "ipx-2", "partner-c", "home", "partner-c", 1, trace},
		{"owner not reached through this interconnect", d, home, 0, op.In, "ipx-1", "ipx-1", "partner-d", "home", "partner-d", 0, 0},
		{"interconnect without owner", "198.51.100.200", home, 0, op.In, "ipx-1", "ipx-1", "unknown", "home", "unknown", 0, 0},
		{"stranger", stranger, home, 0, op.In, "unknown", "unknown", "unknown", "home", "unknown", 0, 0},
		{"between partners", a, c, 0, op.Transit, "ipx-1", "ipx-1", "partner-a", "partner-c", "partner-a", 1, lcs | mobility | requested},
		{"home to home goes out", home, "192.0.2.11", 0, op.Out, "unknown", "unknown", "home", "home", "home", 0, 0},
		{"the link knows: a spoofed home source comes in", "192.0.2.99", home, op.SideOutside, op.In, "unknown", "unknown", "home", "home", "home", 0, 0},
		{"the link knows: inside goes out", stranger, a, op.SideInside, op.Out, "unknown", "ipx-1", "unknown", "partner-a", "home", 0, lcs | mobility | requested},
		{"IPv6", "2001:db8:2:1::7", "2001:db8:1::1", 0, op.In, "ipx-1", "ipx-1", "partner-a", "home", "partner-a", 1, lcs | mobility | requested},
	} {
		m, o := one(tables, x.src, x.dst, x.side, nil)
		got := fmt.Sprint(m.Direction, o.Direction, tables.InterconnectName(m.Interconnect), tables.InterconnectName(m.Peer()), o.Interconnect == m.Interconnect,
			tables.OperatorName(o.SrcOwner), tables.OperatorName(o.DstOwner), tables.OperatorName(o.Operator), o.SrcFlags, o.Agreements)
		want := fmt.Sprint(x.direction, x.direction, x.interconnect, x.peer, true, x.srcOwner, x.dstOwner, x.operator, x.flags, x.agreements)
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", x.name, got, want)
		}
	}
}

func TestAbsentAddressIsNobodys(t *testing.T) {
	tables := tables(t, "version: 1\nhome: {addresses: [\"::/0\"]}\ninterconnects: [{name: all, addresses: [\"0.0.0.0/0\"]}]\n")
	b := &op.Batch{}
	b.AddMessage()
	tables.Resolve(b)
	if m := &b.Messages[0]; m.Interconnect != 0 || m.Direction != op.Transit {
		t.Errorf("interconnect %d, direction %s", m.Interconnect, m.Direction)
	}
	if m, o := one(tables, a, c, 0, nil); m.Interconnect != 1 || o.SrcOwner != 0 {
		t.Errorf("IPv4 source: interconnect %d, owner %d; ::/0 holds no IPv4 address", m.Interconnect, o.SrcOwner)
	}
}

func TestRolesAndGroups(t *testing.T) {
	tables := tables(t, network1)
	const hlr, hss, sgw, pgw = 1 << 0, 1 << 5, 1 << 9, 1 << 10
	for _, x := range []struct {
		src, dst string
		roles    [2]uint16
		group    op.ID
	}{
		{a, home, [2]uint16{0, sgw | pgw}, 1},
		{b, "192.0.2.18", [2]uint16{0, hlr | hss}, 1},
		{c, "192.0.2.17", [2]uint16{0, hlr}, 2},
		{home, a, [2]uint16{sgw | pgw, 0}, 0},
		{d, "192.0.2.200", [2]uint16{0, 0}, 0},
	} {
		_, o := one(tables, x.src, x.dst, 0, nil)
		if o.SrcRoles != x.roles[0] || o.DstRoles != x.roles[1] || o.SrcGroup != x.group {
			t.Errorf("%s to %s: roles %b %b, group %d; want %b %b, %d", x.src, x.dst, o.SrcRoles, o.DstRoles, o.SrcGroup, x.roles[0], x.roles[1], x.group)
		}
	}
}

func TestOwnersOfIdentities(t *testing.T) {
	tables := tables(t, network1)
	for _, x := range []struct{ imsi, msisdn, imsiOwner, msisdnOwner string }{
		{"001011234567890", "99902123456", "home", "home"},
		{"001010000000001", "999", "partner-b", "unknown"}, // 001-010 is longer than 001-01
		{"00101", "99902", "home", "home"},
		{"999701234567890", "99970123", "partner-a", "partner-a"},
		{"999721234567890", "9997155123", "partner-c", "partner-a"}, // inside 99971 of partner-b
		{"999991234567890", "99971551", "unknown", "partner-a"},
		{"9997", "9997154", "unknown", "partner-b"},
	} {
		_, o := one(tables, a, home, 0, func(_ *op.Batch, o *op.Operation) { o.IMSI, o.MSISDN = digits(x.imsi), digits(x.msisdn) })
		if got := tables.OperatorName(o.IMSIOwner); got != x.imsiOwner || !o.IsPresent(op.ColIMSIOwner) {
			t.Errorf("IMSI %s: %s, want %s", x.imsi, got, x.imsiOwner)
		}
		if got := tables.OperatorName(o.MSISDNOwner); got != x.msisdnOwner || !o.IsPresent(op.ColMSISDNOwner) {
			t.Errorf("MSISDN %s: %s, want %s", x.msisdn, got, x.msisdnOwner)
		}
	}
	if _, o := one(tables, a, home, 0, nil); o.IsPresent(op.ColIMSIOwner) || o.IsPresent(op.ColMSISDNOwner) {
		t.Error("owners of identities that are not there are present")
	}
}

func TestServingAndLocation(t *testing.T) {
	tables := tables(t, network1)
	for _, x := range []struct {
		src                string
		serving, location  string
		servingOwner       string
		servingGroup       op.ID
		locationOwner, who string
	}{
		{a, "999-70", "999-72", "partner-a", 1, "partner-c", "partner-a"},
		{a, "999-72", "", "partner-c", 2, "unknown", "partner-a"},        // the source's owner comes first
		{stranger, "999-71", "", "partner-b", 1, "unknown", "partner-b"}, // the claim, when the source is nobody's
		{stranger, "001-010", "001-01", "partner-b", 1, "home", "partner-b"},
		{stranger, "999-070", "", "unknown", 0, "unknown", "unknown"}, // not 999-70
		{a, "001-01", "", "home", 0, "unknown", "partner-a"},
	} {
		_, o := one(tables, x.src, home, 0, func(_ *op.Batch, o *op.Operation) {
			o.GTP.ServingPLMN = plmn(x.serving)
			if x.location != "" {
				o.GTP.LocationPLMN = plmn(x.location)
			}
		})
		g := &o.GTP
		got := fmt.Sprint(tables.OperatorName(g.ServingOwner), g.ServingGroup, tables.OperatorName(g.LocationOwner), tables.OperatorName(o.Operator), o.IsPresent(op.ColServingOwner), o.IsPresent(op.ColServingGroup), o.IsPresent(op.ColLocationOwner))
		want := fmt.Sprint(x.servingOwner, x.servingGroup, x.locationOwner, x.who, true, true, x.location != "")
		if got != want {
			t.Errorf("%s serving %s, at %s:\n got %s\nwant %s", x.src, x.serving, x.location, got, want)
		}
	}
}

// A network that the payload names switches on no agreement: the sender could
// name anybody's.
func TestClaimedNetworkBringsNoAgreements(t *testing.T) {
	_, o := one(tables(t, network1), stranger, home, 0, func(_ *op.Batch, o *op.Operation) { o.GTP.ServingPLMN = plmn("999-70") })
	if o.Agreements != 0 {
		t.Errorf("agreements %b", o.Agreements)
	}
}

func TestAPN(t *testing.T) {
	tables := tables(t, network1)
	const ours, any = "001011234567890", ""
	const allowed, oi, oiHome, private, outside, wildcard = 1, 2, 4, 8, 16, 32
	for _, x := range []struct {
		src, ni, oi, imsi string
		plmn              string
		apn               string
		flags             uint16
	}{
		{b, "internet", "", any, "", "internet", allowed},
		{b, "InterNet", "mnc001.mcc001.gprs", any, "001-01", "internet", allowed | oi | oiHome},
		{b, "internet", "mnc001.mcc001.gprs", any, "001-001", "internet", allowed | oi | oiHome}, // as a decoder that keeps the zero
		{b, "internet", "mnc070.mcc999.gprs", any, "999-70", "internet", allowed | oi},
		{a, "internet", "", any, "", "internet", 0}, // partner-a may use ims alone
		{a, "IMS", "", "001010012345678", "", "ims", allowed},
		{a, "ims", "", ours, "", "ims", allowed | outside},
		{a, "ims", "", any, "", "ims", allowed},
		{b, "Corporate.EXAMPLE", "", ours, "", "corporate.example", allowed | private},
		{b, "corporate.exampl", "", ours, "", "", 0},
		{b, "internetx", "", any, "", "", 0},
		{b, "*", "", any, "", "", wildcard},
		{b, "", "", any, "", "", wildcard},
		{b, "", "mnc001.mcc001.gprs", any, "001-01", "", wildcard | oi | oiHome},
		{stranger, "internet", "", any, "", "internet", 0},
		{home, "internet", "", any, "", "internet", 0}, // out to partner-a: it is the partner
	} {
		dst := home
		if x.src == home {
			dst = a
		}
		_, o := one(tables, x.src, dst, 0, func(b *op.Batch, o *op.Operation) {
			ni := labelsOf(x.ni)
			b.Messages[0].Payload = append([]byte("xx"+ni), labelsOf(x.oi)...)
			o.GTP.APN, o.GTP.APNNetworkLen = op.Span{Off: 2, Len: uint16(len(b.Messages[0].Payload) - 2)}, uint16(len(ni))
			o.Has(op.ColAPN)
			if x.imsi != "" {
				o.IMSI = digits(x.imsi)
			}
			if x.plmn != "" {
				o.GTP.APNPLMN = plmn(x.plmn)
			}
		})
		if got := tables.APNName(o.GTP.APNID); got != x.apn || o.GTP.APNFlags != x.flags || !o.IsPresent(op.ColAPNFlags) || o.IsPresent(op.ColAPNID) != (x.apn != "") {
			t.Errorf("%s from %s: %q with flags %06b, want %q %06b", x.ni, x.src, got, o.GTP.APNFlags, x.apn, x.flags)
		}
	}
}

// TestAccessPointsOfSubscriptions: as HSSs write them, with or without what follows
// the network identifier.
func TestAccessPointsOfSubscriptions(t *testing.T) {
	tables := tables(t, network1)
	const ours, private = op.AccessPointHome, op.AccessPointPrivate
	for name, want := range map[string]uint8{
		"internet": ours, "InterNet": ours, "ims.": ours, "corporate.example": ours | private, "Corporate.EXAMPLE.": ours | private,
		"corporate.example.mnc001.mcc001.gprs": ours | private, "corporate.example.MNC070.mcc999.GPRS.": ours | private,
		"corporate.example.mnc01.mcc001.gprs": 0, "corporate.example.mnc0A1.mcc001.gprs": 0, "corporate.example.mnc001.mcc001.gprs.x": 0,
		"corporate": 0, "xcorporate.example": 0, "corporate.example.x": 0, "corporate..example": 0, ".corporate.example": 0, "*": 0, "": 0, ".": 0, ".mnc001.mcc001.gprs": 0,
		strings.Repeat("a", 62): 0, strings.Repeat("a", 63): 0, strings.Repeat("internet.", 40): 0, "\x09corporate.example": 0, "corporate\x07example": 0,
	} {
		b := &op.Batch{}
		m := b.AddMessage()
		m.Payload = append([]byte("in front"), name...)
		o := b.AddOp(op.ProtoDiameter)
		d := b.AddDiameter(o)
		b.AccessPoints = append(b.AccessPoints, op.AccessPoint{Name: op.Span{Off: 8, Len: uint16(len(name))}})
		d.AccessPoints.Count = 1
		if tables.accessPoints(b, o, d); b.AccessPoints[0].Flags != want {
			t.Errorf("%q: flags %02b, want %02b", name, b.AccessPoints[0].Flags, want)
		}
	}
}

func labelsOf(name string) string {
	if name == "" {
		return ""
	}
	return labels(name)
}

func TestAPNWithoutConfiguredOnesIsNotRestricted(t *testing.T) {
	_, o := one(New(config.Builtin()), a, home, 0, func(b *op.Batch, o *op.Operation) {
		b.Messages[0].Payload = []byte("\x08internet")
		o.GTP.APN, o.GTP.APNNetworkLen = op.Span{Len: 9}, 9
		o.Has(op.ColAPN)
	})
	if o.GTP.APNFlags != apnAllowed || o.GTP.APNID != 0 {
		t.Errorf("APN %d, flags %b", o.GTP.APNID, o.GTP.APNFlags)
	}
}

func TestLoweredAgreesWithBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wire := rapid.SliceOfN(rapid.Byte(), 1, maxName).Draw(t, "octets")
		want := make([]byte, len(wire))
		for i, c := range wire {
			if want[i] = c; c >= 'A' && c <= 'Z' {
				want[i] = c + 'a' - 'A'
			}
		}
		var low, again lowered
		low.from(wire)
		again.from(want)
		if !bytes.Equal(low[:len(wire)], want) {
			t.Fatalf("%x: %x, want %x", wire, low[:len(wire)], want)
		}
		from := rapid.IntRange(0, len(wire)-1).Draw(t, "from")
		if low.hash(from, len(wire)) != again.hash(from, len(wire)) {
			t.Fatal("the hash depends on case")
		}
		var tail lowered
		tail.from(want[from:])
		if tail.hash(0, len(wire)-from) != low.hash(from, len(wire)) {
			t.Fatal("the hash depends on where a name stands")
		}
	})
}

func TestTunnelEndpoints(t *testing.T) {
	tables := tables(t, network1)
	b := &op.Batch{FTEIDs: []op.FTEID{{Addr4: addr(b)}}} // of an operation before
	m := b.AddMessage()
	m.Src, m.Dst = addr(a), addr(home)
	o := b.AddOp(op.ProtoGTPv1)
	o.GTP.FTEIDs = op.Range{First: 1, Count: 4}
	b.FTEIDs = append(b.FTEIDs,
		op.FTEID{Addr4: addr(a)},
		op.FTEID{Addr4: addr(c), Addr6: addr("2001:db8:2:1::9")},
		op.FTEID{Addr4: addr(stranger), Addr6: addr(home)},
		op.FTEID{})
	tables.Resolve(b)
	want := [][2]string{{"unknown", "unknown"}, {"partner-a", "unknown"}, {"partner-c", "partner-a"}, {"unknown", "home"}, {"unknown", "unknown"}}
	for i, f := range b.FTEIDs {
		if got := [2]string{tables.OperatorName(f.Owner4), tables.OperatorName(f.Owner6)}; got != want[i] {
			t.Errorf("endpoint %d: %v, want %v", i, got, want[i])
		}
	}
}

// What the decoders left in a reused batch must not show through.
func TestEveryOperationOfAMessageIsResolved(t *testing.T) {
	tables := tables(t, network1)
	b := &op.Batch{}
	for range 3 {
		m := b.AddMessage()
		m.Src, m.Dst = addr(a), addr(home)
		b.AddOp(op.ProtoGTPv2)
		b.AddOp(op.ProtoGTPv2)
	}
	tables.Resolve(b)
	for i, o := range b.Ops {
		if tables.OperatorName(o.Operator) != "partner-a" || o.Direction != op.In {
			t.Errorf("operation %d: operator %d, direction %s", i, o.Operator, o.Direction)
		}
	}
}

func TestBuiltinConfigurationKnowsNobody(t *testing.T) {
	m, o := one(New(config.Builtin()), a, home, 0, nil)
	if m.Interconnect != 0 || m.Direction != op.Transit || o.Operator != 0 || o.SrcOwner != 0 {
		t.Errorf("message %+v, operator %d", m, o.Operator)
	}
}

func TestResolveDoesNotAllocate(t *testing.T) {
	c := world(200, random4)
	tables, batch := New(c), sessions(c, 64)
	if n := testing.AllocsPerRun(100, func() { tables.Resolve(batch) }); n != 0 {
		t.Errorf("%v allocations per batch", n)
	}
	if o := &batch.Ops[0]; o.SrcOwner == 0 || o.GTP.APNFlags != apnAllowed|apnOI|apnOIHome {
		t.Errorf("the batch was not resolved: owner %d, APN flags %b", o.SrcOwner, o.GTP.APNFlags)
	}
}

// TestHubSpeaksForItsMembers: in a hub's messages its members' networks,
// subscribers and addresses are the hub's own; in a member's own messages, and
// in those of others, they are the member's.
func TestHubSpeaksForItsMembers(t *testing.T) {
	tab := tables(t, `version: 1
home: {plmns: ["001-01"], addresses: ["192.0.2.0/24"]}
interconnects: [{name: ipx, addresses: ["198.51.100.0/24"]}]
operators:
  - {name: member, via: [ipx], plmns: ["999-70"], gsn_addresses: ["198.51.100.0/28"]}
  - {name: hub, via: [ipx], hub_for: [member], gsn_addresses: ["198.51.100.16/28"]}
  - {name: other, via: [ipx], plmns: ["999-71"], gsn_addresses: ["198.51.100.32/28"]}
`)
	member, _ := tab.Operator("member")
	hub, _ := tab.Operator("hub")
	for _, x := range []struct {
		src  string
		want op.ID
	}{{"198.51.100.1", member}, {"198.51.100.17", hub}, {"198.51.100.33", member}} {
		var batch *op.Batch
		_, o := one(tab, x.src, "192.0.2.1", op.SideUnknown, func(b *op.Batch, o *op.Operation) {
			batch = b
			o.GTP.ServingPLMN, _ = op.ParsePLMN("999-70")
			o.GTP.LocationPLMN = o.GTP.ServingPLMN
			o.IMSI, _ = op.ParseDigits("999700000000001")
			b.FTEIDs = append(b.FTEIDs, op.FTEID{Addr4: addr("198.51.100.2")})
			o.GTP.FTEIDs = op.Range{First: 0, Count: 1}
		})
		for what, got := range map[string]op.ID{
			"serving network": o.GTP.ServingOwner, "location": o.GTP.LocationOwner,
			"subscriber": o.IMSIOwner, "endpoint": batch.FTEIDs[0].Owner4,
		} {
			if got != x.want {
				t.Errorf("from %s the %s is of %q, not %q", x.src, what, tab.OperatorName(got), tab.OperatorName(x.want))
			}
		}
		if o.GTP.ServingNamed != member {
			t.Errorf("from %s the network that is named is of %q", x.src, tab.OperatorName(o.GTP.ServingNamed))
		}
	}
}
