package sctp

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// admission decides who may have an association from outside, and how many:
//
//   - Every address that the peer names in its INIT has to be one of those that the
//     side expects, and all of them the same interconnect's (RULES.md T-01).
//   - Associations that come up are counted by interconnect, and may come so often and
//     no oftener (T-06): one that comes and goes all the time costs home as much as it
//     costs us.
//   - An interconnect may have so many at a time, and all of them together so many.
//
// Before there is an association only its source address can be asked about (Admit).
type admission struct {
	config *Config
	now    func() time.Time

	mu    sync.Mutex
	total int
	by    map[string]*visitor
}

// visitor is an interconnect as far as it counts.
type visitor struct {
	pairs  int
	tokens float64
	seen   time.Time
	tells  float64 // events of refusals that may be made
	told   time.Time
}

// Events of refusals: who is refused may come as fast as they like, and is not to fill
// the disk.
const (
	burstTells = 16
	everyTell  = time.Second
)

// mostVisitors bounds the names that are kept: interconnects have as many as are
// configured, and those without one share the empty name.
const mostVisitors = 4096

func newAdmission(c *Config) admission {
	return admission{config: c, now: time.Now, by: map[string]*visitor{}}
}

var (
	errFull     = errors.New("there are as many associations as may be")
	errOften    = errors.New("associations come up too often")
	errAborted  = errors.New("aborted by command")
	errUnknown  = errors.New("no interconnect has the address")
	errOther    = errors.New("another interconnect than before has come back")
	errStranger = errors.New("is not among the peers of this side")
)

// vet says who an association is with, and why it must not come up, if so. Who gets
// in is counted until left.
func (s *side) vet(a assoc.Association) (who string, err error) {
	if who, err = s.identify(a); err != nil || s.is == op.SideInside {
		return who, err
	}
	return who, s.link.admission.enter(who)
}

// identify is vet without counting.
func (s *side) identify(a assoc.Association) (who string, err error) {
	peer := a.Remote()
	for _, p := range peer {
		if len(s.config.Peers) > 0 && !slices.Contains(s.config.Peers, p.Addr().Unmap()) {
			return "", fmt.Errorf("%s %w", p.Addr(), errStranger)
		}
	}
	if s.is == op.SideInside {
		return "", nil
	}
	l := s.link
	if who, err = l.config.Vet(peer); err != nil {
		return who, err
	}
	return who, l.refuses(peer[0].Addr())
}

// refuses returns why who has an address outside is to have no association, if so.
func (l *Link) refuses(outside netip.Addr) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return refusal(l.standing(op.AddrFromNetIP(outside)))
}

func refusal(s link.Standing) error {
	switch s {
	case link.Aborted:
		return errAborted
	case link.Unknown:
		return errUnknown
	}
	return nil
}

// left undoes vet.
func (s *side) left(who string) {
	if s.is == op.SideOutside {
		s.link.admission.left(who)
	}
}

// admit asks about a source address before there is an association. Anybody can send
// anything from any address, as fast as they like: who is turned away is counted, and
// no event is made of it.
func (s *side) admit(peer netip.AddrPort) bool {
	wanted := s.expects(peer)
	if !wanted {
		s.link.counters.unwanted.Add(1)
	}
	return wanted
}

func (s *side) expects(peer netip.AddrPort) bool {
	if len(s.config.Peers) > 0 && !slices.Contains(s.config.Peers, peer.Addr().Unmap()) {
		return false
	}
	if s.is == op.SideInside {
		return true
	}
	_, err := s.link.config.Vet([]netip.AddrPort{peer})
	return err == nil
}

// enter counts an association in.
func (x *admission) enter(who string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	v, now := x.visitor(who), x.now()
	if v == nil {
		return errFull
	}
	v.tokens = min(float64(x.config.Rate.Burst), v.tokens+float64(now.Sub(v.seen))/float64(x.config.Rate.Every))
	v.seen = now
	switch {
	case v.tokens < 1:
		return errOften
	case v.pairs >= x.config.PairsPerID || x.total >= x.config.MaxPairs:
		return errFull
	}
	v.tokens--
	v.pairs++
	x.total++
	return nil
}

// visitor returns what is known of who, nil if there are too many. The caller holds mu.
func (x *admission) visitor(who string) *visitor {
	v := x.by[who]
	if v == nil && len(x.by) < mostVisitors {
		now := x.now()
		v = &visitor{tokens: float64(x.config.Rate.Burst), seen: now, tells: burstTells, told: now}
		x.by[who] = v
	}
	return v
}

// mayTell reports whether an event may be made of a refusal of who.
func (x *admission) mayTell(who string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	v, now := x.visitor(who), x.now()
	if v == nil {
		return false
	}
	v.tells = min(burstTells, v.tells+float64(now.Sub(v.told))/float64(everyTell))
	v.told = now
	if v.tells < 1 {
		return false
	}
	v.tells--
	return true
}

// left counts an association out that had entered.
func (x *admission) left(who string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if v := x.by[who]; v != nil && v.pairs > 0 {
		v.pairs--
		x.total--
	}
}
