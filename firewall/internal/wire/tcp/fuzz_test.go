package tcp

import (
	"encoding/binary"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// script turns octets into segments: which way, flags, where, how many, what.
func script(b []byte, each func(*Segment, Ends, *op.Frame)) {
	now := int64(1e18)
	for len(b) >= 8 {
		s := Segment{SrcPort: 40000 + uint16(b[0]>>6), DstPort: 7, Flags: b[1], At: 54}
		s.Sequence = base + uint32(int16(binary.BigEndian.Uint16(b[2:])))
		s.Acknowledgment = base + uint32(int16(binary.BigEndian.Uint16(b[4:])))
		e := ends
		if b[0]&1 != 0 {
			s.SrcPort, s.DstPort, e = s.DstPort, s.SrcPort, Ends{e.Dst, e.Src}
		}
		n := min(int(b[6]), len(b)-8)
		if b[0]&2 != 0 {
			s.Missing = int(b[7])
		}
		if b[0]&4 != 0 { // far off
			s.Sequence += 1 << 27
		}
		now += int64(b[0]>>3&7) * 1e9
		s.Payload = b[8 : 8+n]
		b = b[8+n:]
		each(&s, e, &op.Frame{TimeNS: now})
	}
}

// FuzzReassembler: nothing panics, everything is released, every message is as long
// as it says, and what comes out is the same twice.
func FuzzReassembler(f *testing.F) {
	f.Add([]byte("\x00\x02\xff\xff\x00\x00\x00\x00\x00\x10\x00\x00\x00\x00\x0a\x00\x01A\x00\x0aaaaaaa"))
	f.Add([]byte("\x02\x10\x00\x00\x00\x00\x04\x05\x01A\x00\x0a\x00\x10\x00\x20\x00\x00\x04\x00\x01B\x00\x04\x01\x10\x00\x00\x00\x20\x00\x00\x00\x10\x00\x24\x00\x00\x00\x00"))
	for _, v := range scenarios() {
		var b []byte
		for _, x := range v.list {
			o := x.octets()
			b = append(b, map[bool]byte{true: 1}[x.back], o[13])
			b = binary.BigEndian.AppendUint16(b, uint16(x.at))
			b = binary.BigEndian.AppendUint16(b, uint16(x.ack))
			b = append(b, byte(len(x.data)), byte(x.missing))
			b = append(b, x.data[:min(len(x.data), 255)]...)
		}
		f.Add(b)
	}
	limits := Limits{Connections: 3, Memory: 4096, SourceMemory: 3072, Pieces: 4, Window: 30000, History: 64}
	f.Fuzz(func(t *testing.T, b []byte) {
		first, second := NewReassembler(limits, short), NewReassembler(limits, short)
		script(b, func(s *Segment, e Ends, frame *op.Frame) {
			again := *s
			x, y := through(first, s, e, frame), through(second, &again, e, frame)
			if text(x, s) != text(y, &again) {
				t.Fatalf("%s, then %s", text(x, s), text(y, &again))
			}
			if s.octets() == 0 && len(x) > 3 {
				t.Fatalf("%d messages of nothing", len(x))
			}
			sound(t, x)
			check(t, first)
		})
		sound(t, drain(t, first))
	})
}

func through(r *Reassembler, s *Segment, e Ends, f *op.Frame) (out []Message) {
	for r.Expire(f.TimeNS) {
		out = append(out, take(r)...)
	}
	r.Begin(s, e, f)
	return append(out, take(r)...)
}

func sound(t *testing.T, out []Message) {
	t.Helper()
	for _, m := range out {
		switch n, ok := 0, true; {
		case m.Data == nil && !m.Faults.Any():
			t.Fatal("neither a message nor a fault")
		case m.Data != nil:
			if n, ok = short.Length(m.Data); !ok || n != len(m.Data) {
				t.Fatalf("%x is no message", m.Data)
			}
		}
	}
}
