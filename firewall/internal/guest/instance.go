package guest

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/tetratelabs/wazero/api"

	gate "github.com/seed-43cefff0/portcullis/firewall/internal/guest/binary"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// background is the context of every guest call. The runtime looks at it, but nothing is cancelled through it: that would cost more than
// a microsecond a call and miss recursion without loops. Fuel bounds the time instead.
var background = context.Background()

// Instance is a filter with its memory. It belongs to one lane: no method may run beside another.
type Instance struct {
	module *Module
	wasm   api.Module
	memory api.Memory
	filter api.Function
	fuel   api.MutableGlobal
	depth  api.MutableGlobal

	base    uint32 // address of the buffer
	pages   uint32 // size of the memory that the views were taken from, bytes
	buffer  []byte
	columns [][]byte
	block   [sdk.Capacity]uint64
	flag    [sdk.Capacity]uint64
	score   [sdk.Capacity]uint16

	silent  bool // block, flag and score are all zero

	reasons uint64 // bits that a reason has
	stack   [2]uint64
	used    int64
	failed  bool
}

// Column returns the array of the column at index i of the directory (required ones first, then optional, then counters), little-endian as
// sdk/ABI.md describes: 64 elements, or 512 of a child table. It is nil when this host does not have the column. The slice is guest memory: valid
// until the next call of Filter, and to be asked for again after it.
func (in *Instance) Column(i int) []byte { return in.columns[i] }

// Arena returns the memory for the contents of bytes columns; empty when the manifest declares none. Valid as Column's.
func (in *Instance) Arena() []byte {
	l := in.module.layout
	return in.buffer[l.arena : l.arena+l.arenaSize]
}

// Block returns, row by row of the last successful call, the reasons whose verdict is block: bit r is reason r.
func (in *Instance) Block() []uint64 { return in.block[:] }

// Flag returns, row by row of the last successful call, the reasons whose verdict is flag.
func (in *Instance) Flag() []uint64 { return in.flag[:] }

// Score returns, row by row of the last successful call, the suspicion score, 0..65535.
func (in *Instance) Score() []uint16 { return in.score[:] }

// Silent tells whether the last successful call gave no row a reason or a score.
func (in *Instance) Silent() bool { return in.silent }

// Fuel returns what the last call used, in units. After a trap that is not exhaustion it is what was known to be used, which leaves out
// the last loop.
func (in *Instance) Fuel() int64 { return in.used }

// Filter judges the rows that stand in the columns, 1 to 64 of them. The outputs of these rows are zeroed before the call, checked and
// copied out after it. The error is a [*TrapError], or [ErrDiscarded] ever after.
func (in *Instance) Filter(rows int) error {
	if in.failed {
		return ErrDiscarded
	}
	if rows < 1 || rows > sdk.Capacity {
		return fmt.Errorf("a batch has 1 to %d rows, not %d", sdk.Capacity, rows)
	}
	in.prepare(rows)
	in.refill(in.module.options.Fuel)
	in.stack[0] = uint64(rows)
	err := in.filter.CallWithStack(background, in.stack[:1])
	in.used = in.module.options.Fuel - max(0, int64(in.fuel.Get()))
	if err != nil {
		return in.trap("pc_filter", err)
	}
	if status := uint32(in.stack[0]); status != 0 {
		return in.fail("pc_filter", ReasonNonzero, fmt.Sprintf("it returned %d", int32(status)))
	}
	if in.memory.Size() != in.pages {
		if err := in.bind(); err != nil {
			return err
		}
	}
	return in.collect(rows)
}

// prepare writes the number of rows and zeroes the outputs of those rows.
func (in *Instance) prepare(rows int) {
	l := in.module.layout
	binary.LittleEndian.PutUint32(in.buffer[atRows:], uint32(rows))
	clear(in.buffer[l.block : l.block+8*rows])
	clear(in.buffer[l.flag : l.flag+8*rows])
	clear(in.buffer[l.score : l.score+2*rows])
}

func (in *Instance) refill(fuel int64) {
	in.fuel.Set(uint64(fuel))
	in.depth.Set(uint64(in.module.options.Depth))
}

// collect copies the outputs out of the guest, so that what is checked is what is acted on.
func (in *Instance) collect(rows int) error {
	l := in.module.layout
	block, flag, score := in.buffer[l.block:][:8*sdk.Capacity], in.buffer[l.flag:][:8*sdk.Capacity], in.buffer[l.score:][:2*sdk.Capacity]
	var all, scores uint64
	for i := range rows {
		all |= binary.LittleEndian.Uint64(block[8*i:]) | binary.LittleEndian.Uint64(flag[8*i:])
	}
	for at := 0; at < 2*rows; at += 8 {
		scores |= binary.LittleEndian.Uint64(score[at:])
	}
	if all|scores == 0 {
		if !in.silent {
			in.block, in.flag, in.score, in.silent = [sdk.Capacity]uint64{}, [sdk.Capacity]uint64{}, [sdk.Capacity]uint16{}, true
		}
		return nil
	}
	in.silent = false
	for i := range rows {
		in.block[i] = binary.LittleEndian.Uint64(block[8*i:])
		in.flag[i] = binary.LittleEndian.Uint64(flag[8*i:])
		in.score[i] = binary.LittleEndian.Uint16(score[2*i:])
	}
	if strange := all &^ in.reasons; strange != 0 {
		return in.fail("pc_filter", ReasonBadOutput, fmt.Sprintf("output bits %#x belong to none of the %d reasons", strange, len(in.module.manifest.Reasons)))
	}
	return nil
}

// bind takes the views into guest memory, checking every bound. Memory that grows does not move, because its capacity was taken at its
// maximum; the views are taken again all the same whenever its size has changed.
func (in *Instance) bind() error {
	l := in.module.layout
	in.pages = in.memory.Size()
	buffer, ok := in.memory.Read(in.base, uint32(l.size))
	if !ok {
		return in.fail("pc_buffer", ReasonBadOutput, fmt.Sprintf("%d bytes at %#x are outside the memory", l.size, in.base))
	}
	in.buffer = buffer
	for i, f := range l.fields {
		if f.have {
			in.columns[i] = buffer[f.offset : f.offset+f.size : f.offset+f.size]
		}
	}
	return nil
}

// trap turns the runtime's error into a TrapError. Exhaustion shows in the globals, which the guest cannot reach.
func (in *Instance) trap(call string, err error) error {
	message := err.Error()
	switch {
	case int32(in.depth.Get()) < 0: // which may take the fuel with it
		return in.fail(call, ReasonDepth, where(message))
	case int64(in.fuel.Get()) < 0:
		return in.fail(call, ReasonFuel, where(message))
	}
	return in.fail(call, classify(message), where(message))
}

func (in *Instance) fail(call string, reason Reason, detail string) error {
	in.failed = true
	return &TrapError{Filter: in.module.name, Call: call, Reason: reason, Detail: detail}
}

// Close releases the instance.
func (in *Instance) Close() error {
	in.failed = true
	return in.wasm.Close(background)
}

// call runs an exported function off the path, with the fuel for setting up. It returns the result, or 0 if there is none.
func (in *Instance) call(name string, params ...uint64) (uint64, error) {
	in.refill(in.module.options.SetupFuel)
	results, err := in.wasm.ExportedFunction(name).Call(background, params...)
	if err != nil {
		return 0, in.trap(name, err)
	}
	if len(results) == 0 {
		return 0, nil
	}
	return results[0], nil
}

// open makes an instance and runs _initialize, no more.
func (m *Module) open(ctx context.Context) (*Instance, error) {
	wasm, err := m.instantiate(ctx)
	if err != nil {
		return nil, fmt.Errorf("filter %s: %w", m.name, err)
	}
	in := &Instance{
		module: m, wasm: wasm, memory: wasm.ExportedMemory("memory"), filter: wasm.ExportedFunction("pc_filter"),
		fuel:  wasm.ExportedGlobal(gate.FuelExport).(api.MutableGlobal),
		depth: wasm.ExportedGlobal(gate.DepthExport).(api.MutableGlobal),
	}
	if m.info.Exported("_initialize") {
		if _, err := in.call("_initialize"); err != nil {
			in.Close()
			return nil, err
		}
	}
	return in, nil
}

// NewInstance makes an instance with a configuration from [Module.CompileConfig].
func (m *Module) NewInstance(ctx context.Context, tlv []byte) (*Instance, error) {
	in, err := m.open(ctx)
	if err != nil {
		return nil, err
	}
	if err := in.setUp(tlv); err != nil {
		in.Close()
		return nil, err
	}
	return in, nil
}

// setUp takes the buffer, hands over the configuration and writes the layout.
func (in *Instance) setUp(tlv []byte) error {
	l := in.module.layout
	in.columns = make([][]byte, len(l.fields))
	in.reasons = in.module.manifest.reasonBits()
	size := max(l.size, len(tlv))
	address, err := in.call("pc_buffer", uint64(size))
	if err != nil {
		return err
	}
	in.base = uint32(address)
	if in.base == 0 || in.base%alignment != 0 {
		return in.fail("pc_buffer", ReasonBadOutput, fmt.Sprintf("it returned %#x for %d bytes; a multiple of %d is wanted", in.base, size, alignment))
	}
	window, ok := in.memory.Read(in.base, uint32(size))
	if !ok {
		return in.fail("pc_buffer", ReasonBadOutput, fmt.Sprintf("%d bytes at %#x are outside the memory", size, in.base))
	}
	copy(window, tlv)
	status, err := in.call("pc_init", uint64(in.base), uint64(len(tlv)))
	if err != nil {
		return err
	}
	if uint32(status) != 0 {
		return in.fail("pc_init", ReasonNonzero, fmt.Sprintf("it refused the configuration with %d", int32(status)))
	}
	if err := in.bind(); err != nil {
		return err
	}
	l.write(in.buffer)
	return nil
}
