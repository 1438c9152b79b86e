package sctp

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/slots"
)

// slow puts messages of one half together by definition: maps of what came, no
// limits. It is the model that the Assembler is compared with.
type slow struct {
	window   int32
	started  bool
	high     uint32
	seen     map[uint32]slowChunk
	packet   int
	judged   map[uint32]int // whole messages by TSN: the packet in which they were delivered
	held     map[slowPlace]*slowPiece
	kind     int // of chunk that came first
	forward  *uint32
	hasEnded bool
}

func newSlow(window int) *slow {
	return &slow{window: int32(window), seen: map[uint32]slowChunk{}, judged: map[uint32]int{}, held: map[slowPlace]*slowPiece{}, kind: -1}
}

type slowChunk struct {
	kind     int // chunk type
	flags    uint8
	tsn      uint32
	stream   uint16
	sequence uint32
	ppid     uint32
	fsn      uint32
	user     string
}

func (c slowChunk) has(flag uint8) bool { return c.flags&flag != 0 }

func (c slowChunk) encode() []byte {
	if c.kind == Data {
		return dataOf(c.flags, c.tsn, c.stream, uint16(c.sequence), c.ppid, c.user)
	}
	last := c.fsn
	if c.has(B) {
		last = c.ppid
	}
	return chunk(IData, c.flags, be(uint64(c.tsn), 4), be(uint64(c.stream), 2), be(0, 2), be(uint64(c.sequence), 4), be(uint64(last), 4), []byte(c.user))
}

// slowPlace is a place in a message; in DATA all messages of a half are one row.
type slowPlace struct {
	message string
	index   uint32
}

func (c slowChunk) place() slowPlace {
	switch {
	case c.kind == Data:
		return slowPlace{"", c.tsn}
	case c.has(B):
		return slowPlace{fmt.Sprint(c.stream, c.sequence, c.has(U)), 0}
	}
	return slowPlace{fmt.Sprint(c.stream, c.sequence, c.has(U)), c.fsn}
}

func (p slowPlace) plus(n int32) slowPlace { return slowPlace{p.message, p.index + uint32(n)} }

type slowPiece struct {
	slowChunk
	followsLeft bool // is in one run with the piece before
	fresh       bool
	spoiled     bool
	done        bool
	deliveredNS int64
	createdNS   int64
	faults      map[op.FaultCode]bool
}

type slowResult struct {
	state         State
	data          string
	retransmitted bool
	begun         bool
	faults        map[op.FaultCode]bool
}

func (r slowResult) String() string {
	var names []string
	for c := range r.faults {
		names = append(names, c.String())
	}
	slices.Sort(names)
	return fmt.Sprintf("state %d data %q retransmitted %v begun %v faults %s", r.state, r.data, r.retransmitted, r.begun, strings.Join(names, " "))
}

// run returns the pieces that are in one run with the one at a place.
func (s *slow) run(at slowPlace) (all []*slowPiece) {
	for s.held[at].followsLeft {
		at = at.plus(-1)
	}
	all = append(all, s.held[at])
	for {
		at = at.plus(1)
		if s.held[at] == nil || !s.held[at].followsLeft {
			return all
		}
		all = append(all, s.held[at])
	}
}

func (s *slow) spoil(at slowPlace, c op.FaultCode) {
	for _, x := range s.run(at) {
		x.spoiled = true
		x.faults[c] = true
	}
}

// holder returns where the chunk with a TSN is held, if it is and the window
// reaches it.
func (s *slow) holder(tsn uint32) (slowPlace, bool) {
	for at, x := range s.held {
		if x.tsn == tsn && int32(tsn-s.high) > -s.window {
			return at, true
		}
	}
	return slowPlace{}, false
}

// found returns the piece at a place; one of DATA is found by its TSN.
func (s *slow) found(c slowChunk, at slowPlace) *slowPiece {
	if c.kind == Data {
		if _, ok := s.holder(at.index); !ok {
			return nil
		}
	}
	return s.held[at]
}

func (s *slow) chunk(c slowChunk, nowNS int64) (r slowResult) {
	r.faults = map[op.FaultCode]bool{}
	orphan := c.kind == IData && !c.has(B) && c.fsn == 0
	if c.user == "" {
		r.faults[op.SCTPNoData] = true
		r.state = Spoiled
		return r
	}
	if orphan {
		r.faults[op.SCTPFragment] = true
	}
	if s.kind < 0 {
		s.kind = c.kind
	}
	if s.kind != c.kind {
		r.faults[op.SCTPNotNegotiated] = true
	}
	if !s.started {
		s.started, s.high = true, c.tsn-1
	}
	isOld := int32(c.tsn-s.high) <= -s.window
	if int32(c.tsn-s.high) > 0 {
		s.high = c.tsn
		for tsn := range s.seen {
			if int32(tsn-s.high) <= -s.window {
				delete(s.seen, tsn)
			}
		}
	}
	before, isKnown := s.seen[c.tsn]
	if c.has(B) && c.has(E) {
		return s.single(c, r, isOld, isKnown, before == c)
	}
	return s.fragment(c, r, nowNS, isOld, orphan, isKnown, before == c)
}

func (s *slow) single(c slowChunk, r slowResult, isOld, isKnown, isSame bool) slowResult {
	r.state, r.data = Whole, c.user
	switch {
	case isOld:
		r.retransmitted = true
	case isKnown && isSame:
		r.retransmitted = true
		if s.judged[c.tsn] == s.packet {
			r.state, r.data = Held, ""
		}
		s.judged[c.tsn] = s.packet
	case isKnown:
		s.contradict(c, r)
	default:
		s.seen[c.tsn] = c
		s.judged[c.tsn] = s.packet
		s.fits(c, r)
		s.afterForward(c, r)
		if c.kind == IData {
			if s.held[c.place()] != nil {
				s.contradict(c, r)
				s.spoil(c.place(), op.SCTPTSN)
			}
			if right := c.place().plus(1); s.held[right] != nil {
				r.faults[op.SCTPFragment] = true
				s.spoil(right, op.SCTPFragment)
			}
		}
	}
	return r
}

func (s *slow) contradict(c slowChunk, r slowResult) {
	r.faults[op.SCTPTSN] = true
	if at, ok := s.holder(c.tsn); ok {
		s.spoil(at, op.SCTPTSN)
	}
}

func (s *slow) afterForward(c slowChunk, r slowResult) {
	if s.forward != nil && int32(c.tsn-*s.forward) <= 0 {
		r.faults[op.SCTPTSN] = true
	}
}

// fits compares B and E with those of the TSNs beside.
func (s *slow) fits(c slowChunk, r slowResult) bool {
	ok := true
	for _, step := range []int32{-1, 1} {
		tsn := c.tsn + uint32(step)
		n, known := s.seen[tsn]
		if !known || n.kind != Data || c.kind != Data {
			continue
		}
		if step < 0 && n.has(E) == c.has(B) || step > 0 && n.has(B) == c.has(E) {
			continue
		}
		r.faults[op.SCTPFragment] = true
		ok = false
		if at, held := s.holder(tsn); held {
			s.spoil(at, op.SCTPFragment)
		}
	}
	return ok
}

func (s *slow) fragment(c slowChunk, r slowResult, nowNS int64, isOld, orphan, isKnown, isSame bool) slowResult {
	r.state = Spoiled
	at := c.place()
	here := s.found(c, at)
	switch {
	case isKnown && !isSame || here != nil && here.slowChunk != c:
		s.contradict(c, r)
		if here != nil {
			s.spoil(at, op.SCTPTSN)
		}
		return r
	case here != nil:
		return s.again(at, r, nowNS)
	case isOld:
		r.faults[op.SCTPTSN] = true
		return r
	}
	if !isKnown {
		s.afterForward(c, r)
	}
	s.seen[c.tsn] = c
	ok := !orphan
	left, right := s.found(c, at.plus(-1)), s.found(c, at.plus(1))
	if c.has(B) || orphan {
		left = nil
	}
	if c.kind == Data && c.has(E) || orphan {
		right = nil
	}
	if left != nil && (left.has(E) || !left.isOneWith(c)) {
		r.faults[op.SCTPFragment], ok = true, false
		s.spoil(at.plus(-1), op.SCTPFragment)
	}
	if right != nil && (c.has(E) || right.has(B) || !right.isOneWith(c)) {
		r.faults[op.SCTPFragment], ok = true, false
		s.spoil(at.plus(1), op.SCTPFragment)
	}
	if ok = s.fits(c, r) && ok; !ok {
		return r
	}
	s.held[at] = &slowPiece{slowChunk: c, followsLeft: left != nil, fresh: !isKnown, createdNS: nowNS, faults: maps.Clone(r.faults)}
	if right != nil {
		right.followsLeft = true
	}
	// What is wrong with a run is told when it is whole or spoiled.
	if of := s.outcome(at, nowNS); of.state != Held {
		return of
	} else {
		r.state, r.begun = Held, of.begun
	}
	return r
}

func (x *slowPiece) isOneWith(c slowChunk) bool {
	return c.kind == IData || x.stream == c.stream && x.sequence == c.sequence && x.has(U) == c.has(U) && x.ppid == c.ppid
}

// outcome looks at the run of a piece that was just put there.
func (s *slow) outcome(at slowPlace, nowNS int64) (r slowResult) {
	all := s.run(at)
	r.faults = map[op.FaultCode]bool{}
	var fresh bool
	for _, x := range all {
		for c := range x.faults {
			r.faults[c] = true
		}
		fresh = fresh || x.fresh
		r.data += x.user
	}
	first, last := all[0], all[len(all)-1]
	spoiled := slices.ContainsFunc(all, func(x *slowPiece) bool { return x.spoiled })
	oldest := first.createdNS
	for _, x := range all {
		oldest = min(oldest, x.createdNS)
	}
	for _, x := range all {
		x.spoiled, x.createdNS, x.faults = spoiled, oldest, r.faults
	}
	switch {
	case spoiled:
		r.state, r.data = Spoiled, ""
	case !first.has(B) || !last.has(E):
		r.state, r.data, r.begun = Held, "", first.has(B)
	default:
		r.state, r.retransmitted = Whole, !fresh
		for _, x := range all {
			x.done, x.deliveredNS = true, nowNS
		}
	}
	return r
}

func (s *slow) again(at slowPlace, r slowResult, nowNS int64) slowResult {
	all := s.run(at)
	r.retransmitted = true
	if all[0].spoiled || all[0].done && nowNS-all[0].deliveredNS >= 10e6 {
		for c := range all[0].faults {
			r.faults[c] = true
		}
	}
	switch {
	case all[0].spoiled:
		r.state = Spoiled
	case !all[0].done:
		r.state, r.begun = Held, all[0].has(B)
	case nowNS-all[0].deliveredNS < 10e6:
		r.state = Held
	default:
		r.state = Whole
		for _, x := range all {
			r.data += x.user
			x.deliveredNS = nowNS
		}
	}
	return r
}

// expire removes all runs that are as old and returns the TSNs of those that are
// reported.
func (s *slow) expire(nowNS, timeoutNS int64) (lost []uint32) {
	for at := range s.held {
		if s.held[at].followsLeft {
			continue
		}
		all := s.run(at)
		since := all[0].createdNS
		if all[0].done {
			since = all[0].deliveredNS
		}
		if nowNS-since < timeoutNS {
			continue
		}
		fresh := slices.ContainsFunc(all, func(x *slowPiece) bool { return x.fresh })
		givenUp := s.hasEnded || s.forward != nil && int32(all[0].tsn-*s.forward) <= 0
		if !all[0].done && !all[0].spoiled && fresh && !givenUp {
			lost = append(lost, all[0].tsn)
		}
		for i := range all {
			delete(s.held, at.plus(int32(i)))
		}
	}
	slices.Sort(lost)
	return lost
}

// check walks all lists and tables of an Assembler and counts.
func (a *Assembler) check(t interface {
	Helper()
	Fatalf(string, ...any)
}) {
	t.Helper()
	pieces, used, places := 0, 0, 0
	shares, inHalf := map[int32]share{}, map[int32]int32{}
	for i, l := range []slots.List{a.open, a.done} {
		older := int32(none)
		for at := l.Oldest; at != none; at = a.order[at].Newer {
			r := &a.runs[at]
			if a.order[at].Older != older || r.isDone != (i == 1) {
				t.Fatalf("run %d follows %d in list %d and is not meant to", at, older, i)
			}
			older = at
			count, octets, cells, last := 0, 0, 0, int32(none)
			for p := r.first; p != none; p = a.piece[p].next {
				x := &a.piece[p]
				if x.half != r.half || x.run != at {
					t.Fatalf("piece %d of run %d is of run %d", p, at, x.run)
				}
				if x.place != none {
					places++
				}
				chain := 0
				for c := p + 1; c != 0; c = a.cells.next[c-1] {
					chain++
				}
				if chain != cellsFor(x.length) {
					t.Fatalf("%d cells hold %d octets", chain, x.length)
				}
				count, octets, cells, last = count+1, octets+x.length, cells+chain, p
			}
			if count != r.count || octets != r.octets || last != r.last || r.begun != a.piece[r.first].begin || r.ended != a.piece[last].end {
				t.Fatalf("run %+v has %d pieces of %d octets", r, count, octets)
			}
			pieces, used = pieces+count, used+cells
			inHalf[r.half]++
			if s := shares[r.source]; !r.isDone {
				shares[r.source] = share{s.halves, s.messages + 1, s.cells + cells}
			}
		}
		if l.Newest != older {
			t.Fatalf("list %d ends at %d, not at %d", i, l.Newest, older)
		}
	}
	a.checkRoom(t, used, places, shares, inHalf)
}

func (a *Assembler) checkRoom(t interface {
	Helper()
	Fatalf(string, ...any)
}, used, places int, shares map[int32]share, inHalf map[int32]int32) {
	t.Helper()
	halves, paths, extra := 0, 0, 0
	for at := a.used.Oldest; at != none; at = a.halfOrder[at].Newer {
		h := &a.halves[at]
		halves++
		for p := h.path; p != none; p = a.pathOf[p].next {
			paths++
			if a.pathOf[p].half != at || a.paths.Find(*a.paths.Key(p)) != p {
				t.Fatalf("path %d of half %d cannot be found", p, at)
			}
			if a.pathOf[p].next != none {
				extra++
			}
		}
		if h.runs != inHalf[at] {
			t.Fatalf("half %d has %d runs, not %d", at, inHalf[at], h.runs)
		}
		s := shares[h.source]
		shares[h.source] = share{s.halves + 1, s.messages, s.cells}
	}
	for s, want := range shares {
		if a.shares[s] != want {
			t.Fatalf("a source uses %+v, not %+v", want, a.shares[s])
		}
	}
	slots, taken := a.places.Taken(), a.paths.Taken()
	if slots != places || taken != paths || a.spare != a.limits.Halves-extra || halves+len(a.freeHalves) != a.limits.Halves {
		t.Fatalf("%d of %d places, %d of %d paths, %d spare, %d halves and %d free", places, slots, paths, taken, a.spare, halves, len(a.freeHalves))
	}
	if used+a.cells.left != len(a.cells.next) || a.openRuns+len(a.free) > len(a.runs) {
		t.Fatalf("%d cells used, %d free; %d runs and %d free", used, a.cells.left, a.openRuns, len(a.free))
	}
}
