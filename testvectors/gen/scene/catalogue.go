package scene

import (
	"slices"
	"strings"

	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// Catalogue collects the scenarios of a folder below testvectors.
type Catalogue struct {
	Folder    string
	Line      func(name string) *Line // the connection of the vector of this name
	Scenarios []*Scenario
}

func (c *Catalogue) add(kind vector.Kind, name, rules, about string, steps []Step) *Scenario {
	s := &Scenario{Steps: steps}
	s.Vector = vector.Vector{Name: name, Rules: strings.Fields(rules), Kind: kind, About: about, Config: "config.yaml"}
	if slices.ContainsFunc(c.Scenarios, func(o *Scenario) bool { return o.Name == name }) {
		panic(c.Folder + ": two vectors are named " + name)
	}
	c.Scenarios = append(c.Scenarios, s)
	return s
}

// Honest has to pass, or to be flagged at most.
func (c *Catalogue) Honest(name, rules, about string, steps ...Step) *Scenario {
	return c.add(vector.Honest, name, rules, about, steps)
}

// Attack is stopped by one reason, or by each of several.
func (c *Catalogue) Attack(name, rules, about, twin, reasons string, steps ...Step) *Scenario {
	s := c.add(vector.Attack, name, rules, about, steps)
	s.Twin, s.Reasons = twin, strings.Fields(reasons)
	return s
}

// Evasion is an attack dressed to slip past simpler parsers.
func (c *Catalogue) Evasion(name, rules, about, twin, reasons string, steps ...Step) *Scenario {
	s := c.Attack(name, rules, about, twin, reasons, steps...)
	s.Kind = vector.Evasion
	return s
}

// Pending is an attack that only memory can stop.
func (c *Catalogue) Pending(name, rules, about, twin, why string, steps ...Step) *Scenario {
	s := c.add(vector.Attack, name, rules, about, steps)
	s.Twin, s.Pending = twin, why
	return s
}

// Files returns every vector's capture and expectation, by its path below
// testvectors. It panics when an attack names a twin that is not an honest vector.
func (c *Catalogue) Files() map[string][]byte {
	c.checkTwins()
	out := map[string][]byte{}
	for _, s := range c.Scenarios {
		v, capture := s.build(c.Line(s.Name))
		out[c.Folder+"/"+v.Name+".pcap"] = capture.Bytes()
		out[c.Folder+"/"+v.Name+".txt"] = v.Format()
	}
	return out
}

func (c *Catalogue) checkTwins() {
	honest := map[string]bool{}
	for _, s := range c.Scenarios {
		honest[s.Name] = s.Kind == vector.Honest
	}
	for _, s := range c.Scenarios {
		if s.Twin != "" && !honest[s.Twin] {
			panic(c.Folder + ": " + s.Name + " names a twin that is no honest vector: " + s.Twin)
		}
	}
}
