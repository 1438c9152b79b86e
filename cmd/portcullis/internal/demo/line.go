package demo

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall"
)

// line is a partner's association with what is behind it: the firewall and its
// association with home, or home itself.
type line struct {
	family    *family
	near, far *speaker // the partner's and home's
	number    uint32   // of the last heartbeat
}

// patience is how long an end has to answer a heartbeat. It is long: what proves that
// nothing is missing has to arrive, on a busy machine as well.
const patience = 10 * time.Second

// home is the home network's signalling node, an STP with its HLR or an HSS: it
// accepts associations, and answers heartbeats and what it is made to.
type home struct {
	family   *family
	listener *firewall.SCTPListener
	tasks    sync.WaitGroup

	mu       sync.Mutex
	speakers map[uint32]chan *speaker // by line
	all      []*speaker
	seen     atomic.Int64
}

// lineShift divides the number of a heartbeat into that of the line and the rest.
const lineShift = 24

func newHome(f *family) (*home, error) {
	l, err := firewall.ListenSCTP(f.home)
	if err != nil {
		return nil, err
	}
	h := &home{family: f, listener: l, speakers: map[uint32]chan *speaker{}}
	h.tasks.Go(h.accept)
	return h, nil
}

func (h *home) accept() {
	for {
		a, err := h.listener.Accept()
		if err != nil {
			return
		}
		s := newSpeaker(a, h.family.beats, true, &h.seen)
		s.reply = h.family.answer
		s.first = func(number uint32) { h.speaker(number >> lineShift) <- s }
		h.mu.Lock()
		h.all = append(h.all, s)
		h.mu.Unlock()
		h.tasks.Go(s.serve)
	}
}

// speaker is where home's end of a line is put when it is known.
func (h *home) speaker(line uint32) chan *speaker {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.speakers[line] == nil {
		h.speakers[line] = make(chan *speaker, 1)
	}
	return h.speakers[line]
}

func (h *home) close() {
	_ = h.listener.Close()
	h.mu.Lock()
	for _, s := range h.all {
		_ = s.Close()
	}
	h.mu.Unlock()
	h.tasks.Wait()
}

// open opens a line from an address, through what listens at to, and finds its end at
// home.
func (h *home) open(ctx context.Context, from netip.Addr, to firewall.SCTPAddress, id uint32, seen *atomic.Int64) (*line, error) {
	a, err := dial(ctx, from, to)
	if err != nil {
		return nil, err
	}
	l := &line{family: h.family, near: newSpeaker(a, h.family.beats, false, seen), number: id << lineShift}
	h.tasks.Go(l.near.serve)
	if err := l.beat(ctx, l.near, []uint16{0}); err != nil {
		_ = a.Close()
		return nil, err
	}
	l.far = <-h.speaker(id)
	return l, nil
}

// dial tries until somebody listens there.
func dial(ctx context.Context, from netip.Addr, to firewall.SCTPAddress) (*firewall.Association, error) {
	const try = 250 * time.Millisecond
	for end := time.Now().Add(patience); ; {
		short, cancel := context.WithTimeout(ctx, try)
		a, err := firewall.DialSCTP(short, from, to)
		cancel()
		if err == nil || ctx.Err() != nil || time.Now().After(end) {
			return a, err
		}
	}
}

var errSilent = errors.New("a heartbeat has no answer")

// beat sends a heartbeat on each stream, and waits for the answers: then all that went
// before on those streams has arrived, or never will.
func (l *line) beat(ctx context.Context, from *speaker, streams []uint16) error {
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	waiting := map[uint32]bool{}
	for _, s := range streams {
		l.number++
		waiting[l.number] = true
		if err := from.say(l.family.message(from.beats.ask(l.number, from.isHome), s)); err != nil {
			return err
		}
	}
	for len(waiting) > 0 {
		select {
		case n := <-from.beaten:
			delete(waiting, n)
		case <-timeout.C:
			return fmt.Errorf("%s: %w", l.family.name, errSilent)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (l *line) close() { _ = l.near.Close() }
