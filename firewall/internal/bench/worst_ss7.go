package bench

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// worstSS7 is Worst for SS7: what one packet carries, beside the same number of
// octets in honest messages that update a location.
func (s *Suite) worstSS7(ctx context.Context) error {
	var honest Message
	for _, m := range Messages() {
		if m.Name == "updateLocation" {
			honest = m
		}
	}
	return s.worstPackets(ctx, honest, worstSS7Shapes)
}

// shape is a way to fill a packet with what costs most.
type shape struct {
	name  string
	build func(size int) op.Frame
}

// worstPackets compares packets of shapes with the same number of octets in an honest
// message, over and over.
func (s *Suite) worstPackets(ctx context.Context, honest Message, shapes []shape) error {
	frames := make([]op.Frame, batch)
	for i := range frames {
		frames[i] = honest.frame()
	}
	baseline := Half{Loop(decoding(frames)), batch * float64(len(honest.Octets)) / 1500}
	for _, w := range shapes {
		f := w.build(1480)
		err := s.compare(ctx, Row{
			Group: "worst case", Name: "1500 octets of " + w.name, Unit: "1500 octets", Against: honest.Name,
			Budgets: []Budget{{Of: "subject_ns", Most: 2000}},
		}, baseline, Half{Loop(decoding([]op.Frame{f})), float64(len(f.Data)) / 1500}, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

var worstSS7Shapes = []shape{
	{"BER inside BER", argument(nested(0x30))},
	{"indefinite lengths", argument(nested(0x80))},
	{"empty elements in an argument", argument(repeating("0400"))},
	{"long forms", argument(repeating("048100"))},
	{"tags of two octets", argument(repeating("9f2100"))},
	{"sequences of nobody's", argument(within(0xA6, repeating("3000")))},
	{"forwarding", argument(within(0xA7, repeating(forwarding)))},
	{"an argument of nobody's", invoke("7f", nested(0x80))},
	{"components", components(repeating("a106020101020102"))},
	{"components with parameters", components(repeating("a1080201010201020400"))},
	{"results", components(repeating("a20d0201013008020102300304019a"))},
	{"components of indefinite length", components(repeating("a1800201010201020000"))},
	{"identifiers", func(size int) op.Frame { return begin(repeating("4800")(size - 100)) }},
	{"user information", func(size int) op.Frame { return begin(dialogue(repeating("2800")(size - 160))) }},
	{"M3UA parameters", parameters},
	{"chunks that nobody knows", func(size int) op.Frame { return chunks(size, "\x3f\x00\x00\x04") }},
	{"chunks of DATA sent again", func(size int) op.Frame {
		return chunks(size, "\x00\x03\x00\x18\x00\x00\x00\x01\x00\x01\x00\x01\x00\x00\x00\x03\x01\x00\x03\x03\x00\x00\x00\x08")
	}},
}

// SS7Frames returns the honest messages of SS7, and those made to be slow.
func SS7Frames() (list []op.Frame) {
	for _, m := range Messages() {
		if m.Port == portM3UA {
			list = append(list, m.frame())
		}
	}
	for _, w := range worstSS7Shapes {
		list = append(list, w.build(1480))
	}
	return list
}

// filler makes as many octets as there is room for.
type filler func(room int) []byte

// repeating repeats an element, in hexadecimal digits.
func repeating(element string) filler {
	return func(room int) []byte { return bytes.Repeat(unhex(element), room/(len(element)/2)) }
}

// nested is one SEQUENCE in another, as deep as is read, over and over.
func nested(form byte) filler {
	return func(room int) (b []byte) {
		const depth = 9
		unit := unhex("020101")
		for range depth {
			if form == 0x80 {
				unit = append(append([]byte{0x30, 0x80}, unit...), 0, 0)
			} else {
				unit = append([]byte{0x30, byte(len(unit))}, unit...)
			}
		}
		return bytes.Repeat(unit, room/len(unit))
	}
}

// forwarding is an Ext-ForwInfo with eight numbers (TS 29.002 clause 17.7.1).
const forwarding = "a0650401213060" + feature + feature + feature + feature + feature + feature + feature + feature

const feature = "300a8401078505917997000f"

// within puts what a filler makes in one element.
func within(tag byte, fill filler) filler {
	return func(room int) []byte { return element(tag, fill(room-4)) }
}

// argument makes what a filler makes the argument of an insertSubscriberData.
func argument(fill filler) func(size int) op.Frame { return invoke("07", fill) }

// invoke is the same for an operation.
func invoke(code string, fill filler) func(size int) op.Frame {
	return func(size int) op.Frame {
		content := append(unhex("020101"+"0201"+code), element(0x30, fill(size-100))...)
		return begin(element(0x6C, element(0xA1, content)))
	}
}

// components makes what a filler makes the component portion.
func components(fill filler) func(size int) op.Frame {
	return func(size int) op.Frame { return begin(element(0x6C, fill(size-100))) }
}

// dialogue is a dialogue portion with user information.
func dialogue(user []byte) []byte {
	pdu := append(unhex("80020780"+"a109060704000001001d03"), element(0xBE, user)...)
	external := append(unhex("060700118605010101"), element(0xA0, element(0x60, pdu))...)
	return element(0x6B, element(0x28, external))
}

// begin is a LUDT with a Begin.
func begin(portion []byte) op.Frame {
	tcap := element(0x62, append(unhex("4804"+"2f3b4602"), portion...))
	called, calling := unhex("0b"+"1206001104"+"000101000001"), unhex("0b"+"1207001104"+"997900000001")
	sccp := []byte{0x13, 0x80, 15, 7, 0, 17, 0, 27, 0, 0, 0}
	sccp = append(append(sccp, called...), calling...)
	sccp = binary.LittleEndian.AppendUint16(sccp, uint16(len(tcap)))
	return data(append(sccp, tcap...))
}

func element(tag byte, content []byte) []byte {
	return append([]byte{tag, 0x82, byte(len(content) >> 8), byte(len(content))}, content...)
}

// data is a DATA message of M3UA with a message of SCCP.
func data(sccp []byte) op.Frame {
	p := unhex("01000101" + "00000000" + "0210" + "0000" + "00000002" + "00000001" + "03000005")
	p = append(p, sccp...)
	binary.BigEndian.PutUint16(p[10:], uint16(len(p)-8))
	p = append(p, make([]byte, -len(p)&3)...)
	binary.BigEndian.PutUint32(p[4:], uint32(len(p)))
	m := Message{Port: portM3UA, Octets: p}
	return m.frame()
}

// parameters is a message of M3UA with nothing but empty parameters.
func parameters(size int) op.Frame {
	p := unhex("01000101" + "00000000")
	p = append(p, bytes.Repeat(unhex("00040004"), (size-len(p))/4)...)
	binary.BigEndian.PutUint32(p[4:], uint32(len(p)))
	m := Message{Port: portM3UA, Octets: p}
	return m.frame()
}

// chunks is an IPv4 packet with one SCTP packet of a chunk over and over.
func chunks(size int, chunk string) op.Frame {
	p := unhex("0b590b59" + "01020304" + "00000000")
	p = append(p, bytes.Repeat([]byte(chunk), (size-len(p))/len(chunk))...)
	binary.LittleEndian.PutUint32(p[8:], crc32.Checksum(p, crc32.MakeTable(crc32.Castagnoli)))
	from, to := partnerAddr.As4(), homeAddr.As4()
	h := append(append(unhex("4500"+"0000"+"00000000"+"4084"+"0000"), from[:]...), to[:]...)
	binary.BigEndian.PutUint16(h[2:], uint16(len(h)+len(p)))
	return op.Frame{Data: append(h, p...), TimeNS: 1, Number: 1, Encap: op.EncapRaw, Side: op.SideOutside}
}
