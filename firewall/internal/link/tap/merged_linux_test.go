package tap

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"testing"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Linux leaves the segmentation of a train of datagrams to the interface, and
// so a packet socket sees one large datagram. On loopback each packet is seen
// twice besides, unless the kernel can leave one out. Neither shows.
func TestTrainOverLoopback(t *testing.T) {
	for _, at := range []string{"127.0.0.1", "::1"} {
		for _, ignores := range []int{1, 0} {
			t.Run(fmt.Sprint(at, " ignoring ", ignores), func(t *testing.T) { testTrain(t, at, ignores) })
		}
	}
}

func testTrain(t *testing.T, at string, ignores int) {
	lab := newLab(t)
	lab.ipv6("lo", true)
	lab.up("lo")
	tap := lab.open("lo")
	_ = tap.raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.SOL_PACKET, unix.PACKET_IGNORE_OUTGOING, ignores)
	})
	train := bytes.Repeat(echoRequest, 10)
	train = train[:len(train)-1]
	lab.inside(func() error { return sendTrain(at, train, len(echoRequest)) })
	var got []op.Frame
	for len(got) < 10 {
		for _, f := range read(t, tap, 1) {
			if isUDP(f.Data) { // not what IPv6 says on its own account
				got = append(got, f)
			}
		}
	}
	for i, m := range decode(got) {
		want := train[i*len(echoRequest) : min((i+1)*len(echoRequest), len(train))]
		if !bytes.Equal(m.Payload, want) || m.Faults.Any() || m.Frame != got[i].Number {
			t.Errorf("message %d: %x, %v", i+1, m.Payload, m.Faults.List())
		}
	}
	if err := tap.Drain(); err != nil {
		t.Fatal(err)
	}
	if rest := read(t, tap, 1); len(rest) != 0 || tap.value("split") != 10 || (tap.value("loopback_copies") == 0) != (ignores == 1) {
		t.Errorf("%d more, %v", len(rest), tap.Counters())
	}
}

func isUDP(frame []byte) bool {
	_, _, ok := udpHeaders(frame, -1)
	return ok
}

// sendTrain sends payload as datagrams of size octets with one call.
func sendTrain(at string, payload []byte, size int) error {
	here := netip.AddrPortFrom(netip.MustParseAddr(at), 2123)
	sink, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(here))
	if err != nil {
		return err
	}
	defer sink.Close()
	c, err := net.DialUDP("udp", nil, sink.LocalAddr().(*net.UDPAddr))
	if err != nil {
		return err
	}
	defer c.Close()
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var refused error
	_ = raw.Control(func(fd uintptr) { refused = unix.SetsockoptInt(int(fd), unix.IPPROTO_UDP, unix.UDP_SEGMENT, size) })
	if refused != nil {
		return fmt.Errorf("UDP_SEGMENT: %w", refused)
	}
	_, err = c.Write(payload)
	return err
}

// A merged frame is handed out over as many reads as it takes, and what is
// behind it follows.
func TestMergedFrameOverSeveralReads(t *testing.T) {
	lab := newLab(t)
	tap, far := lab.open("span"), lab.station("far")
	payload := make([]byte, 5*100+30)
	for i := range payload {
		payload[i] = byte(i / 100)
	}
	sendMerged(t, far, ether(typeIPv4, packet4(udp(payload), 0, false), 0x8100, 7), 18+20, 100)
	if err := unix.SetsockoptInt(far.fd, unix.SOL_PACKET, unix.PACKET_VNET_HDR, 0); err != nil {
		t.Fatal(err)
	}
	far.send(echo6())
	frames := make([]op.Frame, 2)
	for n := 0; n < 7; {
		got, err := tap.Read(frames)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range frames[:got] {
			n++
			switch {
			case int(f.Number) != n:
				t.Errorf("frame %d has number %d", n, f.Number)
			case n == 7 && !bytes.Equal(f.Data, echo6()):
				t.Errorf("what follows is %x", f.Data)
			case n < 7:
				samePiece(t, f.Data, payload, n-1)
			}
		}
	}
}

// samePiece compares a piece with the datagram that it was made of: all but the
// UDP checksum and the IPv4 header's own.
func samePiece(t *testing.T, frame, payload []byte, i int) {
	t.Helper()
	part := payload[i*100 : min((i+1)*100, len(payload))]
	want := ether(typeIPv4, packet4(udp(part), 0, false), 0x8100, 7)
	binary.BigEndian.PutUint16(want[18+4:], 77+uint16(i))
	got := bytes.Clone(frame)
	sum := uint32(0)
	for at := 18; at < 38; at += 2 {
		sum += uint32(binary.BigEndian.Uint16(got[at:]))
	}
	for sum > 0xFFFF {
		sum = sum>>16 + sum&0xFFFF
	}
	if sum != 0xFFFF {
		t.Errorf("piece %d: the header's checksum does not fit", i)
	}
	got[18+10], got[18+11] = 0, 0
	if !bytes.Equal(got, want) {
		t.Errorf("piece %d is\n%x, not\n%x", i, got, want)
	}
}

// sendMerged sends a frame as the kernel would hold a train of datagrams of
// size octets.
func sendMerged(t *testing.T, s *station, frame []byte, udpAt, size int) {
	t.Helper()
	if err := unix.SetsockoptInt(s.fd, unix.SOL_PACKET, unix.PACKET_VNET_HDR, 1); err != nil {
		t.Fatal(err)
	}
	h := make([]byte, virtioHeader)
	h[0], h[1] = unix.VIRTIO_NET_HDR_F_NEEDS_CSUM, unix.VIRTIO_NET_HDR_GSO_UDP_L4
	for i, v := range []int{udpAt + 8, size, udpAt, 6} { // hdr_len, gso_size, csum_start, csum_offset
		binary.NativeEndian.PutUint16(h[2+2*i:], uint16(v))
	}
	s.send(append(h, frame...))
}

// On an interface without link layer IP packets come bare.
func TestBareInterface(t *testing.T) {
	lab := newLab(t)
	attrs := netlink.NewLinkAttrs()
	attrs.Name = "tun"
	tun := &netlink.Tuntap{LinkAttrs: attrs, Mode: netlink.TUNTAP_MODE_TUN, Flags: netlink.TUNTAP_NO_PI, Queues: 1}
	lab.inside(func() error { return netlink.LinkAdd(tun) })
	queue := tun.Fds[0]
	defer queue.Close()
	lab.ipv6("tun", false)
	lab.up("tun")
	tap := lab.open("tun")
	packets := [][]byte{packet4(udp(echoRequest), 0, false), packet6(udp(echoRequest), 0, false)}
	for _, p := range packets {
		if _, err := queue.Write(p); err != nil {
			t.Fatal(err)
		}
	}
	got := read(t, tap, 2)
	if got[0].Encap != op.EncapIPv4 || got[1].Encap != op.EncapIPv6 || !bytes.Equal(got[0].Data, packets[0]) || !bytes.Equal(got[1].Data, packets[1]) {
		t.Errorf("%+v", got)
	}
	if m := decode(got); len(m) != 2 || !bytes.Equal(m[1].Payload, echoRequest) {
		t.Errorf("%+v", m)
	}
}

// What cannot be taken apart stays as it is.
func TestUnsplit(t *testing.T) {
	merged := ether(typeIPv4, packet4(udp(make([]byte, 300)), 0, false))
	for name, c := range map[string]struct {
		frame []byte
		room  int
	}{
		"no room":           {merged, len(merged) + 41},
		"cut in UDP header": {merged[:14+20+7], 1 << 16},
		"cut in IP header":  {merged[:14+19], 1 << 16},
		"cut in the tag":    {echo4(0x8100, 1, 0x8100, 2)[:16], 1 << 16},
		"no frame":          {nil, 1 << 16},
		"one datagram":      {echo4(), 1 << 16},
		"no UDP":            {ether(typeIPv6, packet6(make([]byte, 300), 0, true)), 1 << 16},
		"no IP":             {ether(typeARP, make([]byte, 300)), 1 << 16},
	} {
		room := make([]byte, c.room)
		n := copy(room, c.frame)
		if p, ok := split(room, &arrival{data: room[:n], network: -1, segment: 100}); ok || !bytes.Equal(room[:n], c.frame) {
			t.Errorf("%s: %d pieces", name, p.count)
		}
	}
}
