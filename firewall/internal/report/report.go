// Package report adds up what was judged into the page of the learning month:
// what enforcing would block, by operator and reason, with examples, and which
// lines of configuration follow from it.
package report

import (
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
)

// Report is what a run, or a set of captures, comes to. Counts are of
// operations; "blocks" is what policy blocks if everything were enforced, and
// "blocked" is the part of it for which enforce holds already.
type Report struct {
	First      time.Time `json:"first,omitzero"` // of the traffic; zero: there was none
	Last       time.Time `json:"last,omitzero"`
	Operations uint64    `json:"operations"`
	Blocks     uint64    `json:"blocks"`
	Blocked    uint64    `json:"blocked"`
	Flagged    uint64    `json:"flagged"`
	Parties    []Party   `json:"parties"` // those with most blocks first

	// Uncounted is how many operations are missing under Parties or their
	// Reasons, because there were more of these than are kept.
	Uncounted uint64 `json:"uncounted"`
}

// Kinds of parties.
const (
	Operator     = "operator"     // the addresses, or global titles, of a configured operator
	Interconnect = "interconnect" // those behind an interconnect that no operator has
	Home         = "home"         // traffic between our own addresses
	Unknown      = "unknown"      // addresses that nobody has
)

// Party is whose mode decides: who has the address at the other end of a message,
// with SS7 the global title there, which may be another than who the message claims
// to come from.
type Party struct {
	Kind       string     `json:"kind"`
	Name       string     `json:"name"`
	Operations uint64     `json:"operations"`
	Blocks     uint64     `json:"blocks"`
	Blocked    uint64     `json:"blocked"`
	Flagged    uint64     `json:"flagged"`
	Excepted   uint64     `json:"excepted"` // passed because of an exception
	Lost       uint64     `json:"lost"`     // judged, something was found, but nothing recorded: not under Reasons
	First      time.Time  `json:"first,omitzero"`
	Last       time.Time  `json:"last,omitzero"`
	Protocols  []Protocol `json:"protocols"`
	Reasons    []Reason   `json:"reasons"` // what blocks first, then by count
	State      State      `json:"state"`
	Advice     []Advice   `json:"advice"`
}

// Protocol is the part of a party's traffic in one protocol.
type Protocol struct {
	Protocol   string `json:"protocol"`
	Mode       string `json:"mode"` // enforce or observe, as configured; mixed: the interconnects of an operator differ
	Operations uint64 `json:"operations"`
	Blocks     uint64 `json:"blocks"`
}

// Effects of a reason.
const (
	Block   = "block"   // blocks, wherever enforce holds
	Observe = "observe" // the filter or reason has observe as its own mode: enforcing the party changes nothing
	Flag    = "flag"
)

// Reason is one reason that decided operations of a party.
type Reason struct {
	Protocol   string    `json:"protocol"`
	Filter     string    `json:"filter"`
	Reason     string    `json:"reason"`
	Doc        string    `json:"doc"` // a sentence that says what it means; empty if there is none
	Effect     string    `json:"effect"`
	Operations uint64    `json:"operations"`
	First      time.Time `json:"first,omitzero"`
	Last       time.Time `json:"last,omitzero"`

	// Sources is how many addresses these operations came from; where SCCP names
	// who calls, how many global titles. It stops at MaxSources: there may be more.
	Sources  int                `json:"sources"`
	Common   Common             `json:"common"`
	Examples []*evidence.Record `json:"examples"` // the first, and others that differ from it
}

// Common is what all operations with a reason have in common; empty where they
// differ.
type Common struct {
	Operator  string `json:"operator"` // whom they claim to come from
	Src       string `json:"src"`
	Operation string `json:"operation"`
	APN       string `json:"apn"`
	CallingGT string `json:"calling_gt"`

	OriginHost string `json:"origin_host,omitempty"` // of Diameter
}

// State is how far a party is on its way to being enforced.
type State string

const (
	Enforced State = "enforced" // enforce holds in every protocol that was seen
	Ready    State = "ready"    // nothing would have been blocked, for long enough
	Early    State = "early"    // nothing would have been blocked yet
	Review   State = "review"   // there are reasons to look at first
	Unseen   State = "unseen"   // no traffic
	Gone     State = "gone"     // no longer in the configuration
)

// Advice is a line of configuration and when to write it.
type Advice struct {
	When  string `json:"when"`
	Under string `json:"under,omitempty"` // place in the configuration; none: there is no line to write
	Line  string `json:"line,omitempty"`
}
