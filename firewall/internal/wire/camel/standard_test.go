package camel

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

// standardTypes are the arguments and results that the standard gives each
// operation, by its own names (TS 29.078 clauses 6 to 8).
var standardTypes = map[uint32][2]string{
	0: {"InitialDPArg"}, 16: {"AssistRequestInstructionsArg"}, 17: {"EstablishTemporaryConnectionArg"}, 19: {"ConnectToResourceArg"},
	20: {"ConnectArg"}, 22: {"ReleaseCallArg"}, 23: {"RequestReportBCSMEventArg"}, 24: {"EventReportBCSMArg"}, 27: {"CollectInformationArg"},
	32: {"InitiateCallAttemptArg", "InitiateCallAttemptRes"}, 33: {"ResetTimerArg"}, 34: {"FurnishChargingInformationArg"},
	35: {"ApplyChargingArg"}, 36: {"ApplyChargingReportArg"}, 41: {"CallGapArg"}, 44: {"CallInformationReportArg"},
	45: {"CallInformationRequestArg"}, 46: {"SendChargingInformationArg"}, 47: {"PlayAnnouncementArg"},
	48: {"PromptAndCollectUserInformationArg", "ReceivedInformationArg"}, 49: {"SpecializedResourceReportArg"}, 53: {"CancelArg"},
	60: {"InitialDPSMSArg"}, 61: {"FurnishChargingInformationSMSArg"}, 62: {"ConnectSMSArg"}, 63: {"RequestReportSMSEventArg"},
	64: {"EventReportSMSArg"}, 66: {"ReleaseSMSArg"}, 67: {"ResetTimerSMSArg"}, 71: {"ApplyChargingGPRSArg"},
	72: {"ApplyChargingReportGPRSArg"}, 73: {"CancelGPRSArg"}, 74: {"ConnectGPRSArg"}, 75: {"ContinueGPRSArg"},
	76: {"EntityReleasedGPRSArg"}, 77: {"FurnishChargingInformationGPRSArg"}, 78: {"InitialDPGPRSArg"}, 79: {"ReleaseGPRSArg"},
	80: {"EventReportGPRSArg"}, 81: {"RequestReportGPRSEventArg"}, 82: {"ResetTimerGPRSArg"}, 83: {"SendChargingInformationGPRSArg"},
	86: {"DisconnectForwardConnectionWithArgumentArg"}, 88: {"ContinueWithArgumentArg"}, 90: {"DisconnectLegArg"}, 93: {"MoveLegArg"},
	95: {"SplitLegArg"}, 96: {"EntityReleasedArg"}, 97: {"PlayToneArg"},
}

// decoded is what became of one component.
type decoded struct {
	b *op.Batch
	o *op.Operation
	s *op.SS7
}

// decode runs the decoder over one component, which is all of its message.
func decode(code uint32, component, phase uint8, parameter []byte) decoded {
	b := &op.Batch{}
	m := b.AddMessage()
	m.Payload = parameter
	o := b.AddOp(op.ProtoCAP)
	s := b.AddSS7(o, &op.SS7{ComponentType: component, Context: op.ApplicationContext{Family: op.ContextCAP, Version: phase}})
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

// oct reads octets in hexadecimal.
func oct(s string) []byte {
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		panic(err)
	}
	return b
}

// TestTablesAgreeWithTheStandard makes values of every type of the standard,
// until each of its elements was there, and expects no fault in any.
func TestTablesAgreeWithTheStandard(t *testing.T) {
	m := argumenttest.New(argumenttest.Load(t, "testdata/ts29078.tsv"), 1)
	for _, code := range slices.Sorted(maps.Keys(standardTypes)) {
		for way, name := range standardTypes[code] {
			if name == "" {
				continue
			}
			reach := m.Standard.Reach(name, nil)
			for i := 0; i < 4000 && (i < 30 || !covered(reach, m.Seen)); i++ {
				m.Optional, m.Short = [...]float64{0, 0.05, 0.2, 1}[i%4], i%4 == 3
				v := m.Value(name)
				d := decode(code, [2]uint8{invoke, returnResultLast}[way], 4, v)
				if d.o.Faults.Any() {
					t.Fatalf("%s %d: %v in\n%x", name, code, d.o.Faults.List(), v)
				}
				check(t, name, m, d, v)
			}
			for key := range reach {
				if !m.Seen[key] {
					t.Errorf("%s: %s was never made", name, key)
				}
			}
		}
	}
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
func check(t *testing.T, name string, m *argumenttest.Maker, d decoded, v []byte) {
	t.Helper()
	imsi := ""
	if len(m.IMSIs) > 0 {
		imsi = m.IMSIs[0]
	}
	if d.o.IMSI.String() != imsi {
		t.Fatalf("%s: IMSI %q instead of %q in\n%x", name, d.o.IMSI, imsi, v)
	}
	var want, got []string
	for _, n := range m.Named {
		if !notKept[n.Element] && n.Parent != "GenericNumbers" {
			want = append(want, n.Digits)
		}
	}
	for _, n := range d.numbers() {
		got = append(got, n.Digits.String())
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%s: numbers %v instead of %v in\n%x", name, got, want, v)
	}
}

// notKept are the numbers that no rule compares.
var notKept = map[string]bool{"locationNumber": true, "chargeNumber": true, "destinationAddress": true}

// reader is used again, as a lane does.
var reader argument.Reader
