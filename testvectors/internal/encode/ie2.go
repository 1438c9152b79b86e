package encode

import "net/netip"

// Types of GTPv2-C information elements (TS 29.274 table 8.1-1).
const (
	IEIMSI             = 1
	IECause            = 2
	IERecovery         = 3
	IEAPN              = 71
	IEAMBR             = 72
	IEEBI              = 73
	IEIPAddress        = 74
	IEMEI              = 75
	IEMSISDN           = 76
	IEIndication       = 77
	IEPCO              = 78
	IEPAA              = 79
	IEBearerQoS        = 80
	IEFlowQoS          = 81
	IERAT              = 82
	IEServingNetwork   = 83
	IETFT              = 84
	IETAD              = 85
	IEULI              = 86
	IEFTEID            = 87
	IETMSI             = 88
	IEGlobalCNID       = 89
	IEBearerContext    = 93
	IEChargingID       = 94
	IEChargingChar     = 95
	IETraceInformation = 96
	IEBearerFlags      = 97
	IEPDNType          = 99
	IEPTI              = 100
	IEMMContextEPS     = 107
	IEPDNConnection    = 109
	IEPTMSI            = 111
	IEPTMSISignature   = 112
	IEHopCounter       = 113
	IEUETimeZone       = 114
	IETraceReference   = 115
	IECompleteRequest  = 116
	IEGUTI             = 117
	IEFContainer       = 118
	IEFCause           = 119
	IEPLMNID           = 120
	IETargetID         = 121
	IEAPNRestriction   = 127
	IESelectionMode    = 128
	IEFQCSID           = 132
	IEFQDN             = 136
	IENodeType         = 135
	IEARP              = 155
	IENodeFeatures     = 152
	IEAPCO             = 163
	IEULITimestamp     = 170
	IERANNASCause      = 172
	IERemoteUEContext  = 191
	IERemoteUserID     = 192
	IEEPCO             = 197
	IEPrivateExtension = 255
)

// Interface types of an F-TEID (TS 29.274 table 8.22-1).
const (
	S1SGWU    = 1
	S5SGWU    = 4
	S5PGWU    = 5
	S5SGWC    = 6
	S5PGWC    = 7
	S11MMEC   = 10
	S11SGWC   = 11
	S10MMEC   = 12
	S2bEPDGC  = 30
	S2bEPDGU  = 31
	S2bPGWC   = 32
	S2bPGWU   = 33
	S2aTWANU  = 34
	S2aTWANC  = 35
	S2aPGWC   = 36
	S2aPGWU   = 37
	RATUTRAN  = 1
	RATWLAN   = 3
	RATEUTRAN = 6
)

func ie2(typ byte, parts ...[]byte) IE2 { return IE2{Type: typ, Value: Join(parts...)} }

// Octet is an element whose value is one octet.
func Octet(typ, v byte) IE2 { return ie2(typ, []byte{v}) }

// Raw is an element with any value.
func Raw(typ byte, value ...byte) IE2 { return ie2(typ, value) }

// IMSI is clause 8.3.
func IMSI(digits string) IE2 { return ie2(IEIMSI, TBCD(digits)) }

// Cause is clause 8.4: value, flags, and no offending element.
func Cause(v byte) IE2 { return ie2(IECause, []byte{v, 0}) }

// Recovery is clause 8.5.
func Recovery(counter byte) IE2 { return Octet(IERecovery, counter) }

// APN is clause 8.6.
func APN(name string) IE2 { return ie2(IEAPN, Labels(name)) }

// AMBR is clause 8.7, kilobits per second.
func AMBR(up, down uint32) IE2 { return ie2(IEAMBR, U32(up), U32(down)) }

// EBI is clause 8.8.
func EBI(n byte) IE2 { return Octet(IEEBI, n&0xF) }

// IPAddress is clause 8.9.
func IPAddress(a netip.Addr) IE2 { return ie2(IEIPAddress, octets4or16(a)) }

// MEI is clause 8.10.
func MEI(digits string) IE2 { return ie2(IEMEI, TBCD(digits)) }

// MSISDN is clause 8.11.
func MSISDN(digits string) IE2 { return ie2(IEMSISDN, TBCD(digits)) }

// Indication is clause 8.12: seven octets of flags.
func Indication(flags ...byte) IE2 {
	v := make([]byte, 7)
	copy(v, flags)
	return ie2(IEIndication, v)
}

// protocolConfiguration is TS 24.008 clause 10.5.6.3: PPP for use with IP, one
// container that asks for an IPv4 DNS server (0x000D) and one for IPv6 (0x0003).
var protocolConfiguration = []byte{0x80, 0x00, 0x0D, 0x00, 0x00, 0x03, 0x00}

// PCO is clause 8.13.
func PCO() IE2 { return ie2(IEPCO, protocolConfiguration) }

// PAA4 is clause 8.14 with an IPv4 address.
func PAA4(a netip.Addr) IE2 { return ie2(IEPAA, []byte{1}, a.AsSlice()) }

// PAA6 is clause 8.14 with an IPv6 prefix of 64 bits.
func PAA6(a netip.Addr) IE2 { return ie2(IEPAA, []byte{2, 64}, a.AsSlice()) }

// PAA46 is clause 8.14 with both, the IPv6 prefix first.
func PAA46(four, six netip.Addr) IE2 {
	return ie2(IEPAA, []byte{3, 64}, six.AsSlice(), four.AsSlice())
}

// BearerQoS is clause 8.15: allocation and retention priority, QCI, and maximum
// and guaranteed bit rates of zero, as a non-GBR bearer has them.
func BearerQoS(qci byte) IE2 { return ie2(IEBearerQoS, []byte{0x7C, qci}, make([]byte, 20)) }

// FlowQoS is clause 8.16.
func FlowQoS(qci byte) IE2 {
	return ie2(IEFlowQoS, []byte{qci}, U40(1000), U40(2000), U40(500), U40(500))
}

// RAT is clause 8.17.
func RAT(v byte) IE2 { return Octet(IERAT, v) }

// ServingNetwork is clause 8.18.
func ServingNetwork(plmn string) IE2 { return ie2(IEServingNetwork, PLMN(plmn)) }

// TFT is clause 8.19 around TS 24.008 clause 10.5.6.12: "create new TFT" with the
// packet filters given.
func TFT(filters ...[]byte) IE2 { return ie2(IETFT, trafficFlow(filters)) }

// TAD is clause 8.20, coded as a TFT.
func TAD(filters ...[]byte) IE2 { return ie2(IETAD, trafficFlow(filters)) }

func trafficFlow(filters [][]byte) []byte {
	return Join([]byte{0x20 | byte(len(filters))}, Join(filters...))
}

// PacketFilter is one bidirectional filter of a TFT: identifier, precedence, the
// length of the contents, the contents.
func PacketFilter(id byte, contents ...[]byte) []byte {
	c := Join(contents...)
	return Join([]byte{0x30 | id, id + 1, byte(len(c))}, c)
}

// Components of a packet filter (TS 24.008 table 10.5.162).
func FilterProtocol(p byte) []byte { return []byte{0x30, p} }

// FilterRemotePort is the single remote port type.
func FilterRemotePort(p int) []byte { return Join([]byte{0x50}, U16(p)) }

// FilterRemote4 is the IPv4 remote address type with its mask.
func FilterRemote4(a, mask netip.Addr) []byte {
	return Join([]byte{0x10}, a.AsSlice(), mask.AsSlice())
}

// ULI is clause 8.21 with a TAI and an ECGI of one network.
func ULI(plmn string) IE2 {
	return ie2(IEULI, []byte{0x18}, PLMN(plmn), U16(0x1234), PLMN(plmn), U32(0x00ABCD01))
}

// FTEID is clause 8.22. Either address may be the zero Addr; with both zero the
// element is the malformed one that names no address.
func FTEID(iface byte, teid uint32, four, six netip.Addr) IE2 {
	first := iface & 0x3F
	if four.IsValid() {
		first |= 0x80
	}
	if six.IsValid() {
		first |= 0x40
	}
	return ie2(IEFTEID, []byte{first}, U32(teid), four.AsSlice(), six.AsSlice())
}

// FTEIDAt is an F-TEID with the one address given, of either family.
func FTEIDAt(iface byte, teid uint32, a netip.Addr) IE2 {
	if a.Is4() {
		return FTEID(iface, teid, a, netip.Addr{})
	}
	return FTEID(iface, teid, netip.Addr{}, a)
}

// BearerContext is clause 8.28.
func BearerContext(members ...IE2) IE2 { return IE2{Type: IEBearerContext, Members: members} }

// ChargingID is clause 8.29.
func ChargingID(id uint32) IE2 { return ie2(IEChargingID, U32(id)) }

// ChargingCharacteristics is clause 8.30.
func ChargingCharacteristics() IE2 { return ie2(IEChargingChar, []byte{0x08, 0x00}) }

// TraceInformation is clause 8.31: trace reference, triggering events, network
// element types, depth, interfaces, collection entity.
func TraceInformation(plmn string, entity netip.Addr) IE2 {
	return ie2(IETraceInformation, PLMN(plmn), U24(7), make([]byte, 9), []byte{0, 0x20}, []byte{1}, make([]byte, 12), entity.AsSlice())
}

// TraceReference is clause 8.55 (PLMN and trace identity).
func TraceReference(plmn string) IE2 { return ie2(IETraceReference, PLMN(plmn), U24(7)) }

// PDNType is clause 8.34.
func PDNType(v byte) IE2 { return Octet(IEPDNType, v) }

// PTI is clause 8.35.
func PTI(v byte) IE2 { return Octet(IEPTI, v) }

// UETimeZone is clause 8.44: the zone, and daylight saving.
func UETimeZone() IE2 { return ie2(IEUETimeZone, []byte{0x40, 0x01}) }

// APNRestriction is clause 8.57.
func APNRestriction(v byte) IE2 { return Octet(IEAPNRestriction, v) }

// SelectionMode is clause 8.58.
func SelectionMode(v byte) IE2 { return Octet(IESelectionMode, v) }

// FQCSID is clause 8.62 with one connection set identifier.
func FQCSID(node netip.Addr, id int) IE2 {
	kind := byte(0x01)
	if node.Is6() {
		kind = 0x11
	}
	return ie2(IEFQCSID, []byte{kind}, node.AsSlice(), U16(id))
}

// NodeFeatures is clause 8.83.
func NodeFeatures(v byte) IE2 { return Octet(IENodeFeatures, v) }

// ULITimestamp is clause 8.101: seconds since 1900.
func ULITimestamp(seconds uint32) IE2 { return ie2(IEULITimestamp, U32(seconds)) }

// GUTI is clause 8.47.
func GUTI(plmn string, mtmsi uint32) IE2 {
	return ie2(IEGUTI, PLMN(plmn), U16(0x8001), []byte{1}, U32(mtmsi))
}

// PrivateExtension is clause 8.67: enterprise number and proprietary octets.
func PrivateExtension(enterprise int, value []byte) IE2 {
	return ie2(IEPrivateExtension, U16(enterprise), value)
}
