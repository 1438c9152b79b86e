package sctp

// hold finds room for a fragment and returns its piece, or none. The message that
// left and right belong to, if any, is not new.
func (a *Assembler) hold(c *fragment, left, right int32) int32 {
	s, n := &a.shares[a.halves[a.half].source], cellsFor(len(c.data))
	isMessage := left == none && right == none
	if isMessage && (s.messages >= a.limits.SourceMessages || a.openRuns >= a.limits.Messages) ||
		(s.cells+n)*cellSize > a.limits.SourceMemory {
		return none
	}
	// Messages that were delivered are kept only as long as nobody needs the room.
	for a.cells.left < n || isMessage && len(a.free) == 0 {
		if a.done.Oldest == none {
			return none
		}
		a.drop(a.done.Oldest)
	}
	at := a.cells.keep(c.data)
	x := &a.piece[at]
	*x = piece{half: a.half, place: none, length: len(c.data), mark: c.mark, tsn: c.TSN, begin: c.begin, end: c.end}
	if c.IData {
		x.place = a.places.Insert(a.placeOf(c, 0)) // as many slots as cells
		a.placed[x.place] = at
	}
	s.cells += n
	return at
}

// attach makes a piece part of the run that its neighbours are in, or of a new
// one, and returns the run.
func (a *Assembler) attach(at int32, c *fragment, left, right int32) int32 {
	x := &a.piece[at]
	x.next = right
	var r int32
	switch {
	case left == none && right == none:
		r = a.openRun(at)
	case right == none:
		r = a.piece[left].run
		a.piece[left].next, a.runs[r].last = at, at
	case left == none:
		r = a.piece[right].run
		a.runs[r].first = at
	default:
		a.piece[left].next = at
		r = a.unite(a.piece[left].run, a.piece[right].run)
	}
	x.run = r
	is := &a.runs[r]
	is.count++
	is.octets += x.length
	is.begun, is.ended = is.begun || c.begin, is.ended || c.end
	if !c.IData || c.begin {
		is.ppid = c.PPID
	}
	is.sequence, is.stream, is.unordered, is.isIData = c.Sequence, c.Stream, c.Unordered, c.IData
	return r
}

// openRun starts a run with one piece. There is a free one.
func (a *Assembler) openRun(at int32) int32 {
	r := a.free[len(a.free)-1]
	a.free = a.free[:len(a.free)-1]
	h := &a.halves[a.half]
	h.runs++
	a.shares[h.source].messages++
	a.openRuns++
	a.runs[r] = run{half: a.half, source: h.source, first: at, last: at, createdNS: a.nowNS}
	a.open.Push(a.order, r)
	return r
}

// unite makes one run of two with a piece between them. Pieces of the smaller one
// change hands, so that a piece does so a few times only, and the time of the
// older one counts.
func (a *Assembler) unite(left, right int32) int32 {
	to, from := left, right
	if a.runs[left].count < a.runs[right].count {
		to, from = right, left
	}
	l, r := a.runs[left], a.runs[right]
	for at, last := a.runs[from].first, a.runs[from].last; ; at = a.piece[at].next {
		a.piece[at].run = to
		if at == last {
			break
		}
	}
	is := &a.runs[to]
	if older := &a.runs[from]; older.createdNS < is.createdNS {
		is.createdNS = older.createdNS
		a.open.Remove(a.order, to)
		a.open.Replace(a.order, from, to)
	} else {
		a.open.Remove(a.order, from)
	}
	is.first, is.last = l.first, r.last
	is.count, is.octets = l.count+r.count, l.octets+r.octets
	is.begun, is.ended = l.begun, r.ended
	is.isFresh, is.isSpoiled = l.isFresh || r.isFresh, l.isSpoiled || r.isSpoiled
	is.ppid = l.ppid // of I-DATA, the right one has none
	is.faults = l.faults
	is.faults.Merge(&r.faults)
	a.halves[is.half].runs--
	a.shares[is.source].messages--
	a.openRuns--
	a.free = append(a.free, from)
	return to
}

// complete moves a run to those that are kept in case their fragments come again.
// They no longer count for their source, and give way to whoever needs room.
func (a *Assembler) complete(at int32) {
	r := &a.runs[at]
	a.stats.Whole++
	a.settle(r)
	r.isDone = true
	a.open.Remove(a.order, at)
	a.done.Push(a.order, at)
}

// settle takes a run off its source's account.
func (a *Assembler) settle(r *run) {
	s := &a.shares[r.source]
	s.messages--
	a.openRuns--
	for at := r.first; at != none; at = a.piece[at].next {
		s.cells -= cellsFor(a.piece[at].length)
	}
}

// drop forgets a run and its pieces.
func (a *Assembler) drop(at int32) {
	r := &a.runs[at]
	if r.isDone {
		a.done.Remove(a.order, at)
	} else {
		a.settle(r)
		a.open.Remove(a.order, at)
	}
	for p := r.first; p != none; {
		x := &a.piece[p]
		next := x.next
		if x.place != none {
			a.places.Remove(x.place)
		}
		a.cells.release(p)
		x.half = none
		p = next
	}
	a.halves[r.half].runs--
	a.free = append(a.free, at)
}
