package demo

import (
	"fmt"
	"net/netip"

	v2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
)

// subscriber is one of home's, roaming.
type subscriber struct{ imsi, msisdn, mei string }

func newSubscriber(n int) subscriber {
	return subscriber{
		imsi:   fmt.Sprintf("%s%s%010d", homeMCC, homeMNC, n),
		msisdn: fmt.Sprintf("99902%07d", n%10_000_000),
		mei:    fmt.Sprintf("350000%010d", n), // IMEISV, 16 digits
	}
}

// fullAPN is an access point name as S8 carries it, with the operator
// identifier of the home network (TS 23.003 clause 9.1).
func fullAPN(network string) string { return network + ".mnc001.mcc001.gprs" }

// createSession returns the elements of a Create Session Request on S8 (TS
// 29.274 clause 7.2.1) from a serving network, for the endpoints of its SGW.
func createSession(s subscriber, mcc, mnc string, sgw netip.Addr, control, user uint32) []*v2ie.IE {
	return []*v2ie.IE{
		v2ie.NewIMSI(s.imsi),
		v2ie.NewMSISDN(s.msisdn),
		v2ie.NewMobileEquipmentIdentity(s.mei),
		location(mcc, mnc),
		v2ie.NewServingNetwork(mcc, mnc),
		v2ie.NewRATType(6), // E-UTRAN
		fteid(0, s5s8SGWControl, control, sgw),
		v2ie.NewAccessPointName(fullAPN("internet")),
		v2ie.NewSelectionMode(0),
		v2ie.NewPDNType(1),
		v2ie.NewPDNAddressAllocation("0.0.0.0"),
		v2ie.NewAPNRestriction(0),
		v2ie.NewAggregateMaximumBitRate(50_000, 100_000),
		bearer(5, fteid(2, s5s8SGWUser, user, sgw)),
		v2ie.NewRecovery(1),
	}
}

func location(mcc, mnc string) *v2ie.IE {
	return v2ie.NewUserLocationInformationStruct(nil, nil, nil, v2ie.NewTAI(mcc, mnc, 0x0101), v2ie.NewECGI(mcc, mnc, 0x00010203), nil, nil, nil)
}

// bearer builds a Bearer Context with the quality of an ordinary data bearer.
func bearer(ebi uint8, endpoints ...*v2ie.IE) *v2ie.IE {
	ies := append([]*v2ie.IE{v2ie.NewEPSBearerID(ebi)}, endpoints...)
	return v2ie.NewBearerContext(append(ies, v2ie.NewBearerQoS(1, 9, 0, 9, 0, 0, 0, 0))...)
}

// bearerAnswer builds the Bearer Context of a response.
func bearerAnswer(ebi uint8, endpoints ...*v2ie.IE) *v2ie.IE {
	return v2ie.NewBearerContext(append([]*v2ie.IE{v2ie.NewEPSBearerID(ebi), cause2(accepted)}, endpoints...)...)
}

// moveBearer returns the elements of a Modify Bearer Request (TS 29.274 clause
// 7.2.7) with which the SGW names its user plane endpoint.
func moveBearer(mcc, mnc string, sgw netip.Addr, user uint32) []*v2ie.IE {
	return []*v2ie.IE{
		location(mcc, mnc),
		v2ie.NewServingNetwork(mcc, mnc),
		v2ie.NewRATType(6),
		v2ie.NewBearerContext(v2ie.NewEPSBearerID(5), fteid(1, s5s8SGWUser, user, sgw)),
	}
}
