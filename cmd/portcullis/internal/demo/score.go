package demo

import (
	"fmt"
	"sync"
)

// protocols in the order of the table.
var protocols = []string{"gtpv1", "gtpv2", "gtpu"}

// score counts what happened, per protocol.
type score struct {
	mu       sync.Mutex
	tallies  map[string]*tally
	failures []string // of honest exchanges, the first few
}

// tally is one protocol's row.
type tally struct{ begun, passed, failed int }

// maxFailures bounds what is kept of failures; the rest is counted.
const maxFailures = 10

func newScore() *score {
	s := &score{tallies: map[string]*tally{}}
	for _, p := range protocols {
		s.tallies[p] = &tally{}
	}
	return s
}

func (s *score) begin(protocol string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tallies[protocol].begun++
}

func (s *score) end(protocol string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tallies[protocol]
	if err == nil {
		t.passed++
		return
	}
	t.failed++
	if len(s.failures) < maxFailures {
		s.failures = append(s.failures, fmt.Sprint(err))
	}
}

func (s *score) tally(protocol string) tally {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.tallies[protocol]
}

func (s *score) firstFailures() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.failures...)
}
