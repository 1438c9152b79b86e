package sctp

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Parameter types (IANA "SCTP Chunk Parameter Types").
const (
	HeartbeatInfo         = 1
	IPv4Address           = 5
	IPv6Address           = 6
	StateCookie           = 7
	UnrecognizedParameter = 8
	CookiePreservative    = 9
	HostName              = 11
	SupportedAddressTypes = 12
	OutgoingSSNReset      = 13 // RFC 6525 to 18
	IncomingSSNReset      = 14
	SSNTSNReset           = 15
	ReConfigResponse      = 16
	AddOutgoingStreams    = 17
	AddIncomingStreams    = 18
	ECNCapable            = 0x8000
	ZeroChecksum          = 0x8001 // RFC 9653
	Random                = 0x8002 // RFC 4895 to 0x8004
	ChunkList             = 0x8003
	RequestedHMAC         = 0x8004
	Padding               = 0x8005 // RFC 4820
	SupportedExtensions   = 0x8008 // RFC 5061
	ForwardTSNSupported   = 0xC000 // RFC 3758
	AddAddress            = 0xC001 // RFC 5061 to 0xC006
	DeleteAddress         = 0xC002
	ErrorCauseIndication  = 0xC003
	SetPrimaryAddress     = 0xC004
	SuccessIndication     = 0xC005
	AdaptationIndication  = 0xC006
)

// parameterType says how many octets the value of a parameter may have.
type parameterType struct {
	least, most  uint16
	isRegistered bool
}

// anyLength stands for the most that a chunk can hold.
const anyLength = 0xFFFF

// parameterTypes are by the two high bits of the type and the low ones: all that are
// registered are among the first of each quarter.
var parameterTypes = func() (t [4][32]parameterType) {
	for _, r := range []struct {
		least, most uint16
		types       []uint16
	}{
		{0, anyLength, []uint16{HeartbeatInfo, UnrecognizedParameter, SupportedAddressTypes, Padding}},
		{0, 0, []uint16{ECNCapable, ForwardTSNSupported}},
		{0, 256, []uint16{SupportedExtensions, ChunkList}}, // RFC 4895 clause 3.2; there are no more chunk types
		{1, anyLength, []uint16{StateCookie}},
		// RFC 9260 clause 3.3.2.1 forbids host names, which made receivers ask a name
		// server that the sender chose.
		{1, 0, []uint16{HostName}},
		{2, anyLength, []uint16{RequestedHMAC}},
		{4, 4, []uint16{IPv4Address, CookiePreservative, ZeroChecksum, SSNTSNReset, SuccessIndication, AdaptationIndication}},
		{4, anyLength, []uint16{IncomingSSNReset, ErrorCauseIndication}},
		{8, 8, []uint16{AddOutgoingStreams, AddIncomingStreams}},
		{8, 16, []uint16{ReConfigResponse}},
		{12, anyLength, []uint16{OutgoingSSNReset}},
		{12, 24, []uint16{AddAddress, DeleteAddress, SetPrimaryAddress}}, // a correlation ID and an address parameter
		{16, 16, []uint16{IPv6Address}},
		{32, 32, []uint16{Random}}, // RFC 4895 clause 6.1
	} {
		for _, x := range r.types {
			t[x>>14][x&0x3FFF] = parameterType{r.least, r.most, true}
		}
	}
	return t
}()

// lacking is the type of parameters that are not registered.
var lacking parameterType

func parameterOf(t uint16) *parameterType {
	if i := t & 0x3FFF; i < 32 {
		return &parameterTypes[t>>14][i]
	}
	return &lacking
}

// Parameters walks the parameters of a chunk (RFC 9260 clause 3.2.1). What is
// wrong with them Packet.Next has recorded.
//
//	+-------------------------------+-------------------------------+
//	|        Parameter Type         |       Parameter Length        |
//	+-------------------------------+-------------------------------+
//	|                        Parameter Value                        |
//	+---------------------------------------------------------------+
type Parameters struct {
	Type   uint16
	Value  []byte
	Offset int // of the parameter's type, counted as Packet.Offset

	rest   []byte
	at     int
	faults *op.Faults // to record in; nil when that is done
}

// Parameters returns a walk over the parameters of the chunk that Next found. Of
// INIT, INIT ACK, ASCONF, ASCONF-ACK and RE-CONFIG; other chunks have none.
func (p *Packet) Parameters() Parameters {
	at := int(chunkTypes[p.Type].parameters)
	if at == 0 || at > chunkHeader+len(p.Value) {
		return Parameters{}
	}
	return Parameters{rest: p.Value[at-chunkHeader:], at: p.Offset + at}
}

// Next moves to the next parameter and returns false when there is none that
// could be read. Types that are not registered are found like all others.
func (x *Parameters) Next() bool {
	b := x.rest
	x.Offset, x.Value = x.at, nil
	if len(b) == 0 {
		return false
	}
	length := 0
	if len(b) >= 4 {
		length = int(binary.BigEndian.Uint16(b[2:]))
	}
	if length < 4 || length > len(b) {
		x.fault(op.SCTPParameter, x.at)
		x.rest = nil
		return false
	}
	x.Type, x.Value = binary.BigEndian.Uint16(b), b[4:length]
	end := length
	if length&3 != 0 { // of the last one the padding is that of the chunk
		end = min((length+3)&^3, len(b))
		if !isZero(b[length:end]) {
			x.fault(op.SCTPPadding, x.at+length)
		}
	}
	x.rest = b[end:]
	x.at += end
	if x.faults != nil {
		x.check()
	}
	return true
}

func (x *Parameters) fault(c op.FaultCode, at int) {
	if x.faults != nil {
		x.faults.Add(c, at)
	}
}

// check compares the value's length with what the type demands.
func (x *Parameters) check() {
	t, n := parameterOf(x.Type), len(x.Value)
	switch {
	case !t.isRegistered:
		x.faults.Add(op.SCTPUnknown, x.Offset)
	case n < int(t.least) || n > int(t.most):
		x.faults.Add(op.SCTPParameter, x.Offset)
	}
}

// Address returns the address that an address parameter holds, also one that
// ASCONF wraps to be added, deleted or made primary (RFC 5061 clause 4.2). ok is
// false for other parameters. The addresses 0.0.0.0 and :: are returned as they
// are; in ASCONF they stand for the source of the packet.
func (x *Parameters) Address() (a op.Addr, ok bool) {
	t, v := x.Type, x.Value
	if (t == AddAddress || t == DeleteAddress || t == SetPrimaryAddress) && len(v) >= 12 {
		// Behind the request's correlation ID a whole address parameter.
		t, v = binary.BigEndian.Uint16(v[4:]), v[8:]
	}
	switch {
	case t == IPv4Address && len(v) == 4:
		return op.AddrFrom4(v), true
	case t == IPv6Address && len(v) == 16:
		return op.AddrFrom16(v), true
	}
	return op.Addr{}, false
}
