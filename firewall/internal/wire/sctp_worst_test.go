package wire

import (
	"bytes"
	"encoding/hex"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/sctp"
)

// sctpFill is a packet to port 2905 with a tag, and as many chunks as fit into a
// frame of 1,500 octets. make gets the number of the chunk.
func sctpFill(tag uint32, size int, chunk func(i int) []byte) []byte {
	b := join(be(2905, 2), be(2905, 2), be(int(tag), 4), be(0, 4))
	for i := 0; ; i++ {
		c := chunk(i)
		if len(b)+len(c) > size-20 && i > 0 {
			break
		}
		b = append(b, c...)
	}
	sctp.PutChecksum(b)
	return b
}

// sctpChunk is a chunk with its padding.
func sctpChunk(typ, flags int, value ...[]byte) []byte {
	v := join(value...)
	return join([]byte{byte(typ), byte(flags)}, be(4+len(v), 2), v, make([]byte, -len(v)&3))
}

func sctpData(flags, tsn, stream, ppid int, user []byte) []byte {
	return sctpChunk(sctp.Data, flags, be(tsn, 4), be(stream, 2), be(9, 2), be(ppid, 4), user)
}

func sctpIData(flags, tsn, mid, fsn int, user []byte) []byte {
	return sctpChunk(sctp.IData, flags, be(tsn, 4), be(1, 2), be(0, 2), be(mid, 4), be(fsn, 4), user)
}

func sctpInit(typ, tag int, parameters ...[]byte) []byte {
	return sctpChunk(typ, 0, be(tag, 4), be(65536, 4), be(16, 2), be(16, 2), be(1, 4), join(parameters...))
}

// Flags of DATA, and M3UA messages: a heartbeat of 8 octets, and updateLocation.
const (
	partE, partB = 1, 2
	whole        = partB | partE
)

var (
	heartbeat, _      = hex.DecodeString("0100030300000008")
	updateLocation, _ = hex.DecodeString("01000101000000980006000800000007021000880000000200000001030000050980030e190b12060011040001010000010b12070011049979000000015a625848042f3b46026b1e281c060700118605010101a011600f80020780a1090607040000010001036c30a12e0201010201023026040800010100000000f18107919979000000f10407919979000000f2a608800204e0850203c8")
)

// worstPacket is a packet that makes as much work as its octets can. New ones of its
// kind have other TSNs.
type worstPacket struct {
	name  string
	fresh bool // TSNs go on from packet to packet
	// Each chunk is a user message, which costs what decoding one costs: there is
	// nothing to share.
	messages bool
	crowded  bool // the lane has no room for another association
	build    func(i int) []byte
}

var worstPackets = []worstPacket{
	{name: "updateLocation", messages: true, fresh: true, build: func(i int) []byte { return sctpData(whole, i, 1, 3, updateLocation) }},
	{name: "heartbeats of M3UA", messages: true, fresh: true, build: func(i int) []byte { return sctpData(whole, i, 1, 3, heartbeat) }},
	{name: "one octet of M3UA", messages: true, fresh: true, build: func(i int) []byte { return sctpData(whole, i, 1, 3, []byte{1}) }},
	{name: "two fragments a message", messages: true, fresh: true, build: func(i int) []byte { return sctpData(partB>>(i&1), i, 1, 3, []byte{1}) }},

	{name: "the same DATA", build: func(i int) []byte { return sctpData(whole, 1, 1, 3, heartbeat) }},
	{name: "beginnings", fresh: true, build: func(i int) []byte { return sctpData(partB, i*2, 1, 3, []byte{1}) }},
	{name: "middles", fresh: true, build: func(i int) []byte { return sctpData(0, i, 1, 3, []byte{1}) }},
	{name: "middles far apart", fresh: true, build: func(i int) []byte { return sctpData(0, i*5000, 1, 3, []byte{1}) }},
	{name: "the same middle, other content", build: func(i int) []byte { return sctpData(0, 1, 1, 3, []byte{byte(i)}) }},
	{name: "beginnings that exclude each other", fresh: true, build: func(i int) []byte { return sctpData(partB, i, 1, 3, []byte{1}) }},
	{name: "middles of I-DATA", fresh: true, build: func(i int) []byte { return sctpIData(0, i, 1, i+1, []byte{1}) }},
	{name: "DATA and I-DATA", fresh: true, build: func(i int) []byte {
		if i&1 == 0 {
			return sctpIData(0, i, 1, i+1, []byte{1})
		}
		return sctpData(0, i, 1, 3, []byte{1})
	}},
	{name: "beginnings, no room", fresh: true, crowded: true, build: func(i int) []byte { return sctpData(partB, i*2, 1, 3, []byte{1}) }},
	{name: "middles of I-DATA, no room", fresh: true, crowded: true, build: func(i int) []byte { return sctpIData(0, i, 1, i+1, []byte{1}) }},
	{name: "heartbeats of M3UA, no room", messages: true, fresh: true, crowded: true, build: func(i int) []byte { return sctpData(whole, i, 1, 3, heartbeat) }},
	{name: "DATA without user data", build: func(i int) []byte { return sctpData(whole, i, 1, 3, nil) }},
	{name: "DATA without a header", build: func(int) []byte { return sctpChunk(sctp.Data, whole) }},
	{name: "unknown chunks", build: func(int) []byte { return sctpChunk(0x3F, 0) }},
	{name: "unknown chunks that are skipped", build: func(i int) []byte { return sctpChunk(0x85+i&0x3F, 0) }},
	{name: "all types of chunks", build: func(i int) []byte { return sctpChunk(i&0xFF|1, 0) }},
	{name: "unknown chunks, padding of ones", build: func(int) []byte { return []byte{0x3F, 0, 0, 5, 1, 1, 1, 1} }},
	{name: "PAD", build: func(int) []byte { return sctpChunk(sctp.Pad, 0) }},
	{name: "SHUTDOWN ACK", build: func(int) []byte { return sctpChunk(sctp.ShutdownAck, 0) }},
	{name: "COOKIE ACK", build: func(int) []byte { return sctpChunk(sctp.CookieAck, 0) }},
	{name: "ABORT", build: func(int) []byte { return sctpChunk(sctp.Abort, 0) }},
	{name: "ERROR", build: func(int) []byte { return sctpChunk(sctp.Error, 0, be(0x000D0004, 4)) }},
	{name: "one ERROR of many causes", build: func(int) []byte { return sctpChunk(sctp.Error, 0, bytes.Repeat(be(0x000D0004, 4), 360)) }},
	{name: "SACK", build: func(i int) []byte { return sctpChunk(sctp.Sack, 0, be(i, 4), be(1, 4), be(0, 4)) }},
	{name: "one SACK of many gaps", build: func(int) []byte {
		return sctpChunk(sctp.Sack, 0, be(1, 4), be(1, 4), be(355<<16, 4), make([]byte, 4*355))
	}},
	{name: "FORWARD-TSN", build: func(i int) []byte { return sctpChunk(sctp.ForwardTSN, 0, be(i, 4)) }},
	{name: "one FORWARD-TSN of many streams", build: func(int) []byte { return sctpChunk(sctp.ForwardTSN, 0, make([]byte, 1440)) }},
	{name: "RE-CONFIG", build: func(int) []byte { return sctpChunk(sctp.ReConfig, 0, be(0x3FFF0004, 4)) }},
	{name: "one RE-CONFIG of many parameters", build: func(int) []byte { return sctpChunk(sctp.ReConfig, 0, bytes.Repeat(be(0x3FFF0004, 4), 360)) }},
	{name: "ASCONF", build: func(i int) []byte { return sctpChunk(sctp.Asconf, 0, be(i, 4), be(0x00050008, 4), be(i, 4)) }},
	{name: "one ASCONF of many parameters", build: func(int) []byte { return sctpChunk(sctp.Asconf, 0, be(1, 4), bytes.Repeat(be(0x3FFF0004, 4), 360)) }},
	{name: "INIT", build: func(i int) []byte { return sctpInit(sctp.Init, i+1) }},
	{name: "INIT ACK", build: func(i int) []byte { return sctpInit(sctp.InitAck, i+1) }},
	{name: "one INIT of many parameters", build: func(int) []byte { return sctpInit(sctp.Init, 5, bytes.Repeat(be(0x3FFF0004, 4), 358)) }},
	{name: "one INIT of many extensions", build: func(int) []byte { return sctpInit(sctp.Init, 5, be(0x80080590, 4), make([]byte, 0x58C)) }},
	{name: "zero length", build: func(int) []byte { return make([]byte, 4) }},
}

// worstRun decodes packets of one kind, each a millisecond after the last.
type worstRun struct {
	d     *Decoder
	b     op.Batch
	f     op.Frame
	tsns  []int // where the TSNs are, from the packet's first octet
	tsn   []uint32
	fresh uint32
}

func newWorstRun(w *worstPacket) *worstRun {
	r := &worstRun{d: New(Config{})}
	if w.crowded {
		r.d = New(Config{SCTP: sctp.Limits{Halves: 1}})
		r.f = *frame(op.EncapRaw, ip4(132, sctpFill(8, 0, func(int) []byte { return sctpData(whole, 1, 1, 3, heartbeat) })))
		r.d.Decode(&r.b, 0, &r.f)
	}
	packet := sctpFill(7, 1500, w.build)
	r.f = op.Frame{Data: ip4(132, packet), TimeNS: 1e18, Encap: op.EncapRaw, Side: op.SideOutside}
	if !w.fresh {
		return r
	}
	for at := 20 + 12; at+8 <= len(r.f.Data); {
		v := r.f.Data[at:]
		r.tsns = append(r.tsns, at+4)
		r.tsn = append(r.tsn, uint32(v[4])<<24|uint32(v[5])<<16|uint32(v[6])<<8|uint32(v[7]))
		at += (int(v[2])<<8 | int(v[3]) + 3) &^ 3
	}
	r.fresh = r.tsn[len(r.tsn)-1] + 1
	return r
}

// decode decodes the next packet.
func (r *worstRun) decode() {
	r.f.TimeNS += 1e3
	r.f.Number++
	for i, at := range r.tsns {
		r.tsn[i] += r.fresh
		v := r.tsn[i]
		r.f.Data[at], r.f.Data[at+1], r.f.Data[at+2], r.f.Data[at+3] = byte(v>>24), byte(v>>16), byte(v>>8), byte(v)
	}
	r.b.Reset()
	r.d.Decode(&r.b, 0, &r.f)
}

// nanoseconds returns the least that one call of f takes, over a few rounds.
func nanoseconds(calls int, f func()) float64 {
	least := 1e18
	for range 9 {
		start := time.Now()
		for range calls {
			f()
		}
		least = min(least, float64(time.Since(start))/float64(calls))
	}
	return least
}

// BenchmarkWorstSCTP prints what packets made to be slow cost: nanoseconds for 1,500
// octets, and how many times that of the CRC32c of the same octets, and of the same
// octets in updateLocation messages, measured in the same run. Only where each chunk
// is a user message is there work for each chunk: those are as fast as the decoding
// of so many messages of that size.
func BenchmarkWorstSCTP(b *testing.B) {
	honest := newWorstRun(&worstPackets[0])
	for _, w := range worstPackets {
		b.Run(w.name, func(b *testing.B) {
			r := newWorstRun(&w)
			packet := r.f.Data[20:]
			for b.Loop() {
				r.decode()
			}
			scale := 1500 / float64(len(r.f.Data))
			whole := nanoseconds(200, r.decode) * scale
			b.ReportMetric(whole, "ns/1500")
			b.ReportMetric(whole/scale/nanoseconds(200, func() { sctp.Checksum(packet) }), "x-crc32c")
			b.ReportMetric(whole/nanoseconds(200, honest.decode), "x-honest")
			b.ReportMetric(float64(len(r.b.Messages)), "messages")
			b.ReportMetric(float64(len(r.b.Ops)), "ops")
		})
	}
}

// TestWorstSCTP: whatever the octets of a packet, decoding them takes no longer than
// decoding as many octets of honest messages, and nothing allocates. Twice as long, so
// that a busy machine passes; before chunks were gathered, it was eight times.
func TestWorstSCTP(t *testing.T) {
	honest := newWorstRun(&worstPackets[0])
	for _, w := range worstPackets {
		r := newWorstRun(&w)
		for range 300 { // full tables, grown batches
			r.decode()
		}
		if n := testing.AllocsPerRun(100, r.decode); n != 0 {
			t.Errorf("%s: %v allocations", w.name, n)
		}
		if w.messages {
			continue
		}
		if made := len(r.b.Messages); made > mostTold+2 {
			t.Errorf("%s: %d messages", w.name, made)
		}
		ratio := 1e18
		for range 5 { // until one is undisturbed
			ratio = min(ratio, nanoseconds(50, r.decode)/nanoseconds(50, honest.decode))
		}
		if ratio > 2 {
			t.Errorf("%s: %.1f times as long as honest messages", w.name, ratio)
		}
	}
}
