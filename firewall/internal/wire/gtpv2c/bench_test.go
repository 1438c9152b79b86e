package gtpv2c

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// indexOnly is the baseline: it indexes the elements and checks nothing but
// that they fit, the least that any use of a message needs.
func indexOnly(b *op.Batch, p []byte) {
	o := b.AddOp(op.ProtoGTPv2)
	first := len(b.IEs)
	indexLevel(b, p, 12, 4+int(p[2])<<8+int(p[3]), 0)
	o.GTP.IEs = op.Range{First: uint16(first), Count: uint16(len(b.IEs) - first)}
}

func indexLevel(b *op.Batch, p []byte, at, end int, depth uint8) {
	for end-at >= 4 {
		n := int(p[at+1])<<8 | int(p[at+2])
		if n > end-at-4 {
			return
		}
		b.IEs = append(b.IEs, op.IE{})
		x := &b.IEs[len(b.IEs)-1]
		x.Type, x.Instance, x.Depth, x.Offset, x.Length = p[at], p[at+3]&15, depth, uint16(at+4), uint16(n)
		if p[at] == ieBearerContext && depth < maxDepth {
			indexLevel(b, p, at+4, at+4+n, depth+1)
		}
		at += 4 + n
	}
}

var benchmarks = []struct {
	name string
	p    []byte
}{
	{"CreateSessionRequest", msg(32, 0, 1, createSession()...)},
	{"CreateSessionResponse", msg(33, 0x01020304, 1, createSessionAnswer()...)},
	{"ModifyBearerRequest", msg(34, 0x01020304, 2, ie(ieULI, 0, "18 99f907 0001 99f907 00000101"), ie(ieRATType, 0, "06"), fteid(0, 6, 1, sgw),
		groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05"), fteid(1, 4, 2, sgw)), ie(ieRecovery, 0, "07"))},
	{"DeleteSessionRequest", msg(36, 0x01020304, 3, ie(ieEBI, 0, "05"), ie(ieULI, 0, "18 99f907 0001 99f907 00000101"))},
	{"EchoRequest", msg(1, 0, 4, ie(ieRecovery, 0, "07"))},
}

// createSessionAnswer accepts createSession.
func createSessionAnswer() []el {
	return []el{
		ie(ieCause, 0, "10 00"),
		fteid(1, 7, 0x0a0b0c0e, pgw),
		ie(iePAA, 0, "01 cb007105"),
		ie(127, 0, "00"),
		ie(78, 0, "80 8021 10 01000010 8106 08080808 8306 08080404"),
		groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05"), ie(ieCause, 0, "10 00"), fteid(2, 5, 0x0a0b0c0f, pgw), ie(80, 0, qos), ie(94, 0, "00000001")),
		ie(ieRecovery, 0, "09"),
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, m := range benchmarks {
		for _, f := range []struct {
			name   string
			decode func(*op.Batch, []byte)
		}{{"full", Decode}, {"indexOnly", indexOnly}} {
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

// No message of a batch that has grown once costs an allocation.
func TestDecodeDoesNotAllocate(t *testing.T) {
	batch := &op.Batch{}
	run := func() {
		batch.Reset()
		for _, m := range benchmarks {
			batch.AddMessage().Payload = m.p
			Decode(batch, m.p)
		}
	}
	run()
	if n := testing.AllocsPerRun(100, run); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestBenchmarkMessagesAreClean(t *testing.T) {
	for _, m := range benchmarks {
		if _, o := one(t, m.p); faults(o) != "" {
			t.Errorf("%s: %s", m.name, faults(o))
		}
	}
}
