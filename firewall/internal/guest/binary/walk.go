package binary

// instr is one decoded instruction. The span wasm[start:end] holds it whole, opcode and immediates.
type instr struct {
	op         int // opcode; 0xFC00 or 0xFD00 plus the number for the two prefixed spaces
	start, end int
	index      int // first index immediate: label, local, global, function, type
	targets    int // of br_table, the default included
	price      int64
	memory     bool // a load or store, which has no price of its own
}

// next reads one instruction. The only refusals here are those of the format; the gate adds its own.
func (r *reader) next(limits *Limits) (i instr) {
	i.start = r.pos
	row, op := r.opcode()
	i.op, i.price = op, int64(row.price)
	if !r.failed() {
		r.immediates(row.imm, &i, limits)
	}
	i.end = r.pos
	return i
}

// opcode reads an opcode with its prefix. Numbers behind a prefix are LEB128 (5.4.8), but the compiler behind this gate takes the
// byte after 0xFD for the number and would execute a longer form's tail as instructions: it relies on the second byte of numbers
// above 0x7F being 0x01, which is also nop. Only the shortest forms pass, which are the ones that every producer writes.
func (r *reader) opcode() (instruction, int) {
	start := r.pos
	op := int(r.byte())
	table, number := &plain, op
	switch op {
	case prefixMisc:
		table = &misc
	case prefixVector:
		table = &vector
	}
	if table != &plain {
		at := r.pos
		number = r.u32()
		if len(appendU32(nil, number)) != r.pos-at && !r.failed() {
			r.fail(RuleMalformed, at, "the number of a prefixed instruction is not in its shortest form")
		}
		op = op<<8 | number
	}
	if r.failed() {
		return instruction{}, op
	}
	if number > 0xFF || table[number].imm == immUndefined {
		r.fail(RuleFeature, start, "instruction %#x is %s", op, beyond(op))
		return instruction{}, op
	}
	return table[number], op
}

func (r *reader) immediates(imm immediate, i *instr, limits *Limits) {
	switch imm {
	case immBlockType:
		r.blockType()
	case immIndex:
		i.index = r.u32()
	case immTwoIndexes:
		i.index = r.u32()
		r.u32()
	case immBranches:
		n := r.count("targets of a br_table", limits.BranchTable)
		for range n {
			r.u32()
		}
		r.u32()
		i.targets = n + 1
	case immTypes:
		r.exactly(1)
		r.valueType()
	case immMemory, immMemoryLane:
		r.memoryArgument()
		i.memory = true
		if imm == immMemoryLane {
			r.byte()
		}
	case immLane:
		r.byte()
	case immZero:
		r.exactly(0)
	case immTwoZero:
		r.exactly(0)
		r.exactly(0)
	case immIndexZero:
		i.index = r.u32()
		r.exactly(0)
	case immS32:
		r.signed(32)
	case immS64:
		r.signed(64)
	case imm4:
		r.skip(4)
	case imm8:
		r.skip(8)
	case imm16:
		r.skip(16)
	case immRefType:
		r.refType()
	}
}

// exactly reads a byte that core 2.0 fixes; other values select a memory or lengthen a vector in later proposals.
func (r *reader) exactly(want byte) {
	at := r.pos
	if got := r.byte(); got != want && !r.failed() {
		r.fail(RuleFeature, at, "byte %#x where core 2.0 has %#x (a second memory?)", got, want)
	}
}

// memoryArgument reads alignment and offset (5.4.6). Bit 6 of the alignment names a memory in the multi-memory proposal.
func (r *reader) memoryArgument() {
	at := r.pos
	if align := r.u32(); align >= 32 {
		r.fail(RuleFeature, at, "alignment 2^%d (a second memory?)", align)
	}
	r.u32()
}

// blockType reads 5.4.1: empty, one value type, or the index of a function type as a positive 33-bit number.
func (r *reader) blockType() {
	at := r.pos
	if r.left() > 0 {
		if b := r.wasm[r.pos]; b == 0x40 || isValueType(b) {
			r.pos++
			return
		}
	}
	if r.signed(33) < 0 {
		r.fail(RuleMalformed, at, "a block type is neither a value type nor the index of a function type")
	}
}

// Value types (5.3.1 to 5.3.4).
const (
	typeI32       = 0x7F
	typeI64       = 0x7E
	typeF32       = 0x7D
	typeF64       = 0x7C
	typeV128      = 0x7B
	typeFuncRef   = 0x70
	typeExternRef = 0x6F
)

func isValueType(b byte) bool { return b >= typeV128 && b <= typeI32 || isRefType(b) }

func isRefType(b byte) bool { return b == typeFuncRef || b == typeExternRef }

func (r *reader) valueType() byte {
	at := r.pos
	b := r.byte()
	if !isValueType(b) {
		r.fail(RuleFeature, at, "%#x is no value type of core 2.0", b)
	}
	return b
}

func (r *reader) refType() byte {
	at := r.pos
	b := r.byte()
	if !isRefType(b) {
		r.fail(RuleFeature, at, "%#x is no reference type of core 2.0", b)
	}
	return b
}
