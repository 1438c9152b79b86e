package evidence

import (
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Ring keeps the last records of each interconnect and operator in memory, for the
// evidence of a change. It is safe for concurrent use.
//
// It holds a number of records for each of a number of peers. Interconnects and
// operators are kept apart: who an operator claims to be is the sender's word, and
// claims must not push out what is known of an interconnect.
type Ring struct {
	records int

	mu    sync.Mutex
	peers map[string]*simplelru.LRU[string, *lastRecords] // by kind
}

// NewRing returns a ring for so many records of each peer, and so many peers of
// each kind; beyond that, the peer that has been quiet longest is forgotten. Both
// are at least 1. A record takes about 600 octets.
func NewRing(records, peers int) *Ring {
	r := &Ring{records: max(records, 1), peers: map[string]*simplelru.LRU[string, *lastRecords]{}}
	for _, kind := range []string{KindInterconnect, KindOperator} {
		r.peers[kind], _ = simplelru.NewLRU[string, *lastRecords](max(peers, 1), nil) // fails for sizes below 1 only
	}
	return r
}

// Add takes a record in, as it is: for the interconnect and the operator at the
// other end, whichever way the message went, and for the operator that it claims
// to come from.
func (r *Ring) Add(rec *Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.add(KindInterconnect, rec.Rollout.Interconnect, rec)
	r.add(KindOperator, rec.Rollout.Operator, rec)
	if rec.Operator != rec.Rollout.Operator {
		r.add(KindOperator, rec.Operator, rec)
	}
}

func (r *Ring) add(kind, name string, rec *Record) {
	if name == "" || name == "unknown" || name == "home" {
		return // nobody that could be severed
	}
	last, ok := r.peers[kind].Get(name)
	if !ok {
		last = &lastRecords{}
		r.peers[kind].Add(name, last)
	}
	last.add(rec, r.records)
}

// Last returns the records of peers, oldest first and each once.
func (r *Ring) Last(peers ...Peer) (list []*Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := map[*Record]bool{}
	for _, p := range peers {
		for _, rec := range r.of(p) {
			if !seen[rec] {
				seen[rec], list = true, append(list, rec)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *Record) int { return time.Time(a.Time).Compare(time.Time(b.Time)) })
	return list
}

func (r *Ring) of(p Peer) []*Record {
	if lru := r.peers[p.Kind]; lru != nil {
		if last, ok := lru.Peek(p.Name); ok {
			return last.inOrder()
		}
	}
	return nil
}

// lastRecords is one peer's ring. It grows to its full length with use.
type lastRecords struct {
	list []*Record
	next int // the oldest, once the ring is full
}

func (l *lastRecords) add(rec *Record, most int) {
	if len(l.list) < most {
		l.list = append(l.list, rec)
		return
	}
	l.list[l.next] = rec
	l.next = (l.next + 1) % most
}

func (l *lastRecords) inOrder() []*Record {
	return append(append([]*Record(nil), l.list[l.next:]...), l.list[:l.next]...)
}
