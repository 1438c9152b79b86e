package diameter

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Port is where Diameter is spoken, over SCTP and TCP alike (RFC 6733 clause 2.1).
const Port = 3868

const headerLength = 20

// reservedFlags are to be zero (RFC 6733 clause 3).
const reservedFlags = 0x0F

// Limits of a command: what exceeds them is a fault, and is not read.
const (
	maxDepth  = 8 // groups in groups
	maxAVPs   = 2048
	maxFaults = 64
)

// Framed returns how many octets the message takes that a TCP stream goes on with,
// by its header of 20 octets. ok is false when this is no Diameter: what follows in
// the stream cannot be told then.
func Framed(b []byte) (n int, ok bool) {
	n = int(binary.BigEndian.Uint32(b) & 0xFFFFFF)
	return n, b[0] == 1 && n >= headerLength
}

// IsLikely reports whether octets at any place of a stream, 20 or more, are the
// beginning of a message: of a length that it may have, without reserved flags, of a
// command or application that is listed, with an AVP that begins like one.
func IsLikely(b []byte) bool {
	n, ok := Framed(b)
	if !ok || n&3 != 0 || b[4]&reservedFlags != 0 {
		return false
	}
	code, app := binary.BigEndian.Uint32(b[4:])&0xFFFFFF, binary.BigEndian.Uint32(b[8:])
	if commands.position(code) == 0 && commands.application(app).name == "" {
		return false
	}
	if len(b) < headerLength+8 {
		return true
	}
	first := int(binary.BigEndian.Uint32(b[headerLength+4:]) & 0xFFFFFF)
	return first >= 8 && headerLength+first <= n
}

// Is reports whether octets are a whole message of Diameter and look like nothing
// else: for where neither a port nor an identifier says what they are.
func Is(b []byte) bool {
	if len(b) < headerLength || !IsLikely(b) {
		return false
	}
	n, _ := Framed(b)
	return n == len(b)
}

// Decode appends the operation of the batch's last message, whose payload is given:
// an SCTP user message, or what Framed has cut from a TCP stream.
func Decode(b *op.Batch, payload []byte) {
	payload = payload[:min(len(payload), math.MaxUint16)] // offsets have 16 bits
	o := b.AddOp(op.ProtoDiameter)
	o.Length = uint16(len(payload))
	d := decoder{b: b, o: o, c: b.AddDiameter(o), data: payload, limit: maxAVPs}
	if len(payload) < headerLength {
		d.fault(op.DiameterLength, len(payload))
		return
	}
	if payload[0] != 1 {
		d.fault(op.DiameterVersion, 0)
		return
	}
	d.header(payload)
	end := d.length(payload)
	o.Length = uint16(end)
	d.command(end)
}

// decoder holds what the parts of one command's decoding share.
type decoder struct {
	b    *op.Batch
	o    *op.Operation
	c    *op.Diameter
	data []byte
	app  *application

	rows   *[op.MaxAVPs]op.AVP
	top    int // AVPs at top level
	depth  int // groups around
	faults int
	limit  int  // AVPs that may be read yet, in groups too
	acct   bool // the column has an Acct-Application-Id
}

// fault records an anomaly. It is kept out of the callers' way: most commands have
// none. A command with more than anybody's mistakes explain is not read on, so that a
// packet full of them costs no more than any other.
//
//go:noinline
func (d *decoder) fault(c op.FaultCode, at int) {
	d.o.Faults.Add(c, at)
	if d.faults++; d.faults > maxFaults {
		d.limit = 0
	}
}

// always are the columns that every command has.
const always = 1<<(op.ColCommandFlags-192) | 1<<(op.ColHopByHop-192) | 1<<(op.ColEndToEnd-192) | 1<<(op.ColAVPs-192) |
	1<<(op.ColResetIDs-192) | 1<<(op.ColProxyInfos-192) | 1<<(op.ColRedirectHosts-192)

// header reads the header of a command.
func (d *decoder) header(p []byte) {
	o, c := d.o, d.c
	c.Flags = p[4]
	o.Code = binary.BigEndian.Uint32(p[4:]) & 0xFFFFFF
	o.Application = binary.BigEndian.Uint32(p[8:])
	c.HopByHop, c.EndToEnd = binary.BigEndian.Uint32(p[12:]), binary.BigEndian.Uint32(p[16:])
	o.Present[0] |= 1<<op.ColCode | 1<<op.ColApplication
	o.Present[3] |= always
	o.Kind = op.KindResponse
	if c.Flags&op.DiameterRequest != 0 {
		o.Kind = op.KindRequest
	}
	if c.Flags&reservedFlags != 0 {
		d.fault(op.DiameterFlags, 4)
	}
	if c.Flags&(op.DiameterRequest|op.DiameterError) == op.DiameterRequest|op.DiameterError {
		d.fault(op.DiameterErrorRequest, 4)
	}
}

// length returns where the command ends: at its length, or where the octets do.
func (d *decoder) length(p []byte) int {
	n := int(binary.BigEndian.Uint32(p) & 0xFFFFFF)
	if n&3 != 0 || n < headerLength || n > len(p) {
		d.fault(op.DiameterLength, 1)
		return len(p)
	}
	if n < len(p) {
		d.fault(op.DiameterTrailing, n)
	}
	return n
}

// command reads the AVPs in data[headerLength:end].
func (d *decoder) command(end int) {
	d.app = commands.application(d.o.Application)
	p := commands.position(d.o.Code)
	c := d.app.commands[p]
	if c == nil {
		c = &commands.every
		d.strange(p)
	}
	g := &c[answer]
	if d.o.Kind == op.KindRequest {
		g = &c[request]
	}
	b, first := d.b, len(d.b.AVPs)
	b.AVPs = slices.Grow(b.AVPs, op.MaxAVPs)
	d.data, d.rows = d.data[:end], (*[op.MaxAVPs]op.AVP)(b.AVPs[first:first+op.MaxAVPs])
	d.walk(headerLength, end, g, nothing)
	b.AVPs = b.AVPs[:first+d.top]
	d.c.AVPs = op.Range{First: uint16(first), Count: uint16(d.top)}
	if d.o.Kind == op.KindResponse {
		d.results()
	}
}

// strange records that a command is not listed, or not for its application.
func (d *decoder) strange(position uint8) {
	if d.app.name == "" {
		d.fault(op.DiameterApplicationUnknown, 8)
	}
	if d.app.name != "" || position == 0 {
		d.fault(op.DiameterCommandUnknown, 5)
	}
}

// results: an answer has one result (RFC 6733 clauses 7.1, 7.6).
func (d *decoder) results() {
	const both = 1<<(op.ColResultCode-192) | 1<<(op.ColExperimentalResult-192)
	if there := (d.o.Present[3] | d.o.Invalid[3]) & both; there == 0 || there == both {
		d.fault(op.DiameterResults, headerLength)
	}
}

// required reports whether a command lacks something that it has to have: one that
// failed has not more than who says so (RFC 6733 clause 7.2).
func (d *decoder) required() bool {
	if d.o.Kind == op.KindRequest || d.c.ResultCode/1000 == 2 || d.c.ExperimentalCode/1000 == 2 {
		return true
	}
	return d.c.OriginHost.Len == 0 || d.c.OriginRealm.Len == 0
}
