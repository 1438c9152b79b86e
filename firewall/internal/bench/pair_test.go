package bench

import (
	"context"
	"math"
	"runtime"
	"testing"
	"time"
)

// fake is Work whose cost is known.
func fake(per time.Duration) Work {
	return func(n int) time.Duration { return time.Duration(n) * per }
}

func TestCompare(t *testing.T) {
	c, err := Compare(context.Background(), 15, Half{fake(100 * time.Nanosecond), 10}, Half{fake(260 * time.Nanosecond), 20})
	if err != nil {
		t.Fatal(err)
	}
	near := func(name string, got, want float64) {
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	near("baseline", c.Baseline.Median, 10)
	near("subject", c.Subject.Median, 13)
	near("ratio", c.Ratio.Max, 1.3)
	near("difference", c.Difference.Min, 3)
	if c.Pairs != 15 {
		t.Errorf("%d pairs", c.Pairs)
	}
}

// The halves of a pair run in turn, and neither always goes first.
func TestCompareAlternates(t *testing.T) {
	var order []byte
	note := func(name byte) Work {
		return func(int) time.Duration { order = append(order, name); return time.Second }
	}
	if _, err := Compare(context.Background(), 4, Half{note('b'), 1}, Half{note('s'), 1}); err != nil {
		t.Fatal(err)
	}
	if got := string(order[2:]); got != "bssbbssb" { // behind the two that find the repetitions
		t.Errorf("ran %s", got)
	}
}

func TestCompareStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Compare(ctx, 15, Half{fake(time.Second), 1}, Half{fake(time.Second), 1}); err == nil {
		t.Error("no error")
	}
}

func TestSpread(t *testing.T) {
	if s := spread([]float64{3, 1, 2}); s != (Spread{2, 1, 3}) {
		t.Errorf("odd: %+v", s)
	}
	if s := spread([]float64{4, 1, 2, 3}); s != (Spread{2.5, 1, 4}) {
		t.Errorf("even: %+v", s)
	}
}

// The clock counts work and not sleep.
func TestLoopCountsWork(t *testing.T) {
	runtime.LockOSThread() // the clock is the thread's
	defer runtime.UnlockOSThread()
	var sink uint64
	took := Loop(func() {
		for i := range 100_000 {
			sink += uint64(i) * sink
		}
	})(100)
	if took <= 0 || took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	if Clock == "thread CPU" {
		if took := Loop(func() { time.Sleep(20 * time.Millisecond) })(1); took > 15*time.Millisecond {
			t.Errorf("sleep counts as %v", took)
		}
	}
}
