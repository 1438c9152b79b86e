package gtpu

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// The slow reference reads a message the way the standard is read: field by
// field into a tree, of which it then asks one question after the other. It
// shares nothing with the decoder but the names of faults and columns.

type slowElement struct {
	kind  int
	at    int // of the value
	value []byte
}

type slowHeader struct {
	kind, at int
}

type slowMessage struct {
	version, kind, declared int
	prime, spare, e, s, pn  bool
	teid                    uint32
	sequence                int
	end, body               int // body 0: not known
	chain                   []slowHeader
	elements                []slowElement
	stop                    int    // where elements end before the message does
	why                     string // and the fault that says why
}

// slowMessages is TS 29.281 clause 7 in short: elements that have to be there,
// and then those that may.
var slowMessages = map[int][2][]int{
	1: {{}, {14, 255}}, 2: {{14}, {255}}, 26: {{16, 133}, {231, 255}}, 31: {{141}, {255}}, 253: {{230}, {255}}, 254: {{}, {255}}, 255: {{}, {}},
}

// slowSizes is TS 29.060 table 37 up to type 127.
const slowSizes = "1:1 2:8 3:6 4:4 5:4 8:1 9:28 11:1 12:3 13:1 14:1 15:1 16:4 17:4 18:5 19:1 20:1 21:1 22:9 23:1 24:1 25:2 26:2 27:2 28:2 29:1 127:4 "

// slowMinimum are the octets that the values of clause 8 always have.
var slowMinimum = map[int]int{133: 4, 230: 1, 231: 4, 255: 2}

// slow collects what is wrong: fault names with offsets.
type slow struct {
	m     slowMessage
	found map[string]bool
}

func (s *slow) say(name string, at int) { s.found[fmt.Sprintf("%s@%d", name, at)] = true }

func number16(b []byte) int { return int(b[0])*256 + int(b[1]) }

// slowDecode returns the faults of a payload, its tree, and where a packet is.
func slowDecode(p []byte, src, dst uint16) (*slow, int) {
	s := &slow{found: map[string]bool{}}
	m := &s.m
	if len(p) < 8 {
		s.say("too-short", 0)
		return s, 0
	}
	if m.version = int(p[0]) / 32; m.version != 1 {
		s.say("version", 0)
		return s, 0
	}
	flag := func(bit int) bool { return int(p[0])/(1<<(bit-1))%2 == 1 }
	m.prime, m.spare, m.e, m.s, m.pn = !flag(5), flag(4), flag(3), flag(2), flag(1)
	m.kind, m.declared = int(p[1]), number16(p[2:])
	if m.prime {
		s.say("prime", 0)
		return s, 0
	}
	m.teid = uint32(number16(p[4:]))<<16 + uint32(number16(p[6:]))
	m.end = min(8+m.declared, len(p))
	s.readHeader(p)
	s.askHeader(p, src, dst)
	if m.body == 0 {
		return s, 0
	}
	if m.kind == 255 {
		alone := slices.ContainsFunc(m.chain, func(h slowHeader) bool { return slices.Contains([]int{0x81, 0x83, 0x84, 0x85}, h.kind) })
		if m.body == m.end {
			if !alone {
				s.say("inner-header", m.body)
			}
			return s, 0
		}
		return s, m.body
	}
	if _, listed := slowMessages[m.kind]; listed {
		s.readElements(p[:m.end])
		s.askElements()
	}
	return s, 0
}

// readHeader finds the chain of extension headers and the body.
func (s *slow) readHeader(p []byte) {
	m := &s.m
	if !m.e && !m.s && !m.pn {
		m.body = 8
		return
	}
	if m.end < 12 {
		s.say(map[bool]string{true: "too-short", false: "length"}[len(p) < 12], map[bool]int{true: 0, false: 2}[len(p) < 12])
		return
	}
	m.sequence = number16(p[8:])
	at, kind := 12, int(p[11])
	if !m.e {
		kind = 0
	}
	for kind != 0 {
		if len(m.chain) == 8 || at >= m.end || p[at] == 0 || at+4*int(p[at]) > m.end {
			s.say("extension-header", at)
			if len(m.chain) == 0 && (m.kind == 1 || m.kind == 2) && 8+m.declared >= len(p) {
				s.say("echo-payload", 12)
			}
			return
		}
		m.chain = append(m.chain, slowHeader{kind, at})
		at += 4 * int(p[at])
		kind = int(p[at-1])
	}
	m.body = at
}

func (s *slow) askHeader(p []byte, src, dst uint16) {
	m := &s.m
	_, listed := slowMessages[m.kind]
	path := slices.Contains([]int{1, 2, 26, 31}, m.kind)
	isEcho := m.kind == 1 || m.kind == 2
	ask := func(is bool, name string, at int) {
		if is {
			s.say(name, at)
		}
	}
	others := "3 4 5 6 7 16 17 18 19 20 21 22 23 27 28 29 30 32 33 34 35 36 37 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 70 " +
		"96 97 98 99 100 101 102 103 104 105 112 113 114 115 116 117 118 119 120 121 128 129 240 241"
	ask(!listed, "message-type", 1)
	ask(!listed && !slices.Contains(strings.Fields(others), fmt.Sprint(m.kind)), "message-unknown", 1)
	ask(m.kind == 253, "message-unexpected", 1)
	ask(m.spare, "spare-bits", 0)
	ask(path && !m.s, "header-flags", 0)
	ask(m.pn && m.kind != 255, "header-flags", 0)
	ask(path && m.teid != 0, "teid", 4)
	ask(8+m.declared > len(p), "length", 2)
	ask(8+m.declared < len(p), "trailing", m.end)
	ask(8+m.declared < len(p) && isEcho, "echo-payload", m.end)
	ask(dst != 2152 && (m.kind != 2 || src != 2152), "port", 0)
	ask(isEcho && len(m.chain) > 0 && 8+m.declared >= len(p), "echo-payload", 12)
	for _, h := range m.chain {
		s.askExtension(h)
	}
}

func (s *slow) askExtension(h slowHeader) {
	switch {
	case h.kind == 0x20:
		if s.m.kind != 255 {
			s.say("extension-header", h.at)
		}
	case h.kind == 0x40:
		if s.m.kind != 26 {
			s.say("extension-header", h.at)
		}
	case slices.Contains([]int{0x03, 0x81, 0x82, 0x83, 0x84, 0x85, 0xC0}, h.kind):
		s.say("extension-unexpected", h.at)
	case h.kind >= 128:
		s.say("extension-header", h.at)
	default:
		s.say("extension-unknown", h.at)
	}
}

// readElements splits the body.
func (s *slow) readElements(p []byte) {
	m := &s.m
	for at := m.body; at < len(p); {
		head, size, kind := 3, 0, int(p[at])
		switch {
		case kind < 128:
			head, size = 1, -1
			for word := range strings.SplitSeq(slowSizes, " ") {
				if k, n := 0, 0; strings.HasPrefix(word, fmt.Sprint(kind, ":")) {
					fmt.Sscanf(word, "%d:%d", &k, &n)
					size = n
				}
			}
		case kind == 141:
			if head = 2; at+2 <= len(p) {
				size = int(p[at+1])
			}
		case at+3 <= len(p):
			size = number16(p[at+1:])
		}
		if size < 0 {
			m.stop, m.why = at, "ie-unknown-length"
			return
		}
		if at+head+size > len(p) {
			m.stop, m.why = at, "ie-truncated"
			return
		}
		m.elements = append(m.elements, slowElement{kind, at + head, p[at+head : at+head+size]})
		at += head + size
	}
}

// before are the elements of a type before another.
func (s *slow) before(i, kind int) (n int) {
	for _, e := range s.m.elements[:i] {
		if e.kind == kind {
			n++
		}
	}
	return n
}

func (s *slow) askElements() {
	m := &s.m
	rules := slowMessages[m.kind]
	strange := []int{}
	if m.why != "" {
		s.say(m.why, m.stop)
		strange = append(strange, m.stop)
	}
	private := 0
	for i, e := range m.elements {
		if i >= op.MaxIEs {
			s.say("ie-count", e.at)
		}
		if i > 0 && e.kind < m.elements[i-1].kind {
			s.say("ie-order", e.at)
		}
		again := s.before(i, e.kind) > 0
		if again && e.kind != 255 {
			s.say("ie-repeated", e.at)
			strange = append(strange, e.at)
		}
		if !slices.Contains(rules[0], e.kind) && !slices.Contains(rules[1], e.kind) {
			s.say(map[bool]string{true: "ie-unknown", false: "ie-unexpected"}[e.kind >= 232 && e.kind <= 237], e.at)
			strange = append(strange, e.at)
		}
		s.askValue(e, again, &private)
	}
	for _, kind := range rules[0] {
		if s.before(len(m.elements), kind) == 0 {
			s.say("ie-missing", 0)
		}
	}
	isKnown := slices.ContainsFunc(slices.Collect(maps.Keys(s.found)), func(f string) bool { return strings.HasPrefix(f, "echo-payload") })
	if (m.kind == 1 || m.kind == 2) && len(strange) > 0 && !isKnown {
		s.say("echo-payload", slices.Min(strange))
	}
}

func (s *slow) askValue(e slowElement, again bool, private *int) {
	isEcho := s.m.kind == 1 || s.m.kind == 2
	switch {
	case len(e.value) < slowMinimum[e.kind]:
		s.say("ie-too-short", e.at)
	case e.kind == 14 && !again && e.value[0] != 0:
		s.say("recovery-value", e.at)
	case e.kind == 133 && !again && len(e.value) != 4 && len(e.value) != 16:
		s.say("ie-value", e.at)
	case e.kind == 255 && isEcho:
		was := *private
		*private += len(e.value)
		if !again {
			s.say("private-extension", e.at)
		}
		if was <= 32 && *private > 32 {
			s.say("private-extension-oversize", e.at)
		}
	}
}

// columns prints what the operation must hold, as columns does.
func (s *slow) columns() string {
	m := &s.m
	if m.version != 1 {
		return ""
	}
	out := []string{fmt.Sprint(m.kind)}
	if m.prime {
		return out[0]
	}
	out = append(out, fmt.Sprintf("teid %x", m.teid))
	optional := m.e || m.s || m.pn
	if optional && m.end < 12 {
		return strings.Join(out, ", ")
	}
	if m.s {
		out = append(out, fmt.Sprint("seq ", m.sequence))
	}
	var peer, teid, counter *slowElement
	for i := range m.elements {
		e := &m.elements[i]
		for kind, first := range map[int]**slowElement{14: &counter, 16: &teid, 133: &peer} {
			if e.kind == kind && *first == nil {
				*first = e
			}
		}
	}
	if counter != nil {
		out = append(out, fmt.Sprint("recovery ", counter.value[0]))
	}
	out = append(out, fmt.Sprint("extensions ", len(m.chain)))
	if len(m.chain) > 0 {
		out = append(out, fmt.Sprintf("first %x", m.chain[0].kind))
	}
	return strings.Join(slices.Concat(out, s.tunnel(peer, teid), s.index(peer)), ", ")
}

func (s *slow) tunnel(peer, teid *slowElement) []string {
	if peer == nil || len(peer.value) != 4 && len(peer.value) != 16 {
		return nil
	}
	number := 0
	if teid != nil {
		number = number16(teid.value)<<16 + number16(teid.value[2:])
	}
	var text string
	if len(peer.value) == 4 {
		text = op.AddrFrom4(peer.value).String()
	} else {
		text = op.AddrFrom16(peer.value).String()
	}
	return []string{fmt.Sprintf("tunnel 81 %x %s@%d", number, text, peer.at)}
}

func (s *slow) index(peer *slowElement) (out []string) {
	for _, e := range s.m.elements[:min(len(s.m.elements), op.MaxIEs)] {
		out = append(out, fmt.Sprintf("%d@%d+%d", e.kind, e.at, len(e.value)))
	}
	if peer != nil && len(peer.value) != 4 && len(peer.value) != 16 {
		var o op.Operation
		o.Bad(op.ColFTEIDs)
		out = append(out, fmt.Sprintf("invalid %x", o.Invalid))
	}
	return out
}

// compare holds the decoder against the reference.
func compare(t *testing.T, p []byte, src, dst uint16) {
	t.Helper()
	b, o, inner, off := decode(p, src, dst)
	s, wantOff := slowDecode(p, src, dst)
	if got, want := columns(b, o), s.columns(); got != want {
		t.Errorf("%x:\n got %s\nwant %s", p, got, want)
	}
	if off != wantOff || (inner != nil) != (wantOff != 0) || inner != nil && off+len(inner) != s.m.end {
		t.Errorf("%x: %d octets of packet at %d, want %d to %d", p, len(inner), off, wantOff, s.m.end)
	}
	codes := map[string]bool{}
	for f := range s.found {
		name, _, _ := strings.Cut(f, "@")
		codes["gtp-"+name] = true
	}
	o.Faults.Each(func(c op.FaultCode) {
		if !codes[c.String()] {
			t.Errorf("%x: %s, which the reference does not find", p, c)
		}
		delete(codes, c.String())
	})
	if len(codes) > 0 {
		t.Errorf("%x: the reference also finds %v", p, slices.Collect(maps.Keys(codes)))
	}
	for _, f := range o.Faults.List() { // the first few, with offsets
		if at := fmt.Sprintf("%s@%d", strings.TrimPrefix(f.Code.String(), "gtp-"), f.Offset); !s.found[at] {
			t.Errorf("%x: %s, the reference has %v", p, at, slices.Sorted(maps.Keys(s.found)))
		}
	}
}

// seeds are the vectors here and the payloads of the project's own vectors.
func seeds(t testing.TB) (list [][]byte) {
	for _, v := range slices.Concat(honest, broken) {
		list = append(list, v.payload)
	}
	files, err := filepath.Glob("../../../../testvectors/seeds/gtpu/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no seeds: %v", err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, b)
	}
	return list
}

// Every seed, cut at every octet and with every octet changed, means to the
// decoder what it means to the reference.
func TestAgainstReference(t *testing.T) {
	for _, p := range seeds(t) {
		if len(p) > 128 {
			p = p[:128]
		}
		for i := range p {
			compare(t, p[:i], 50000, Port)
			for _, v := range []byte{0, 1, p[i] + 1, p[i] ^ 0x80, p[i] << 1, 0x85, 255} {
				q := slices.Clone(p)
				q[i] = v
				compare(t, q, Port, uint16(Port+int(v&1)))
			}
		}
		if t.Failed() {
			return
		}
	}
}

// FuzzDecode compares the decoder with the reference, and decodes twice: the
// second time behind another message in the same batch.
func FuzzDecode(f *testing.F) {
	for _, p := range seeds(f) {
		f.Add(p, uint16(50000), uint16(Port))
	}
	f.Add(echo(2, "0e00"), uint16(Port), uint16(50000))
	f.Fuzz(func(t *testing.T, p []byte, src, dst uint16) {
		if len(p) > 0xFFFF {
			return
		}
		compare(t, p[:len(p):len(p)], src, dst)
		b, o, _, _ := decode(p, src, dst)
		alone := columns(b, o) + faults(o)
		b, _, _, _ = decode(indication(teidI+peer4), 50000, Port)
		m := b.AddMessage()
		m.Payload, m.SrcPort, m.DstPort = p, src, dst
		Decode(b, p)
		if o := &b.Ops[1]; columns(b, o)+faults(o) != alone {
			t.Errorf("%x behind another message: %s%s, alone %s", p, columns(b, o), faults(o), alone)
		}
	})
}
