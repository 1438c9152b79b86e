package guest

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/filters"
	"github.com/seed-43cefff0/portcullis/filters/reference"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// firstParty are the committed modules by the name of their folder in filters.
func firstParty(t testing.TB) map[string][]byte {
	t.Helper()
	modules := map[string][]byte{"reference": filters.Reference()}
	for _, name := range filters.Names() {
		modules[name], _ = filters.Builtin(name)
	}
	return modules
}

// filterVector is a test as in a manifest, with the configuration it is to be run under.
type filterVector struct {
	SelfTest
	Config map[string]any `json:"config"`
}

// filterVectors reads the vectors in a filter's folder. The native tests of the Rust source read the same files.
func filterVectors(t testing.TB, filter string) (all []filterVector) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "filters", filter, "vectors", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("filter %s has no vectors: %v", filter, err)
	}
	for _, file := range files {
		var tests []filterVector
		if err := json.Unmarshal(read(t, file), &tests); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, tests...)
	}
	return all
}

// judgeRows gives rows to the instance as one batch and names the outcome of each.
func judgeRows(t testing.TB, in *Instance, rows []map[string]json.RawMessage) (block, flag [][]string) {
	t.Helper()
	putRows(t, in, rows)
	if err := in.Filter(len(rows)); err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		block = append(block, in.module.manifest.names(in.Block()[i]))
		flag = append(flag, in.module.manifest.names(in.Flag()[i]))
	}
	return block, flag
}

func putRows(t testing.TB, in *Instance, rows []map[string]json.RawMessage) {
	t.Helper()
	for i, f := range in.module.layout.fields {
		if f.have {
			clear(in.Column(i))
		}
	}
	w := &rowWriter{in: in, names: in.module.manifest.FieldNames()}
	for i, row := range rows {
		if err := w.row(i, row); err != nil {
			t.Fatalf("row %d: %v", i, err)
		}
	}
}

func sortedLists(lists [][]string) [][]string {
	out := make([][]string, len(lists))
	for i, l := range lists {
		out[i] = slices.Sorted(slices.Values(l))
	}
	return out
}

// Every vector has its outcome as one batch, and every row alone: a verdict does not depend on batch boundaries.
func TestFilterVectors(t *testing.T) {
	for name, wasm := range firstParty(t) {
		t.Run(name, func(t *testing.T) {
			m := mustLoad(t, wasm, Options{})
			for _, v := range filterVectors(t, name) {
				t.Run(v.Name, func(t *testing.T) { checkVector(t, m, v) })
			}
		})
	}
}

func checkVector(t *testing.T, m *Module, v filterVector) {
	in := mustInstance(t, m, v.Config)
	block, flag := judgeRows(t, in, v.Rows)
	if got, want := sortedLists(block), sortedLists(v.Block); !reflect.DeepEqual(got, want) {
		t.Errorf("block is %v, %v was expected", got, want)
	}
	if got, want := sortedLists(flag), sortedLists(v.Flag); !reflect.DeepEqual(got, want) {
		t.Errorf("flag is %v, %v was expected", got, want)
	}
	for i := range v.Rows {
		b, f := judgeRows(t, in, v.Rows[i:i+1])
		if !reflect.DeepEqual(b[0], block[i]) || !reflect.DeepEqual(f[0], flag[i]) {
			t.Errorf("row %d alone: block %v flag %v, in the batch %v %v", i, b[0], f[0], block[i], flag[i])
		}
	}
}

// Rows made from those of the vectors come out of a full batch as they come out alone: a filter that looks at many rows at once to tell what
// is usual finds nothing usual that it would have said something of.
func TestFiltersJudgeManyAsOne(t *testing.T) {
	for name, wasm := range firstParty(t) {
		t.Run(name, func(t *testing.T) {
			m, rnd := mustLoad(t, wasm, Options{}), rand.New(rand.NewPCG(1, 2))
			for _, v := range filterVectors(t, name) {
				in := mustInstance(t, m, v.Config)
				for range 40 {
					putRows(t, in, slices.Repeat(v.Rows, (sdk.Capacity+len(v.Rows)-1)/len(v.Rows))[:sdk.Capacity])
					in.change(rnd)
					in.compareAlone(t, v.Name)
				}
			}
		})
	}
}

// change gives each row other octets in up to three of its numbers: those of another row, or with a bit turned round, or a small number.
func (in *Instance) change(rnd *rand.Rand) {
	for row := range sdk.Capacity {
		for range rnd.IntN(4) {
			i := rnd.IntN(len(in.module.layout.fields))
			f := in.module.layout.fields[i]
			size := f.column.Kind.Size()
			if !f.have || size > 8 || f.column.Kind == sdk.Bytes || f.column.Kind == sdk.List || f.size > size*sdk.Capacity {
				continue
			}
			element := in.Column(i)[size*row:][:size]
			switch rnd.IntN(3) {
			case 0:
				copy(element, in.Column(i)[size*rnd.IntN(sdk.Capacity):])
			case 1:
				element[rnd.IntN(size)] ^= 1 << rnd.IntN(8)
			case 2:
				clear(element)
				element[0] = byte(rnd.IntN(256))
			}
		}
	}
}

// compareAlone judges the rows together, and each alone.
func (in *Instance) compareAlone(t *testing.T, name string) {
	t.Helper()
	if err := in.Filter(sdk.Capacity); err != nil {
		t.Fatal(err)
	}
	block, flag := slices.Clone(in.Block()), slices.Clone(in.Flag())
	for row := range sdk.Capacity {
		for i, f := range in.module.layout.fields {
			if f.have && f.size == f.column.Kind.Size()*sdk.Capacity {
				copy(in.Column(i)[:f.column.Kind.Size()], in.Column(i)[f.column.Kind.Size()*row:])
			}
		}
		if err := in.Filter(1); err != nil {
			t.Fatal(err)
		}
		if in.Block()[0] != block[row] || in.Flag()[0] != flag[row] {
			t.Fatalf("%s: a change of row %d says block %#x flag %#x in the batch, %#x %#x alone", name, row, block[row], flag[row], in.Block()[0], in.Flag()[0])
		}
	}
}

// Each reason of a built-in filter is shown by a vector, with what it comes as: an
// operator may then rely on the table of reasons.
func TestFilterReasonsAreShown(t *testing.T) {
	for _, name := range filters.Names() {
		wasm, _ := filters.Builtin(name)
		m := mustLoad(t, wasm, Options{})
		shown := map[string]bool{}
		for _, v := range filterVectors(t, name) {
			for i := range v.Rows {
				for _, r := range v.Block[i] {
					shown[r+" drop"] = true
				}
				for _, r := range v.Flag[i] {
					shown[r+" flag"] = true
				}
			}
		}
		for _, r := range m.Manifest().Reasons {
			if !shown[r.Name+" "+r.Action] {
				t.Errorf("%s: no vector shows %s (%s)", name, r.Name, r.Action)
			}
		}
		if manifest := m.Manifest(); manifest.Name != name {
			t.Errorf("the module in the folder %s is named %s", name, manifest.Name)
		}
	}
}

// The reference filter and its native twin judge alike, in batches of every size.
func TestReferenceTwin(t *testing.T) {
	in := mustInstance(t, mustLoad(t, filters.Reference(), Options{}), nil)
	twin, rows := reference.New(), reference.Workload(20_000)
	for at, size := 0, 1; at < len(rows); at, size = at+size, size%sdk.Capacity+1 {
		batch := rows[at:min(at+size, len(rows))]
		putReference(in, batch)
		if err := in.Filter(len(batch)); err != nil {
			t.Fatal(err)
		}
		for i, r := range batch {
			if block, flag := twin.JudgeRow(r); in.Block()[i] != block || in.Flag()[i] != flag {
				t.Fatalf("row %d %+v: block %#b flag %#b, the twin says %#b %#b", at+i, r, in.Block()[i], in.Flag()[i], block, flag)
			}
		}
	}
}

// putReference writes rows into the columns of the reference filter, in its manifest's order.
func putReference(in *Instance, rows []reference.Row) {
	protocol, code, owner, imsi, teid := in.Column(0), in.Column(1), in.Column(2), in.Column(3), in.Column(4)
	for i := range rows {
		r := &rows[i]
		protocol[i] = r.Protocol
		binary.LittleEndian.PutUint32(code[4*i:], r.Code)
		binary.LittleEndian.PutUint16(owner[2*i:], r.SrcOwner)
		binary.LittleEndian.PutUint64(imsi[8*i:], r.IMSI)
		binary.LittleEndian.PutUint32(teid[4*i:], r.TEID)
	}
}

// BenchmarkReference times the reference filter, writing its columns included, and its native twin in turns, so that what the machine does
// beside them falls on both. The figures are medians of the turns.
func BenchmarkReference(b *testing.B) {
	in := mustInstance(b, mustLoad(b, filters.Reference(), Options{}), nil)
	twin, rows := reference.New(), reference.Workload(4096)
	for _, size := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("rows=%d", size), func(b *testing.B) {
			var guests, natives []float64
			for b.Loop() {
				for at := 0; at+size <= len(rows); at += 16 * size {
					guests = append(guests, perRow(size, func() {
						putReference(in, rows[at:at+size])
						in.Filter(size)
					}))
					natives = append(natives, perRow(size, func() {
						for _, r := range rows[at : at+size] {
							block, flag := twin.JudgeRow(r)
							sink += block + flag
						}
					}))
				}
			}
			slices.Sort(guests)
			slices.Sort(natives)
			guest, native := guests[len(guests)/2], natives[len(natives)/2]
			b.ReportMetric(guest, "ns/row")
			b.ReportMetric(native, "native-ns/row")
			b.ReportMetric(guest/native, "ratio")
			b.ReportMetric(0, "ns/op")
		})
	}
}

var sink uint64

// perRow times one turn: as many calls as judge about a thousand rows.
func perRow(rows int, call func()) float64 {
	turns := 1024 / rows
	begin := time.Now()
	for range turns {
		call()
	}
	return float64(time.Since(begin).Nanoseconds()) / float64(turns*rows)
}

// BenchmarkFirstParty is one call of each filter over the rows of its vectors that have its default configuration, again and again until
// the batch is full. Writing the columns is not in it.
func BenchmarkFirstParty(b *testing.B) {
	for _, name := range append(filters.Names(), "reference") {
		m := mustLoad(b, firstParty(b)[name], Options{})
		var rows []map[string]json.RawMessage
		for _, v := range filterVectors(b, name) {
			if v.Config == nil {
				rows = append(rows, v.Rows...)
			}
		}
		for _, size := range []int{1, 16, 64} {
			b.Run(fmt.Sprintf("%s/rows=%d", strings.ToLower(name), size), func(b *testing.B) {
				in, err := m.NewInstance(context.Background(), nil)
				if err != nil {
					b.Fatal(err)
				}
				batch := make([]map[string]json.RawMessage, min(size, sdk.Capacity))
				for i := range batch {
					batch[i] = rows[i*len(rows)/len(batch)]
				}
				putRows(b, in, batch)
				b.ReportAllocs()
				for b.Loop() {
					if in.Filter(size) != nil {
						b.Fatal("failed")
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*size), "ns/row")
				b.ReportMetric(float64(in.Fuel())/float64(size), "fuel/row")
			})
		}
	}
}
