package ip

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// small limits keep tests quick; what they test is said where it matters.
var small = Limits{Datagrams: 8, SourceDatagrams: 4, Memory: 256 << 10, SourceMemory: 128 << 10}

// part is one fragment of a test datagram: a range, its flag, its octets.
type part struct {
	from, to int
	more     bool
	octets   []byte // of the whole datagram; nil for the usual ones
}

var whole = udp(2123, 2123, sequence(92)) // 100 octets

func (p part) payload() []byte {
	b := p.octets
	if b == nil {
		b = whole
	}
	return b[min(p.from, len(b)):min(p.to, len(b))]
}

// packets4 and packets6 wrap parts as fragments of datagram 77.
func packets4(parts []part) (list [][]byte) {
	for _, p := range parts {
		list = append(list, v4(UDP, nil, p.payload(), fragment4(77, p.from, p.more)))
	}
	return list
}

func packets6(parts []part) (list [][]byte) {
	for _, p := range parts {
		list = append(list, v6(FragmentHeader, fragment6(UDP, 77, p.from, p.more, p.payload())))
	}
	return list
}

// feed adds packets a millisecond apart and returns each outcome.
func feed(t *testing.T, r *Reassembler, packets [][]byte) (outcomes []Outcome, last *Packet) {
	t.Helper()
	for i, b := range packets {
		last = decoded(t, b)
		outcomes = append(outcomes, r.Add(last, &op.Frame{Number: int32(i + 1), TimeNS: int64(i) * 1e6}))
		r.check(t)
	}
	return outcomes, last
}

func TestReassembly(t *testing.T) {
	other := bytes.Clone(whole)
	other[40] ^= 1
	const H, W, S = Held, Whole, Spoiled
	for _, v := range []struct {
		name   string
		parts  []part
		want   []Outcome
		faults string
	}{
		{"in order", []part{{0, 48, true, nil}, {48, 96, true, nil}, {96, 100, false, nil}}, []Outcome{H, H, W}, ""},
		{"reversed", []part{{96, 100, false, nil}, {48, 96, true, nil}, {0, 48, true, nil}}, []Outcome{H, H, W}, ""},
		{"middle last", []part{{0, 48, true, nil}, {96, 100, false, nil}, {48, 96, true, nil}}, []Outcome{H, H, W}, ""},
		{"repeated first", []part{{0, 48, true, nil}, {0, 48, true, nil}, {48, 100, false, nil}}, []Outcome{H, H, W}, ""},
		{"repeated last", []part{{48, 100, false, nil}, {48, 100, false, nil}, {0, 48, true, nil}}, []Outcome{H, H, W}, ""},
		{"never the middle", []part{{0, 48, true, nil}, {96, 100, false, nil}}, []Outcome{H, H}, ""},
		{"never the last", []part{{0, 48, true, nil}, {48, 96, true, nil}}, []Outcome{H, H}, ""},

		{"same range, other octets", []part{{0, 48, true, nil}, {0, 48, true, other}, {48, 100, false, nil}}, []Outcome{H, S, S}, "ip-fragment-overlap"},
		{"overlap at the end", []part{{0, 48, true, nil}, {40, 100, false, nil}}, []Outcome{H, S}, "ip-fragment-overlap"},
		{"overlap at the start", []part{{40, 100, false, nil}, {0, 48, true, nil}}, []Outcome{H, S}, "ip-fragment-overlap"},
		{"overlap inside", []part{{0, 96, true, nil}, {16, 24, true, nil}}, []Outcome{H, S}, "ip-fragment-overlap"},
		{"overlap around", []part{{16, 24, true, nil}, {0, 96, true, nil}}, []Outcome{H, S}, "ip-fragment-overlap"},
		{"overlap of two", []part{{0, 24, true, nil}, {48, 72, true, nil}, {16, 56, true, nil}}, []Outcome{H, H, S}, "ip-fragment-overlap"},
		{"same range, last or not", []part{{48, 96, true, nil}, {48, 96, false, nil}}, []Outcome{H, S}, "ip-fragment-overlap"},
		{"late fragment of a spoiled datagram", []part{{0, 48, true, nil}, {40, 96, true, nil}, {96, 100, false, nil}, {0, 48, true, nil}}, []Outcome{H, S, S, S}, "ip-fragment-overlap"},

		{"two ends", []part{{48, 96, false, nil}, {96, 100, false, nil}}, []Outcome{H, S}, "ip-fragment-bounds"},
		{"two ends, the shorter one later", []part{{96, 100, false, nil}, {48, 96, false, nil}}, []Outcome{H, S}, "ip-fragment-bounds"},
		{"behind the end", []part{{48, 56, false, nil}, {56, 64, true, nil}}, []Outcome{H, S}, "ip-fragment-bounds"},
		{"an end before what came", []part{{56, 64, true, nil}, {8, 16, false, nil}}, []Outcome{H, S}, "ip-fragment-bounds"},
		{"empty", []part{{48, 48, true, nil}}, []Outcome{S}, "ip-fragment-bounds"},
		{"empty last", []part{{96, 96, false, nil}}, []Outcome{S}, "ip-fragment-bounds"},
		{"not a multiple of 8", []part{{0, 43, true, nil}}, []Outcome{S}, "ip-fragment-bounds"},
	} {
		t.Run(v.name, func(t *testing.T) {
			for version, packets := range map[int][][]byte{4: packets4(v.parts), 6: packets6(v.parts)} {
				r := NewReassembler(small)
				got, p := feed(t, r, packets)
				if !slices.Equal(got, v.want) || v.want[len(v.want)-1] != H && strings.Join(faults(&p.Faults), " ") != v.faults {
					t.Fatalf("IPv%d: %v, faults %q; want %v, %q", version, got, faults(&p.Faults), v.want, v.faults)
				}
				if got[len(got)-1] == W {
					if ok := p.Resume(); !ok || !bytes.Equal(p.Payload, whole) || p.Transport != UDP || p.SrcPort != 2123 || p.IsFragment {
						t.Errorf("IPv%d: %v, %+v", version, ok, p)
					}
				}
			}
		})
	}
}

// Datagrams end where the IP length can no longer count.
func TestBeyondTheLargestDatagram(t *testing.T) {
	for _, v := range []struct {
		packet []byte
		want   Outcome
	}{
		{v4(UDP, nil, sequence(3), fragment4(1, 65512, false)), Held},
		{v4(UDP, nil, sequence(4), fragment4(1, 65512, false)), Spoiled},
		{v4(UDP, nil, sequence(1480), fragment4(1, 65528, true)), Spoiled},
		{v6(FragmentHeader, fragment6(UDP, 1, 65528, false, sequence(7))), Held},
		{v6(FragmentHeader, fragment6(UDP, 1, 65528, false, sequence(8))), Spoiled},
	} {
		got, p := feed(t, NewReassembler(small), [][]byte{v.packet})
		if got[0] != v.want || p.Faults.Has(op.IPFragmentBounds) != (v.want == Spoiled) {
			t.Errorf("%d octets at %d: %v, faults %q", p.Length, p.FragmentOffset, got[0], faults(&p.Faults))
		}
	}
}

func TestFragmentsThatAreNotThereInFull(t *testing.T) {
	packet := v4(UDP, nil, whole[:48], fragment4(1, 0, true))
	for _, v := range []struct {
		truncated bool
		fault     op.FaultCode
	}{{true, op.FrameTruncated}, {false, op.IPLength}} {
		r := NewReassembler(small)
		var p Packet
		p.Decode(packet[:60], 0, 4, v.truncated)
		if got := r.Add(&p, &op.Frame{}); got != Spoiled || !p.Faults.Has(v.fault) {
			t.Errorf("truncated %v: %v, faults %q", v.truncated, got, faults(&p.Faults))
		}
		// What follows is spoiled for the same reason.
		got, q := feed(t, r, [][]byte{v4(UDP, nil, whole[48:], fragment4(1, 48, false))})
		if got[0] != Spoiled || !q.Faults.Has(v.fault) || q.DstPort != 2123 {
			t.Errorf("truncated %v, the rest: %v, faults %q, port %d", v.truncated, got[0], faults(&q.Faults), q.DstPort)
		}
	}
}

func TestTinyFirstFragmentSpoils(t *testing.T) {
	packet := v6(FragmentHeader, fragment6(DestinationOptions, 1, 0, true, extension(UDP, 0, nil)))
	if got, p := feed(t, NewReassembler(small), [][]byte{packet}); got[0] != Spoiled || !p.Faults.Has(op.IPFragmentTiny) {
		t.Errorf("%v, faults %q", got, faults(&p.Faults))
	}
}

// What makes datagrams different keeps their fragments apart.
func TestFragmentsOfDifferentDatagrams(t *testing.T) {
	first := v4(UDP, nil, whole[:48], fragment4(77, 0, true))
	last := func(change func([]byte)) []byte {
		b := v4(UDP, nil, whole[48:], fragment4(77, 48, false))
		change(b)
		return b
	}
	for name, change := range map[string]func([]byte){
		"identification": func(b []byte) { b[5]++ },
		"source":         func(b []byte) { b[15]++ },
		"destination":    func(b []byte) { b[19]++ },
		"protocol":       func(b []byte) { b[9] = TCP },
	} {
		if got, _ := feed(t, NewReassembler(small), [][]byte{first, last(change)}); got[1] != Held {
			t.Errorf("another %s: %v", name, got)
		}
	}
	if got, _ := feed(t, NewReassembler(small), [][]byte{first, last(func(b []byte) { b[1], b[8] = 0xB8, 3 })}); got[1] != Whole {
		t.Errorf("another traffic class and time to live: %v", got)
	}
	// In IPv6 the next header of a later fragment means nothing.
	r := NewReassembler(small)
	got, p := feed(t, r, [][]byte{
		v6(FragmentHeader, fragment6(TCP, 77, 48, false, whole[48:])),
		v6(FragmentHeader, fragment6(UDP, 77, 0, true, whole[:48])),
	})
	if got[1] != Whole || !p.Resume() || p.Transport != UDP {
		t.Errorf("IPv6 with another next header: %v, transport %d", got, p.Transport)
	}
	// And a side of the link never completes what the other side began.
	r = NewReassembler(small)
	if r.Add(decoded(t, first), &op.Frame{Side: op.SideOutside}); r.Add(decoded(t, last(func([]byte) {})), &op.Frame{Side: op.SideInside}) != Held {
		t.Error("fragments from both sides were put together")
	}
}

// Headers between the fragment header and the transport are read in the whole
// datagram, and faults found in any fragment stay with it.
func TestResume(t *testing.T) {
	chain := extension(Routing, 0, extension(UDP, 0, whole))
	chain[11] = 1 // segments left
	r := NewReassembler(small)
	_, p := feed(t, r, [][]byte{
		v6(FragmentHeader, fragment6(DestinationOptions, 1, 0, true, chain[:64])),
		v6(FragmentHeader, fragment6(DestinationOptions, 1, 64, false, chain[64:])),
	})
	if !p.Resume() || p.Transport != UDP || p.At != 16 || !bytes.Equal(p.Payload, whole) || !p.Faults.Has(op.IPSourceRoute) {
		t.Errorf("transport %d at %d, faults %q", p.Transport, p.At, faults(&p.Faults))
	}
	_, p = feed(t, r, [][]byte{
		v4(UDP, []byte{131, 3, 4}, whole[:48], fragment4(5, 0, true)),
		v4(UDP, nil, whole[48:], fragment4(5, 48, false)),
	})
	if !p.Resume() || !p.Faults.Has(op.IPSourceRoute) {
		t.Errorf("the first fragment's source route is forgotten: %q", faults(&p.Faults))
	}
	// AH may precede the transport in IPv4, too, and hides no second fragment.
	inner := auth(UDP, whole)
	_, p = feed(t, r, [][]byte{v4(AH, nil, inner[:48], fragment4(6, 0, true)), v4(AH, nil, inner[48:], fragment4(6, 48, false))})
	if !p.Resume() || p.Transport != UDP || !bytes.Equal(p.Payload, whole) {
		t.Errorf("behind AH: transport %d, faults %q", p.Transport, faults(&p.Faults))
	}
}

func TestExpiry(t *testing.T) {
	const second = int64(1e9)
	r := NewReassembler(small)
	at := func(seconds int64, number int32) *op.Frame {
		return &op.Frame{TimeNS: seconds * second, Number: number, Side: op.SideInside}
	}
	r.Add(decoded(t, v4(UDP, nil, whole[:48], fragment4(1, 0, true))), at(100, 1))
	r.Add(decoded(t, v4(UDP, nil, whole[48:96], fragment4(1, 48, true))), at(120, 2))
	r.Add(decoded(t, v4(UDP, nil, whole[48:96], fragment4(2, 48, true))), at(125, 3))
	r.Add(decoded(t, v4(UDP, nil, whole[:43], fragment4(3, 0, true))), at(125, 4)) // spoiled: ends in silence
	if l, ok := r.Expired(129 * second); ok {
		t.Fatalf("after 29 s: %+v", l)
	}
	l, ok := r.Expired(130 * second)
	if !ok || l.Frame != 2 || l.TimeNS != 120*second || l.SrcPort != 2123 || l.DstPort != 2123 || l.Transport != UDP ||
		l.Src != addr(src4) || l.Dst != addr(dst4) || l.Side != op.SideInside || !l.Faults.Has(op.IPFragmentIncomplete) {
		t.Errorf("after 30 s: %v, %+v", ok, l)
	}
	if l, ok = r.Expired(130 * second); ok {
		t.Errorf("a second one: %+v", l)
	}
	if l, ok = r.Expired(200 * second); !ok || l.Frame != 3 || l.DstPort != 0 || l.Transport != UDP {
		t.Errorf("without its first fragment: %v, %+v", ok, l)
	}
	if l, ok = r.Expired(200 * second); ok {
		t.Errorf("a spoiled one: %+v", l)
	}
	r.check(t)
	// A clock that is set back does not keep anything for ever.
	r.Add(decoded(t, v4(UDP, nil, whole[:48], fragment4(9, 0, true))), at(1000, 5))
	if _, ok = r.Expired(971 * second); ok {
		t.Error("29 s back: given up")
	}
	if _, ok = r.Expired(970 * second); !ok {
		t.Error("30 s back: kept")
	}
	if s := r.Stats(); s.Incomplete != 3 || s.Spoiled != 1 {
		t.Errorf("%+v", s)
	}
}

func TestDrain(t *testing.T) {
	r := NewReassembler(small)
	feed(t, r, [][]byte{
		v4(UDP, nil, whole[:48], fragment4(1, 0, true)), v4(UDP, nil, whole[:43], fragment4(2, 0, true)),
		v4(UDP, nil, whole[:48], fragment4(3, 0, true)),
	})
	var frames []int32
	for l, ok := r.Drain(); ok; l, ok = r.Drain() {
		frames = append(frames, l.Frame)
	}
	if !slices.Equal(frames, []int32{1, 3}) {
		t.Errorf("frames %v", frames)
	}
	r.check(t)
}

// A mirror port that shows every packet twice leaves nothing behind.
func TestRepeatedDatagrams(t *testing.T) {
	a, b := part{0, 48, true, nil}, part{48, 100, false, nil}
	for _, v := range []struct {
		name  string
		parts []part
		want  []Outcome
		lost  int
	}{
		{"each packet twice", []part{a, a, b, b}, []Outcome{Held, Held, Whole, Held}, 0},
		{"the datagram twice", []part{a, b, a, b}, []Outcome{Held, Whole, Held, Whole}, 0},
		{"its first fragment again", []part{a, b, a}, []Outcome{Held, Whole, Held}, 0},
		{"a new last fragment behind a repeated first one", []part{a, b, a, {48, 96, false, nil}}, []Outcome{Held, Whole, Held, Held}, 1},
		{"a new datagram over the remains of a repetition", []part{a, a, b, b, {0, 56, true, nil}, {56, 100, false, nil}}, []Outcome{Held, Held, Whole, Held, Held, Whole}, 0},
	} {
		r := NewReassembler(small)
		got, _ := feed(t, r, packets4(v.parts))
		lost := 0
		for _, ok := r.Drain(); ok; _, ok = r.Drain() {
			lost++
		}
		if !slices.Equal(got, v.want) || lost != v.lost {
			t.Errorf("%s: %v and %d lost, want %v and %d", v.name, got, lost, v.want, v.lost)
		}
	}
	// After a second the identification may be in use again.
	r := NewReassembler(small)
	feed(t, r, packets4([]part{a, b}))
	r.Add(decoded(t, packets4([]part{b})[0]), &op.Frame{TimeNS: 2e9})
	if _, ok := r.Drain(); !ok {
		t.Error("a repetition after two seconds ends in silence")
	}
}

// from sends a first fragment of datagram id from host n.
func from(n int, id uint16, size int) []byte {
	return v4(UDP, nil, sequence(size), func(h []byte) {
		fragment4(id, 0, true)(h)
		binary.BigEndian.PutUint16(h[14:], uint16(n))
	})
}

func TestLimits(t *testing.T) {
	refused := func(r *Reassembler, b []byte) bool {
		p := decoded(t, b)
		out := r.Add(p, &op.Frame{})
		r.check(t)
		if (out == Spoiled) != p.Faults.Has(op.IPFragmentLimit) {
			t.Errorf("%v with faults %q", out, faults(&p.Faults))
		}
		return out == Spoiled
	}
	t.Run("datagrams of one source", func(t *testing.T) {
		r := NewReassembler(Limits{Datagrams: 8, SourceDatagrams: 3})
		for id := range uint16(3) {
			if refused(r, from(1, id, 8)) {
				t.Errorf("datagram %d refused", id)
			}
		}
		if !refused(r, from(1, 9, 8)) || refused(r, from(2, 9, 8)) || refused(r, from(1, 0, 8)) {
			t.Error("the fourth datagram, another source's or a repetition")
		}
	})
	t.Run("datagrams of one IPv6 network", func(t *testing.T) {
		r := NewReassembler(Limits{Datagrams: 8, SourceDatagrams: 1})
		host := func(network, n byte) []byte {
			return v6(FragmentHeader, fragment6(UDP, 1, 0, true, sequence(8)), func(h []byte) { h[15], h[23] = network, n })
		}
		if refused(r, host(1, 1)) || !refused(r, host(1, 2)) || refused(r, host(2, 1)) {
			t.Error("the first, another of the same network, one of another")
		}
	})
	t.Run("datagrams in all", func(t *testing.T) {
		r := NewReassembler(Limits{Datagrams: 8})
		for n := range 8 {
			if refused(r, from(n, 1, 8)) {
				t.Errorf("source %d refused", n)
			}
		}
		if !refused(r, from(9, 1, 8)) {
			t.Error("a ninth datagram found room")
		}
		if s := r.Stats(); s.Refused != 1 {
			t.Errorf("%+v", s)
		}
		r.Drain()
		if refused(r, from(9, 1, 8)) {
			t.Error("room that became free is not used")
		}
	})
	t.Run("memory of one source", func(t *testing.T) {
		r := NewReassembler(Limits{SourceMemory: 4 * cellSize})
		if refused(r, from(1, 1, 3*cellSize)) || !refused(r, from(1, 2, 2*cellSize)) || refused(r, from(1, 3, cellSize)) || refused(r, from(2, 1, 4*cellSize)) {
			t.Error("three cells, two more, one more, four of another source")
		}
	})
	t.Run("memory in all", func(t *testing.T) {
		r := NewReassembler(Limits{Memory: 4 * cellSize})
		if refused(r, from(1, 1, 3*cellSize)) || !refused(r, from(2, 1, 2*cellSize)) || refused(r, from(3, 1, cellSize)) {
			t.Error("three cells, two more, one more")
		}
	})
	t.Run("pieces", func(t *testing.T) {
		r := NewReassembler(Limits{Pieces: 3})
		for i := range 4 {
			if got := refused(r, v4(UDP, nil, sequence(8), fragment4(1, 8*i, true))); got != (i == 3) {
				t.Errorf("piece %d: refused %v", i, got)
			}
		}
	})
	t.Run("octets", func(t *testing.T) {
		r := NewReassembler(Limits{Octets: 1000})
		if refused(r, v4(UDP, nil, sequence(8), fragment4(1, 992, false))) || !refused(r, v4(UDP, nil, sequence(8), fragment4(2, 1000, true))) {
			t.Error("an end at 1,000 and one at 1,008")
		}
	})
}

// A flood from one source leaves the others their datagrams.
func TestFloodLeavesRoomForOthers(t *testing.T) {
	r := NewReassembler(Limits{})
	for i := range 20_000 {
		p := decoded(t, from(1, uint16(i), 1480))
		r.Add(p, &op.Frame{})
	}
	for n := range 100 {
		b := v4(UDP, nil, sequence(1200), func(h []byte) { fragment4(1, 0, true)(h); h[14] = 1; h[15] = byte(n) })
		c := v4(UDP, nil, sequence(1200), func(h []byte) { fragment4(1, 1200, false)(h); h[14] = 1; h[15] = byte(n) })
		if got, p := feed(t, r, [][]byte{b, c}); got[1] != Whole {
			t.Fatalf("source %d: %v, faults %q", n, got, faults(&p.Faults))
		}
	}
}

func TestReassemblyDoesNotAllocate(t *testing.T) {
	r := NewReassembler(Limits{})
	a := v4(UDP, nil, whole[:48], fragment4(1, 0, true))
	b := v4(UDP, nil, whole[48:], fragment4(1, 48, false))
	f, id := op.Frame{}, uint16(0)
	var p Packet
	if n := testing.AllocsPerRun(5000, func() {
		id++
		f.TimeNS += 1e6
		binary.BigEndian.PutUint16(a[4:], id)
		binary.BigEndian.PutUint16(b[4:], id)
		p.Decode(a, 0, 4, false)
		r.Add(&p, &f)
		if id%3 == 0 {
			for _, ok := r.Expired(f.TimeNS); ok; _, ok = r.Expired(f.TimeNS) {
			}
			return
		}
		p.Decode(b, 0, 4, false)
		r.Add(&p, &f)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzReassembly reads a list of fragments out of the input and compares what
// becomes of each with the slow model. Four octets make a fragment: which
// datagram, where it starts, how long it is, and whether it is the last one,
// differs in an octet, or does not fit its unit.
func FuzzReassembly(f *testing.F) {
	f.Add([]byte{0, 0, 6, 0, 0, 6, 6, 0, 0, 12, 1, 1})
	f.Add([]byte{0, 0, 6, 0, 0, 6, 6, 1, 0, 6, 6, 1, 0, 0, 6, 0, 0, 6, 6, 1})
	f.Add([]byte{4, 0, 6, 0, 4, 5, 6, 1, 1, 0, 2, 0, 1, 2, 3, 4})
	f.Fuzz(func(t *testing.T, list []byte) {
		r := NewReassembler(Limits{Datagrams: 16, Memory: 64 << 10})
		model := slow{map[string]*slowDatagram{}, map[string]bool{}}
		for i := 0; len(list) >= 4 && i < 60; i++ {
			var p Packet
			if p.Decode(fuzzFragment(list), 0, 0, false); p.IsFragment {
				q := p
				want, octets := model.add(&q)
				got := r.Add(&p, &op.Frame{TimeNS: int64(i)})
				if got != want || got == Whole && !bytes.Equal(p.Payload, octets) {
					t.Fatalf("fragment %d: %v %x, want %v %x", i, got, p.Payload, want, octets)
				}
				r.check(t)
			}
			list = list[4:]
		}
		for _, ok := r.Drain(); ok; _, ok = r.Drain() {
		}
		if r.check(t); r.pieces.left != len(r.pieces.next) {
			t.Errorf("%d cells are lost", len(r.pieces.next)-r.pieces.left)
		}
	})
}

func fuzzFragment(list []byte) []byte {
	which, start, flags := list[0], 8*int(list[1]%64), list[3]
	octets := sequence(start + 8*int(list[2]%64))[start:]
	if flags&2 != 0 && len(octets) > 0 {
		octets[len(octets)-1] ^= flags
	}
	if flags&4 != 0 && len(octets) > 0 {
		octets = octets[:len(octets)-1]
	}
	if flags&8 != 0 {
		start += 65000
	}
	protocol, more := byte(UDP), flags&1 == 0
	if flags&16 != 0 {
		protocol = 200
	}
	if which&4 != 0 {
		return v6(FragmentHeader, fragment6(protocol, uint32(which&3), start&^7, more, octets))
	}
	return v4(protocol, nil, octets, fragment4(uint16(which&3), start, more))
}

// FuzzFragmentation takes a payload apart at random, shuffles the fragments and
// repeats some: what comes out is the payload, without a fault.
func FuzzFragmentation(f *testing.F) {
	f.Add(uint16(100), uint64(1))
	f.Add(uint16(65000), uint64(2))
	f.Add(uint16(0), uint64(3))
	f.Fuzz(func(t *testing.T, size uint16, seed uint64) {
		payload := udp(2123, 2123, sequence(int(size)%65000))
		random := rand.New(rand.NewPCG(seed, 0))
		parts := split(random, len(payload))
		if len(parts) < 2 {
			return
		}
		for i := range parts {
			parts[i].octets = payload
		}
		random.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		for range random.IntN(4) {
			parts = slices.Insert(parts, random.IntN(len(parts)), parts[random.IntN(len(parts)-1)])
		}
		limits := Limits{Datagrams: 2, Memory: 256 << 10, SourceMemory: 256 << 10}
		for _, packets := range [][][]byte{packets4(parts), packets6(parts)} {
			got, p := feed(t, NewReassembler(limits), packets)
			at := slices.Index(got, Whole)
			if at < 0 {
				t.Fatalf("%v, faults %q", got, faults(&p.Faults))
			}
			_, p = feed(t, NewReassembler(limits), packets[:at+1])
			if !p.Resume() || p.Faults.Any() || !bytes.Equal(p.Payload, payload) {
				t.Errorf("faults %q, %d octets of %d", faults(&p.Faults), len(p.Payload), len(payload))
			}
		}
	})
}

// split cuts n octets into at most 60 parts at multiples of 8.
func split(random *rand.Rand, n int) (parts []part) {
	at := 0
	for len(parts) < 59 && at < n {
		end := at + 8*(1+random.IntN(1+n/100))
		if random.IntN(4) == 0 {
			end = at + 8*(1+random.IntN(1+n/8))
		}
		end = min(end, n)
		parts = append(parts, part{from: at, to: end, more: end < n})
		at = end
	}
	if at < n {
		parts = append(parts, part{from: at, to: n})
	}
	return parts
}

func BenchmarkReassembly(b *testing.B) {
	r := NewReassembler(Limits{})
	first := v4(UDP, nil, sequence(1480), fragment4(1, 0, true))
	last := v4(UDP, nil, sequence(200), fragment4(1, 1480, false))
	var p Packet
	f, id := op.Frame{}, uint16(0)
	for b.Loop() {
		id++
		binary.BigEndian.PutUint16(first[4:], id)
		binary.BigEndian.PutUint16(last[4:], id)
		p.Decode(first, 0, 4, false)
		r.Add(&p, &f)
		p.Decode(last, 0, 4, false)
		if r.Add(&p, &f) != Whole {
			b.Fatal("not whole")
		}
	}
}
