package encode

// Parameters of SUA (RFC 3868 clauses 3.9, 3.10) and of M2UA (RFC 3331 clause 3.3).
const (
	tagSource       = 0x0102
	tagDestination  = 0x0103
	tagData         = 0x010B
	tagClass        = 0x0115
	tagSequence     = 0x0116
	tagSegmentation = 0x0117
	tagTitle        = 0x8001
	tagPoint        = 0x8002
	tagSubsystem    = 0x8003
	tagInterface    = 0x0001
	tagDataM2UA     = 0x0300
)

// SUA writes a message of SCCP as the one of SUA that stands for it: CLDT (RFC 3868
// clause 3.2.1).
func (m SCCP) SUA() M3UA {
	x := M3UA{Class: 7, Type: 1, Parameters: [][]byte{
		RoutingContext(1), Parameter(tagClass, U32(uint32(m.Class))), m.Calling.sua(tagSource), m.Called.sua(tagDestination), Parameter(tagSequence, U32(5)),
	}}
	if s := m.Segmentation; s != nil { // its first octet has the class in bit 7, this one has not
		x.Parameters = append(x.Parameters, Parameter(tagSegmentation, Join([]byte{s[0] & 0x8F}, s[1:])))
	}
	x.Parameters = append(x.Parameters, Parameter(tagData, m.Octets))
	return x
}

// sua writes the address as RFC 3868 clause 3.10.2.
func (p Party) sua(tag int) []byte {
	route, parts := 1, []byte(nil)
	if p.RouteOnSSN {
		route = 2
	}
	if !p.NoTitle {
		digits := TBCD(p.Title)
		if len(p.Title)%2 == 1 {
			digits[len(digits)-1] &= 0x0F
		}
		parts = append(parts, Parameter(tagTitle, Join([]byte{0, 0, 0, 4, byte(len(p.Title)), p.TT, or(p.Plan, 1), or(p.Nature, 4)}, digits))...)
	}
	if p.Point != nil {
		parts = append(parts, Parameter(tagPoint, U32(*p.Point))...)
	}
	if !p.NoSSN {
		parts = append(parts, Parameter(tagSubsystem, U32(uint32(p.SSN)))...)
	}
	return Parameter(tag, Join(U16(route), U16(7), parts))
}

// M2UA wraps an MTP3 message as RFC 3331 clause 3.3.1.1.
func M2UA(label []byte) []byte {
	return M3UA{Class: 6, Type: 1, Parameters: [][]byte{Parameter(tagInterface, U32(1)), Parameter(tagDataM2UA, label)}}.Bytes()
}
