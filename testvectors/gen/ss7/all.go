package ss7

import . "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"

// All is the catalogue of SS7.
func All() *Catalogue {
	c := &Catalogue{Folder: "ss7", Line: newLine}
	for _, part := range []func(*Catalogue){honest, attacks, evasions, carriers, alone, faulty} {
		part(c)
	}
	return c
}
