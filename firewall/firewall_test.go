package firewall

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/bench"
	"github.com/seed-43cefff0/portcullis/firewall/internal/lane"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/replay"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

var vectors = filepath.Join("..", "testvectors", "gtp")

// vectorFrames returns the frames of every vector of GTP.
func vectorFrames(t testing.TB) []op.Frame { return framesIn(t, vectors) }

// framesIn returns the frames of every vector in a folder.
func framesIn(t testing.TB, folder string) (frames []op.Frame) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.pcap"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	for _, name := range names {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		from, err := replay.OpenReader(name, file)
		if err != nil {
			t.Fatal(err)
		}
		batch := make([]op.Frame, 64)
		for {
			n, err := from.Read(batch)
			for _, f := range batch[:n] {
				f.Data = append([]byte(nil), f.Data...)
				f.TimeNS = 1 // so that fragments of one vector never expire in another's time
				frames = append(frames, f)
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(from.Close(), file.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return frames
}

// vectorLane returns a lane under the vectors' configuration.
func vectorLane(t testing.TB) *lane.Lane {
	t.Helper()
	cfg, _, err := LoadConfig(filepath.Join(vectors, "config.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	fw, err := New(context.Background(), cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := fw.now.Load().pipeline(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	l := lane.New(p)
	t.Cleanup(func() {
		l.Close()
		fw.Close()
	})
	return l
}

// TestDecodeAndJudgeDoNotAllocate takes every vector, attacks included, through
// decoding, resolving and judging.
func TestDecodeAndJudgeDoNotAllocate(t *testing.T) {
	frames, l := vectorFrames(t), vectorLane(t)
	all := func() {
		for at := 0; at < len(frames); at += lane.MaxFrames {
			l.Rule(frames[at:min(at+lane.MaxFrames, len(frames))])
		}
	}
	if n := leastAllocs(5, all); n != 0 {
		t.Errorf("%d frames, decoded and judged, allocate %v times", len(frames), n)
	}
}

// Nor do messages of SS7, honest and made to be slow, each judged with all that
// is wrong with it.
func TestDecodeAndJudgeSS7DoNotAllocate(t *testing.T) {
	frames, l := bench.SS7Frames(), vectorLane(t)
	protocols := map[op.Protocol]bool{}
	b, _ := l.Rule(frames)
	for i := range b.Ops {
		protocols[b.Ops[i].Protocol] = true
	}
	if !protocols[op.ProtoMAP] || !protocols[op.ProtoM3UA] || !protocols[op.ProtoSCTP] {
		t.Fatalf("protocols %v", protocols)
	}
	if n := leastAllocs(5, func() { l.Rule(frames) }); n != 0 {
		t.Errorf("%d frames, decoded and judged, allocate %v times", len(frames), n)
	}
}

// leastAllocs is the least that one of several attempts allocates per run. The
// count is the process's: spare instances are still being made beside the first
// attempts. What the path itself allocates would show in every one.
func leastAllocs(runs int, f func()) float64 {
	n := testing.AllocsPerRun(runs, f)
	for range 10 {
		n = min(n, testing.AllocsPerRun(runs, f))
	}
	return n
}

func BenchmarkLane(b *testing.B) {
	frames, l := vectorFrames(b), vectorLane(b)
	at := 0
	for b.Loop() {
		l.Rule(frames[at : at+lane.MaxFrames])
		if at += lane.MaxFrames; at+lane.MaxFrames > len(frames) {
			at = 0
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*lane.MaxFrames), "ns/frame")
}

// What lanes are measured on passes: a message that is dropped costs something else.
func TestMeasuredMessagesPass(t *testing.T) {
	rule, done, err := benchLane(t.Context(), bench.Configuration())
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	gtp, ss7, diameter := bench.LaneFrames()
	for i, f := range slices.Concat(gtp, ss7, diameter) {
		b, rulings := rule([]op.Frame{f})
		if len(rulings) != 1 || len(b.Ops) != 1 || rulings[0].Action != op.ActPass || b.Ops[0].Faults.Any() {
			t.Errorf("frame %d: %d operations, %v", i, len(b.Ops), rulings)
		}
	}
	if len(gtp) < 4 || len(ss7) < 4 || len(diameter) < 4 {
		t.Errorf("%d, %d and %d frames", len(gtp), len(ss7), len(diameter))
	}
}
