package tcp

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// play hands segments over and prints what comes of each.
func play(t *testing.T, r *Reassembler, list ...seg) string {
	t.Helper()
	var got []string
	for _, x := range list {
		out, s := feed(r, x)
		got = append(got, text(out, s))
		check(t, r)
	}
	return strings.Join(got, " ")
}

func TestLimits(t *testing.T) {
	host := func(n byte, x seg) seg { return with(x, func(x *seg) { x.from = n }) }
	data := func(n byte) seg { return host(n, seg{data: abc[:10]}) }
	half := func(n byte) seg { return host(n, seg{data: abc[:5]}) }
	at := func(second int64, x seg) seg { return with(x, func(x *seg) { x.second = second }) }
	big := msg('B', 1400)
	long := short
	long.Most = 2000
	long.Length = func(b []byte) (int, bool) {
		if b[1] == 'L' {
			return 1 << 20, true
		}
		return short.Length(b)
	}
	for _, v := range []struct {
		name   string
		limits Limits
		list   []seg
		want   string
	}{
		{"connections", Limits{Connections: 2}, []seg{data(1), data(2), data(3), data(1)}, "A10(midstream) A10(midstream) !limit ."},
		{"SYNs give way", Limits{Connections: 2}, []seg{host(1, synA), host(2, synA), host(3, synA), data(3), data(2), data(1), host(3, seg{at: 10, data: abc[10:30]})},
			". . . A10 A10 !limit B20"},
		{"SYNs do not push aside", Limits{Connections: 2}, []seg{data(1), data(2), host(3, synA), host(1, seg{at: 10, data: abc[10:30]})}, "A10(midstream) A10(midstream) . B20"},
		{"what is over gives way", Limits{Connections: 2}, []seg{data(1), data(2), host(1, seg{at: 10, flags: RST}), data(3), host(2, seg{at: 10, data: abc[10:30]})},
			"A10(midstream) A10(midstream) . A10(midstream) B20"},
		{"what rests gives way", Limits{Connections: 2}, []seg{data(1), at(100, data(2)), at(310, data(3)), at(311, data(4))}, "A10(midstream) A10(midstream) A10(midstream) !limit"},
		{"what waits does not", Limits{Connections: 1}, []seg{half(1), at(1000, data(2))}, ". !limit"},
		{"connections of a source", Limits{SourceConnections: 1}, []seg{data(1), with(data(1), func(x *seg) { x.dst = 7; x.back = true }), data(2)}, "A10(midstream) A10(midstream) A10(midstream)"},
		{"what passes over the rest of a message stays longer", Limits{Connections: 1, Memory: 512},
			[]seg{{data: join(msg('L', 301)[:4], noise)}, at(301, data(2)), at(2402, data(3))}, "-(limit) !limit A10(midstream)"},
		{"the limit of a source, with nothing to spare", Limits{SourceConnections: 1}, []seg{data(1), with(data(1), func(x *seg) { x.source = 40001 })}, "A10(midstream) !limit"},
		{"begun anew with pieces", Limits{}, append(append([]seg{}, open...), seg{at: 20, data: abc[20:30]}, with(synA, func(x *seg) { x.at = 999 }),
			with(synAckA, func(x *seg) { x.at, x.ack = 499, 1000 }), seg{at: 1000, data: abc[:10]}), ". . . . . A10"},
		{"no room in front of a piece", Limits{Memory: 1024, SourceMemory: 512}, []seg{synA, {at: 20, data: abc[20:30]}, {at: 15, data: abc[15:40]}}, ". . !limit"},
		{"pieces", Limits{Pieces: 2}, []seg{synA, {at: 12, data: abc[12:13]}, {at: 20, data: abc[20:21]}, {at: 30, data: abc[30:]}, {data: abc[:12]}, {at: 13, data: abc[13:20]}},
			". . -(gap) -(gap) !sequence !sequence"},
		{"a hole that is given up for the number of pieces", Limits{Pieces: 1}, []seg{synA, {at: 10, data: abc[10:30]}, {data: abc[:10]}}, ". -(gap) B20 !sequence"},
		{"far off", Limits{Window: 100}, []seg{synA, {at: 200, data: abc[:10]}, {data: abc[:10]}}, ". !sequence A10"},
		{"memory", Limits{Memory: 1024, SourceMemory: 512}, []seg{synA, {data: big[:600]}, {at: 600, data: big[600:1400]}, {at: 1400, data: abc[:10]}}, ". -(limit) -(limit) A10"},
		{"memory behind a hole", Limits{Memory: 1024, SourceMemory: 512}, []seg{synA, {at: 10, data: big[:600]}, {data: abc[:10]}}, ". !limit A10"},
		{"memory for a header", Limits{Memory: 512}, []seg{host(1, synA), host(2, synA), half(1), host(2, seg{data: abc[:2]}), host(2, seg{at: 2, data: abc[2:30]})}, ". . . -(limit) -(limit) B20"},
		{"memory for a beginning", Limits{Memory: 512}, []seg{half(1), {from: 2, data: abc[:2]}, {from: 2, at: 2, data: abc[2:30]}}, ". . -(limit) B20(midstream)"},
		{"memory of a source", Limits{SourceMemory: 512}, []seg{half(1), with(half(1), func(x *seg) { x.back = true }), half(2)}, ". -(limit) ."},
		{"history", Limits{History: 16}, []seg{synA, {data: abc[:30]}, {at: 20, data: abc[20:30]}, {at: 10, data: abc[10:30]}, {back: true, ack: 30}, {at: 10, data: abc[10:30]}},
			". A10 B20 . !sequence . ."},
	} {
		r := NewReassembler(v.limits, long)
		if got := play(t, r, v.list...); got != v.want {
			t.Errorf("%s:\n got %s\nwant %s", v.name, got, v.want)
		}
		drain(t, r)
	}
}

// TestManySYNs: whoever sends SYNs alone costs nobody his connection, and gets none
// but the last.
func TestManySYNs(t *testing.T) {
	r := NewReassembler(Limits{Connections: 16}, short)
	play(t, r, with(synA, func(x *seg) { x.from = 1 }), seg{from: 1, data: abc[:10]})
	for n := range 2000 {
		x := synA
		x.from, x.second = byte(2+n%200), int64(n/100)
		feed(r, x)
	}
	check(t, r)
	if got := play(t, r, seg{from: 1, at: 10, data: abc[10:30]}); got != "B20" {
		t.Error(got)
	}
	if r.Stats().Refused != 0 {
		t.Errorf("%+v", r.Stats())
	}
}

func TestExpiry(t *testing.T) {
	r := NewReassembler(Limits{}, short)
	at := func(second int64, x seg) seg { return with(x, func(x *seg) { x.second = second }) }
	play(t, r, at(100, synA), at(101, seg{data: abc[:15]}), at(120, seg{at: 15, data: abc[15:16]}))
	if r.IsDue(130e9) || r.Expire(130e9) {
		t.Error("due too early")
	}
	if !r.Expire(131e9) {
		t.Fatal("not due")
	}
	if got := text(take(r), nil); got != "-(incomplete)" {
		t.Error(got)
	}
	if o := r.Origin(); o.Frame != 120 || o.TimeNS != 120e9 || o.Ends != ends || o.SrcPort != 40000 || o.DstPort != 7 || o.Side != 0 {
		t.Errorf("%+v", o)
	}
	if r.Expire(131e9) {
		t.Error("twice")
	}
	// What comes late is passed over, and reading goes on behind it.
	if got := play(t, r, at(140, seg{at: 16, data: abc[16:]})); got != "-(incomplete) C30" {
		t.Error(got)
	}
	if s := r.Stats(); s != (Stats{Messages: 2, Incomplete: 1}) {
		t.Errorf("%+v", s)
	}
}

// A hole that nobody acknowledges is given up after the time, and what is behind it
// is read, in the direction that it came.
func TestExpiryOfHoles(t *testing.T) {
	for _, back := range []bool{false, true} {
		r := NewReassembler(Limits{}, short)
		x := func(second int64, at int, data []byte) seg {
			return seg{second: second, at: at, data: data, back: back, side: map[bool]op.Side{false: op.SideOutside, true: op.SideInside}[back]}
		}
		play(t, r, x(1, 0, abc[:10]), x(2, 30, abc[30:]), x(3, 65, abc[:10]))
		if r.Expire(31e9) || !r.Expire(33e9) {
			t.Error("due at another time")
		}
		if got := text(take(r), nil); got != "-(gap) C30 -(gap) A10" {
			t.Errorf("%v: %s", back, got)
		}
		o := r.Origin()
		if back {
			o.Src, o.Dst, o.SrcPort, o.DstPort = o.Dst, o.Src, o.DstPort, o.SrcPort
		}
		if o.Ends != ends || o.SrcPort != 40000 || (o.Side == op.SideInside) != back {
			t.Errorf("%v: %+v", back, o)
		}
		check(t, r)
		drain(t, r)
	}
}

// Waiting begins anew when a message is whole, and clocks may be set back.
func TestWaiting(t *testing.T) {
	r := NewReassembler(Limits{}, short)
	play(t, r, seg{second: 100, data: abc[:15]}, seg{second: 120, at: 15, data: abc[15:35]})
	if r.IsDue(149e9) || !r.IsDue(150e9) || !r.IsDue(90e9) || r.IsDue(91e9) {
		t.Error("due at another time")
	}
	play(t, r, seg{second: 125, at: 35, data: abc[35:]})
	if r.IsDue(1000e9) || r.Drain() {
		t.Error("nothing waits")
	}
}

func TestDrain(t *testing.T) {
	r := NewReassembler(Limits{}, short)
	play(t, r, synA, seg{data: abc[:15]}, seg{at: 40, data: abc[40:]}, seg{back: true, data: []byte{1}}, seg{from: 3, at: 5, data: []byte{1}})
	var got []string
	for r.Drain() {
		got = append(got, text(take(r), nil))
		check(t, r)
	}
	if s := fmt.Sprint(got); s != "[-(gap) -(incomplete) -(incomplete)]" {
		t.Error(s)
	}
}

// A stream that was begun anew while it waited waits no longer.
func TestRestartWhileWaiting(t *testing.T) {
	r := NewReassembler(Limits{}, short)
	play(t, r, synA, synAckA, seg{back: true, data: abc[:15]}, seg{flags: FIN}, seg{back: true, at: 15, ack: 1, flags: FIN},
		with(synA, func(x *seg) { x.at = 999 }), with(synAckA, func(x *seg) { x.at, x.ack = 499, 1000 }))
	for range 3 {
		if r.Drain() {
			take(r)
		}
		check(t, r)
	}
	if r.waiting.Oldest != none {
		t.Error("something waits")
	}
}

// TestSources: an IPv4 address is a source, and so are all addresses of an IPv6
// network.
func TestSources(t *testing.T) {
	a := op.AddrFrom16([]byte{0x20, 1, 0xd, 0xb8, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})
	b := op.Addr{Hi: a.Hi, Lo: 99}
	if sourceOf(a) != sourceOf(b) || sourceOf(ends.Src) == sourceOf(ends.Dst) {
		t.Error("sources")
	}
	for _, x := range [][2]endpoint{{{a, 1}, {b, 1}}, {{a, 1}, {a, 2}}, {{ends.Src, 1}, {a, 1}}} {
		if x[0].above(x[1]) == x[1].above(x[0]) {
			t.Errorf("%v is as high as %v", x[0], x[1])
		}
	}
}

// TestFramerOf: the reader at the destination is the one that counts, whoever chose
// the other port.
func TestFramerOf(t *testing.T) {
	r := NewReassembler(Limits{}, short, diameter)
	cer := append([]byte{1, 0, 0, 20, 0x80, 0, 1, 1}, make([]byte, 12)...)
	out, _ := feed(r, seg{dst: 3868, data: cer})
	if got := text(out, nil); got != "\x0020(midstream)" || r.Port() != 3868 {
		t.Errorf("%q on port %d", got, r.Port())
	}
	s := Segment{SrcPort: 7, DstPort: 3868}
	if f := r.framerOf(s.SrcPort, s.DstPort); f.Port != 3868 {
		t.Error(f.Port)
	}
	if f := r.framerOf(1, 2); f != nil {
		t.Error(f.Port)
	}
	r.Begin(&Segment{SrcPort: 1, DstPort: 2, Flags: ACK, Payload: cer}, ends, &op.Frame{})
	if r.Next(new(Message)) {
		t.Error("a message of a port that nobody knows")
	}
}
