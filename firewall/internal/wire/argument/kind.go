package argument

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// kind says how the contents of an element are read.
type kind uint8

const (
	kindOpaque  kind = iota // octets of a size, or elements that concern nobody
	kindGroup               // elements of a Type
	kindInteger             // INTEGER, ENUMERATED
	kindBits
	kindIMSI
	kindTBCD
	kindIMEI
	kindPLMN
	kindISDN    // ISDN-AddressString
	kindAddress // AddressString
	kindISUP    // called or calling party number
	kindGeneric // generic number
	kindBCD     // called party BCD number
	kindHLR     // HLR-Id: the leading digits of IMSIs
)

// reads says how much of an element is read.
type reads uint8

const (
	readsValue    reads = iota
	readsSize           // its contents say nothing here
	readsFraming        // nor do the elements in it
	readsElements       // those in it
)

// kinds are the types of the notation. 0x20 in the universal tag says that they
// are constructed.
var kinds = map[string]struct {
	kind        kind
	universal   uint32
	least, most uint16
}{
	"NULL":      {kindOpaque, 0x05, 0, 0},
	"BOOLEAN":   {kindOpaque, 0x01, 1, 1},
	"INTEGER":   {kindInteger, 0x02, 1, 8},
	"ENUM":      {kindInteger, 0x0A, 1, 4},
	"BITS":      {kindBits, 0x03, 1, 64}, // newer releases add bits
	"OCTETS":    {kindOpaque, 0x04, 0, 0xFFFF},
	"OID":       {kindOpaque, 0x06, 1, 16},
	"IA5":       {kindOpaque, 0x16, 0, 0xFFFF},
	"NUMERIC":   {kindOpaque, 0x12, 0, 0xFFFF},
	"SEQUENCE":  {kindOpaque, 0x30, 0, 0xFFFF},
	"SET":       {kindOpaque, 0x31, 0, 0xFFFF},
	"EXTENSION": {kindOpaque, 0x30, 0, 0xFFFF},
	"IMSI":      {kindIMSI, 0x04, 3, 8},
	"TBCD":      {kindTBCD, 0x04, 1, 0xFFFF},
	"IMEI":      {kindIMEI, 0x04, 8, 8},
	"PLMN":      {kindPLMN, 0x04, 3, 3},
	"ISDN":      {kindISDN, 0x04, 1, 9},
	"FTN":       {kindISDN, 0x04, 1, 15},
	"ADDRESS":   {kindAddress, 0x04, 1, 20},
	"ISUP":      {kindISUP, 0x04, 2, 10},
	"GENERIC":   {kindGeneric, 0x04, 3, 16},
	"BCD":       {kindBCD, 0x04, 1, 41},
	"HLRID":     {kindHLR, 0x04, 3, 8},
}

// keep says which column an element fills.
type keep uint8

const (
	keepNothing keep = iota
	keepDA
	keepOA
	keepTPDU
	keepUSSD
	keepUSSDCoding
	keepVectors
	keepRequesting
	keepServiceKey
	keepCancellation
	keepSSCode
	keepStatus
	keepEstimate
	keepAsked
)

// noNumber is the role of an address that is checked and not kept.
const noNumber = 0xFF

// bits are those of op.SS7.Requested, and above them those of op.SS7.Subscription.
type bits uint32

const (
	subscriptionShift = 16
	requestedMask     = 1<<subscriptionShift - 1
)

// mark is what a word behind ":" makes of an element.
type mark struct {
	isRole bool
	role   uint8
	bits   bits
	keep   keep
}

func role(r uint8) mark      { return mark{isRole: true, role: r} }
func requests(b bits) mark   { return mark{bits: b} }
func provisions(b bits) mark { return mark{bits: b << subscriptionShift} }
func column(k keep) mark     { return mark{keep: k} }

// marks are the words that the tables use.
var marks = map[string]mark{
	"other":          role(op.NumberOther),
	"msisdn":         role(op.NumberMSISDN),
	"vlr":            role(op.NumberVLR),
	"msc":            role(op.NumberMSC),
	"sgsn":           role(op.NumberSGSN),
	"hlr":            role(op.NumberHLR),
	"gsmscf":         role(op.NumberGSMSCF),
	"gmlc":           role(op.NumberGMLC),
	"forwarded-to":   role(op.NumberForwardedTo),
	"service-centre": role(op.NumberServiceCentre),
	"called":         role(op.NumberCalled),
	"calling":        role(op.NumberCalling),
	"sms-msisdn":     role(op.NumberSMSMSISDN),
	"srf":            role(op.NumberSRF),
	"mlc":            role(op.NumberMLC),

	"location":         requests(op.RequestedLocation),
	"current-location": requests(op.RequestedCurrentLocation),
	"state":            requests(op.RequestedState),
	"imei":             requests(op.RequestedIMEI),
	"subscription":     requests(op.RequestedSubscription),

	"new-msisdn": provisions(op.SubscriptionMSISDN),
	"barring":    provisions(op.SubscriptionBarring),
	"forwarding": provisions(op.SubscriptionForwarding),
	"o-csi":      provisions(op.SubscriptionOCSI),
	"t-csi":      provisions(op.SubscriptionTCSI),
	"gprs-csi":   provisions(op.SubscriptionGPRSCSI),
	"sms-csi":    provisions(op.SubscriptionSMSCSI),
	"other-csi":  provisions(op.SubscriptionOtherCSI),
	"apn":        provisions(op.SubscriptionAPN),

	"da":           column(keepDA),
	"oa":           column(keepOA),
	"tpdu":         column(keepTPDU),
	"ussd":         column(keepUSSD),
	"ussd-coding":  column(keepUSSDCoding),
	"vectors":      {bits: op.RequestedVectors, keep: keepVectors},
	"requesting":   column(keepRequesting),
	"service-key":  column(keepServiceKey),
	"cancellation": column(keepCancellation),
	"ss-code":      column(keepSSCode),
	"status":       column(keepStatus),   // subscriberStatus: 1 is barring
	"estimate":     column(keepEstimate), // locationEstimateType: what of a location is asked for
	"asked":        column(keepAsked),    // requestParameterList of version 1
}
