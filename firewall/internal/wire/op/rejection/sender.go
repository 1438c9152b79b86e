package rejection

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Information elements that answers depend on (TS 29.060 table 37, TS 29.274
// table 8.1-1).
const (
	ieTEIDControl1  = 17
	ieEBI2          = 73
	ieBearerContext = 93
	iePTI2          = 100
)

// elements returns the index of an operation.
func elements(b *op.Batch, o *op.Operation) []op.IE {
	return b.IEs[o.GTP.IEs.First:][:o.GTP.IEs.Count]
}

// senderTEID1 returns the first Tunnel Endpoint Identifier Control Plane, the
// one that receivers take (TS 29.060 clauses 7.7.14, 11.1.12), or 0.
func senderTEID1(b *op.Batch, o *op.Operation) uint32 {
	for _, ie := range elements(b, o) {
		if ie.Type == ieTEIDControl1 {
			return binary.BigEndian.Uint32(b.Value(o, ie)) // four octets, or the index would end before it
		}
	}
	return 0
}

// senderTEID2 returns the TEID of the first Sender F-TEID for Control Plane at
// top level, the one that receivers take (TS 29.274 clause 7.7.10), or 0.
func senderTEID2(b *op.Batch, o *op.Operation, instance uint8) uint32 {
	for _, f := range b.FTEIDs[o.GTP.FTEIDs.First:][:o.GTP.FTEIDs.Count] {
		if f.Context == 0 && f.Instance == instance {
			return f.TEID
		}
	}
	return 0
}

// failed fills in what a Failure Indication names. It always rejects, so its
// cause does not stand alone as in a response that rejects (TS 29.274 clause
// 6.1.1). A command without the elements, which are mandatory, is not answered.
func (r *Response) failed(b *op.Batch, o *op.Operation) bool {
	switch r.Type {
	case DeleteBearerFailureIndication:
		return r.bearers(b, o)
	case BearerResourceFailureIndication:
		return r.transaction(b, o)
	}
	return true
}

// bearers takes the EPS bearer identity of each bearer context in a Delete
// Bearer Command (tables 7.2.17.1-1, 7.2.17.1-2), in one pass: members follow
// their group.
func (r *Response) bearers(b *op.Batch, o *op.Operation) bool {
	contexts, parent := uint8(0), uint8(0)
	for i, ie := range elements(b, o) {
		switch {
		case ie.Type == ieBearerContext && ie.Depth|ie.Instance == 0:
			if r.NumEBIs != contexts || contexts == maxBearers {
				return false
			}
			contexts, parent = contexts+1, uint8(i+1)
		case ie.Type == ieEBI2 && ie.Instance == 0 && parent > 0 && ie.Parent == parent && ie.Length > 0 && r.NumEBIs < contexts:
			r.EBIs[r.NumEBIs] = b.Value(o, ie)[0] & 0xF
			r.NumEBIs++
		}
	}
	return contexts > 0 && r.NumEBIs == contexts
}

// transaction takes the linked bearer and the transaction of a Bearer Resource
// Command (table 7.2.5-1).
func (r *Response) transaction(b *op.Batch, o *op.Operation) bool {
	ebi, linked := octet(b, o, ieEBI2)
	pti, known := octet(b, o, iePTI2)
	r.EBIs[0], r.NumEBIs, r.PTI = ebi&0xF, 1, pti
	return linked && known
}

// octet returns the first octet of the first element of a type, instance 0, at
// top level.
func octet(b *op.Batch, o *op.Operation, t uint8) (v uint8, found bool) {
	for _, ie := range elements(b, o) {
		if ie.Type == t && ie.Instance|ie.Depth == 0 && ie.Length > 0 {
			return b.Value(o, ie)[0], true
		}
	}
	return 0, false
}
