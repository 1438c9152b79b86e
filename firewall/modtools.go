package firewall

import (
	"context"
	"slices"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// ModuleTest is what came of a module's self-test.
type ModuleTest struct {
	Passed []string     `json:"passed"`
	Failed []TestFailed `json:"failed"`
}

// TestFailed is a promise that a module does not keep.
type TestFailed struct {
	Name   string `json:"name"`
	Detail string `json:"detail"`
}

// TestModule loads a module and runs its self-test, the rows of each test
// together and one by one. The error says that it does not even load.
func TestModule(ctx context.Context, ref string) (*ModuleTest, error) {
	m, err := loadModule(ctx, ref, guest.Options{Untested: true})
	if err != nil {
		return nil, err
	}
	defer m.Close()
	outcomes, err := m.SelfTests(ctx)
	if err != nil {
		return nil, err
	}
	t := &ModuleTest{Passed: []string{}, Failed: []TestFailed{}}
	for _, o := range outcomes {
		if o.Err != nil {
			t.Failed = append(t.Failed, TestFailed{o.Name, o.Err.Error()})
			continue
		}
		t.Passed = append(t.Passed, o.Name)
	}
	return t, nil
}

// ModuleTiming is what one operation costs in a filter, in nanoseconds of wall
// time, metering and the crossing into the guest included.
type ModuleTiming struct {
	Batch  int     `json:"batch"`
	Median float64 `json:"median_ns"`
	Min    float64 `json:"min_ns"`
	Max    float64 `json:"max_ns"`
	Fuel   int64   `json:"fuel"` // units per operation
}

// Repetitions of a measurement, and how long one lasts at least.
const (
	timingRuns = 15
	timingSpan = 4 * time.Millisecond
)

// BenchModule measures a module on the rows of its self-test at several batch
// sizes, in turn, so that a machine that changes its speed favours none.
func BenchModule(ctx context.Context, ref string) ([]ModuleTiming, error) {
	m, err := loadModule(ctx, ref, guest.Options{})
	if err != nil {
		return nil, err
	}
	defer m.Close()
	tlv, err := m.CompileConfig(nil)
	if err != nil {
		return nil, err
	}
	in, err := m.NewInstance(ctx, tlv)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if err := in.Fill(sdk.Capacity); err != nil {
		return nil, err
	}
	timings := []ModuleTiming{{Batch: 1}, {Batch: 16}, {Batch: sdk.Capacity}}
	samples := make([][]float64, len(timings))
	for range timingRuns {
		for i := range timings {
			ns, err := timeBatch(in, timings[i].Batch)
			if err != nil {
				return nil, err
			}
			samples[i] = append(samples[i], ns)
			timings[i].Fuel = in.Fuel() / int64(timings[i].Batch)
		}
	}
	for i, s := range samples {
		slices.Sort(s)
		timings[i].Min, timings[i].Median, timings[i].Max = s[0], s[len(s)/2], s[len(s)-1]
	}
	return timings, nil
}

// timeBatch returns the time per row of calls with n rows.
func timeBatch(in *guest.Instance, n int) (float64, error) {
	calls, began := 0, time.Now()
	for time.Since(began) < timingSpan {
		for range 64 {
			if err := in.Filter(n); err != nil {
				return 0, err
			}
		}
		calls += 64
	}
	return float64(time.Since(began).Nanoseconds()) / float64(calls*n), nil
}
