package lab

import (
	"fmt"
	"slices"
	"sync"
)

// Track is the account of one flow's messages at its receiver. Messages are
// numbered from 0 in the order in which they were sent.
type Track struct {
	mu         sync.Mutex
	arrived    []int64 // Unix nanoseconds by number; 0: not seen
	count      int     // of different ones
	highest    int     // number
	Duplicated []int   // numbers
	Reordered  []int   // numbers that came after a higher one
}

// note enters a message. The sequence number has as many bits as given; the
// number is the nearest to what came last.
func (t *Track) note(sequence uint32, bits int, atNS int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.unwrap(sequence, bits)
	if n < 0 {
		return // of no flow of ours
	}
	if n >= len(t.arrived) {
		t.arrived = append(t.arrived, make([]int64, n+1-len(t.arrived))...)
	}
	switch {
	case t.arrived[n] != 0:
		t.Duplicated = append(t.Duplicated, n)
		return
	case n < t.highest:
		t.Reordered = append(t.Reordered, n)
	}
	t.arrived[n], t.highest = atNS, max(t.highest, n)
	t.count++
}

func (t *Track) unwrap(sequence uint32, bits int) int {
	shift := 32 - bits
	return t.highest + int(int32((sequence-uint32(t.highest))<<shift)>>shift)
}

// Count returns how many different messages have arrived.
func (t *Track) Count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.count
}

// Missing lists the numbers in [from, to) that have not arrived.
func (t *Track) Missing(from, to int) (list []int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for n := from; n < to; n++ {
		if n >= len(t.arrived) || t.arrived[n] == 0 {
			list = append(list, n)
		}
	}
	return list
}

// Arrived lists the numbers in [from, to) that have arrived.
func (t *Track) Arrived(from, to int) (list []int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for n := from; n < min(to, len(t.arrived)); n++ {
		if t.arrived[n] != 0 {
			list = append(list, n)
		}
	}
	return list
}

// LastBefore returns when the last of the messages below number to arrived, in
// Unix nanoseconds, and 0 if none did.
func (t *Track) LastBefore(to int) (atNS int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Max(append([]int64{0}, t.arrived[:min(to, len(t.arrived))]...))
}

// fault says what is wrong with a flow of which sent messages should have
// arrived once, in order. It is empty if nothing is.
func (t *Track) fault(sent int) string {
	missing := t.Missing(0, sent)
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(missing)+len(t.Duplicated)+len(t.Reordered) == 0 {
		return ""
	}
	return fmt.Sprintf("%d lost %v, %d duplicated %v, %d reordered %v", len(missing), few(missing),
		len(t.Duplicated), few(t.Duplicated), len(t.Reordered), few(t.Reordered))
}

func few(list []int) []int { return list[:min(len(list), 5)] }
