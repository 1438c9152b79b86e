package binary

import "fmt"

// Inject rewrites a module that passed [Gate] and is valid, so that it meters itself. The result is a function of the input alone.
//
// Two mutable globals are added and exported as [FuelExport] and [DepthExport]; both begin at 0, so that nothing runs before the host
// has filled them. Indexes of the original keep their meaning: types, globals, locals and exports are appended, functions are neither
// added nor moved. Custom sections are dropped, but for the names, which make traps readable.
//
// The error says that an index in the module is out of range, which cannot happen to a valid one.
func Inject(info *Info) ([]byte, error) {
	m := info.module
	w := &rewriter{module: m, fuel: m.globals, depth: m.globals + 1, newTypes: map[string]int{}}
	w.prepay()
	code := appendU32(nil, len(m.bodies))
	for i := range m.bodies {
		f, ok := m.functionType(len(m.imports) + i)
		if !ok {
			return nil, fmt.Errorf("function %d has a type that does not exist", len(m.imports)+i)
		}
		body := w.body(i, f)
		code = append(appendU32(code, len(body)), body...)
	}
	out := append(make([]byte, 0, 2*len(m.wasm)), m.wasm[:8]...)
	for _, id := range sectionOrder {
		content := m.wasm[m.sections[id].start:m.sections[id].end]
		switch id {
		case sectionType:
			content = extend(content, len(w.newTypes), w.types)
		case sectionGlobal:
			content = extend(content, 2, []byte{typeI64, 1, opI64Const, 0, opEnd, typeI32, 1, opI32Const, 0, opEnd})
		case sectionExport:
			content = extend(content, 2, w.exportEntries())
		case sectionCode:
			content = code
		}
		if len(content) > 0 {
			out = append(appendU32(append(out, byte(id)), len(content)), content...)
		}
	}
	return append(out, m.wasm[m.names.start:m.names.end]...), nil
}

// extend appends n encoded entries to a section that is a vector, which may be empty.
func extend(content []byte, n int, entries []byte) []byte {
	r := &reader{wasm: content, end: len(content)}
	old := 0
	if len(content) > 0 {
		old = r.u32()
	}
	out := appendU32(make([]byte, 0, len(content)+len(entries)+5), old+n)
	return append(append(out, content[r.pos:]...), entries...)
}

// rewriter holds what the rewritten functions of one module share.
type rewriter struct {
	*module
	fuel, depth int            // indexes of the added globals
	prepaid     []int64        // by own function: its price, if its callers pay it; else 0
	types       []byte         // encoded types that were added
	newTypes    map[string]int // index of an added type () -> results
}

func (w *rewriter) exportEntries() (out []byte) {
	for _, e := range []struct {
		name  string
		index int
	}{{FuelExport, w.fuel}, {DepthExport, w.depth}} {
		out = append(append(appendU32(out, len(e.name)), e.name...), kindGlobal)
		out = appendU32(out, e.index)
	}
	return out
}

// blockType encodes the type of a block without parameters and with the given results (5.4.1).
func (w *rewriter) blockType(results []byte) []byte {
	switch len(results) {
	case 0:
		return []byte{0x40}
	case 1:
		return results
	}
	index, ok := w.newTypes[string(results)]
	if !ok {
		index = len(w.module.types) + len(w.newTypes)
		w.newTypes[string(results)] = index
		w.types = append(appendU32(append(w.types, 0x60, 0), len(results)), results...)
	}
	return appendS64(nil, int64(index))
}

// Weights beyond the price of single instructions.
const (
	priceShort = 100     // a function up to this price may be paid by its callers, who pay also when they do not call it
	priceEntry = 4       // entering a function, and what was injected there
	priceLoop  = 2       // what was injected at a loop head
	pricePage  = 1 << 13 // one page of memory.grow: 64 KiB to be zeroed, at 8 bytes a unit
	bulkShift  = 3       // log2 of bytes a unit for memory.fill, copy, init
	frameUnit  = 1024    // locals and instructions that one unit of depth stands for: at most 16 KiB of stack
)

// prepay finds the functions whose price their callers can pay together with their own, so that calling them costs no metering at all:
// short ones without loops, bulk operations and calls, which are called by name only.
func (w *rewriter) prepay() {
	prepaid := make([]int64, len(w.bodies))
	for i := range w.bodies {
		t := w.bodies[i].traits
		if t.loops+t.bulk+t.calls > 0 || w.exposed[len(w.imports)+i] {
			continue
		}
		if price := w.prices(&w.bodies[i])[0]; price <= priceShort {
			prepaid[i] = price
		}
	}
	w.prepaid = prepaid
}

// prepays tells whether an instruction calls a function whose price has been paid.
func (w *rewriter) prepays(i instr) bool {
	own := i.index - len(w.imports)
	return i.op == opCall && own >= 0 && own < len(w.prepaid) && w.prepaid[own] > 0
}

// metered tells whether an instruction calls a function that may meter itself.
func (w *rewriter) metered(i instr) bool {
	return i.op == opCallIndirect || i.op == opCall && i.index >= len(w.imports) && !w.prepays(i)
}

// prices returns what entering the function costs, followed by what an iteration of each loop costs, in order of appearance. Every
// instruction is counted once, at its innermost loop, and all of it is paid before it is executed: an iteration passes no instruction
// twice, so fuel is an upper bound of the work whatever way it takes.
func (w *rewriter) prices(b *body) []int64 {
	prices := []int64{priceEntry + int64(b.count)}
	open := []int{0} // for each open block: the place in prices that pays for it
	r := &reader{wasm: w.wasm, pos: b.code.start, end: b.code.end}
	for len(open) > 0 {
		i := r.next(&w.limits)
		payer := open[len(open)-1]
		prices[payer] += w.price(i)
		switch i.op {
		case opLoop:
			open = append(open, len(prices))
			prices = append(prices, priceLoop)
		case opBlock, opIf:
			open = append(open, payer)
		case opEnd:
			open = open[:len(open)-1]
		}
	}
	return prices
}

func (w *rewriter) price(i instr) int64 {
	switch {
	case i.memory:
		return i.price + priceMemory(w.memoryMax)
	case i.op == opCall && i.index < len(w.imports):
		return i.price + priceHost
	case w.prepays(i):
		return i.price + w.prepaid[i.index-len(w.imports)]
	}
	return i.price
}

// deep tells whether a function calls one that takes part in counting depth.
func (w *rewriter) deep(b *body) bool {
	if b.traits.calls == 0 {
		return false
	}
	r := &reader{wasm: w.wasm, pos: b.code.start, end: b.code.end}
	for r.left() > 0 {
		if w.metered(r.next(&w.limits)) {
			return true
		}
	}
	return false
}
