package encap

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"
)

// peer is who an association is with: where its UDP packets come from, and its SCTP
// port.
type peer struct {
	udp  netip.AddrPort
	port uint16
}

// pair names an association on a socket.
type pair struct {
	peer
	local uint16 // SCTP port of this end
}

// receiver takes the packets of one association.
type receiver interface {
	// deliver is given a packet whose tag it has to check first. It must not wait and
	// not keep the packet.
	deliver(packet []byte)
}

// socket is a UDP socket with the associations and listeners on it.
type socket struct {
	backend *Backend
	at      netip.AddrPort
	conn    *net.UDPConn
	baker   *baker

	mu        sync.RWMutex
	users     int
	receivers map[pair]receiver
	listeners map[uint16]*listener
}

// socketBuffer is wanted of the system for each direction of a UDP socket.
const socketBuffer = 4 << 20

// openSocket opens a socket with one user.
func openSocket(b *Backend, at netip.AddrPort) (*socket, error) {
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(at))
	if err != nil {
		return nil, err
	}
	conn.SetReadBuffer(socketBuffer)
	conn.SetWriteBuffer(socketBuffer)
	port := conn.LocalAddr().(*net.UDPAddr).AddrPort().Port()
	s := &socket{backend: b, at: netip.AddrPortFrom(at.Addr(), port), conn: conn, baker: newBaker(), users: 1,
		receivers: map[pair]receiver{}, listeners: map[uint16]*listener{}}
	go s.read()
	return s, nil
}

// hold adds a user. The socket has one already.
func (s *socket) hold() {
	s.mu.Lock()
	s.users++
	s.mu.Unlock()
}

// release takes a user away, and closes the socket after the last one.
func (s *socket) release() {
	s.backend.mu.Lock()
	defer s.backend.mu.Unlock()
	s.mu.Lock()
	s.users--
	last := s.users == 0
	s.mu.Unlock()
	if last {
		delete(s.backend.sockets, s.at)
		s.conn.Close()
	}
}

// read hands every packet to whom it belongs, until the socket is closed.
func (s *socket) read() {
	buffer := make([]byte, 65536)
	for {
		n, from, err := s.conn.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // an ICMP message on some systems; or no memory
			time.Sleep(time.Millisecond)
			continue
		}
		from = netip.AddrPortFrom(from.Addr().Unmap(), from.Port())
		s.dispatch(buffer[:n], from)
	}
}

// dispatch gives a packet to its association, or to its listener if it begins one.
// Whatever else comes from strangers gets no answer.
func (s *socket) dispatch(packet []byte, from netip.AddrPort) {
	if len(packet) < headerLength+chunkHeaderLength {
		return
	}
	p := pair{peer{from, binary.BigEndian.Uint16(packet)}, binary.BigEndian.Uint16(packet[2:])}
	kind := packet[headerLength]
	begins := kind == typeInit || kind == typeCookieEcho
	s.mu.RLock()
	r, l := s.receivers[p], s.listeners[p.local]
	s.mu.RUnlock()
	switch {
	case begins && l != nil && p.port != 0:
		if sumIsRight(packet) {
			l.begin(p, packet, r)
		}
	case !begins && r != nil:
		r.deliver(packet)
	}
}

// addListener lets l have its port, any free one for 0. It uses the socket until
// removeListener.
func (s *socket) addListener(l *listener) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	port := &l.at.Port // nobody sees it before the listener is in the table
	if *port == 0 {
		*port = s.freePort(func(n uint16) bool { return s.listeners[n] == nil })
	}
	if *port == 0 || s.listeners[*port] != nil {
		return fmt.Errorf("SCTP port %d at %v is in use", *port, s.at)
	}
	s.listeners[*port] = l
	return nil
}

func (s *socket) removeListener(port uint16) {
	s.mu.Lock()
	delete(s.listeners, port)
	s.mu.Unlock()
	s.release()
}

// freePort returns a dynamic port for which free is true; 0 if there is none.
func (s *socket) freePort(free func(uint16) bool) uint16 {
	const ports = 65536 - firstDynamicPort
	start := random()
	for i := range uint32(ports) {
		if n := uint16(firstDynamicPort + (start+i)%ports); free(n) {
			return n
		}
	}
	return 0
}

// add lets r have the packets of p, and reports whether nobody has them already. It
// uses the socket until remove.
func (s *socket) add(p pair, r receiver) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.receivers[p] != nil {
		return false
	}
	s.receivers[p] = r
	s.users++
	return true
}

// addFree is add with any free local port.
func (s *socket) addFree(p pair, r receiver) (pair, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p.local = s.freePort(func(n uint16) bool { return s.receivers[pair{p.peer, n}] == nil && s.listeners[n] == nil })
	if p.local == 0 {
		return p, false
	}
	s.receivers[p] = r
	s.users++
	return p, true
}

// settle lets w have the packets of p, in the place of the call that has them until
// now, whose use of the socket goes on. It reports whether nobody else has them.
func (s *socket) settle(p pair, w *wire) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch s.receivers[p].(type) {
	case nil:
		s.users++
	case *call:
	default:
		return false
	}
	s.receivers[p] = w
	return true
}

// remove ends what add has begun, if r has the packets of p still.
func (s *socket) remove(p pair, r receiver) {
	s.mu.Lock()
	mine := s.receivers[p] == r
	if mine {
		delete(s.receivers, p)
	}
	s.mu.Unlock()
	if mine {
		s.release()
	}
}

// send sends a packet after writing its checksum into it.
func (s *socket) send(packet []byte, to netip.AddrPort) error {
	sum(packet)
	_, err := s.conn.WriteToUDPAddrPort(packet, to)
	return err
}
