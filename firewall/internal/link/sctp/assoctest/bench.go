package assoctest

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// Bench measures what it costs to carry a message of 200 octets from one end to the
// other, in time and in allocations of both ends, when as many as possible are on
// the way.
func Bench(b *testing.B, s Subject) {
	const batch = 16
	c := s.config()
	p := s.open(b, func(o *assoc.Config) { o.Pool = c.Pool })
	l := s.load(p.near, c, batch, of(200))
	var list [batch]assoc.Message
	for i := range list {
		l.message(&list[i], i)
	}
	b.ReportAllocs()
	b.ResetTimer()
	sent := make(chan error, 1)
	go func() {
		for left := b.N; left > 0; left -= batch {
			if err := sendList(p.near, list[:min(batch, left)]); err != nil {
				sent <- err
				return
			}
		}
		sent <- nil
	}()
	for got := 0; got < b.N; {
		batch, err := p.far.Receive()
		if err != nil {
			b.Fatal(err)
		}
		got += len(batch.Messages)
		c.Pool.Give(batch)
	}
	if err := <-sent; err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
