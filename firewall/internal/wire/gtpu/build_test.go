package gtpu

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// octets reads hexadecimal digits; blanks are free.
func octets(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

// message1 is a message with its first octet, type, TEID and what follows, and
// the length that this makes.
func message1(first, code byte, teid uint32, rest string) []byte {
	b := []byte{first, code, 0, 0, 0, 0, 0, 0}
	binary.BigEndian.PutUint32(b[4:], teid)
	b = append(b, octets(rest)...)
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)-8))
	return b
}

// Elements and headers that several vectors share.
const (
	number  = "0007 00 00"       // the optional part with S
	teidI   = "10 0b000002"      // TEID Data I
	peer4   = "85 0004 c000020a" // GTP-U Peer Address 192.0.2.10
	peer6   = "85 0010 20010db8000000000000000000000a0a"
	stamp   = "e7 0004 e9000001"                         // Recovery Time Stamp
	private = "ff 0004 2aab 0102"                        // Private Extension
	ipv4    = "4500001400010000401100000a2d0002c0000263" // a header is packet enough here
)

// echo is an Echo Request (1) or Response (2) with elements.
func echo(code byte, elements string) []byte { return message1(0x32, code, 0, number+elements) }

// indication is an Error Indication with elements.
func indication(elements string) []byte { return message1(0x32, errorIndication, 0, number+elements) }

// user is a G-PDU with one extension header of 4 octets, or none when t is 0.
func user(t byte, rest string) []byte {
	if t == 0 {
		return message1(0x30, gPDU, 0x0b000002, rest)
	}
	return message1(0x34, gPDU, 0x0b000002, fmt.Sprintf("0000 00 %02x 01 0000 00", t)+rest)
}

// decode runs the decoder on a datagram in a fresh batch.
func decode(p []byte, src, dst uint16) (b *op.Batch, o *op.Operation, inner []byte, off int) {
	b = &op.Batch{}
	m := b.AddMessage()
	m.Payload, m.SrcPort, m.DstPort = p, src, dst
	inner, off = Decode(b, p)
	return b, &b.Ops[0], inner, off
}

// faults lists an operation's faults in the order found, with their offsets.
func faults(o *op.Operation) string {
	var s []string
	for _, f := range o.Faults.List() {
		s = append(s, fmt.Sprintf("%s@%d", strings.TrimPrefix(f.Code.String(), "gtp-"), f.Offset))
	}
	return strings.Join(s, " ")
}

// vector is a payload and what must be found wrong with it.
type vector struct {
	name    string
	payload []byte
	faults  string
}

func check(t *testing.T, vectors []vector) {
	t.Helper()
	for _, v := range vectors {
		if _, o, _, _ := decode(v.payload, 50000, Port); faults(o) != v.faults {
			t.Errorf("%s (%x): %q, want %q", v.name, v.payload, faults(o), v.faults)
		}
	}
}
