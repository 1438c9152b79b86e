package gtpv1c

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// indexOnly is the baseline: it indexes the elements and checks nothing but
// that they fit, the least that any use of a message needs.
func indexOnly(b *op.Batch, p []byte) {
	o := b.AddOp(op.ProtoGTPv1)
	first := len(b.IEs)
	for at, end := headerLengthOptional, headerLength+int(p[2])<<8+int(p[3]); at < end; {
		t := p[at]
		v, n := at+1, int(elements[t].fixed)
		if t >= firstTLV {
			if end-at < 3 {
				break
			}
			v, n = at+3, int(p[at+1])<<8|int(p[at+2])
		}
		if n > end-v {
			break
		}
		b.IEs = append(b.IEs, op.IE{})
		x := &b.IEs[len(b.IEs)-1]
		x.Type, x.Offset, x.Length = t, uint16(v), uint16(n)
		at = v + n
	}
	o.GTP.IEs = op.Range{First: uint16(first), Count: uint16(len(b.IEs) - first)}
}

var benchmarks = []struct {
	name string
	p    []byte
}{
	{"CreatePDPContextRequest", msg(16, 0, 1, createPDP()...)},
	{"CreatePDPContextResponse", msg(17, 0x1a000001, 1, createPDPAnswer()...)},
	{"UpdatePDPContextRequest", msg(18, 0x0b000001, 2, updatePDP()...)},
	{"DeletePDPContextRequest", msg(20, 0x0b000001, 3, ie(19, "ff"), ie(ieNSAPI, "05"))},
	{"EchoRequest", msg(1, 0, 4)},
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

// The densest message of a datagram's maximum: elements of two octets, none of
// which belongs where it stands.
func BenchmarkDecodeWorst(b *testing.B) {
	for _, size := range []int{1500, 64000} {
		p := dense(size)
		b.Run(map[int]string{1500: "1500", 64000: "64000"}[size], func(b *testing.B) {
			batch := &op.Batch{}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				batch.Reset()
				m := batch.AddMessage()
				m.Payload, m.DstPort = p, Port
				Decode(batch, p)
			}
		})
	}
}

func dense(size int) []byte {
	var els []el
	for n := headerLengthOptional; n < size; n += 2 {
		els = append(els, el{ieCause + 13*byte(n/2&1), []byte{0}}) // Cause, Recovery, Cause, ...
	}
	return msg(20, 1, 1, els...)
}

// No message of a batch that has grown once costs an allocation.
func TestDecodeDoesNotAllocate(t *testing.T) {
	batch, worst := &op.Batch{}, dense(1500)
	run := func() {
		batch.Reset()
		for _, m := range benchmarks {
			batch.AddMessage().Payload = m.p
			Decode(batch, m.p)
		}
		batch.AddMessage().Payload = worst
		Decode(batch, worst)
	}
	run()
	if n := testing.AllocsPerRun(100, run); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestBenchmarkMessagesAreClean(t *testing.T) {
	for _, m := range benchmarks {
		wantFaults(t, m.name, m.p, "")
	}
}
