package gtpu

import (
	"bytes"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// honest are messages that have to pass without a fault, or with one that alerts.
var honest = []vector{
	{"Echo Request", echo(1, ""), ""},
	{"Echo Request of an older node", echo(1, "0e00"), ""},
	{"Echo Response", echo(2, "0e00"), ""},
	{"Echo Response of a node with one counter for both planes", echo(2, "0e07"), "recovery-value@13"},
	{"Echo with a private extension", echo(1, private), "private-extension@15"},
	{"Echo with 32 octets of private extensions", echo(1, "ff 0010"+strings.Repeat("01", 16)+"ff 0010"+strings.Repeat("02", 16)), "private-extension@15"},
	{"Error Indication", indication(teidI + peer4), ""},
	{"Error Indication, IPv6", indication(teidI + peer6), ""},
	{"Error Indication of a node that restarted", indication(teidI + peer4 + stamp), ""},
	{"Error Indication with a private extension of any size", indication(teidI + peer4 + "ff 0040" + strings.Repeat("01", 64)), ""},
	{"Error Indication with the UDP port", message1(0x36, 26, 0, "0007 00 40 01 9d81 00"+teidI+peer4), ""},
	{"Supported Extension Headers Notification", message1(0x32, 31, 0, number+"8d 02 4085"), ""},
	{"Supported Extension Headers Notification of none", message1(0x32, 31, 0, number+"8d 00"), ""},
	{"End Marker", message1(0x30, 254, 9, ""), ""},
	{"End Marker with a private extension", message1(0x30, 254, 9, private), ""},
	{"Tunnel Status", message1(0x30, 253, 9, "e6 0001 01"), "message-unexpected@1"},
	{"G-PDU", user(0, ipv4), ""},
	{"G-PDU, numbered", message1(0x32, 255, 9, number+ipv4), ""},
	{"G-PDU, forwarded between SGSNs", message1(0x33, 255, 9, "0007 05 00"+ipv4), ""},
	{"G-PDU, unused fields that no receiver looks at", message1(0x31, 255, 9, "1234 05 85"+ipv4), ""},
	{"G-PDU, a chain of no headers", message1(0x34, 255, 9, "0000 00 00"+ipv4), ""},
	{"G-PDU, Service Class Indicator", user(0x20, ipv4), ""},
	{"G-PDU, Long PDCP PDU Number of type 3", user(0x03, ipv4), "extension-unexpected@12"},
	{"G-PDU, RAN Container", user(0x81, ipv4), "extension-unexpected@12"},
	{"G-PDU, Long PDCP PDU Number", user(0x82, ipv4), "extension-unexpected@12"},
	{"G-PDU, Xw RAN Container", user(0x83, ipv4), "extension-unexpected@12"},
	{"G-PDU, NR RAN Container", user(0x84, ipv4), "extension-unexpected@12"},
	{"G-PDU, PDU Session Container", user(0x85, ipv4), "extension-unexpected@12"},
	{"G-PDU, PDCP PDU Number", user(0xC0, ipv4), "extension-unexpected@12"},
	{"G-PDU, containers alone", message1(0x34, 255, 9, "0000 00 81 01 0000 00"), "extension-unexpected@12"},
	{"G-PDU, a newer extension header that may be skipped", user(0x7F, ipv4), "extension-unknown@12"},
	{"G-PDU, GTP-C's MBMS support indication", user(0x01, ipv4), "extension-unknown@12"},
	{"a chain as long as policy allows", message1(0x34, 255, 9, "0000 00 20"+strings.Repeat("01 0000 20", 7)+"01 0000 00"+ipv4), ""},
	{"Error Indication with a listed element of GTP-C", indication("02 00101000000000f1" + teidI + peer4), "ie-unexpected@13"},
	{"Error Indication with Recovery", indication("0e00" + teidI + peer4), "ie-unexpected@13"},
	{"Error Indication with an element of nobody", indication(teidI + peer4 + "e8 0001 00"), "ie-unknown@27"},
	{"End Marker of 5G", message1(0x34, 254, 9, "0000 00 85 01 1009 00"), "extension-unexpected@12"},
}

// broken are messages that RULES U-00 and G-12 drop.
var broken = []vector{
	{"nothing", nil, "too-short@0"},
	{"seven octets", octets("30 ff 0000 000000"), "too-short@0"},
	{"GTPv2", message1(0x50, 255, 9, ipv4), "version@0"},
	{"version 0", message1(0x10, 255, 9, ipv4), "version@0"},
	{"GTP'", octets("2e 01 0000 0000 0000"), "prime@0"},
	{"spare bit", message1(0x38, 255, 9, ipv4), "spare-bits@0"},
	{"longer than the datagram", octets("30 ff 0002 00000009 45"), "length@2"},
	{"16 bits that wrap", octets("30 fe ffff 00000009"), "length@2"},
	{"octets behind", append(message1(0x30, 254, 9, ""), 1), "trailing@8"},
	{"flags without what they announce", octets("32 ff 0000 00000009"), "too-short@0"},
	{"flags without what they announce, and octets behind", octets("32 01 0000 00000000 00070000"), "trailing@8 echo-payload@8 length@2"},
	{"flags without a part of what they announce", octets("34 ff 0003 00000009 000000"), "too-short@0"},

	{"Echo Request in a tunnel", message1(0x32, 1, 9, number), "teid@4"},
	{"Echo Response in a tunnel", message1(0x32, 2, 9, number+"0e00"), "teid@4"},
	{"Error Indication in a tunnel", message1(0x32, 26, 9, number+teidI+peer4), "teid@4"},
	{"Supported Extension Headers Notification in a tunnel", message1(0x32, 31, 9, number+"8d00"), "teid@4"},
	{"Echo Request without a number", message1(0x30, 1, 0, ""), "header-flags@0"},
	{"Echo Response without a number", message1(0x30, 2, 0, "0e00"), "header-flags@0"},
	{"Error Indication without a number", message1(0x30, 26, 0, teidI+peer4), "header-flags@0"},
	{"Supported Extension Headers Notification without a number", message1(0x30, 31, 0, "8d00"), "header-flags@0"},
	{"Echo Request with an N-PDU number", message1(0x33, 1, 0, number), "header-flags@0"},
	{"End Marker with an N-PDU number", message1(0x31, 254, 9, number), "header-flags@0"},

	{"Create PDP Context Request on the user port", message1(0x32, 16, 0, number+"02 00101000000000f1"), "message-type@1"},
	{"Send Routeing Information for GPRS Request on the user port", message1(0x32, 32, 0, number), "message-type@1"},
	{"Node Alive Request of GTP'", message1(0x30, 4, 0, ""), "message-type@1"},
	{"a type that nobody has defined", message1(0x30, 200, 0, ""), "message-type@1 message-unknown@1"},
	{"type 0", message1(0x30, 0, 0, ""), "message-type@1 message-unknown@1"},

	{"extension header of no length", message1(0x34, 255, 9, "0000 00 20 00 0000 00"+ipv4), "extension-header@12"},
	{"second extension header of no length", message1(0x34, 255, 9, "0000 00 20 01 0000 20 00 0000 00"+ipv4), "extension-header@16"},
	{"extension header beyond the end", message1(0x34, 255, 9, "0000 00 20 02 0000 00"), "extension-header@12"},
	{"extension header beyond the end of the message, not of the datagram", octets("34 ff 0008 00000009 0000 00 20 02 0000 00 00000000"), "trailing@16 extension-header@12"},
	{"extension header that is not there", message1(0x34, 255, 9, "0000 00 20"), "extension-header@12"},
	{"extension header that is not there, after one that is", message1(0x34, 255, 9, "0000 00 20 01 0000 20"), "extension-header@16"},
	{"a chain longer than policy allows", message1(0x34, 255, 9, "0000 00 20"+strings.Repeat("01 0000 20", 8)+"01 0000 00"+ipv4), "extension-header@44"},
	{"unknown extension header that endpoints must understand", user(0x86, ipv4), "extension-header@12"},
	{"unknown extension header that all must understand", user(0xD5, ipv4), "extension-header@12"},
	{"GTP-C's Suspend Request", user(0xC1, ipv4), "extension-header@12"},
	{"UDP Port on a G-PDU", user(0x40, ipv4), "extension-header@12"},
	{"Service Class Indicator in an Error Indication", message1(0x36, 26, 0, "0007 00 20 01 0000 00"+teidI+peer4), "extension-header@12"},
	{"G-PDU without a packet", user(0, ""), "inner-header@8"},
	{"G-PDU without a packet, numbered", message1(0x32, 255, 9, number), "inner-header@12"},
	{"G-PDU without a packet, with a number for it", message1(0x34, 255, 9, "0000 00 c0 01 0001 00"), "extension-unexpected@12 inner-header@16"},

	{"GTPDOOR: an Echo Request with a command", echo(1, "35 01 756e616d65202d61"), "ie-unknown-length@12 echo-payload@12"},
	{"GTPDOOR: the command behind the end", append(echo(1, ""), "uname -a"...), "trailing@12 echo-payload@12"},
	{"Echo Response with an answer behind its elements", echo(2, "0e00 00 4c696e7578"), "ie-unknown-length@14 echo-payload@14"},
	{"Echo with the element of another message", echo(1, teidI), "ie-unexpected@13 echo-payload@13"},
	{"Echo with an element of GTP-C", echo(1, "f1 0003 616263"), "ie-unexpected@15 echo-payload@15"},
	{"Echo with a time", echo(2, "0e00"+stamp), "ie-unexpected@17 echo-payload@17"},
	{"Echo with counters for letters", echo(1, "0e75 0e6e 0e61"), "recovery-value@13 ie-repeated@15 echo-payload@15 ie-repeated@17"},
	{"Echo with an extension header", message1(0x36, 1, 0, "0007 00 85 02 000000000000 00"), "echo-payload@12 extension-unexpected@12"},
	{"Echo with a broken extension header", message1(0x36, 1, 0, "0007 00 c0 00 000000"), "echo-payload@12 extension-header@12"},
	{"Echo with an element cut off", echo(1, "ff 0400 2aab 01"), "ie-truncated@12 echo-payload@12"},
	{"Echo with 33 octets of private extension", echo(1, "ff 0021"+strings.Repeat("01", 33)), "private-extension@15 private-extension-oversize@15"},
	{"Echo with 34 octets in two private extensions", echo(1, "ff 0020"+strings.Repeat("01", 32)+private+private), "private-extension@15 private-extension-oversize@50"},
	{"Echo with an empty private extension", echo(1, "ff 0000"), "ie-too-short@15"},
	{"Echo Response without Recovery", echo(2, ""), "ie-missing@0"},

	{"Error Indication without a tunnel", indication(peer4), "ie-missing@0"},
	{"Error Indication without a peer", indication(teidI), "ie-missing@0"},
	{"Error Indication of nothing", indication(""), "ie-missing@0"},
	{"Error Indication out of order", indication(peer4 + teidI), "ie-order@20"},
	{"Error Indication of two tunnels", indication(teidI + "10 0b000003" + peer4), "ie-repeated@18"},
	{"Error Indication of two tunnels, out of order", indication(teidI + peer4 + "10 0b000003"), "ie-order@25 ie-repeated@25"},
	{"Error Indication of two peers", indication(teidI + peer4 + peer6), "ie-repeated@27"},
	{"Error Indication, peer too short", indication(teidI + "85 0003 c00002"), "ie-too-short@20"},
	{"Error Indication, peer of no family", indication(teidI + "85 0005 c000020a00"), "ie-value@20"},
	{"Error Indication, second peer too short", indication(teidI + peer4 + "85 0000"), "ie-repeated@27 ie-too-short@27"},
	{"Error Indication, TEID cut off", indication("10 0b0000"), "ie-truncated@12 ie-missing@0"},
	{"Error Indication, length cut off", indication(teidI + "85 00"), "ie-truncated@17 ie-missing@0"},
	{"Error Indication, a time too short", indication(teidI + peer4 + "e7 0003 e90000"), "ie-too-short@27"},
	{"Error Indication with an element of nobody and no length", indication(teidI + "1e 00" + peer4), "ie-unknown-length@17 ie-missing@0"},
	{"Supported Extension Headers Notification without", message1(0x32, 31, 0, number), "ie-missing@0"},
	{"Supported Extension Headers Notification, list cut off", message1(0x32, 31, 0, number+"8d 03 4085"), "ie-truncated@12 ie-missing@0"},
	{"Supported Extension Headers Notification, list without length", message1(0x32, 31, 0, number+"8d"), "ie-truncated@12 ie-missing@0"},
	{"Tunnel Status without", message1(0x30, 253, 9, ""), "message-unexpected@1 ie-missing@0"},
	{"End Marker with a packet", message1(0x30, 254, 9, ipv4), "ie-unknown-length@8"},
}

func TestHonest(t *testing.T) { check(t, honest) }
func TestBroken(t *testing.T) { check(t, broken) }

// The classes of the faults are what policy goes by: those of an honest message
// alert at most, and a broken one has one that drops.
func TestClasses(t *testing.T) {
	drops := func(p []byte) (is bool) {
		_, o, _, _ := decode(p, 50000, Port)
		o.Faults.Each(func(c op.FaultCode) {
			is = is || c.Info().Class == op.Malformed || c.Info().Class == op.Ambiguous
		})
		return is
	}
	for _, v := range honest {
		if drops(v.payload) {
			t.Errorf("%s is dropped: %s", v.name, v.faults)
		}
	}
	for _, v := range broken {
		if !drops(v.payload) {
			t.Errorf("%s passes: %s", v.name, v.faults)
		}
	}
}

func TestPorts(t *testing.T) {
	for _, v := range []struct {
		p        []byte
		src, dst uint16
		want     string
	}{
		{echo(1, ""), 50000, Port, ""},
		{echo(1, ""), Port, Port, ""},
		{echo(1, ""), Port, 50000, "port@0"},
		{echo(2, "0e00"), Port, 50000, ""},
		{echo(2, "0e00"), 50000, Port, ""},
		{echo(2, "0e00"), 50000, 50000, "port@0"},
		{user(0, ipv4), 1, Port, ""},
		{user(0, ipv4), Port, 50000, "port@0"},
		{indication(teidI + peer4), Port, 50000, "port@0"},
		{message1(0x30, 254, 9, ""), Port, 50000, "port@0"},
	} {
		if _, o, _, _ := decode(v.p, v.src, v.dst); faults(o) != v.want {
			t.Errorf("%s from %d to %d: %q, want %q", Name(v.p[1]), v.src, v.dst, faults(o), v.want)
		}
	}
}

// What a G-PDU carries, and where.
func TestPacket(t *testing.T) {
	packet := octets(ipv4)
	for _, v := range []struct {
		name string
		p    []byte
		off  int
	}{
		{"plain", user(0, ipv4), 8},
		{"numbered", message1(0x32, 255, 9, number+ipv4), 12},
		{"an extension header", user(0x85, ipv4), 16},
		{"two extension headers", message1(0x34, 255, 9, "0000 00 85 02 0000000000 00 20 01 0000 00"+ipv4), 24},
		{"octets behind", append(user(0, ipv4), 1, 2, 3), 8},
		{"a fault in the header", message1(0x38, 255, 9, ipv4), 8},
	} {
		_, o, inner, off := decode(v.p, 50000, Port)
		if !bytes.Equal(inner, packet) || off != v.off || o.Code != 255 || o.Kind != op.KindNotice {
			t.Errorf("%s: %x at %d, want %x at %d", v.name, inner, off, packet, v.off)
		}
		if cap(inner) != len(inner) {
			t.Errorf("%s: the packet can grow into what follows", v.name)
		}
	}
	for name, p := range map[string][]byte{
		"Echo": echo(1, ""), "End Marker": message1(0x30, 254, 9, ""), "Create PDP Context": message1(0x30, 16, 9, ipv4),
		"GTPv2": message1(0x50, 255, 9, ipv4), "GTP'": message1(0x20, 255, 9, ipv4), "empty": user(0, ""), "container alone": user(0x84, ""),
		"broken chain": message1(0x34, 255, 9, "0000 00 20 00 0000 00"+ipv4),
	} {
		if _, _, inner, off := decode(p, 50000, Port); inner != nil || off != 0 {
			t.Errorf("%s: %x at %d", name, inner, off)
		}
	}
}

// A payload of more octets than a UDP datagram has is read as far as one goes.
func TestLongPayload(t *testing.T) {
	p := append(octets("30 ff fff7 00000009"), make([]byte, 1<<17)...)
	if _, o, inner, _ := decode(p, 50000, Port); len(inner) != 0xFFFF-8 || o.Length != 0xFFFF || o.Faults.Any() {
		t.Errorf("%d octets of packet, %s", len(inner), faults(o))
	}
}
