package tap

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/linktest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// patience bounds every wait of these tests.
const patience = 20 * time.Second

// read reads until want frames came, or the link ends.
func read(t testing.TB, l *Link, want int) (got []op.Frame) {
	t.Helper()
	watchdog := time.AfterFunc(patience, func() { _ = l.Close() })
	defer watchdog.Stop()
	frames := make([]op.Frame, batchSize)
	for len(got) < want {
		n, err := l.Read(frames)
		if errors.Is(err, io.EOF) {
			return got
		}
		if err != nil {
			t.Fatalf("after %d of %d frames: %v", len(got), want, err)
		}
		for _, f := range frames[:n] {
			f.Data = bytes.Clone(f.Data)
			got = append(got, f)
		}
	}
	return got
}

func (l *Link) value(name string) uint64 {
	for _, c := range l.Counters() {
		if c.Name == name {
			return c.Value
		}
	}
	panic("no counter " + name)
}

func TestIsALink(t *testing.T) {
	linktest.Run(t, func(t *testing.T) linktest.Subject {
		lab := newLab(t)
		tap, far := lab.open("span"), lab.station("far")
		var frames []op.Frame
		for i := range 100 {
			data := [][]byte{echo4(), echo6(), echo4(0x8100, 42), ether(typeARP, make([]byte, 46))}[i%4]
			data = append(bytes.Clone(data), byte(i)) // trailing octets, as in padded frames
			far.send(data)
			frames = append(frames, op.Frame{Data: data, Encap: op.EncapEthernet})
		}
		return linktest.Subject{Link: tap, Frames: frames, Live: true}
	})
}

// What is on the wire is what is read: tags of both kinds, one behind the other
// and of priority only, although the kernel takes the outer one off.
func TestVLANTags(t *testing.T) {
	lab := newLab(t)
	tap, far := lab.open("span"), lab.station("far")
	sent := [][]byte{
		echo4(0x8100, 42), echo6(0x88A8, 100, 0x8100, 0x2FFF), echo4(0x8100, 0xE000), echo6(0x8100, 1, 0x8100, 2, 0x8100, 3),
	}
	far.send(sent...)
	got := read(t, tap, len(sent))
	for i := range sent {
		if !bytes.Equal(got[i].Data, sent[i]) {
			t.Errorf("frame %d is\n%x, not\n%x", i+1, got[i].Data, sent[i])
		}
	}
	if messages := decode(got); len(messages) != len(sent) {
		t.Errorf("%d messages", len(messages))
	}
}

// decode returns the messages in frames.
func decode(frames []op.Frame) []op.Message {
	var b op.Batch
	d := wire.New(wire.Config{})
	for i := range frames {
		d.Decode(&b, i, &frames[i])
	}
	return b.Messages
}

// Fragments of both families come as they are and make one message each; what
// is no IP makes none.
func TestMessages(t *testing.T) {
	lab := newLab(t)
	tap, far := lab.open("span"), lab.station("far")
	whole := udp(append(bytes.Clone(echoRequest), make([]byte, 51)...))
	far.send(
		ether(typeIPv4, packet4(whole[:24], 0, true)), ether(typeARP, make([]byte, 46)),
		ether(typeIPv6, packet6(whole[:32], 0, true)), ether(0x88CC, make([]byte, 60)), // LLDP
		ether(typeIPv4, packet4(whole[24:], 24, false)), ether(typeIPv6, packet6(whole[32:], 32, false)),
	)
	messages := decode(read(t, tap, 6))
	if len(messages) != 2 || !bytes.Equal(messages[0].Payload, whole[8:]) || !bytes.Equal(messages[1].Payload, whole[8:]) {
		t.Fatalf("%+v", messages)
	}
	if messages[0].Src.NetIP() != partner4 || messages[1].Src.NetIP() != partner6 {
		t.Errorf("from %s and %s", messages[0].Src, messages[1].Src)
	}
}

// The largest IP packet comes whole, and what is cut says so.
func TestSizes(t *testing.T) {
	lab := newLab(t)
	tap, short, far := lab.open("span"), lab.openSized("span", 64), lab.station("far")
	large := ether(typeIPv4, packet4(udp(make([]byte, 65535-28)), 0, false))
	far.send(large, echo4())
	got := read(t, tap, 2)
	if !bytes.Equal(got[0].Data, large) || got[0].Truncated {
		t.Errorf("%d of %d octets, truncated %v", len(got[0].Data), len(large), got[0].Truncated)
	}
	got = read(t, short, 2)
	if len(got[0].Data) != 64 || !got[0].Truncated || got[1].Truncated || short.value("truncated") != 1 {
		t.Errorf("%d octets, truncated %v, then %v, %v", len(got[0].Data), got[0].Truncated, got[1].Truncated, short.Counters())
	}
}

// Times are the kernel's, of arrival and not of reading.
func TestTimes(t *testing.T) {
	lab := newLab(t)
	tap, far := lab.open("span"), lab.station("far")
	stamp := func() (took, at int64) { // after the frame was about to be sent
		before := time.Now().UnixNano()
		far.send(echo4())
		took = time.Now().UnixNano() - before
		time.Sleep(20 * time.Millisecond)
		return took, read(t, tap, 1)[0].TimeNS - before
	}
	// The kernel begins to stamp what arrives a moment after somebody asks for it
	// (net_enable_timestamp leaves that to a work queue); until then it stamps what
	// is read.
	for range 100 {
		if took, at := stamp(); at >= 0 && at <= took {
			break
		}
	}
	for range 3 {
		if took, at := stamp(); at < 0 || at > took {
			t.Errorf("a frame sent between 0 and %d ns is of %d ns", took, at)
		}
	}
}

// Both directions of an interface in use are seen.
func TestBothDirections(t *testing.T) {
	lab := newLab(t)
	tap, far, near := lab.open("span"), lab.station("far"), lab.station("span")
	far.send(echo4())
	near.send(echo6())
	got := read(t, tap, 2)
	if !bytes.Equal(got[0].Data, echo4()) || !bytes.Equal(got[1].Data, echo6()) {
		t.Errorf("%x, %x", got[0].Data, got[1].Data)
	}
}

// A tap sends nothing, whatever is ruled. Linux does on its own account; with
// IPv6 off it does not either, and so the far end has to hear nothing at all.
func TestSendsNothing(t *testing.T) {
	lab := newLab(t)
	far, near := lab.station("far"), lab.station("span")
	tap := lab.open("span")
	far.send(echo4(), echo6(), ether(typeARP, make([]byte, 46)), ether(typeIPv4, packet4(udp(echoRequest)[:8], 0, true)))
	frames := make([]op.Frame, batchSize)
	for n := 0; n < 4; {
		got, err := tap.Read(frames)
		if err != nil {
			t.Fatal(err)
		}
		n += got
		for _, action := range []op.Action{op.ActPass, op.ActFlag, op.ActReject, op.ActDrop} {
			var b op.Batch
			d := wire.New(wire.Config{})
			for i := range frames[:got] {
				d.Decode(&b, i, &frames[i])
			}
			rulings := make([]op.Ruling, len(b.Messages))
			for i := range rulings {
				rulings[i] = op.Ruling{Action: action, Cause: 73}
			}
			if err := tap.Apply(&b, rulings); err != nil {
				t.Fatal(err)
			}
			for _, r := range rulings {
				if r != (op.Ruling{Action: op.ActPass}) {
					t.Errorf("%v became %v: but it has passed", action, r.Action)
				}
			}
		}
	}
	tap.Counters()
	if err := errors.Join(tap.Drain(), tap.Close()); err != nil {
		t.Fatal(err)
	}
	near.send(echo4()) // and this one is heard, so that the far end is known to listen
	deadline := time.Now().Add(patience)
	var heard [][]byte
	for len(heard) == 0 && time.Now().Before(deadline) {
		heard = far.heard()
	}
	if len(heard) != 1 || !bytes.Equal(heard[0], echo4()) {
		t.Errorf("%d frames left: %x", len(heard), heard)
	}
}

// Promiscuity lasts as long as the link.
func TestPromiscuous(t *testing.T) {
	lab := newLab(t)
	count := func() int { return lab.link("span").Attrs().Promisc }
	tap := lab.open("span")
	if count() != 1 {
		t.Error("the interface takes only what is for it")
	}
	if err := tap.Close(); err != nil || count() != 0 {
		t.Errorf("after close: %v, promiscuous %d", err, count())
	}
}

// What the receive buffer does not hold is counted: nothing is lost silently.
func TestOverloadIsCounted(t *testing.T) {
	lab := newLab(t)
	tap, far := lab.open("span"), lab.station("far")
	if err := tap.raw.Control(func(fd uintptr) { _ = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, 1) }); err != nil {
		t.Fatal(err)
	}
	const sent = 500
	for range sent {
		far.send(echo4())
	}
	if err := tap.Drain(); err != nil {
		t.Fatal(err)
	}
	got := len(read(t, tap, sent+1))
	if drops := tap.value("kernel_drops"); drops == 0 || got+int(drops) != sent || tap.value("frames") != uint64(got) {
		t.Errorf("%d read and %d dropped of %d; %v", got, drops, sent, tap.Counters())
	}
	if err := tap.Close(); err != nil || tap.value("kernel_drops") != uint64(sent-got) {
		t.Errorf("after close: %v, %v", err, tap.Counters())
	}
}

// A drained tap hands out what came before, and nothing that came later.
func TestDrain(t *testing.T) {
	lab := newLab(t)
	tap, far := lab.open("span"), lab.station("far")
	far.send(echo4(), echo6())
	for range 2 {
		if err := tap.Drain(); err != nil {
			t.Fatal(err)
		}
	}
	far.send(echo4())
	frames := make([]op.Frame, 1)
	for i := range 2 {
		if n, err := tap.Read(frames); n != 1 || err != nil {
			t.Fatalf("frame %d: %d, %v", i+1, n, err)
		}
	}
	for range 2 {
		if n, err := tap.Read(frames); n != 0 || !errors.Is(err, io.EOF) {
			t.Fatalf("at the end: %d, %v", n, err)
		}
	}
}

// Drain and Close end a Read that waits.
func TestWaitingReadEnds(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(*Link) error
		want error
	}{"drain": {(*Link).Drain, io.EOF}, "close": {(*Link).Close, os.ErrClosed}} {
		t.Run(name, func(t *testing.T) {
			tap := newLab(t).open("span")
			done := make(chan error, 1)
			go func() {
				_, err := tap.Read(make([]op.Frame, 1))
				done <- err
			}()
			time.Sleep(50 * time.Millisecond) // it may wait by now; if not, the answer is the same
			if err := c.end(tap); err != nil {
				t.Fatal(err)
			}
			select {
			case err := <-done:
				if !errors.Is(err, c.want) {
					t.Errorf("%v, not %v", err, c.want)
				}
			case <-time.After(patience):
				t.Fatal("it still waits")
			}
		})
	}
}

// An interface that goes down or away ends the link, behind what came before.
func TestInterfaceLeaves(t *testing.T) {
	for name, leave := range map[string]func(*lab) error{
		"the interface went down": func(l *lab) error { return l.conf.LinkSetDown(l.link("span")) },
		"the interface ":          func(l *lab) error { return l.conf.LinkDel(l.link("span")) }, // "went down" as long as the kernel is about it
	} {
		t.Run(name, func(t *testing.T) {
			lab := newLab(t)
			tap, far := lab.open("span"), lab.station("far")
			far.send(echo4())
			if err := leave(lab); err != nil {
				t.Fatal(err)
			}
			if got := read(t, tap, 1); len(got) != 1 {
				t.Fatal("what came before is lost")
			}
			for range 2 {
				if n, err := tap.Read(make([]op.Frame, 1)); n != 0 || err == nil || !strings.Contains(err.Error(), "tap span: "+name) {
					t.Errorf("%d, %v", n, err)
				}
			}
		})
	}
}

// An interface that cannot be tapped is refused, with the reason.
func TestRefused(t *testing.T) {
	lab := newLab(t)
	attrs := netlink.NewLinkAttrs()
	attrs.Name = "idle"
	if err := lab.conf.LinkAdd(&netlink.Veth{LinkAttrs: attrs, PeerName: "idle-peer"}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"nowhere0": "no such interface", "idle": "is down", "name-that-is-longer-than-any": "is no name of one",
	} {
		lab.inside(func() error {
			if l, err := Open(Config{Interface: name}); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, %v", name, l, err)
			}
			return nil
		})
	}
	if _, err := kindOf(unix.ARPHRD_INFINIBAND); err == nil || !strings.Contains(err.Error(), "hardware type 32") {
		t.Errorf("an InfiniBand interface: %v", err)
	}
}

// CAP_NET_RAW is needed and enough, and the error says so.
func TestCapability(t *testing.T) {
	lab := newLab(t)
	for _, c := range []struct {
		capabilities uint32
		want         string
	}{{0, "CAP_NET_RAW"}, {1 << unix.CAP_NET_RAW, ""}} {
		lab.inside(func() error {
			header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
			data := [2]unix.CapUserData{{Effective: c.capabilities, Permitted: c.capabilities}}
			if err := unix.Capset(&header, &data[0]); err != nil {
				return err
			}
			l, err := Open(Config{Interface: "span"})
			switch {
			case c.want == "" && err == nil:
				return l.Close()
			case c.want == "" || err == nil || !strings.Contains(err.Error(), c.want):
				t.Errorf("with capabilities %#x: %v", c.capabilities, err)
			}
			return nil
		})
	}
}

func TestReadDoesNotAllocate(t *testing.T) {
	lab := newLab(t)
	tap, far := lab.open("span"), lab.station("far")
	frames, rulings := make([]op.Frame, batchSize), make([]op.Ruling, batchSize)
	tagged, b := echo4(0x8100, 42), &op.Batch{}
	if n := testing.AllocsPerRun(200, func() {
		_, _ = unix.Write(far.fd, tagged)
		n, err := tap.Read(frames)
		if n == 0 || err != nil {
			t.Fatal(n, err)
		}
		_ = tap.Apply(b, rulings[:0])
	}); n != 0 {
		t.Errorf("%.1f allocations a turn", n)
	}
}
