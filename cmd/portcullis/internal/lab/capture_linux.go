package lab

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Capture is what crossed an interface, either way, seen below the network
// layer: the receiver's own witness of what the firewall let through.
type Capture struct {
	mu      sync.Mutex
	packets [][]byte // from the IP header on
}

// Capture records from now on what crosses an interface of the namespace.
func (n *Namespace) Capture(t testing.TB, device string) *Capture {
	t.Helper()
	var fd int
	err := n.Do(func() (err error) {
		l, err := netlink.LinkByName(device)
		if err != nil {
			return err
		}
		if fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0); err != nil {
			return err
		}
		return errors.Join(
			unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, bufferSize),
			unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: all, Ifindex: l.Attrs().Index}))
	})
	if err != nil {
		t.Fatal(fmt.Errorf("capture on %s: %w", device, err))
	}
	f := os.NewFile(uintptr(fd), device)
	t.Cleanup(func() { _ = f.Close() })
	c := &Capture{}
	go c.run(f)
	return c
}

const all = unix.ETH_P_ALL>>8 | unix.ETH_P_ALL&0xFF<<8 // in network order

func (c *Capture) run(f *os.File) {
	buf := make([]byte, 65536)
	for {
		n, err := f.Read(buf)
		if err != nil {
			return
		}
		c.mu.Lock()
		c.packets = append(c.packets, bytes.Clone(buf[:n]))
		c.mu.Unlock()
	}
}

// Packets returns what has crossed so far.
func (c *Capture) Packets() [][]byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.packets[:len(c.packets):len(c.packets)]
}

// Count returns how many packets hold all of the octet strings.
func (c *Capture) Count(strings ...[]byte) (n int) {
next:
	for _, p := range c.Packets() {
		for _, s := range strings {
			if !bytes.Contains(p, s) {
				continue next
			}
		}
		n++
	}
	return n
}

// Await waits until a packet holds all of the octet strings, so that what did
// not come before it is known to have been stopped.
func (c *Capture) Await(t testing.TB, what string, strings ...[]byte) {
	t.Helper()
	Eventually(t, 10*time.Second, "the capture sees "+what, func() bool { return c.Count(strings...) > 0 })
}
