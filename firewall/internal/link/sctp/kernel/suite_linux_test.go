package kernel

import (
	"context"
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

// stationed opens sockets in a station's namespace.
type stationed struct{ *station }

func (s stationed) Listen(local assoc.Endpoint, c assoc.Config) (l assoc.Listener, err error) {
	s.do(func() error { l, err = Backend{}.Listen(local, c); return nil })
	return l, err
}

func (s stationed) Dial(ctx context.Context, local, remote assoc.Endpoint, c assoc.Config) (a assoc.Association, err error) {
	s.do(func() error { a, err = Backend{}.Dial(ctx, local, remote, c); return nil })
	return a, err
}

func TestConformance(t *testing.T) {
	here, void := newStation(t), newStation(t)
	wire(here, void, "void")
	here.address("void", "192.0.2.1/24") // and the other end of the wire has none
	for name, s := range map[string]assoctest.Subject{
		"IPv4":          {Listen: endpoint(0, "127.0.0.1", "127.0.0.2"), Dial: endpoint(0, "127.0.0.3", "192.0.2.1"), Nobody: endpoint(1, "127.0.0.1", "127.0.0.2")},
		"both families": {Listen: endpoint(0, "::1", "127.0.0.1"), Dial: endpoint(0, "192.0.2.1", "::1"), Nobody: endpoint(1, "127.0.0.1", "::1")},
	} {
		t.Run(name, func(t *testing.T) {
			s.Listening, s.Dialling = stationed{here}, stationed{here}
			s.Silent = func(*testing.T) assoc.Endpoint { return endpoint(2905, "192.0.2.2") }
			s.Streams, s.Unordered, s.MultiHomed, s.PPIDs, s.AllocationFree = true, true, true, true, true
			assoctest.Run(t, s)
		})
	}
}
