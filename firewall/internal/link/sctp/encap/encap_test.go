package encap

import (
	"net"
	"net/netip"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoctest"
)

var (
	localhost = netip.MustParseAddr("127.0.0.1")
	loopback  = []netip.Addr{localhost}
)

// freePort returns a UDP port that nobody uses at this moment.
func freePort(t *testing.T) int {
	t.Helper()
	return hold(t).LocalAddr().(*net.UDPAddr).Port
}

// hold opens a UDP socket and closes it again.
func hold(t *testing.T) *net.UDPConn {
	t.Helper()
	c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(localhost, 0)))
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	return c
}

// silent returns a place where packets go and nothing comes from.
func silent(t *testing.T) assoc.Endpoint { return assoc.Endpoint{Addresses: loopback, Port: 7} }

func TestConformance(t *testing.T) {
	port := freePort(t)
	assoctest.Run(t, assoctest.Subject{
		Listening: &Backend{Port: port},
		Dialling:  &Backend{Port: AnyPort, RemotePort: port},
		Listen:    assoc.Endpoint{Addresses: loopback},
		Nobody:    assoc.Endpoint{Addresses: loopback, Port: 1},
		Silent:    silent,
		Streams:   true,
		Unordered: true,
		PPIDs:     true,
	})
}
