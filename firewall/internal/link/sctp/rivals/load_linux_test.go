package rivals

import (
	"bytes"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// longest is more octets than any message has.
const longest = 4096

// window is how many messages may be on their way, by default.
const window = 256

// traffic is a kind of load.
type traffic struct {
	name    string
	port    uint16
	ppid    uint32
	mix     [][]byte
	number  func(m []byte, n uint32)      // makes a message of the mix the n-th
	counts  func(m []byte) bool           // a message is of the load
	reply   func(m, answer []byte) []byte // answers for home, in the memory given; nil: nobody answers
	respond func(m []byte) []byte         // answers what is not of the load; nil: no answer
}

// flow is a load on its way from partner to home, and back if home answers.
type flow struct {
	*traffic
	partner, home assoc.Association
	pools         [2]*assoc.Pool
	window, batch int // messages on their way, and sent at once, at most

	asking sync.Mutex // held by who sends from partner: requests, or an answer to the program

	mu   sync.Mutex
	room sync.Cond
	sent int
	done int // came to where they are counted
	err  error
}

func newFlow(t *traffic, partner, home assoc.Association, pools [2]*assoc.Pool) *flow {
	f := &flow{traffic: t, partner: partner, home: home, pools: pools, window: setting("PORTCULLIS_WINDOW", window)}
	f.batch = min(f.window, assoc.BatchSize)
	f.room.L = &f.mu
	go func() { f.end(f.receive(home, pools[1], t.reply)) }()
	go func() { f.end(f.receive(partner, pools[0], nil)) }()
	return f
}

// end ends the flow with an error.
func (f *flow) end(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = err
	}
	f.room.Broadcast()
}

// receive takes what arrives at one end. A message that is replied to is done when its
// reply has come.
func (f *flow) receive(a assoc.Association, p *assoc.Pool, reply func(m, answer []byte) []byte) error {
	space := make([]byte, assoc.BatchSize*longest)
	answers := make([]assoc.Message, 0, assoc.BatchSize)
	for {
		b, err := a.Receive()
		if err != nil {
			return err
		}
		arrived := 0
		answers = answers[:0]
		for i := range b.Messages {
			m := b.Messages[i]
			switch {
			case !f.counts(m.Data):
				m.Data = f.respond(m.Data)
			case reply != nil:
				m.Data = reply(m.Data, space[i*longest:i*longest])
			default:
				arrived++
				continue
			}
			if m.PPID = f.ppid; m.Data != nil {
				answers = append(answers, m)
			}
		}
		err = f.send(a, answers)
		p.Give(b)
		if err != nil {
			return err
		}
		f.arrive(arrived)
	}
}

func (f *flow) arrive(n int) {
	f.mu.Lock()
	f.done += n
	if f.sent-f.done <= f.window-f.batch {
		f.room.Signal()
	}
	f.mu.Unlock()
}

// await waits until at most n messages are on their way.
func (f *flow) await(n int) error {
	late := time.AfterFunc(patience, func() { f.end(fmt.Errorf("nothing more arrives: %d of %d", f.done, f.sent)) })
	defer late.Stop()
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.sent-f.done > n && f.err == nil {
		f.room.Wait()
	}
	return f.err
}

// carry sends count messages and returns when all have arrived.
func (f *flow) carry(count int) error {
	list := make([]assoc.Message, f.batch)
	for i := range list {
		list[i] = assoc.Message{Data: bytes.Clone(f.mix[i%len(f.mix)]), PPID: f.ppid, Stream: uint16(1 + i%15)}
	}
	for left := count; left > 0; {
		n := min(left, len(list))
		if err := f.await(f.window - n); err != nil {
			return err
		}
		f.mu.Lock()
		for i := range list[:n] {
			f.number(list[i].Data, uint32(f.sent+i))
		}
		f.sent += n
		f.mu.Unlock()
		if err := f.send(f.partner, list[:n]); err != nil {
			return err
		}
		left -= n
	}
	return f.await(0)
}

func (f *flow) send(a assoc.Association, list []assoc.Message) error {
	if a == f.partner {
		f.asking.Lock()
		defer f.asking.Unlock()
	}
	return sendAll(a, list)
}

func sendAll(a assoc.Association, list []assoc.Message) error {
	for len(list) > 0 {
		n, err := a.Send(list)
		if err != nil {
			return err
		}
		if list = list[n:]; len(list) > 0 {
			if err := a.AwaitRoom(); err != nil {
				return err
			}
		}
	}
	return nil
}

// outcome is what carrying a message took.
type outcome struct {
	perSecond float64 // messages
	middle    float64 // nanoseconds of processor time of the program
	ends      float64 // of partner and home
	machine   float64 // of all that runs
}

// measure carries messages. A request and its answer are two.
func (f *flow) measure(g *program, count int) (o outcome, err error) {
	messages := float64(count)
	if f.reply != nil {
		messages *= 2
	}
	busy, own, all, began := g.cpu(), clock(unix.CLOCK_PROCESS_CPUTIME_ID), machine(), time.Now()
	if err := f.carry(count); err != nil {
		return o, err
	}
	o.perSecond = messages / time.Since(began).Seconds()
	o.middle = float64(g.cpu()-busy) / messages
	o.ends = float64(clock(unix.CLOCK_PROCESS_CPUTIME_ID)-own) / messages
	o.machine = float64(machine()-all) / messages
	return o, nil
}
