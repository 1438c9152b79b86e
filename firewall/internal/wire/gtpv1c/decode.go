package gtpv1c

import (
	"encoding/binary"
	"math"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Port is where requests are addressed (TS 29.060 clause 10.1.1.1).
const Port = 2123

// Header flags (TS 29.060 clause 6).
const (
	flagGTP       = 0x10 // clear in GTP'
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
// given.
func Decode(b *op.Batch, payload []byte) {
	payload = payload[:min(len(payload), math.MaxUint16)] // no UDP payload is longer; offsets have 16 bits
	var d decoder                                         // a composite literal would be put together elsewhere and copied
	d.b, d.o, d.data = b, b.AddOp(op.ProtoGTPv1), payload
	end := d.header()
	if end == 0 {
		return
	}
	d.ports()
	if body := d.optional(end); body > 0 && d.rule.rules != nil {
		d.body(body, end)
	}
}

// decoder holds what the parts of a message's decoding share.
type decoder struct {
	b    *op.Batch
	o    *op.Operation
	data []byte // the datagram's payload
	rule *message
	code uint8

	strange bool // in an Echo: octets that no Echo carries
	private int  // octets of private extensions

	teidUser    uint32 // of the first TEID Data I, 0 without one
	teidControl uint32 // TEID Control Plane
	teidForward uint32 // TEID Data II

	firstFTEID int // of this message in the batch

	counts [256]uint8 // elements that were there, by type; the index ends before it wraps
}

// header reads the eight octets that every message has, and returns where the
// message ends, or 0 when it is none of GTP.
func (d *decoder) header() (end int) {
	o, p := d.o, d.data
	o.Length = uint16(len(p))
	if len(p) < headerLength {
		d.fault(op.GTPTooShort, 0)
		return 0
	}
	d.code = p[1]
	o.Code = uint32(d.code)
	o.Has(op.ColCode)
	switch {
	case p[0]>>5 != 1:
		d.fault(op.GTPVersion, 0)
		return 0
	case p[0]&flagGTP == 0:
		d.fault(op.GTPPrime, 0)
		return 0
	}
	o.GTP.Version = 1 // of GTP; GTP' counts its own
	d.rule = &messages[d.code]
	o.Kind = kinds[d.rule.role]
	o.GTP.TEID = binary.BigEndian.Uint32(p[4:])
	o.Has(op.ColTEID)
	d.flags(p[0])

	end = headerLength + int(p[2])<<8 + int(p[3])
	if end > len(p) {
		d.fault(op.GTPLength, 2)
		end = len(p)
	} else if end < len(p) {
		d.fault(op.GTPTrailing, end)
	}
	o.Length = uint16(end)
	return end
}

// flags checks the first octet, and that path management belongs to no tunnel
// (TS 29.060 clause 8.2). The messages of other protocols have their own rules.
func (d *decoder) flags(first byte) {
	if first&flagSpare != 0 {
		d.fault(op.GTPSpareBits, 0)
	}
	if first&(flagSequence|flagNPDU) != flagSequence && d.rule.role != foreign {
		d.fault(op.GTPHeaderFlags, 0)
	}
	if d.isPath() && d.o.GTP.TEID != 0 {
		d.fault(op.GTPTEID, 4)
	}
}

// isPath reports whether the message manages a path (TS 29.060 clause 7.2).
func (d *decoder) isPath() bool {
	return d.code >= echoRequest && d.code <= versionNotSupported || d.code == supportedExtensionHeaders
}

// isEcho reports whether the message supervises a path.
func (d *decoder) isEcho() bool { return d.code == echoRequest || d.code == echoResponse }

// ports: a request is addressed to 2123 from any port, and its response goes back
// there. A message that answers without being a response is addressed to 2123
// too, but many nodes send it back instead (TS 29.060 clauses 10.1.1.1, 10.1.1.2,
// 10.1.1.4).
func (d *decoder) ports() {
	m := &d.b.Messages[len(d.b.Messages)-1]
	if m.DstPort == Port {
		return
	}
	if d.rule.role == request || d.code == ranInformationRelay || m.SrcPort != Port {
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
	if p[0]&flagSequence != 0 {
		o.GTP.Sequence = uint32(p[8])<<8 | uint32(p[9])
		o.Has(op.ColSequence)
	}
	if p[0]&flagExtension != 0 && p[11] != 0 {
		body = d.extensions(end)
	} else {
		body = headerLengthOptional
	}
	o.Has(op.ColExtensions)
	return body
}

// fault records an anomaly. It is kept out of the callers' way: most messages
// have none. A code that is known is not recorded again and again, so that a
// message of nothing but anomalies costs no more.
//
//go:noinline
func (d *decoder) fault(c op.FaultCode, at int) {
	if f := &d.o.Faults; len(f.List()) < op.MaxFaults || !f.Has(c) {
		f.Add(c, at)
	}
}
