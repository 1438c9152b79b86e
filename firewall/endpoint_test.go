package firewall

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"
)

var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// freeUDP finds a port that nobody uses right now.
func freeUDP(t *testing.T) uint16 {
	t.Helper()
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: loopback.AsSlice()})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).AddrPort().Port()
}

// endpoints returns both ends of an association.
func endpoints(t *testing.T) (near, far *Association, l *SCTPListener) {
	t.Helper()
	at := SCTPAddress{Addr: loopback, Port: 2905, UDP: freeUDP(t)}
	l, err := ListenSCTP(at)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if near, err = DialSCTP(ctx, loopback, at); err != nil {
		t.Fatal(err)
	}
	if far, err = l.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _, _ = near.Close(), far.Close(), l.Close() })
	return near, far, l
}

// Messages arrive whole, in order within their streams, and what was sent before the
// end still does.
func TestEndpoints(t *testing.T) {
	near, far, _ := endpoints(t)
	if in, out := near.Streams(); in != 16 || out != 16 {
		t.Errorf("%d streams in, %d out", in, out)
	}
	const messages = 2000
	go func() {
		for i := range messages {
			data := bytes.Repeat([]byte{byte(i)}, 1+i%3000)
			if err := near.Send(UserMessage{Data: data, PPID: 3, Stream: uint16(i % 4)}); err != nil {
				t.Error(err)
			}
		}
		_ = near.Close()
	}()
	next, got := [4]int{0, 1, 2, 3}, 0
	for {
		list, err := far.Receive()
		if err != nil {
			break
		}
		for _, m := range list {
			i := next[m.Stream]
			if next[m.Stream] += 4; m.PPID != 3 || len(m.Data) != 1+i%3000 || m.Data[0] != byte(i) {
				t.Fatalf("message %d: %d octets of %d on stream %d", i, len(m.Data), m.Data[0], m.Stream)
			}
			got++
		}
	}
	if got != messages {
		t.Errorf("%d messages of %d", got, messages)
	}
}

// A message that cannot be carried is an error, and the association goes on.
func TestEndpointsRefuse(t *testing.T) {
	near, far, _ := endpoints(t)
	if err := near.Send(UserMessage{Data: []byte{1}, Stream: 99}); err == nil {
		t.Error("there is no stream 99")
	}
	longest := UserMessage{Data: make([]byte, longestUserMessage), PPID: 46}
	if err := near.Send(longest); err != nil {
		t.Fatal(err)
	}
	if list, err := far.Receive(); err != nil || len(list) != 1 || len(list[0].Data) != longestUserMessage || list[0].PPID != 46 {
		t.Errorf("%d messages, %v", len(list), err)
	}
}

func TestListenersEnd(t *testing.T) {
	_, _, l := endpoints(t)
	_ = l.Close()
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept: %v", err)
	}
	if _, err := ListenSCTP(SCTPAddress{Addr: netip.MustParseAddr("192.0.2.1"), Port: 2905}); err == nil {
		t.Error("it listens at an address of somebody else's")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := DialSCTP(ctx, loopback, SCTPAddress{Addr: loopback, Port: 2905, UDP: freeUDP(t)}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("nobody answers, and Dial says %v", err)
	}
}
