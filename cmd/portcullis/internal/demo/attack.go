package demo

import (
	"errors"
	"hash/maphash"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"

	v2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
)

// origin is where an attack comes from.
type origin uint8

const (
	fromRogue    origin = iota // the compromised partner's own SGW and SGSN
	fromServer                 // a machine at its carrier that is nobody's GSN
	fromStranger               // an address of no interconnect
)

// attack is one row of the catalogue.
type attack struct {
	id       string // of the attack or evasion that it is a case of
	rule     string // that has to stop it
	protocol string
	name     string
	from     origin
	user     bool // aims at the user plane port
	build    func(e *enemy) []byte
}

// catalogue is every attack, GTPv2 first. What needs the firewall to remember
// tunnels is not in it.
func catalogue() []attack {
	return append(append(attacks2(), attacks1()...), attacksUser()...)
}

// enemy is who sits inside the compromised partner, with what it knows.
type enemy struct {
	*partner
	extra      map[origin]*node
	subscriber int64
}

// target returns the gateway's TEIDs of a session that the honest partner has
// right now: an attacker that guessed well. Without one it guesses badly.
func (e *enemy) target() (control, user uint32) {
	g := e.gateway
	g.mu.Lock()
	defer g.mu.Unlock()
	for teid, s := range g.control {
		return teid, s.user
	}
	return rand.Uint32() | 1, rand.Uint32() | 1
}

// victim is a subscriber of home that is in nobody's hands yet.
func (e *enemy) victim() subscriber {
	e.subscriber++
	return newSubscriber(900_000_000 + int(e.subscriber))
}

// session is a flawless Create Session Request of the compromised partner; each
// attack spoils one thing about it.
func (e *enemy) session() []*v2ie.IE {
	return createSession(e.victim(), e.mcc, e.mnc, e.face4, e.newTEID(), e.newTEID())
}

func (e *enemy) create(ies ...*v2ie.IE) []byte {
	return gtp2(createSessionRequest, 0, e.nextSequence(), ies...)
}

var errNoAddress = errors.New("this machine has no address to send it from")

// launch sends an attack's octets.
func (e *enemy) launch(a *attack, octets []byte) error {
	n := e.node
	if a.from != fromRogue {
		if n = e.extra[a.from]; n == nil {
			return errNoAddress
		}
	}
	to := e.through.control
	if a.user {
		to = e.through.user
	}
	return n.send(a.user, to, octets)
}

// sender returns the address that an attack comes from.
func (e *enemy) sender(o origin) (netip.Addr, bool) {
	if o == fromRogue {
		return e.addr, true
	}
	n := e.extra[o]
	if n == nil {
		return netip.Addr{}, false
	}
	return n.addr, true
}

// newSender is a node that only ever sends: it binds nothing but free ports.
func newSender(a netip.Addr) (*node, error) {
	c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(a, 0)))
	if err != nil {
		return nil, err
	}
	return &node{addr: a, control: c, user: c}, nil
}

// attackerRecovery tells the octets of an attacker's Echo from those of honest
// nodes, which may have the same sequence number.
const attackerRecovery = 77

// ledger remembers the octets of every attack that was launched, and is shown
// everything that the gateway receives.
type ledger struct {
	mu      sync.Mutex
	seed    maphash.Seed
	attacks map[uint64]int // octets to the attack's place in the catalogue
	reached []int          // per attack
}

func newLedger(attacks int) *ledger {
	return &ledger{seed: maphash.MakeSeed(), attacks: map[uint64]int{}, reached: make([]int, attacks)}
}

// expect notes that these octets are attack number n.
func (l *ledger) expect(n int, octets []byte) {
	h := maphash.Bytes(l.seed, octets)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.attacks[h] = n
}

// arrived is shown what the gateway received.
func (l *ledger) arrived(_ bool, octets []byte) {
	h := maphash.Bytes(l.seed, octets)
	l.mu.Lock()
	defer l.mu.Unlock()
	if n, is := l.attacks[h]; is {
		l.reached[n]++
	}
}

// count returns how often attack n reached the gateway.
func (l *ledger) count(n int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.reached[n]
}
