package demo

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall"
)

// speaker is one end of an association: it answers heartbeats, and keeps whatever
// else arrives until it is asked for.
type speaker struct {
	*firewall.Association
	beats  heartbeats
	isHome bool

	sending sync.Mutex
	beaten  chan uint32         // numbers of heartbeats that were answered
	first   func(number uint32) // is told the number of the first that is asked
	seen    *atomic.Int64       // messages received, heartbeats included

	reply  func(request []byte) []byte // nil: it does not
	isMute atomic.Bool                 // for now, because the vector has answers

	mu      sync.Mutex
	arrived []arrival
	given   []utterance   // answers
	news    chan struct{} // something has arrived
}

// arrival is a message at the time of its arrival.
type arrival struct {
	firewall.UserMessage
	at time.Time
}

func newSpeaker(a *firewall.Association, b heartbeats, isHome bool, seen *atomic.Int64) *speaker {
	return &speaker{Association: a, beats: b, isHome: isHome, seen: seen, beaten: make(chan uint32, 64), news: make(chan struct{}, 1)}
}

// serve receives until the association ends.
func (s *speaker) serve() {
	for {
		list, err := s.Receive()
		if err != nil {
			return
		}
		now := time.Now()
		s.seen.Add(int64(len(list)))
		for _, m := range list {
			s.receive(m, now)
		}
	}
}

func (s *speaker) receive(m firewall.UserMessage, now time.Time) {
	number, kind := s.beats.read(m.Data)
	switch kind {
	case asks:
		if s.first != nil {
			s.first(number)
			s.first = nil
		}
		m.Data = s.beats.answer(number, s.isHome)
		_ = s.say(m) // the end of the association is found by Receive
	case replies:
		select {
		case s.beaten <- number:
		default: // nobody waits for so many
		}
	default:
		s.mu.Lock()
		s.arrived = append(s.arrived, arrival{m, now})
		s.mu.Unlock()
		s.answer(m)
		select {
		case s.news <- struct{}{}:
		default:
		}
	}
}

// answer answers a request, on the stream that it came on.
func (s *speaker) answer(m firewall.UserMessage) {
	if s.reply == nil || s.isMute.Load() {
		return
	}
	if m.Data = s.reply(m.Data); m.Data != nil {
		s.mu.Lock()
		s.given = append(s.given, utterance{UserMessage: m, fromHome: true})
		s.mu.Unlock()
		_ = s.say(m)
	}
}

// say sends messages; it may be called from any goroutine.
func (s *speaker) say(list ...firewall.UserMessage) error {
	s.sending.Lock()
	defer s.sending.Unlock()
	return s.Send(list...)
}

// take returns what has arrived since the last time, and what was answered.
func (s *speaker) take() (list []arrival, given []utterance) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list, given = s.arrived, s.given
	s.arrived, s.given = nil, nil
	return list, given
}
