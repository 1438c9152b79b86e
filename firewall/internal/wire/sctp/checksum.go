package sctp

import (
	"encoding/binary"
	"hash/crc32"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Checksum returns the CRC32c of a packet, with zeros for its checksum field
// (RFC 9260 clause 6.8). A packet shorter than the common header has none: 0.
func Checksum(packet []byte) uint32 {
	if len(packet) < HeaderLength {
		return 0
	}
	c := crc32.Update(0, castagnoli, packet[:8])
	c = crc32.Update(c, castagnoli, zeros[:])
	return crc32.Update(c, castagnoli, packet[HeaderLength:])
}

var zeros [4]byte

// PutChecksum writes the right checksum into a packet of at least HeaderLength
// octets. CRC32c is the only field of SCTP whose lowest octet comes first.
func PutChecksum(packet []byte) {
	binary.LittleEndian.PutUint32(packet[8:], Checksum(packet))
}

// ChecksumIsRight reports whether the packet carries its CRC32c. In captures on
// the sending host it does not: the interface fills it in later. In a truncated
// packet it cannot be told, and counts as right.
func (p *Packet) ChecksumIsRight() bool {
	return p.truncated || p.Checksum == Checksum(p.octets)
}
