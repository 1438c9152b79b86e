package sctp

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// auth is what ASCONF and ASCONF-ACK have in front.
var auth = chunk(Auth, 0, make([]byte, 24))

var six = join(be(0x20010DB800020001, 8), be(7, 8))

// What T-01 asks of a handshake: whose addresses are these, and what is agreed on.
func TestHandshakeParameters(t *testing.T) {
	p := decoded(t, packetTo(0, handshake(Init, 0x1234, 99, tlv(IPv4Address, []byte{198, 51, 100, 8}), tlv(IPv6Address, six),
		tlv(SupportedAddressTypes, be(0x00050006, 4)), tlv(CookiePreservative, be(5, 4)), tlv(ECNCapable, nil), tlv(ForwardTSNSupported, nil),
		tlv(SupportedExtensions, []byte{ReConfig, Asconf, AsconfAck}), tlv(AdaptationIndication, be(1, 4)), tlv(ZeroChecksum, be(1, 4)))))
	if !p.Next() || p.ChunkFaults.Any() {
		t.Fatalf("faults %q", faults(&p.ChunkFaults))
	}
	h, ok := p.Handshake()
	if want := (Handshake{0x1234, 65536, 16, 16, 99}); !ok || h != want {
		t.Errorf("%v, %+v", ok, h)
	}
	var types []uint16
	var addresses []string
	for x := p.Parameters(); x.Next(); {
		types = append(types, x.Type)
		if a, ok := x.Address(); ok {
			addresses = append(addresses, a.String())
		}
	}
	if len(types) != 9 || fmt.Sprint(addresses) != "[198.51.100.8 2001:db8:2:1::7]" {
		t.Errorf("%v, %v", types, addresses)
	}
	if got := p.offers; got != reconfiguration|addressChange|partialReliability {
		t.Errorf("offers %b", got)
	}
}

func TestAddressesOfASCONF(t *testing.T) {
	v4, v6 := tlv(IPv4Address, []byte{203, 0, 113, 1}), tlv(IPv6Address, six)
	p := decoded(t, packetTo(7, auth, chunk(Asconf, 0, be(1, 4), v4, tlv(AddAddress, join(be(1, 4), v4)), tlv(DeleteAddress, join(be(2, 4), v6)),
		tlv(SetPrimaryAddress, join(be(3, 4), tlv(IPv4Address, be(0, 4)))))))
	p.Next()
	p.Next()
	var got []string
	for x := p.Parameters(); x.Next(); {
		a, ok := x.Address()
		got = append(got, fmt.Sprintf("%#x %s %v", x.Type, a, ok))
	}
	want := []string{"0x5 203.0.113.1 true", "0xc001 203.0.113.1 true", "0xc002 2001:db8:2:1::7 true", "0xc004 0.0.0.0 true"}
	if !slices.Equal(got, want) || p.ChunkFaults.Any() {
		t.Errorf("%q, faults %q", got, faults(&p.ChunkFaults))
	}
}

func TestParameterFaults(t *testing.T) {
	ack := func(parameters ...[]byte) []byte {
		return packetTo(7, handshake(InitAck, 5, 1, append([][]byte{cookie}, parameters...)...))
	}
	init := func(parameters ...[]byte) []byte { return packetTo(0, handshake(Init, 5, 1, parameters...)) }
	for _, v := range []struct {
		name   string
		packet []byte
		want   string
	}{
		{"none", ack(), ""},
		{"INIT ACK without a cookie", packetTo(7, handshake(InitAck, 5, 1)), "sctp-parameter"},
		{"two cookies", ack(cookie), "sctp-parameter"},
		{"an empty cookie", packetTo(7, handshake(InitAck, 5, 1, tlv(StateCookie, nil))), "sctp-parameter"},
		{"INIT with a cookie", init(cookie), "sctp-parameter"},
		{"initiate tag 0", packetTo(0, handshake(Init, 0, 1)), "sctp-verification-tag"},
		{"no streams out", packetTo(0, chunk(Init, 0, be(5, 4), be(1, 4), be(0, 2), be(1, 2), be(1, 4))), "sctp-parameter"},
		{"no streams in", packetTo(0, chunk(Init, 0, be(5, 4), be(1, 4), be(1, 2), be(0, 2), be(1, 4))), "sctp-parameter"},
		{"INIT cut off", packetTo(0, chunk(Init, 0, be(5, 4))), "sctp-chunk-length"},
		{"host name", init(tlv(HostName, []byte("peer.example\x00"))), "sctp-parameter"},
		{"unknown", init(tlv(0x8123, []byte("x"))), "sctp-unknown"},
		{"IPv4 address of 5 octets", init(tlv(IPv4Address, []byte("12345"))), "sctp-parameter"},
		{"IPv6 address of 4 octets", init(tlv(IPv6Address, []byte("1234"))), "sctp-parameter"},
		{"ECN with a value", init(tlv(ECNCapable, []byte("1"))), "sctp-parameter"},
		{"length 3", init([]byte{0, 5, 0, 3}), "sctp-parameter"},
		{"past the chunk", init([]byte{0, 5, 0, 9, 1, 2, 3, 4}), "sctp-parameter"},
		{"two octets left", init([]byte{0, 5}), "sctp-parameter"},
		{"padding of ones", init(tlv(HeartbeatInfo, []byte("abc"))[:7], []byte{1}, tlv(ECNCapable, nil)), "sctp-padding"},
		{"RE-CONFIG", packetTo(7, chunk(ReConfig, 0, tlv(OutgoingSSNReset, make([]byte, 14)), tlv(IncomingSSNReset, make([]byte, 4)))), ""},
		{"RE-CONFIG of three requests", packetTo(7, chunk(ReConfig, 0, tlv(IncomingSSNReset, make([]byte, 4)), tlv(IncomingSSNReset, make([]byte, 4)), tlv(IncomingSSNReset, make([]byte, 4)))), "sctp-parameter"},
		{"a random number of 16 octets", init(tlv(Random, make([]byte, 16))), "sctp-parameter"},
		{"more extensions than chunk types", init(tlv(SupportedExtensions, make([]byte, 257))), "sctp-parameter"},
		{"RE-CONFIG cut off", packetTo(7, chunk(ReConfig, 0, tlv(OutgoingSSNReset, make([]byte, 8)))), "sctp-parameter"},
		{"RE-CONFIG to answer", packetTo(7, chunk(ReConfig, 0, tlv(ReConfigResponse, make([]byte, 16)), tlv(AddOutgoingStreams, make([]byte, 8)))), ""},
		{"ASCONF-ACK", packetTo(7, auth, chunk(AsconfAck, 0, be(1, 4), tlv(SuccessIndication, be(1, 4)), tlv(ErrorCauseIndication, be(1, 4)))), ""},
		{"ASCONF to add nothing", packetTo(7, auth, chunk(Asconf, 0, be(1, 4), tlv(AddAddress, be(1, 4)))), "sctp-parameter"},
	} {
		p := decoded(t, v.packet)
		if p.Next() && p.Type == Auth {
			p.Next()
		}
		if faults(&p.ChunkFaults) != v.want {
			t.Errorf("%s: %q, want %q", v.name, faults(&p.ChunkFaults), v.want)
		}
		for x := p.Parameters(); x.Next(); { // reads, records nothing
			x.Address()
		}
		if faults(&p.ChunkFaults) != v.want {
			t.Errorf("%s: %q after reading", v.name, faults(&p.ChunkFaults))
		}
	}
}

// Every registered parameter has a length that it may have, and no chunk without
// parameters has any.
func TestParameterTable(t *testing.T) {
	known := 0
	for i := range 1 << 16 {
		if x := parameterOf(uint16(i)); x.isRegistered {
			known++
			if x.least > x.most && i != HostName {
				t.Errorf("%#x: %d to %d octets", i, x.least, x.most)
			}
		}
	}
	if known != 28 {
		t.Errorf("%d parameters", known)
	}
	for _, c := range [][]byte{data(BE, 1, "\x00\x05\x00\x08abcd"), chunk(Sack, 0, make([]byte, 12)), chunk(Init, 0)} {
		p := decoded(t, packetTo(7, c))
		p.Next()
		if x := p.Parameters(); x.Next() {
			t.Errorf("%s has a parameter", ChunkName(p.Type))
		}
		if _, ok := p.Handshake(); ok {
			t.Errorf("%s is a handshake", ChunkName(p.Type))
		}
	}
	if a, ok := (&Parameters{Type: AddAddress, Value: make([]byte, 8)}).Address(); ok || a != (op.Addr{}) {
		t.Error("an address that is not there")
	}
}

func TestPPIDs(t *testing.T) {
	for ppid, swapped := range map[uint32]bool{0: false, 3: false, 46: false, 3 << 24: true, 46 << 24: true, 26 << 24: false, 200 << 24: false, 0x03000001: false, 0x00030000: false, 1 << 31: false} {
		if isSwapped(ppid) != swapped {
			t.Errorf("%#x swapped: %v", ppid, !swapped)
		}
		if meant := MeantPPID(ppid); swapped && meant != ppid>>24 || !swapped && meant != ppid {
			t.Errorf("%#x is meant to be %d", ppid, meant)
		}
	}
	if PPIDName(PPIDM3UA) != "M3UA" || PPIDName(26) != "" || PPIDName(1<<31) != "" || !strings.HasPrefix(PPIDName(PPIDDiameterDTLS), "Diameter") {
		t.Error("names")
	}
}
