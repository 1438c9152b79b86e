package sccp

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// slow reads a message by the tables of Q.713, in the order in which they stand
// there: first where every part is, then what is in it. It is the model that
// Decode is compared with.
type slow struct {
	b      []byte
	out    []string
	faults []string
	took   [][2]int // parts found, start and end with their length
}

func (s *slow) say(name string, at int) { s.faults = append(s.faults, fmt.Sprintf("%s@%d", name, at)) }

func (s *slow) tell(format string, v ...any) { s.out = append(s.out, fmt.Sprintf(format, v...)) }

// slowForms: octets before the pointers, pointers, octets of a pointer.
var slowForms = map[byte][3]int{9: {2, 3, 1}, 10: {2, 3, 1}, 17: {3, 4, 1}, 18: {3, 4, 1}, 19: {3, 4, 2}, 20: {3, 4, 2}}

// slowRead returns what decoded.text prints, and the faults.
func slowRead(b []byte) (text string, faults []string) {
	s := &slow{b: b}
	s.read()
	return strings.Join(s.out, ", "), s.faults
}

func (s *slow) read() {
	if len(s.b) == 0 {
		s.say("length", 0)
		return
	}
	t := s.b[0]
	s.tell("type %d", t)
	form, is := slowForms[t]
	if !is {
		s.say("message-unknown", 0)
		return
	}
	fixed, count, size := form[0], form[1], form[2]
	start := fixed + count*size
	if len(s.b) < start {
		s.say("length", len(s.b))
		return
	}
	returned := t%2 == 0 && t < 16 || t > 16 && t%2 == 0
	s.fixed(t, returned, fixed)
	called, calledAt := s.part(fixed, size, 1, start)
	calling, callingAt := s.part(fixed+size, size, 1, start)
	data, dataAt := s.part(fixed+2*size, size, size, start)
	ssn, direct := -1, false
	if called != nil {
		ssn, direct = s.address("called", called, calledAt)
	}
	if calling != nil {
		s.address("calling", calling, callingAt)
	}
	if count == 4 {
		s.list(fixed+3*size, size, start, t)
	}
	if end := s.end(start); end < len(s.b) {
		s.say("length", end)
	}
	switch {
	case data == nil:
	case ssn == 1 && direct && !returned && !slices.ContainsFunc(s.out, func(x string) bool { return strings.HasPrefix(x, "segment") }):
		s.management(data, dataAt)
	default:
		s.tell("data %x@%d", data, dataAt)
	}
}

func (s *slow) fixed(t byte, returned bool, fixed int) {
	o := s.b[1]
	if !returned {
		s.tell("class %d", o%16)
		if !slices.Contains([]byte{0x00, 0x01, 0x80, 0x81}, o) {
			s.say("value", 1)
		}
	} else if o != 0 {
		s.tell("cause %d", o)
	}
	if fixed == 3 {
		s.tell("hops %d", s.b[2])
		if s.b[2] == 0 || s.b[2] > 15 {
			s.say("value", 2)
		}
	}
}

// end is where the parts found so far end.
func (s *slow) end(start int) int {
	end := start
	for _, p := range s.took {
		end = max(end, p[1])
	}
	return end
}

func (s *slow) number(at, size int) int {
	if size == 2 {
		return int(s.b[at]) + int(s.b[at+1])*256
	}
	return int(s.b[at])
}

func (s *slow) part(pointer, size, lengthSize, start int) ([]byte, int) {
	if s.number(pointer, size) == 0 {
		s.say("pointer", pointer)
		return nil, 0
	}
	at := pointer + size - 1 + s.number(pointer, size)
	if at+lengthSize > len(s.b) {
		s.say("length", pointer)
		return nil, 0
	}
	if at != s.end(start) {
		s.say("pointer", pointer)
	}
	from := at + lengthSize
	to := from + s.number(at, lengthSize)
	if to == from || to > len(s.b) {
		s.say("length", at)
		return nil, 0
	}
	s.took = append(s.took, [2]int{at, to})
	return s.b[from:to], from
}

// address prints an address, and returns its SSN, -1 for none, and whether it is
// routed on.
func (s *slow) address(name string, v []byte, at int) (ssn int, direct bool) {
	bits := fmt.Sprintf("%08b", v[0])
	ssn, direct = -1, bits[1] == '1'
	gti := int(v[0]) / 4 % 16
	s.tell("%s %02x", name, v[0])
	if bits[0] == '1' {
		s.say("spare", at)
	}
	lost := func() {
		s.say("address", at+len(v))
		if bits[6] == '1' {
			s.tell("bad ssn")
		}
		if gti != 0 {
			s.tell("bad gt")
		}
	}
	pos := 1
	if bits[7] == '1' {
		if len(v) < 3 {
			lost()
			return
		}
		pc := int(v[1]) + int(v[2])*256
		if pc >= 1<<14 {
			s.say("address", at+2)
		}
		s.tell("pc %d", pc%(1<<14))
		pos = 3
	}
	if bits[6] == '1' {
		if len(v) <= pos {
			lost()
			return
		}
		ssn = int(v[pos])
		s.tell("ssn %d", ssn)
		pos++
	}
	if gti != 0 {
		s.title(gti, v[pos:], at+pos)
	} else if len(v) > pos || name == "called" && pos == 1 {
		s.say("address", at+pos)
	}
	return
}

func (s *slow) title(gti int, v []byte, at int) {
	// The octets in front of the digits, by global title indicator.
	fields := map[int]string{1: "o", 2: "t", 3: "tp", 4: "tpn"}[gti]
	if fields == "" || len(v) < len(fields) {
		s.say("address", at)
		s.tell("bad gt")
		return
	}
	es := 0
	var tt, np, nai = "", "", ""
	for i, f := range fields {
		o := int(v[i])
		switch f {
		case 'o':
			nai = fmt.Sprintf("nai %d", o%128)
			es = 2 - o/128
		case 't':
			tt = fmt.Sprintf("tt %d", o)
		case 'p':
			np = fmt.Sprintf("np %d", o/16)
			es = o % 16
		case 'n':
			nai = fmt.Sprintf("nai %d", o%128)
			if o > 127 {
				s.say("spare", at+i)
			}
		}
	}
	if gti == 2 {
		s.say("encoding", at)
	}
	for _, x := range []string{tt, np, nai} {
		if x != "" {
			s.tell("%s", x)
		}
	}
	if gti != 2 {
		s.tell("es %d", es)
	}
	s.digits(gti, es, v[len(fields):], at+len(fields))
}

func (s *slow) digits(gti, es int, v []byte, at int) {
	const signals = "0123456789abcdef"
	var text string
	for _, o := range v {
		text += string(signals[o%16]) + string(signals[o/16])
	}
	if gti != 2 && es != 1 && es != 2 {
		s.say("encoding", at-1)
		s.tell("bad gt")
		return
	}
	wrong := len(text) == 0 || len(text) > 16
	switch {
	case wrong:
	case gti == 2:
		text = strings.TrimSuffix(text, "f")
	case es == 1:
		filler := text[len(text)-1]
		text = text[:len(text)-1]
		wrong = filler != '0' && filler != 'f'
		if filler == 'f' {
			s.say("spare", at+len(v)-1)
		}
	}
	if d, ok := op.ParseDigits(text); ok && !wrong {
		s.tell("gt %s", d)
		return
	}
	s.say("digits", at)
	s.tell("bad gt")
}

func (s *slow) list(pointer, size, start int, t byte) {
	if s.number(pointer, size) == 0 {
		return
	}
	at := pointer + size - 1 + s.number(pointer, size)
	if at >= len(s.b) {
		s.say("length", pointer)
		return
	}
	if at != s.end(start) {
		s.say("pointer", pointer)
	}
	whole := [2]int{at, len(s.b)}
	seen := map[byte]bool{}
	for n := 0; ; n++ {
		rest := s.b[at:]
		if n == 32 {
			s.say("optional", at)
			break
		}
		if len(rest) > 0 && rest[0] == 0 {
			whole[1] = at + 1
			break
		}
		if len(rest) < 2 || len(rest) < 2+int(rest[1]) {
			s.say("optional", at)
			break
		}
		if seen[rest[0]] {
			s.say("optional-repeated", at)
		} else {
			s.option(rest[0], rest[2:2+int(rest[1])], at, t)
		}
		seen[rest[0]] = true
		at += 2 + int(rest[1])
	}
	s.took = append(s.took, whole)
}

func (s *slow) option(name byte, v []byte, at int, t byte) {
	switch name {
	case 0x10:
		if len(v) != 4 {
			s.say("optional", at)
			return
		}
		x := Segment{v[0] >= 128, v[0]/64%2 == 1, v[0] % 16, uint32(v[1])*65536 + uint32(v[2])*256 + uint32(v[3])}
		s.tell("segment %+v", x)
		if v[0]/16%4 != 0 {
			s.say("optional", at+2)
		}
		if (t == 17 || t == 19) && s.b[1]%16 != 1 && (t == 17 || !x.First || x.Remaining > 0) {
			s.say("segment", at)
		}
	case 0x12:
		if len(v) != 1 {
			s.say("optional", at)
		} else if v[0] > 7 {
			s.say("value", at+2)
		}
	default:
		s.say("optional-unknown", at)
	}
}

func (s *slow) management(v []byte, at int) {
	m := Management{Type: v[0]}
	lengths := map[byte]int{1: 5, 2: 5, 3: 5, 4: 5, 5: 5, 6: 6}
	length, is := lengths[v[0]]
	switch {
	case !is:
		s.say("message-unknown", at)
	case len(v) != length:
		s.say("value", at)
	default:
		m.SSN, m.PointCode, m.Multiplicity = v[1], uint16(v[2])+uint16(v[3])*256, v[4]
		if v[0] == 6 {
			m.Congestion = v[5]
		}
		if m.PointCode >= 1<<14 || m.Multiplicity >= 4 || m.Congestion >= 16 {
			s.say("value", at)
		}
	}
	s.tell("management %+v", m)
}

// compare reads a message both ways.
func compare(t *testing.T, b []byte) {
	t.Helper()
	d := decode(b, 0)
	want, bad := slowRead(b)
	if got := d.text(); got != want {
		t.Errorf("%x:\n got %s\nwant %s", b, got, want)
	}
	var got []string
	for _, x := range d.o.Faults.List() {
		got = append(got, fmt.Sprintf("%s@%d", strings.TrimPrefix(x.Code.String(), "sccp-"), x.Offset))
	}
	if slices.Sort(bad); len(bad) > op.MaxFaults {
		return // some have no offset
	}
	if slices.Sort(got); !slices.Equal(got, bad) {
		t.Errorf("%x: faults %v, want %v", b, got, bad)
	}
}

// random builds a message from addresses of every form, and then breaks it or
// not.
func random(r *rand.Rand) []byte {
	types := []byte{UDT, UDTS, XUDT, XUDTS, LUDT, LUDTS}
	t := types[r.IntN(len(types))]
	options := ""
	for range r.IntN(4) {
		options += []string{"1004c1010203", "100481010203", "10040001ffff", "120103", "fa0100", "1003010203", "120109"}[r.IntN(7)]
	}
	if options != "" && r.IntN(8) > 0 {
		options += "00"
	}
	data := "0106 0a00 02"
	if r.IntN(3) > 0 {
		data = strings.Repeat("62", 1+r.IntN(40))
	}
	b := build(t, []byte{0, 1, 0x80, 0x81}[r.IntN(4)], byte(1+r.IntN(15)), randomAddress(r), randomAddress(r), data, options)
	switch r.IntN(4) {
	case 0:
		for range 1 + r.IntN(3) {
			b[r.IntN(len(b))] = byte(r.Uint32())
		}
	case 1:
		switch i := r.IntN(len(b)); r.IntN(4) {
		case 0:
			b = b[:i]
		case 1:
			b = slices.Delete(b, i, i+1)
		case 2:
			b = slices.Insert(b, i, byte(r.Uint32()))
		case 3: // a pointer, most likely
			b[min(len(b)-1, 2+r.IntN(8))] += byte(r.IntN(7)) - 3
		}
	}
	return b
}

func randomAddress(r *rand.Rand) string {
	gti := []byte{0, 1, 2, 3, 4, 4, 4, 5}[r.IntN(8)]
	b := []byte{gti<<2 | byte(r.IntN(4))}
	if r.IntN(3) == 0 {
		b[0] |= 0x40
	}
	if b[0]&1 != 0 {
		b = append(b, byte(r.Uint32()), byte(r.IntN(64)))
	}
	if b[0]&2 != 0 {
		b = append(b, []byte{0, 1, 6, 7, 8, 149, 254}[r.IntN(7)])
	}
	n := 1 + r.IntN(15)
	odd := byte(n % 2)
	switch gti {
	case 1:
		b = append(b, odd<<7|4)
	case 2:
		b = append(b, byte(r.Uint32()))
	case 3:
		b = append(b, 0, 0x12-odd)
	case 4:
		b = append(b, 0, []byte{1, 6, 7}[r.IntN(3)]<<4|2-odd, 4)
	}
	if gti == 0 {
		return fmt.Sprintf("%x", b)
	}
	for i := 0; i < n; i += 2 {
		o := byte(r.IntN(10))
		if i+1 < n {
			o |= byte(r.IntN(10)) << 4
		}
		b = append(b, o)
	}
	return fmt.Sprintf("%x", b)
}

func TestAgainstSlow(t *testing.T) {
	for _, v := range vectors {
		compare(t, v.b)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		if compare(t, random(r)); t.Failed() {
			return
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, v := range vectors {
		f.Add(v.b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		compare(t, b)
		d := decode(b, 0)
		if d.u.Data != nil && (d.u.At < 0 || d.u.At+len(d.u.Data) > len(b)) {
			t.Errorf("data at %d, %d octets of %d", d.u.At, len(d.u.Data), len(b))
		}
		for _, x := range d.o.Faults.List() {
			if int(x.Offset) > len(b) {
				t.Errorf("%s at %d of %d", x.Code, x.Offset, len(b))
			}
		}
	})
}
