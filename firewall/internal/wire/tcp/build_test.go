package tcp

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// The protocols of the tests: a short one on port 7 that is easy to write by hand
// (01, a type, two octets of length), and the framing of Diameter (RFC 6733 clause
// 3) on its port.
var (
	short = Framer{Port: 7, First: 1, Header: 4, Most: 300, Length: func(b []byte) (int, bool) {
		return int(binary.BigEndian.Uint16(b[2:])), b[0] == 1
	}, IsLikely: func(b []byte) bool { return b[0] == 1 && b[1]-'A' < 26 && binary.BigEndian.Uint16(b[2:]) >= 4 }}

	diameter = Framer{Port: 3868, First: 1, Header: 20, Most: 65535, Length: diameterLength, IsLikely: func(b []byte) bool {
		n, ok := diameterLength(b)
		return ok && n%4 == 0 && b[4]&0x0F == 0
	}}
)

func diameterLength(b []byte) (int, bool) {
	return int(binary.BigEndian.Uint32(b) & 0xFFFFFF), b[0] == 1
}

// msg is a message of the short protocol: a type and n octets in all.
func msg(typ byte, n int) []byte {
	b := make([]byte, n)
	b[0], b[1] = 1, typ
	binary.BigEndian.PutUint16(b[2:], uint16(n))
	for i := 4; i < n; i++ {
		b[i] = typ | 0x80
	}
	return b
}

// seg is a segment of the connection from port 40000 to port 7. Sequence numbers
// count from the first octet of their stream, -1 is SYN's.
type seg struct {
	back    bool // the other way
	at      int
	data    []byte
	flags   uint8 // beside ACK
	noACK   bool
	ack     int
	missing int
	second  int64
	side    op.Side
	from    byte // host, default 1
	dst     uint16
}

// base is where streams start; they wrap around after 3,000 octets.
const base = 1<<32 - 3000

var ends = Ends{Src: op.AddrFrom4([]byte{198, 51, 100, 1}), Dst: op.AddrFrom4([]byte{192, 0, 2, 1})}

// octets writes the segment.
func (x seg) octets() []byte {
	src, dst := uint16(40000), uint16(7)
	if x.dst != 0 {
		dst = x.dst
	}
	if x.back {
		src, dst = dst, src
	}
	b := make([]byte, 20, 20+len(x.data))
	binary.BigEndian.PutUint16(b, src)
	binary.BigEndian.PutUint16(b[2:], dst)
	binary.BigEndian.PutUint32(b[4:], uint32(base+x.at))
	flags := x.flags
	if !x.noACK {
		flags |= ACK
		binary.BigEndian.PutUint32(b[8:], uint32(base+x.ack))
	}
	b[12], b[13] = 5<<4, flags
	return append(b, x.data...)
}

// feed hands a segment over and returns what comes out.
func feed(r *Reassembler, x seg) (out []Message, s *Segment) {
	s = new(Segment)
	b := x.octets()
	if !s.Decode(b, 0, len(b)+x.missing, x.missing > 0) {
		panic("no segment")
	}
	e := ends
	if x.from != 0 {
		e.Src.Lo += uint64(x.from)
	}
	if x.back {
		e.Src, e.Dst = e.Dst, e.Src
	}
	r.Begin(s, e, &op.Frame{TimeNS: x.second * 1e9, Number: int32(x.second), Side: x.side})
	return take(r), s
}

// take copies what Next hands out.
func take(r *Reassembler) (out []Message) {
	for m, ok := r.Next(); ok; m, ok = r.Next() {
		m.Data = append([]byte(nil), m.Data...)
		out = append(out, m)
	}
	return out
}

// text prints messages by type and length, with faults.
func text(out []Message, s *Segment) string {
	var list []string
	for _, m := range out {
		t := "-"
		if m.Data != nil {
			t = fmt.Sprintf("%c%d", m.Data[1], len(m.Data))
		}
		if m.Faults.Any() {
			t += "(" + names(&m.Faults) + ")"
		}
		list = append(list, t)
	}
	if s != nil && s.Faults.Any() {
		list = append(list, "!"+names(&s.Faults))
	}
	if list == nil {
		return "."
	}
	return strings.Join(list, " ")
}

func names(f *op.Faults) string {
	var list []string
	f.Each(func(c op.FaultCode) { list = append(list, strings.TrimPrefix(c.String(), "tcp-")) })
	return strings.Join(list, " ")
}

func join(parts ...[]byte) (all []byte) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}
