package firewall

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
	"github.com/seed-43cefff0/portcullis/firewall/internal/lane"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/answer"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/gtp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/tap"
)

// runningLink is a link of the configuration, with a lane or several.
type runningLink struct {
	config   *config.Link
	lanes    []*runningLane
	warnings []string
}

// runningLane is one lane of a link.
type runningLane struct {
	link.Link
	lane  *lane.Lane
	watch atomic.Pointer[watch] // of the pipeline in use
}

// station is what a generation makes of a lane: a pipeline, and the watch that
// sees its batches.
type station struct {
	lane.Pipeline
	watch *watch
}

func (a *appliance) station(ctx context.Context, g *generation, link string) (s station, err error) {
	if s.Pipeline, err = g.pipeline(ctx); err != nil {
		return s, fmt.Errorf("link %s: %w", link, err)
	}
	s.watch = newWatch(g, s.Judge, evidence.Recorder{Link: link, Names: g.tables, Tokens: a.tokens}, a.events)
	s.Observe = s.watch.batch
	return s, nil
}

// openLink opens a link and makes its lanes.
func (a *appliance) openLink(ctx context.Context, g *generation, index int) error {
	c := &g.config.Links[index]
	open, warnings, err := a.openLanes(g, index)
	if err != nil {
		return err
	}
	running := &runningLink{config: c, warnings: warnings}
	a.links = append(a.links, running)
	for i, l := range open {
		s, err := a.station(ctx, g, c.Name)
		if err != nil {
			for _, l := range open[i:] {
				err = errors.Join(err, l.Close())
			}
			return err
		}
		n := &runningLane{Link: l, lane: lane.New(s.Pipeline)}
		n.watch.Store(s.watch)
		running.lanes = append(running.lanes, n)
	}
	return nil
}

// openLanes opens the link of an entry: one link.Link per lane, and what is odd
// about it.
func (a *appliance) openLanes(g *generation, index int) (lanes []link.Link, warnings []string, err error) {
	c := &g.config.Links[index]
	refuse := func(what, allowed string) error {
		return config.NewInvalid([]config.Problem{g.config.Problem(fmt.Sprintf("/links/%d", index), what, allowed)})
	}
	switch {
	case c.Kind == config.LinkGTP && c.Transparent:
		var opened []*gtp.Lane
		opened, err = gtp.OpenTransparent(gtp.TransparentConfig{
			Name: c.Name, Inside: c.Inside, Outside: c.Outside, Lanes: c.Lanes, Bypass: c.WhenDown == "bypass",
			Answers: func() gtp.Answerer { return answer.New() },
		})
		for _, l := range opened {
			lanes = append(lanes, l)
			warnings = l.Warnings() // the same of each
		}
	case c.Kind == config.LinkGTP && c.WhenDown != "closed":
		return nil, nil, refuse("a relay passes nothing while it is down: it can only be when_down: closed", "when_down: closed")
	case c.Kind == config.LinkGTP:
		var relay *gtp.Relay
		relay, err = gtp.Open(gtp.Config{Hops: hops(c.Relay), Answers: answer.New()})
		lanes = []link.Link{relay}
	case c.Kind == config.LinkTap:
		var span *tap.Steady
		span, err = tap.OpenSteady(tap.Config{Interface: c.Interface}, func(problem string) { a.tellLink(c.Name, problem) })
		lanes = []link.Link{span}
	case c.Kind == config.LinkSCTP:
		var ends *sctp.Link
		ends, err = a.openSCTP(c)
		lanes = []link.Link{ends}
	default:
		return nil, nil, refuse("this version cannot run such a link", "a link of kind gtp, sctp or tap")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("link %s: %w", c.Name, err)
	}
	return lanes, warnings, nil
}

func hops(list []config.Relay) (out []gtp.Hop) {
	for _, r := range list {
		out = append(out, gtp.Hop(r))
	}
	return out
}

// tellLink says that a link has a problem, or, with an empty text, none any more.
func (a *appliance) tellLink(name, problem string) {
	n := evidence.LinkProblem{Link: name, Problem: problem, Over: problem == ""}
	text := problem
	if n.Over {
		text = "works again"
	}
	a.troubles.set(name, problem)
	a.firewall.warn("link %s: %s", name, text)
	a.events.Note(n)
}

// troubles are the problems that links have now, by name. It has a lock of its own,
// because links tell of them from their lanes.
type troubles struct {
	mu sync.Mutex
	by map[string]string
}

func (t *troubles) set(link, problem string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if problem == "" {
		delete(t.by, link)
		return
	}
	if t.by == nil {
		t.by = map[string]string{}
	}
	t.by[link] = problem
}

func (t *troubles) list() (list []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, link := range slices.Sorted(maps.Keys(t.by)) {
		list = append(list, fmt.Sprintf("link %s: %s", link, t.by[link]))
	}
	return list
}

// onlyListening tells which links cannot keep anybody out.
func (a *appliance) onlyListening() (list []string) {
	for _, l := range a.links {
		if l.config.Kind == config.LinkTap {
			list = append(list, fmt.Sprintf("link %s is a tap, which stops nothing: what it sees goes on, whoever is severed", l.config.Name))
		}
	}
	return list
}
