package ss7

import (
	"fmt"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// owner is whose something is: "home", an operator of the vectors' configuration,
// or "" for nobody's.
type owner string

// speaksFor reports whether what is owned counts as the caller's: it is, or the
// caller is the hub and it is a member's (the top matter of the rules).
func (o owner) speaksFor(owned owner) bool {
	return o != "" && (o == owned || o == "hub" && owned == "partner-a")
}

// everybody who may call, and whose nodes an argument may name.
var everybody = map[owner]network{
	"home": home, "partner-a": partnerA, "partner-b": partnerB, "hub": hub, "rogue": rogue, "": nobody,
}

// subscribers by owner; that of nobody's is of a network that is not configured.
var subscribers = map[owner]string{"home": homeIMSI, "partner-a": imsiA, "partner-b": imsiB, "rogue": "999990000000001", "": "208010000000001"}

// mayCall: rule C-02 leaves out nobody's titles, and ours.
func (o owner) mayCall() bool { return o != "" && o != "home" }

// homeOrders are the operations of rules MAP-2a and MAP-2b that name an IMSI, or
// have it in the dialogue.
func homeOrders(n network, imsi string) map[string]message {
	to := func(ac, version byte, code int, argument TLV) message { return toVLR(n, ac, version, code, argument) }
	sgsn := func(m message) message { return m.to(at(home.sgsn, ssnSGSN)) }
	about := func(code int, argument TLV) message {
		return beginAbout(imsi, at(n.hlr, ssnHLR), at(home.vlr, ssnVLR), 19, 2, Invoke(1, code, argument))
	}
	return map[string]message{
		"70 provideSubscriberInfo":        to(28, 3, 70, ProvideSubscriberInfo(imsi, 0)),
		"70 to an SGSN":                   sgsn(to(28, 3, 70, ProvideSubscriberInfo(imsi, 0, 3))),
		"4 provideRoamingNumber":          to(3, 3, 4, ProvideRoamingNumber(imsi, home.msc, msisdnA)),
		"3 cancelLocation":                to(2, 3, 3, CancelLocation(imsi)),
		"3 to an SGSN":                    sgsn(to(2, 3, 3, CancelLocation(imsi))),
		"3 of version 2":                  to(2, 2, 3, imsiOf(imsi)),
		"7 insertSubscriberData":          to(16, 3, 7, InsertSubscriberData(imsi, msisdnA, Barring())),
		"7 to an SGSN":                    sgsn(to(16, 3, 7, InsertSubscriberData(imsi, msisdnA))),
		"7 of version 2":                  to(16, 2, 7, InsertSubscriberData(imsi, msisdnA)),
		"8 deleteSubscriberData":          to(16, 3, 8, DeleteSubscriberData(imsi)),
		"60 unstructuredSS-Request":       about(60, USSD("1: yes")),
		"61 unstructuredSS-Notify":        about(61, USSD("hello")),
		"88 ist-Command":                  begin(at(n.hlr, ssnHLR), at(home.msc, ssnMSC), 9, 3, Invoke(1, 88, Sequence(Context(0, TBCD(imsi)...)))),
		"83 provideSubscriberLocation":    begin(at(n.gmlc, ssnGMLC), at(home.msc, ssnMSC), 38, 3, Invoke(1, 83, ProvideSubscriberLocation(imsi, n.gmlc))),
		"83 to an SGSN":                   begin(at(n.gmlc, ssnGMLC), at(home.sgsn, ssnSGSN), 38, 3, Invoke(1, 83, ProvideSubscriberLocation(imsi, n.gmlc))),
		"50 activateTraceMode":            to(17, 3, 50, ActivateTraceMode(imsi)),
		"51 deactivateTraceMode":          to(17, 3, 51, Sequence(Context(0, TBCD(imsi)...), Context(1, 0, 1))),
		"50 activateTraceMode to an SGSN": sgsn(to(17, 3, 50, ActivateTraceMode(imsi))),
	}
}

// TestWhoseSubscriberIsOrdered: rules MAP-2a, MAP-2b and MAP-1c: the home network
// of the IMSI calls, and the IMSI is never ours.
func TestWhoseSubscriberIsOrdered(t *testing.T) {
	var trials []Trial
	for caller, n := range everybody {
		for whose, imsi := range subscribers {
			for name, m := range homeOrders(n, imsi) {
				bad := !caller.mayCall() || !caller.speaksFor(whose) || whose == "home"
				switch name[:2] {
				case "50", "51":
					bad = bad || caller != "partner-b" // has the agreement
				case "83":
					bad = !caller.mayCall() || !caller.speaksFor(whose) && caller != "partner-b"
				}
				trials = append(trials, Try(fmt.Sprintf("%s by %q for %q", name, caller, whose), send(m), verdict(bad)))
			}
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// TestNobodyIsOrdered: the same without an IMSI, in a Begin.
func TestNobodyIsOrdered(t *testing.T) {
	var trials []Trial
	add := func(name string, m message) { trials = append(trials, Try(name, send(m), verdict(true))) }
	without := func(ac byte, code int, argument TLV) {
		add(fmt.Sprint("operation ", code), toVLR(partnerA, ac, 3, code, argument))
	}
	without(16, 7, InsertSubscriberData("", msisdnA))
	without(16, 8, Sequence(ContextOf(2, OctetString([]byte{0x21}))))
	for code, text := range map[int]string{60: "1: yes", 61: "hello"} {
		add(fmt.Sprint("operation ", code), begin(at(partnerA.hlr, ssnHLR), at(home.vlr, ssnVLR), 19, 2, Invoke(1, code, USSD(text))))
	}
	for code, argument := range map[int][]TLV{18: {GetPassword()}, 38: nil} {
		for _, context := range [][2]byte{{18, 2}, {1, 3}} {
			add(fmt.Sprintf("operation %d in context %d", code, context), begin(at(partnerA.hlr, ssnHLR), at(home.vlr, ssnVLR), context[0], context[1], Invoke(1, code, argument...)))
		}
		add(fmt.Sprintf("operation %d without context", code), begin1(at(partnerC.hlr, ssnHLR), at(home.vlr, ssnVLR), Invoke(1, code, argument...)))
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// subscriptions are all the CAMEL subscription data that name a gsmSCF (TS 29.002
// clause 17.7.1, VlrCamelSubscriptionInfo and SGSN-CAMEL-SubscriptionInfo).
func subscriptions(scf string) map[string]TLV {
	number := ISDN(scf)
	calls := []TLV{Sequence(Sequence(Enumerated(2), Integer(7), Context(0, number...), Context(1, 1))), Context(0, 2)}
	answers := []TLV{Sequence(Sequence(Enumerated(12), Integer(7), Context(0, number...), Context(1, 1))), Context(0, 2)}
	messages := []TLV{ContextOf(0, Sequence(Context(0, 1), Context(1, 7), Context(2, number...), Context(3, 1))), Context(1, 3)}
	moves := []TLV{Sequence(OctetString([]byte{0})), Integer(7), Context(0, number...)}
	dialled := []TLV{ContextOf(0, Sequence(OctetString(ISDN("99970200099")), Integer(7), OctetString(number), Enumerated(1))), Context(1, 3)}
	circuit := func(n int, m ...TLV) TLV { return ContextOf(13, ContextOf(n, m...)) }
	packet := func(n int, m ...TLV) TLV { return ContextOf(17, ContextOf(n, m...)) }
	return map[string]TLV{
		"O-CSI": circuit(0, calls...), "SS-CSI": circuit(2, Sequence(Sequence(OctetString([]byte{0x31})), OctetString(number))), "M-CSI": circuit(5, moves...),
		"MO-SMS-CSI": circuit(6, messages...), "VT-CSI": circuit(7, answers...), "D-CSI": circuit(9, dialled...), "MT-SMS-CSI": circuit(10, messages...),
		"GPRS-CSI": packet(0, messages...), "MO-SMS-CSI of an SGSN": packet(1, messages...), "MT-SMS-CSI of an SGSN": packet(3, messages...), "MG-CSI": packet(5, moves...),
	}
}

// TestWhoseGsmSCF: rule MAP-2c, for each kind of subscription: the gsmSCF is of the
// IMSI's home network, in a Begin and inside a registration, where no IMSI is.
func TestWhoseGsmSCF(t *testing.T) {
	var trials []Trial
	for whose, n := range everybody {
		for name, subscription := range subscriptions(n.scf) {
			bad := whose != "partner-a"
			trials = append(trials, Try(fmt.Sprintf("%s of %q", name, whose), send(toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, subscription))), verdict(bad)))
			ul := outward(partnerA, 1, 3, 2, UpdateLocation(imsiA, home.msc, home.vlr))
			trials = append(trials, Try(fmt.Sprintf("%s of %q in a registration", name, whose), send(ul.continued(Invoke(1, 7, InsertSubscriberData("", msisdnA, subscription))).accepting(MAPContext(1, 3))), verdict(bad)))
			two := Invoke(2, 7, InsertSubscriberData("", msisdnA, subscription))
			trials = append(trials, Try(fmt.Sprintf("%s of %q in the second component", name, whose), send(ul.continued(Invoke(1, 7, InsertSubscriberData("", msisdnA)), two).accepting(MAPContext(1, 3))), verdict(bad)))
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// reports are the operations of rules MAP-3a to MAP-3f, and of version 1 those of
// partner-c, by who calls: the subscriber has to be ours.
func reports(n network, imsi string) map[string]message {
	to := func(ac, version byte, code int, argument TLV) message { return toHLR(n, ac, version, code, argument) }
	about := func(ac byte, code int, argument TLV) message {
		return beginAbout(imsi, at(n.vlr, ssnVLR), at(home.hlr, ssnHLR), ac, 2, Invoke(1, code, argument))
	}
	scf := func(ac byte, code int, argument TLV) message {
		return begin(at(n.vlr, ssnVLR), at(home.scf, ssnSCF), ac, 3, Invoke(1, code, argument))
	}
	return map[string]message{
		"2 updateLocation":               to(1, 3, 2, UpdateLocation(imsi, n.msc, n.vlr)),
		"2 of version 2":                 to(1, 2, 2, UpdateLocation(imsi, n.msc, n.vlr)),
		"2 of version 1 of the context":  to(1, 1, 2, UpdateLocation(imsi, n.msc, n.vlr)),
		"23 updateGprsLocation":          to(32, 3, 23, UpdateGprsLocation(imsi, n.sgsn, [4]byte{198, 51, 100, 15})),
		"56 sendAuthenticationInfo":      to(14, 3, 56, SendAuthenticationInfo(imsi, 5, "")),
		"56 of version 2":                to(14, 2, 56, SendAuthenticationInfo2(imsi)),
		"15 authenticationFailureReport": to(39, 3, 15, AuthenticationFailureReport(imsi)),
		"57 restoreData":                 to(1, 3, 57, RestoreData(imsi)),
		"66 readyForSM":                  to(24, 3, 66, ReadyForSM(imsi)),
		"67 purgeMS":                     to(27, 3, 67, PurgeMS(imsi, n.vlr)),
		"87 ist-Alert":                   begin(at(n.msc, ssnMSC), at(home.hlr, ssnHLR), 4, 3, Invoke(1, 87, Sequence(Context(0, TBCD(imsi)...)))),
		"89 noteMM-Event":                scf(42, 89, Sequence(Integer(7), Context(0, 1), Context(1, TBCD(imsi)...), Context(2, ISDN(homeMSISDN)...))),
		"72 ss-InvocationNotification":   scf(36, 72, Sequence(Context(0, TBCD(imsi)...), Context(1, ISDN(homeMSISDN)...), Context(2, 0x31))),
		"10 registerSS":                  about(18, 10, RegisterSS(homeMSISDN)),
		"11 eraseSS":                     about(18, 11, SSCode(0x21)),
		"12 activateSS":                  about(18, 12, SSCode(0x21)),
		"13 deactivateSS":                about(18, 13, SSCode(0x21)),
		"14 interrogateSS":               about(18, 14, SSCode(0x21)),
		"17 registerPassword":            about(18, 17, OctetString([]byte{0x90})),
		"59 processUnstructuredSS":       about(19, 59, USSD("*100#")),
		"86 subscriberLocationReport": begin(at(n.msc, ssnMSC), at(home.gmlc, ssnGMLC), 38, 3,
			Invoke(1, 86, Sequence(Enumerated(0), Sequence(Context(0, 0)), Sequence(OctetString(ISDN(n.msc))), Context(1, TBCD(imsi)...)))),
	}
}

// TestWhoseSubscriberIsReported: rules MAP-3a to MAP-3f without state.
func TestWhoseSubscriberIsReported(t *testing.T) {
	var trials []Trial
	for caller, n := range everybody {
		for whose, imsi := range subscribers {
			for name, m := range reports(n, imsi) {
				trials = append(trials, Try(fmt.Sprintf("%s by %q for %q", name, caller, whose), send(m), verdict(!caller.mayCall() || whose != "home")))
			}
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// TestWhoseNodesAreNamed: rules P-07 and MAP-3a: addresses of the sender's own side
// are the calling operator's, those of the receiver's side ours.
func TestWhoseNodesAreNamed(t *testing.T) {
	var trials []Trial
	for caller, n := range everybody {
		for whose, x := range everybody {
			add := func(name string, m message, bad bool) {
				trials = append(trials, Try(fmt.Sprintf("%s of %q by %q", name, whose, caller), send(m), verdict(bad || !caller.mayCall())))
			}
			foreign := !caller.speaksFor(whose)
			add("mscNumber in 2", toHLR(n, 1, 3, 2, UpdateLocation(homeIMSI, x.msc, n.vlr)), foreign)
			add("vlrNumber in 2", toHLR(n, 1, 3, 2, UpdateLocation(homeIMSI, n.msc, x.vlr)), foreign)
			add("sgsnNumber in 23", toHLR(n, 32, 3, 23, UpdateGprsLocation(homeIMSI, x.sgsn, [4]byte{198, 51, 100, 15})), foreign)
			add("vlrNumber in 67", toHLR(n, 27, 3, 67, PurgeMS(homeIMSI, x.vlr)), foreign)
			add("hlrNumber in 37", toVLR(n, 10, 2, 37, Reset(x.hlr)), foreign)
			add("serviceCentre in 45", begin(at(n.smsc, ssnMSC), at(homeMSISDN, ssnHLR), 20, 3, Invoke(1, 45, RoutingInfoForSM(homeMSISDN, x.smsc, true))), foreign)
			add("serviceCentre in 47", begin(at(n.smsc, ssnMSC), at(homeMSISDN, ssnHLR), 20, 3, Invoke(1, 47, ReportSMDeliveryStatus(homeMSISDN, x.smsc))), foreign)
			add("SM-RP-OA in 44 to ours", begin(at(n.smsc, ssnMSC), at(home.msc, ssnMSC), 25, 3, Invoke(1, 44, MTForwardSM(homeIMSI, x.smsc, plain))), foreign)
			add("SM-RP-OA in 46 of version 2", begin(at(n.smsc, ssnMSC), at(home.msc, ssnMSC), 25, 2, Invoke(1, 46, MTForwardSM(homeIMSI, x.smsc, plain))), foreign)
			add("SM-RP-OA in 46 of 21.1", begin(at(n.smsc, ssnMSC), at(home.msc, ssnMSC), 21, 1, Invoke(1, 46, MTForwardSM(homeIMSI, x.smsc, plain))), foreign)
			add("SM-RP-OA in 44 to a roamer of partner-a", begin(at(n.smsc, ssnMSC), at(home.msc, ssnMSC), 25, 3, Invoke(1, 44, MTForwardSM(imsiA, x.smsc, plain))),
				(foreign || whose == "home") && !caller.speaksFor("partner-a"))
			add("SM-RP-DA in 46", begin(at(n.msc, ssnMSC), at(home.smsc, ssnMSC), 21, 3, Invoke(1, 46, MOForwardSM(homeMSISDN, x.smsc, homeIMSI, Submit("99902000099", "hello")))), whose != "home")
			add("serviceCentre in 64", begin(at(n.hlr, ssnHLR), at(home.smsc, ssnMSC), 23, 2, Invoke(1, 64, AlertServiceCentre(homelessNumber, x.smsc))), whose != "home")
			add("mscNumber in 4", toVLR(n, 3, 3, 4, ProvideRoamingNumber(imsiOfCaller(caller), x.msc, msisdnA)), whose != "home")
			add("mlcNumber in 83", begin(at(n.gmlc, ssnGMLC), at(home.msc, ssnMSC), 38, 3, Invoke(1, 83, ProvideSubscriberLocation(imsiOfCaller(caller), x.gmlc))), foreign)
			add("mscNumber in 86", begin(at(n.msc, ssnMSC), at(home.gmlc, ssnGMLC), 38, 3,
				Invoke(1, 86, Sequence(Enumerated(0), Sequence(Context(0, 0)), Sequence(OctetString(ISDN(x.msc))), Context(1, TBCD(homeIMSI)...)))), foreign)
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// homelessNumber is a subscriber's number that is in nobody's ranges.
const homelessNumber = "88199900001"

// imsiOfCaller is a subscriber of who calls; of the hub, a member's.
func imsiOfCaller(o owner) string {
	if o == "hub" {
		o = "partner-a"
	}
	return subscribers[o]
}
