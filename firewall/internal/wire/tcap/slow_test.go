package tcap

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber/bertest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// reading is what somebody read in a message, printed so that it can be compared.
type reading struct {
	ok     bool
	header string
	parts  []string // components
	faults map[op.FaultCode]bool
}

// scratch is used again, as a lane does.
var scratch struct {
	transaction Transaction
	message     op.Message
}

// fast is what the decoder reads.
func fast(b []byte) (got reading) {
	const at = 100
	payload := append(make([]byte, at), b...)
	var s op.SS7
	var present [4]uint64
	t, m := &scratch.transaction, &scratch.message
	m.Faults = op.Faults{}
	got.ok = t.Decode(payload[at:], at, &s, &present, &m.Faults)
	is := func(column int) bool { return present[column>>6]>>(column&63)&1 != 0 }
	imsi := s.DialogueIMSI.String()
	if is(op.ColDialogueIMSI) != (imsi != "") {
		imsi += " without its column"
	}
	name := payload[s.Context.Name.Off:][:s.Context.Name.Len]
	got.header = fmt.Sprintf("%x otid %v %x dtid %v %x pdu %x context %v %d %d %d %x imsi %s error %v %x components %d", s.Package, is(op.ColOtid), s.OTID, is(op.ColDtid), s.DTID,
		s.DialoguePDU, is(op.ColContext), s.Context.Family, s.Context.ID, s.Context.Version, name, imsi, is(op.ColErrorCode), s.ErrorCode, s.Components)
	all := m.Faults
	for c := t.Next(); c != nil; c = t.Next() {
		all.Merge(&c.Faults)
		if len(c.Parameter) > 0 {
			var w ber.Walk
			r := w.StartIn(c.Depth, c.Parameter, c.ParameterAt, &m.Faults)
			for e := (ber.Element{}); r.Next(&e); {
			}
			all.Merge(&m.Faults)
			if !bytes.Equal(c.Parameter, payload[c.ParameterAt:][:len(c.Parameter)]) {
				got.header += " misplaced parameter"
			}
		}
		got.parts = append(got.parts, fmt.Sprintf("%d-%d %x id %v %d linked %v %d operation %v %d error %v %x parameter %x", c.Start-at, c.End-at, c.Type, c.HasInvokeID, c.InvokeID,
			c.HasLinkedID, c.LinkedID, c.HasOperation, c.Operation, c.HasError, c.Error, c.Parameter))
	}
	got.faults = map[op.FaultCode]bool{}
	all.Each(func(c op.FaultCode) { got.faults[c] = true })
	return got
}

// slow reads a message from the tree of all its elements, by the words of the
// standard and the rules.
type slow struct {
	b       []byte
	faults  map[op.FaultCode]bool
	s       op.SS7
	otid    string
	dtid    string
	name    []byte
	problem string
	opened  bool
	invoked map[byte]bool
	parts   []string
	count   int
}

func slowly(b []byte) reading {
	d := &slow{b: b, faults: map[op.FaultCode]bool{}, invoked: map[byte]bool{}, otid: "false 0", dtid: "false 0", problem: "false 0"}
	ok := d.message()
	if len(b) > 0 {
		d.s.Package = b[0]
	}
	c := d.s.Context
	header := fmt.Sprintf("%x otid %s dtid %s pdu %x context %v %d %d %d %x imsi %s error %s components %d", d.s.Package, d.otid, d.dtid,
		d.s.DialoguePDU, c.Family == op.ContextMAP || c.Family == op.ContextCAP, c.Family, c.ID, c.Version, d.name, d.s.DialogueIMSI, d.problem, min(d.count, 255))
	return reading{ok, header, d.parts, d.faults}
}

func (d *slow) fault(c op.FaultCode) { d.faults[c] = true }

func (d *slow) message() bool {
	if len(d.b) == 0 || !slices.Contains([]byte{0x61, 0x62, 0x64, 0x65, 0x67}, d.b[0]) {
		if len(d.b) > 0 && slices.Contains([]byte{0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xF6}, d.b[0]) {
			d.fault(op.TCAPANSI)
		} else {
			d.fault(op.TCAPPackage)
		}
		return false
	}
	list, _, faults := bertest.Read(d.b)
	end := len(d.b)
	if len(list) > 0 && !(list[0].Broken && !list[0].Definite) {
		end = list[0].End
		list, _, faults = bertest.Read(d.b[:end]) // what is behind is not read
	}
	for _, f := range faults {
		d.fault(f.Code)
	}
	if len(list) == 0 {
		return false
	}
	if end < len(d.b) {
		d.fault(op.TCAPStructure)
	}
	d.body(list[0])
	return true
}

// order checks members: rank is 1 and up, 0 of what is not listed.
func (d *slow) order(n bertest.Node, c op.FaultCode, allowed, mandatory []int, rank func(bertest.Node) int) {
	var seen []int
	for _, k := range n.Children {
		r := rank(k)
		switch {
		case !slices.Contains(allowed, r):
			d.fault(c)
		case slices.Contains(seen, r):
			d.fault(op.TCAPRepeated)
		case len(seen) > 0 && slices.Max(seen) > r:
			d.fault(c)
		}
		seen = append(seen, r)
	}
	for _, m := range mandatory {
		if !slices.Contains(seen, m) && !n.Broken {
			d.fault(c)
		}
	}
}

func (d *slow) body(n bertest.Node) {
	tags := []uint64{0, 0x48, 0x49, 0x4A, 0x6B, 0x6C}
	rank := func(k bertest.Node) int { return max(0, slices.Index(tags, k.Tag)) }
	allowed := map[byte][]int{0x61: {4, 5}, 0x62: {1, 4, 5}, 0x64: {2, 4, 5}, 0x65: {1, 2, 4, 5}, 0x67: {2, 3, 4}}[d.b[0]]
	mandatory := map[byte][]int{0x61: {5}, 0x62: {1}, 0x64: {2}, 0x65: {1, 2}, 0x67: {2}}[d.b[0]]
	d.order(n, op.TCAPStructure, allowed, mandatory, rank)
	var first [6]*bertest.Node
	for i, k := range n.Children {
		r := rank(k)
		if r == 1 || r == 2 {
			d.id(k, r, first[r] == nil)
		}
		if r == 3 {
			if v, ok := d.integer(k); ok && v >= 0 && v < 128 {
				d.problem = fmt.Sprintf("true %x", 0x4A00+v)
			} else {
				d.fault(op.TCAPStructure)
			}
		}
		if r == 4 && first[r] == nil {
			d.dialogue(k)
		}
		if r == 5 {
			d.components(k)
		}
		if first[r] == nil {
			first[r] = &n.Children[i]
		}
	}
	if first[3] != nil && first[4] != nil {
		d.fault(op.TCAPStructure)
	}
}

func (d *slow) id(k bertest.Node, which int, first bool) {
	if len(k.Contents) < 1 || len(k.Contents) > 4 {
		d.fault(op.TCAPTransactionID)
		return
	}
	if !first {
		return
	}
	text := "true " + cmp.Or(strings.TrimLeft(fmt.Sprintf("%x", k.Contents), "0"), "0")
	if which == 1 {
		d.otid = text
	} else {
		d.dtid = text
	}
}

// integer is the value of an INTEGER in the fewest octets, at most four.
func (d *slow) integer(k bertest.Node) (v int, ok bool) {
	c := k.Contents
	if k.Constructed || len(c) == 0 || len(c) > 4 || len(c) > 1 && (int(c[0])*2+int(c[1])/128 == 0 || int(c[0])*2+int(c[1])/128 == 511) {
		d.fault(op.BERValue)
		return 0, false
	}
	for _, o := range c {
		v = v*256 + int(o)
	}
	if c[0] > 127 {
		v -= 1 << (8 * len(c))
	}
	return v, true
}

// only is the one child that is expected, of one of some tags.
func (d *slow) only(n bertest.Node, tags ...uint64) (bertest.Node, bool) {
	if len(n.Children) == 0 || !slices.Contains(tags, n.Children[0].Tag) {
		d.fault(op.TCAPDialogue)
		return n, false
	}
	if len(n.Children) > 1 {
		d.fault(op.TCAPDialogue)
	}
	return n.Children[0], true
}

func (d *slow) dialogue(n bertest.Node) {
	if e, ok := d.only(n, 0x28); ok {
		d.external(e, false)
	}
}

// dotted prints an object identifier; the first two arcs share one number.
func dotted(oid []byte) string {
	var arcs []string
	v := 0
	for _, o := range oid {
		if v = v*128 + int(o%128); o > 127 {
			continue
		}
		if len(arcs) == 0 {
			root := min(v/40, 2)
			arcs, v = []string{fmt.Sprint(root)}, v-40*root
		}
		arcs = append(arcs, fmt.Sprint(v))
		v = 0
	}
	return strings.Join(arcs, ".")
}

// oid is the value of an OBJECT IDENTIFIER.
func (d *slow) oid(k bertest.Node) ([]byte, bool) {
	c := k.Contents
	bad := len(c) == 0 || c[len(c)-1] > 127 || c[0] == 0x80
	for i := 1; i < len(c); i++ {
		bad = bad || c[i] == 0x80 && c[i-1] < 128
	}
	if bad {
		d.fault(op.BERValue)
	}
	return c, !bad
}

func (d *slow) external(n bertest.Node, user bool) {
	syntax, done := "", false
	for _, k := range n.Children {
		switch {
		case done || k.Tag == 6 && syntax != "":
			d.fault(op.TCAPDialogue)
		case k.Tag == 6:
			c, ok := d.oid(k)
			if syntax = "?"; ok {
				syntax = dotted(c)
			}
		case k.Tag == 2 || k.Tag == 7:
			d.fault(op.TCAPUnknown)
		default:
			done = true
			d.encoding(k, syntax, user)
		}
	}
	if !done && !n.Broken {
		d.fault(op.TCAPDialogue)
	}
}

func (d *slow) encoding(k bertest.Node, syntax string, user bool) {
	const mapDialogue = "0.4.0.0.1.1.1.1"
	octets := k.Tag == 0x81 || k.Tag == 0x82
	switch {
	case syntax == "", k.Tag != 0xA0 && !octets, octets && (!user || syntax == mapDialogue):
		d.fault(op.TCAPDialogue)
	case !user:
		d.pdu(k, syntax)
	case syntax == mapDialogue:
		d.mapDialogue(k)
	case syntax != "0.4.0.0.1.1.2.2" && syntax != "0.4.0.0.1.1.5.2":
		d.fault(op.TCAPUnknown)
	}
}

func (d *slow) pdu(n bertest.Node, syntax string) {
	known := map[string]string{"0.0.17.773.1.1.1": "structured", "0.0.17.773.1.2.1": "unstructured", "0.4.0.0.1.1.1.1": "user", "0.4.0.0.1.1.2.2": "user", "0.4.0.0.1.1.5.2": "user"}[syntax]
	if d.b[0] == 0x67 && known == "" {
		d.fault(op.TCAPUnknown)
		return
	}
	if known == "" || known == "user" {
		d.fault(op.TCAPDialogue)
		return
	}
	k, ok := d.only(n, 0x60, 0x61, 0x64)
	if !ok {
		return
	}
	legal := map[byte][]string{0x61: {"unstructured 60"}, 0x62: {"structured 60"}, 0x64: {"structured 61"}, 0x65: {"structured 61"}, 0x67: {"structured 61", "structured 64"}}[d.b[0]]
	if !slices.Contains(legal, fmt.Sprintf("%s %x", known, k.Tag)) {
		d.fault(op.TCAPDialogue)
	}
	d.s.DialoguePDU = uint8(k.Tag)
	d.members(k)
}

func (d *slow) members(n bertest.Node) {
	tags := []uint64{0, 0x80, 0xA1, 0xA2, 0xA3, 0xBE}
	allowed := map[uint64][]int{0x60: {1, 2, 5}, 0x61: {1, 2, 3, 4, 5}, 0x64: {1, 5}}[n.Tag]
	mandatory := map[uint64][]int{0x60: {2}, 0x61: {2, 3, 4}, 0x64: {1}}[n.Tag]
	strange := func(k bertest.Node) bool {
		if !slices.Contains(tags, k.Tag) && !slices.Contains([]uint64{0xA0, 0x81, 0x82, 0x83, 0x9E}, k.Tag) {
			d.fault(op.TCAPUnknown)
			return true
		}
		return false
	}
	n.Children = slices.DeleteFunc(slices.Clone(n.Children), strange)
	d.order(n, op.TCAPDialogue, allowed, mandatory, func(k bertest.Node) int { return max(0, slices.Index(tags, k.Tag)) })
	named := false
	for _, k := range n.Children {
		switch k.Tag {
		case 0x80:
			c := k.Contents
			if n.Tag == 0x64 {
				if v, ok := d.integer(k); !ok || v != 0 && v != 1 {
					d.fault(op.TCAPDialogue)
				}
			} else if len(c) == 0 || c[0] > 7 || len(c) == 1 {
				if len(c) == 0 || c[0] != 0 {
					d.fault(op.BERValue)
				}
				d.fault(op.TCAPDialogue)
			} else if c[1] < 128 {
				d.fault(op.TCAPDialogue)
			}
		case 0xA1:
			d.context(k, !named)
			named = true
		case 0xA2:
			d.number(k, 1)
		case 0xA3:
			if why, ok := d.only(k, 0xA1, 0xA2); ok {
				d.number(why, 2)
			}
		case 0xBE:
			for i, e := range k.Children {
				if e.Tag == 0x28 && i < 16 {
					d.external(e, true)
					continue
				}
				d.fault(op.TCAPDialogue)
				if i >= 16 {
					break
				}
			}
		}
	}
}

func (d *slow) number(n bertest.Node, most int) {
	if k, ok := d.only(n, 2); ok {
		if v, ok := d.integer(k); !ok || v < 0 || v > most {
			d.fault(op.TCAPDialogue)
		}
	}
}

func (d *slow) context(n bertest.Node, first bool) {
	k, ok := d.only(n, 6)
	if !ok {
		return
	}
	c, good := d.oid(k)
	if !good || !first {
		return
	}
	d.name = c
	var root, ac, version int
	x := &d.s.Context
	x.Family = op.ContextOther
	if dots := dotted(c); len(c) != 7 || strings.Count(dots, ".") != 7 {
		return
	} else if _, err := fmt.Sscanf(dots, "0.4.0.0.1.%d.%d.%d", &root, &ac, &version); err != nil {
		return
	}
	cap, mobile := op.ApplicationContext{Family: op.ContextCAP}, op.ApplicationContext{Family: op.ContextMAP}
	switch {
	case root == 0 && ac >= 50 && ac < 53 && version < 2:
		cap.ID, cap.Version = uint8(ac), uint8(version+1)
		*x = cap
	case root == 0:
		mobile.ID, mobile.Version = uint8(ac), uint8(version)
		*x = mobile
	case (root == 21 || root == 23) && ac == 3 && version != 14, (root == 20 || root == 22) && ac == 3 && version == 14:
		cap.ID, cap.Version = uint8(version), uint8(root/22+3)
		*x = cap
	}
}

func (d *slow) mapDialogue(n bertest.Node) {
	if len(n.Children) > 1 {
		d.fault(op.TCAPDialogue)
	}
	if len(n.Children) == 0 || !n.Children[0].Constructed {
		d.fault(op.TCAPDialogue)
		return
	}
	k := n.Children[0]
	if !slices.Contains([]uint64{0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5}, k.Tag) {
		d.fault(op.TCAPUnknown)
		return
	}
	if (k.Tag == 0xA0) != (d.s.DialoguePDU == 0x60) {
		d.fault(op.TCAPDialogue)
		return
	}
	if k.Tag != 0xA0 {
		return
	}
	if d.opened {
		d.fault(op.TCAPRepeated)
		return
	}
	d.opened = true
	d.open(k)
}

func (d *slow) open(n bertest.Node) {
	tags := []uint64{0, 0x80, 0x81, 0x30}
	n.Children = slices.DeleteFunc(slices.Clone(n.Children), func(k bertest.Node) bool {
		strange := !slices.Contains(tags, k.Tag) && !slices.Contains([]uint64{0xA0, 0xA1, 0x10}, k.Tag)
		if strange {
			d.fault(op.TCAPUnknown)
		}
		return strange
	})
	d.order(n, op.TCAPDialogue, []int{1, 2, 3}, nil, func(k bertest.Node) int { return max(0, slices.Index(tags, k.Tag)) })
	first := true
	for _, k := range n.Children {
		if k.Tag == 0x80 || k.Tag == 0x81 {
			digits, plan, ok := d.address(k)
			switch {
			case k.Tag == 0x81 || !ok || !first:
			case plan != 6:
				d.fault(op.TCAPUnknown)
			case len(digits) < 6 || len(digits) > 15:
				d.fault(op.TCAPDialogue)
			default:
				d.s.DialogueIMSI, _ = op.ParseDigits(digits)
			}
			first = first && k.Tag != 0x80
		}
	}
}

func (d *slow) address(k bertest.Node) (digits string, plan int, ok bool) {
	c := k.Contents
	if len(c) < 1 || len(c) > 20 {
		d.fault(op.BERValue)
		return "", 0, false
	}
	for _, o := range c[1:] {
		digits += fmt.Sprintf("%x%x", o%16, o/16)
	}
	digits = strings.TrimSuffix(digits, "f")
	if digits == "" || strings.Trim(digits, "0123456789") != "" || c[0] < 128 {
		d.fault(op.TCAPDialogue)
		return "", 0, false
	}
	return digits, int(c[0] % 16), true
}

// limit is where a value ends that has no end: where what is around it has.
func (d *slow) limit(n bertest.Node) int {
	message, _, _ := bertest.Read(d.b)
	switch {
	case n.Definite:
		return n.End
	case message[0].Definite:
		return message[0].End
	}
	return len(d.b)
}

func (d *slow) components(n bertest.Node) {
	if len(n.Children) == 0 && !n.Broken {
		d.fault(op.TCAPStructure)
	}
	for _, k := range n.Children {
		if d.count++; d.count > 16 {
			d.fault(op.TCAPComponentCount)
		}
		if len(d.parts) < 24 {
			if k.Broken && !k.Definite { // to the end of what its end must be in
				k.End = d.limit(n)
			}
			d.component(k)
		}
	}
}

// piece is a component as the slow reader reads it.
type piece struct {
	id, linked, operation, problem, parameter string
}

func (d *slow) component(n bertest.Node) {
	p := piece{"false 0", "false 0", "false 0", "false 0", ""}
	kids := n.Children
	switch n.Tag {
	case 0xA1:
		if d.identifier(&p, n, &kids) {
			d.duplicate(n.Children[0])
			if len(kids) > 0 && kids[0].Tag == 0x80 {
				p.linked = d.octet(kids[0], "%d")
				if d.b[0] == 0x61 || d.b[0] == 0x62 {
					d.fault(op.TCAPComponent)
				}
				kids = kids[1:]
			}
			p.operation = d.code(&kids, "%d")
			d.parameter(&p, kids)
		}
	case 0xA2, 0xA7:
		if d.identifier(&p, n, &kids) && len(kids) > 0 {
			if kids[0].Tag == 0x30 {
				in := kids[0].Children
				p.operation = d.code(&in, "%d")
				d.parameter(&p, in)
				d.nothing(kids[1:])
			} else {
				d.fault(op.TCAPComponent)
			}
		}
	case 0xA3:
		if d.identifier(&p, n, &kids) {
			p.problem = d.code(&kids, "%x")
			d.parameter(&p, kids)
		}
	case 0xA4:
		d.reject(&p, n, kids)
	default:
		d.fault(op.TCAPComponent)
	}
	tag := n.Tag
	if tag > 255 {
		tag = 0
	}
	d.parts = append(d.parts, fmt.Sprintf("%d-%d %x id %s linked %s operation %s error %s parameter %s", n.Start, n.End, tag, p.id, p.linked, p.operation, p.problem, p.parameter))
}

func (d *slow) nothing(kids []bertest.Node) {
	if len(kids) > 0 {
		d.fault(op.TCAPComponent)
	}
}

func (d *slow) identifier(p *piece, n bertest.Node, kids *[]bertest.Node) bool {
	if len(*kids) == 0 || (*kids)[0].Tag != 2 {
		d.fault(op.TCAPComponent)
		return false
	}
	p.id = d.octet((*kids)[0], "%d")
	*kids = (*kids)[1:]
	return true
}

func (d *slow) duplicate(k bertest.Node) {
	if len(k.Contents) == 1 {
		if d.invoked[k.Contents[0]] {
			d.fault(op.TCAPRepeated)
		}
		d.invoked[k.Contents[0]] = true
	}
}

func (d *slow) octet(k bertest.Node, format string) string {
	if len(k.Contents) != 1 {
		d.fault(op.TCAPComponent)
		return "false 0"
	}
	return "true " + fmt.Sprintf(format, k.Contents[0])
}

func (d *slow) code(kids *[]bertest.Node, format string) string {
	if len(*kids) == 0 {
		d.fault(op.TCAPComponent)
		return "false 0"
	}
	k := (*kids)[0]
	*kids = (*kids)[1:]
	switch k.Tag {
	case 6:
		d.fault(op.TCAPOperation)
		return "false 0"
	case 2:
		v := 0
		for _, o := range k.Contents {
			v = v*256 + int(o)
		}
		if len(k.Contents) != 1 || v > 127 {
			d.fault(op.TCAPOperation)
		}
		if len(k.Contents) == 0 || len(k.Contents) > 4 {
			return "false 0"
		}
		return "true " + fmt.Sprintf(format, v)
	}
	d.fault(op.TCAPComponent)
	return "false 0"
}

func (d *slow) parameter(p *piece, kids []bertest.Node) {
	if len(kids) == 0 || kids[0].Broken && !kids[0].Definite {
		return
	}
	p.parameter = fmt.Sprintf("%x", d.b[kids[0].Start:kids[0].End])
	d.nothing(kids[1:])
}

func (d *slow) reject(p *piece, n bertest.Node, kids []bertest.Node) {
	if len(kids) > 0 && kids[0].Tag == 5 {
		if len(kids[0].Contents) > 0 {
			d.fault(op.BERValue)
		}
		kids = kids[1:]
	} else if !d.identifier(p, n, &kids) {
		return
	}
	if len(kids) == 0 || !slices.Contains([]uint64{0x80, 0x81, 0x82, 0x83}, kids[0].Tag) {
		d.fault(op.TCAPComponent)
		return
	}
	if v := d.octet(kids[0], "%02x"); v != "false 0" {
		p.problem = fmt.Sprintf("true %x%s", kids[0].Tag, v[5:])
	}
	d.nothing(kids[1:])
}

// compare reads a message in both ways.
func compare(t *testing.T, b []byte) {
	t.Helper()
	got, want := fast(b), slowly(b)
	if got.ok != want.ok || got.header != want.header {
		t.Errorf("%x:\n got %v %s\nwant %v %s", b, got.ok, got.header, want.ok, want.header)
	}
	if !slices.Equal(got.parts, want.parts) {
		t.Errorf("%x:\n got %s\nwant %s", b, strings.Join(got.parts, "\n     "), strings.Join(want.parts, "\n     "))
	}
	lost := want.faults[op.BERLength] || want.faults[op.BERTag] || want.faults[op.BERDepth]
	for c := range 256 {
		c := op.FaultCode(c)
		if lost && (c == op.BERLongForm || c == op.BERIndefinite) {
			continue // they are not looked for where an end is looked for in vain
		}
		if got.faults[c] != want.faults[c] {
			t.Errorf("%x: %s %v, want %v", b, c, got.faults[c], want.faults[c])
		}
	}
}
