package gsmmap

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument/argumenttest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// sound checks what must hold of any parameter at all: the decoder names nothing
// outside of it, and reads it the same however its lengths are coded.
func sound(t *testing.T, code uint32, component, version uint8, parameter []byte) {
	t.Helper()
	d := decode(code, component, version, parameter)
	for _, s := range []op.Span{d.s.TPDU, d.s.UserDataHeader, d.s.USSD} {
		if int(s.Off)+int(s.Len) > len(parameter) {
			t.Fatalf("a span of %d to %d in %d octets", s.Off, s.Off+s.Len, len(parameter))
		}
	}
	if d.s.Numbers.Count > op.MaxNumbers {
		t.Fatalf("%d numbers", d.s.Numbers.Count)
	}
	for _, f := range d.o.Faults.List() {
		if int(f.Offset) > len(parameter) {
			t.Fatalf("%v at %d of %d octets", f.Code, f.Offset, len(parameter))
		}
	}
	r := rand.New(rand.NewPCG(uint64(len(parameter)), 1))
	odd := argumenttest.Recode(r, parameter, 0.2, 0.3)
	if odd == nil || d.o.Faults.Has(op.BERTag) || d.o.Faults.Has(op.BERDepth) || d.o.Faults.Has(op.MAPLimit) || len(odd) > 60_000 {
		return
	}
	other := decode(code, component, version, odd)
	if a, b := lengthless(d), lengthless(other); a != b {
		t.Fatalf("%s\nwith other lengths\n%s\n%x\n%x", a, b, parameter, odd)
	}
}

// lengthless are the columns and faults of a decode, without those of lengths.
func lengthless(d decoded) string {
	kept := slices.DeleteFunc(d.faults(), func(s string) bool { return s == "ber-long-form" || s == "ber-indefinite" })
	return columns(d) + " " + strings.Join(kept, " ")
}

func FuzzDecode(f *testing.F) {
	for _, v := range vectors {
		f.Add(byte(v.code), v.component == invoke, v.version, v.parameter)
	}
	f.Fuzz(func(t *testing.T, code byte, isInvoke bool, version uint8, parameter []byte) {
		component := uint8(returnResultLast)
		if isInvoke {
			component = invoke
		}
		sound(t, uint32(code), component, version, parameter)
	})
}

// TestMutatedIsSound does what the fuzz target does over mutated arguments.
func TestMutatedIsSound(t *testing.T) {
	from, parameters := generated(t, messageCount(20_000))
	for i, p := range parameters {
		sound(t, from[i].code, from[i].component, 3, p)
	}
}

// worst are arguments made to cost: as many elements as octets allow, unknown
// ones, lists, lengths in other forms, digits.
func worst(n int) map[string][]byte {
	fill := func(head, unit []byte) []byte {
		v := slices.Clone(head)
		for len(v)+len(unit) <= n {
			v = append(v, unit...)
		}
		return v
	}
	wrap := func(tag byte, v []byte) []byte {
		return append([]byte{tag, 0x82, byte(len(v) >> 8), byte(len(v))}, v...)
	}
	nested := bytes.Repeat([]byte{0x30, 0x80}, n/2)
	return map[string][]byte{
		"unknown elements":  wrap(0x30, fill(nil, []byte{0x9E, 0})),
		"repeated IMSI":     wrap(0x30, fill(nil, oct("80 03 00 01 10"))),
		"empty services":    wrap(0x30, wrap(0xA6, fill(nil, []byte{4, 0}))),
		"forwarding":        wrap(0x30, wrap(0xA7, fill(nil, oct("a0 0b 04 01 21 30 06 30 04 85 02 91 11")))),
		"packet contexts":   wrap(0x30, wrap(0xB0, wrap(0xA1, fill(nil, oct("30 06 02 01 01 94 01 00"))))),
		"opaque and nested": wrap(0x30, wrap(0xAB, fill(nil, oct("30 04 30 02 30 00")))),
		"indefinite":        nested,
		"long lengths":      fill(nil, oct("30 84 00 00 00 00")),
		"one long element":  wrap(0x30, wrap(0x80, make([]byte, n))),
		"CSI lists":         wrap(0x30, wrap(0xAD, fill(nil, oct("a0 0f 30 0d 30 0b 0a 01 02 02 01 01 80 03 91 00 00")))),
	}
}

// TestCostIsLinear: no argument costs much more for an octet than an honest one;
// twice the octets cost twice the time. The bound is a multiple of what the
// budget is, so that a busy machine does not break it.
func TestCostIsLinear(t *testing.T) {
	for name := range worst(16) {
		small, large := cost(worst(1500)[name]), cost(worst(24_000)[name])
		t.Logf("%s: %v for 1,500 octets, %v for 24,000", name, small, large)
		if small > 60*time.Microsecond || large > 16*60*time.Microsecond {
			t.Errorf("%s: %v for 1,500 octets, %v for 24,000", name, small, large)
		}
	}
}

// cost is the least time of some decodes.
func cost(parameter []byte) time.Duration {
	b := &op.Batch{Numbers: make([]op.Number, 0, 64)}
	b.AddMessage().Payload = parameter
	o := b.AddOp(op.ProtoMAP)
	s := b.AddSS7(o, &op.SS7{ComponentType: invoke})
	o.Code = 7
	o.Has(op.ColCode)
	least := time.Hour
	for range 200 {
		b.Numbers, o.Faults, s.TPDU = b.Numbers[:0], op.Faults{}, op.Span{}
		start := time.Now()
		Decode(&reader, b, o, s, argument.Parameter{Octets: parameter, At: 0, Depth: 3})
		least = min(least, time.Since(start))
	}
	return least
}
