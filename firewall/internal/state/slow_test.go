package state

import (
	"slices"
	"time"
)

// slowCounter is sdk/ABI.md, "Counters", word by word: every key, every counted
// operation, for ever.
type slowCounter struct {
	window   time.Duration
	limit    int
	distinct bool
	counted  map[string][]counted
}

type counted struct {
	when  time.Time
	value uint64
}

func newSlow(c Config) *slowCounter {
	return &slowCounter{window: c.Window, limit: c.Limit, distinct: c.Distinct, counted: map[string][]counted{}}
}

// inWindow returns the operations of a key that count at a time, of the last
// limit, and what the time is taken for.
func (s *slowCounter) inWindow(key string, when time.Time) ([]counted, time.Time) {
	all := s.counted[key]
	if len(all) == 0 {
		return nil, when
	}
	newest := all[len(all)-1].when
	if newest.After(when) {
		when = newest
	}
	last := all[max(0, len(all)-s.limit):]
	return slices.DeleteFunc(slices.Clone(last), func(c counted) bool { return when.Sub(c.when) >= s.window }), when
}

// wasSet reports whether the clock went back so far that the key starts afresh.
func (s *slowCounter) wasSet(key string, when time.Time) bool {
	all := s.counted[key]
	return len(all) > 0 && all[len(all)-1].when.Sub(when) >= s.window
}

func (s *slowCounter) look(key string, when time.Time) uint32 {
	if s.wasSet(key, when) {
		return 0
	}
	in, _ := s.inWindow(key, when)
	return uint32(len(in))
}

func (s *slowCounter) add(key string, when time.Time, value uint64) uint32 {
	if s.wasSet(key, when) {
		s.counted[key] = nil
	}
	in, when := s.inWindow(key, when)
	if s.distinct && slices.ContainsFunc(in, func(c counted) bool { return c.value == value }) {
		return uint32(len(in))
	}
	s.counted[key] = append(s.counted[key], counted{when, value})
	return uint32(min(len(in)+1, s.limit))
}
