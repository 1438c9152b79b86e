package gtp

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// threadTime is the CPU time of the calling thread.
func threadTime() time.Duration {
	var ts unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &ts)
	return time.Duration(ts.Nano())
}

// BenchmarkRelay measures the thread CPU that one message costs on the bare
// link, Read and Apply, with delivery into the next node's socket included. The
// baseline in the same run is one sendmsg from node to node.
func BenchmarkRelay(b *testing.B) {
	b.Run("baseline-sendmsg", func(b *testing.B) { benchRelay(b, 64, false) })
	for _, batch := range []int{1, 16, 64} {
		b.Run(fmt.Sprint("batch-", batch), func(b *testing.B) { benchRelay(b, batch, true) })
	}
}

func benchRelay(b *testing.B, batch int, relayed bool) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	gateway, peer := newNode(b, loop4), newNode(b, loop4)
	r := openTest(b, must(newKernel()), Config{Hops: []Hop{{anyPort(loop4), gateway.at, op.SideOutside}}})
	frames, rulings, all := make([]op.Frame, batchSize), make([]op.Ruling, batchSize), whole(batchSize)
	text, buf := make([]byte, 180), make([]byte, 2048)
	to := gateway.at
	if relayed {
		to = r.Listening()[0]
	}
	var spent time.Duration
	for done := 0; done < b.N; done += batch {
		before := threadTime()
		for range batch {
			_, _ = peer.conn.WriteToUDPAddrPort(text, to)
		}
		if relayed {
			before = threadTime()
			for n := 0; n < batch; {
				got, err := r.Read(frames)
				if err != nil {
					b.Fatal(err)
				}
				_ = r.Apply(all, rulings[:got])
				n += got
			}
		}
		spent += threadTime() - before
		for range batch {
			if _, _, err := gateway.conn.ReadFromUDPAddrPort(buf); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(spent.Nanoseconds())/float64(b.N), "cpu-ns/msg")
}

// BenchmarkTransparent measures the same on a transparent link between two
// network namespaces: what the lane's thread spends in Read and Apply, with
// delivery into the gateway's socket included. What the kernel spends on rules
// and steering is the sender's: the baseline, one sendmsg that is forwarded by
// the kernel, and "sender" say how much that is.
func BenchmarkTransparent(b *testing.B) {
	e := newEdge(b)
	gateway, partner := e.gateway.listen(gatewayAt[0], 2123), e.partner.listen(partnerAt[0], 2123)
	b.Run("baseline-forwarded", func(b *testing.B) { e.bench(b, nil, partner, gateway, 64) })
	lane := e.open(e.config())[0]
	for _, batch := range []int{1, 16, 64} {
		b.Run(fmt.Sprint("batch-", batch), func(b *testing.B) { e.bench(b, lane, partner, gateway, batch) })
	}
}

func (e *edge) bench(b *testing.B, lane *Lane, partner, gateway *node, batch int) {
	frames, rulings, all := make([]op.Frame, batchSize), make([]op.Ruling, batchSize), whole(batchSize)
	text, buf := make([]byte, 180), make([]byte, 2048)
	var sender, link time.Duration
	e.wall.do(func() error {
		for done := 0; done < b.N; done += batch {
			start := threadTime()
			for range batch {
				_, _ = partner.conn.WriteToUDPAddrPort(text, gateway.at)
			}
			sent := threadTime()
			for n := 0; lane != nil && n < batch; {
				got, err := lane.Read(frames)
				if err != nil {
					return err
				}
				_ = lane.Apply(all, rulings[:got])
				n += got
			}
			sender, link = sender+sent-start, link+threadTime()-sent
			for range batch {
				if _, _, err := gateway.conn.ReadFromUDPAddrPort(buf); err != nil {
					return err
				}
			}
		}
		return nil
	})
	b.ReportMetric(float64(sender.Nanoseconds())/float64(b.N), "sender-cpu-ns/msg")
	b.ReportMetric(float64(link.Nanoseconds())/float64(b.N), "cpu-ns/msg")
}
