package sctp

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// UserMessage is what an upper layer handed to SCTP at once, or as long as it is
// not whole, the part of it that one chunk brought.
type UserMessage struct {
	PPID     uint32 // payload protocol identifier; of I-DATA not known before the first fragment
	TSN      uint32 // of its first fragment; of a message that is not whole, of this one
	Sequence uint32 // stream sequence number of DATA, 16 bits; message identifier of I-DATA
	Stream   uint16

	Unordered bool
	IData     bool

	// Retransmitted: nothing in it is new. The same content was there before,
	// and deserves the same ruling.
	Retransmitted bool

	// Begun is for a link that lets held fragments pass: of a message that is
	// Held, everything from its first octet to this fragment is held too, so the
	// message will be judged before its last fragment passes. A fragment of which
	// this cannot be said might complete at the receiver what is not known here.
	Begun bool

	Offset int // of the user data of this chunk, counted as Packet.Offset

	// Data is the whole message, else nil. It is part of the packet, or valid
	// until the next Add.
	Data []byte
}

// Flags of DATA and I-DATA (RFC 9260 clause 3.3.1).
const (
	flagEnd       = 1
	flagBegin     = 2
	flagUnordered = 4
)

// fragment is one DATA or I-DATA chunk.
type fragment struct {
	UserMessage
	begin, end bool
	fsn        uint32 // I-DATA: fragment sequence number, 0 of the first
	mark       uint64 // sums up the chunk, see Assembler.mark
	data       []byte
}

func (c *fragment) isWhole() bool { return c.begin && c.end }

// read takes a DATA or I-DATA chunk apart and reports whether it has user data.
//
// DATA (RFC 9260 clause 3.3.1):
//
//	+---------------+-------+-+-+-+-+-------------------------------+
//	|    Type = 0   |  Res  |I|U|B|E|            Length             |
//	+---------------+-------+-+-+-+-+-------------------------------+
//	|                              TSN                              |
//	+-------------------------------+-------------------------------+
//	|       Stream Identifier       |     Stream Sequence Number    |
//	+-------------------------------+-------------------------------+
//	|                  Payload Protocol Identifier                  |
//	+---------------------------------------------------------------+
//	|                           User Data                           |
//	+---------------------------------------------------------------+
//
// I-DATA (RFC 8260 clause 2.1) has 32 bits of Message Identifier in the place of
// the sequence number, behind two reserved octets, and in all but the first
// fragment the Fragment Sequence Number in the place of the PPID.
func (c *fragment) read(p *Packet) bool {
	v, fixed := p.Value, 12
	if p.Type == IData {
		fixed = 16
	}
	if len(v) < fixed {
		return false // Packet.Next has recorded it
	}
	if len(v) == fixed {
		p.ChunkFaults.Add(op.SCTPNoData, p.Offset+2)
		return false
	}
	c.begin, c.end, c.Unordered = p.Flags&flagBegin != 0, p.Flags&flagEnd != 0, p.Flags&flagUnordered != 0
	c.TSN, c.Stream = binary.BigEndian.Uint32(v), binary.BigEndian.Uint16(v[4:])
	c.PPID = binary.BigEndian.Uint32(v[fixed-4:])
	c.Offset, c.data = p.Offset+chunkHeader+fixed, v[fixed:]
	if p.Type == Data {
		c.Sequence = uint32(binary.BigEndian.Uint16(v[6:]))
	} else {
		c.readIData(p)
	}
	if isSwapped(c.PPID) {
		p.ChunkFaults.Add(op.SCTPPPIDSwapped, c.Offset-4)
	}
	return true
}

func (c *fragment) readIData(p *Packet) {
	c.IData = true
	c.Sequence = binary.BigEndian.Uint32(p.Value[8:])
	if !c.begin {
		c.fsn, c.PPID = c.PPID, 0
		if c.fsn == 0 {
			p.ChunkFaults.Add(op.SCTPFragment, c.Offset-4)
		}
	}
}
