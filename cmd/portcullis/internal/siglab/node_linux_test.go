package siglab

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/cmd/portcullis/internal/lab"
)

// node is a node of home: it takes associations, keeps account of what it receives,
// and answers it.
type node struct {
	socket *socket
	answer func(message) (message, bool)

	mu           sync.Mutex
	associations []*socket // so far
	got          []message
}

// serve opens a node until the test ends.
func serve(t testing.TB, ns *lab.Namespace, port uint16, answer func(message) (message, bool), addresses ...string) *node {
	t.Helper()
	n := &node{socket: listen(t, ns, at(port, addresses...)...), answer: answer}
	t.Cleanup(n.end)
	go func() {
		for {
			a, err := n.socket.accept()
			if err != nil {
				return
			}
			n.mu.Lock()
			n.associations = append(n.associations, a)
			n.mu.Unlock()
			go n.talk(a)
		}
	}()
	return n
}

// end ends the node and all of its associations.
func (n *node) end() {
	n.socket.close()
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, a := range n.associations {
		a.close()
	}
}

// talk receives until an association ends.
func (n *node) talk(a *socket) {
	defer a.close()
	for {
		m, err := a.receive(time.Hour)
		if err != nil {
			return
		}
		n.mu.Lock()
		n.got = append(n.got, m)
		n.mu.Unlock()
		if back, ok := n.answer(m); ok {
			back.stream, back.ppid = m.stream, m.ppid
			if a.send(back) != nil {
				return
			}
		}
	}
}

// received returns what has come so far.
func (n *node) received() []message {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.got)
}

// audit is the account of numbered messages at their receiver. The numbers of a stream
// grow in the order in which they were sent.
type audit struct {
	mu    sync.Mutex
	at    map[uint32]time.Time
	last  map[uint16]uint32
	twice []uint32
	late  []uint32 // came behind a higher one of their stream
}

func newAudit() *audit { return &audit{at: map[uint32]time.Time{}, last: map[uint16]uint32{}} }

// note enters number n, and reports whether it is the first one since a time.
func (a *audit) note(stream uint16, n uint32) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, seen := a.at[n]; seen {
		a.twice = append(a.twice, n)
		return
	}
	if n < a.last[stream] {
		a.late = append(a.late, n)
	}
	a.at[n], a.last[stream] = time.Now(), max(a.last[stream], n)
}

func (a *audit) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.at)
}

// missing lists the numbers in [from, to) that have not arrived.
func (a *audit) missing(from, to uint32) (list []uint32) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for n := from; n < to; n++ {
		if _, ok := a.at[n]; !ok {
			list = append(list, n)
		}
	}
	return list
}

// firstAfter returns when the first message after a moment arrived.
func (a *audit) firstAfter(moment time.Time) (first time.Time, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, at := range a.at {
		if at.After(moment) && (!ok || at.Before(first)) {
			first, ok = at, true
		}
	}
	return first, ok
}

// between counts the messages that arrived in a span of time.
func (a *audit) between(from, to time.Time) (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, at := range a.at {
		if at.After(from) && at.Before(to) {
			n++
		}
	}
	return n
}

// disorder says what came twice or out of order; empty is nothing.
func (a *audit) disorder() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.twice)+len(a.late) == 0 {
		return ""
	}
	return fmt.Sprintf("%d came twice %v, %d out of order %v", len(a.twice), few(a.twice), len(a.late), few(a.late))
}

func few(list []uint32) []uint32 { return list[:min(len(list), 5)] }
