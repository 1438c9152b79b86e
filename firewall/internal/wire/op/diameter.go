package op

// Diameter holds what a Diameter command carries (RFC 6733, TS 29.272). It lives
// in Batch.Diameter, so that operations of other protocols do not pay for it.
// Fields are zero when absent; Operation.Present tells absent from zero. Of what
// appears more than once, the first is kept, and a fault says so.
type Diameter struct {
	Flags    uint8 // R 0x80, P 0x40, E 0x20, T 0x10
	HopByHop uint32
	EndToEnd uint32

	SessionID        Span
	OriginHost       Span
	OriginRealm      Span
	DestinationHost  Span
	DestinationRealm Span
	UserName         Span

	AuthApplication   uint32 // Auth-Application-Id, else Acct-Application-Id, at top level
	VendorApplication uint32 // the same in the first Vendor-Specific-Application-Id
	ResultCode        uint32
	ExperimentalCode  uint32 // Experimental-Result-Code
	ExperimentalOwner uint32 // the Vendor-Id beside it

	VisitedPLMN      PLMN // Visited-PLMN-Id
	RAT              uint32
	ULRFlags         uint32
	IDRFlags         uint32
	NORFlags         uint32
	CancellationType uint32
	VectorsEUTRAN    uint32 // Number-Of-Requested-Vectors in 1408, 1 if it has none
	VectorsUTRAN     uint32 // the same in 1409
	Subscription     uint64 // what Subscription-Data holds, see DiameterSubscription*

	ProxyInfos    uint8 // AVPs of this kind at top level, 255 for more
	RedirectHosts uint8
	ResetIDs      uint8

	Routes        Range // Batch.Routes
	AVPs          Range // Batch.AVPs
	Applications  Range // Batch.Applications
	HostAddresses Range // Batch.HostAddresses
	UserIDs       Range // Batch.UserIDs
	AccessPoints  Range // Batch.AccessPoints

	// Resolved.
	OriginOwner      ID   // operator of Origin-Realm
	OriginHostOwner  ID   // operator of the realm that Origin-Host lies in
	DestinationOwner ID   // operator of Destination-Realm
	OriginPLMN       PLMN // network that Origin-Realm names, in the form of TS 23.003 clause 19.2
	OriginPLMNOwner  ID
	VisitedOwner     ID
	DestinationRoles uint16 // of the home node that Destination-Host names
	ResolvedFlags    uint32 // column diameter_flags
}

// Flags of a Diameter command (RFC 6733 clause 3).
const (
	DiameterRequest       = 0x80
	DiameterProxiable     = 0x40
	DiameterError         = 0x20
	DiameterRetransmitted = 0x10
)

// What Subscription-Data holds (bits of Diameter.Subscription); part of the
// filter ABI.
const (
	DiameterSubscriptionMSISDN = 1 << iota
	DiameterSubscriptionBarring
	DiameterSubscriptionAPN
	DiameterSubscriptionAMBR
	DiameterSubscriptionCharging
	DiameterSubscriptionLCS
	DiameterSubscriptionTeleservice
	DiameterSubscriptionTrace
	DiameterSubscriptionOther
)

// What a Diameter command says of itself once names are resolved (bits of
// Diameter.ResolvedFlags); part of the filter ABI.
const (
	DiameterOriginReached     = 1 << iota // OriginOwner is reached through this interconnect, or an agent of it refuses a request in its own name
	DiameterPeerHost                      // Origin-Host is one of the interconnect's diameter_hosts, or it has none and the host lies in a realm reached through it
	DiameterPeerRealm                     // Origin-Realm is one of the interconnect's own realms, or, where it lists none, one that is nobody's of an agent of it
	DiameterHostInRealm                   // Origin-Host lies in Origin-Realm
	DiameterRealm3GPP                     // Origin-Realm has the form of TS 23.003 clause 19.2
	DiameterRealmBad                      // Origin-Realm ends in 3gppnetwork.org in a form that names no network: an MNC not padded to three digits
	DiameterOriginHome                    // Origin-Host or Origin-Realm is ours, or Origin-Host an alias
	DiameterDestinationHome               // Destination-Realm is ours, or there is none
	DiameterDestinationHost               // Destination-Host is one of our nodes, an alias, or a host in a realm of ours
	DiameterSessionOrigin                 // Session-Id starts with Origin-Host
	DiameterSessionHome                   // Session-Id starts with a host of ours
	DiameterApplicationAgreed             // the header's application may be used with the partner; of an agent's refusal, with one of those behind it
	DiameterHostsInside                   // every Host-IP-Address is the interconnect's
	DiameterRouteHome                     // a Route-Record names us
	DiameterRouteUnknown                  // a Route-Record names neither a known agent nor a host in a realm reached through this interconnect; behind the first, one of the origin's operator or its hub
	DiameterRouteOrigin                   // the first Route-Record lies in Origin-Realm, or is the origin's operator's or its hub's, or there is none
	DiameterMNCLength                     // the MNC in Visited-PLMN-Id or Origin-Realm has another number of digits than its country uses
	DiameterSessionRealm                  // Session-Id starts with a host in Origin-Realm
)

// Route is one Route-Record (RFC 6733 clause 6.7.1), in the order travelled.
type Route struct {
	Name Span

	// Resolved.
	Owner ID    // operator of the realm that the host lies in; 0 unknown, 1 home
	Flags uint8 // Route*
}

// What a Route-Record names; part of the filter ABI.
const (
	RouteAgent = 1 << iota // an agent of an interconnect
	RoutePeer              // of this interconnect
	RouteHome              // ourselves
)

// AVP is one attribute-value pair of the command's top level, in wire order.
type AVP struct {
	Code   uint32
	Vendor uint32 // 0 without the V flag
	Flags  uint8  // V 0x80, M 0x40, P 0x20
	Offset uint16 // of the data in the payload
	Length uint16 // of the data
}

// Application is one application that a capabilities exchange offers (RFC 6733
// clause 5.3).
type Application struct {
	ID     uint32
	Kind   uint8 // Application*
	Offset uint16
}

// Kinds of an Application; part of the filter ABI.
const (
	ApplicationAuth uint8 = iota + 1
	ApplicationAcct
	ApplicationVendorAuth
	ApplicationVendorAcct
)

// HostAddress is one Host-IP-Address (RFC 6733 clause 5.3.5).
type HostAddress struct {
	Addr Addr

	// Resolved.
	Interconnect ID
}

// UserID is one User-Id: the digits that the IMSIs meant start with (TS 29.272
// clause 7.3.50).
type UserID struct {
	Digits Digits

	// Resolved.
	Owner ID
}

// AccessPoint is one Service-Selection in Subscription-Data: an access point that the
// subscriber may use (TS 29.272 clauses 7.3.35, 7.3.36, 7.3.74).
type AccessPoint struct {
	Name Span

	// Resolved.
	Flags uint8 // AccessPoint*
}

// Flags of an AccessPoint; part of the filter ABI.
const (
	AccessPointHome    = 1 << iota // one of ours
	AccessPointPrivate             // one that only a subscription may select
)

// Limits of the child tables per command; what exceeds them is a fault.
const (
	MaxUserIDs      = 256
	MaxAccessPoints = 128
	MaxAVPs         = 256
	MaxRoutes       = 64
	MaxApplications = 64
	MaxHosts        = 32
)
