package ber

import (
	"bytes"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// first reads the one element of an encoding.
func first(t *testing.T, s string) (Reader, *Element, *op.Faults) {
	t.Helper()
	w, f, e := &Walk{}, &op.Faults{}, &Element{}
	r := w.Start(oct(s), 7, f)
	if !r.Next(e) {
		t.Fatalf("%s: no element", s)
	}
	return r, e, f
}

// check compares what a value's reader made of it: a fault if it is not ok.
func check(t *testing.T, s string, f *op.Faults, ok, want bool) {
	t.Helper()
	fault := ""
	if !want {
		fault = "ber-value"
	}
	if ok != want || names(f) != fault {
		t.Errorf("%s: ok %v, %q", s, ok, names(f))
	}
	if !want && int(f.List()[0].Offset) != 9 {
		t.Errorf("%s: fault at %d", s, f.List()[0].Offset)
	}
}

func TestInteger(t *testing.T) {
	for s, want := range map[string]int{
		"02 01 00": 0, "02 01 7f": 127, "02 01 80": -128, "02 02 00 80": 128, "02 02 ff 7f": -129, "02 03 01 00 00": 65536, "02 04 7f ff ff ff": 1<<31 - 1,
		"02 04 80 00 00 00": -1 << 31, "0a 01 05": 5, "80 02 01 00": 256,
	} {
		r, e, f := first(t, s)
		n, ok := r.Integer(e)
		if n != want {
			t.Errorf("%s: %d, want %d", s, n, want)
		}
		check(t, s, f, ok, true)
	}
	for _, s := range []string{"02 00", "02 02 00 7f", "02 02 ff 80", "02 05 00 80 00 00 00", "22 03 02 01 05", "a0 00"} {
		r, e, f := first(t, s)
		n, ok := r.Integer(e)
		if n != 0 {
			t.Errorf("%s: %d", s, n)
		}
		check(t, s, f, ok, false)
	}
}

func TestBooleanAndNull(t *testing.T) {
	for _, v := range []struct {
		s         string
		value, ok bool
	}{{"01 01 00", false, true}, {"01 01 ff", true, true}, {"01 01 01", true, true}, {"01 00", false, false}, {"01 02 00 00", false, false}, {"21 00", false, false}} {
		r, e, f := first(t, v.s)
		value, ok := r.Boolean(e)
		if value != v.value {
			t.Errorf("%s: %v", v.s, value)
		}
		check(t, v.s, f, ok, v.ok)
	}
	for s, want := range map[string]bool{"05 00": true, "80 00": true, "05 01 00": false, "a5 00": false} {
		r, e, f := first(t, s)
		check(t, s, f, r.Null(e), want)
	}
}

func TestStrings(t *testing.T) {
	for _, v := range []struct {
		s, bits string
		unused  int
		ok      bool
	}{
		{"03 02 07 80", "80", 7, true}, {"03 01 00", "", 0, true}, {"03 03 00 ff ff", "ffff", 0, true},
		{"03 00", "", 0, false}, {"03 02 08 80", "", 0, false}, {"03 01 01", "", 0, false}, {"23 04 03 02 07 80", "", 0, false},
	} {
		r, e, f := first(t, v.s)
		bits, unused, ok := r.BitString(e)
		if !bytes.Equal(bits, oct(v.bits)) || unused != v.unused {
			t.Errorf("%s: %x, %d", v.s, bits, unused)
		}
		check(t, v.s, f, ok, v.ok)
	}
	for s, want := range map[string]bool{"04 01 aa": true, "04 03 aa bb cc": true, "04 00": false, "04 04 aa bb cc dd": false, "24 03 04 01 aa": false} {
		r, e, f := first(t, s)
		v, ok := r.OctetString(e, 1, 3)
		if ok && !bytes.Equal(v, e.Value) || !ok && v != nil {
			t.Errorf("%s: %x", s, v)
		}
		check(t, s, f, ok, want)
	}
}

func TestObjectIdentifier(t *testing.T) {
	for s, want := range map[string]bool{
		"06 01 00": true, "06 03 81 80 01": true, "06 07 04 00 00 01 00 1d 03": true,
		"06 00": false, "06 01 81": false, "06 02 80 01": false, "06 03 04 80 01": false, "26 03 06 01 00": false,
	} {
		r, e, f := first(t, s)
		oid, ok := r.ObjectIdentifier(e)
		if ok && !bytes.Equal(oid, e.Value) || !ok && oid != nil {
			t.Errorf("%s: %x", s, oid)
		}
		check(t, s, f, ok, want)
	}
}

func TestOther(t *testing.T) {
	for tag, want := range map[uint32]uint32{0x04: 0x24, 0xA1: 0x81, 0xBF1F: 0x9F1F, 0x9F8122: 0xBF8122, 0xBF818122: 0x9F818122} {
		if got := (&Element{Tag: tag}).Other(); got != want {
			t.Errorf("%x: %x, want %x", tag, got, want)
		}
	}
}

// Every value reader's fault is one, and one may add others.
func TestFault(t *testing.T) {
	r, e, f := first(t, "04 00")
	if r.Fault(op.TCAPUnknown, e.Start); names(f) != "tcap-unknown" || f.List()[0].Offset != 7 {
		t.Error(f.List())
	}
}
