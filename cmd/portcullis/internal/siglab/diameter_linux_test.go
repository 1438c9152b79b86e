package siglab

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Who speaks Diameter.
const (
	homeRealm    = "epc.mnc001.mcc001.3gppnetwork.org"
	partnerRealm = "epc.mnc070.mcc999.3gppnetwork.org"
	carrierRealm = "epc.mnc071.mcc999.3gppnetwork.org"
)

// diameterSite is a configuration with one link for Diameter. The formats' arguments
// are the ends of the link, and further keys.
const diameterSite = `version: 1
home: {plmns: ["001-01"], country_codes: ["999"], addresses: ["192.0.2.0/24"], realms: [` + homeRealm + `], apns: [internet]}
mnc_lengths: {"999": 2}
interconnects:
  - {name: ipx-1, addresses: ["198.51.100.0/24"]}
  - {name: ipx-2, addresses: ["203.0.113.0/24"]}
operators:
  - {name: partner-a, via: [ipx-1], plmns: ["999-70"], realms: [` + partnerRealm + `]}
  - {name: partner-b, via: [ipx-2], plmns: ["999-71"], realms: [` + carrierRealm + `]}
links:
  - name: dra
    kind: sctp
    protocol: diameter
    streams: 16
    outside: {%s, port: 3868, ` + edge + `}
    inside: {%s, port: 3868}
    when_down: closed
%s`

// edge is who answers in the appliance's own name.
const edge = `present_as: {host: edge.` + homeRealm + `, realm: ` + homeRealm + `}`

// The ends of links on one path each.
const (
	outsideOne = `listen: ["` + outsideA + `"]`
	insideOne  = `dial: ["` + homeA + `"], local: ["` + insideA + `"]`
)

// Commands of S6a (TS 29.272 clause 7.2).
const (
	commandULR = 316
	commandPUR = 321

	applicationS6a = 16777251
)

// avp is one AVP (RFC 6733 clause 4.1).
func avp(code, vendor uint32, data ...byte) []byte {
	header := number(code)
	flags, length := uint32(0x40), 8+len(data)
	if vendor != 0 {
		flags, length = 0xC0, length+4
	}
	header = append(header, number(flags<<24|uint32(length))...)
	if vendor != 0 {
		header = append(header, number(vendor)...)
	}
	return append(append(header, data...), make([]byte, -length&3)...)
}

func number(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }

func command(flags, code, hop uint32, avps ...[]byte) []byte {
	length := 20
	for _, a := range avps {
		length += len(a)
	}
	m := number(1<<24 | uint32(length))
	for _, word := range []uint32{flags<<24 | code, applicationS6a, hop, hop} {
		m = append(m, number(word)...)
	}
	for _, a := range avps {
		m = append(m, a...)
	}
	return m
}

// session is the Session-Id of number hop.
func session(realm string, hop uint32) []byte {
	return avp(263, 0, fmt.Appendf(nil, "mme1.%s;1;%d", realm, hop)...)
}

// request is one of a partner's MME to our HSS, about one of our subscribers who is
// with the partner: an honest Update-Location; or a Purge-UE of one who is not ours.
func request(code, hop uint32, realm string) []byte {
	list := [][]byte{
		session(realm, hop), avp(277, 0, number(1)...),
		avp(264, 0, []byte("mme1."+realm)...), avp(296, 0, []byte(realm)...), avp(283, 0, []byte(homeRealm)...),
	}
	if code != commandULR {
		return command(0xC0, code, hop, append(list, avp(1, 0, []byte("999700000000001")...))...)
	}
	plmn := map[string][]byte{partnerRealm: {0x99, 0xF9, 0x07}, carrierRealm: {0x99, 0xF9, 0x17}}[realm]
	return command(0xC0, code, hop, append(list, avp(1, 0, []byte("001010000000001")...),
		avp(1032, 10415, number(1004)...), avp(1405, 10415, number(2)...), avp(1407, 10415, plmn...))...)
}

// updated is our HSS's answer to an Update-Location.
func updated(hop uint32, realm string) []byte {
	return command(0x40, commandULR, hop, session(realm, hop), avp(268, 0, number(2001)...), avp(277, 0, number(1)...),
		avp(264, 0, []byte("hss1."+homeRealm)...), avp(296, 0, []byte(homeRealm)...))
}

// hop is the Hop-by-Hop Identifier, by which the tests number messages.
func hop(m []byte) uint32 { return binary.BigEndian.Uint32(m[12:]) }

func isRequest(m []byte) bool { return m[4]&0x80 != 0 }

func codeOf(m []byte) uint32 { return binary.BigEndian.Uint32(m[4:]) & 0xFFFFFF }

// realmOf says whose request it is.
func realmOf(m []byte) string {
	for _, r := range []string{partnerRealm, carrierRealm} {
		if bytes.Contains(m, []byte("mme1."+r)) {
			return r
		}
	}
	return ""
}
