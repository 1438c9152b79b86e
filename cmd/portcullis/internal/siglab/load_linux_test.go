package siglab

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// perSecond is how many messages a load sends. The guest has one processor, which
// carries the peers, the appliance and both kernels' SCTP.
const perSecond = 400

// load is a partner that sends numbered requests and takes their answers. When its
// association ends it opens another one at once.
type load struct {
	site  *site
	realm string
	from  []string // addresses; from whatever port
	to    []string

	requests, answers *audit // at home, and back

	next    atomic.Uint32 // number
	opened  atomic.Int32  // associations
	refused atomic.Int32  // attempts
	over    chan struct{}

	settledAt uint32 // number below which losses have been counted
	tasks     sync.WaitGroup

	mu sync.Mutex
	up []time.Time // when each association came up
}

// startLoad begins to send, once an association is up. Home's answers are hss's.
func (s *site) startLoad(h *hss, realm string, from, to []string) *load {
	s.t.Helper()
	l := &load{site: s, realm: realm, from: from, to: to, requests: h.of(realm), answers: newAudit(), over: make(chan struct{})}
	l.tasks.Go(l.run)
	s.t.Cleanup(l.stop)
	s.await("the load is answered", func() bool { return l.answers.count() > 0 })
	return l
}

// stop ends the sending, waits for answers that are still to come, and shuts down.
func (l *load) stop() {
	select {
	case <-l.over:
	default:
		close(l.over)
	}
	l.tasks.Wait()
}

func (l *load) isOver() bool {
	select {
	case <-l.over:
		return true
	default:
		return false
	}
}

// run opens associations, one after the other.
func (l *load) run() {
	for !l.isOver() {
		c, err := dial(l.site.Partner, at(0, l.from...), at(portDiameter, l.to...), 2*time.Second)
		if err != nil {
			l.refused.Add(1)
			time.Sleep(5 * time.Millisecond)
			continue
		}
		l.opened.Add(1)
		l.mu.Lock()
		l.up = append(l.up, time.Now())
		l.mu.Unlock()
		ended := make(chan struct{})
		go func() {
			l.receive(c)
			close(ended)
		}()
		l.send(c, ended)
		if l.isOver() {
			l.settle(ended)
			c.shutdown()
		}
		c.close() // the kernel tells of an ABORT once: if the sender is told, the receiver still waits
		<-ended
		time.Sleep(5 * time.Millisecond)
	}
}

// receive takes answers until the association ends.
func (l *load) receive(c *socket) {
	for {
		m, err := c.receive(time.Hour)
		if err != nil {
			return
		}
		if codeOf(m.data) == commandULR && !isRequest(m.data) {
			l.answers.note(m.stream, hop(m.data))
		}
	}
}

// send sends requests on all streams in turn until the association or the load ends.
func (l *load) send(c *socket, ended chan struct{}) {
	pace := time.NewTicker(time.Second / (perSecond / 4))
	defer pace.Stop()
	for {
		select {
		case <-l.over:
			return
		case <-ended:
			return
		case <-pace.C:
		}
		for range 4 {
			n := l.next.Load()
			if c.send(message{stream: uint16(n % streams), ppid: ppidDiameter, data: request(commandULR, n, l.realm)}) != nil {
				return
			}
			l.next.Add(1)
		}
	}
}

// settle waits until everything is answered, nothing more has come for a while, or the
// association has ended.
func (l *load) settle(ended chan struct{}) {
	const while = 3 * time.Second
	before, since := l.answers.count(), time.Now()
	for before < int(l.next.Load()) && time.Since(since) < while {
		select {
		case <-ended:
			return
		case <-time.After(20 * time.Millisecond):
		}
		if now := l.answers.count(); now > before {
			before, since = now, time.Now()
		}
	}
}

// attempts counts associations, whether they came up or not.
func (l *load) attempts() int32 { return l.opened.Load() + l.refused.Load() }

// lastUp returns when the latest association came up.
func (l *load) lastUp() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.up) == 0 {
		return time.Time{}
	}
	return l.up[len(l.up)-1]
}

// hss is our HSS: it answers Update-Locations, and keeps an account of each partner's.
type hss struct {
	*node
	mu       sync.Mutex
	accounts map[string]*audit // by realm
}

func startHSS(t testing.TB, s *site, addresses ...string) *hss {
	t.Helper()
	h := &hss{accounts: map[string]*audit{}}
	h.node = serve(t, s.Home, portDiameter, h.answer, addresses...)
	return h
}

// of is the account of a partner.
func (h *hss) of(realm string) *audit {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.accounts[realm] == nil {
		h.accounts[realm] = newAudit()
	}
	return h.accounts[realm]
}

func (h *hss) answer(m message) (message, bool) {
	realm := realmOf(m.data)
	if !isRequest(m.data) || codeOf(m.data) != commandULR || realm == "" {
		return message{}, false
	}
	h.of(realm).note(m.stream, hop(m.data))
	return message{data: updated(hop(m.data), realm)}, true
}
