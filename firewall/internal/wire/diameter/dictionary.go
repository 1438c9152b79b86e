package diameter

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// avpText lists the AVPs, one a line, below the vendor who numbers them:
//
//	vendor 10415 3GPP
//	1420 Cancellation-Type Enumerated M 4
//
// is a code, a name, a type (RFC 6733 clauses 4.2, 4.3), M if the AVP is to be sent
// with the M flag, and the highest value that is defined, where none will be added.
// Of AVPs of 3GPP there are those that the commands and groups name.
//
//go:embed avps.txt
var avpText string

// Vendors (IANA "Private Enterprise Numbers").
const (
	vendorIETF = 0
	vendor3GPP = 10415
)

// id is the position of an AVP in the dictionary; 0 is one that is not listed.
type id uint32

// entry is what the walk needs to know of an AVP, in sixteen octets.
type entry struct {
	code, vendor uint16
	kind         kind
	action       action
	size         uint8  // of the data, 0 any; of a ranged AVP the highest value
	holds        uint16 // what it makes Subscription-Data hold
	group        uint16 // position in grammars of what it consists of

	// The length of data that need not be looked at, in the bits of fixed: there are
	// none where any will do, and no data is as long where kind or action asks to look.
	length, fixed uint16
}

// kind says what is to be looked at in data, beside its size.
type kind uint8

const (
	plain  kind = iota
	ranged      // Enumerated, to which no values will be added
	grouped
	address
	identity
	filled // not empty
)

// types are those of RFC 6733 clauses 4.2 and 4.3.
var types = map[string]entry{
	"OctetString": {}, "UTF8String": {}, "IPFilterRule": {},
	"Unsigned32": {size: 4}, "Integer32": {size: 4}, "Float32": {size: 4}, "Enumerated": {size: 4}, "Time": {size: 4},
	"Unsigned64": {size: 8}, "Integer64": {size: 8}, "Float64": {size: 8},
	"Grouped": {kind: grouped}, "Address": {kind: address}, "DiameterIdentity": {kind: identity}, "DiameterURI": {kind: filled},
}

// maxListed is more AVPs than are listed: a power of two.
const maxListed = 2048

// definition is a line of the dictionary, for people.
type definition struct {
	vendor, code uint32
	name, typ    string
	mandatory    bool
}

// dictionary is the compiled list.
type dictionary struct {
	entries     [maxListed]entry
	places      [8192]uint16 // ids by the sum of vendor and code, which no two have in common
	definitions []definition
	byName      map[string]id
}

var listed = *compileDictionary(avpText)

// place is where the id of an AVP is, if it is listed.
func (d *dictionary) place(vendor, code uint32) *uint16 {
	return &d.places[(vendor+code)%uint32(len(d.places))]
}

// lookup finds an AVP.
func (d *dictionary) lookup(vendor, code uint32) id {
	i := id(*d.place(vendor, code)) % maxListed
	if e := &d.entries[i]; uint32(e.code) != code || uint32(e.vendor) != vendor {
		return 0
	}
	return i
}

// compileDictionary reads the list. The text is the package's own: what cannot be
// read panics when the program starts.
func compileDictionary(text string) *dictionary {
	d := &dictionary{definitions: make([]definition, 1), byName: map[string]id{}}
	vendor := uint32(0)
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || f[0] == "#":
		case f[0] == "vendor":
			vendor = number(f[1])
		default:
			d.add(vendor, f)
		}
	}
	return d
}

// add enters a line. Names are unique, because formats use them: of two AVPs of one
// name, that of 3GPP is listed.
func (d *dictionary) add(vendor uint32, f []string) {
	x, i := definition{vendor: vendor, code: number(f[0]), name: f[1], typ: f[2]}, id(len(d.definitions))
	e, found := types[x.typ]
	if !found || int(i) >= len(d.entries) || *d.place(vendor, x.code) != 0 || max(vendor, x.code) > 0xFFFF || d.byName[x.name] != 0 || vendor != vendorIETF && resembles(x.code) {
		panic(fmt.Sprintf("diameter: AVP %d of %d cannot be listed", x.code, vendor))
	}
	if e.kind == identity && vendor != vendorIETF { // nobody routes by it
		e.kind = filled
	}
	f = f[3:]
	if len(f) > 0 && f[0] == "M" {
		x.mandatory, f = true, f[1:]
	}
	if len(f) > 0 {
		e.kind, e.size = ranged, uint8(number(f[0]))
	}
	e.action, e.holds = actions[x.name], op.DiameterSubscriptionOther
	if h, found := holds[x.name]; found {
		e.holds = h
	}
	e.code, e.vendor = uint16(x.code), uint16(vendor)
	switch {
	case e.kind != plain || e.action != nothing:
		e.length, e.fixed = 0xFFFF, 0xFFFF
	case e.size != 0:
		e.length, e.fixed = uint16(e.size), 0xFFFF
	}
	d.entries[i], d.definitions, d.byName[x.name] = e, append(d.definitions, x), i
	*d.place(vendor, x.code) = uint16(i)
}

// number reads a decimal number of the package's own text.
func number(s string) uint32 {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		panic("diameter: no number: " + s)
	}
	return uint32(n)
}
