package gtpv2c

import (
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// IE types that the tests name.
const (
	ieIMSI          = 1
	ieRecovery      = 3
	ieAPN           = 71
	ieEBI           = 73
	ieIPAddress     = 74
	ieMEI           = 75
	ieMSISDN        = 76
	iePAA           = 79
	ieRATType       = 82
	ieBearerTFT     = 84
	ieTAD           = 85
	ieULI           = 86
	ieFTEID         = 87
	iePDNType       = 99
	ieSelectionMode = 128
	ieFQCSID        = 132
)

// el is an element to be encoded: type, instance, value.
type el struct {
	t, instance byte
	value       []byte
}

// ie makes an element from hexadecimal digits; blanks are free.
func ie(t, instance byte, value string) el {
	b, err := hex.DecodeString(strings.ReplaceAll(value, " ", ""))
	if err != nil {
		panic(err)
	}
	return el{t, instance, b}
}

// groupOf makes a grouped element.
func groupOf(t, instance byte, members ...el) el { return el{t, instance, encode(members)} }

func encode(els []el) (b []byte) {
	for _, e := range els {
		b = append(b, e.t)
		b = binary.BigEndian.AppendUint16(b, uint16(len(e.value)))
		b = append(append(b, e.instance), e.value...)
	}
	return b
}

// msg encodes a message with the T flag that its type has.
func msg(code byte, teid, sequence uint32, els ...el) []byte {
	body := encode(els)
	b := []byte{0x48, code, 0, 0}
	if code >= echoRequest && code <= versionNotSupported {
		b[0] = 0x40
	} else {
		b = binary.BigEndian.AppendUint32(b, teid)
	}
	b = append(b, byte(sequence>>16), byte(sequence>>8), byte(sequence), 0)
	b = append(b, body...)
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)-4))
	return b
}

// name encodes labels given with dots.
func name(s string) (b []byte) {
	for _, l := range strings.Split(s, ".") {
		b = append(append(b, byte(len(l))), l...)
	}
	return b
}

// fteid encodes an F-TEID with an IPv4 address.
func fteid(instance, interfaceType byte, teid uint32, addr string) el {
	b := binary.BigEndian.AppendUint32([]byte{0x80 | interfaceType}, teid)
	a, _ := hex.DecodeString(addr)
	return el{ieFTEID, instance, append(b, a...)}
}

const (
	sgw = "c6336407" // 198.51.100.7
	pgw = "c000020a" // 192.0.2.10
	qos = "7c 09 0000000000 0000000000 0000000000 0000000000"
)

// createSession is a Create Session Request as a roaming partner's SGW sends it
// for an outbound roamer.
func createSession() []el {
	return []el{
		ie(ieIMSI, 0, "00010100000000f1"),
		ie(ieMSISDN, 0, "99090200000000f1"),
		ie(ieMEI, 0, "5330020000000010"),
		ie(ieULI, 0, "18 99f907 0001 99f907 00000101"),
		ie(ieServingNetwork, 0, "99f907"),
		ie(ieRATType, 0, "06"),
		ie(77, 0, "00000000"),
		fteid(0, 6, 0x01020304, sgw),
		{ieAPN, 0, name("internet.mnc001.mcc001.gprs")},
		ie(ieSelectionMode, 0, "00"),
		ie(iePDNType, 0, "01"),
		ie(iePAA, 0, "01 00000000"),
		ie(127, 0, "00"),
		ie(72, 0, "0000c350 000186a0"),
		ie(78, 0, "80 8021 10 01000010 8106 00000000 8306 00000000 000d00 000a00"),
		groupOf(ieBearerContext, 0, ie(ieEBI, 0, "05"), ie(80, 0, qos), fteid(2, 4, 0x0a0b0c0d, sgw)),
		ie(ieRecovery, 0, "07"),
		ie(114, 0, "4000"),
		ie(95, 0, "0800"),
	}
}

// without returns the elements that are not of the type and instance.
func without(els []el, t, instance byte) []el {
	return slices.DeleteFunc(slices.Clone(els), func(e el) bool { return e.t == t && e.instance == instance })
}

// replaced returns the elements with the first of the same type and instance exchanged.
func replaced(els []el, e el) []el {
	els = slices.Clone(els)
	for i := range els {
		if els[i].t == e.t && els[i].instance == e.instance {
			els[i] = e
			return els
		}
	}
	return append(els, e)
}

// decode runs the decoder on a datagram to port 2123 in a fresh batch.
func decode(p []byte) *op.Batch { return decodePorts(p, 50000, Port) }

func decodePorts(p []byte, src, dst uint16) *op.Batch {
	b := &op.Batch{}
	m := b.AddMessage()
	m.Payload, m.SrcPort, m.DstPort = p, src, dst
	Decode(b, p)
	return b
}

// faults lists the names of an operation's faults, sorted by code.
func faults(o *op.Operation) string {
	var names []string
	o.Faults.Each(func(c op.FaultCode) { names = append(names, c.String()) })
	return strings.Join(names, " ")
}

// one decodes a datagram that must hold one operation.
func one(t *testing.T, p []byte) (*op.Batch, *op.Operation) {
	t.Helper()
	b := decode(p)
	if len(b.Ops) != 1 {
		t.Fatalf("%d operations", len(b.Ops))
	}
	return b, &b.Ops[0]
}
