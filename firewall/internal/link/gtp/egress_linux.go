package gtp

import (
	"errors"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/sys/unix"
)

// egressMost bounds the sockets of a lane. It is more than two batches, so that
// what a batch is going to use is never evicted while the batch is put together.
const egressMost = 1024

// origin is what an egress socket is bound to and how it treats what does not
// fit the path.
type origin struct {
	endpoint
	fragment uint16 // goWhole, asTheyLike, or the octets of an IPv6 fragment
}

// egress holds the sockets that a lane sends from, those used last. Evicting
// one costs its owner a new socket and nothing else, so a newcomer is let in:
// it has passed judgement.
type egress struct {
	kernel *kernel
	cache  *simplelru.LRU[origin, *port]
	opened int // since it was last asked
}

func newEgress(k *kernel, most int) (*egress, error) {
	cache, err := simplelru.NewLRU(most, func(_ origin, p *port) { k.shut(p) })
	if err != nil {
		return nil, err
	}
	return &egress{kernel: k, cache: cache}, nil
}

// from returns the socket for an origin, or nil if none could be opened. When
// descriptors run out, one that was not used for long makes room.
func (e *egress) from(o origin) *port {
	if p, ok := e.cache.Get(o); ok {
		return p
	}
	p, err := e.kernel.pretend(o)
	if errors.Is(err, unix.EMFILE) || errors.Is(err, unix.ENFILE) || errors.Is(err, unix.ENOBUFS) {
		if e.cache.Len() > batchSize {
			e.cache.RemoveOldest()
			p, err = e.kernel.pretend(o)
		}
	}
	if err != nil {
		return nil
	}
	e.cache.Add(o, p)
	e.opened++
	return p
}
