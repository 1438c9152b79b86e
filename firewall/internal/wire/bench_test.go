package wire

import (
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ip"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// benched are the frames whose cost counts.
var benched = []struct {
	name string
	data []byte
}{
	{"IPv4 UDP", ethernet(0x0800, ip4(17, udp(40000, 40001, make([]byte, 100))))},
	{"IPv4 GTPv1 echo", ethernet(0x0800, ip4(17, udp(2123, 2123, echo)))},
	{"IPv4 GTPv2 echo", ethernet(0x0800, ip4(17, udp(2123, 2123, echo2)))},
	{"VLAN IPv6 GTPv2 echo", ethernet(0x8100, tag(5, 0x86DD, ip6(17, udp(2123, 2123, echo2))))},
	{"IPv4 G-PDU", ethernet(0x0800, ip4(17, udp(2152, 2152, gpdu(ip4(17, udp(5000, 53, make([]byte, 60)))))))},
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	d := New(Config{})
	var b op.Batch
	var frames []*op.Frame
	for _, v := range benched {
		frames = append(frames, frame(op.EncapEthernet, v.data))
	}
	whole := udp(2123, 2123, make([]byte, 1000))
	frames = append(frames, frame(op.EncapRaw, ip4part(17, 1, 0, true, whole[:800])), frame(op.EncapRaw, ip4part(17, 1, 800, false, whole[800:])))
	if n := testing.AllocsPerRun(200, func() {
		b.Reset()
		for i, f := range frames {
			d.Decode(&b, i, f)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if len(b.Messages) != len(benched)+1 {
		t.Errorf("%d messages", len(b.Messages))
	}
}

// BenchmarkDecode prints the cost of a frame from its first octet to its
// operations, and how many times that of walking its IP and UDP headers alone,
// measured in the same run.
func BenchmarkDecode(b *testing.B) {
	for _, v := range benched {
		f := frame(op.EncapEthernet, v.data)
		b.Run(v.name, func(b *testing.B) {
			d := New(Config{})
			var batch op.Batch
			for n := 0; b.Loop(); n++ {
				if n%64 == 0 {
					batch.Reset()
				}
				d.Decode(&batch, 0, f)
			}
			whole := float64(b.Elapsed()) / float64(b.N)
			b.ReportMetric(whole/headersAlone(f, b.N), "x-headers")
		})
	}
}

// headersAlone returns the nanoseconds that the layers below signaling take.
func headersAlone(f *op.Frame, n int) float64 {
	var p ip.Packet
	start := time.Now()
	for range n {
		_, at := carried(f)
		p.Decode(f.Data, at, 0, false)
		p.UDP()
	}
	return float64(time.Since(start)) / float64(n)
}
