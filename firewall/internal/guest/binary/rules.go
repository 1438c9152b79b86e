package binary

import "fmt"

// Rule names what a refused module broke. The names are stable: users see them, tests and configurations may match them.
type Rule string

// The rules of the gate.
const (
	RuleNotAModule      Rule = "not-a-module"        // no Wasm magic and version 1
	RuleMalformed       Rule = "malformed"           // violates the binary format
	RuleTooLarge        Rule = "too-large"           // size of the module or of one function
	RuleTooMany         Rule = "too-many"            // a count above its limit
	RuleTooDeep         Rule = "too-deep"            // nesting of blocks
	RuleTooTangled      Rule = "too-tangled"         // locals times branches of one function
	RuleImport          Rule = "import-not-allowed"  // outside the allow-list
	RuleImportType      Rule = "import-type"         // allowed name, other signature
	RuleStart           Rule = "start-section"       // code that would run while instantiating
	RuleMemoryCount     Rule = "memory-count"        // not exactly one memory
	RuleMemoryUnbounded Rule = "memory-unbounded"    // no declared maximum
	RuleMemoryTooLarge  Rule = "memory-too-large"    // maximum above the limit
	RuleTableTooLarge   Rule = "table-too-large"     // minimum above the limit
	RuleTableGrow       Rule = "table-grow"          // table.grow: host memory outside the linear memory
	RuleFeature         Rule = "feature-not-allowed" // beyond core 2.0: threads, tail calls, exceptions, memory64, ...
	RuleMissingExport   Rule = "missing-export"      // a function or memory the ABI requires
	RuleExportType      Rule = "export-type"         // exported, but of another kind or signature
	RuleReservedExport  Rule = "reserved-export"     // a name that the host adds itself
)

// GateError says why a module was refused, in words its author can act on.
type GateError struct {
	Rule   Rule
	Detail string
	Offset int // bytes from the start of the module, or -1 when the fault is something that is missing
}

func (e *GateError) Error() string {
	if e.Offset < 0 {
		return fmt.Sprintf("module refused (%s): %s", e.Rule, e.Detail)
	}
	return fmt.Sprintf("module refused (%s) at offset %#x: %s", e.Rule, e.Offset, e.Detail)
}

func refuse(rule Rule, offset int, format string, args ...any) *GateError {
	return &GateError{Rule: rule, Detail: fmt.Sprintf(format, args...), Offset: offset}
}

// Limits bounds what a module may declare. Zero fields take the defaults of [DefaultLimits].
type Limits struct {
	Size          int // bytes of the module
	Types         int // function types
	Arity         int // parameters, and results, of one type
	Imports       int
	Functions     int
	FunctionBytes int // code of one function
	Locals        int // of one function, beside its parameters
	Nesting       int // open blocks
	BranchTable   int // targets of one br_table
	Tangle        int // locals times branch targets and blocks of one function: what an SSA compiler builds grows with it. A module may have eight times this
	Globals       int
	Tables        int
	TableEntries  int // initial entries of one table
	Elements      int // element segments
	Data          int // data segments
	Exports       int
	MemoryPages   int // maximum of the memory, pages of 64 KiB
}

// DefaultLimits leaves an honest module in any language room; see the vectors for what they refuse.
func DefaultLimits() Limits {
	return Limits{
		Size: 4 << 20, Types: 1000, Arity: 32, Imports: 64, Functions: 10_000, FunctionBytes: 128 << 10, Locals: 4096,
		Nesting: 256, BranchTable: 4096, Tangle: 1 << 20, Globals: 1000, Tables: 8, TableEntries: 1024, Elements: 1024,
		Data: 10_000, Exports: 1000, MemoryPages: 256,
	}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	for _, f := range []struct {
		have *int
		def  int
	}{
		{&l.Size, d.Size}, {&l.Types, d.Types}, {&l.Arity, d.Arity}, {&l.Imports, d.Imports}, {&l.Functions, d.Functions},
		{&l.FunctionBytes, d.FunctionBytes}, {&l.Locals, d.Locals}, {&l.Nesting, d.Nesting}, {&l.BranchTable, d.BranchTable},
		{&l.Tangle, d.Tangle}, {&l.Globals, d.Globals}, {&l.Tables, d.Tables}, {&l.TableEntries, d.TableEntries},
		{&l.Elements, d.Elements}, {&l.Data, d.Data}, {&l.Exports, d.Exports}, {&l.MemoryPages, d.MemoryPages},
	} {
		if *f.have == 0 {
			*f.have = f.def
		}
	}
	return l
}
