package tap

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"sync"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Steady is a tap that outlives its interface: when that goes down or away, the
// link waits for it to come back, so that a mirror port that flaps does not take
// along what else the process carries.
type Steady struct {
	config Config
	tell   func(problem string)
	done   chan struct{} // closed by Drain and by Close
	once   sync.Once

	current *Link // changed by the lane, with mu held; nil while there is no interface
	number  int32 // of the last frame, from 1

	mu       sync.Mutex
	past     []link.Counter // of the taps before
	outages  uint64
	draining bool
	closed   bool
}

var (
	_ link.Link    = (*Steady)(nil)
	_ link.Counted = (*Steady)(nil)
)

// reopenEvery is how often a link without its interface looks for it.
const reopenEvery = time.Second

// OpenSteady opens a tap as Open does. tell hears why the interface is of no use
// any more, and an empty text when it is again.
func OpenSteady(c Config, tell func(problem string)) (*Steady, error) {
	l, err := Open(c)
	if err != nil {
		return nil, err
	}
	return &Steady{config: c, tell: tell, done: make(chan struct{}), current: l}, nil
}

// Read implements link.Link.
func (s *Steady) Read(frames []op.Frame) (int, error) {
	for {
		if s.current != nil {
			n, err := s.current.Read(frames)
			for i := range frames[:n] {
				frames[i].Number = s.count()
			}
			if err == nil || errors.Is(err, io.EOF) || errors.Is(err, os.ErrClosed) {
				return n, err
			}
			s.lose(err)
		}
		select {
		case <-s.done:
			return 0, s.ended()
		case <-time.After(reopenEvery):
			s.find()
		}
	}
}

// count returns the next frame's number. After 2^31-1 it starts again.
func (s *Steady) count() int32 {
	if s.number == math.MaxInt32 {
		s.number = 0
	}
	s.number++
	return s.number
}

// lose gives up the tap whose interface is of no use any more.
func (s *Steady) lose(why error) {
	s.mu.Lock()
	s.past, s.outages = sum(s.past, s.current.Counters()), s.outages+1
	_ = s.current.Close() // it has ended already
	s.current = nil
	s.mu.Unlock()
	s.tell(why.Error())
}

// find opens the interface again, if it is there.
func (s *Steady) find() {
	l, err := Open(s.config)
	if err != nil {
		return
	}
	s.mu.Lock()
	ended := s.draining || s.closed
	if !ended {
		s.current = l
	}
	s.mu.Unlock()
	if ended {
		_ = l.Close()
		return
	}
	s.tell("")
}

// ended is why a link without an interface reads nothing any more.
func (s *Steady) ended() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return fmt.Errorf("tap %s: %w", s.config.Interface, os.ErrClosed)
	}
	return io.EOF
}

// Apply implements link.Link.
func (s *Steady) Apply(b *op.Batch, rulings []op.Ruling) error {
	if s.current == nil {
		return s.ended()
	}
	return s.current.Apply(b, rulings)
}

// Drain implements link.Link.
func (s *Steady) Drain() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.draining = true
	s.once.Do(func() { close(s.done) })
	if s.current == nil {
		return nil
	}
	return s.current.Drain()
}

// Close implements link.Link.
func (s *Steady) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.once.Do(func() { close(s.done) })
	if s.current == nil {
		return nil
	}
	return s.current.Close()
}

// Counters implements link.Counted.
func (s *Steady) Counters() []link.Counter {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := sum(nil, s.past)
	if s.current != nil {
		all = sum(all, s.current.Counters())
	}
	return append(all, link.Counter{Name: "outages", Value: s.outages})
}

// sum adds counters that stand in the same order.
func sum(a, b []link.Counter) []link.Counter {
	if a == nil {
		return append([]link.Counter(nil), b...)
	}
	for i := range b {
		a[i].Value += b[i].Value
	}
	return a
}
