package gtpu

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// headerOnly is the baseline: the least that any use of a G-PDU needs.
func headerOnly(b *op.Batch, p []byte) ([]byte, int) {
	o := b.AddOp(op.ProtoGTPU)
	if len(p) < 12 {
		return nil, 0
	}
	o.Code, o.GTP.TEID = uint32(p[1]), binary.BigEndian.Uint32(p[4:])
	if n := 8 + int(p[2])<<8 + int(p[3]); n == len(p) && p[0]&7 == 0 {
		return p[8:], 8
	}
	return nil, 0
}

var benchmarks = []struct {
	name string
	p    []byte
}{
	{"G-PDU", user(0, ipv4)},
	{"G-PDU-1400", message1(0x30, 255, 9, ipv4+strings.Repeat("00", 1380))},
	{"G-PDU-extended", user(0x20, ipv4)},
	{"EchoRequest", echo(1, "")},
	{"EchoResponse", echo(2, "0e00")},
	{"ErrorIndication", indication(teidI + peer4)},
	{"EndMarker", message1(0x30, 254, 9, "")},
}

func BenchmarkDecode(b *testing.B) {
	for _, m := range benchmarks {
		for _, f := range []struct {
			name   string
			decode func(*op.Batch, []byte) ([]byte, int)
		}{{"full", Decode}, {"headerOnly", headerOnly}} {
			b.Run(m.name+"/"+f.name, func(b *testing.B) {
				batch := &op.Batch{}
				b.ReportAllocs()
				for b.Loop() {
					if len(batch.Ops) == 64 {
						batch.Reset()
					}
					msg := batch.AddMessage()
					msg.Payload, msg.DstPort = m.p, Port
					f.decode(batch, m.p)
				}
				b.ReportMetric(float64(len(m.p)), "octets")
			})
		}
	}
}

// No message of a batch that has grown once costs an allocation, sound or broken.
func TestDecodeDoesNotAllocate(t *testing.T) {
	batch := &op.Batch{}
	run := func() {
		batch.Reset()
		for _, list := range [][]vector{honest, broken} {
			for _, v := range list {
				batch.AddMessage().Payload = v.payload
				Decode(batch, v.payload)
			}
		}
	}
	run()
	if n := testing.AllocsPerRun(100, run); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestBenchmarkMessagesAreClean(t *testing.T) {
	for _, m := range benchmarks {
		if _, o, _, _ := decode(m.p, 50000, Port); faults(o) != "" {
			t.Errorf("%s: %s", m.name, faults(o))
		}
	}
}
