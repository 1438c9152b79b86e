package tcp

// wait puts the stream at hand into the order of those that hold something, or
// takes it out. A stream that got on waits anew.
func (r *Reassembler) wait(st *stream) {
	at := 2*r.at + int32(r.way)
	waits := st.held.length > 0 || st.tailed > 0 || st.first != 0
	if st.isWaiting && (!waits || r.renewed) {
		r.waiting.Remove(r.waits, at)
		st.isWaiting = false
	}
	if waits && !st.isWaiting {
		st.isWaiting, st.sinceNS = true, r.nowNS
		r.waiting.Push(r.waits, at)
	}
}

// isOver reports whether something of this age has had its time. A clock that was
// set back, or captures that were joined, must not keep it forever.
func (r *Reassembler) isOver(ageNS int64) bool {
	return ageNS >= r.limits.TimeoutNS || ageNS <= -r.limits.TimeoutNS
}

func (r *Reassembler) longest() *stream {
	at := r.waiting.Oldest
	return &r.all[at/2].streams[at%2]
}

// IsDue reports whether Expire has something to give up at nowNS.
func (r *Reassembler) IsDue(nowNS int64) bool {
	return r.waiting.Oldest != none && r.isOver(nowNS-r.longest().sinceNS)
}

// Expire gives up what the stream that is waiting longest is waiting for, if its
// time is up at nowNS: a hole, or the rest of a message. Next hands out what comes
// of it, and Origin tells where it came from. ok is false when there is none (left).
func (r *Reassembler) Expire(nowNS int64) (ok bool) {
	if !r.IsDue(nowNS) {
		return false
	}
	r.hurry(nowNS)
	return true
}

// Drain is Expire, however long the stream is waiting.
func (r *Reassembler) Drain() (ok bool) {
	if r.waiting.Oldest == none {
		return false
	}
	r.hurry(r.longest().timeNS)
	return true
}

func (r *Reassembler) hurry(nowNS int64) {
	r.reset(&r.nothing, nowNS)
	at := r.waiting.Oldest
	r.at, r.way = at/2, int(at%2)
	st, k := r.longest(), r.byKey.Key(r.at)
	o := Origin{Ends: Ends{k.low.addr, k.high.addr}, SrcPort: k.low.port, DstPort: k.high.port, Side: k.side, Frame: st.frame, TimeNS: st.timeNS}
	if r.way == 1 {
		o.Src, o.Dst, o.SrcPort, o.DstPort, o.Side = o.Dst, o.Src, o.DstPort, o.SrcPort, across(o.Side)
	}
	r.origin, r.hurried, r.renewed = o, true, true
	if st.first == 0 {
		r.giveUp(st)
	}
}
