package tcp

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// mode says how the next octets of a stream are read.
type mode uint8

const (
	unknown   mode = iota // no octet has its place yet
	framing               // a message, or its rest
	passing               // the rest of a message that was given up
	searching             // for something that looks like a message
)

// stream is one direction of a connection.
type stream struct {
	framer *Framer
	mode   mode
	start  uint32 // sequence number of the first octet
	next   uint32 // of the first octet that is not read yet
	known  int    // octets in front of next that the history has

	isMidstream bool   // start is where we came in
	isAcked     bool   // acked is valid
	acked       uint32 // first octet that the other end has not acknowledged
	hasEnd      bool   // FIN was seen
	end         uint32 // behind the last octet
	isProposed  bool   // a SYN came that would begin anew, at proposed
	proposed    uint32
	isStray     bool // the last octets were far off, and ended at stray
	stray       uint32

	held   row // octets of a message that is not whole
	need   int // octets that it has; 0 not known yet
	tail   [MaxHeader]byte
	tailed int          // octets of tail: what may be the beginning of a header
	left   int          // octets to be passed
	why    op.FaultCode // of passing and searching

	first  int32 // piece behind a hole; plus one
	pieces int

	isWaiting bool
	sinceNS   int64
	frame     int32 // of the last segment, with the time
	timeNS    int64
	faults    op.Faults // of the segments that the message at hand is in
}

// piece is what one segment brought behind a hole.
type piece struct {
	row
	start  uint32
	next   int32 // piece of the same stream that starts after this one; plus one
	isTorn bool  // other octets came in its place
}

// begin makes start the first octet, with which a message begins.
func (st *stream) begin(start uint32) {
	framer, acked, isAcked := st.framer, st.acked, st.isAcked
	*st = stream{framer: framer, mode: framing, start: start, next: start, acked: acked, isAcked: isAcked, frame: st.frame, timeNS: st.timeNS}
}

// note remembers what a report of the stream has to say.
func (st *stream) note(r *Reassembler, s *Segment) {
	st.frame, st.timeNS = r.origin.Frame, r.origin.TimeNS
	if st.framer == nil {
		st.framer = r.framerOf(s.SrcPort, s.DstPort)
	}
}

// acknowledge notes what the other end has.
func (st *stream) acknowledge(n uint32) {
	if !st.isAcked || int32(n-st.acked) > 0 {
		st.acked, st.isAcked = n, true
	}
}

// isTaken reports whether the receiver has everything in front of n.
func (st *stream) isTaken(n uint32) bool { return st.isAcked && int32(st.acked-n) >= 0 }

// restart begins a stream anew, after what there is of the old one was given up.
func (r *Reassembler) restart(st *stream, start uint32) {
	r.giveUp(st)
	r.dropPieces(st)
	st.isAcked = false
	waiting, since := st.isWaiting, st.sinceNS
	st.begin(start)
	st.isWaiting, st.sinceNS = waiting, since
}

// finish takes a FIN. A stream ends once.
func (r *Reassembler) finish(st *stream, end uint32) {
	switch {
	case st.mode == unknown:
	case !st.hasEnd && int32(end-st.next) >= 0 && int(end-st.next) <= r.limits.Window:
		st.end, st.hasEnd = end, true
	case !st.hasEnd || st.end != end:
		r.segment.Faults.Add(op.TCPSequence, r.segment.At)
	}
}

// place finds out where in the stream the segment's octets are: what is new at its
// end becomes the run, what is behind a hole a piece.
func (r *Reassembler) place(st *stream, sequence uint32) {
	s := r.segment
	if st.mode == unknown {
		st.begin(sequence)
		st.mode, st.why, st.isMidstream = searching, op.TCPMidstream, true
	}
	total := s.octets()
	d := int(int32(sequence - st.next))
	if d > r.limits.Window || d < -r.limits.Window {
		r.stray(st, sequence, d)
		return
	}
	st.isStray = false
	if st.hasEnd && int32(sequence+uint32(total)-st.end) > 0 {
		s.Faults.Add(op.TCPSequence, s.At)
	}
	octets := s.Payload
	if old := min(-d, len(octets)); old > 0 {
		r.compare(st, octets[:old], -d)
		octets = octets[old:]
		if d+total <= 0 {
			r.stats.Repeated++
			return
		}
	}
	if d > 0 {
		r.hold(st, sequence, octets)
		return
	}
	r.run, r.inFrame = octets, true
	if st.first == 0 { // else what is missing is a hole like others
		r.missing = min(d, 0) + total - len(octets)
	}
	r.trim(st)
}

// stray takes octets that are far from where the stream is. Two segments that
// follow each other there move the stream: a capture may have lost as much.
func (r *Reassembler) stray(st *stream, sequence uint32, d int) {
	s := r.segment
	end := sequence + uint32(s.octets())
	if d < 0 && st.isTaken(end) {
		r.stats.Repeated++
		return
	}
	s.Faults.Add(op.TCPSequence, s.At)
	isAnew := st.isProposed && sequence == st.proposed
	follows := st.isStray && sequence == st.stray
	st.stray, st.isStray = end, true
	switch {
	case isAnew: // one direction was captured
		r.restart(st, sequence)
	case follows:
		r.restart(st, sequence)
		st.mode, st.isMidstream = searching, true
		r.lose(st, 0, op.TCPGap)
	default:
		return
	}
	r.run, r.inFrame, r.missing = s.Payload, true, s.Missing
}

// compare takes octets that were there before, the first of them back octets in
// front of the next one.
//
// A host that asks whether the other one is still there may send an octet of no
// meaning in the place of the last one (RFC 9293 clause 3.8.4).
func (r *Reassembler) compare(st *stream, octets []byte, back int) {
	if r.segment.octets() == 1 && back == 1 && st.isTaken(st.next) {
		return
	}
	if old := min(back-st.known, len(octets)); old > 0 {
		if !st.isTaken(st.next - uint32(back-old)) {
			r.doubt(st, op.TCPSequence)
		}
		octets, back = octets[old:], back-old
	}
	if !r.recalls(octets, st.next-uint32(back)) {
		r.doubt(st, op.TCPOverlap)
	}
}

// doubt records that a segment contradicts the stream, and, if some of a message
// is there, it is that message's fault.
func (r *Reassembler) doubt(st *stream, c op.FaultCode) {
	r.segment.Faults.Add(c, r.segment.At)
	if st.held.length > 0 {
		st.faults.Add(c, r.segment.At)
	}
}

// memory returns the history of the stream at hand.
func (r *Reassembler) memory() []byte {
	return r.history[(2*int(r.at)+r.way)*r.limits.History:][:r.limits.History]
}

// recalls reports whether the history has octets at a place.
func (r *Reassembler) recalls(octets []byte, sequence uint32) bool {
	m := r.memory()
	at := int(sequence) & (len(m) - 1)
	n := min(len(octets), len(m)-at)
	return string(octets[:n]) == string(m[at:at+n]) && string(octets[n:]) == string(m[:len(octets)-n])
}

// remember puts octets that are read into the history.
func (r *Reassembler) remember(st *stream, octets []byte) {
	m := r.memory()
	st.known = min(st.known+len(octets), len(m))
	from := max(len(octets)-len(m), 0)
	at := int(st.next+uint32(from)) & (len(m) - 1)
	n := copy(m[at:], octets[from:])
	copy(m, octets[from+n:])
}
