package sctp_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp"
	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// Whatever the associations are doing when the link is closed, none of its goroutines
// stays, and no association is left to its peer.
func TestNothingIsLeftAfterClose(t *testing.T) {
	for name, v := range map[string]struct {
		change func(*sctp.Config)
		do     func(t *testing.T, s *scene) []*node
	}{
		"idle": {nil, func(t *testing.T, s *scene) []*node {
			a, b := s.pair(peer)
			return []*node{a, b}
		}},
		"stalled": {nil, func(t *testing.T, s *scene) []*node {
			s.net.depth = 4
			a, b := s.pair(peer)
			b.pauses.Lock()
			go func() {
				for i := range 100 {
					if n, err := a.Send([]assoc.Message{{Data: []byte(fmt.Sprint(i))}}); err != nil || n == 0 && a.AwaitRoom() != nil {
						return
					}
				}
			}()
			eventually(t, "the pair is full", func() bool { return s.counter("waited") > 0 })
			t.Cleanup(b.pauses.Unlock)
			return []*node{a}
		}},
		"held": {func(c *sctp.Config) { c.Hold = time.Minute }, func(t *testing.T, s *scene) []*node {
			a, b := s.pair(peer)
			_ = s.stp.Close()
			b.Abort()
			eventually(t, "it is held", func() bool { return len(s.told(sctp.Held)) == 1 })
			return []*node{a}
		}},
		"alone": {func(c *sctp.Config) {
			c.Inside = sctp.End{Backend: c.Inside.Backend, Listen: true, Local: at(2905, "192.0.2.11")}
		}, func(t *testing.T, s *scene) []*node {
			a := run(t, s.reach(peer))
			time.Sleep(10 * time.Millisecond) // most likely waiting by now; right either way
			return []*node{a}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			s := play(t, v.change)
			nodes := v.do(t, s)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			for _, n := range nodes {
				eventually(t, "the peer's association ends", func() bool { return n.ended() != nil })
			}
			_ = s.stp.Close()
			eventually(t, "all goroutines end", func() bool { return runtime.NumGoroutine() <= before+1 }) // a node may be paused
		})
	}
}
