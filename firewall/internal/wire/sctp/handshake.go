package sctp

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Handshake is the fixed part of INIT and INIT ACK (RFC 9260 clauses 3.3.2 and
// 3.3.3).
//
//	+---------------------------------------------------------------+
//	|                          Initiate Tag                         |
//	+---------------------------------------------------------------+
//	|           Advertised Receiver Window Credit (a_rwnd)          |
//	+-------------------------------+-------------------------------+
//	|   Number of Outbound Streams  |   Number of Inbound Streams   |
//	+-------------------------------+-------------------------------+
//	|                          Initial TSN                          |
//	+---------------------------------------------------------------+
type Handshake struct {
	Tag        uint32 // that packets to the sender will bear
	Window     uint32 // octets
	OutStreams uint16
	InStreams  uint16
	TSN        uint32 // of the sender's first DATA
}

// Handshake returns the fixed part of the INIT or INIT ACK that Next found. ok is
// false for other chunks, and when octets are missing.
func (p *Packet) Handshake() (h Handshake, ok bool) {
	v := p.Value
	if p.Type != Init && p.Type != InitAck || len(v) < 16 {
		return Handshake{}, false
	}
	return Handshake{
		Tag:        binary.BigEndian.Uint32(v),
		Window:     binary.BigEndian.Uint32(v[4:]),
		OutStreams: binary.BigEndian.Uint16(v[8:]),
		InStreams:  binary.BigEndian.Uint16(v[10:]),
		TSN:        binary.BigEndian.Uint32(v[12:]),
	}, true
}

// checkParameters records in f what is wrong with the parameters of a chunk, and
// with the fixed part of a handshake, and notes the extensions that it offers.
func (p *Packet) checkParameters(f *op.Faults) {
	p.offers = 0
	cookies, count := 0, 0
	x := p.Parameters()
	x.faults = f
	for x.Next() {
		count++
		switch x.Type {
		case StateCookie:
			cookies++
		case SupportedExtensions:
			for _, t := range x.Value[:min(len(x.Value), 256)] {
				p.offers |= chunkTypes[t].offers
			}
		case ForwardTSNSupported:
			p.offers |= partialReliability
		case Random: // whoever wants AUTH sends it (RFC 4895 clause 6.1)
			p.offers |= authentication
		}
	}
	if p.Type == ReConfig && (count == 0 || count > 2) { // RFC 6525 clause 3.1
		f.Add(op.SCTPParameter, p.Offset)
	}
	h, ok := p.Handshake()
	if !ok {
		return
	}
	if h.Tag == 0 {
		f.Add(op.SCTPVerificationTag, p.Offset+chunkHeader)
	}
	if h.OutStreams == 0 || h.InStreams == 0 {
		f.Add(op.SCTPParameter, p.Offset+chunkHeader+8)
	}
	// INIT ACK without a cookie cannot be answered, and INIT has none to give.
	if cookies != int(p.Type)-Init {
		f.Add(op.SCTPParameter, p.Offset)
	}
}
