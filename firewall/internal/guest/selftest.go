package guest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"github.com/seed-43cefff0/portcullis/sdk"
)

// SelfTestError says which promise of its manifest a filter does not keep.
type SelfTestError struct {
	Test    string
	Row     int // from 0; -1 when the test as a whole fails
	Problem string
	Err     error // of the call, if that is what failed
}

func (e *SelfTestError) Error() string {
	if e.Row < 0 {
		return fmt.Sprintf("self-test %q: %s", e.Test, e.Problem)
	}
	return fmt.Sprintf("self-test %q, row %d: %s", e.Test, e.Row, e.Problem)
}

func (e *SelfTestError) Unwrap() error { return e.Err }

// selfTest runs the manifest's tests under the default configuration, each on a fresh instance. Without tests, an instance is made all the
// same if the default configuration is complete: a filter that refuses it would be found out too late.
func (m *Module) selfTest(ctx context.Context) error {
	tlv, err := m.CompileConfig(nil)
	if err != nil {
		if len(m.manifest.SelfTest) == 0 {
			return nil
		}
		return &SelfTestError{Test: m.manifest.SelfTest[0].Name, Row: -1, Problem: "there is no default configuration: " + err.Error(), Err: err}
	}
	if len(m.manifest.SelfTest) == 0 {
		return m.Start(ctx, tlv)
	}
	for i := range m.manifest.SelfTest {
		if err := m.runSelfTest(ctx, &m.manifest.SelfTest[i], tlv); err != nil {
			return err
		}
	}
	return nil
}

// Start makes an instance to see whether one can be made with this configuration.
func (m *Module) Start(ctx context.Context, tlv []byte) error {
	in, err := m.NewInstance(ctx, tlv)
	if err != nil {
		return err
	}
	return in.Close()
}

// Outcome is what came of one test of the manifest.
type Outcome struct {
	Name string
	Err  error // nil: the filter keeps its promise
}

// SelfTests runs every test of the manifest, its rows together and one by one:
// a verdict must not depend on the rows beside it. Without tests it only sees
// whether the module starts. The error says that it does not.
func (m *Module) SelfTests(ctx context.Context) (list []Outcome, err error) {
	tlv, err := m.CompileConfig(nil)
	if len(m.manifest.SelfTest) == 0 {
		if err != nil { // no default configuration to start with, and no test that needs one
			return nil, nil
		}
		return nil, m.Start(ctx, tlv)
	}
	if err != nil {
		return nil, fmt.Errorf("there is no default configuration to test with: %w", err)
	}
	for i := range m.manifest.SelfTest {
		test := &m.manifest.SelfTest[i]
		err := m.runSelfTest(ctx, test, tlv)
		for row := range test.Rows {
			if err == nil && len(test.Rows) > 1 {
				alone := &SelfTest{fmt.Sprintf("%s, row %d alone", test.Name, row), test.Rows[row : row+1], test.Block[row : row+1], test.Flag[row : row+1]}
				err = m.runSelfTest(ctx, alone, tlv)
			}
		}
		list = append(list, Outcome{test.Name, err})
	}
	return list, nil
}

// Fill puts rows of the manifest's tests into the columns of an instance, over
// and over until there are n, for measuring. A row that does not fit beside the
// others stays empty.
func (in *Instance) Fill(n int) error {
	var all []map[string]json.RawMessage
	for _, test := range in.module.manifest.SelfTest {
		all = append(all, test.Rows...)
	}
	if len(all) == 0 {
		return fmt.Errorf("module %s has no self-test to take rows from", in.module.name)
	}
	w := &rowWriter{in: in, names: in.module.manifest.FieldNames()}
	for i := range n {
		_ = w.row(i, all[i%len(all)]) // loading has checked the values: what fails is room
	}
	return nil
}

func (m *Module) runSelfTest(ctx context.Context, test *SelfTest, tlv []byte) error {
	in, err := m.NewInstance(ctx, tlv)
	if err != nil {
		return err
	}
	defer in.Close()
	w := &rowWriter{in: in, names: m.manifest.FieldNames()}
	for i, row := range test.Rows {
		if err := w.row(i, row); err != nil {
			return &SelfTestError{Test: test.Name, Row: i, Problem: err.Error()}
		}
	}
	if err := in.Filter(len(test.Rows)); err != nil {
		return &SelfTestError{Test: test.Name, Row: -1, Problem: err.Error(), Err: err}
	}
	for i := range test.Rows {
		for _, o := range []struct {
			verdict string
			have    uint64
			want    []string
		}{{"block", in.block[i], test.Block[i]}, {"flag", in.flag[i], test.Flag[i]}} {
			if o.have != m.manifest.bits(o.want) {
				return &SelfTestError{Test: test.Name, Row: i, Problem: fmt.Sprintf("%s is [%s], [%s] was expected",
					o.verdict, strings.Join(m.manifest.names(o.have), " "), strings.Join(o.want, " "))}
			}
		}
	}
	return nil
}

func (m *Manifest) bits(names []string) (set uint64) {
	for _, name := range names {
		if i, ok := m.ReasonIndex(name); ok {
			set |= 1 << i
		}
	}
	return set
}

func (m *Manifest) names(set uint64) (names []string) {
	for ; set != 0; set &= set - 1 {
		names = append(names, m.Reasons[bits.TrailingZeros64(set)].Name)
	}
	return names
}

// rowWriter puts rows of a manifest's self-test into the columns of an instance.
type rowWriter struct {
	in       *Instance
	names    []string       // what the directory lists
	arena    int            // octets used
	children map[string]int // rows used, by list
}

func (w *rowWriter) row(i int, values map[string]json.RawMessage) error {
	for _, name := range slices.Sorted(maps.Keys(values)) { // in one order, so that the arena is filled alike every time
		if strings.Contains(name, ".") && !strings.HasPrefix(name, sdk.CounterPrefix) {
			return fmt.Errorf("%s: a child column belongs into the array of its list", name)
		}
		if err := w.value(name, i, values[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (w *rowWriter) value(name string, i int, value json.RawMessage) error {
	at := slices.Index(w.names, name)
	if at < 0 {
		return fmt.Errorf("the column is not declared")
	}
	f := w.in.module.layout.fields[at]
	if !f.have {
		return nil // this host does not deliver it
	}
	size := f.column.Kind.Size()
	dst := w.in.Column(at)[i*size:][:size]
	switch f.column.Kind {
	case sdk.Bytes:
		return w.bytes(dst, value)
	case sdk.List:
		return w.list(name, dst, value)
	}
	return putScalar(dst, f.column.Kind, value)
}

// list writes an array of objects into the child table.
func (w *rowWriter) list(name string, dst []byte, value json.RawMessage) error {
	var rows []map[string]json.RawMessage
	if err := json.Unmarshal(value, &rows); err != nil {
		return fmt.Errorf("an array of objects is wanted")
	}
	if w.children == nil {
		w.children = map[string]int{}
	}
	first := w.children[name]
	if first+len(rows) > sdk.ListCapacity {
		return fmt.Errorf("more than %d entries in the batch", sdk.ListCapacity)
	}
	w.children[name] = first + len(rows)
	for i, row := range rows {
		for _, child := range slices.Sorted(maps.Keys(row)) {
			if err := w.value(name+"."+child, first+i, row[child]); err != nil {
				return fmt.Errorf("entry %d: %s: %w", i, child, err)
			}
		}
	}
	putRange(dst, first, len(rows))
	return nil
}
