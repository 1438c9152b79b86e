package lab

import (
	"net/netip"
	"testing"
	"time"
)

// Ask sends a message from a node in the partner's namespace to the gateway and
// returns what comes back, or nil if nothing does within a while.
func (n *Net) Ask(t testing.TB, from netip.Addr, msg []byte, within time.Duration) []byte {
	t.Helper()
	c, err := n.Partner.ListenUDP(netip.AddrPortFrom(from, ControlPort))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	gateway := Gateway
	if from.Is6() {
		gateway = Gateway6
	}
	if _, err := c.WriteToUDPAddrPort(msg, netip.AddrPortFrom(gateway, ControlPort)); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 2048)
	_ = c.SetReadDeadline(time.Now().Add(within))
	k, _, err := c.ReadFromUDPAddrPort(buf)
	if err != nil {
		return nil
	}
	return buf[:k]
}

// Cause returns the message type of a response and its cause: what stands first
// in GTPv1 (TS 29.060 clause 7.7), and among the elements of GTPv2 (TS 29.274
// clause 8.4).
func Cause(response []byte) (kind, cause uint8) {
	if len(response) < 14 {
		return 0, 0
	}
	kind = response[1]
	if response[0]>>5 == 1 {
		return kind, response[13]
	}
	for b := response[12:]; len(b) > 4; {
		n := 4 + int(b[1])<<8 + int(b[2])
		if b[0] == 2 && n > 4 && n <= len(b) {
			return kind, b[4]
		}
		b = b[min(n, len(b)):]
	}
	return kind, 0
}
