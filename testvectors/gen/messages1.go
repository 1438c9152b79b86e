package main

import (
	"net/netip"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// The honest GTPv1-C messages of a PDP context on Gp (TS 29.060 clause 7.3),
// elements in ascending order of type.

func (r roam) createPDP() V1 {
	return V1{Type: 16, Seq: 0x0101}.With(
		IMSI1(r.imsi), RAI1(r.serving), Recovery1(7), SelectionMode1(0),
		TEIDData1(teidSGWU), TEIDControl1(teidSGWC), NSAPI1(5), ChargingCharacteristics1(),
		EndUserAddress1(netip.Addr{}), APN1(r.apn), PCO1(),
		GSNAddress1(r.sgsn), GSNAddress1(r.sgsnU), MSISDN1(homePhone), QoS1(),
		CommonFlags1(0), RAT1(RATUTRAN), ULI1(r.serving), TimeZone1(), IMEI1(homeMEI),
	)
}

func (r roam) createPDPResponse() V1 {
	return V1{Type: 17, TEID: teidSGWC, Seq: 0x0101}.With(
		Cause1(128), Octet1(IE1Reordering, 0xFE), Recovery1(3), TEIDData1(teidPGWU), TEIDControl1(teidPGWC),
		ChargingID1(0x00C0FFEE), EndUserAddress1(netip.MustParseAddr("10.45.0.2")), PCO1(),
		GSNAddress1(r.ggsn), GSNAddress1(r.ggsnU), QoS1(),
	)
}

// secondaryPDP opens a further context of a live one: no IMSI, APN, selection mode
// or end user address, but the linked NSAPI and a traffic flow template.
func (r roam) secondaryPDP() V1 {
	web := PacketFilter(0, FilterProtocol(ProtoTCP), FilterRemotePort(443))
	return V1{Type: 16, TEID: teidPGWC, Seq: 0x0102}.With(
		TEIDData1(teidSGWU+1), TEIDControl1(teidSGWC), NSAPI1(6), NSAPI1(5),
		GSNAddress1(r.sgsn), GSNAddress1(r.sgsnU), QoS1(), TFT1(web),
	)
}

func (r roam) updatePDP() V1 {
	return V1{Type: 18, TEID: teidPGWC, Seq: 0x0103}.With(
		RAI1(r.serving), Recovery1(7), TEIDData1(teidSGWU+0x10), TEIDControl1(teidSGWC+0x10), NSAPI1(5),
		GSNAddress1(r.sgsn), GSNAddress1(r.sgsnU), QoS1(), RAT1(RATUTRAN), ULI1(r.serving),
	)
}

func (r roam) updatePDPResponse() V1 {
	return V1{Type: 19, TEID: teidSGWC + 0x10, Seq: 0x0103}.With(
		Cause1(128), Recovery1(3), TEIDData1(teidPGWU), TEIDControl1(teidPGWC), ChargingID1(0x00C0FFEE),
		GSNAddress1(r.ggsn), GSNAddress1(r.ggsnU), QoS1(),
	)
}

func (r roam) deletePDP() V1 {
	return V1{Type: 20, TEID: teidPGWC, Seq: 0x0104}.With(Teardown1(), NSAPI1(5))
}

func (r roam) deletePDPResponse() V1 {
	return V1{Type: 21, TEID: teidSGWC, Seq: 0x0104}.With(Cause1(128))
}

func (r roam) infoChange() V1 {
	return V1{Type: 128, TEID: teidPGWC, Seq: 0x0105}.With(NSAPI1(5), RAT1(RATUTRAN), ULI1(r.serving))
}

func (r roam) infoChangeResponse() V1 {
	return V1{Type: 129, TEID: teidSGWC, Seq: 0x0105}.With(Cause1(128))
}

// A GGSN that opens a context itself asks the SGSN to page (clause 7.3.8).
func (r roam) pduNotification() V1 {
	return V1{Type: 27, Seq: 0x0106}.With(
		IMSI1(r.imsi), TEIDControl1(teidPGWC), EndUserAddress1(netip.MustParseAddr("10.45.0.2")), APN1(r.apn), GSNAddress1(r.ggsn),
	)
}

func (r roam) pduNotificationResponse() V1 {
	return V1{Type: 28, TEID: teidPGWC, Seq: 0x0106}.With(Cause1(128))
}

func (r roam) pduNotificationReject() V1 {
	return V1{Type: 29, TEID: teidPGWC, Seq: 0x0107}.With(
		Cause1(203), TEIDControl1(teidPGWC), EndUserAddress1(netip.MustParseAddr("10.45.0.2")), APN1(r.apn),
	)
}

func (r roam) initiateActivation() V1 {
	return V1{Type: 22, TEID: teidSGWC, Seq: 0x0108}.With(NSAPI1(5), QoS1(), Octet1(IE1CorrelationID, 1))
}

func echo1(seq uint16) V1      { return V1{Type: 1, Seq: seq} }
func echoReply1(seq uint16) V1 { return V1{Type: 2, Seq: seq}.With(Recovery1(3)) }

func versionNotSupported1() V1 { return V1{Type: 3, Seq: 0x0110} }

func supportedExtensions() V1 {
	return V1{Type: 31, Seq: 0x0109}.With(ExtensionTypes1(ExtMSInfoChange))
}

// Inter-SGSN mobility (clause 7.5), by agreement.
func (r roam) sgsnContext() V1 {
	return V1{Type: 50, Seq: 0x0111}.With(
		RAI1(homePLMN), PTMSI1(0xC0000001), Raw1(IE1PTMSISignature, 1, 2, 3), TEIDControl1(teidSGWC), GSNAddress1(r.sgsn),
	)
}

func (r roam) identification() V1 {
	return V1{Type: 48, Seq: 0x0112}.With(RAI1(homePLMN), PTMSI1(0xC0000001), Raw1(IE1PTMSISignature, 1, 2, 3))
}

func (r roam) forwardRelocation1() V1 {
	return V1{Type: 53, Seq: 0x0113}.With(
		IMSI1(r.imsi), TEIDControl1(teidSGWC), Octet1(IE1RANAPCause, 38), Raw1(IE1MMContext, mmContextUMTS()...),
		GSNAddress1(r.sgsn), Raw1(IE1TargetID, Join(PLMN(homePLMN), U16(0x1234), []byte{1}, U16(0x0017))...),
		Raw1(IE1UTRANContainer, sourceToTargetRNC...),
	)
}

// sourceToTargetRNC is the smallest Source RNC To Target RNC Transparent Container
// (TS 25.413 clause 9.2.1.28) in aligned PER: no optional field, an RRC container
// of one octet, one Iu instance, UE not involved.
var sourceToTargetRNC = []byte{0x00, 0x00, 0x01, 0x00, 0x00}

// mmContextUMTS is clause 7.7.28, figure 42: UMTS keys, no quintuplets.
func mmContextUMTS() []byte {
	return Join([]byte{0xF8, 0x87}, make([]byte, 16), make([]byte, 16), U16(0), []byte{0x07, 0x01}, []byte{0x03, 0x53, 0x43, 0xA0}, U16(0))
}

// The user plane (TS 29.281).

// inner is the subscriber's packet: from the assigned address to a public server.
func inner(dstPort uint16) []byte { return subscriber4(40000, dstPort) }

func innerFromPort(srcPort uint16) []byte { return subscriber4(srcPort, 443) }

func subscriber4(src, dst uint16) []byte {
	return Datagram{
		Src:     netip.AddrPortFrom(netip.MustParseAddr("10.45.0.2"), src),
		Dst:     netip.AddrPortFrom(netip.MustParseAddr("203.0.113.80"), dst),
		Payload: payloadFor(dst),
	}.Packet()
}

func inner6(dstPort uint16) []byte {
	return Datagram{
		Src:     netip.MustParseAddrPort("[2001:db8:45::2]:40000"),
		Dst:     netip.AddrPortFrom(netip.MustParseAddr("2001:db8:ffff::80"), dstPort),
		Payload: payloadFor(dstPort),
	}.Packet()
}

// payloadFor is what a port's protocol expects, so that other decoders agree about
// the inner packet.
func payloadFor(port uint16) []byte {
	switch port {
	case portControl:
		return echo2(1).Bytes()
	case portUser:
		return echoU(1).Bytes()
	case 3386: // GTP' Echo Request, short header
		return []byte{0x0F, 1, 0, 0, 0, 1}
	case 8805: // PFCP Heartbeat Request (TS 29.244 clause 7.4.2) with Recovery Time Stamp
		return Join([]byte{0x20, 1}, U16(12), U24(1), []byte{0}, U16(96), U16(4), U32(0xEC000000))
	case 53: // a query for the A record of "example"
		return Join(U16(1), U16(0x0100), U16(1), make([]byte, 6), Labels("example"), []byte{0}, U16(1), U16(1))
	}
	return []byte("GET / HTTP/3")
}

func gpdu(teid uint32, packet []byte) user {
	return user{V1{Type: 255, TEID: teid, NoSeq: true, Body: packet}}
}

func echoU(seq uint16) user      { return user{V1{Type: 1, Seq: seq}} }
func echoReplyU(seq uint16) user { return user{V1{Type: 2, Seq: seq}.With(Recovery1(0))} }

// errorIndication says that the receiver's tunnel is not known here (clause 7.3.1).
func errorIndication(teid uint32, peer netip.Addr) user {
	return user{V1{Type: 26}.With(TEIDData1(teid), GSNAddress1(peer))}
}

func endMarker(teid uint32) user { return user{V1{Type: 254, TEID: teid, NoSeq: true}} }
