package mutate

import (
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// layer is where a signal is distorted.
type layer uint8

const (
	nowhere   layer = iota
	inTree          // an element of TCAP or of the argument in it
	inOctets        // of TCAP
	inUnit          // SCCP
	inMessage       // M3UA
	inChunk         // SCTP
	inFrame
)

var layerNames = [...]string{"", "tree", "tcap", "sccp", "m3ua", "sctp", "frame"}

// layer draws one; elements of BER most often.
func (r random) layer(link uint32) layer {
	l := [...]layer{inTree, inTree, inTree, inTree, inTree, inOctets, inUnit, inUnit, inMessage, inChunk, inFrame}[r.IntN(11)]
	if link != LinkEthernet && (l == inChunk || l == inMessage) {
		return inUnit
	}
	return l
}

// distortTree edits one or two elements of a tree.
func (r random) distortTree(e TLV) (_ TLV, what string) {
	e, what = r.distortOne(e)
	if r.IntN(4) == 0 {
		var more string
		e, more = r.distortOne(e)
		what += " " + more
	}
	return e, what
}

// distortOne edits an element that it draws: it goes down the tree, at every step
// stopping now and then.
func (r random) distortOne(e TLV) (TLV, string) {
	if len(e.Members) == 0 || r.IntN(5) == 0 {
		return r.edit(e)
	}
	i := r.IntN(len(e.Members))
	if r.IntN(3) > 0 { // arguments are behind what everybody has
		i = len(e.Members) - 1
	}
	if r.IntN(7) == 0 {
		return r.editMembers(e, i)
	}
	members := slices.Clone(e.Members)
	var what string
	members[i], what = r.distortOne(members[i])
	e.Members = members
	return e, what
}

// edit changes how an element is written, or what it holds.
func (r random) edit(e TLV) (TLV, string) {
	switch r.IntN(14) {
	case 0:
		e.Number = r.IntN(40)
		return e, "tag"
	case 1:
		e.Tag ^= 1 << (5 + r.IntN(3))
		return e, "class"
	case 2, 3:
		e.Lengths = 1 + r.IntN(4)
		return e, "long"
	case 4, 5:
		e.Indefinite = true
		return e, "indefinite"
	case 6:
		e.Endless = true
		return e, "endless"
	case 7:
		e.HighTag, e.TagZeros = true, r.IntN(2)
		return e, "high"
	case 8:
		e.Delta = r.IntN(7) - 3
		return e, "length"
	case 9:
		e.Members, e.Octets = nil, r.octets(r.IntN(12))
		return e, "other"
	case 10:
		return ContextOf(r.IntN(4), e), "nested"
	}
	return r.editOctets(e)
}

// editOctets changes the octets of a primitive element; a structure gets more.
func (r random) editOctets(e TLV) (TLV, string) {
	if e.Members != nil || len(e.Octets) == 0 {
		return e.With(Context(r.IntN(31), r.octets(r.IntN(4))...)), "more"
	}
	b := slices.Clone(e.Octets)
	switch i := r.IntN(len(b)); r.IntN(4) {
	case 0:
		b[i] ^= 1 << r.IntN(8)
	case 1:
		b[i] = byte(r.Uint32())
	case 2:
		b = b[:i]
	default:
		b = append(b, r.octets(1+r.IntN(4))...)
	}
	e.Octets = b
	return e, "value"
}

// editMembers changes how many members a structure has, or their order.
func (r random) editMembers(e TLV, i int) (TLV, string) {
	members := slices.Clone(e.Members)
	j := r.IntN(len(members))
	what := "order"
	switch r.IntN(4) {
	case 0:
		members, what = slices.Insert(members, j, members[i]), "twice"
	case 1:
		members, what = slices.Delete(members, i, i+1), "gone"
	case 2:
		members, what = slices.Insert(members, j, Context(r.IntN(31), r.octets(r.IntN(4))...)), "stranger"
	default:
		members[i], members[j] = members[j], members[i]
	}
	e.Members = members
	return e, what
}

// distortUnit edits a part of a message of SCCP; what is empty if it leaves that to
// its octets.
func (r random) distortUnit(u SCCP) (_ SCCP, what string) {
	switch r.IntN(12) {
	case 0:
		u.Called.Octets, what = r.distortOctets(u.Called.Bytes())
		return u, "called " + what
	case 1:
		u.Calling.Octets, what = r.distortOctets(u.Calling.Bytes())
		return u, "calling " + what
	case 2:
		u.Class = byte(r.Uint32())
		return u, "class"
	case 3:
		u.Hop = byte(r.Uint32())
		return u, "hop"
	case 4:
		u.Type = byte(r.IntN(0x18))
		return u, "type"
	case 5:
		if u.Segmentation != nil {
			u.Segmentation, what = r.distortOctets(u.Segmentation)
			return u, "segmentation " + what
		}
		u.Importance = r.octets(r.IntN(3))
		return u, "importance"
	}
	return u, ""
}

// distortTransfer edits a message of M3UA, likewise.
func (r random) distortTransfer(m M3UA) (_ M3UA, what string) {
	if len(m.Parameters) == 0 {
		return m, ""
	}
	switch r.IntN(6) {
	case 0:
		m.Version = byte(2 + r.IntN(4))
		return m, "version"
	case 1:
		m.Class, m.Type = byte(r.IntN(10)), byte(r.IntN(7))
		return m, "type"
	case 2:
		m.Parameters = append(m.Parameters[:len(m.Parameters):len(m.Parameters)], m.Parameters[r.IntN(len(m.Parameters))])
		return m, "twice"
	case 3:
		stranger := Parameter(r.IntN(0x20)|r.IntN(2)<<9, r.octets(r.IntN(9)))
		m.Parameters = slices.Insert(slices.Clone(m.Parameters), r.IntN(len(m.Parameters)+1), stranger)
		return m, "parameter"
	}
	return m, ""
}

// distortChunk edits a DATA chunk: TSN, stream and sequence number, then the
// protocol identifier in its octets 8 to 11.
func (r random) distortChunk(c Chunk) (Chunk, string) {
	c.Value = slices.Clone(c.Value)
	switch r.IntN(6) {
	case 0:
		c.Flags = byte(r.IntN(16))
		return c, "flags"
	case 1:
		c.Type = r.octet(0x40, 3, 0x84, 0x0A, 0xC0, 0x3F, 0x80)
		return c, "type"
	case 2:
		copy(c.Value[8:12], U32(r.Uint32N(8)))
		return c, "ppid"
	case 3:
		copy(c.Value[8:12], []byte{PPIDM3UA, 0, 0, 0})
		return c, "swapped"
	case 4:
		c.Value = c.Value[:r.IntN(len(c.Value)+1)]
		return c, "cut"
	}
	copy(c.Value[:4], U32(r.Uint32()))
	return c, "tsn"
}

// distortOctets changes octets without knowing what they are.
func (r random) distortOctets(b []byte) ([]byte, string) {
	if len(b) == 0 {
		return r.octets(1 + r.IntN(4)), "octets"
	}
	return r.twistOctets(b)
}
