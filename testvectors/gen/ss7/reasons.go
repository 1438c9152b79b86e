package ss7

import "strings"

// Reasons of opgate, which says what has no business here at all.
const (
	mapNever      = "opgate/map-never-on-interconnect"
	mapRouting    = "opgate/map-routing-not-agreed"
	mapNeighbour  = "opgate/map-neighbour-not-agreed"
	mapTrace      = "opgate/map-trace-not-agreed"
	mapHandover   = "opgate/map-handover-not-agreed"
	mapInside     = "opgate/map-inside-one-network"
	mapUnassigned = "opgate/opcode-not-assigned"
	mapContext    = "opgate/opcode-not-in-context"
	mapV1         = "opgate/mapv1-not-agreed"
	contextKnown  = "opgate/context-not-known"
	ssnLegal      = "opgate/ssn-not-legal"
	planLegal     = "opgate/numbering-plan-not-legal"
	camelAgreed   = "opgate/camel-not-agreed"
	camelOpen     = "opgate/camel-open-not-agreed"
	capDirection  = "opgate/cap-wrong-direction"
	ppidAllowed   = "opgate/ppid-not-allowed"
	m3uaAllowed   = "opgate/m3ua-message-not-allowed"
	routingKey    = "opgate/routing-key-not-agreed"
	serviceKnown  = "opgate/service-indicator-not-allowed"
	networkTheirs = "opgate/network-indicator-not-theirs"
	routingKnown  = "opgate/routing-context-not-known"
	sccpAllowed   = "opgate/sccp-type-not-allowed"
	scmgAllowed   = "opgate/scmg-type-not-allowed"
	packageKnown  = "opgate/tcap-package-not-allowed"
)

// awaited are the rules whose filter is not committed yet. A vector of such a rule
// says awaits: its verdict has to be block as soon as the filter is there. To
// tighten it, write the filter's reason here, and go generate ./testvectors.
var awaited = map[string]string{
	"C-02":   "", // spoofguard: calling party
	"C-03":   "", // spoofguard: called party
	"C-06":   "", // spoofguard: subsystem management of others
	"M-02":   "", // spoofguard: point codes
	"M-03":   "", // spoofguard: destinations of others
	"P-07":   "", // spoofguard: addresses in MAP of the sender's own side
	"MAP-2a": "", // homecheck: IMSI's home
	"MAP-2b": "", // homecheck
	"MAP-2c": "", // homecheck: gsmSCF in subscriber data
	"MAP-3a": "", // homecheck: registration of an IMSI that is not ours
	"MAP-3b": "", // homecheck: vectors
	"CAP-2":  "", // homecheck: IMSI of an initialDP
	"SMS-2":  "", // smsguard: service centre and calling party
	"SMS-4":  "", // smsguard: SIM toolkit
}

// reasonOf returns the filter/reason of a rule; awaited if there is none yet.
func reasonOf(rule string) (reason string, isAwaited bool) {
	if strings.Contains(rule, "/") {
		return rule, false
	}
	reason, known := awaited[rule]
	if !known {
		panic("ss7: no such rule in the table of reasons: " + rule)
	}
	return reason, reason == ""
}
