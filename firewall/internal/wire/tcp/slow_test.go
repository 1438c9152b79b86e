package tcp

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// slow is one stream, octet by octet: what came first in every place, and a reader
// that takes one octet at a time. It has no limits.
type slow struct {
	framer *Framer
	came   map[int]byte
	torn   map[int]bool // places for which other octets came
	next   int
	acked  int

	mode   mode
	why    op.FaultCode
	window []byte // the message at hand, or what may be a header
	begins int    // where it does
	left   int
	mid    bool // the message at hand is the first one that we saw

	passed op.Faults
	out    []slowMessage
}

type slowMessage struct {
	data []byte // nil: octets that are none
	torn bool
	text string
}

func newSlow(f *Framer, isMidstream bool) *slow {
	s := &slow{framer: f, came: map[int]byte{}, torn: map[int]bool{}, mode: framing}
	if isMidstream {
		s.mode, s.why, s.next = searching, op.TCPMidstream, -1
	}
	return s
}

// segment takes octets at a place and returns what they make whole. contradicts
// says that some of them differ from what is known and nobody has acknowledged.
func (s *slow) segment(at int, octets []byte) (out []slowMessage, contradicts bool) {
	s.out = nil
	if s.next < 0 {
		s.next = at
	}
	for i, o := range octets {
		switch was, found := s.came[at+i]; {
		case found && was != o:
			// In front of a hole that was given up nothing is known; the receiver has it.
			// Which of two contents counts once there were both is left open.
			contradicts = contradicts || at+i >= s.acked && !s.torn[at+i]
			s.torn[at+i] = true
		case !found && at+i >= s.next:
			s.came[at+i] = o
		}
	}
	for {
		if o, found := s.came[s.next]; found {
			s.octet(o)
			continue
		}
		next, found := s.behindHole()
		if !found || next > s.acked {
			break
		}
		s.lose(next - s.next)
	}
	s.report()
	return s.out, contradicts
}

// behindHole returns the first place beyond next of which something came.
func (s *slow) behindHole() (at int, found bool) {
	for k := range s.came {
		if k > s.next && (!found || k < at) {
			at, found = k, true
		}
	}
	return at, found
}

func (s *slow) lose(n int) {
	rest := 0
	switch {
	case s.mode == passing:
		rest = s.left
	case s.mode == framing && len(s.window) >= s.framer.Header:
		length, _ := s.framer.Length(s.window)
		rest = length - len(s.window)
	}
	s.passed.Add(op.TCPGap, 0)
	s.window, s.mid, s.why = nil, false, op.TCPGap
	s.next += n
	switch {
	case rest > n:
		s.mode, s.left = passing, rest-n
	case rest == n && rest > 0:
		s.mode = framing
	default:
		s.mode = searching
	}
}

func (s *slow) pass(c op.FaultCode) {
	s.passed.Add(c, 0)
	if c == op.TCPMidstream {
		s.passed.Add(op.TCPGap, 0)
	}
}

func (s *slow) report() {
	if s.passed.Any() {
		s.out = append(s.out, slowMessage{text: "-(" + names(&s.passed) + ")"})
		s.passed = op.Faults{}
	}
}

// octet reads one.
func (s *slow) octet(o byte) {
	if s.mode == framing {
		s.report()
	}
	s.next++
	switch s.mode {
	case passing:
		s.pass(s.why)
		if s.left--; s.left == 0 {
			s.mode = framing
		}
	case framing:
		if s.window = append(s.window, o); len(s.window) == 1 {
			s.begins = s.next - 1
		}
		s.framed()
	case searching:
		s.window = append(s.window, o)
		s.searched()
	}
}

func (s *slow) framed() {
	if len(s.window) < s.framer.Header {
		return
	}
	n, ok := s.framer.Length(s.window)
	switch {
	case !ok || n < s.framer.Header:
		s.pass(op.TCPFraming)
		s.mode, s.why = searching, op.TCPFraming
		s.window, s.mid = s.window[1:], false
		s.searched()
	case n > s.framer.Most:
		s.pass(op.TCPLimit)
		if s.mode, s.why, s.left = passing, op.TCPLimit, n-len(s.window); s.left == 0 {
			s.mode = framing
		}
		s.window, s.mid = nil, false
	case n == len(s.window):
		m := slowMessage{data: s.window, text: fmt.Sprintf("%c%d", s.window[1], n)}
		for i := range n {
			m.torn = m.torn || s.torn[s.begins+i]
		}
		if s.mid {
			m.text += "(midstream)"
		}
		s.out = append(s.out, m)
		s.window, s.mid = nil, false
	}
}

func (s *slow) searched() {
	for len(s.window) > 0 && (s.window[0] != s.framer.First || len(s.window) >= s.framer.Header && !s.framer.IsLikely(s.window)) {
		s.pass(s.why)
		s.window = s.window[1:]
	}
	if len(s.window) >= s.framer.Header {
		s.mode, s.mid, s.begins = framing, s.why == op.TCPMidstream, s.next-len(s.window)
		s.report()
		s.framed()
	}
}

// plot is a stream and the segments that it comes in.
type plot struct {
	isMidstream bool
	steps       []seg
}

// draw makes a plot: messages with now and then noise, cut at random, with segments
// lost, repeated, exchanged, overlapping, and with other octets inside messages.
func draw(t *rapid.T) plot {
	var octets []byte
	var isHeader []bool
	for range rapid.IntRange(1, 12).Draw(t, "messages") {
		m := msg('A'+byte(len(octets)%26), rapid.SampledFrom([]int{4, 5, 9, 30, 120, 299, 300, 301, 400}).Draw(t, "length"))
		if rapid.IntRange(0, 15).Draw(t, "noise") == 0 {
			m = append(m, noise[:rapid.IntRange(1, 25).Draw(t, "octets of noise")]...)
		}
		for i := range m {
			isHeader = append(isHeader, m[i] < 0x80)
		}
		octets = append(octets, m...)
	}
	p := plot{isMidstream: rapid.Bool().Draw(t, "midstream")}
	at := 0
	if p.isMidstream {
		at = rapid.IntRange(0, len(octets)-1).Draw(t, "start")
	}
	var list []seg
	for at < len(octets) {
		n := min(rapid.SampledFrom([]int{1, 3, 10, 60, 300, 1000}).Draw(t, "size"), len(octets)-at)
		from := max(at-rapid.SampledFrom([]int{0, 0, 0, 1, 20}).Draw(t, "overlap"), 0)
		list = append(list, seg{at: from, data: octets[from : at+n]})
		at += n
	}
	for i := 0; i < len(list); i++ {
		k := rapid.IntRange(0, i).Draw(t, "which")
		switch rapid.IntRange(0, 20).Draw(t, "what") {
		case 0:
			list = slices.Delete(list, i, i+1)
			i--
		case 1:
			list = slices.Insert(list, i, list[k])
			i++
		case 2:
			list[i], list[k] = list[k], list[i]
		case 3:
			list = slices.Insert(list, i, seg{back: true, ack: list[i].at + len(list[i].data)})
			i++
		case 4:
			if x := list[k]; !x.back && len(x.data) > 1 { // a single octet may ask whether somebody is there
				other := slices.Clone(x.data)
				if n := rapid.IntRange(0, len(other)-1).Draw(t, "octet"); !isHeader[x.at+n] {
					other[n] ^= 1
				}
				list = slices.Insert(list, i, with(x, func(x *seg) { x.data = other }))
				i++
			}
		}
	}
	p.steps = list
	return p
}

// TestAgainstSlow: whatever becomes of the segments on their way, both hand out the
// same, and what is contradicted is never handed out without a fault.
func TestAgainstSlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := draw(t)
		r := NewReassembler(Limits{Connections: 2, Pieces: 1000, Memory: 1 << 20, SourceMemory: 1 << 20}, short)
		model := newSlow(&short, p.isMidstream)
		if !p.isMidstream {
			feed(r, synA)
		}
		isKnown := !p.isMidstream
		for _, x := range p.steps {
			out, s := feed(r, x)
			check(t, r)
			if x.back {
				if isKnown { // else there is no connection yet
					model.acked = max(model.acked, x.ack)
				}
				continue
			}
			isKnown = true
			want, contradicts := model.segment(x.at, x.data)
			compare(t, x, out, s, want, contradicts)
		}
		drain(t, r)
	})
}

func compare(t *rapid.T, x seg, out []Message, s *Segment, want []slowMessage, contradicts bool) {
	t.Helper()
	if len(out) != len(want) {
		t.Fatalf("%d, %d octets: %s, want %v", x.at, len(x.data), text(out, s), want)
	}
	for i, m := range out {
		w, f := want[i], m.Faults
		isTorn := f.Has(op.TCPOverlap) || s.Faults.Has(op.TCPOverlap)
		if w.torn && !isTorn {
			t.Fatalf("%d: %s has octets for which others came", x.at, w.text)
		}
		if m.Data != nil && !isTorn && string(m.Data) != string(w.data) {
			t.Fatalf("%d: %x, want %x", x.at, m.Data, w.data)
		}
		f.Bits[0] &^= 1 << op.TCPOverlap
		f.Bits[0] &^= 1 << op.TCPSequence
		if got := text([]Message{{Data: m.Data, Faults: f}}, nil); got != w.text {
			t.Fatalf("%d: %s, want %s", x.at, got, w.text)
		}
	}
	if contradicts && !s.Faults.Any() {
		t.Fatalf("%d: contradicts what was there, and nobody minds", x.at)
	}
}
