package evidence

import "time"

// Note is an event that is not a record. docs/events.md and
// docs/events.schema.json describe what becomes of each. Texts must be free of
// subscribers' identities.
type Note interface{ event(now time.Time) any }

// head is what every line of the events file begins with.
type head struct {
	Event string `json:"event"`
	Time  Time   `json:"time"`
}

// Started says that every link carries traffic.
type Started struct {
	head
	Version    string        `json:"version"`
	PID        int           `json:"pid"`
	Config     string        `json:"config"`        // file
	ConfigHash string        `json:"config_sha256"` // of its text
	Links      []StartedLink `json:"links"`
	ObserveAll bool          `json:"observe_all"`
	Held       []HeldPeer    `json:"held"` // who is not open, from the ledger
	Warnings   []string      `json:"warnings"`
}

// StartedLink is a link that carries traffic.
type StartedLink struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	WhenDown string `json:"when_down,omitempty"`
	Lanes    int    `json:"lanes"`
}

// HeldPeer is a peer whose level is not open.
type HeldPeer struct {
	Kind  string `json:"kind"`
	Name  string `json:"name"`
	Level string `json:"level"`
}

// Drained says that the appliance stops taking traffic.
type Drained struct {
	head
	Why string `json:"why"` // such as the signal
}

// Reloaded says that a configuration came into force, or was refused.
type Reloaded struct {
	head
	OK         bool     `json:"ok"`
	Actor      Actor    `json:"actor"`
	ConfigHash string   `json:"config_sha256"` // of what is in force now
	Difference []string `json:"difference"`
	Warnings   []string `json:"warnings"`
	Error      string   `json:"error,omitempty"` // why it was refused
}

// LevelChanged is one entry of the ledger, and what came of it: an event "level",
// or "observe-all" when it is about everybody.
type LevelChanged struct {
	Event string `json:"event"`
	Entry
	InForce  bool     `json:"in_force"`         // every lane acts on it
	Durable  bool     `json:"durable"`          // the ledger has it on disk
	Bundle   string   `json:"bundle,omitempty"` // folder of the evidence
	Problems []string `json:"problems"`
}

// FilterFailed says that a filter failed on operations.
type FilterFailed struct {
	head
	Filter   string `json:"filter"`
	Failures uint64 `json:"failures"` // operations since this was last said
	Total    uint64 `json:"total"`    // operations since the start
	Policy   string `json:"policy"`   // open, closed: what became of them
	Error    string `json:"error,omitempty"`
}

// LinkProblem says that a link does not do what it should, or does so again.
type LinkProblem struct {
	head
	Link    string `json:"link"`
	Problem string `json:"problem"`
	Over    bool   `json:"over"` // it was, and is no more
}

// Association says what became of an association of a link that ends them.
type Association struct {
	head
	Link         string   `json:"link"`
	State        string   `json:"state"` // up, down, held, back, refused, restarted, and of paths path-down, path-up
	Side         string   `json:"side"`  // whose it is
	Interconnect string   `json:"interconnect,omitempty"`
	Peer         []string `json:"peer"` // its addresses
	Port         uint16   `json:"port"`
	Why          string   `json:"why,omitempty"`
}

// lost says that events are missing here.
type lost struct {
	head
	Count uint64 `json:"count"` // since this was last said
	Total uint64 `json:"total"` // since the start
}

func (n Started) event(now time.Time) any {
	n.head = head{"start", Time(now)}
	n.Links, n.Held, n.Warnings = orEmpty(n.Links), orEmpty(n.Held), orEmpty(n.Warnings)
	return n
}

func (n Drained) event(now time.Time) any {
	n.head = head{"drain", Time(now)}
	return n
}

func (n Reloaded) event(now time.Time) any {
	n.head = head{"reload", Time(now)}
	n.Difference, n.Warnings = orEmpty(n.Difference), orEmpty(n.Warnings)
	return n
}

func (n LevelChanged) event(now time.Time) any {
	n.Event, n.Problems = "level", orEmpty(n.Problems)
	if n.Kind == KindAll {
		n.Event = "observe-all"
	}
	if time.Time(n.Time).IsZero() {
		n.Time = Time(now)
	}
	return n
}

func (n FilterFailed) event(now time.Time) any {
	n.head = head{"filter-failure", Time(now)}
	return n
}

func (n LinkProblem) event(now time.Time) any {
	n.head = head{"link-problem", Time(now)}
	return n
}

func (n Association) event(now time.Time) any {
	n.head, n.Peer = head{"association", Time(now)}, orEmpty(n.Peer)
	return n
}

func (n lost) event(now time.Time) any {
	n.head = head{"lost", Time(now)}
	return n
}

// orEmpty makes an absent list an empty one: [] and not null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
