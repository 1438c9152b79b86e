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

// checkParameters records what is wrong with the parameters of a chunk, and with
// the fixed part of a handshake.
func (p *Packet) checkParameters() {
	cookies := 0
	x := p.Parameters()
	x.faults = &p.ChunkFaults
	for x.Next() {
		if x.Type == StateCookie {
			cookies++
		}
	}
	h, ok := p.Handshake()
	if !ok {
		return
	}
	if h.Tag == 0 {
		p.ChunkFaults.Add(op.SCTPVerificationTag, p.Offset+chunkHeader)
	}
	if h.OutStreams == 0 || h.InStreams == 0 {
		p.ChunkFaults.Add(op.SCTPParameter, p.Offset+chunkHeader+8)
	}
	// INIT ACK without a cookie cannot be answered, and INIT has none to give.
	if cookies != int(p.Type)-Init {
		p.ChunkFaults.Add(op.SCTPParameter, p.Offset)
	}
}

// offers returns the extensions that the sender of an INIT or INIT ACK can use.
func (p *Packet) offers() (set extension) {
	for x := p.Parameters(); x.Next(); {
		switch x.Type {
		case SupportedExtensions:
			for _, t := range x.Value {
				set |= chunkTypes[t].extension
			}
		case ForwardTSNSupported:
			set |= partialReliability
		case ChunkList:
			set |= authentication
		}
	}
	return set
}
