package rivals

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"testing"
)

// Who speaks Diameter: partner's peer is its carrier's agent, as the measured messages
// and configuration have it.
const (
	homeRealm    = "epc.mnc001.mcc001.3gppnetwork.org"
	homeHost     = "hss01." + homeRealm
	carrierRealm = "ipx.example"
	carrierHost  = "dra1." + carrierRealm
)

// Commands (RFC 6733 clause 3.1), with the Request flag in front or without.
const (
	request        = 0x80
	commandCER     = 257
	commandDWR     = 280
	applicationS6a = 16777251
	vendor3GPP     = 10415
)

func number(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

// avp is one AVP (RFC 6733 clause 4.1).
func avp(code uint32, data ...byte) []byte {
	b := append(number(code), number(0x40<<24|uint32(8+len(data)))...)
	return append(append(b, data...), make([]byte, -len(data)&3)...)
}

func command(flags byte, code, application, hop uint32, avps ...[]byte) (m []byte) {
	m = append(number(1<<24), number(uint32(flags)<<24|code)...)
	m = append(append(append(m, number(application)...), number(hop)...), number(hop)...)
	for _, a := range avps {
		m = append(m, a...)
	}
	binary.BigEndian.PutUint32(m, 1<<24|uint32(len(m)))
	return m
}

func codeOf(m []byte) uint32 { return binary.BigEndian.Uint32(m[4:]) & 0xFFFFFF }

// origin is who sends a command.
func origin(host, realm string) []byte {
	return append(avp(264, []byte(host)...), avp(296, []byte(realm)...)...)
}

// product is a Product-Name, which must not have the M flag.
var product = append(append(number(269), number(8+4)...), "load"...)

// capable is what CER and CEA say beside that (RFC 6733 clause 5.3.1).
func capable(address string) (b []byte) {
	ip := netip.MustParseAddr(address).As4()
	b = append(b, avp(257, append([]byte{0, 1}, ip[:]...)...)...)
	b = append(append(b, avp(266, number(0)...)...), product...)
	b = append(b, avp(265, number(vendor3GPP)...)...)
	b = append(b, avp(260, append(avp(266, number(vendor3GPP)...), avp(258, number(applicationS6a)...)...)...)...)
	return append(b, avp(299, number(0)...)...)
}

// peer is how a peer comes up (RFC 6733 clause 5.3).
func peer(host, realm, address string) []greeting {
	cer := command(request, commandCER, 0, 1, origin(host, realm), capable(address))
	return []greeting{{cer, func(m []byte) bool { return m[4]&request == 0 && codeOf(m) == commandCER }}}
}

var success = avp(268, number(2001)...)

// s6aOverDiameter is a partner's honest S6a; home answers each request.
func s6aOverDiameter(t testing.TB) *traffic {
	mix := measured(t, 3868, "AuthenticationInformationRequest", "UpdateLocationRequest", "PurgeUERequest", "NotifyRequest")
	tail := append(append(append([]byte(nil), success...), avp(277, number(1)...)...), origin(homeHost, homeRealm)...)
	return &traffic{
		name: "S6a over Diameter", port: 3868, ppid: 46, mix: mix,
		number: func(m []byte, n uint32) {
			binary.BigEndian.PutUint32(m[12:], n)
			binary.BigEndian.PutUint32(m[16:], n)
		},
		counts: func(m []byte) bool { return codeOf(m) != commandCER && codeOf(m) != commandDWR },
		reply: func(m, answer []byte) []byte {
			session := 20 + (int(binary.BigEndian.Uint32(m[24:])&0xFFFFFF)+3)&^3 // is the first AVP
			answer = append(append(answer, m[:session]...), tail...)
			answer[4] &^= request
			binary.BigEndian.PutUint32(answer, 1<<24|uint32(len(answer)))
			return answer
		},
		respond: func(m []byte) []byte {
			if m[4]&request == 0 {
				return nil
			}
			hop := binary.BigEndian.Uint32(m[12:])
			answer := command(0, codeOf(m), 0, hop, success, origin(homeHost, homeRealm))
			if codeOf(m) == commandCER {
				answer = command(0, codeOf(m), 0, hop, success, origin(homeHost, homeRealm), capable(homeAddress))
			}
			copy(answer[16:20], m[16:20])
			return answer
		},
	}
}

// Configuration of freeDiameter as a relay that takes whoever comes, and its list of
// those.
var (
	relayConfig = fmt.Sprintf(`Identity = "dra.%s";
Realm = "%s";
Port = 3868; SecPort = 0;
No_TCP; No_IPv6;
ListenOn = "%s";
TwTimer = 30;
TLS_Cred = "own.crt", "own.key";
TLS_CA = "own.crt";
LoadExtension = "acl_wl.fdx" : "peers.conf";
`, homeRealm, homeRealm, middleAddress)

	relayPeers = "ALLOW_IPSEC *." + homeRealm + "\nALLOW_IPSEC *." + carrierRealm + "\n"
)
