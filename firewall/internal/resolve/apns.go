package resolve

import (
	"bytes"
	"math/bits"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Bits of Operation.GTP.APNFlags, part of the filter ABI (column apn_flags).
const (
	apnAllowed     = 1 << iota // the partner at the other end may use it
	apnOI                      // an operator identifier is there
	apnOIHome                  // and names us
	apnPrivate                 // only a subscription may select it
	apnIMSIOutside             // the IMSI is outside the prefixes allowed for it
	apnWildcard                // "*" or empty
)

// maxAPN is the longest network identifier, in octets with the labels' lengths
// (TS 23.003 clause 9.1.1).
const maxAPN = 63

// apnTable finds our access point names by their labels as on the wire. It is
// open addressing, at most a quarter full.
type apnTable struct {
	slots []apnSlot
	shift int
	ids   []apnEntry // by op.ID; 0 is none
	words int        // of one operator's row in allowed
	// allowed has a row for each operator: bit id is set if it may use the APN.
	allowed []uint64
}

type apnSlot struct {
	labels string // lower-cased, empty when free
	id     op.ID
}

type apnEntry struct {
	private bool
	imsis   *ranges[bool] // nil: open to all
}

func newAPNTable(c *config.Config) *apnTable {
	n := len(c.Home.APNs)
	size := max(4, bits.Len(uint(n))+2)
	t := &apnTable{slots: make([]apnSlot, 1<<size), shift: 64 - size, ids: make([]apnEntry, n+1)}
	byName := make(map[string]op.ID, n)
	for i, name := range c.Home.APNs {
		id := op.ID(i + 1)
		byName[name] = id
		t.add(labels(name), id)
		t.ids[id].imsis = imsiRanges(c.Home.APNIMSIs[name])
	}
	for _, name := range c.Home.PrivateAPNs {
		t.ids[byName[name]].private = true
	}
	t.words = n/64 + 1
	t.allowed = make([]uint64, t.words*(len(c.Operators)+2))
	for i := range c.Operators {
		t.allow(firstOperator+op.ID(i), c.Operators[i].APNs, byName)
	}
	t.allow(op.Home, nil, byName)
	return t
}

// allow fills an operator's row; no names means all.
func (t *apnTable) allow(operator op.ID, names []string, byName map[string]op.ID) {
	row := t.allowed[int(operator)*t.words:][:t.words]
	for _, name := range names {
		row[byName[name]/64] |= 1 << (byName[name] % 64)
	}
	if len(names) == 0 {
		for _, id := range byName {
			row[id/64] |= 1 << (id % 64)
		}
	}
}

// imsiRanges returns nil when there are no prefixes: then nobody is outside.
func imsiRanges(prefixes []op.Digits) *ranges[bool] {
	if len(prefixes) == 0 {
		return nil
	}
	var spans []span[bool]
	for _, p := range prefixes {
		spans = append(spans, digitsSpan(p, func(in *bool) { *in = true }))
	}
	r := newRanges(spans)
	return &r
}

// labels returns a name as the wire carries it: each label after its length.
func labels(name string) string {
	var b strings.Builder
	for label := range strings.SplitSeq(name, ".") {
		b.WriteByte(byte(len(label)))
		b.WriteString(label)
	}
	return b.String()
}

func (t *apnTable) add(labels string, id op.ID) {
	var low lowered
	low.from([]byte(labels))
	i := t.slot(low.hash(0, len(labels)))
	for t.slots[i].labels != "" {
		i = (i + 1) & (len(t.slots) - 1)
	}
	t.slots[i] = apnSlot{labels, id}
}

func (t *apnTable) slot(hash uint64) int { return int(hash * 0x9E3779B97F4A7C15 >> t.shift) }

// find returns the number of the access point name with these labels, 0 if it
// is none of ours.
func (t *apnTable) find(wire []byte) op.ID {
	if len(wire) == 0 || len(wire) > maxAPN {
		return 0
	}
	var low lowered
	low.from(wire)
	i := t.slot(low.hash(0, len(wire)))
	for t.slots[i].labels != "" {
		if t.slots[i].labels == string(low[:len(wire)]) {
			return t.slots[i].id
		}
		i = (i + 1) & (len(t.slots) - 1)
	}
	return 0
}

// written returns the number of the access point that text names, with or without an
// operator identifier (TS 23.003 clause 9.1); 0 if it is none of ours.
func (t *apnTable) written(name []byte) op.ID {
	name = withoutOperator(bytes.TrimSuffix(name, dot))
	if len(name) >= maxAPN {
		return 0
	}
	var wire [maxAPN]byte
	label := 0 // where the length of the label in hand goes
	for i, c := range name {
		if c != '.' {
			wire[i+1] = c
			continue
		}
		wire[label], label = byte(i-label), i+1
	}
	wire[label] = byte(len(name) - label)
	return t.find(wire[:len(name)+1])
}

var dot = []byte(".")

// withoutOperator is a name without what follows its network identifier:
// mncNNN.mccNNN.gprs.
func withoutOperator(name []byte) []byte {
	const form = ".mncNNN.mccNNN.gprs"
	at := len(name) - len(form)
	if at <= 0 {
		return name
	}
	for i, c := range name[at:] {
		if f := form[i]; f == 'N' && (c < '0' || c > '9') || f != 'N' && c|asciiCase(f) != f {
			return name
		}
	}
	return name[:at]
}

// asciiCase is the bit that letters of either case differ in, of a letter.
func asciiCase(c byte) byte {
	if c >= 'a' && c <= 'z' {
		return 0x20
	}
	return 0
}

// accessPoints resolves which of the access points that a subscription opens are
// ours (RULES D-09).
func (t *Tables) accessPoints(b *op.Batch, o *op.Operation, d *op.Diameter) {
	rows := b.AccessPoints[d.AccessPoints.First:][:d.AccessPoints.Count]
	for i := range rows {
		id := t.apns.written(b.Bytes(o, rows[i].Name))
		if id == 0 {
			continue
		}
		rows[i].Flags = op.AccessPointHome
		if t.apns.ids[id].private {
			rows[i].Flags |= op.AccessPointPrivate
		}
	}
}

// flags describes an access point name that an operation carries.
func (t *Tables) apnFlags(b *op.Batch, o *op.Operation, partner op.ID) {
	g := &o.GTP
	name := g.APN
	name.Len = min(name.Len, g.APNNetworkLen)
	wire := b.Bytes(o, name)
	if len(wire) == 0 || string(wire) == "\x01*" {
		g.APNFlags |= apnWildcard
	}
	g.APNID = t.apns.find(wire)
	e := &t.apns.ids[g.APNID]
	row := t.apns.allowed[int(partner)*t.apns.words:]
	if row[g.APNID/64]>>(g.APNID%64)&1 != 0 || len(t.apns.ids) == 1 {
		g.APNFlags |= apnAllowed
	}
	if g.APN.Len > name.Len {
		g.APNFlags |= apnOI
	}
	if g.APNPLMN != 0 && t.padded.find(padded(g.APNPLMN)).owner == op.Home {
		g.APNFlags |= apnOIHome
	}
	if e.private {
		g.APNFlags |= apnPrivate
	}
	if e.imsis != nil && o.IMSI != 0 && !*e.imsis.find(digitsKey(o.IMSI)) {
		g.APNFlags |= apnIMSIOutside
	}
}
