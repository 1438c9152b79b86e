package diameter

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// action is what the decoder does with the data of an AVP.
type action uint8

const (
	nothing action = iota

	// At top level, once.
	sessionID
	originHost
	originRealm
	destinationHost
	destinationRealm
	userName
	resultCode
	experimentalResult
	visitedPLMN
	ratType
	ulrFlags
	idrFlags
	norFlags
	cancellationType
	vectorsEUTRAN
	vectorsUTRAN
	subscriptionData
	userIdentifier
	terminalInformation
	msisdn

	// At top level, each time.
	authApplication
	acctApplication
	vendorApplication
	routeRecord
	hostAddress
	userID
	resetID
	proxyInfo
	redirectHost

	// In a group.
	vendorID
	experimentalCode
	requestedVectors
	accessPoints // groups of descriptions of access points
	accessPoint
	serviceSelection
	imei // also at top level

	failed // Failed-AVP
)

const firstList = authApplication

var actions = map[string]action{
	"Session-Id": sessionID, "Origin-Host": originHost, "Origin-Realm": originRealm, "Destination-Host": destinationHost,
	"Destination-Realm": destinationRealm, "User-Name": userName, "Auth-Application-Id": authApplication,
	"Acct-Application-Id": acctApplication, "Vendor-Specific-Application-Id": vendorApplication, "Result-Code": resultCode,
	"Experimental-Result": experimentalResult, "Visited-PLMN-Id": visitedPLMN, "RAT-Type": ratType, "ULR-Flags": ulrFlags,
	"IDR-Flags": idrFlags, "NOR-Flags": norFlags, "Cancellation-Type": cancellationType,
	"Requested-EUTRAN-Authentication-Info": vectorsEUTRAN, "Requested-UTRAN-GERAN-Authentication-Info": vectorsUTRAN,
	"Subscription-Data": subscriptionData, "User-Identifier": userIdentifier, "Terminal-Information": terminalInformation, "MSISDN": msisdn,
	"Route-Record": routeRecord, "Host-IP-Address": hostAddress, "User-Id": userID, "Reset-ID": resetID, "Proxy-Info": proxyInfo,
	"Redirect-Host": redirectHost, "Vendor-Id": vendorID, "Experimental-Result-Code": experimentalCode,
	"Number-Of-Requested-Vectors": requestedVectors, "IMEI": imei, "Failed-AVP": failed,
	"APN-Configuration-Profile": accessPoints, "GPRS-Subscription-Data": accessPoints, "APN-Configuration": accessPoint, "PDP-Context": accessPoint,
	"Service-Selection": serviceSelection,
}

// columns are those that an action fills, 0 where a list or the group's members do.
var columns = [failed + 1]uint8{
	sessionID: op.ColSessionID, originHost: op.ColOriginHost, originRealm: op.ColOriginRealm, destinationHost: op.ColDestinationHost,
	destinationRealm: op.ColDestinationRealm, userName: op.ColUserName, authApplication: op.ColAuthApplication,
	acctApplication: op.ColAuthApplication, vendorApplication: op.ColVendorApplication, resultCode: op.ColResultCode,
	experimentalResult: op.ColExperimentalResult, visitedPLMN: op.ColVisitedPLMN, ratType: op.ColRATType, ulrFlags: op.ColULRFlags,
	idrFlags: op.ColIDRFlags, norFlags: op.ColNORFlags, cancellationType: op.ColS6aCancellation, vectorsEUTRAN: op.ColVectorsEutran,
	vectorsUTRAN: op.ColVectorsUtran, subscriptionData: op.ColSubscriptionData, msisdn: op.ColMSISDN,
	routeRecord: op.ColRoutes, hostAddress: op.ColHosts, userID: op.ColUserIDs,
}

// holds is what AVPs make Subscription-Data hold (TS 29.272 clause 7.3.2); all
// others are op.DiameterSubscriptionOther.
var holds = map[string]uint16{
	"MSISDN": op.DiameterSubscriptionMSISDN, "A-MSISDN": op.DiameterSubscriptionMSISDN,
	"Operator-Determined-Barring": op.DiameterSubscriptionBarring, "HPLMN-ODB": op.DiameterSubscriptionBarring,
	"Subscriber-Status": op.DiameterSubscriptionBarring, "Access-Restriction-Data": op.DiameterSubscriptionBarring,
	"APN-Configuration-Profile": op.DiameterSubscriptionAPN, "GPRS-Subscription-Data": op.DiameterSubscriptionAPN,
	"APN-OI-Replacement": op.DiameterSubscriptionAPN, "AMBR": op.DiameterSubscriptionAMBR,
	"3GPP-Charging-Characteristics": op.DiameterSubscriptionCharging, "LCS-Info": op.DiameterSubscriptionLCS,
	"Teleservice-List": op.DiameterSubscriptionTeleservice, "Call-Barring-Info": op.DiameterSubscriptionTeleservice,
	"Trace-Data": op.DiameterSubscriptionTrace,
}
