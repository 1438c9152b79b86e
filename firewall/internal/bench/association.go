package bench

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// judgingNS is what judging may add to a message of a terminating link beside what
// decoding may cost it.
const judgingNS = 400

// Associations measures what judging adds to a message on the terminating link: the
// lane with the firewall beside the lane that carries messages on unread. Receiving
// and sending are a spring's, so that what is left is the link's own work and what the
// budget is about. firewall returns the lane of a firewall with the configuration given.
func (s *Suite) Associations(ctx context.Context, firewall func(configuration string) (Rule, error)) error {
	rule, err := firewall(Configuration())
	if err != nil {
		return err
	}
	for _, of := range []struct {
		name     string
		protocol op.Protocol
		decodeNS float64 // budget of decoding
	}{{"MAP over M3UA", op.ProtoM3UA, 300}, {"Diameter", op.ProtoDiameter, 600}} {
		for _, size := range []int{1, 16, 32} {
			row := Row{Group: "association", Name: fmt.Sprintf("%s with firewall, %d at a time", of.name, size), Unit: "message", Against: "carried on unread"}
			if size >= 16 {
				row.Budgets = []Budget{{Of: "difference_ns", Most: judgingNS + of.decodeNS}}
			}
			if err := s.association(ctx, row, of.protocol, size, rule); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Suite) association(ctx context.Context, row Row, p op.Protocol, size int, rule Rule) error {
	j, err := newJunction(p, size)
	if err != nil {
		return err
	}
	defer j.link.Close()
	half := func(rule Rule) Half { return Half{j.work(rule), float64(size)} }
	return s.compare(ctx, row, half(passUnread), half(rule), func() error { return j.err })
}

// junction is a terminating link between a spring's associations.
type junction struct {
	*spring
	link   *sctp.Link
	frames []op.Frame
	taken  int64         // batches
	clock  time.Duration // that looking at the clock twice costs
	err    error         // the first
}

func newJunction(p op.Protocol, size int) (*junction, error) {
	carried := wire.Terminated(p)
	s := &spring{mix: registering(carried.Port), ppid: carried.PPID, size: size}
	l, err := sctp.Open(sctp.Config{
		Outside: sctp.End{Backend: s, Listen: true, Local: at(homeAddr, carried.Port)},
		Inside:  sctp.End{Backend: s, Remote: at(homeAddr, carried.Port)},
		Encap:   op.EncapUserMessage, Service: carried.Port, Management: p == op.ProtoM3UA, MaxMessage: carried.Most,
	})
	return &junction{spring: s, link: l, frames: make([]op.Frame, size), clock: clockCost()}, err
}

// work carries batches and counts the lane's time only, while a batch is there: the
// lane never sleeps in it.
func (j *junction) work(rule Rule) Work {
	return func(n int) (spent time.Duration) {
		for range n {
			if j.err != nil {
				return time.Second // whatever is measured now is thrown away
			}
			if j.err = j.awaitBatches(); j.err != nil {
				continue
			}
			began := now()
			j.err = j.carry(rule)
			spent += now() - began - j.clock
		}
		return spent
	}
}

// awaitBatches returns when several associations have a batch for the lane.
func (j *junction) awaitBatches() error {
	for late := time.Now().Add(10 * time.Second); j.given.Load()-j.taken < tributaries/2; runtime.Gosched() {
		if time.Now().After(late) {
			return errors.New("the associations of the benchmark do not come up")
		}
	}
	return nil
}

// carry is what is measured.
func (j *junction) carry(rule Rule) error {
	before := j.sent.Load()
	n, err := j.link.Read(j.frames)
	if err != nil {
		return err
	}
	j.taken++
	b, rulings := rule(j.frames[:n])
	if err := j.link.Apply(b, rulings); err != nil {
		return err
	}
	if n != len(j.frames) || j.sent.Load() != before+int64(n) {
		return errors.New("the firewall blocks a message that it is measured with")
	}
	return nil
}
