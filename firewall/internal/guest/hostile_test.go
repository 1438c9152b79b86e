package guest

import (
	"errors"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestHostileGuestsStop calls every hostile guest while another goroutine collects garbage without pause: a guest that cannot be
// stopped would freeze it, and with it the whole process.
//
// Both are wall-clock times, and a busy machine may stretch either without the guest's doing. A guest spends the same fuel every time,
// so one that holds up the collector does so in every attempt: the bound has to hold in one of five.
func TestHostileGuestsStop(t *testing.T) {
	const bound = 100 * time.Millisecond
	for _, name := range vectors(t, "hostile") {
		if strings.Contains(name, "invalid") {
			continue // TestOriginalIsValidatedFirst
		}
		t.Run(name, func(t *testing.T) {
			m := mustLoad(t, vector(t, name), Options{})
			for attempt := 1; ; attempt++ {
				took, collection, reason := callHostile(t, m)
				t.Logf("attempt %d: %v, stopped by %s; longest collection beside it %v", attempt, took, reason, collection)
				if took <= bound && collection <= bound {
					return
				}
				if attempt == 5 {
					t.Fatalf("no attempt kept call and collection within %v", bound)
				}
			}
		})
	}
}

// callHostile returns how long the call took and how long the longest collection beside it. The reason is asserted in every attempt.
func callHostile(t *testing.T, m *Module) (took, collection time.Duration, reason Reason) {
	t.Helper()
	in := mustInstance(t, m, nil)
	defer in.Close()
	longest, stop := collectGarbage()
	start := time.Now()
	err := in.Filter(1)
	took = time.Since(start)
	stop()
	var trap *TrapError
	if !errors.As(err, &trap) || trap.Reason != ReasonFuel && trap.Reason != ReasonDepth {
		t.Fatalf("error %v, want exhaustion of fuel or depth", err)
	}
	return took, time.Duration(longest.Load()), trap.Reason
}

// collectGarbage runs one collection after the other until stop, and keeps the duration of the longest in ns.
func collectGarbage() (longest *atomic.Int64, stop func()) {
	longest = new(atomic.Int64)
	quit, done := make(chan struct{}), make(chan struct{})
	ready := make(chan struct{})
	go func() {
		defer close(done)
		close(ready)
		for {
			start := time.Now()
			runtime.GC()
			longest.Store(max(longest.Load(), int64(time.Since(start))))
			select {
			case <-quit:
				return
			default:
			}
		}
	}()
	<-ready
	return longest, func() { close(quit); <-done }
}

// TestFrozenWithoutMetering shows that the danger is real and the test above can see it: the collector waits for an unmetered guest. The
// guest counts to a number that takes it some 50 ms.
func TestFrozenWithoutMetering(t *testing.T) {
	if runtime.GOMAXPROCS(0) == 1 {
		t.Skip("with one processor the collector does not run beside the guest at all")
	}
	if runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" {
		t.Skip("wazero has no compiler for " + runtime.GOARCH + ", and its interpreter can be preempted")
	}
	original, _ := twins(t, vector(t, "inject/count"))
	// A busy machine may leave the collector no processor while the guest runs: one of five attempts has to show it.
	for attempt := 1; ; attempt++ {
		longest, stop := collectGarbage()
		start := time.Now()
		if _, err := original.call(100_000_000); err != nil {
			t.Fatal(err)
		}
		took := time.Since(start)
		stop()
		if time.Duration(longest.Load()) >= took/3 {
			return
		}
		t.Logf("the guest ran for %v and the longest collection took %v", took, time.Duration(longest.Load()))
		if attempt == 5 {
			t.Fatal("no collection waited for the guest")
		}
	}
}

// TestHostileStackIsBounded: recursion to the cap leaves the process no more than a few MiB larger.
func TestHostileStackIsBounded(t *testing.T) {
	for _, name := range []string{"hostile/giant-locals", "hostile/mutual-recursion", "hostile/indirect-recursion"} {
		m := mustLoad(t, vector(t, name), Options{})
		in := mustInstance(t, m, nil)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := in.Filter(1)
		runtime.ReadMemStats(&after)
		var trap *TrapError
		if !errors.As(err, &trap) || trap.Reason != ReasonDepth {
			t.Errorf("%s: %v, want a trap of depth", name, err)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 16<<20 {
			t.Errorf("%s took %d KiB", name, grown>>10)
		} else {
			t.Logf("%s took %d KiB", name, grown>>10)
		}
	}
}

// TestFuelIsDeterministic: a replay on another machine has to stop where the appliance did.
func TestFuelIsDeterministic(t *testing.T) {
	m := mustLoad(t, vector(t, "filter/code"), Options{})
	var first int64
	for range 5 {
		in := mustInstance(t, m, map[string]any{"deny": []int{1, 2, 3}})
		for range 3 {
			putCodes(in, 4, 5, 6, 1, 2)
			if err := in.Filter(5); err != nil {
				t.Fatal(err)
			}
			if first == 0 {
				first = in.Fuel()
			}
			if in.Fuel() != first || first == 0 {
				t.Fatalf("%d units, before %d", in.Fuel(), first)
			}
		}
	}
}
