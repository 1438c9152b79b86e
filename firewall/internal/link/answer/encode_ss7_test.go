package answer_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/answer"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op/rejection"
)

// tlv is an element: its tag and contents in hexadecimal digits.
func tlv(tag string, contents ...string) string {
	var c []byte
	for _, part := range contents {
		c = append(c, octets(part)...)
	}
	n := []byte{byte(len(c))}
	if len(c) > 0x7F {
		n = []byte{0x82, byte(len(c) >> 8), byte(len(c))}
	}
	return tag + hex.EncodeToString(n) + hex.EncodeToString(c)
}

// Who asks whom: global titles 99970000001 of the partner's VLR, 00101000001 of
// home's HLR.
const (
	partnerGT = "12 07 00 11 04 99 79 00 00 00 01"
	homeGT    = "12 06 00 11 04 00 01 01 00 00 01"
	otid      = "48 04 2f3b4602"
)

// Dialogue portions.
var (
	locationUp = "04000001000103" // networkLocUpContext-v3
	aarq       = asks(locationUp)
)

func asks(context string) string {
	return tlv("6b", tlv("28", "06 07 00118605010101", tlv("a0", tlv("60", "80 02 0780", tlv("a1", tlv("06", context))))))
}

// Components.
var (
	argument = tlv("30", "04 08 00010100000000f1", "81 07 91 9979000000f1", "04 07 91 9979000000f2")
	update   = invoke("01", "02", argument)
)

func invoke(id, code, argument string) string {
	return tlv("a1", "02 01"+id, "02 01"+code, argument)
}

func begin(parts ...string) string { return tlv("62", append([]string{otid}, parts...)...) }

// udt is a UDT of class 0 with the return option.
func udt(data string) string { return unit("09 80", 0, homeGT, partnerGT, data) }

// unit is a message of SCCP with two octets in front of its pointers, and as many
// more pointers as extra says.
func unit(head string, extra int, called, calling, data string) string {
	parts := [][]byte{octets(called), octets(calling), octets(data)}
	p, at := octets(head), 3+extra
	for i := range parts {
		p = append(p, byte(at))
		at += len(parts[i])
	}
	p = append(p, make([]byte, extra)...)
	for _, part := range parts {
		p = append(append(p, byte(len(part))), part...)
	}
	return hex.EncodeToString(p)
}

// m3uaData is a DATA message from point code 2 to 1, in routing context 7.
func m3uaData(sccp string) []byte {
	return m3uaOf("0006 0008 00000007", sccp)
}

func m3uaOf(parameters, sccp string) []byte {
	p := append([]byte{1, 0, 1, 1, 0, 0, 0, 0}, octets(parameters)...)
	content := append(octets("00000002 00000001 03 00 00 05"), octets(sccp)...)
	p = binary.BigEndian.AppendUint16(p, 0x0210)
	p = binary.BigEndian.AppendUint16(p, uint16(4+len(content)))
	p = append(p, content...)
	p = append(p, make([]byte, -len(p)&3)...)
	binary.BigEndian.PutUint32(p[4:], uint32(len(p)))
	return p
}

// packet is an IPv4 packet with an SCTP packet with one DATA chunk.
func packet(user []byte, srcPort, dstPort uint16, ppid uint32, tsn uint32) []byte {
	p := binary.BigEndian.AppendUint16(nil, srcPort)
	p = binary.BigEndian.AppendUint16(p, dstPort)
	p = append(p, 1, 2, 3, 4, 0, 0, 0, 0, 0, 3)
	p = binary.BigEndian.AppendUint16(p, uint16(16+len(user)))
	p = binary.BigEndian.AppendUint32(p, tsn)
	p = append(p, 0, 9, byte(tsn>>8), byte(tsn)) // stream 9
	p = binary.BigEndian.AppendUint32(p, ppid)
	p = append(p, user...)
	p = append(p, make([]byte, -len(p)&3)...)
	binary.LittleEndian.PutUint32(p[8:], crc32.Checksum(p, crc32.MakeTable(crc32.Castagnoli)))
	h := append([]byte{0x45, 0, 0, 0, 0, 0, 0, 0, 64, 132, 0, 0}, 198, 51, 100, 7, 192, 0, 2, 10)
	binary.BigEndian.PutUint16(h[2:], uint16(20+len(p)))
	return append(h, p...)
}

// frames is how many the shared decoder has had; each gets a sequence number of
// its own.
var frames uint32

// ss7Decoded is the batch of user messages, each in a packet of its own, so much
// later than those before that nothing of them is waited for.
func ss7Decoded(messages ...[]byte) *op.Batch {
	b := &op.Batch{}
	now := int64(1e18) + int64(frames)*60e9
	decoder.Decode(b, 0, &op.Frame{TimeNS: now, Encap: op.EncapRaw})
	b.Reset()
	for i, m := range messages {
		frames++
		f := op.Frame{Data: packet(m, 2905, 2905, 3, frames), TimeNS: now, Number: int32(i + 1), Encap: op.EncapRaw}
		decoder.Decode(b, i, &f)
	}
	return b
}

// sent is the batch of a message of TCAP in a UDT.
func sent(tcap string) *op.Batch { return ss7Decoded(m3uaData(udt(tcap))) }

// refusal builds the answer to the last message of b, and checks what holds for
// every one.
func refusal(t testing.TB, b *op.Batch, r op.Ruling) []byte {
	t.Helper()
	r.Action = op.ActReject
	var x answer.Builder
	index := len(b.Messages) - 1
	m := &b.Messages[index]
	p := x.Build(b, index, r)
	if may := wire.CanReject(b, m, r.Cause); may != (p != nil) {
		t.Fatalf("%x with cause %#x: judging was told %v, and the answer is %x", m.Payload, r.Cause, may, p)
	}
	if p == nil {
		return nil
	}
	if len(p) > len(m.Payload) {
		t.Fatalf("%d octets answer %d: %x", len(p), len(m.Payload), m.Payload)
	}
	if x, _ := rejection.OfSS7(b, m, r); x.Length() != len(p) || len(p)&3 != 0 {
		t.Fatalf("%d octets were said, and %d built: %x", x.Length(), len(p), p)
	}
	p = bytes.Clone(p)
	checkBack(t, b, p, r)
	return p
}

// checkBack reads an answer as what comes back to the peer: without a fault, with
// everything turned around, and answered by nothing.
func checkBack(t testing.TB, b *op.Batch, p []byte, r op.Ruling) {
	t.Helper()
	back := ss7Decoded(p)
	if len(back.Messages) != 1 || len(back.Ops) != 1 {
		t.Fatalf("%d messages, %d operations in %x", len(back.Messages), len(back.Ops), p)
	}
	o := &back.Ops[0]
	was, is := b.SS7Of(&b.Ops[b.Messages[len(b.Messages)-1].FirstOp]), back.SS7Of(o)
	isReturned := is.SCCPType == rejection.UDTS || is.SCCPType == rejection.XUDTS
	if o.Faults.Any() || o.Kind != op.KindResponse && !isReturned {
		t.Fatalf("%v, kind %d in %x", o.Faults.List(), o.Kind, p)
	}
	if is.OPC != was.DPC || is.DPC != was.OPC || is.RoutingContext != was.RoutingContext || is.Appearance != was.Appearance ||
		is.NetworkIndicator != was.NetworkIndicator || is.SLS != was.SLS ||
		is.Called.Digits != was.Calling.Digits || is.Calling.Digits != was.Called.Digits ||
		is.Called.SSN != was.Calling.SSN || is.Calling.SSN != was.Called.SSN || is.Called.PointCode != was.Calling.PointCode {
		t.Fatalf("%+v is turned into %+v: %x", was, is, p)
	}
	if !isReturned && (is.DTID != was.OTID || !o.IsPresent(op.ColDtid)) {
		t.Fatalf("transaction %x is answered as %x: %x", was.OTID, is.DTID, p)
	}
	for _, cause := range []uint32{0, r.Cause, 21, 0x4A02, 0x8002, 0x8101, 0x0A07} {
		if q := answer.New().Build(back, 0, op.Ruling{Action: op.ActReject, Cause: cause}); q != nil {
			t.Fatalf("the answer %x is answered by %x", p, q)
		}
	}
}
