package guest

import (
	"math/rand/v2"
	"testing"
)

// program writes random modules whose control flow is anything the format allows: nested blocks, loops and conditions, branches to any
// label, returns, calls, indirect calls, bulk operations, dead code. Every function is (i64, i64) -> i64 with four more locals. Global 0
// is a budget that ends all loops and recursion, global 1 counts the instructions that are executed, as the program itself knows them.
type program struct {
	r      *rand.Rand
	out    []byte
	labels int // open blocks
	budget int // statements to write
	count  int // instructions since the last counter
}

const (
	functions = 4 // in the table, so that they meter themselves
	helpers   = 2 // called by name only, and paid by their callers
)

func uleb(v int) (b []byte) {
	for ; v >= 0x80; v >>= 7 {
		b = append(b, byte(v)|0x80)
	}
	return append(b, byte(v))
}

func sleb(v int64) (b []byte) {
	for v < -64 || v > 63 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v)&0x7F)
}

func (p *program) ops(b ...byte) { p.out = append(p.out, b...); p.count++ }

func (p *program) i64(v int64) { p.ops(append([]byte{0x42}, sleb(v)...)...) }
func (p *program) i32(v int64) { p.ops(append([]byte{0x41}, sleb(v)...)...) }

// expr pushes an i64.
func (p *program) expr(depth int) {
	switch n := p.r.IntN(8); {
	case n < 3 || depth > 3:
		p.ops(0x20, byte(p.r.IntN(6)))
	case n == 3:
		p.i64(int64(p.r.Uint64()) >> p.r.IntN(64))
	case n == 4:
		p.address(depth)
		p.ops(0x29, 3, 0) // i64.load
	default:
		p.expr(depth + 1)
		p.expr(depth + 1)
		p.ops([]byte{0x7C, 0x7D, 0x7E, 0x83, 0x85, 0x86}[p.r.IntN(6)]) // add sub mul and xor shl
	}
}

// small pushes an i32 below 2^bits; address one of an i64 in the first page.
func (p *program) small(depth, bits int) {
	p.expr(depth + 1)
	p.ops(0xA7)
	p.i32(1<<bits - 1)
	p.ops(0x71)
}

func (p *program) address(depth int) { p.small(depth, 12) }

// counter adds the instructions since the last one, its own included, to global 1. It stands behind them, so that it counts only what was
// executed.
func (p *program) counter() {
	n := p.count + 4
	p.out = append(p.out, 0x23, 1)
	p.out = append(append(p.out, 0x42), sleb(int64(n))...)
	p.out = append(p.out, 0x7C, 0x24, 1)
	p.count = 0
}

// leave returns when the budget is gone.
func (p *program) leave() {
	p.ops(0x23, 0)
	p.i64(1)
	p.ops(0x7D)
	p.ops(0x24, 0)
	p.ops(0x23, 0)
	p.i64(0)
	p.ops(0x53)
	p.counter()
	p.out = append(p.out, 0x04, 0x40, 0x20, 0, 0x0F, 0x0B) // if local.get 0 return end
}

func (p *program) statements() {
	for range 1 + p.r.IntN(4) {
		if p.budget--; p.budget < 0 {
			return
		}
		p.statement()
	}
}

func (p *program) statement() {
	switch p.r.IntN(14) {
	case 0, 1:
		p.block(0x02)
	case 2, 3:
		p.block(0x03)
	case 4:
		p.condition()
	case 5:
		p.branch()
	case 6:
		p.expr(0)
		p.ops(0xA7)
		p.counter()
		p.out = append(p.out, 0x04, 0x40) // if
		p.expr(0)
		p.counter()
		p.out = append(p.out, 0x0F, 0x0B) // return end
	case 7, 8:
		p.call()
	case 9:
		p.bulk()
	case 10:
		p.address(0)
		p.expr(0)
		p.ops(0x37, 3, 0) // i64.store
	default:
		p.expr(0)
		p.ops(0x21, byte(p.r.IntN(6)))
	}
	p.counter()
}

func (p *program) block(op byte) {
	p.out = append(p.out, op, 0x40)
	p.labels++
	if op == 0x03 {
		p.leave()
	}
	p.statements()
	p.labels--
	p.out = append(p.out, 0x0B)
}

func (p *program) condition() {
	p.small(0, 1)
	p.counter()
	p.out = append(p.out, 0x04, 0x40)
	p.labels++
	p.statements()
	if p.r.IntN(2) == 0 {
		p.out = append(p.out, 0x05)
		p.statements()
	}
	p.labels--
	p.out = append(p.out, 0x0B)
}

// branch leads to any label. The function's own label takes its result.
func (p *program) branch() {
	if p.labels == 0 || p.r.IntN(6) == 0 {
		p.expr(0)
		p.small(0, 1)
		p.counter()
		p.out = append(append(p.out, 0x0D), uleb(p.labels)...)
		p.out = append(p.out, 0x1A) // drop
		return
	}
	switch p.r.IntN(4) {
	case 0:
		p.counter()
		p.out = append(append(p.out, 0x0C), uleb(p.r.IntN(p.labels))...)
	case 1:
		p.small(0, 3)
		p.counter()
		n := p.r.IntN(6)
		p.out = append(append(p.out, 0x0E), uleb(n)...)
		for range n + 1 {
			p.out = append(p.out, uleb(p.r.IntN(p.labels))...)
		}
	default:
		p.small(0, 1)
		p.counter()
		p.out = append(append(p.out, 0x0D), uleb(p.r.IntN(p.labels))...)
	}
}

func (p *program) call() {
	p.expr(0)
	p.expr(0)
	if p.r.IntN(2) == 0 {
		p.counter()
		p.out = append(append(p.out, 0x10), uleb(5+p.r.IntN(functions+helpers))...)
	} else {
		p.small(0, 2)
		p.counter()
		p.out = append(p.out, 0x11, 2, 0)
	}
	p.ops(0x21, byte(p.r.IntN(6)))
}

func (p *program) bulk() {
	p.address(0)
	switch p.r.IntN(3) {
	case 0:
		p.small(0, 8)
		p.small(0, 10)
		p.ops(0xFC, 11, 0)
	case 1:
		p.address(0)
		p.small(0, 10)
		p.ops(0xFC, 10, 0, 0)
	default:
		p.ops(0x1A)
		p.small(0, 1)
		p.ops(0x40, 0) // memory.grow
		p.ops(0x1A)
	}
}

func (p *program) function() []byte {
	p.out, p.labels, p.count, p.budget = []byte{1, 4, 0x7E}, 0, 0, 30
	p.leave()
	p.statements()
	p.expr(0)
	p.counter()
	return append(p.out, 0x0B)
}

func (p *program) leaf() []byte {
	p.out, p.count = []byte{1, 4, 0x7E}, 0
	p.expr(2)
	p.counter()
	return append(p.out, 0x0B)
}

// module puts the functions behind the five of the ABI and exports the first as run, through a wrapper of one parameter.
func (p *program) module() []byte {
	section := func(id byte, parts ...[]byte) []byte {
		var content []byte
		for _, b := range parts {
			content = append(content, b...)
		}
		return append(append([]byte{id}, uleb(len(content))...), content...)
	}
	export := func(name string, kind, index byte) []byte {
		return append(append([]byte{byte(len(name))}, name...), kind, index)
	}
	bodies := [][]byte{{0, 0x41, 1, 0x0B}, {0, 0x42, 0, 0x0B}, {0, 0x41, 0, 0x0B}, {0, 0x41, 0, 0x0B}, {0, 0x41, 0, 0x0B}}
	for range functions {
		bodies = append(bodies, p.function())
	}
	for range helpers {
		bodies = append(bodies, p.leaf())
	}
	// The wrapper gives every call the same budget.
	bodies = append(bodies, []byte{0, 0x42, 0xE4, 0x00, 0x24, 0, 0x20, 0, 0x42, 3, 0x10, 5, 0x0B})
	code := uleb(len(bodies))
	for _, b := range bodies {
		code = append(append(code, uleb(len(b))...), b...)
	}
	out := []byte("\x00asm\x01\x00\x00\x00")
	for _, s := range [][]byte{
		section(1, []byte{6, 0x60, 0, 1, 0x7F, 0x60, 0, 1, 0x7E, 0x60, 2, 0x7E, 0x7E, 1, 0x7E, 0x60, 1, 0x7F, 1, 0x7F, 0x60, 2, 0x7F, 0x7F, 1, 0x7F, 0x60, 1, 0x7E, 1, 0x7E}),
		section(3, []byte{12, 0, 1, 3, 4, 3, 2, 2, 2, 2, 2, 2, 5}),
		section(4, []byte{1, 0x70, 1, 4, 4}),
		section(5, []byte{1, 1, 1, 2}),
		section(6, []byte{2, 0x7E, 1, 0x42, 0, 0x0B, 0x7E, 1, 0x42, 0, 0x0B}),
		section(7, []byte{9}, export("memory", 2, 0), export("pc_abi", 0, 0), export("pc_manifest", 0, 1), export("pc_buffer", 0, 2),
			export("pc_init", 0, 3), export("pc_filter", 0, 4), export("run", 0, 11), export("budget", 3, 0), export("executed", 3, 1)),
		section(9, []byte{1, 0, 0x41, 0, 0x0B, 4, 5, 6, 7, 8}),
		section(10, code),
	} {
		out = append(out, s...)
	}
	return out
}

// TestRandomPrograms compares random programs with their rewritten selves, and the fuel they paid with the instructions that they
// counted themselves: metering may charge for a way not taken, never less than for the one taken.
func TestRandomPrograms(t *testing.T) {
	total, worst := int64(0), 0.0
	for seed := range uint64(300) {
		t.Run("", func(t *testing.T) {
			p := &program{r: rand.New(rand.NewPCG(seed, 7))}
			original, metered := twins(t, p.module())
			metered.frames = 1 << 20
			for _, n := range inputs {
				work, paid := p.compare(t, original, metered, n)
				if paid < work {
					t.Fatalf("seed %d: %d instructions were executed for %d units", seed, work, paid)
				}
				if total += work; work > 1000 {
					worst = max(worst, float64(paid)/float64(work))
				}
			}
		})
	}
	if total < 1_000_000 {
		t.Errorf("the programs executed %d instructions: too few to show anything", total)
	}
	t.Logf("%d instructions; units paid for one: at most %.1f", total, worst)
}

// compare runs both and returns what the call executed, by the program's own count, and what it paid.
func (p *program) compare(t *testing.T, original, metered *twin, n uint64) (work, paid int64) {
	before := metered.mod.ExportedGlobal("executed").Get()
	compare(t, original, metered, n)
	executed := metered.mod.ExportedGlobal("executed").Get()
	if was := original.mod.ExportedGlobal("executed").Get(); was != executed {
		t.Fatalf("%d instructions executed, metered %d", was, executed)
	}
	return int64(executed - before), metered.used()
}
