package firewall

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/lane"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/replay"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Record says what was decided about one operation; its JSON form is the
// contract with users' scripts.
type Record = evidence.Record

// Capture is a pcap or pcapng file to judge.
type Capture struct {
	Name string // as in the capture field of records
	Open func() (io.ReadCloser, error)
}

// CaptureFile is the capture at a path, named by its base name.
func CaptureFile(path string) Capture {
	return Capture{filepath.Base(path), func() (io.ReadCloser, error) { return os.Open(path) }}
}

// Replay judges every operation of the captures, in order, and hands each
// record to emit; an error of emit ends it. What was odd about a file but did
// not keep it from being judged comes back as warnings.
func (f *Firewall) Replay(ctx context.Context, captures []Capture, emit func(*Record) error) (warnings []string, err error) {
	r, err := f.newReplayer(ctx)
	if err != nil {
		return nil, err
	}
	defer r.close()
	for _, c := range captures {
		w, err := r.capture(ctx, c, emit)
		for _, text := range w {
			warnings = append(warnings, c.Name+": "+text)
		}
		if err != nil {
			return warnings, fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	return warnings, nil
}

// replayer shares frames out to lanes by flow and puts the records back in
// frame order, so that they are the same for any number of lanes.
type replayer struct {
	lanes []*replayLane
	batch int
}

type replayLane struct {
	*lane.Lane
	recorder evidence.Recorder
	frames   []op.Frame
	records  []*Record
}

func (f *Firewall) newReplayer(ctx context.Context) (*replayer, error) {
	r := &replayer{batch: f.options.Batch}
	for range f.options.Lanes {
		l, err := f.newReplayLane(ctx)
		if err != nil {
			r.close()
			return nil, err
		}
		r.lanes = append(r.lanes, l)
	}
	return r, nil
}

func (f *Firewall) newReplayLane(ctx context.Context) (*replayLane, error) {
	p, err := f.now.Load().pipeline(ctx)
	if err != nil {
		return nil, err
	}
	return &replayLane{Lane: lane.New(p), recorder: evidence.Recorder{Link: "replay", Names: p.Tables}}, nil
}

func (r *replayer) close() {
	for _, l := range r.lanes {
		l.Close()
	}
}

func (r *replayer) capture(ctx context.Context, c Capture, emit func(*Record) error) (warnings []string, err error) {
	for _, l := range r.lanes {
		l.recorder.Capture = c.Name
	}
	warnings, err = eachFrames(ctx, c, r.batch*len(r.lanes), func(frames []op.Frame) error { return r.judge(frames, emit) })
	if err != nil {
		return warnings, err
	}
	return warnings, r.flush(emit)
}

// eachFrames hands out the frames of a capture, at most n at once, which are valid
// until the next ones.
func eachFrames(ctx context.Context, c Capture, n int, each func([]op.Frame) error) (warnings []string, err error) {
	file, err := c.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	from, err := replay.OpenReader(c.Name, file)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	frames := make([]op.Frame, n)
	for ctx.Err() == nil {
		n, err := from.Read(frames)
		if err := each(frames[:n]); err != nil {
			return nil, err
		}
		if errors.Is(err, io.EOF) {
			return from.Warnings(), nil
		}
		if err != nil {
			return from.Warnings(), err
		}
	}
	return nil, ctx.Err()
}

// judge shares the frames out, lets the lanes work side by side, and emits.
func (r *replayer) judge(frames []op.Frame, emit func(*Record) error) error {
	for i := range frames {
		l := r.lanes[0]
		if len(r.lanes) > 1 {
			l = r.lanes[wire.Flow(&frames[i])%uint64(len(r.lanes))]
		}
		l.frames = append(l.frames, frames[i])
	}
	return r.each(func(l *replayLane) {
		for part := range slices.Chunk(l.frames, r.batch) {
			b, rulings := l.Rule(part)
			l.record(b, rulings)
		}
		l.frames = l.frames[:0]
	}, emit)
}

// flush judges what the lanes still hold.
func (r *replayer) flush(emit func(*Record) error) error {
	return r.each(func(l *replayLane) { l.record(l.Flush()) }, emit)
}

func (r *replayer) each(work func(*replayLane), emit func(*Record) error) error {
	if len(r.lanes) == 1 {
		work(r.lanes[0])
		return r.emit(emit)
	}
	var all sync.WaitGroup
	for _, l := range r.lanes {
		all.Go(func() { work(l) })
	}
	all.Wait()
	return r.emit(emit)
}

// emit hands the lanes' records on in frame order.
func (r *replayer) emit(emit func(*Record) error) error {
	list := r.lanes[0].records
	for _, l := range r.lanes[1:] {
		list = append(list, l.records...)
	}
	slices.SortStableFunc(list, func(a, b *Record) int {
		return cmp.Or(cmp.Compare(a.Frame, b.Frame), cmp.Compare(a.Message, b.Message), cmp.Compare(a.Component, b.Component))
	})
	for _, l := range r.lanes {
		l.records = nil
	}
	for _, rec := range list {
		if err := emit(rec); err != nil {
			return err
		}
	}
	return nil
}

func (l *replayLane) record(b *op.Batch, rulings []op.Ruling) {
	for i := range b.Messages {
		l.recorder.Message(b, l.Judge, i, rulings[i], func(rec *Record) { l.records = append(l.records, rec) })
	}
}
