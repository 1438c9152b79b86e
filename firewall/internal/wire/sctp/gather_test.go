package sctp

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// walkAll takes a packet with Next, Add, and from the n-th chunk without a user message
// on Gather. It returns the user messages with their faults, all faults, and the types
// of chunk that were seen or of which there is an example.
func walkAll(a *Assembler, packet []byte, n int) (messages []string, all op.Faults, types map[string]bool) {
	types = map[string]bool{}
	p := new(Packet)
	p.Decode(packet, 0, false)
	a.Begin(p, inwards, &op.Frame{TimeNS: 1e9})
	note := func(t uint8, f *op.Faults) {
		switch {
		case ChunkName(t) == "":
			types["not registered"] = true
		case Notable(t):
			types[ChunkName(t)] = true
		case f.Any() && chunkTypes[t].place != userData:
			types["faulty"] = true
		}
	}
	for told := 0; p.Next(); {
		m, s := a.Add(p)
		all.Merge(&p.ChunkFaults)
		if s == Whole {
			messages = append(messages, fmt.Sprintf("%s %v %s", m.Data, p.IsBehindStop, faults(&p.ChunkFaults)))
		} else {
			told++
			note(p.Type, &p.ChunkFaults)
		}
		if told >= n {
			a.Gather(p)
		}
	}
	all.Merge(&p.ChunkFaults) // of the end
	all.Merge(&p.Gathered.Faults)
	for e, ok := p.Gathered.Next(); ok; e, ok = p.Gathered.Next() {
		note(e.Type, &p.Gathered.Faults)
		if e.Offset+e.Length > len(packet) || packet[e.Offset-chunkHeader] != e.Type {
			panic("an example that is not there")
		}
	}
	return messages, all, types
}

// Of what is gathered nothing is lost: no message, no fault, no type of chunk.
func TestGatherLosesNothing(t *testing.T) {
	gatherable := func(t *rapid.T) []byte {
		flags := uint8(rapid.IntRange(0, 3).Draw(t, "flags"))
		switch rapid.IntRange(0, 9).Draw(t, "chunk") {
		case 0:
			return data(BE, uint32(rapid.IntRange(1, 6).Draw(t, "TSN")), rapid.SampledFrom([]string{"a", "bcd", ""}).Draw(t, "user"))
		case 1:
			return idata(BE, uint32(rapid.IntRange(1, 6).Draw(t, "TSN")), 1, 0, "x")
		case 2:
			return chunk(rapid.SampledFrom([]uint8{ForwardTSN, IForwardTSN}).Draw(t, "type"), 0, be(uint64(rapid.IntRange(0, 8).Draw(t, "TSN")), 4))
		case 3:
			return handshake(rapid.SampledFrom([]uint8{Init, InitAck}).Draw(t, "type"), uint32(rapid.IntRange(0, 9).Draw(t, "tag")), 1, cookie)
		case 4:
			return chunk(ReConfig, 0, tlv(SSNTSNReset, make([]byte, rapid.IntRange(3, 5).Draw(t, "octets"))))
		case 5: // padding that is not zero, or missing at the end
			return join(chunk(uint8(rapid.IntRange(0, 255).Draw(t, "type")), flags, []byte("abc"))[:7], []byte{1})
		case 6:
			return chunk(Data, flags, make([]byte, rapid.IntRange(0, 11).Draw(t, "octets")))
		}
		return chunk(uint8(rapid.IntRange(0, 255).Draw(t, "type")), flags, make([]byte, rapid.IntRange(0, 4).Draw(t, "words")*4))
	}
	rapid.Check(t, func(t *rapid.T) {
		chunks := rapid.SliceOfN(rapid.Custom(gatherable), 1, 30).Draw(t, "chunks")
		tag := uint32(rapid.SampledFrom([]int{0, 7}).Draw(t, "tag"))
		packet := packetTo(tag, chunks...)
		packet = packet[:len(packet)-rapid.IntRange(0, 3).Draw(t, "cut off")]
		lane := func() *Assembler {
			x := &tap{t: &testing.T{}, a: NewAssembler(Limits{Halves: 4, Window: 16, Memory: 1 << 14})}
			if tag != 0 {
				x.setUp(nil, nil)
				x.in(7, chunk(CookieEcho, 0, []byte("c")))
			}
			return x.a
		}
		messages, all, types := walkAll(lane(), packet, 1<<30)
		for _, n := range []int{0, 3} {
			gotMessages, gotAll, gotTypes := walkAll(lane(), packet, n)
			if gotAll.Has(op.SCTPLimit) { // parameters that are not read may have faults
				gotAll.Merge(&all)
				gotAll.Bits[op.SCTPLimit>>6] &^= 1 << (op.SCTPLimit & 63)
			}
			if fmt.Sprint(gotMessages) != fmt.Sprint(messages) || gotAll.Bits != all.Bits || fmt.Sprint(gotTypes) != fmt.Sprint(types) {
				t.Fatalf("%x from %d on:\n%v %v %q, want\n%v %v %q", packet, n, gotMessages, gotTypes, faults(&gotAll), messages, types, faults(&all))
			}
		}
	})
}

// What is not worth a look is a fault all the same.
func TestGatherIsBounded(t *testing.T) {
	for _, v := range []struct {
		name   string
		chunks [][]byte
		want   string
	}{
		{"parameters of many chunks", [][]byte{repeated(mostRead+1, chunk(ReConfig, 0, tlv(SSNTSNReset, be(1, 4))))}, "sctp-limit"},
		{"of as many as are read", [][]byte{repeated(mostRead, chunk(ReConfig, 0, tlv(SSNTSNReset, be(1, 4))))}, ""},
		{"many fragments", [][]byte{repeated(40, data(0, 1, "x"))}, "sctp-limit"},
	} {
		a, p := NewAssembler(Limits{Halves: 4, Window: 16, Memory: 1 << 14}), decoded(t, packetTo(7, v.chunks...))
		a.Begin(p, inwards, &op.Frame{})
		if p.Gathered.Any() {
			t.Error("something is gathered before anything is read")
		}
		for a.Gather(p); p.Next(); a.Gather(p) {
			a.Add(p)
			p.Gather()
		}
		if got := faults(&p.Gathered.Faults); !p.Gathered.Any() || got != v.want {
			t.Errorf("%s: %q", v.name, got)
		}
		if p.Decode(packetTo(7, chunk(Pad, 0)), 0, false); p.Gathered.Any() || p.Gathered.Faults.Any() {
			t.Errorf("%s: something is left for the next packet", v.name)
		}
	}
}

func repeated(n int, b []byte) []byte { return []byte(strings.Repeat(string(b), n)) }
