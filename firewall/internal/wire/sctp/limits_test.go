package sctp

import (
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

func from(last byte) Ends { return Ends{op.AddrFrom4([]byte{203, 0, 113, last}), home} }

func TestExpiry(t *testing.T) {
	const second = int64(1e9)
	x := newTap(t, Limits{})
	x.frame = op.Frame{TimeNS: 100 * second, Side: op.SideInside}
	x.in(7, dataOf(B, 1, 4, 9, 46, "a"))
	x.frame.TimeNS = 120 * second
	x.in(7, dataOf(0, 2, 4, 9, 46, "b"), data(0, 9, "x"))
	x.in(7, data(B, 20, "a"), data(B, 20, "A")) // spoiled: ends in silence
	if l, ok := x.a.Expired(130 * second); ok {
		t.Fatalf("after 29.999 s: %+v", l)
	}
	l, ok := x.a.Expired(131 * second)
	if !ok || l.Ends != inwards || l.SrcPort != 2905 || l.DstPort != 2905 || l.Side != op.SideInside || l.Frame != 2 || l.TimeNS != 120*second+1e6 ||
		l.TSN != 1 || l.Stream != 4 || l.PPID != 46 || faults(&l.Faults) != "sctp-fragment-incomplete" {
		t.Errorf("after 30 s: %v, %+v", ok, l)
	}
	if l, ok = x.a.Expired(131 * second); ok {
		t.Errorf("a second one: %+v", l)
	}
	if l, ok = x.a.Expired(200 * second); !ok || l.TSN != 9 {
		t.Errorf("without its first fragment: %v, %+v", ok, l)
	}
	if l, ok = x.a.Expired(200 * second); ok {
		t.Errorf("a spoiled one: %+v", l)
	}
	x.a.check(t)
	// A clock that is set back does not keep anything for ever.
	x.frame.TimeNS = 1000 * second
	x.in(7, data(B, 30, "a"))
	if x.a.IsDue(971*second + 2e6) {
		t.Error("29 s back: due")
	}
	if _, ok = x.a.Expired(970 * second); !ok {
		t.Error("30 s back: kept")
	}
	if s := x.a.Stats(); s.Incomplete != 3 || s.Spoiled != 1 {
		t.Errorf("%+v", s)
	}
}

// Two parts that meet are as old as the older one.
func TestPartsThatMeetExpireTogether(t *testing.T) {
	for name, chunks := range map[string][][]byte{
		"small part first": {data(B, 1, "a"), data(0, 3, "c"), data(0, 4, "d"), data(0, 5, "e"), data(0, 2, "b")},
		"large part first": {data(0, 3, "c"), data(0, 4, "d"), data(0, 5, "e"), data(B, 1, "a"), data(0, 2, "b")},
	} {
		x := newTap(t, Limits{})
		for _, c := range chunks {
			x.in(7, c)
			x.frame.TimeNS += 5e9
		}
		x.in(8, data(B, 1, "z"))
		if l, ok := x.a.Expired(31e9); !ok || l.TSN != 1 || l.Frame != 5 {
			t.Errorf("%s: %v, %+v", name, ok, l)
		}
		if _, ok := x.a.Expired(31e9); ok {
			t.Errorf("%s: a second one", name)
		}
	}
}

// fragmentsOf returns a message of n octets cut into pieces.
func fragmentsOf(tsn uint32, n, size int) (all [][]byte) {
	user := strings.Repeat("0123456789", n/10+1)[:n]
	for at := 0; at < n; at += size {
		flags := uint8(0)
		if at == 0 {
			flags |= B
		}
		if at+size >= n {
			flags |= E
		}
		all = append(all, data(flags, tsn, user[at:min(at+size, n)]))
		tsn++
	}
	return all
}

func TestMessageLimits(t *testing.T) {
	for _, v := range []struct {
		name    string
		limits  Limits
		n, size int
		spoiled bool
	}{
		{"64 KiB less one", Limits{}, 65535, 1400, false},
		{"64 KiB", Limits{}, 65536, 1400, true},
		{"64 KiB less one though more is said to be allowed", Limits{Octets: 1 << 20}, 65536, 1400, true},
		{"256 fragments", Limits{}, 256, 1, false},
		{"257 fragments", Limits{}, 257, 1, true},
		{"4 KiB of a protocol", Limits{OctetsOf: func(ppid uint32) int { return map[uint32]int{PPIDM3UA: 4096}[ppid] }}, 4096, 1000, false},
		{"more than 4 KiB of a protocol", Limits{OctetsOf: func(ppid uint32) int { return map[uint32]int{PPIDM3UA: 4096}[ppid] }}, 4097, 1000, true},
		{"more than 4 KiB in one chunk", Limits{OctetsOf: func(uint32) int { return 4096 }}, 4097, 5000, true},
		{"4 KiB in one chunk", Limits{OctetsOf: func(uint32) int { return 4096 }}, 4096, 5000, false},
	} {
		v.limits.Halves = 4
		x := newTap(t, v.limits)
		var last string
		for _, c := range fragmentsOf(1, v.n, v.size) {
			last = x.in(7, c)
		}
		if want := "spoiled: sctp-limit"; v.spoiled && last != want || !v.spoiled && len(last) != v.n {
			t.Errorf("%s: %d octets, %.40q", v.name, len(last), last)
		}
	}
	// Of I-DATA the protocol is known with the first fragment.
	x := newTap(t, Limits{Halves: 4, OctetsOf: func(uint32) int { return 4 }})
	x.expect(x.in(7, idata(E, 1, 7, 1, "12345")), "held")
	x.expect(x.in(7, idata(B, 2, 7, 0, "0")), "spoiled: sctp-limit")
}

// A source that leaves messages unfinished runs out of its own share, and others
// do not notice. What was not taken can come again.
func TestShares(t *testing.T) {
	x := newTap(t, Limits{Halves: 16, Window: 64, SourceMessages: 3, Memory: 64 << 10, SourceMemory: 8 << 10})
	for i := range uint32(3) {
		x.in(7, data(B, 10*i, "a"))
	}
	x.expect(x.in(7, data(B, 30, "a")), "spoiled: sctp-limit")
	x.expect(x.in(8, data(B, 30, "a")), "spoiled: sctp-limit")
	x.expect(x.in(7, data(E, 1, "b"), data(B, 30, "a")), "ab, begun")
	x.expect(x.between(from(1), packetTo(9, data(B, 1, "a"))), "begun")
	// Octets: 16 cells.
	x = newTap(t, Limits{Halves: 16, Window: 64, Memory: 64 << 10, SourceMemory: 8 << 10})
	x.in(7, data(B, 1, strings.Repeat("x", 7*512)), data(0, 2, strings.Repeat("x", 8*512)), data(0, 3, "x"))
	x.expect(x.in(7, data(0, 4, "x")), "spoiled: sctp-limit")
	x.expect(x.between(from(1), packetTo(9, data(B, 1, strings.Repeat("x", 8*512)))), "begun")
	if s := x.a.Stats(); s.Refused != 1 {
		t.Errorf("%+v", s)
	}
}

// The whole table: newcomers are refused, and what is done makes room first.
func TestMemory(t *testing.T) {
	x := newTap(t, Limits{Halves: 16, Window: 64, Memory: 8 * 512, SourceMemory: 8 * 512})
	for i := range uint32(4) { // 8 cells of messages that are done
		x.in(7, data(B, 2*i, "a"), data(E, 2*i+1, "b"))
	}
	x.expect(x.between(from(1), packetTo(9, data(B, 1, strings.Repeat("x", 6*512)))), "begun")
	x.expect(x.in(7, data(B, 20, "a"), data(0, 21, "b")), "begun, begun")
	x.expect(x.in(7, data(E, 22, "c")), "spoiled: sctp-limit")
	x.expect(x.in(7, data(BE, 30, "whole")), "whole")
	// Runs of their own.
	x = newTap(t, Limits{Halves: 16, Window: 64, Messages: 2, Memory: 1 << 16})
	x.in(7, data(B, 1, "a"), data(B, 5, "a"))
	x.expect(x.in(7, data(B, 9, "a")), "spoiled: sctp-limit")
	x.expect(x.in(7, data(E, 2, "b"), data(B, 9, "a"), data(E, 10, "b"), data(E, 6, "b"), data(B, 20, "a"), data(B, 24, "a")), "ab, begun, ab, ab, begun, begun")
}

// More associations than the table holds: their fragments find no room, their whole
// messages are judged all the same.
func TestHalves(t *testing.T) {
	x := newTap(t, Limits{Halves: 4, SourceHalves: 2, Window: 32, Memory: 1 << 16})
	x.in(1, data(BE, 1, "a"))
	x.in(2, data(B, 1, "a"))
	x.expect(x.in(3, data(BE, 1, "a"), data(B, 2, "b"), data(E, 3, "c")), "a, spoiled: sctp-limit, spoiled: sctp-limit")
	x.expect(x.in(0, handshake(Init, 77, 1)), "-")
	x.expect(x.out(77, handshake(InitAck, 78, 1, cookie)), "-")
	x.expect(x.between(from(1), packetTo(4, data(B, 1, "a"))), "begun")
	x.expect(x.between(from(2), packetTo(5, data(B, 1, "a"))), "begun")
	x.expect(x.between(from(3), packetTo(6, data(B, 1, "a"))), "spoiled: sctp-limit")
	// One that rests makes room; one that holds something does not, and one where
	// something was given up rests longer.
	x.frame.TimeNS += 121e9
	x.expect(x.between(from(3), packetTo(6, data(B, 1, "a"))), "begun")
	x.expect(x.between(from(4), packetTo(7, data(B, 1, "a"))), "spoiled: sctp-limit")
	for _, ok := x.a.Expired(x.frame.TimeNS); ok; _, ok = x.a.Expired(x.frame.TimeNS) {
	}
	x.expect(x.between(from(4), packetTo(7, data(B, 1, "a"))), "spoiled: sctp-limit")
	x.expect(x.in(2, data(B, 1, "A")), "spoiled: sctp-tsn")
	x.frame.TimeNS += 8 * 121e9
	x.expect(x.between(from(4), packetTo(7, data(B, 1, "a"))), "begun")
	x.expect(x.in(2, data(B, 1, "A")), "begun")
}

// A peer that is forgotten is not mistaken for who comes to its place.
func TestPeerThatIsGone(t *testing.T) {
	x := newTap(t, Limits{Halves: 2, Window: 32, Memory: 1 << 16})
	x.setUp(nil, nil)
	for range 3 { // only the direction inwards is heard
		x.frame.TimeNS += 60e9
		x.in(7, chunk(Heartbeat, 0, tlv(HeartbeatInfo, []byte("x"))))
	}
	x.expect(x.between(from(1), packetTo(9, data(B, 1, "a"))), "begun")
	x.in(7, chunk(CookieEcho, 0, []byte("c")))
	x.in(7, data(BE, 100, "a"), chunk(Abort, 0))
	if _, ok := x.a.Drain(); !ok {
		t.Error("the end of one association ended another one")
	}
}

// An IPv6 host can use every address of its /64, and has one share.
func TestShareOfIPv6(t *testing.T) {
	x := newTap(t, Limits{Halves: 16, SourceHalves: 2, Window: 32, Memory: 1 << 16})
	for i := range uint64(3) {
		got := x.between(Ends{op.Addr{Hi: 0x20010DB800020001, Lo: i}, home}, packetTo(uint32(i)+1, data(B, 1, "a")))
		if want := []string{"begun", "begun", "spoiled: sctp-limit"}[i]; got != want {
			t.Errorf("address %d: %s", i, got)
		}
	}
}
