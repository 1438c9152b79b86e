package siglab

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

const restarts = 4

// restart is what a restart of the process cost a partner that reconnects at once.
type restart struct {
	running  time.Duration // from its start until it says that it runs
	back     time.Duration // from its start until the association is up again
	answered time.Duration // from its start until an answer to a request that was sent after it
	silence  time.Duration // from the end of the old process until that answer
	requests int           // lost: sent, and never at home
	answers  int           // lost: at home, and never back
}

// The process is killed under load, and ended in order, again and again. While it is
// dead nothing passes. Then the association comes up again by itself, and what is lost
// is what was inside the process, never anything twice or out of order.
func TestRestartUnderLoad(t *testing.T) {
	for name, end := range map[string]func(*site){
		"killed": func(s *site) { s.Kill() },
		"ended":  func(s *site) { s.Drain() },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			h := startHSS(t, s, homeA)
			s.start(fmt.Sprintf(diameterSite, outsideOne, insideOne, ""))
			l := s.startLoad(h, partnerRealm, []string{partnerA}, []string{outsideA})
			var list []restart
			for range restarts {
				list = append(list, s.restart(l, end))
			}
			l.stop()
			for what, a := range map[string]*audit{"requests": l.requests, "answers": l.answers} {
				if text := a.disorder(); text != "" {
					t.Errorf("%s: %s", what, text)
				}
			}
			if after := l.requests.missing(l.settledAt, l.next.Load()); len(after) > 0 {
				t.Errorf("%d requests are lost after all was over, such as %v", len(after), few(after))
			}
			say(t, name, list)
		})
	}
}

// restart ends the process, leaves it dead for a moment, and starts it again.
func (s *site) restart(l *load, end func(*site)) (r restart) {
	s.t.Helper()
	from := l.next.Load()
	s.await("the load goes on", func() bool { return l.answers.count() > 0 && l.next.Load() > from+perSecond/4 })
	from = l.settledAt
	end(s)
	dead := time.Now()
	time.Sleep(300 * time.Millisecond) // with nobody there
	if k := l.requests.between(dead.Add(50*time.Millisecond), time.Now()); k > 0 {
		s.t.Errorf("%d requests arrived while the process was dead", k)
	}
	sent, began := l.next.Load(), time.Now()
	s.Appliance.Start()
	r.running = time.Since(began)
	s.await("the association is up again", func() bool { return l.lastUp().After(began) })
	r.back = l.lastUp().Sub(began)
	var first time.Time
	s.await("a request is answered", func() (ok bool) {
		first, ok = l.answers.firstAfter(began)
		return ok
	})
	r.answered, r.silence = first.Sub(began), first.Sub(dead)
	r.requests = len(l.requests.missing(from, sent))
	r.answers = len(l.answers.missing(from, sent)) - r.requests
	l.settledAt = sent
	return r
}

// say prints what restarts have cost.
func say(t *testing.T, name string, list []restart) {
	t.Helper()
	middle := func(of func(restart) int64) (median, most int64) {
		var all []int64
		for _, r := range list {
			all = append(all, of(r))
		}
		slices.Sort(all)
		return all[len(all)/2], all[len(all)-1]
	}
	for _, row := range []struct {
		what string
		of   func(restart) int64
	}{
		{"start to running, ms", func(r restart) int64 { return r.running.Milliseconds() }},
		{"start to association up again, ms", func(r restart) int64 { return r.back.Milliseconds() }},
		{"start to first answer, ms", func(r restart) int64 { return r.answered.Milliseconds() }},
		{"end of the old process to first answer, ms", func(r restart) int64 { return r.silence.Milliseconds() }},
		{"requests lost", func(r restart) int64 { return int64(r.requests) }},
		{"answers lost", func(r restart) int64 { return int64(r.answers) }},
	} {
		median, most := middle(row.of)
		t.Logf("%s, %d times at %d requests/s: %s: median %d, most %d", name, len(list), perSecond, row.what, median, most)
	}
}
