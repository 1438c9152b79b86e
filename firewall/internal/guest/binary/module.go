package binary

// Section numbers (5.5.2).
const (
	sectionCustom = iota
	sectionType
	sectionImport
	sectionFunction
	sectionTable
	sectionMemory
	sectionGlobal
	sectionExport
	sectionStart
	sectionElement
	sectionCode
	sectionData
	sectionDataCount
	sectionTag // exception handling
)

// sectionOrder is the order in which known sections must appear (5.5.16).
var sectionOrder = [...]int{
	sectionType, sectionImport, sectionFunction, sectionTable, sectionMemory, sectionGlobal, sectionExport,
	sectionStart, sectionElement, sectionDataCount, sectionCode, sectionData,
}

type span struct{ start, end int }

type funcType struct{ params, results []byte }

// export kinds (5.5.10).
const (
	kindFunction = iota
	kindTable
	kindMemory
	kindGlobal
)

type export struct {
	name        string
	kind, index int
	offset      int
}

type imported struct {
	module, name string
	typ          int
	offset       int
}

// body is one entry of the code section (5.5.13).
type body struct {
	locals span // the vector of local groups, its count included
	groups int  // entries of that vector
	count  int  // locals declared, parameters not included
	code   span // instructions, the final end included
	traits traits
}

// traits is what one pass over a body finds out.
type traits struct {
	instructions int
	loops        int
	bulk         int // bulk operations whose length is paid for, memory.grow included
	calls        int // to functions of the module or through a table: what can recurse
	vector       bool
}

// module is a parsed module: spans into the bytes, and what the gate and the rewriting ask about.
type module struct {
	wasm      []byte
	limits    Limits
	sections  [sectionTag]span // contents by section number; absent ones are empty
	names     span             // the whole "name" custom section, header included
	types     []funcType
	imports   []imported // functions only: nothing else passes the gate
	functions []int      // type of each function of the module itself
	globals   int
	tables    int
	entries   int // initial entries of all tables
	memories  int
	memoryMin int
	memoryMax int
	exports   []export
	bodies    []body
	dataBytes int
	exposed   map[int]bool // functions that are called otherwise than by name: exported, or in a table some day
	tangle    int          // locals times branches, summed over the functions
}

// parse reads a whole module.
func parse(wasm []byte, limits Limits) (*module, *GateError) {
	m := &module{wasm: wasm, limits: limits, exposed: map[int]bool{}}
	if len(wasm) < 8 || string(wasm[:4]) != "\x00asm" {
		return nil, refuse(RuleNotAModule, 0, "the file does not begin with the Wasm magic number (\\0asm); a text module has to be assembled first")
	}
	if string(wasm[4:8]) != "\x01\x00\x00\x00" {
		return nil, refuse(RuleNotAModule, 4, "Wasm binary version 1 is wanted (a component has to be unbundled into its core module)")
	}
	if len(wasm) > limits.Size {
		return nil, refuse(RuleTooLarge, limits.Size, "%d bytes, at most %d are allowed", len(wasm), limits.Size)
	}
	r := &reader{wasm: wasm, pos: 8, end: len(wasm)}
	for next := 0; r.left() > 0; {
		m.section(r, &next)
	}
	if !r.failed() && len(m.functions) != len(m.bodies) {
		r.fail(RuleMalformed, len(wasm), "%d functions are declared, %d have code", len(m.functions), len(m.bodies))
	}
	if r.failed() {
		return nil, r.err
	}
	return m, nil
}

// section reads one section; next is the first place in sectionOrder that it may take.
func (m *module) section(r *reader, next *int) {
	start := r.pos
	id := int(r.byte())
	size := r.u32()
	content := span{r.pos, r.pos + size}
	r.skip(size)
	if r.failed() {
		return
	}
	sub := &reader{wasm: m.wasm, pos: content.start, end: content.end}
	if id == sectionCustom {
		if sub.name() == "name" && m.names.end == 0 {
			m.names = span{start, content.end}
		}
	} else {
		m.known(r, sub, id, start, next)
	}
	if sub.failed() && !r.failed() {
		r.err, r.pos = sub.err, r.end
	}
}

func (m *module) known(r, sub *reader, id, start int, next *int) {
	if id >= sectionTag {
		r.fail(RuleFeature, start, "section %d is not of core 2.0 (13 is exception handling)", id)
		return
	}
	place := *next
	for place < len(sectionOrder) && sectionOrder[place] != id {
		place++
	}
	if place == len(sectionOrder) {
		r.fail(RuleMalformed, start, "section %d is repeated or out of order", id)
		return
	}
	*next = place + 1
	m.sections[id] = span{sub.pos, sub.end}
	m.parseSection(sub, id)
	if !sub.failed() && sub.left() != 0 {
		sub.fail(RuleMalformed, sub.pos, "%d bytes too many in section %d", sub.left(), id)
	}
}

func (m *module) parseSection(r *reader, id int) {
	switch id {
	case sectionType:
		m.parseTypes(r)
	case sectionImport:
		m.parseImports(r)
	case sectionFunction:
		m.parseFunctions(r)
	case sectionTable:
		m.parseTables(r)
	case sectionMemory:
		m.parseMemories(r)
	case sectionGlobal:
		m.parseGlobals(r)
	case sectionExport:
		m.parseExports(r)
	case sectionStart:
		r.fail(RuleStart, r.pos, "a start section runs code before the host is ready; export _initialize instead (link with --no-entry)")
	case sectionElement:
		m.parseElements(r)
	case sectionDataCount:
		r.u32()
	case sectionCode:
		m.parseCode(r)
	case sectionData:
		m.parseData(r)
	}
}

// functionType gives the type of a function by its index, imports first. ok is false when an index is out of range.
func (m *module) functionType(index int) (t funcType, ok bool) {
	typ := -1
	switch {
	case index < len(m.imports):
		typ = m.imports[index].typ
	case index-len(m.imports) < len(m.functions):
		typ = m.functions[index-len(m.imports)]
	}
	if typ < 0 || typ >= len(m.types) {
		return funcType{}, false
	}
	return m.types[typ], true
}
