package guest

import (
	"encoding/binary"

	"github.com/seed-43cefff0/portcullis/sdk"
)

// The buffer of sdk/ABI.md, "The buffer". Offsets are relative to its start.
const (
	headerSize = 64
	alignment  = 16

	atRows = 0 // in the header
)

// field is one entry of the directory: a declared column, or a counter.
type field struct {
	column sdk.Column
	have   bool // the host delivers it
	offset int
	size   int // bytes of the array; 0 when the host does not have it
}

// layout is where things stand in the buffer. It follows from the manifest alone, so all instances of a module share it.
type layout struct {
	fields             []field // manifest order, counters last
	block, flag, score int
	arena, arenaSize   int
	size               int
}

func newLayout(columns []sdk.Column, counters []Counter) *layout {
	l := &layout{fields: make([]field, 0, len(columns)+len(counters))}
	at := align(headerSize + 4*cap(l.fields))
	take := func(size int) int {
		start := at
		at = align(at + size)
		return start
	}
	for _, c := range columns {
		f := field{column: c, have: c.Number != 0}
		if f.have {
			f.size = rows(c) * c.Kind.Size()
			f.offset = take(f.size)
		}
		if c.Kind == sdk.Bytes {
			l.arenaSize = sdk.ArenaSize
		}
		l.fields = append(l.fields, f)
	}
	for _, c := range counters {
		f := field{column: sdk.Column{Name: sdk.CounterPrefix + c.Name, Kind: sdk.U32}, have: true, size: 4 * sdk.Capacity}
		f.offset = take(f.size)
		l.fields = append(l.fields, f)
	}
	l.block = take(8 * sdk.Capacity)
	l.flag = take(8 * sdk.Capacity)
	l.score = take(2 * sdk.Capacity)
	l.arena = take(l.arenaSize)
	l.size = at
	return l
}

func align(n int) int { return (n + alignment - 1) &^ (alignment - 1) }

// rows is the number of elements in a column's array.
func rows(c sdk.Column) int {
	if c.List() != "" {
		return sdk.ListCapacity
	}
	return sdk.Capacity
}

// write puts header and directory into a buffer of l.size bytes and zeroes the rest.
func (l *layout) write(buffer []byte) {
	clear(buffer)
	for i, v := range [...]int{0, sdk.Capacity, len(l.fields), l.arena, l.arenaSize, l.block, l.flag, l.score} {
		binary.LittleEndian.PutUint32(buffer[4*i:], uint32(v))
	}
	for i, f := range l.fields {
		binary.LittleEndian.PutUint32(buffer[headerSize+4*i:], uint32(f.offset))
	}
}
