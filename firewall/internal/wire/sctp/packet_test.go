package sctp

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// walked lists the chunks of a packet with their faults, and the faults of what is
// left, if any.
func walked(p *Packet) (list []string) {
	say := func(what string) string {
		if f := faults(&p.ChunkFaults); f != "" {
			return what + ": " + f
		}
		return what
	}
	for p.Next() {
		name := ChunkName(p.Type)
		if name == "" {
			name = fmt.Sprintf("%#02x", p.Type)
		}
		list = append(list, say(name))
	}
	if p.ChunkFaults.Any() {
		list = append(list, say("rest"))
	}
	return list
}

func TestWalk(t *testing.T) {
	one, sack := data(BE, 1, "abcd"), chunk(Sack, 0, make([]byte, 12))
	init := handshake(Init, 5, 1)
	heartbeat := chunk(Heartbeat, 0, tlv(HeartbeatInfo, []byte("info")))
	for _, v := range []struct {
		name   string
		packet []byte
		want   string
	}{
		{"one DATA", packetTo(7, one), "DATA"},
		{"bundle", packetTo(7, sack, one, data(BE, 2, "ab"), idata(BE, 3, 1, 0, "x")), "SACK, DATA, DATA, I-DATA"},
		{"handshake", packetTo(0, init), "INIT"},
		{"cookie and DATA", packetTo(7, chunk(CookieEcho, 0, []byte("c")), one), "COOKIE ECHO, DATA"},
		{"AUTH before the cookie", packetTo(7, chunk(Auth, 0, make([]byte, 24)), chunk(CookieEcho, 0, []byte("c")), one), "AUTH, COOKIE ECHO, DATA"},
		{"answer to the cookie", packetTo(7, chunk(CookieAck, 0), sack, one), "COOKIE ACK, SACK, DATA"},
		{"PAD at the end", packetTo(7, heartbeat, one, chunk(Pad, 0, make([]byte, 40))), "HEARTBEAT, DATA, PAD"},
		{"extensions", packetTo(7, chunk(Auth, 0, make([]byte, 24)), chunk(ForwardTSN, 0, be(1, 4)), chunk(Asconf, 0, be(1, 4), tlv(IPv4Address, be(0, 4))), chunk(ReConfig, 0, tlv(SSNTSNReset, be(1, 4)))),
			"AUTH, FORWARD-TSN, ASCONF, RE-CONFIG"},

		{"length 0", packetTo(7, one, []byte{0, 3, 0, 0, 1, 2, 3, 4}), "DATA, rest: sctp-chunk-length"},
		{"length 3", packetTo(7, []byte{0, 3, 0, 3}), "rest: sctp-chunk-length"},
		{"length 4 of DATA", packetTo(7, []byte{0, 3, 0, 4}), "DATA: sctp-chunk-length"},
		{"DATA without its PPID", packetTo(7, chunk(Data, BE, make([]byte, 8))), "DATA: sctp-chunk-length"},
		{"past the packet", packetTo(7, one, []byte{0, 3, 0, 100, 1, 2, 3, 4}), "DATA, rest: sctp-chunk-length"},
		{"length 65535", packetTo(7, []byte{0, 3, 0xFF, 0xFF, 1, 2, 3, 4}), "rest: sctp-chunk-length"},
		{"three octets left", packetTo(7, one, []byte{0, 3, 0}), "DATA, rest: sctp-chunk-length"},
		{"padding", packetTo(7, data(BE, 1, "abc")), "DATA"},
		{"padding of ones", packetTo(7, data(BE, 1, "abc")[:19], []byte{1}), "DATA: sctp-padding"},
		{"padding missing", packetTo(7, data(BE, 1, "abc")[:19]), "DATA: sctp-chunk-length"},
		{"a part of padding missing", packetTo(7, data(BE, 1, "a")[:18]), "DATA: sctp-chunk-length"},
		{"SACK too short", packetTo(7, chunk(Sack, 0, make([]byte, 8))), "SACK: sctp-chunk-length"},

		{"skipped unknown type", packetTo(7, chunk(0x85, 0), one), "0x85: sctp-unknown, DATA"},
		{"skipped and reported unknown type", packetTo(7, chunk(0xFE, 0), one), "0xfe: sctp-unknown, DATA"},
		{"stopping unknown type", packetTo(7, one, chunk(0x20, 0), data(BE, 2, "x")), "DATA, 0x20: sctp-unknown, DATA: sctp-unknown"},
		{"stopping and reported unknown type", packetTo(7, chunk(0x55, 0), one), "0x55: sctp-unknown, DATA: sctp-unknown"},
		{"stop, then skip", packetTo(7, chunk(0x55, 0), chunk(0x85, 0)), "0x55: sctp-unknown, 0x85: sctp-unknown"},
		{"reserved for extensions", packetTo(7, chunk(255, 0)), "0xff: sctp-unknown"},

		{"INIT with a tag", packetTo(7, init), "INIT: sctp-verification-tag"},
		{"DATA without", packetTo(0, one), "DATA: sctp-verification-tag"},
		{"INIT with DATA", packetTo(0, init, one), "INIT: sctp-chunk-order, DATA: sctp-chunk-order sctp-verification-tag"},
		{"INIT behind SACK", packetTo(0, sack, init), "SACK: sctp-verification-tag, INIT: sctp-chunk-order"},
		{"INIT ACK with DATA", packetTo(7, handshake(InitAck, 5, 1, cookie), one), "INIT ACK: sctp-chunk-order, DATA: sctp-chunk-order"},
		{"SHUTDOWN COMPLETE behind DATA", packetTo(7, one, chunk(ShutdownComplete, 0)), "DATA, SHUTDOWN COMPLETE: sctp-chunk-order"},
		{"control behind DATA", packetTo(7, one, sack), "DATA, SACK: sctp-chunk-order"},
		{"the cookie behind SACK", packetTo(7, sack, chunk(CookieEcho, 0, []byte("c"))), "SACK, COOKIE ECHO: sctp-chunk-order"},
		{"the cookie twice", packetTo(7, chunk(CookieAck, 0), chunk(CookieAck, 0)), "COOKIE ACK, COOKIE ACK: sctp-chunk-order"},
		{"AUTH twice", packetTo(7, chunk(Auth, 0, make([]byte, 24)), chunk(Auth, 0, make([]byte, 24))), "AUTH, AUTH: sctp-chunk-order"},
		{"ASCONF without AUTH", packetTo(7, chunk(Asconf, 0, be(1, 4), tlv(IPv4Address, be(0, 4)))), "ASCONF: sctp-chunk-order"},
		{"ASCONF-ACK in front of AUTH", packetTo(7, chunk(AsconfAck, 0, be(1, 4)), chunk(Auth, 0, make([]byte, 24))), "ASCONF-ACK: sctp-chunk-order, AUTH"},
		{"ASCONF without an address", packetTo(7, chunk(Auth, 0, make([]byte, 24)), chunk(Asconf, 0, be(1, 4))), "AUTH, ASCONF: sctp-chunk-length"},
		{"ABORT with DATA", packetTo(7, one, chunk(Abort, 0)), "DATA, ABORT: sctp-chunk-order"},
		{"DATA behind ABORT", packetTo(7, chunk(Abort, 0), one), "ABORT, DATA: sctp-chunk-order"},
		{"PAD behind ABORT", packetTo(7, chunk(Abort, 0), chunk(Pad, 0)), "ABORT, PAD: sctp-chunk-order"},
	} {
		if p := decoded(t, v.packet); strings.Join(walked(p), ", ") != v.want || p.Faults.Any() {
			t.Errorf("%s: %q, want %q; faults %q", v.name, walked(decoded(t, v.packet)), v.want, faults(&p.Faults))
		}
	}
}

// The walk has ended when it has ended.
func TestNextAfterTheEnd(t *testing.T) {
	for _, b := range [][]byte{packetTo(7, data(BE, 1, "x")), packetTo(7, []byte{0, 3, 0, 0, 0, 3, 0, 4}), packetTo(7, []byte{1, 2, 3})} {
		p := decoded(t, b)
		for p.Next() {
		}
		if p.Next() || p.Value != nil || p.ChunkFaults.Any() {
			t.Errorf("%x: %v, %q", b, p.Value, faults(&p.ChunkFaults))
		}
	}
}

func TestHeader(t *testing.T) {
	good := packetTo(0x01020304, data(BE, 1, "x"))
	p := decoded(t, good)
	if p.SrcPort != 2905 || p.DstPort != 2905 || p.Tag != 0x01020304 || !p.ChecksumIsRight() || p.Faults.Any() {
		t.Errorf("%+v", p)
	}
	for _, v := range []struct {
		name      string
		packet    []byte
		truncated bool
		ok        bool
		want      string
		at        uint16
	}{
		{"empty", nil, false, false, "sctp-header", 34},
		{"11 octets", good[:11], false, false, "sctp-header", 45},
		{"11 octets kept", good[:11], true, false, "frame-truncated", 45},
		{"no chunk", good[:12], false, true, "sctp-header", 46},
		{"no chunk kept", good[:12], true, true, "frame-truncated", 46},
		{"source port 0", join(be(0, 2), good[2:]), false, true, "sctp-header", 34},
		{"destination port 0", join(good[:2], be(0, 2), good[4:]), false, true, "sctp-header", 36},
	} {
		p := decoded(t, good)
		p.Next() // whatever was there is gone
		if ok := p.Decode(v.packet, 34, v.truncated); ok != v.ok || faults(&p.Faults) != v.want || p.Faults.List()[0].Offset != v.at {
			t.Errorf("%s: %v, %v", v.name, ok, p.Faults.List())
		}
		if !ok(v.packet) && p.Next() {
			t.Errorf("%s: has a chunk", v.name)
		}
	}
}

func ok(b []byte) bool { return len(b) > HeaderLength }

// Of a capture that kept less than there was, the rest is nobody's fault.
func TestTruncated(t *testing.T) {
	packet := packetTo(7, data(BE, 1, "abcd"), data(BE, 2, "abc"))
	for n, want := range map[int]string{
		len(packet) - 1: "DATA, DATA: frame-truncated",
		len(packet) - 2: "DATA, rest: frame-truncated",
		33:              "DATA, rest: frame-truncated",
		20:              "rest: frame-truncated",
	} {
		var p Packet
		p.Decode(packet[:n], 0, true)
		if got := strings.Join(walked(&p), ", "); got != want || !p.ChecksumIsRight() {
			t.Errorf("%d octets: %s, want %s", n, got, want)
		}
	}
}

// Offsets count from the start of the frame, so that an analyst finds the place.
func TestOffsets(t *testing.T) {
	packet := packetTo(7, data(BE, 1, "abc")[:19], []byte{1}, chunk(0x85, 0), data(BE, 3, "x"), []byte{0, 3, 0, 99})
	var p Packet
	p.Decode(packet, 34, false)
	var got []string
	for more := true; more; {
		more = p.Next()
		got = append(got, fmt.Sprint(p.Offset, " ", p.ChunkFaults.List()))
	}
	want := []string{"46 [{sctp-padding 65}]", "66 [{sctp-unknown 66}]", "70 []", "90 [{sctp-chunk-length 90}]"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestChecksum(t *testing.T) {
	// The check value of CRC-32C over "123456789" is 0xE3069283; here the octets are
	// in two parts with the field between.
	p := join([]byte("12345678"), []byte{9, 9, 9, 9}, []byte("9"))
	whole := join([]byte("12345678"), make([]byte, 4), []byte("9"))
	if Checksum(p) != Checksum(whole) || Checksum(p) == 0 || Checksum(p[:11]) != 0 {
		t.Errorf("%#x, %#x", Checksum(p), Checksum(whole))
	}
	// INIT of a capture: lab/sctp-usrsctp-host.pcap has the same form.
	b := packetTo(0, handshake(Init, 5, 1))
	if d := decoded(t, b); !d.ChecksumIsRight() {
		t.Error("not right")
	}
	b[20] ^= 1
	if d := decoded(t, b); d.ChecksumIsRight() {
		t.Error("right though an octet changed")
	}
	b[20] ^= 1
	copy(b[8:], make([]byte, 4))
	if d := decoded(t, b); d.ChecksumIsRight() || d.Checksum != 0 {
		t.Error("right without one")
	}
}

func TestNotable(t *testing.T) {
	want := []uint8{Init, InitAck, Abort, AsconfAck, ReConfig, ForwardTSN, Asconf, IForwardTSN}
	for i := range 256 {
		if got := Notable(uint8(i)); got != (slices.Contains(want, uint8(i)) || ChunkName(uint8(i)) == "") {
			t.Errorf("%d %s: %v", i, ChunkName(uint8(i)), got)
		}
	}
}

func TestBitsOfUnknownTypes(t *testing.T) {
	for _, v := range []struct {
		t              uint8
		stops, reports bool
	}{{0x20, true, false}, {0x60, true, true}, {0xA0, false, false}, {0xE0, false, true}} {
		if StopsPacket(v.t) != v.stops || IsReported(v.t) != v.reports {
			t.Errorf("%#x: stops %v, reported %v", v.t, StopsPacket(v.t), IsReported(v.t))
		}
	}
}

// slowWalk finds the chunks of a packet without looking at what they are.
func slowWalk(b []byte) (chunks [][]byte, rest int) {
	for b = b[HeaderLength:]; len(b) >= 4; {
		n := int(binary.BigEndian.Uint16(b[2:]))
		if n < 4 || n > len(b) {
			break
		}
		chunks = append(chunks, b[:n])
		for b = b[n:]; n%4 != 0 && len(b) > 0; n++ {
			b = b[1:]
		}
	}
	return chunks, len(b)
}

// FuzzPacket: whatever the octets, the walk finds what the slow one finds, and
// faults point into the packet.
func FuzzPacket(f *testing.F) {
	f.Add(packetTo(7, data(BE, 1, "abc"), chunk(0x20, 0), idata(B, 2, 1, 0, "x")), false)
	f.Add(packetTo(0, handshake(Init, 5, 1, tlv(IPv4Address, be(0xC6336407, 4)), tlv(SupportedExtensions, []byte{130, 64}), tlv(HostName, []byte("x\x00")))), false)
	f.Add(packetTo(7, handshake(InitAck, 5, 1, cookie, tlv(0xFFF0, nil))), true)
	f.Add(packetTo(7, chunk(Asconf, 0, be(1, 4), tlv(AddAddress, join(be(1, 4), tlv(IPv4Address, be(1, 4)))))), false)
	f.Fuzz(func(t *testing.T, b []byte, truncated bool) {
		var p Packet
		const at = 34
		if !p.Decode(b, at, truncated) {
			if len(b) >= HeaderLength || !p.Faults.Any() || p.Next() {
				t.Fatalf("%d octets: %q", len(b), faults(&p.Faults))
			}
			return
		}
		inside := func(f *op.Faults) {
			for _, x := range f.List() {
				if int(x.Offset) < at || int(x.Offset) > min(at+len(b), 0xFFFF) {
					t.Fatalf("%s at %d of %d", x.Code, x.Offset, at+len(b))
				}
			}
		}
		inside(&p.Faults)
		chunks, rest := slowWalk(b)
		for i, want := range chunks {
			if !p.Next() || p.Type != want[0] || p.Flags != want[1] || string(p.Value) != string(want[4:]) || string(b[p.Offset-at:][:len(want)]) != string(want) {
				t.Fatalf("chunk %d is %d at %d, want %x", i, p.Type, p.Offset, want)
			}
			inside(&p.ChunkFaults)
			for x := p.Parameters(); x.Next(); {
				if x.Offset < p.Offset || x.Offset-at+4+len(x.Value) > len(b) || string(b[x.Offset-at+4:][:len(x.Value)]) != string(x.Value) {
					t.Fatalf("parameter at %d of %d", x.Offset, len(b))
				}
				x.Address()
			}
		}
		if p.Next() || p.ChunkFaults.Any() != (rest != 0) {
			t.Fatalf("%d octets are left, faults %q", rest, faults(&p.ChunkFaults))
		}
		inside(&p.ChunkFaults)
	})
}
