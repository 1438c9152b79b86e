package diameter

// Files returns every vector's capture and expectation, by its path below
// testvectors.
func Files() map[string][]byte {
	out := map[string][]byte{}
	for _, s := range all().scenarios {
		v, capture := s.build()
		out["diameter/"+v.Name+".pcap"] = capture.Bytes()
		out["diameter/"+v.Name+".txt"] = v.Format()
	}
	return out
}

// all is the catalogue of Diameter.
func all() *catalogue {
	c := &catalogue{}
	for _, part := range []func(*catalogue){honest, attacks, evasions, rules} {
		part(c)
	}
	c.check()
	return c
}

// check panics when an attack names a twin that is not an honest vector.
func (c *catalogue) check() {
	honest := map[string]bool{}
	for _, s := range c.scenarios {
		honest[s.Name] = s.Kind == "honest"
	}
	for _, s := range c.scenarios {
		if s.Twin != "" && !honest[s.Twin] {
			panic("diameter: " + s.Name + " names a twin that is no honest vector: " + s.Twin)
		}
	}
}
