package gtpv2c

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func TestColumnsOfCreateSession(t *testing.T) {
	b, o := one(t, csr(createSession()))
	g := &o.GTP
	for _, c := range []struct {
		column    int
		got, want any
	}{
		{op.ColCode, o.Code, uint32(32)},
		{op.ColTEID, g.TEID, uint32(0)},
		{op.ColSequence, g.Sequence, uint32(1)},
		{op.ColIMSI, o.IMSI.String(), "001010000000001"},
		{op.ColMSISDN, o.MSISDN.String(), "999020000000001"},
		{op.ColMEI, o.MEI.String(), "350320000000000+"},
		{op.ColLocationPLMN, g.LocationPLMN.String(), "999-70"},
		{op.ColServingPLMN, g.ServingPLMN.String(), "999-70"},
		{op.ColRAT, g.RAT, uint8(6)},
		{op.ColSelectionMode, g.SelectionMode, uint8(0)},
		{op.ColPDNType, g.PDNType, uint8(1)},
		{op.ColRecovery, g.Recovery, uint8(7)},
		{op.ColAPN, string(b.Bytes(o, g.APN)), string(name("internet.mnc001.mcc001.gprs"))},
		{op.ColAPNPLMN, g.APNPLMN.String(), "001-01"},
		{op.ColFTEIDs, g.FTEIDs.Count, uint16(2)},
		{op.ColIEs, g.IEs.Count, uint16(22)},
	} {
		if c.got != c.want || !o.IsPresent(c.column) {
			t.Errorf("column %d: %v, want %v; present %v", c.column, c.got, c.want, o.IsPresent(c.column))
		}
	}
	if o.Kind != op.KindRequest || o.Protocol != op.ProtoGTPv2 || g.Version != 2 || g.Bearers != 1 || g.APNNetworkLen != 9 || int(o.Length) != len(b.Messages[0].Payload) {
		t.Errorf("kind %d, protocol %s, version %d, %d bearers, network %d, length %d", o.Kind, o.Protocol, g.Version, g.Bearers, g.APNNetworkLen, o.Length)
	}
	for _, col := range []int{op.ColCause, op.ColEBI, op.ColUserAddr4, op.ColUserAddr6} {
		if o.IsPresent(col) {
			t.Errorf("column %d is present", col)
		}
	}
	control, user := b.FTEIDs[0], b.FTEIDs[1]
	if control.Interface != 6 || control.Context != 0 || control.Bearer != 0 || control.TEID != 0x01020304 || control.Addr4.String() != "198.51.100.7" {
		t.Errorf("control plane %+v", control)
	}
	if user.Interface != 4 || user.Instance != 2 || user.Context != 1 || user.Bearer != 5 || user.TEID != 0x0a0b0c0d {
		t.Errorf("user plane %+v", user)
	}
	bearer := b.IEs[15]
	if member := b.IEs[16]; bearer.Type != ieBearerContext || member.Type != ieEBI || member.Depth != 1 || member.Parent != 16 || b.Value(o, member)[0] != 5 {
		t.Errorf("index: %+v, %+v", bearer, member)
	}
}

func TestColumnsOfAnAnswer(t *testing.T) {
	_, o := one(t, csa)
	if o.Kind != op.KindResponse || o.GTP.Cause != 16 || !o.IsPresent(op.ColCause) || o.GTP.UserAddr4.String() != "203.0.113.5" || !o.IsPresent(op.ColUserAddr4) || o.GTP.TEID != 0x01020304 {
		t.Errorf("%+v", o.GTP)
	}
	_, o = one(t, msg(33, 1, 1, append(createSessionAnswer(), ie(iePAA, 0, "03 40 20010db8000300000000000000000001 cb007105"))...))
	if !o.Faults.Has(op.GTPIERepeated) || o.GTP.PDNType != 1 {
		t.Errorf("the first of two addresses is taken: %s, type %d", faults(o), o.GTP.PDNType)
	}
	_, o = one(t, msg(33, 1, 1, replaced(createSessionAnswer(), ie(iePAA, 0, "03 40 20010db8000300000000000000000001 cb007105"))...))
	if o.GTP.PDNType != 3 || o.GTP.UserAddr4.String() != "203.0.113.5" || o.GTP.UserAddr6.String() != "2001:db8:3::1" {
		t.Errorf("%+v", o.GTP)
	}
	_, o = one(t, msg(33, 1, 1, replaced(createSessionAnswer(), ie(iePAA, 0, "02 40 20010db8000300000000000000000001"))...))
	if o.GTP.PDNType != 2 || o.GTP.UserAddr6.String() != "2001:db8:3::1" || o.IsPresent(op.ColUserAddr4) {
		t.Errorf("%+v", o.GTP)
	}
	_, o = one(t, msg(37, 1, 3, ie(ieCause, 0, "4000")))
	if o.GTP.Cause != 64 {
		t.Errorf("cause %d", o.GTP.Cause)
	}
}

// What was there and cannot be read is invalid, not absent.
func TestUnreadableIsInvalid(t *testing.T) {
	for _, v := range []struct {
		name   string
		e      el
		column int
	}{
		{"IMSI", ie(ieIMSI, 0, "0a"), op.ColIMSI},
		{"empty IMSI", ie(ieIMSI, 0, ""), op.ColIMSI},
		{"MSISDN", ie(ieMSISDN, 0, "0a"), op.ColMSISDN},
		{"MEI", ie(ieMEI, 0, "0a"), op.ColMEI},
		{"APN", ie(ieAPN, 0, "00"), op.ColAPN},
		{"serving network", ie(ieServingNetwork, 0, "ffffff"), op.ColServingPLMN},
		{"ULI", ie(ieULI, 0, "01"), op.ColLocationPLMN},
		{"RAT type", ie(ieRATType, 0, "00"), op.ColRAT},
		{"selection mode", ie(ieSelectionMode, 0, ""), op.ColSelectionMode},
		{"PAA", ie(iePAA, 0, "07"), op.ColPDNType},
		{"F-TEID", ie(ieFTEID, 0, "06 00000001 00000000"), op.ColFTEIDs},
		{"EBI", ie(ieEBI, 0, "00"), op.ColEBI},
		{"Cause", ie(ieCause, 0, "10"), op.ColCause},
		{"Recovery", ie(ieRecovery, 0, ""), op.ColRecovery},
	} {
		_, o := one(t, csr([]el{v.e}))
		if o.IsPresent(v.column) || o.Invalid[v.column>>6]>>(v.column&63)&1 == 0 {
			t.Errorf("%s: present %v, invalid %x", v.name, o.IsPresent(v.column), o.Invalid)
		}
	}
}

// An equipment identity of another length is kept as the handset said it: an
// emergency session may have no other identity.
func TestOddEquipmentIdentityIsKept(t *testing.T) {
	_, o := one(t, csr(replaced(createSession(), ie(ieMEI, 0, "53300200000000"))))
	if o.MEI.String() != "35032000000000" || !o.IsPresent(op.ColMEI) || o.Invalid[0] != 0 || faults(o) != "gtp-ie-form" {
		t.Errorf("MEI %s, invalid %x, %s", o.MEI, o.Invalid[0], faults(o))
	}
}

// An alternative IMSI that cannot be read said that the IMSI could not be read.
func TestAlternativeIMSIIsNotTheIMSI(t *testing.T) {
	for _, bad := range []string{"fa", ""} {
		_, o := one(t, msg(131, 1, 1, ie(ieCause, 0, "1000"), ie(219, 0, bad), ie(ieIMSI, 0, "00010100000000f1")))
		if o.IMSI.String() != "001010000000001" || o.Invalid[0] != 0 {
			t.Errorf("IMSI %s, invalid %x", o.IMSI, o.Invalid[0])
		}
	}
}

// A bearer context inside another took the identity of the outer one.
func TestTunnelBelongsToTheInnermostBearer(t *testing.T) {
	b, _ := one(t, csr([]el{groupOf(ieBearerContext, 0, fteid(0, 4, 1, sgw), groupOf(ieBearerContext, 1, fteid(1, 4, 2, sgw), ie(ieEBI, 0, "06")), ie(ieEBI, 0, "05")),
		groupOf(109, 0, fteid(0, 7, 3, pgw), ie(ieEBI, 0, "07"))}))
	for i, want := range []op.FTEID{{Bearer: 5, Context: 1}, {Bearer: 6, Context: 2}, {Bearer: 0, Context: 255}} {
		if got := b.FTEIDs[i]; got.Bearer != want.Bearer || got.Context != want.Context {
			t.Errorf("tunnel %d: bearer %d in %d, want %d in %d", i, got.Bearer, got.Context, want.Bearer, want.Context)
		}
	}
}

// The walk ends where the index does, on every level, and what it did not reach
// is not judged: not as missing, cut off or bad. Tunnels have a cap of their own
// and do not end it.
func TestCaps(t *testing.T) {
	var els []el
	for range op.MaxIEs - 1 {
		els = append(els, ie(201, 0, strings.Repeat("01", 27)))
	}
	odd, last := ie(ieIMSI, 1, "0a"), ie(ieRecovery, 0, "07")
	cut := el{ieBearerContext, 0, []byte{ieEBI, 0, 9, 0, 5}}
	for _, v := range []struct {
		name, want string
		els        []el
		count      uint16
	}{
		{"255", "gtp-ie-missing", plus(els, last), 255},
		{"256", "gtp-ie-count", plus(els, last, last), 255},
		{"256th unreadable", "gtp-ie-count", plus(els, last, odd), 255},
		{"256th in a group, and more behind", "gtp-ie-count", plus(els, groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05")), odd, cut), 255},
		{"256th in the third level", "gtp-ie-unexpected gtp-ie-count", plus(els[2:], groupOf(109, 0, groupOf(ieBearerContext, 0, groupOf(ieBearerContext, 0, odd))), odd), 255},
	} {
		p := csr(v.els)
		b, o := one(t, p)
		if got := faults(o); got != v.want || o.GTP.IEs.Count != v.count || len(b.IEs) != int(v.count) {
			t.Errorf("%s: %q, want %q; %d elements", v.name, got, v.want, o.GTP.IEs.Count)
		}
		compare(t, p, 50000, Port)
		compare(t, edit(append(p, 0, 0, 0), func(p []byte) { binary.BigEndian.PutUint16(p[2:], uint16(len(p)-4)) }), 50000, Port)
	}
	els = nil
	for i := range 60 {
		els = append(els, fteid(byte(i%16), 6, uint32(i), sgw))
	}
	b, o := one(t, csr(els))
	if o.GTP.FTEIDs.Count != op.MaxFTEIDs || len(b.FTEIDs) != op.MaxFTEIDs || !o.Faults.Has(op.GTPIECount) {
		t.Errorf("%d tunnels, %s", o.GTP.FTEIDs.Count, faults(o))
	}
	if _, o = one(t, csr(createSession())); o.Faults.Has(op.GTPIECount) {
		t.Error("an ordinary message counts too many")
	}
}

// A batch that holds more elements than a range can name refuses the rest.
func TestRangesDoNotWrap(t *testing.T) {
	b := &op.Batch{IEs: make([]op.IE, 65400)}
	m := b.AddMessage()
	m.Payload, m.DstPort = csr(createSession()), Port
	Decode(b, m.Payload)
	o := &b.Ops[0]
	if !o.Faults.Has(op.GTPIECount) || o.GTP.IEs.Count != 0 || len(b.IEs) != 65400 || o.IMSI == 0 {
		t.Errorf("%s, %d elements, %d in the batch, IMSI %s", faults(o), o.GTP.IEs.Count, len(b.IEs), o.IMSI)
	}
}

// A payload longer than any datagram does not wrap an offset.
func TestPayloadLongerThanADatagram(t *testing.T) {
	p := append(nested(64000), make([]byte, 8000)...)
	b := decode(p)
	if o := &b.Ops[0]; !o.Faults.Has(op.GTPTrailing) || o.Length != 64000 {
		t.Errorf("length %d, %s", o.Length, faults(o))
	}
}
