package kernel

import (
	"errors"
	"net/netip"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoctest"
)

// needsSCTP skips a test where the kernel has no SCTP. In the guest of .ci/uml it
// has, and PORTCULLIS_KERNEL_SCTP makes a missing one a failure.
func needsSCTP(t testing.TB) {
	t.Helper()
	fd, err := open(assoc.Config{}.WithDefaults(), nil, nil)
	if err == nil {
		unix.Close(fd)
		return
	}
	if os.Getenv("PORTCULLIS_KERNEL_SCTP") != "" || !errors.Is(err, errors.ErrUnsupported) {
		t.Fatal(err)
	}
	t.Skipf("needs kernel SCTP, run .ci/uml: %v", err)
}

func endpoint(port uint16, list ...string) assoc.Endpoint {
	e := assoc.Endpoint{Port: port}
	for _, a := range list {
		e.Addresses = append(e.Addresses, netip.MustParseAddr(a))
	}
	return e
}

func TestConformance(t *testing.T) {
	needsSCTP(t)
	for name, s := range map[string]assoctest.Subject{
		"IPv4":         {Listen: endpoint(0, "127.0.0.1"), Nobody: endpoint(1, "127.0.0.1")},
		"IPv6":         {Listen: endpoint(0, "::1"), Nobody: endpoint(1, "::1")},
		"multi-homed":  {Listen: endpoint(0, "127.0.0.1", "127.0.0.2"), Dial: endpoint(0, "127.0.0.3", "127.0.0.4"), Nobody: endpoint(1, "127.0.0.1", "127.0.0.2"), MultiHomed: true},
		"both at once": {Listen: endpoint(0, "::1", "127.0.0.1"), Dial: endpoint(0, "127.0.0.3", "::1"), Nobody: endpoint(1, "127.0.0.1", "::1"), MultiHomed: true},
	} {
		t.Run(name, func(t *testing.T) {
			s.Listening, s.Dialling = Backend{}, Backend{}
			s.Streams, s.Unordered, s.PPIDs, s.AllocationFree = true, true, true, true
			assoctest.Run(t, s)
		})
	}
}
