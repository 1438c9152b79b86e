package sctp

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Lost describes a user message of which fragments never came.
type Lost struct {
	Ends
	SrcPort, DstPort uint16
	Side             op.Side
	Frame            int32 // of the fragment that came last
	TimeNS           int64
	TSN              uint32 // of the first fragment that is there
	Stream           uint16
	PPID             uint32 // of I-DATA 0 when its first fragment is missing
	Faults           op.Faults
}

// isOver reports whether a message of this age has had its time. A clock that was
// set back, or captures that were joined, must not keep it forever.
func (a *Assembler) isOver(ageNS int64) bool {
	return ageNS >= a.limits.TimeoutNS || ageNS <= -a.limits.TimeoutNS
}

// IsDue reports whether Expired has something to remove at nowNS.
func (a *Assembler) IsDue(nowNS int64) bool {
	return a.open.Oldest != none && a.isOver(nowNS-a.runs[a.open.Oldest].createdNS)
}

// Expired removes the message that is waiting longest if its time is up at nowNS.
// ok is false when there is none (left). A message whose fault has been reported,
// one that the sender gave up or whose association ended, and one that only repeats
// what came before end in silence.
func (a *Assembler) Expired(nowNS int64) (l Lost, ok bool) {
	for a.IsDue(nowNS) {
		if l, ok = a.giveUp(); ok {
			return l, true
		}
	}
	return Lost{}, false
}

// Drain removes the message that is waiting longest, however long. ok is false when
// there is none left.
func (a *Assembler) Drain() (l Lost, ok bool) {
	for a.open.Oldest != none {
		if l, ok = a.giveUp(); ok {
			return l, true
		}
	}
	return Lost{}, false
}

func (a *Assembler) giveUp() (l Lost, report bool) {
	at := a.open.Oldest
	r := &a.runs[at]
	h, tsn := &a.halves[r.half], a.piece[r.first].tsn
	h.hasAbandoned = true
	if report = !r.isSpoiled && r.isFresh && !h.isEnded && !h.isGivenUp(tsn); report {
		a.stats.Incomplete++
		k := &r.key
		l = Lost{
			Ends: Ends{k.src, k.dst}, SrcPort: k.srcPort, DstPort: k.dstPort, Side: k.side,
			Frame: r.frame, TimeNS: r.timeNS, TSN: tsn, Stream: r.stream, PPID: r.ppid, Faults: r.faults,
		}
		l.Faults.Add(op.SCTPFragmentIncomplete, 0)
	}
	a.drop(at)
	return l, report
}

// forget drops messages that were whole long ago. Several packets in a row drop
// more than they can add.
func (a *Assembler) forget() {
	for range 4 {
		if a.done.Oldest == none || !a.isOver(a.nowNS-a.runs[a.done.Oldest].deliveredNS) {
			return
		}
		a.drop(a.done.Oldest)
	}
}
