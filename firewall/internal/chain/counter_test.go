package chain

import (
	"slices"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/guest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/state"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// request is an operation for the guest counting, which gives the values of its
// counters back: all operations between two addresses, and new requests.
type request struct {
	at        time.Duration
	src, dst  byte
	sequence  uint32
	code      uint32 // 0 stands for 1
	protocol  op.Protocol
	kind      op.Kind
	direction op.Direction
	peer      op.ID
}

func (r request) add(b *op.Batch) {
	m := b.AddMessage()
	m.TimeNS, m.Transport, m.Direction, m.Interconnect = int64(r.at), 17, max(r.direction, op.In), r.peer
	m.Src, m.Dst = op.AddrFrom4([]byte{198, 51, 100, r.src}), op.AddrFrom4([]byte{192, 0, 2, r.dst})
	o := b.AddOp(max(r.protocol, op.ProtoGTPv1))
	o.Code, o.Kind, o.Direction, o.GTP.Sequence = max(r.code, 1), max(r.kind, op.KindRequest), m.Direction, r.sequence
}

// batched shares requests out to batches of a size.
func batched(size int, requests ...request) (list []*op.Batch) {
	for part := range slices.Chunk(requests, size) {
		b := &op.Batch{}
		for _, r := range part {
			r.add(b)
		}
		list = append(list, b)
	}
	return list
}

func judgeCounting(t testing.TB, size, interconnects int) *Judge {
	m := load(t, "counting")
	p := policy(m)
	p.Modes.Peer = make([]uint32, 1+interconnects)
	return judge(t, p, size, m)
}

// counted judges batches and returns the values of both counters for every
// operation that the guest got. What the guest says of an operation has to be
// their low bits.
func counted(t testing.TB, j *Judge, batches []*op.Batch) (list [][2]uint32) {
	t.Helper()
	for _, b := range batches {
		j.Judge(b)
		for i := range b.Ops {
			var values []uint32
			j.Counted(i, func(_, _ string, value uint32) { values = append(values, value) })
			if len(values) == 0 {
				continue
			}
			var seen uint32
			j.Findings(i, func(f *Finding) {
				if f.Reason != FilterFailed {
					seen |= 1 << f.Reason
				}
			})
			if want := (values[0] | values[1]) & 0xFF; b.Ops[i].Code != 9 && seen != want {
				t.Errorf("the guest saw the bits %#x, not %#x", seen, want)
			}
			list = append(list, [2]uint32{values[0], values[1]})
		}
	}
	return list
}

func TestCountersCountWhatTheyDeclare(t *testing.T) {
	j := judgeCounting(t, 64, 0)
	const s = time.Second
	requests := []request{
		{src: 1},
		{src: 1, sequence: 7},
		{src: 1, sequence: 7, at: s}, // sent again
		{src: 1, code: 2, at: s},
		{src: 1, kind: op.KindResponse, at: s},
		{src: 1, direction: op.Transit, at: s},
		{src: 1, protocol: op.ProtoGTPv2, at: s}, // another path
		{src: 1, dst: 1, at: s},
		{src: 2, at: s},
		{src: 1, code: 300, sequence: 8, at: 2 * s},
		{src: 1, sequence: 9, at: 3 * s}, // beyond the limit
		{src: 1, sequence: 1, at: 61 * s},
		{src: 1, sequence: 1, at: 62 * s}, // what was at 2 s is over
	}
	want := [][2]uint32{{1, 1}, {2, 2}, {3, 2}, {4, 2}, {5, 2}, {6, 2}, {7, 1}, {1, 1}, {1, 1}, {8, 3}, {9, 3}, {3, 3}, {3, 2}}
	if got := counted(t, j, batched(64, requests...)); !slices.Equal(got, want) {
		t.Errorf("the values are\n%v, not\n%v", got, want)
	}
	if got := counted(t, j, batched(64, request{src: 1, code: 5}, request{src: 1, protocol: op.ProtoGTPU})); got != nil {
		t.Errorf("operations that the filter does not get are counted: %v", got)
	}
}

// TestCountersDoNotDependOnBatches holds the law, also where the guest traps and
// the batch is judged again row by row.
func TestCountersDoNotDependOnBatches(t *testing.T) {
	var requests []request
	for i := range 300 {
		r := request{at: time.Duration(i) * time.Second, src: byte(i % 3), sequence: uint32(i / 9)}
		if i%37 == 0 {
			r.code = 9 // the guest traps
		}
		requests = append(requests, r)
	}
	want := counted(t, judgeCounting(t, 64, 0), batched(64, requests...))
	for _, size := range []int{1, 7, 64} {
		for _, rows := range []int{1, 5, 64} {
			if got := counted(t, judgeCounting(t, rows, 0), batched(size, requests...)); !slices.Equal(got, want) {
				t.Errorf("batches of %d, %d rows a call: the values differ", size, rows)
			}
		}
	}
}

// TestCountersDoNotDependOnLanes: what goes between two addresses meets in one
// lane, so the values are the same for any number of lanes.
func TestCountersDoNotDependOnLanes(t *testing.T) {
	var requests []request
	for i := range 200 {
		requests = append(requests, request{at: time.Duration(i) * time.Second, src: byte(i % 5), dst: byte(i % 4), sequence: uint32(i)})
	}
	want := counted(t, judgeCounting(t, 64, 0), batched(64, requests...))
	lanes := []*Judge{judgeCounting(t, 64, 0), judgeCounting(t, 64, 0), judgeCounting(t, 64, 0)}
	for i, r := range requests {
		if got := counted(t, lanes[(r.src^r.dst)%3], batched(1, r)); got[0] != want[i] {
			t.Fatalf("request %d has %v, in one lane %v", i, got[0], want[i])
		}
	}
}

func TestAdopt(t *testing.T) {
	old := judgeCounting(t, 64, 1)
	if got := counted(t, old, batched(64, request{src: 1}, request{src: 1, sequence: 1})); got[1] != [2]uint32{2, 2} {
		t.Fatalf("before: %v", got)
	}
	next := judgeCounting(t, 64, 5)
	next.Adopt(old)
	if got := counted(t, next, batched(64, request{src: 1, sequence: 1})); got[0] != [2]uint32{3, 2} {
		t.Errorf("the counters do not go on: %v", got)
	}
	other := judgeCounting(t, 64, 1)
	other.policy.Filters[0].Name = "another"
	other.Adopt(next)
	if got := counted(t, other, batched(64, request{src: 1, sequence: 1})); got[0] != [2]uint32{1, 1} {
		t.Errorf("a filter of another name adopts: %v", got)
	}
	longer := judgeCounting(t, 64, 1)
	longer.stages[0].counters.list[1].Window = 2 * time.Minute
	longer.Adopt(next)
	if got := counted(t, longer, batched(64, request{src: 1, sequence: 2})); got[0] != [2]uint32{4, 1} {
		t.Errorf("a counter that was declared otherwise is adopted, or one that was not is lost: %v", got)
	}
	none := judge(t, policy(), 64)
	none.Adopt(next)
	next.Adopt(none)
}

func TestAWindowFromTheConfiguration(t *testing.T) {
	m := load(t, "counting")
	tlv, err := m.CompileConfig(map[string]any{"interval": 10})
	if err != nil {
		t.Fatal(err)
	}
	slot, err := m.NewSlot(t.Context(), tlv)
	if err != nil {
		t.Fatal(err)
	}
	j := NewJudge(policy(m), nil, []*guest.Slot{slot}, 64)
	t.Cleanup(j.Close)
	got := counted(t, j, batched(64, request{}, request{at: 10*time.Second - 1, sequence: 1}, request{at: 10 * time.Second, sequence: 2}))
	if want := [][2]uint32{{1, 1}, {2, 2}, {3, 2}}; !slices.Equal(got, want) {
		t.Errorf("the values are %v, not %v", got, want)
	}
}

// TestAFloodLeavesRoomForOthers: one interconnect sends from more addresses than
// can be kept. The guest is told so, and the other's paths are kept.
func TestAFloodLeavesRoomForOthers(t *testing.T) {
	j := judgeCounting(t, 64, 2)
	b := &op.Batch{}
	flood := func(peer op.ID, n int) (kept int) {
		for first := 0; first < n; first += 64 {
			b.Reset()
			for i := range 64 {
				request{src: byte(peer), peer: peer}.add(b)
				b.Messages[i].Dst.Lo += uint64(first + i)
			}
			for _, v := range counted(t, j, []*op.Batch{b}) {
				if v[0] != state.NotKept && v[1] != state.NotKept {
					kept++
				}
			}
		}
		return kept
	}
	if state.NotKept != sdk.NotKept {
		t.Error("the filter is told another value than the store gives")
	}
	all, fresh := j.stages[0].counters.list[0].Config().Keys, j.stages[0].counters.list[1].Config().Keys
	if fresh != counterKeys || all != counterOctets/1088 {
		t.Errorf("%d and %d keys, the first of which is bounded by its octets", all, fresh)
	}
	reserved := all / 2 / 3
	if kept, most := flood(1, 2*counterKeys), all-2*reserved; kept != most {
		t.Errorf("%d keys of the flood are kept, not %d", kept, most)
	}
	if kept := flood(2, reserved); kept < reserved {
		t.Errorf("%d keys of the other interconnect are kept, fewer than %d", kept, reserved)
	}
}

func TestCountingDoesNotAllocate(t *testing.T) {
	j := judgeCounting(t, 64, 0)
	b := &op.Batch{}
	at := time.Duration(0)
	n := testing.AllocsPerRun(100, func() {
		b.Reset()
		for i := range 64 {
			at += time.Second
			request{at: at, src: byte(i), sequence: uint32(at)}.add(b)
		}
		j.Judge(b)
	})
	if n != 0 {
		t.Errorf("judging a batch allocates %v times", n)
	}
}

func TestCodes(t *testing.T) {
	all, some := newCodes(nil), newCodes([]uint32{0, 63, 64, 255, 256, 1 << 31})
	for code, want := range map[uint32]bool{0: true, 1: false, 63: true, 64: true, 65: false, 255: true, 256: true, 257: false, 1 << 31: true, 1<<32 - 1: false} {
		if some.has(code) != want || !all.has(code) {
			t.Errorf("code %d: %v, and of all %v", code, some.has(code), all.has(code))
		}
	}
}

// BenchmarkCounting shows what the counters cost an operation that they count,
// one that they do not, and one that the filter does not get.
func BenchmarkCounting(b *testing.B) {
	for _, c := range []struct {
		name string
		code uint32
	}{{"counted", 1}, {"looked at", 2}, {"not for the filter", 5}} {
		b.Run(c.name, func(b *testing.B) {
			j := judgeCounting(b, 64, 0)
			var requests []request
			for i := range 64 {
				requests = append(requests, request{src: byte(i), code: c.code})
			}
			batch := batched(64, requests...)[0]
			at := int64(0)
			for b.Loop() {
				at += int64(time.Minute)
				for i := range batch.Messages {
					batch.Messages[i].TimeNS = at
				}
				j.RunFilters(batch)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(64*b.N), "ns/operation")
		})
	}
}
