package replay

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Block types that matter (draft-ietf-opsawg-pcapng clause 11.1). The others
// are skipped.
const (
	blockSection   = 0x0A0D0D0A
	blockInterface = 1
	blockPacket    = 2 // obsolete
	blockSimple    = 3
	blockJournal   = 9 // a log entry, which Wireshark numbers like a frame
	blockEnhanced  = 6
)

// Bounds: of a block that is looked into, as in Wireshark; and of interfaces.
const (
	maxBlock      = 16 << 20
	maxInterfaces = 1 << 16
)

const byteOrderMagic = 0x1A2B3C4D

// pcapng reads blocks. Each section has its own byte order and interfaces.
//
//	+--------+----------------+----------------------+----------------+
//	| Type 4 | Total length 4 | Body, padded to 4    | Total length 4 |
//	+--------+----------------+----------------------+----------------+
type pcapng struct {
	order      binary.ByteOrder
	interfaces []iface
	lastNS     int64
}

// iface is an interface description block's content.
type iface struct {
	encap   op.Encapsulation
	snapLen uint32
	clock   clock
}

// isNG reports whether a file starts with a section header block.
func isNG(b []byte) bool {
	if len(b) < 12 || binary.BigEndian.Uint32(b) != blockSection {
		return false
	}
	return sectionOrder(b) != nil
}

// sectionOrder returns the byte order of a section, or nil.
func sectionOrder(b []byte) binary.ByteOrder {
	switch uint32(byteOrderMagic) {
	case binary.LittleEndian.Uint32(b[8:]):
		return binary.LittleEndian
	case binary.BigEndian.Uint32(b[8:]):
		return binary.BigEndian
	}
	return nil
}

func (g *pcapng) measure(b []byte) (need int, skip int64, err error) {
	if len(b) < 12 {
		return 12, 0, nil
	}
	if binary.BigEndian.Uint32(b) == blockSection {
		if g.order = sectionOrder(b); g.order == nil {
			return 0, 0, errors.New("a section header without byte-order magic")
		}
	}
	total := g.order.Uint32(b[4:])
	if total < 12 || total%4 != 0 {
		return 0, 0, fmt.Errorf("a block has an impossible length of %d octets", total)
	}
	least, ok := g.least(g.order.Uint32(b))
	switch {
	case !ok:
		return 8, int64(total) - 8, nil
	case total < least:
		return 0, 0, fmt.Errorf("a block of type %d has %d octets, fewer than its fixed part", g.order.Uint32(b), total)
	case total > maxBlock:
		return 0, 0, fmt.Errorf("a block claims %d octets, more than the %d that it may have", total, maxBlock)
	}
	return int(total), 0, nil
}

// least returns the smallest total length of a block of this type, and whether
// such a block is looked into.
func (g *pcapng) least(blockType uint32) (octets uint32, ok bool) {
	switch blockType {
	case blockSection:
		return 28, true
	case blockInterface:
		return 20, true
	case blockPacket, blockEnhanced:
		return 32, true
	case blockSimple:
		return 16, true
	}
	return 0, false
}

func (g *pcapng) frame(b []byte, f *op.Frame) (count int32, ok bool, err error) {
	blockType := g.order.Uint32(b)
	if len(b) == 8 {
		if blockType == blockJournal {
			count = 1
		}
		return count, false, nil
	}
	if end := g.order.Uint32(b[len(b)-4:]); int(end) != len(b) {
		return 0, false, fmt.Errorf("a block of %d octets says at its end that it has %d", len(b), end)
	}
	body := b[8 : len(b)-4]
	switch blockType {
	case blockSection:
		g.interfaces = g.interfaces[:0]
		if major := g.order.Uint16(body[4:]); major != 1 {
			return 0, false, fmt.Errorf("pcapng version %d.%d is not supported", major, g.order.Uint16(body[6:]))
		}
		return 0, false, nil
	case blockInterface:
		return 0, false, g.addInterface(body)
	case blockSimple:
		err = g.simple(body, f)
	case blockPacket:
		err = g.packet(uint32(g.order.Uint16(body)), body, f)
	case blockEnhanced:
		err = g.packet(g.order.Uint32(body), body, f)
	}
	return 1, err == nil, err
}

// addInterface reads an interface description block.
//
//	+-------------+------------+-----------+-----------
//	| Link type 2 | Reserved 2 | SnapLen 4 | Options
//	+-------------+------------+-----------+-----------
func (g *pcapng) addInterface(body []byte) error {
	if len(g.interfaces) == maxInterfaces {
		return fmt.Errorf("more than %d interfaces", maxInterfaces)
	}
	g.interfaces = append(g.interfaces, iface{
		encap:   encapsulation(uint32(g.order.Uint16(body))),
		snapLen: g.order.Uint32(body[4:]),
		clock:   g.clock(body[8:]),
	})
	return nil
}

// Options of an interface that matter.
const (
	optionEnd        = 0
	optionResolution = 9
	optionOffset     = 14
)

// clock reads the options that say what times mean. An option that does not fit
// ends the list, as in Wireshark.
func (g *pcapng) clock(b []byte) clock {
	c := clock{resolution: 6}
	for len(b) >= 4 {
		code, size := g.order.Uint16(b), int(g.order.Uint16(b[2:]))
		b = b[4:]
		if code == optionEnd || size > len(b) {
			break
		}
		switch {
		case code == optionResolution && size == 1:
			c.resolution = b[0]
		case code == optionOffset && size == 8:
			c.offset = int64(g.order.Uint64(b))
		}
		b = b[min((size+3)&^3, len(b)):]
	}
	return c
}

// packet reads an enhanced packet block or, but for the interface number and a
// count of drops in the same four octets, an obsolete packet block.
//
//	+-------------+---------------+--------------+------------+------------+------
//	| Interface 4 | Time, upper 4 | Time, lower 4| Captured 4 | Original 4 | Data
//	+-------------+---------------+--------------+------------+------------+------
func (g *pcapng) packet(number uint32, body []byte, f *op.Frame) error {
	if int64(number) >= int64(len(g.interfaces)) {
		return fmt.Errorf("a frame names interface %d of %d", number, len(g.interfaces))
	}
	captured := g.order.Uint32(body[12:])
	if int64(captured) > int64(len(body)-20) || captured > maxFrame {
		return fmt.Errorf("a frame claims %d octets in a block of %d", captured, len(body)+12)
	}
	i := &g.interfaces[number]
	g.lastNS = i.clock.unixNS(uint64(g.order.Uint32(body[4:]))<<32 | uint64(g.order.Uint32(body[8:])))
	*f = op.Frame{
		Data: body[20 : 20+captured : 20+captured], TimeNS: g.lastNS, Encap: i.encap,
		Truncated: g.order.Uint32(body[16:]) > captured,
	}
	return nil
}

// simple reads a simple packet block: of the section's first interface, without
// a time. It takes that of the frame before it, so that nothing that waits for
// a time to pass sees it jump.
//
//	+------------+------
//	| Original 4 | Data
//	+------------+------
func (g *pcapng) simple(body []byte, f *op.Frame) error {
	if len(g.interfaces) == 0 {
		return errors.New("a frame without an interface")
	}
	i, original := &g.interfaces[0], g.order.Uint32(body)
	captured := original
	if i.snapLen != 0 {
		captured = min(captured, i.snapLen)
	}
	captured = min(captured, uint32(len(body)-4))
	if captured > maxFrame {
		return fmt.Errorf("a frame claims %d octets", captured)
	}
	*f = op.Frame{Data: body[4 : 4+captured : 4+captured], TimeNS: g.lastNS, Encap: i.encap, Truncated: original > captured}
	return nil
}
