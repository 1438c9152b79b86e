package kernel

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// partialDeliveryPoint is SCTP_PARTIAL_DELIVERY_POINT: from how many octets on the
// kernel hands over pieces of a message that is not complete.
const partialDeliveryPoint = 19

func pair(t testing.TB, c assoc.Config) (a, b assoc.Association) {
	t.Helper()
	return newStation(t).pair(c)
}

func (s *station) pair(c assoc.Config) (a, b assoc.Association) {
	s.Helper()
	l := s.listen(endpoint(0, "127.0.0.1"), c)
	a = s.dial(assoc.Endpoint{}, l.Addr(), c)
	return a, accept(s, l)
}

// TestManyMessages: 100,000 messages on 16 streams.
func TestManyMessages(t *testing.T) {
	c := config()
	a, b := pair(t, c)
	sent := make(chan error, 1)
	const count, size = 100_000, 150
	go func() { sent <- sendNumbered(a, count, size, 0) }()
	if err := auditNumbered(b, c.Pool, count, size); err != nil {
		t.Fatal(err)
	}
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
}

// TestPieces: a kernel that hands over messages in pieces does not mix them.
func TestPieces(t *testing.T) {
	c := config()
	a, b := pair(t, c)
	from := int32(2000)
	var err error
	_ = b.(*association).raw.Control(func(fd uintptr) { err = setOption(int(fd), partialDeliveryPoint, "point", &from) })
	if err != nil {
		t.Fatal(err)
	}
	sent := make(chan error, 1)
	const count, size = 300, 60_001
	go func() { sent <- sendNumbered(a, count, size, 0) }()
	if err := auditNumbered(b, c.Pool, count, size); err != nil {
		t.Fatal(err)
	}
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	if b.(*association).in.carried.Data == nil {
		t.Error("no message has come in pieces")
	}
}

// TestShortSlots: notifications are longer than the longest message.
func TestShortSlots(t *testing.T) {
	c := config()
	c.MaxMessage, c.Pool = 8, assoc.NewPool(2, 8)
	a, b := pair(t, c)
	exchangeOf(t, a, b, c.Pool, 8)
	b.Abort()
	wantEnd(t, a, c.Pool, assoc.ErrAborted)
	if _, err := a.Receive(); err == nil || !strings.Contains(err.Error(), "user-initiated") {
		t.Errorf("the end is %v, want what the peer has said", err)
	}
}

// TestWaitingIsIdle: who waits for room costs nothing, though the peer never reads.
func TestWaitingIsIdle(t *testing.T) {
	c := config()
	c.Buffer = 64 << 10
	a, _ := pair(t, c)
	sent := make(chan error, 1)
	go func() { sent <- sendNumbered(a, 1<<30, 1000, 0) }()
	time.Sleep(200 * time.Millisecond)
	busy := cpu(t)
	time.Sleep(500 * time.Millisecond)
	if busy = cpu(t) - busy; busy > 250*time.Millisecond {
		t.Errorf("%v of processor time in 500 ms of waiting", busy)
	}
	a.Abort()
	if err := <-sent; !errors.Is(err, assoc.ErrClosed) {
		t.Errorf("sending ends with %v", err)
	}
}
