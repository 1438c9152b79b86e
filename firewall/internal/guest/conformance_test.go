package guest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"

	"github.com/seed-43cefff0/portcullis/sdk"
	"github.com/seed-43cefff0/portcullis/sdk/conformance"
)

// hex64 is a 64-bit word written "0x...".
type hex64 uint64

func (h *hex64) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return err
	}
	n, err := strconv.ParseUint(text, 0, 64)
	*h = hex64(n)
	return err
}

// said is what the conformance guest says of a row: [block, flag, score].
type said struct {
	block, flag hex64
	score       uint16
}

func (s *said) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&s.block, &s.flag, &s.score})
}

type conformanceCase struct {
	Rows   []map[string]json.RawMessage
	Echo   map[string][]said
	Config struct {
		Given   map[string]any
		Entries []struct {
			Tag, Kind, Length uint64
			Hash              hex64
		}
	}
	Log []struct {
		Level int
		Text  string
	}
}

// TestConformance runs the guest as sdk/conformance/README.md asks any host to.
func TestConformance(t *testing.T) {
	var want conformanceCase
	if err := json.Unmarshal(conformance.Expected(), &want); err != nil {
		t.Fatal(err)
	}
	t.Run("echo", want.echo)
	t.Run("layout", want.layout)
	t.Run("config", want.config)
	t.Run("log", want.log)
	t.Run("metric", want.metric)
	t.Run("failures", conformanceFailures)
}

// say runs one call in a mode of the guest and returns its instance.
func say(t *testing.T, config map[string]any, rows []map[string]json.RawMessage) *Instance {
	t.Helper()
	in := mustInstance(t, mustLoad(t, conformance.Module(), Options{}), config)
	judgeRows(t, in, rows)
	return in
}

func heard(in *Instance, row int) said {
	return said{hex64(in.Block()[row]), hex64(in.Flag()[row]), in.Score()[row]}
}

func (c *conformanceCase) echo(t *testing.T) {
	m := mustLoad(t, conformance.Module(), Options{})
	if have, want := len(c.Echo), len(m.Manifest().FieldNames()); have != want {
		t.Errorf("expected.json tells of %d columns and counters, the guest declares %d", have, want)
	}
	for name, want := range c.Echo {
		in := mustInstance(t, m, map[string]any{"mode": "echo", "column": name})
		judgeRows(t, in, c.Rows)
		for i := range c.Rows {
			if got := heard(in, i); got != want[i] {
				t.Errorf("%s, row %d: %+v, expected %+v", name, i, got, want[i])
			}
		}
	}
}

// layout is called twice: the guest leaves outputs behind that the second call must not find.
func (c *conformanceCase) layout(t *testing.T) {
	in := say(t, nil, c.Rows)
	for _, rows := range []int{len(c.Rows), 1, sdk.Capacity, 7} {
		if err := in.Filter(rows); err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			if got := heard(in, i); got != (said{0, 1, 0xFFFF}) {
				t.Fatalf("%d rows, row %d: %+v; the bits of block are in sdk/conformance/src/layout.rs", rows, i, got)
			}
		}
	}
}

func (c *conformanceCase) config(t *testing.T) {
	in := say(t, c.Config.Given, make([]map[string]json.RawMessage, 16))
	for i := range 16 {
		want := said{}
		if i < len(c.Config.Entries) {
			e := c.Config.Entries[i]
			want = said{block: e.Hash, flag: hex64(e.Tag<<48 | e.Kind<<32 | e.Length)}
		}
		if got := heard(in, i); got != want {
			t.Errorf("entry %d: %#x, expected %#x", i, got, want)
		}
	}
}

func (c *conformanceCase) log(t *testing.T) {
	var mu sync.Mutex
	var lines []Line
	m, err := Load(t.Context(), "test", conformance.Module(), Options{Log: func(l Line) {
		mu.Lock()
		defer mu.Unlock()
		lines = append(lines, l)
	}})
	if err != nil {
		t.Fatal(err)
	}
	in := mustInstance(t, m, map[string]any{"mode": "log"})
	judgeRows(t, in, c.Rows)
	m.Close() // delivers what is queued
	if len(lines) != len(c.Log) {
		t.Fatalf("%d lines, expected %d", len(lines), len(c.Log))
	}
	for i, want := range c.Log {
		if lines[i] != (Line{Filter: "conformance", Level: want.Level, Text: want.Text}) {
			t.Errorf("line %d: %+v, expected %+v", i, lines[i], want)
		}
	}
}

func (c *conformanceCase) metric(t *testing.T) {
	in := say(t, map[string]any{"mode": "metric"}, c.Rows)
	if got, want := fmt.Sprint(in.module.Metrics()), fmt.Sprint([]int{len(c.Rows), -1}); got != want {
		t.Errorf("metrics are %s, expected %s", got, want)
	}
}

// conformanceFailures: each mode that fails does, for the reason the host gives to its kind.
func conformanceFailures(t *testing.T) {
	m := mustLoad(t, conformance.Module(), Options{})
	for mode, want := range map[string]Reason{"fail": ReasonNonzero, "trap": ReasonUnreachable, "spin": ReasonFuel} {
		var trap *TrapError
		if err := mustInstance(t, m, map[string]any{"mode": mode}).Filter(1); !errors.As(err, &trap) || trap.Reason != want {
			t.Errorf("%s: %v, expected a trap for the reason %s", mode, err, want)
		}
	}
	tlv, err := m.CompileConfig(map[string]any{"mode": "refuse"})
	if err != nil {
		t.Fatal(err)
	}
	if in, err := m.NewInstance(t.Context(), tlv); err == nil {
		in.Close()
		t.Error("a configuration that the guest refused was taken")
	}
}
