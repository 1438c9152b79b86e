package m3ua

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// walk goes through the parameters of a message of M3UA's kin. (M3UA's own walk
// knows what belongs where, and is in a hurry.)
type walk struct {
	b   []byte
	f   *op.Faults
	end int // of the parameters

	behind int // where the next parameter is
	count  int
	broken bool

	tag    uint16
	at, to int // of the value
}

// start reads the header and returns a walk through the parameters.
func (m *Message) start(b []byte, f *op.Faults) (w walk, ok bool) {
	*m = Message{}
	class, typ, end, ok := header(b, f)
	if !ok {
		return w, false
	}
	m.Class, m.Type = class, typ
	return walk{b: b, f: f, end: end, behind: headerLength}, true
}

// within is a walk through the parameters in the value of one.
func (w *walk) within(from int) walk {
	return walk{b: w.b, f: w.f, end: w.to, behind: from, count: w.count}
}

// next goes to the next parameter. It ends, with a fault, where there is none
// whole.
func (w *walk) next() bool {
	at := w.behind
	if at >= w.end || w.broken {
		return false
	}
	w.count++
	length := 0
	if w.end-at >= 4 {
		length = int(binary.BigEndian.Uint16(w.b[at+2:]))
	}
	if length < 4 || at+length > w.end || w.count > maxParameters {
		w.f.Add(op.M3UAParameter, at)
		w.broken = true
		return false
	}
	w.tag, w.at, w.to = binary.BigEndian.Uint16(w.b[at:]), at+4, at+length
	d := decoder{b: w.b, f: w.f}
	w.behind = d.padding(w.to, w.end)
	return true
}

// finish looks at what is behind the parameters: nothing, or the padding of the
// last one.
func (w *walk) finish() {
	if rest := len(w.b) - w.end; rest != 0 && (w.broken || rest != -w.end&3) {
		w.f.Add(op.M3UALength, w.end)
	}
}
