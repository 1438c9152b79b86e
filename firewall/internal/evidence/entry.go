package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
)

// What a change can be about.
const (
	KindInterconnect = "interconnect"
	KindOperator     = "operator"
	KindAll          = "all" // the global observe mode
)

// What holds for KindAll.
const (
	AllEnforce = "enforce"
	AllObserve = "observe"
)

// Actor is who asked for a change.
type Actor struct {
	UID uint32 `json:"uid"`
	PID int32  `json:"pid"` // 0: a signal, or the appliance itself
}

// Entry is one line of the ledger: somebody changed the level of a peer, or the
// global observe mode.
type Entry struct {
	Sequence uint64 `json:"sequence"` // from 1, without gaps
	Time     Time   `json:"time"`
	Actor    Actor  `json:"actor"`
	Kind     string `json:"kind"`
	Name     string `json:"name"` // empty for KindAll
	Before   string `json:"before"`
	After    string `json:"after"` // open, observe, severed; of KindAll: enforce, observe
	Reason   string `json:"reason"`
}

// MaxReason is how many characters the text of a reason may have.
const MaxReason = 500

// CheckReason says what is wrong with the text that somebody gives as the reason
// of a change. Any language and any character may occur: JSON escapes those that
// control terminals.
func CheckReason(text string) error {
	switch n := utf8.RuneCountInString(text); {
	case !utf8.ValidString(text):
		return errors.New("the reason is not UTF-8")
	case strings.TrimSpace(text) == "":
		return errors.New("a reason is needed: the ledger keeps it")
	case n > MaxReason:
		return fmt.Errorf("the reason has %d characters; allowed are %d", n, MaxReason)
	}
	return nil
}

// Peer names an interconnect or an operator.
type Peer struct{ Kind, Name string }

// Held is what holds by command, by name: configurations come and go, and a name
// that one of them lacks for a while is still severed when it comes back.
type Held struct {
	ObserveAll bool
	Peers      map[Peer]chain.Level // those that are not open
}

func (h Held) clone() Held {
	h.Peers = maps.Clone(h.Peers)
	return h
}

// apply makes an entry hold. What it does not understand is an error: a level
// that this version does not know may well be a stricter one.
func (h *Held) apply(e *Entry) error {
	if e.Kind == KindAll {
		if e.After != AllEnforce && e.After != AllObserve {
			return fmt.Errorf("%q is neither %s nor %s", e.After, AllEnforce, AllObserve)
		}
		h.ObserveAll = e.After == AllObserve
		return nil
	}
	if e.Kind != KindInterconnect && e.Kind != KindOperator {
		return fmt.Errorf("there is no kind %q", e.Kind)
	}
	level, ok := chain.LevelByName(e.After)
	switch {
	case e.Name == "":
		return fmt.Errorf("the %s has no name", e.Kind)
	case !ok:
		return fmt.Errorf("there is no level %q", e.After)
	case level == chain.LevelOpen:
		delete(h.Peers, Peer{e.Kind, e.Name})
	default:
		h.Peers[Peer{e.Kind, e.Name}] = level
	}
	return nil
}

// line is the entry as it stands in the ledger.
func (e *Entry) line() ([]byte, error) {
	if time.Time(e.Time).IsZero() {
		e.Time = Time(time.Now())
	}
	text, err := json.Marshal(e)
	return append(text, '\n'), err
}

// parseEntry reads a line of the ledger. A field that this version does not know
// is an error for the same reason as an unknown level.
func parseEntry(line []byte) (e Entry, err error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return e, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return e, errors.New("more than one entry")
	}
	return e, nil
}
