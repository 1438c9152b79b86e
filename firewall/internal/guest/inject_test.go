package guest

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/seed-43cefff0/portcullis/firewall/internal/guest/binary"
)

// twin is one module, as it is or rewritten, in a runtime of its own.
type twin struct {
	mod         api.Module
	run         api.Function
	fuel, depth api.MutableGlobal // nil in the original
	frames      uint64
}

const plenty = 1 << 40

func (w *twin) refill(fuel uint64) {
	if w.fuel != nil {
		w.fuel.Set(fuel)
		w.depth.Set(w.frames)
	}
}

func (w *twin) call(n uint64) (uint64, error) {
	w.refill(plenty)
	out, err := w.run.Call(background, n)
	if err != nil {
		return 0, err
	}
	return out[0], nil
}

func (w *twin) used() int64 { return plenty - int64(w.fuel.Get()) }

// twins instantiates a module as it is and rewritten.
func twins(t testing.TB, wasm []byte) (original, metered *twin) {
	t.Helper()
	info, err := binary.Gate(wasm, binary.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	rewritten, err := binary.Inject(info)
	if err != nil {
		t.Fatal(err)
	}
	return openTwin(t, wasm, wazero.NewRuntimeConfig()), openTwin(t, rewritten, wazero.NewRuntimeConfig())
}

func openTwin(t testing.TB, wasm []byte, config wazero.RuntimeConfig) *twin {
	t.Helper()
	rt := wazero.NewRuntimeWithConfig(background, engine(config))
	t.Cleanup(func() { rt.Close(background) })
	mod, err := rt.Instantiate(background, wasm)
	if err != nil {
		t.Fatal(err)
	}
	w := &twin{mod: mod, run: mod.ExportedFunction("run"), frames: defaultDepth}
	if fuel := mod.ExportedGlobal(binary.FuelExport); fuel != nil {
		w.fuel = fuel.(api.MutableGlobal)
		w.depth = mod.ExportedGlobal(binary.DepthExport).(api.MutableGlobal)
	}
	return w
}

// compare calls both twins and requires the same result, the same kind of trap and the same memory. It reports whether it trapped.
func compare(t *testing.T, original, metered *twin, n uint64) bool {
	t.Helper()
	want, wantErr := original.call(n)
	have, haveErr := metered.call(n)
	if want != have || (wantErr == nil) != (haveErr == nil) {
		t.Fatalf("run(%#x) = %#x, %v; metered %#x, %v (fuel %d, depth %d)", n, want, wantErr, have, haveErr, int64(metered.fuel.Get()), int32(metered.depth.Get()))
	}
	if wantErr != nil && classify(wantErr.Error()) != classify(haveErr.Error()) {
		t.Fatalf("run(%#x) traps with %v; metered with %v", n, wantErr, haveErr)
	}
	a, _ := original.mod.Memory().Read(0, original.mod.Memory().Size())
	b, _ := metered.mod.Memory().Read(0, metered.mod.Memory().Size())
	if !bytes.Equal(a, b) {
		t.Fatalf("run(%#x) leaves different memories, %d and %d bytes", n, len(a), len(b))
	}
	if depth := metered.depth.Get(); wantErr == nil && depth != metered.frames {
		t.Fatalf("run(%#x) leaves %d frames, had %d", n, depth, metered.frames)
	}
	return wantErr != nil
}

var inputs = []uint64{0, 1, 2, 3, 7, 8, 15, 63, 100, 255, 256, 1 << 31, 1<<32 - 1, 1 << 63, ^uint64(0)}

// TestMeteringChangesNothing runs each module as it is and rewritten.
func TestMeteringChangesNothing(t *testing.T) {
	for _, name := range vectors(t, "inject") {
		t.Run(name, func(t *testing.T) {
			wasm := vector(t, name)
			original, metered := twins(t, wasm)
			for _, n := range inputs {
				if compare(t, original, metered, n) {
					original, metered = twins(t, wasm) // a trap leaves frames taken
				}
			}
		})
	}
}

// TestFuelRunsOutAtEveryPoint gives a call each amount of fuel below what it needs: it traps with the reason fuel, and never later.
func TestFuelRunsOutAtEveryPoint(t *testing.T) {
	for _, name := range []string{"inject/loops", "inject/branch-table", "inject/multi-value", "inject/bulk-memory", "inject/fibonacci"} {
		_, metered := twins(t, vector(t, name))
		if _, err := metered.call(5); err != nil {
			t.Fatal(err)
		}
		need := metered.used()
		if name == "inject/bulk-memory" {
			_, metered = twins(t, vector(t, name)) // its memory has grown
		}
		for fuel := range need {
			metered.refill(uint64(fuel))
			if _, err := metered.run.Call(background, 5); err == nil || int64(metered.fuel.Get()) >= 0 {
				t.Fatalf("%s with %d of %d units: %v, fuel %d", name, fuel, need, err, int64(metered.fuel.Get()))
			}
		}
		metered.refill(uint64(need))
		if _, err := metered.run.Call(background, 5); err != nil || metered.fuel.Get() != 0 {
			t.Fatalf("%s with the %d units it needs: %v, fuel %d", name, need, err, int64(metered.fuel.Get()))
		}
	}
}

// TestEnginesAgree: compiled and interpreted, a call gives the same result for the same fuel, so that a replay on a machine without a
// compiler stops where the appliance did.
func TestEnginesAgree(t *testing.T) {
	for _, name := range vectors(t, "inject") {
		info, err := binary.Gate(vector(t, name), binary.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		rewritten, err := binary.Inject(info)
		if err != nil {
			t.Fatal(err)
		}
		compiled := openTwin(t, rewritten, wazero.NewRuntimeConfig())
		interpreted := openTwin(t, rewritten, wazero.NewRuntimeConfigInterpreter())
		for _, n := range []uint64{0, 1, 5, 12} {
			a, aErr := compiled.call(n)
			b, bErr := interpreted.call(n)
			if a != b || (aErr == nil) != (bErr == nil) || compiled.used() != interpreted.used() {
				t.Fatalf("%s(%d): compiled %#x, %v, %d units; interpreted %#x, %v, %d units", name, n, a, aErr, compiled.used(), b, bErr, interpreted.used())
			}
			if aErr != nil {
				break
			}
		}
	}
}

// TestInjectIsDeterministic: evidence names modules by digest, and a replay has to trap where the appliance did.
func TestInjectIsDeterministic(t *testing.T) {
	for _, name := range vectors(t, "inject") {
		var first []byte
		for range 3 {
			info, err := binary.Gate(vector(t, name), binary.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			out, err := binary.Inject(info)
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = out
			}
			if !bytes.Equal(first, out) {
				t.Fatalf("%s: two rewritings differ", name)
			}
		}
	}
}

// TestVectorsAreCurrent assembles every test guest anew.
func TestVectorsAreCurrent(t *testing.T) {
	tool, err := exec.LookPath("wat2wasm")
	if err != nil {
		t.Skip("wat2wasm (wabt) is not installed: the committed .wasm files are not compared with their .wat")
	}
	for _, folder := range []string{"gate", "inject", "filter", "hostile"} {
		for _, name := range vectors(t, folder) {
			text := filepath.Join("testdata", filepath.FromSlash(name)+".wat")
			out := filepath.Join(t.TempDir(), "out.wasm")
			args := []string{text, "-o", out}
			if folder == "gate" {
				args = append(args, "--enable-all")
			}
			if folder == "gate" || strings.Contains(name, "invalid") {
				args = append(args, "--no-check")
			}
			if message, err := exec.Command(tool, args...).CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", text, err, message)
			}
			if !bytes.Equal(read(t, out), vector(t, name)) {
				t.Errorf("%s.wasm is not what wat2wasm makes of its text", name)
			}
		}
	}
}

// valid asks the compiler's validator.
func valid(wasm []byte) error {
	rt := wazero.NewRuntimeWithConfig(background, engine(wazero.NewRuntimeConfigInterpreter()))
	defer rt.Close(background)
	_, err := rt.CompileModule(background, wasm)
	return err
}

// FuzzInject: a valid module that passes the gate is valid when rewritten. The limits are small to keep the fuzzer quick.
func FuzzInject(f *testing.F) {
	for _, folder := range []string{"gate", "inject", "filter", "hostile"} {
		for _, name := range vectors(f, folder) {
			f.Add(vector(f, name))
		}
	}
	f.Fuzz(func(t *testing.T, wasm []byte) {
		info, err := binary.Gate(wasm, binary.Limits{Size: 8192, MemoryPages: 4, Tangle: 1 << 12})
		if err != nil || valid(wasm) != nil {
			return
		}
		out, err := binary.Inject(info)
		if err != nil {
			t.Fatalf("a valid module cannot be rewritten: %v", err)
		}
		if err := valid(out); err != nil {
			t.Fatalf("a valid module is not valid when rewritten: %v", err)
		}
	})
}

// TestOriginalIsValidatedFirst: a module that reads the global one past its own is not valid, but would be when rewritten.
func TestOriginalIsValidatedFirst(t *testing.T) {
	_, err := Load(context.Background(), "test", vector(t, "hostile/invalid-refuels"), Options{})
	if err == nil || !strings.Contains(err.Error(), "not valid") {
		t.Fatalf("error %v", err)
	}
	info, err := binary.Gate(vector(t, "hostile/invalid-refuels"), binary.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := binary.Inject(info)
	if err != nil || valid(out) != nil {
		t.Fatalf("the attack does not work any more, and this test shows nothing: %v, %v", err, valid(out))
	}
	var refused *binary.GateError
	if errors.As(err, &refused) {
		t.Fatal("the gate is not what stops it")
	}
}
