package wire

import (
	"strconv"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/diameter"
)

// diameter lists the AVPs of a command, groups before what is in them.
func (l *lister) diameter() {
	if len(l.b) < diameterHeader {
		l.add(0, 0, "octets that are no header", 0, len(l.b))
		return
	}
	l.add(0, 0, "header", 0, diameterHeader)
	rest := diameter.Elements(l.b, func(x diameter.Element) bool {
		switch {
		case x.At == x.Offset:
			l.add(x.Depth, x.Offset, "octets that are no AVP", x.At, x.End)
		case x.IsGroup:
			l.group(x.Depth, x.Offset, avpLabel(&x), x.End-x.At)
		default:
			l.add(x.Depth, x.Offset, avpLabel(&x), x.At, x.End)
		}
		return len(l.list) < maxElements
	})
	if rest < len(l.b) && len(l.list) < maxElements {
		l.add(0, rest, "octets that are no AVP", rest, len(l.b))
	}
}

// diameterHeader is the length of the header of a command (RFC 6733 clause 3).
const diameterHeader = 20

// avpLabel is the code of an AVP, its vendor, its name and its flags.
func avpLabel(x *diameter.Element) string {
	label := strconv.FormatUint(uint64(x.Code), 10)
	if x.Vendor != 0 {
		label += "/" + strconv.FormatUint(uint64(x.Vendor), 10)
	}
	if x.Name != "" {
		label += " " + x.Name
	} else {
		label += " not listed"
	}
	flags := ""
	for i, letter := range "VMP" {
		if x.Flags<<i&0x80 != 0 {
			flags += string(letter)
		}
	}
	if flags != "" {
		label += " [" + flags + "]"
	}
	if x.NotMandatory {
		label += ", without M"
	}
	return label
}
