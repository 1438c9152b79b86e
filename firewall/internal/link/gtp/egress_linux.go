package gtp

import (
	"errors"
	"fmt"
	"sync/atomic"

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

// Descriptors that the sockets of all lanes of the process leave to the rest of it:
// who wants to sever a flood has to get through on the admin socket, and files have
// to be written.
const descriptorsSpared = 256

// egressInUse counts the egress sockets of the process.
var egressInUse atomic.Int64

// roomForEgress tells how many egress sockets the process may have in all, which is
// what the limit of descriptors leaves (RLIMIT_NOFILE, raised as far as it goes
// when a Go program starts). It has to be enough for what lanes use at once.
func roomForEgress(lanes int) (int64, error) {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return 0, fmt.Errorf("limit of open files: %w", err)
	}
	const most = 1 << 30 // "unlimited" is more than fits
	room, least := int64(min(limit.Cur, most))-descriptorsSpared, int64(lanes)*(2*batchSize)
	if room < least {
		return 0, fmt.Errorf("%d open files are allowed, %d lanes need %d (LimitNOFILE= of the systemd unit, ulimit -n)", limit.Cur, lanes, least+descriptorsSpared)
	}
	return room, nil
}

// egress holds the sockets that a lane sends from, those used last. Evicting
// one costs its owner a new socket and nothing else, so a newcomer is let in:
// it has passed judgement.
type egress struct {
	kernel *kernel
	cache  *simplelru.LRU[origin, *port]
	room   int64 // for the sockets of the process
	opened int   // since it was last asked
}

func newEgress(k *kernel, most int, room int64) (*egress, error) {
	cache, err := simplelru.NewLRU(most, func(_ origin, p *port) { egressInUse.Add(-1); k.shut(p) })
	if err != nil {
		return nil, err
	}
	return &egress{kernel: k, cache: cache, room: room}, nil
}

// from returns the socket for an origin, or nil if none could be opened. When
// descriptors are scarce, one that was not used for long makes room. There is none
// for port 0, which a sender who wants no answer may use (RFC 768): to bind it is to
// get another one.
func (e *egress) from(o origin) *port {
	if o.port == 0 {
		return nil
	}
	if p, ok := e.cache.Get(o); ok {
		return p
	}
	if egressInUse.Load() >= e.room {
		e.makeRoom()
	}
	p, err := e.kernel.pretend(o)
	if errors.Is(err, unix.EMFILE) || errors.Is(err, unix.ENFILE) || errors.Is(err, unix.ENOBUFS) {
		if e.makeRoom() {
			p, err = e.kernel.pretend(o)
		}
	}
	if err != nil {
		return nil
	}
	e.cache.Add(o, p)
	egressInUse.Add(1)
	e.opened++
	return p
}

// makeRoom closes the socket that was not used for longest, unless the batch in work
// may need it.
func (e *egress) makeRoom() bool {
	if e.cache.Len() <= batchSize {
		return false
	}
	e.cache.RemoveOldest()
	return true
}

// forget gives back the places of sockets that somebody else closes.
func (e *egress) forget() { egressInUse.Add(-int64(e.cache.Len())) }
