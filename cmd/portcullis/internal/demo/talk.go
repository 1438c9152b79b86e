package demo

import (
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

// verdict is what has become of a vector that was said once.
type verdict struct {
	capture  int
	arrivals []bool // by place in the speech
	rulings  []string
	answers  []bool // of home's answers, which of them arrived
	strays   map[bool]int
}

// judge compares what has arrived with what should have: the vector, and home's
// answers to what it has got.
func (t *talk) judge(l *line, capture int, near, far []arrival, given []utterance) {
	v := verdict{capture: capture}
	got := map[bool]*heard{true: newHeard(near), false: newHeard(far)} // by whether home has spoken
	blocked := 0
	for i := range t.speeches[capture] {
		u := &t.speeches[capture][i]
		arrived := got[u.fromHome].next(u)
		if v.arrivals = append(v.arrivals, arrived); !arrived {
			blocked += u.blocked()
		}
	}
	for i := range given {
		v.answers = append(v.answers, got[true].next(&given[i]))
	}
	v.strays = map[bool]int{true: got[true].strays(), false: got[false].strays()}
	v.rulings = t.ruled(l, blocked)
	t.count(&v)
}

// count counts what has become of a vector.
func (t *talk) count(v *verdict) {
	t.mu.Lock()
	defer t.mu.Unlock()
	name := t.captures[v.capture].Name
	for i, arrived := range v.arrivals {
		u := &t.speeches[v.capture][i]
		switch {
		case len(u.ops) == 0:
			if u.isNeeded && !arrived {
				t.fail(fmt.Sprintf("%s, frame %d: a part of a message did not arrive", name, u.frame))
			}
			continue
		case isAttack(u.ops):
			t.attack(v.capture, arrived, v.rulings...)
		default:
			t.honest(u.ops[0].Protocol, arrived, func() string { return missing(u.ops[0].Protocol, name, u.frame) })
		}
		t.judged[u.ops[0].Protocol] += len(u.ops)
	}
	for _, arrived := range v.answers {
		t.honest(t.family.answers, arrived, func() string { return name + ": an answer of home's did not arrive" })
		t.judged[t.family.answers]++
		t.answered++
	}
	t.stray += v.strays[true]
	if n := v.strays[false]; n > 0 {
		t.fail(fmt.Sprintf("%s: home has got %d messages that nobody sent, or out of order", name, n))
	}
}

// settle is how long rulings may be on their way behind what they are about.
const settle = 500 * time.Millisecond

// ruled collects what the firewall says that it blocked of an attack, and waits a
// moment for as many rulings as operations have to be blocked in what was stopped. It
// proves nothing: that is done at the receiver.
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
