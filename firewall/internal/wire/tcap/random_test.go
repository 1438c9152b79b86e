package tcap

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber/bertest"
)

// pick is one of a list.
func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// Contexts: of MAP; and of CAP, others, and an extended one.
var (
	mapContextNames = []string{unstructuredSS, anyTime, "04000001000103"}
	contextNames    = append([]string{"04000001150332", "04000001003201", "04000001170308", "0400000100320100", "2a0304"}, mapContextNames...)
)

// honestly builds a message that is as it should be, with one of some contexts.
func honestly(r *rand.Rand, contexts ...string) []byte {
	context := pick(r, contexts...)
	open := mapOpen(tlv("80", oct("9600010100000000f1")), tlv("81", oct("919972000000f1")))
	refuse := external(mapDialogueAS, tlv("a3", oct("0a0100")))
	end := external(mapDialogueAS, tlv("a4", tlv("a0")))
	request := pick(r, nil, portion(aarq(context)), portion(aarq(context, open)), portion(aarq(context, mapOpen())), portion(tlv("60", tlv("a1", tlv("06", oct(context))))),
		portion(aarq(context, open, external("04000001010502", tlv("30", oct("800101"))))))
	response := pick(r, nil, portion(aare(context)), portion(aare(context, external(mapDialogueAS, tlv("a1")))))
	refusal := portion(tlv("61", oct("80020780"), tlv("a1", tlv("06", oct(context))), oct("a203020101"), oct("a305a103020102"), tlv("be", refuse)))
	abort := pick(r, portion(tlv("64", oct("800100"))), portion(tlv("64", oct("800101"), tlv("be", end))), refusal, oct("4a0102"))
	list := [][]byte{}
	for i := range r.IntN(4) {
		list = append(list, component(r, byte(i)))
	}
	portion := []byte{}
	if len(list) > 0 {
		portion = components(list...)
	}
	switch r.IntN(6) {
	case 0:
		return tlv("62", otid, request, portion)
	case 1:
		return tlv("64", dtid, response, portion)
	case 2:
		return tlv("65", otid, dtid, response, portion)
	case 3:
		return tlv("67", dtid, abort)
	case 4:
		uni := tlv("6b", external(unidialogueAS, aarq(context)))
		return tlv("61", pick(r, nil, uni), components(append(list, component(r, 9))...))
	}
	return tlv("62", tlv("48", oct("0102030405")[:1+r.IntN(4)]), request, portion)
}

// component builds one of any type.
func component(r *rand.Rand, id byte) []byte {
	argument := pick(r, nil, tlv("30", oct("80080001010000000010")), oct("0400"), tlv("a3", tlv("30", oct("0500"))), tlv("30", tlv("04", make([]byte, 130))))
	code := byte(r.IntN(128))
	number := []byte{2, 1, id}
	switch r.IntN(8) {
	case 0:
		return tlv("a2", number, tlv("30", []byte{2, 1, code}, argument))
	case 1:
		return tlv("a7", number, tlv("30", []byte{2, 1, code}, argument))
	case 2:
		return tlv("a2", number)
	case 3:
		return tlv("a3", number, []byte{2, 1, code}, argument)
	case 4:
		return tlv("a4", pick(r, number, []byte{5, 0}), []byte{pick[byte](r, 0x80, 0x81, 0x82, 0x83), 1, byte(r.IntN(8))})
	case 5:
		return tlv("a1", number, oct("800101"), []byte{2, 1, code}, argument)
	}
	return invoke(id, code, argument)
}

// mutate changes one element somewhere, and gives lengths other forms.
func mutate(r *rand.Rand, b []byte, changes, forms int) []byte {
	list, _, _ := bertest.Read(b)
	count := 0
	var number func([]bertest.Node)
	number = func(list []bertest.Node) {
		for _, n := range list {
			count++
			number(n.Children)
		}
	}
	number(list)
	m := &mutator{r: r, b: b, forms: forms, hit: map[int]bool{}}
	for range changes {
		m.hit[r.IntN(max(count, 1))] = true
	}
	return m.encode(list)
}

type mutator struct {
	r     *rand.Rand
	b     []byte
	forms int // one length in so many is not the shortest; 0 none
	hit   map[int]bool
	n     int
}

func (m *mutator) encode(list []bertest.Node) (out []byte) {
	r := m.r
	for i, n := range list {
		hit := m.hit[m.n]
		m.n++
		contents := n.Contents
		if n.Constructed {
			contents = m.encode(n.Children)
		}
		tag := slices.Clone(m.b[n.Start:n.At])
		tag = tag[:len(tagOctets(n.Tag))]
		if !hit {
			out = append(out, m.element(tag, contents)...)
			continue
		}
		switch r.IntN(8) {
		case 0: // gone
		case 1: // twice
			out = append(out, m.element(tag, contents)...)
			out = append(out, m.element(tag, contents)...)
		case 2: // another tag
			tag[0] = pick[byte](r, 0x02, 0x06, 0x28, 0x30, 0x80, 0x81, 0xA0, 0xA1, 0xA2, 0xA3, 0xBE, 0x48, 0x49, 0x4A, 0x6B, 0x6C, 0x05, tag[0]^0x20, byte(r.Uint32()))
			out = append(out, m.element(tag, contents)...)
		case 3: // octets changed
			contents = slices.Clone(contents)
			if len(contents) > 0 {
				contents[r.IntN(len(contents))] = byte(r.Uint32())
			}
			out = append(out, m.element(tag, contents)...)
		case 4: // shorter or longer
			contents = append(slices.Clone(contents), make([]byte, r.IntN(3))...)
			out = append(out, m.element(tag, contents[:r.IntN(len(contents)+1)])...)
		case 5: // before its elder
			out = append(m.element(tag, contents), out...)
		case 6: // wrong length
			e := m.element(tag, contents)
			e[len(tag)] += byte(r.IntN(5)) - 2
			out = append(out, e...)
		case 7: // another one in its place
			other := list[r.IntN(len(list))]
			out = append(out, m.b[other.Start:other.End]...)
			_ = i
		}
	}
	return out
}

// tagOctets are those of a tag as bertest has it.
func tagOctets(tag uint64) (b []byte) {
	for ; tag > 0; tag >>= 8 {
		b = append([]byte{byte(tag)}, b...)
	}
	return b
}

// element encodes one, now and then with another form of length.
func (m *mutator) element(tag, contents []byte) []byte {
	r, n := m.r, len(contents)
	head := slices.Clone(tag)
	if m.forms > 0 && r.IntN(m.forms) == 0 {
		switch form := r.IntN(4); {
		case form == 0 && tag[0]&0x20 != 0:
			return append(append(append(head, 0x80), contents...), 0, 0)
		case form == 1 && n < 256:
			return append(append(head, 0x81, byte(n)), contents...)
		case form == 2:
			return append(append(head, 0x82, byte(n>>8), byte(n)), contents...)
		default:
			return append(append(head, 0x84, 0, 0, byte(n>>8), byte(n)), contents...)
		}
	}
	return append(append(head, length([][]byte{contents})...), contents...)
}

// anything builds a message: honest, mutated, in odd forms, or cut.
func anything(r *rand.Rand, contexts ...string) []byte {
	b := honestly(r, contexts...)
	if r.IntN(4) > 0 {
		b = mutate(r, b, r.IntN(3), pick(r, 0, 0, 2, 6))
	}
	if len(b) > 0 && r.IntN(4) == 0 {
		b[r.IntN(len(b))] = byte(r.Uint32())
	}
	if len(b) > 0 && r.IntN(10) == 0 {
		b = b[:r.IntN(len(b))]
	}
	return b
}

func TestSlowReaderAgrees(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 773))
	n := 100000
	if testing.Short() {
		n = 10000
	}
	for range n {
		compare(t, anything(r, contextNames...))
		if t.Failed() {
			return
		}
	}
}

// Honest messages have no fault, whatever their lengths look like but for that.
func TestHonestMessages(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 773))
	for range 3000 {
		b := honestly(r, contextNames...)
		if (b[0] == Begin || b[0] == Unidirectional) && bytes.Contains(b, oct("80010102")) {
			continue // linked, and there is nothing to link to
		}
		if got := fast(b); len(got.faults) > 0 || !got.ok {
			t.Fatalf("%x: %v", b, got.faults)
		}
		odd, plain := fast(mutate(r, b, 0, 2)), fast(b)
		for c := range odd.faults {
			if c.Info().Class.String() != "noncanonical" {
				t.Fatalf("%x: %s", b, c)
			}
		}
		if odd.header != plain.header || len(odd.parts) != len(plain.parts) {
			t.Fatalf("%x: %s, %s", b, odd.header, plain.header)
		}
	}
}

func FuzzDecode(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 773))
	for range 300 {
		f.Add(anything(r, contextNames...))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 4096 {
			compare(t, b)
		}
	})
}
