package tcp

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// TestLost: in a network namespace of its own whose loopback goes down, both the end
// that waits for an acknowledgement and the end that is idle notice.
func TestLost(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root, for a network namespace")
	}
	ip, err := exec.LookPath("ip")
	if err != nil {
		t.Skip("needs ip of iproute2")
	}
	runtime.LockOSThread() // and never unlock: the thread ends with the test, and its namespace
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		t.Skipf("this system makes no network namespace: %v", err)
	}
	loopbackIs := func(state string) {
		if out, err := exec.Command(ip, "link", "set", "lo", state).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	loopbackIs("up")
	pool := assoc.NewPool(2, 1000)
	conn, idle := raw(t, assoc.Config{Pool: pool, Paths: assoc.Paths{Heartbeat: time.Second, RTOMax: time.Second, AssociationMaxRetrans: 1}})
	busy, err := newAssociation(conn, assoc.Config{Pool: pool, Framing: &diameter,
		Paths: assoc.Paths{Heartbeat: time.Second, RTOMax: time.Second, AssociationMaxRetrans: 1}}.WithDefaults())
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Abort()
	loopbackIs("down")
	if n, err := busy.Send([]assoc.Message{{Data: message(100, 1)}}); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	ends := make(chan error, 2)
	for _, a := range []assoc.Association{idle, busy} {
		go func() {
			_, err := a.Receive()
			ends <- err
		}()
	}
	for range 2 {
		select {
		case err := <-ends:
			if !errors.Is(err, assoc.ErrLost) {
				t.Error(err)
			}
		case <-time.After(20 * time.Second):
			t.Fatal("nobody notices")
		}
	}
}
