package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Position is a place in the configuration file; line and column count
// characters from 1. Zero is unknown.
type Position struct{ Line, Column int }

// Problem is one thing wrong with a configuration.
type Problem struct {
	File string
	Position
	Path    string // such as operators[3].plmns[0]; empty for the file as a whole
	What    string // what is wrong
	Allowed string // what would be right
}

// Warning is a problem that does not keep the configuration from being used.
type Warning = Problem

// String prints file:line:column: path: what is wrong; allowed: what is right.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	b.WriteString(": ")
	if p.Path != "" {
		b.WriteString(p.Path + ": ")
	}
	b.WriteString(p.What)
	if p.Allowed != "" {
		b.WriteString("; allowed: " + p.Allowed)
	}
	return b.String()
}

// MaxProblems is how many problems of one file are reported together.
const MaxProblems = 20

// Invalid is everything that is wrong with one file, in the file's order.
type Invalid struct {
	Problems []Problem // at most MaxProblems
	More     int       // further ones that were found
}

// Error prints one problem per line.
func (e *Invalid) Error() string {
	var b strings.Builder
	for i, p := range e.Problems {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.String())
	}
	if e.More > 0 {
		fmt.Fprintf(&b, "\nand %d more", e.More)
	}
	return b.String()
}

// NewInvalid sorts problems and keeps the first MaxProblems, or returns nil if
// there are none. Callers that find problems of their own (a reason that no
// module has) report them in the same way.
func NewInvalid(problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	sortProblems(problems)
	n := min(len(problems), MaxProblems)
	return &Invalid{Problems: problems[:n:n], More: len(problems) - n}
}

func sortProblems(p []Problem) {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// maxCollected bounds the memory that a file with nothing right in it takes.
const maxCollected = 1000

// reader collects problems and warnings, and knows the path of the value at hand.
type reader struct {
	file     string
	path     path
	problems []Problem
	more     int // problems beyond maxCollected
	warnings []Warning
}

func (r *reader) fail(at Position, what, allowed string) {
	if len(r.problems) == maxCollected {
		r.more++
		return
	}
	r.problems = append(r.problems, Problem{r.file, at, r.path.String(), what, allowed})
}

// invalid returns what was collected as an error, nil if nothing was.
func (r *reader) invalid() error {
	err := NewInvalid(r.problems)
	if e, ok := err.(*Invalid); ok {
		e.More += r.more
	}
	return err
}

func (r *reader) warn(at Position, what, allowed string) {
	if len(r.warnings) < maxCollected {
		r.warnings = append(r.warnings, Problem{r.file, at, r.path.String(), what, allowed})
	}
}

// shape reports a value that is a list, a mapping or nothing where something
// else is wanted.
func (r *reader) shape(v *value, allowed string) {
	if v.kind != broken {
		r.fail(v.at, kindNames[v.kind], allowed)
	}
}

func (r *reader) push(step any) { r.path = append(r.path, step) }
func (r *reader) pop()          { r.path = r.path[:len(r.path)-1] }

// path leads from the root to a value: keys (string) and list positions (int).
type path []any

// String prints operators[3].gsn_addresses[0]; a key that is no plain word is
// printed in brackets and quotes, as in positions["001-01"].
func (p path) String() string {
	var b strings.Builder
	for _, step := range p {
		switch s := step.(type) {
		case int:
			fmt.Fprintf(&b, "[%d]", s)
		case string:
			switch {
			case !isWord(s):
				fmt.Fprintf(&b, "[%q]", clip(s))
			case b.Len() > 0:
				b.WriteString("." + s)
			default:
				b.WriteString(s)
			}
		}
	}
	return b.String()
}

func isWord(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if !(c >= 'a' && c <= 'z' || s[i] == '_' || i > 0 && (s[i] == '-' || s[i] >= '0' && s[i] <= '9')) {
			return false
		}
	}
	return s != ""
}

// clip shortens text from the file for a message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && s[cut]&0xC0 == 0x80 { // not inside a character
		cut--
	}
	return s[:cut] + "..."
}

// nearest returns the name that a typing error most likely meant, or "".
func nearest(got string, names []string) string {
	best, least := "", 3
	if len(got) > 64 {
		return ""
	}
	for _, n := range names {
		if n == "" || len(n)-len(got) > 2 || len(got)-len(n) > 2 {
			continue
		}
		d := distance(strings.ToLower(got), n)
		if d < least && d <= max(1, len(n)/3) {
			best, least = n, d
		}
	}
	return best
}

// distance counts the characters to insert, delete, replace or swap with their
// neighbour (optimal string alignment).
func distance(a, b string) int {
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, above, twoAbove := rows[i%3], rows[(i+2)%3], rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replace := above[j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			row[j] = min(replace, above[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], twoAbove[j-2]+1)
			}
		}
	}
	return rows[len(a)%3][len(b)]
}

// didYouMean completes a message about an unlisted name.
func didYouMean(what, got string, names []string) string {
	if n := nearest(got, names); n != "" {
		return fmt.Sprintf("%s, did you mean %q?", what, n)
	}
	return what
}
