package kernel

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/ishidawataru/sctp"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// benchSize is a usual message of signaling.
const benchSize = 200

// BenchmarkForward carries messages through a node in the middle that hands them on.
// The processor's time is that of everything, which "direct" is without the node, so
// that the difference is what the node costs: compare cpu-ns/msg of the ways to
// forward with that of direct.
func BenchmarkForward(b *testing.B) {
	for _, way := range []struct {
		name    string
		forward func(b *testing.B, from, to *association, p *assoc.Pool)
	}{
		{"direct", nil},
		{"batches", forwardBatches},
		{"one by one", forwardSingly},
		{"library", forwardLibrary},
	} {
		b.Run(way.name, func(b *testing.B) {
			c := config()
			source, sink := pair(b, c)
			if way.forward != nil {
				in := sink.(*association)
				var out assoc.Association
				out, sink = pair(b, c)
				go way.forward(b, in, out.(*association), c.Pool)
			}
			b.ResetTimer()
			busy, began := cpu(b), time.Now()
			sent := make(chan error, 1)
			go func() { sent <- sendNumbered(source, b.N, benchSize, 0) }()
			if err := auditNumbered(sink, c.Pool, b.N, benchSize); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(cpu(b)-busy)/float64(b.N), "cpu-ns/msg")
			if n := batches.Swap(0); n > 0 {
				b.ReportMetric(float64(b.N)/float64(n), "msg/batch")
			}
			b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "msg/s")
			if err := <-sent; err != nil {
				b.Fatal(err)
			}
		})
	}
}

var batches atomic.Int64 // that forwardBatches has received

// forwardBatches is what the link does, without judging.
func forwardBatches(_ *testing.B, from, to *association, p *assoc.Pool) {
	for {
		batch, err := from.Receive()
		if err != nil {
			return
		}
		batches.Add(1)
		if !sendAll(to, batch.Messages) {
			return
		}
		p.Give(batch)
	}
}

// forwardSingly receives batches, and makes one call for each message that it sends.
func forwardSingly(_ *testing.B, from, to *association, p *assoc.Pool) {
	for {
		batch, err := from.Receive()
		if err != nil {
			return
		}
		for i := range batch.Messages {
			if !sendAll(to, batch.Messages[i:i+1]) {
				return
			}
		}
		p.Give(batch)
	}
}

func sendAll(to *association, rest []assoc.Message) bool {
	for len(rest) > 0 {
		n, err := to.Send(rest)
		if err != nil {
			return false
		}
		if rest = rest[n:]; len(rest) > 0 && to.AwaitRoom() != nil {
			return false
		}
	}
	return true
}

// forwardLibrary reads and writes messages as the library does: one blocking call
// for each.
func forwardLibrary(b *testing.B, from, to *association, _ *assoc.Pool) {
	in, out := blocking(b, from), blocking(b, to)
	if err := in.SubscribeEvents(sctp.SCTP_EVENT_DATA_IO); err != nil {
		b.Error(err)
		return
	}
	buffer := make([]byte, 65536)
	for {
		n, info, err := in.SCTPRead(buffer)
		if err != nil {
			return
		}
		if info == nil {
			continue // a notification: the library hands it over as a message
		}
		if _, err := out.SCTPWrite(buffer[:n], &sctp.SndRcvInfo{Stream: info.Stream, PPID: info.PPID}); err != nil {
			return
		}
	}
}

// blocking returns the library's view of the association's socket.
func blocking(b *testing.B, a *association) *sctp.SCTPConn {
	copied := -1
	_ = a.raw.Control(func(fd uintptr) { copied, _ = unix.Dup(int(fd)) })
	if err := unix.SetNonblock(copied, false); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { unix.Close(copied) })
	return sctp.NewSCTPConn(copied, nil)
}
