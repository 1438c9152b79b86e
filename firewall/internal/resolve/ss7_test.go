package resolve

import (
	"fmt"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// signaling is a network whose operators are told by global titles and point
// codes: partner-a through ipx-1, partner-b through ipx-2, a hub for partner-b
// through ipx-1.
const signaling = `
version: 1
home:
  plmns: ["001-01"]
  country_codes: ["999"]
  global_titles: ["99901"]
  msisdns: ["99902"]
  addresses: ["192.0.2.0/24"]
  point_codes: ["1-1-1"]
  nodes:
    - {name: hlr-1, roles: [hlr], global_titles: ["99901000001"]}
interconnects:
  - {name: ipx-1, addresses: ["198.51.100.0/24"], point_codes: ["2-2-2"]}
  - {name: ipx-2, addresses: ["203.0.113.0/24"], point_codes: ["3-3-3"]}
  - {name: bridged, point_codes: ["4-4-4"]}
operators:
  - {name: partner-a, via: [ipx-1], plmns: ["999-70"], country_codes: ["998"], global_titles: ["99970"], msisdns: ["99971"], agreements: [lcs]}
  - {name: partner-b, via: [ipx-2], plmns: ["999-72"], global_titles: ["99972"]}
  - {name: hub, via: [ipx-1], global_titles: ["99980"], hub_for: [partner-b]}
`

const homePC, peerPC, otherPC, bridgedPC = 1<<11 | 1<<3 | 1, 2<<11 | 2<<3 | 2, 3<<11 | 3<<3 | 3, 4<<11 | 4<<3 | 4

// e164 is an address routed by an international number of the ISDN plan.
func e164(number string) op.SCCPAddress {
	d, _ := op.ParseDigits(number)
	return op.SCCPAddress{Digits: d, Indicator: 0x12, SSN: 6, NP: 1, NAI: 4, Present: op.SCCPHasGT | op.SCCPHasSSN}
}

// unit resolves a message of MAP with one operation.
func unit(t *Tables, src, dst string, s op.SS7, fill func(*op.Batch, *op.Operation, *op.SS7)) (*op.Message, *op.Operation, *op.SS7) {
	b := &op.Batch{}
	m := b.AddMessage()
	if src != "" {
		m.Src, m.Dst = addr(src), addr(dst)
	}
	o := b.AddOp(op.ProtoMAP)
	part := b.AddSS7(o, &s)
	if fill != nil {
		fill(b, o, part)
	}
	t.Resolve(b)
	return m, o, b.SS7Of(o)
}

// TestPeer: an address tells better than a point code, and two addresses of an
// interconnect are one peer.
func TestPeer(t *testing.T) {
	tables := tables(t, signaling)
	for _, x := range []struct {
		src  string
		opc  uint32
		want op.ID
	}{
		{"198.51.100.7", otherPC, firstInterconnect}, {"198.51.100.8", peerPC, firstInterconnect}, {"203.0.113.1", peerPC, firstInterconnect + 1},
		{"192.0.2.10", peerPC, HomePoint}, {"198.18.0.1", peerPC, 0}, {"198.18.0.1", bridgedPC, firstInterconnect + 2}, {"", otherPC, firstInterconnect + 1}, {"", homePC, HomePoint},
		{"198.18.0.1", 77, 0}, {"198.18.0.1", homePC, 0}, {"", 1 << 20, 0},
	} {
		src := op.Addr{}
		if x.src != "" {
			src = addr(x.src)
		}
		if got := tables.Peer(src, x.opc); got != x.want {
			t.Errorf("%q, %d: %d, want %d", x.src, x.opc, got, x.want)
		}
	}
}

func TestGlobalTitles(t *testing.T) {
	tables := tables(t, signaling)
	const ours, theirs = "192.0.2.10", "198.51.100.7"
	for _, x := range []struct {
		name, src, dst     string
		calling, called    op.SCCPAddress
		opc, dpc           uint32
		direction          op.Direction
		peer, operator     string
		calledOwner        string
		believed           string
		reached            bool
		agreements, srcRol uint32
	}{
		{"a partner's HLR asks ours", theirs, ours, e164("99970000001"), e164("99901000001"), peerPC, homePC, op.In, "ipx-1", "partner-a", "home", "partner-a", true, 1, 0},
		{"ours asks a partner's", ours, theirs, e164("99901000001"), e164("99970000001"), homePC, peerPC, op.Out, "ipx-1", "home", "partner-a", "partner-a", false, 1, 1},
		{"a title that is not reached this way", theirs, ours, e164("99972000001"), e164("99901000001"), peerPC, homePC, op.In, "ipx-1", "partner-b", "home", "unknown", false, 0, 0},
		{"our own title from outside", theirs, ours, e164("99901000009"), e164("99901000001"), peerPC, homePC, op.In, "ipx-1", "home", "home", "unknown", false, 0, 0},
		{"nobody's title", theirs, ours, e164("99999000001"), e164("99901000001"), peerPC, homePC, op.In, "ipx-1", "unknown", "home", "unknown", false, 0, 0},
		{"a stranger with an interconnect's point code", "198.18.0.1", ours, e164("99970000001"), e164("99901000001"), peerPC, homePC, op.In, "unknown", "partner-a", "home", "unknown", false, 0, 0},
		{"an interconnect that is told by point codes", "198.18.0.1", ours, e164("99970000001"), e164("99901000001"), bridgedPC, homePC, op.In, "bridged", "partner-a", "home", "unknown", false, 0, 0},
		{"our names from an interconnect, to an address that is not listed", theirs, "198.18.0.9", e164("99901000009"), e164("99901000001"), homePC, homePC, op.In, "ipx-1", "home", "home", "unknown", false, 0, 0},
		{"our names from a stranger, to another", "198.18.0.1", "198.18.0.9", e164("99901000009"), e164("99901000001"), homePC, 9, op.In, "unknown", "home", "home", "unknown", false, 0, 0},
		{"without addresses, by point codes", "", "", e164("99970000001"), e164("99901000001"), peerPC, homePC, op.In, "ipx-1", "partner-a", "home", "partner-a", true, 1, 0},
		{"without addresses, out", "", "", e164("99901000001"), e164("99972000001"), homePC, otherPC, op.Out, "ipx-2", "home", "partner-b", "partner-b", false, 0, 1},
		{"nothing but titles", "", "", e164("99970000001"), e164("99901000001"), 9, 8, op.In, "unknown", "partner-a", "home", "unknown", false, 0, 0},
		{"passing through", "", "", e164("99970000001"), e164("99972000001"), peerPC, otherPC, op.Transit, "ipx-1", "partner-a", "partner-b", "partner-a", true, 1, 0},
	} {
		s := op.SS7{Calling: x.calling, Called: x.called, OPC: x.opc, DPC: x.dpc}
		m, o, got := unit(tables, x.src, x.dst, s, nil)
		have := fmt.Sprint(m.Direction, tables.InterconnectName(m.Peer()), tables.OperatorName(o.Operator), tables.OperatorName(got.CalledOwner),
			tables.OperatorName(m.Partner()), o.SrcFlags&1 != 0, o.Agreements, o.SrcRoles)
		want := fmt.Sprint(x.direction, x.peer, x.operator, x.calledOwner, x.believed, x.reached, x.agreements, x.srcRol)
		if have != want {
			t.Errorf("%s:\n got %s\nwant %s", x.name, have, want)
		}
	}
}

// A hub's messages speak for its members, and nobody else's do.
func TestAHubsTitles(t *testing.T) {
	tables := tables(t, signaling)
	for calling, want := range map[string]string{"99980000001": "hub", "99970000001": "partner-b"} {
		s := op.SS7{Calling: e164(calling), Called: e164("99901000001"), OPC: peerPC, DPC: homePC}
		_, o, _ := unit(tables, "198.51.100.7", "192.0.2.10", s, func(_ *op.Batch, o *op.Operation, _ *op.SS7) { o.IMSI, _ = op.ParseDigits("999720000000001") })
		if got := tables.OperatorName(o.IMSIOwner); got != want {
			t.Errorf("from %s, a subscriber of partner-b is %s's", calling, got)
		}
	}
}

func TestTitlesByNumberingPlan(t *testing.T) {
	tables := tables(t, signaling)
	for _, x := range []struct {
		digits string
		np     uint8
		gti    uint8
		want   string
	}{
		{"99901000001", 1, 4, "home"},
		{"99901123456", 7, 4, "home"},      // E.214: country code and network code are those of the titles, too
		{"9980170", 1, 4, "unknown"},       //
		{"99870123456", 7, 4, "partner-a"}, // E.214: country code 998, network code 70
		{"99870123456", 1, 4, "unknown"},   // the same digits are nobody's E.164 title
		{"99970000001", 6, 4, "unknown"},   // E.212
		{"99970000001", 0, 2, "partner-a"}, // no plan in this form
		{"99970000001", 0, 4, "unknown"},
	} {
		d, _ := op.ParseDigits(x.digits)
		s := op.SS7{Calling: op.SCCPAddress{Digits: d, NP: x.np, Indicator: x.gti << 2, Present: op.SCCPHasGT}}
		_, _, got := unit(tables, "198.51.100.7", "192.0.2.10", s, nil)
		if owner := tables.OperatorName(got.CallingOwner); owner != x.want {
			t.Errorf("%s in plan %d, form %d is %s's, not %s's", x.digits, x.np, x.gti, owner, x.want)
		}
	}
}

// Numbers of nodes are looked up among titles, those of subscribers among their
// ranges; identities by networks.
func TestNumbersAndIdentitiesOfSS7(t *testing.T) {
	tables := tables(t, signaling)
	number := func(role uint8, digits string) op.Number {
		d, _ := op.ParseDigits(digits)
		return op.Number{Role: role, Digits: d}
	}
	var got []string
	b := &op.Batch{}
	b.AddMessage()
	o := b.AddOp(op.ProtoMAP)
	s := b.AddSS7(o, &op.SS7{OPC: peerPC, DPC: homePC})
	b.Numbers = []op.Number{number(op.NumberVLR, "99970000001"), number(op.NumberMSISDN, "99902000001"), number(op.NumberMSISDN, "99901000001"), number(op.NumberGSMSCF, "99999000001")}
	s.Numbers = op.Range{Count: 4}
	s.DialogueIMSI, _ = op.ParseDigits("001010000000001")
	s.RequestingPLMN, _ = op.ParsePLMN("999-70")
	tables.Resolve(b)
	for _, n := range b.Numbers {
		got = append(got, tables.OperatorName(n.Owner))
	}
	s = b.SS7Of(o)
	got = append(got, tables.OperatorName(s.DialogueIMSIOwner), tables.OperatorName(s.RequestingOwner), tables.InterconnectName(s.OPCInterconnect))
	if want := "[partner-a home unknown unknown home partner-a ipx-1]"; fmt.Sprint(got) != want || s.DPCInterconnect != HomePoint {
		t.Errorf("owners are %v, not %s; the destination is %d", got, want, s.DPCInterconnect)
	}
}

// A node's number is international E.164, or leaves open what it is.
func TestNumbersOfNodesByNature(t *testing.T) {
	tables := tables(t, signaling)
	digits, _ := op.ParseDigits("99970000001")
	for nai := range uint8(8) {
		for np := range uint8(16) {
			b := &op.Batch{}
			b.AddMessage()
			o := b.AddOp(op.ProtoMAP)
			s := b.AddSS7(o, &op.SS7{OPC: peerPC, DPC: homePC})
			b.Numbers = []op.Number{{Role: op.NumberVLR, NAI: nai, NP: np, Digits: digits}}
			s.Numbers = op.Range{Count: 1}
			tables.Resolve(b)
			want := "unknown"
			if nai <= 1 && np <= 1 {
				want = "partner-a"
			}
			if got := tables.OperatorName(b.Numbers[0].Owner); got != want {
				t.Errorf("of nature %d and plan %d: %s's", nai, np, got)
			}
		}
	}
}
