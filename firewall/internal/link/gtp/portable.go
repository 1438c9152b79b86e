package gtp

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A drain ends when nothing has arrived for drainQuiet, and at the latest after
// drainAtMost: sockets cannot be told to take nothing more.
const (
	drainQuiet  = 20 * time.Millisecond
	drainAtMost = 250 * time.Millisecond
)

// sendPatience bounds how long a full socket may hold up the lane: the standard
// library offers no write that returns at once.
const sendPatience = 2 * time.Millisecond

// portable moves datagrams with the standard library alone, for systems without
// recvmmsg: a goroutine per socket reads and queues, receive takes what is
// queued. It behaves as the kernel's mover does and costs a few times as much.
type portable struct {
	free, queue chan *parcel // every parcel is in one of them, held, or with a reader
	held        []*parcel    // handed out by the last receive
	stop        chan struct{}
	draining    chan struct{}
	drainOnce   sync.Once
	drainBy     time.Time // when receive gives up, once draining
	conns       map[*port]struct{}
	readers     sync.WaitGroup
	lost        loss
	refused     atomic.Int64 // errors that readers saw
}

// parcel is one received datagram.
type parcel struct {
	arrival
	buf [datagramSize]byte
}

func newPortable() *portable {
	const parcels = 2 * batchSize
	m := &portable{
		free: make(chan *parcel, parcels), queue: make(chan *parcel, parcels),
		stop: make(chan struct{}), draining: make(chan struct{}), conns: make(map[*port]struct{}),
	}
	for range parcels {
		m.free <- new(parcel)
	}
	return m
}

func (m *portable) open(local, remote netip.AddrPort) (*port, error) {
	p := &port{is4: local.Addr().Is4() || remote.Addr().Is4()}
	network := "udp6"
	if p.is4 {
		network = "udp4"
	}
	var err error
	if remote.IsValid() {
		p.conn, err = net.DialUDP(network, nil, net.UDPAddrFromAddrPort(remote))
	} else {
		p.conn, err = net.ListenUDP(network, net.UDPAddrFromAddrPort(local))
	}
	if err != nil {
		return nil, err
	}
	p.number = p.conn.LocalAddr().(*net.UDPAddr).AddrPort().Port()
	m.conns[p] = struct{}{}
	m.readers.Add(1)
	go m.read(p)
	return p, nil
}

// read queues what arrives at one port until the port or the mover is closed.
func (m *portable) read(p *port) {
	defer m.readers.Done()
	buf := make([]byte, datagramSize)
	for {
		n, from, err := p.conn.ReadFromUDPAddrPort(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil { // such as ICMP unreachable for something sent earlier
			m.refused.Add(1)
			time.Sleep(time.Millisecond)
			continue
		}
		select {
		case <-m.stop:
			return
		case q := <-m.free:
			copy(q.buf[:], buf[:n])
			q.arrival = arrival{at: p, from: endpointFrom(from), data: q.buf[:n]}
			m.queue <- q // has room for all there are
		}
	}
}

func (m *portable) shut(p *port) {
	delete(m.conns, p)
	_ = p.conn.Close()
}

func (m *portable) receive(in []arrival) (int, error) {
	for _, q := range m.held {
		m.free <- q
	}
	m.held = m.held[:0]
	select {
	case <-m.stop:
		return 0, errClosed
	default:
	}
	select {
	case <-m.stop:
		return 0, errClosed
	case q := <-m.queue:
		m.hold(q, in)
	case <-m.draining:
		select {
		case <-m.stop:
			return 0, errClosed
		case q := <-m.queue:
			m.hold(q, in)
		case <-m.quiet():
			return 0, io.EOF
		}
	}
	for len(m.held) < len(in) {
		select {
		case q := <-m.queue:
			m.hold(q, in)
		default:
			return len(m.held), nil
		}
	}
	return len(m.held), nil
}

// quiet ends a drain.
func (m *portable) quiet() <-chan time.Time {
	if m.drainBy.IsZero() {
		m.drainBy = time.Now().Add(drainAtMost)
	}
	return time.After(min(drainQuiet, time.Until(m.drainBy)))
}

func (m *portable) hold(q *parcel, in []arrival) {
	in[len(m.held)] = q.arrival
	m.held = append(m.held, q)
}

func (m *portable) send(out []departure) (count int) {
	for i := range out {
		d := &out[i]
		err := d.write()
		if errors.Is(err, syscall.ECONNREFUSED) { // about an earlier datagram, not this one
			m.lost.receive++
			err = d.write()
		}
		switch d.outcome = outcomeOf(err); d.outcome {
		case sent:
			count++
		case noRoom:
			m.lost.full++
		default:
			m.lost.failed++
		}
	}
	return count
}

func outcomeOf(err error) outcome {
	switch {
	case err == nil:
		return sent
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, syscall.ENOBUFS):
		return noRoom
	}
	return refused
}

func (d *departure) write() (err error) {
	if err = d.via.conn.SetWriteDeadline(time.Now().Add(sendPatience)); err != nil {
		return err
	}
	if d.to == (endpoint{}) {
		_, err = d.via.conn.Write(d.data)
	} else {
		_, err = d.via.conn.WriteToUDPAddrPort(d.data, d.to.netip())
	}
	return err
}

func (m *portable) losses() loss {
	l := m.lost
	l.receive += int(m.refused.Swap(0))
	m.lost = loss{}
	return l
}

func (m *portable) overflow() int { return 0 }

func (m *portable) wake() { close(m.stop) }

func (m *portable) drain() { m.drainOnce.Do(func() { close(m.draining) }) }

func (m *portable) release() {
	for p := range m.conns {
		_ = p.conn.Close()
	}
	m.readers.Wait()
}
