package kernel

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// TestBatchesFillPackets: messages that are sent together share packets, and none waits
// for a SACK, which peers delay by 200 ms.
func TestBatchesFillPackets(t *testing.T) {
	s, c := newStation(t), config()
	a, b := s.pair(c)
	before, began := s.packets(), time.Now()
	const count, size, batch = 2000, 150, 20 // sendNumbered's
	for range count / batch {
		if err := sendNumbered(a, batch, size, 0); err != nil {
			t.Fatal(err)
		}
		if err := auditNumbered(b, c.Pool, batch, size); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.packets() - before; n > count/2 {
		t.Errorf("%d packets for %d messages in batches of %d", n, count, batch)
	}
	if most := count / batch * 100 * time.Millisecond; time.Since(began) > most {
		t.Errorf("%v for %d batches", time.Since(began), count/batch)
	}
}

// packets is how many packets of SCTP the station has sent so far, SACKs among them.
func (s *station) packets() (n int) {
	s.Helper()
	s.do(func() error {
		text, err := os.ReadFile("/proc/thread-self/net/sctp/snmp")
		if err != nil {
			return err
		}
		for line := range strings.Lines(string(text)) {
			if _, err := fmt.Sscanf(line, "SctpOutSCTPPacks %d", &n); err == nil {
				return nil
			}
		}
		return fmt.Errorf("no SctpOutSCTPPacks in %q", text)
	})
	return n
}
