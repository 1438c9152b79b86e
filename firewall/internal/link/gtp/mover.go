package gtp

import (
	"fmt"
	"net"
	"net/netip"
	"os"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// batchSize is the most datagrams that one Read returns.
const batchSize = 64

// datagramSize holds the largest UDP payload there is, so that nothing is ever
// cut: 65,535 less the UDP header (RFC 768), which IPv6 can carry whole.
const datagramSize = 65536

// errClosed is what a mover's wait returns after wake.
var errClosed = fmt.Errorf("gtp link: %w", os.ErrClosed)

// endpoint is one end of a UDP conversation.
type endpoint struct {
	addr op.Addr
	port uint16
}

func endpointFrom(a netip.AddrPort) endpoint {
	return endpoint{op.AddrFromNetIP(a.Addr()), a.Port()}
}

func (e endpoint) netip() netip.AddrPort { return netip.AddrPortFrom(e.addr.NetIP(), e.port) }

// port is one open socket. In a relay exactly one of hop and flow says what it
// is for.
type port struct {
	hop  *hop  // a listener
	flow *flow // a socket that stands for a peer

	listens bool         // counts what it had no room for
	number  uint16       // bound to
	is4     bool         // socket of the IPv4 family
	fd      int          // kernel
	conn    *net.UDPConn // portable
}

// arrival is a datagram that came in. Its octets are valid until the next receive.
type arrival struct {
	at   *port
	from endpoint
	data []byte
	ip   header // of sockets that ask for it
}

// header is what the kernel tells of the IP header that an arrival had.
type header struct {
	to       endpoint // the destination that the sender wrote
	mark     uint32   // of the packet
	ttl, tos uint8    // or hop limit and traffic class
	fragment uint16   // octets of the largest IP fragment that it came in; 0: it came whole
	cut      bool     // the kernel had more to tell than there was room for
}

// departure is a datagram to be sent. A zero destination means that the port
// is connected; a zero TTL leaves TTL and TOS to the socket.
type departure struct {
	via      *port
	to       endpoint
	data     []byte
	ttl, tos uint8
	slot     int // of the arrival that it follows from
	outcome  outcome
}

// outcome is what became of a departure.
type outcome uint8

const (
	unsent   outcome = iota
	sent             // handed to the kernel
	noRoom           // the socket or the interface was full
	tooLarge         // for the path, and not to be fragmented
	refused          // no route, forbidden, larger than any datagram
)

// loss counts what could not be moved, and why.
type loss struct {
	full    int // the socket or the interface had no room
	failed  int // the kernel refused: no route, too large, forbidden
	receive int // errors that sockets reported about something sent earlier, such as ICMP unreachable
}

// mover opens sockets and moves batches of datagrams through them. Only wake
// and drain may be called while another method is running.
type mover interface {
	// open binds a socket to local, or to any free port if local is not valid,
	// and connects it if remote is valid.
	open(local, remote netip.AddrPort) (*port, error)
	shut(*port)

	// receive waits until something has arrived or wake or drain was called,
	// then fills in what is there, at most len(in). It never waits for more.
	receive(in []arrival) (int, error)

	// send hands over what the sockets take at once, says of each departure
	// what became of it, counts the rest, and returns how many it handed over.
	send(out []departure) int

	// losses returns what was lost since it was last called.
	losses() loss

	// overflow returns how many datagrams the open listeners have dropped
	// because nobody read in time; 0 where the system does not tell. It costs a
	// system call per listener.
	overflow() int

	wake()    // makes receive return errClosed, now and from then on; not after release
	drain()   // makes receive take what has arrived by then and return io.EOF after it; not after release
	release() // closes everything; the mover is of no use afterwards
}
