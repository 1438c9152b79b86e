package wire

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber/bertest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// el is an element, of hexadecimal octets and other elements.
func el(tag string, parts ...string) string {
	contents := strings.ReplaceAll(strings.Join(parts, ""), " ", "")
	return fmt.Sprintf("%s%02x%s", tag, len(contents)/2, contents)
}

// dialogue is a dialogue portion with a PDU.
func dialogue(pdu string) string {
	return el("6b", el("28", "0607 00118605010101", el("a0", pdu)))
}

// container is an ExtensionContainer with a private extension.
var container = el("30", el("a0", el("30", "06022a03", el("a1", el("30", el("30", "80020102"))))))

// dialogues are messages of TCAP in which something is that nobody reads.
var dialogues = map[string]string{
	"argument with an extension container": el("62", "48042f3b4602", el("6c", el("a1", "020101 020102", el("30", "04080001010000000010", "8106919979000001", "0406919979000002", container)))),
	"operation that nobody knows":          el("62", "48042f3b4602", el("6c", el("a1", "020101 02017f", el("30", el("30", el("a1", "800100")))))),
	"operation without an argument":        el("62", "48042f3b4602", el("6c", el("a1", "020101 020126", el("30", el("a1", "800100"))))),
	"result that nobody reads":             el("64", "49042f3b4602", el("6c", el("a2", "020101", el("30", "020138", el("a3", el("a0", el("30", "04020102 04020304 0403050607"))))))),
	"result that has none":                 el("64", "49042f3b4602", el("6c", el("a2", "020101", el("30", "020126", el("30", el("a1", "80020102")))))),
	"part of a result":                     el("64", "49042f3b4602", el("6c", el("a7", "020101", el("30", "020107", el("30", el("a1", "04021122")))))),
	"parameter of an error":                el("64", "49042f3b4602", el("6c", el("a3", "020101 020122", el("30", el("a1", "800100"))))),
	"CAP": el("62", "48042f3b4602", dialogue(el("60", "80020780", el("a1", "0607 04000001150304"))),
		el("6c", el("a1", "020101 020117", el("30", el("a0", el("30", el("30", "800104"))))))),
	"user information": el("62", "48042f3b4602", dialogue(el("60", "80020780", el("a1", "0607 04000001001d03"),
		el("be", el("28", "0607 04000001010809", el("a0", el("30", el("a1", "800100"), el("a1", "0500")))))))),
	"reason of an abort": el("67", "49042f3b4602", dialogue(el("64", "800100", el("be", el("28", "0607 04000001010202", el("a0", el("30", "800101"))))))),
}

// everything returns the faults of a message of TCAP and of its operations.
func everything(octets []byte) (names string, operations int) {
	b := &op.Batch{}
	m := b.AddMessage()
	m.Payload = octets
	New(Config{}).signalling(b).tcap(b, m, octets, 0)
	all := m.Faults
	for i := range b.Ops {
		all.Merge(&b.Ops[i].Faults)
	}
	return strings.Join(faultNames(&all), " "), len(b.Ops)
}

// An element in another form raises its fault wherever in a message it is.
func TestNoElementIsOverlooked(t *testing.T) {
	for name, text := range dialogues {
		octets, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(name, err)
		}
		tree, ok, faults := bertest.Read(octets)
		if !ok || len(faults) > 0 {
			t.Fatalf("%s: %v", name, faults)
		}
		before, _ := everything(octets)
		if strings.Contains(before, "ber-") {
			t.Errorf("%s: %s", name, before)
		}
		for n := range count(tree) {
			for form, fault := range map[string]string{"long": "ber-long-form", "indefinite": "ber-indefinite", "tag": "ber-tag", "cut": "ber-length"} {
				x := encoder{octets: octets, target: n, form: form}
				odd := x.list(tree)
				if x.isSame {
					continue
				}
				if got, operations := everything(odd); !strings.Contains(got, fault) || operations == 0 {
					t.Errorf("%s, element %d %s: %q, %d operations\n%x", name, n, form, got, operations, odd)
				}
			}
		}
	}
}

func count(tree []bertest.Node) (n int) {
	for _, x := range tree {
		n += 1 + count(x.Children)
	}
	return n
}

// encoder encodes a tree again, one element of it in another form.
type encoder struct {
	octets []byte
	target int // in the order of their first octets
	form   string
	next   int
	isSame bool // that element cannot have the form
}

func (x *encoder) list(tree []bertest.Node) (b []byte) {
	for _, n := range tree {
		b = append(b, x.element(n)...)
	}
	return b
}

func (x *encoder) element(n bertest.Node) []byte {
	isTarget := x.next == x.target
	x.next++
	contents := n.Contents
	if n.Constructed {
		contents = x.list(n.Children)
	}
	var tag []byte
	for shift := 24; shift >= 0; shift -= 8 {
		if n.Tag>>shift != 0 {
			tag = append(tag, byte(n.Tag>>shift))
		}
	}
	if isTarget {
		switch {
		case x.form == "long":
			return append(append(tag, 0x83, 0, byte(len(contents)>>8), byte(len(contents))), contents...)
		case x.form == "indefinite" && n.Constructed:
			return append(append(append(tag, 0x80), contents...), 0, 0)
		case x.form == "tag" && n.Start > 0 && len(tag) == 1:
			tag = []byte{tag[0] | 0x1F, tag[0] & 0x1F}
		case x.form == "cut" && n.Start > 0: // these messages are shorter
			return append(append(tag, 0x7F), contents...)
		default:
			x.isSame = true
		}
	}
	if len(contents) < 0x80 {
		return append(append(tag, byte(len(contents))), contents...)
	}
	return append(append(tag, 0x81, byte(len(contents))), contents...)
}

// Depth counts from the message's own element, the sixteenth of which may hold no
// constructed one: an extension container in an argument is the fifth.
func TestDepthCountsFromTheMessage(t *testing.T) {
	for _, form := range []string{"definite", "indefinite", "opaque"} {
		for levels := 9; levels <= 14; levels++ {
			inner := []byte{0x80, 0}
			for range levels {
				if form == "indefinite" {
					inner = append(append([]byte{0x30, 0x80}, inner...), 0, 0)
				} else {
					inner = append([]byte{0x30, byte(len(inner))}, inner...)
				}
			}
			code := byte(0x7f)
			if form == "opaque" {
				code = 2
			}
			wrap := func(tag byte, b ...byte) []byte { return append([]byte{tag, byte(len(b))}, b...) }
			invoke := wrap(0xA1, append([]byte{2, 1, 1, 2, 1, code}, inner...)...)
			octets := wrap(0x62, append([]byte{0x48, 1, 1}, wrap(0x6C, invoke...)...)...)
			got, _ := everything(octets)
			if isDeep := strings.Contains(got, "ber-depth"); isDeep != (levels+3 > 16) {
				t.Errorf("%s, %d levels in an invoke: %s", form, levels, got)
			}
		}
	}
}
