package main

import (
	"net/netip"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// The honest GTPv2-C messages of a session on S8, each with the elements that
// TS 29.274 clause 7 makes mandatory and those that real nodes send with them.

func (r roam) createSession() V2 {
	return V2{Type: 32, Seq: 0x000101}.With(
		IMSI(r.imsi), MSISDN(homePhone), MEI(homeMEI), ULI(r.serving), ServingNetwork(r.serving), RAT(RATEUTRAN),
		Indication(), FTEIDAt(S5SGWC, teidSGWC, r.sgw), APN(r.apn), SelectionMode(0), PDNType(1),
		PAA4(netip.IPv4Unspecified()), APNRestriction(0), AMBR(50000, 100000), PCO(),
		BearerContext(EBI(5), FTEIDAt(S5SGWU, teidSGWU, r.sgwU).At(2), BearerQoS(9)),
		Recovery(7), UETimeZone(), ChargingCharacteristics(),
	)
}

func (r roam) createSessionResponse() V2 {
	return V2{Type: 33, TEID: teidSGWC, Seq: 0x000101}.With(
		Cause(16), FTEIDAt(S5PGWC, teidPGWC, r.pgw).At(1), PAA4(netip.MustParseAddr("10.45.0.2")),
		APNRestriction(0), AMBR(50000, 100000), PCO(),
		BearerContext(EBI(5), Cause(16), FTEIDAt(S5PGWU, teidPGWU, r.pgwU).At(2), BearerQoS(9), ChargingID(0x00C0FFEE)),
		Recovery(3),
	)
}

// createSessionEPDG is the same over S2b: a partner's ePDG brings our subscriber
// in from Wi-Fi (TS 29.274 table 7.2.1-1, TS 29.273).
func (r roam) createSessionEPDG() V2 {
	return V2{Type: 32, Seq: 0x000102}.With(
		IMSI(r.imsi), MSISDN(homePhone), ServingNetwork(r.serving), RAT(RATWLAN), Indication(),
		FTEIDAt(S2bEPDGC, teidSGWC, r.epdg), APN(r.apn), SelectionMode(0), PDNType(1),
		PAA4(netip.IPv4Unspecified()), APNRestriction(0), AMBR(50000, 100000),
		BearerContext(EBI(5), FTEIDAt(S2bEPDGU, teidSGWU, r.epdgU).At(5), BearerQoS(9)),
		Recovery(7),
	)
}

func (r roam) createSessionEPDGResponse() V2 {
	return V2{Type: 33, TEID: teidSGWC, Seq: 0x000102}.With(
		Cause(16), FTEIDAt(S2bPGWC, teidPGWC, r.pgw).At(1), PAA4(netip.MustParseAddr("10.45.0.3")),
		APNRestriction(0),
		BearerContext(EBI(5), Cause(16), FTEIDAt(S2bPGWU, teidPGWU, r.pgwU).At(4), BearerQoS(9)),
	)
}

// modifyBearer moves the user plane to another SGW (TS 29.274 table 7.2.7-1).
func (r roam) modifyBearer() V2 {
	return V2{Type: 34, TEID: teidPGWC, Seq: 0x000103}.With(
		MEI(homeMEI), ULI(r.serving), ServingNetwork(r.serving), RAT(RATEUTRAN), Indication(),
		FTEIDAt(S5SGWC, teidSGWC+0x10, r.sgw), AMBR(50000, 100000),
		BearerContext(EBI(5), FTEIDAt(S5SGWU, teidSGWU+0x10, r.sgwU).At(1)),
		Recovery(7), UETimeZone(),
	)
}

func (r roam) modifyBearerResponse() V2 {
	return V2{Type: 35, TEID: teidSGWC + 0x10, Seq: 0x000103}.With(
		Cause(16), MSISDN(homePhone), EBI(5), APNRestriction(0),
		BearerContext(EBI(5), Cause(16), ChargingID(0x00C0FFEE)), Recovery(3),
	)
}

func (r roam) deleteSession() V2 {
	return V2{Type: 36, TEID: teidPGWC, Seq: 0x000104}.With(
		EBI(5), ULI(r.serving), Indication(), FTEIDAt(S5SGWC, teidSGWC, r.sgw), UETimeZone(), ULITimestamp(0xEC000000),
	)
}

func (r roam) deleteSessionResponse() V2 {
	return V2{Type: 37, TEID: teidSGWC, Seq: 0x000104}.With(Cause(16), Recovery(3))
}

func (r roam) changeNotification() V2 {
	return V2{Type: 38, TEID: teidPGWC, Seq: 0x000105}.With(RAT(RATEUTRAN), ULI(r.serving), EBI(5))
}

func (r roam) changeNotificationResponse() V2 {
	return V2{Type: 39, TEID: teidSGWC, Seq: 0x000105}.With(Cause(16))
}

// createBearer opens a dedicated bearer. Its identity is 0: the visited side
// assigns it (TS 29.274 table 7.2.3-2).
func (r roam) createBearer() V2 {
	return V2{Type: 95, TEID: teidSGWC, Seq: 0x000201}.With(EBI(5), r.newBearer(0))
}

func (r roam) newBearer(n byte) IE2 {
	web := PacketFilter(n, FilterProtocol(ProtoTCP), FilterRemotePort(443))
	return BearerContext(EBI(0), TFT(web), FTEIDAt(S5PGWU, teidPGWU+1+uint32(n), r.pgwU).At(1), BearerQoS(8), ChargingID(0x00C0FFEF))
}

func (r roam) createBearerResponse() V2 {
	return V2{Type: 96, TEID: teidPGWC, Seq: 0x000201}.With(
		Cause(16),
		BearerContext(EBI(6), Cause(16), FTEIDAt(S5SGWU, teidSGWU+1, r.sgwU).At(2), FTEIDAt(S5PGWU, teidPGWU+1, r.pgwU).At(3)),
		Recovery(7),
	)
}

func (r roam) updateBearer() V2 {
	return V2{Type: 97, TEID: teidSGWC, Seq: 0x000202}.With(BearerContext(EBI(5), BearerQoS(9)), AMBR(20000, 20000))
}

func (r roam) updateBearerResponse() V2 {
	return V2{Type: 98, TEID: teidPGWC, Seq: 0x000202}.With(Cause(16), BearerContext(EBI(5), Cause(16)))
}

func (r roam) deleteBearer() V2 {
	return V2{Type: 99, TEID: teidSGWC, Seq: 0x000203}.With(EBI(6).At(1), Cause(4))
}

func (r roam) deleteBearerResponse() V2 {
	return V2{Type: 100, TEID: teidPGWC, Seq: 0x000203}.With(Cause(16), BearerContext(EBI(6), Cause(16)))
}

// Commands carry a sequence number with the top bit set (TS 29.274 clause 7.6).
func (r roam) modifyBearerCommand() V2 {
	return V2{Type: 64, TEID: teidPGWC, Seq: 0x800301}.With(AMBR(20000, 20000), BearerContext(EBI(5), BearerQoS(9)))
}

func (r roam) deleteBearerCommand() V2 {
	return V2{Type: 66, TEID: teidPGWC, Seq: 0x800302}.With(BearerContext(EBI(6)))
}

func (r roam) bearerResourceCommand() V2 {
	tad := TAD(PacketFilter(1, FilterProtocol(ProtoTCP), FilterRemotePort(443)))
	return V2{Type: 68, TEID: teidPGWC, Seq: 0x800303}.With(EBI(5), PTI(9), FlowQoS(2), tad, RAT(RATEUTRAN), ServingNetwork(r.serving))
}

// failureIndication answers a command: 65, 67 or 69.
func (r roam) failureIndication(command V2) V2 {
	m := V2{Type: command.Type + 1, TEID: teidSGWC, Seq: command.Seq}.With(Cause(94))
	switch command.Type {
	case 66:
		return m.With(BearerContext(EBI(6), Cause(94)))
	case 68:
		return m.With(EBI(5), PTI(9))
	}
	return m
}

func (r roam) suspend() V2    { return V2{Type: 162, TEID: teidPGWC, Seq: 0x000106} }
func (r roam) suspendAck() V2 { return V2{Type: 163, TEID: teidSGWC, Seq: 0x000106}.With(Cause(16)) }
func (r roam) resume() V2     { return V2{Type: 164, TEID: teidPGWC, Seq: 0x000107}.With(IMSI(r.imsi)) }
func (r roam) resumeAck() V2  { return V2{Type: 165, TEID: teidSGWC, Seq: 0x000107}.With(Cause(16)) }
func (r roam) updateSet() V2 {
	return V2{Type: 200, TEID: teidPGWC, Seq: 0x000108}.With(FQCSID(r.sgw, 3).At(1))
}
func (r roam) updateSetAck() V2 { return V2{Type: 201, TEID: teidSGWC, Seq: 0x000108}.With(Cause(16)) }
func (r roam) deleteSet() V2    { return V2{Type: 101, Seq: 0x000109}.With(FQCSID(r.sgw, 3).At(1)) }
func (r roam) deleteSetAck() V2 { return V2{Type: 102, Seq: 0x000109}.With(Cause(16), Recovery(3)) }

func echo2(seq uint32) V2 { return V2{Type: 1, NoTEID: true, Seq: seq}.With(Recovery(7)) }
func echoReply2(seq uint32) V2 {
	return V2{Type: 2, NoTEID: true, Seq: seq}.With(Recovery(3), NodeFeatures(1))
}
func versionNotSupported2() V2 { return V2{Type: 3, NoTEID: true, Seq: 0x000110} }

// By agreement: trace (TS 29.274 clause 7.12), ProSe relay (7.2.24), inter-PLMN mobility (7.3).
func (r roam) traceActivation() V2 {
	return V2{Type: 71, TEID: teidPGWC, Seq: 0x000111}.With(IMSI(r.imsi), TraceInformation(r.serving, r.sgw), MEI(homeMEI))
}

func (r roam) traceDeactivation() V2 {
	return V2{Type: 72, TEID: teidPGWC, Seq: 0x000112}.With(TraceReference(r.serving))
}

// remoteUE reports that a remote UE connected through a relay UE.
func (r roam) remoteUE() V2 {
	identity := Raw(IERemoteUserID, Join([]byte{0x00, 0x08}, TBCD(r.imsi))...)
	address := Raw(193, Join([]byte{1}, netip.MustParseAddr("10.45.0.2").AsSlice(), U16(1024), U16(2047))...)
	return V2{Type: 40, TEID: teidPGWC, Seq: 0x000113}.With(IE2{Type: IERemoteUEContext, Members: []IE2{identity, address}})
}

func (r roam) remoteUEAck() V2 {
	return V2{Type: 41, TEID: teidSGWC, Seq: 0x000113}.With(Cause(16))
}

// contextRequest asks the old MME for a subscriber's security context: on S10 in a
// tracking area update across a border (TS 29.274 table 7.3.5-1).
func (r roam) contextRequest() V2 {
	return V2{Type: 130, Seq: 0x000114}.With(
		GUTI(homePLMN, 0xC0000001), Raw(IECompleteRequest, Join([]byte{1}, trackingAreaUpdate)...),
		FTEIDAt(S10MMEC, teidSGWC, r.visitedMME), Raw(IEHopCounter, 8), ServingNetwork(r.serving),
	)
}

// trackingAreaUpdate is a plain NAS request (TS 24.301 clause 8.2.29): protocol
// discriminator, type 0x48, update type, then the old GUTI.
var trackingAreaUpdate = Join([]byte{0x07, 0x48, 0x08, 0x0B, 0xF6}, PLMN(homePLMN), U16(0x8001), []byte{1}, U32(0xC0000001), []byte{0x02, 0xE0, 0xE0})

func (r roam) contextResponse() V2 {
	return V2{Type: 131, TEID: teidSGWC, Seq: 0x000114}.With(Cause(64))
}

func (r roam) identificationRequest() V2 {
	return V2{Type: 128, Seq: 0x000115}.With(GUTI(homePLMN, 0xC0000001))
}

// forwardRelocation hands a subscriber's keys to another MME (clause 7.3.1).
func (r roam) forwardRelocation() V2 {
	pdn := IE2{Type: IEPDNConnection, Members: []IE2{
		APN(r.apn), IPAddress(netip.MustParseAddr("10.45.0.2")), EBI(5), FTEIDAt(S5PGWC, teidPGWC, r.pgw), AMBR(50000, 100000),
		BearerContext(EBI(5), FTEIDAt(S1SGWU, teidSGWU, r.sgwU), FTEIDAt(S5PGWU, teidPGWU, r.pgwU).At(1), BearerQoS(9)),
	}}
	return V2{Type: 133, Seq: 0x000116}.With(
		IMSI(r.imsi), FTEIDAt(S10MMEC, teidSGWC, r.visitedMME), pdn, FTEIDAt(S11SGWC, teidSGWC+1, r.sgw).At(1), mmContext(),
		Raw(IETargetID, Join([]byte{1}, PLMN(homePLMN), U24(0x000123), []byte{0}, U16(1))...),
	)
}

// mmContext is an EPS security context with keys (clause 8.38, figure 8.38-6): key
// set 1, no quadruplets, integrity and ciphering algorithm 2, NAS counts, KASME,
// then the capabilities of the handset, each behind its length.
func mmContext() IE2 {
	keys := Join([]byte{0x81, 0x00, 0x22}, U24(1), U24(1), make([]byte, 32))
	return Raw(IEMMContextEPS, Join(keys, []byte{2, 0xE0, 0xE0}, []byte{0}, []byte{0}, []byte{0}, []byte{0})...)
}
