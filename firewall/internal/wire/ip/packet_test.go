package ip

import (
	"bytes"
	"slices"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func TestDecode(t *testing.T) {
	payload := udp(2123, 2124, []byte("create"))
	set := func(at int, v byte) func([]byte) { return func(h []byte) { h[at] = v } }
	chain := func(n int) []byte {
		p := payload
		next := byte(UDP)
		for range n {
			p, next = extension(next, 0, p), DestinationOptions
		}
		return p
	}
	route := extension(UDP, 2, payload)
	route[3] = 1 // segments left
	for _, v := range []struct {
		name      string
		packet    []byte
		ok        bool
		transport uint8
		at        int // of the payload
		faults    []string
	}{
		{"IPv4", v4(UDP, nil, payload), true, UDP, 20, nil},
		{"IPv4 with padding behind it", append(v4(UDP, nil, payload), make([]byte, 18)...), true, UDP, 20, nil},
		{"IPv4 with options", v4(UDP, []byte{1, 1, 148, 4, 0, 0, 0}, payload), true, UDP, 28, nil},
		{"IPv4 that does not want to be fragmented", v4(UDP, nil, payload, set(6, 0x40)), true, UDP, 20, nil},
		{"IPv4 with an authentication header", v4(AH, nil, auth(UDP, payload)), true, UDP, 44, nil},
		{"IPv4 with ESP", v4(ESP, nil, payload), true, ESP, 20, nil},
		{"IPv4 whose protocol would be an extension in IPv6", v4(DestinationOptions, nil, payload), true, DestinationOptions, 20, nil},
		{"IPv4 loose source route", v4(UDP, []byte{131, 7, 4, 192, 0, 2, 99}, payload), true, UDP, 28, []string{"ip-source-route"}},
		{"IPv4 strict source route behind another option", v4(UDP, []byte{1, 137, 3, 4}, payload), true, UDP, 24, []string{"ip-source-route"}},
		{"IPv4 source route behind the end of options", v4(UDP, []byte{0, 137, 3, 4}, payload), true, UDP, 24, nil},
		{"IPv4 option without length", v4(UDP, []byte{1, 1, 1, 148}, payload), true, UDP, 24, []string{"ip-header"}},
		{"IPv4 option of length 1", v4(UDP, []byte{148, 1, 1, 1}, payload), true, UDP, 24, []string{"ip-header"}},
		{"IPv4 option beyond the header", v4(UDP, []byte{148, 5, 1, 1}, payload), true, UDP, 24, []string{"ip-header"}},
		{"IPv4 shorter than its header", v4(UDP, nil, nil)[:19], false, 0, 0, []string{"ip-header"}},
		{"IPv4 header length 4", v4(UDP, nil, payload, set(0, 0x44)), false, 0, 0, []string{"ip-header"}},
		{"IPv4 header length beyond the end", v4(UDP, nil, nil, set(0, 0x46)), false, 0, 0, []string{"ip-header"}},
		{"IPv4 total length 0", v4(UDP, nil, payload, set(3, 0)), false, 0, 0, []string{"ip-length"}},
		{"IPv4 total length below the header's", v4(UDP, nil, payload, set(3, 19)), false, 0, 0, []string{"ip-length"}},
		{"IPv4 total length beyond the end", v4(UDP, nil, payload, set(3, 99)), true, UDP, 20, []string{"ip-length"}},
		{"nothing", nil, false, 0, 0, []string{"ip-header"}},
		{"version 5", set5(v4(UDP, nil, payload)), false, 0, 0, []string{"ip-header"}},

		{"IPv6", v6(UDP, payload), true, UDP, 40, nil},
		{"IPv6 with padding behind it", append(v6(UDP, payload), 0, 0), true, UDP, 40, nil},
		{"IPv6 hop-by-hop", v6(HopByHop, extension(UDP, 1, payload)), true, UDP, 56, nil},
		{"IPv6 all kinds of headers", v6(HopByHop, extension(DestinationOptions, 0, extension(Routing, 0, extension(AH, 1,
			auth(Mobility, extension(HIP, 0, extension(Shim6, 0, extension(UDP, 0, payload)))))))), true, UDP, 120, nil},
		{"IPv6 destination options twice", v6(DestinationOptions, chain(2)), true, UDP, 56, nil},
		{"IPv6 as many headers as allowed", v6(DestinationOptions, chain(8)), true, UDP, 104, nil},
		{"IPv6 one header too many", v6(DestinationOptions, chain(9)), false, 0, 0, []string{"ip-extension-chain"}},
		{"IPv6 authentication header that is cut off", v6(AH, auth(UDP, nil)[:20]), false, 0, 0, []string{"ip-extension-chain"}},
		{"IPv6 routing header, at its end", v6(Routing, extension(UDP, 2, payload)), true, UDP, 64, nil},
		{"IPv6 routing header, on its way", v6(Routing, route), true, UDP, 64, []string{"ip-source-route"}},
		{"IPv6 hop-by-hop in second place", v6(DestinationOptions, extension(HopByHop, 0, extension(UDP, 0, payload))), false, 0, 0, []string{"ip-extension-chain"}},
		{"IPv6 no next header", v6(59, nil), true, 59, 40, nil},
		{"IPv6 atomic fragment", v6(FragmentHeader, fragment6(UDP, 7, 0, false, payload)), true, UDP, 48, nil},
		{"IPv6 atomic fragment in an atomic fragment", v6(FragmentHeader, fragment6(FragmentHeader, 7, 0, false, fragment6(UDP, 7, 0, false, payload))), false, 0, 0, []string{"ip-extension-chain"}},
		{"IPv6 chain that is cut off", v6(DestinationOptions, make([]byte, 7)), false, 0, 0, []string{"ip-extension-chain"}},
		{"IPv6 header that is cut off", v6(DestinationOptions, extension(UDP, 3, nil)[:31]), false, 0, 0, []string{"ip-extension-chain"}},
		{"IPv6 jumbogram", v6(HopByHop, extension(UDP, 0, payload), set(4, 0), set(5, 0)), false, 0, 0, []string{"ip-extension-chain"}},
		{"IPv6 shorter than its header", v6(UDP, nil)[:39], false, 0, 0, []string{"ip-header"}},
		{"IPv6 payload length beyond the end", v6(UDP, payload, set(4, 9)), true, UDP, 40, []string{"ip-length"}},
		{"IPv6 with the source of an IPv4 peer", v6(UDP, payload, mapped(8, src4)), true, UDP, 40, []string{"ip-header"}},
		{"IPv6 with the destination of an IPv4 node", v6(UDP, payload, mapped(24, dst4)), true, UDP, 40, []string{"ip-header"}},
	} {
		t.Run(v.name, func(t *testing.T) {
			// In front of the packet stands something that must not matter.
			frame := append([]byte{1, 2, 3}, v.packet...)
			var p Packet
			ok := p.Decode(frame, 3, 0, false)
			if got := faults(&p.Faults); ok != v.ok || !slices.Equal(got, v.faults) {
				t.Fatalf("ok %v, faults %q; want %v, %q", ok, got, v.ok, v.faults)
			}
			if !ok {
				return
			}
			if p.Transport != v.transport || p.At != v.at+3 || p.IsFragment {
				t.Errorf("transport %d at %d, want %d at %d", p.Transport, p.At-3, v.transport, v.at)
			}
			if p.Transport == UDP && (!bytes.HasPrefix(p.Payload, payload) || p.SrcPort != 2123 || p.DstPort != 2124 || !p.HasPorts) {
				t.Errorf("payload %x, ports %d %d", p.Payload, p.SrcPort, p.DstPort)
			}
		})
	}
}

func set5(packet []byte) []byte { packet[0] = 0x55; return packet }

// mapped writes the IPv4-mapped form of an address into a header.
func mapped(at int, a []byte) func([]byte) {
	return func(h []byte) {
		copy(h[at:], make([]byte, 10))
		h[at+10], h[at+11] = 0xFF, 0xFF
		copy(h[at+12:], a)
	}
}

func TestDecodeWantsTheVersionOfTheLayerBelow(t *testing.T) {
	for _, v := range []struct {
		packet  []byte
		version uint8
		ok      bool
	}{
		{v4(UDP, nil, udp(1, 2, nil)), 4, true}, {v4(UDP, nil, udp(1, 2, nil)), 6, false}, {v4(UDP, nil, udp(1, 2, nil)), 0, true},
		{v6(UDP, udp(1, 2, nil)), 6, true}, {v6(UDP, udp(1, 2, nil)), 4, false}, {v6(UDP, udp(1, 2, nil)), 0, true},
	} {
		var p Packet
		if ok := p.Decode(v.packet, 0, v.version, false); ok != v.ok || p.Faults.Has(op.IPHeader) == ok {
			t.Errorf("version %d of %x: %v", v.version, v.packet[0], ok)
		}
	}
}

// Every prefix of a packet is either a truncated one, if the link says so, or a
// malformed one; and never read beyond its end.
func TestDecodePrefixes(t *testing.T) {
	payload := udp(2123, 2123, []byte("payload"))
	for name, packet := range map[string][]byte{
		"IPv4": v4(AH, []byte{1, 1, 1, 1}, auth(UDP, payload)),
		"IPv6": v6(HopByHop, extension(Routing, 0, extension(FragmentHeader, 0, fragment6(UDP, 1, 0, false, payload)))),
	} {
		for n := range len(packet) {
			for _, truncated := range []bool{false, true} {
				var p Packet
				p.Decode(packet[:n:n], 0, 0, truncated)
				if p.Faults.Has(op.FrameTruncated) != truncated || !p.Faults.Any() {
					t.Errorf("%s cut at %d, truncated %v: %q", name, n, truncated, faults(&p.Faults))
				}
			}
		}
	}
}

func TestUDP(t *testing.T) {
	whole := udp(1, 2, []byte("abcdef"))
	length := func(n byte) []byte {
		b := bytes.Clone(whole)
		b[5] = n
		return b
	}
	for _, v := range []struct {
		name    string
		packet  []byte
		ok      bool
		payload string
		fault   bool
	}{
		{"whole", whole, true, "abcdef", false},
		{"empty", udp(1, 2, nil), true, "", false},
		{"length of 0", length(0), true, "abcdef", true},
		{"length below the header's", length(7), true, "abcdef", true},
		{"length of the header", length(8), true, "", true},
		{"length shorter than the IP payload", length(11), true, "abc", true},
		{"length longer than the IP payload", length(15), true, "abcdef", true},
		{"no room for the header", whole[:7], false, "", true},
	} {
		p := decoded(t, v4(UDP, nil, v.packet))
		payload, ok := p.UDP()
		if ok != v.ok || string(payload) != v.payload || p.Faults.Has(op.UDPLength) != v.fault {
			t.Errorf("%s: %q, %v, faults %q", v.name, payload, ok, faults(&p.Faults))
		}
	}
	// When the link cut the packet, the UDP length still has to fit the IP length.
	packet := v4(UDP, nil, whole)
	var p Packet
	p.Decode(packet[:len(packet)-2], 0, 0, true)
	if payload, ok := p.UDP(); !ok || string(payload) != "abcd" || p.Faults.Has(op.UDPLength) {
		t.Errorf("cut: %q, %v, faults %q", payload, ok, faults(&p.Faults))
	}
}

func TestPortsShowInFirstFragments(t *testing.T) {
	payload := udp(2123, 2152, make([]byte, 24))
	tcp := append([]byte{0, 80, 1, 187}, make([]byte, 20)...)
	for _, v := range []struct {
		name      string
		packet    []byte
		transport uint8
		ports     bool
		tiny      bool
	}{
		{"IPv4 first", v4(UDP, nil, payload, fragment4(1, 0, true)), UDP, true, false},
		{"IPv4 later", v4(UDP, nil, payload, fragment4(1, 8, true)), UDP, false, false},
		{"IPv4 last", v4(UDP, nil, payload, fragment4(1, 8, false)), UDP, false, false},
		{"IPv4 TCP header in two", v4(TCP, nil, tcp[:16], fragment4(1, 0, true)), TCP, false, true},
		{"IPv4 TCP header in one", v4(TCP, nil, tcp, fragment4(1, 0, true)), TCP, true, false},
		{"IPv4 SCTP header in two", v4(SCTP, nil, tcp[:8], fragment4(1, 0, true)), SCTP, false, true},
		{"IPv4 of no known protocol", v4(200, nil, tcp[:8], fragment4(1, 0, true)), 200, false, false},
		{"IPv6 first", v6(FragmentHeader, fragment6(UDP, 1, 0, true, payload)), UDP, true, false},
		{"IPv6 first with more headers", v6(FragmentHeader, fragment6(DestinationOptions, 1, 0, true, extension(UDP, 0, payload))), UDP, true, false},
		{"IPv6 first without the transport header", v6(FragmentHeader, fragment6(DestinationOptions, 1, 0, true, extension(UDP, 0, nil))), DestinationOptions, false, true},
		{"IPv6 first with a header in two", v6(FragmentHeader, fragment6(DestinationOptions, 1, 0, true, extension(UDP, 2, nil)[:16])), DestinationOptions, false, true},
		{"IPv6 fragment in a fragment", v6(FragmentHeader, fragment6(FragmentHeader, 1, 0, true, fragment6(UDP, 1, 0, true, payload))), FragmentHeader, false, true},
		{"IPv6 later", v6(FragmentHeader, fragment6(UDP, 1, 8, true, payload)), UDP, false, false},
	} {
		p := decoded(t, v.packet)
		if !p.IsFragment || p.Transport != v.transport || p.HasPorts != v.ports || p.Faults.Has(op.IPFragmentTiny) != v.tiny {
			t.Errorf("%s: transport %d, ports %v, faults %q", v.name, p.Transport, p.HasPorts, faults(&p.Faults))
		}
	}
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	packets := [][]byte{
		v4(UDP, []byte{1, 1, 1, 1}, udp(1, 2, []byte("x"))), v6(HopByHop, extension(UDP, 0, udp(1, 2, nil))),
		v4(UDP, nil, udp(1, 2, nil), fragment4(1, 0, true)),
	}
	var p Packet
	if n := testing.AllocsPerRun(100, func() {
		for _, b := range packets {
			p.Decode(b, 0, 0, false)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzPacket(f *testing.F) {
	f.Add(v4(UDP, []byte{131, 3, 4}, udp(1, 2, nil)), uint8(0), false)
	f.Add(v6(HopByHop, extension(FragmentHeader, 0, fragment6(UDP, 1, 0, true, udp(1, 2, nil)))), uint8(6), true)
	f.Fuzz(func(t *testing.T, b []byte, version uint8, truncated bool) {
		var p Packet
		b = b[:len(b):len(b)]
		ok := p.Decode(b, 0, version%8, truncated)
		if !ok && !p.Faults.Any() {
			t.Error("rejected without a fault")
		}
		if truncated && (p.Faults.Has(op.IPLength) && len(b) > 4 && b[0]>>4 == 6) {
			t.Error("the sender is blamed for what the link cut off")
		}
		if !ok {
			return
		}
		if len(p.Payload) > p.Length || p.Length < 0 {
			t.Errorf("%d octets where %d are declared", len(p.Payload), p.Length)
		}
		if len(p.Payload) > 0 && &p.Payload[0] != &b[p.At] {
			t.Error("At does not say where the payload is")
		}
		if len(p.Payload) < p.Length && !p.Faults.Has(op.IPLength) && !p.Faults.Has(op.FrameTruncated) {
			t.Error("missing octets are no fault")
		}
		p.UDP()
	})
}
