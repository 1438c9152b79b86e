package demo

import (
	"encoding/binary"
	"slices"
)

// hssAnswer is what home's node of Diameter, an HSS and what else is asked for, answers
// to a request: done. It is nil for what is none. What answers of the base protocol
// and of credit control have to carry comes back from the request (RFC 6733 clauses
// 5.3.2 and 6.2, RFC 8506 clause 3.2).
func hssAnswer(request []byte) []byte {
	const flagRequest, flagRetransmitted, flagsAt = 0x80, 0x10, 4
	be := binary.BigEndian
	if len(request) < diameterHeader || request[flagsAt]&flagRequest == 0 {
		return nil
	}
	m := slices.Clone(request[:diameterHeader])
	m[flagsAt] &^= flagRequest | flagRetransmitted
	if session := avpsOf(request, avpSessionID); len(session) > 0 { // stays in front (RFC 6733 clause 8.8)
		m = append(m, session[0]...)
	}
	m = append(m, avp(avpResultCode, be.AppendUint32(nil, diameterSuccess))...)
	host := "hss1.epc.mnc001.mcc001.3gppnetwork.org"
	if be.Uint32(request[8:]) == 0 { // between peers, where we have a name that hides our hosts
		host = "edge.home.example"
	}
	m = append(m, avp(avpOriginHost, []byte(host))...)
	m = append(m, avp(avpOriginRealm, []byte("epc.mnc001.mcc001.3gppnetwork.org"))...)
	if be.Uint32(request[4:])&0xFFFFFF == capabilitiesExchange {
		m = append(m, avp(avpHostIPAddress, []byte{0, 1, 192, 0, 2, 10})...)
		m = append(m, avp(avpVendorID, be.AppendUint32(nil, 10415))...)
		m = append(m, avp(avpProductName, []byte("hss"))...)
	}
	for _, code := range []uint32{avpAuthSessionState, avpVendorApplication, avpAuthApplicationID, avpCCRequestType, avpCCRequestNumber, avpProxyInfo} {
		for _, a := range avpsOf(request, code) {
			m = append(m, a...)
		}
	}
	be.PutUint32(m, 1<<24|uint32(len(m)))
	return m
}

const (
	capabilitiesExchange = 257

	avpHostIPAddress     = 257
	avpAuthApplicationID = 258
	avpSessionID         = 263
	avpVendorID          = 266
	avpProductName       = 269
	avpCCRequestNumber   = 415
	avpCCRequestType     = 416
	avpAuthSessionState  = 277
	avpVendorApplication = 260
	avpProxyInfo         = 284 // comes back as it was (RFC 6733 clause 6.7.4)
)

// avpsOf returns the AVPs of a code at the top of a command, padding included.
func avpsOf(command []byte, code uint32) (list [][]byte) {
	be := binary.BigEndian
	for rest := command[diameterHeader:]; len(rest) >= 8; {
		n := int(be.Uint32(rest[4:])&0xFFFFFF+3) &^ 3
		if n < 8 || n > len(rest) {
			return list
		}
		if be.Uint32(rest) == code {
			list = append(list, rest[:n])
		}
		rest = rest[n:]
	}
	return list
}
