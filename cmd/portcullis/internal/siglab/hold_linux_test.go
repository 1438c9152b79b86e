package siglab

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Home's node restarts under load. With hold its partners keep their associations, and
// what they send meanwhile arrives when it is back, once and in order.
func TestHoldWhileHomeRestarts(t *testing.T) {
	s := newSite(t)
	h := startHSS(t, s, homeA)
	s.start(strings.Replace(fmt.Sprintf(diameterSite, outsideOne, insideOne, ""), "    streams: 16\n", "    streams: 16\n    hold: 20s\n", 1))
	l := s.startLoad(h, partnerRealm, []string{partnerA}, []string{outsideA})
	h.end()
	s.await("the pair is held", func() bool { return len(s.associations("held")) == 1 })
	gone := l.next.Load()
	time.Sleep(500 * time.Millisecond)
	h.node = serve(t, s.Home, portDiameter, h.answer, homeA)
	began := time.Now()
	s.await("the load is answered again", func() bool {
		_, ok := l.answers.firstAfter(began)
		return ok
	})
	first, _ := l.answers.firstAfter(began)
	t.Logf("answered %d ms after home's node was back, which had been gone for half a second", first.Sub(began).Milliseconds())
	if l.next.Load() == gone {
		t.Error("nothing was sent meanwhile, so nothing is proven")
	}
	if k := l.opened.Load(); k != 1 || len(s.associations("down")) > 0 || len(s.associations("back")) != 1 {
		t.Errorf("the partner has had %d associations, want the one; ended: %+v", k, s.associations("down"))
	}
	l.stop()
	for what, a := range map[string]*audit{"requests": l.requests, "answers": l.answers} {
		if text := a.disorder(); text != "" {
			t.Errorf("%s: %s", what, text)
		}
		if missing := a.missing(gone, l.next.Load()); len(missing) > 0 {
			t.Errorf("%s: %d of those that were sent while home was gone, or later, are lost, such as %v", what, len(missing), few(missing))
		}
	}
}
