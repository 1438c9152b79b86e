package guest

import (
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"time"

	gate "github.com/seed-43cefff0/portcullis/firewall/internal/guest/binary"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// putCodes writes the column code of filter/code, row by row.
func putCodes(in *Instance, codes ...uint32) {
	for i, c := range codes {
		binary.LittleEndian.PutUint32(in.Column(1)[4*i:], c)
	}
}

func TestFilter(t *testing.T) {
	m := mustLoad(t, vector(t, "filter/code"), Options{})
	in := mustInstance(t, m, map[string]any{"deny": []any{32, 33}})
	defer in.Close()
	putCodes(in, 32, 33, 34, 35)
	if err := in.Filter(4); err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		block, flag uint64
		score       uint16
	}{{1, 0, 32}, {1, 2, 33}, {0, 0, 34}, {0, 2, 35}} {
		if in.Block()[i] != want.block || in.Flag()[i] != want.flag || in.Score()[i] != want.score {
			t.Errorf("row %d: block %b, flag %b, score %d; want %+v", i, in.Block()[i], in.Flag()[i], in.Score()[i], want)
		}
	}
	if in.Fuel() <= 0 || in.Fuel() > 10_000 {
		t.Errorf("fuel %d", in.Fuel())
	}
}

// TestEveryBatchSize: the verdict of a row does not depend on its place or on its neighbours.
func TestEveryBatchSize(t *testing.T) {
	m := mustLoad(t, vector(t, "filter/code"), Options{})
	in := mustInstance(t, m, nil) // denies 4 and 9
	for rows := 1; rows <= sdk.Capacity; rows++ {
		for i := range rows {
			putCodes(in, make([]uint32, i)...)
			binary.LittleEndian.PutUint32(in.Column(1)[4*i:], uint32(i))
		}
		for i := range rows {
			binary.LittleEndian.PutUint32(in.Column(1)[4*i:], uint32(i))
		}
		if err := in.Filter(rows); err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			want := uint64(0)
			if i == 4 || i == 9 {
				want = 1
			}
			if in.Block()[i] != want || in.Flag()[i] != uint64(i&1)<<1 {
				t.Fatalf("%d rows, row %d: block %b, flag %b", rows, i, in.Block()[i], in.Flag()[i])
			}
		}
	}
	for _, rows := range []int{-1, 0, sdk.Capacity + 1} {
		if err := in.Filter(rows); err == nil {
			t.Errorf("a batch of %d rows was accepted", rows)
		}
	}
	if err := in.Filter(1); err != nil {
		t.Errorf("the instance is lost over the caller's mistake: %v", err)
	}
}

// TestEveryKindOfColumn: filter/kinds tells by its reasons what it saw; its self-test has run when it is loaded.
func TestEveryKindOfColumn(t *testing.T) {
	m := mustLoad(t, vector(t, "filter/kinds"), Options{})
	in := mustInstance(t, m, nil)
	names := m.Manifest().ColumnNames()
	for i, name := range names {
		have := name != "from_the_future"
		if m.Has(i) != have || (in.Column(i) != nil) != have {
			t.Errorf("column %s: has %v, %d bytes", name, m.Has(i), len(in.Column(i)))
		}
		if c, _ := sdk.ByName(name); have && len(in.Column(i)) != rows(c)*c.Kind.Size() {
			t.Errorf("column %s has %d bytes", name, len(in.Column(i)))
		}
	}
	if len(in.Arena()) != sdk.ArenaSize {
		t.Errorf("arena of %d bytes", len(in.Arena()))
	}
}

// TestLayout reads header and directory as a guest does.
func TestLayout(t *testing.T) {
	m := mustLoad(t, vector(t, "filter/kinds"), Options{})
	in := mustInstance(t, m, nil)
	u32 := func(at int) int { return int(binary.LittleEndian.Uint32(in.buffer[at:])) }
	if u32(4) != sdk.Capacity || u32(8) != 9 || u32(16) != sdk.ArenaSize {
		t.Errorf("capacity %d, columns %d, arena size %d", u32(4), u32(8), u32(16))
	}
	taken := map[int]int{0: 64 + 4*9} // start to end
	for i, name := range m.Manifest().ColumnNames() {
		at := u32(64 + 4*i)
		if name == "from_the_future" {
			if at != 0 {
				t.Errorf("%s is at %d", name, at)
			}
			continue
		}
		taken[at] = at + len(in.Column(i))
		in.Column(i)[0] = byte(i + 1)
		if in.buffer[at] != byte(i+1) {
			t.Errorf("%s is not at %d", name, at)
		}
	}
	taken[u32(12)] = u32(12) + sdk.ArenaSize
	taken[u32(20)], taken[u32(24)], taken[u32(28)] = u32(20)+8*64, u32(24)+8*64, u32(28)+2*64
	if len(taken) != 1+8+4 {
		t.Fatalf("arrays share their start: %v", taken)
	}
	for a, end := range taken {
		if a%16 != 0 || end > m.BufferSize() {
			t.Errorf("array at %d to %d of %d", a, end, m.BufferSize())
		}
		for b := range taken {
			if b > a && b < end {
				t.Errorf("arrays at %d to %d and at %d overlap", a, end, b)
			}
		}
	}
}

// misbehave runs filter/misbehave with a code in row 0.
func misbehave(t *testing.T, in *Instance, code uint32, rows int) error {
	t.Helper()
	binary.LittleEndian.PutUint32(in.Column(0), code)
	return in.Filter(rows)
}

func TestTraps(t *testing.T) {
	m := mustLoad(t, vector(t, "filter/misbehave"), Options{})
	for code, want := range map[uint32]Reason{
		1: ReasonUnreachable, 2: ReasonNonzero, 3: ReasonBadOutput, 4: ReasonMemory, 5: ReasonArithmetic, 6: ReasonTable,
		7: ReasonFuel, 8: ReasonDepth, 13: ReasonBadOutput,
	} {
		in := mustInstance(t, m, nil)
		err := misbehave(t, in, code, 3)
		var trap *TrapError
		if !errors.As(err, &trap) || trap.Reason != want || trap.Filter != "guest" || trap.Call != "pc_filter" {
			t.Errorf("code %d: %v, want %s", code, err, want)
		}
		if err := misbehave(t, in, 0, 1); !errors.Is(err, ErrDiscarded) {
			t.Errorf("code %d: the instance is used again: %v", code, err)
		}
		in.Close()
	}
}

// TestMemoryGrows: the views stay what they were, and the next batch is judged.
func TestMemoryGrows(t *testing.T) {
	m := mustLoad(t, vector(t, "filter/misbehave"), Options{})
	in := mustInstance(t, m, nil)
	before := &in.buffer[0]
	for range 12 { // four times more than there is
		if err := misbehave(t, in, 9, 1); err != nil {
			t.Fatal(err)
		}
		if &in.buffer[0] != before {
			t.Fatal("the memory moved")
		}
	}
	if got := in.memory.Size(); got != 16<<16 {
		t.Errorf("memory of %d bytes", got)
	}
	if err := misbehave(t, in, 0, 1); err != nil {
		t.Error(err)
	}
}

// TestGuestOwnsItsBuffer: what a guest writes over header and directory is its own loss, the host does not read them back.
func TestGuestOwnsItsBuffer(t *testing.T) {
	m := mustLoad(t, vector(t, "filter/misbehave"), Options{})
	in := mustInstance(t, m, nil)
	if err := misbehave(t, in, 12, 1); err != nil {
		t.Fatal(err)
	}
	binary.LittleEndian.PutUint32(in.Column(0), 0)
	var trap *TrapError
	if err := in.Filter(64); err != nil && !errors.As(err, &trap) {
		t.Errorf("error %v", err)
	}
}

func TestLogAndMetrics(t *testing.T) {
	lines := make(chan Line, 1)
	m := mustLoad(t, vector(t, "filter/misbehave"), Options{Log: func(l Line) { lines <- l }, LogRate: 2})
	m.host.seconds = func() int64 { return 7 }
	in := mustInstance(t, m, nil)
	for range 5 {
		if err := misbehave(t, in, 10, 1); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		line := <-lines
		if line.Filter != "guest" || line.Level != 2 || line.Text != "a line with  [31m and \uFFFD." {
			t.Errorf("line %d %q of %s", line.Level, line.Text, line.Filter)
		}
	}
	if err := misbehave(t, in, 14, 1); err != nil {
		t.Fatal(err)
	}
	if got := m.DroppedLines(); got != 4 {
		t.Errorf("%d lines dropped", got)
	}
	for range 3 {
		if err := misbehave(t, in, 11, 1); err != nil {
			t.Fatal(err)
		}
	}
	if got := m.Metrics(); len(got) != 2 || got[0] != 0 || got[1] != 15 {
		t.Errorf("metrics %v", got)
	}
}

// TestLogNeverWaits: a listener that does not listen costs lines, not time.
func TestLogNeverWaits(t *testing.T) {
	release := make(chan struct{})
	m := mustLoad(t, vector(t, "filter/misbehave"), Options{Log: func(Line) { <-release }, LogRate: 1 << 30})
	defer close(release)
	in := mustInstance(t, m, nil)
	for range 3 * logQueue {
		if err := misbehave(t, in, 10, 1); err != nil {
			t.Fatal(err)
		}
	}
	if m.DroppedLines() < logQueue {
		t.Errorf("%d lines dropped", m.DroppedLines())
	}
}

func TestSlot(t *testing.T) {
	m := mustLoad(t, vector(t, "filter/misbehave"), Options{})
	s, err := m.NewSlot(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if s.Module() != m {
		t.Error("another module")
	}
	seen := map[*Instance]bool{}
	for i := range 20 {
		in := s.Instance()
		if in == nil || seen[in] {
			t.Fatalf("round %d: instance %p was seen before", i, in)
		}
		seen[in] = true
		if i%2 == 0 {
			s.making.Wait() // odd rounds may find no spare
		}
		if err := misbehave(t, in, 1, 1); err == nil {
			t.Fatal("no trap")
		}
		s.Discard()
	}
	if err := misbehave(t, s.Instance(), 0, 1); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if s.Instance() != nil {
		t.Error("a closed slot has an instance")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestSlotWithoutInstances: when none can be made any more, the lane sees nil and applies the failure policy.
func TestSlotWithoutInstances(t *testing.T) {
	m := mustLoad(t, vector(t, "filter/code"), Options{})
	s, err := m.NewSlot(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	s.making.Wait()
	s.tlv = []byte{9, 0, 9, 0, 0, 0, 0, 0} // pc_init refuses it
	s.Discard()
	s.Discard()
	s.Discard()
	if s.Instance() != nil {
		t.Error("an instance with a refused configuration")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := m.NewSlot(context.Background(), s.tlv); err == nil {
		t.Error("a slot with a refused configuration")
	}
}

func TestFilterDoesNotAllocate(t *testing.T) {
	m := mustLoad(t, vector(t, "filter/code"), Options{})
	in := mustInstance(t, m, nil)
	if n := testing.AllocsPerRun(1000, func() {
		putCodes(in, 1, 2, 3, 4)
		if in.Filter(4) != nil {
			t.Fatal("failed")
		}
	}); n != 0 {
		t.Errorf("%v allocations a call", n)
	}
	m = mustLoad(t, vector(t, "filter/misbehave"), Options{})
	in = mustInstance(t, m, nil)
	if n := testing.AllocsPerRun(100, func() { misbehave(t, in, 11, 1) }); n != 0 {
		t.Errorf("%v allocations a call with metrics", n)
	}
}

// TestSetupFailures loads one module per failure, which its file is named after.
func TestSetupFailures(t *testing.T) {
	for name, want := range map[string]string{
		"abi-2":                  "the module speaks filter ABI 2, this host speaks 1",
		"abi-traps":              "pc_abi failed (unreachable)",
		"initialize-traps":       "_initialize failed (unreachable)",
		"manifest-traps":         "pc_manifest failed (unreachable)",
		"manifest-outside":       "65536 bytes at 0x80000 are outside the memory",
		"manifest-too-long":      "a manifest of 262145 bytes, at most 262144",
		"data-outside":           "out of bounds memory access",
		"buffer-refused":         "pc_buffer failed (bad-output): it returned 0x0",
		"buffer-traps":           "pc_buffer failed (unreachable)",
		"buffer-unaligned":       "a multiple of 16 is wanted",
		"buffer-outside":         "bytes at 0x7fff0 are outside the memory",
		"init-refuses":           "it refused the configuration with 7",
		"init-traps":             "pc_init failed (arithmetic)",
		"init-spins":             "pc_init failed (fuel)",
		"self-test-wrong":        `self-test "promised", row 1: block is [], [code-listed] was expected`,
		"self-test-traps":        `self-test "promised": filter guest: pc_filter failed (unreachable)`,
		"self-test-needs-config": `self-test "promised": there is no default configuration`,
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := Load(context.Background(), "test", vector(t, "filter/setup-"+name), Options{})
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v; want %q in it", err, want)
			}
			if took := time.Since(start); took > time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
	if n := len(vectors(t, "filter")); n != 17+6 {
		t.Errorf("%d vectors, some without a test", n)
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, wasm := range map[string][]byte{"gate": vector(t, "gate/start-section"), "nothing": nil} {
		_, err := Load(context.Background(), "filters/x.wasm", wasm, Options{})
		var refused *gate.GateError
		if !errors.As(err, &refused) || !strings.HasPrefix(err.Error(), "module filters/x.wasm: module refused (") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestModuleDescribesItself(t *testing.T) {
	wasm := vector(t, "filter/code")
	m := mustLoad(t, wasm, Options{})
	if m.Name() != "code" || m.Info().Functions != 7 || m.Digest() == [32]byte{} || m.Schema() == nil || m.Manifest().Reasons[0].Rule != "G-02" {
		t.Errorf("%s, %+v, %x", m.Name(), m.Info(), m.Digest())
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
	if err := m.Close(); err != nil {
		t.Errorf("second close: %v", err)
	}
}
