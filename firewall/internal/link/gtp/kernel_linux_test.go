package gtp

import (
	"testing"

	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// The lane's path allocates nothing once a peer has its flow.
func TestReadAndApplyDoNotAllocate(t *testing.T) {
	gateway, peer := newNode(t, loop4), newNode(t, loop4)
	r := openTest(t, must(newKernel()), Config{Hops: []Hop{{anyPort(loop4), gateway.at, op.SideOutside}}})
	frames, rulings, batch := make([]op.Frame, batchSize), make([]op.Ruling, batchSize), whole(batchSize)
	text := []byte("request")
	at := r.Listening()[0]
	peer.send(at, "request")
	turn(t, r, 1, pass)
	if n := testing.AllocsPerRun(200, func() {
		_, _ = peer.conn.WriteToUDPAddrPort(text, at)
		n, err := r.Read(frames)
		if n == 0 || err != nil {
			t.Fatal(n, err)
		}
		_ = r.Apply(batch, rulings[:n])
	}); n != 0 {
		t.Errorf("%.1f allocations a turn", n)
	}
}

// A flood on one listener leaves a share of each batch to the others.
func TestFloodLeavesRoom(t *testing.T) {
	gateway, loud, quiet := newNode(t, loop4), newNode(t, loop4), newNode(t, loop4)
	r := openTest(t, must(newKernel()), Config{Hops: []Hop{
		{anyPort(loop4), gateway.at, op.SideOutside}, {anyPort(loop4), gateway.at, op.SideOutside},
	}})
	for range 3 * batchSize {
		loud.send(r.Listening()[0], "flood")
	}
	quiet.send(r.Listening()[1], "signal")
	frames := make([]op.Frame, batchSize)
	for range 2 { // the kernel may list the quiet one last, but not twice
		n, err := r.Read(frames)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range frames[:n] {
			if string(f.Data) == "signal" {
				return
			}
		}
	}
	t.Error("the quiet peer was not heard in two batches")
}

// What a full receive buffer drops is counted, since nobody else can tell.
func TestOverflowIsCounted(t *testing.T) {
	gateway, peer := newNode(t, loop4), newNode(t, loop4)
	r := openTest(t, must(newKernel()), Config{Hops: []Hop{{anyPort(loop4), gateway.at, op.SideOutside}}})
	if err := unix.SetsockoptInt(r.hops[0].port.fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 4096); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		peer.send(r.Listening()[0], "much")
	}
	turn(t, r, 1, pass)
	if s := r.Stats(); s.Overflow == 0 || s.Overflow > 100 {
		t.Errorf("overflow %d of 100", s.Overflow)
	}
}

// A datagram that the kernel refuses does not stop those behind it.
func TestRefusedDatagramIsSkipped(t *testing.T) {
	k := must(newKernel())
	defer k.release()
	gateway := newNode(t, loop4)
	p, err := k.open(anyPort(loop4), gateway.at)
	if err != nil {
		t.Fatal(err)
	}
	out := []departure{
		{via: p, data: []byte("first")}, {via: p, data: make([]byte, datagramSize)}, {via: p, data: []byte("last")},
	}
	if sent := k.send(out); sent != 2 {
		t.Errorf("%d sent", sent)
	}
	if l := k.losses(); l.failed != 1 {
		t.Errorf("losses %+v", l)
	}
	gateway.expect("first")
	gateway.expect("last")
}

func must(k *kernel, err error) *kernel {
	if err != nil {
		panic(err)
	}
	return k
}
