package m3ua

import (
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// slow reads a message into a tree first, and asks it questions then. It is the
// model that Decode is compared with.
type slow struct {
	b      []byte
	faults []string
}

type slowParameter struct {
	tag, at, length int
	value           []byte
}

func (s *slow) say(name string, at int) { s.faults = append(s.faults, fmt.Sprintf("%s@%d", name, at)) }

// slowRules says by message (or by the tag of a list) which parameters belong
// there: + must be there, * may be there often.
var slowRules = map[string]string{
	"0.0": "+00c 006 200 012 007", "0.1": "+00d 011 006 004", "1.1": "200 006 +210 013",
	"2.1": "200 006 +012 004", "2.2": "200 006 +012 004", "2.3": "200 006 +012 004", "2.6": "200 006 +012 004",
	"2.4": "200 006 +012 206 205 004", "2.5": "200 006 +012 +204 004",
	"3.1": "011 004", "3.2": "004", "3.3": "009", "3.4": "011 004", "3.5": "004", "3.6": "009",
	"4.1": "00b 006 004", "4.2": "006 004", "4.3": "00b 006 004", "4.4": "006 004",
	"9.1": "+*207", "9.2": "+*208", "9.3": "+006", "9.4": "+*209",
	"207": "+20a 006 00b +*20b 200 *20c *20e", "208": "+20a +212 +006", "209": "+006 +213",
}

// slowSizes: the lengths of values; n means one or more of four octets.
var slowSizes = map[string]string{"006": "n", "012": "n", "20e": "n", "00b": "4", "00c": "4", "00d": "4", "011": "4", "013": "4", "200": "4", "204": "4",
	"205": "4", "206": "4", "20a": "4", "20b": "4", "212": "4", "213": "4", "20c": "1+", "207": "4+", "208": "4+", "209": "4+", "210": "12+", "004": "-255"}

func slowFits(size string, n int) bool {
	switch size {
	case "n":
		return n > 0 && n%4 == 0
	case "":
		return true
	}
	var k int
	fmt.Sscanf(strings.Trim(size, "+-"), "%d", &k)
	switch {
	case strings.HasPrefix(size, "-"):
		return n <= k
	case strings.HasSuffix(size, "+"):
		return n >= k
	}
	return n == k
}

// split returns the parameters of b[at:end], and whether they end there.
func (s *slow) split(at, end int) (list []slowParameter, whole bool) {
	for at < end {
		rest := s.b[at:end]
		if len(rest) < 4 {
			s.say("parameter", at)
			return list, false
		}
		p := slowParameter{tag: int(rest[0])<<8 + int(rest[1]), at: at, length: int(rest[2])<<8 + int(rest[3])}
		if p.length < 4 || p.length > len(rest) {
			s.say("parameter", at)
			return list, false
		}
		p.value = rest[4:p.length]
		list = append(list, p)
		padding := (4 - p.length%4) % 4
		if have := rest[p.length:min(len(rest), p.length+padding)]; len(have) < padding || strings.Trim(string(have), "\x00") != "" {
			s.say("padding", at+p.length)
		}
		at += p.length + padding
	}
	return list, true
}

// check holds the parameters of a message against the rules, and calls use for
// each that is sound.
func (s *slow) check(rule string, list []slowParameter, whole bool, end int, use func(slowParameter)) {
	may := map[string]bool{}
	for _, w := range strings.Fields(rule) {
		may[strings.Trim(w, "+*")] = strings.Contains(w, "*")
	}
	seen := map[string]bool{}
	for _, p := range list {
		tag := fmt.Sprintf("%03x", p.tag)
		many, listed := may[tag]
		switch {
		case !listed:
			s.say("parameter-unknown", p.at)
		case seen[tag] && !many:
			s.say("parameter-repeated", p.at)
		case !slowFits(slowSizes[tag], len(p.value)):
			s.say("parameter", p.at)
		default:
			use(p)
		}
		seen[tag] = true
	}
	for _, w := range strings.Fields(rule) {
		if strings.Contains(w, "+") && whole && !seen[strings.Trim(w, "+*")] {
			s.say("parameter", end)
			break
		}
	}
}

func slowRead(b []byte) (text string, faults []string) {
	s := &slow{b: b}
	if len(b) < 8 {
		s.say("header", len(b))
		return "", s.faults
	}
	if b[0] != 1 {
		s.say("header", 0)
		return "", s.faults
	}
	if b[1] != 0 {
		s.say("header", 1)
	}
	end := int(b[4])<<24 + int(b[5])<<16 + int(b[6])<<8 + int(b[7])
	if end < 8 || end > len(b) {
		s.say("length", 4)
		end = len(b)
	}
	name := fmt.Sprintf("%d.%d", b[2], b[3])
	list, whole := s.split(8, end)
	if more := len(b) - end; more > 0 && (!whole || (end+more)%4 != 0 || more > 3) {
		s.say("length", end)
	}
	var context, label, data, affected string
	if rule, is := slowRules[name]; !is {
		s.say("message-unknown", 2)
	} else {
		s.check(rule, list, whole, end, func(p slowParameter) {
			v := p.value
			switch p.tag {
			case 6:
				if name == "1.1" && len(v) > 4 {
					s.say("parameter", p.at)
				}
				context = slowContext(context, v)
			case 0x12:
				affected = ", affected " + hex.EncodeToString(v)
			case 0x207, 0x208, 0x209:
				inner, whole := s.split(p.at+4, p.at+p.length)
				s.check(slowRules[fmt.Sprintf("%03x", p.tag)], inner, whole, p.at+p.length, func(q slowParameter) {
					if q.tag == 6 {
						context = slowContext(context, q.value)
					}
				})
			case 0x210:
				label = fmt.Sprintf(", %d > %d, si %d, ni %d, sls %d", slowNumber(v[:4]), slowNumber(v[4:8]), v[8], v[9], v[11])
				data = fmt.Sprintf(", data %x@%d", v[12:], p.at+16)
				if v[0] != 0 || v[4] != 0 || v[8] > 15 || v[9] > 3 || v[10] > 3 {
					s.say("parameter", p.at+4)
				}
			}
		})
	}
	return name + context + label + data + affected, s.faults
}

func slowContext(context string, v []byte) string {
	if context != "" {
		return context
	}
	return fmt.Sprint(", context ", slowNumber(v[:4]))
}

func slowNumber(v []byte) (n uint32) {
	for _, o := range v {
		n = n*256 + uint32(o)
	}
	return n
}

// compare reads a message both ways.
func compare(t *testing.T, b []byte) {
	t.Helper()
	d := decode(b)
	want, bad := slowRead(b)
	if got := d.text(); got != want {
		t.Errorf("%x:\n got %s\nwant %s", b, got, want)
	}
	if len(bad) > op.MaxFaults {
		return // some have no offset
	}
	got := strings.Fields(faults(&d.o.Faults))
	slices.Sort(got)
	if slices.Sort(bad); !slices.Equal(got, bad) {
		t.Errorf("%x: faults %v, want %v", b, got, bad)
	}
}

// random builds a message of parameters that belong there, mostly, and then
// breaks it or not.
func random(r *rand.Rand) []byte {
	names := slices.Sorted(maps.Keys(slowRules))
	name := names[r.IntN(len(names))]
	var class, typ int
	if n, _ := fmt.Sscanf(name, "%d.%d", &class, &typ); n < 2 || r.IntN(2) == 0 {
		class, typ, name = 1, 1, "1.1"
	}
	var parameters [][]byte
	for _, w := range strings.Fields(slowRules[name]) {
		if strings.Contains(w, "+") || r.IntN(2) == 0 {
			parameters = append(parameters, randomParameter(r, strings.Trim(w, "+*")))
		}
	}
	if r.IntN(6) == 0 {
		parameters = append(parameters, [][]byte{info, context, protocolData, par(0x17, "01"), affectedPC}[r.IntN(5)])
	}
	b := msg(byte(class), byte(typ), parameters...)
	if r.IntN(2) == 0 {
		for range 1 + r.IntN(2) {
			b[r.IntN(len(b))] = byte(r.Uint32())
		}
	}
	switch i := r.IntN(len(b)); r.IntN(12) {
	case 0:
		b = b[:i]
	case 1:
		b = slices.Delete(b, i, i+1)
	case 2:
		b = slices.Insert(b, i, byte(r.Uint32()))
	case 3:
		b[7] += byte(r.IntN(9)) - 4
	}
	return b
}

func randomParameter(r *rand.Rand, tag string) []byte {
	var t uint16
	fmt.Sscanf(tag, "%x", &t)
	switch slowSizes[tag] {
	case "4":
		return par(t, fmt.Sprintf("%08x", r.IntN(4)))
	case "n":
		return par(t, strings.Repeat(fmt.Sprintf("00%06x", r.IntN(1<<14)), 1+r.IntN(2)))
	case "12+":
		return par(t, fmt.Sprintf("%08x%08x%02x%02x00%02x%s", r.IntN(1<<14), r.IntN(1<<14), []int{3, 3, 5, 0}[r.IntN(4)], r.IntN(4), r.IntN(16), strings.Repeat("ff", 1+r.IntN(20))))
	case "4+":
		var inner [][]byte
		for _, w := range strings.Fields(slowRules[tag]) {
			inner = append(inner, randomParameter(r, strings.Trim(w, "+*")))
		}
		return par(t, list(inner...))
	}
	return par(t, strings.Repeat("05", 1+r.IntN(9)))
}

func TestAgainstSlow(t *testing.T) {
	for _, v := range vectors {
		compare(t, v.b)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		if compare(t, random(r)); t.Failed() {
			return
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, v := range append(append(vectors, suaVectors...), m2uaVectors...) {
		f.Add(v.b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) <= 4*maxParameters { // the slow reader does not count
			compare(t, b)
		}
		var m2pa, m2ua op.Faults
		m, _ := DecodeM2PA(b, &m2pa)
		var n Message
		n.DecodeM2UA(b, &m2ua)
		sua := decodeSUA(b)
		for _, m := range []Message{m, n, sua.m} {
			if m.Data != nil && m.At+len(m.Data) > len(b) {
				t.Errorf("data at %d, %d octets of %d", m.At, len(m.Data), len(b))
			}
		}
		for _, x := range append(append(m2pa.List(), m2ua.List()...), sua.o.Faults.List()...) {
			if int(x.Offset) > len(b) {
				t.Errorf("%s at %d of %d", x.Code, x.Offset, len(b))
			}
		}
	})
}
