package encode

// ISDN is an ISDN-AddressString (TS 29.002 clause 17.7.8): no extension,
// international number, E.164.
func ISDN(number string) []byte { return Join([]byte{0x91}, TBCD(number)) }

// NamesMAP are the operations of TS 29.002 clause 17.6 that vectors carry, by code.
var NamesMAP = map[int]string{
	2: "updateLocation", 3: "cancelLocation", 4: "provideRoamingNumber", 5: "noteSubscriberDataModified", 7: "insertSubscriberData",
	8: "deleteSubscriberData", 9: "sendParameters", 10: "registerSS", 14: "interrogateSS", 15: "authenticationFailureReport",
	18: "getPassword", 19: "processUnstructuredSS-Data", 22: "sendRoutingInfo", 23: "updateGprsLocation", 24: "sendRoutingInfoForGprs",
	37: "reset", 38: "forwardCheckSS-Indication", 43: "checkIMEI", 44: "mt-ForwardSM", 45: "sendRoutingInfoForSM", 46: "mo-ForwardSM", 47: "reportSM-DeliveryStatus",
	50: "activateTraceMode", 55: "sendIdentification", 56: "sendAuthenticationInfo", 57: "restoreData", 58: "sendIMSI",
	59: "processUnstructuredSS-Request", 60: "unstructuredSS-Request", 61: "unstructuredSS-Notify",
	62: "anyTimeSubscriptionInterrogation", 64: "alertServiceCentre", 65: "anyTimeModification", 66: "readyForSM", 67: "purgeMS",
	68: "prepareHandover", 70: "provideSubscriberInfo", 71: "anyTimeInterrogation", 83: "provideSubscriberLocation",
	85: "sendRoutingInfoForLCS", 89: "noteMM-Event", 6: "resumeCallHandling", 25: "failureReport", 78: "secureTransportClass1",
}

// NamesCAP are those of TS 29.078 clause 5.3.
var NamesCAP = map[int]string{
	0: "initialDP", 16: "assistRequestInstructions", 20: "connect", 23: "requestReportBCSMEvent", 24: "eventReportBCSM", 31: "continue", 32: "initiateCallAttempt",
	35: "applyCharging", 60: "initialDPSMS", 62: "connectSMS", 72: "applyChargingReportGPRS", 74: "connectGPRS", 76: "entityReleasedGPRS", 78: "initialDPGPRS",
}

// Elements of arguments, TS 29.002 clause 17.7: the tag number first.
func imsiAt(n int, imsi string) TLV   { return Context(n, TBCD(imsi)...) }
func isdnAt(n int, number string) TLV { return Context(n, ISDN(number)...) }
func imsiPlain(imsi string) TLV       { return OctetString(TBCD(imsi)) }
func isdnPlain(number string) TLV     { return OctetString(ISDN(number)) }
func requested(n int, flags ...int) TLV { // RequestedInfo: NULLs by their tags
	e := ContextOf(n)
	for _, f := range flags {
		e = e.With(Context(f))
	}
	return e
}

// UpdateLocation of version 2 and 3.
func UpdateLocation(imsi, msc, vlr string) TLV {
	return Sequence(imsiPlain(imsi), isdnAt(1, msc), isdnPlain(vlr))
}

// UpdateGprsLocation names the SGSN by number and IPv4 address.
func UpdateGprsLocation(imsi, sgsn string, address [4]byte) TLV {
	return Sequence(imsiPlain(imsi), isdnPlain(sgsn), OctetString(append([]byte{4}, address[:]...)))
}

// CancelLocation of version 3, by the HLR when a subscriber has moved.
func CancelLocation(imsi string) TLV { return ContextOf(3, imsiPlain(imsi), Enumerated(0)) }

// PurgeMS of version 3.
func PurgeMS(imsi, vlr string) TLV { return ContextOf(3, imsiPlain(imsi), isdnAt(0, vlr)) }

// ProvideRoamingNumber asks the VLR for a number to route a call to.
func ProvideRoamingNumber(imsi, msc, msisdn string) TLV {
	return Sequence(imsiAt(0, imsi), isdnAt(1, msc), isdnAt(2, msisdn))
}

// InsertSubscriberData of version 3: number, category, status, and what more.
func InsertSubscriberData(imsi, msisdn string, more ...TLV) TLV {
	e := Sequence()
	if imsi != "" {
		e = e.With(imsiAt(0, imsi))
	}
	return e.With(isdnAt(1, msisdn), Context(2, 0x0A), Context(3, 0)).With(more...)
}

// OCSI is VLR-CAMEL subscription information with an O-CSI of one trigger (TS
// 29.002 clause 17.7.1): calls that the subscriber makes are asked of the gsmSCF.
func OCSI(scf string) TLV {
	data := Sequence(Enumerated(2), Integer(7), isdnAt(0, scf), Context(1, 1))
	return ContextOf(13, ContextOf(0, Sequence(data), Context(0, 2)))
}

// Barring is ODB data that bars all outgoing calls (TS 29.002 clause 17.7.1).
func Barring() TLV { return ContextOf(8, TLV{Number: 3, Octets: []byte{6, 0x80, 0}}) }

// CSGSubscription is an element whose tag number is above 30: BF 20 (TS 29.002 clause
// 17.7.1), as honest networks send them.
func CSGSubscription() TLV {
	return ContextOf(32, Sequence(TLV{Number: 3, Octets: []byte{5, 0, 0, 0, 0x20}}))
}

// PacketSubscription is GPRS subscription data with one access point (TS 29.002
// clause 17.7.1): context 1, IPv4, a quality of service, the name.
func PacketSubscription(apn string) TLV {
	name := append([]byte{byte(len(apn))}, apn...)
	context := Sequence(Integer(1), Context(16, 0xF1, 0x21), Context(18, 0x23, 0x92, 0x1F), Context(20, name...))
	return ContextOf(16, ContextOf(1, context))
}

// DeleteSubscriberData withdraws CAMEL subscription information.
func DeleteSubscriberData(imsi string) TLV {
	return Sequence(imsiAt(0, imsi), ContextOf(2, OctetString([]byte{0x21})))
}

// SendAuthenticationInfo of version 3.
func SendAuthenticationInfo(imsi string, vectors int, plmn string) TLV {
	e := Sequence(imsiAt(0, imsi), Integer(vectors))
	if plmn != "" {
		e = e.With(Context(3, 0), Context(4, PLMN(plmn)...))
	}
	return e
}

// SendAuthenticationInfo2 is that of version 2: an IMSI and nothing else.
func SendAuthenticationInfo2(imsi string) TLV { return imsiPlain(imsi) }

// SendParameters of version 1 asks for authentication vectors (GSM 09.02 clause
// 14.7.1, requestParameter 1 authenticationSet).
func SendParameters(imsi string) TLV { return Sequence(imsiAt(0, imsi), Sequence(Enumerated(1))) }

// AuthenticationFailureReport says that the SIM gave a wrong response.
func AuthenticationFailureReport(imsi string) TLV { return Sequence(imsiPlain(imsi), Enumerated(0)) }

// RestoreData of version 2 and 3.
func RestoreData(imsi string) TLV { return Sequence(imsiPlain(imsi)) }

// Reset of versions 1 and 2 names the HLR.
func Reset(hlr string) TLV { return Sequence(isdnPlain(hlr)) }

// AnyTimeInterrogation asks for what the flags say, by number.
func AnyTimeInterrogation(msisdn, scf string, flags ...int) TLV {
	return Sequence(ContextOf(0, isdnAt(1, msisdn)), requested(1, flags...), isdnAt(3, scf))
}

// AnyTimeSubscriptionInterrogation asks for barring data.
func AnyTimeSubscriptionInterrogation(msisdn, scf string) TLV {
	return Sequence(ContextOf(0, isdnAt(1, msisdn)), ContextOf(1, Context(2)), isdnAt(2, scf))
}

// AnyTimeModification changes call forwarding from a service control function.
func AnyTimeModification(msisdn, scf, to string) TLV {
	return Sequence(ContextOf(0, isdnAt(1, msisdn)), isdnAt(1, scf), ContextOf(2, Context(0, 0x21), isdnAt(3, to)))
}

// NoteSubscriberDataModified tells the service control function.
func NoteSubscriberDataModified(imsi, msisdn string) TLV {
	return Sequence(imsiPlain(imsi), isdnPlain(msisdn))
}

// ProvideSubscriberInfo asks a VLR.
func ProvideSubscriberInfo(imsi string, flags ...int) TLV {
	return Sequence(imsiAt(0, imsi), requested(2, flags...))
}

// SendRoutingInfo of version 3, basic call.
func SendRoutingInfo(msisdn, gmsc string) TLV {
	return Sequence(isdnAt(0, msisdn), Context(3, 0), isdnAt(6, gmsc))
}

// SendRoutingInfoForGprs asks for the SGSN of a subscriber.
func SendRoutingInfoForGprs(imsi, ggsn string) TLV { return Sequence(imsiAt(0, imsi), isdnAt(2, ggsn)) }

// SendIMSI asks for the IMSI behind a number.
func SendIMSI(msisdn string) TLV { return isdnPlain(msisdn) }

// SendRoutingInfoForLCS asks for the MSC of a number.
func SendRoutingInfoForLCS(mlc, msisdn string) TLV {
	return Sequence(isdnAt(0, mlc), ContextOf(1, isdnAt(1, msisdn)))
}

// ProvideSubscriberLocation asks an MSC for the current location.
func ProvideSubscriberLocation(imsi, mlc string) TLV {
	return Sequence(Sequence(Context(0, 0)), isdnPlain(mlc), ContextOf(0, Context(0, 2)), imsiAt(2, imsi))
}

// SendIdentification of version 3 asks the previous VLR by TMSI.
func SendIdentification(tmsi uint32) TLV { return Sequence(OctetString(U32(tmsi)), Integer(2)) }

// CheckIMEI of versions 1 and 2.
func CheckIMEI(imei string) TLV { return OctetString(TBCD(imei)) }

// ActivateTraceMode of version 2 and 3.
func ActivateTraceMode(imsi string) TLV {
	return Sequence(imsiAt(0, imsi), Context(1, 0, 1), Context(2, 1))
}

// RegisterSS sets call forwarding unconditional (0x21).
func RegisterSS(to string) TLV { return Sequence(OctetString([]byte{0x21}), isdnAt(4, to)) }

// SSCode is the argument of activateSS, interrogateSS and their like.
func SSCode(code byte) TLV { return Sequence(OctetString([]byte{code})) }

// GetPassword asks the subscriber for the password.
func GetPassword() TLV { return Enumerated(0) }

// USSD of phase 2: a string in the default alphabet (TS 23.038).
func USSD(text string) TLV { return Sequence(OctetString([]byte{0x0F}), OctetString(Pack7(text))) }

// RoutingInfoForSM asks where to deliver a short message.
func RoutingInfoForSM(msisdn, centre string, priority bool) TLV {
	return Sequence(isdnAt(0, msisdn), Context(1, Boolean(priority).Octets...), isdnAt(2, centre))
}

// MTForwardSM delivers to an IMSI; the centre is SM-RP-OA. Version 2 is alike.
func MTForwardSM(imsi, centre string, tpdu []byte) TLV {
	return Sequence(imsiAt(0, imsi), isdnAt(4, centre), OctetString(tpdu))
}

// MOForwardSM submits; the number is SM-RP-OA, the centre SM-RP-DA.
func MOForwardSM(msisdn, centre, imsi string, tpdu []byte) TLV {
	e := Sequence(isdnAt(4, centre), isdnAt(2, msisdn), OctetString(tpdu))
	if imsi != "" {
		e = e.With(imsiPlain(imsi))
	}
	return e
}

// ReportSMDeliveryStatus says that a subscriber was absent.
func ReportSMDeliveryStatus(msisdn, centre string) TLV {
	return Sequence(isdnPlain(msisdn), isdnPlain(centre), Enumerated(1))
}

// AlertServiceCentre says that a subscriber is there again.
func AlertServiceCentre(msisdn, centre string) TLV {
	return Sequence(isdnPlain(msisdn), isdnPlain(centre))
}

// ReadyForSM says so to the HLR.
func ReadyForSM(imsi string) TLV { return Sequence(imsiAt(0, imsi), Enumerated(0)) }
