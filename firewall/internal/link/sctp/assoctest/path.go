package assoctest

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Path stands between two ends of SCTP over UDP, and drops and reorders datagrams in
// both directions.
type Path struct {
	front, back *net.UDPConn
	drop, late  float64 // shares of all datagrams

	mu     sync.Mutex
	client netip.AddrPort
	seen   Seen
}

// Seen is what has come along a Path.
type Seen struct {
	Dropped, Late int // datagrams
	Bundled       int // datagrams with several DATA chunks
	Fragments     int // DATA chunks that are a part of a message
}

// NewPath makes a path of two sockets: front is where the one client sends to, and
// back is connected to the server. Both are the path's from now on, until Close.
func NewPath(front, back *net.UDPConn, drop, late float64, seed uint64) *Path {
	p := &Path{front: front, back: back, drop: drop, late: late}
	for _, c := range []*net.UDPConn{front, back} {
		_ = c.SetReadBuffer(4 << 20) // a small one would lose more
		_ = c.SetWriteBuffer(4 << 20)
	}
	go p.forward(front, rand.New(rand.NewPCG(seed, 1)), func(b []byte) { _, _ = back.Write(b) })
	go p.forward(back, rand.New(rand.NewPCG(seed, 2)), func(b []byte) {
		p.mu.Lock()
		to := p.client
		p.mu.Unlock()
		_, _ = front.WriteToUDPAddrPort(b, to)
	})
	return p
}

// Close ends the path.
func (p *Path) Close() {
	_, _ = p.front.Close(), p.back.Close()
}

// Seen returns what has come along so far.
func (p *Path) Seen() Seen {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen
}

// forward passes datagrams on. A late one comes behind the three that follow it, or
// after 5 ms.
func (p *Path) forward(from *net.UDPConn, r *rand.Rand, send func([]byte)) {
	var late []byte
	behind := 0
	buffer := make([]byte, 65536)
	for {
		var until time.Time
		if late != nil {
			until = time.Now().Add(5 * time.Millisecond)
		}
		_ = from.SetReadDeadline(until)
		n, client, err := from.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			p.note(from, client, buffer[:n])
		}
		switch roll := r.Float64(); {
		case err != nil:
			behind = 0
		case roll < p.drop:
			p.count(&p.seen.Dropped)
		case roll < p.drop+p.late && late == nil:
			p.count(&p.seen.Late)
			late, behind = append([]byte(nil), buffer[:n]...), 3
		default:
			send(buffer[:n])
			behind--
		}
		if late != nil && behind <= 0 {
			send(late)
			late = nil
		}
	}
}

// note remembers who the client is, and counts what a datagram holds.
func (p *Path) note(from *net.UDPConn, client netip.AddrPort, packet []byte) {
	data, parts := 0, 0
	for at := 12; at+4 <= len(packet); { // behind the common header (RFC 9260 clause 3.1)
		if packet[at] == 0 {
			data++
			if packet[at+1]&3 != 3 { // B and E (clause 3.3.1)
				parts++
			}
		}
		at += max(4, (int(binary.BigEndian.Uint16(packet[at+2:]))+3)&^3)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if from == p.front {
		p.client = client
	}
	p.seen.Fragments += parts
	if data > 1 {
		p.seen.Bundled++
	}
}

func (p *Path) count(n *int) {
	p.mu.Lock()
	*n++
	p.mu.Unlock()
}
