package gtpv1c

import (
	"bytes"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// The slow reference reads a message the way the standard is read: into a list
// of elements, of which it then asks one question after the other. It shares
// with the decoder the short form of the tables (which grammar_test.go holds
// against the document) and the names of faults and columns, nothing else.

// slowFixed is TS 29.060 table 37 up to type 127.
var slowFixed = map[byte]int{1: 1, 2: 8, 3: 6, 4: 4, 5: 4, 8: 1, 9: 28, 11: 1, 12: 3, 13: 1, 14: 1, 15: 1, 16: 4, 17: 4, 18: 5,
	19: 1, 20: 1, 21: 1, 22: 9, 23: 1, 24: 1, 25: 2, 26: 2, 27: 2, 28: 2, 29: 1, 127: 4}

// slowMinimum are the values from type 128 on that are known to have an octet at
// least: how many, by type.
var slowMinimum = func() map[byte]int {
	m := map[byte]int{128: 2, 129: 15, 130: 28, 135: 4, 136: 50, 153: 2, 154: 8, 156: 13, 157: 6, 162: 9, 164: 3, 168: 3, 169: 8, 174: 17,
		175: 9, 180: 2, 186: 7, 189: 2, 192: 2, 194: 8, 196: 4, 198: 8, 200: 8, 201: 9, 204: 2, 207: 3, 211: 2, 213: 2, 214: 4, 217: 4,
		223: 2, 238: 2, 251: 4, 255: 2}
	for _, t := range []byte{131, 132, 134, 137, 140, 144, 146, 147, 148, 149, 150, 151, 152, 163, 165, 166, 167, 170, 171, 176, 178, 181, 182,
		183, 184, 187, 188, 191, 193, 195, 197, 202, 203, 205, 208, 209, 212, 215, 216, 218, 220, 222, 224} {
		m[t] = 1
	}
	return m
}()

type slow struct {
	found   map[string]bool // names of faults
	columns map[int]string  // what column prints
	els     []el
}

func (s *slow) say(name string) { s.found[name] = true }

// first enters a column if it is the first to be written; "!" could not be read.
func (s *slow) first(col int, text string) {
	if _, there := s.columns[col]; !there {
		s.columns[col] = text
	}
}

func (s *slow) count(t byte) (n int) {
	for _, e := range s.els {
		if e.t == t {
			n++
		}
	}
	return n
}

// slowDecode reads a datagram addressed to port 2123.
func slowDecode(p []byte) *slow {
	s := &slow{found: map[string]bool{}, columns: map[int]string{}}
	if len(p) < 8 {
		s.say("gtp-too-short")
		return s
	}
	if p[0] < 0x20 || p[0] > 0x3F {
		s.say("gtp-version")
		return s
	}
	if p[0] < 0x30 {
		s.say("gtp-prime")
		return s
	}
	code := p[1]
	m := sourceOf(code)
	outside := code >= 4 && code <= 7 || code == 240 || code == 241 || code >= 253
	if p[0] >= 0x38 {
		s.say("gtp-spare-bits")
	}
	if !outside && p[0]%4 != 2 {
		s.say("gtp-header-flags")
	}
	path := slices.Contains([]byte{1, 2, 3, 31}, code)
	if path && !bytes.Equal(p[4:8], make([]byte, 4)) {
		s.say("gtp-teid")
	}
	rest := p[8:]
	switch declared := int(p[2])*256 + int(p[3]); {
	case declared > len(rest):
		s.say("gtp-length")
	case declared < len(rest):
		s.say("gtp-trailing")
		rest = rest[:declared]
	}
	if p[0]%8 != 0 {
		if len(rest) < 4 {
			if len(p) < 12 {
				s.say("gtp-too-short")
			} else {
				s.say("gtp-length")
			}
			return s
		}
		next, known := rest[3], true
		rest = rest[4:]
		if p[0]&4 != 0 {
			if rest, known = s.chain(rest, next, code, path, outside); !known {
				return s
			}
		}
	}
	if code == 255 {
		return s
	}
	s.read(rest, path && code <= 2)
	s.judge(code, m, p, outside)
	return s
}

func sourceOf(code byte) *source {
	for i := range sources {
		if sources[i].code == code {
			return &sources[i]
		}
	}
	return nil
}

// chain drops the extension headers; whole is false when their end is not known.
func (s *slow) chain(rest []byte, next, code byte, path, outside bool) (body []byte, whole bool) {
	var types []byte
	bad := false
	for next != 0 {
		if len(rest) == 0 || rest[0] == 0 || len(rest) < 4*int(rest[0]) {
			s.say("gtp-extension-header")
			return nil, false
		}
		n := 4 * int(rest[0])
		legal := !path && (next == 1 || next == 2 || next >= 0xC0 && next <= 0xC2 && code >= 48 && code <= 62)
		bad = bad || !legal || n != 4 || slices.Contains(types, next)
		types = append(types, next)
		next, rest = rest[n-1], rest[n:]
	}
	if bad && !outside {
		s.say("gtp-extension-header")
	}
	return rest, true
}

// read splits the body into elements.
func (s *slow) read(rest []byte, echo bool) {
	stop := func(name string) {
		if echo {
			name = "gtp-echo-payload"
		}
		s.say(name)
	}
	for len(rest) > 0 {
		t := rest[0]
		skip, n := 1, 0
		switch {
		case t < 128:
			size, known := slowFixed[t]
			if !known {
				stop("gtp-ie-unknown-length")
				return
			}
			n = size
		case t == 141 && len(rest) >= 2:
			skip, n = 2, int(rest[1])
		case t != 141 && len(rest) >= 3:
			skip, n = 3, int(rest[1])*256+int(rest[2])
		default:
			stop("gtp-ie-truncated")
			return
		}
		if len(rest) < skip+n {
			stop("gtp-ie-truncated")
			return
		}
		if len(s.els) == 255 {
			stop("gtp-ie-count")
			return
		}
		s.els = append(s.els, el{t, rest[skip : skip+n]})
		rest = rest[skip+n:]
	}
}

// slowTable reads the short form of a message's table.
func slowTable(m *source) (must, most map[byte]int) {
	must, most = map[byte]int{}, map[byte]int{255: 1 << 30}
	if m == nil {
		for t := range 256 {
			if IEName(byte(t)) != "" {
				most[byte(t)] = 1 << 30
			}
		}
		return must, most
	}
	for _, w := range strings.Fields(m.elements) {
		var t byte
		fmt.Sscanf(w, "%d", &t)
		most[t] = 1
		if _, need, found := strings.Cut(w, "!"); found {
			must[t] = 1
			var n int
			if k, _ := fmt.Sscanf(need, "%d", &n); k == 1 {
				must[t] = n
			}
			most[t] = must[t]
		}
		if _, limit, found := strings.Cut(w, "*"); found {
			most[t] = 1 << 30
			var n int
			if k, _ := fmt.Sscanf(limit, "%d", &n); k == 1 {
				most[t] = n
			}
		}
	}
	return must, most
}

// slowLists are the types that some message has several times.
var slowLists = func() map[byte]bool {
	l := map[byte]bool{238: true}
	for i := range sources {
		_, most := slowTable(&sources[i])
		for t, n := range most {
			l[t] = l[t] || n > 1
		}
	}
	return l
}()

func (s *slow) judge(code byte, m *source, p []byte, outside bool) {
	must, most := slowTable(m)
	if m == nil && !outside {
		s.say("gtp-message-unknown")
	}
	echo := code == 1 || code == 2
	private := 0
	seen := map[byte]int{}
	for i, e := range s.els {
		if i > 0 && e.t < s.els[i-1].t {
			s.say("gtp-ie-order")
		}
		seen[e.t]++
		known := IEName(e.t) != ""
		switch {
		case most[e.t] > 0:
			if seen[e.t] > most[e.t] {
				s.say("gtp-ie-repeated")
			}
		case e.t == 1:
			if seen[1] > 1 {
				s.say("gtp-ie-repeated")
			}
		default:
			s.say(map[bool]string{true: "gtp-ie-unexpected", false: "gtp-ie-unknown"}[known])
			if echo {
				s.say("gtp-echo-payload")
			}
			if known && seen[e.t] > 1 && !slowLists[e.t] {
				s.say("gtp-ie-repeated")
			}
		}
		if e.t == 255 && len(e.value) >= 2 {
			private += len(e.value)
		}
		s.value(e, code, m, most, outside)
	}
	if echo && private > 0 {
		s.say("gtp-private-extension")
	}
	if echo && private > 32 {
		s.say("gtp-private-extension-oversize")
	}
	if s.count(133) > op.MaxFTEIDs && s.goodAddresses() > op.MaxFTEIDs {
		s.say("gtp-ie-count")
	}
	s.mandatory(code, m, must, p)
}

func (s *slow) goodAddresses() (n int) {
	for _, e := range s.els {
		if e.t == 133 && (len(e.value) == 4 || len(e.value) == 16) {
			n++
		}
	}
	return n
}

func (s *slow) mandatory(code byte, m *source, must map[byte]int, p []byte) {
	if m != nil && m.role == triggered && s.count(1) > 0 {
		if c := s.els[slices.IndexFunc(s.els, func(e el) bool { return e.t == 1 })].value[0]; c >= 192 {
			return
		}
	}
	missing := false
	for t, n := range must {
		missing = missing || s.count(t) < n
	}
	if code == 16 && bytes.Equal(p[4:8], make([]byte, 4)) {
		missing = missing || s.count(128) == 0 || s.count(131) == 0 || s.count(2)+s.count(154) == 0
	}
	if code == 18 && s.count(16)+s.count(17)+s.count(133) > 0 {
		missing = missing || s.count(16) == 0 || s.count(133) < 2 || s.count(135) == 0
	}
	if missing {
		s.say("gtp-ie-missing")
	}
}

// slowDigits reads nibbles, low one first, up to the fillers at the end.
func slowDigits(v []byte) (text string, ok bool) {
	var n []byte
	for _, o := range v {
		n = append(n, o&15, o>>4)
	}
	for len(n) > 0 && n[len(n)-1] == 15 {
		n = n[:len(n)-1]
	}
	for _, d := range n {
		if d > 9 {
			return "", false
		}
		text += string('0' + d)
	}
	return text, text != ""
}

func slowPLMN(v []byte) (string, bool) {
	mcc, mnc := fmt.Sprintf("%x%x%x", v[0]&15, v[0]>>4, v[1]&15), fmt.Sprintf("%x%x", v[2]&15, v[2]>>4)
	if v[1]>>4 != 15 {
		mnc += fmt.Sprintf("%x", v[1]>>4)
	}
	return mcc + "-" + mnc, strings.Trim(mcc+mnc, "0123456789") == ""
}

// value checks the values whose reading is written twice; names and templates
// have readers and references of their own.
func (s *slow) value(e el, code byte, m *source, most map[byte]int, outside bool) {
	v := e.value
	col := map[byte]int{2: op.ColIMSI, 134: op.ColMSISDN, 154: op.ColMEI, 3: op.ColServingPLMN, 152: op.ColLocationPLMN, 151: op.ColRAT,
		15: op.ColSelectionMode, 14: op.ColRecovery, 20: op.ColEBI, 1: op.ColCause, 128: op.ColPDNType}[e.t]
	bad := func(name string) {
		s.say(name)
		if col != 0 {
			s.first(col, "!")
		}
	}
	if e.t >= 128 && len(v) < slowMinimum[e.t] {
		bad("gtp-ie-too-short")
		return
	}
	switch e.t {
	case 2:
		if d, ok := slowDigits(v); !ok || len(d) < 6 || len(d) > 15 {
			bad("gtp-digits")
		} else {
			s.first(col, d)
		}
	case 134:
		s.number(v, bad)
	case 154:
		s.equipment(v[:8], bad)
	case 3:
		if n, ok := slowPLMN(v); !ok {
			bad("gtp-plmn")
		} else {
			s.first(col, n)
		}
	case 152:
		if v[0] > 2 {
			bad("gtp-ie-value")
		} else if len(v) < 8 {
			bad("gtp-ie-too-short")
		} else if n, ok := slowPLMN(v[1:]); !ok {
			bad("gtp-plmn")
		} else {
			s.first(col, n)
		}
	case 151:
		if v[0] == 0 {
			bad("gtp-ie-value")
		} else {
			s.first(col, fmt.Sprint(v[0]))
		}
	case 15:
		s.first(col, fmt.Sprint(v[0]%4))
	case 14:
		s.first(col, fmt.Sprint(v[0]))
	case 20:
		s.first(col, fmt.Sprint(v[0]%16))
	case 1:
		if !slowCause(code, v[0], m, most, outside) {
			s.say("gtp-cause")
		}
		s.first(col, fmt.Sprint(v[0]))
	case 132:
		rest := v[1:]
		for len(rest) >= 3 && len(rest) >= 3+int(rest[2]) {
			rest = rest[3+int(rest[2]):]
		}
		if len(rest) > 0 {
			s.say("gtp-ie-form")
		}
	case 128:
		s.user(fmt.Sprintf("%x%02x", v[0]%16, v[1]), v[2:], bad)
	case 133:
		if len(v) != 4 && len(v) != 16 {
			s.say("gtp-fteid")
		}
	}
}

func (s *slow) number(v []byte, bad func(string)) {
	d, ok := slowDigits(v[1:])
	switch filled := len(v) > 1 && v[len(v)-1] == 0xFF; {
	case v[0] != 0x91 || len(v) == 1:
		bad("gtp-ie-form")
	case !ok || filled || len(d) > 15:
		bad("gtp-digits")
	default:
		s.first(op.ColMSISDN, d)
	}
}

// user reads an end user address of a PDP type, organisation and number.
func (s *slow) user(kind string, v []byte, bad func(string)) {
	number := map[string]int{"121": 1, "157": 2, "18d": 3, "001": 129, "002": 4}[kind]
	four, six := netip.Addr{}, netip.Addr{}
	switch n := len(v); {
	case number == 0:
		bad("gtp-ie-value")
		return
	case n == 0 || number > 3:
	case n < 4 || number == 2 && n < 16:
		bad("gtp-ie-too-short")
		return
	case number == 1 || number == 3 && n < 16:
		four, _ = netip.AddrFromSlice(v[:4])
	case number == 2 || n < 20:
		six, _ = netip.AddrFromSlice(v[:16])
	default:
		four, _ = netip.AddrFromSlice(v[:4])
		six, _ = netip.AddrFromSlice(v[4:20])
	}
	s.first(op.ColPDNType, fmt.Sprint(number, " ", printed(four), " ", printed(six)))
}

func printed(a netip.Addr) string {
	if !a.IsValid() || a.IsUnspecified() {
		return "-"
	}
	return a.Unmap().String()
}

func (s *slow) equipment(v []byte, bad func(string)) {
	d, ok := slowDigits(v)
	switch {
	case bytes.Count(v, []byte{0xFF}) == 8:
		bad("gtp-ie-form")
	case !ok:
		bad("gtp-digits")
	default:
		if len(d) < 15 {
			s.say("gtp-ie-form")
		}
		if len(d) == 16 {
			if d = d[:15] + "+"; d == "000000000000000+" {
				d = "" // op.Digits has no room to tell it from nothing; the presence bit does
			}
		}
		s.first(op.ColMEI, d)
	}
}

func slowCause(code, c byte, m *source, most map[byte]int, outside bool) bool {
	switch {
	case m == nil:
		return true
	case most[1] == 0:
		return false
	case m.role == triggered:
		return c >= 128
	case code == 20:
		return c < 64
	}
	return c < 64 || c >= 192
}

// elsewhere are the faults that the reference does not look for.
var elsewhere = []string{"gtp-apn", "gtp-tft"}

// compare decodes a datagram twice.
func compare(t *testing.T, p []byte) {
	t.Helper()
	b, o := decode(p)
	s := slowDecode(p)
	got := map[string]bool{}
	o.Faults.Each(func(c op.FaultCode) { got[c.String()] = true })
	for _, name := range elsewhere {
		delete(got, name)
	}
	want := slices.Sorted(maps.Keys(s.found))
	if list := slices.Sorted(maps.Keys(got)); !slices.Equal(list, want) {
		t.Fatalf("faults\n\t%v, the reference finds\n\t%v\n%x", list, want, p)
	}
	for _, col := range []int{op.ColIMSI, op.ColMSISDN, op.ColMEI, op.ColServingPLMN, op.ColLocationPLMN, op.ColRAT, op.ColSelectionMode,
		op.ColRecovery, op.ColEBI, op.ColCause, op.ColPDNType} {
		text, there := s.columns[col]
		if !there {
			text = "-"
		}
		if got := column(b, o, col); got != text {
			t.Fatalf("column %d is %q, the reference reads %q\n%x", col, got, text, p)
		}
	}
	if int(o.GTP.IEs.Count) != len(s.els) {
		t.Fatalf("%d elements, the reference finds %d\n%x", o.GTP.IEs.Count, len(s.els), p)
	}
	for i, x := range b.IEs {
		if x.Type != s.els[i].t || !bytes.Equal(b.Value(o, x), s.els[i].value) {
			t.Fatalf("element %d is %+v, the reference has type %d, %x\n%x", i, x, s.els[i].t, s.els[i].value, p)
		}
	}
	if int(o.GTP.FTEIDs.Count) != min(s.goodAddresses(), op.MaxFTEIDs) {
		t.Fatalf("%d addresses, the reference finds %d\n%x", o.GTP.FTEIDs.Count, s.goodAddresses(), p)
	}
}

// seeds are the project's own vectors and the messages of these tests.
func seeds(t testing.TB) (list [][]byte) {
	paths, err := filepath.Glob("../../../../testvectors/seeds/gtpv1c/*")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no seeds: %v", err)
	}
	for _, path := range paths {
		p, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	for _, m := range benchmarks {
		list = append(list, m.p)
	}
	return list
}

func TestReferenceAgreesOnSeeds(t *testing.T) {
	for _, p := range seeds(t) {
		compare(t, p)
		for i := range min(len(p), 150) { // and on every octet changed
			q := append([]byte(nil), p...)
			for _, v := range []byte{0xFF, q[i] ^ 1} {
				q[i] = v
				compare(t, q)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, p := range seeds(f) {
		f.Add(p)
	}
	f.Fuzz(compare)
}
