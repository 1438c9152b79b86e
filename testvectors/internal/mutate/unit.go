package mutate

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// units are the messages of SCCP that carry octets between two addresses.
func (r random) units(octets, called, calling []byte) []SCCP {
	u := SCCP{Type: TypeUDT, Class: r.octet(0, 1, 0x80, 0x81), Called: Party{Octets: called}, Calling: Party{Octets: calling}, Octets: octets}
	room := 254 - len(called) - len(calling) - 3
	switch d := r.IntN(100); {
	case d < 12 && len(octets) > 8, len(octets) > room && d < 75:
		return r.segments(u, min(room-12, max(8, len(octets)/(1+r.IntN(5)))))
	case len(octets) > room, d < 20:
		u.Type = TypeLUDT
	case d < 40:
		u.Type = TypeXUDT
	case d < 42: // what comes back; its first octet is the cause
		u.Type, u.Class = r.octet(TypeUDTS, TypeXUDTS), byte(r.IntN(14))
	}
	if u.Type != TypeUDT && u.Type != TypeUDTS {
		u.Hop = byte(1 + r.IntN(15))
		if r.IntN(4) == 0 {
			u.Importance = []byte{byte(r.IntN(8))}
		}
	}
	return []SCCP{u}
}

// segments cuts the octets of a message for XUDT (Q.714 clause 4.1.1.2.1), at most
// sixteen times.
func (r random) segments(u SCCP, size int) (out []SCCP) {
	size = max(size, (len(u.Octets)+15)/16)
	pieces := Split(len(u.Octets), size)
	reference := r.Uint32() & 0xFFFFFF
	for i, p := range pieces {
		s := u
		s.Type, s.Class, s.Octets = TypeXUDT, u.Class|1, u.Octets[p.From:p.To]
		s.Segmentation = Segmentation(i == 0, true, len(pieces)-1-i, reference)
		out = append(out, s)
	}
	return out
}

// management is a message of SCCP management (Q.713 clause 5.3).
func (r random) management() SCCP {
	affected := r.octet(6, 7, 8, 146)
	code := r.pointCode()
	m := Management(byte(1+r.IntN(5)), affected, code)
	if r.IntN(6) == 0 {
		m = Management(6, affected, code, byte(r.IntN(9)))
	}
	own := Party{RouteOnSSN: true, NoTitle: true, SSN: 1}
	return SCCP{Type: r.octet(TypeUDT, TypeXUDT), Called: own, Calling: own, Octets: m}
}

// label is the way between two point codes.
func (r random) label() Transfer {
	t := Transfer{OPC: r.pointCode(), DPC: r.pointCode(), Service: 3, NI: r.octet(0, 0, 0, 2), SLS: byte(r.IntN(16))}
	if r.IntN(4) == 0 {
		context := r.Uint32()
		t.RoutingContext = &context
	}
	return t
}

// housekeeping is a message of M3UA that carries no user's (RFC 4666 clauses 3.4 to
// 3.8).
func (r random) housekeeping() M3UA {
	code, context := AffectedPointCodes(r.pointCode()), RoutingContext(r.Uint32())
	list := []M3UA{
		{Class: 0, Type: 0, Parameters: [][]byte{ErrorCode(uint32(1 + r.IntN(20)))}},
		{Class: 0, Type: 1, Parameters: [][]byte{Status(1, 2+r.IntN(3))}},
		{Class: 2, Type: r.octet(1, 2, 3, 6), Parameters: [][]byte{context, code}},
		{Class: 2, Type: 4, Parameters: [][]byte{code, CongestionLevel(byte(r.IntN(4)))}},
		{Class: 2, Type: 5, Parameters: [][]byte{code, UserCause(r.IntN(3), 3)}},
		{Class: 3, Type: r.octet(1, 2, 4, 5)},
		{Class: 3, Type: r.octet(3, 6), Parameters: [][]byte{HeartbeatData(r.octets(8))}},
		{Class: 4, Type: r.octet(1, 3), Parameters: [][]byte{TrafficMode(uint32(1 + r.IntN(3))), context}},
		{Class: 4, Type: r.octet(2, 4), Parameters: [][]byte{context}},
		{Class: 9, Type: 1, Parameters: [][]byte{RoutingKey(r.Uint32(), r.pointCode())}},
		{Class: 9, Type: 3, Parameters: [][]byte{context}},
	}
	return list[r.IntN(len(list))]
}
