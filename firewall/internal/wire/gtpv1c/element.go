package gtpv1c

// content says what the decoder does with a value.
type content uint8

const (
	opaque content = iota // nothing: its length is all that is checked
	imsi
	msisdn
	equipmentIdentity
	routeingArea
	cause
	recovery
	selectionMode
	tunnelUser
	tunnelControl
	tunnelForward
	contextIdentity
	endUserAddress
	accessPointName
	protocolOptions
	gsnAddress
	template
	accessTechnology
	location
	privateExtension
)

// element is what table 37 says about one IE type.
type element struct {
	name string
	// Up to type 127: the octets of the value, 0 when nobody knows. From 128 on:
	// the octets before any that may be absent; less is a fault.
	fixed   uint8
	content content
}

// IE types that the decoder treats on their own (TS 29.060 table 37).
const (
	ieCause            = 1
	ieIMSI             = 2
	ieTEIDData         = 16
	ieTEIDControl      = 17
	firstTLV           = 128 // types below have no length
	ieEndUserAddress   = 128
	ieAPN              = 131
	ieGSNAddress       = 133
	ieQoS              = 135
	ieExtensionTypes   = 141 // has a length of one octet
	ieIMEI             = 154
	ieTypeExtension    = 238
	iePrivateExtension = 255
)

// IEName returns the name of an IE type as in TS 29.060 table 37, the
// abbreviation where it gives one, or "" for a type that the table reserves or
// leaves spare.
func IEName(t uint8) string { return elements[t].name }

// elements is TS 29.060 V19.0 table 37. From type 128 on, fixed is its last
// column; where that is empty, or differs from the figure in clause 7.7 (MS Time
// Zone), it counts the fields that the figure always shows. GSN addresses have
// two lengths and a fault of their own.
var elements = [256]element{
	1:   {"Cause", 1, cause},
	2:   {"IMSI", 8, imsi},
	3:   {"RAI", 6, routeingArea},
	4:   {"TLLI", 4, opaque},
	5:   {"P-TMSI", 4, opaque},
	8:   {"Reordering Required", 1, opaque},
	9:   {"Authentication Triplet", 28, opaque},
	11:  {"MAP Cause", 1, opaque},
	12:  {"P-TMSI Signature", 3, opaque},
	13:  {"MS Validated", 1, opaque},
	14:  {"Recovery", 1, recovery},
	15:  {"Selection Mode", 1, selectionMode},
	16:  {"Tunnel Endpoint Identifier Data I", 4, tunnelUser},
	17:  {"Tunnel Endpoint Identifier Control Plane", 4, tunnelControl},
	18:  {"Tunnel Endpoint Identifier Data II", 5, tunnelForward},
	19:  {"Teardown Ind", 1, opaque},
	20:  {"NSAPI", 1, contextIdentity},
	21:  {"RANAP Cause", 1, opaque},
	22:  {"RAB Context", 9, opaque},
	23:  {"Radio Priority SMS", 1, opaque},
	24:  {"Radio Priority", 1, opaque},
	25:  {"Packet Flow Id", 2, opaque},
	26:  {"Charging Characteristics", 2, opaque},
	27:  {"Trace Reference", 2, opaque},
	28:  {"Trace Type", 2, opaque},
	29:  {"MS Not Reachable Reason", 1, opaque},
	127: {"Charging ID", 4, opaque},

	128: {"End User Address", 2, endUserAddress},
	129: {"MM Context", 15, opaque},
	130: {"PDP Context", 28, opaque},
	131: {"Access Point Name", 1, accessPointName},
	132: {"Protocol Configuration Options", 1, protocolOptions},
	133: {"GSN Address", 0, gsnAddress},
	134: {"MSISDN", 1, msisdn},
	135: {"Quality of Service Profile", 4, opaque}, // priority, and three octets of GPRS phase 1
	136: {"Authentication Quintuplet", 50, opaque},
	137: {"Traffic Flow Template", 1, template},
	138: {"Target Identification", 0, opaque},
	139: {"UTRAN Transparent Container", 0, opaque},
	140: {"RAB Setup Information", 1, opaque},
	141: {"Extension Header Type List", 0, opaque},
	142: {"Trigger Id", 0, opaque},
	143: {"OMC Identity", 0, opaque},
	144: {"RAN Transparent Container", 1, opaque},
	145: {"PDP Context Prioritization", 0, opaque},
	146: {"Additional RAB Setup Information", 1, opaque},
	147: {"SGSN Number", 1, opaque},
	148: {"Common Flags", 1, opaque},
	149: {"APN Restriction", 1, opaque},
	150: {"Radio Priority LCS", 1, opaque},
	151: {"RAT Type", 1, accessTechnology},
	152: {"User Location Information", 1, location},
	153: {"MS Time Zone", 2, opaque},
	154: {"IMEI(SV)", 8, equipmentIdentity},
	155: {"CAMEL Charging Information Container", 0, opaque},
	156: {"MBMS UE Context", 13, opaque},
	157: {"TMGI", 6, opaque},
	158: {"RIM Routing Address", 0, opaque},
	159: {"MBMS Protocol Configuration Options", 0, opaque},
	160: {"MBMS Service Area", 0, opaque},
	161: {"Source RNC PDCP context info", 0, opaque},
	162: {"Additional Trace Info", 9, opaque},
	163: {"Hop Counter", 1, opaque},
	164: {"Selected PLMN ID", 3, opaque},
	165: {"MBMS Session Identifier", 1, opaque},
	166: {"MBMS 2G/3G Indicator", 1, opaque},
	167: {"Enhanced NSAPI", 1, opaque},
	168: {"MBMS Session Duration", 3, opaque},
	169: {"Additional MBMS Trace Info", 8, opaque},
	170: {"MBMS Session Repetition Number", 1, opaque},
	171: {"MBMS Time To Data Transfer", 1, opaque},
	173: {"BSS Container", 0, opaque},
	174: {"Cell Identification", 17, opaque},
	175: {"PDU Numbers", 9, opaque},
	176: {"BSSGP Cause", 1, opaque},
	177: {"Required MBMS bearer capabilities", 0, opaque},
	178: {"RIM Routing Address Discriminator", 1, opaque},
	179: {"List of set-up PFCs", 0, opaque},
	180: {"PS Handover XID Parameters", 2, opaque},
	181: {"MS Info Change Reporting Action", 1, opaque},
	182: {"Direct Tunnel Flags", 1, opaque},
	183: {"Correlation-ID", 1, opaque},
	184: {"Bearer Control Mode", 1, opaque},
	185: {"MBMS Flow Identifier", 0, opaque},
	186: {"MBMS IP Multicast Distribution", 7, opaque},
	187: {"MBMS Distribution Acknowledgement", 1, opaque},
	188: {"Reliable INTER RAT HANDOVER INFO", 1, opaque},
	189: {"RFSP Index", 2, opaque},
	190: {"FQDN", 0, opaque},
	191: {"Evolved Allocation/Retention Priority I", 1, opaque},
	192: {"Evolved Allocation/Retention Priority II", 2, opaque},
	193: {"Extended Common Flags", 1, opaque},
	194: {"UCI", 8, opaque},
	195: {"CSG Information Reporting Action", 1, opaque},
	196: {"CSG ID", 4, opaque},
	197: {"CMI", 1, opaque},
	198: {"AMBR", 8, opaque},
	199: {"UE Network Capability", 0, opaque},
	200: {"UE-AMBR", 8, opaque},
	201: {"APN-AMBR with NSAPI", 9, opaque},
	202: {"GGSN Back-Off Time", 1, opaque},
	203: {"Signalling Priority Indication", 1, opaque},
	204: {"Signalling Priority Indication with NSAPI", 2, opaque},
	205: {"Higher bitrates than 16 Mbps flag", 1, opaque},
	207: {"Additional MM context for SRVCC", 3, opaque},
	208: {"Additional flags for SRVCC", 1, opaque},
	209: {"STN-SR", 1, opaque},
	210: {"C-MSISDN", 0, opaque},
	211: {"Extended RANAP Cause", 2, opaque},
	212: {"eNodeB ID", 1, opaque},
	213: {"Selection Mode with NSAPI", 2, opaque},
	214: {"ULI Timestamp", 4, opaque},
	215: {"LHN-ID with NSAPI", 1, opaque},
	216: {"CN Operator Selection Entity", 1, opaque},
	217: {"UE Usage Type", 4, opaque},
	218: {"Extended Common Flags II", 1, opaque},
	219: {"Node Identifier", 0, opaque},
	220: {"CIoT Optimizations Support Indication", 1, opaque},
	221: {"SCEF PDN Connection", 0, opaque},
	222: {"IOV_updates counter", 1, opaque},
	223: {"Mapped UE Usage Type", 2, opaque},
	224: {"UP Function Selection Indication Flags", 1, opaque},
	238: {"IE Type Extension", 2, opaque},
	251: {"Charging Gateway Address", 4, opaque},
	255: {"Private Extension", 2, privateExtension},
}
