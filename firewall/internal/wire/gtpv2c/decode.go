package gtpv2c

import (
	"math"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Port is where requests are addressed (TS 29.274 clause 4.2.1.1).
const Port = 2123

// Header flags, and the sequence number's top bit, which marks a command and
// what it triggers (TS 29.274 clauses 5.1, 7.6).
const (
	flagPiggyback = 0x10
	flagTEID      = 0x08
	flagsSpare    = 0x03 // 0x04 is message priority
	commandBit    = 1 << 23
)

const (
	headerLength     = 8
	headerLengthTEID = 12
)

// Values of Operation.GTP.Piggyback.
const (
	alone = iota
	carrier
	carried
)

// Decode appends the operations of the batch's last message, whose payload is
// given: one, or two when the first carries a piggybacked one.
func Decode(b *op.Batch, payload []byte) {
	payload = payload[:min(len(payload), math.MaxUint16)] // no UDP payload is longer; offsets have 16 bits
	first := decoder{b: b, data: payload}
	next := first.message(0)
	if next == 0 {
		return
	}
	first.o.GTP.Piggyback = carrier
	carrierType := first.code
	second := decoder{b: b, data: payload, carried: true}
	second.message(next)
	second.o.GTP.Piggyback = carried
	if !mayCarry(carrierType, second.code) {
		second.fault(op.GTPPiggyback, next)
	}
}

// mayCarry reports the only two pairs that may share a datagram (TS 29.274
// clause 5.5.1).
func mayCarry(carrier, carried uint8) bool {
	return carrier == createSessionResponse && carried == createBearerRequest ||
		carrier == createBearerResponse && carried == modifyBearerRequest
}

// decoder holds what the parts of one message's decoding share.
type decoder struct {
	b    *op.Batch
	o    *op.Operation // valid until the next AddOp
	data []byte        // the datagram's payload
	rule *message
	code uint8

	carried  bool // behind another message in the same datagram
	accepted bool // not a response, or one that accepts
	strange  bool // an element that this message does not list
	stopped  bool // more elements than the index holds

	senderInterface uint8 // of the first 87.0 at top level, noInterface without one
	bearers         int   // contexts at top level
	innerBearers    int   // contexts inside PDN connections
	private         int   // octets of private extensions
	missing         int   // offset of the first group without a mandatory member, or -1

	index      *[op.MaxIEs + 1]op.IE // room for it, and for a place behind its end
	indexed    uint8                 // of it in use
	firstFTEID int                   // of this message in the batch
}

const noInterface = 0xFF

// message decodes one message that starts at an offset, and returns where the
// message that it carries starts, or 0.
func (d *decoder) message(at int) (next int) {
	o := d.b.AddOp(op.ProtoGTPv2)
	d.o = o
	p := d.data[at:]
	o.Start, o.Length = uint16(at), uint16(len(p))
	if len(p) < headerLength {
		d.fault(op.GTPTooShort, at)
		return 0
	}
	o.GTP.Version = p[0] >> 5
	if o.GTP.Version != 2 {
		d.fault(op.GTPVersion, at)
		return 0
	}
	d.code = p[1]
	d.rule = &messages[d.code]
	o.Code, o.Kind = uint32(d.code), kinds[d.rule.role]
	o.Has(op.ColCode)

	end := at + 4 + int(p[2])<<8 + int(p[3])
	switch {
	case end > len(d.data):
		d.fault(op.GTPLength, at+2)
		end = len(d.data)
	case end < len(d.data) && p[0]&flagPiggyback != 0:
		next = end
	case end < len(d.data):
		d.fault(op.GTPTrailing, end)
	}
	o.Length = uint16(end - at)
	d.flags(p[0], at, next != 0)
	if body := d.header(p[:end-at], at); body > 0 {
		d.ports(at)
		d.sequence(at)
		d.body(at+body, end)
	}
	return next
}

// flags checks the first octet. follows says whether octets of another message
// are there.
func (d *decoder) flags(first byte, at int, follows bool) {
	if first&flagsSpare != 0 {
		d.fault(op.GTPSpareBits, at)
	}
	if (first&flagTEID == 0) != (d.code >= echoRequest && d.code <= versionNotSupported) {
		d.fault(op.GTPTEIDFlag, at)
	}
	if first&flagPiggyback == 0 {
		return
	}
	if !follows || d.carried || d.code != createSessionResponse && d.code != createBearerResponse {
		d.fault(op.GTPPiggyback, at)
	}
}

// header reads TEID and sequence number, and returns the header's length, or 0
// when the message ends before.
func (d *decoder) header(p []byte, at int) int {
	o, n := d.o, headerLength
	if p[0]&flagTEID != 0 {
		n = headerLengthTEID
	}
	if len(p) < n {
		if len(d.data)-at < n {
			d.fault(op.GTPTooShort, at)
		} else {
			d.fault(op.GTPLength, at+2)
		}
		return 0
	}
	if n == headerLengthTEID {
		o.GTP.TEID = uint32(p[4])<<24 | uint32(p[5])<<16 | uint32(p[6])<<8 | uint32(p[7])
		o.Has(op.ColTEID)
	}
	o.GTP.Sequence = uint32(p[n-4])<<16 | uint32(p[n-3])<<8 | uint32(p[n-2])
	o.Has(op.ColSequence)
	return n
}

// ports: a request is addressed to 2123 and answers go back to where it came
// from. What a command or a carrier triggers follows the rule of answers
// (TS 29.274 clauses 4.2.1.2, 4.2.1.3).
func (d *decoder) ports(at int) {
	m := &d.b.Messages[len(d.b.Messages)-1]
	if m.DstPort == Port {
		return
	}
	answers := d.carried || d.rule.role == triggered || d.rule.role == unlisted ||
		mayBeTriggered(d.code) && d.o.GTP.Sequence&commandBit != 0
	if !answers || m.SrcPort != Port {
		d.fault(op.GTPPort, at)
	}
}

// mayBeTriggered reports the requests that a command triggers: 95, 97, 99.
func mayBeTriggered(code uint8) bool {
	return code >= createBearerRequest && code <= deleteBearerRequest && code&1 != 0
}

// sequence checks the top bit (TS 29.274 clause 7.6): set in a command and in
// its failure indication, as the command says in the requests that it triggers
// and their responses, clear in everything else.
func (d *decoder) sequence(at int) {
	set := d.o.GTP.Sequence&commandBit != 0
	switch {
	case d.rule.role == unlisted || d.code == versionNotSupported:
		// Any number will do.
	case d.code >= createBearerRequest && d.code <= deleteBearerResponse:
		// Whether a command triggered it is not to be seen here.
	case set != (d.code >= modifyBearerCommand && d.code <= bearerResourceFailure):
		d.fault(op.GTPSequence, at)
	}
}
