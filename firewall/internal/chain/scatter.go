package chain

import (
	"encoding/binary"
	"unsafe"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// view reads guest memory as an array of T. The guest's buffer is 16-byte
// aligned and little-endian, as are the hosts the firewall is built for.
func view[T uint8 | uint16 | uint32 | uint64](b []byte) []T {
	var t T
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(t)))
}

// putAddr writes an address in network order.
func putAddr(b []byte, a op.Addr) {
	binary.BigEndian.PutUint64(b, a.Hi)
	binary.BigEndian.PutUint64(b[8:16], a.Lo)
}
