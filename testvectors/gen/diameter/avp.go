package diameter

import . "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"

// base is an AVP of RFC 6733, which has to be understood.
func base(code uint32, data []byte) AVP { return AVP{Code: code, Flags: FlagMandatory, Data: data} }

// tgpp is an AVP of 3GPP, which has to be understood.
func tgpp(code uint32, data []byte) AVP {
	return AVP{Code: code, Vendor: Vendor3GPP, Flags: FlagVendor | FlagMandatory, Data: data}
}

// optional clears the M flag.
func optional(a AVP) AVP { a.Flags &^= FlagMandatory; return a }

// AVPs of RFC 6733 clause 4.5.
func userName(s string) AVP         { return base(1, []byte(s)) }
func hostAddress(b []byte) AVP      { return base(257, b) }
func authApplication(n uint32) AVP  { return base(258, U32(n)) }
func sessionID(s string) AVP        { return base(263, []byte(s)) }
func originHost(s string) AVP       { return base(264, []byte(s)) }
func vendorID(n uint32) AVP         { return base(266, U32(n)) }
func resultCode(n uint32) AVP       { return base(268, U32(n)) }
func productName(s string) AVP      { return optional(base(269, []byte(s))) }
func disconnectCause(n uint32) AVP  { return base(273, U32(n)) }
func authSessionState() AVP         { return base(277, U32(1)) }
func originState(n uint32) AVP      { return base(278, U32(n)) }
func errorMessage(s string) AVP     { return optional(base(281, []byte(s))) }
func routeRecord(s string) AVP      { return base(282, []byte(s)) }
func destinationRealm(s string) AVP { return base(283, []byte(s)) }
func redirectHost(uri string) AVP   { return base(292, []byte(uri)) }
func destinationHost(s string) AVP  { return base(293, []byte(s)) }
func reportingHost(s string) AVP    { return optional(base(294, []byte(s))) }
func originRealm(s string) AVP      { return base(296, []byte(s)) }

func vendorApplication(n uint32) AVP {
	return base(260, nil).Group(vendorID(Vendor3GPP), authApplication(n))
}

func proxyInfo(host string, state ...byte) AVP {
	return base(284, nil).Group(base(280, []byte(host)), base(33, state))
}

func experimentalResult(code uint32) AVP {
	return base(297, nil).Group(vendorID(Vendor3GPP), base(298, U32(code)))
}

// AVPs of TS 29.272 clause 7.3.1, and of TS 29.212 and TS 29.329 that it reuses.
func msisdn(digits string) AVP      { return tgpp(701, TBCD(digits)) }
func ratType(n uint32) AVP          { return tgpp(1032, U32(n)) }
func ulrFlags(n uint32) AVP         { return tgpp(1405, U32(n)) }
func visitedPLMN(s string) AVP      { return tgpp(1407, PLMN(s)) }
func cancellationType(n uint32) AVP { return tgpp(1420, U32(n)) }
func dsrFlags(n uint32) AVP         { return tgpp(1421, U32(n)) }
func norFlags(n uint32) AVP         { return tgpp(1443, U32(n)) }
func userID(digits string) AVP      { return optional(tgpp(1444, []byte(digits))) }
func idrFlags(n uint32) AVP         { return tgpp(1490, U32(n)) }
func resetID(b ...byte) AVP         { return optional(tgpp(1670, b)) }

func subscriptionData(members ...AVP) AVP { return tgpp(1400, nil).Group(members...) }

// vectorsEUTRAN asks for vectors of EPS, vectorsUTRAN for those of UMTS and GSM.
func vectorsEUTRAN(n uint32) AVP { return tgpp(1408, nil).Group(tgpp(1410, U32(n))) }
func vectorsUTRAN(n uint32) AVP  { return tgpp(1409, nil).Group(tgpp(1410, U32(n))) }

func supportedFeatures(id, list uint32) AVP {
	return tgpp(628, nil).Group(vendorID(Vendor3GPP), optional(tgpp(629, U32(id))), optional(tgpp(630, U32(list))))
}

// pgw names a PDN gateway: its host, which lies in a realm (RFC 5447 clause 4.2.1).
func pgw(host, realm string) AVP {
	return base(486, nil).Group(base(348, nil).Group(base(283, []byte(realm)), base(293, []byte(host))))
}

func accessPoint(name string) AVP { return base(493, []byte(name)) }

// profile is an APN-Configuration-Profile of one access point.
func profile(apn string) AVP {
	point := tgpp(1430, nil).Group(tgpp(1423, U32(1)), tgpp(1456, U32(0)), accessPoint(apn))
	return tgpp(1429, nil).Group(tgpp(1423, U32(1)), tgpp(1428, U32(0)), point)
}
