package rejection

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// ss7Causes of one fault: where a component is at hand, and where a message of
// TCAP alone is.
type ss7Causes struct{ component, transaction uint16 }

// What RULES P-01 to P-03 and Q.774 clause 3.3.4 say.
var (
	ss7NotAnswered = ss7Causes{}                                       // no transaction, or nothing says which
	ss7Structure   = ss7Causes{badlyStructured, badlyFormatted}        // BER that does not hold
	ss7Portion     = ss7Causes{badlyFormatted, badlyFormatted}         // Q.774 table 4
	ss7Dialogue    = ss7Causes{incorrectPortion, incorrectPortion}     // Q.774 clause 3.3.4.2
	ss7Resources   = ss7Causes{resourceLimitation, resourceLimitation} // more than is taken
	ss7Operation   = ss7Causes{component: unrecognizedOperation}
	ss7Parameter   = ss7Causes{component: mistypedParameter}
)

// ss7FaultCauses has every fault of SS7, so that none is forgotten.
var ss7FaultCauses = map[op.FaultCode]ss7Causes{
	op.BERTag: ss7Structure, op.BERLength: ss7Structure, op.BERLongForm: ss7Structure, op.BERIndefinite: ss7Structure,
	op.BERDepth: ss7Structure, op.BERValue: {mistypedParameter, badlyFormatted},
	op.TCAPPackage: ss7NotAnswered, op.TCAPANSI: ss7NotAnswered, op.TCAPTransactionID: ss7NotAnswered, op.TCAPRepeated: ss7NotAnswered,
	op.TCAPStructure: ss7Portion, op.TCAPDialogue: ss7Dialogue, op.TCAPUnknown: ss7Dialogue,
	op.TCAPComponent: ss7Structure, op.TCAPOperation: ss7Operation, op.TCAPComponentCount: ss7Resources,
	op.MAPOperationUnknown: ss7Operation, op.MAPArgumentMissing: ss7Parameter, op.MAPVersionForm: ss7Parameter,
	op.MAPElementMissing: ss7Parameter, op.MAPElementRepeated: ss7Parameter, op.MAPElementOrder: ss7Parameter,
	op.MAPElementUnknown: ss7Parameter, op.MAPElementUnexpected: ss7Parameter, op.MAPElementSize: ss7Parameter,
	op.MAPDigits: ss7Parameter, op.MAPTPDU: ss7Parameter, op.MAPLimit: {component: limitedResources},
}

// Faults of the layers of SS7, by their ranges in op.
const (
	firstTCAP, lastMAP = 148, 175
	firstDiameter      = 176
)

// Sets of faults that decide what can be answered.
var (
	// envelopeFaults leave it open where a message came from, or which one it is.
	envelopeFaults = faultSet(func(c op.FaultCode, i *op.FaultInfo) bool {
		return c < firstTCAP && (i.Class == op.Malformed || i.Class == op.Ambiguous)
	})

	// portionFaults, of a message, are those of its transaction and dialogue
	// portions.
	portionFaults = faultSet(func(c op.FaultCode, i *op.FaultInfo) bool {
		return c >= firstTCAP && c <= lastMAP && (i.Class == op.Malformed || i.Class == op.Ambiguous)
	})

	// doubtfulID leave it open which transaction is meant.
	doubtfulID = setOf(op.TCAPTransactionID, op.TCAPRepeated)

	// componentFaults leave it open which invoke is meant.
	componentFaults = setOf(op.TCAPComponent, op.TCAPRepeated, op.BERTag, op.BERLength, op.BERDepth)
)

func faultSet(in func(op.FaultCode, *op.FaultInfo) bool) (f op.Faults) {
	for code := range 256 {
		if c := op.FaultCode(code); c.String() != "" && in(c, c.Info()) {
			f.Add(c, 0)
		}
	}
	return f
}

func setOf(codes ...op.FaultCode) (f op.Faults) {
	for _, c := range codes {
		f.Add(c, 0)
	}
	return f
}

// intersects reports whether two sets have a fault in common.
func intersects(a, b *op.Faults) bool {
	for w := range a.Bits {
		if a.Bits[w]&b.Bits[w] != 0 {
			return true
		}
	}
	return false
}

// causeOfSS7 is CauseOf for the protocols of SS7.
func causeOfSS7(p op.Protocol, c op.FaultCode) uint32 {
	if p == op.ProtoTCAP {
		return uint32(byFaultSS7[c].transaction)
	}
	return uint32(byFaultSS7[c].component)
}

var byFaultSS7 = func() (t [256]ss7Causes) {
	for c, is := range ss7FaultCauses {
		t[c] = is
	}
	return t
}()
