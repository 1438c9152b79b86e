package diameter

// Reasons of opgate: what has no business on an interconnect.
const (
	ppidAllowed       = "opgate/ppid-not-allowed"
	applicationAgreed = "opgate/diameter-application-not-agreed"
	commandBelongs    = "opgate/diameter-command-not-in-application"
	direction         = "opgate/diameter-wrong-direction"
	lcsAgreed         = "opgate/diameter-lcs-not-agreed"
	redirected        = "opgate/diameter-redirect"
)

// Reasons of spoofguard: who speaks.
const (
	peerKnown       = "spoofguard/peer-host-not-theirs"
	peerRelayed     = "spoofguard/peer-command-relayed"
	addressTheirs   = "spoofguard/host-address-not-theirs"
	realmTheirs     = "spoofguard/realm-not-theirs"
	realmOurs       = "spoofguard/realm-is-ours"
	realmForm       = "spoofguard/realm-form"
	hostInRealm     = "spoofguard/host-not-in-realm"
	destRealmOurs   = "spoofguard/destination-realm-not-ours"
	destHostOurs    = "spoofguard/destination-host-not-ours"
	routeHasUs      = "spoofguard/route-has-us"
	routeKnown      = "spoofguard/route-not-known"
	routeFromOrigin = "spoofguard/route-not-from-origin"
	routeLength     = "spoofguard/route-too-long"
	sessionOurs     = "spoofguard/session-is-ours"
	sessionTheirs   = "spoofguard/session-not-theirs"
	imsiOurs        = "spoofguard/diameter-imsi-not-ours"
	visitedTheirs   = "spoofguard/visited-network-not-theirs"
	flagsContradict = "spoofguard/ulr-flags-contradict"
	mncLength       = "spoofguard/mnc-length"
	userTheirs      = "spoofguard/user-id-not-theirs"
)

// Reasons of homecheck: whose subscriber.
const (
	subscriberTheirs = "homecheck/subscriber-not-theirs"
	subscriberAbsent = "homecheck/subscriber-absent"
	locationAgreed   = "homecheck/location-not-agreed"
	vectorsRange     = "homecheck/vectors-out-of-range"

	accessPointPrivate = "homecheck/private-access-point"
)

// Faults of Diameter.
const (
	faultVersion      = "faults/diameter-version"
	faultLength       = "faults/diameter-length"
	faultFlags        = "faults/diameter-flags"
	faultErrorRequest = "faults/diameter-error-request"
	faultAVPLength    = "faults/diameter-avp-length"
	faultPadding      = "faults/diameter-avp-padding"
	faultAVPFlags     = "faults/diameter-avp-flags"
	faultSessionOrder = "faults/diameter-session-order"
	faultDepth        = "faults/diameter-depth"
	faultCount        = "faults/diameter-avp-count"
	faultRepeated     = "faults/diameter-avp-repeated"
	faultLookalike    = "faults/diameter-avp-lookalike"
	faultVendor       = "faults/diameter-avp-vendor"
	faultMandatory    = "faults/diameter-avp-mandatory"
	faultMissing      = "faults/diameter-avp-missing"
	faultUnexpected   = "faults/diameter-avp-unexpected"
	faultValue        = "faults/diameter-avp-value"
	faultDigits       = "faults/diameter-digits"
	faultPLMN         = "faults/diameter-plmn"
	faultIdentity     = "faults/diameter-identity"
	faultResults      = "faults/diameter-results"
	faultCommand      = "faults/diameter-command-unknown"
	faultApplication  = "faults/diameter-application-unknown"
	faultMismatch     = "faults/diameter-application-mismatch"
	faultTrailing     = "faults/diameter-trailing"
	faultPPID         = "faults/diameter-ppid"
	faultLimit        = "faults/diameter-limit"
)
