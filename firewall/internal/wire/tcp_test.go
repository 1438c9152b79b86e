package wire

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ip"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// vector returns the frames of a vector of SS7.
func vector(t testing.TB, name string) []op.Frame {
	t.Helper()
	return framesOf(t, filepath.Join("..", "..", "..", "testvectors", "ss7", name+".pcap"))
}

// decodeAll decodes frames one by one and prints the messages of each, then what was
// left.
func decodeAll(d *Decoder, frames []op.Frame) (got []string) {
	for i := range frames {
		b := &op.Batch{}
		d.Decode(b, 0, &frames[i])
		got = append(got, messages(b)...)
	}
	b := &op.Batch{}
	d.Flush(b)
	for _, m := range messages(b) {
		got = append(got, "left "+m)
	}
	return got
}

// messages prints frame, index, transport, and operations or faults.
func messages(b *op.Batch) (got []string) {
	for i := range b.Messages {
		m := &b.Messages[i]
		s := fmt.Sprintf("%d.%d %d", m.Frame, m.Index, m.Transport)
		for k := range b.Ops[m.FirstOp:][:m.NumOps] {
			o := &b.Ops[m.FirstOp:][k]
			s += fmt.Sprintf(" %s %s", o.Protocol, OperationName(o))
		}
		if m.Faults.Any() {
			s += " " + strings.Join(faultNames(&m.Faults), " ")
		}
		got = append(got, s)
	}
	return got
}

func want(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// TestTCPIsReadAsSCTP: the same message has the same columns, but for the payload
// protocol identifier and the stream, which TCP does not have.
func TestTCPIsReadAsSCTP(t *testing.T) {
	var sctp, tcp op.Batch
	d := New(Config{})
	for _, f := range vector(t, "ul")[:1] {
		d.Decode(&sctp, 0, &f)
	}
	for _, f := range vector(t, "tcp")[:4] {
		d.Decode(&tcp, 0, &f)
	}
	if len(sctp.Ops) != 1 || len(tcp.Ops) != 1 || len(tcp.Messages) != 1 {
		t.Fatalf("%d and %d operations", len(sctp.Ops), len(tcp.Ops))
	}
	a, b := &sctp.Ops[0], &tcp.Ops[0]
	for _, c := range []int{op.ColPpid, op.ColStream} {
		if !a.IsPresent(c) || b.IsPresent(c) {
			t.Errorf("column %d", c)
		}
		b.Has(c)
	}
	x, y := *sctp.SS7Of(a), *tcp.SS7Of(b)
	if a.Present != b.Present || a.Invalid != b.Invalid || a.Protocol != b.Protocol || a.Code != b.Code || a.IMSI != b.IMSI || x != y {
		t.Errorf("%+v %+v\n%+v %+v", a, x, b, y)
	}
	m := &tcp.Messages[0]
	if m.Transport != ip.TCP || m.Protocol() != op.ProtoTCP || m.DstPort != 2905 || m.Index != 0 || m.Frame != 4 || m.Slot != 0 || m.Faults.Any() ||
		string(m.Payload) != string(sctp.Messages[0].Payload) {
		t.Errorf("%+v", m)
	}
}

// TestTCPMessages: one segment with several messages, segments with parts of one,
// and what never becomes one.
func TestTCPMessages(t *testing.T) {
	d := New(Config{})
	frames := vector(t, "tcp")
	at := slices.IndexFunc(frames, func(f op.Frame) bool { return len(f.Data) > 400 }) // three messages in one
	if at < 0 {
		t.Fatal("no such frame")
	}
	var b op.Batch
	for i := range frames[:at+1] {
		b.Reset()
		d.Decode(&b, 0, &frames[i])
	}
	want(t, messages(&b), fmt.Sprintf("%d.0 6 map updateLocation", at+1), fmt.Sprintf("%d.1 6 map sendRoutingInfoForSM", at+1), fmt.Sprintf("%d.2 6 map updateLocation", at+1))

	want(t, decodeAll(New(Config{}), vector(t, "tcp-gap")), "6.0 6 tcp-gap", "6.1 6 map updateLocation")
	want(t, decodeAll(New(Config{}), vector(t, "tcp-incomplete")), "4.0 6 tcp-incomplete")
	want(t, decodeAll(New(Config{}), vector(t, "tcp-overlap")), "5.0 6 map updateLocation tcp-overlap")
	want(t, decodeAll(New(Config{}), vector(t, "tcp-limit")), "4.0 6 tcp-limit", "5.0 6 tcp-limit", "6.0 6 tcp-limit", "7.0 6 tcp-limit", "8.0 6 tcp-limit")
	want(t, decodeAll(New(Config{}), vector(t, "tcp-midstream")), "1.0 6 map updateLocation tcp-midstream")
}

// Without the last octets, a message waits, and is reported when its time is up or
// when no frame will follow.
func TestTCPExpires(t *testing.T) {
	frames := vector(t, "tcp-incomplete")[:4]
	frames[3].Data = slices.Clone(frames[3].Data)
	const flags = 14 + 20 + 13
	frames[3].Data[flags] &^= 1 // FIN
	want(t, decodeAll(New(Config{}), frames), "left 4.0 6 tcp-incomplete")

	d, b := New(Config{}), &op.Batch{}
	for i := range frames {
		d.Decode(b, 0, &frames[i])
	}
	late := frames[0]
	late.TimeNS += 60e9
	d.Decode(b, 7, &late)
	want(t, messages(b), "4.0 6 tcp-incomplete")
	if m := &b.Messages[0]; m.Slot != op.NoSlot || m.TimeNS != frames[3].TimeNS || m.DstPort != 2905 || m.Src.String() != "198.51.100.9" {
		t.Errorf("%+v", m)
	}
}

// A header that cannot be read, and faults below, are messages of their own.
func TestTCPFaults(t *testing.T) {
	segment := join(be(40000, 2), be(2905, 2), be(1, 4), be(0, 4), []byte{0x50, 0x10, 1, 0, 0, 0, 0, 0})
	source := ip4(6, segment)
	routed := join([]byte{0x47}, source[1:20], []byte{131, 7, 4, 192, 0, 2, 1, 0}, segment)
	routed[3] += 8
	for _, v := range []struct {
		name, want string
		data       []byte
	}{
		{"an acknowledgment", "", ip4(6, segment)},
		{"a data offset beyond the segment", "1.0 6 tcp-header", ip4(6, join(segment[:12], []byte{0xF0}, segment[13:]))},
		{"a source route", "1.0 6 ip-source-route", routed},
		{"no port", "1.0 6 not-signaling", ip4(6, segment[:3])},
		{"another port", "1.0 6 not-signaling", ip4(6, join(be(40000, 2), be(80, 2), segment[4:]))},
		{"from the port", "1.0 6 tcp-header", ip4(6, join(be(2905, 2), be(40000, 2), segment[4:12], []byte{0}, segment[13:]))},
	} {
		b := &op.Batch{}
		New(Config{}).Decode(b, 0, frame(raw, v.data))
		if got := strings.Join(messages(b), "; "); got != v.want {
			t.Errorf("%s: %s", v.name, got)
		}
	}
}

// TestTCPDoesNotAllocate: a capture again and again, each time later.
func TestTCPDoesNotAllocate(t *testing.T) {
	for _, name := range []string{"tcp", "tcp-ati", "tcp-gap", "sua-ati", "m2ua-ati", "e08-paths", "e08-points", "e08-connection"} {
		frames, d, b := vector(t, name), New(Config{}), &op.Batch{}
		round := func() {
			for i := range frames {
				b.Reset()
				frames[i].TimeNS += 1e12
				d.Decode(b, 0, &frames[i])
			}
		}
		round()
		round()
		if n := testing.AllocsPerRun(20, round); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// TestSegmentsOverPaths: whatever ways segments of SCCP come, the message is whole,
// with the last of them.
func TestSegmentsOverPaths(t *testing.T) {
	const ati = "map anyTimeInterrogation"
	want(t, decodeAll(New(Config{}), vector(t, "e08-paths")), "2.0 132 "+ati, "5.0 132 "+ati, "7.0 132 "+ati, "10.0 132 "+ati)
	want(t, decodeAll(New(Config{}), vector(t, "e08-points")), "2.0 132 "+ati, "5.0 132 "+ati)
	want(t, decodeAll(New(Config{}), vector(t, "e08-connection")), "6.0 132 "+ati)
}

// TestSegmentsOfTwoPeers: to one peer belong all paths that lead to it; another one
// that uses the same calling party and reference gets a fault, and what is held
// stays.
func TestSegmentsOfTwoPeers(t *testing.T) {
	frames := vector(t, "e08-paths")[:2] // from 198.51.100.9 and .19
	peer := func(src op.Addr, opc uint32) op.ID {
		if opc != 2<<11|2<<3|2 {
			t.Errorf("point code %d", opc)
		}
		return op.ID(src.Lo & 0xFF)
	}
	got := decodeAll(New(Config{Peer: peer}), frames)
	want(t, got, "2.0 132 sccp XUDT sccp-segment", "left 1.0 132 sccp XUDT sccp-segment-incomplete")
}

// TestSegmentsThatAreLost say how they came.
func TestSegmentsThatAreLost(t *testing.T) {
	x := vector(t, "e08-points")[0]
	const sccp = 14 + 20 + 12 + 16 + 8 + 16 // behind Ethernet, IP, SCTP, DATA, M3UA, Protocol Data
	end := sccp - 16 + be16(x.Data, sccp-14)
	bare := op.Frame{Data: x.Data[sccp:end], Encap: op.EncapSCCP, Number: 1, TimeNS: 1}
	tcp := vector(t, "tcp")
	last := int32(len(tcp) - 1)
	for _, v := range []struct {
		frames    []op.Frame
		want      string
		addressed bool
	}{
		{[]op.Frame{x}, "1.0 132 sccp XUDT sccp-segment-incomplete", true},
		{[]op.Frame{bare}, "1.0 0 sccp XUDT sccp-segment-incomplete", false},
		{tcp[:last], fmt.Sprintf("%d.0 6 tcp-incomplete; %d.0 6 sccp XUDT sccp-segment-incomplete", last, last), true},
	} {
		d, b := New(Config{}), &op.Batch{}
		for i := range v.frames {
			b.Reset()
			d.Decode(b, 0, &v.frames[i])
		}
		b.Reset()
		d.Flush(b)
		if got := strings.Join(messages(b), "; "); got != v.want {
			t.Errorf("got %s, want %s", got, v.want)
		}
		if o := &b.Ops[len(b.Ops)-1]; o.IsPresent(op.ColSrc) != v.addressed {
			t.Errorf("%s: addresses %v", v.want, o.IsPresent(op.ColSrc))
		}
	}
}

// TestKinByLooks: SUA, M2UA and M2PA are read under any identifier and on any port.
func TestKinByLooks(t *testing.T) {
	for name, code := range map[string]uint32{"sua": 0x09, "m2ua": 0x09} {
		f := vector(t, name)[0]
		f.Data = slices.Clone(f.Data)
		const sctp = 14 + 20
		for _, at := range []int{sctp, sctp + 2} { // ports
			f.Data[at], f.Data[at+1] = 0x13, 0x88
		}
		f.Data[sctp+12+15] = 77 // identifier
		b := &op.Batch{}
		New(Config{}).Decode(b, 0, &f)
		want(t, messages(b), "1.0 132 map updateLocation")
		if s := b.SS7Of(&b.Ops[0]); b.Messages[0].PPID != 77 || uint32(s.SCCPType) != code || s.Calling.Digits.String() != "99970000007" {
			t.Errorf("%s: %+v", name, s)
		}
	}
	link := join(be(0x01000b02, 4), be(20, 4), be(0, 8), be(1, 4))
	data := join(be(40000, 2), be(40001, 2), be(1, 4), be(0, 4), []byte{0, 3}, be(16+20, 2), be(1, 4), be(0, 4), be(99, 4), link)
	b := &op.Batch{}
	New(Config{}).Decode(b, 0, frame(raw, ip4(132, data)))
	want(t, messages(b), "1.0 132 m3ua LinkStatus")
}

// TestSUAMessages: what SUA carries besides data of MAP.
func TestSUAMessages(t *testing.T) {
	parameter := func(tag int, value ...byte) []byte {
		for len(value)%4 != 0 {
			value = append(value, 0)
		}
		return join(be(tag, 2), be(4+len(value), 2), value)
	}
	message := func(class, typ int, parameters ...[]byte) []byte {
		body := join(parameters...)
		return join([]byte{1, 0, byte(class), byte(typ)}, be(8+len(body), 4), body)
	}
	address := func(tag int) []byte { return parameter(tag, join(be(0x00020007, 4), parameter(0x8003, 0, 0, 0, 6))...) }
	context, cause := parameter(6, 0, 0, 0, 1), parameter(0x106, 0, 0, 1, 1)
	for _, v := range []struct {
		name, protocol, want string
		b                    []byte
	}{
		{"CLDR", "sua", "sccp UDTS", message(7, 2, context, cause, address(0x102), address(0x103), parameter(0x10b, 0x62, 0, 0, 0))},
		{"CLDR without data", "sua", "m3ua CLDR", message(7, 2, context, cause, address(0x102), address(0x103))},
		{"CODT", "sua", "m3ua CODT m3ua-message-unknown", message(8, 8)},
		{"DUNA", "sua", "m3ua DUNA", message(2, 1, context, parameter(0x12, 0, 0, 1, 1))},
		{"no header", "sua", "m3ua  m3ua-header", []byte{1, 0, 7}},
		{"EstablishRequest", "m2ua", "m3ua EstablishRequest", message(6, 2)},
		{"a part", "sua", "held", message(7, 1, context, parameter(0x115, 0, 0, 0, 1), address(0x102), address(0x103), parameter(0x116, 0, 0, 0, 1), parameter(0x117, 0x81, 0, 0, 1), parameter(0x10b, 1, 2, 3, 4))},
		{"a part of class 0", "sua", "held", message(7, 1, context, parameter(0x115, 0, 0, 0, 0), address(0x102), address(0x103), parameter(0x116, 0, 0, 0, 1), parameter(0x117, 0x81, 0, 0, 1), parameter(0x10b, 1, 2, 3, 4))},
		{"a part that follows nothing", "sua", "sccp XUDT sccp-segment", message(7, 1, context, parameter(0x115, 0, 0, 0, 1), address(0x102), address(0x103), parameter(0x116, 0, 0, 0, 1), parameter(0x117, 1, 0, 0, 1), parameter(0x10b, 1, 2, 3, 4))},
	} {
		b, d := &op.Batch{}, New(Config{})
		m := b.AddMessage()
		m.Payload = v.b
		s, held := d.signalling(b), false
		if v.protocol == "sua" {
			held = s.sua(b, m)
		} else {
			held = s.m2ua(b, m)
		}
		got := "held"
		if !held {
			got = strings.TrimPrefix(messages(b)[0], "0.0 0 ")
		}
		if got != v.want {
			t.Errorf("%s: %s", v.name, got)
		}
	}
}

// BenchmarkCarriers decodes one message of MAP in a frame of its own, by what
// carries it.
func BenchmarkCarriers(b *testing.B) {
	for _, v := range []struct {
		name, vector string
		frame        int
		next         func([]byte, uint32) // makes the frame the n-th of its conversation
	}{
		{"SCTP, M3UA", "ul", 0, func(f []byte, n uint32) { putTSN(f, n) }},
		{"SCTP, SUA", "sua", 0, func(f []byte, n uint32) { putTSN(f, n) }},
		{"SCTP, M2UA", "m2ua", 0, func(f []byte, n uint32) { putTSN(f, n) }},
		{"TCP, M3UA", "tcp", 3, func(f []byte, n uint32) {
			const ip, sequence = 14, 4
			at := ip + 20 + sequence
			length := uint32(be16(f, ip+2) - 40)
			copy(f[at:], be(int(uint32(be16(f, at))<<16|uint32(be16(f, at+2))+length*min(n, 1)), 4))
		}},
	} {
		b.Run(v.name, func(b *testing.B) {
			frames := vector(b, v.vector)[:v.frame+1]
			d, batch := New(Config{}), &op.Batch{}
			for i := range frames {
				d.Decode(batch, 0, &frames[i])
			}
			f := frames[v.frame]
			f.Data = slices.Clone(f.Data)
			b.ReportAllocs()
			for n := uint32(1); b.Loop(); n++ {
				batch.Reset()
				v.next(f.Data, n)
				d.Decode(batch, 0, &f)
			}
			if len(batch.Ops) != 1 || batch.Messages[0].Faults.Any() {
				b.Fatalf("%d operations, faults %v", len(batch.Ops), faultNames(&batch.Messages[0].Faults))
			}
		})
	}
}

// putTSN gives the first DATA chunk of a packet the next TSN.
func putTSN(f []byte, _ uint32) {
	const tsn = 14 + 20 + 12 + 4
	n := uint32(be16(f, tsn))<<16 | uint32(be16(f, tsn+2))
	copy(f[tsn:], be(int(n+1), 4))
}
