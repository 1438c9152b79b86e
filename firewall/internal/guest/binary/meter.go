package binary

// meter rewrites one function.
//
//	block exhausted
//	  fuel -= price of the function;                    to exhausted if negative
//	  frames left -= weight of this frame;              to exhausted if negative   (if it calls)
//	  block results
//	    body: at each loop head, fuel -= its price;     to exhausted if negative
//	          before bulk operations, fuel -= length;   to exhausted if negative
//	          return becomes a branch to the block of the results
//	  end
//	  frames left = as before
//	  return
//	end
//	unreachable
//
// The inner block takes the place of the function's own label, so that branches to it, returns and falling through all pass the
// epilogue, and no branch has to be renumbered. The way to exhaustion is a forward branch out of the hot code, taken once.
//
// A function with loops keeps its fuel in a local, where a compiler can hold it in a register: the global is written before a call and
// at the end, and read after a call. Of a trap that is not exhaustion the host therefore learns the fuel at the last such point.
//
// A function that calls nothing cannot recurse and takes no part in counting depth. A short one is not rewritten: see prepay.
type meter struct {
	*rewriter
	out                  []byte
	cached, deep         bool
	left, frames, length int // locals: fuel (i64), frames left on entry (i32), length of a bulk operation (i32)
}

func (w *rewriter) body(index int, f funcType) []byte {
	b := &w.bodies[index]
	t := b.traits
	if w.prepaid[index] > 0 {
		return w.wasm[b.locals.start:b.code.end]
	}
	first := len(f.params) + b.count
	m := &meter{
		rewriter: w, cached: t.loops+t.bulk > 0, deep: w.deep(b),
		left: first, frames: first + 1, length: first + 2,
		out: make([]byte, 0, 2*(b.code.end-b.locals.start)),
	}
	prices := w.prices(b)
	m.locals(b)
	m.raw([]byte{opBlock, 0x40})
	m.enter(prices[0], 1+(first+t.instructions)/frameUnit)
	m.op(opBlock).raw(w.blockType(f.results))
	m.code(b, prices[1:])
	if m.cached {
		m.op(opLocalGet, m.left).op(opGlobalSet, w.fuel)
	}
	if m.deep {
		m.op(opLocalGet, m.frames).op(opGlobalSet, w.depth)
	}
	m.op(opReturn).op(opEnd)
	if m.cached {
		m.constant(-1).op(opGlobalSet, w.fuel)
	}
	return m.op(opUnreachable).op(opEnd).out
}

// locals writes the declared groups and three more. A local that is not used costs nothing.
func (m *meter) locals(b *body) {
	r := &reader{wasm: m.wasm, pos: b.locals.start, end: b.locals.end}
	m.out = appendU32(m.out, r.u32()+2)
	m.raw(m.wasm[r.pos:r.end])
	m.raw([]byte{1, typeI64, 2, typeI32})
}

// enter pays for the function and takes its frame.
func (m *meter) enter(price int64, frame int) {
	m.op(opGlobalGet, m.fuel).constant(price).op(opI64Sub).op(opLocalTee, m.left)
	if !m.cached {
		m.op(opGlobalSet, m.fuel).op(opLocalGet, m.left)
	}
	m.leaveIfNegative(0)
	if m.deep {
		m.op(opGlobalGet, m.depth).op(opLocalTee, m.frames).op(opI32Const, frame).op(opI32Sub).op(opGlobalSet, m.depth)
		m.op(opLocalGet, m.frames).op(opI32Const, frame).op(opI32LtS).op(opBrIf, 0)
	}
}

// code copies the body and injects what the type's comment shows. It writes the final end.
func (m *meter) code(b *body, loops []int64) {
	r := &reader{wasm: m.wasm, pos: b.code.start, end: b.code.end}
	for depth := 0; depth >= 0; {
		i := r.next(&m.limits)
		text := m.wasm[i.start:i.end]
		switch {
		case i.op == opLoop:
			depth++
			m.raw(text).pay(loops[0], depth)
			loops = loops[1:]
		case i.op == opBlock, i.op == opIf:
			m.raw(text)
			depth++
		case i.op == opEnd:
			m.raw(text)
			depth--
		case i.op == opReturn:
			m.op(opBr, depth)
		case m.cached && m.metered(i):
			m.op(opLocalGet, m.left).op(opGlobalSet, m.fuel).raw(text).op(opGlobalGet, m.fuel).op(opLocalSet, m.left)
		case i.op == opMemoryGrow, isBulk(i.op):
			m.payLength(i.op, depth)
			m.raw(text)
		default:
			m.raw(text)
		}
	}
}

// pay charges a loop iteration, depth blocks inside the body.
func (m *meter) pay(price int64, depth int) {
	m.op(opLocalGet, m.left).constant(price).op(opI64Sub).op(opLocalTee, m.left)
	m.leaveIfNegative(depth + 1)
}

// payLength charges for the length on top of the stack and leaves it there. It is unsigned: 64-bit arithmetic cannot overflow, and a
// length that the operation itself would refuse is paid for all the same.
func (m *meter) payLength(op, depth int) {
	m.op(opLocalTee, m.length).op(opLocalGet, m.left).op(opLocalGet, m.length).op(opI64ExtendU)
	switch op {
	case opMemoryGrow:
		m.constant(pricePage).op(opI64Mul)
	case prefixMisc<<8 | miscMemoryInit, prefixMisc<<8 | miscMemoryCopy, prefixMisc<<8 | miscMemoryFill:
		m.constant(bulkShift).op(opI64ShrU)
	}
	m.op(opI64Sub).op(opLocalTee, m.left)
	m.leaveIfNegative(depth + 1)
}

// leaveIfNegative consumes the fuel left; label is that of the outermost block. A global goes negative on the way, which tells the host
// why the module stopped: the fuel here or behind the block, the depth in enter.
func (m *meter) leaveIfNegative(label int) {
	m.constant(0).op(opI64LtS).op(opBrIf, label)
}

// op writes an opcode of one byte and its indexes or its small constant.
func (m *meter) op(op byte, immediates ...int) *meter {
	m.out = append(m.out, op)
	for _, v := range immediates {
		if op == opI32Const {
			m.out = appendS64(m.out, int64(v))
		} else {
			m.out = appendU32(m.out, v)
		}
	}
	return m
}

func (m *meter) constant(v int64) *meter {
	m.out = appendS64(append(m.out, opI64Const), v)
	return m
}

func (m *meter) raw(b []byte) *meter {
	m.out = append(m.out, b...)
	return m
}
