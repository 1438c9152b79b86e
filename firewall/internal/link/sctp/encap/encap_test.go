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
func freePort(t testing.TB) int {
	t.Helper()
	c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(localhost, 0)))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).Port
}

// silent returns a place where packets go and nothing comes from.
func silent(*testing.T) assoc.Endpoint { return assoc.Endpoint{Addresses: loopback, Port: 7} }

func subject(t testing.TB) assoctest.Subject {
	port := freePort(t)
	return assoctest.Subject{
		Listening: &Backend{Port: port},
		Dialling:  &Backend{Port: AnyPort, RemotePort: port},
		Listen:    assoc.Endpoint{Addresses: loopback},
		Nobody:    assoc.Endpoint{Addresses: loopback, Port: 1},
		Silent:    silent,
		Streams:   true,
		Unordered: true,
		PPIDs:     true,
	}
}

func TestConformance(t *testing.T) { assoctest.Run(t, subject(t)) }

func BenchmarkCarry(b *testing.B) { assoctest.Bench(b, subject(b)) }
