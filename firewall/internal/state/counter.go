package state

import (
	"math"
	"time"
)

// NotKept is the value for a key that a full counter did not take up.
const NotKept = math.MaxUint32

// MaxLimit is the highest value that a counter can be asked to tell apart.
const MaxLimit = 64

// Config is what a Counter counts and how much of it.
type Config struct {
	KeySize  int           // octets of a key
	Window   time.Duration // how long an operation counts
	Limit    int           // the highest value, 1 to MaxLimit
	Distinct bool          // an operation whose value was counted already is a repetition
	Keys     int           // how many keys are kept at most
	Shares   int           // interconnects that share them, the unknown one at 0 included
}

// Counter counts operations per key in a sliding window (sdk/ABI.md,
// "Counters"). It remembers the last Limit operations that it counted for a
// key, and nothing else decides its value: what other keys do only matters when
// there is no room. It belongs to one lane and does not allocate.
type Counter struct {
	config Config
	window int64
	times  []int64  // Limit per entry, a ring
	values []uint64 // the same, if Distinct
	table  table
	shares shares
}

// New returns an empty counter.
func New(c Config) *Counter {
	n := &Counter{config: c, window: int64(c.Window), times: make([]int64, c.Keys*c.Limit)}
	if c.Distinct {
		n.values = make([]uint64, c.Keys*c.Limit)
	}
	n.table.init(c.Keys, c.KeySize)
	n.shares.init(c.Keys, c.Shares)
	return n
}

// Add counts an operation that was seen at timeNS and returns how many the key
// has in the window that ends there, this one included. value tells repetitions,
// if the counter is Distinct. share is the interconnect that pays for the room.
func (c *Counter) Add(key []byte, share int, timeNS int64, value uint64) uint32 {
	at, found := c.table.find(key)
	if !found {
		if !c.makeRoom(share, timeNS) {
			return NotKept
		}
		at = c.table.add(key, c.shares.take(share))
	}
	return c.count(at, timeNS, value)
}

// Look returns what Add would, less the operation itself.
func (c *Counter) Look(key []byte, timeNS int64) uint32 {
	at, found := c.table.find(key)
	if !found {
		return 0
	}
	live, _ := c.live(at, timeNS)
	return uint32(live)
}

// count puts an operation into the entry's ring, unless it is a repetition.
func (c *Counter) count(at int32, timeNS int64, value uint64) uint32 {
	live, timeNS := c.live(at, timeNS)
	e := &c.table.entries[at]
	if c.config.Distinct && c.repeated(at, live, value) {
		return uint32(live)
	}
	i := c.slot(at, int(e.next))
	c.times[i] = timeNS
	if c.config.Distinct {
		c.values[i] = value
	}
	e.next = uint8((int(e.next) + 1) % c.config.Limit)
	e.held = uint8(min(live+1, c.config.Limit))
	c.table.touch(at)
	return uint32(e.held)
}

// live returns how many of an entry's operations are in the window that ends at
// timeNS, and the time to use. A clock that went back a little is taken for
// disorder, and the operation for as new as the newest; one that went back by a
// window or more was set, and what lies ahead of it is over.
func (c *Counter) live(at int32, timeNS int64) (n int, now int64) {
	e := &c.table.entries[at]
	if e.held == 0 {
		return 0, timeNS
	}
	newest := c.newest(at)
	switch age := since(timeNS, newest); {
	case age <= -c.window:
		return 0, timeNS
	case age < 0:
		timeNS = newest
	}
	for n < int(e.held) && since(timeNS, c.times[c.slot(at, int(e.next)-1-n)]) < c.window {
		n++
	}
	return n, timeNS
}

// repeated looks for value among the newest n operations of an entry.
func (c *Counter) repeated(at int32, n int, value uint64) bool {
	next := int(c.table.entries[at].next)
	for i := 1; i <= n; i++ {
		if c.values[c.slot(at, next-i)] == value {
			return true
		}
	}
	return false
}

// slot is where position i of an entry's ring stands; i may be negative.
func (c *Counter) slot(at int32, i int) int {
	if i < 0 {
		i += c.config.Limit
	}
	return int(at)*c.config.Limit + i
}

func (c *Counter) newest(at int32) int64 {
	return c.times[c.slot(at, int(c.table.entries[at].next)-1)]
}

// makeRoom reports whether the share may have one more entry. Only when it may
// not are entries given up, the ones untouched for longest, and of those only
// such as count nothing any more.
func (c *Counter) makeRoom(share int, timeNS int64) bool {
	for !c.shares.has(share) {
		oldest := c.table.oldest
		if oldest < 0 || !c.over(oldest, timeNS) {
			return false
		}
		c.shares.give(int(c.table.entries[oldest].share))
		c.table.remove(oldest)
	}
	return true
}

// over reports whether nothing of an entry is in a window that ends at timeNS.
func (c *Counter) over(at int32, timeNS int64) bool {
	age := since(timeNS, c.newest(at))
	return age >= c.window || age <= -c.window
}

// since is now - then, at the ends of the range if that does not fit.
func since(now, then int64) int64 {
	switch d := now - then; {
	case now >= then && d < 0:
		return math.MaxInt64
	case now < then && d >= 0:
		return math.MinInt64
	default:
		return d
	}
}

// Keys returns how many keys are kept, those that count nothing any more
// included.
func (c *Counter) Keys() int { return c.table.used }

// Share divides the room among another number of interconnects from now on.
// What an interconnect has beyond its new part stays until it is over.
func (c *Counter) Share(n int) { c.shares.divide(n) }

// Config returns what the counter was made for.
func (c *Counter) Config() Config { return c.config }
