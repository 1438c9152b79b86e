package tcp

import (
	"bytes"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Next hands out what the segment has made whole, and what it has made sure will
// never be. ok is false when there is nothing (left).
func (r *Reassembler) Next() (m Message, ok bool) {
	if r.at == none {
		return m, false
	}
	st := &r.all[r.at].streams[r.way]
	if st.mode == unknown {
		return m, false
	}
	for len(r.run) > 0 || r.pull(st) {
		if st.mode == framing && r.passed.Any() {
			return r.report(), true
		}
		switch st.mode {
		case framing:
			if m, ok = r.frame(st); ok {
				r.stats.Messages++
				r.renewed = true
				if r.isTorn {
					m.Faults.Add(op.TCPOverlap, r.segment.At)
				}
				return m, true
			}
		case passing:
			n := min(st.left, len(r.run))
			r.pass(st.why)
			st.passOver(st.left-n, st.why)
			r.read(st, n)
		case searching:
			r.search(st)
		}
	}
	if st.hasEnd && st.next == st.end {
		r.giveUp(st)
	}
	if r.passed.Any() {
		return r.report(), true
	}
	r.wait(st)
	return m, false
}

// report hands out the faults of octets that are no message.
func (r *Reassembler) report() Message {
	m := Message{Faults: r.passed}
	r.passed = op.Faults{}
	return m
}

// pass records why octets are no message.
func (r *Reassembler) pass(c op.FaultCode) {
	at := r.segment.At
	r.passed.Add(c, at)
	if c == op.TCPMidstream {
		r.passed.Add(op.TCPGap, at) // of what they belong to, the beginning is missing
	}
}

// read gets on by n octets of the run.
func (r *Reassembler) read(st *stream, n int) {
	r.remember(st, r.run[:n])
	st.next += uint32(n)
	r.run = r.run[n:]
}

// frame reads a message, or a part of one. Most messages are in one segment, and
// are not copied.
func (r *Reassembler) frame(st *stream) (m Message, ok bool) {
	if st.held.length == 0 && len(r.run) >= st.framer.Header {
		n, ok := st.framer.lengthOf(r.run)
		switch {
		case !ok:
			r.fail(st)
			return m, false
		case n > st.framer.Most:
			r.drop(st)
			st.passOver(n, op.TCPLimit)
			return m, false
		case n <= len(r.run):
			m.Data, m.InFrame, m.Faults = r.run[:n], r.inFrame, st.faults
			r.read(st, n)
			st.faults = op.Faults{}
			return m, true
		}
		st.need = n
	}
	want := st.framer.Header
	if st.need > 0 {
		want = st.need
	}
	if !r.keep(st, min(want-st.held.length, len(r.run))) || st.held.length < want {
		return m, false
	}
	if st.need == 0 && !r.headed(st) || st.held.length < st.need {
		return m, false
	}
	m.Data, m.Faults = r.whole[:st.need], st.faults
	r.cells.copyTo(m.Data, &st.held, 0)
	r.drop(st)
	return m, true
}

// keep adds n octets of the run to the message at hand. It fails, and gives the
// message up, when there is no room.
func (r *Reassembler) keep(st *stream, n int) bool {
	if !r.store(&st.held, r.run[:n]) {
		r.stats.Refused++
		r.pass(op.TCPLimit)
		rest := st.rest()
		r.drop(st)
		if st.passOver(rest, op.TCPLimit); rest == 0 {
			st.mode = searching
		}
		return false
	}
	if r.segment.Faults.Any() {
		st.faults.Merge(&r.segment.Faults)
	}
	if r.isTorn {
		st.faults.Add(op.TCPOverlap, r.segment.At)
	}
	r.read(st, n)
	return true
}

// headed reads the length of a message whose header came in pieces, and reports
// whether there is one.
func (r *Reassembler) headed(st *stream) bool {
	header := r.whole[:st.held.length]
	r.cells.copyTo(header, &st.held, 0)
	n, ok := st.framer.lengthOf(header)
	switch {
	case !ok:
		r.drop(st)
		r.pass(op.TCPFraming)
		st.mode, st.why = searching, op.TCPFraming
		if at := bytes.IndexByte(header[1:], st.framer.First); at >= 0 {
			st.tailed = copy(st.tail[:], header[1+at:])
		}
	case n > st.framer.Most:
		held := st.held.length
		r.drop(st)
		r.pass(op.TCPLimit)
		st.passOver(n-held, op.TCPLimit)
	default:
		st.need = n
		return true
	}
	return false
}

// fail takes an octet that begins no message.
func (r *Reassembler) fail(st *stream) {
	r.pass(op.TCPFraming)
	st.mode, st.why = searching, op.TCPFraming
	r.drop(st)
	r.read(st, 1)
}

// drop forgets the octets of the message at hand.
func (r *Reassembler) drop(st *stream) {
	r.release(&st.held)
	st.need, st.tailed, st.faults = 0, 0, op.Faults{}
}

// giveUp drops the message at hand because its rest will not come.
func (r *Reassembler) giveUp(st *stream) {
	if st.held.length == 0 && st.tailed == 0 {
		return
	}
	r.stats.Incomplete++
	r.renewed = true
	r.passed.Merge(&st.faults)
	if r.pass(op.TCPIncomplete); st.mode == searching {
		r.drop(st)
		return
	}
	rest := st.rest()
	r.drop(st)
	if st.passOver(rest, op.TCPIncomplete); rest == 0 {
		st.mode = searching
	}
}

// maxGuesses bounds how many octets of one segment are looked at as the beginning
// of a message; honest streams have few that begin like one.
const maxGuesses = 64

// search looks for the beginning of a message in the run, and passes over what is
// in front of it.
func (r *Reassembler) search(st *stream) {
	if st.tailed > 0 && r.searchTail(st) {
		return
	}
	f := st.framer
	for i := 0; ; i++ {
		n := bytes.IndexByte(r.run[i:], f.First)
		if r.guesses++; n < 0 || r.guesses > maxGuesses {
			i = len(r.run)
		} else {
			i += n
		}
		if i+f.Header > len(r.run) {
			r.skip(st, i)
			st.tailed = copy(st.tail[:], r.run)
			r.read(st, len(r.run))
			return
		}
		if f.IsLikely(r.run[i:]) {
			r.skip(st, i)
			r.found(st)
			return
		}
	}
}

// searchTail looks for a beginning in the octets that were too few to tell. It
// reports whether that is all for now; else there is none in them.
func (r *Reassembler) searchTail(st *stream) bool {
	f := st.framer
	var window [2 * MaxHeader]byte
	tailed := copy(window[:], st.tail[:st.tailed])
	n := tailed + copy(window[tailed:], r.run[:min(f.Header, len(r.run))])
	for i := range tailed {
		switch {
		case window[i] != f.First:
			continue
		case n-i < f.Header: // still too few
			r.passTail(i)
			st.tailed = copy(st.tail[:], window[i:n])
			r.read(st, len(r.run))
			return true
		case f.IsLikely(window[i:n]):
			r.passTail(i)
			st.tailed = 0
			r.found(st)
			r.revive(st, window[i:tailed])
			return true
		}
	}
	st.tailed = 0
	r.pass(st.why)
	return false
}

func (r *Reassembler) passTail(n int) {
	if n > 0 {
		r.pass(r.all[r.at].streams[r.way].why)
	}
}

// skip passes over n octets.
func (r *Reassembler) skip(st *stream, n int) {
	if n > 0 {
		r.pass(st.why)
		r.read(st, n)
	}
}

// found goes on with the message that begins here. One at the beginning of what we
// saw may be none.
func (r *Reassembler) found(st *stream) {
	st.mode = framing
	if st.why == op.TCPMidstream {
		st.faults.Add(op.TCPMidstream, r.segment.At)
	}
}

// revive makes octets that are read already the beginning of a message.
func (r *Reassembler) revive(st *stream, octets []byte) {
	if !r.store(&st.held, octets) {
		r.stats.Refused++
		r.pass(op.TCPLimit)
		st.mode, st.why = searching, op.TCPLimit
	}
}
