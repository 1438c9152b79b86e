// Package ss7 writes the vectors of SS7: messages from SCTP up to MAP and CAP, laid
// out by internal/encode, and beside each what has to be decided.
//
// A vector is a scenario: steps over one SCTP association between a partner's
// signalling transfer point and ours. A step says what goes (a message of TCAP in a
// global title's name) and how it is carried (whole, segmented, fragmented,
// bundled), each apart from the other, so that any attack can be put into any dress.
package ss7

import (
	"net/netip"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// The synthetic world; testvectors/ss7/config.yaml tells the firewall the same in
// the operator's words. Numbers and networks are of test ranges.
const (
	homeIMSI   = "001010000000001"
	homeIMSI2  = "001010000000002"
	homeMSISDN = "99902000001"

	imsiA    = "999700000000001"
	msisdnA  = "99970200001"
	imsiB    = "999710000000001"
	homePLMN = "001-01"
	plmnA    = "999-70"
	plmnX    = "999-99"

	premium = "88213000000" // where fraud is paid
)

// Subsystem numbers (TS 23.003 clause 8).
const (
	ssnManagement = 1
	ssnHLR        = 6
	ssnVLR        = 7
	ssnMSC        = 8
	ssnEIR        = 9
	ssnGMLC       = 145
	ssnCAP        = 146
	ssnSCF        = 147
	ssnSGSN       = 149
)

// network is one operator's nodes: global titles by role.
type network struct{ hlr, vlr, msc, smsc, sgsn, scf, gmlc, router string }

func networkOf(prefix string) network {
	return network{
		hlr: prefix + "000006", vlr: prefix + "000007", msc: prefix + "000008", smsc: prefix + "000009",
		sgsn: prefix + "000149", scf: prefix + "000147", gmlc: prefix + "000145", router: prefix + "000010",
	}
}

var (
	home     = networkOf("99901")
	partnerA = networkOf("99970") // honest; CAMEL
	partnerB = networkOf("99971") // with agreements that others have not
	partnerC = networkOf("99972") // old: MAP version 1
	rogue    = networkOf("99999") // a roaming partner on paper, and compromised
	partnerD = networkOf("99974") // its gsmSCF sets up calls
	hub      = networkOf("99973") // short messages for partner-a
	mute     = networkOf("99975") // a partner that may not send short messages
	nobody   = networkOf("99888") // owned by no operator
)

// Point codes: 1-1-1 ours, 2-2-2 the interconnect's.
var (
	pointHome = PointCode(1, 1, 1)
	pointPeer = PointCode(2, 2, 2)
	pointElse = PointCode(3, 3, 3)
)

const portM3UA = 2905

// Addresses of the two signalling transfer points, IPv4 and IPv6.
var (
	peerAddresses = [2]netip.Addr{netip.MustParseAddr("198.51.100.7"), netip.MustParseAddr("2001:db8:2::7")}
	homeAddresses = [2]netip.Addr{netip.MustParseAddr("192.0.2.10"), netip.MustParseAddr("2001:db8:1::10")}
)

// at is a node's SCCP address.
func at(title string, ssn int) Party { return Party{Title: title, SSN: ssn} }

// byIMSI is the address of the home HLR in E.214: country code and network code of
// our titles, then the subscriber's part of the IMSI (E.214 clause 4.2).
func byIMSI(imsi string) Party { return Party{Title: "99901" + imsi[5:], SSN: ssnHLR, Plan: 7} }
