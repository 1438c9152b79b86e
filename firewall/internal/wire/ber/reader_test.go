package ber

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber/bertest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func oct(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

// tree walks everything that r yields and prints it, with the offsets where
// contents start and elements end.
func tree(r Reader) string {
	var s strings.Builder
	var e Element
	for r.Next(&e) {
		at := e.At
		if e.Constructed {
			tag := e.Tag
			fmt.Fprintf(&s, "%x@%d{%s", tag, at, tree(r.Enter()))
			fmt.Fprintf(&s, "}%d ", r.Offset())
			if e.End > 0 && e.End != r.Offset() {
				s.WriteString("END ")
			}
		} else {
			fmt.Fprintf(&s, "%x@%d=%x ", e.Tag, at, e.Value)
		}
	}
	if !r.OK() {
		s.WriteString("! ")
	}
	return s.String()
}

// slowTree prints the same of the slow reader's tree.
func slowTree(list []bertest.Node, ok bool) string {
	var s strings.Builder
	for _, n := range list {
		if n.Constructed {
			fmt.Fprintf(&s, "%x@%d{%s}", n.Tag, n.At, slowTree(n.Children, !n.Broken))
			if n.Broken && !n.Definite {
				break // its end is not known, nor that of what is around it
			}
			fmt.Fprintf(&s, "%d ", n.End)
		} else {
			fmt.Fprintf(&s, "%x@%d=%x ", n.Tag, n.At, n.Contents)
		}
	}
	if !ok {
		s.WriteString("! ")
	}
	return s.String()
}

// compare reads b in both ways, and in ways that differ in what is entered.
func compare(t *testing.T, b []byte) {
	t.Helper()
	list, ok, faults := bertest.Read(b)
	var want op.Faults
	for _, f := range faults {
		want.Add(f.Code, int(f.Offset))
	}
	var f op.Faults
	var w Walk
	got := tree(w.Start(b, 0, &f))
	if expect := slowTree(list, ok); canonicalTree(got) != canonicalTree(expect) {
		t.Errorf("%x:\n got %s\nwant %s", b, got, expect)
	}
	if f.Bits != want.Bits || !slices.Equal(f.List(), want.List()) {
		t.Errorf("%x: faults %v, want %v", b, f.List(), want.List())
	}
	f = op.Faults{}
	if w.Start(b, 0, &f).Rest(); f.Bits != want.Bits || !slices.Equal(f.List(), want.List()) {
		t.Errorf("%x, verified: faults %v, want %v", b, f.List(), want.List())
	}
	compareQuick(t, b, list, ok && len(faults) == 0)
	for seed := range uint64(3) {
		var partly op.Faults
		r := w.Start(b, 0, &partly)
		wander(rand.New(rand.NewPCG(seed, 690)), r)
		if good := w.Verify(nil, 0, &partly); !good || partly.Bits != want.Bits || !slices.Equal(partly.List(), want.List()) {
			t.Errorf("%x, entered in part: faults %v, want %v", b, partly.List(), want.List())
		}
	}
}

// compareQuick holds what looks at an element without walking through it to the
// slow reader's elements.
func compareQuick(t *testing.T, b []byte, list []bertest.Node, isGood bool) {
	t.Helper()
	var w Walk
	var e Element
	r := w.Start(b, 0, &op.Faults{})
	isFlat := isGood
	for _, n := range list {
		tagOctets := 1
		for n.Tag>>(8*tagOctets) != 0 {
			tagOctets++
		}
		size, lengthOctets, least := n.End-n.At, n.At-n.Start-tagOctets, 1
		if size >= 0x80 {
			least = 2
		}
		if size >= 0x100 {
			least = 3
		}
		isPlain := n.Definite && tagOctets <= 2 && lengthOctets == least && size <= 0xFFFF
		isFlat = isFlat && isPlain && !n.Constructed && tagOctets == 1 && lengthOctets == 1
		if tag, from, to := Plain(b, n.Start); isPlain != (to != 0) || isPlain && (uint64(tag) != n.Tag || from != n.At || to != n.End) {
			t.Errorf("%x: plain at %d: %x, %d to %d", b, n.Start, tag, from, to)
		}
		hasEnd := n.Definite || !n.Broken
		if !r.Next(&e) || r.Whole(&e) != hasEnd || hasEnd && e.End != n.End {
			t.Errorf("%x: whole at %d: %v, end %d", b, n.Start, e, e.End)
			return
		}
	}
	for p := range b {
		tag, from, to := Plain(b, p)
		var f op.Faults
		if r := w.Start(b[p:], p, &f); to != 0 && (!r.Next(&e) || f.Any() || e.Tag != tag || e.At != from || e.End != to) {
			t.Errorf("%x: plain at %d: %x, %d to %d", b, p, tag, from, to)
		}
	}
	if IsFlat(b) != isFlat {
		t.Errorf("%x: flat %v", b, !isFlat)
	}
}

// canonicalTree drops the positions behind lost framing: there is none.
func canonicalTree(s string) string {
	for {
		i := strings.Index(s, "! }")
		if i < 0 {
			return s
		}
		j := i + 3
		for j < len(s) && (s[j] >= '0' && s[j] <= '9') {
			j++
		}
		rest := strings.TrimPrefix(s[j:], " ")
		s = s[:i] + "?}" + rest
	}
}

// wander enters some elements, and leaves some readers early.
func wander(r *rand.Rand, in Reader) {
	var e Element
	for in.Next(&e) {
		if r.IntN(4) == 0 {
			in.Peek()
		}
		if e.Constructed && r.IntN(2) == 0 {
			wander(r, in.Enter())
		}
		if in.level > 0 && r.IntN(6) == 0 {
			return
		}
	}
}

func FuzzWalk(f *testing.F) {
	for _, s := range seeds {
		f.Add(oct(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 4096 {
			compare(t, b)
		}
	})
}

// seeds are encodings of every form.
var seeds = []string{
	"", "30 00", "02 01 05", "30 03 02 01 05", "30 80 02 01 05 00 00", "30 81 03 02 01 05", "30 84 00000003 02 01 05", "30 82 0003 02 01 05",
	"a1 80 30 80 04 02 0000 00 00 02 01 00 00 00 05 00", "bf 1f 03 9f 21 00", "9f 81 01 00", "9f ff ff 7f 00", "9f ff ff ff 7f 00", "9f 1e 00", "9f 80 21 00",
	"30 80 a1 03 02 02 01 05 00 00 00", "30 06 30 80 02 01 05 00", "04 80 00 00", "30 80", "30 ff 00", "30 85 0000000000", "30 84 ffffffff", "00 00", "20 00", "30 02 00 00",
	"30 80 00 01 00 00 00", "04 81 80" + strings.Repeat("00", 128), "04 82 0100" + strings.Repeat("00", 256), "9f 21", "30 80 1f 00 00 00", "30 80 04 80 00 00",
	strings.Repeat("3080", 15) + "30 00 3080 3000 0000" + strings.Repeat("0000", 15), strings.Repeat("3080", 17) + strings.Repeat("0000", 17),
	strings.Repeat("3080", 16) + "3000" + strings.Repeat("0000", 16), "30 80 04 84 00000001", "30 06 04 80 00 00 00 00", "30 80" + "9f 81 81 01 00" + "0000", strings.Repeat("3080", 16) + "30 81 00" + strings.Repeat("0000", 16),
	"30 80 00 81 00 00 00", "30", "1f", "30 04 30 80 00 00 05 00", "30 80 20 00 00 00",
}

func TestSeeds(t *testing.T) {
	for _, s := range seeds {
		compare(t, oct(s))
	}
}

// generate builds an encoding, lengths in any form, now and then wrong.
func generate(r *rand.Rand, depth int) (b []byte) {
	for range r.IntN(4) {
		tag := [][]byte{{0x30}, {0xA1}, {0x02}, {0x80}, {0x04}, {0x05}, {0xBF, 0x1F}, {0x9F, 0x81, 0x22}, {0x24}, {0xA3}}[r.IntN(10)]
		var v []byte
		if tag[0]&constructedBit != 0 && depth > 0 {
			v = generate(r, depth-1)
		} else if tag[0]&constructedBit == 0 {
			v = make([]byte, r.IntN(5))
			for i := range v {
				v[i] = byte(r.IntN(3))
			}
		}
		b = append(b, tag...)
		switch n := len(v); r.IntN(6) {
		case 0:
			b = append(b, 0x81, byte(n))
		case 1:
			b = append(b, 0x83, 0, byte(n>>8), byte(n))
		case 2:
			if tag[0]&constructedBit != 0 {
				b = append(b, 0x80)
				v = append(v, 0, 0)
				break
			}
			fallthrough
		default:
			if n >= 0x80 {
				b = append(b, 0x82, byte(n>>8))
			}
			b = append(b, byte(n))
		}
		b = append(b, v...)
	}
	return b
}

func TestSlowReaderAgrees(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 690))
	n := 200000
	if testing.Short() {
		n = 20000
	}
	for range n {
		b := generate(r, r.IntN(6))
		if len(b) > 0 && r.IntN(2) == 0 {
			b[r.IntN(len(b))] = byte(r.Uint32())
		}
		if len(b) > 0 && r.IntN(4) == 0 {
			b = b[:r.IntN(len(b))]
		}
		compare(t, b)
		if t.Failed() {
			return
		}
	}
}

// Depth is capped at the same level whatever lengths look like.
func TestDepth(t *testing.T) {
	for levels := 14; levels < 19; levels++ {
		definite, indefinite := []byte{5, 0}, []byte{5, 0}
		for range levels {
			definite = append([]byte{0x30, byte(len(definite))}, definite...)
			indefinite = append(append([]byte{0x30, 0x80}, indefinite...), 0, 0)
		}
		for _, b := range [][]byte{definite, indefinite} {
			compare(t, b)
			var w Walk
			var f op.Faults
			if w.Verify(b, 0, &f); f.Has(op.BERDepth) != (levels > MaxDepth) {
				t.Errorf("%d levels: %v", levels, f.List())
			}
			var inside op.Faults
			r := w.StartIn(3, b, 0, &inside)
			var e Element
			for r.Next(&e) {
			}
			if inside.Has(op.BERDepth) != (levels+3 > MaxDepth) {
				t.Errorf("%d levels inside 3: %v", levels, inside.List())
			}
		}
	}
}

func TestWhole(t *testing.T) {
	for _, v := range []struct {
		b, value string
		end      int
		faults   string
	}{
		{"30 03 02 01 05 05 00", "02 01 05", 15, ""},
		{"30 80 a0 80 02 01 05 00 00 00 00 05 00", "a0 80 02 01 05 00 00", 21, "ber-indefinite"},
		{"04 01 05 05 00", "05", 13, ""},
		{"30 07 30 81 01 02 01 05 00 05 00", "30 81 01 02 01 05 00", 19, ""}, // not looked at
	} {
		var w Walk
		var f op.Faults
		var e Element
		r := w.Start(oct(v.b), 10, &f)
		if !r.Next(&e) || !r.Whole(&e) || !bytes.Equal(e.Value, oct(v.value)) || e.End != v.end {
			t.Errorf("%s: %x, end %d", v.b, e.Value, e.End)
		}
		if !r.Next(&e) || e.Tag != 5 || r.Next(&e) || !r.OK() || names(&f) != v.faults {
			t.Errorf("%s: then %x, %s", v.b, e.Tag, names(&f))
		}
	}
	// Without an end, or when it is too late.
	var w Walk
	var f op.Faults
	var e Element
	if r := w.Start(oct("30 80 30 00"), 0, &f); !r.Next(&e) || r.Whole(&e) || names(&f) != "ber-indefinite" || r.Next(&e) || names(&f) != "ber-length ber-indefinite" {
		t.Errorf("no end: %s", names(&f))
	}
	r := w.Start(oct("30 02 05 00"), 0, &f)
	r.Next(&e)
	outer := e
	if r.Next(&e); r.Whole(&outer) {
		t.Error("whole after another Next")
	}
}

// names lists the faults by name.
func names(f *op.Faults) string {
	var list []string
	f.Each(func(c op.FaultCode) { list = append(list, c.String()) })
	return strings.Join(list, " ")
}

// A reader of nothing has no elements: of a primitive element, or when its
// parent has gone on.
func TestReaderOfNothing(t *testing.T) {
	var w Walk
	var f op.Faults
	var e, x Element
	r := w.Start(oct("30 03 02 01 05 02 01 06"), 0, &f)
	r.Next(&e)
	in := r.Enter()
	r.Next(&e)
	if e.Tag != 2 || in.Next(&x) || in.Peek() != 0 || r.Enter().Next(&x) {
		t.Errorf("%x %x", e.Tag, x.Tag)
	}
	if r.Peek() != 0 || r.Next(&e) || f.Any() || r.Faults() != &f {
		t.Error(names(&f))
	}
}

func TestPeek(t *testing.T) {
	for s, want := range map[string]uint32{"": 0, "02": 0, "02 01 05": 2, "bf 1f 00": 0xBF1F, "00 00": 0, "9f 1e 00": 0} {
		var w Walk
		var f op.Faults
		if got := w.Start(oct(s), 0, &f).Peek(); got != want || f.Any() {
			t.Errorf("%s: %x", s, got)
		}
	}
}

func TestWalkDoesNotAllocate(t *testing.T) {
	b := oct("30 80 a1 03 02 01 05 bf 1f 02 05 00 00 00 30 81 03 02 01 05")
	batch := &op.Batch{}
	m := batch.AddMessage()
	if n := testing.AllocsPerRun(100, func() {
		var w Walk
		var e, x Element
		r := w.Start(b, 0, &m.Faults)
		for r.Next(&e) {
			for in := r.Enter(); in.Next(&x); {
				in.Integer(&x)
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// Faults go where they are sent, also those of what is walked because nobody
// entered it.
func TestDivert(t *testing.T) {
	var w Walk
	var message, component op.Faults
	var e Element
	r := w.Start(oct("30 04 30 02 1f 00 04 81 00 30 80 00 00"), 10, &message)
	r.Next(&e)
	if got := r.Encoding(&e); !bytes.Equal(got, oct("30 04 30 02 1f 00")) {
		t.Errorf("%x", got)
	}
	r.Divert(&component)
	if at := r.Offset(); at != 16 {
		t.Errorf("at %d", at)
	}
	r.Divert(&message)
	for r.Next(&e) {
	}
	if names(&component) != "ber-tag" || names(&message) != "ber-long-form ber-indefinite" || r.Encoding(&e) != nil {
		t.Errorf("%s; %s; %x", names(&component), names(&message), r.Encoding(&e))
	}
}

// A reader that its parent has left has nothing more to walk.
func TestRestIsLate(t *testing.T) {
	var w Walk
	var f op.Faults
	var e Element
	r := w.StartIn(3, oct("30 02 05 00 05 00"), 0, &f)
	r.Next(&e)
	inside := r.Enter()
	r.Next(&e)
	if inside.Rest(); r.Depth() != 3 || inside.Depth() != 4 || e.Tag != 5 || r.Next(&e) || f.Any() {
		t.Errorf("%d %d %v %s", r.Depth(), inside.Depth(), e, names(&f))
	}
}
