package encap

import (
	"encoding/binary"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

const (
	// pionPort is the SCTP port of both ends as pion sees them.
	pionPort = 5000

	// longestPacket is what pion reads at most.
	longestPacket = 8192

	// mostWindow is what a peer may have on the way at most. More than a UDP socket holds
	// in Linux by default would be lost there (measured on loopback: three times as many
	// messages with this window as with 4 MiB).
	mostWindow = 192 << 10

	// inboundPackets may wait for pion; more are lost, and sent again.
	inboundPackets = 512

	// markUnordered is added to the stream of unordered DATA, because pion does not
	// say which messages were unordered: to it they are streams of their own.
	markUnordered = 0x8000

	// noStream is where pion finds DATA of streams that do not exist: they have to be
	// acknowledged, and are not delivered (RFC 9260 clause 6.5).
	noStream = 0xffff
)

// wire is the net.Conn below pion: it carries the packets of one association, and
// stands between pion and what it does not check or tell.
type wire struct {
	socket *socket
	pair
	tag, peerTag uint32 // what packets to us and from us carry
	streams      uint16 // from the peer
	owner        *association

	inbound     chan *datagram
	established chan struct{} // gets one element per COOKIE ACK, if somebody waits
	poke        chan struct{} // a window update is wanted

	heard atomic.Int64 // when the last valid packet came, in ns since 1970

	// Of the last SACK that was sent.
	acked    atomic.Uint32 // cumulative TSN
	window   atomic.Uint32 // a_rwnd
	consumed atomic.Uint32 // octets that were received since
	full     atomic.Bool   // pion holds more than any window has allowed
	mean     atomic.Uint32 // octets of a DATA chunk that comes, about

	opened map[uint16]bool // streams that pion has; Read's own

	once   sync.Once
	closed chan struct{}
}

// datagram is a packet in borrowed memory.
type datagram struct {
	packet []byte
	memory [2048]byte
}

var datagrams = sync.Pool{New: func() any { return new(datagram) }}

func newWire(s *socket, p pair, ours, theirs initiation, owner *association) *wire {
	w := &wire{socket: s, pair: p, tag: ours.tag, peerTag: theirs.tag, streams: min(theirs.out, ours.in), owner: owner,
		inbound: make(chan *datagram, inboundPackets), established: make(chan struct{}, 1), poke: make(chan struct{}, 1),
		opened: map[uint16]bool{}, closed: make(chan struct{})}
	w.window.Store(uint32(owner.config.Buffer))
	w.mean.Store(chunkCost)
	w.acked.Store(theirs.firstTSN - 1)
	w.heard.Store(time.Now().UnixNano())
	return w
}

// deliver implements receiver: packets whose tag is wrong cost nothing more (RFC 9260
// clause 8.5).
func (w *wire) deliver(packet []byte) {
	if len(packet) > longestPacket || !w.tagIsRight(packet) {
		return
	}
	d := datagrams.Get().(*datagram)
	d.packet = append(d.memory[:0], packet...)
	select {
	case w.inbound <- d:
	default:
		datagrams.Put(d)
	}
}

func (w *wire) tagIsRight(packet []byte) bool {
	tag, kind, flags := binary.BigEndian.Uint32(packet[4:]), packet[headerLength], packet[headerLength+1]
	if (kind == typeAbort || kind == typeShutdownComplete) && flags&flagReflected != 0 {
		return tag == w.peerTag
	}
	return tag == w.tag
}

// Read gives pion the next packet. pion calls it when it has done everything about
// the packet before.
func (w *wire) Read(to []byte) (int, error) {
	w.owner.progress()
	for {
		select {
		case <-w.closed:
			return 0, io.EOF
		default:
		}
		select {
		case d := <-w.inbound:
			n := 0
			if sumIsRight(d.packet) {
				n = w.translate(to, d.packet)
			}
			datagrams.Put(d)
			if n > 0 {
				return n, nil
			}
		case <-w.poke:
			return w.windowProbe(to), nil
		case <-w.closed:
			return 0, io.EOF
		}
	}
}

// translate writes what pion is to know of a packet. It returns 0 if that is nothing.
func (w *wire) translate(to, packet []byte) int {
	w.heard.Store(time.Now().UnixNano())
	out := header(to[:0], pionPort, pionPort, w.tag)
	for c, rest := nextChunk(packet[headerLength:]); c != nil; c, rest = nextChunk(rest) {
		if w.passes(c) {
			out = chunk(out, c[0], c[1], c[chunkHeaderLength:])
		}
	}
	if len(out) == headerLength || len(out) > len(to) {
		return 0
	}
	sum(out)
	return len(out)
}

// passes looks at a chunk, changes it where pion needs that, and reports whether pion
// is to see it.
func (w *wire) passes(c []byte) bool {
	switch c[0] {
	case typeData:
		return w.passesData(c)
	case typeAbort:
		w.owner.end(assoc.ErrAborted)
	case typeShutdown, typeShutdownAck:
		w.owner.end(assoc.ErrShutdown)
	case typeCookieAck:
		select {
		case w.established <- struct{}{}:
		default:
		}
		return false
	case typeSack, typeHeartbeat, typeHeartbeatAck, typeError, typeShutdownComplete:
	default: // the handshake is not pion's, and extensions are nobody's
		return false
	}
	return true
}

// passesData sees to it that pion has the stream. What comes in spite of the window is
// dropped, and not acknowledged.
func (w *wire) passesData(c []byte) bool {
	if len(c) <= dataHeaderLength || w.full.Load() {
		return false
	}
	w.mean.Store(average(w.mean.Load(), len(c)-dataHeaderLength))
	stream := binary.BigEndian.Uint16(c[8:])
	switch {
	case stream >= w.streams:
		stream = noStream
		c[1] |= flagUnordered
	case c[1]&flagUnordered != 0:
		stream |= markUnordered
	}
	binary.BigEndian.PutUint16(c[8:], stream)
	if !w.opened[stream] {
		w.opened[stream] = w.owner.open(stream)
	}
	return w.opened[stream]
}

// windowProbe makes pion say how much room there is again: of itself it does not,
// and the peer would wait for its retransmission timer. DATA that has come already
// asks for a SACK at once (RFC 9260 clause 6.2, RFC 7053).
func (w *wire) windowProbe(to []byte) int {
	out := header(to[:0], pionPort, pionPort, w.tag)
	body := binary.BigEndian.AppendUint32(nil, w.acked.Load())
	body = append(body, noStream>>8, noStream&0xff, 0, 0, 0, 0, 0, 0, 0)
	out = chunk(out, typeData, flagsWhole|flagUnordered|flagImmediate, body)
	sum(out)
	return len(out)
}

// Write sends a packet of pion's, in its own memory.
func (w *wire) Write(packet []byte) (int, error) {
	select {
	case <-w.closed:
		return 0, net.ErrClosed
	default:
	}
	if len(packet) < headerLength {
		return len(packet), nil
	}
	binary.BigEndian.PutUint16(packet, w.local)
	binary.BigEndian.PutUint16(packet[2:], w.port)
	for c, rest := nextChunk(packet[headerLength:]); c != nil; c, rest = nextChunk(rest) {
		if c[0] == typeSack && len(c) >= sackLength {
			w.announce(c)
		}
	}
	// What the system cannot send now is lost like any other packet.
	w.socket.send(packet, w.udp)
	return len(packet), nil
}

// announce corrects the window in a SACK: pion counts octets of messages, and memory
// is spent on each of them, too.
func (w *wire) announce(sack []byte) {
	buffer := uint64(w.owner.config.Buffer)
	held := cost(buffer-min(buffer, uint64(binary.BigEndian.Uint32(sack[8:]))), w.mean.Load())
	window := uint32(buffer - min(buffer, held))
	binary.BigEndian.PutUint32(sack[8:], min(window, mostWindow))
	w.acked.Store(binary.BigEndian.Uint32(sack[4:]))
	w.window.Store(window)
	w.consumed.Store(0)
	w.full.Store(held > 2*buffer)
}

// chunkCost is what pion spends on a DATA chunk beside its octets, about.
const chunkCost = 256

// cost returns the memory that octets need in DATA chunks of a length.
func cost(octets uint64, mean uint32) uint64 {
	return octets + octets*chunkCost/uint64(max(mean, 1))
}

// average moves a mean towards the next value.
func average(mean uint32, next int) uint32 {
	return uint32((uint64(mean)*15 + min(uint64(next), 1<<16)) / 16)
}

func (w *wire) acknowledgeCookie() {
	w.socket.send(chunk(header(nil, w.local, w.port, w.peerTag), typeCookieAck, 0, nil), w.udp)
}

// abort tells the peer that there is no association any more.
func (w *wire) abort() {
	const userInitiated = 12 // RFC 9260 clause 3.3.10.12
	cause := []byte{0, userInitiated, 0, 4}
	w.socket.send(chunk(header(nil, w.local, w.port, w.peerTag), typeAbort, 0, cause), w.udp)
}

// Close implements net.Conn.
func (w *wire) Close() error {
	w.once.Do(func() {
		close(w.closed)
		w.socket.remove(w.pair, w)
	})
	return nil
}

func (w *wire) LocalAddr() net.Addr  { return w.socket.conn.LocalAddr() }
func (w *wire) RemoteAddr() net.Addr { return net.UDPAddrFromAddrPort(w.udp) }

// Deadlines are not used by what this package asks of pion.
func (w *wire) SetDeadline(time.Time) error      { return nil }
func (w *wire) SetReadDeadline(time.Time) error  { return nil }
func (w *wire) SetWriteDeadline(time.Time) error { return nil }
