package diameter

import . "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"

// All is the catalogue of Diameter.
func All() *Catalogue {
	c := &Catalogue{Folder: "diameter", Line: newLine}
	for _, part := range []func(*Catalogue){honest, attacks, evasions, rules, alone} {
		part(c)
	}
	return c
}
