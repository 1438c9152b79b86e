package encap

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"net"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// rawPeer speaks SCTP octet by octet.
type rawPeer struct {
	t          *testing.T
	conn       *net.UDPConn
	from, to   uint16 // SCTP ports
	tag, their uint32
	tsn        uint32
}

// newRawPeer opens a socket at an address of this host, towards a listener.
func newRawPeer(t *testing.T, address string, udp int, from, to uint16) *rawPeer {
	t.Helper()
	conn, err := net.DialUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(address), 0)),
		net.UDPAddrFromAddrPort(netip.AddrPortFrom(localhost, uint16(udp))))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &rawPeer{t: t, conn: conn, from: from, to: to, tag: 0x01020304, tsn: 1000}
}

// send sends chunks, which chunk has made, with a tag.
func (r *rawPeer) send(tag uint32, chunks ...[]byte) {
	packet := append(header(nil, r.from, r.to, tag), bytes.Join(chunks, nil)...)
	sum(packet)
	r.conn.Write(packet)
}

// receive returns the first chunk of the next packet; nil if there is none for a
// while.
func (r *rawPeer) receive(patience time.Duration) []byte {
	buffer := make([]byte, 65536)
	r.conn.SetReadDeadline(time.Now().Add(patience))
	n, err := r.conn.Read(buffer)
	if err != nil {
		return nil
	}
	if !sumIsRight(buffer[:n]) {
		r.t.Error("a packet whose checksum is wrong")
	}
	c, _ := nextChunk(buffer[headerLength:n])
	return c
}

// await returns the next chunk of a type that comes first in a packet.
func (r *rawPeer) await(kind byte) []byte {
	r.t.Helper()
	for range 20 {
		if c := r.receive(5 * time.Second); c == nil || c[0] == kind {
			if c == nil {
				r.t.Fatalf("no chunk of type %d comes", kind)
			}
			return c
		}
	}
	r.t.Fatalf("no chunk of type %d among 20 others", kind)
	return nil
}

func (r *rawPeer) init(out, in uint16) []byte {
	return (&initiation{tag: r.tag, window: 100000, out: out, in: in, firstTSN: r.tsn}).chunk()
}

// connect shakes hands.
func (r *rawPeer) connect(out, in uint16) (said initiation) {
	r.t.Helper()
	r.send(0, r.init(out, in))
	c := r.await(typeInitAck)
	said, ok := readInitiation(c[chunkHeaderLength:])
	if !ok {
		r.t.Fatalf("the INIT ACK is %x", c)
	}
	r.their = said.tag
	r.send(r.their, chunk(nil, typeCookieEcho, 0, cookieOf(c[initLength:])))
	r.await(typeCookieAck)
	return said
}

// data returns the next DATA chunk, a whole message.
func (r *rawPeer) data(stream, number uint16, text string) []byte {
	body := binary.BigEndian.AppendUint32(nil, r.tsn)
	r.tsn++
	body = binary.BigEndian.AppendUint16(body, stream)
	body = binary.BigEndian.AppendUint16(body, number)
	body = binary.BigEndian.AppendUint32(body, 3)
	return chunk(nil, typeData, flagsWhole, append(body, text...))
}

// listenAt returns a listener with its UDP port and its configuration.
func listenAt(t *testing.T, c assoc.Config) (*listener, int) {
	t.Helper()
	port := freePort(t)
	l, err := (&Backend{Port: port}).Listen(assoc.Endpoint{Addresses: loopback}, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.(*listener), port
}

// receiveText returns the next message, alone in its batch.
func receiveText(t *testing.T, a assoc.Association, pool *assoc.Pool) string {
	t.Helper()
	limit := time.AfterFunc(10*time.Second, a.Abort)
	defer limit.Stop()
	b, err := a.Receive()
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Give(b)
	if len(b.Messages) != 1 {
		t.Fatalf("%d messages", len(b.Messages))
	}
	return string(b.Messages[0].Data)
}

// TestFloodOfInits: ten thousand strangers who begin an association and never go on
// are nothing but work, and somebody else gets through.
func TestFloodOfInits(t *testing.T) {
	pool := assoc.NewPool(4, 65536)
	l, port := listenAt(t, assoc.Config{Pool: pool})
	goroutines, before := runtime.NumGoroutine(), heapNow()
	answers := 0
	for i := range 10 {
		r := newRawPeer(t, "127.0.1."+string(rune('1'+i%9)), port, 0, l.at.Port)
		for n := range 1000 {
			r.from = uint16(1 + n)
			r.send(0, r.init(10, 10))
			if n%100 == 99 && r.receive(time.Second) != nil {
				answers++
			}
		}
		r.conn.Close()
	}
	if now := runtime.NumGoroutine(); now > goroutines {
		t.Errorf("%d goroutines, %d before", now, goroutines)
	}
	if grown := int64(heapNow()) - int64(before); grown > 1<<20 {
		t.Errorf("%d octets of memory are kept", grown)
	}
	if associations(l) != 0 || answers < 50 {
		t.Errorf("%d associations, %d of 100 samples answered", associations(l), answers)
	}
	r := newRawPeer(t, "127.0.0.1", port, 4711, l.at.Port)
	r.connect(10, 10)
}

func associations(l *listener) int {
	l.socket.mu.RLock()
	defer l.socket.mu.RUnlock()
	return len(l.socket.receivers)
}

func heapNow() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // pools are emptied in two steps
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestStrangers: packets that begin nothing get no answer and make nothing.
func TestStrangers(t *testing.T) {
	l, port := listenAt(t, assoc.Config{Pool: assoc.NewPool(1, 1000)})
	r := newRawPeer(t, "127.0.0.1", port, 4711, l.at.Port)
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		r.conn.Write(b)
	}
	r.send(7, r.data(0, 0, "hello"))
	r.send(7, chunk(nil, typeAbort, 0, nil))
	r.send(7, chunk(nil, typeShutdownAck, 0, nil))
	r.send(7, r.init(10, 10))                                            // its tag is not zero
	r.send(0, r.init(10, 10), r.init(10, 10))                            // it is not alone
	r.send(0, r.init(0, 10))                                             // no streams
	r.send(7, chunk(nil, typeCookieEcho, 0, nil))                        // no cookie
	r.send(7, chunk(nil, typeCookieEcho, 0, make([]byte, cookieLength))) // a forged one
	broken := append(header(nil, r.from, r.to, 0), r.init(10, 10)...)
	r.conn.Write(broken) // without a checksum
	if c := r.receive(200 * time.Millisecond); c != nil {
		t.Errorf("the answer is %x", c)
	}
	if n := associations(l); n != 0 {
		t.Errorf("%d associations", n)
	}
}

// TestCookies: a cookie is of one peer and one listener, and old after a while.
func TestCookies(t *testing.T) {
	b, now := newBaker(), time.Unix(1000, 0)
	p := peer{netip.MustParseAddrPort("192.0.2.1:9899"), 2905}
	ours, theirs := initiation{1, 2000, 3, 4, 5}, initiation{6, 7000, 8, 9, 10}
	cookie := b.bake(p, 3868, ours, theirs, now)
	if o, th, ok := b.open(cookie, p, 3868, now.Add(time.Second)); !ok || o != ours || th != theirs {
		t.Errorf("it says %v, %v, %t", o, th, ok)
	}
	other := p
	other.port++
	elsewhere := p
	elsewhere.udp = netip.MustParseAddrPort("192.0.2.2:9899")
	changed := bytes.Clone(cookie)
	changed[10] ^= 1
	for what, opened := range map[string]bool{
		"another port":         second(b.open(cookie, other, 3868, now)),
		"another address":      second(b.open(cookie, elsewhere, 3868, now)),
		"another listener":     second(b.open(cookie, p, 3869, now)),
		"another secret":       second(newBaker().open(cookie, p, 3868, now)),
		"a cookie of tomorrow": second(b.open(cookie, p, 3868, now.Add(-time.Second))),
		"an old cookie":        second(b.open(cookie, p, 3868, now.Add(2*cookieLife))),
		"a changed cookie":     second(b.open(changed, p, 3868, now)),
		"a short cookie":       second(b.open(cookie[:20], p, 3868, now)),
	} {
		if opened {
			t.Errorf("%s is taken", what)
		}
	}
}

func second(_, _ initiation, ok bool) bool { return ok }

// TestStreamsAreAgreed: each side gets the smaller number.
func TestStreamsAreAgreed(t *testing.T) {
	l, port := listenAt(t, assoc.Config{Pool: assoc.NewPool(1, 1000), Streams: 20})
	r := newRawPeer(t, "127.0.0.1", port, 4711, l.at.Port)
	if said := r.connect(3, 5); said.out != 5 || said.in != 20 {
		t.Errorf("the INIT ACK says %d out, %d in", said.out, said.in)
	}
	a, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer a.Abort()
	if in, out := a.Streams(); in != 3 || out != 5 {
		t.Errorf("%d in, %d out", in, out)
	}
}

// TestOnlyWhatWasAgreed: extensions that nobody has offered, streams that do not exist,
// wrong tags and wrong checksums change nothing about the messages around them.
func TestOnlyWhatWasAgreed(t *testing.T) {
	const (
		reconfig   = 130
		forwardTSN = 192
		iData      = 64
		unknown    = 0x7f
	)
	pool := assoc.NewPool(4, 1000)
	l, port := listenAt(t, assoc.Config{Pool: pool})
	r := newRawPeer(t, "127.0.0.1", port, 4711, l.at.Port)
	r.connect(4, 4)
	a, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer a.Abort()
	reset := []byte{0, 13, 0, 18, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	for i, hostile := range [][]byte{
		chunk(nil, reconfig, 0, reset),
		chunk(nil, forwardTSN, 0, []byte{0, 1, 0, 0}),
		chunk(nil, iData, 3, make([]byte, 20)),
		chunk(nil, unknown, 0, []byte("what is this?")),
		r.data(4, 0, "the first stream that does not exist"),
		r.data(65535, 0, "the last one"),
	} {
		text := string(rune('a' + i))
		r.send(r.their, hostile, r.data(1, uint16(i), text))
		if got := receiveText(t, a, pool); got != text {
			t.Errorf("behind hostile chunk %d: %q", i, got)
		}
	}
	for c := r.await(typeSack); binary.BigEndian.Uint32(c[4:]) != r.tsn-1; { // everything is acknowledged
		c = r.await(typeSack)
	}
	r.send(r.their+1, chunk(nil, typeAbort, 0, nil))           // somebody who does not know the tag
	r.send(r.their, chunk(nil, typeAbort, flagReflected, nil)) // it is not the reflected one
	r.send(r.tag+1, chunk(nil, typeAbort, flagReflected, nil)) // neither is this
	r.send(r.their+1, r.data(1, 6, "nor who sends this"))      // and this is not delivered
	spoiled := append(header(nil, r.from, r.to, r.their), r.data(1, 6, "spoiled on the way")...)
	r.conn.Write(spoiled)
	r.send(r.their, chunk(nil, typeCookieEcho, 0, make([]byte, cookieLength)), r.data(1, 6, "behind a forged cookie"))
	r.tsn -= 3
	r.send(r.their, r.data(1, 6, "the right one"))
	if got := receiveText(t, a, pool); got != "the right one" {
		t.Errorf("%q", got)
	}
	r.send(r.tag, chunk(nil, typeAbort, flagReflected, nil)) // a peer that has forgotten the association
	if _, err := a.Receive(); !errors.Is(err, assoc.ErrAborted) {
		t.Error(err)
	}
}

// TestRestart: a peer that has forgotten everything gets a new association, and the
// old one is lost.
func TestRestart(t *testing.T) {
	l, port := listenAt(t, assoc.Config{Pool: assoc.NewPool(4, 1000)})
	r := newRawPeer(t, "127.0.0.1", port, 4711, l.at.Port)
	r.connect(4, 4)
	old, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	r.tag++
	r.connect(4, 4)
	fresh, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer fresh.Abort()
	if _, err := old.Receive(); !errors.Is(err, assoc.ErrLost) {
		t.Errorf("the old association: %v", err)
	}
	old.Close()
	r.send(r.their, r.data(0, 0, "again"))
	if got := receiveText(t, fresh, fresh.(*association).config.Pool); got != "again" {
		t.Errorf("%q", got)
	}
}

// TestLost: a peer that does not answer heartbeats any more is given up.
func TestLost(t *testing.T) {
	pool := assoc.NewPool(4, 1000)
	c := assoc.Config{Pool: pool, Paths: assoc.Paths{Heartbeat: 50 * time.Millisecond, AssociationMaxRetrans: 3}}
	l, port := listenAt(t, c)
	r := newRawPeer(t, "127.0.0.1", port, 4711, l.at.Port)
	r.connect(4, 4)
	a, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	beat := r.await(typeHeartbeat)
	r.send(r.their, chunk(nil, typeHeartbeatAck, 0, beat[chunkHeaderLength:]))
	began := time.Now()
	_, err = a.Receive()
	if took := time.Since(began); !errors.Is(err, assoc.ErrLost) || took < 150*time.Millisecond || took > 5*time.Second {
		t.Errorf("%v after %v", err, took)
	}
	if _, err := a.Send(nil); !errors.Is(err, assoc.ErrLost) {
		t.Errorf("Send: %v", err)
	}
	a.Close()
}

// TestOneSocket: two ends that listen and dial at one UDP port each, both ways at the
// same time, as the two sides of a proxy do.
func TestOneSocket(t *testing.T) {
	one, two := freePort(t), freePort(t)
	left, right := &Backend{Port: one, RemotePort: two}, &Backend{Port: two, RemotePort: one}
	pool := assoc.NewPool(4, 1000)
	c := assoc.Config{Pool: pool}
	for i, way := range [][2]*Backend{{left, right}, {right, left}} {
		near, far := connect(t, way[0], way[1], c)
		if n, err := near.Send([]assoc.Message{{Data: []byte{byte('0' + i)}, Stream: 5}}); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		if got := receiveText(t, far, pool); got != string(rune('0'+i)) {
			t.Errorf("%q", got)
		}
	}
	if len(left.sockets) != 1 || len(right.sockets) != 1 {
		t.Errorf("%d and %d sockets", len(left.sockets), len(right.sockets))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := left.Dial(ctx, assoc.Endpoint{Addresses: loopback}, assoc.Endpoint{Addresses: loopback, Port: 9}, c); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestWindowIgnored: a peer that sends on although nobody reads, in the smallest
// pieces, fills no memory; and what was acknowledged is there.
func TestWindowIgnored(t *testing.T) {
	const buffer = 256 << 10
	pool := assoc.NewPool(4, 1000)
	l, port := listenAt(t, assoc.Config{Pool: pool, Buffer: buffer})
	r := newRawPeer(t, "127.0.0.1", port, 4711, l.at.Port)
	r.connect(1, 1)
	a, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer a.Abort()
	before := heapNow()
	acknowledged := uint32(0)
	for n := uint16(0); n < 50000; {
		var chunks [][]byte
		for range 50 {
			chunks = append(chunks, r.data(0, n, "x"))
			n++
		}
		r.send(r.their, chunks...)
		for c := r.receive(time.Millisecond); c != nil; c = r.receive(time.Microsecond) {
			if c[0] == typeSack {
				acknowledged = binary.BigEndian.Uint32(c[4:]) - 999
			}
		}
	}
	if grown := int64(heapNow()) - int64(before); grown > 16*buffer {
		t.Errorf("%d messages of one octet hold %d octets", acknowledged, grown)
	}
	if acknowledged < 100 || acknowledged > buffer/20 {
		t.Errorf("%d messages are acknowledged", acknowledged)
	}
	limit := time.AfterFunc(20*time.Second, a.Abort)
	defer limit.Stop()
	for got := uint32(0); got < acknowledged; {
		b, err := a.Receive()
		if err != nil {
			t.Fatalf("after %d of %d: %v", got, acknowledged, err)
		}
		got += uint32(len(b.Messages))
		pool.Give(b)
	}
}
