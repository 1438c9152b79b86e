package encode

import "net/netip"

// PPIDDiameter and PPIDDiameterDTLS are the payload protocol identifiers of
// Diameter (RFC 6733 clause 2.1.1).
const (
	PPIDDiameter     = 46
	PPIDDiameterDTLS = 47
)

// Flags of a Diameter command (RFC 6733 clause 3).
const (
	FlagRequest       = 0x80
	FlagProxiable     = 0x40
	FlagError         = 0x20
	FlagRetransmitted = 0x10
)

// Flags of an AVP (RFC 6733 clause 4.1).
const (
	FlagVendor    = 0x80
	FlagMandatory = 0x40
)

// Vendor3GPP is the vendor of most AVPs between operators (IANA).
const Vendor3GPP = 10415

// AVP is one attribute-value pair (RFC 6733 clause 4.1). The header has a vendor if
// the V flag says so, whatever Vendor is.
type AVP struct {
	Code, Vendor uint32
	Flags        byte
	Data         []byte
	LengthDelta  int  // added to the length, a deliberate fault
	Padding      byte // what it is padded with
	Bare         bool // not padded, a deliberate fault
}

// Bytes writes the AVP and pads it to four octets.
func (a AVP) Bytes() []byte {
	vendor := []byte(nil)
	if a.Flags&FlagVendor != 0 {
		vendor = U32(a.Vendor)
	}
	out := Join(U32(a.Code), []byte{a.Flags}, U24(uint32(8+len(vendor)+len(a.Data)+a.LengthDelta)), vendor, a.Data)
	for len(out)%4 != 0 && !a.Bare {
		out = append(out, a.Padding)
	}
	return out
}

// Group is an AVP that holds others (RFC 6733 clause 4.4).
func (a AVP) Group(members ...AVP) AVP {
	a.Data = nil
	for _, m := range members {
		a.Data = append(a.Data, m.Bytes()...)
	}
	return a
}

// IsOf reports whether the AVP has a code and a vendor, 0 without one.
func (a AVP) IsOf(code, vendor uint32) bool { return a.Code == code && a.Vendor == vendor }

// Address is the data of that type (RFC 6733 clause 4.3.1).
func Address(a netip.Addr) []byte {
	if a.Is4() {
		return Join(U16(1), a.AsSlice())
	}
	return Join(U16(2), a.AsSlice())
}

// Diameter is one command (RFC 6733 clause 3).
type Diameter struct {
	Version            byte // 0: 1
	Flags              byte
	Code, Application  uint32
	HopByHop, EndToEnd uint32
	AVPs               []AVP
	LengthDelta        int    // added to the length, a deliberate fault
	Behind             []byte // octets behind the last AVP, counted in the length
}

// Bytes writes the command.
func (d Diameter) Bytes() []byte {
	var body []byte
	for _, a := range d.AVPs {
		body = append(body, a.Bytes()...)
	}
	body = append(body, d.Behind...)
	version := d.Version
	if version == 0 {
		version = 1
	}
	return Join([]byte{version}, U24(uint32(20+len(body)+d.LengthDelta)), []byte{d.Flags}, U24(d.Code),
		U32(d.Application), U32(d.HopByHop), U32(d.EndToEnd), body)
}
