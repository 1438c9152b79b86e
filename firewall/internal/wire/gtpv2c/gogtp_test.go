package gtpv2c

import (
	"net"
	"testing"

	gogtp "github.com/wmnsk/go-gtp/gtpv2/ie"
	gogtpmessage "github.com/wmnsk/go-gtp/gtpv2/message"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// What go-gtp builds is read as it was meant, without a fault. It is an oracle
// for building only: what it does with hostile octets is in DESIGN.md clause 10.
func TestGoGTPBuilds(t *testing.T) {
	filter := gogtp.NewTFTPacketFilter(gogtp.TFTPFBidirectional, 1, 10,
		gogtp.NewTFTPFComponentIPv4RemoteAddress(net.IPv4(192, 0, 2, 1), net.CIDRMask(32, 32)), gogtp.NewTFTPFComponentRemotePortRange(80, 443))
	ethernet := gogtp.NewTFTPacketFilter(gogtp.TFTPFBidirectional, 2, 11,
		gogtp.NewTFTPFComponentDestinationMACAddress(net.HardwareAddr{2, 0, 0, 0, 0, 1}), gogtp.NewTFTPFComponentDot1QCTAGVID(5), gogtp.NewTFTPFComponentEthertype(0x0800))
	quality := gogtp.NewBearerQoS(1, 2, 1, 9, 0, 0, 0, 0)
	for _, v := range []struct {
		m     gogtpmessage.Message
		check func(b *op.Batch, o *op.Operation) bool
	}{
		{gogtpmessage.NewEchoRequest(7, gogtp.NewRecovery(9)), func(b *op.Batch, o *op.Operation) bool { return o.GTP.Recovery == 9 && !o.IsPresent(op.ColTEID) }},
		{gogtpmessage.NewCreateSessionRequest(0, 1,
			gogtp.NewIMSI("001010000000001"), gogtp.NewMSISDN("999020000000001"), gogtp.NewMobileEquipmentIdentity("350000000000017"),
			gogtp.NewUserLocationInformationStruct(nil, nil, nil, gogtp.NewTAI("999", "70", 1), gogtp.NewECGI("999", "70", 0x101), nil, nil, nil),
			gogtp.NewServingNetwork("999", "70"), gogtp.NewRATType(6), gogtp.NewFullyQualifiedTEID(6, 0x11223344, "198.51.100.7", ""),
			gogtp.NewAccessPointName("internet.mnc001.mcc001.gprs"), gogtp.NewSelectionMode(0), gogtp.NewPDNType(1), gogtp.NewPDNAddressAllocation("0.0.0.0"),
			gogtp.NewBearerContext(gogtp.NewEPSBearerID(5), quality, gogtp.NewFullyQualifiedTEID(4, 0x55667788, "198.51.100.7", "2001:db8:2:1::1").WithInstance(2)),
		), func(b *op.Batch, o *op.Operation) bool {
			return o.IMSI.String() == "001010000000001" && o.MSISDN.String() == "999020000000001" && o.MEI.String() == "350000000000017" &&
				o.GTP.LocationPLMN.String() == "999-70" && o.GTP.ServingPLMN.String() == "999-70" && o.GTP.RAT == 6 && o.GTP.APNPLMN.String() == "001-01" &&
				b.FTEIDs[0].TEID == 0x11223344 && b.FTEIDs[1].Addr6.String() == "2001:db8:2:1::1" && b.FTEIDs[1].Bearer == 5 && !o.IsPresent(op.ColUserAddr4)
		}},
		{gogtpmessage.NewCreateSessionResponse(0x11223344, 1, gogtp.NewCause(16, 0, 0, 0, nil), gogtp.NewFullyQualifiedTEID(7, 2, "192.0.2.10", "").WithInstance(1),
			gogtp.NewPDNAddressAllocationDual("203.0.113.5", "2001:db8:3::1", 64),
			gogtp.NewBearerContext(gogtp.NewEPSBearerID(5), gogtp.NewCause(16, 0, 0, 0, nil), gogtp.NewFullyQualifiedTEID(5, 3, "192.0.2.10", "").WithInstance(2), quality),
		), func(b *op.Batch, o *op.Operation) bool {
			return o.GTP.Cause == 16 && o.GTP.PDNType == 3 && o.GTP.UserAddr4.String() == "203.0.113.5" && o.GTP.UserAddr6.String() == "2001:db8:3::1" && o.GTP.TEID == 0x11223344
		}},
		{gogtpmessage.NewCreateBearerRequest(1, 2, gogtp.NewEPSBearerID(5), gogtp.NewBearerContext(gogtp.NewEPSBearerID(0),
			gogtp.NewBearerTFTCreateNewTFT([]*gogtp.TFTPacketFilter{filter, ethernet}, nil), gogtp.NewFullyQualifiedTEID(5, 3, "192.0.2.10", "").WithInstance(1), quality)),
			func(b *op.Batch, o *op.Operation) bool { return o.GTP.EBI == 5 && o.GTP.Bearers == 1 }},
		{gogtpmessage.NewUpdateBearerRequest(1, 2, gogtp.NewAggregateMaximumBitRate(1, 2), gogtp.NewBearerContext(gogtp.NewEPSBearerID(6), gogtp.NewBearerTFTDeletePacketFilters([]uint8{1, 2}))),
			func(b *op.Batch, o *op.Operation) bool { return true }},
		{gogtpmessage.NewDeleteSessionRequest(1, 2, gogtp.NewCause(2, 0, 0, 0, nil), gogtp.NewEPSBearerID(5)),
			func(b *op.Batch, o *op.Operation) bool { return o.GTP.Cause == 2 && o.GTP.EBI == 5 }},
		{gogtpmessage.NewDeleteBearerCommand(1, 0x800002, gogtp.NewBearerContext(gogtp.NewEPSBearerID(6))), func(b *op.Batch, o *op.Operation) bool { return o.GTP.Sequence == 0x800002 }},
		{gogtpmessage.NewDeletePDNConnectionSetRequest(0, 2, gogtp.NewFullyQualifiedCSID("198.51.100.7", 1, 2).WithInstance(1)), func(b *op.Batch, o *op.Operation) bool { return true }},
		{gogtpmessage.NewModifyBearerRequest(1, 2, gogtp.NewIMSI("00101000000001"), gogtp.NewRATType(6), gogtp.NewFullyQualifiedTEID(6, 1, "", "2001:db8:2:1::1"), gogtp.NewBearerContext(gogtp.NewEPSBearerID(5))),
			func(b *op.Batch, o *op.Operation) bool { return o.IMSI.String() == "00101000000001" }},
		{gogtpmessage.NewResumeNotification(1, 2, gogtp.NewIMSI("001010000000001")), func(b *op.Batch, o *op.Operation) bool { return o.Kind == op.KindRequest }},
		{gogtpmessage.NewSuspendAcknowledge(1, 2, gogtp.NewCause(64, 0, 0, 0, nil)), func(b *op.Batch, o *op.Operation) bool { return o.Kind == op.KindResponse }},
	} {
		p, err := gogtpmessage.Marshal(v.m)
		if err != nil {
			t.Fatal(err)
		}
		b, o := one(t, p)
		if faults(o) != "" || !v.check(b, o) || o.Code != uint32(v.m.MessageType()) {
			t.Errorf("%s: %s\n%s\n%x", v.m.MessageTypeName(), faults(o), seen(b, o), p)
		}
	}
}
