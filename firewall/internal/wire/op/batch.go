package op

// Message is the unit that is ruled on: one UDP datagram, one SCTP user
// message, one Diameter or M3UA message on TCP.
type Message struct {
	TimeNS  int64 // Unix time of the frame that completed it
	Frame   int32 // number of that frame, from 1 as Wireshark counts
	Index   int32 // within the frame, from 0
	FirstOp int32 // its operations are Ops[FirstOp : FirstOp+NumOps]
	NumOps  int32
	Slot    int32 // position of its frame in the link's last Read, or NoSlot

	Src, Dst         Addr
	SrcPort, DstPort uint16
	PPID             uint32 // SCTP payload protocol identifier, as on the wire
	Stream           uint16 // of SCTP
	Transport        uint8  // IP protocol number; 17 UDP
	Side             Side   // where the link says it came in
	Direction        Direction

	Payload []byte // of the transport; valid until the batch is reset
	Faults  Faults // of frame, IP and transport layers

	// Resolved.
	Interconnect    ID // that has the source address
	DstInterconnect ID // that has the destination address
	SrcOwner        ID // operator whose gsn_addresses (or home's addresses) hold the source
	DstOwner        ID
}

// Peer is the interconnect at the other end: of the source, or of the
// destination of what goes out.
func (m *Message) Peer() ID {
	if m.Direction == Out {
		return m.DstInterconnect
	}
	return m.Interconnect
}

// Partner is the operator at the other end, by its address. What a message
// merely claims must not choose the laxest operator's settings.
func (m *Message) Partner() ID {
	if m.Direction == Out {
		return m.DstOwner
	}
	return m.SrcOwner
}

// NoSlot is the slot of a message whose frames were held and are gone: the
// fragments of a datagram that never became whole.
const NoSlot = -1

// Side of a link that a frame came in on.
type Side uint8

const (
	SideUnknown Side = iota // tap, replay: addresses decide
	SideOutside
	SideInside
)

// Batch is what a lane decodes, judges and rules on at once. It is reused:
// Reset keeps the memory.
type Batch struct {
	Messages []Message
	Ops      []Operation
	FTEIDs   []FTEID
	IEs      []IE
	SS7      []SS7 // the first is zero: that of operations of other protocols
	Numbers  []Number
	Ways     []Way

	Diameter      []Diameter // the first is zero, as of SS7
	Routes        []Route
	AVPs          []AVP
	Applications  []Application
	HostAddresses []HostAddress
	UserIDs       []UserID
	AccessPoints  []AccessPoint

	arena    []byte // reassembled payloads, valid until Reset
	spareSS7 bool   // the last of SS7 is no operation's
}

// Limits of the child tables per operation; what exceeds them is a fault.
const (
	MaxFTEIDs = 48
	MaxIEs    = 255
)

// Reset empties the batch and keeps its memory.
func (b *Batch) Reset() {
	b.Messages, b.Ops = b.Messages[:0], b.Ops[:0]
	b.FTEIDs, b.IEs, b.arena = b.FTEIDs[:0], b.IEs[:0], b.arena[:0]
	b.SS7, b.Numbers, b.spareSS7 = b.SS7[:min(1, len(b.SS7))], b.Numbers[:0], false
	b.Ways = b.Ways[:0]
	b.Diameter, b.Routes, b.AVPs = b.Diameter[:min(1, len(b.Diameter))], b.Routes[:0], b.AVPs[:0]
	b.Applications, b.HostAddresses, b.UserIDs = b.Applications[:0], b.HostAddresses[:0], b.UserIDs[:0]
	b.AccessPoints = b.AccessPoints[:0]
}

// AddMessage appends a cleared message. The pointer is valid until the next call.
func (b *Batch) AddMessage() *Message {
	if len(b.Messages) < cap(b.Messages) {
		b.Messages = b.Messages[:len(b.Messages)+1]
		m := &b.Messages[len(b.Messages)-1]
		*m = Message{FirstOp: int32(len(b.Ops))}
		return m
	}
	b.Messages = append(b.Messages, Message{FirstOp: int32(len(b.Ops))})
	return &b.Messages[len(b.Messages)-1]
}

// AddOp appends a cleared operation of the last message, carrying the
// message's faults. The pointer is valid until the next call.
func (b *Batch) AddOp(p Protocol) *Operation {
	m := &b.Messages[len(b.Messages)-1]
	if len(b.Ops) < cap(b.Ops) {
		b.Ops = b.Ops[:len(b.Ops)+1]
		b.Ops[len(b.Ops)-1] = Operation{}
	} else {
		b.Ops = append(b.Ops, Operation{})
	}
	o := &b.Ops[len(b.Ops)-1]
	o.Protocol = p
	o.Message = int32(len(b.Messages) - 1)
	o.Component = uint8(min(m.NumOps, 255))
	if m.Faults.Any() {
		o.Faults = m.Faults
	}
	m.NumOps++
	return o
}

// noSS7 is what operations of other protocols have.
var noSS7 SS7

// SS7Of returns what operation o carries of SS7, a zero value if it is of another
// protocol. The pointer is valid until the next AddSS7.
func (b *Batch) SS7Of(o *Operation) *SS7 {
	if o.SS7 == 0 {
		return &noSS7
	}
	return &b.SS7[o.SS7]
}

// StartSS7 returns a cleared SS7 part that is no operation's yet, to be filled in
// place: a copy of it costs a tenth of decoding a message. It is the same one again
// until GiveSS7. The pointer is valid until the next AddSS7, or StartSS7 behind a
// GiveSS7.
func (b *Batch) StartSS7() *SS7 {
	s := b.spare()
	*s = SS7{}
	return s
}

// GiveSS7 gives operation o the part that StartSS7 returned last.
func (b *Batch) GiveSS7(o *Operation) {
	o.SS7, b.spareSS7 = uint32(len(b.SS7)-1), false
}

// AddSS7 gives operation o an SS7 part of its own, copied from common. The pointer
// is valid until the next call.
func (b *Batch) AddSS7(o *Operation, common *SS7) *SS7 {
	s := b.spare()
	*s = *common
	b.GiveSS7(o)
	return s
}

// spare returns the part that is no operation's, which need not be clear.
func (b *Batch) spare() *SS7 {
	switch n := len(b.SS7); {
	case b.spareSS7:
	case n == 0:
		b.SS7 = append(b.SS7, SS7{}, SS7{})
	case n < cap(b.SS7):
		b.SS7 = b.SS7[:n+1]
	default:
		b.SS7 = append(b.SS7, SS7{})
	}
	b.spareSS7 = true
	return &b.SS7[len(b.SS7)-1]
}

// noDiameter is what operations of other protocols have.
var noDiameter Diameter

// DiameterOf returns what operation o carries of Diameter, a zero value if it is
// of another protocol. The pointer is valid until the next AddDiameter.
func (b *Batch) DiameterOf(o *Operation) *Diameter {
	if o.Diameter == 0 {
		return &noDiameter
	}
	return &b.Diameter[o.Diameter]
}

// AddDiameter gives operation o a cleared Diameter part. The pointer is valid
// until the next call.
func (b *Batch) AddDiameter(o *Operation) *Diameter {
	if len(b.Diameter) == 0 {
		b.Diameter = append(b.Diameter, Diameter{})
	}
	o.Diameter = uint32(len(b.Diameter))
	if len(b.Diameter) < cap(b.Diameter) {
		b.Diameter = b.Diameter[:len(b.Diameter)+1]
		b.Diameter[len(b.Diameter)-1] = Diameter{}
	} else {
		b.Diameter = append(b.Diameter, Diameter{})
	}
	return &b.Diameter[o.Diameter]
}

// Hold copies octets into the batch's own memory, for payloads put together
// from several frames. The result is valid until Reset.
func (b *Batch) Hold(p []byte) []byte {
	n := len(b.arena)
	b.arena = append(b.arena, p...)
	return b.arena[n:len(b.arena):len(b.arena)]
}

// Value returns the octets of an index entry of operation o.
func (b *Batch) Value(o *Operation, ie IE) []byte {
	return b.Messages[o.Message].Payload[ie.Offset:][:ie.Length]
}

// Bytes returns the octets that a span of operation o names.
func (b *Batch) Bytes(o *Operation, s Span) []byte {
	return b.Messages[o.Message].Payload[s.Off:][:s.Len]
}

// Protocol is the layer that a message without operations belongs to.
func (m *Message) Protocol() Protocol {
	switch m.Transport {
	case 6:
		return ProtoTCP
	case 132:
		return ProtoSCTP
	}
	return ProtoIP
}
