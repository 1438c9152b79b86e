package tcp

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// hold keeps octets behind a hole. Of what is there already, only whether it is the
// same matters.
func (r *Reassembler) hold(st *stream, sequence uint32, octets []byte) {
	link := &st.first
	for len(octets) > 0 {
		for *link != 0 && int32(r.pieces[*link-1].end()-sequence) <= 0 {
			link = &r.pieces[*link-1].next
		}
		if *link == 0 {
			r.insert(st, link, sequence, octets)
			return
		}
		x := &r.pieces[*link-1]
		if before := int(int32(x.start - sequence)); before > 0 {
			n := min(before, len(octets))
			if !r.insert(st, link, sequence, octets[:n]) {
				return
			}
			link = &r.pieces[*link-1].next
			sequence, octets = sequence+uint32(n), octets[n:]
			continue
		}
		from := int(sequence - x.start)
		n := min(x.length-from, len(octets))
		r.match(st, x, octets[:n], from)
		sequence, octets = sequence+uint32(n), octets[n:]
	}
}

// match compares octets with those of a piece from an offset on.
func (r *Reassembler) match(st *stream, x *piece, octets []byte, from int) {
	if !r.cells.equal(octets, &x.row, from) {
		r.doubt(st, op.TCPOverlap)
		x.isTorn = true
	}
}

// end returns the sequence number behind a piece.
func (x *piece) end() uint32 { return x.start + uint32(x.length) }

// insert makes octets a piece, if there is room.
func (r *Reassembler) insert(st *stream, link *int32, sequence uint32, octets []byte) bool {
	var w row
	if st.pieces >= r.limits.Pieces || !r.store(&w, octets) {
		r.stats.Refused++
		r.segment.Faults.Add(op.TCPLimit, r.segment.At)
		return false
	}
	r.pieces[w.first-1] = piece{row: w, start: sequence, next: *link}
	*link = w.first
	st.pieces++
	return true
}

// store adds octets to a row at the expense of the connection's source, if there
// is room.
func (r *Reassembler) store(w *row, octets []byte) bool {
	n, s := w.more(len(octets)), &r.shares[r.all[r.at].source]
	if n > r.cells.left || (s.cells+n)*cellSize > r.limits.SourceMemory {
		return false
	}
	s.cells += n
	r.cells.add(w, octets)
	return true
}

// release gives the cells of a row back.
func (r *Reassembler) release(w *row) {
	r.shares[r.all[r.at].source].cells -= cellsFor(w.length)
	r.cells.release(w)
}

// unlink removes the first piece and returns its octets.
func (r *Reassembler) unlink(st *stream) row {
	x := &r.pieces[st.first-1]
	st.first = x.next
	st.pieces--
	return x.row
}

// dropPieces forgets what is behind holes.
func (r *Reassembler) dropPieces(st *stream) {
	for st.first != 0 {
		w := r.unlink(st)
		r.release(&w)
	}
}

// trim compares the run with the pieces in its place, of which it makes those
// superfluous that it covers; one that reaches beyond ends the run.
func (r *Reassembler) trim(st *stream) {
	for st.first != 0 {
		x := &r.pieces[st.first-1]
		from := int(int32(x.start - st.next))
		if from >= len(r.run) {
			return
		}
		n := min(x.length, len(r.run)-from)
		r.match(st, x, r.run[from:from+n], 0)
		r.isTorn = r.isTorn || x.isTorn
		if n < x.length {
			r.run, r.missing = r.run[:from], 0
			return
		}
		w := r.unlink(st)
		r.release(&w)
	}
}

// pull makes the first piece the run once the hole in front of it is closed, or
// given up: its octets will not come, because the receiver has them, or because
// there were too many behind it.
func (r *Reassembler) pull(st *stream) bool {
	if r.missing > 0 {
		r.lose(st, r.missing, op.TCPGap)
		r.missing = 0
	}
	for st.first != 0 {
		x := &r.pieces[st.first-1]
		hole := int(int32(x.start - st.next))
		if hole > 0 && !r.hurried && !st.isTaken(x.start) && st.pieces < r.limits.Pieces {
			return false
		}
		if hole > 0 {
			r.lose(st, hole, op.TCPGap)
		}
		r.isTorn = x.isTorn
		w := r.unlink(st)
		old := max(-hole, 0)
		if rest := w.length - old; rest > 0 {
			r.cells.copyTo(r.joined[:rest], &w, old)
			r.run, r.inFrame = r.joined[:rest], false
		}
		r.release(&w)
		if len(r.run) > 0 {
			return true
		}
	}
	return false
}

// lose gives octets up that did not come. If the message at hand tells how far it
// goes, reading goes on behind it.
func (r *Reassembler) lose(st *stream, n int, c op.FaultCode) {
	r.pass(c)
	r.stats.Gaps++
	r.renewed = true
	rest := st.rest()
	r.drop(st)
	switch {
	case rest >= n && rest > 0:
		st.passOver(rest-n, c)
	default:
		st.mode, st.why = searching, c
	}
	st.next += uint32(n)
	st.known = 0
}

// rest returns how many octets of the message at hand are yet to come, 0 if that
// is not known.
func (st *stream) rest() int {
	switch {
	case st.mode == passing:
		return st.left
	case st.need > 0:
		return st.need - st.held.length
	}
	return 0
}

// passOver makes the next octets no message.
func (st *stream) passOver(n int, c op.FaultCode) {
	st.mode, st.left, st.why = passing, n, c
	if n == 0 {
		st.mode = framing
	}
}
