package gsmmap

import (
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument/argumenttest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// standardTypes are the arguments and results of version 3 that the standard
// gives each operation, by its own names (TS 29.002 clause 17.6).
var standardTypes = map[uint32][2]string{
	2: {"UpdateLocationArg", "UpdateLocationRes"}, 3: {"CancelLocationArg", "CancelLocationRes"},
	4: {"ProvideRoamingNumberArg", "ProvideRoamingNumberRes"}, 5: {"NoteSubscriberDataModifiedArg", "NoteSubscriberDataModifiedRes"},
	6: {"ResumeCallHandlingArg", "ResumeCallHandlingRes"}, 7: {"InsertSubscriberDataArg", "InsertSubscriberDataRes"},
	8: {"DeleteSubscriberDataArg", "DeleteSubscriberDataRes"}, 10: {"RegisterSS-Arg", "SS-Info"}, 11: {"SS-ForBS-Code", "SS-Info"},
	12: {"SS-ForBS-Code", "SS-Info"}, 13: {"SS-ForBS-Code", "SS-Info"}, 14: {"SS-ForBS-Code", "InterrogateSS-Res"},
	15: {"AuthenticationFailureReportArg", "AuthenticationFailureReportRes"}, 17: {"SS-Code", "Password"}, 18: {"GuidanceInfo", "Password"},
	20: {"ReleaseResourcesArg", "ReleaseResourcesRes"}, 21: {"MT-ForwardSM-VGCS-Arg", "MT-ForwardSM-VGCS-Res"},
	22: {"SendRoutingInfoArg", "SendRoutingInfoRes"}, 23: {"UpdateGprsLocationArg", "UpdateGprsLocationRes"},
	24: {"SendRoutingInfoForGprsArg", "SendRoutingInfoForGprsRes"}, 25: {"FailureReportArg", "FailureReportRes"},
	26: {"NoteMsPresentForGprsArg", "NoteMsPresentForGprsRes"}, 29: {"SendEndSignal-Arg", "SendEndSignal-Res"},
	33: {"ProcessAccessSignalling-Arg", ""}, 34: {"ForwardAccessSignalling-Arg", ""}, 36: {"CancelVcsgLocationArg", "CancelVcsgLocationRes"},
	37: {"ResetArg", ""}, 39: {"PrepareGroupCallArg", "PrepareGroupCallRes"}, 40: {"SendGroupCallEndSignalArg", "SendGroupCallEndSignalRes"},
	41: {"ProcessGroupCallSignallingArg", ""}, 42: {"ForwardGroupCallSignallingArg", ""}, 43: {"CheckIMEI-Arg", "CheckIMEI-Res"},
	44: {"MT-ForwardSM-Arg", "MT-ForwardSM-Res"}, 45: {"RoutingInfoForSM-Arg", "RoutingInfoForSM-Res"},
	46: {"MO-ForwardSM-Arg", "MO-ForwardSM-Res"}, 47: {"ReportSM-DeliveryStatusArg", "ReportSM-DeliveryStatusRes"},
	50: {"ActivateTraceModeArg", "ActivateTraceModeRes"}, 51: {"DeactivateTraceModeArg", "DeactivateTraceModeRes"},
	53: {"UpdateVcsgLocationArg", "UpdateVcsgLocationRes"}, 55: {"SendIdentificationArg", "SendIdentificationRes"},
	56: {"SendAuthenticationInfoArg", "SendAuthenticationInfoRes"}, 57: {"RestoreDataArg", "RestoreDataRes"}, 58: {"ISDN-AddressString", "IMSI"},
	59: {"USSD-Arg", "USSD-Res"}, 60: {"USSD-Arg", "USSD-Res"}, 61: {"USSD-Arg", ""},
	62: {"AnyTimeSubscriptionInterrogationArg", "AnyTimeSubscriptionInterrogationRes"}, 63: {"InformServiceCentreArg", ""},
	64: {"AlertServiceCentreArg", ""}, 65: {"AnyTimeModificationArg", "AnyTimeModificationRes"}, 66: {"ReadyForSM-Arg", "ReadyForSM-Res"},
	67: {"PurgeMS-Arg", "PurgeMS-Res"}, 68: {"PrepareHO-Arg", "PrepareHO-Res"}, 69: {"PrepareSubsequentHO-Arg", "PrepareSubsequentHO-Res"},
	70: {"ProvideSubscriberInfoArg", "ProvideSubscriberInfoRes"}, 71: {"AnyTimeInterrogationArg", "AnyTimeInterrogationRes"},
	72: {"SS-InvocationNotificationArg", "SS-InvocationNotificationRes"}, 73: {"SetReportingStateArg", "SetReportingStateRes"},
	74: {"StatusReportArg", "StatusReportRes"}, 75: {"RemoteUserFreeArg", "RemoteUserFreeRes"}, 76: {"RegisterCC-EntryArg", "RegisterCC-EntryRes"},
	77: {"EraseCC-EntryArg", "EraseCC-EntryRes"}, 83: {"ProvideSubscriberLocation-Arg", "ProvideSubscriberLocation-Res"},
	84: {"SendGroupCallInfoArg", "SendGroupCallInfoRes"}, 85: {"RoutingInfoForLCS-Arg", "RoutingInfoForLCS-Res"},
	86: {"SubscriberLocationReport-Arg", "SubscriberLocationReport-Res"}, 87: {"IST-AlertArg", "IST-AlertRes"},
	88: {"IST-CommandArg", "IST-CommandRes"}, 89: {"NoteMM-EventArg", "NoteMM-EventRes"},
}

// shape of one decode: the way, and what decodes it.
type shape struct {
	code      uint32
	component uint8
	name      string
}

// shapes of every argument and result, in a fixed order.
func shapes() (all []shape) {
	for _, code := range slices.Sorted(maps.Keys(standardTypes)) {
		for way, name := range standardTypes[code] {
			if name != "" {
				all = append(all, shape{code, [2]uint8{invoke, returnResultLast}[way], name})
			}
		}
	}
	return all
}

// decoded is what became of one component.
type decoded struct {
	b *op.Batch
	o *op.Operation
	s *op.SS7
}

// decode runs the decoder over one component, which is all of its message.
func decode(code uint32, component, version uint8, parameter []byte) decoded {
	b := &op.Batch{}
	m := b.AddMessage()
	m.Payload = parameter
	o := b.AddOp(op.ProtoMAP)
	s := b.AddSS7(o, &op.SS7{ComponentType: component, Context: op.ApplicationContext{Family: op.ContextMAP, Version: version}})
	o.Code = code
	o.Has(op.ColCode)
	Decode(&reader, b, o, s, argument.Parameter{Octets: parameter, At: 0, Depth: 3})
	return decoded{b, o, s}
}

// faults returns the names of all faults.
func (d decoded) faults() (names []string) {
	d.o.Faults.Each(func(c op.FaultCode) { names = append(names, c.String()) })
	return names
}

// numbers returns the addresses of an operation.
func (d decoded) numbers() []op.Number {
	return d.b.Numbers[d.s.Numbers.First:][:d.s.Numbers.Count]
}

func standard(t testing.TB, seed uint64) *argumenttest.Maker {
	m := argumenttest.New(argumenttest.Load(t, "testdata/ts29002.tsv"), seed)
	m.TPDU = func(root string) []byte {
		switch {
		case strings.HasSuffix(root, "Res"):
			return oct("00 00")
		case strings.HasPrefix(root, "MO"):
			return submitTPDU("00", "00", "hello")
		}
		return deliverTPDU("00", "00", "hello")
	}
	return m
}

// TestTablesAgreeWithTheStandard makes values of every type of the standard,
// until each of its elements was there, and expects no fault in any.
func TestTablesAgreeWithTheStandard(t *testing.T) {
	m := standard(t, 1)
	for _, x := range shapes() {
		reach := m.Standard.Reach(x.name, nil)
		for i := 0; i < 4000 && (i < 30 || !covered(reach, m.Seen)); i++ {
			m.Optional, m.Short = [...]float64{0, 0.05, 0.2, 1}[i%4], i%4 == 3
			v := m.Value(x.name)
			if x.code == 46 && x.component == invoke && v[2]&^0x20 != 0x84 && v[3] != 0x84 {
				continue // a message towards the network whose destination is a handset
			}
			d := decode(x.code, x.component, 3, v)
			if d.o.Faults.Any() && !isTooMuch(d, v) {
				t.Fatalf("%s %d: %v in\n%s", x.name, x.code, d.o.Faults.List(), hex.EncodeToString(v))
			}
			check(t, x, m, d, v)
		}
		for key := range reach {
			if !m.Seen[key] {
				t.Errorf("%s: %s was never made", x.name, key)
			}
		}
	}
}

// isTooMuch reports whether the only fault is that there are more addresses or
// elements than any real message has, and there are.
func isTooMuch(d decoded, v []byte) bool {
	names := d.faults()
	return len(names) == 1 && names[0] == "map-limit" && (d.s.Numbers.Count == op.MaxNumbers || len(v) > 1500)
}

func covered(want, have map[string]bool) bool {
	for key := range want {
		if !have[key] {
			return false
		}
	}
	return true
}

// check compares the identities that the maker put in with those read.
func check(t *testing.T, x shape, m *argumenttest.Maker, d decoded, v []byte) {
	t.Helper()
	if want := first(m.IMSIs); d.o.IMSI.String() != want && !isTooMuch(d, v) {
		t.Fatalf("%s: IMSI %q instead of %q in\n%x", x.name, d.o.IMSI, want, v)
	}
	var want []string
	for _, n := range m.Named {
		if isKept(n) {
			want = append(want, n.Digits)
		}
	}
	var got []string
	for _, n := range d.numbers() {
		if n.NP != op.NumberingE212 { // an HLR-Id, of which the maker keeps none
			got = append(got, n.Digits.String())
		}
	}
	if !slices.Equal(got, want[:min(len(want), op.MaxNumbers)]) && !isTooMuch(d, v) {
		t.Fatalf("%s: numbers %v instead of %v in\n%x", x.name, got, want, v)
	}
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// notKept are the addresses that no rule compares: of clients, dialled numbers,
// emergency services, groups.
var notKept = map[string]bool{
	"LCSClientExternalID.externalAddress": true, "LCS-ClientID.lcsClientDialedByMS": true, "MSISDN-BS.msisdn": true,
	"DP-AnalysedInfoCriterium.dialledNumber": true, "DestinationNumberList.item": true, "PrepareGroupCallRes.groupCallNumber": true,
	"DispatcherList.item": true, "AdditionalDispatcherList.item": true,
	"SubscriberLocationReport-Arg.na-ESRD": true, "SubscriberLocationReport-Arg.na-ESRK": true,
	"SubscriberLocationReport-Res.na-ESRD": true, "SubscriberLocationReport-Res.na-ESRK": true,
	"LocationInformation.locationNumber": true,
}

func isKept(n argumenttest.Named) bool { return !notKept[n.Parent+"."+n.Element] }
