package demo

import (
	"net/netip"

	v1ie "github.com/wmnsk/go-gtp/gtpv1/ie"
)

// qos is a Quality of Service Profile of background class (TS 24.008 clause
// 10.5.6.5), behind the allocation and retention priority.
var qos = []byte{0x02, 0x1B, 0x93, 0x1F, 0x73, 0x96, 0xFE, 0xFE, 0x74, 0xFF, 0xFF, 0x00}

// dynamicIPv4 asks for an address (TS 29.060 clause 7.7.27).
var dynamicIPv4 = v1ie.New(v1ie.EndUserAddress, []byte{0xF1, 0x21})

// createPDP returns the elements of a Create PDP Context Request for a first
// context (TS 29.060 clause 7.3.1), in ascending order.
func createPDP(s subscriber, mcc, mnc string, sgsn netip.Addr, control, user uint32) []*v1ie.IE {
	return []*v1ie.IE{
		v1ie.NewIMSI(s.imsi),
		v1ie.NewRouteingAreaIdentity(mcc, mnc, 0x0101, 1),
		v1ie.NewRecovery(1),
		v1ie.NewSelectionMode(0xFC), // verified; the spare bits are ones
		v1ie.NewTEIDDataI(user),
		v1ie.NewTEIDCPlane(control),
		v1ie.NewNSAPI(5),
		dynamicIPv4,
		v1ie.NewAccessPointName(fullAPN("internet")),
		gsn(sgsn), gsn(sgsn),
		v1ie.NewMSISDN(s.msisdn),
		v1ie.NewQoSProfile(qos),
		v1ie.NewRATType(1), // UTRAN
		v1ie.NewUserLocationInformationWithSAI(mcc, mnc, 0x0101, 1),
		v1ie.NewIMEISV(s.mei),
	}
}

// secondaryPDP returns the elements of a request for a secondary context: it
// belongs to the tunnel in the header and names no subscriber.
func secondaryPDP(sgsn netip.Addr, user uint32) []*v1ie.IE {
	return []*v1ie.IE{
		v1ie.NewTEIDDataI(user),
		v1ie.NewNSAPI(6), v1ie.NewNSAPI(5), // new, linked
		gsn(sgsn), gsn(sgsn),
		v1ie.NewQoSProfile(qos),
	}
}

// movePDP returns the elements of an Update PDP Context Request from the SGSN.
func movePDP(mcc, mnc string, sgsn netip.Addr, control, user uint32) []*v1ie.IE {
	return []*v1ie.IE{
		v1ie.NewRouteingAreaIdentity(mcc, mnc, 0x0102, 1),
		v1ie.NewTEIDDataI(user),
		v1ie.NewTEIDCPlane(control),
		v1ie.NewNSAPI(5),
		gsn(sgsn), gsn(sgsn),
		v1ie.NewQoSProfile(qos),
	}
}
