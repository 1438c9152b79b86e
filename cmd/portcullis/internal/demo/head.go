package demo

import "encoding/binary"

// head is the part of a GTP header that routing an answer needs. The peers read
// it themselves: go-gtp is never given octets that might not have been filtered.
type head struct {
	version, kind uint8
	teid          uint32
	sequence      uint32
}

// readHead reads the head of one message. Of a G-PDU the sequence is the one
// that the demo's test packet carries (see packet.go).
func readHead(b []byte) (h head, ok bool) {
	if len(b) < 8 {
		return h, false
	}
	h.version, h.kind = b[0]>>5, b[1]
	switch {
	case h.version == 2 && b[0]&0x08 == 0: // TS 29.274 clause 5.1, T=0
		h.sequence = uint32(b[4])<<16 | uint32(b[5])<<8 | uint32(b[6])
	case h.version == 2 && len(b) >= 12:
		h.teid = binary.BigEndian.Uint32(b[4:])
		h.sequence = uint32(b[8])<<16 | uint32(b[9])<<8 | uint32(b[10])
	case h.version == 1 && h.kind == gPDU:
		h.teid = binary.BigEndian.Uint32(b[4:])
		h.sequence, _ = packetNumber(tunnelled(b))
	case h.version == 1 && b[0]&0x02 != 0 && len(b) >= 12: // TS 29.060 clause 6, S=1
		h.teid = binary.BigEndian.Uint32(b[4:])
		h.sequence = uint32(binary.BigEndian.Uint16(b[8:]))
	default:
		return h, false
	}
	return h, true
}

// tunnelled returns what a G-PDU carries behind its header, whose optional part
// of four octets is there if any of E, S and PN is set (TS 29.281 clause 5.1).
func tunnelled(b []byte) []byte {
	n := 8
	if b[0]&0x07 != 0 {
		n = 12
	}
	return b[min(n, len(b)):]
}

// isAnswer reports whether the message is a response: the message after each
// request in the tables of TS 29.274 clause 6.1 and TS 29.060 clause 7.1 that
// the demo's nodes ask. A G-PDU that comes back is an answer, too.
func (h head) isAnswer() bool {
	switch {
	case h.version == 2:
		switch h.kind {
		case 2, 33, 35, 37, 39, 96, 98, 100:
			return true
		}
	case h.version == 1:
		switch h.kind {
		case 2, 17, 19, 21, 129, gPDU:
			return true
		}
	}
	return false
}

// messages cuts a datagram at a piggybacked message (TS 29.274 clause 5.5.1).
func messages(b []byte) [][]byte {
	if len(b) >= 8 && b[0]>>5 == 2 && b[0]&0x10 != 0 {
		if n := 4 + int(binary.BigEndian.Uint16(b[2:])); n < len(b) {
			return [][]byte{b[:n], b[n:]}
		}
	}
	return [][]byte{b}
}
