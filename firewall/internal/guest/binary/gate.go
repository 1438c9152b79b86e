package binary

import (
	"fmt"
	"strings"
)

// Reserved export names: the globals that [Inject] adds. The host refills them before every call.
const (
	FuelExport  = "portcullis_fuel"  // mutable i64: units left; negative after exhaustion
	DepthExport = "portcullis_depth" // mutable i32: frames left; negative after exhaustion
)

// HostModule is the only module that a filter may import from.
const HostModule = "portcullis"

// Info describes a module that passed the gate.
type Info struct {
	Size         int      // bytes
	Functions    int      // its own
	Instructions int      // static
	Loops        int      // static
	Vector       bool     // uses v128
	MemoryMin    int      // pages of 64 KiB
	MemoryMax    int      // pages of 64 KiB
	TableEntries int      // initial, of all tables
	DataBytes    int      // of all data segments
	Imports      []string // names within HostModule, in order
	Exports      []string // in order

	module *module
}

// Exported tells whether the module exports something under name.
func (i *Info) Exported(name string) bool {
	for _, e := range i.Exports {
		if e == name {
			return true
		}
	}
	return false
}

// signature is a function type as text: "(i32, i64) -> (i32)".
type signature string

// allowed lists the host functions of ABI version 1 (sdk/ABI.md, "Imports").
var allowed = map[string]signature{
	"log":    "(i32, i32, i32) -> ()",
	"metric": "(i32, i64) -> ()",
}

// required lists the exported functions of ABI version 1 (sdk/ABI.md, "Exports").
var required = []struct {
	name string
	typ  signature
}{
	{"pc_abi", "() -> (i32)"},
	{"pc_manifest", "() -> (i64)"},
	{"pc_buffer", "(i32) -> (i32)"},
	{"pc_init", "(i32, i32) -> (i32)"},
	{"pc_filter", "(i32) -> (i32)"},
}

const initializer, initializerType = "_initialize", signature("() -> ()")

// Gate decides whether a module may be handed to a compiler. The error is always a [*GateError]. The module is not validated beyond
// its format: types and indexes inside functions are the compiler's business.
func Gate(wasm []byte, limits Limits) (*Info, error) {
	m, refused := parse(wasm, limits.withDefaults())
	if refused == nil {
		refused = m.checkImports()
	}
	if refused == nil {
		refused = m.checkExports()
	}
	if refused != nil {
		return nil, refused
	}
	return m.info(), nil
}

func (m *module) checkImports() *GateError {
	for _, i := range m.imports {
		if i.module != HostModule {
			return refuse(RuleImport, i.offset, "import %q of module %q: %s", i.name, i.module, importAdvice(i.module))
		}
		want, ok := allowed[i.name]
		if !ok {
			return refuse(RuleImport, i.offset, "import %q of module %q does not exist; there are log and metric", i.name, i.module)
		}
		if i.typ >= len(m.types) {
			return refuse(RuleMalformed, i.offset, "import %q has type %d of %d", i.name, i.typ, len(m.types))
		}
		if have := m.types[i.typ].signature(); have != want {
			return refuse(RuleImportType, i.offset, "import %q has type %s, the host offers %s", i.name, have, want)
		}
	}
	return nil
}

func importAdvice(module string) string {
	switch {
	case strings.HasPrefix(module, "wasi"):
		return "WASI is not offered, so modules of Go (GOOS=wasip1), TinyGo or a libc with WASI cannot be loaded; build freestanding " +
			"(Rust wasm32-unknown-unknown with no_std, C with -nostdlib)"
	case module == "env":
		return "an undefined symbol became an import; define it, or with AssemblyScript pass --use abort="
	}
	return "a filter may import from \"" + HostModule + "\" only"
}

func (m *module) checkExports() *GateError {
	found := make(map[string]export, len(m.exports))
	for _, e := range m.exports {
		if e.name == FuelExport || e.name == DepthExport {
			return refuse(RuleReservedExport, e.offset, "export %q is a name that the host adds itself; rename it", e.name)
		}
		found[e.name] = e
	}
	if e, ok := found["memory"]; !ok {
		return refuse(RuleMissingExport, -1, "the memory has to be exported as \"memory\"")
	} else if e.kind != kindMemory {
		return refuse(RuleExportType, e.offset, "export \"memory\" is not a memory")
	} else if m.memories != 1 || e.index != 0 {
		return refuse(RuleMemoryCount, e.offset, "export \"memory\" names memory %d of %d", e.index, m.memories)
	}
	for _, want := range required {
		e, ok := found[want.name]
		if !ok {
			return refuse(RuleMissingExport, -1, "function %q of type %s has to be exported", want.name, want.typ)
		}
		if refused := m.checkExport(e, want.typ); refused != nil {
			return refused
		}
	}
	if e, ok := found[initializer]; ok {
		return m.checkExport(e, initializerType)
	}
	return nil
}

func (m *module) checkExport(e export, want signature) *GateError {
	if e.kind != kindFunction {
		return refuse(RuleExportType, e.offset, "export %q has to be a function of type %s", e.name, want)
	}
	t, ok := m.functionType(e.index)
	if !ok {
		return refuse(RuleMalformed, e.offset, "export %q names function %d, which does not exist", e.name, e.index)
	}
	if have := t.signature(); have != want {
		return refuse(RuleExportType, e.offset, "export %q has type %s, ABI version 1 wants %s", e.name, have, want)
	}
	return nil
}

func (t funcType) signature() signature {
	return signature(fmt.Sprintf("(%s) -> (%s)", typeNames(t.params), typeNames(t.results)))
}

func typeNames(types []byte) string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = map[byte]string{
			typeI32: "i32", typeI64: "i64", typeF32: "f32", typeF64: "f64", typeV128: "v128",
			typeFuncRef: "funcref", typeExternRef: "externref",
		}[t]
	}
	return strings.Join(names, ", ")
}

func (m *module) info() *Info {
	i := &Info{
		Size: len(m.wasm), Functions: len(m.functions), MemoryMin: m.memoryMin, MemoryMax: m.memoryMax,
		TableEntries: m.entries, DataBytes: m.dataBytes, module: m,
	}
	for _, b := range m.bodies {
		i.Instructions += b.traits.instructions
		i.Loops += b.traits.loops
		i.Vector = i.Vector || b.traits.vector
	}
	for _, im := range m.imports {
		i.Imports = append(i.Imports, im.name)
	}
	for _, e := range m.exports {
		i.Exports = append(i.Exports, e.name)
	}
	return i
}
