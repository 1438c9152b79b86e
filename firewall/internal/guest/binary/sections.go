package binary

// Readers of the sections (5.5.3 to 5.5.14), each in the order of the specification's grammar.

func (m *module) parseTypes(r *reader) {
	n := r.count("types", m.limits.Types)
	m.types = make([]funcType, 0, n)
	for range n {
		at := r.pos
		if form := r.byte(); form != 0x60 {
			r.fail(RuleFeature, at, "type form %#x; core 2.0 has function types only", form)
		}
		params := m.valueTypes(r, "parameters")
		results := m.valueTypes(r, "results")
		if r.failed() {
			return
		}
		m.types = append(m.types, funcType{params, results})
	}
}

func (m *module) valueTypes(r *reader, what string) []byte {
	n := r.count(what, m.limits.Arity)
	start := r.pos
	for range n {
		r.valueType()
	}
	if r.failed() {
		return nil
	}
	return m.wasm[start:r.pos:r.pos]
}

func (m *module) parseImports(r *reader) {
	n := r.count("imports", m.limits.Imports)
	for range n {
		at := r.pos
		i := imported{module: r.name(), name: r.name(), offset: at}
		kind := r.byte()
		if r.failed() {
			return
		}
		if kind != kindFunction {
			r.fail(RuleImport, at, "import %q of module %q is not a function; a filter has its own memory, tables and globals", i.name, i.module)
			return
		}
		i.typ = r.u32()
		m.imports = append(m.imports, i)
	}
}

func (m *module) parseFunctions(r *reader) {
	n := r.count("functions", m.limits.Functions)
	m.functions = make([]int, 0, n)
	for range n {
		m.functions = append(m.functions, r.u32())
	}
}

func (m *module) parseTables(r *reader) {
	m.tables = r.count("tables", m.limits.Tables)
	for range m.tables {
		r.refType()
		at := r.pos
		low, _, _ := r.limitsType()
		if low > m.limits.TableEntries {
			r.fail(RuleTableTooLarge, at, "a table begins with %d entries, at most %d are allowed", low, m.limits.TableEntries)
		}
		m.entries += low
	}
}

// limitsType reads 5.3.7. high is meaningful when bounded.
func (r *reader) limitsType() (low, high int, bounded bool) {
	at := r.pos
	switch flags := r.byte(); flags {
	case 0:
		return r.u32(), 0, false
	case 1:
		return r.u32(), r.u32(), true
	default:
		r.fail(RuleFeature, at, "limits with flags %#x: shared or 64-bit memory is not of core 2.0", flags)
		return 0, 0, false
	}
}

func (m *module) parseMemories(r *reader) {
	at := r.pos
	if m.memories = r.u32(); m.memories > 1 {
		r.fail(RuleMemoryCount, at, "%d memories, one is allowed", m.memories)
	}
	if r.failed() || m.memories == 0 {
		return
	}
	at = r.pos
	low, high, bounded := r.limitsType()
	switch {
	case !bounded:
		r.fail(RuleMemoryUnbounded, at, "the memory declares no maximum; link with --max-memory=N (at most %d bytes)", m.limits.MemoryPages<<16)
	case high > m.limits.MemoryPages:
		r.fail(RuleMemoryTooLarge, at, "the memory may grow to %d pages of 64 KiB, at most %d are allowed (--max-memory)", high, m.limits.MemoryPages)
	case low > high:
		r.fail(RuleMalformed, at, "the memory begins with %d pages and may have %d", low, high)
	}
	m.memoryMin, m.memoryMax = low, high
}

func (m *module) parseGlobals(r *reader) {
	m.globals = r.count("globals", m.limits.Globals)
	for range m.globals {
		r.valueType()
		at := r.pos
		if mutability := r.byte(); mutability > 1 {
			r.fail(RuleMalformed, at, "mutability %#x of a global", mutability)
		}
		m.constant(r)
	}
}

// constant reads a constant expression (3.3.10): in core 2.0 one instruction and end.
func (m *module) constant(r *reader) {
	limits := Limits{}
	i := r.next(&limits)
	switch i.op {
	case opI32Const, opI64Const, opF32Const, opF64Const, opGlobalGet, opRefNull, prefixVector<<8 | vectorConst:
	case opRefFunc:
		m.exposed[i.index] = true
	default:
		r.fail(RuleFeature, i.start, "instruction %#x in a constant expression", i.op)
	}
	if i = r.next(&limits); i.op != opEnd {
		r.fail(RuleFeature, i.start, "a constant expression of more than one instruction (extended-const) is not of core 2.0")
	}
}

func (m *module) parseExports(r *reader) {
	n := r.count("exports", m.limits.Exports)
	seen := make(map[string]bool, n)
	for range n {
		at := r.pos
		e := export{name: r.name(), kind: int(r.byte()), index: r.u32(), offset: at}
		switch {
		case r.failed():
			return
		case e.kind > kindGlobal:
			r.fail(RuleFeature, at, "export %q is of kind %d, which core 2.0 does not have", e.name, e.kind)
		case seen[e.name]:
			r.fail(RuleMalformed, at, "export %q is repeated", e.name)
		}
		seen[e.name] = true
		if e.kind == kindFunction {
			m.exposed[e.index] = true
		}
		m.exports = append(m.exports, e)
	}
}

// parseElements reads 5.5.12. Bit 0 of the flags: not active; bit 1: explicit table or declarative; bit 2: expressions instead of indexes.
func (m *module) parseElements(r *reader) {
	n := r.count("element segments", m.limits.Elements)
	for range n {
		at := r.pos
		flags := r.u32()
		if flags > 7 {
			r.fail(RuleFeature, at, "element segment with flags %#x", flags)
		}
		if flags&1 == 0 {
			if flags&2 != 0 {
				r.u32()
			}
			m.constant(r)
		}
		if flags&3 != 0 {
			if flags&4 != 0 {
				r.refType()
			} else {
				r.exactly(0)
			}
		}
		m.elementValues(r, flags&4 != 0)
		if r.failed() {
			return
		}
	}
}

// elementValues reads the entries of a segment. They may not outnumber what a table can take, though a passive segment could hold more:
// the host keeps them all as references.
func (m *module) elementValues(r *reader, expressions bool) {
	for range r.count("entries of an element segment", m.limits.TableEntries) {
		if expressions {
			m.constant(r)
		} else {
			m.exposed[r.u32()] = true
		}
		if r.failed() {
			return
		}
	}
}

func (m *module) parseData(r *reader) {
	n := r.count("data segments", m.limits.Data)
	for range n {
		at := r.pos
		switch flags := r.u32(); flags {
		case 0:
			m.constant(r)
		case 1:
		case 2:
			if r.u32() != 0 {
				r.fail(RuleMemoryCount, at, "a data segment names a second memory")
			}
			m.constant(r)
		default:
			r.fail(RuleFeature, at, "data segment with flags %#x", flags)
		}
		size := r.u32()
		r.skip(size)
		if r.failed() {
			return
		}
		m.dataBytes += size
	}
}
