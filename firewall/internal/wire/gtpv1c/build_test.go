package gtpv1c

import (
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// IE types that only the tests name.
const (
	ieRAI           = 3
	ieRecovery      = 14
	ieSelectionMode = 15
	ieNSAPI         = 20
	iePCO           = 132
	ieMSISDN        = 134
	ieTFT           = 137
	ieRAT           = 151
	ieULI           = 152
)

// el is an element to be encoded: type and value.
type el struct {
	t     byte
	value []byte
}

// ie makes an element from hexadecimal digits; blanks are free.
func ie(t byte, value string) el { return el{t, octets(value)} }

func octets(digits string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

func encode(els []el) (b []byte) {
	for _, e := range els {
		b = append(b, e.t)
		switch {
		case e.t == ieExtensionTypes:
			b = append(b, byte(len(e.value)))
		case e.t >= firstTLV:
			b = binary.BigEndian.AppendUint16(b, uint16(len(e.value)))
		}
		b = append(b, e.value...)
	}
	return b
}

// msg encodes a message with S set and without extension headers.
func msg(code byte, teid uint32, sequence uint16, els ...el) []byte {
	return head(0x32, code, teid, append(binary.BigEndian.AppendUint16(nil, sequence), 0, 0), els...)
}

// head encodes a message with any flags and any octets behind the TEID.
func head(flags, code byte, teid uint32, more []byte, els ...el) []byte {
	b := binary.BigEndian.AppendUint32([]byte{flags, code, 0, 0}, teid)
	b = append(append(b, more...), encode(els)...)
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)-headerLength))
	return b
}

// name encodes labels given with dots.
func name(s string) (b []byte) {
	for _, l := range strings.Split(s, ".") {
		b = append(append(b, byte(len(l))), l...)
	}
	return b
}

const (
	sgsn  = "c6336407" // 198.51.100.7
	sgsnU = "c6336408"
	ggsn  = "c000021e" // 192.0.2.30
	ggsnU = "c000021f"
	sgsn6 = "20010db8 00020001 00000000 00000007"
	qos   = "02 1b421f719640407403 0000"
)

// createPDP is a Create PDP Context Request as a roaming partner's SGSN sends it
// for an outbound roamer: twenty elements.
func createPDP() []el {
	return []el{
		ie(ieIMSI, "00010100000000f1"),
		ie(ieRAI, "99f907 fffe ff"),
		ie(ieRecovery, "07"),
		ie(ieSelectionMode, "fc"),
		ie(ieTEIDData, "1a000002"),
		ie(ieTEIDControl, "1a000001"),
		ie(ieNSAPI, "05"),
		ie(26, "0800"),
		ie(ieEndUserAddress, "f1 21"),
		{ieAPN, name("internet.mnc001.mcc001.gprs")},
		ie(iePCO, "80 8021 10 01000010 8106 00000000 8306 00000000 000d00"),
		ie(ieGSNAddress, sgsn),
		ie(ieGSNAddress, sgsnU),
		ie(ieMSISDN, "91 9909020000f1"),
		ie(ieQoS, qos),
		ie(148, "00"),
		ie(ieRAT, "01"),
		ie(ieULI, "01 99f907 1234 5678"),
		ie(153, "4001"),
		ie(ieIMEI, "5330020000000010"),
	}
}

// createPDPAnswer accepts createPDP.
func createPDPAnswer() []el {
	return []el{
		ie(ieCause, "80"), ie(8, "fe"), ie(ieRecovery, "03"), ie(ieTEIDData, "0b000002"), ie(ieTEIDControl, "0b000001"), ie(127, "00c0ffee"),
		ie(ieEndUserAddress, "f1 21 0a2d0002"), ie(iePCO, "80 8021 04 02000004"), ie(ieGSNAddress, ggsn), ie(ieGSNAddress, ggsnU), ie(ieQoS, qos),
	}
}

// updatePDP moves a context to another SGSN.
func updatePDP() []el {
	return []el{
		ie(ieRAI, "99f907 fffe ff"), ie(ieRecovery, "07"), ie(ieTEIDData, "1a000012"), ie(ieTEIDControl, "1a000011"), ie(ieNSAPI, "05"),
		ie(ieGSNAddress, sgsn), ie(ieGSNAddress, sgsnU), ie(ieQoS, qos), ie(ieRAT, "01"),
	}
}

// with returns the elements with others put in their places in ascending order,
// behind those of the same type.
func with(els []el, more ...el) []el {
	els = slices.Clone(els)
	for _, e := range more {
		i := len(els)
		for i > 0 && els[i-1].t > e.t {
			i--
		}
		els = slices.Insert(els, i, e)
	}
	return els
}

// without returns the elements that are not of the type.
func without(els []el, t byte) []el {
	return slices.DeleteFunc(slices.Clone(els), func(e el) bool { return e.t == t })
}

// replaced returns the elements with the first of the same type exchanged, or
// with one more.
func replaced(els []el, e el) []el {
	els = slices.Clone(els)
	for i := range els {
		if els[i].t == e.t {
			els[i] = e
			return els
		}
	}
	return with(els, e)
}

// decode runs the decoder on a datagram to port 2123 in a fresh batch.
func decode(p []byte) (*op.Batch, *op.Operation) { return decodePorts(p, 50000, Port) }

func decodePorts(p []byte, src, dst uint16) (*op.Batch, *op.Operation) {
	b := &op.Batch{}
	m := b.AddMessage()
	m.Payload, m.SrcPort, m.DstPort = p, src, dst
	Decode(b, p)
	return b, &b.Ops[0]
}

// faults lists the names of an operation's faults, by code.
func faults(o *op.Operation) string {
	var names []string
	o.Faults.Each(func(c op.FaultCode) { names = append(names, c.String()) })
	return strings.Join(names, " ")
}

// wantFaults decodes a datagram and compares the names of its faults.
func wantFaults(t *testing.T, what string, p []byte, want string) *op.Operation {
	t.Helper()
	_, o := decode(p)
	if got := faults(o); got != want {
		t.Errorf("%s: faults %q, want %q", what, got, want)
	}
	return o
}
