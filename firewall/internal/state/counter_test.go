package state

import (
	"encoding/binary"
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const second = int64(time.Second)

// echo is what filters/echoguard counts with.
var echo = Config{KeySize: 40, Window: time.Minute, Limit: 3, Distinct: true, Keys: 64, Shares: 1}

func key(n int) []byte {
	k := make([]byte, 40)
	binary.BigEndian.PutUint64(k[32:], uint64(n))
	return k
}

func TestWindow(t *testing.T) {
	type step struct {
		at    int64 // nanoseconds
		value uint64
		want  uint32
	}
	for name, c := range map[string]struct {
		limit    int
		distinct bool
		steps    []step
	}{
		"exactly the window later it no longer counts": {3, true, []step{{0, 1, 1}, {60 * second, 2, 1}}},
		"a nanosecond earlier it does":                 {3, true, []step{{0, 1, 1}, {60*second - 1, 2, 2}}},
		"the window slides":                            {3, true, []step{{0, 1, 1}, {40 * second, 2, 2}, {70 * second, 3, 2}, {100 * second, 4, 2}}},
		"a repetition counts once":                     {3, true, []step{{0, 7, 1}, {3 * second, 7, 1}, {59 * second, 7, 1}}},
		"it keeps the time of the first":               {3, true, []step{{0, 7, 1}, {59 * second, 7, 1}, {60 * second, 8, 1}}},
		"after the window it is a new one":             {3, true, []step{{0, 7, 1}, {60 * second, 7, 1}, {61 * second, 8, 2}}},
		"two values in turn are two":                   {3, true, []step{{0, 1, 1}, {1, 2, 2}, {2, 1, 2}, {3, 2, 2}}},
		"the limit is where it stops":                  {2, true, []step{{0, 1, 1}, {1, 2, 2}, {2, 3, 2}, {3, 4, 2}}},
		"beyond the limit it forgets":                  {2, true, []step{{0, 1, 1}, {1, 2, 2}, {2, 3, 2}, {30 * second, 1, 2}, {60*second + 2, 1, 1}}},
		"all count alike without a value":              {9, false, []step{{0, 1, 1}, {1, 1, 2}, {2, 1, 3}}},
		"the limit of one":                             {1, false, []step{{0, 1, 1}, {1, 1, 1}, {60*second + 1, 1, 1}}},
		"a clock that is a little back is disorder":    {9, false, []step{{30 * second, 0, 1}, {20 * second, 0, 2}, {25 * second, 0, 3}, {90*second - 1, 0, 4}, {90 * second, 0, 2}}},
		"a clock that is a window back was set":        {9, false, []step{{100 * second, 0, 1}, {40 * second, 0, 1}, {41 * second, 0, 2}, {100 * second, 0, 1 + 1}}},
		"a nanosecond less is disorder":                {9, false, []step{{100 * second, 0, 1}, {40*second + 1, 0, 2}}},
		"the ends of time":                             {9, false, []step{{math.MinInt64, 0, 1}, {math.MaxInt64, 0, 1}, {math.MinInt64, 0, 1}, {0, 0, 1}}},
	} {
		cfg := echo
		cfg.Limit, cfg.Distinct = c.limit, c.distinct
		n := New(cfg)
		for i, s := range c.steps {
			if got := n.Add(key(1), 0, s.at, s.value); got != s.want {
				t.Errorf("%s: step %d gives %d, not %d", name, i, got, s.want)
			}
			if got := n.Look(key(1), s.at); got != s.want {
				t.Errorf("%s: after step %d a look gives %d, not %d", name, i, got, s.want)
			}
		}
	}
}

// scene is a sequence of operations whose clock jumps both ways.
type scene struct {
	key   int
	gap   time.Duration // since the operation before
	value uint64
	look  bool
}

// play runs a scene through a counter and its slow twin.
func play(t interface{ Fatalf(string, ...any) }, c Config, scenes []scene) {
	fast, slow := New(c), newSlow(c)
	when := time.Unix(1_767_225_600, 0)
	for i, s := range scenes {
		when = when.Add(s.gap)
		k := fmt.Sprint(s.key)
		got, want := fast.Look(key(s.key), when.UnixNano()), slow.look(k, when)
		if !s.look {
			got, want = fast.Add(key(s.key), 0, when.UnixNano(), s.value), slow.add(k, when, s.value)
		}
		if got != want {
			t.Fatalf("operation %d, %+v: %d, the twin says %d", i, s, got, want)
		}
		if err := fast.sound(); err != nil {
			t.Fatalf("operation %d: %v", i, err)
		}
	}
}

// sound checks what has to hold between the parts of a counter.
func (c *Counter) sound() error {
	t, s := &c.table, &c.shares
	used, lent := make([]int, len(s.used)), 0
	listed := 0
	for at := t.oldest; at >= 0; at = t.entries[at].newer {
		listed++
		used[t.entries[at].share]++
		if found, ok := t.find(t.key(at)); !ok || found != at {
			return fmt.Errorf("entry %d is not found", at)
		}
		if t.entries[at].newer < 0 && t.newest != at {
			return fmt.Errorf("the list ends at %d, not at %d", at, t.newest)
		}
	}
	for i, n := range used {
		lent += max(0, n-s.reserved)
		if s.used[i] != n {
			return fmt.Errorf("interconnect %d is charged %d entries and has %d", i, s.used[i], n)
		}
	}
	if listed != t.used || s.taken != listed || s.lent != lent {
		return fmt.Errorf("%d entries are listed, %d used, %d taken; %d lent, charged %d", listed, t.used, s.taken, lent, s.lent)
	}
	return nil
}

func TestCounterAgreesWithItsTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := echo
		c.Limit = rapid.IntRange(1, 5).Draw(t, "limit")
		c.Distinct = rapid.Bool().Draw(t, "distinct")
		scenes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) scene {
			return scene{
				key:   rapid.IntRange(0, 3).Draw(t, "key"),
				gap:   time.Duration(rapid.IntRange(-130, 130).Draw(t, "seconds"))*time.Second/2 + time.Duration(rapid.IntRange(-1, 1).Draw(t, "ns")),
				value: rapid.Uint64Range(0, 3).Draw(t, "value"),
				look:  rapid.Bool().Draw(t, "look"),
			}
		}), 1, 60).Draw(t, "scenes")
		play(t, c, scenes)
	})
}

// FuzzCounter: five octets are an operation.
func FuzzCounter(f *testing.F) {
	f.Add(uint8(3), true, []byte{0, 0, 0, 1, 0, 0, 59, 0, 2, 0, 0, 61, 0, 1, 0})
	f.Add(uint8(1), false, []byte{1, 0x80, 0, 1, 0, 1, 0x7F, 0xFF, 1, 1})
	f.Fuzz(func(t *testing.T, limit uint8, distinct bool, b []byte) {
		c := echo
		c.Limit, c.Distinct = int(limit)%MaxLimit+1, distinct
		var scenes []scene
		for ; len(b) >= 5 && len(scenes) < 500; b = b[5:] {
			gap := time.Duration(int16(binary.BigEndian.Uint16(b[1:]))) * time.Second / 16
			scenes = append(scenes, scene{key: int(b[0] % 8), gap: gap, value: uint64(b[3] % 8), look: b[4]&1 != 0})
		}
		play(t, c, scenes)
	})
}

func TestAFullCounterRefusesTheNewcomer(t *testing.T) {
	n := New(echo)
	for i := range echo.Keys {
		if got := n.Add(key(i), 0, int64(i), 1); got != 1 {
			t.Fatalf("key %d gives %d", i, got)
		}
	}
	if got := n.Add(key(1000), 0, 60*second-1, 1); got != NotKept {
		t.Errorf("a key beyond the last gives %d", got)
	}
	for i := range echo.Keys {
		if got := n.Add(key(i), 0, 59*second, 2); got != 2 {
			t.Errorf("key %d gives %d after the flood", i, got)
		}
	}
	if got := n.Look(key(1000), 59*second); got != 0 {
		t.Errorf("a look at a key that is not kept gives %d", got)
	}
}

func TestEntriesMakeRoomWhenTheyAreOver(t *testing.T) {
	n := New(echo)
	for i := range echo.Keys {
		n.Add(key(i), 0, int64(i), 1)
	}
	n.Add(key(0), 0, 30*second, 2)
	if got := n.Add(key(1000), 0, 60*second, 1); got != NotKept {
		t.Errorf("the oldest entry counts still, and the newcomer gives %d", got)
	}
	if got := n.Add(key(1000), 0, 60*second+1, 1); got != 1 { // key 1 is over
		t.Errorf("the newcomer gives %d", got)
	}
	if got := n.Add(key(1001), 0, 60*second+1, 1); got != NotKept {
		t.Errorf("a second one gives %d", got)
	}
	if got := n.Look(key(0), 60*second+1); got != 1 {
		t.Errorf("the entry that was touched gives %d", got)
	}
	for i := range echo.Keys { // the clock was set back: all that lies ahead is over
		if got := n.Add(key(2000+i), 0, -3600*second, 1); got != 1 {
			t.Errorf("after the clock was set back key %d gives %d", i, got)
		}
	}
	if n.Keys() != echo.Keys {
		t.Errorf("%d keys are kept", n.Keys())
	}
}

// TestNobodyTakesAnothersRoom: whatever one interconnect floods with, the others
// get what is reserved for each.
func TestNobodyTakesAnothersRoom(t *testing.T) {
	c := echo
	c.Keys, c.Shares = 80, 4 // 10 reserved for each, 40 for whoever needs them
	n := New(c)
	kept := map[int]int{}
	for _, sent := range []struct{ share, keys int }{{1, 1000}, {2, 1000}, {0, 1000}, {3, 1000}, {99, 5}} {
		for i := range sent.keys {
			if n.Add(key(sent.share<<16|i), sent.share, 1, 1) != NotKept {
				kept[sent.share]++
			}
		}
	}
	for share, want := range map[int]int{1: 50, 2: 10, 0: 10, 3: 10, 99: 0} {
		if kept[share] != want {
			t.Errorf("interconnect %d keeps %d keys, not %d", share, kept[share], want)
		}
	}
	if err := n.sound(); err != nil {
		t.Error(err)
	}
}

// TestShare: dividing anew neither loses entries nor gives out more than there are.
func TestShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := echo
		c.Keys, c.Shares = rapid.IntRange(1, 40).Draw(t, "keys"), rapid.IntRange(1, 6).Draw(t, "shares")
		n := New(c)
		now := int64(0)
		for i := range rapid.IntRange(1, 200).Draw(t, "operations") {
			switch now += rapid.Int64Range(-second, 2*second).Draw(t, "gap"); {
			case rapid.IntRange(0, 30).Draw(t, "divide") == 0:
				n.Share(rapid.IntRange(1, 9).Draw(t, "shares"))
			default:
				n.Add(key(rapid.IntRange(0, 99).Draw(t, "key")), rapid.IntRange(0, 12).Draw(t, "share"), now, uint64(i))
			}
			if err := n.sound(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestCountingDoesNotAllocate(t *testing.T) {
	n, k, now := New(echo), key(0), int64(0)
	if allocs := testing.AllocsPerRun(1000, func() {
		now += second
		binary.BigEndian.PutUint64(k[32:], uint64(now)) // always a newcomer, the old ones go
		n.Add(k, 0, now, uint64(now))
		n.Add(k, 0, now, uint64(now)+1)
		n.Look(k, now)
	}); allocs != 0 {
		t.Errorf("an operation allocates %v times", allocs)
	}
}

// BenchmarkAdd counts on keys that are known, on newcomers for whom somebody has
// to go, and on newcomers that are refused.
func BenchmarkAdd(b *testing.B) {
	c := echo
	c.Keys = 1 << 14
	for _, m := range []struct {
		name string
		keys int
		step int64 // of the clock per operation
	}{{"known", 1 << 13, second}, {"replaced", 1 << 20, second}, {"refused", 1 << 20, 0}} {
		b.Run(m.name, func(b *testing.B) {
			n, k, now := New(c), key(0), int64(0)
			for i := 0; b.Loop(); i++ {
				now += m.step
				binary.BigEndian.PutUint64(k[32:], uint64(i%m.keys))
				n.Add(k, 0, now, uint64(i))
			}
		})
	}
}
