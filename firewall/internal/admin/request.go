package admin

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/evidence"
)

// ErrUnknownName says that a name is neither an interconnect's nor an operator's.
var ErrUnknownName = errors.New("no interconnect or operator has the name")

// Self is the actor of what the appliance does on its own, or on a signal.
func Self() Actor { return Actor{UID: uint32(os.Geteuid())} }

// The levels, from letting in to keeping out; those of later cannot be asked for
// yet.
var (
	levels = []string{"open", "observe", "severed", "aborted"}
	later  = []string{"throttle", "requests-blocked"}
)

// Check says what is wrong with a request before anybody acts on it.
func (c *LevelChange) Check() error {
	switch {
	case c.Name == "":
		return errors.New("a name is needed: of an interconnect or an operator")
	case slices.Contains(later, c.Level):
		return fmt.Errorf("the level %s is not offered yet; there are %s", c.Level, strings.Join(levels, ", "))
	case !slices.Contains(levels, c.Level):
		return fmt.Errorf("there is no level %q; there are %s", c.Level, strings.Join(levels, ", "))
	}
	return evidence.CheckReason(c.Reason)
}

// ObserveAllChange is what is asked for by everybody's name.
type ObserveAllChange struct {
	On     bool   `json:"on"`
	Reason string `json:"reason"`
}

// Check says what is wrong with a request before anybody acts on it.
func (c *ObserveAllChange) Check() error { return evidence.CheckReason(c.Reason) }

// The paths of the API. Reading is GET, changing is POST.
const (
	pathStatus     = "/v1/status"
	pathPeers      = "/v1/peers"
	pathReport     = "/v1/report"
	pathLevel      = "/v1/level"
	pathObserveAll = "/v1/observe-all"
	pathReload     = "/v1/reload"
)

// failure is the body of every answer that is not 200.
type failure struct {
	Error   string   `json:"error"`
	Outcome *Outcome `json:"outcome,omitempty"` // what holds nevertheless
}
