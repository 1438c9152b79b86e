// Package rejection says which messages can be answered with a response that
// refuses them, and what stands in it. Judging and answering both ask it, so
// what a replay records is what a link does.
//
// An answer goes back to an address that anybody may have written, so there is
// at most one, it is never longer than what it answers, nothing that answers is
// answered, and what the standard gives no answer to gets none.
//
// GTP has Of and Response, SS7 has OfSS7 and Refusal, Diameter OfDiameter and
// Answer. To add a protocol, give it a pair like these, IsSS7's counterpart, and
// link/answer the octets.
package rejection

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Response is the message that refuses another one.
type Response struct {
	Version  uint8  // of GTP
	Type     uint8  // of the message
	TEID     uint32 // of the peer; the Version Not Supported Indication has none
	Sequence uint32 // 16 bits in version 1, 24 in version 2
	Cause    uint8  // likewise none in that

	// What a Failure Indication names beside its cause (TS 29.274 clause 6.1.1).
	EBIs    [maxBearers]uint8 // EPS bearers that stay (table 7.2.17.2-2), or the linked one (table 7.2.6-1)
	NumEBIs uint8
	PTI     uint8 // procedure transaction
}

// maxBearers is how many bearers there are (TS 24.007 clause 11.2.3.1.5).
const maxBearers = 15

// Port of GTP-C.
const port = 2123

// Octets of the parts of answers.
const (
	header1       = 12
	header2       = 12
	headerNoTEID2 = 8
	cause1        = 2
	cause2        = 6
	octet2        = 5 // element with a value of one octet
	bearer2       = 4 + octet2 + cause2
)

// Length returns the octets of the response on the wire.
func (r *Response) Length() int {
	switch {
	case r.Version == 1:
		return header1 + cause1
	case r.Type == VersionNotSupported:
		return headerNoTEID2
	case r.Type == DeleteBearerFailureIndication:
		return header2 + cause2 + int(r.NumEBIs)*bearer2
	case r.Type == BearerResourceFailureIndication:
		return header2 + cause2 + octet2 + octet2
	}
	return header2 + cause2
}

// Of returns the response that refuses message m of batch b with a cause; 0
// stands for the protocol's default. ok is false when the message cannot be
// refused with it: it is to be dropped.
func Of(b *op.Batch, m *op.Message, cause uint32) (r Response, ok bool) {
	// Of two operations the first is an answer (TS 29.274 clause 5.5.1).
	if m.NumOps != 1 || m.SrcPort == 0 || !isUnicast(m.Src) {
		return r, false
	}
	switch o := &b.Ops[m.FirstOp]; {
	case o.Protocol == op.ProtoGTPv2:
		ok = r.refuse2(b, o, cause)
	case o.Protocol == op.ProtoGTPv1 && o.GTP.Version > 2: // not decoded
		ok = r.notSupported(m, o)
	case o.Protocol == op.ProtoGTPv1:
		ok = r.refuse1(b, o, cause)
	}
	return r, ok && r.Length() <= len(m.Payload)
}

// isUnicast reports whether a source can be one node: what is sent to a group
// becomes many datagrams, and what is sent to address zero comes back to us (RFC
// 1112 clause 4, RFC 4291 clauses 2.5.2, 2.7).
func isUnicast(a op.Addr) bool {
	if a.Is4() {
		return uint32(a.Lo) != 0 && uint32(a.Lo)>>28 < 0xE
	}
	return !a.IsZero() && a.Hi>>56 != 0xFF
}

// notSupported fills in a Version Not Supported Indication. It answers versions
// to come, and says that 2 is the latest one here; version 0 is discarded, and
// version 1 is spoken (TS 29.274 clauses 7.1.3, 7.7.2). Its sequence number may
// be any (clause 5.3): zero.
func (r *Response) notSupported(m *op.Message, o *op.Operation) bool {
	r.Version, r.Type = 2, VersionNotSupported
	return m.DstPort == port && o.Code != VersionNotSupported && o.Code != echoResponse
}

// refuse1 fills in a response of GTPv1-C (TS 29.060 clause 8.2).
func (r *Response) refuse1(b *op.Batch, o *op.Operation, cause uint32) bool {
	rule := requests1[uint8(o.Code)]
	if rule.response == 0 || !o.IsPresent(op.ColSequence) {
		return false
	}
	r.Version, r.Type, r.Sequence = 1, rule.response, o.GTP.Sequence
	r.TEID = senderTEID1(b, o)
	return r.setCause(op.ProtoGTPv1, cause) && r.hasTEID(rule, o, r.Cause == nonExistent1 || r.Cause == contextNotFound1)
}

// refuse2 fills in a response of GTPv2-C (TS 29.274 clauses 5.5, 6.1.1).
// Without the T flag nobody knows where the sequence number stands.
func (r *Response) refuse2(b *op.Batch, o *op.Operation, cause uint32) bool {
	rule := requests2[uint8(o.Code)]
	if rule.response == 0 || !o.IsPresent(op.ColSequence) || !o.IsPresent(op.ColTEID) {
		return false
	}
	r.Version, r.Type, r.Sequence = 2, rule.response, o.GTP.Sequence
	r.TEID = senderTEID2(b, o, rule.sender)
	return r.setCause(op.ProtoGTPv2, cause) && r.hasTEID(rule, o, r.Cause == contextNotFound2) && r.failed(b, o)
}

// hasTEID reports whether the response gets to the peer's procedure: the
// request names the sender's TEID, or has none as its type allows. A peer finds
// no session for a response with TEID 0, but one that says that ours, which the
// request named, is not known (TS 29.060 clause 8.2, TS 29.274 clause 5.5.2).
func (r *Response) hasTEID(rule request, o *op.Operation, notFound bool) bool {
	if r.TEID != 0 {
		return true
	}
	if o.GTP.TEID == 0 {
		return rule.zero
	}
	return notFound
}
