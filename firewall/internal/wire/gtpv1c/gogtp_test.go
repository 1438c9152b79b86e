package gtpv1c

import (
	"net"
	"slices"
	"testing"
	"time"

	v1 "github.com/wmnsk/go-gtp/gtpv1/ie"
	gogtp "github.com/wmnsk/go-gtp/gtpv1/message"
)

// TestGoGTPMessages: what an independent stack encodes is read without a fault,
// and as meant.
func TestGoGTPMessages(t *testing.T) {
	gsn := func(a string) *v1.IE { return v1.New(v1.GSNAddress, net.ParseIP(a).To4()) }
	create := []*v1.IE{
		v1.NewIMSI("001010000000001"), v1.NewRouteingAreaIdentity("999", "70", 0xFFFE, 0xFF), v1.NewRecovery(7), v1.NewSelectionMode(0xFC),
		v1.NewTEIDDataI(2), v1.NewTEIDCPlane(1), v1.NewNSAPI(5), v1.New(v1.EndUserAddress, []byte{0xF1, 0x21}), v1.NewAccessPointName("internet.mnc001.mcc001.gprs"),
		v1.NewProtocolConfigurationOptions(0, v1.NewConfigurationProtocolOption(0x000D, nil)),
		gsn("198.51.100.7"), gsn("198.51.100.8"), v1.NewMSISDN("99902000001"), v1.NewQoSProfile(octets(qos)), v1.NewCommonFlags(0, 0, 0, 0, 0, 0, 0, 0),
		v1.NewAPNRestriction(0), v1.NewRATType(1), v1.NewUserLocationInformationWithSAI("999", "70", 1, 1), v1.NewMSTimeZone(time.Hour, 0), v1.NewIMEISV("3503200000000001"),
		v1.NewExtendedCommonFlags(0, 0, 0, 0, 0, 0, 0, 0),
	}
	accept := []*v1.IE{
		v1.NewCause(128), v1.NewReorderingRequired(false), v1.NewRecovery(3), v1.NewTEIDDataI(4), v1.NewTEIDCPlane(3), v1.NewChargingID(9),
		v1.NewEndUserAddressIPv4("203.0.113.5"), gsn("192.0.2.30"), gsn("192.0.2.31"), v1.NewQoSProfile(octets(qos)),
	}
	for _, v := range []struct {
		m         gogtp.Message
		name      string
		endpoints string
	}{
		{gogtp.NewEchoRequest(1), "EchoRequest", ""},
		{gogtp.NewEchoResponse(1, v1.NewRecovery(3)), "EchoResponse", ""},
		{gogtp.NewVersionNotSupported(0, 1), "VersionNotSupported", ""},
		{gogtp.NewCreatePDPContextRequest(0, 2, create...), "CreatePDPContextRequest", "C0.0 1 198.51.100.7, U0.0 2 198.51.100.8"},
		{gogtp.NewCreatePDPContextResponse(1, 2, accept...), "CreatePDPContextResponse", "C0.0 3 192.0.2.30, U0.0 4 192.0.2.31"},
		{gogtp.NewCreatePDPContextResponse(0, 2, v1.NewCause(199)), "CreatePDPContextResponse", ""},
		{gogtp.NewUpdatePDPContextRequest(3, 3, v1.NewTEIDDataI(6), v1.NewTEIDCPlane(5), v1.NewNSAPI(5), gsn("198.51.100.9"), gsn("198.51.100.10"),
			v1.NewQoSProfile(octets(qos))), "UpdatePDPContextRequest", "C0.0 5 198.51.100.9, U0.0 6 198.51.100.10"},
		{gogtp.NewUpdatePDPContextResponse(5, 3, v1.NewCause(128), gsn("192.0.2.30"), gsn("192.0.2.31"), v1.NewQoSProfile(octets(qos))),
			"UpdatePDPContextResponse", "C0.0 0 192.0.2.30, U0.0 0 192.0.2.31"},
		{gogtp.NewDeletePDPContextRequest(3, 4, v1.NewTeardownInd(true), v1.NewNSAPI(5)), "DeletePDPContextRequest", ""},
		{gogtp.NewDeletePDPContextResponse(5, 4, v1.NewCause(128)), "DeletePDPContextResponse", ""},
		// Its constants for these two are 56 and 58; the standard's are 48 and 50.
		{gogtp.NewGeneric(48, 0, 5, v1.NewRouteingAreaIdentity("001", "01", 1, 1), v1.NewPacketTMSI(0xC0000001), v1.NewPTMSISignature(1)), "IdentificationRequest", ""},
		{gogtp.NewGeneric(50, 0, 6, v1.NewRouteingAreaIdentity("001", "01", 1, 1), v1.NewPacketTMSI(0xC0000001), v1.NewTEIDCPlane(1), gsn("198.51.100.7")),
			"SGSNContextRequest", "C0.0 1 198.51.100.7"},
	} {
		p := make([]byte, v.m.MarshalLen())
		if err := v.m.MarshalTo(p); err != nil {
			t.Fatal(err)
		}
		b, o := decode(p)
		if Name(uint8(o.Code)) != v.name || faults(o) != "" || endpoints(b, o) != v.endpoints || o.GTP.TEID != v.m.TEID() || o.GTP.Sequence != uint32(v.m.Sequence()) {
			t.Errorf("%s: read as %s, TEID %d, sequence %d, %s, faults %q\n%x", v.name, Name(uint8(o.Code)), o.GTP.TEID, o.GTP.Sequence, endpoints(b, o), faults(o), p)
		}
		if v.name == "CreatePDPContextRequest" && !slices.Equal([]string{o.IMSI.String(), o.MSISDN.String(), o.MEI.String(), o.GTP.ServingPLMN.String(), o.GTP.LocationPLMN.String(), o.GTP.APNPLMN.String()},
			[]string{"001010000000001", "99902000001", "350320000000000+", "999-70", "999-70", "001-01"}) {
			t.Errorf("read as %s %s %s %s %s %s", o.IMSI, o.MSISDN, o.MEI, o.GTP.ServingPLMN, o.GTP.LocationPLMN, o.GTP.APNPLMN)
		}
	}
}
