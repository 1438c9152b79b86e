package replay

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Encoders of the tests: as plain as the formats allow, and sharing nothing with
// the decoders.

// nativeOrder is the byte order of most writers.
var nativeOrder both = binary.LittleEndian

type both interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// pcapFile writes a classic capture. ends are the sizes of the prefixes that
// hold 0, 1, 2, ... whole frames.
func pcapFile(order both, magic, linkType uint32, frames []op.Frame) (file []byte, ends []int) {
	file = order.AppendUint32(nil, magic)
	file = order.AppendUint16(file, 2)
	file = order.AppendUint16(file, 4)
	for _, v := range []uint32{0, 0, 262144, linkType} {
		file = order.AppendUint32(file, v)
	}
	ends = []int{len(file)}
	tick := int64(1000)
	if magic == magicNanoseconds {
		tick = 1
	}
	for _, f := range frames {
		file = order.AppendUint32(file, uint32(f.TimeNS/1e9))
		file = order.AppendUint32(file, uint32(f.TimeNS%1e9/tick))
		file = order.AppendUint32(file, uint32(len(f.Data)))
		file = order.AppendUint32(file, uint32(len(f.Data)+missing(f)))
		if magic == magicModified {
			file = append(file, 0, 0, 0, 1, 8, 0, 0, 0)
		}
		file = append(file, f.Data...)
		ends = append(ends, len(file))
	}
	return file, ends
}

func missing(f op.Frame) int {
	if f.Truncated {
		return 7
	}
	return 0
}

// ng writes pcapng.
type ng struct {
	order both
	file  []byte
	ends  []int
}

func (g *ng) block(blockType uint32, body []byte) {
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	g.file = g.order.AppendUint32(g.file, blockType)
	g.file = g.order.AppendUint32(g.file, uint32(len(body)+12))
	g.file = append(g.file, body...)
	g.file = g.order.AppendUint32(g.file, uint32(len(body)+12))
}

// mark says that everything before this point is worth a frame.
func (g *ng) mark() { g.ends = append(g.ends, len(g.file)) }

func (g *ng) section(order both) {
	g.order = order
	body := order.AppendUint32(nil, byteOrderMagic)
	body = order.AppendUint16(body, 1)
	body = order.AppendUint16(body, 0)
	g.block(blockSection, order.AppendUint64(body, ^uint64(0)))
}

func (g *ng) option(body []byte, code uint16, value []byte) []byte {
	body = g.order.AppendUint16(body, code)
	body = g.order.AppendUint16(body, uint16(len(value)))
	body = append(body, value...)
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	return body
}

func (g *ng) iface(linkType uint16, snapLen uint32, options ...func([]byte) []byte) {
	body := g.order.AppendUint16(nil, linkType)
	body = g.order.AppendUint16(body, 0)
	body = g.order.AppendUint32(body, snapLen)
	for _, o := range options {
		body = o(body)
	}
	g.block(blockInterface, body)
}

func (g *ng) resolution(r byte) func([]byte) []byte {
	return func(b []byte) []byte { return g.option(b, optionResolution, []byte{r}) }
}

func (g *ng) offset(s int64) func([]byte) []byte {
	return func(b []byte) []byte { return g.option(b, optionOffset, g.order.AppendUint64(nil, uint64(s))) }
}

func (g *ng) comment(text string) func([]byte) []byte {
	return func(b []byte) []byte { return g.option(b, 1, []byte(text)) }
}

func (g *ng) enhanced(iface uint32, ticks uint64, f op.Frame, options ...func([]byte) []byte) {
	body := g.order.AppendUint32(nil, iface)
	body = g.order.AppendUint32(body, uint32(ticks>>32))
	body = g.order.AppendUint32(body, uint32(ticks))
	body = g.data(body, f)
	for _, o := range options {
		body = o(body)
	}
	g.block(blockEnhanced, body)
	g.mark()
}

func (g *ng) obsolete(iface uint16, ticks uint64, f op.Frame) {
	body := g.order.AppendUint16(nil, iface)
	body = g.order.AppendUint16(body, 3) // drops
	body = g.order.AppendUint32(body, uint32(ticks>>32))
	body = g.order.AppendUint32(body, uint32(ticks))
	g.block(blockPacket, g.data(body, f))
	g.mark()
}

func (g *ng) data(body []byte, f op.Frame) []byte {
	body = g.order.AppendUint32(body, uint32(len(f.Data)))
	body = g.order.AppendUint32(body, uint32(len(f.Data)+missing(f)))
	body = append(body, f.Data...)
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	return body
}

func (g *ng) simple(f op.Frame) {
	g.block(blockSimple, append(g.order.AppendUint32(nil, uint32(len(f.Data)+missing(f))), f.Data...))
	g.mark()
}

// testFrames returns frames of growing length, some cut off, microseconds apart.
func testFrames(n int) []op.Frame {
	var list []op.Frame
	for i := range n {
		data := bytes.Repeat([]byte(fmt.Sprintf("%d.", i)), i)
		list = append(list, op.Frame{Data: data, TimeNS: 1_700_000_000_123_456_000 + int64(i)*1000, Encap: op.EncapEthernet, Truncated: i%3 == 2})
	}
	return list
}

// ngFile writes a capture with two sections in either byte order, interfaces of
// different kinds and all kinds of blocks, and returns what is in it.
func ngFile() (file []byte, ends []int, want []op.Frame) {
	f := testFrames(8)
	g := &ng{}
	g.section(binary.LittleEndian)
	g.iface(1, 0, g.comment("first"), g.resolution(9))
	g.block(5, make([]byte, 16))  // interface statistics
	g.block(4, make([]byte, 100)) // name resolution
	g.mark()
	g.enhanced(0, uint64(f[0].TimeNS), f[0])
	g.iface(101, 65535, g.resolution(0), g.offset(-1_000_000_000)) // whole seconds
	g.enhanced(1, uint64(f[1].TimeNS/1e9)+1_000_000_000, f[1], g.comment("a comment behind the data"))
	f[1].TimeNS, f[1].Encap = f[1].TimeNS/1e9*1e9, op.EncapRaw
	f[2].TimeNS, f[2].Truncated = f[1].TimeNS, false // it has no time of its own
	g.simple(f[2])
	g.block(blockJournal, []byte("__REALTIME_TIMESTAMP=1700000000123456\nMESSAGE=hello\n")) // counted, not delivered
	g.obsolete(0, uint64(f[3].TimeNS), f[3])
	g.section(binary.BigEndian)
	g.iface(276, 5)
	g.simple(f[4])
	f[4].Encap, f[4].TimeNS, f[4].Data, f[4].Truncated = op.EncapLinuxSLL2, f[3].TimeNS, f[4].Data[:5], true
	g.iface(147, 0) // user-defined
	g.enhanced(1, uint64(f[5].TimeNS/1000), f[5])
	f[5].Encap = op.EncapUnsupported
	want = f[:6]
	for i := range want {
		want[i].Number = int32(i + 1)
		if i >= 3 {
			want[i].Number++
		}
	}
	return g.file, g.ends, want
}

func zipped(file []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(file)
	_ = w.Close()
	return b.Bytes()
}
