package sctp_test

import (
	"context"
	"net"
	"net/netip"
	"sync/atomic"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// faucet is a Backend of which each association has a batch whenever turn says so, and
// takes everything.
type faucet struct {
	turn  chan struct{}
	sent  atomic.Int64
	taken chan struct{} // one association is dialled from outside
}

type flow struct {
	*faucet
	pool *assoc.Pool
	turn <-chan struct{} // nil: silent
	over chan struct{}
}

func (f *faucet) Listen(_ assoc.Endpoint, c assoc.Config) (assoc.Listener, error) {
	return &spout{f, c.Pool, make(chan struct{})}, nil
}

func (f *faucet) Dial(_ context.Context, _, _ assoc.Endpoint, c assoc.Config) (assoc.Association, error) {
	return &flow{f, c.Pool, nil, make(chan struct{})}, nil
}

type spout struct {
	*faucet
	pool *assoc.Pool
	over chan struct{}
}

func (s *spout) Accept() (assoc.Association, error) {
	select {
	case <-s.taken:
		return &flow{s.faucet, s.pool, s.faucet.turn, make(chan struct{})}, nil
	case <-s.over:
		return nil, net.ErrClosed
	}
}

func (s *spout) Addr() assoc.Endpoint { return ours }
func (s *spout) Close() error         { close(s.over); return nil }

var payload = make([]byte, 200)

func (f *flow) Receive() (*assoc.Batch, error) {
	select {
	case <-f.turn:
	case <-f.over:
		return nil, assoc.ErrClosed
	}
	b := f.pool.Take()
	for i := range assoc.BatchSize {
		b.Messages = append(b.Messages, assoc.Message{Data: b.Slot(i)[:copy(b.Slot(i), payload)], PPID: 3, Stream: uint16(i % 16)})
	}
	return b, nil
}

func (f *flow) Send(list []assoc.Message) (int, error) {
	f.sent.Add(int64(len(list)))
	return len(list), nil
}

func (f *flow) AwaitRoom() error          { return nil }
func (f *flow) Streams() (in, out uint16) { return 16, 16 }
func (f *flow) Local() []netip.AddrPort   { return ports(ours) }
func (f *flow) Remote() []netip.AddrPort  { return ports(peer) }
func (f *flow) Shutdown()                 { f.end() }
func (f *flow) Abort()                    { f.end() }
func (f *flow) Close() error              { f.end(); return nil }

func (f *flow) end() {
	select {
	case <-f.over:
	default:
		close(f.over)
	}
}

// From an association to the other, a message costs no memory; an answer neither.
func TestCarryingDoesNotAllocate(t *testing.T) {
	f := &faucet{turn: make(chan struct{}, 1), taken: make(chan struct{}, 1)}
	c := sctp.Config{
		Outside: sctp.End{Backend: f, Listen: true, Local: ours, Answers: fixed{}}, Inside: sctp.End{Backend: f, Remote: stp},
		Encap: op.EncapUserMessage, Service: 2905,
	}
	l, err := sctp.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	f.taken <- struct{}{}
	frames := make([]op.Frame, 64)
	var b op.Batch
	rulings := make([]op.Ruling, 0, 64)
	round := func() {
		f.turn <- struct{}{}
		n, err := l.Read(frames)
		if n != assoc.BatchSize || err != nil {
			t.Fatal(n, err)
		}
		b.Reset()
		rulings = rulings[:0]
		for i := range n {
			b.AddMessage().Slot = int32(i)
			rulings = append(rulings, op.Ruling{Action: []op.Action{op.ActPass, op.ActPass, op.ActDrop, op.ActReject}[i%4]})
		}
		if err := l.Apply(&b, rulings); err != nil {
			t.Fatal(err)
		}
	}
	round()
	before := f.sent.Load()
	if n := testing.AllocsPerRun(200, round); n > 0 {
		t.Errorf("%v allocations in a round", n)
	}
	if sent := f.sent.Load() - before; sent != 201*assoc.BatchSize*3/4 {
		t.Errorf("%d sent", sent)
	}
}

type fixed struct{}

func (fixed) Build(*op.Batch, int, op.Ruling) []byte { return payload[:40] }
