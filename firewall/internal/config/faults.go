package config

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// faultKeys serves the file and, over it, interconnects and operators: so its
// defaults are not in the table but in defaultFaults.
var faultKeys = object[Faults]{
	faultClass(op.Malformed, "violates the standard; drop unless stated"),
	faultClass(op.Ambiguous, "two honest decoders may disagree; drop unless stated"),
	faultClass(op.Noncanonical, "legal but unusual, judged on its content; flag unless stated"),
	faultClass(op.Unknown, "from a newer release, or an unlisted element; flag unless stated"),
	field("names", mapOf(faultName, action), func(f *Faults) *map[op.FaultCode]op.Action { return &f.Names }, "single faults by name, over their class"),
}

func faultClass(c op.FaultClass, doc string) key[Faults] {
	return field(c.String(), optional(action), func(f *Faults) *Optional[op.Action] { return &f.Classes[c] }, doc)
}

// defaultFaults is what RULES of every class say when the file says nothing.
func defaultFaults() (f Faults) {
	f.Classes[op.Malformed] = Optional[op.Action]{op.ActDrop, true}
	f.Classes[op.Ambiguous] = Optional[op.Action]{op.ActDrop, true}
	f.Classes[op.Noncanonical] = Optional[op.Action]{op.ActFlag, true}
	f.Classes[op.Unknown] = Optional[op.Action]{op.ActFlag, true}
	return f
}
