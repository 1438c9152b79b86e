package ss7

// Reasons of opgate: what has no business on an interconnect.
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
	routingKey    = "opgate/m3ua-routing-key-not-agreed"
	serviceKnown  = "opgate/service-indicator-not-allowed"
	networkTheirs = "opgate/network-indicator-not-theirs"
	sccpAllowed   = "opgate/sccp-type-not-allowed"
	scmgAllowed   = "opgate/scmg-type-not-allowed"
	packageKnown  = "opgate/tcap-package-not-allowed"
)

// Reasons of spoofguard: who speaks.
const (
	opcTheirs        = "spoofguard/opc-not-theirs"
	dpcOurs          = "spoofguard/dpc-not-ours"
	affectedTheirs   = "spoofguard/affected-not-theirs"
	affectedOurs     = "spoofguard/affected-not-ours"
	callingForm      = "spoofguard/calling-party-form"
	titleTheirs      = "spoofguard/gt-not-theirs"
	titleOurs        = "spoofguard/gt-is-ours"
	calledForm       = "spoofguard/called-party-form"
	calledOurs       = "spoofguard/called-gt-not-ours"
	addressTheirs    = "spoofguard/map-address-not-theirs"
	callingOurs      = "spoofguard/calling-gt-not-ours"
	addressOurs      = "spoofguard/map-address-not-ours"
	requestingTheirs = "spoofguard/requesting-network-not-theirs"
)

// Reasons of homecheck: whose subscriber.
const (
	subscriberTheirs = "homecheck/subscriber-not-theirs"
	serviceTheirs    = "homecheck/service-subscriber-not-theirs"
	subscriberAbsent = "homecheck/subscriber-absent"
	resetTheirs      = "homecheck/reset-not-theirs"
	outsideDialogue  = "homecheck/map-outside-dialogue"
	gsmscfHome       = "homecheck/gsmscf-not-home"
	imsiOurs         = "homecheck/imsi-not-ours"
	servingTheirs    = "homecheck/serving-node-not-theirs"
	vectorsRange     = "homecheck/vectors-out-of-range"
	capOurs          = "homecheck/cap-imsi-not-ours"
	capOutside       = "homecheck/cap-outside-dialogue"
)

// Reasons of smsguard: short messages and USSD.
const (
	smsAgreed    = "smsguard/sms-not-agreed"
	smsAddressed = "smsguard/sms-addresses"
	centreTheirs = "smsguard/service-centre-not-theirs"
	centreOurs   = "smsguard/service-centre-not-ours"
	alertTheirs  = "smsguard/alert-not-theirs"
	moOurs       = "smsguard/mo-subscriber-not-ours"
	toolkitFound = "smsguard/sim-toolkit-message"
	ussdTransfer = "smsguard/ussd-transfer-service"
)
