package assoc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"
)

// Message is one user message (RFC 9260 clause 1.3).
type Message struct {
	Data      []byte
	PPID      uint32 // as the number is written: 3 is M3UA
	Stream    uint16
	Unordered bool

	// Cut says that the message was longer than Config.MaxMessage: Data is its
	// beginning, the rest is lost. Such a message is never sent.
	Cut bool
}

// Association is one association. One goroutine calls Receive and another one Send
// and AwaitRoom; all other methods may be called from any goroutine at any time.
type Association interface {
	// Receive waits until messages have arrived and returns them in a batch of
	// Config.Pool, in order within each stream, never waiting for more. The caller
	// gives the batch back.
	//
	// At the end of the association the error is ErrShutdown, ErrAborted, ErrLost,
	// or ErrClosed after our own Shutdown, Abort or Close. ErrRestarted says that
	// the peer has started anew (RFC 9260 clause 5.2): what was sent to it before
	// may be lost, and the association goes on.
	Receive() (*Batch, error)

	// Send hands over messages, in order, as many as there is room for, and returns
	// how many; it never waits. The messages' memory is the caller's again when it
	// returns. A message for a stream that the association does not have, or longer
	// than it can carry, is refused: the error is ErrRefused and n tells which. Any
	// other error is the association's end.
	Send(list []Message) (n int, err error)

	// AwaitRoom waits until Send has room again. Its error is the association's end.
	AwaitRoom() error

	// Streams returns how many streams were agreed on, from the peer and to it.
	Streams() (in, out uint16)

	// Local and Remote return the addresses of both ends, the primary one first.
	Local() []netip.AddrPort
	Remote() []netip.AddrPort

	// Shutdown ends the association when the peer has everything that was sent;
	// Abort ends it at once, and the peer is told. Both return without waiting, and
	// make a waiting Receive and AwaitRoom return ErrClosed.
	Shutdown()
	Abort()

	// Close releases what the association holds. What Shutdown has begun goes on.
	Close() error
}

// How associations end.
var (
	ErrShutdown  = errors.New("the peer has shut the association down")
	ErrAborted   = errors.New("the peer has aborted the association")
	ErrLost      = errors.New("the peer cannot be reached any more")
	ErrRestarted = errors.New("the peer has restarted")
	ErrClosed    = errors.New("the association is closed")
	ErrRefused   = errors.New("the association cannot carry the message")
)

// Endpoint is one end of an association: its addresses, of which the first is the
// primary one, and its port.
type Endpoint struct {
	Addresses []netip.Addr
	Port      uint16
}

// Backend opens associations.
type Backend interface {
	// Listen waits for peers at local. Port 0 takes any free one.
	Listen(local Endpoint, c Config) (Listener, error)

	// Dial opens an association with remote, from local, which may be empty: the
	// system's choice. It ends with the context.
	Dial(ctx context.Context, local, remote Endpoint, c Config) (Association, error)
}

// Listener accepts associations. Close ends a waiting Accept, whose error wraps
// net.ErrClosed; associations that were accepted stay.
type Listener interface {
	Accept() (Association, error)
	Addr() Endpoint
	Close() error
}

// AcceptFrom is Accept of a listener at a port that hands over associations by a
// channel, until done is closed: then not even those that are there.
func AcceptFrom[A Association](accepted <-chan A, done <-chan struct{}, port uint16) (Association, error) {
	select {
	case <-done:
	default:
		select {
		case a := <-accepted:
			return a, nil
		case <-done:
		}
	}
	return nil, fmt.Errorf("accept at port %d: %w", port, net.ErrClosed)
}

// Config is what associations of one end have in common. Zero values mean the
// defaults.
type Config struct {
	Streams    uint16        // wanted in each direction; default 16
	MaxMessage int           // octets of a user message; default 65,536
	Paths      Paths         // of SCTP
	Linger     time.Duration // how long what Shutdown has begun may take; default 5 s
	Buffer     int           // octets of the system's or the stack's send and receive buffers, each; default 4 MiB
	Framing    *Framing      // of TCP

	// Pool is where received messages are put; needed.
	Pool *Pool

	// Notify is told of what happens to an association without ending it. It is
	// called from any goroutine and must not wait. Nil: nobody is told.
	Notify func(Association, Event)

	// Admit is asked before anything is kept of a peer that wants to connect, by its
	// source address. Kernel SCTP, which keeps nothing before the cookie comes back,
	// asks when it does. Nil: everybody may try.
	Admit func(peer netip.AddrPort) bool
}

// Paths are the parameters of an association's paths (RFC 9260 clause 16). Zero
// leaves the backend's own.
type Paths struct {
	RTOInitial, RTOMin, RTOMax time.Duration
	Heartbeat                  time.Duration // HB.interval
	PathMaxRetrans             uint16        // of one path
	AssociationMaxRetrans      uint16        // of the association
	SACKDelay                  time.Duration
}

// Framing tells messages apart on a stream of octets.
type Framing struct {
	Header int // octets that Length needs
	PPID   uint32

	// Length returns how long the message that begins with header is, all of it; 0
	// if no message begins so.
	Length func(header []byte) int
}

// Defaults of Config.
const (
	defaultStreams    = 16
	defaultMaxMessage = 65536
	defaultBuffer     = 4 << 20
	defaultLinger     = 5 * time.Second
)

// WithDefaults returns c with defaults in place of zero values.
func (c Config) WithDefaults() Config {
	if c.Streams == 0 {
		c.Streams = defaultStreams
	}
	if c.MaxMessage == 0 {
		c.MaxMessage = defaultMaxMessage
	}
	if c.Buffer == 0 {
		c.Buffer = defaultBuffer
	}
	if c.Linger == 0 {
		c.Linger = defaultLinger
	}
	return c
}

// Event is something that happens to an association without ending it.
type Event struct {
	Kind EventKind
	Path netip.Addr // of path events
	Text string     // more about it, for people
}

// EventKind is a kind of Event.
type EventKind uint8

const (
	PathDown   EventKind = iota + 1 // a path does not answer any more
	PathUp                          // a path answers again
	PathAdded                       // the peer has one address more (RFC 5061)
	PathGone                        // the peer has one address less
	SendFailed                      // a message that Send has taken was not delivered
)

func (k EventKind) String() string {
	return [...]string{"", "path-down", "path-up", "path-added", "path-gone", "send-failed"}[k]
}
