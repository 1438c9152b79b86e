// Package vector reads and writes the expectation that stands beside each capture
// of the test vectors: which rule it is about, and what has to be decided about
// every operation in it. testvectors/README.md explains the format.
package vector

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Kind of a vector.
type Kind string

const (
	Attack  Kind = "attack"  // plain; must be blocked
	Evasion Kind = "evasion" // an attack dressed so that simpler parsers miss it
	Honest  Kind = "honest"  // must pass, or be flagged at most
)

// Vector is one expectation file.
type Vector struct {
	Name    string   // of the capture, without ".pcap"
	Rules   []string // RULES.md and ATTACKS.md identifiers
	Kind    Kind
	About   string   // one line
	Config  string   // file beside it
	Reasons []string // filter/reason that blocks: one, or two that each would; none for honest and pending vectors
	Twin    string   // honest vector, the minimal edit away; attacks and evasions only
	Pending string   // why the rule cannot hold yet; the verdicts below are today's
	Wire    string   // empty: every frame is well-formed; else which clause it breaks
	Tshark  string   // empty: tshark agrees with Wire; else why it does not
	Ops     []Op
}

// Op is one record that the firewall has to write.
type Op struct {
	Frame, Component int
	Protocol         string
	Code             int
	Operation        string   // empty for a message that yields none
	Verdict          string   // pass, flag, block
	Reasons          []string // every filter/reason of the record, the deciding one first
	Note             string   // which variant this frame is
}

// Format writes the expectation file.
func (v *Vector) Format() []byte {
	var b strings.Builder
	line := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%-8s %s\n", key, value)
		}
	}
	line("rules", strings.Join(v.Rules, " "))
	line("kind", string(v.Kind))
	line("about", v.About)
	line("config", v.Config)
	line("reason", strings.Join(v.Reasons, " "))
	line("twin", v.Twin)
	line("pending", v.Pending)
	line("wire", v.Wire)
	line("tshark", v.Tshark)
	for _, o := range v.Ops {
		line("op", o.String())
	}
	return []byte(b.String())
}

// String writes the operation's line, without its key.
func (o Op) String() string {
	s := fmt.Sprintf("%d.%d %s %d %s %s", o.Frame, o.Component, orDash(o.Protocol), o.Code, orDash(o.Operation), o.Verdict)
	for _, r := range o.Reasons {
		s += " " + r
	}
	if o.Note != "" {
		s += " # " + o.Note
	}
	return s
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// Parse reads an expectation file. Errors name the line.
func Parse(name string, text []byte) (*Vector, error) {
	v := &Vector{Name: name}
	for i, l := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n") {
		key, value, _ := strings.Cut(l, " ")
		if err := v.set(key, strings.TrimSpace(value)); err != nil {
			return nil, fmt.Errorf("%s.txt:%d: %w", name, i+1, err)
		}
	}
	return v, v.check()
}

func (v *Vector) set(key, value string) error {
	text := map[string]*string{
		"about": &v.About, "config": &v.Config, "twin": &v.Twin,
		"pending": &v.Pending, "wire": &v.Wire, "tshark": &v.Tshark,
	}
	switch p := text[key]; {
	case p != nil:
		*p = value
	case key == "rules":
		v.Rules = strings.Fields(value)
	case key == "reason":
		v.Reasons = strings.Fields(value)
	case key == "kind":
		v.Kind = Kind(value)
	case key == "op":
		o, err := parseOp(value)
		if err != nil {
			return err
		}
		v.Ops = append(v.Ops, o)
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	return nil
}

func parseOp(s string) (o Op, err error) {
	s, o.Note, _ = strings.Cut(s, " # ")
	f := strings.Fields(s)
	if len(f) < 5 {
		return o, fmt.Errorf("an operation is FRAME.COMPONENT PROTOCOL CODE OPERATION VERDICT [FILTER/REASON...], got %q", s)
	}
	frame, component, _ := strings.Cut(f[0], ".")
	if o.Frame, err = strconv.Atoi(frame); err != nil {
		return o, err
	}
	if o.Component, err = strconv.Atoi(component); err != nil {
		return o, err
	}
	if o.Code, err = strconv.Atoi(f[2]); err != nil {
		return o, err
	}
	o.Protocol, o.Operation, o.Verdict, o.Reasons = dashOr(f[1]), dashOr(f[3]), f[4], f[5:]
	return o, nil
}

func dashOr(s string) string {
	if s == "-" {
		return ""
	}
	return s
}

// check holds an expectation to the rules of the house: an attack says which one
// reason stops it and which honest twin passes.
func (v *Vector) check() error {
	switch {
	case len(v.Rules) == 0, v.About == "", v.Config == "", len(v.Ops) == 0:
		return fmt.Errorf("%s.txt: rules, about, config and at least one op are required", v.Name)
	case v.Kind == Honest && (v.Reasons != nil || v.Twin != ""):
		return fmt.Errorf("%s.txt: an honest vector has no reason and no twin", v.Name)
	case v.Kind != Honest && v.Twin == "":
		return fmt.Errorf("%s.txt: an attack names its honest twin", v.Name)
	case v.Kind != Honest && (v.Reasons == nil) != (v.Pending != ""):
		return fmt.Errorf("%s.txt: an attack has either its reason or a pending rule", v.Name)
	}
	for _, o := range v.Ops {
		if err := v.checkOp(o); err != nil {
			return fmt.Errorf("%s.txt: op %s: %w", v.Name, o, err)
		}
	}
	return nil
}

func (v *Vector) checkOp(o Op) error {
	blocked := o.Verdict == "block"
	switch {
	case v.Kind == Honest && blocked:
		return fmt.Errorf("an honest vector is never blocked")
	case blocked && (len(o.Reasons) < len(v.Reasons) || !slices.Equal(o.Reasons[:len(v.Reasons)], v.Reasons)):
		return fmt.Errorf("blocked, but not first by %s", v.Reasons)
	case o.Verdict == "flag" && len(o.Reasons) == 0:
		return fmt.Errorf("flagged for no reason")
	case o.Verdict == "pass" && len(o.Reasons) != 0:
		return fmt.Errorf("passes with reasons")
	case !blocked && o.Verdict != "flag" && o.Verdict != "pass":
		return fmt.Errorf("no such verdict")
	}
	return nil
}
