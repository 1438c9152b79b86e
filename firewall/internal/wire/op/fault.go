package op

import "math/bits"

// FaultClass says what a fault means; the operator's policy maps it to an action.
type FaultClass uint8

const (
	// Malformed violates the standard.
	Malformed FaultClass = iota + 1
	// Ambiguous: two honest decoders may disagree.
	Ambiguous
	// Noncanonical: legal but unusual, read to its canonical meaning.
	Noncanonical
	// Unknown: newer release or unlisted element.
	Unknown
)

var classNames = [...]string{Malformed: "malformed", Ambiguous: "ambiguous", Noncanonical: "noncanonical", Unknown: "unknown"}

// String returns the class as written in configurations.
func (c FaultClass) String() string { return classNames[c] }

// FaultCode enumerates the anomalies. The numbers are part of the filter ABI
// (columns faults_0..3) and are never reused. Ranges: 1-39 frame, IP, UDP, TCP;
// 40-111 GTP; 112-175 SCTP and SS7; 176-255 Diameter.
type FaultCode uint8

// FaultInfo describes one fault code.
type FaultInfo struct {
	Name   string     // as in records and in faults.names of a configuration
	Class  FaultClass // default policy class
	Layer  string     // protocol layer, as in the protocol field of records, or "frame"
	Source string     // document and clause
	Doc    string     // one sentence for the operator
}

// faultTable is indexed by code; the per-layer files fill it.
var faultTable = func() (t [256]FaultInfo) {
	for _, part := range []map[FaultCode]FaultInfo{ipFaults, tcpFaults, gtpFaults, tcapFaults, m3uaFaults, sccpFaults, sctpFaults, mapFaults, diameterFaults} {
		for c, i := range part {
			t[c] = i
		}
	}
	return t
}()

// Info returns the description of c; its Name is empty for an unused code.
func (c FaultCode) Info() *FaultInfo { return &faultTable[c] }

func (c FaultCode) String() string { return faultTable[c].Name }

// FaultByName finds a code by its name.
func FaultByName(name string) (FaultCode, bool) {
	for c := range faultTable {
		if name != "" && faultTable[c].Name == name {
			return FaultCode(c), true
		}
	}
	return 0, false
}

// MaxFaults is how many faults of one message or operation keep their offset;
// the bit set keeps every code.
const MaxFaults = 8

// Fault is one anomaly and where it was seen: Offset counts octets from the
// first octet of the message's payload, or, for layers below the message, from
// the first octet of the frame.
type Fault struct {
	Code   FaultCode
	Offset uint16
}

// Faults is a set of fault codes with the offsets of the first few.
type Faults struct {
	Bits [4]uint64
	list [MaxFaults]Fault
	n    uint8
}

// Add records a fault at an offset (clipped to 65,535).
func (f *Faults) Add(c FaultCode, offset int) {
	f.Bits[c>>6] |= 1 << (c & 63)
	if int(f.n) < MaxFaults {
		f.list[f.n] = Fault{c, uint16(min(offset, 0xFFFF))}
		f.n++
	}
}

// Has reports whether the code was recorded.
func (f *Faults) Has(c FaultCode) bool { return f.Bits[c>>6]>>(c&63)&1 != 0 }

// Any reports whether any fault was recorded.
func (f *Faults) Any() bool { return f.Bits[0]|f.Bits[1]|f.Bits[2]|f.Bits[3] != 0 }

// List returns the faults that kept their offsets, in the order found.
func (f *Faults) List() []Fault { return f.list[:f.n] }

// Merge adds the faults of another set.
func (f *Faults) Merge(o *Faults) {
	for _, x := range o.List() {
		f.Add(x.Code, int(x.Offset))
	}
	for i := range f.Bits {
		f.Bits[i] |= o.Bits[i]
	}
}

// Each calls fn for every distinct code, ascending.
func (f *Faults) Each(fn func(FaultCode)) {
	for w, b := range f.Bits {
		for ; b != 0; b &= b - 1 {
			fn(FaultCode(w<<6 | bits.TrailingZeros64(b)))
		}
	}
}
