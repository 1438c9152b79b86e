package wire

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ip"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

const (
	eth  = op.EncapEthernet
	raw  = op.EncapRaw
	nul  = op.EncapNull
	sll1 = op.EncapLinuxSLL
)

// layer is a frame and what the layers below signaling make of it.
type layer struct {
	name   string
	encap  op.Encapsulation
	data   []byte
	want   string // "nothing", or transport, ports and octets of payload
	faults []string
}

// The payload of these is a GTPv1 Echo Request of 12 octets.
var layers = func() []layer {
	u := udp(2123, 2123, echo)
	p4, p6 := ip4(17, u), ip6(17, u)
	const whole = "17 2123 2123 12"
	tags := func(n int) []byte {
		b, t := p4, 0x0800
		for range n {
			b, t = tag(5, t, b), 0x8100
		}
		return b
	}
	nested := func(n int) []byte {
		b := p4
		for i := range n {
			b = snap(0, 0x8100, tag(5, []int{0x0800, 99}[min(i, 1)], b))
		}
		return b
	}
	labelStack := func(n int, payload []byte) []byte {
		for i := range n {
			payload = label(16+i, i == 0, payload)
		}
		return payload
	}
	return []layer{
		{"Ethernet, IPv4", eth, ethernet(0x0800, p4), whole, nil},
		{"Ethernet, IPv6", eth, ethernet(0x86DD, p6), whole, nil},
		{"Ethernet, IPv4, padding", eth, append(ethernet(0x0800, p4), make([]byte, 9)...), whole, nil},
		{"Ethernet, EtherType and version differ", eth, ethernet(0x0800, p6), "0 0 0 0", []string{"ip-header"}},
		{"VLAN", eth, ethernet(0x8100, tag(5, 0x0800, p4)), whole, nil},
		{"QinQ", eth, ethernet(0x88A8, tag(5, 0x8100, tag(6, 0x86DD, p6))), whole, nil},
		{"old QinQ", eth, ethernet(0x9100, tag(5, 0x8100, tag(6, 0x0800, p4))), whole, nil},
		{"as many tags as allowed", eth, ethernet(0x8100, tags(7)), whole, nil},
		{"a tag too many", eth, ethernet(0x8100, tags(8)), "0 0 0 0", []string{"frame-encapsulation"}},
		{"VLAN with ARP", eth, ethernet(0x8100, tag(5, 0x0806, make([]byte, 28))), "nothing", nil},
		{"VLAN with LLC", eth, ethernet(0x8100, tag(5, 3+5+len(p4), snap(0, 0x0800, p4))), whole, nil},
		{"MPLS, IPv4", eth, ethernet(0x8847, labelStack(1, p4)), whole, nil},
		{"MPLS, IPv6", eth, ethernet(0x8848, labelStack(3, p6)), whole, nil},
		{"MPLS in VLAN", eth, ethernet(0x8100, tag(5, 0x8847, labelStack(2, p4))), whole, nil},
		{"as many labels as allowed", eth, ethernet(0x8847, labelStack(16, p4)), whole, nil},
		{"a label too many", eth, ethernet(0x8847, labelStack(17, p4)), "0 0 0 0", []string{"frame-encapsulation"}},
		{"MPLS with a control word", eth, ethernet(0x8847, labelStack(1, make([]byte, 20))), "0 0 0 0", []string{"frame-encapsulation"}},
		{"802.3, SNAP", eth, ethernet(3+5+len(p4), snap(0, 0x0800, p4)), whole, nil},
		{"802.3, SNAP of a bridge", eth, ethernet(3+5+len(p6), snap(0xF8, 0x86DD, p6)), whole, nil},
		{"802.3, SNAP, VLAN", eth, ethernet(99, snap(0, 0x8100, tag(5, 0x0800, p4))), whole, nil},
		{"802.3, SNAP of an organisation", eth, ethernet(3+5+len(p4), snap(0x00000C, 0x0800, p4)), "nothing", nil},
		{"802.3, SNAP in SNAP", eth, ethernet(99, snap(0, 99, p4)), "nothing", nil},
		{"802.3, SNAP, VLAN, and again", eth, ethernet(99, nested(3)), whole, nil},
		{"802.3, SNAP, VLAN, and so on", eth, ethernet(99, nested(5000)), "0 0 0 0", []string{"frame-encapsulation"}},
		{"802.3, IP without SNAP", eth, ethernet(3+len(p4), join([]byte{6, 6, 3}, p4)), whole, nil},
		{"802.3, spanning tree", eth, ethernet(38, join([]byte{0x42, 0x42, 3}, make([]byte, 35))), "nothing", nil},
		{"ARP", eth, ethernet(0x0806, make([]byte, 28)), "nothing", nil},
		{"LLDP", eth, ethernet(0x88CC, make([]byte, 40)), "nothing", nil},
		{"type between length and EtherType", eth, ethernet(1536-1, p4), "nothing", nil},
		{"PPPoE", eth, ethernet(0x8864, p4), "0 0 0 0", []string{"frame-encapsulation"}},
		{"MACsec", eth, ethernet(0x88E5, p4), "0 0 0 0", []string{"frame-encapsulation"}},
		{"backbone bridge", eth, ethernet(0x88E7, p4), "0 0 0 0", []string{"frame-encapsulation"}},
		{"an empty frame", eth, nil, "0 0 0 0", []string{"frame-truncated"}},

		{"cooked", sll1, sll(1, 0x0800, p4), whole, nil},
		{"cooked, VLAN, IPv6", sll1, sll(1, 0x8100, tag(5, 0x86DD, p6)), whole, nil},
		{"cooked, LLC", sll1, sll(1, 4, snap(0, 0x0800, p4)), whole, nil},
		{"cooked, 802.3 without LLC", sll1, sll(1, 1, p4), "nothing", nil},
		{"cooked, netlink", sll1, sll(824, 0x0800, p4), "nothing", nil},
		{"cooked 2", op.EncapLinuxSLL2, sll2(1, 0x86DD, p6), whole, nil},
		{"cooked 2, ARP", op.EncapLinuxSLL2, sll2(1, 0x0806, make([]byte, 28)), "nothing", nil},
		{"loopback, little-endian", nul, join([]byte{2, 0, 0, 0}, p4), whole, nil},
		{"loopback, big-endian", nul, join([]byte{0, 0, 0, 2}, p4), whole, nil},
		{"loopback, Darwin's IPv6", nul, join([]byte{30, 0, 0, 0}, p6), whole, nil},
		{"loopback, FreeBSD's IPv6", nul, join([]byte{28, 0, 0, 0}, p6), whole, nil},
		{"loopback, OpenBSD's IPv6", op.EncapLoop, join([]byte{0, 0, 0, 24}, p6), whole, nil},
		{"loopback, another family", nul, join([]byte{7, 0, 0, 0}, p4), "nothing", nil},
		{"raw IPv4", raw, p4, whole, nil},
		{"raw IPv6", raw, p6, whole, nil},
		{"raw nonsense", raw, make([]byte, 40), "0 0 0 0", []string{"ip-header"}},
		{"IPv4", op.EncapIPv4, p4, whole, nil},
		{"IPv4 that is not", op.EncapIPv4, p6, "0 0 0 0", []string{"ip-header"}},
		{"IPv6", op.EncapIPv6, p6, whole, nil},
		{"IPv6 that is not", op.EncapIPv6, p4, "0 0 0 0", []string{"ip-header"}},
		{"a link type that is not decoded", op.EncapUnsupported, p4, "0 0 0 0", []string{"frame-encapsulation"}},

		{"another UDP port", raw, ip4(17, udp(53, 1053, echo)), "17 53 1053 12", []string{"not-signaling"}},
		{"UDP without its header", raw, ip4(17, u[:7]), "17 2123 2123 0", []string{"udp-length"}},
		{"UDP with trailing octets", raw, ip4(17, join(u, make([]byte, 4))), whole, []string{"udp-length"}},
		{"TCP", raw, ip4(6, join(be(3869, 2), be(40000, 2), make([]byte, 16))), "6 3869 40000 20", []string{"not-signaling"}},
		{"SCTP", raw, ip6(132, join(be(2905, 2), be(2906, 2), make([]byte, 8))), "132 2905 2906 0", []string{"sctp-header"}},
		{"ICMP", raw, ip4(1, make([]byte, 8)), "1 0 0 8", []string{"not-signaling"}},
		{"ESP", raw, ip6(50, p4), "50 0 0 40", []string{"not-signaling"}},
		{"IPv4 in IPv4", raw, ip4(4, p4), "4 0 0 40", []string{"frame-encapsulation"}},
		{"IPv6 in IPv6", raw, ip6(41, p6), "41 0 0 60", []string{"frame-encapsulation"}},
		{"GRE", raw, ip4(47, join([]byte{0, 0, 8, 0}, p4)), "47 0 0 44", []string{"frame-encapsulation"}},
		{"destination options cut short", raw, ip6(60, make([]byte, 4)), "0 0 0 0", []string{"ip-extension-chain"}},
	}
}()

func TestLayers(t *testing.T) {
	for _, v := range layers {
		t.Run(v.name, func(t *testing.T) {
			var b op.Batch
			f := frame(v.encap, v.data)
			f.Side = op.SideOutside
			New(Config{}).Decode(&b, 3, f)
			got, faults := "nothing", []string(nil)
			if len(b.Messages) > 0 {
				m := &b.Messages[0]
				got, faults = fmt.Sprint(m.Transport, m.SrcPort, m.DstPort, len(m.Payload)), faultNames(&m.Faults)
				if m.Frame != 1 || m.Slot != 3 || m.TimeNS != 1e18 || m.Side != op.SideOutside || m.Index != 0 {
					t.Errorf("%+v", m)
				}
			}
			if got != v.want || !slices.Equal(faults, v.faults) || len(b.Messages) > 1 {
				t.Errorf("%s, faults %q; want %s, %q", got, faults, v.want, v.faults)
			}
			if v.want == "17 2123 2123 12" {
				checkEcho(t, &b)
			}
		})
	}
}

// checkEcho wants one message between the test's addresses with one operation.
func checkEcho(t *testing.T, b *op.Batch) {
	t.Helper()
	m := &b.Messages[0]
	src, dst := op.AddrFrom4(partner4), op.AddrFrom4(home4)
	if !m.Src.Is4() {
		src, dst = op.AddrFrom16(partner6), op.AddrFrom16(home6)
	}
	if m.Src != src || m.Dst != dst || !bytes.Equal(m.Payload, echo) || m.NumOps != 1 {
		t.Fatalf("%+v", m)
	}
	o := &b.Ops[m.FirstOp]
	if o.Protocol != op.ProtoGTPv1 || o.Code != 1 || !o.IsPresent(op.ColSrc) || !o.IsPresent(op.ColDstPort) || o.Faults.Bits != m.Faults.Bits {
		t.Errorf("%+v", o)
	}
}

// A frame cut at any octet yields a fault, or no message where what is left
// says that it is not IP; unless only padding was cut.
func TestLayersCutAtEveryOctet(t *testing.T) {
	d := New(Config{})
	for _, v := range layers {
		if v.faults != nil || v.want == "nothing" {
			continue
		}
		for n := range v.data {
			for _, truncated := range []bool{false, true} {
				var b op.Batch
				f := frame(v.encap, v.data[:n:n])
				f.Truncated = truncated
				d.Decode(&b, 0, f)
				if len(b.Messages) != 1 {
					t.Fatalf("%s cut at %d: %d messages", v.name, n, len(b.Messages))
				}
				m := &b.Messages[0]
				padding := v.name == "Ethernet, IPv4, padding" && n >= len(v.data)-9
				if m.Faults.Any() == padding || truncated && !padding && !m.Faults.Has(op.FrameTruncated) {
					t.Errorf("%s cut at %d, truncated %v: faults %q", v.name, n, truncated, faultNames(&m.Faults))
				}
			}
		}
	}
}

func TestDatagrams(t *testing.T) {
	f := frame(op.EncapDatagram, echo)
	f.Src, f.Dst, f.SrcPort, f.DstPort = op.AddrFrom4(partner4), op.AddrFrom4(home4), 40000, 2123
	var b op.Batch
	d := New(Config{})
	d.Decode(&b, 0, f)
	checkEcho(t, &b)
	f.Truncated = true
	d.Decode(&b, 1, f)
	if m := &b.Messages[1]; !m.Faults.Has(op.FrameTruncated) || m.SrcPort != 40000 || !b.Ops[m.FirstOp].Faults.Has(op.FrameTruncated) {
		t.Errorf("%+v", m)
	}
}

// Which decoder a port leads to: the destination's, else the source's.
func TestPorts(t *testing.T) {
	const v1, v2, u, none = op.ProtoGTPv1, op.ProtoGTPv2, op.ProtoGTPU, op.ProtoNone
	for _, v := range []struct {
		src, dst int
		payload  []byte
		want     op.Protocol
		fault    string
	}{
		{40000, 2123, echo, v1, ""},
		{2123, 40000, echo, v1, ""},
		{40000, 2123, echo2, v2, ""},
		{2123, 2123, echo2, v2, ""},
		{40000, 2152, gpdu(ip4(17, udp(1, 2, nil))), u, ""},
		{2152, 40000, gpdu(ip4(17, udp(1, 2, nil))), u, ""},
		{2152, 2123, echo, v1, ""},
		{2123, 2152, echo, u, ""},
		{3386, 2123, echo, v1, ""},
		{40000, 3386, []byte{0x0E, 4, 0, 0, 0, 1}, v1, "gtp-prime"},
		{3386, 40000, []byte{0x0E, 4, 0, 0, 0, 1}, v1, "gtp-prime"},
		{40000, 2123, []byte{0x1E, 16, 0, 0}, v1, "gtp-version"},
		{40000, 2123, []byte{0x60, 32, 0, 0}, v1, "gtp-version"},
		{40000, 2123, []byte{0xFF}, v1, "gtp-version"},
		{40000, 2123, nil, v1, "gtp-too-short"},
		{40000, 40001, echo, none, "not-signaling"},
		{8805, 8805, echo, none, "not-signaling"},
	} {
		var b op.Batch
		New(Config{}).Decode(&b, 0, frame(raw, ip4(17, udp(v.src, v.dst, v.payload))))
		m, got := &b.Messages[0], op.ProtoNone
		if len(b.Ops) == 1 {
			got = b.Ops[0].Protocol
		}
		if got != v.want || v.fault != "" && !slices.Equal(faultNames(&m.Faults), []string{v.fault}) || v.fault == "" && m.Faults.Any() {
			t.Errorf("%d to %d, %x: protocol %s, faults %q; want %s, %q", v.src, v.dst, v.payload, got, faultNames(&m.Faults), v.want, v.fault)
		}
	}
}

// A message that is not decoded still says its type, where all versions have it.
func TestUnreadMessagesSayTheirType(t *testing.T) {
	for _, v := range []struct {
		payload []byte
		code    uint32
		present bool
	}{{[]byte{0x1E, 16, 0, 0}, 16, true}, {[]byte{0xE0, 0}, 0, true}, {[]byte{0xE0}, 0, false}} {
		var b op.Batch
		New(Config{}).Decode(&b, 0, frame(raw, ip4(17, udp(40000, 2123, v.payload))))
		o := &b.Ops[0]
		if o.Code != v.code || o.IsPresent(op.ColCode) != v.present || int(o.Length) != len(v.payload) || !o.Faults.Has(op.GTPVersion) {
			t.Errorf("%x: %+v", v.payload, o)
		}
	}
}

// Datagrams in pieces: nothing until the last one, and then one message of the
// frame that brought it.
func TestFragments(t *testing.T) {
	u := udp(2123, 2123, join([]byte{0x32, 1, 0, 100, 0, 0, 0, 0}, sequence(100)))
	for name, part := range map[string]func(id, from, to int, more bool) []byte{
		"IPv4": func(id, from, to int, more bool) []byte { return ip4part(17, id, from, more, u[from:to]) },
		"IPv6": func(id, from, to int, more bool) []byte { return ip6part(17, id, from, more, u[from:to]) },
	} {
		var b op.Batch
		d := New(Config{})
		packets := [][]byte{part(1, 48, len(u), false), part(2, 0, 64, true), part(1, 0, 48, true), part(2, 64, len(u), false)}
		for i, p := range packets {
			d.Decode(&b, i, &op.Frame{Data: p, TimeNS: int64(1e18 + i), Number: int32(10 + i), Encap: raw})
		}
		if len(b.Messages) != 2 {
			t.Fatalf("%s: %d messages", name, len(b.Messages))
		}
		for i, m := range b.Messages {
			if m.Frame != int32(12+i) || m.Slot != int32(2+i) || m.TimeNS != int64(1e18+2+i) || m.Faults.Any() ||
				m.DstPort != 2123 || m.NumOps != 1 || !bytes.Equal(m.Payload, u[8:]) {
				t.Errorf("%s: %+v", name, m)
			}
		}
		if s := d.Stats(); s.Whole != 2 {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestSpoiledFragments(t *testing.T) {
	u := udp(2123, 2123, make([]byte, 100))
	var b op.Batch
	d := New(Config{})
	for i, p := range [][]byte{
		ip4part(17, 1, 0, true, u[:48]), ip4part(17, 1, 40, true, u[40:96]), ip4part(17, 1, 96, false, u[96:]),
	} {
		d.Decode(&b, i, &op.Frame{Data: p, Number: int32(1 + i), Encap: raw})
	}
	if len(b.Messages) != 2 || len(b.Ops) != 0 {
		t.Fatalf("%d messages, %d operations", len(b.Messages), len(b.Ops))
	}
	for i, m := range b.Messages {
		if !m.Faults.Has(op.IPFragmentOverlap) || m.Frame != int32(2+i) || m.Slot != int32(1+i) || m.DstPort != 2123 || m.Transport != 17 {
			t.Errorf("%+v", m)
		}
	}
}

func TestIncompleteDatagrams(t *testing.T) {
	u := udp(2123, 2123, make([]byte, 100))
	at := func(seconds int64, number int32, p []byte) *op.Frame {
		return &op.Frame{Data: p, TimeNS: seconds * 1e9, Number: number, Encap: raw}
	}
	var b op.Batch
	d := New(Config{})
	d.Decode(&b, 0, at(1, 1, ip4part(17, 1, 0, true, u[:48])))
	d.Decode(&b, 1, at(2, 2, ip4part(17, 2, 48, true, u[48:96])))
	d.Decode(&b, 2, at(30, 3, ip4(17, u)))
	if len(b.Messages) != 1 {
		t.Fatalf("after 29 s: %d messages", len(b.Messages))
	}
	b.Reset()
	arp := at(31, 4, ethernet(0x0806, nil))
	arp.Encap = eth
	d.Decode(&b, 0, arp)
	if len(b.Messages) != 1 {
		t.Fatalf("after 30 s: %d messages", len(b.Messages))
	}
	lost := func(m *op.Message, frame int32, port uint16) {
		if m.Frame != frame || m.Slot != op.NoSlot || m.DstPort != port || m.Transport != 17 || m.Src != op.AddrFrom4(partner4) ||
			m.NumOps != 0 || !slices.Equal(faultNames(&m.Faults), []string{"ip-fragment-incomplete"}) {
			t.Errorf("%+v", m)
		}
	}
	lost(&b.Messages[0], 1, 2123)
	b.Reset()
	d.Flush(&b)
	if len(b.Messages) != 1 {
		t.Fatalf("at the end: %d messages", len(b.Messages))
	}
	lost(&b.Messages[0], 2, 0)
	if s := d.Stats(); s.Incomplete != 2 {
		t.Errorf("%+v", s)
	}
}

// A header fault of the first fragment is the message's, and reaches the
// operations.
func TestFaultsOfFragmentsReachOperations(t *testing.T) {
	u := udp(2123, 2123, echo)
	first := join([]byte{0x46, 0}, be(24+16, 2), be(1, 2), be(0x2000, 2), []byte{64, 17, 0, 0}, partner4, home4, []byte{131, 3, 4, 0}, u[:16])
	var b op.Batch
	d := New(Config{})
	d.Decode(&b, 0, frame(raw, first))
	d.Decode(&b, 1, frame(raw, ip4part(17, 1, 16, false, u[16:])))
	if len(b.Ops) != 1 || !b.Ops[0].Faults.Has(op.IPSourceRoute) {
		t.Errorf("%+v", b.Messages)
	}
}

// What a batch holds stays what it was when more is added to it.
func TestReassembledPayloadsLiveAsLongAsTheBatch(t *testing.T) {
	var b op.Batch
	d := New(Config{Fragments: ip.Limits{Datagrams: 4}})
	for round := range 3 {
		b.Reset()
		for id := range 40 {
			u := udp(2123, 2123, bytes.Repeat([]byte{byte(round*64 + id)}, 1000+id))
			d.Decode(&b, 0, frame(raw, ip4part(17, id, 0, true, u[:800])))
			d.Decode(&b, 0, frame(raw, ip4part(17, id, 800, false, u[800:])))
		}
		for id, m := range b.Messages {
			if !bytes.Equal(m.Payload, bytes.Repeat([]byte{byte(round*64 + id)}, 1000+id)) {
				t.Fatalf("round %d, datagram %d changed", round, id)
			}
		}
	}
}

// Tunnelled packets.
func TestTunnelled(t *testing.T) {
	longer := ip4(17, udp(5000, 53, nil))
	longer[3]++
	mapped := ip6(17, udp(5000, 53, nil))
	copy(mapped[8:], []byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF})
	routed := join([]byte{0x46, 0}, be(24+8, 2), be(0, 4), []byte{64, 17, 0, 0}, partner4, home4, []byte{131, 3, 4, 0}, udp(5000, 53, nil))
	for _, v := range []struct {
		name   string
		packet []byte
		want   string // addresses, protocol, ports that are present
		faults []string
	}{
		{"UDP", ip4(17, udp(5000, 53, nil)), "adpPP 17 5000 53", nil},
		{"UDP over IPv6", ip6(17, udp(5000, 53, nil)), "adpPP 17 5000 53", nil},
		{"TCP", ip4(6, join(be(5000, 2), be(2123, 2), make([]byte, 16))), "adpPP 6 5000 2123", nil},
		{"ICMP", ip4(1, make([]byte, 8)), "adp 1 0 0", nil},
		{"GTP-C", ip4(17, udp(5000, 2123, echo)), "adpPP 17 5000 2123", []string{"gtp-inner-signaling"}},
		{"GTP-U", ip4(17, udp(5000, 2152, echo)), "adpPP 17 5000 2152", []string{"gtp-inner-signaling"}},
		{"GTP'", ip4(17, udp(5000, 3386, echo)), "adpPP 17 5000 3386", []string{"gtp-inner-signaling"}},
		{"PFCP", ip6(60, join([]byte{17, 0}, make([]byte, 6), udp(5000, 8805, echo))), "adpPP 17 5000 8805", []string{"gtp-inner-signaling"}},
		{"from a core port", ip4(17, udp(2123, 5000, echo)), "adpPP 17 2123 5000", nil},
		{"first fragment to a core port", ip4part(17, 1, 0, true, udp(5000, 2123, echo)[:16]), "adpPP 17 5000 2123", []string{"gtp-inner-signaling"}},
		{"later fragment", ip4part(17, 1, 16, false, make([]byte, 8)), "adp 17 0 0", nil},
		{"IPv6 first fragment", ip6part(17, 1, 0, true, udp(5000, 2123, echo)[:16]), "adpPP 17 5000 2123", []string{"gtp-inner-signaling"}},
		{"first fragment without the ports", ip6part(60, 1, 0, true, []byte{17, 0, 0, 0, 0, 0, 0, 0}), "adp 60 0 0", []string{"gtp-inner-header"}},
		{"with a source route", routed, "adpPP 17 5000 53", nil},
		{"no IP", []byte{0x55, 1, 2, 3}, " 0 0 0", []string{"gtp-inner-header"}},
		{"nothing", nil, " 0 0 0", []string{"gtp-inner-header"}},
		{"shorter than its header", ip4(17, nil)[:19], " 0 0 0", []string{"gtp-inner-header"}},
		{"shorter than it says", longer, "adpPP 17 5000 53", []string{"gtp-inner-header"}},
		{"longer than it says", join(ip4(17, udp(5000, 53, nil)), make([]byte, 1)), "adpPP 17 5000 53", []string{"gtp-inner-header"}},
		{"without the rest of its headers", ip6(60, []byte{17, 9}), "ad 0 0 0", []string{"gtp-inner-header"}},
		{"with an IPv4 source in IPv6", mapped, "adpPP 17 5000 53", []string{"gtp-inner-header"}},
	} {
		t.Run(v.name, func(t *testing.T) {
			payload := join(gpdu(nil), v.packet)
			var o op.Operation
			d := New(Config{})
			d.tunnelled(&o, payload, 8)
			got := ""
			for i, c := range []int{op.ColInnerSrc, op.ColInnerDst, op.ColInnerProtocol, op.ColInnerSrcPort, op.ColInnerDstPort} {
				if o.IsPresent(c) {
					got += "adpPP"[i : i+1]
				}
			}
			g := &o.GTP
			got += fmt.Sprintf(" %d %d %d", g.InnerProtocol, g.InnerSrcPort, g.InnerDstPort)
			if got != v.want || !slices.Equal(faultNames(&o.Faults), append([]string{}, v.faults...)) {
				t.Errorf("%s, faults %q; want %s, %q", got, faultNames(&o.Faults), v.want, v.faults)
			}
			if o.IsPresent(op.ColInnerDst) && g.InnerDst != op.AddrFrom4(home4) && g.InnerDst != op.AddrFrom16(home6) {
				t.Errorf("inner destination %s", g.InnerDst)
			}
			for _, f := range o.Faults.List() {
				if int(f.Offset) < 8 || int(f.Offset) > len(payload) {
					t.Errorf("fault %s at %d", f.Code, f.Offset)
				}
			}
		})
	}
}

// The tunnelled packet's columns come with the G-PDU, and only with it.
func TestGPDU(t *testing.T) {
	var b op.Batch
	d := New(Config{})
	d.Decode(&b, 0, frame(raw, ip4(17, udp(2152, 2152, gpdu(ip4(17, udp(5000, 2123, echo)))))))
	d.Decode(&b, 1, frame(raw, ip4(17, udp(2152, 2152, echo))))
	if o := &b.Ops[0]; o.Protocol != op.ProtoGTPU || o.GTP.InnerDstPort != 2123 || !o.Faults.Has(op.GTPInnerSignaling) {
		t.Errorf("%+v", o)
	}
	if o := &b.Ops[1]; o.IsPresent(op.ColInnerDst) || o.Faults.Has(op.GTPInnerHeader) {
		t.Errorf("%+v", o)
	}
}
