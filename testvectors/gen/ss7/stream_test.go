package ss7

import "testing"

// TestConnectionsAreTheirOwn: captures may be replayed one after another without
// mixing connections: no two vectors over TCP share a port and the place in its
// stream.
func TestConnectionsAreTheirOwn(t *testing.T) {
	owner := map[uint16]string{}
	for _, s := range all().scenarios {
		l := newLine(s.Name)
		for _, x := range s.steps {
			x.write(l)
		}
		if !l.streams[0].isOpen && !l.streams[1].isOpen && l.streams[0].sent[0] == 0 {
			continue
		}
		port := l.tcpPort()
		if other := owner[port]; other != "" {
			t.Errorf("%s and %s share port %d", s.Name, other, port)
		}
		owner[port] = s.Name
	}
	if len(owner) < 10 {
		t.Errorf("only %d vectors over TCP", len(owner))
	}
}
