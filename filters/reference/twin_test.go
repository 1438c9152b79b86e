package reference

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

// packed is a digits column in a vector: a string, or the number that stands in memory.
type packed uint64

func (p *packed) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) != nil {
		return json.Unmarshal(b, (*uint64)(p))
	}
	*p = packed(len(text)) << 60
	for i := range len(text) {
		*p |= packed(text[i]-'0') << (56 - 4*i)
	}
	return nil
}

// The vectors are those of the guest: its native tests and the host's read them too.
func TestVectors(t *testing.T) {
	text, err := os.ReadFile("vectors/sample.json")
	if err != nil {
		t.Fatal(err)
	}
	var tests []struct {
		Rows []struct {
			Protocol uint8
			Code     uint32
			SrcOwner uint16 `json:"src_owner"`
			IMSI     packed
			TEID     uint32
		}
		Block, Flag [][]string
	}
	if err := json.Unmarshal(text, &tests); err != nil || len(tests) == 0 {
		t.Fatalf("%d tests: %v", len(tests), err)
	}
	names := []string{"code-not-in-set", "prefix-listed", "tunnel-unknown"}
	bits := func(reasons []string) (set uint64) {
		for i, n := range names {
			if strings.Contains(strings.Join(reasons, " "), n) {
				set |= 1 << i
			}
		}
		return set
	}
	twin := New()
	for n, test := range tests {
		for i, r := range test.Rows {
			block, flag := twin.JudgeRow(Row{r.Protocol, r.Code, r.SrcOwner, uint64(r.IMSI), r.TEID})
			if block != bits(test.Block[i]) || flag != bits(test.Flag[i]) {
				t.Errorf("sample %d, row %d: block %#b flag %#b, expected %v %v", n, i, block, flag, test.Block[i], test.Flag[i])
			}
		}
	}
}

// Judge and JudgeRow are one judgement, and neither allocates.
func TestJudge(t *testing.T) {
	twin, rows := New(), Workload(4096)
	c := columns(rows)
	block, flag := make([]uint64, len(rows)), make([]uint64, len(rows))
	if n := testing.AllocsPerRun(10, func() { twin.Judge(c, len(rows), block, flag) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	seen := map[uint64]int{}
	for i, r := range rows {
		b, f := twin.JudgeRow(r)
		if b != block[i] || f != flag[i] {
			t.Fatalf("row %d: %#b %#b alone, %#b %#b in the batch", i, b, f, block[i], flag[i])
		}
		seen[b|f]++
	}
	for _, reason := range []uint64{0, CodeNotInSet, PrefixListed, TunnelUnknown} {
		if seen[reason] == 0 {
			t.Errorf("the workload never gives %#b: %v", reason, seen)
		}
	}
}

func columns(rows []Row) *Columns {
	c := &Columns{}
	for _, r := range rows {
		c.Protocol, c.Code, c.SrcOwner = append(c.Protocol, r.Protocol), append(c.Code, r.Code), append(c.SrcOwner, r.SrcOwner)
		c.IMSI, c.TEID = append(c.IMSI, r.IMSI), append(c.TEID, r.TEID)
	}
	return c
}

func BenchmarkJudge(b *testing.B) {
	twin := New()
	c := columns(Workload(64))
	block, flag := make([]uint64, 64), make([]uint64, 64)
	for _, rows := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				twin.Judge(c, rows, block, flag)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rows), "ns/row")
		})
	}
}
