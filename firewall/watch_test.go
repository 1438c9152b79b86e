package firewall

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/admin"
	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/lane"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// watched is a lane over the example configuration with a watch whose sink
// has room for a few records.
func watched(t testing.TB) (*lane.Lane, *watch, *generation) {
	t.Helper()
	cfg, _, err := LoadConfig("../docs/example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	g, err := newGeneration(context.Background(), cfg, Options{Batch: 64})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.close() })
	p, err := g.pipeline(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	l := lane.New(p)
	t.Cleanup(l.Close)
	w := newWatch(g, p.Judge, evidence.Recorder{Link: "lab", Names: g.tables}, &narrow{room: 8})
	return l, w, g
}

// narrow is a sink with room for so many records.
type narrow struct{ room, left int }

func (n *narrow) Room() bool {
	if n.room > 0 {
		return true
	}
	n.left++
	return false
}

func (n *narrow) Record(*Record) { n.room-- }

// frames of the first message of a vector, n of them.
func repeated(t testing.TB, vector string, n int) (list []op.Frame) {
	t.Helper()
	for range n {
		list = append(list, op.Frame{Data: firstFrame(t, filepath.Join(vectors, vector)), Encap: op.EncapEthernet, TimeNS: 1})
	}
	return list
}

func TestTrafficIsCountedByPeer(t *testing.T) {
	l, w, g := watched(t)
	for vector, n := range map[string]int{"v1-update-pdp.pcap": 3, "g-e-update-pdp.pcap": 2} {
		b, rulings := l.Rule(repeated(t, vector, n))
		w.batch(b, rulings)
	}
	got := map[evidence.Peer]admin.Traffic{}
	for p, c := range w.tally.peers(g) {
		var traffic admin.Traffic
		if c.addTo(&traffic); traffic.Messages > 0 {
			got[p] = traffic
		}
	}
	for _, p := range []evidence.Peer{interconnectPeer("ipx-1"), operatorPeer("partner-a")} {
		if c := got[p]; c.Messages != 5 || c.Blocked != 2 || c.Observed != 0 || c.Last.IsZero() {
			t.Errorf("%v: %+v", p, c)
		}
	}
	if len(got) != 2 {
		t.Errorf("others have traffic too: %v", got)
	}
}

// What passes, and what there is no room to record, costs no memory.
func TestWatchingAllocatesNothing(t *testing.T) {
	l, w, _ := watched(t)
	for _, vector := range []string{"v1-update-pdp.pcap", "g-e-update-pdp.pcap"} {
		frames := repeated(t, vector, 16)
		for range 4 {
			b, rulings := l.Rule(frames) // the queue fills up
			w.batch(b, rulings)
		}
		if n := leastAllocs(50, func() {
			b, rulings := l.Rule(frames)
			w.batch(b, rulings)
		}); n > 0 {
			t.Errorf("%s: %v allocations per batch", vector, n)
		}
	}
	if w.events.(*narrow).left == 0 {
		t.Error("nothing says that records were left out")
	}
}

func BenchmarkWatch(b *testing.B) {
	l, w, _ := watched(b)
	frames := repeated(b, "v1-update-pdp.pcap", 64)
	batch, rulings := l.Rule(frames)
	for b.Loop() {
		w.batch(batch, rulings)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/64, "ns/message")
}
