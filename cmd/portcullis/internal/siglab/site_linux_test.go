package siglab

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vishvananda/netlink"

	"github.com/seed-43cefff0/portcullis/cmd/portcullis/internal/lab"
)

func TestMain(m *testing.M) { os.Exit(lab.RunTests(m)) }

// Ports (RFC 4666 clause 1.4.8, RFC 6733 clause 2.1).
const (
	portM3UA     = 2905
	portDiameter = 3868
)

// Addresses of the plan: two paths on each side.
const (
	partnerA, partnerB = "198.51.100.7", "198.51.100.135"
	outsideA, outsideB = "198.51.100.1", "198.51.100.129"
	insideA, insideB   = "192.0.2.1", "192.0.2.129"
	homeA, homeB       = "192.0.2.10", "192.0.2.138"

	// Those of a second carrier, which has one path.
	carrierNode, carrierOutside = "203.0.113.7", "203.0.113.1"
)

// site is the network of a test, in which the appliance may run.
type site struct {
	*lab.Net
	*lab.Appliance
	t testing.TB

	never [][2]uint32 // numbers from and to, of requests that must not arrive
}

// newSite joins the namespaces by two wires on each side.
func newSite(t testing.TB) *site {
	t.Helper()
	needsSCTP(t)
	s := &site{Net: lab.Bare(t), t: t}
	for i, w := range []struct {
		firewall, peer string // interfaces
		at             *lab.Namespace
		here, there    []string
	}{
		{"outa", "a", s.Partner, []string{outsideA + "/25"}, []string{partnerA + "/25"}},
		{"outb", "b", s.Partner, []string{outsideB + "/25"}, []string{partnerB + "/25"}},
		{"ina", "a", s.Home, []string{insideA + "/25"}, []string{homeA + "/25"}},
		{"inb", "b", s.Home, []string{insideB + "/25"}, []string{homeB + "/25"}},
	} {
		s.must(lab.Join(s.Firewall, w.firewall, w.at, w.peer, 101+i))
		s.must(s.Firewall.Address(w.firewall, w.here...))
		s.must(w.at.Address(w.peer, w.there...))
		s.must(s.Firewall.Up(w.firewall))
		s.must(w.at.Up(w.peer))
	}
	return s
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// secondCarrier gives the second carrier its addresses. They are not there from the
// start because a peer that binds no address names all of its host in its INIT.
func (s *site) secondCarrier() {
	s.t.Helper()
	s.must(s.Partner.Address("a", carrierNode+"/24"))
	s.must(s.Firewall.Address("outa", carrierOutside+"/24"))
}

// start runs the appliance under a configuration, and waits for the link to listen.
func (s *site) start(configuration string) {
	s.t.Helper()
	s.Appliance = s.Net.Appliance(s.t, lab.Setup{Whole: configuration + "events: {file: events.jsonl}\nstate_dir: state\nadmin: {socket: portcullis.sock}\n"})
}

// path puts an interface of the firewall up or down, as a cable that is pulled does for
// both ends.
func (s *site) path(device string, up bool) {
	s.t.Helper()
	s.must(s.Firewall.Do(func() error {
		l, err := netlink.LinkByName(device)
		if err != nil {
			return err
		}
		if up {
			return netlink.LinkSetUp(l)
		}
		return netlink.LinkSetDown(l)
	}))
}

// association is what the tests look at of an event of that name.
type association struct {
	Event, Link, State, Side, Interconnect, Why string
	Peer                                        []string
}

// associations lists the events of associations in a state, so far.
func (s *site) associations(state string) (list []association) {
	s.t.Helper()
	for _, line := range s.events() {
		var e association
		if json.Unmarshal([]byte(line), &e) == nil && e.Event == "association" && e.State == state {
			list = append(list, e)
		}
	}
	return list
}

// blocked lists the reasons of the operations that were kept from their receiver.
func (s *site) blocked() (list []string) {
	s.t.Helper()
	for _, line := range s.events() {
		var e struct{ Event, Operation, Ruling, Filter, Reason string }
		if json.Unmarshal([]byte(line), &e) == nil && e.Event == "record" && e.Ruling != "pass" {
			list = append(list, fmt.Sprintf("%s %s: %s/%s", e.Ruling, e.Operation, e.Filter, e.Reason))
		}
	}
	return list
}

// events returns the lines that have been written.
func (s *site) events() (list []string) {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.Dir, "events.jsonl"))
	if err != nil && !os.IsNotExist(err) {
		s.t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		list = append(list, line)
	}
	return list
}

// await waits for something to become so.
func (s *site) await(what string, is func() bool) {
	s.t.Helper()
	lab.Eventually(s.t, patience, what, is)
}

// at is a list of addresses with a port.
func at(port uint16, list ...string) (all []netip.AddrPort) {
	for _, a := range list {
		all = append(all, netip.AddrPortFrom(netip.MustParseAddr(a), port))
	}
	return all
}

// awaitListening waits until an endpoint of the firewall listens on a port, without
// touching it (SCTP's table of endpoints: the sixth column is the port).
func (s *site) awaitListening(port uint16) {
	s.t.Helper()
	s.await("the link listens", func() (yes bool) {
		s.must(s.Firewall.Do(func() error {
			text, err := os.ReadFile("/proc/thread-self/net/sctp/eps")
			for line := range strings.Lines(string(text)) {
				if f := strings.Fields(line); len(f) > 5 && f[5] == strconv.Itoa(int(port)) {
					yes = true
				}
			}
			return err
		}))
		return yes
	})
}

// reach dials until the peer takes the association: it may not listen yet.
func (s *site) reach(ns *lab.Namespace, local, remote []netip.AddrPort) *socket {
	s.t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		c, err := dial(ns, local, remote, time.Second)
		if err == nil {
			s.t.Cleanup(c.close)
			return c
		}
		if time.Now().After(end) {
			s.t.Fatalf("%v cannot be reached: %v\n%s", remote, err, s.Said())
		}
	}
}
