package tap

import (
	"encoding/binary"
)

// pieces are the frames of one arrival: one, or several of the same size but
// for the last, which lie one behind the other.
type pieces struct {
	data              []byte
	size, count, last int // octets of each but the last; how many are left; octets of the last
}

func (p *pieces) left() int { return p.count }

// take returns the next piece.
func (p *pieces) take() (frame []byte) {
	n := p.size
	if p.count == 1 {
		n = p.last
	}
	frame, p.data = p.data[:n:n], p.data[n:]
	p.count--
	return frame
}

const (
	udpHeader   = 8
	protocolUDP = 17
)

// split takes a frame apart into which the kernel has merged UDP datagrams of
// one flow: their payloads follow each other behind the headers of the first,
// all of a.segment octets but the last. room is the memory that the frame lies
// at the start of; the payloads are moved apart in it, and each gets a copy of
// the headers in front.
//
// ok is false if the headers are not what they should be, and the frame is then
// as it was.
func split(room []byte, a *arrival) (p pieces, ok bool) {
	ip, header, ok := udpHeaders(a.data, a.network)
	if !ok {
		return pieces{}, false
	}
	payload := len(a.data) - header
	count := (payload + a.segment - 1) / a.segment
	if count < 2 || len(a.data)+(count-1)*header > len(room) {
		return pieces{}, false
	}
	last := payload - (count-1)*a.segment
	p = pieces{data: room[:len(a.data)+(count-1)*header], size: header + a.segment, count: count, last: header + last}
	for i, n := count-1, last; i >= 0; i, n = i-1, a.segment { // from the back, so that nothing is overwritten that is still to move
		frame := p.data[i*p.size:][:header+n]
		copy(frame[header:], p.data[header+i*a.segment:][:n])
		copy(frame, p.data[:header])
	}
	for i, rest := 0, p.data; i < count; i++ {
		frame := rest[:min(p.size, len(rest))]
		rest = rest[len(frame):]
		rewrite(frame, ip, header-udpHeader, i)
	}
	return p, true
}

// udpHeaders finds the IP header of an Ethernet frame or, if network is not
// negative, at that offset, and the end of the UDP header behind it.
func udpHeaders(b []byte, network int) (ip, end int, ok bool) {
	if ip = network; ip < 0 {
		for ip = 14; ip <= len(b); ip += 4 {
			if t := binary.BigEndian.Uint16(b[ip-2:]); t != 0x8100 && t != 0x88A8 { // IEEE 802.1Q, 802.1ad
				break
			}
		}
	}
	if ip+20 > len(b) {
		return 0, 0, false
	}
	protocol := b[ip+9]
	switch end = ip + int(b[ip]&0xF)*4; b[ip] >> 4 {
	case 4:
	case 6:
		protocol, end = b[ip+6], ip+40
	default:
		return 0, 0, false
	}
	end += udpHeader
	return ip, end, protocol == protocolUDP && end >= ip+20+udpHeader && end <= len(b)
}

// rewrite makes the headers of the i-th datagram fit its size: lengths, and the
// identification and checksum of IPv4 (RFC 791 clause 3.1). The UDP checksum
// was that of the sender's datagram or of the merged one; zero says that there
// is none (RFC 768).
func rewrite(frame []byte, ip, udp, i int) {
	be := binary.BigEndian
	be.PutUint16(frame[udp+4:], uint16(len(frame)-udp))
	be.PutUint16(frame[udp+6:], 0)
	if frame[ip]>>4 == 6 {
		be.PutUint16(frame[ip+4:], uint16(len(frame)-ip-40))
		return
	}
	be.PutUint16(frame[ip+2:], uint16(len(frame)-ip))
	be.PutUint16(frame[ip+4:], be.Uint16(frame[ip+4:])+uint16(i))
	be.PutUint16(frame[ip+10:], 0)
	sum := uint32(0)
	for at := ip; at < udp; at += 2 {
		sum += uint32(be.Uint16(frame[at:]))
	}
	for sum > 0xFFFF {
		sum = sum>>16 + sum&0xFFFF
	}
	be.PutUint16(frame[ip+10:], ^uint16(sum))
}
