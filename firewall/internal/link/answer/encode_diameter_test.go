package answer_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/answer"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op/rejection"
)

// avp is an AVP of Diameter with the M flag, its data in hexadecimal digits or, from
// a quote on, text.
func avp(code int, data string) string { return vendorAVP(code, 0, data) }

// vendorAVP is one of a vendor; 0 is none.
func vendorAVP(code, vendor int, data string) string {
	if text, is := bytes.CutPrefix([]byte(data), []byte{'"'}); is {
		data = fmt.Sprintf("%x", text)
	}
	n, head := len(octets(data)), fmt.Sprintf("%08x", code)
	if vendor != 0 {
		head += fmt.Sprintf("c0%06x%08x", 12+n, vendor)
	} else {
		head += fmt.Sprintf("40%06x", 8+n)
	}
	return head + data + "000000"[:2*(-n&3)]
}

// diameterMessage is a command with the identifiers 11223344 and 55667788.
func diameterMessage(flags, code, application int, avps ...string) []byte {
	body := ""
	for _, x := range avps {
		body += x
	}
	return octets(fmt.Sprintf("01%06x%02x%06x%08x1122334455667788", 20+len(octets(body)), flags, code, application) + body)
}

// What the commands of these tests consist of.
var (
	session     = avp(263, `"mme1;1;2`)
	vsai        = avp(260, avp(266, "000028AF")+avp(258, "01000023"))
	noState     = avp(277, "00000001")
	originMME   = avp(264, `"mme1.epc.mnc070.mcc999.3gppnetwork.org`)
	originRealm = avp(296, `"epc.mnc070.mcc999.3gppnetwork.org`)
	askedHSS    = avp(293, `"hss1.epc.mnc001.mcc001.3gppnetwork.org`)
	askedRealm  = avp(283, `"epc.mnc001.mcc001.3gppnetwork.org`)
	imsi        = avp(1, `"001010123456789`)
	rat         = vendorAVP(1032, 10415, "000003EC")
	ulrFlags    = vendorAVP(1405, 10415, "00000022")
	visited     = vendorAVP(1407, 10415, "99F907")
	proxy1      = avp(284, avp(280, `"dra1.ipx.example`)+avp(33, "01020304"))
	proxy2      = avp(284, avp(280, `"dra2.ipx.example`)+avp(33, "05060708"))

	answersHSS   = avp(264, `"hss1.epc.mnc001.mcc001.3gppnetwork.org`)
	answersRealm = avp(296, `"epc.mnc001.mcc001.3gppnetwork.org`)
)

const s6a = 16777251

// ulr is an Update-Location-Request with more AVPs behind.
func ulr(more ...string) []byte {
	return diameterMessage(0xC0, 316, s6a, append([]string{session, vsai, noState, originMME, originRealm, askedHSS, askedRealm, imsi, rat, ulrFlags, visited}, more...)...)
}

// commandOf is the batch of one command, as a capture has it that was cut out of its
// transport.
func commandOf(command []byte) *op.Batch {
	b := &op.Batch{}
	decoder.Decode(b, 0, &op.Frame{Data: append([]byte("\x00\x0c\x00\x08diameter\x00\x00\x00\x00"), command...), Number: 1, Encap: op.EncapExported})
	return b
}

// commandAnswered builds the answer to the only command of b, and checks what holds
// for every one: that it exists when judging was told so, that it is of the length
// that was said, that it reads well, and that nothing answers it.
func commandAnswered(t testing.TB, x *answer.Builder, b *op.Batch, cause uint32) []byte {
	t.Helper()
	m := &b.Messages[0]
	p := x.Build(b, 0, reject(cause))
	may := wire.CanReject(b, m, cause)
	if b.Ops[0].Code == 257 && x.Identity.Realm == "" {
		may = false // nobody's name to answer in
	}
	if may != (p != nil) {
		t.Fatalf("%x with cause %d: judging was told %v, and the answer is %x", m.Payload, cause, may, p)
	}
	if p == nil {
		return nil
	}
	a, _ := rejection.OfDiameter(b, m, cause)
	host, realm := len(a.Host), len(a.Realm)
	if x.Identity.Realm != "" {
		host, realm = len(x.Identity.Host), len(x.Identity.Realm)
	}
	if n := a.Length(host, realm); n != len(p) {
		t.Fatalf("%d octets were said, and %d built: %x", n, len(p), p)
	}
	back := commandOf(p)
	o := &back.Ops[0]
	for _, f := range o.Faults.List() {
		if class := f.Code.Info().Class; class == op.Malformed || class == op.Ambiguous {
			t.Fatalf("%s at %d in %x, the answer to %x", f.Code, f.Offset, p, m.Payload)
		}
	}
	if o.Kind != op.KindResponse || o.Code != b.Ops[0].Code || o.Application != b.Ops[0].Application {
		t.Fatalf("%x is no answer to %x", p, m.Payload)
	}
	for _, again := range []uint32{0, cause} {
		if q := answer.New().Build(back, 0, reject(again)); q != nil {
			t.Fatalf("the answer %x is answered by %x", p, q)
		}
	}
	return p
}
