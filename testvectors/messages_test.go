package testvectors

import (
	"bytes"
	"net/netip"
	"testing"
)

func vectorOf(t *testing.T, name string) *Capture {
	t.Helper()
	signals, err := SS7()
	if err != nil {
		t.Fatal(err)
	}
	commands, _, err := Diameter()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append(signals, commands...) {
		if c.Name == name {
			return &c
		}
	}
	t.Fatalf("there is no vector %s", name)
	return nil
}

func TestUserMessages(t *testing.T) {
	list, ok := vectorOf(t, "dwr").UserMessages()
	if !ok || len(list) != 6 {
		t.Fatalf("%d messages, %v", len(list), ok)
	}
	peer, home := netip.MustParseAddr("198.51.100.7"), netip.MustParseAddr("192.0.2.10")
	for i, m := range list {
		length := int(m.Data[1])<<16 | int(m.Data[2])<<8 | int(m.Data[3])
		if m.Frame != i+1 || m.PPID != 46 || m.Stream != 1 || m.Data[0] != 1 || length != len(m.Data) {
			t.Errorf("%+v", m)
		}
	}
	if m := list[0]; m.Src.Addr() != peer || m.Dst != netip.AddrPortFrom(home, 3868) {
		t.Errorf("from %s to %s", m.Src, m.Dst)
	}
	if list[1].Src != list[0].Dst || list[1].Dst != list[0].Src {
		t.Error("the answer does not go back")
	}
}

// What only shows in packets cannot be said again by who sends messages.
func TestTransportIsNoUserMessage(t *testing.T) {
	for _, name := range []string{
		"handshake", "e17-fragments", "e17-bundled", "retransmission", "sctp-tsn", "sctp-verification-tag", "sctp-no-data", "sctp-unusual",
		"segments-paths", "e08-paths", "tcp", "carried", "carriage", "d05-elsewhere",
	} {
		if list, ok := vectorOf(t, name).UserMessages(); ok {
			t.Errorf("%s: %d messages", name, len(list))
		}
	}
}

// Whatever is broken about a capture is noticed.
func TestBrokenCapturesAreNoMessages(t *testing.T) {
	c := vectorOf(t, "ul")
	whole, ok := c.UserMessages()
	if !ok {
		t.Fatal("it holds no messages")
	}
	pcap := c.Pcap
	for n := range pcap {
		cut := Capture{Vector: c.Vector, Pcap: pcap[:n]}
		if list, ok := cut.UserMessages(); ok && len(list) == len(whole) {
			t.Errorf("%d octets of %d are as good as all", n, len(pcap))
		}
	}
	const headers = 24 + 16 + 14 + 20
	for n := headers; n < headers+40; n++ { // of the first SCTP packet
		bad := bytes.Clone(pcap)
		bad[n] ^= 1
		c := Capture{Vector: c.Vector, Pcap: bad}
		if _, ok := c.UserMessages(); ok {
			t.Errorf("octet %d may be anything", n)
		}
	}
}

// Most vectors are such messages: a reader that gave up would go unnoticed otherwise.
func TestMostVectorsAreUserMessages(t *testing.T) {
	signals, _ := SS7()
	commands, _, _ := Diameter()
	said := 0
	for _, c := range append(signals, commands...) {
		if _, ok := c.UserMessages(); ok {
			said++
		}
	}
	if all := len(signals) + len(commands); said < all*4/5 {
		t.Errorf("%d of %d", said, all)
	}
}
