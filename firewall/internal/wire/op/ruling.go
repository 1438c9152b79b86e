package op

// Action is what policy makes of a reason or fault, and what a link is told to
// do with a message; ordered by strictness.
type Action uint8

const (
	ActPass Action = iota
	ActFlag
	ActReject // drop, and answer with a cause
	ActDrop
)

var actionNames = [...]string{"pass", "flag", "reject", "drop"}

// String returns the action as written in configurations.
func (a Action) String() string { return actionNames[a] }

// Blocks reports whether the message does not go on.
func (a Action) Blocks() bool { return a >= ActReject }

// ActionByName is the inverse of String.
func ActionByName(s string) (Action, bool) {
	for i, n := range actionNames {
		if n == s {
			return Action(i), true
		}
	}
	return 0, false
}

// Ruling is what the link does to a message.
type Ruling struct {
	Action Action // ActPass, ActReject or ActDrop
	Cause  uint32 // of the answer, when rejecting; 0 = the protocol's default

	// Component is the operation that decides, by its place in the message from
	// 0: of several components an answer names one.
	Component uint8
}
