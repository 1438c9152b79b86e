package tcp

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/slots"

// check verifies what must hold between two segments: lists, cells and shares.
func check(t interface {
	Helper()
	Fatalf(string, ...any)
}, r *Reassembler) {
	t.Helper()
	cells, waiting, perSource := 0, map[int32]bool{}, map[int32]int{}
	for at, older := r.waiting.Oldest, int32(none); at != none; at, older = r.waits[at].Newer, at {
		if r.waits[at].Older != older || waiting[at] {
			t.Fatalf("stream %d in the list twice or behind %d", at, older)
		}
		waiting[at] = true
	}
	seen := 0
	for _, l := range []struct {
		slots.List
		busy bool
	}{{r.silent, false}, {r.busy, true}} {
		for at := l.Oldest; at != none; at = r.order[at].Newer {
			seen++
			c := &r.all[at]
			if c.isBusy != l.busy {
				t.Fatalf("connection %d is in the wrong list", at)
			}
			for way := range c.streams {
				st := &c.streams[way]
				n := r.checkStream(t, st, st.isWaiting)
				if waiting[2*at+int32(way)] != st.isWaiting {
					t.Fatalf("stream %d.%d waits, and is not in the list", at, way)
				}
				cells += n
				perSource[c.source] += n
			}
		}
	}
	for s, n := range perSource {
		if r.shares[s].cells != n {
			t.Fatalf("source %d has %d cells, %d on its account", s, n, r.shares[s].cells)
		}
	}
	if cells+r.cells.left != len(r.cells.next) {
		t.Fatalf("%d cells in use, %d left of %d", cells, r.cells.left, len(r.cells.next))
	}
	if seen != r.byKey.Taken() {
		t.Fatalf("%d connections in the lists, %d slots taken", seen, r.byKey.Taken())
	}
}

func (r *Reassembler) checkStream(t interface {
	Helper()
	Fatalf(string, ...any)
}, st *stream, waits bool) (cells int) {
	t.Helper()
	cells, n, before := cellsFor(st.held.length), 0, st.next
	for at := st.first; at != 0; at = r.pieces[at-1].next {
		x := &r.pieces[at-1]
		if int32(x.start-before) < 0 || n == 0 && x.start == before {
			t.Fatalf("piece %d begins at %d, in front of %d", n, x.start, before)
		}
		before = x.end()
		cells += cellsFor(x.length)
		n++
	}
	if n != st.pieces || n > r.limits.Pieces {
		t.Fatalf("%d pieces, counted %d", n, st.pieces)
	}
	if st.need > 0 && st.held.length >= st.need || st.held.length > 0 && st.mode != framing || st.tailed > 0 && st.mode != searching || st.mode == passing && st.left == 0 {
		t.Fatalf("%d of %d octets held, %d in the tail, %d to pass, mode %d", st.held.length, st.need, st.tailed, st.left, st.mode)
	}
	if holds := st.held.length > 0 || st.tailed > 0 || st.first != 0; holds && !waits {
		t.Fatalf("a stream holds something and does not wait")
	}
	return cells
}

// drain gives up what is left, after which nothing is held.
func drain(t interface {
	Helper()
	Fatalf(string, ...any)
}, r *Reassembler) (out []Message) {
	t.Helper()
	for n := 0; r.Drain(); n++ {
		out = append(out, take(r)...)
		check(t, r)
		if n > 10000 {
			t.Fatalf("draining has no end")
		}
	}
	if r.cells.left != len(r.cells.next) {
		t.Fatalf("%d cells are left after draining", r.cells.left)
	}
	return out
}
