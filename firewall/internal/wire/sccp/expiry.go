package sccp

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// IsDue reports whether Expired has something to remove at nowNS. Whoever calls
// Add removes what is due before.
func (s *Segments) IsDue(nowNS int64) bool {
	return s.oldest != none && s.isOver(nowNS-s.held[s.oldest].createdNS)
}

// Expired removes the message that is waiting longest if its time is up at
// nowNS. ok is false when there is none (left). One whose fault has been reported
// ends in silence.
func (s *Segments) Expired(nowNS int64) (l Lost, ok bool) {
	for s.IsDue(nowNS) {
		if l, ok = s.giveUp(); ok {
			return l, true
		}
	}
	return Lost{}, false
}

// isOver reports whether a message of this age has had its time. A clock that
// was set back, or captures that were joined, must not keep it forever.
func (s *Segments) isOver(ageNS int64) bool {
	return ageNS >= s.limits.TimeoutNS || ageNS <= -s.limits.TimeoutNS
}

// Drain removes the message that is waiting longest, however long. ok is false
// when there is none left.
func (s *Segments) Drain() (l Lost, ok bool) {
	for s.oldest != none {
		if l, ok = s.giveUp(); ok {
			return l, true
		}
	}
	return Lost{}, false
}

func (s *Segments) giveUp() (l Lost, report bool) {
	at := s.oldest
	m := &s.held[at]
	report = !m.spoiled
	if report {
		s.stats.Incomplete++
		l = m.lost
		l.Faults.Add(op.SCCPSegmentIncomplete, 0)
	}
	s.close(at)
	return l, report
}
