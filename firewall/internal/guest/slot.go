package guest

import (
	"context"
	"sync"
)

// Slot keeps one instance for a lane and a spare that is made in the background, so that a guest that traps costs its lane a pointer.
// Instance, Discard and Close belong to the lane.
type Slot struct {
	module  *Module
	tlv     []byte
	current *Instance

	spare   chan *Instance // holds at most one
	pending bool           // a spare is being made, or stands ready
	making  sync.WaitGroup
}

// NewSlot makes the first instance and begins with the spare. tlv is from [Module.CompileConfig].
func (m *Module) NewSlot(ctx context.Context, tlv []byte) (*Slot, error) {
	in, err := m.NewInstance(ctx, tlv)
	if err != nil {
		return nil, err
	}
	s := &Slot{module: m, tlv: tlv, current: in, spare: make(chan *Instance, 1)}
	s.prepare()
	return s, nil
}

// Module returns the module whose instances these are.
func (s *Slot) Module() *Module { return s.module }

// Counters returns the declared counters, as they are to be kept under the slot's configuration.
func (s *Slot) Counters() []Counting {
	list, _ := s.module.countingsUnder(s.tlv) // CompileConfig has seen to the problems
	return list
}

// Instance returns the instance to use, or nil when none can be made: the filter has failed then.
func (s *Slot) Instance() *Instance { return s.current }

// Discard throws the instance away after it failed and puts the spare in its place. Only if the spare is not ready, or could not be made,
// does the caller wait for a new one.
func (s *Slot) Discard() {
	old := s.current
	s.current = nil
	select {
	case s.current = <-s.spare:
		s.pending = false
	default:
	}
	if s.current == nil {
		s.current, _ = s.module.NewInstance(background, s.tlv)
	}
	if old != nil {
		s.making.Go(func() { old.Close() })
	}
	s.prepare()
}

// prepare makes a spare unless one is on its way. Instances of one module may be made concurrently.
func (s *Slot) prepare() {
	if s.pending {
		return
	}
	s.pending = true
	s.making.Go(func() {
		in, _ := s.module.NewInstance(background, s.tlv)
		s.spare <- in // nil: Discard tries itself and has another made
	})
}

// Close releases the instance and the spare.
func (s *Slot) Close() error {
	s.making.Wait()
	if s.pending {
		if in := <-s.spare; in != nil {
			in.Close()
		}
		s.pending = false
	}
	if s.current == nil {
		return nil
	}
	in := s.current
	s.current = nil
	return in.Close()
}
