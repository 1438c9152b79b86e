package answer_test

import (
	"bytes"
	"fmt"
	"testing"

	v1ie "github.com/wmnsk/go-gtp/gtpv1/ie"
	v1msg "github.com/wmnsk/go-gtp/gtpv1/message"
	v2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
	v2msg "github.com/wmnsk/go-gtp/gtpv2/message"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/answer"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op/rejection"
)

// refuses1 and refuses2 say which causes refuse (TS 29.060 table 38 and its
// note, TS 29.274 table 8.4-1); 0 is the default.
func refuses1(cause uint32) bool { return cause == 0 || cause >= 192 && cause <= 240 }
func refuses2(cause uint32) bool { return cause == 0 || cause >= 64 && cause <= 239 }

// causes are all that one octet holds, and some that it does not.
func causes() (list []uint32) {
	for c := range uint32(256) {
		list = append(list, c)
	}
	return append(list, 256+64, 256+200, 1<<16, 1<<32-1)
}

// Every type of request that has a response is refused with every cause that
// refuses, and with no other; no other type is.
func TestEveryTypeWithEveryCause(t *testing.T) {
	for code := range 256 {
		c := uint8(code)
		b := asked(request1(c, 0xFEDC))
		for _, cause := range causes() {
			p := answered(t, b, cause)
			if want := rejection.ResponseType(op.ProtoGTPv1, c) != 0 && refuses1(cause); (p != nil) != want {
				t.Fatalf("GTPv1 type %d, cause %d: %x", code, cause, p)
			}
			if p != nil {
				checkVersion1(t, p, c, cause)
			}
		}
		b = asked(request2(c, 0xFEDCB))
		for _, cause := range causes() {
			p := answered(t, b, cause)
			if want := rejection.ResponseType(op.ProtoGTPv2, c) != 0 && refuses2(cause); (p != nil) != want {
				t.Fatalf("GTPv2 type %d, cause %d: %x", code, cause, p)
			}
			if p != nil {
				checkVersion2(t, p, b.Ops[0].GTP.Sequence, c, cause)
			}
		}
	}
}

// checkVersion1 reads an answer with our decoder, as what comes back to the
// peer, and with go-gtp.
func checkVersion1(t *testing.T, p []byte, request uint8, cause uint32) {
	t.Helper()
	if cause == 0 {
		cause = 200
	}
	response := rejection.ResponseType(op.ProtoGTPv1, request)
	checkDecoded(t, p, response, 0xFEDC, cause)
	want := octets(fmt.Sprintf("32 %02x 0006 C0FFEE01 FEDC 0000 01 %02x", response, cause))
	if !bytes.Equal(p, want) {
		t.Fatalf("type %d: %x, want %x", request, p, want)
	}
	m, err := v1msg.Parse(p)
	if err != nil {
		t.Fatalf("go-gtp: %v of %x", err, p)
	}
	if m.MessageType() != response || m.TEID() != peerTEID || m.Sequence() != 0xFEDC {
		t.Fatalf("go-gtp: type %d, TEID %x, sequence %x in %x", m.MessageType(), m.TEID(), m.Sequence(), p)
	}
	elements, err := v1ie.ParseMultiIEs(p[12:])
	if err != nil || len(elements) != 1 || elements[0].MustCause() != uint8(cause) {
		t.Fatalf("go-gtp: %v, %v", elements, err)
	}
}

func checkVersion2(t *testing.T, p []byte, sequence uint32, request uint8, cause uint32) {
	t.Helper()
	if cause == 0 {
		cause = 94
	}
	response := rejection.ResponseType(op.ProtoGTPv2, request)
	checkDecoded(t, p, response, sequence, cause)
	want := fmt.Sprintf("C0FFEE01 %06x 00 02 0002 00 %02x00", sequence, cause)
	switch response {
	case rejection.DeleteBearerFailureIndication:
		want += fmt.Sprintf("5D 000B 00 49 0001 00 05 02 0002 00 %02x00", cause)
	case rejection.BearerResourceFailureIndication:
		want += "49 0001 00 05 64 0001 00 07"
	}
	body := octets(want)
	want = fmt.Sprintf("48 %02x %04x", response, len(body)) + want
	if !bytes.Equal(p, octets(want)) {
		t.Fatalf("type %d: %x, want %s", request, p, want)
	}
	m, err := v2msg.Parse(p)
	if err != nil {
		t.Fatalf("go-gtp: %v of %x", err, p)
	}
	if m.MessageType() != response || m.TEID() != peerTEID || m.Sequence() != sequence {
		t.Fatalf("go-gtp: type %d, TEID %x, sequence %x in %x", m.MessageType(), m.TEID(), m.Sequence(), p)
	}
	elements, err := v2ie.ParseMultiIEs(p[12:])
	if err != nil || elements[0].MustCause() != uint8(cause) {
		t.Fatalf("go-gtp: %v, %v", elements, err)
	}
}

// checkDecoded reads an answer as what comes back to the peer.
func checkDecoded(t *testing.T, p []byte, response uint8, sequence, cause uint32) {
	t.Helper()
	b := decoded(p, port, peerPort)
	if len(b.Ops) != 1 {
		t.Fatalf("%d operations in %x", len(b.Ops), p)
	}
	o := &b.Ops[0]
	if o.Faults.Any() {
		t.Fatalf("%v in %x", o.Faults.List(), p)
	}
	if o.Kind != op.KindResponse || o.Code != uint32(response) || o.GTP.TEID != peerTEID || o.GTP.Sequence != sequence || uint32(o.GTP.Cause) != cause {
		t.Fatalf("kind %d, type %d, TEID %x, sequence %x, cause %d in %x", o.Kind, o.Code, o.GTP.TEID, o.GTP.Sequence, o.GTP.Cause, p)
	}
}

// The answer goes into the peer's procedure, or it is not sent.
func TestTEIDOfTheAnswer(t *testing.T) {
	const none = "none"
	for _, c := range []struct {
		about string
		p     []byte
		cause uint32
		want  string // TEID in hexadecimal digits
	}{
		{"Create Session Request, F-TEID in the request", message2(32, 0, 1, rat2, sender2), 0, "c0ffee01"},
		{"the first of two F-TEIDs", message2(32, 0, 1, sender2, "57 0009 00 86 11111111 C6336407"), 0, "c0ffee01"},
		{"an F-TEID of another instance", message2(32, 0, 1, rat2, third2), 0, none},
		{"an F-TEID in a bearer context", message2(34, ourTEID, 1, "5D 0012 00"+ebi2+sender2), 0, none},
		{"an F-TEID with TEID 0", message2(32, 0, 1, "57 0009 00 86 00000000 C6336407", rat2), 0, none},
		{"an F-TEID without an address", message2(32, 0, 1, "57 0009 00 06 C0FFEE01 C6336407", rat2), 0, none},
		{"Create Session Request without F-TEID, TEID 0, context not found", message2(32, 0, 1, rat2, padding2), 64, none},
		{"Delete Session Request with its optional F-TEID", message2(36, ourTEID, 1, ebi2, sender2), 0, "c0ffee01"},
		{"Delete Session Request as usual", message2(36, ourTEID, 1, ebi2, rat2), 0, none},
		{"the same, mandatory element missing", message2(36, ourTEID, 1, ebi2, rat2), 70, none},
		{"the same, context not found", message2(36, ourTEID, 1, ebi2, rat2), 64, "00000000"},
		{"context not found where the F-TEID is known", message2(34, ourTEID, 1, sender2), 64, "c0ffee01"},
		{"Bearer Resource Command: 87.0 is of the user plane", message2(68, ourTEID, commandSign|1, sender2, ebi2, pti2, padding2), 0, none},
		{"Bearer Resource Command: 87.2 is the sender's", message2(68, ourTEID, commandSign|1, sender2, third2, ebi2, pti2), 0, "c0ffee01"},
		{"Delete PDN Connection Set Request, between nodes", message2(101, 0, 1, "84 0007 01 01 C6336407 0001"), 0, "00000000"},
		{"the same with a TEID", message2(101, ourTEID, 1, "84 0007 01 01 C6336407 0001"), 0, none},
		{"Change Notification Request of an old node", message2(38, 0, 1, imsi2, rat2), 0, "00000000"},
		{"Change Notification Request", message2(38, ourTEID, 1, imsi2, rat2), 0, none},
		{"Update Bearer Request a command triggered", message2(97, ourTEID, commandSign|1, "48 0008 00 0000000100000001", sender2), 0, "c0ffee01"},

		{"an answer as long as the request", message2(36, ourTEID, 1, "FF 0002 00 0000"), 64, "00000000"},
		{"an answer as long as the request of GTPv1", message1(20, ourTEID, 1, nsapi1), 192, "00000000"},

		{"Create PDP Context Request", message1(16, 0, 1, control1, padding1), 0, "c0ffee01"},
		{"the first of two TEIDs", message1(16, 0, 1, control1, "11 11111111", padding1), 0, "c0ffee01"},
		{"TEID Data I is not for control", message1(16, 0, 1, "10 C0FFEE01", padding1), 0, none},
		{"TEID Control Plane of zero", message1(16, 0, 1, "11 00000000", padding1), 0, none},
		{"Delete PDP Context Request", message1(20, ourTEID, 1, "13FF", nsapi1), 0, none},
		{"the same, non-existent", message1(20, ourTEID, 1, "13FF", nsapi1), 192, "00000000"},
		{"the same, context not found", message1(20, ourTEID, 1, "13FF", nsapi1), 210, "00000000"},
		{"the same, IMSI not known", message1(20, ourTEID, 1, "13FF", nsapi1), 194, none},
		{"Delete PDP Context Request without a tunnel, non-existent", message1(20, 0, 1, "13FF", nsapi1), 192, none},
		{"Identification Request, without tunnels", message1(48, 0, 1, "03 00F110 0001 01", "05 00000001"), 0, "00000000"},
		{"MS Info Change Notification Request of an old node", message1(128, 0, 1, "02 00010100000000F1", "97 0001 01"), 0, "00000000"},
		{"MS Info Change Notification Request", message1(128, ourTEID, 1, "02 00010100000000F1", "97 0001 01"), 0, none},
	} {
		p := answered(t, asked(c.p), c.cause)
		if got := teid(p); got != c.want {
			t.Errorf("%s: TEID %s, want %s", c.about, got, c.want)
		}
	}
}

func teid(p []byte) string {
	if p == nil {
		return "none"
	}
	return fmt.Sprintf("%x", p[4:8])
}

// What must not be answered, each the least edit of a request that is.
func TestNeverAnswered(t *testing.T) {
	good1, good2 := request1(16, 1), request2(32, 1)
	for _, p := range [][]byte{good1, good2} {
		if answered(t, asked(p), 0) == nil {
			t.Fatalf("%x is not answered", p)
		}
	}
	for about, p := range map[string][]byte{
		"nothing":                             {},
		"one octet":                           good2[:1],
		"a header without sequence number":    good2[:8],
		"a GTPv1 header without one":          edited(good1, 0, 0x30),
		"a GTPv1 header cut off in it":        message1(16, 0, 1)[:9],
		"a GTPv1 length that ends before it":  edited(good1[:14], 3, 0),
		"a GTPv2 length that ends before it":  edited(good2, 2, 0, 3, 4),
		"GTPv2 without the T flag":            edited(good2, 0, 0x40),
		"the same, the rest where it belongs": octets("40 20 0027 000001 00" + sender2 + padding2),
		"GTP'":                                edited(good1, 0, 0x22),
		"GTPv0":                               edited(good1, 0, 0x1E),
		"Echo Request":                        request1(1, 1),
		"Echo Request of GTPv2":               octets("40 01 0009 000001 00 03 0001 00 01"),
		"Echo Request of GTPv2 with a TEID":   request2(1, 1),
		"Create Session Response":             request2(33, 1),
		"Create PDP Context Response":         request1(17, 1),
		"Version Not Supported":               request1(3, 1),
		"Version Not Supported Indication":    request2(3, 1),
		"Error Indication":                    request1(26, 1),
		"Supported Extension Headers":         request1(31, 1),
		"RAN Information Relay":               request1(70, 1),
		"SGSN Context Acknowledge":            request1(52, 1),
		"Stop Paging Indication":              request2(73, 1),
		"Downlink Data Notification Failure":  request2(70, 1),
		"Trace Session Activation":            request2(71, 1),
		"a reserved type":                     request1(15, 1),
		"a reserved type of GTPv2":            request2(200+5, 1),
		"a response and a request":            append(octets("58 21 000E C0FFEE01 000001 00 02 0002 00 1000"), request2(95, 1)...),
		"a request and a request":             append(edited(good2, 0, 0x58), good2...),
		"an answer longer than its request":   message2(36, ourTEID, 1),
		"the same by one octet":               message2(32, 0, 1, "52 0001 00 06"),
		"the same of GTPv1":                   message1(18, ourTEID, 1),
	} {
		for _, cause := range []uint32{0, 64, 94, 192, 200} {
			if a := answered(t, asked(p), cause); a != nil {
				t.Errorf("%s: %x", about, a)
			}
		}
	}
	if answered(t, decoded(good2, 0, port), 0) != nil {
		t.Error("a datagram from port 0 is answered")
	}
}

// edited returns a copy with some octets replaced: position, value.
func edited(p []byte, pairs ...int) []byte {
	p = bytes.Clone(p)
	for ; len(pairs) > 0; pairs = pairs[2:] {
		p[pairs[0]] = byte(pairs[1])
	}
	return p
}

// Only a ruling that rejects is answered, and a message only once.
func TestOtherRulings(t *testing.T) {
	b := asked(request2(32, 1))
	for _, action := range []op.Action{op.ActPass, op.ActFlag, op.ActDrop} {
		if p := answer.New().Build(b, 0, op.Ruling{Action: action, Cause: 93}); p != nil {
			t.Errorf("%s: %x", action, p)
		}
	}
	if p := answer.New().Build(&op.Batch{Messages: make([]op.Message, 1)}, 0, reject(0)); p != nil {
		t.Errorf("a message without operations: %x", p)
	}
}

// A group's address as a source makes many datagrams of one; address zero is
// ourselves.
func TestSourcesThatAreNoNode(t *testing.T) {
	for text, want := range map[string]bool{
		"198.51.100.7": true, "223.255.255.255": true, "127.0.0.1": true, "224.0.0.1": false, "239.1.2.3": false, "255.255.255.255": false, "0.0.0.0": false,
		"2001:db8:2::7": true, "::1": true, "ff02::1": false, "::": false, "::ffff:224.0.0.1": false,
	} {
		b := asked(request2(32, 1))
		b.Messages[0].Src = addr(text)
		if p := answered(t, b, 0); (p != nil) != want {
			t.Errorf("from %s: %x", text, p)
		}
	}
}
