package siglab

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/cmd/portcullis/internal/lab"
)

// swiftPaths are timers that notice within a second that a path is down. Those of RFC
// 9260 take more than half a minute.
const (
	swiftPaths = `paths: {rto_initial: 200ms, rto_min: 100ms, rto_max: 400ms, heartbeat: 200ms, path_max_retrans: 2, association_max_retrans: 20}`

	outsideTwo = `listen: ["` + outsideA + `", "` + outsideB + `"], peers: ["` + partnerA + `", "` + partnerB + `"], ` + swiftPaths
	insideTwo  = `dial: ["` + homeA + `", "` + homeB + `"], local: ["` + insideA + `", "` + insideB + `"], ` + swiftPaths
)

// swift gives the associations of peers the same timers.
func (s *site) swift() {
	s.t.Helper()
	for _, ns := range []*lab.Namespace{s.Partner, s.Home} {
		for _, p := range [][2]string{ // the least first: the kernel keeps them in order
			{"rto_min", "100"}, {"rto_initial", "200"}, {"rto_max", "400"}, {"hb_interval", "200"}, {"path_max_retrans", "2"}, {"association_max_retrans", "20"},
		} {
			s.must(ns.Sysctl("sctp/"+p[0], p[1]))
		}
	}
}

// Each path of each side is taken down under load and comes back. The associations
// stay, and every message arrives once and in order.
func TestPathsGoDownAndComeBack(t *testing.T) {
	s := newSite(t)
	s.swift()
	h := startHSS(t, s, homeA, homeB)
	s.start(fmt.Sprintf(diameterSite, outsideTwo, insideTwo, ""))
	l := s.startLoad(h, partnerRealm, []string{partnerA, partnerB}, []string{outsideA, outsideB})
	for _, p := range []struct{ device, side, peer string }{
		{"outa", "outside", partnerA}, {"outb", "outside", partnerB}, {"ina", "inside", homeA}, {"inb", "inside", homeB},
	} {
		// A guest that stands still for a second may have lost sight of a path by itself.
		s.await(p.device+" is up", func() bool { return s.told("path-down", p.side, p.peer) == s.told("path-up", p.side, p.peer) })
		changes, began := s.told("path-up", p.side, p.peer), time.Now()
		s.path(p.device, false)
		s.await(p.device+" is told to be down", func() bool { return s.told("path-down", p.side, p.peer) > changes })
		down := time.Since(began)
		carried := l.answers.count()
		s.await("the load goes on without "+p.device, func() bool { return l.answers.count() > carried+perSecond/4 })
		began = time.Now()
		s.path(p.device, true)
		s.await(p.device+" is told to be up", func() bool { return s.told("path-up", p.side, p.peer) > changes })
		t.Logf("%s: told to be down after %d ms, up again after %d ms", p.device, down.Milliseconds(), time.Since(began).Milliseconds())
	}
	if list := s.associations("down"); len(list) > 0 {
		t.Errorf("associations ended: %+v", list)
	}
	l.stop()
	s.whole(l)
	if k := l.opened.Load(); k != 1 {
		t.Errorf("%d associations came up, want 1", k)
	}
	t.Logf("%d requests and answers", l.next.Load())
}

// told counts the events of a path.
func (s *site) told(state, side, peer string) (n int) {
	for _, a := range s.associations(state) {
		if a.Side == side && slices.Contains(a.Peer, peer) {
			n++
		}
	}
	return n
}

// whole checks that every request and every answer of a load has arrived, once and in
// order.
func (s *site) whole(l *load) {
	s.t.Helper()
	for what, a := range map[string]*audit{"requests": l.requests, "answers": l.answers} {
		if text := a.disorder(); text != "" {
			s.t.Errorf("%s: %s", what, text)
		}
		if missing := a.missing(0, l.next.Load()); len(missing) > 0 {
			s.t.Errorf("%s: %d of %d are lost, such as %v", what, len(missing), l.next.Load(), few(missing))
		}
	}
}
