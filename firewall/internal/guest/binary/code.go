package binary

// moduleTangle is how many functions of the largest tangle a module may have. One of them takes the compiler up to 2.4 s and 0.4 GiB.
const moduleTangle = 8

// parseCode reads the code section (5.5.13).
func (m *module) parseCode(r *reader) {
	n := r.count("function bodies", m.limits.Functions)
	if n != len(m.functions) {
		r.fail(RuleMalformed, r.pos, "%d functions are declared, %d have code", len(m.functions), n)
	}
	m.bodies = make([]body, 0, min(n, len(m.functions)))
	for !r.failed() && len(m.bodies) < n {
		at := r.pos
		size := r.u32()
		if size > m.limits.FunctionBytes {
			r.fail(RuleTooLarge, at, "function %d has %d bytes of code, at most %d are allowed", len(m.imports)+len(m.bodies), size, m.limits.FunctionBytes)
		}
		sub := &reader{wasm: m.wasm, pos: r.pos, end: r.pos + size}
		r.skip(size)
		if r.failed() {
			return
		}
		m.bodies = append(m.bodies, m.parseBody(sub))
		if sub.failed() {
			r.err, r.pos = sub.err, r.end
		}
	}
}

func (m *module) parseBody(r *reader) (b body) {
	b.locals.start = r.pos
	b.groups = r.count("groups of locals", m.limits.Locals)
	for range b.groups {
		at := r.pos
		b.count += r.u32()
		if b.count > m.limits.Locals {
			r.fail(RuleTooMany, at, "a function with %d locals, at most %d are allowed", b.count, m.limits.Locals)
			return b
		}
		r.valueType()
	}
	b.locals.end = r.pos
	b.code = span{r.pos, r.end}
	m.walkBody(r, &b)
	return b
}

// walkBody checks that every instruction is one of core 2.0 and that the nesting closes exactly at the end of the body, and takes the
// body's traits.
func (m *module) walkBody(r *reader, b *body) {
	depth, branches := 1, 1
	start := r.pos
	for depth > 0 && !r.failed() {
		i := r.next(&m.limits)
		b.traits.note(i, len(m.imports))
		switch i.op {
		case opBlock, opLoop, opIf:
			depth++
			branches++
			if depth > m.limits.Nesting {
				r.fail(RuleTooDeep, i.start, "blocks are nested more than %d deep", m.limits.Nesting)
			}
		case opEnd:
			depth--
		case opBr, opBrIf, opReturn:
			branches++
		case opBrTable:
			branches += i.targets
		case opRefFunc:
			m.exposed[i.index] = true
		case prefixMisc<<8 | miscTableGrow:
			r.fail(RuleTableGrow, i.start, "table.grow takes host memory that no maximum bounds; size the table when linking")
		}
	}
	if !r.failed() && r.left() != 0 {
		r.fail(RuleMalformed, r.pos, "%d bytes follow the end of a function", r.left())
	}
	tangle := branches * b.count
	if m.tangle += tangle; r.failed() {
		return
	}
	if tangle > m.limits.Tangle {
		r.fail(RuleTooTangled, start, "a function with %d locals and %d branches, the product may be %d; split it", b.count, branches, m.limits.Tangle)
	} else if m.tangle > moduleTangle*m.limits.Tangle {
		r.fail(RuleTooTangled, start, "locals times branches, summed over the functions up to here, is %d, at most %d are allowed", m.tangle, moduleTangle*m.limits.Tangle)
	}
}

func (t *traits) note(i instr, imports int) {
	t.instructions++
	switch {
	case i.op == opLoop:
		t.loops++
	case i.op == opCallIndirect, i.op == opCall && i.index >= imports:
		t.calls++
	case i.op == opMemoryGrow || isBulk(i.op):
		t.bulk++
	case i.op>>8 == prefixVector:
		t.vector = true
	}
}

// isBulk tells the operations whose work is proportional to the length on top of the stack.
func isBulk(op int) bool {
	switch op {
	case prefixMisc<<8 | miscMemoryInit, prefixMisc<<8 | miscMemoryCopy, prefixMisc<<8 | miscMemoryFill,
		prefixMisc<<8 | miscTableInit, prefixMisc<<8 | miscTableCopy, prefixMisc<<8 | miscTableFill:
		return true
	}
	return false
}
