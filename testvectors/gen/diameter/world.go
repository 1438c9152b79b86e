// Package diameter writes the vectors of Diameter: commands over SCTP and TCP, laid
// out by internal/encode, and beside each what has to be decided.
//
// A vector is a scenario: steps over one transport connection between a partner's
// agent and ours. A step says what goes (a command of a node's) and how it is
// carried (in one chunk, fragmented, bundled), each apart from the other.
package diameter

import "net/netip"

// network is one operator: its realm, which its hosts lie in, its PLMN and a
// subscriber.
type network struct{ realm, plmn, imsi string }

// The synthetic world; testvectors/diameter/config.yaml tells the firewall the same
// in the operator's words.
var (
	home     = network{"epc.mnc001.mcc001.3gppnetwork.org", "001-01", "001010000000001"}
	partnerA = network{"epc.mnc070.mcc999.3gppnetwork.org", "999-70", "999700000000001"} // honest
	partnerB = network{"epc.mnc071.mcc999.3gppnetwork.org", "999-71", "999710000000001"} // every agreement
	partnerC = network{"epc.mnc072.mcc999.3gppnetwork.org", "999-72", "999720000000001"} // behind another interconnect
	partnerD = network{"epc.mnc074.mcc999.3gppnetwork.org", "999-74", "999740000000001"} // applications without agreement
	partnerE = network{"epc.mnc75.mcc999.3gppnetwork.org", "999-75", "999750000000001"}  // an unpadded realm
	partnerF = network{"epc.mnc076.mcc999.3gppnetwork.org", "999-76", "999760000000001"}
	hub      = network{"hub.example", "999-76", "999760000000001"} // speaks for partnerF
	rogue    = network{"epc.mnc099.mcc999.3gppnetwork.org", "999-99", "999990000000001"}
	nobody   = network{"attacker.example", "999-88", "999880000000001"}
	carrier  = network{realm: "ipx.example"} // of the agents
)

// Hosts of agents, and the name that hides ours.
const (
	agent1    = "dra1.ipx.example"
	agent2    = "dra2.ipx.example"
	homeAlias = "edge.home.example"
)

// Another subscriber of ours, and a number.
const (
	homeIMSI2  = "001010000000002"
	homeMSISDN = "99902000001"
)

// node is one Diameter host and its realm.
type node struct{ host, realm string }

// at is a host of a network, by its role.
func (n network) at(role string) node { return node{role + "1." + n.realm, n.realm} }

func (n network) mme() node  { return n.at("mme") }
func (n network) hss() node  { return n.at("hss") }
func (n network) sgsn() node { return n.at("sgsn") }
func (n network) smsc() node { return n.at("smsc") }

const portDiameter = 3868

// Addresses of the two agents; elsewhere is of the other interconnect.
var (
	peer4      = netip.MustParseAddr("198.51.100.7")
	home4      = netip.MustParseAddr("192.0.2.10")
	peer6      = netip.MustParseAddr("2001:db8:2::7")
	home6      = netip.MustParseAddr("2001:db8:1::10")
	elsewhere4 = netip.MustParseAddr("203.0.113.7")
)
