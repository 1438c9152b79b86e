package mutate

import (
	"slices"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// list2 returns a copy of the elements of the message or, sometimes, of one of its
// groups, and a function that puts the changed list back.
func (r random) list2(m V2) ([]IE2, func([]IE2) V2) {
	ies := slices.Clone(m.IEs)
	for i, e := range ies {
		if len(e.Members) > 0 && r.IntN(3) == 0 {
			return slices.Clone(e.Members), func(in []IE2) V2 { ies[i].Members = in; m.IEs = ies; return m }
		}
	}
	return ies, func(in []IE2) V2 { m.IEs = in; return m }
}

// twist2 changes one or two elements, or the header.
func (r random) twist2(m V2) (V2, []string) {
	var done []string
	for range 1 + r.IntN(2) {
		ies, put := r.list2(m)
		if len(ies) == 0 || r.IntN(8) == 0 {
			m, done = r.header2(m), append(done, "header")
			continue
		}
		changed, what := r.twistList2(ies)
		m, done = put(changed), append(done, what)
	}
	return m, done
}

func (r random) header2(m V2) V2 {
	switch r.IntN(4) {
	case 0:
		return m.Flipped(byte(1 << r.IntN(8)))
	case 1:
		return m.Lengthened(r.IntN(9) - 4)
	case 2:
		m.Type = byte(r.Uint32())
		return m
	}
	return m.Trailed(r.octets(1 + r.IntN(12)))
}

func (r random) twistList2(ies []IE2) ([]IE2, string) {
	i := r.IntN(len(ies))
	e := ies[i]
	switch r.IntN(10) {
	case 0:
		return slices.Insert(ies, r.IntN(len(ies)+1), e), "ie-twice"
	case 1:
		j := r.IntN(len(ies))
		ies[i], ies[j] = ies[j], ies[i]
		return ies, "ie-order"
	case 2:
		return slices.Delete(ies, i, i+1), "ie-gone"
	case 3:
		ies[i].Type = byte(r.Uint32())
		return ies, "ie-type"
	case 4:
		ies[i].Instance = byte(r.IntN(16))
		return ies, "ie-instance"
	case 5:
		ies[i].LengthDelta = r.IntN(9) - 4
		return ies, "ie-length"
	case 6:
		ies[i].Value = Join(e.Value, r.octets(1+r.IntN(6)))
		return ies, "ie-longer"
	case 7:
		ies[i].Value = e.Value[:r.IntN(len(e.Value)+1)]
		return ies, "ie-shorter"
	case 8:
		ies[i].Value = r.octets(len(e.Value))
		return ies, "ie-value"
	}
	return slices.Insert(ies, i, BearerContext(BearerContext(e))), "ie-nested"
}

// twist1 does the same to GTPv1.
func (r random) twist1(m V1) (V1, []string) {
	var done []string
	for range 1 + r.IntN(2) {
		if len(m.IEs) == 0 || r.IntN(8) == 0 {
			m, done = r.header1(m), append(done, "header")
			continue
		}
		var what string
		m.IEs, what = r.twistList1(slices.Clone(m.IEs))
		done = append(done, what)
	}
	return m, done
}

func (r random) header1(m V1) V1 {
	switch r.IntN(5) {
	case 0:
		return m.Flipped(byte(1 << r.IntN(8)))
	case 1:
		return m.Lengthened(r.IntN(9) - 4)
	case 2:
		m.Type = byte(r.Uint32())
		return m
	case 3:
		return m.Extended(Extension{Type: byte(r.Uint32()), Content: r.octets(2), Units: r.IntN(3)})
	}
	return m.Trailed(r.octets(1 + r.IntN(12)))
}

func (r random) twistList1(ies []IE1) ([]IE1, string) {
	i := r.IntN(len(ies))
	e := ies[i]
	switch r.IntN(8) {
	case 0:
		return slices.Insert(ies, i, e), "ie-twice"
	case 1:
		j := r.IntN(len(ies))
		ies[i], ies[j] = ies[j], ies[i]
		return ies, "ie-order"
	case 2:
		return slices.Delete(ies, i, i+1), "ie-gone"
	case 3:
		ies[i].Type = byte(r.Uint32())
		return ies, "ie-type"
	case 4:
		ies[i].LengthDelta = r.IntN(9) - 4
		return ies, "ie-length"
	case 5:
		ies[i].Value = Join(e.Value, r.octets(1+r.IntN(6)))
		return ies, "ie-longer"
	case 6:
		ies[i].Value = e.Value[:r.IntN(len(e.Value)+1)]
		return ies, "ie-shorter"
	}
	ies[i].Value = r.octets(len(e.Value))
	return ies, "ie-value"
}

// twistOctets changes the written message without knowing what is where.
func (r random) twistOctets(b []byte) ([]byte, string) {
	b = slices.Clone(b)
	i := r.IntN(len(b))
	switch r.IntN(7) {
	case 0:
		b[i] ^= 1 << r.IntN(8)
		return b, "flip"
	case 1:
		b[i] = byte(r.Uint32())
		return b, "octet"
	case 2:
		return b[:max(i, 1)], "cut"
	case 3:
		return slices.Insert(b, i, r.octets(1+r.IntN(8))...), "insert"
	case 4:
		return slices.Delete(b, i, min(len(b), i+1+r.IntN(8))), "delete"
	case 5:
		return Join(b, r.octets(1+r.IntN(16))), "append"
	}
	for range 8 {
		b[r.IntN(len(b))] = byte(r.Uint32())
	}
	return b, "octets"
}
