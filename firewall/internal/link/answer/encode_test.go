package answer_test

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/answer"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ip"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op/rejection"
)

// Who asks whom in these tests, and with which TEIDs.
const (
	ourTEID  = 0x0A0B0C0D // in the header of a request
	peerTEID = 0xC0FFEE01 // what the peer wants in the header of the answer
	peerPort = 40123
	port     = 2123
)

var partner, home = addr("198.51.100.7"), addr("192.0.2.10")

func addr(text string) op.Addr { return op.AddrFromNetIP(netip.MustParseAddr(text)) }

func repeated(elements string, times int) string { return strings.Repeat(elements, times) }

// reject is the ruling of every test that does not say otherwise.
func reject(cause uint32) op.Ruling { return op.Ruling{Action: op.ActReject, Cause: cause} }

// octets reads hexadecimal digits, with spaces for readers.
func octets(text string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

// message1 is a GTPv1 message: its elements in hexadecimal digits.
func message1(code uint8, teid uint32, sequence uint16, elements ...string) []byte {
	p := []byte{0x32, code, 0, 0}
	p = binary.BigEndian.AppendUint32(p, teid)
	p = binary.BigEndian.AppendUint16(p, sequence)
	p = append(p, 0, 0)
	p = append(p, octets(strings.Join(elements, ""))...)
	binary.BigEndian.PutUint16(p[2:], uint16(len(p)-8))
	return p
}

// message2 is a GTPv2 message with a TEID.
func message2(code uint8, teid, sequence uint32, elements ...string) []byte {
	p := []byte{0x48, code, 0, 0}
	p = binary.BigEndian.AppendUint32(p, teid)
	p = binary.BigEndian.AppendUint32(p, sequence<<8)
	p = append(p, octets(strings.Join(elements, ""))...)
	binary.BigEndian.PutUint16(p[2:], uint16(len(p)-4))
	return p
}

// Elements that answers depend on.
const (
	control1    = "11 C0FFEE01"
	nsapi1      = "14 05"
	sender2     = "57 0009 00 86 C0FFEE01 C6336407" // F-TEID 87.0, S5/S8 SGW
	third2      = "57 0009 02 86 C0FFEE01 C6336407" // 87.2
	ebi2        = "49 0001 00 05"
	pti2        = "64 0001 00 07"
	rat2        = "52 0001 00 06"
	bearer5     = "5D 0005 00" + ebi2
	bearer6     = "5D 0005 00 49 0001 00 06"
	padding1    = "FF 0012 0000" + "00000000 00000000 00000000 00000000" // private extension
	padding2    = "FF 0012 00 0000" + "00000000 00000000 00000000 00000000"
	imsi2       = "01 0008 00 00010100000000F1"
	commandSign = 0x800000 // top bit of the sequence number
)

// request1 and request2 are requests of a type that name the sender's TEID and
// whatever else an answer has to repeat.
func request1(code uint8, sequence uint16) []byte {
	return message1(code, ourTEID, sequence, control1, padding1)
}

func request2(code uint8, sequence uint32) []byte {
	sender := sender2
	switch code {
	case 64, 66, 68:
		sequence |= commandSign
	}
	if code == 68 {
		sender = third2
	}
	return message2(code, ourTEID, sequence, ebi2, pti2, bearer5, sender, padding2)
}

// decoder is shared: these tests do not run at the same time.
var decoder = wire.New(wire.Config{Fragments: ip.Limits{Datagrams: 2, Memory: 64 << 10, Octets: 8 << 10}})

// decoded is the batch of one datagram.
func decoded(payload []byte, srcPort, dstPort uint16) *op.Batch {
	b := &op.Batch{}
	f := op.Frame{Data: payload, Number: 1, Encap: op.EncapDatagram, Src: partner, Dst: home, SrcPort: srcPort, DstPort: dstPort}
	decoder.Decode(b, 0, &f)
	return b
}

// asked is the batch of a datagram from the peer to port 2123.
func asked(payload []byte) *op.Batch { return decoded(payload, peerPort, port) }

// answered builds the answer to the only message of b, and checks what holds for
// every one: that it exists when judging was told so, that it is not longer than
// the message, and that nothing answers it.
func answered(t testing.TB, b *op.Batch, cause uint32) []byte {
	t.Helper()
	var x answer.Builder
	m := &b.Messages[0]
	p := x.Build(b, 0, reject(cause))
	if may := wire.CanReject(b, m, cause); may != (p != nil) {
		t.Fatalf("%x with cause %d: judging was told %v, and the answer is %x", m.Payload, cause, may, p)
	}
	if len(p) > len(m.Payload) {
		t.Fatalf("%d octets answer %d: %x", len(p), len(m.Payload), m.Payload)
	}
	if p == nil {
		return nil
	}
	if r, _ := rejection.Of(b, m, cause); r.Length() != len(p) {
		t.Fatalf("%d octets were said, and %d built: %x", r.Length(), len(p), p)
	}
	for _, ports := range [][2]uint16{{m.DstPort, m.SrcPort}, {m.SrcPort, m.DstPort}, {port, port}} {
		back := decoded(p, ports[0], ports[1])
		for _, again := range []uint32{0, cause, 64, 192} {
			var y answer.Builder
			if q := y.Build(back, 0, reject(again)); q != nil {
				t.Fatalf("the answer %x is answered by %x", p, q)
			}
		}
	}
	return p
}
