package assoctest

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// Subject is a backend under test, and what it can.
type Subject struct {
	// Listening and Dialling open the two ends of the associations; they may be one
	// backend. Both ends are on this machine.
	Listening, Dialling assoc.Backend

	Listen assoc.Endpoint // where the listener waits; port 0 takes any free one
	Dial   assoc.Endpoint // where associations come from; empty: the system's choice
	Nobody assoc.Endpoint // where nobody listens

	// Silent returns an endpoint from where nothing ever comes back, not even that
	// nobody listens. Nil: there is no such endpoint.
	Silent func(t *testing.T) assoc.Endpoint

	// Prepare changes the configuration of both ends. Nil: it stays as it is.
	Prepare func(*assoc.Config)

	// Compose makes a message that the Framing accepts of data, by writing into its
	// first Shortest octets. Nil: any octets are a message.
	Compose  func(data []byte)
	Shortest int // octets of the shortest message; 0: 1

	Streams        bool // there is more than one
	Unordered      bool // messages may be sent out of order, and it shows
	MultiHomed     bool // ends have all their addresses; Listen and Dial have two each
	PPIDs          bool // each message has its own; else all have the Framing's
	AllocationFree bool // Send and Receive allocate nothing
}

// Run checks what everybody relies on who uses an association.
func Run(t *testing.T, s Subject) {
	s.Shortest = max(s.Shortest, 1)
	for _, c := range []struct {
		name string
		test func(*testing.T, Subject)
	}{
		{"knows both ends", testEnds},
		{"carries messages whole", testWhole},
		{"keeps the order within streams", testOrder},
		{"waits for no second message", testPrompt},
		{"carries messages out of order", testUnordered},
		{"says when there is no room", testNoRoom},
		{"loses nothing to a slow reader", testSlowReader},
		{"refuses what it cannot carry", testRefused},
		{"cuts what is too long", testCut},
		{"delivers before it shuts down", testShutdown},
		{"delivers after it is closed", testShutdownClose},
		{"gives up on a peer that does not read", testLinger},
		{"aborts", testAbort},
		{"ends Receive", testEndsReceive},
		{"ends AwaitRoom", testEndsAwaitRoom},
		{"ends AwaitRoom when the peer aborts", testPeerEndsAwaitRoom},
		{"ends Accept", testEndsAccept},
		{"keeps associations of a closed listener", testListenerGone},
		{"finds nobody", testNobody},
		{"gives up dialling", testGivesUp},
		{"admits", testAdmit},
		{"carries many associations", testMany},
		{"shares a small pool", testSmallPool},
		{"holds nothing while it is silent", testSilent},
		{"allocates nothing", testAllocations},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkGoroutines(t)
			c.test(t, s)
		})
	}
}
