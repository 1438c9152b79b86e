package sctp

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// modelWindow is small, so that tests leave it often.
const modelWindow = 16

// pair is an Assembler and, for each tag, the model.
type pair struct {
	t interface {
		Helper()
		Fatalf(string, ...any)
	}
	fast  *Assembler
	slow  map[uint32]*slow
	frame op.Frame
	log   []string
}

func newPair(t interface {
	Helper()
	Fatalf(string, ...any)
}) *pair {
	x := &pair{t: t, fast: NewAssembler(Limits{Halves: 4, Window: modelWindow, Memory: 256 << 10, SourceMemory: 256 << 10, Messages: 512, SourceMessages: 512, IdleNS: 1 << 60})}
	x.slow = map[uint32]*slow{7: newSlow(modelWindow), 8: newSlow(modelWindow)}
	return x
}

// packet gives both the same chunks and compares what they make of them.
func (x *pair) packet(tag uint32, chunks ...slowChunk) {
	x.t.Helper()
	var octets [][]byte
	for _, c := range chunks {
		octets = append(octets, c.encode())
		x.log = append(x.log, fmt.Sprintf("%d: %d %+v", x.frame.TimeNS, tag, c))
	}
	x.frame.TimeNS += 1e6
	p := new(Packet)
	p.Decode(packetTo(tag, octets...), 0, false)
	x.fast.Begin(p, inwards, &x.frame)
	x.slow[tag].packet++
	for i := 0; p.Next(); i++ {
		m, s := x.fast.Add(p)
		got := slowResult{s, string(m.Data), m.Retransmitted, m.Begun, map[op.FaultCode]bool{}}
		p.ChunkFaults.Each(func(c op.FaultCode) { got.faults[c] = true })
		want := x.slow[tag].chunk(chunks[i], x.frame.TimeNS)
		if got.String() != want.String() {
			x.t.Fatalf("%v\nchunk %d is\n%s, want\n%s", x.log, i, got, want)
		}
		x.fast.check(x.t)
	}
}

// forward sends FORWARD-TSN.
func (x *pair) forward(tag, tsn uint32) {
	x.log = append(x.log, fmt.Sprintf("%d: %d forward %d", x.frame.TimeNS, tag, tsn))
	if s := x.slow[tag]; s.started && (s.forward == nil || int32(tsn-*s.forward) > 0) {
		s.forward = &tsn
	}
	take(x.fast, new(Packet), packetTo(tag, chunk(ForwardTSN, 0, be(uint64(tsn), 4))), &x.frame)
}

// wait lets everything expire that is as old, and compares what is reported.
func (x *pair) wait(ns int64) {
	x.t.Helper()
	x.frame.TimeNS += ns
	x.log = append(x.log, fmt.Sprint(x.frame.TimeNS, ": wait"))
	var want, got []uint32
	for _, tag := range slices.Sorted(maps.Keys(x.slow)) {
		want = append(want, x.slow[tag].expire(x.frame.TimeNS, 30e9)...)
	}
	for l, ok := x.fast.Expired(x.frame.TimeNS); ok; l, ok = x.fast.Expired(x.frame.TimeNS) {
		got = append(got, l.TSN)
	}
	slices.Sort(want)
	if slices.Sort(got); !slices.Equal(got, want) {
		x.t.Fatalf("%v\nreported as lost are %v, want %v", x.log, got, want)
	}
	for x.fast.done.Oldest != none && x.fast.isOver(x.frame.TimeNS-x.fast.runs[x.fast.done.Oldest].deliveredNS) {
		take(x.fast, new(Packet), packetTo(7, chunk(Heartbeat, 0, tlv(HeartbeatInfo, nil))), &x.frame)
	}
	x.fast.check(x.t)
}

// base is where TSNs start in the tests: they wrap around soon.
const base = 0xFFFFFFF4

// anyChunk draws one from so few values that contradictions abound.
func anyChunk(t *rapid.T, kind int) slowChunk {
	c := slowChunk{
		kind: kind, flags: uint8(rapid.IntRange(0, 7).Draw(t, "flags")), tsn: base + uint32(rapid.IntRange(0, 40).Draw(t, "tsn")),
		stream: uint16(rapid.IntRange(1, 2).Draw(t, "stream")), sequence: uint32(rapid.IntRange(0, 1).Draw(t, "sequence")),
		ppid: PPIDM3UA, user: rapid.SampledFrom([]string{"a", "b", "cc", ""}).Draw(t, "user"),
	}
	if kind == Data && rapid.IntRange(0, 15).Draw(t, "another PPID") == 0 {
		c.ppid = PPIDSUA
	}
	if kind == IData && !c.has(B) {
		c.ppid, c.fsn = 0, uint32(rapid.IntRange(0, 3).Draw(t, "fsn"))
	}
	return c
}

// message draws a message of a few fragments, from a TSN on.
func message(t *rapid.T, kind int, tsn, sequence uint32) (all []slowChunk) {
	n := rapid.IntRange(1, 5).Draw(t, "fragments")
	for i := range n {
		c := slowChunk{kind: kind, tsn: tsn + uint32(i), stream: 1, sequence: sequence, ppid: PPIDM3UA, user: fmt.Sprint("<", sequence, " ", i, ">")}
		if i == 0 {
			c.flags |= B
		}
		if i == n-1 {
			c.flags |= E
		}
		if kind == IData && i > 0 {
			c.ppid, c.fsn = 0, uint32(i)
		}
		all = append(all, c)
	}
	return all
}

// Chunks of any kind mean to the Assembler what they mean to the model: those of
// messages in any order, repeated, mixed with nonsense.
func TestAssemblerEqualsModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := newPair(t)
		kind := rapid.SampledFrom([]int{Data, IData}).Draw(t, "kind")
		tsn, sequence := uint32(base), uint32(2)
		var sent []slowChunk
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			tag := uint32(7)
			if rapid.IntRange(0, 9).Draw(t, "another association") == 0 {
				tag = 8
			}
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0, 1, 2, 3:
				m := message(t, kind, tsn, sequence)
				tsn, sequence = tsn+uint32(len(m)), sequence+1
				if rapid.Bool().Draw(t, "shuffled") {
					m = rapid.Permutation(m).Draw(t, "order")
				}
				sent = append(sent, m...)
				for _, c := range m {
					x.packet(tag, c)
				}
			case 4:
				if len(sent) > 0 {
					x.packet(tag, rapid.SliceOfN(rapid.SampledFrom(sent), 1, 4).Draw(t, "again")...)
				}
			case 5, 6:
				x.packet(tag, anyChunk(t, kind))
			case 7:
				x.packet(tag, anyChunk(t, Data), anyChunk(t, IData))
			case 8:
				if rapid.Bool().Draw(t, "gives up") {
					x.forward(tag, tsn-uint32(rapid.IntRange(0, 6).Draw(t, "back")))
				}
			case 9:
				x.wait(rapid.SampledFrom([]int64{1e6, 12e6, 10e9, 31e9}).Draw(t, "wait"))
			}
		}
		x.wait(31e9)
	})
}

// FuzzAssembler reads chunks from octets, six each.
func FuzzAssembler(f *testing.F) {
	f.Add([]byte{0, B, 0, 1, 1, 'a', 0, E, 1, 1, 1, 'b'})
	f.Add([]byte{1, B, 0, 1, 0, 'a', 1, 0, 1, 1, 1, 'b', 1, E, 2, 1, 2, 'c', 8, 0, 0, 0, 0, 0, 1, E, 2, 1, 2, 'c'})
	f.Add([]byte{0, B, 20, 1, 1, 'a', 0, E, 21, 1, 1, 'b', 0, B, 20, 1, 1, 'c', 0, E, 21, 1, 1, 'b', 16, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		x := newPair(t)
		for ; len(b) >= 6 && len(x.log) < 200; b = b[6:] {
			tag := uint32(7 + b[0]>>1&1)
			switch b[0] >> 3 & 7 {
			case 1:
				x.wait([]int64{1e6, 11e6, 20e9, 31e9}[b[1]&3])
				continue
			case 2:
				x.forward(tag, base+uint32(b[2]))
				continue
			}
			c := slowChunk{flags: b[1] & 7, tsn: base + uint32(int8(b[2])), stream: uint16(b[3] & 3), sequence: uint32(b[3] >> 2 & 3), ppid: PPIDM3UA, user: string(b[5:6])}
			if b[0]&1 != 0 {
				c.kind = IData
				if !c.has(B) {
					c.ppid, c.fsn = 0, uint32(b[4])
				}
			}
			x.packet(tag, c)
		}
		x.wait(31e9)
	})
}
