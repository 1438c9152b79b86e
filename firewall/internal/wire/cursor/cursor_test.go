package cursor

import (
	"bytes"
	"math"
	"testing"
)

var octets = []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}

func TestReadsAreBigEndian(t *testing.T) {
	c := New(octets)
	if v, ok := c.Peek(); v != 1 || !ok || c.Offset() != 0 {
		t.Errorf("Peek = %d, %v at %d", v, ok, c.Offset())
	}
	if v, ok := c.U8(); v != 1 || !ok {
		t.Errorf("U8 = %#x, %v", v, ok)
	}
	if v, ok := c.U16(); v != 0x0203 || !ok {
		t.Errorf("U16 = %#x, %v", v, ok)
	}
	if v, ok := c.U24(); v != 0x040506 || !ok {
		t.Errorf("U24 = %#x, %v", v, ok)
	}
	if v, ok := c.U32(); v != 0x0708090A || !ok {
		t.Errorf("U32 = %#x, %v", v, ok)
	}
	if c.Len() != 0 || c.Offset() != len(octets) || len(c.Rest()) != 0 {
		t.Errorf("not at the end: %d left at %d", c.Len(), c.Offset())
	}
	c = New(octets)
	if v, ok := c.U64(); v != 0x0102030405060708 || !ok {
		t.Errorf("U64 = %#x, %v", v, ok)
	}
	if !bytes.Equal(c.Rest(), octets[8:]) {
		t.Errorf("Rest = %x", c.Rest())
	}
}

// Every read, at every number of octets left: it succeeds exactly when they
// suffice, and moves exactly by its width or not at all.
func TestReadsStopAtTheEnd(t *testing.T) {
	reads := []struct {
		name  string
		width int
		read  func(*Cursor) bool
	}{
		{"U8", 1, func(c *Cursor) bool { _, ok := c.U8(); return ok }},
		{"U16", 2, func(c *Cursor) bool { _, ok := c.U16(); return ok }},
		{"U24", 3, func(c *Cursor) bool { _, ok := c.U24(); return ok }},
		{"U32", 4, func(c *Cursor) bool { _, ok := c.U32(); return ok }},
		{"U64", 8, func(c *Cursor) bool { _, ok := c.U64(); return ok }},
		{"Take5", 5, func(c *Cursor) bool { p, ok := c.Take(5); return ok && len(p) == 5 && cap(p) == 5 }},
		{"Skip7", 7, func(c *Cursor) bool { return c.Skip(7) }},
		{"Sub6", 6, func(c *Cursor) bool { s, ok := c.Sub(6); return ok && s.Len() == 6 }},
	}
	for _, r := range reads {
		for n := range len(octets) {
			// The octets behind the end are there, but out of bounds.
			c := New(octets[:n])
			ok, moved := r.read(&c), c.Offset()
			if want := n >= r.width; ok != want || ok && moved != r.width || !ok && moved != 0 {
				t.Errorf("%s over %d octets: ok %v, moved %d", r.name, n, ok, moved)
			}
		}
	}
	c := New(nil)
	if _, ok := c.Peek(); ok {
		t.Error("Peek succeeds at the end")
	}
}

func TestHostileLengths(t *testing.T) {
	for _, n := range []int{-1, math.MinInt, math.MaxInt, len(octets)} {
		c := New(octets)
		c.Skip(1)
		_, take := c.Take(n)
		_, sub := c.Sub(n)
		if take || sub || c.Skip(n) || c.Offset() != 1 {
			t.Errorf("a length of %d was accepted", n)
		}
	}
}

func TestSubKeepsTheOrigin(t *testing.T) {
	c := New(octets)
	c.Skip(2)
	s, ok := c.Sub(4)
	if !ok || s.Offset() != 2 || s.Len() != 4 || c.Offset() != 6 {
		t.Fatalf("Sub at %d with %d octets, parent at %d", s.Offset(), s.Len(), c.Offset())
	}
	if !s.Skip(3) || s.Offset() != 5 {
		t.Errorf("offset in the sub is %d, want 5", s.Offset())
	}
	if _, ok := s.U16(); ok {
		t.Error("the sub reads its parent's octets")
	}
}

func TestReadsDoNotAllocate(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() {
		c := New(octets)
		s, _ := c.Sub(8)
		s.U8()
		s.U32()
		s.Take(2)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
