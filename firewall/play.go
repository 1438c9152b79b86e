package firewall

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Played is one frame of a capture that Play has judged.
type Played struct {
	Records []*Record     // of the messages that the frame completed; none if it completed none
	Took    time.Duration // to decode, resolve and judge the frame, by the clock on the wall
}

// Play is Replay frame by frame, as over a link that delivers each frame by itself:
// on one new lane, and with the time that each frame took. What the lane still
// holds at the end of a capture comes as a last Played, if it is anything.
func (f *Firewall) Play(ctx context.Context, captures []Capture, emit func(*Played) error) (warnings []string, err error) {
	l, err := f.newReplayLane(ctx)
	if err != nil {
		return nil, err
	}
	defer l.Close()
	for _, c := range captures {
		w, err := l.play(ctx, c, emit)
		for _, text := range w {
			warnings = append(warnings, c.Name+": "+text)
		}
		if err != nil {
			return warnings, fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	return warnings, nil
}

func (l *replayLane) play(ctx context.Context, c Capture, emit func(*Played) error) (warnings []string, err error) {
	l.recorder.Capture = c.Name
	warnings, err = eachFrames(ctx, c, 1, func(frames []op.Frame) error {
		if len(frames) == 0 {
			return nil
		}
		return emit(l.played(func() (*op.Batch, []op.Ruling) { return l.Rule(frames) }))
	})
	if err != nil {
		return warnings, err
	}
	if last := l.played(l.Flush); len(last.Records) > 0 {
		return warnings, emit(last)
	}
	return warnings, nil
}

// played times what rules, and records what came of it.
func (l *replayLane) played(rule func() (*op.Batch, []op.Ruling)) *Played {
	began := time.Now()
	b, rulings := rule()
	p := &Played{Took: time.Since(began)}
	l.record(b, rulings)
	p.Records, l.records = l.records, nil
	return p
}
