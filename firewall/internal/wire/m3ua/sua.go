package m3ua

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Message classes of SUA that M3UA does not have (RFC 3868 clause 3.1.2).
const (
	ClassSUAConnectionless = 7
	ClassSUAConnection     = 8
)

// Messages of the first of them.
const (
	TypeCLDT = 1 // stands for UDT, XUDT and LUDT of SCCP
	TypeCLDR = 2 // for UDTS, XUDTS and LUDTS
)

// suaNames of the two classes by type (RFC 3868 clause 3.1.3).
var suaNames = [2][12]string{
	{1: "CLDT", 2: "CLDR"},
	{1: "CORE", 2: "COAK", 3: "COREF", 4: "RELRE", 5: "RELCO", 6: "RESCO", 7: "RESRE", 8: "CODT", 9: "CODA", 10: "COERR", 11: "COIT"},
}

// NameSUA returns the name of a message of SUA, or "".
func NameSUA(class, typ uint8) string {
	switch {
	case class == ClassTransfer:
		return ""
	case class == ClassSUAConnectionless || class == ClassSUAConnection:
		if int(typ) < len(suaNames[0]) {
			return suaNames[class-ClassSUAConnectionless][typ]
		}
		return ""
	}
	return Name(class, typ)
}

// Parameters of SUA (RFC 3868 clauses 3.9, 3.10) that are read.
const (
	tagRoutingContext = 0x0006
	tagAffected       = 0x0012
	tagHopCount       = 0x0101
	tagSource         = 0x0102
	tagDestination    = 0x0103
	tagCause          = 0x0106
	tagData           = 0x010b
	tagImportance     = 0x0113
	tagPriority       = 0x0114
	tagClass          = 0x0115
	tagSequence       = 0x0116
	tagSegmentation   = 0x0117
	tagCorrelation    = 0x0013
)

// slotOfSUA returns the bit of a parameter in a set of those of SUA, 0 for one that
// is no parameter of connectionless messages.
func slotOfSUA(tag uint16) uint64 {
	switch {
	case tag < 0x20:
		return 1 << tag
	case tag&^0x1F == 0x0100:
		return 1 << (0x20 + tag&0x1F)
	}
	return 0
}

// What the two connectionless messages must and may hold (RFC 3868 clauses 3.2.1,
// 3.2.2).
var (
	mandatorySUA = [3]uint64{
		TypeCLDT: set(tagRoutingContext, tagClass, tagSource, tagDestination, tagSequence, tagData),
		TypeCLDR: set(tagRoutingContext, tagCause, tagSource, tagDestination),
	}
	optionalSUA = [3]uint64{
		TypeCLDT: set(tagHopCount, tagImportance, tagPriority, tagCorrelation, tagSegmentation),
		TypeCLDR: set(tagHopCount, tagImportance, tagPriority, tagCorrelation, tagSegmentation, tagData),
	}
)

func set(tags ...uint16) (s uint64) {
	for _, t := range tags {
		s |= slotOfSUA(t)
	}
	return s
}

// Unitdata is what a connectionless message of SUA has that one of SCCP has, too,
// beside its data.
type Unitdata struct {
	Source, Destination []byte // parameters as they came
	IsSegment           bool
	First               bool
	Remaining           uint8
	Reference           uint32
}

// DecodeSUA reads a message of SUA. Of CLDT and CLDR it fills the SCCP part of s,
// with the bits of its columns in present (read) or invalid (there and unreadable);
// Data is the user's. Of others it looks at the form alone, and at the point codes
// that they tell of. Connection-oriented messages, which are known by name only,
// and those that are not listed are unknown messages.
func (m *Message) DecodeSUA(b []byte, u *Unitdata, s *op.SS7, present, invalid *[4]uint64, f *op.Faults) bool {
	*u = Unitdata{}
	w, ok := m.start(b, f)
	if !ok {
		return false
	}
	if m.Class == ClassSUAConnectionless && (m.Type == TypeCLDT || m.Type == TypeCLDR) {
		d := sua{Message: m, Unitdata: u, s: s, walk: w}
		d.unitdata()
		present[columnsSS7] |= d.present
		invalid[columnsSS7] |= d.invalid
		d.finish()
		return true
	}
	if m.Class == ClassSUAConnection || NameSUA(m.Class, m.Type) == "" {
		f.Add(op.M3UAMessageUnknown, 2)
	}
	for w.next() {
		if w.tag == tagAffected && m.Affected == nil && (w.to-w.at)%4 == 0 {
			m.Affected, m.AffectedAt = b[w.at:w.to], w.at
		}
	}
	w.finish()
	return true
}

// columnsSS7 is the word of a set of columns that has those of SS7, from firstColumn
// on.
const (
	columnsSS7  = op.ColOpc >> 6
	firstColumn = columnsSS7 << 6
)

// sua reads a CLDT or a CLDR.
type sua struct {
	*Message
	*Unitdata
	walk
	s                *op.SS7
	present, invalid uint64
}

func (d *sua) has(column int) { d.present |= 1 << (column - firstColumn) }

func (d *sua) unitdata() {
	must, seen := mandatorySUA[d.Type], uint64(0)
	for d.next() {
		switch bit := slotOfSUA(d.tag); {
		case bit&(must|optionalSUA[d.Type]) == 0:
			d.f.Add(op.M3UAParameterUnknown, d.at-4)
		case bit&seen != 0:
			d.f.Add(op.M3UAParameterRepeated, d.at-4)
		default:
			seen |= bit
			d.parameter(d.b[d.at:d.to])
		}
	}
	if must&^seen != 0 {
		d.f.Add(op.M3UAParameter, d.end)
	}
	const udt, udts, xudt, xudts = 0x09, 0x0A, 0x11, 0x12 // Q.713 clause 2.1
	types := [3][2]uint8{TypeCLDT: {udt, xudt}, TypeCLDR: {udts, xudts}}[d.Type]
	if d.s.SCCPType = types[0]; seen&set(tagHopCount, tagImportance, tagSegmentation) != 0 {
		d.s.SCCPType = types[1]
	}
	d.has(op.ColSccpType)
}

// parameter reads a value. Numbers have four octets, of which only the last few
// bits are used.
func (d *sua) parameter(v []byte) {
	switch d.tag {
	case tagSource:
		d.Source = v
		d.address(&d.s.Calling, op.ColCallingIndicator-firstColumn)
		return
	case tagDestination:
		d.Destination = v
		d.address(&d.s.Called, op.ColCalledIndicator-firstColumn)
		return
	case tagData:
		if len(v) == 0 {
			d.f.Add(op.M3UAParameter, d.at-4)
			return
		}
		d.Data, d.At = v, d.at
		return
	}
	if len(v) != 4 {
		d.f.Add(op.M3UAParameter, d.at-4)
		return
	}
	switch n := binary.BigEndian.Uint32(v); d.tag {
	case tagRoutingContext:
		d.s.RoutingContext = n
		d.has(op.ColRoutingContext)
	case tagClass:
		d.s.SCCPClass, d.s.ReturnOption = v[3]&0xF, v[3]&0x80 != 0
		d.has(op.ColSccpClass)
		if n&^0x81 != 0 { // class 0 or 1, return on error (clause 3.10.9)
			d.f.Add(op.SCCPValue, d.at)
		}
	case tagHopCount:
		d.s.HopCounter = v[3]
		d.has(op.ColHopCounter)
		if n-1 >= 15 {
			d.f.Add(op.SCCPValue, d.at)
		}
	case tagCause:
		d.s.ReturnCause = v[3]
	case tagSegmentation:
		d.segment(v)
	}
}

// segment reads the segmentation parameter (RFC 3868 clause 3.10.23): a bit for the
// first segment, seven for how many remain, and a reference of 24.
func (d *sua) segment(v []byte) {
	d.First, d.Remaining = v[0]&0x80 != 0, v[0]&0x7F
	d.Reference = uint32(v[1])<<16 | uint32(v[2])<<8 | uint32(v[3])
	d.IsSegment = true
	const most = 15 // SCCP has four bits for it
	isPart := !d.First || d.Remaining != 0
	if d.Remaining > most || isPart && d.Type == TypeCLDT && d.present>>(op.ColSccpClass-firstColumn)&1 != 0 && d.s.SCCPClass != 1 {
		d.f.Add(op.SCCPSegment, d.at)
	}
}
