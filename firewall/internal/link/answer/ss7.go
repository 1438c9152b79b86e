package answer

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op/rejection"
)

// Values in answers of SS7.
const (
	serviceSCCP = 3  // Q.704 clause 14.2.1
	hopCounter  = 15 // the most (Q.713 clause 3.18)
)

// Tags of parameters of M3UA (RFC 4666 clauses 3.2, 3.3.1).
const (
	tagRoutingContext    = 0x0006
	tagNetworkAppearance = 0x0200
	tagProtocolData      = 0x0210
)

// refuse is a DATA message of M3UA (RFC 4666 clauses 3.1, 3.3.1), from where the
// message was sent to, to where it came from:
//
//	1 | 1 | 0 | 1 | 1 | length, 4 octets                 |
//	9 | 0x0200 | 8 | network appearance                  |  if the message had one
//	  | 0x0006 | 8 | routing context                     |  likewise
//	  | 0x0210 | length | OPC | DPC | SI NI MP SLS | ... |
func (x *Builder) refuse(r *rejection.Refusal) []byte {
	s, order := r.SS7, binary.BigEndian
	p := append(x.buf[:0], 1, 0, 1, 1)
	p = order.AppendUint32(p, uint32(r.Length()))
	if s.HasAppearance {
		p = order.AppendUint32(p, tagNetworkAppearance<<16|8)
		p = order.AppendUint32(p, s.Appearance)
	}
	if r.HasRoutingContext() {
		p = order.AppendUint32(p, tagRoutingContext<<16|8)
		p = order.AppendUint32(p, s.RoutingContext)
	}
	p = order.AppendUint32(p, tagProtocolData<<16|uint32(16+r.LengthSCCP()))
	p = order.AppendUint32(p, s.DPC)
	p = order.AppendUint32(p, s.OPC)
	p = append(p, serviceSCCP, s.NetworkIndicator, 0, s.SLS)
	p = appendSCCP(p, r)
	return append(p, "\x00\x00\x00"[:-len(p)&3]...)
}

// appendSCCP appends a UDT, XUDT, UDTS or XUDTS (Q.713 clauses 4.10, 4.11, 4.18,
// 4.19):
//
//	1 | type | class or return cause | hop counter, in X... | pointers: called, calling, data, in X... 0 |
//
// and these parts, each behind its length. The class is the message's, without
// the return option: nobody returns an answer.
func appendSCCP(p []byte, r *rejection.Refusal) []byte {
	second, s := r.SS7.SCCPClass&1, r.SS7
	if r.Is == rejection.RefusedReturned {
		second = r.Value
	}
	p = append(p, r.Type, second)
	called, calling := rejection.AddressLength(&s.Calling), rejection.AddressLength(&s.Called)
	if r.Type == rejection.XUDT || r.Type == rejection.XUDTS {
		p = append(p, hopCounter, 4, byte(4+called), byte(4+called+calling), 0)
	} else {
		p = append(p, 3, byte(3+called), byte(3+called+calling))
	}
	p = appendAddress(append(p, byte(called)), &s.Calling)
	p = appendAddress(append(p, byte(calling)), &s.Called)
	p = append(p, byte(r.LengthData()))
	if r.Is == rejection.RefusedReturned {
		return append(p, r.Data...)
	}
	return appendTransaction7(p, r)
}

// appendAddress appends a party address (Q.713 clause 3.4) without what is spare
// in it.
func appendAddress(p []byte, a *op.SCCPAddress) []byte {
	const national = 0x80
	p = append(p, a.Indicator&^national)
	if a.Present&op.SCCPHasPointCode != 0 {
		p = binary.LittleEndian.AppendUint16(p, a.PointCode)
	}
	if a.Present&op.SCCPHasSSN != 0 {
		p = append(p, a.SSN)
	}
	if a.Present&op.SCCPHasGT == 0 {
		return p
	}
	switch a.GTI() {
	case 1:
		p = append(p, a.NAI|(a.ES&1)<<7)
	case 3:
		p = append(p, a.TT, a.NP<<4|a.ES)
	case 4:
		p = append(p, a.TT, a.NP<<4|a.ES, a.NAI)
	}
	return appendDigits(p, a.Digits)
}

// appendDigits appends digits, the first one in the low half of an octet, and 0
// behind an odd number of them (Q.713 clause 3.4.2.3.1).
func appendDigits(p []byte, d op.Digits) []byte {
	n, _ := d.Len()
	for i := 0; i < n; i += 2 {
		octet := byte(d >> (56 - 4*i) & 0xF)
		if i+1 < n {
			octet |= byte(d>>(52-4*i)&0xF) << 4
		}
		p = append(p, octet)
	}
	return p
}
