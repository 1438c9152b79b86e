package evidence

import (
	"bytes"
	"testing"
)

// Whatever the file has: it is refused, or what was read holds, goes on, and reads
// the same again.
func FuzzLedger(f *testing.F) {
	e := severed("a")
	e.Sequence = 1
	line, err := e.line()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line)
	f.Add(line[:len(line)-1])
	f.Add(append(bytes.Clone(line), bytes.Replace(line, []byte(`"sequence":1`), []byte(`"sequence":2`), 1)[:60]...))
	f.Add([]byte("{}\n"))
	f.Add([]byte("\x00\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		disk := &fault{memory: memory{data: bytes.Clone(text)}}
		l := onFaults(disk)
		if l.replay(bytes.NewReader(text)) != nil {
			return
		}
		if l.torn {
			if err := l.cut(); err != nil {
				t.Fatal(err)
			}
		}
		n := appendTo(t, l, severed("next"))
		again := onFaults(&fault{})
		if err := again.replay(bytes.NewReader(disk.synced)); err != nil || again.torn || again.sequence != n || len(again.held.Peers) != len(l.held.Peers) {
			t.Fatalf("after %q and one more, %q reads as %d entries: %v", text, disk.synced, again.sequence, err)
		}
	})
}
