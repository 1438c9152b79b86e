// Package answer builds the responses that refuse requests. Which messages have
// one, and what stands in it, is for wire/op/rejection to say; here it becomes
// octets.
package answer

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op/rejection"
)

// Builder builds the answers of one lane. Its zero value is ready for use. It
// allocates no more than once: refusing a flood is to cost the lane no more than a
// copy.
type Builder struct {
	Identity Identity // of Diameter

	buf  [maxLength]byte
	long []byte // for Diameter, made with the first answer
}

// New returns a Builder.
func New() *Builder { return &Builder{} }

// Build returns the UDP payload, or for SS7 and Diameter the user message, that
// refuses message index of b as ruling r says, or nil when r does not reject or the
// message cannot be refused with its cause: exactly when wire.CanReject says so, but
// that who refuses a Capabilities-Exchange needs an Identity.
// It goes from where the message was sent to where it came from, a user message
// over the same association and stream with the same payload protocol identifier.
// It is no longer than the message, but for Diameter, and valid until the next call.
func (x *Builder) Build(b *op.Batch, index int, r op.Ruling) []byte {
	if r.Action != op.ActReject {
		return nil
	}
	m := &b.Messages[index]
	if rejection.IsSS7(b, m) {
		if refusal, ok := rejection.OfSS7(b, m, r); ok {
			return x.refuse(&refusal)
		}
		return nil
	}
	if rejection.IsDiameter(b, m) {
		if a, ok := rejection.OfDiameter(b, m, r.Cause); ok {
			return x.diameter(&a)
		}
		return nil
	}
	response, ok := rejection.Of(b, m, r.Cause)
	if !ok {
		return nil
	}
	return x.encode(&response)
}

func (x *Builder) encode(r *rejection.Response) []byte {
	switch {
	case r.Version == 1:
		return x.version1(r)
	case r.Type == rejection.VersionNotSupported:
		return append(x.buf[:0], notSupported...)
	}
	return x.version2(r)
}

// version1 is a header and a Cause (TS 29.060 clauses 6, 7.7.1):
//
//	 1 | version 1, PT, S | message type | length, 2 octets |
//	 5 | TEID                                               |
//	 9 | sequence number, 2 octets       | 0       | 0      |
//	13 | 1                | cause        |
func (x *Builder) version1(r *rejection.Response) []byte {
	p := append(x.buf[:0], response1...)
	p[1] = r.Type
	binary.BigEndian.PutUint32(p[4:], r.TEID)
	binary.BigEndian.PutUint16(p[8:], uint16(r.Sequence))
	p[13] = r.Cause
	return p
}

// version2 is a header, a Cause, and what a Failure Indication names (TS 29.274
// clauses 5.1, 8.4):
//
//	 1 | version 2, T | message type | length, 2 octets |
//	 5 | TEID                                           |
//	 9 | sequence number, 3 octets              | 0     |
//	13 | 2            | 0, 2                    | 0     |
//	17 | cause        | 0            |
func (x *Builder) version2(r *rejection.Response) []byte {
	p := append(x.buf[:0], response2...)
	p[1] = r.Type
	binary.BigEndian.PutUint32(p[4:], r.TEID)
	binary.BigEndian.PutUint32(p[8:], r.Sequence<<8)
	p[16] = r.Cause
	switch r.Type {
	case rejection.DeleteBearerFailureIndication:
		p = appendBearers(p, r)
	case rejection.BearerResourceFailureIndication:
		p = appendTransaction(p, r)
	}
	binary.BigEndian.PutUint16(p[2:], uint16(len(p)-4))
	return p
}

// appendBearers appends a Bearer Context for each bearer that was not deleted:
// its own header, its identity, and the cause (TS 29.274 table 7.2.17.2-2).
func appendBearers(p []byte, r *rejection.Response) []byte {
	for _, ebi := range r.EBIs[:r.NumEBIs] {
		p = append(p, bearer2...)
		context := p[len(p)-len(bearer2):]
		context[8], context[13] = ebi, r.Cause
	}
	return p
}

// appendTransaction appends the linked bearer's identity and the procedure
// transaction's (TS 29.274 table 7.2.6-1).
func appendTransaction(p []byte, r *rejection.Response) []byte {
	p = append(p, transaction2...)
	elements := p[len(p)-len(transaction2):]
	elements[4], elements[9] = r.EBIs[0], r.PTI
	return p
}
