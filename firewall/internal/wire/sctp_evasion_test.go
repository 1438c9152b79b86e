package wire

import (
	"bytes"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sctp"
)

// segment is an SCTP packet, from port 2905 to 2905, with its way and its tag.
type segment struct {
	back   bool
	from   byte // last octet of the partner's address, 0: that of partner4
	tag    int
	edit   func([]byte) // of the packet with its checksum
	chunks [][]byte
}

func towards(tag int, chunks ...[]byte) segment { return segment{tag: tag, chunks: chunks} }

func backwards(tag int, chunks ...[]byte) segment {
	return segment{back: true, tag: tag, chunks: chunks}
}

// through sends the segments one by one, a millisecond apart, and says what comes of
// each: the operations of its messages, and their faults.
func through(segments ...segment) (list []string) {
	d, now := New(Config{}), int64(1e18)
	for i, s := range segments {
		packet := sctpFill(uint32(s.tag), 0, func(int) []byte { return join(s.chunks...) })
		if s.edit != nil {
			s.edit(packet)
		}
		partner := bytes.Clone(partner4)
		if s.from != 0 {
			partner[3] = s.from
		}
		src, dst := partner, home4
		if s.back {
			src, dst = home4, partner
		}
		ip := join([]byte{0x45, 0}, be(20+len(packet), 2), be(0, 4), []byte{64, 132, 0, 0}, src, dst, packet)
		var b op.Batch
		d.Decode(&b, 0, &op.Frame{Data: ip, TimeNS: now + int64(i)*1e6, Number: int32(i + 1), Encap: op.EncapRaw})
		list = append(list, said(&b))
	}
	return list
}

// said lists messages, with "+" between: operations and faults of each.
func said(b *op.Batch) string {
	var all []string
	for i := range b.Messages {
		m := &b.Messages[i]
		var ops []string
		for j := m.FirstOp; j < m.FirstOp+m.NumOps; j++ {
			ops = append(ops, OperationName(&b.Ops[j]))
		}
		text := strings.Join(ops, " ")
		if f := strings.Join(faultNames(&m.Faults), " "); f != "" {
			text += "(" + f + ")"
		}
		all = append(all, text)
	}
	return strings.Join(all, " + ")
}

// setUp are the handshake's packets: tag 7 inwards, 8 back; TSNs from 100 and 200.
func setUp(extensions ...byte) []segment {
	offer := sctpChunk(0x80, 8, extensions) // Supported Extensions: type 0x8008
	cookie := sctpChunk(0, 7, []byte("cookie"))
	hello := func(typ, tag, tsn int, parameters ...[]byte) []byte {
		return sctpChunk(typ, 0, be(tag, 4), be(65536, 4), be(16, 2), be(16, 2), be(tsn, 4), join(parameters...))
	}
	return []segment{
		towards(0, hello(sctp.Init, 8, 100, offer)), backwards(8, hello(sctp.InitAck, 7, 200, cookie, offer)),
		towards(7, sctpChunk(sctp.CookieEcho, 0, []byte("cookie"))), backwards(8, sctpChunk(sctp.CookieAck, 0)),
	}
}

// A message that a receiver might read is read here, or what hides it is a fault that
// stops it. Each row is an attempt to get updateLocation past: as a whole, or in the
// halves a and b. RULES T-03, T-04; ATTACKS E-17.
func TestNothingSlipsBy(t *testing.T) {
	ul := updateLocation
	a, b := ul[:80], ul[80:]
	other := bytes.Clone(a)
	other[79] ^= 1
	split := func(x []byte, first int) (chunks [][]byte) { // in fragments of 8 octets
		for i := 0; i < len(x); i += 8 {
			flags := 0
			if i == 0 {
				flags |= partB
			}
			if i+8 >= len(x) {
				flags |= partE
			}
			chunks = append(chunks, sctpData(flags, first+i/8, 1, 3, x[i:min(i+8, len(x))]))
		}
		return chunks
	}
	const u = 4 // unordered
	beat := sctpData(whole, 1, 1, 3, heartbeat)
	for _, v := range []struct {
		name     string
		segments []segment
		want     string
	}{
		{"whole", []segment{towards(7, sctpData(whole, 1, 1, 3, ul))}, "updateLocation"},
		{"fragments, bundled behind another", []segment{towards(7, beat, sctpData(partB, 2, 1, 3, a), sctpData(partE, 3, 1, 3, b))}, "BEAT + updateLocation"},
		{"unordered, other stream", []segment{towards(7, sctpData(whole|u, 1, 9, 3, ul))}, "updateLocation"},
		{"PPID 0", []segment{towards(7, sctpData(whole, 1, 1, 0, ul))}, "updateLocation"},
		{"PPID 46", []segment{towards(7, sctpData(whole, 1, 1, 46, ul))}, "updateLocation"},
		{"PPID of M3UA in the second fragment only", []segment{towards(7, sctpData(partB, 1, 1, 0, a), sctpData(partE, 2, 1, 3, b))}, "DATA(sctp-fragment)"},

		{"TSNs wrap around", []segment{towards(7, sctpData(partB, 0xFFFFFFFF, 1, 3, a)), towards(7, sctpData(partE, 0, 1, 3, b))}, "; updateLocation"},
		{"other content for a TSN, whole", []segment{towards(7, beat), towards(7, sctpData(whole, 1, 1, 3, ul))}, "BEAT; updateLocation(sctp-tsn)"},
		{"other content for a TSN, in one packet", []segment{towards(7, beat, sctpData(whole, 1, 1, 3, ul))}, "BEAT + updateLocation(sctp-tsn)"},
		{"and the first content again", []segment{towards(7, beat, sctpData(whole, 1, 1, 3, ul), beat)}, "BEAT + updateLocation(sctp-tsn)"},
		{"the same, and again", []segment{towards(7, beat, beat, beat), towards(7, beat)}, "BEAT; BEAT"},
		{"other content for a TSN, first fragment", []segment{towards(7, sctpData(partB, 1, 1, 3, other)), towards(7, sctpData(partB, 1, 1, 3, a), sctpData(partE, 2, 1, 3, b))},
			"; DATA(sctp-tsn) + DATA(sctp-tsn)"},
		{"a TSN on two streams", []segment{towards(7, sctpData(partB, 1, 1, 3, a)), towards(7, sctpData(partB, 1, 2, 3, a)), towards(7, sctpData(partE, 2, 2, 3, b))},
			"; DATA(sctp-tsn); DATA(sctp-fragment)"},
		{"two beginnings", []segment{towards(7, sctpData(partB, 1, 1, 3, a), sctpData(partB, 2, 1, 3, a), sctpData(partE, 3, 1, 3, b))},
			"DATA(sctp-fragment)"}, // the second; the end has no beginning that counts
		{"ordered, then not", []segment{towards(7, sctpData(partB, 1, 1, 3, a), sctpData(partE|u, 2, 1, 3, b))}, "DATA(sctp-fragment)"},
		{"a whole one in between", []segment{towards(7, sctpData(partB, 1, 1, 3, a), sctpData(whole, 2, 1, 3, heartbeat), sctpData(partE, 3, 1, 3, b))},
			"BEAT(sctp-fragment) + DATA(sctp-fragment)"},
		{"behind the window", []segment{towards(7, sctpData(partB, 1, 1, 3, a)), towards(7, sctpData(whole, 5000, 1, 3, heartbeat)), towards(7, sctpData(partE, 2, 1, 3, b))},
			"; BEAT; DATA(sctp-tsn)"},
		{"given up, then sent", []segment{towards(7, beat, sctpChunk(sctp.ForwardTSN, 0, be(2, 4))), towards(7, sctpData(whole, 2, 1, 3, ul))},
			"BEAT + FORWARD-TSN(sctp-chunk-order); updateLocation(sctp-tsn)"},

		{"I-DATA", append(setUp(64), towards(7, sctpIData(partB, 100, 1, 3, a), sctpIData(partB, 101, 2, 3, heartbeat), sctpIData(partE, 102, 1, 1, b))),
			"INIT; INITACK; ; ; updateLocation"},
		{"I-DATA, fragments out of order, one between of another identifier", append(setUp(64), towards(7, sctpIData(partE, 101, 1, 1, b), sctpIData(whole, 102, 2, 3, heartbeat)), towards(7, sctpIData(partB, 100, 1, 3, a))),
			"INIT; INITACK; ; ; BEAT; updateLocation"},
		{"I-DATA that is not agreed on", append(setUp(), towards(7, sctpIData(whole, 100, 1, 3, ul))), "INIT; INITACK; ; ; updateLocation(sctp-not-negotiated)"},
		{"DATA where I-DATA is", append(setUp(64), towards(7, sctpData(whole, 100, 1, 3, ul))), "INIT; INITACK; ; ; updateLocation(sctp-not-negotiated)"},
		{"a fragment of DATA goes on in I-DATA", []segment{towards(7, sctpData(partB, 1, 1, 3, a)), towards(7, sctpIData(partE, 2, 9, 1, b))}, "; I-DATA(sctp-not-negotiated)"},
		{"I-FORWARD-TSN listed does not offer I-DATA", append(setUp(194), towards(7, sctpIData(whole, 100, 1, 3, ul))), "INIT; INITACK; ; ; updateLocation(sctp-not-negotiated)"},

		{"the other direction's tag", append(setUp(), towards(7, sctpData(partB, 100, 1, 3, a)), towards(8, sctpData(partE, 101, 1, 3, b)), towards(7, sctpData(partE, 101, 1, 3, b))),
			"INIT; INITACK; ; ; ; ; updateLocation"},
		{"two associations between the same ports", []segment{towards(7, sctpData(partB, 1, 1, 3, other)), towards(9, sctpData(partB, 1, 1, 3, a)), towards(9, sctpData(partE, 2, 1, 3, b)), towards(7, sctpData(partE, 2, 1, 3, b))},
			"; ; updateLocation; updateLocation(tcap-dialogue)"}, // the other octets
		{"halves on two paths", []segment{towards(7, sctpData(partB, 1, 1, 3, a)), {from: 9, tag: 7, chunks: [][]byte{sctpData(partE, 2, 1, 3, b)}}}, "; updateLocation"},
		{"a tag in use is named by INIT", append(setUp(), backwards(8, sctpData(whole, 200, 1, 3, heartbeat)), towards(0, sctpInit(sctp.Init, 8))),
			"INIT; INITACK; ; ; BEAT; INIT(sctp-verification-tag)"},
		{"and from another address", append(setUp(), backwards(8, sctpData(whole, 200, 1, 3, heartbeat)), segment{from: 9, tag: 0, chunks: [][]byte{sctpInit(sctp.Init, 8)}}),
			"INIT; INITACK; ; ; BEAT; INIT(sctp-verification-tag)"},
		{"another INIT with the same tag", []segment{towards(0, sctpInit(sctp.Init, 8)), towards(0, sctpInit(sctp.Init, 8)), towards(0, sctpInit(sctp.Init, 8, sctpChunk(0x80, 8, []byte{64})))},
			"INIT; INIT; INIT(sctp-verification-tag)"},
		{"a restart with other tags", append(setUp(), append([]segment{towards(7, sctpData(whole, 100, 1, 3, heartbeat)), towards(0, sctpInit(sctp.Init, 18))}, towards(17, sctpData(whole, 100, 1, 3, ul)))...),
			"INIT; INITACK; ; ; BEAT; INIT; updateLocation"},

		{"checksum zero", []segment{{tag: 7, chunks: [][]byte{sctpData(whole, 1, 1, 3, ul)}, edit: func(p []byte) { clear(p[8:12]) }}}, "updateLocation"},
		{"a wrong checksum, then a copy", []segment{{tag: 7, chunks: [][]byte{sctpData(partB, 1, 1, 3, a)}, edit: func(p []byte) { p[8] ^= 1 }}, towards(7, sctpData(partB, 1, 1, 3, a)), towards(7, sctpData(partE, 2, 1, 3, b))},
			"; ; updateLocation"},
		{"a wrong checksum over other content, then the message", []segment{{tag: 7, chunks: [][]byte{beat}, edit: func(p []byte) { p[8] ^= 1 }}, towards(7, sctpData(whole, 1, 1, 3, ul))},
			"BEAT; updateLocation(sctp-tsn)"},

		{"behind a chunk that stops a receiver", []segment{towards(7, sctpChunk(0x3F, 0), sctpData(whole, 1, 1, 3, ul))}, "(sctp-unknown) + updateLocation(sctp-unknown)"},
		{"behind one that is skipped", []segment{towards(7, sctpChunk(0xBF, 0), sctpData(whole, 1, 1, 3, ul))}, "(sctp-unknown) + updateLocation"},
		{"behind 300 that are skipped", []segment{towards(7, bytes.Repeat(sctpChunk(0xBF, 0), 300), sctpData(whole, 1, 1, 3, ul))},
			"(sctp-unknown) + (sctp-unknown) + (sctp-unknown) + (sctp-unknown) + updateLocation + (sctp-unknown)"},
		{"between 300", []segment{towards(7, bytes.Repeat(sctpChunk(0xBF, 0), 200), sctpData(whole, 1, 1, 3, ul), bytes.Repeat(sctpChunk(0xBF, 0), 100), sctpData(whole, 2, 1, 3, heartbeat))},
			"(sctp-unknown) + (sctp-unknown) + (sctp-unknown) + (sctp-unknown) + updateLocation + BEAT + (sctp-unknown)"},
		{"ASCONF behind 300", append(setUp(), towards(7, bytes.Repeat(sctpChunk(0xBF, 0), 300), sctpChunk(sctp.Asconf, 0, be(1, 4), be(0x00050008, 4), be(0, 4)))),
			"INIT; INITACK; ; ; (sctp-unknown) + (sctp-unknown) + (sctp-unknown) + (sctp-unknown) +  ASCONF(sctp-unknown sctp-chunk-order sctp-not-negotiated)"},
		{"FORWARD-TSN behind 300", []segment{towards(7, beat), towards(7, bytes.Repeat(sctpChunk(sctp.Pad, 0), 300), sctpChunk(sctp.ForwardTSN, 0, be(2, 4))), towards(7, sctpData(whole, 2, 1, 3, ul))},
			"BEAT; FORWARD-TSN; updateLocation(sctp-tsn)"},
		{"in 19 fragments of one packet", []segment{towards(7, split(ul, 1)...)}, "updateLocation"},
		{"behind 20 fragments of others", []segment{towards(7, append(split(ul[:152], 1)[:18], append(split(ul, 100)[:2], sctpData(partB, 200, 1, 3, a), sctpData(partE, 201, 1, 3, b))...)...)},
			"DATA(sctp-limit) + DATA(sctp-limit)"},
	} {
		if got := strings.Join(through(v.segments...), "; "); got != v.want {
			t.Errorf("%s:\n%q, want\n%q", v.name, got, v.want)
		}
	}
}

// Chunks of extensions that an association did not agree on are faults, each type for
// itself; those that it agreed on are not.
func TestExtensionsThatAreNotAgreedOn(t *testing.T) {
	auth := sctpChunk(sctp.Auth, 0, make([]byte, 24))
	for typ, chunk := range map[uint8][]byte{
		sctp.Asconf:      sctpChunk(sctp.Asconf, 0, be(1, 4), be(0x00050008, 4), be(0, 4)),
		sctp.AsconfAck:   sctpChunk(sctp.AsconfAck, 0, be(1, 4)),
		sctp.ReConfig:    sctpChunk(sctp.ReConfig, 0, be(0x000F0008, 4), be(1, 4)),
		sctp.ForwardTSN:  sctpChunk(sctp.ForwardTSN, 0, be(90, 4)),
		sctp.IForwardTSN: sctpChunk(sctp.IForwardTSN, 0, be(90, 4)),
	} {
		for _, agreed := range []bool{false, true} {
			offer := []byte{sctp.Auth}
			if agreed {
				offer = append(offer, sctp.Asconf, sctp.AsconfAck, sctp.ReConfig, sctp.ForwardTSN, sctp.IData)
			}
			said := through(append(setUp(offer...), towards(7, auth, chunk))...)
			want := strings.ReplaceAll(sctp.ChunkName(typ), " ", "")
			if !agreed {
				want += "(sctp-not-negotiated)"
			}
			if got := said[len(said)-1]; got != want {
				t.Errorf("%s, agreed on %v: %q", sctp.ChunkName(typ), agreed, got)
			}
		}
	}
}

// What a packet may hold of one message is bounded: SS7 has no larger ones, and no
// part of one goes on.
func TestMessagesHaveASize(t *testing.T) {
	for _, v := range []struct {
		octets, ppid int
		want         string
	}{{4608, 3, "BEAT(m3ua-length)"}, {4609, 3, "DATA(sctp-limit)"}, {4609, 3 << 24, "DATA(sctp-limit sctp-ppid-swapped)"}, {4609, 46, "BEAT(m3ua-length)"}} {
		user := append(bytes.Clone(heartbeat), make([]byte, v.octets-len(heartbeat))...)
		for name, segments := range map[string][]segment{
			"whole":  {towards(7, sctpData(whole, 1, 1, v.ppid, user))},
			"halves": {towards(7, sctpData(partB, 1, 1, v.ppid, user[:2000])), towards(7, sctpData(partE, 2, 1, v.ppid, user[2000:]))},
		} {
			got := through(segments...)
			if got[len(got)-1] != v.want {
				t.Errorf("%d octets of PPID %d, %s: %q", v.octets, v.ppid, name, got)
			}
		}
	}
}
