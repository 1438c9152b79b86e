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

// anyLength stands for the most that a chunk can hold.
const anyLength = 0xFFFF

// lengthsOf returns how many octets the value of a parameter may have. ok is
// false for a type that is not registered.
func lengthsOf(t uint16) (least, most int, ok bool) {
	switch t {
	case HeartbeatInfo, UnrecognizedParameter, SupportedAddressTypes, Padding, SupportedExtensions, ChunkList, Random, RequestedHMAC:
		return 0, anyLength, true
	case ECNCapable, ForwardTSNSupported:
		return 0, 0, true
	case StateCookie, HostName:
		return 1, anyLength, true
	case IPv4Address, CookiePreservative, ZeroChecksum, SSNTSNReset, SuccessIndication, AdaptationIndication:
		return 4, 4, true
	case IncomingSSNReset, ErrorCauseIndication:
		return 4, anyLength, true
	case AddOutgoingStreams, AddIncomingStreams:
		return 8, 8, true
	case ReConfigResponse:
		return 8, 16, true
	case OutgoingSSNReset:
		return 12, anyLength, true
	case AddAddress, DeleteAddress, SetPrimaryAddress:
		return 12, 24, true // a correlation ID and an address parameter
	case IPv6Address:
		return 16, 16, true
	}
	return 0, 0, false
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
	// Of the last one the padding is that of the chunk.
	padded := min((length+3)&^3, len(b))
	if !isZero(b[length:padded]) {
		x.fault(op.SCTPPadding, x.at+length)
	}
	x.rest = b[padded:]
	x.at += padded
	x.check()
	return true
}

func (x *Parameters) fault(c op.FaultCode, at int) {
	if x.faults != nil {
		x.faults.Add(c, at)
	}
}

// check compares the value's length with what the type demands. RFC 9260 clause
// 3.3.2.1 forbids host names, which made receivers ask a name server that the
// sender chose.
func (x *Parameters) check() {
	least, most, known := lengthsOf(x.Type)
	switch {
	case !known:
		x.fault(op.SCTPUnknown, x.Offset)
	case len(x.Value) < least || len(x.Value) > most || x.Type == HostName:
		x.fault(op.SCTPParameter, x.Offset)
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
