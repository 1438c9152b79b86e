package siglab

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// severedWithin is how soon after its acknowledgement a sever is effective.
const severedWithin = 200 * time.Millisecond

// A carrier is severed, then aborted, then restored, while it and another one are under
// load. Severed it keeps its association, and nothing passes; aborted it loses it, and
// gets no other one. The other carrier notices nothing.
func TestSeverUnderLoad(t *testing.T) {
	s := newSite(t)
	s.secondCarrier()
	h := startHSS(t, s, homeA)
	s.start(fmt.Sprintf(diameterSite, `listen: ["`+outsideA+`", "`+carrierOutside+`"]`, insideOne, ""))
	other := s.startLoad(h, carrierRealm, []string{carrierNode}, []string{carrierOutside})
	l := s.startLoad(h, partnerRealm, []string{partnerA}, []string{outsideA})

	s.change(t, l, "sever", "ipx-1", "--reason", "a drill")
	if k := l.opened.Load(); k != 1 {
		t.Errorf("severed: %d associations, want the one", k)
	}
	s.change(t, l, "sever", "ipx-1", "--level", "aborted", "--reason", "a drill")
	down := s.associations("down")
	if len(down) != 1 || down[0].Interconnect != "ipx-1" || !strings.Contains(down[0].Why, "aborted by command") {
		t.Errorf("aborted: associations ended: %+v", down)
	}
	s.await("associations are refused", func() bool {
		return slices.ContainsFunc(s.associations("refused"), func(a association) bool {
			return a.Interconnect == "ipx-1" && strings.Contains(a.Why, "aborted by command")
		})
	})
	s.Ctl("restore", "ipx-1", "--reason", "the drill is over")
	restored := time.Now()
	s.await("the load is answered again", func() bool {
		_, ok := l.answers.firstAfter(restored)
		return ok
	})
	first, _ := l.answers.firstAfter(restored)
	t.Logf("%d ms from the restore to the first answer, over an association of its own", first.Sub(restored).Milliseconds())
	l.stop()
	other.stop()
	for _, span := range s.never {
		if k := int(span[1]-span[0]) - len(l.requests.missing(span[0], span[1])); k > 0 {
			t.Errorf("%d of %d requests passed that were sent more than %v after an acknowledgement", k, span[1]-span[0], severedWithin)
		}
	}
	s.whole(other)
	if k := other.opened.Load(); k != 1 {
		t.Errorf("the other carrier has had %d associations, want 1", k)
	}
	for what, a := range map[string]*audit{"requests": l.requests, "answers": l.answers} {
		if text := a.disorder(); text != "" {
			t.Errorf("%s: %s", what, text)
		}
	}
}

// change runs a command of ctl, lets the load go on for a while, and checks that nothing
// passes that was sent then.
func (s *site) change(t *testing.T, l *load, args ...string) {
	t.Helper()
	s.Ctl(args...)
	time.Sleep(severedWithin)
	from, attempts := l.next.Load(), l.attempts()
	time.Sleep(500 * time.Millisecond)
	to := l.next.Load()
	if to == from && l.attempts() == attempts {
		t.Errorf("%v: the load has stopped, so nothing is proven", args)
	}
	s.never = append(s.never, [2]uint32{from, to})
}
