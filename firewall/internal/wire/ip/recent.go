package ip

// recent remembers the fragments of the datagrams that were completed last.
//
// A mirror port may show every packet twice. Of a datagram A B the tap then
// sees A A B B: the first B completes it, and the second would wait as the
// beginning of a datagram that never comes. Known by its mark, it ends in
// silence instead of being reported.
type recent struct {
	marks [256]uint64
	times [256]int64
	at    uint8
}

// recentNS is how long a fragment is remembered. Copies come within
// milliseconds; a sender that comes back to an identification takes longer.
const recentNS = 1e9

func (r *recent) add(mark uint64, nowNS int64) {
	r.marks[r.at], r.times[r.at] = mark, nowNS
	r.at++
}

func (r *recent) has(mark uint64, nowNS int64) bool {
	for i, m := range r.marks {
		if m == mark && nowNS-r.times[i] < recentNS {
			return true
		}
	}
	return false
}
