package lab

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/testvectors"
)

// mirror joins a port of the firewall's host, span0, to one that plays a switch,
// and returns what sends IP packets out of that.
func (n *Net) mirror(t *testing.T) (send func(packet []byte)) {
	t.Helper()
	if err := Join(n.Firewall, "span0", n.Partner, "mirror0", 103); err != nil {
		t.Fatal(err)
	}
	for ns, device := range map[*Namespace]string{n.Firewall: "span0", n.Partner: "mirror0"} {
		if err := ns.Sysctl("ipv6/conf/"+device+"/disable_ipv6", "1"); err != nil {
			t.Fatal(err)
		}
		if err := ns.Up(device); err != nil {
			t.Fatal(err)
		}
	}
	Eventually(t, 5*time.Second, "the mirror port is up", func() bool { return n.Firewall.isUp("span0") && n.Partner.isUp("mirror0") })
	var fd, index int
	err := n.Partner.Do(func() error {
		l, err := netlink.LinkByName("mirror0")
		if err != nil {
			return err
		}
		index = l.Attrs().Index
		fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Close(fd) })
	to := &unix.SockaddrLinklayer{Protocol: unix.ETH_P_IP>>8 | unix.ETH_P_IP&0xFF<<8, Ifindex: index, Halen: 6}
	return func(packet []byte) {
		if err := unix.Sendto(fd, packet, 0, to); err != nil {
			t.Fatal(err)
		}
	}
}

// datagram builds an IPv4 packet between the two control ports.
func datagram(t *testing.T, from, to netip.Addr, payload []byte) []byte {
	t.Helper()
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolUDP, SrcIP: from.AsSlice(), DstIP: to.AsSlice()}
	udp := &layers.UDP{SrcPort: ControlPort, DstPort: ControlPort}
	if err := udp.SetNetworkLayerForChecksum(ip); err != nil {
		t.Fatal(err)
	}
	b := gopacket.NewSerializeBuffer()
	options := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(b, options, ip, udp, gopacket.Payload(payload)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// On a mirror port everything is judged and nothing is sent: not the answer
// that the configuration asks for, not a single frame.
func TestTapOnlyListens(t *testing.T) {
	const sessions = 200
	n := New(t)
	send := n.mirror(t)
	s := answering
	s.Links = "- {name: span, kind: tap, interface: span0}"
	a := n.Appliance(t, s)
	var who []Subscriber
	for i := range sessions {
		x := Session{Subscriber: NewSubscriber(i), MCC: "999", MNC: "70", APN: "internet", Node: PartnerA, Gateway: Gateway, Control: uint32(1000 + i), User: uint32(2000 + i)}
		who = append(who, x.Subscriber)
		if i%4 == 0 {
			x.APN = "corporate"
		}
		send(datagram(t, PartnerA, Gateway, x.CreateSession()))
		send(datagram(t, Gateway, PartnerA, x.SessionCreated()))
	}
	events := filepath.Join(a.Dir, "events.jsonl")
	Eventually(t, 10*time.Second, "an event for each forbidden session", func() bool { return len(blocked(t, events)) >= sessions/4 })
	if page := a.Report(); !strings.Contains(page, "apn-not-agreed") || !strings.Contains(page, "partner-a") {
		t.Errorf("the report does not say what enforcing would block:\n%s", page)
	}
	a.Drain()
	for _, e := range blocked(t, events) {
		if e.Reason != "apn-not-agreed" || e.Ruling != "pass" || e.Link != "span" {
			t.Errorf("event %+v", e)
		}
	}
	if k := len(blocked(t, events)); k != sessions/4 {
		t.Errorf("%d operations blocked, want %d", k, sessions/4)
	}
	if k := n.Firewall.transmitted(t, "span0"); k != 0 {
		t.Errorf("%d frames left the mirror port", k)
	}
	if leaks := a.Leaks(who...); leaks != nil {
		t.Error(leaks[:min(len(leaks), 5)])
	}
}

// SS7 is judged on a mirror port, too, what comes in segments included. Subscribers
// and titles are tokens in everything that is written.
func TestTapJudgesSS7(t *testing.T) {
	n := New(t)
	send := n.mirror(t)
	a := n.Appliance(t, Setup{Links: "- {name: span, kind: tap, interface: span0}", More: "mode: observe"})
	all, err := testvectors.SS7()
	if err != nil {
		t.Fatal(err)
	}
	attacks := 0
	for _, v := range all {
		if !slices.Contains([]string{"ul", "s01-locate", "e08-straddle"}, v.Name) {
			continue
		}
		for _, o := range v.Ops {
			if o.Verdict == "block" {
				attacks++
			}
		}
		r, err := pcapgo.NewReader(bytes.NewReader(v.Pcap))
		if err != nil {
			t.Fatal(err)
		}
		for {
			frame, _, err := r.ReadPacketData()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if frame[12] == 0x08 && frame[13] == 0x00 { // the mirror sends IPv4
				send(frame[14:])
			}
		}
	}
	events := filepath.Join(a.Dir, "events.jsonl")
	Eventually(t, 10*time.Second, "an event for each attack", func() bool { return len(blocked(t, events)) >= attacks })
	page := a.Report("--json")
	a.Drain()
	list := blocked(t, events)
	for _, e := range list {
		if e.Reason != "map-never-on-interconnect" || e.Ruling != "pass" || e.Link != "span" {
			t.Errorf("event %+v", e)
		}
	}
	if len(list) != attacks || attacks < 10 {
		t.Errorf("%d operations blocked, want %d", len(list), attacks)
	}
	text, err := os.ReadFile(events)
	if err != nil {
		t.Fatal(err)
	}
	for _, identity := range []string{"99902000001", "99999000147", "99901000006", "001010000000001"} {
		if strings.Contains(string(text)+page, identity) {
			t.Errorf("%s stands in clear in events or report", identity)
		}
	}
	if !strings.Contains(page, `"calling_gt":"t:`) {
		t.Errorf("no title in the report:\n%s", page)
	}
}

// event is what the tests look at of a record.
type event struct{ Link, Verdict, Ruling, Reason string }

func blocked(t *testing.T, path string) (list []event) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var e event
		if !strings.HasSuffix(line, "\n") {
			break // it is being written
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(fmt.Errorf("event %q: %w", line, err))
		}
		if e.Verdict == "block" {
			list = append(list, e)
		}
	}
	return list
}

// transmitted counts the frames that left an interface.
func (n *Namespace) transmitted(t *testing.T, device string) (frames uint64) {
	t.Helper()
	err := n.Do(func() error {
		l, err := netlink.LinkByName(device)
		if err == nil {
			frames = l.Attrs().Statistics.TxPackets
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return frames
}
