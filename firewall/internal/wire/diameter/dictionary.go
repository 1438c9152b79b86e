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
type id uint16

// entry is what the walk needs to know of an AVP, in eight octets.
type entry struct {
	kind   kind
	action action
	most   uint8  // highest value that is defined; 0 any
	holds  uint16 // what it makes Subscription-Data hold
	group  uint16 // position in grammars of what it consists of
}

// kind is how data is coded.
type kind uint8

const (
	opaque kind = iota // OctetString, UTF8String and what is derived from them
	word               // four octets
	long               // eight octets
	grouped
	address
	identity
	uri
)

var kinds = map[string]kind{
	"OctetString": opaque, "UTF8String": opaque, "IPFilterRule": opaque,
	"Unsigned32": word, "Integer32": word, "Float32": word, "Enumerated": word, "Time": word,
	"Unsigned64": long, "Integer64": long, "Float64": long,
	"Grouped": grouped, "Address": address, "DiameterIdentity": identity, "DiameterURI": uri,
}

// words is how many words a set of AVPs takes.
const words = 23

// definition is a line of the dictionary, for people.
type definition struct {
	vendor, code uint32
	name, typ    string
	mandatory    bool
}

// dictionary is the compiled list. The direct tables hold an id for each code that
// a vendor has numbered so far.
type dictionary struct {
	entries     [words * 64]entry
	ietf        [768]id
	tgpp        [4608]id
	others      []id // of vendors with few
	definitions []definition
	byName      map[string]id
}

var listed = compileDictionary(avpText)

// lookup finds an AVP.
func (d *dictionary) lookup(vendor, code uint32) id {
	switch {
	case vendor == vendorIETF:
		if code < uint32(len(d.ietf)) {
			return d.ietf[code]
		}
	case vendor == vendor3GPP:
		if code < uint32(len(d.tgpp)) {
			return d.tgpp[code]
		}
	default:
		for _, x := range d.others {
			if y := &d.definitions[x]; y.code == code && y.vendor == vendor {
				return x
			}
		}
	}
	return 0
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

// add enters a line. Of two AVPs of one name, the later is meant where grammars
// name it.
func (d *dictionary) add(vendor uint32, f []string) {
	x := definition{vendor: vendor, code: number(f[0]), name: f[1], typ: f[2]}
	k, found := kinds[x.typ]
	if i := id(len(d.definitions)); found && int(i) < len(d.entries) && d.lookup(vendor, x.code) == 0 {
		f = f[3:]
		if len(f) > 0 && f[0] == "M" {
			x.mandatory, f = true, f[1:]
		}
		e := &d.entries[i]
		e.kind, e.action, e.holds = k, actions[x.name], op.DiameterSubscriptionOther
		if h, found := holds[x.name]; found {
			e.holds = h
		}
		if len(f) > 0 {
			e.most = uint8(number(f[0]))
		}
		d.definitions, d.byName[x.name] = append(d.definitions, x), i
		switch vendor {
		case vendorIETF:
			d.ietf[x.code] = i
		case vendor3GPP:
			d.tgpp[x.code] = i
		default:
			d.others = append(d.others, i)
		}
		return
	}
	panic(fmt.Sprintf("diameter: AVP %d of %d cannot be listed", x.code, vendor))
}

// number reads a decimal number of the package's own text.
func number(s string) uint32 {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		panic("diameter: no number: " + s)
	}
	return uint32(n)
}
