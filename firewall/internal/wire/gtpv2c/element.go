package gtpv2c

// content says what the decoder does with a value.
type content uint8

const (
	opaque content = iota // nothing: its length is all that is checked
	group                 // consists of elements (TS 29.274 clause 6.1.2)
	imsi
	alternativeIMSI
	msisdn
	equipmentIdentity
	cause
	recovery
	accessPointName
	bearerIdentity
	ipAddress
	addressAllocation
	connectionType
	accessTechnology
	servingNetwork
	template
	location
	tunnel
	selectionMode
	connectionSet
	privateExtension
)

// element is what table 8.1-1 says about one IE type.
type element struct {
	name    string
	fixed   uint8 // octets of the value before any that may be absent; less is a fault
	content content
}

// IEName returns the name of an IE type as in TS 29.274 table 8.1-1, or "" for a
// type that the table reserves or leaves unassigned.
func IEName(t uint8) string { return elements[t].name }

// elements is TS 29.274 V19.6 table 8.1-1. fixed is the table's last column;
// where that is a formula, or says that it is not applicable, it counts the
// fields that the figure in clause 8 always shows. Types 51 to 70 belong to the
// Sv interface (TS 29.280); two of them stand in messages of this one.
var elements = [256]element{
	1:   {"IMSI", 1, imsi},
	2:   {"Cause", 2, cause},
	3:   {"Recovery", 1, recovery},
	51:  {"STN-SR", 1, opaque},
	56:  {"SRVCC Cause", 1, opaque},
	71:  {"APN", 1, accessPointName},
	72:  {"AMBR", 8, opaque},
	73:  {"EBI", 1, bearerIdentity},
	74:  {"IP Address", 4, ipAddress},
	75:  {"MEI", 1, equipmentIdentity},
	76:  {"MSISDN", 1, msisdn},
	77:  {"Indication", 2, opaque},
	78:  {"PCO", 1, opaque},
	79:  {"PAA", 1, addressAllocation},
	80:  {"Bearer QoS", 22, opaque},
	81:  {"Flow QoS", 21, opaque},
	82:  {"RAT Type", 1, accessTechnology},
	83:  {"Serving Network", 3, servingNetwork},
	84:  {"Bearer TFT", 1, template},
	85:  {"TAD", 1, template},
	86:  {"ULI", 1, location},
	87:  {"F-TEID", 9, tunnel},
	88:  {"TMSI", 4, opaque},
	89:  {"Global CN-Id", 3, opaque},
	90:  {"S103PDF", 6, opaque},
	91:  {"S1UDF", 6, opaque},
	92:  {"Delay Value", 1, opaque},
	93:  {"Bearer Context", 0, group},
	94:  {"Charging ID", 4, opaque},
	95:  {"Charging Characteristics", 2, opaque},
	96:  {"Trace Information", 30, opaque},
	97:  {"Bearer Flags", 1, opaque},
	99:  {"PDN Type", 1, connectionType},
	100: {"PTI", 1, opaque},
	103: {"MM Context (GSM Key and Triplets)", 15, opaque},
	104: {"MM Context (UMTS Key, Used Cipher and Quintuplets)", 39, opaque},
	105: {"MM Context (GSM Key, Used Cipher and Quintuplets)", 15, opaque},
	106: {"MM Context (UMTS Key and Quintuplets)", 39, opaque},
	107: {"MM Context (EPS Security Context, Quadruplets and Quintuplets)", 45, opaque},
	108: {"MM Context (UMTS Key, Quadruplets and Quintuplets)", 39, opaque},
	109: {"PDN Connection", 0, group},
	110: {"PDU Numbers", 9, opaque},
	111: {"P-TMSI", 4, opaque},
	112: {"P-TMSI Signature", 3, opaque},
	113: {"Hop Counter", 1, opaque},
	114: {"UE Time Zone", 2, opaque},
	115: {"Trace Reference", 6, opaque},
	116: {"Complete Request Message", 1, opaque},
	117: {"GUTI", 10, opaque},
	118: {"F-Container", 1, opaque},
	119: {"F-Cause", 2, opaque},
	120: {"PLMN ID", 3, opaque},
	121: {"Target Identification", 1, opaque},
	123: {"Packet Flow ID", 1, opaque},
	124: {"RAB Context", 9, opaque},
	125: {"Source RNC PDCP Context Info", 0, opaque},
	126: {"Port Number", 2, opaque},
	127: {"APN Restriction", 1, opaque},
	128: {"Selection Mode", 1, selectionMode},
	129: {"Source Identification", 9, opaque},
	131: {"Change Reporting Action", 1, opaque},
	132: {"FQ-CSID", 1, connectionSet},
	133: {"Channel needed", 0, opaque},
	134: {"eMLPP Priority", 0, opaque},
	135: {"Node Type", 1, opaque},
	136: {"FQDN", 0, opaque},
	137: {"TI", 1, opaque},
	138: {"MBMS Session Duration", 3, opaque},
	139: {"MBMS Service Area", 0, opaque},
	140: {"MBMS Session Identifier", 1, opaque},
	141: {"MBMS Flow Identifier", 2, opaque},
	142: {"MBMS IP Multicast Distribution", 15, opaque},
	143: {"MBMS Distribution Acknowledge", 1, opaque},
	144: {"RFSP Index", 2, opaque},
	145: {"UCI", 8, opaque},
	146: {"CSG Information Reporting Action", 1, opaque},
	147: {"CSG ID", 4, opaque},
	148: {"CMI", 1, opaque},
	149: {"Service indicator", 1, opaque},
	150: {"Detach Type", 1, opaque},
	151: {"LDN", 0, opaque},
	152: {"Node Features", 1, opaque},
	153: {"MBMS Time to Data Transfer", 1, opaque},
	154: {"Throttling", 2, opaque},
	155: {"ARP", 1, opaque},
	156: {"EPC Timer", 1, opaque},
	157: {"Signalling Priority Indication", 1, opaque},
	158: {"TMGI", 6, opaque},
	159: {"Additional MM context for SRVCC", 3, opaque},
	160: {"Additional flags for SRVCC", 1, opaque},
	162: {"MDT Configuration", 11, opaque},
	163: {"APCO", 1, opaque},
	164: {"Absolute Time of MBMS Data Transfer", 8, opaque},
	165: {"H(e)NB Information Reporting", 1, opaque},
	166: {"IP4CP", 5, opaque},
	167: {"Change to Report Flags", 1, opaque},
	168: {"Action Indication", 1, opaque},
	169: {"TWAN Identifier", 2, opaque},
	170: {"ULI Timestamp", 4, opaque},
	171: {"MBMS Flags", 1, opaque},
	172: {"RAN/NAS Cause", 2, opaque},
	173: {"CN Operator Selection Entity", 1, opaque},
	174: {"Trusted WLAN Mode Indication", 1, opaque},
	175: {"Node Number", 1, opaque},
	176: {"Node Identifier", 2, opaque},
	177: {"Presence Reporting Area Action", 4, opaque},
	178: {"Presence Reporting Area Information", 4, opaque},
	179: {"TWAN Identifier Timestamp", 4, opaque},
	180: {"Overload Control Information", 0, group},
	181: {"Load Control Information", 0, group},
	182: {"Metric", 1, opaque},
	183: {"Sequence Number", 4, opaque},
	184: {"APN and Relative Capacity", 2, opaque},
	185: {"WLAN Offloadability Indication", 1, opaque},
	186: {"Paging and Service Information", 2, opaque},
	187: {"Integer Number", 0, opaque},
	188: {"Millisecond Time Stamp", 6, opaque},
	189: {"Monitoring Event Information", 7, opaque},
	190: {"ECGI List", 2, opaque},
	191: {"Remote UE Context", 0, group},
	192: {"Remote User ID", 2, opaque},
	193: {"Remote UE IP information", 0, opaque},
	194: {"CIoT Optimizations Support Indication", 1, opaque},
	195: {"SCEF PDN Connection", 0, group},
	196: {"Header Compression Configuration", 4, opaque},
	197: {"ePCO", 1, opaque},
	198: {"Serving PLMN Rate Control", 4, opaque},
	199: {"Counter", 5, opaque},
	200: {"Mapped UE Usage Type", 2, opaque},
	201: {"Secondary RAT Usage Data Report", 27, opaque},
	202: {"UP Function Selection Indication Flags", 1, opaque},
	203: {"Maximum Packet Loss Rate", 1, opaque},
	204: {"APN Rate Control Status", 20, opaque},
	205: {"Extended Trace Information", 11, opaque},
	206: {"Monitoring Event Extension Information", 6, opaque},
	207: {"Additional RRM Policy Index", 4, opaque},
	208: {"V2X Context", 0, group},
	209: {"PC5 QoS Parameters", 0, group},
	210: {"Services Authorized", 2, opaque},
	211: {"Bit Rate", 4, opaque},
	212: {"PC5 QoS Flow", 11, opaque},
	213: {"SGi PtP Tunnel Address", 1, opaque},
	214: {"PGW Change Info", 0, group},
	215: {"PGW FQDN", 0, opaque},
	216: {"Group Id", 0, opaque},
	217: {"PSCell ID", 8, opaque},
	218: {"UP Security Policy", 1, opaque},
	219: {"Alternative IMSI", 1, alternativeIMSI},
	220: {"NF Instance ID", 36, opaque},
	221: {"Timer in Seconds", 3, opaque},
	222: {"MDT Configuration NR", 12, opaque},
	223: {"URI", 0, opaque},
	254: {"IE Type Extension", 2, opaque},
	255: {"Private Extension", 2, privateExtension},
}
