package encap

import (
	"encoding/binary"
	"hash/crc32"
)

// Chunk types (RFC 9260 clause 3.2) that an association needs. All others are
// extensions, which this package does not offer.
const (
	typeData             = 0
	typeInit             = 1
	typeInitAck          = 2
	typeSack             = 3
	typeHeartbeat        = 4
	typeHeartbeatAck     = 5
	typeAbort            = 6
	typeShutdown         = 7
	typeShutdownAck      = 8
	typeError            = 9
	typeCookieEcho       = 10
	typeCookieAck        = 11
	typeShutdownComplete = 14
)

const (
	headerLength      = 12 // of a packet
	chunkHeaderLength = 4
	dataHeaderLength  = 16 // of a DATA chunk
	initLength        = 20 // of an INIT chunk without parameters
	sackLength        = 16 // of a SACK chunk without gaps

	flagUnordered = 4 // of DATA
	flagImmediate = 8 // of DATA (RFC 7053)
	flagReflected = 1 // of ABORT and SHUTDOWN COMPLETE: the tag is the sender's own
	flagsWhole    = 3 // of DATA: first and last fragment

	parameterCookie = 7
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum returns the CRC32c of a packet (RFC 9260 appendix A) whose checksum field
// is taken for zero.
func checksum(packet []byte) uint32 {
	var zero [4]byte
	sum := crc32.Update(0, castagnoli, packet[:8])
	sum = crc32.Update(sum, castagnoli, zero[:])
	return crc32.Update(sum, castagnoli, packet[headerLength:])
}

// sum writes the checksum into a packet.
func sum(packet []byte) { binary.LittleEndian.PutUint32(packet[8:], checksum(packet)) }

func sumIsRight(packet []byte) bool {
	return binary.LittleEndian.Uint32(packet[8:]) == checksum(packet)
}

// header begins a packet.
func header(to []byte, from, dest uint16, tag uint32) []byte {
	to = binary.BigEndian.AppendUint16(to, from)
	to = binary.BigEndian.AppendUint16(to, dest)
	to = binary.BigEndian.AppendUint32(to, tag)
	return append(to, 0, 0, 0, 0)
}

// chunk adds a chunk with its padding.
func chunk(to []byte, kind, flags byte, body []byte) []byte {
	to = append(to, kind, flags)
	to = binary.BigEndian.AppendUint16(to, uint16(chunkHeaderLength+len(body)))
	to = append(to, body...)
	for range -len(body) & 3 {
		to = append(to, 0)
	}
	return to
}

// nextChunk returns the first chunk of data with its header, without its padding, and
// what follows; nil if there is none, or it is not whole.
func nextChunk(data []byte) (c, rest []byte) {
	if len(data) < chunkHeaderLength {
		return nil, nil
	}
	n := int(binary.BigEndian.Uint16(data[2:]))
	if n < chunkHeaderLength || n > len(data) {
		return nil, nil
	}
	return data[:n:n], data[min(len(data), (n+3)&^3):]
}

// initiation is the fixed part of INIT and INIT ACK (RFC 9260 clause 3.3.2).
type initiation struct {
	tag      uint32
	window   uint32
	out, in  uint16 // streams
	firstTSN uint32
}

const initiationLength = initLength - chunkHeaderLength

func (i *initiation) append(to []byte) []byte {
	to = binary.BigEndian.AppendUint32(to, i.tag)
	to = binary.BigEndian.AppendUint32(to, i.window)
	to = binary.BigEndian.AppendUint16(to, i.out)
	to = binary.BigEndian.AppendUint16(to, i.in)
	return binary.BigEndian.AppendUint32(to, i.firstTSN)
}

// chunk returns the INIT chunk that says i.
func (i *initiation) chunk() []byte { return chunk(nil, typeInit, 0, i.append(nil)) }

// readInitiation reads the body of an INIT or INIT ACK, and refuses what a peer must
// not say (RFC 9260 clause 3.3.2).
func readInitiation(body []byte) (i initiation, ok bool) {
	if len(body) < initiationLength {
		return i, false
	}
	i = initiation{tag: binary.BigEndian.Uint32(body), window: binary.BigEndian.Uint32(body[4:]), out: binary.BigEndian.Uint16(body[8:]),
		in: binary.BigEndian.Uint16(body[10:]), firstTSN: binary.BigEndian.Uint32(body[12:])}
	return i, i.tag != 0 && i.out != 0 && i.in != 0 && i.window >= 1500
}

// cookieOf returns the State Cookie among the parameters of an INIT ACK.
func cookieOf(parameters []byte) []byte {
	for {
		// A parameter has the form of a chunk: the type takes the place of type and flags.
		p, rest := nextChunk(parameters)
		if p == nil {
			return nil
		}
		if binary.BigEndian.Uint16(p) == parameterCookie {
			return p[4:]
		}
		parameters = rest
	}
}
