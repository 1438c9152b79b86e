package demo

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall"
	"github.com/seed-43cefff0/portcullis/testvectors"
)

// talk is the traffic of a family from end to end: an honest partner and a compromised
// one have associations with the firewall, which has associations with home. What they
// say is the user messages of vectors, over and over. What became of each is seen at
// who it is for.
type talk struct {
	*record
	family   family
	speeches [][]utterance // by place in captures
	home     *home
	lines    []*line // the last one is the compromised partner's
	direct   *line   // past the firewall
	rulings  chan Ruling
	seen     atomic.Int64 // messages that partners got

	// With mu of the record.
	latency  map[string]*latency
	loaded   time.Duration // how long the load took
	answered int           // requests, by home
	stray    int           // messages at partners that home did not send: the firewall's answers
}

// honestLines is how many associations the honest partner has.
const honestLines = 2

// newTalk takes from captures what can be said, and returns the rest.
func newTalk(f family, all []testvectors.Capture) (t *talk, rest []testvectors.Capture) {
	var said []testvectors.Capture
	t = &talk{family: f, rulings: make(chan Ruling, 1024), latency: map[string]*latency{}}
	for _, c := range all {
		list, ok := t.family.utterances(&c)
		if !ok {
			rest = append(rest, c)
			continue
		}
		said, t.speeches = append(said, c), append(t.speeches, list)
	}
	t.record = newRecord(fromEndpoints, said)
	return t, rest
}

// blocked takes a ruling from the firewall.
func (t *talk) blocked(r Ruling) {
	select {
	case t.rulings <- r:
	default: // more than anybody looks at
	}
}

// connect opens the lines; home listens already.
func (t *talk) connect(ctx context.Context, partner, rogue netip.Addr) (err error) {
	if t.direct, err = t.home.open(ctx, partner, t.family.home, 1, &t.seen); err != nil {
		return fmt.Errorf("%s, past the firewall: %w", t.family.name, err)
	}
	for i := range honestLines + 1 {
		from := partner
		if i == honestLines {
			from = rogue
		}
		l, err := t.home.open(ctx, from, t.family.outside, uint32(2+i), &t.seen)
		if err != nil {
			return fmt.Errorf("%s, through the firewall: %w", t.family.name, err)
		}
		t.lines = append(t.lines, l)
	}
	return nil
}

func (t *talk) close() {
	for _, l := range append(t.lines, t.direct) {
		if l != nil {
			l.close()
		}
	}
	if t.home != nil {
		t.home.close()
	}
}

// run has all lines say what is theirs, at least once, then until the time is up. An
// attack is the compromised partner's; honest vectors are shared out.
func (t *talk) run(ctx context.Context, length time.Duration) error {
	until, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	shares, honest := make([][]int, honestLines+1), 0
	for i := range t.captures {
		to := honestLines
		if t.captures[i].Kind == "honest" {
			to = honest % honestLines
			honest++
		}
		shares[to] = append(shares[to], i)
	}
	began := time.Now()
	errs := make([]error, len(shares))
	var all sync.WaitGroup
	for n, share := range shares {
		all.Go(func() { errs[n] = t.rounds(ctx, until, t.lines[n], share) })
	}
	all.Wait()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.loaded = time.Since(began)
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *talk) rounds(ctx, until context.Context, l *line, share []int) error {
	for first := true; first || until.Err() == nil; first = false {
		for _, i := range share {
			if !first && until.Err() != nil {
				return nil
			}
			if err := t.speak(ctx, l, i); err != nil {
				return fmt.Errorf("%s: %w", t.captures[i].Name, err)
			}
		}
	}
	return nil
}

// speak has the ends of a line say a vector to each other: who speaks goes on until it
// is the other one's turn, which comes when that has heard all.
func (t *talk) speak(ctx context.Context, l *line, capture int) error {
	speech := t.speeches[capture]
	l.near.take()
	l.far.take()
	l.far.isMute.Store(slices.ContainsFunc(speech, func(u utterance) bool { return u.fromHome }))
	t.drain(l)
	for from := 0; from < len(speech); {
		to := from + 1
		for to < len(speech) && speech[to].fromHome == speech[from].fromHome {
			to++
		}
		if err := l.turn(ctx, speech[from:to]); err != nil {
			return err
		}
		from = to
	}
	near, _ := l.near.take()
	far, given := l.far.take()
	t.judge(l, capture, near, far, given)
	return nil
}

// turn sends what one end has to say and waits until the other one has it.
func (l *line) turn(ctx context.Context, part []utterance) error {
	from := l.near
	if part[0].fromHome {
		from = l.far
	}
	var streams []uint16
	list := make([]firewall.UserMessage, len(part))
	for i, u := range part {
		if list[i] = u.UserMessage; !slices.Contains(streams, u.Stream) {
			streams = append(streams, u.Stream)
		}
	}
	if err := from.say(list...); err != nil {
		return err
	}
	return l.beat(ctx, from, streams)
}

// judge compares what has arrived with what should have: the vector, and home's
// answers to what it has got.
func (t *talk) judge(l *line, capture int, near, far []arrival, given []utterance) {
	got := map[bool]*heard{true: {list: near}, false: {list: far}} // by who has spoken
	speech, name := t.speeches[capture], t.captures[capture].Name
	arrivals, stopped := make([]bool, len(speech)), 0
	for i := range speech {
		u := &speech[i]
		if arrivals[i] = got[u.fromHome].next(u); !arrivals[i] {
			stopped += u.blocked()
		}
	}
	rulings := t.ruled(l, stopped)
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, arrived := range arrivals {
		u := &speech[i]
		switch {
		case len(u.ops) == 0:
			if u.isNeeded && !arrived {
				t.fail(fmt.Sprintf("%s, frame %d: a part of a message did not arrive", name, u.frame))
			}
			continue
		case isAttack(u.ops):
			t.attack(capture, arrived, rulings...)
		default:
			t.honest(u.ops[0].Protocol, arrived, func() string { return missing(u.ops[0].Protocol, name, u.frame, fmt.Sprint(rulings)) })
		}
		t.judged[u.ops[0].Protocol] += len(u.ops)
	}
	for i := range given {
		arrived := got[true].next(&given[i])
		t.honest(t.family.name, arrived, func() string { return fmt.Sprintf("%s: an answer of home's did not arrive", name) })
		t.judged[t.family.name]++
		t.answered++
	}
	t.stray += got[true].strays()
	if n := got[false].strays(); n > 0 {
		t.fail(fmt.Sprintf("%s: home has got %d messages that nobody sent, or out of order", name, n))
	}
}

// heard is what has arrived at one end, as it is compared.
type heard struct {
	list  []arrival
	taken []bool
}

// next reports whether u has arrived, behind what arrived before on its stream.
func (h *heard) next(u *utterance) bool {
	if h.taken == nil {
		h.taken = make([]bool, len(h.list))
	}
	last := -1
	for i := range h.list {
		if h.taken[i] && h.list[i].Stream == u.Stream {
			last = i
		}
	}
	for i := last + 1; i < len(h.list); i++ {
		if m := &h.list[i]; m.Stream == u.Stream && m.PPID == u.PPID && bytes.Equal(m.Data, u.Data) {
			h.taken[i] = true
			return true
		}
	}
	return false
}

// strays counts what nobody sent.
func (h *heard) strays() (n int) {
	for i := range h.list {
		if h.taken == nil || !h.taken[i] {
			n++
		}
	}
	return n
}

// settle is how long rulings may be on their way behind what they are about.
const settle = 500 * time.Millisecond

// ruled collects what the firewall says that it blocked of an attack, and waits a
// moment for as many rulings as operations have to be blocked in what was stopped. It proves nothing: that is done
// at the receiver.
func (t *talk) ruled(l *line, stopped int) (by []string) {
	if l != t.lines[honestLines] {
		return nil
	}
	timeout := time.NewTimer(settle)
	defer timeout.Stop()
	for len(by) < stopped {
		select {
		case r := <-t.rulings:
			by = append(by, r.Filter+" "+r.Reason)
		case <-timeout.C:
			return by
		}
	}
	return by
}

// drain forgets rulings about earlier attacks.
func (t *talk) drain(l *line) {
	for l == t.lines[honestLines] {
		select {
		case <-t.rulings:
		default:
			return
		}
	}
}
