package sctp

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// placeKey says where in a user message a fragment of I-DATA belongs: the message,
// by stream, order and identifier, and the place in it (RFC 8260 clause 2.1).
// Fragments of DATA follow each other in the order of TSNs (RFC 9260 clause 6.9).
type placeKey struct {
	half      int32
	fsn       uint32
	mid       uint32
	stream    uint16
	unordered bool
}

// find returns the piece that holds what is step fragments behind c in its
// message, or none.
func (a *Assembler) find(c *fragment, step int32) int32 {
	if !c.IData {
		at := a.pieceOf(c.TSN + uint32(step))
		if at != none && a.piece[at].place != none {
			return none // I-DATA, which has no business there
		}
		return at
	}
	at := a.places.Find(a.placeOf(c, step))
	if at == none {
		return none
	}
	return a.placed[at]
}

func (a *Assembler) placeOf(c *fragment, step int32) placeKey {
	return placeKey{half: a.half, fsn: c.fsn + uint32(step), mid: c.Sequence, stream: c.Stream, unordered: c.Unordered}
}

// piece is what one fragment brought. It has the number of the first cell that its
// octets are in.
type piece struct {
	half       int32 // none when it is released
	run        int32
	next       int32 // in the run
	place      int32 // I-DATA: slot of places
	length     int
	mark       uint64
	tsn        uint32
	begin, end bool
}

// run is a row of pieces that follow each other without a gap: a user message, or
// as much of it as came.
type run struct {
	half, source  int32
	first, last   int32 // pieces
	count, octets int   // pieces, and octets in them
	begun, ended  bool  // the first and the last fragment of the message are in it
	isFresh       bool  // something in it was not there before
	isSpoiled     bool
	isDone        bool

	ppid      uint32 // of I-DATA valid if begun
	sequence  uint32
	stream    uint16
	unordered bool
	isIData   bool

	createdNS   int64
	deliveredNS int64
	key         pathKey // of the fragment that came last
	frame       int32
	timeNS      int64
	faults      op.Faults
}

// fragment takes a part of a user message.
func (a *Assembler) fragment(p *Packet, c *fragment) State {
	if a.half == none {
		a.stats.Refused++
		p.ChunkFaults.Add(op.SCTPLimit, p.Offset)
		return Spoiled
	}
	known, _ := a.recall(c)
	at := a.find(c, 0)
	switch {
	case known == isOther, at != none && a.piece[at].mark != c.mark:
		a.contradict(p, c, at)
	case at != none:
		return a.again(p, c, a.piece[at].run)
	case known == isOld:
		p.ChunkFaults.Add(op.SCTPTSN, p.Offset)
	default:
		return a.add(p, c, known == isNew)
	}
	return Spoiled
}

// again takes a fragment that is held already. What was whole is delivered again:
// the sender may repeat the very chunk that had been withheld. But not twice in a
// moment, which is longer for longer messages, and of one packet no more than one
// message or as many octets as it has, lest small chunks make large messages be
// judged over and over. A sender that repeats sooner repeats once more.
func (a *Assembler) again(p *Packet, c *fragment, at int32) State {
	r := &a.runs[at]
	moment := max(10e6, 10e3*int64(r.octets)) // ns
	a.stats.Retransmitted++
	c.Retransmitted = true
	switch age := a.nowNS - r.deliveredNS; {
	case r.isSpoiled:
		p.ChunkFaults.Merge(&r.faults)
		return Spoiled
	case !r.isDone:
		c.Begun = r.begun
		return Held
	case age >= 0 && age < moment, a.repeated > 0 && a.repeated+r.octets > len(p.octets):
		return Held
	}
	a.repeated += r.octets
	a.done.Renew(a.order, at)
	a.deliver(p, c, r)
	return Whole
}

// add puts a fragment among the others. isFresh: its TSN is new.
func (a *Assembler) add(p *Packet, c *fragment, isFresh bool) State {
	if isFresh {
		a.checkForward(p, c)
	}
	left, right, ok := a.between(p, c)
	if ok = a.fits(p, c) && ok; !ok {
		a.remember(c, none)
		return Spoiled
	}
	at := a.hold(c, left, right)
	if at == none {
		a.stats.Refused++
		p.ChunkFaults.Add(op.SCTPLimit, p.Offset)
		return Spoiled
	}
	a.remember(c, at)
	r := a.attach(at, c, left, right)
	is := &a.runs[r]
	is.isFresh = is.isFresh || isFresh
	is.note(a, p)
	if is.count > a.limits.Fragments || is.octets > a.limitOfRun(is) {
		a.spoil(r, op.SCTPLimit, p.Offset)
	}
	switch {
	case is.isSpoiled:
		p.ChunkFaults = is.faults
		return Spoiled
	case !is.begun || !is.ended:
		c.Begun = is.begun
		return Held
	}
	a.complete(r)
	c.Retransmitted = !is.isFresh
	a.deliver(p, c, is)
	return Whole
}

// limitOfRun returns the most octets that a run may have.
func (a *Assembler) limitOfRun(r *run) int {
	if r.isIData && !r.begun {
		return a.limits.Octets // the PPID is yet to come
	}
	return a.limitOf(r.ppid)
}

// note remembers what a report of the message has to say.
func (r *run) note(a *Assembler, p *Packet) {
	r.key, r.frame, r.timeNS = a.key, a.frame, a.nowNS
	if p.Faults.Any() {
		r.faults.Merge(&p.Faults)
	}
	if p.ChunkFaults.Any() {
		r.faults.Merge(&p.ChunkFaults)
	}
}

// between returns the pieces in front of and behind a fragment. ok is false when
// they do not belong to one message with it though they would have to, or something
// stands between them already.
func (a *Assembler) between(p *Packet, c *fragment) (left, right int32, ok bool) {
	left, right, ok = none, none, true
	if !c.begin {
		if c.IData && c.fsn == 0 {
			return none, none, false // fragment.read has recorded it
		}
		left = a.find(c, -1)
		if left != none && (a.piece[left].end || a.runs[a.piece[left].run].last != left || !a.isOneWith(left, c)) {
			a.tear(p, left)
			ok = false
		}
	}
	// Of I-DATA nothing may be behind the end; of DATA that is the next message.
	if !c.end || c.IData {
		right = a.find(c, 1)
		if right != none && (c.end || a.piece[right].begin || a.runs[a.piece[right].run].first != right || !a.isOneWith(right, c)) {
			a.tear(p, right)
			ok = false
		}
	}
	return left, right, ok
}

// isOneWith reports whether a fragment says of the message what the piece beside
// it says. PPIDs, too: the first fragment's counts at most receivers, and the
// clause that demands it in every one has agents in the middle in mind (RFC 9260
// clause 3.3.1).
func (a *Assembler) isOneWith(at int32, c *fragment) bool {
	r := &a.runs[a.piece[at].run]
	if c.IData {
		return true // by its place
	}
	return r.stream == c.Stream && r.sequence == c.Sequence && r.unordered == c.Unordered && r.ppid == c.PPID
}

// tear spoils a run that a fragment does not fit.
func (a *Assembler) tear(p *Packet, at int32) {
	p.ChunkFaults.Add(op.SCTPFragment, p.Offset)
	a.spoil(a.piece[at].run, op.SCTPFragment, p.Offset)
}

// spoil makes sure that a message is never delivered as if nothing had happened.
// Its pieces stay, so that what is still to come finds them.
func (a *Assembler) spoil(at int32, c op.FaultCode, offset int) {
	r := &a.runs[at]
	r.faults.Add(c, offset)
	if !r.isSpoiled {
		a.stats.Spoiled++
		r.isSpoiled = true
	}
}

// deliver writes a message that is whole into c.
func (a *Assembler) deliver(p *Packet, c *fragment, r *run) {
	n := 0
	for at := r.first; at != none; at = a.piece[at].next {
		x := &a.piece[at]
		a.cells.copyTo(a.whole[n:n+x.length], at)
		n += x.length
	}
	r.deliveredNS = a.nowNS
	c.Data, c.PPID, c.TSN = a.whole[:n], r.ppid, a.piece[r.first].tsn
	if r.faults.Any() {
		p.ChunkFaults = r.faults
	}
}
