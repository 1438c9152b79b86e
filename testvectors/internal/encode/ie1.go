package encode

import "net/netip"

// Types of GTPv1 information elements (TS 29.060 table 37, TS 29.281 table 8.1-1).
const (
	IE1Cause            = 1
	IE1IMSI             = 2
	IE1RAI              = 3
	IE1PTMSI            = 5
	IE1Reordering       = 8
	IE1PTMSISignature   = 12
	IE1Recovery         = 14
	IE1SelectionMode    = 15
	IE1TEIDData         = 16
	IE1TEIDControl      = 17
	IE1Teardown         = 19
	IE1NSAPI            = 20
	IE1RANAPCause       = 21
	IE1ChargingChar     = 26
	IE1ChargingID       = 127
	IE1EndUserAddress   = 128
	IE1MMContext        = 129
	IE1PDPContext       = 130
	IE1APN              = 131
	IE1PCO              = 132
	IE1GSNAddress       = 133
	IE1MSISDN           = 134
	IE1QoS              = 135
	IE1TFT              = 137
	IE1TargetID         = 138
	IE1UTRANContainer   = 139
	IE1ExtensionTypes   = 141
	IE1CommonFlags      = 148
	IE1APNRestriction   = 149
	IE1RAT              = 151
	IE1ULI              = 152
	IE1TimeZone         = 153
	IE1IMEI             = 154
	IE1ContainerRIM     = 158
	IE1InfoChangeAction = 181
	IE1CorrelationID    = 183
	IE1ChargingGateway  = 251
	IE1PrivateExtension = 255
	ExtMBMS             = 0x01
	ExtMSInfoChange     = 0x02
	ExtUDPPort          = 0x40
	ExtRANContainer     = 0x81
	ExtPDUSession       = 0x85
	ExtPDCP             = 0xC0
	ExtSuspendRequest   = 0xC1
)

func ie1(typ byte, parts ...[]byte) IE1 { return IE1{Type: typ, Value: Join(parts...)} }

// Octet1 is an element whose value is one octet.
func Octet1(typ, v byte) IE1 { return ie1(typ, []byte{v}) }

// Raw1 is an element with any value.
func Raw1(typ byte, value ...byte) IE1 { return ie1(typ, value) }

// Cause1 is clause 7.7.1.
func Cause1(v byte) IE1 { return Octet1(IE1Cause, v) }

// IMSI1 is clause 7.7.2: eight octets, filled with 0xF.
func IMSI1(digits string) IE1 {
	v := []byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}
	copy(v, TBCD(digits))
	return ie1(IE1IMSI, v)
}

// RAI1 is clause 7.7.3: network, location area code, routeing area code.
func RAI1(plmn string) IE1 { return ie1(IE1RAI, PLMN(plmn), U16(0x1234), []byte{1}) }

// PTMSI1 is clause 7.7.5.
func PTMSI1(v uint32) IE1 { return ie1(IE1PTMSI, U32(v)) }

// Recovery1 is clause 7.7.11.
func Recovery1(counter byte) IE1 { return Octet1(IE1Recovery, counter) }

// SelectionMode1 is clause 7.7.12: the six spare bits are ones.
func SelectionMode1(v byte) IE1 { return Octet1(IE1SelectionMode, 0xFC|v) }

// TEIDData1 is clause 7.7.13.
func TEIDData1(v uint32) IE1 { return ie1(IE1TEIDData, U32(v)) }

// TEIDControl1 is clause 7.7.14.
func TEIDControl1(v uint32) IE1 { return ie1(IE1TEIDControl, U32(v)) }

// Teardown1 is clause 7.7.16: delete every context of the subscriber's address.
func Teardown1() IE1 { return Octet1(IE1Teardown, 0xFF) }

// NSAPI1 is clause 7.7.17.
func NSAPI1(v byte) IE1 { return Octet1(IE1NSAPI, v&0xF) }

// ChargingCharacteristics1 is clause 7.7.23.
func ChargingCharacteristics1() IE1 { return ie1(IE1ChargingChar, []byte{0x08, 0x00}) }

// ChargingID1 is clause 7.7.26.
func ChargingID1(v uint32) IE1 { return ie1(IE1ChargingID, U32(v)) }

// EndUserAddress1 is clause 7.7.27: organisation IETF, a PDP type number, and the
// address when there is one.
func EndUserAddress1(a netip.Addr) IE1 {
	number := byte(0x21)
	if a.IsValid() && a.Is6() {
		number = 0x57
	}
	return ie1(IE1EndUserAddress, []byte{0xF1, number}, a.AsSlice())
}

// APN1 is clause 7.7.30.
func APN1(name string) IE1 { return ie1(IE1APN, Labels(name)) }

// PCO1 is clause 7.7.31.
func PCO1() IE1 { return ie1(IE1PCO, protocolConfiguration) }

// GSNAddress1 is clause 7.7.32.
func GSNAddress1(a netip.Addr) IE1 { return ie1(IE1GSNAddress, octets4or16(a)) }

// MSISDN1 is clause 7.7.33: an international E.164 number.
func MSISDN1(digits string) IE1 { return ie1(IE1MSISDN, []byte{0x91}, TBCD(digits)) }

// QoS1 is clause 7.7.34: allocation priority and a Release 99 profile (TS 24.008
// clause 10.5.6.5), interactive class.
func QoS1() IE1 {
	return ie1(IE1QoS, []byte{0x02, 0x1B, 0x42, 0x1F, 0x71, 0x96, 0x40, 0x40, 0x74, 0x03, 0x00, 0x00})
}

// TFT1 is clause 7.7.36.
func TFT1(filters ...[]byte) IE1 { return ie1(IE1TFT, trafficFlow(filters)) }

// ExtensionTypes1 is clause 7.7.40.
func ExtensionTypes1(types ...byte) IE1 { return ie1(IE1ExtensionTypes, types) }

// CommonFlags1 is clause 7.7.48.
func CommonFlags1(v byte) IE1 { return Octet1(IE1CommonFlags, v) }

// RAT1 is clause 7.7.50.
func RAT1(v byte) IE1 { return Octet1(IE1RAT, v) }

// ULI1 is clause 7.7.51 with a service area identity.
func ULI1(plmn string) IE1 { return ie1(IE1ULI, []byte{1}, PLMN(plmn), U16(0x1234), U16(0x5678)) }

// TimeZone1 is clause 7.7.52.
func TimeZone1() IE1 { return ie1(IE1TimeZone, []byte{0x40, 0x01}) }

// IMEI1 is clause 7.7.53.
func IMEI1(digits string) IE1 { return ie1(IE1IMEI, TBCD(digits)) }

// PrivateExtension1 is clause 7.7.46.
func PrivateExtension1(enterprise int, value []byte) IE1 {
	return ie1(IE1PrivateExtension, U16(enterprise), value)
}

// MSInfoChangeSupport is the extension header of clause 6 with its fixed content:
// the sender understands MS Info Change Reporting.
func MSInfoChangeSupport() Extension {
	return Extension{Type: ExtMSInfoChange, Content: []byte{0xFF, 0xFF}}
}
