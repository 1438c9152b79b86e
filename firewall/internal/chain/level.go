package chain

import (
	"sync/atomic"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Level is how far an interconnect or operator is let in, by command.
type Level uint8

const (
	LevelOpen    Level = iota // policy decides
	LevelObserve              // findings are recorded and block nothing
	LevelSevered              // nothing passes, either way
	LevelAborted              // nor is there an association that it could pass by
)

var levelNames = [...]string{"open", "observe", "severed", "aborted"}

// String returns the level as commands and the ledger write it.
func (l Level) String() string { return levelNames[l] }

// LevelByName is the inverse of String.
func LevelByName(s string) (Level, bool) {
	for i, n := range levelNames {
		if n == s {
			return Level(i), true
		}
	}
	return 0, false
}

// Levels is what holds by command. It is not changed once judges see it.
type Levels struct {
	ObserveAll    bool    // findings block nothing, whoever it is; who is severed stays severed
	Interconnects []Level // by number; those beyond are open
	Operators     []Level
}

func (l *Levels) interconnect(id op.ID) Level { return at(l.Interconnects, id) }
func (l *Levels) operator(id op.ID) Level     { return at(l.Operators, id) }

// Strictest returns the level that lets least in, of an interconnect's and an
// operator's.
func (l *Levels) Strictest(interconnect, operator op.ID) Level {
	return max(l.interconnect(interconnect), l.operator(operator))
}

func at(list []Level, id op.ID) Level {
	if int(id) < len(list) {
		return list[id]
	}
	return LevelOpen
}

// Control is how commands reach the judges of all lanes. A judge looks once per
// batch.
type Control struct{ levels atomic.Pointer[Levels] }

// Set makes l hold from the next batch on.
func (c *Control) Set(l *Levels) { c.levels.Store(l) }

// ObservesAll reports whether findings block nothing.
func (c *Control) ObservesAll() bool { return c.load().ObserveAll }

var allOpen Levels

func (c *Control) load() *Levels {
	if c == nil {
		return &allOpen
	}
	if l := c.levels.Load(); l != nil {
		return l
	}
	return &allOpen
}

// severs reports whether an end of a message is cut off.
func (l *Levels) severs(m *op.Message) bool {
	if len(l.Interconnects)|len(l.Operators) == 0 {
		return false
	}
	return l.Strictest(m.Interconnect, m.SrcOwner) >= LevelSevered || l.Strictest(m.DstInterconnect, m.DstOwner) >= LevelSevered
}

// seversClaim reports whether an operation claims to come from who is cut off: by
// the network that it names, whoever's address it comes from, a hub's included.
func (l *Levels) seversClaim(o *op.Operation) bool {
	return l.operator(o.Operator) >= LevelSevered || l.operator(o.GTP.ServingNamed) >= LevelSevered
}

// observes reports whether the other end of a message is only observed.
func (l *Levels) observes(m *op.Message) bool {
	return l.ObserveAll || l.interconnect(m.Peer()) == LevelObserve || l.operator(m.Partner()) == LevelObserve
}
