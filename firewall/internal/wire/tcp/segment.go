package tcp

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Segment is what the header of one segment says. Decode fills it; it holds a
// slice of the packet.
type Segment struct {
	SrcPort, DstPort uint16
	Sequence         uint32 // of the first octet of Payload, or of SYN
	Acknowledgment   uint32 // valid with ACK
	Flags            uint8
	Payload          []byte
	Missing          int // octets behind Payload that the capture did not keep
	At               int // offset of Payload in the frame

	Faults op.Faults // offsets count like At
}

// Flags (RFC 9293 clause 3.1).
const (
	FIN = 1 << iota
	SYN
	RST
	PSH
	ACK
	URG
)

const headerLength = 20

// Decode reads the segment b, at offset at of the frame, of which IP says that it
// has length octets. truncated means that the link kept fewer octets than there
// were. ok is false when the ports and the place in the stream cannot be told, or
// no receiver would look at them; a fault says why.
//
//	 0                   1                   2                   3
//	 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//	+-------------------------------+-------------------------------+
//	|          Source Port          |       Destination Port        |
//	|                        Sequence Number                        |
//	|                     Acknowledgment Number                     |
//	| Data  |       |C|E|U|A|P|R|S|F|                               |
//	| Offset| Rsrvd |W|C|R|C|S|S|Y|I|            Window             |
//	|       |       |R|E|G|K|H|T|N|N|                               |
//	|           Checksum            |         Urgent Pointer        |
//	|                    Options (offset - 5 words)                 |
//	+---------------------------------------------------------------+
func (s *Segment) Decode(b []byte, at, length int, truncated bool) (ok bool) {
	*s = Segment{At: at}
	if len(b) >= 4 {
		s.SrcPort, s.DstPort = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	}
	header := headerLength
	if len(b) >= headerLength {
		header = int(b[12]>>4) * 4
	}
	switch {
	case header < headerLength || header > length:
		s.Faults.Add(op.TCPHeader, at)
		return false
	case header > len(b):
		s.short(at+len(b), truncated)
		return false
	}
	s.Sequence, s.Acknowledgment = binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:])
	s.Flags = b[13]
	s.Payload, s.At, s.Missing = b[header:], at+header, length-len(b)
	s.check(at, binary.BigEndian.Uint16(b[18:]))
	return true
}

// short records that octets are missing: cut off by the link, or by the sender.
func (s *Segment) short(at int, truncated bool) {
	c := op.TCPHeader
	if truncated {
		c = op.FrameTruncated
	}
	s.Faults.Add(c, at)
}

// check records flags that belong to no state of a connection (RFC 9293 clause
// 3.10.7), which receivers discard, one sooner and one later, and urgent data.
func (s *Segment) check(at int, urgent uint16) {
	switch s.Flags & (SYN | FIN | RST | ACK) {
	case 0, FIN, SYN | FIN, SYN | RST, SYN | FIN | ACK, SYN | RST | ACK, SYN | FIN | RST, SYN | FIN | RST | ACK, FIN | RST:
		s.Faults.Add(op.TCPHeader, at+13)
	}
	if s.Flags&URG != 0 && (urgent != 0 || len(s.Payload) != 0) {
		s.Faults.Add(op.TCPUrgent, at+18)
	}
}

func (s *Segment) has(flags uint8) bool { return s.Flags&flags == flags }
