package tcp

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// raw returns a connection of octets to an association that a listener has accepted.
func raw(t *testing.T, c assoc.Config) (*net.TCPConn, assoc.Association) {
	t.Helper()
	c.Framing = &diameter
	l, err := Backend{}.Listen(assoc.Endpoint{Addresses: loopback}, c)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	conn, err := net.Dial("tcp", netip.AddrPortFrom(loopback[0], l.Addr().Port).String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	a, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Abort)
	return conn.(*net.TCPConn), a
}

// message returns a Diameter header with n octets in all.
func message(n int, fill byte) []byte {
	m := bytes.Repeat([]byte{fill}, n)
	composeDiameter(m)
	return m
}

// receive collects n messages.
func receive(t *testing.T, a assoc.Association, pool *assoc.Pool, n int) (got [][]byte) {
	t.Helper()
	limit := time.AfterFunc(10*time.Second, a.Abort)
	defer limit.Stop()
	for len(got) < n {
		b, err := a.Receive()
		if err != nil {
			t.Fatalf("after %d messages: %v", len(got), err)
		}
		for i := range b.Messages {
			got = append(got, bytes.Clone(b.Messages[i].Data))
		}
		pool.Give(b)
	}
	return got
}

// TestAnySegments: where the peer's writes end says nothing about messages.
func TestAnySegments(t *testing.T) {
	var all []byte
	var want [][]byte
	for i := range 100 {
		m := message(20+i*i%700, byte(i))
		all, want = append(all, m...), append(want, m)
	}
	for _, size := range []int{1, 3, 19, 64, 1000, len(all)} {
		pool := assoc.NewPool(1, 65536)
		conn, a := raw(t, assoc.Config{Pool: pool})
		conn.SetNoDelay(true)
		go func() {
			for rest := all; len(rest) > 0; {
				n := min(size, len(rest))
				conn.Write(rest[:n])
				rest = rest[n:]
			}
		}()
		for i, got := range receive(t, a, pool, len(want)) {
			if !bytes.Equal(got, want[i]) {
				t.Fatalf("in writes of %d octets: message %d is %x", size, i, got)
			}
		}
	}
}

// TestManySmallMessages: more messages in one read than a batch can hold.
func TestManySmallMessages(t *testing.T) {
	const messages = 3000
	pool := assoc.NewPool(1, 65536)
	conn, a := raw(t, assoc.Config{Pool: pool})
	go conn.Write(bytes.Repeat(message(20, 7), messages))
	if got := len(receive(t, a, pool, messages)); got != messages {
		t.Errorf("%d messages", got)
	}
	if a := a.(*association); a.framer.rest != nil {
		t.Error("an association that is silent holds memory")
	}
}

// TestNoMessage: what begins like no message resets the connection, behind the
// messages in front of it.
func TestNoMessage(t *testing.T) {
	for name, bad := range map[string][]byte{
		"version 2":      {2, 0, 0, 20},
		"length 0":       {1, 0, 0, 0},
		"a short length": {1, 0, 0, 19},
	} {
		pool := assoc.NewPool(1, 65536)
		conn, a := raw(t, assoc.Config{Pool: pool})
		conn.Write(append(message(40, 1), bad...))
		receive(t, a, pool, 1)
		if _, err := a.Receive(); !errors.Is(err, assoc.ErrAborted) || err == assoc.ErrAborted {
			t.Errorf("%s: %v, which does not say what came", name, err)
		}
		if _, err := a.Send(nil); !errors.Is(err, assoc.ErrAborted) {
			t.Errorf("%s: Send: %v", name, err)
		}
		conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		if _, err := conn.Read(make([]byte, 1)); err == nil || err == io.EOF || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: the peer sees %v", name, err)
		}
	}
}

// TestEndOfStream: a FIN behind a message is a shutdown, one within a message is not.
func TestEndOfStream(t *testing.T) {
	for part, want := range map[int]error{0: assoc.ErrShutdown, 2: assoc.ErrAborted, 30: assoc.ErrAborted} {
		pool := assoc.NewPool(1, 65536)
		conn, a := raw(t, assoc.Config{Pool: pool})
		conn.Write(append(message(40, 1), message(40, 2)[:part]...))
		conn.CloseWrite()
		receive(t, a, pool, 1)
		if _, err := a.Receive(); !errors.Is(err, want) {
			t.Errorf("%d octets of a message, and the end: %v, want %v", part, err, want)
		}
	}
}

// TestEndWithinCutMessage: the part that is dropped belongs to the message, too.
func TestEndWithinCutMessage(t *testing.T) {
	pool := assoc.NewPool(1, 1000)
	conn, a := raw(t, assoc.Config{Pool: pool, MaxMessage: 1000})
	conn.Write(message(100000, 1)[:5000])
	conn.CloseWrite()
	b, err := a.Receive()
	if err != nil || len(b.Messages) != 1 || !b.Messages[0].Cut || len(b.Messages[0].Data) != 1000 {
		t.Fatalf("%v, %v", b, err)
	}
	pool.Give(b)
	if _, err := a.Receive(); !errors.Is(err, assoc.ErrAborted) {
		t.Error(err)
	}
}

// TestWrongLength: a message whose header lies about its length would make the peer
// misread all that follow.
func TestWrongLength(t *testing.T) {
	_, a := raw(t, assoc.Config{Pool: assoc.NewPool(1, 1000)})
	good := assoc.Message{Data: message(30, 1)}
	for name, bad := range map[string][]byte{
		"too long":  message(30, 1)[:29],
		"too short": append(message(30, 1), 0),
		"no header": {1, 0, 0},
		"not ours":  make([]byte, 30),
	} {
		if n, err := a.Send([]assoc.Message{good, {Data: bad}, good}); n != 1 || !errors.Is(err, assoc.ErrRefused) {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
}

// TestDialsInOrder: the second address is tried when nobody is at the first one.
func TestDialsInOrder(t *testing.T) {
	c := assoc.Config{Pool: assoc.NewPool(1, 1000), Framing: &diameter}
	two := netip.MustParseAddr("127.0.0.2")
	l, err := Backend{}.Listen(assoc.Endpoint{Addresses: []netip.Addr{two}}, c)
	if err != nil {
		t.Skipf("this system has no second loopback address: %v", err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	a, err := Backend{}.Dial(ctx, assoc.Endpoint{}, assoc.Endpoint{Addresses: []netip.Addr{loopback[0], two}, Port: l.Addr().Port}, c)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Abort()
	if at := a.Remote()[0].Addr(); at != two {
		t.Errorf("connected with %v", at)
	}
	if _, err := (Backend{}).Dial(ctx, assoc.Endpoint{}, assoc.Endpoint{Port: 1}, c); err == nil {
		t.Error("connected with no address")
	}
	if _, err := (Backend{}).Dial(ctx, assoc.Endpoint{}, l.Addr(), assoc.Config{}); err == nil {
		t.Error("connected without a framing")
	}
}

// TestListensEverywhere: one listener has several addresses, with one port.
func TestListensEverywhere(t *testing.T) {
	c := assoc.Config{Pool: assoc.NewPool(1, 1000), Framing: &diameter}
	all := []netip.Addr{loopback[0], netip.MustParseAddr("127.0.0.2")}
	l, err := Backend{}.Listen(assoc.Endpoint{Addresses: all}, c)
	if err != nil {
		t.Skipf("this system has no second loopback address: %v", err)
	}
	defer l.Close()
	for _, at := range all {
		conn, err := net.Dial("tcp", netip.AddrPortFrom(at, l.Addr().Port).String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		a, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer a.Abort()
		if local := a.Local()[0].Addr(); local != at {
			t.Errorf("connected at %v, accepted at %v", at, local)
		}
	}
}
