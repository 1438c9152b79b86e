package guest

import (
	"errors"
	"fmt"
	"strings"
)

// Reason classes why a call into a guest failed.
type Reason string

// The reasons of a [TrapError].
const (
	ReasonFuel        Reason = "fuel"        // more work than the call was given
	ReasonDepth       Reason = "depth"       // calls nested too deeply
	ReasonUnreachable Reason = "unreachable" // the guest gave up: a panic, an abort
	ReasonMemory      Reason = "memory"      // access outside the linear memory
	ReasonTable       Reason = "table"       // indirect call of nothing, or of another type; access outside a table
	ReasonArithmetic  Reason = "arithmetic"  // division by zero, or a conversion that does not fit
	ReasonNonzero     Reason = "nonzero"     // the function returned failure
	ReasonBadOutput   Reason = "bad-output"  // an output bit that no reason has, an address outside the memory
	ReasonOther       Reason = "other"
)

// TrapError says that a guest failed while it was called. The instance is of no use any more.
type TrapError struct {
	Filter string // name of the manifest, or of the module before that is read
	Call   string // exported function
	Reason Reason
	Detail string // for the author: where, or which value
}

func (e *TrapError) Error() string {
	if e.Detail == "" {
		return fmt.Sprintf("filter %s: %s failed (%s)", e.Filter, e.Call, e.Reason)
	}
	return fmt.Sprintf("filter %s: %s failed (%s): %s", e.Filter, e.Call, e.Reason, e.Detail)
}

// ErrDiscarded is returned by calls of an instance that has failed before or was closed.
var ErrDiscarded = errors.New("the filter instance was discarded")

// classify maps the runtime's message to a reason. Its error values are internal to it; the messages are fixed by its tests.
func classify(message string) Reason {
	for _, c := range []struct {
		fragment string
		reason   Reason
	}{
		{"unreachable", ReasonUnreachable},
		{"out of bounds memory access", ReasonMemory},
		{"stack overflow", ReasonDepth},
		{"invalid table access", ReasonTable},
		{"indirect call type mismatch", ReasonTable},
		{"integer divide by zero", ReasonArithmetic},
		{"integer overflow", ReasonArithmetic},
		{"invalid conversion to integer", ReasonArithmetic},
	} {
		if strings.Contains(message, c.fragment) {
			return c.reason
		}
	}
	return ReasonOther
}

// where picks the innermost guest function out of the runtime's stack trace.
func where(message string) string {
	_, trace, found := strings.Cut(message, "wasm stack trace:\n\t")
	if !found {
		return ""
	}
	frame, _, _ := strings.Cut(trace, "\n")
	return "in function " + printable(strings.TrimPrefix(frame, "."), 120)
}

// printable returns at most n bytes of text that an untrusted module wrote, with nothing in it that could forge lines or move a cursor.
func printable(text string, n int) string {
	if len(text) > n {
		text = text[:n]
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7F && r < 0xA0 || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
