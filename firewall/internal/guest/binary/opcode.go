package binary

// Opcodes that the gate or the rewriting treats by name (5.4).
const (
	opUnreachable  = 0x00
	opBlock        = 0x02
	opLoop         = 0x03
	opIf           = 0x04
	opElse         = 0x05
	opEnd          = 0x0B
	opBr           = 0x0C
	opBrIf         = 0x0D
	opBrTable      = 0x0E
	opReturn       = 0x0F
	opCall         = 0x10
	opCallIndirect = 0x11
	opSelectTyped  = 0x1C
	opLocalGet     = 0x20
	opLocalSet     = 0x21
	opLocalTee     = 0x22
	opGlobalGet    = 0x23
	opGlobalSet    = 0x24
	opMemoryGrow   = 0x40
	opI32Const     = 0x41
	opI64Const     = 0x42
	opF32Const     = 0x43
	opF64Const     = 0x44
	opI32LtS       = 0x48
	opI64LtS       = 0x53
	opI32Sub       = 0x6B
	opI64Sub       = 0x7D
	opI64Mul       = 0x7E
	opI64ShrU      = 0x88
	opI64ExtendU   = 0xAD // i64.extend_i32_u
	opRefNull      = 0xD0
	opRefFunc      = 0xD2
	prefixMisc     = 0xFC
	prefixVector   = 0xFD

	miscMemoryInit = 8
	miscMemoryCopy = 10
	miscMemoryFill = 11
	miscTableInit  = 12
	miscTableCopy  = 14
	miscTableGrow  = 15
	miscTableFill  = 17
	vectorConst    = 0x0C
)

// immediate says what follows an opcode.
type immediate uint8

const (
	immUndefined immediate = iota // not an instruction of core 2.0
	immNone
	immBlockType
	immIndex      // one u32
	immTwoIndexes // two u32
	immBranches   // vector of u32, then a u32
	immTypes      // vector of exactly one value type
	immMemory     // alignment and offset
	immMemoryLane // the same and a lane number
	immLane
	immZero    // the byte 0x00: memory index
	immTwoZero // twice
	immIndexZero
	immS32
	immS64
	imm4
	imm8
	imm16
	immRefType
)

// instruction is one row of an opcode table: its immediate, and its price in fuel. One unit is about one simple machine
// instruction; what takes a divider, a table look-up or a cache line more costs more, so that 1,000,000 units stay near a millisecond.
type instruction struct {
	imm   immediate
	price uint8
}

const (
	priceVector = 2  // several v128 operations expand to a handful of machine instructions
	priceDivide = 16 // integer division
	priceFloat  = 32 // arithmetic on subnormal numbers may trap into microcode for over 100 cycles
	priceCall   = 4
	priceHost   = 250 // a call that leaves the guest
	priceBulk   = 32  // setting up a bulk operation; its length comes on top
)

// priceMemory is what a load or store costs. Dependent loads cost what the cache costs that holds the memory they roam, so that the price
// follows the maximum that the module declares, in pages: who asks for little pays little.
func priceMemory(pages int) int64 {
	switch {
	case pages <= 32:
		return 2
	case pages <= 128:
		return 8
	}
	return 24
}

var plain, misc, vector = plainTable(), miscTable(), vectorTable()

func fill(t *[256]instruction, first, last int, imm immediate, price uint8) {
	for op := first; op <= last; op++ {
		t[op] = instruction{imm, price}
	}
}

// plainTable is 5.4.1 to 5.4.7: the one-byte opcodes.
func plainTable() (t [256]instruction) {
	fill(&t, 0x00, 0x01, immNone, 1)      // unreachable, nop
	fill(&t, 0x02, 0x04, immBlockType, 1) // block, loop, if
	fill(&t, 0x05, 0x05, immNone, 1)      // else
	fill(&t, 0x0B, 0x0B, immNone, 1)      // end
	fill(&t, 0x0C, 0x0D, immIndex, 1)     // br, br_if
	fill(&t, 0x0E, 0x0E, immBranches, 4)
	fill(&t, 0x0F, 0x0F, immNone, 1) // return
	fill(&t, 0x10, 0x10, immIndex, priceCall)
	fill(&t, 0x11, 0x11, immTwoIndexes, 2*priceCall) // call_indirect
	fill(&t, 0x1A, 0x1B, immNone, 1)                 // drop, select
	fill(&t, 0x1C, 0x1C, immTypes, 1)                // select t*
	fill(&t, 0x20, 0x24, immIndex, 1)                // local.*, global.*
	fill(&t, 0x25, 0x26, immIndex, 2)                // table.get, table.set
	fill(&t, 0x28, 0x3E, immMemory, 0)               // loads and stores: priceMemory
	fill(&t, 0x3F, 0x3F, immZero, 1)                 // memory.size
	fill(&t, 0x40, 0x40, immZero, priceHost)         // memory.grow: leaves the guest
	t[opI32Const] = instruction{immS32, 1}
	t[opI64Const] = instruction{immS64, 1}
	t[opF32Const] = instruction{imm4, 1}
	t[opF64Const] = instruction{imm8, 1}
	fill(&t, 0x45, 0xC4, immNone, 1)           // comparisons, arithmetic, conversions, sign extension
	fill(&t, 0x6D, 0x70, immNone, priceDivide) // i32.div, i32.rem
	fill(&t, 0x7F, 0x82, immNone, priceDivide) // i64.div, i64.rem
	fill(&t, 0x91, 0x97, immNone, priceFloat)  // f32: sqrt, add, sub, mul, div, min, max
	fill(&t, 0x9F, 0xA5, immNone, priceFloat)  // f64
	fill(&t, 0xB6, 0xB6, immNone, priceFloat)  // f32.demote_f64
	fill(&t, 0xBB, 0xBB, immNone, priceFloat)  // f64.promote_f32
	t[opRefNull] = instruction{immRefType, 1}
	fill(&t, 0xD1, 0xD1, immNone, 1) // ref.is_null
	t[opRefFunc] = instruction{immIndex, priceHost}
	return t
}

// miscTable is the space behind 0xFC: saturating truncation, bulk memory, tables.
func miscTable() (t [256]instruction) {
	fill(&t, 0, 7, immNone, 4) // trunc_sat
	t[miscMemoryInit] = instruction{immIndexZero, priceBulk}
	t[9] = instruction{immIndex, priceBulk} // data.drop
	t[miscMemoryCopy] = instruction{immTwoZero, priceBulk}
	t[miscMemoryFill] = instruction{immZero, priceBulk}
	t[miscTableInit] = instruction{immTwoIndexes, priceBulk}
	t[13] = instruction{immIndex, priceBulk} // elem.drop
	t[miscTableCopy] = instruction{immTwoIndexes, priceBulk}
	t[miscTableGrow] = instruction{immIndex, priceBulk} // refused by the gate
	t[16] = instruction{immIndex, 1}                    // table.size
	t[miscTableFill] = instruction{immIndex, priceBulk}
	return t
}

// vectorTable is the space behind 0xFD (5.4.8), up to 0xFF. What lies above is relaxed SIMD.
func vectorTable() (t [256]instruction) {
	fill(&t, 0x00, 0x0B, immMemory, 0) // loads and stores: priceMemory
	t[vectorConst] = instruction{imm16, 1}
	fill(&t, 0x0D, 0x0D, imm16, priceVector)   // i8x16.shuffle
	fill(&t, 0x0E, 0x14, immNone, priceVector) // swizzle, splat
	fill(&t, 0x15, 0x22, immLane, priceVector) // extract_lane, replace_lane
	fill(&t, 0x23, 0x53, immNone, priceVector) // comparisons, bitwise
	fill(&t, 0x54, 0x5B, immMemoryLane, 0)
	fill(&t, 0x5C, 0x5D, immMemory, 0) // load32_zero, load64_zero
	fill(&t, 0x5E, 0xFF, immNone, priceVector)
	for _, hole := range []int{
		0x9A, 0xA2, 0xA5, 0xA6, 0xAF, 0xB0, 0xB2, 0xB3, 0xB4, 0xBB, 0xC2, 0xC5, 0xC6, 0xCF, 0xD0, 0xD2, 0xD3, 0xD4, 0xE2, 0xEE,
	} {
		t[hole] = instruction{}
	}
	fill(&t, 0x5E, 0x5F, immNone, priceFloat) // demote, promote
	fill(&t, 0xE3, 0xE9, immNone, priceFloat) // f32x4: sqrt, add, sub, mul, div, min, max
	fill(&t, 0xEF, 0xF5, immNone, priceFloat) // f64x2
	return t
}

// beyond names the proposal that an opcode outside core 2.0 belongs to, as far as one can tell.
func beyond(op int) string {
	switch {
	case op == 0x12 || op == 0x13 || op == 0x15:
		return "a tail call (build without -mtail-call)"
	case op >= 0x06 && op <= 0x0A || op == 0x18 || op == 0x19 || op == 0x1F:
		return "exception handling (build with panic=abort or -fno-exceptions)"
	case op == 0xFE:
		return "threads and atomics (build without +atomics)"
	case op == 0xFB:
		return "garbage collection"
	case op >= 0xFD00:
		return "relaxed SIMD (build without +relaxed-simd)"
	}
	return "no instruction of core 2.0"
}
