package sccp

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

const second = int64(1e9)

// seg is a segment and where it comes from.
type seg struct {
	first     bool
	remaining byte
	ref       uint32
	data      string
	calling   string // default partner
	called    string // default home
	kind      byte   // default XUDT
	class     byte   // default 1
	inOrder   bool
	opc       uint32
	path      uint64
	peer      op.ID
	side      op.Side
	at        int64 // seconds
}

// arrive decodes the segment and hands it over.
func arrive(t interface{ Fatalf(string, ...any) }, s *Segments, x seg) (data []byte, out Outcome, f op.Faults) {
	if x.calling == "" {
		x.calling = partner
	}
	if x.called == "" {
		x.called = home
	}
	if x.kind == 0 {
		x.kind, x.class = XUDT, x.class+1
	}
	flags := x.remaining
	if x.first {
		flags |= 0x80
	}
	if x.inOrder {
		flags |= 0x40
	}
	b := build(x.kind, x.class, 9, x.called, x.calling, fmt.Sprintf("%x", x.data), fmt.Sprintf("1004%02x%06x00", flags, x.ref))
	d := decode(b, 40)
	if !d.isOK || !d.u.IsSegment {
		t.Fatalf("%x is no segment", b)
	}
	d.OPC = x.opc
	o := Origin{Path: Path{Src: op.Addr{Hi: x.path}, Side: x.side}, Peer: x.peer, Frame: int32(x.at), TimeNS: x.at * second}
	data, out = s.Add(&d.u, Columns{&d.SS7, &d.o.Present, &d.o.Invalid}, &o, &d.o.Faults)
	return data, out, d.o.Faults
}

// run hands segments over and prints what becomes of each.
func run(t *testing.T, s *Segments, list ...seg) string {
	t.Helper()
	var outs []string
	for _, x := range list {
		data, out, f := arrive(t, s, x)
		text := map[Outcome]string{Held: "held", Whole: "whole", Spoiled: "spoiled"}[out]
		if data != nil {
			text += " " + string(data)
		}
		if f.Any() {
			text += " (" + faults(&f) + ")"
		}
		outs = append(outs, text)
		s.check(t)
	}
	return strings.Join(outs, "; ")
}

// check walks the list of messages and counts.
func (s *Segments) check(t interface{ Fatalf(string, ...any) }) {
	n, older := 0, int32(none)
	for at := s.oldest; at != none; at = s.held[at].newer {
		if s.held[at].older != older || s.marks[at] == 0 {
			t.Fatalf("message %d follows %d and says %d", at, older, s.held[at].older)
		}
		older = at
		n++
	}
	if s.newest != older || n != s.used {
		t.Fatalf("%d messages in the list, %d in use; the last is %d, not %d", n, s.used, older, s.newest)
	}
}

func TestSegments(t *testing.T) {
	a, b, c := seg{first: true, remaining: 2, data: "one "}, seg{remaining: 1, data: "two "}, seg{data: "three"}
	with := func(x seg, change func(*seg)) seg { change(&x); return x }
	nameless := func(x *seg) { x.calling = "4206" }
	pointed := func(x *seg) { x.calling = "43030106" }
	for _, v := range []struct {
		name string
		list []seg
		want string
	}{
		{"in order", []seg{a, b, c}, "held; held; whole one two three"},
		{"one after the other", []seg{a, b, c, a, b, c}, "held; held; whole one two three; held; held; whole one two three"},
		{"the only one", []seg{{first: true, data: "all"}}, "whole all"},
		{"long", []seg{{first: true, remaining: 1, data: strings.Repeat("x", 100)}, {data: strings.Repeat("y", 200)}},
			"held; whole " + strings.Repeat("x", 100) + strings.Repeat("y", 200)},
		{"LUDT", []seg{with(a, func(x *seg) { x.kind, x.class = LUDT, 1 }), with(b, func(x *seg) { x.kind, x.class = LUDT, 1 }), with(c, func(x *seg) { x.kind, x.class = LUDT, 1 })},
			"held; held; whole one two three"},
		{"two references", []seg{a, with(a, func(x *seg) { x.ref, x.data = 1, "1 " }), with(b, func(x *seg) { x.ref = 1 }), b, c, with(c, func(x *seg) { x.ref = 1 })},
			"held; held; held; held; whole one two three; whole 1 two three"},
		{"two calling parties", []seg{a, with(a, func(x *seg) { x.calling = home }), b, c}, "held; held; held; whole one two three"},
		{"two point codes", []seg{a, with(b, func(x *seg) { x.opc = 5 }), c}, "held; held; whole one two three"},
		{"two point codes that name the calling party", []seg{with(a, nameless), with(b, func(x *seg) { nameless(x); x.opc = 5 })}, "held; spoiled (segment@64)"},
		{"the point code of the calling party beside another", []seg{with(a, pointed), with(b, func(x *seg) { pointed(x); x.opc = 5 }), with(c, pointed)},
			"held; held; whole one two three"},
		{"two paths", []seg{a, with(b, func(x *seg) { x.path = 5 }), with(c, func(x *seg) { x.path = 6 })}, "held; held; whole one two three"},
		{"two sides of a link", []seg{a, with(b, func(x *seg) { x.side = op.SideInside })}, "held; spoiled (segment@74)"},
		{"another peer goes on", []seg{a, with(b, func(x *seg) { x.peer = 5 }), b, with(c, func(x *seg) { x.peer = 5 }), c},
			"held; spoiled (segment@74); held; spoiled (segment@74); whole one two three"},
		{"another peer begins anew", []seg{a, with(a, func(x *seg) { x.peer = 5 }), b, c}, "held; spoiled (segment@74); held; whole one two three"},
		{"another peer's only one", []seg{a, {first: true, data: "all", peer: 5}, b, c}, "held; spoiled (segment@74); held; whole one two three"},
		{"another peer comes first", []seg{with(a, func(x *seg) { x.peer = 5 }), a, b, c},
			"held; spoiled (segment@74); spoiled (segment@74); spoiled (segment@74)"},
		{"another peer afterwards", []seg{a, b, c, with(a, func(x *seg) { x.peer = 5 }), with(b, func(x *seg) { x.peer = 5 }), with(c, func(x *seg) { x.peer = 5 })},
			"held; held; whole one two three; held; held; whole one two three"},
		{"the first is missing", []seg{b, c}, "spoiled (segment@74); spoiled (segment@74)"},
		{"the first comes last", []seg{c, b, a}, "spoiled (segment@74); spoiled (segment@74); spoiled (segment@74)"},
		{"one is missing", []seg{a, c}, "held; spoiled (segment@74)"},
		{"exchanged", []seg{a, c, b}, "held; spoiled (segment@74); spoiled (segment@74)"},
		{"the first twice", []seg{a, a, b, c}, "held; spoiled (segment@74); spoiled (segment@74); spoiled (segment@74)"},
		{"the second twice", []seg{a, b, b, c}, "held; held; spoiled (segment@74); spoiled (segment@74)"},
		{"the last twice", []seg{a, b, c, c}, "held; held; whole one two three; spoiled (segment@74)"},
		{"begun anew by the only one", []seg{a, {first: true, data: "all"}}, "held; spoiled (segment@74)"},
		{"to another", []seg{a, with(b, func(x *seg) { x.called = partner })}, "held; spoiled (segment@74)"},
		{"with another return option", []seg{a, with(b, func(x *seg) { x.class = 0x80 })}, "held; held"},
		{"in class 0", []seg{a, with(b, func(x *seg) { x.kind, x.class = XUDT, 0 })}, "held; spoiled (segment@78 segment@74)"},
		{"of another type", []seg{a, with(b, func(x *seg) { x.kind, x.class = LUDT, 1 })}, "held; spoiled (segment@79)"},
		{"for a user of another class", []seg{a, with(b, func(x *seg) { x.inOrder = true })}, "held; spoiled (segment@74)"},
		{"as many as there can be", sixteen(15), "held; held; held; held; held; held; held; held; held; held; held; held; held; held; held; whole abcdefghijklmnop"},
		{"the remaining wrap around", append(sixteen(15)[:15], seg{remaining: 15, data: "p"}), strings.Repeat("held; ", 15) + "spoiled (segment@74)"},
		{"the remaining start below", sixteen(14), strings.Repeat("held; ", 14) + "whole abcdefghijklmno; spoiled (segment@74)"},
		{"the remaining go up", []seg{a, with(b, func(x *seg) { x.remaining = 3 })}, "held; spoiled (segment@74)"},
	} {
		s := NewSegments(Limits{Messages: 4})
		if got := run(t, s, v.list...); got != v.want {
			t.Errorf("%s:\n got %s\nwant %s", v.name, got, v.want)
		}
	}
}

// sixteen are segments of which the first says that some remain, counted down to 0
// and then once more.
func sixteen(remaining int) (list []seg) {
	for i := range 16 {
		list = append(list, seg{first: i == 0, remaining: byte(max(remaining-i, 0)), data: string(rune('a' + i))})
	}
	return list
}

// What is wrong with any segment is wrong with the whole.
func TestFaultsOfSegmentsAreTheWholes(t *testing.T) {
	s := NewSegments(Limits{})
	list := []seg{{first: true, remaining: 1, data: "a", calling: "1207 00 11 04 21f3"}, {data: "b", calling: "1207 00 11 04 21f3"}}
	if got := run(t, s, list...); got != "held (spare@67); whole ab (spare@67 spare@67)" {
		t.Error(got)
	}
}

func TestSegmentLimits(t *testing.T) {
	s := NewSegments(Limits{Messages: 3, PeerMessages: 2, Octets: 10})
	first := func(ref uint32, path uint64) seg {
		return seg{first: true, remaining: 1, ref: ref, path: path, data: "1234"}
	}
	got := run(t, s, first(1, 1), first(2, 1), first(3, 1), first(3, 2), first(4, 2), seg{ref: 2, path: 1, data: "567890"}, first(4, 2), first(5, 3),
		seg{ref: 4, path: 2, data: "5678901"}, seg{first: true, ref: 9, data: "12345678901", path: 9})
	want := "held; held; spoiled (segment-limit@74); held; spoiled (segment-limit@74); whole 1234567890; held; spoiled (segment-limit@74); " +
		"spoiled (segment-limit@74); spoiled (segment-limit@74)"
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if s.Stats() != (Stats{Whole: 1, Spoiled: 1, Refused: 4}) {
		t.Errorf("%+v", s.Stats())
	}
	s = NewSegments(Limits{PeerMessages: 2})
	peer := func(ref uint32, path uint64, peer op.ID) seg {
		return seg{first: true, remaining: 1, ref: ref, data: "x", path: path, peer: peer}
	}
	got = run(t, s, peer(1, 1, 7), peer(2, 2, 7), peer(3, 3, 7), peer(4, 3, 8), peer(5, 1, 0), peer(6, 2, 0))
	if want = "held; held; spoiled (segment-limit@74); held; held; held"; got != want {
		t.Errorf("shares of peers: got %s\nwant %s", got, want)
	}
	s = NewSegments(Limits{Octets: 10})
	if got := run(t, s, seg{first: true, data: "12345678901"}); got != "spoiled (segment-limit@74)" {
		t.Error(got)
	}
}

func TestExpiry(t *testing.T) {
	s := NewSegments(Limits{})
	run(t, s, seg{first: true, remaining: 2, data: "a", at: 100, path: 7}, seg{remaining: 1, data: "bc", at: 101, path: 7},
		seg{first: true, remaining: 1, ref: 1, at: 102, data: "x"}, seg{remaining: 1, ref: 2, at: 103, data: "x"}, seg{first: true, remaining: 3, ref: 3, at: 104, data: "x"})
	if s.IsDue(119 * second) {
		t.Error("due too early")
	}
	if _, ok := s.Expired(119 * second); ok {
		t.Error("expired too early")
	}
	l, ok := s.Expired(125 * second)
	if !ok || l.Frame != 101 || l.TimeNS != 101*second || l.Path.Src.Hi != 7 || l.Segments != 2 || l.Size != 3 || faults(&l.Faults) != "segment-incomplete@0" {
		t.Errorf("%+v", l)
	}
	if l.SS7.Calling.Digits.String() != "9997000000001" || l.Present[2]>>(op.ColCallingGt-128)&1 == 0 {
		t.Errorf("it came from %v", l.SS7.Calling)
	}
	if l, ok = s.Expired(125 * second); !ok || l.Frame != 102 {
		t.Errorf("then %+v", l)
	}
	if l, ok = s.Expired(125 * second); !ok || l.Frame != 104 {
		t.Errorf("then, after one that was reported, %+v", l)
	}
	if _, ok = s.Expired(125 * second); ok || s.oldest != none {
		t.Error("more than there were")
	}
	run(t, s, seg{first: true, remaining: 1, at: 1000, data: "x"})
	if !s.IsDue(900*second) || s.IsDue(990*second) {
		t.Error("a clock that was set back")
	}
	run(t, s, seg{remaining: 1, ref: 2, at: 1000, data: "x"})
	if l, ok = s.Drain(); !ok || l.Frame != 1000 {
		t.Errorf("drained %+v", l)
	}
	if _, ok = s.Drain(); ok || s.used != 0 {
		t.Error("what was reported is drained")
	}
	if s.Stats() != (Stats{Incomplete: 4, Spoiled: 2}) {
		t.Errorf("%+v", s.Stats())
	}
}

// slowSegments keeps what came, without limits.
type slowSegments map[string]*slowMessage

type slowMessage struct {
	came    []seg
	spoiled bool
}

func (s slowSegments) add(x seg) (data string, out Outcome) {
	key := fmt.Sprint(x.ref, x.calling, x.side)
	if m := s[key]; m != nil && m.came[0].peer != x.peer {
		return "", Spoiled
	}
	m := s[key]
	if m == nil {
		m = &slowMessage{}
		s[key] = m
	}
	m.came = append(m.came, x)
	for i, y := range m.came {
		data += y.data
		if y.first != (i == 0) || i > 0 && y.remaining+byte(i) != m.came[0].remaining || y.called != x.called || y.inOrder != x.inOrder {
			m.spoiled = true
		}
	}
	switch {
	case m.spoiled:
		return "", Spoiled
	case x.remaining > 0:
		return "", Held
	}
	delete(s, key)
	return data, Whole
}

// Interleaved messages, with now and then a segment lost, repeated or changed,
// come out as the slow model has them.
func TestSegmentsAgainstSlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, model := NewSegments(Limits{}), slowSegments{}
		var queues [][]seg
		for i := range rapid.IntRange(1, 5).Draw(t, "messages") {
			n := rapid.IntRange(1, 16).Draw(t, "segments")
			var q []seg
			for k := range n {
				q = append(q, seg{first: k == 0, remaining: byte(n - 1 - k), ref: uint32(i % 3), data: fmt.Sprintf("%d.%d ", i, k), opc: uint32(k), path: uint64(k), side: op.Side(i / 3), peer: 3, calling: partner, called: home})
			}
			switch k := rapid.IntRange(0, n-1).Draw(t, "which"); rapid.IntRange(0, 7).Draw(t, "what") {
			case 0:
				q = slices.Delete(q, k, k+1)
			case 1:
				q = slices.Insert(q, k, q[k])
			case 2:
				q[k].called = partner
			case 3:
				q[k].inOrder = true
			case 4:
				q[k].first = !q[k].first
			case 5:
				q[k].peer = 4
			}
			queues = append(queues, q)
		}
		for len(queues) > 0 {
			i := rapid.IntRange(0, len(queues)-1).Draw(t, "next")
			if len(queues[i]) == 0 {
				queues = slices.Delete(queues, i, i+1)
				continue
			}
			x := queues[i][0]
			queues[i] = queues[i][1:]
			data, out, f := arrive(t, s, x)
			wantData, want := model.add(x)
			if out != want || !bytes.Equal(data, []byte(wantData)) {
				t.Fatalf("%+v: %d %q, want %d %q", x, out, data, want, wantData)
			}
			if f.Has(op.SCCPSegment) != (out == Spoiled) {
				t.Fatalf("%+v: outcome %d with %s", x, out, faults(&f))
			}
			s.check(t)
		}
	})
}

func TestAddDoesNotAllocate(t *testing.T) {
	s := NewSegments(Limits{})
	var units []decoded
	for i := range 4 {
		units = append(units, decode(build(XUDT, 1, 9, home, partner, begin, fmt.Sprintf("1004%02x00000000", []byte{0x83, 2, 1, 0}[i])), 0))
	}
	o := Origin{TimeNS: 1}
	if n := testing.AllocsPerRun(100, func() {
		for i := range units {
			d := &units[i]
			var f op.Faults
			if _, out := s.Add(&d.u, Columns{&d.SS7, &d.o.Present, &d.o.Invalid}, &o, &f); out == Spoiled || (out == Whole) != (i == 3) {
				t.Fatal(i, out)
			}
		}
		d := &units[1]
		var f op.Faults
		s.Add(&d.u, Columns{&d.SS7, &d.o.Present, &d.o.Invalid}, &o, &f)
		s.Drain()
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
