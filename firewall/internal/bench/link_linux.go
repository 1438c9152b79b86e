package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/gtp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Link measures what a message costs on the relay with the firewall, beside the
// bare relay that passes everything unread. firewall returns the lane of a
// firewall with the configuration given.
func (s *Suite) Link(ctx context.Context, firewall func(configuration string) (Rule, error)) error {
	path, err := newPath()
	if err != nil {
		return err
	}
	defer path.close()
	return s.onPath(ctx, "relay", path, firewall)
}

// onPath measures on a path over a link of the given kind.
func (s *Suite) onPath(ctx context.Context, kind string, path *path, firewall func(configuration string) (Rule, error)) error {
	rule, err := firewall(path.configuration())
	if err != nil {
		return err
	}
	for _, size := range []int{1, 16, 64} {
		budget := Budget{Of: "difference_ns", Most: 400}
		if size == 1 {
			budget.Most = 1500
		}
		err := s.compare(ctx, Row{
			Group: "link", Name: fmt.Sprintf("%s with firewall, %d at a time", kind, size), Unit: "message",
			Against: "the bare " + kind, Budgets: []Budget{budget},
		}, path.half(size, passUnread), path.half(size, rule), func() error { return path.err })
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *path) half(size int, rule Rule) Half { return Half{p.work(size, rule), float64(size)} }

// path is a partner, a link and a gateway.
type path struct {
	partner, gateway *net.UDPConn
	link             link.Link
	to               netip.AddrPort
	mix              []Message
	next             int // of mix
	frames           []op.Frame
	buf              [2048]byte
	clock            time.Duration // that looking at the clock twice costs
	err              error         // the first
}

// newPath leads over a relay on loopback.
func newPath() (p *path, err error) {
	b, c := byte(1+rand.IntN(254)), byte(1+rand.IntN(254)) // so that runs do not collide
	host := func(d byte) netip.AddrPort { return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, b, c, d}), 2123) }
	p = &path{mix: requests(), frames: make([]op.Frame, batch), to: host(2), clock: clockCost()}
	if p.gateway, err = net.ListenUDP("udp4", net.UDPAddrFromAddrPort(host(1))); err != nil {
		return nil, err
	}
	if p.partner, err = net.ListenUDP("udp4", net.UDPAddrFromAddrPort(host(33))); err != nil {
		_ = p.gateway.Close()
		return nil, err
	}
	p.link, err = gtp.Open(gtp.Config{Hops: []gtp.Hop{{Listen: p.to, Next: host(1), Side: op.SideOutside}}})
	if err != nil {
		_, _ = p.gateway.Close(), p.partner.Close()
		return nil, err
	}
	return p, nil
}

func (p *path) close() {
	_, _, _ = p.link.Close(), p.partner.Close(), p.gateway.Close()
}

// configuration is that of an operator whose partner sends the measured message
// with good reason.
func (p *path) configuration() string {
	home := p.gateway.LocalAddr().(*net.UDPAddr).AddrPort().Addr()
	partner := p.partner.LocalAddr().(*net.UDPAddr).AddrPort().Addr()
	return fmt.Sprintf(configuration, home, partner, partner)
}

// work sends batches of messages from partner to gateway and counts only the
// link's part and the rule's.
func (p *path) work(size int, rule Rule) Work {
	return func(n int) (spent time.Duration) {
		if p.err != nil {
			return time.Second // whatever is measured now is thrown away
		}
		deadline := time.Now().Add(time.Minute)
		_, _ = p.gateway.SetReadDeadline(deadline), p.partner.SetWriteDeadline(deadline)
		for range n {
			if p.err = p.send(size); p.err != nil {
				return time.Second
			}
			began := now()
			p.err = p.carry(size, rule)
			spent += now() - began - p.clock
			if p.err == nil {
				p.err = p.receive(size)
			}
			if p.err != nil {
				return time.Second
			}
		}
		return spent
	}
}

func (p *path) send(size int) error {
	for range size {
		if _, err := p.partner.WriteToUDPAddrPort(p.mix[p.next].Octets, p.to); err != nil {
			return err
		}
		p.next = (p.next + 1) % len(p.mix)
	}
	return nil
}

// carry is what is measured.
func (p *path) carry(size int, rule Rule) error {
	passed := 0
	for done := 0; done < size; {
		n, err := p.link.Read(p.frames)
		if err != nil {
			return err
		}
		b, rulings := rule(p.frames[:n])
		if err := p.link.Apply(b, rulings); err != nil {
			return err
		}
		for i := range rulings {
			if !rulings[i].Action.Blocks() {
				passed++
			}
		}
		done += n
	}
	if passed != size {
		return errors.New("the firewall blocks a message that it is measured with")
	}
	return nil
}

func (p *path) receive(size int) error {
	for range size {
		if _, _, err := p.gateway.ReadFromUDPAddrPort(p.buf[:]); err != nil {
			return err
		}
	}
	return nil
}
