package firewall

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/encap"
)

// Endpoints are peers for links of kind sctp that end SCTP over UDP (backend
// udp-encapsulation): who shows or tests a firewall needs neither root nor a kernel
// that has SCTP to play an interconnect and a home.

// SCTPAddress is where an endpoint is found.
type SCTPAddress struct {
	Addr netip.Addr
	Port uint16 // of SCTP
	UDP  uint16 // that carries it; 0 is 9899 (RFC 6951 clause 4.1)
}

// UserMessage is one user message of SCTP (RFC 9260 clause 1.3).
type UserMessage struct {
	Data   []byte
	PPID   uint32 // as the number is written: 3 is M3UA
	Stream uint16
}

// Association is one association of SCTP over UDP, in user space. One goroutine may
// receive and another one send; Close may be called from any.
type Association struct {
	carried assoc.Association
	pool    *assoc.Pool
}

// SCTPListener accepts associations.
type SCTPListener struct {
	from assoc.Listener
	pool *assoc.Pool
}

// longestUserMessage is the longest one that endpoints take.
const longestUserMessage = 65536

// endpointBatches is how many associations may have a batch of received messages in
// their hands at the same time; others wait for a moment.
const endpointBatches = 4

func endpoint() assoc.Config {
	return assoc.Config{MaxMessage: longestUserMessage, Pool: assoc.NewPool(endpointBatches, longestUserMessage)}
}

// ListenSCTP waits for associations at an address.
func ListenSCTP(at SCTPAddress) (*SCTPListener, error) {
	b, c := &encap.Backend{Port: int(at.UDP)}, endpoint()
	l, err := b.Listen(assoc.Endpoint{Addresses: []netip.Addr{at.Addr}, Port: at.Port}, c)
	if err != nil {
		return nil, fmt.Errorf("listen at %s: %w", at.Addr, err)
	}
	return &SCTPListener{from: l, pool: c.Pool}, nil
}

// Accept waits for the next association. After Close the error wraps net.ErrClosed.
func (l *SCTPListener) Accept() (*Association, error) {
	a, err := l.from.Accept()
	if err != nil {
		return nil, err
	}
	return &Association{carried: a, pool: l.pool}, nil
}

// Close ends a waiting Accept. Associations that were accepted stay.
func (l *SCTPListener) Close() error { return l.from.Close() }

// DialSCTP opens an association from an address of this machine, and any ports of it
// that are free.
func DialSCTP(ctx context.Context, from netip.Addr, to SCTPAddress) (*Association, error) {
	b, c := &encap.Backend{Port: encap.AnyPort, RemotePort: int(to.UDP)}, endpoint()
	a, err := b.Dial(ctx, assoc.Endpoint{Addresses: []netip.Addr{from}}, assoc.Endpoint{Addresses: []netip.Addr{to.Addr}, Port: to.Port}, c)
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", to.Addr, err)
	}
	return &Association{carried: a, pool: c.Pool}, nil
}

// Receive waits for messages and returns them, in order within each stream; they are
// the caller's. The error is the end of the association.
func (a *Association) Receive() (list []UserMessage, err error) {
	batch, err := a.carried.Receive()
	if err != nil {
		return nil, err
	}
	defer a.pool.Give(batch)
	for _, m := range batch.Messages {
		list = append(list, UserMessage{Data: bytes.Clone(m.Data), PPID: m.PPID, Stream: m.Stream})
	}
	return list, nil
}

// Send sends messages in order, and waits until there is room for all. An error of
// something that the association cannot carry, such as a stream that was not agreed
// on, leaves it as it is; any other is its end.
func (a *Association) Send(list ...UserMessage) error {
	rest := make([]assoc.Message, len(list))
	for i, m := range list {
		rest[i] = assoc.Message{Data: m.Data, PPID: m.PPID, Stream: m.Stream}
	}
	for {
		n, err := a.carried.Send(rest)
		if rest = rest[n:]; err != nil || len(rest) == 0 {
			return err
		}
		if err := a.carried.AwaitRoom(); err != nil {
			return err
		}
	}
}

// Streams returns how many streams were agreed on, from the peer and to it.
func (a *Association) Streams() (in, out int) {
	i, o := a.carried.Streams()
	return int(i), int(o)
}

// Close shuts the association down: what was sent still arrives.
func (a *Association) Close() error {
	a.carried.Shutdown()
	return a.carried.Close()
}
