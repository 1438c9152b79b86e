package tcp

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// scenario is segments and what comes out of each: messages by type and length, -
// for octets that are none, faults in brackets, the segment's own behind !.
type scenario struct {
	name string
	list []seg
	want string
}

var (
	synA    = seg{at: -1, flags: SYN, noACK: true}
	synAckA = seg{back: true, at: -1, flags: SYN}
	open    = []seg{synA, synAckA}
)

// opened are segments behind a handshake.
func opened(list ...seg) []seg { return append(slices.Clone(open), list...) }

// cut are the segments of octets, each of size.
func cut(octets []byte, size int) (list []seg) {
	for at := 0; at < len(octets); at += size {
		list = append(list, seg{at: at, data: octets[at:min(at+size, len(octets))]})
	}
	return list
}

func with(x seg, change func(*seg)) seg { change(&x); return x }

var (
	abc       = join(msg('A', 10), msg('B', 20), msg('C', 30)) // 0 to 10, to 30, to 60
	other     = join(msg('A', 10), msg('X', 20), msg('C', 30))
	noise     = bytes.Repeat([]byte{0x55}, 25)
	manyNoise = bytes.Repeat([]byte{1, 0xAA}, 200)
)

func scenarios() []scenario {
	acked := func(n int) seg { return seg{back: true, ack: n} }
	return []scenario{
		{"many messages in a segment", opened(seg{data: abc}), ". . A10 B20 C30"},
		{"one in each", opened(seg{data: abc[:10]}, seg{at: 10, data: abc[10:30]}, seg{at: 30, data: abc[30:]}), ". . A10 B20 C30"},
		{"tiny segments", opened(cut(abc, 1)...), strings.Repeat(". ", 11) + "A10 " + strings.Repeat(". ", 19) + "B20 " + strings.Repeat(". ", 29) + "C30"},
		{"one across many", opened(cut(msg('A', 100), 30)...), ". . . . . A100"},
		{"boundaries inside headers", opened(seg{data: abc[:12]}, seg{at: 12, data: abc[12:33]}, seg{at: 33, data: abc[33:]}), ". . A10 B20 C30"},
		{"a message that is but a header, in pieces", opened(cut(msg('H', 4), 2)...), ". . . H4"},
		{"a row of them", opened(seg{data: join(msg('H', 4), msg('I', 4), msg('J', 4)[:3])}, seg{at: 11, data: []byte{4}}), ". . H4 I4 J4"},
		{"both directions", opened(seg{data: abc[:15]}, seg{back: true, data: abc[:30]}, seg{at: 15, data: abc[15:30]}), ". . A10 A10 B20 B20"},
		{"nothing new", opened(seg{data: abc[:15]}, seg{data: abc[:15]}, seg{at: 5, data: abc[5:15]}, seg{at: 15, data: abc[15:30]}, seg{at: 10, data: abc[10:30]}), ". . A10 . . B20 ."},
		{"a repetition that brings more", opened(seg{data: abc[:15]}, seg{at: 5, data: abc[5:40]}, seg{at: 40, data: abc[40:]}), ". . A10 B20 C30"},
		{"exchanged", opened(seg{at: 10, data: abc[10:30]}, seg{at: 30, data: abc[30:]}, seg{data: abc[:10]}), ". . . . A10 B20 C30"},
		{"backwards", opened(seg{at: 50, data: abc[50:]}, seg{at: 20, data: abc[20:50]}, seg{at: 10, data: abc[10:20]}, seg{data: abc[:10]}), ". . . . . A10 B20 C30"},
		{"behind a hole, overlapping", opened(seg{at: 20, data: abc[20:40]}, seg{at: 15, data: abc[15:50]}, seg{at: 30, data: abc[30:45]}, seg{data: abc}), ". . . . . A10 B20 C30"},
		{"a segment that covers a piece in part", opened(seg{at: 20, data: abc[20:40]}, seg{data: abc[:25]}, seg{at: 40, data: abc[40:]}), ". . . A10 B20 C30"},
		{"keep-alive", opened(seg{data: abc[:10]}, acked(10), seg{at: 9}, seg{at: 9, data: []byte{0}}, seg{at: 10, data: abc[10:30]}), ". . A10 . . . B20"},
		{"keep-alive that nobody acknowledged", opened(seg{data: abc[:10]}, seg{at: 9, data: []byte{0}}), ". . A10 !overlap"},
		{"keep-alive before anything", opened(acked(0), seg{at: -1, data: []byte{0}}), ". . . ."},
		{"zero-window probe", opened(seg{data: abc[:10]}, seg{at: 10, data: abc[10:11]}, seg{at: 10, data: abc[10:11]}, seg{at: 10, data: abc[10:30]}), ". . A10 . . B20"},
		{"data with SYN", []seg{with(synA, func(x *seg) { x.data = abc[:30] }), synAckA, {at: 30, data: abc[30:]}}, "A10 B20 . C30"},
		{"SYN again", []seg{synA, synA, synAckA, {data: abc[:10]}, synA, {at: 10, data: abc[10:30]}}, ". . . A10 . B20"},
		{"only one direction", []seg{synA, {data: abc[:10]}}, ". A10"},
		{"only the answer to SYN", []seg{synAckA, {data: abc[:10]}}, ". A10"},

		{"other octets in a message that is not whole", opened(seg{data: abc[:15]}, seg{at: 10, data: other[10:15]}, seg{at: 15, data: abc[15:]}),
			". . A10 !overlap B20(overlap) C30"},
		{"in one that was handed out", opened(seg{data: abc[:30]}, seg{at: 10, data: other[10:30]}, seg{at: 30, data: abc[30:]}), ". . A10 B20 !overlap C30"},
		{"though acknowledged", opened(seg{data: abc[:30]}, acked(30), seg{at: 10, data: other[10:30]}), ". . A10 B20 . !overlap"},
		{"behind a hole", opened(seg{at: 10, data: abc[10:]}, seg{at: 10, data: other[10:]}, seg{data: abc[:10]}), ". . . !overlap A10 B20(overlap) C30(overlap)"},
		{"that then fill it", opened(seg{at: 10, data: abc[10:30]}, seg{data: other[:30]}, seg{at: 30, data: abc[30:]}), ". . . A10 X20 !overlap C30"},
		{"that reach into a piece", opened(seg{at: 10, data: abc[10:30]}, seg{data: other[:12]}), ". . . A10 B20(overlap) !overlap"},

		{"octets that never come, acknowledged", opened(seg{data: abc[:10]}, acked(30), seg{at: 30, data: abc[30:]}), ". . A10 . -(gap) C30"},
		{"inside a message", opened(seg{data: abc[:14]}, acked(60), seg{at: 20, data: abc[20:]}), ". . A10 . -(gap) C30"},
		{"up to its end", opened(seg{data: abc[:14]}, acked(60), seg{at: 30, data: abc[30:]}), ". . A10 . -(gap) C30"},
		{"beyond its end", opened(seg{data: abc[:14]}, acked(60), seg{at: 35, data: join(abc[35:], msg('D', 8))}), ". . A10 . -(gap) D8"},
		{"inside its header", opened(seg{data: abc[:12]}, acked(60), seg{at: 13, data: abc[13:]}), ". . A10 . -(gap) C30"},
		{"twice", opened(seg{data: abc[:14]}, acked(60), seg{at: 16, data: abc[16:17]}, seg{at: 19, data: abc[19:]}), ". . A10 . -(gap) -(gap) C30"},
		{"nothing of them, then all", opened(seg{at: 30, data: abc[30:]}, acked(60), seg{at: 60, data: msg('D', 4)}), ". . . . -(gap) C30 D4"},
		{"that come late", opened(seg{data: abc[:10]}, acked(60), seg{at: 30, data: abc[30:]}, seg{at: 10, data: abc[10:30]}), ". . A10 . -(gap) C30 ."},
		{"cut off by the capture", opened(seg{data: abc[:15], missing: 5}, seg{at: 20, data: abc[20:]}), ". . A10 -(gap) -(gap) C30"},
		{"cut off at a boundary", opened(seg{data: abc[:10], missing: 20}, seg{at: 30, data: abc[30:]}), ". . A10 -(gap) C30"},
		{"cut off in a header", opened(seg{data: abc[:11], missing: 5}, seg{at: 16, data: abc[16:]}), ". . A10 -(gap) -(gap) C30"},
		{"cut off, and there already", opened(seg{data: abc[:30]}, seg{at: 10, data: abc[10:20], missing: 10}, seg{at: 30, data: abc[30:]}), ". . A10 B20 . C30"},
		{"cut off, some of it new", opened(seg{data: abc[:14]}, seg{at: 10, data: abc[10:12], missing: 18}, seg{at: 30, data: abc[30:]}), ". . A10 -(gap) C30"},

		{"no message begins", opened(seg{data: join(noise, abc)}), ". . -(framing) A10 B20 C30"},
		{"no message begins here", opened(seg{data: join(abc[:10], noise)}, seg{at: 35, data: abc}), ". . A10 -(framing) A10 B20 C30"},
		{"no message in pieces", opened(seg{data: noise[:2]}, seg{at: 2, data: noise[2:]}, seg{at: 25, data: abc[:10]}), ". . . -(framing) A10"},
		{"a length below the header", opened(seg{data: []byte{1, 'A', 0, 3}}, seg{at: 4, data: abc[:10]}), ". . -(framing) A10"},
		{"a longer one than allowed", opened(seg{data: msg('L', 301)[:100]}, seg{at: 100, data: msg('L', 301)[100:300]}, seg{at: 300, data: join(msg('L', 301)[300:], abc[:10])}),
			". . -(limit) -(limit) -(limit) A10"},
		{"a longer one, header in pieces", opened(seg{data: msg('L', 301)[:3]}, seg{at: 3, data: join(msg('L', 301)[3:], abc[:10])}), ". . . -(limit) A10"},

		{"capture begins between messages", []seg{{data: abc[:10]}, {at: 10, data: abc[10:30]}}, "A10(midstream) B20"},
		{"capture begins in a message", []seg{{at: 5, data: abc[5:]}}, "-(gap midstream) B20(midstream) C30"},
		{"begins in a header", []seg{{at: 11, data: abc[11:33]}, {at: 33, data: abc[33:]}}, "-(gap midstream) C30(midstream)"},
		{"begins with an octet that may be one", []seg{{at: 10, data: abc[10:11]}, {at: 11, data: abc[11:13]}, {at: 13, data: abc[13:]}}, ". . B20(midstream) C30"},
		{"begins with octets that may be one, and are not", []seg{{data: []byte{2, 1, 1}}, {at: 3, data: []byte{1, 0}}, {at: 5, data: abc[:10]}}, "-(gap midstream) -(gap midstream) -(gap midstream) A10(midstream)"},
		{"that turn out to hold one", []seg{{data: []byte{1, 1, 1}}, {at: 3, data: abc[1:10]}}, ". -(gap midstream) A10(midstream)"},
		{"that are still too few", []seg{{data: []byte{1}}, {at: 1, data: []byte{1}}, {at: 2, data: []byte{1}}, {at: 3, data: []byte{1, 'A'}}, {at: 5, data: abc[2:10]}},
			". . . -(gap midstream) -(gap midstream) A10(midstream)"},
		{"begins with noise", []seg{{data: noise}, {at: 25, data: abc[:30]}}, "-(gap midstream) A10(midstream) B20"},
		{"begins with what looks like a message", []seg{{data: join(msg('A', 10)[:9], abc)}}, "A10(midstream) -(framing) B20 C30"},
		{"begins with more guesses than are tried", []seg{{data: join(manyNoise, abc)}, {at: 460, data: abc}}, "-(gap midstream) A10(midstream) B20 C30"},
		{"begins with a bare acknowledgment", []seg{{at: 5}, {at: 10, data: abc[10:30]}}, ". B20(midstream)"},

		{"FIN", opened(seg{data: abc[:10], flags: FIN}, seg{back: true, data: abc[:10], ack: 11, flags: FIN}, seg{at: 11, ack: 11}), ". . A10 A10 ."},
		{"FIN inside a message", opened(seg{data: abc[:15]}, seg{at: 15, data: abc[15:20], flags: FIN}), ". . A10 -(incomplete)"},
		{"FIN behind a hole", opened(seg{at: 10, data: abc[10:30], flags: FIN}, seg{data: abc[:10]}), ". . . A10 B20"},
		{"FIN twice", opened(seg{data: abc[:10], flags: FIN}, seg{data: abc[:10], flags: FIN}), ". . A10 ."},
		{"FIN in two places", opened(seg{data: abc[:10]}, seg{at: 15, flags: FIN}, seg{at: 17, flags: FIN}), ". . A10 . !sequence"},
		{"FIN behind the stream", opened(seg{data: abc[:30]}, seg{at: 10, flags: FIN}), ". . A10 B20 !sequence"},
		{"FIN far off", opened(seg{data: abc[:10]}, seg{at: 3 << 20, flags: FIN}), ". . A10 !sequence"},
		{"octets behind FIN", opened(seg{data: abc[:10], flags: FIN}, seg{at: 10, data: abc[10:30]}), ". . A10 B20 !sequence"},
		{"FIN before anything", []seg{{flags: FIN}, {data: abc[:10]}}, ". A10(midstream)"},

		{"RST, and on", opened(seg{data: abc[:15]}, seg{at: 15, flags: RST}, seg{at: 15, data: abc[15:30]}), ". . A10 . B20"},
		{"RST, and a new connection", opened(seg{data: abc[:15]}, seg{at: 15, flags: RST}, with(synA, func(x *seg) { x.at = 999 }),
			with(synAckA, func(x *seg) { x.at, x.ack = 499, 1000 }), seg{at: 1000, data: abc[:10]}, seg{back: true, at: 500, data: abc[:10]}), ". . A10 . -(incomplete) . A10 A10"},
		{"RST that nobody believes, and SYN", opened(seg{data: abc[:15]}, seg{at: 20, flags: RST}, with(synA, func(x *seg) { x.at = 14 }), seg{at: 15, data: abc[15:30]}), ". . A10 . . B20"},
		{"FIN of both, and a new connection", opened(seg{data: abc[:10], flags: FIN}, seg{back: true, ack: 11, flags: FIN}, with(synA, func(x *seg) { x.at = 999 }),
			with(synAckA, func(x *seg) { x.at, x.ack = 499, 1000 }), seg{at: 1000, data: abc[:10]}), ". . A10 . . . A10"},
		{"one direction, FIN, and a new connection", []seg{synA, {data: abc[:10], flags: FIN}, with(synA, func(x *seg) { x.at = 999 }), {at: 1000, data: abc[:10]}}, ". A10 . A10"},
		{"SYN in an open connection", opened(seg{data: abc[:15]}, with(synA, func(x *seg) { x.at = 999 }), seg{at: 15, data: abc[15:30]}), ". . A10 . B20"},
		{"SYN in an open connection, with data", opened(seg{data: abc[:15]}, with(synA, func(x *seg) { x.at, x.data = 999, abc }), seg{at: 15, data: abc[15:30]}), ". . A10 !sequence B20"},
		{"that the other end accepts", opened(seg{data: abc[:15]}, with(synA, func(x *seg) { x.at = 999 }), with(synAckA, func(x *seg) { x.at, x.ack = 499, 1000 }),
			seg{at: 1000, data: abc[:10]}, seg{back: true, at: 500, data: abc[:10]}), ". . A10 . -(incomplete) A10 A10"},
		{"of which one direction was captured", []seg{synA, {data: abc[:15]}, with(synA, func(x *seg) { x.at = 1<<30 - 1 }), {at: 1 << 30, data: abc[:10]}},
			". A10 . -(incomplete) A10 !sequence"},

		{"far ahead", opened(seg{data: abc[:10]}, seg{at: 2 << 20, data: abc[:10]}, seg{at: 10, data: abc[10:30]}), ". . A10 !sequence B20"},
		{"far ahead, and on from there", opened(seg{data: abc[:15]}, seg{at: 2 << 20, data: abc[:15]}, seg{at: 2<<20 + 15, data: abc[15:]}),
			". . A10 !sequence -(gap incomplete) C30 !sequence"},
		{"far behind", []seg{synA, {data: abc[:10]}, {at: -2 << 20, data: abc[:10]}}, ". A10 !sequence"},
		{"far behind, and acknowledged", opened(seg{data: abc[:10]}, acked(10), seg{at: -2 << 20, data: abc[:10]}), ". . A10 . ."},

		{"no flags", opened(seg{data: abc[:10], noACK: true}), ". . A10 !header"},
		{"urgent", opened(seg{data: abc[:15], flags: URG}, seg{at: 15, data: abc[15:30]}), ". . A10 !urgent B20(urgent)"},
		{"from two sides", opened(seg{data: abc[:15]}, seg{at: 15, data: abc[15:30], side: op.SideInside}), ". . A10 -(gap midstream)"},
	}
}

func TestReassembler(t *testing.T) {
	for _, v := range scenarios() {
		r := NewReassembler(Limits{}, short)
		var got []string
		for _, x := range v.list {
			out, s := feed(r, x)
			got = append(got, text(out, s))
			check(t, r)
		}
		if g := strings.Join(got, " "); g != v.want {
			t.Errorf("%s:\n got %s\nwant %s", v.name, g, v.want)
		}
		drain(t, r)
	}
}
