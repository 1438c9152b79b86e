package bench

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"time"
)

// Work does something n times and returns how long that took. What it needs
// beside the thing measured, it leaves out of the time.
type Work func(n int) time.Duration

// Loop is the Work of a function without preparation.
func Loop(f func()) Work {
	return func(n int) time.Duration {
		began := now()
		for range n {
			f()
		}
		return now() - began
	}
}

// Half is one side of a comparison: Work, and how many of what is counted one
// repetition of it holds.
type Half struct {
	Work  Work
	Units float64
}

// Spread is what several rounds yielded.
type Spread struct {
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

func spread(rounds []float64) Spread {
	s := slices.Sorted(slices.Values(rounds))
	median := s[len(s)/2]
	if len(s)%2 == 0 {
		median = (median + s[len(s)/2-1]) / 2
	}
	return Spread{median, s[0], s[len(s)-1]}
}

// Comparison is a subject beside its baseline, in nanoseconds per unit. Ratio
// and Difference are taken pair by pair: the median of the ratios, not the
// ratio of the medians.
type Comparison struct {
	Pairs      int    `json:"pairs"`
	Baseline   Spread `json:"baseline_ns"`
	Subject    Spread `json:"subject_ns"`
	Ratio      Spread `json:"ratio"`
	Difference Spread `json:"difference_ns"`
}

// roundTime is how long one half of a pair runs at least.
const roundTime = 4 * time.Millisecond

// Compare runs baseline and subject in turn, for the given number of pairs, and
// changes which goes first from pair to pair.
func Compare(ctx context.Context, pairs int, baseline, subject Half) (Comparison, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	runtime.GC()
	halves := [2]Half{baseline, subject}
	n := [2]int{repetitions(baseline.Work), repetitions(subject.Work)}
	var ns [2][]float64
	var ratio, difference []float64
	for i := range pairs {
		if err := ctx.Err(); err != nil {
			return Comparison{}, err
		}
		var took [2]float64
		for _, half := range [2]int{i & 1, 1 - i&1} {
			took[half] = float64(halves[half].Work(n[half])) / (float64(n[half]) * halves[half].Units)
		}
		for half := range ns {
			ns[half] = append(ns[half], took[half])
		}
		ratio = append(ratio, took[1]/took[0])
		difference = append(difference, took[1]-took[0])
	}
	return Comparison{pairs, spread(ns[0]), spread(ns[1]), spread(ratio), spread(difference)}, nil
}

// repetitions finds how many fill a round, and warms up on the way.
func repetitions(w Work) int {
	n := 1
	for {
		took := w(n)
		if took >= roundTime || n >= 1<<24 {
			return n
		}
		n *= int(cmp.Or(min(8, roundTime/max(took, 1)+1), 2))
	}
}
