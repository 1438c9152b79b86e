package sctp

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// tap feeds packets to an Assembler and says what becomes of each chunk.
type tap struct {
	t     *testing.T
	a     *Assembler
	frame op.Frame
}

func newTap(t *testing.T, l Limits) *tap {
	if l.Halves == 0 {
		l.Halves, l.Window, l.Memory = 16, 32, 1<<20
	}
	return &tap{t, NewAssembler(l), op.Frame{}}
}

// between takes a packet a millisecond after the last one.
func (x *tap) between(e Ends, packet []byte) string {
	x.t.Helper()
	x.frame.Number++
	x.frame.TimeNS += 1e6
	p := decoded(x.t, packet)
	x.a.Begin(p, e, &x.frame)
	var list []string
	for p.Next() {
		m, s := x.a.Add(p)
		x.a.check(x.t)
		what := [...]string{"-", "held", "whole", "spoiled"}[s]
		if s == Held && m.Begun {
			what = "begun"
		}
		if s == Whole {
			what = string(m.Data)
		} else if m.Data != nil {
			x.t.Fatalf("state %d has data", s)
		}
		if m.Retransmitted {
			what += " again"
		}
		if p.ChunkFaults.Any() {
			what += ": " + faults(&p.ChunkFaults)
		}
		list = append(list, what)
	}
	return strings.Join(list, ", ")
}

func (x *tap) in(tag uint32, chunks ...[]byte) string {
	x.t.Helper()
	return x.between(inwards, packetTo(tag, chunks...))
}

func (x *tap) out(tag uint32, chunks ...[]byte) string {
	x.t.Helper()
	return x.between(back, packetTo(tag, chunks...))
}

func (x *tap) expect(got, want string) {
	x.t.Helper()
	if got != want {
		x.t.Errorf("frame %d: %q, want %q", x.frame.Number, got, want)
	}
}

// One line each: chunks that come in packets of their own, and what becomes of
// them.
func TestFragments(t *testing.T) {
	for _, v := range []struct {
		name   string
		chunks [][]byte
		want   string
	}{
		{"in order", [][]byte{data(B, 1, "a"), data(0, 2, "b"), data(E, 3, "c")}, "begun; begun; abc"},
		{"reversed", [][]byte{data(E, 3, "c"), data(0, 2, "b"), data(B, 1, "a")}, "held; held; abc"},
		{"middle last", [][]byte{data(B, 1, "a"), data(E, 3, "c"), data(0, 2, "b")}, "begun; held; abc"},
		{"TSNs wrap around", [][]byte{data(B, 0xFFFFFFFF, "a"), data(0, 0, "b"), data(E, 1, "c")}, "begun; begun; abc"},
		{"repeated", [][]byte{data(B, 1, "a"), data(B, 1, "a"), data(E, 2, "b"), data(E, 2, "b")}, "begun; begun again; ab; held again"},
		{"with the I bit when repeated", [][]byte{data(BE, 1, "a"), data(BE|8, 1, "a")}, "a; a again"},
		{"two in a row", [][]byte{data(B, 1, "a"), data(E, 2, "b"), data(B, 3, "c"), data(E, 4, "d")}, "begun; ab; begun; cd"},
		{"the next one first", [][]byte{data(B, 3, "c"), data(E, 4, "d"), data(E, 2, "b"), data(B, 1, "a")}, "begun; cd; held; ab"},
		{"unordered", [][]byte{data(B|U, 1, "a"), data(E|U, 2, "b")}, "begun; ab"},
		{"never the end", [][]byte{data(B, 1, "a"), data(0, 2, "b")}, "begun; begun"},

		{"other content", [][]byte{data(B, 1, "a"), data(B, 1, "A"), data(E, 2, "b")}, "begun; spoiled: sctp-tsn; spoiled: sctp-tsn"},
		{"other content of a whole message", [][]byte{data(BE, 1, "a"), data(BE, 1, "A"), data(BE, 1, "a")}, "a; A: sctp-tsn; a again"},
		{"fragment, then whole", [][]byte{data(B, 1, "a"), data(BE, 1, "a"), data(E, 2, "b")}, "begun; a: sctp-tsn; spoiled: sctp-tsn"},
		{"other content when delivered", [][]byte{data(B, 1, "a"), data(E, 2, "b"), data(E, 2, "B"), data(B, 1, "a")}, "begun; ab; spoiled: sctp-tsn; spoiled again: sctp-tsn"},
		{"ordered, then not", [][]byte{data(B, 1, "a"), data(E|U, 2, "b")}, "begun; spoiled: sctp-fragment"},
		{"other stream", [][]byte{dataOf(B, 1, 1, 9, 3, "a"), dataOf(E, 2, 2, 9, 3, "b")}, "begun; spoiled: sctp-fragment"},
		{"other sequence number", [][]byte{dataOf(B, 1, 1, 9, 3, "a"), dataOf(E, 2, 1, 10, 3, "b")}, "begun; spoiled: sctp-fragment"},
		{"other PPID", [][]byte{dataOf(B, 1, 1, 9, 3, "a"), dataOf(E, 2, 1, 9, 46, "b")}, "begun; spoiled: sctp-fragment"},
		{"begins twice", [][]byte{data(B, 1, "a"), data(B, 2, "b")}, "begun; spoiled: sctp-fragment"},
		{"a whole one inside", [][]byte{data(B, 1, "a"), data(BE, 2, "b"), data(E, 3, "c")}, "begun; b: sctp-fragment; spoiled: sctp-fragment"},
		{"goes on behind a whole one", [][]byte{data(BE, 1, "a"), data(0, 2, "b")}, "a; spoiled: sctp-fragment"},
		{"ends in front of a middle", [][]byte{data(0, 2, "b"), data(E, 1, "a")}, "held; spoiled: sctp-fragment"},
		{"late fragment of a spoiled message", [][]byte{data(B, 1, "a"), data(B, 1, "x"), data(0, 2, "b"), data(E, 3, "c"), data(E, 3, "c")},
			"begun; spoiled: sctp-tsn; spoiled: sctp-tsn; spoiled: sctp-tsn; spoiled again: sctp-tsn"},

		{"no user data", [][]byte{data(BE, 1, "")}, "spoiled: sctp-no-data"},
		{"no user data in a fragment", [][]byte{data(B, 1, "a"), data(E, 2, "")}, "begun; spoiled: sctp-no-data"},
		{"too short", [][]byte{chunk(Data, BE, be(1, 4))}, "spoiled: sctp-chunk-length"},
		{"PPID of a small-endian host", [][]byte{dataOf(BE, 1, 1, 9, 3<<24, "a")}, "a: sctp-ppid-swapped"},

		{"I-DATA in order", [][]byte{idata(B, 1, 7, 0, "a"), idata(0, 2, 7, 1, "b"), idata(E, 3, 7, 2, "c")}, "begun; begun; abc"},
		{"I-DATA interleaved", [][]byte{idata(B, 1, 7, 0, "a"), idata(B, 2, 8, 0, "x"), idata(E, 3, 7, 1, "b"), idata(E, 4, 8, 1, "y")}, "begun; begun; ab; xy"},
		{"I-DATA reversed", [][]byte{idata(E, 3, 7, 2, "c"), idata(0, 2, 7, 1, "b"), idata(B, 1, 7, 0, "a")}, "held; held; abc"},
		{"I-DATA whole", [][]byte{idata(BE, 1, 7, 0, "a"), idata(BE, 1, 7, 0, "a")}, "a; a again"},
		{"I-DATA ordered and not", [][]byte{idata(B, 1, 7, 0, "a"), idata(B|U, 2, 7, 0, "x"), idata(E|U, 3, 7, 1, "y"), idata(E, 4, 7, 1, "b")}, "begun; begun; xy; ab"},
		{"I-DATA, same place, other TSN", [][]byte{idata(B, 1, 7, 0, "a"), idata(B, 2, 7, 0, "a"), idata(E, 3, 7, 1, "b")}, "begun; spoiled: sctp-tsn; spoiled: sctp-tsn"},
		{"I-DATA, same TSN, other place", [][]byte{idata(B, 1, 7, 0, "a"), idata(E, 1, 7, 1, "b"), idata(E, 2, 7, 1, "b")}, "begun; spoiled: sctp-tsn; spoiled: sctp-tsn"},
		{"I-DATA behind the end", [][]byte{idata(E, 1, 7, 1, "b"), idata(0, 2, 7, 2, "c")}, "held; spoiled: sctp-fragment"},
		{"I-DATA end in front of more", [][]byte{idata(0, 1, 7, 2, "c"), idata(E, 2, 7, 1, "b")}, "held; spoiled: sctp-fragment"},
		{"I-DATA second fragment numbered 0", [][]byte{idata(E, 1, 7, 0, "a")}, "spoiled: sctp-fragment"},
		{"I-DATA fragments, then whole", [][]byte{idata(0, 1, 7, 1, "b"), idata(BE, 2, 7, 0, "a"), idata(E, 3, 7, 2, "c")}, "held; a: sctp-fragment; spoiled: sctp-fragment"},
		{"I-DATA first fragment, then whole", [][]byte{idata(B, 1, 7, 0, "a"), idata(BE, 2, 7, 0, "a")}, "begun; a: sctp-tsn"},
		{"I-DATA without user data", [][]byte{idata(BE, 1, 7, 0, "")}, "spoiled: sctp-no-data"},
		{"DATA behind I-DATA", [][]byte{idata(BE, 1, 7, 0, "a"), data(BE, 2, "b")}, "a; b: sctp-not-negotiated"},
		{"I-DATA behind DATA", [][]byte{data(B, 1, "a"), idata(E, 2, 9, 1, "b"), data(E, 2, "c")}, "begun; held: sctp-not-negotiated; spoiled: sctp-tsn"},
	} {
		x := newTap(t, Limits{})
		var got []string
		for _, c := range v.chunks {
			got = append(got, x.in(7, c))
		}
		if strings.Join(got, "; ") != v.want {
			t.Errorf("%s: %q, want %q", v.name, strings.Join(got, "; "), v.want)
		}
	}
}

// What is wrong with the header of a fragment's packet stays with the message.
func TestFaultsOfHeaders(t *testing.T) {
	x := newTap(t, Limits{})
	noPort := packetTo(7, data(B, 1, "a"))
	copy(noPort, be(0, 2))
	last := packetTo(7, data(E, 2, "b"))
	copy(last, be(0, 2))
	x.expect(x.between(inwards, noPort), "begun")
	x.expect(x.between(inwards, last), "ab: sctp-header")
	// And leaves with the packet.
	var p Packet
	p.Decode(noPort, 0, false)
	if p.Decode(packetTo(7, data(BE, 3, "c")), 0, false); p.Faults.Any() {
		t.Errorf("faults of the packet before: %q", faults(&p.Faults))
	}
}

// Several messages in a packet are several messages, in order.
func TestBundle(t *testing.T) {
	x := newTap(t, Limits{})
	x.expect(x.in(7, chunk(Sack, 0, make([]byte, 12)), data(BE, 1, "a"), data(B, 2, "b"), data(E, 3, "c"), data(BE, 4, "d"), data(B, 5, "e")), "-, a, begun, bc, d, begun")
	x.expect(x.in(7, data(E, 6, "f"), data(BE, 7, "g")), "ef, g")
}

func TestUserMessage(t *testing.T) {
	x := newTap(t, Limits{})
	p := decoded(t, packetTo(7, dataOf(B|U, 41, 5, 6, 46, "ab"), dataOf(E|U, 42, 5, 6, 46, "cd"), dataOf(BE, 43, 8, 65535, 0, "x")))
	p.Decode(packetTo(7, dataOf(B|U, 41, 5, 6, 46, "ab"), dataOf(E|U, 42, 5, 6, 46, "cd"), dataOf(BE, 43, 8, 65535, 0, "x")), 34, false)
	x.a.Begin(p, inwards, &x.frame)
	var got []string
	for p.Next() {
		m, _ := x.a.Add(p)
		got = append(got, fmt.Sprintf("PPID %d TSN %d sequence %d stream %d unordered %v at %d %q", m.PPID, m.TSN, m.Sequence, m.Stream, m.Unordered, m.Offset, m.Data))
	}
	want := []string{
		`PPID 46 TSN 41 sequence 6 stream 5 unordered true at 62 ""`,
		`PPID 46 TSN 41 sequence 6 stream 5 unordered true at 82 "abcd"`,
		`PPID 0 TSN 43 sequence 65535 stream 8 unordered false at 102 "x"`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	// Of I-DATA the PPID comes with the first fragment, also when that is last.
	p = decoded(t, packetTo(8, idata(E, 2, 1<<31, 1, "b"), idata(B, 1, 1<<31, 0, "a")))
	x.a.Begin(p, inwards, &x.frame)
	p.Next()
	if m, s := x.a.Add(p); s != Held || m.PPID != 0 || m.Sequence != 1<<31 || !m.IData {
		t.Errorf("%+v", m)
	}
	p.Next()
	if m, s := x.a.Add(p); s != Whole || m.PPID != PPIDM3UA || m.TSN != 1 || string(m.Data) != "ab" {
		t.Errorf("%+v", m)
	}
}

// What is repeated gets the same ruling: the message is delivered again, and once
// in a moment only.
func TestRetransmission(t *testing.T) {
	x := newTap(t, Limits{})
	x.in(7, data(B, 1, "a"), data(0, 2, "b"), data(E, 3, "c"))
	x.expect(x.in(7, data(E, 3, "c")), "held again")
	x.frame.TimeNS += 200e6
	x.expect(x.in(7, data(E, 3, "c")), "abc again")
	x.expect(x.in(7, data(B, 1, "a"), data(0, 2, "b")), "held again, held again")
	x.frame.TimeNS += 20e9
	x.expect(x.in(7, data(B, 1, "a"), data(0, 2, "b")), "abc again, held again")
	// After a while the message is forgotten, but not what its TSNs stood for.
	x.frame.TimeNS += 31e9
	x.expect(x.in(7, data(E, 3, "c")), "held")
	x.expect(x.in(7, data(B, 1, "a"), data(0, 2, "B")), "begun, spoiled: sctp-tsn")
	x.expect(x.in(7, data(0, 2, "b")), "abc again") // of what was spoiled nothing is held
	x.in(7, data(B, 1, "a"))
	if l, ok := x.a.Drain(); ok {
		t.Errorf("reported: %+v", l)
	}
	if s := x.a.Stats(); s.Whole != 2 || s.Retransmitted != 7 || s.Spoiled != 0 || s.Incomplete != 0 {
		t.Errorf("%+v", s)
	}
}

// A message whose fragments all come again is whole again though it was forgotten.
func TestRepeatedAfterItWasForgotten(t *testing.T) {
	x := newTap(t, Limits{})
	x.in(7, data(B, 1, "a"), data(E, 2, "b"))
	x.frame.TimeNS += 31e9
	x.expect(x.in(7, data(B, 1, "a"), data(E, 2, "b")), "begun, ab again")
}

// Below the window nothing is known, so fragments are not believed, and whole
// messages are judged as ever.
func TestBelowTheWindow(t *testing.T) {
	x := newTap(t, Limits{})
	x.in(7, data(B, 1, "a"))
	x.in(7, data(BE, 1000, "x"))
	x.expect(x.in(7, data(E, 2, "b")), "spoiled: sctp-tsn")
	x.expect(x.in(7, data(BE, 500, "y")), "y again")
	x.expect(x.in(7, data(BE, 1000-31, "z"), data(BE, 1000-32, "z")), "z, z again")
	// A fragment of I-DATA that is held is known by its place, however old.
	x.in(8, idata(B, 1, 7, 0, "a"))
	x.in(8, idata(BE, 1000, 8, 0, "x"))
	x.expect(x.in(8, idata(B, 1, 7, 0, "a"), idata(E, 1001, 7, 1, "b")), "begun again, ab")
	x.expect(x.in(8, idata(B, 2, 7, 0, "A")), "spoiled: sctp-tsn")
}

func TestForwardTSN(t *testing.T) {
	x := newTap(t, Limits{})
	x.expect(x.in(7, chunk(ForwardTSN, 0, be(5, 4))), "-") // of an association that nobody knows
	x.in(7, data(B, 10, "a"))
	x.in(7, chunk(ForwardTSN, 0, be(12, 4)))
	x.in(7, chunk(ForwardTSN, 0, be(11, 4))) // does not go back
	x.expect(x.in(7, data(E, 11, "b")), "ab: sctp-tsn")
	x.expect(x.in(7, data(BE, 12, "c")), "c: sctp-tsn")
	x.expect(x.in(7, data(BE, 13, "d"), data(B, 10, "a")), "d, held again")
	x.in(7, data(B, 20, "e"))
	x.in(7, data(B, 30, "g"))
	x.in(7, chunk(IForwardTSN, 0, be(20, 4)))
	x.expect(x.in(7, chunk(ForwardTSN, 0)), "-: sctp-chunk-length")
	if l, ok := x.a.Drain(); !ok || l.TSN != 30 {
		t.Errorf("what was not given up: %v, %+v", ok, l)
	}
	if l, ok := x.a.Drain(); ok {
		t.Errorf("what was given up is reported: %+v", l)
	}
}

// ABORT does not make anything forgotten that a receiver may still have.
func TestAbort(t *testing.T) {
	for _, c := range [][]byte{chunk(Abort, 0), chunk(ShutdownComplete, 0)} {
		x := newTap(t, Limits{})
		x.in(7, data(B, 1, "a"))
		x.in(7, c)
		x.expect(x.in(7, data(E, 2, "b")), "ab")
		x.in(7, data(B, 3, "c"))
		x.out(99, c) // of nobody
		if l, ok := x.a.Drain(); ok {
			t.Errorf("reported after the end: %+v", l)
		}
	}
	// It ends both directions.
	x := newTap(t, Limits{})
	x.setUp(nil, nil)
	x.in(7, chunk(CookieEcho, 0, []byte("c")), data(B, 100, "a"))
	x.out(8, chunk(Abort, 0))
	if l, ok := x.a.Drain(); ok {
		t.Errorf("reported after the peer's ABORT: %+v", l)
	}
	// The T bit says that the tag is that of the other direction.
	x = newTap(t, Limits{})
	x.in(7, data(B, 1, "a"))
	x.out(7, chunk(Abort, 1))
	if _, ok := x.a.Drain(); ok {
		t.Error("reported after a reflected ABORT")
	}
	x.in(8, data(B, 1, "a"))
	x.out(8, chunk(Abort, 0))
	if _, ok := x.a.Drain(); !ok {
		t.Error("an ABORT with the wrong tag ended an association")
	}
}

// setUp exchanges the four handshake packets: 7 is the tag inwards, 8 the one back.
func (x *tap) setUp(offer, answer []byte) {
	x.t.Helper()
	x.expect(x.in(0, handshake(Init, 8, 100, offer)), "-")
	x.expect(x.out(8, handshake(InitAck, 7, 200, cookie, answer)), "-")
}

func TestHandshakeIsFollowed(t *testing.T) {
	nothing, all := []byte{}, join(tlv(SupportedExtensions, []byte{IData, ReConfig, Asconf, Auth, ForwardTSN}))
	asconf, reconfig, forward := chunk(Asconf, 0, be(1, 4), tlv(IPv4Address, be(0, 4))), chunk(ReConfig, 0, tlv(SSNTSNReset, be(1, 4))), chunk(ForwardTSN, 0, be(90, 4))
	auth := chunk(Auth, 0, be(0, 4))
	for _, side := range []op.Side{op.SideUnknown, op.SideOutside} {
		x := newTap(t, Limits{})
		x.frame.Side = side
		in := func(chunks ...[]byte) string { x.frame.Side = side; return x.in(7, chunks...) }
		out := func(chunks ...[]byte) string {
			if side == op.SideOutside {
				x.frame.Side = op.SideInside
			}
			return x.out(8, chunks...)
		}
		x.expect(x.in(0, handshake(Init, 8, 100, nothing)), "-")
		x.expect(out(handshake(InitAck, 7, 200, cookie, all)), "-")
		x.expect(in(data(BE, 100, "a")), "a: sctp-chunk-order")
		x.expect(in(chunk(CookieEcho, 0, []byte("cookie")), data(BE, 101, "b")), "-, b")
		x.expect(out(chunk(CookieAck, 0), data(BE, 200, "c")), "-, c")
		x.expect(in(auth, asconf, reconfig, forward), "-: sctp-not-negotiated, -: sctp-not-negotiated, -: sctp-not-negotiated, -: sctp-not-negotiated")
		x.expect(out(idata(BE, 201, 1, 0, "d")), "d: sctp-not-negotiated")

		x = newTap(t, Limits{})
		x.frame.Side = side
		x.in(0, handshake(Init, 8, 100, tlv(ForwardTSNSupported, nil), tlv(Random, make([]byte, 32)), all))
		out(handshake(InitAck, 7, 200, cookie, all))
		x.expect(out(chunk(CookieAck, 0)), "-") // COOKIE ECHO was lost on the way to us
		x.expect(in(auth, asconf, reconfig, forward, idata(BE, 100, 1, 0, "a")), "-, -, -, -, a")
		x.expect(in(data(BE, 101, "b")), "b: sctp-not-negotiated")
	}
}

// The association is known from its first packet on, so a fragment on another path
// can be the first that is seen.
func TestCookieIsConfirmed(t *testing.T) {
	for name, c := range map[string][]byte{"COOKIE ACK": chunk(CookieAck, 0), "SACK": chunk(Sack, 0, make([]byte, 12)), "DATA": data(BE, 200, "x")} {
		x := newTap(t, Limits{})
		x.setUp(nil, nil)
		x.out(8, c)
		if got := x.in(7, data(BE, 100, "a")); got != "a" {
			t.Errorf("after %s: %s", name, got)
		}
	}
}

// Handshakes that lead nowhere change nothing.
func TestHandshakesThatAreNone(t *testing.T) {
	x := newTap(t, Limits{})
	x.in(0, handshake(Init, 0, 1))
	x.in(0, chunk(Init, 0, be(8, 4)))
	x.out(8, handshake(InitAck, 7, 1, cookie)) // of no INIT
	x.in(9, data(BE, 1, "a"))
	x.in(9, handshake(InitAck, 5, 1, cookie)) // neither
	x.in(9, chunk(CookieEcho, 0, []byte("c")))
	x.in(10, chunk(CookieEcho, 0, []byte("c")), chunk(Sack, 0, make([]byte, 12)))
	x.expect(x.in(7, data(BE, 5, "a"), idata(BE, 6, 1, 0, "b")), "a, b: sctp-not-negotiated")
	// An INIT that names the tag of an association that is set up does not change it.
	x = newTap(t, Limits{})
	x.setUp(nil, nil)
	x.in(7, chunk(CookieEcho, 0, []byte("c")))
	x.in(0, handshake(Init, 8, 300, tlv(SupportedExtensions, []byte{IData})))
	x.expect(x.in(7, idata(BE, 100, 1, 0, "a")), "a: sctp-not-negotiated")
	// The initiate tag of INIT ACK is that of INIT: the two directions are one key.
	x = newTap(t, Limits{})
	same := Ends{home, home}
	x.between(same, packetTo(0, handshake(Init, 8, 1)))
	x.between(same, packetTo(8, handshake(InitAck, 8, 1, cookie)))
	x.expect(x.between(same, packetTo(8, data(BE, 1, "a"))), "a")
}

// An INIT with a tag in use is somebody who takes an association over: tags are drawn
// anew. A copy of an INIT is none.
func TestTagsAreNotReused(t *testing.T) {
	x := newTap(t, Limits{})
	x.expect(x.in(0, handshake(Init, 8, 100)), "-")
	x.expect(x.in(0, handshake(Init, 8, 100)), "-")
	x.expect(x.in(0, handshake(Init, 8, 101)), "-: sctp-verification-tag")
	x.expect(x.out(8, data(BE, 1, "a")), "a")
	x.expect(x.in(0, handshake(Init, 8, 100)), "-: sctp-verification-tag")
	x.expect(x.between(Ends{partner, op.AddrFrom4([]byte{192, 0, 2, 11})}, packetTo(0, handshake(Init, 8, 100))), "-: sctp-verification-tag")
	x.expect(x.in(0, handshake(Init, 9, 100)), "-")
}

// A packet of tiny fragments is not put together without end, and of the same message
// only one is delivered again.
func TestPacketsAreBounded(t *testing.T) {
	x := newTap(t, Limits{})
	var all [][]byte
	for i := range uint32(22) {
		all = append(all, data(B, 2*i, "x"))
	}
	if got, want := x.in(7, all...), strings.Repeat("begun, ", 20)+"spoiled: sctp-limit, spoiled: sctp-limit"; got != want {
		t.Errorf("%q", got)
	}
	x.in(8, data(B, 1, strings.Repeat("a", 1000)))
	x.in(8, data(E, 2, "a"), data(B, 3, strings.Repeat("b", 1000)))
	x.in(8, data(E, 4, "b"))
	x.frame.TimeNS += 1e9
	x.expect(x.in(8, data(E, 2, "a"), data(E, 4, "b")), strings.Repeat("a", 1001)+" again, held again")
	x.expect(x.in(8, data(E, 2, "a"), data(E, 4, "b")), "held again, "+strings.Repeat("b", 1001)+" again")
}

// When there is no room for an association that is found out once a packet.
func TestCrowdedPacket(t *testing.T) {
	x := newTap(t, Limits{Halves: 1, Window: 16, Memory: 1 << 14})
	x.expect(x.in(7, data(BE, 1, "a")), "a")
	x.expect(x.in(8, data(BE, 1, "a"), data(B, 2, "b"), data(BE, 1, "a")), "a, spoiled: sctp-limit, a")
}

// The window does not look at the TSNs on its way: a jump costs no more than a step.
func TestJumps(t *testing.T) {
	x := newTap(t, Limits{})
	x.in(7, data(BE, 5, "a"), data(BE, 5+1<<30, "b"))
	x.expect(x.in(7, data(BE, 4+1<<30, "c"), data(BE, 5+1<<30, "B"), data(BE, 5, "A")), "c, B: sctp-tsn, A again")
	// A TSN that comes round without another in its place is remembered still.
	x = newTap(t, Limits{})
	x.in(7, data(BE, 5, "a"), data(BE, 7+1<<30, "b"), data(BE, 9+2<<30, "c"), data(BE, 11+3<<30, "d"), data(BE, 13, "e"))
	x.expect(x.in(7, data(BE, 5, "A")), "A: sctp-tsn")
}

// A restart with other tags starts anew: the same TSNs mean something else.
func TestRestart(t *testing.T) {
	x := newTap(t, Limits{})
	x.setUp(nil, nil)
	x.in(7, chunk(CookieEcho, 0, []byte("c")), data(BE, 100, "a"))
	x.in(0, handshake(Init, 18, 100))
	x.out(18, handshake(InitAck, 17, 200, cookie))
	x.expect(x.in(17, chunk(CookieEcho, 0, []byte("c")), data(BE, 100, "b")), "-, b")
}

// Fragments of one message on several paths are one message, and a stranger with
// the same ports and tag spoils nothing.
func TestPaths(t *testing.T) {
	second := Ends{op.AddrFrom4([]byte{198, 51, 100, 8}), op.AddrFrom4([]byte{192, 0, 2, 11})}
	x := newTap(t, Limits{})
	x.in(7, data(B, 1, "a"))
	x.expect(x.between(second, packetTo(7, data(0, 2, "b"))), "begun")
	x.expect(x.in(7, data(E, 3, "c")), "abc")
	x.expect(x.between(second, packetTo(7, data(E, 3, "x"))), "spoiled: sctp-tsn")

	stranger := Ends{op.AddrFrom4([]byte{203, 0, 113, 9}), home}
	x = newTap(t, Limits{})
	x.in(7, data(B, 5000, "a"))
	x.expect(x.between(stranger, packetTo(7, data(E, 1, "x"))), "held")
	x.expect(x.in(7, data(E, 5001, "b")), "ab")
	// Sides of a link never mix.
	x.in(7, data(B, 5002, "c"))
	x.frame.Side = op.SideInside
	x.expect(x.in(7, data(E, 5003, "d")), "held")
	// After the handshake the first fragment is known to be near.
	x = newTap(t, Limits{})
	x.setUp(nil, nil)
	x.between(second, packetTo(7, chunk(CookieEcho, 0, []byte("c"))))
	x.out(8, chunk(CookieAck, 0))
	x.expect(x.between(second, packetTo(7, data(B, 100, "a"))), "begun")
	x.expect(x.in(7, data(E, 101, "b")), "ab")
}

// Paths are bounded, too: packets on more of them are understood all the same.
func TestManyPaths(t *testing.T) {
	x := newTap(t, Limits{Halves: 4, Window: 32, Memory: 1 << 16})
	for i := range uint32(12) {
		e := Ends{op.AddrFrom4([]byte{198, 51, 100, byte(i)}), home}
		if got := x.between(e, packetTo(7, data(BE, i, "a"), data(BE, 0, "a"))); i > 0 && got != "a, a again" {
			t.Errorf("path %d: %s", i, got)
		}
	}
	if x.a.spare != 0 {
		t.Errorf("%d paths are left", x.a.spare)
	}
	// All come back with the half.
	x.frame.TimeNS += 121e9
	x.in(9, data(BE, 1, "b"))
	if x.a.spare != 4 {
		t.Errorf("%d paths are left", x.a.spare)
	}
}
