package testvectors

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"net/netip"
)

// Message is a user message of SCTP as a capture shows it.
type Message struct {
	Frame    int            // from 1
	Src, Dst netip.AddrPort // with the ports of SCTP
	PPID     uint32
	Stream   uint16
	Data     []byte // of the capture's memory

	tag, number uint32 // of verification, and of transmission (TSN)
}

// UserMessages returns what two endpoints tell each other in the capture, if that is
// all it shows: one chunk of DATA with a whole user message in every frame, in order,
// between two addresses. Any stack of SCTP can say the same. What shows something of
// the transport itself (handshakes, fragments, bundles, several paths, errors), or has
// another one, gives false.
func (c *Capture) UserMessages() (list []Message, ok bool) {
	frames, ok := framesOf(c.Pcap)
	if !ok || len(frames) == 0 {
		return nil, false
	}
	last := map[bool]*Message{} // by whether it goes the first one's way
	for i, f := range frames {
		m, ok := userMessage(f)
		if !ok {
			return nil, false
		}
		m.Frame = i + 1
		list = append(list, m)
		way := m.Src == list[0].Src
		if !m.isBetween(&list[0]) || last[way] != nil && !m.follows(last[way]) {
			return nil, false
		}
		last[way] = &m
	}
	return list, true
}

// isBetween reports whether both messages have the same ends.
func (m *Message) isBetween(first *Message) bool {
	return m.Src == first.Src && m.Dst == first.Dst || m.Src == first.Dst && m.Dst == first.Src
}

// follows reports whether m is the message behind another one of the same way.
func (m *Message) follows(before *Message) bool {
	return m.tag == before.tag && m.number == before.number+1
}

// framesOf cuts a classic pcap file of Ethernet, in the order of octets in which the
// generators write, into frames.
func framesOf(pcap []byte) (frames [][]byte, ok bool) {
	const header, record, ethernet = 24, 16, 1
	le := binary.LittleEndian
	if len(pcap) < header || le.Uint32(pcap) != 0xa1b2c3d4 || le.Uint32(pcap[20:]) != ethernet {
		return nil, false
	}
	for rest := pcap[header:]; len(rest) > 0; {
		if len(rest) < record {
			return nil, false
		}
		n := int(le.Uint32(rest[8:]))
		if rest = rest[record:]; n > len(rest) {
			return nil, false
		}
		frames = append(frames, rest[:n])
		rest = rest[n:]
	}
	return frames, true
}

const protocolSCTP = 132

// userMessage reads a frame that is nothing but a user message.
func userMessage(frame []byte) (m Message, ok bool) {
	const ethernet = 14
	if len(frame) < ethernet {
		return m, false
	}
	be, p := binary.BigEndian, frame[ethernet:]
	var src, dst netip.Addr
	switch kind := be.Uint16(frame[12:]); {
	case kind == 0x0800 && len(p) >= 20 && p[0] == 0x45 && p[9] == protocolSCTP && be.Uint16(p[6:])&0x3fff == 0 && int(be.Uint16(p[2:])) == len(p):
		src, dst = netip.AddrFrom4([4]byte(p[12:])), netip.AddrFrom4([4]byte(p[16:]))
		p = p[20:]
	case kind == 0x86dd && len(p) >= 40 && p[6] == protocolSCTP && int(be.Uint16(p[4:])) == len(p)-40:
		src, dst = netip.AddrFrom16([16]byte(p[8:])), netip.AddrFrom16([16]byte(p[24:]))
		p = p[40:]
	default:
		return m, false
	}
	return m, m.readPacket(p, src, dst)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// readPacket reads a packet of one chunk, which is DATA, by itself a whole message
// (RFC 9260 clauses 3.1 and 3.3.1).
func (m *Message) readPacket(p []byte, src, dst netip.Addr) bool {
	const header, chunk, whole, ordered = 12, 16, 0x03, 0x07
	be := binary.BigEndian
	if len(p) < header+chunk+1 || !sumIsRight(p) {
		return false
	}
	m.Src, m.Dst = netip.AddrPortFrom(src, be.Uint16(p)), netip.AddrPortFrom(dst, be.Uint16(p[2:]))
	m.tag = be.Uint32(p[4:])
	p = p[header:]
	n := int(be.Uint16(p[2:]))
	if m.tag == 0 || p[0] != 0 || p[1]&ordered != whole || n <= chunk || len(p) != (n+3)&^3 {
		return false
	}
	m.number, m.Stream, m.PPID, m.Data = be.Uint32(p[4:]), be.Uint16(p[8:]), be.Uint32(p[12:]), p[chunk:n]
	return true
}

// sumIsRight checks the packet's CRC32c (RFC 9260 appendix A).
func sumIsRight(p []byte) bool {
	b := bytes.Clone(p)
	clear(b[8:12])
	return crc32.Checksum(b, castagnoli) == binary.LittleEndian.Uint32(p[8:])
}
