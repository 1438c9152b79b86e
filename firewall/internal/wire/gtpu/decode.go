package gtpu

import (
	"encoding/binary"
	"math"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Port is where everything but an Echo Response is addressed (TS 29.281 clause
// 4.4.2).
const Port = 2152

// Header flags (TS 29.281 clause 5.1).
const (
	flagProtocol  = 0x10 // clear in GTP'
	flagSpare     = 0x08
	flagExtension = 0x04
	flagSequence  = 0x02
	flagNPDU      = 0x01
	flagsOptional = flagExtension | flagSequence | flagNPDU
)

const (
	headerLength         = 8
	headerLengthOptional = 12
)

// Decode appends the operation of the batch's last message, whose payload is
// given. For a G-PDU it returns the tunnelled packet, which is never empty, and
// its offset in the payload; nil and 0 for anything else, and when it is not
// certain where the packet starts.
func Decode(b *op.Batch, payload []byte) (inner []byte, off int) {
	payload = payload[:min(len(payload), math.MaxUint16)] // no UDP payload is longer; offsets have 16 bits
	d := decoder{b: b, o: b.AddOp(op.ProtoGTPU), data: payload}
	end := d.header()
	if end == 0 {
		return nil, 0
	}
	d.ports()
	body := d.optional(end)
	switch {
	case body == 0:
		return nil, 0
	case d.code == gPDU:
		return d.packet(body, end)
	case d.rule.name != "":
		d.body(body, end)
	}
	return nil, 0
}

// decoder holds what the parts of a message's decoding share.
type decoder struct {
	b    *op.Batch
	o    *op.Operation
	data []byte // the datagram's payload
	rule *message
	code uint8

	container bool      // an extension header that may stand without a packet
	seen      [4]uint64 // element types that were there
	last      uint8     // type of the element before
	teid      uint32    // of the first TEID Data I
	private   int       // octets of private extensions
}

// fault records an anomaly. It is kept out of the callers' way: most messages
// have none.
//
//go:noinline
func (d *decoder) fault(c op.FaultCode, at int) { d.o.Faults.Add(c, at) }

// isEcho reports whether the message supervises a path.
func (d *decoder) isEcho() bool { return d.code == echoRequest || d.code == echoResponse }

// strange records the first octet of an Echo that no Echo carries. Such octets
// have called backdoors (GTPDOOR, RULES G-12), and would tunnel anything.
func (d *decoder) strange(at int) {
	if d.isEcho() && !d.o.Faults.Has(op.GTPEchoPayload) {
		d.fault(op.GTPEchoPayload, at)
	}
}

// header reads the eight octets that all messages have, and returns where the
// message ends, or 0 when it is none of GTP-U.
func (d *decoder) header() (end int) {
	o, p := d.o, d.data
	o.Length = uint16(len(p))
	if len(p) < headerLength {
		d.fault(op.GTPTooShort, 0)
		return 0
	}
	o.GTP.Version = p[0] >> 5
	if o.GTP.Version != 1 {
		d.fault(op.GTPVersion, 0)
		return 0
	}
	d.code = p[1]
	o.Code = uint32(p[1])
	o.Has(op.ColCode)
	if p[0]&flagProtocol == 0 {
		d.fault(op.GTPPrime, 0)
		return 0
	}
	d.rule = &messages[d.code]
	o.Kind = d.rule.kind
	o.GTP.TEID = binary.BigEndian.Uint32(p[4:])
	o.Has(op.ColTEID)
	d.messageType()
	d.flags(p[0])

	end = headerLength + int(p[2])<<8 + int(p[3])
	if end > len(p) {
		d.fault(op.GTPLength, 2)
		end = len(p)
	} else if end < len(p) {
		d.fault(op.GTPTrailing, end)
		d.strange(end)
	}
	o.Length = uint16(end)
	return end
}

// messageType: table 6.1-1 leaves every type that is not of the user plane to
// another protocol, whose messages are not to reach a node through its user
// plane port ("Create PDP Context on the user port", RULES U-00).
func (d *decoder) messageType() {
	if d.rule.name == "" {
		d.fault(op.GTPMessageType, 1)
		if !isElsewhere(d.code) {
			d.fault(op.GTPMessageUnknown, 1)
		}
	}
	if d.code == tunnelStatus { // starts and ends a pause of charging; partners do not send it (RULES U-00)
		d.fault(op.GTPMessageUnexpected, 1)
	}
}

// flags checks the first octet and that a message without a tunnel names none.
// Unused fields of the optional part are not looked at, as no receiver does.
func (d *decoder) flags(first byte) {
	if first&flagSpare != 0 {
		d.fault(op.GTPSpareBits, 0)
	}
	// N-PDU numbers belong to packets that are forwarded between SGSNs.
	if d.rule.path && first&flagSequence == 0 || first&flagNPDU != 0 && d.code != gPDU {
		d.fault(op.GTPHeaderFlags, 0)
	}
	if d.rule.path && d.o.GTP.TEID != 0 {
		d.fault(op.GTPTEID, 4)
	}
}

// ports: an Echo Response goes back to where the request came from, everything
// else to 2152, from any port (clause 4.4.2).
func (d *decoder) ports() {
	m := &d.b.Messages[len(d.b.Messages)-1]
	if m.DstPort != Port && (d.code != echoResponse || m.SrcPort != Port) {
		d.fault(op.GTPPort, 0)
	}
}

// optional reads the rest of the header, and returns where the body starts, or
// 0 when that is not certain.
func (d *decoder) optional(end int) (body int) {
	o, p := d.o, d.data
	if p[0]&flagsOptional == 0 {
		o.Has(op.ColExtensions)
		return headerLength
	}
	if end < headerLengthOptional {
		if len(p) < headerLengthOptional {
			d.fault(op.GTPTooShort, 0)
		} else {
			d.fault(op.GTPLength, 2)
		}
		return 0
	}
	o.Has(op.ColExtensions)
	if p[0]&flagSequence != 0 {
		o.GTP.Sequence = uint32(p[8])<<8 | uint32(p[9])
		o.Has(op.ColSequence)
	}
	if p[0]&flagExtension != 0 {
		return d.extensions(end)
	}
	return headerLengthOptional
}

// packet returns the T-PDU. A G-PDU is a header and a T-PDU (TS 29.281 clauses
// 3.1, 7.1), so one without is broken, except where the standard says that it
// may carry a container alone: clauses 5.2.2.4 to 5.2.2.7. Those are flagged for
// the container.
func (d *decoder) packet(body, end int) (inner []byte, off int) {
	if body < end {
		return d.data[body:end:end], body
	}
	if !d.container {
		d.fault(op.GTPInnerHeader, body)
	}
	return nil, 0
}
