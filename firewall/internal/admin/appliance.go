// Package admin is how people reach a running appliance: an API over a unix
// socket. It knows the appliance as an interface and nothing of traffic.
package admin

import (
	"context"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link"
	"github.com/seed-43cefff0/portcullis/firewall/internal/report"
)

// Appliance is the running firewall as the API needs it. Its methods may be
// called from any goroutine.
type Appliance interface {
	Status() Status

	// Peers returns every interconnect, then every operator, in configuration
	// order.
	Peers() []Peer

	// SetLevel changes the level of an interconnect or operator, or of both if
	// they share the name: written and synced to the ledger, then in force in
	// every lane, then returned. ErrUnknownName says that nobody has the name. Any
	// other error comes with an Outcome that says what is in force and what is
	// not durable.
	SetLevel(ctx context.Context, by Actor, c LevelChange) (Outcome, error)

	// ObserveAll turns the global observe mode on or off, as durably.
	ObserveAll(ctx context.Context, by Actor, on bool, reason string) (Outcome, error)

	// Reload reads the configuration file again and swaps it in. An error means
	// that what was running still is.
	Reload(ctx context.Context, by Actor) (Reloaded, error)

	// Report returns what was judged since the start, by operator and reason.
	Report() *report.Report
}

// Actor is who asked, as the kernel says (unix(7), SO_PEERCRED).
type Actor struct {
	UID uint32 `json:"uid"`
	PID int32  `json:"pid"` // 0: a signal, or the appliance itself
}

// Status is the appliance as a whole.
type Status struct {
	Version    string       `json:"version"`
	PID        int          `json:"pid"`
	Started    time.Time    `json:"started"`
	Config     string       `json:"config"`        // file
	ConfigHash string       `json:"config_sha256"` // of its text as it is in force
	Loaded     time.Time    `json:"loaded"`        // when that came into force
	Reloads    int          `json:"reloads"`
	ObserveAll bool         `json:"observe_all"`
	Links      []LinkStatus `json:"links"`
	Filters    []FilterStat `json:"filters"`
	EventsLost uint64       `json:"events_lost"` // not written: queue full or disk failing
	Problems   []string     `json:"problems"`    // what does not work right now, such as a full disk
}

// LinkStatus is one link, its lanes summed.
type LinkStatus struct {
	Name     string         `json:"name"`
	Kind     string         `json:"kind"`
	WhenDown string         `json:"when_down,omitempty"`
	Lanes    int            `json:"lanes"`
	ByLane   []uint64       `json:"received_by_lane"` // how evenly partners fall on the lanes
	Counters []link.Counter `json:"counters"`
}

// FilterStat is one filter, its instances summed.
type FilterStat struct {
	Name     string `json:"name"`
	Mode     string `json:"mode"`
	Digest   string `json:"sha256"`
	Failures uint64 `json:"failures"` // operations on which it failed
}

// Peer is an interconnect or an operator.
type Peer struct {
	Kind  string   `json:"kind"` // interconnect, operator
	Name  string   `json:"name"`
	Level string   `json:"level"`
	Mode  string   `json:"mode,omitempty"` // configured; empty for an operator that states none
	Via   []string `json:"via,omitempty"`  // of an operator
	Traffic
}

// Traffic counts messages with an end at a peer since the start.
type Traffic struct {
	Messages uint64    `json:"messages"`
	Blocked  uint64    `json:"blocked"`  // dropped or answered with a rejection
	Observed uint64    `json:"observed"` // would have been blocked, but are only observed
	Flagged  uint64    `json:"flagged"`
	Last     time.Time `json:"last,omitzero"` // absent: none yet
}

// LevelChange is what is asked for.
type LevelChange struct {
	Name   string `json:"name"`
	Level  string `json:"level"` // open, observe, severed, aborted
	Reason string `json:"reason"`
	DryRun bool   `json:"dry_run"`
}

// Outcome is what came of a change.
type Outcome struct {
	Changed  []Changed `json:"changed"`
	Sequence uint64    `json:"sequence"`         // of the ledger's entry; 0 in a dry run
	InForce  bool      `json:"in_force"`         // every lane acts on it; false in a dry run
	Durable  bool      `json:"durable"`          // the ledger has it on disk
	Bundle   string    `json:"bundle,omitempty"` // folder of the evidence
	Problems []string  `json:"problems"`         // what could not be written
}

// Changed is one peer that a change touches.
type Changed struct {
	Kind   string   `json:"kind"` // interconnect, operator, all
	Name   string   `json:"name"`
	Before string   `json:"before"`
	After  string   `json:"after"`
	Peer   *Peer    `json:"peer,omitempty"`
	Behind []string `json:"behind,omitempty"` // operators reached only through a severed interconnect

	Sources []string `json:"sources,omitempty"` // addresses that it is recognised by, as configured
}

// Reloaded is what a reload changed, one line per difference, "-" before what
// went and "+" before what came.
type Reloaded struct {
	Difference []string `json:"difference"`
	Warnings   []string `json:"warnings"`
	ConfigHash string   `json:"config_sha256"`
}
