package wire

import (
	"encoding/binary"
	"fmt"
)

// Parameters of the kin of M3UA that hold others, or what comes above.
const (
	dataM2UA        = 0x0300 // of M2UA
	dataTTC         = 0x0301
	sourceSUA       = 0x0102
	destinationSUA  = 0x0103
	dataSUA         = 0x010b
	globalTitleSUA  = 0x8001
	addressIndicate = 4 // octets of routing and address indicator
)

// kinNames are those of parameters of SUA (RFC 3868 clauses 3.9, 3.10) and M2UA (RFC
// 3331 clause 3.3) that M3UA does not have. Their numbers differ.
var kinNames = map[uint16]string{
	0x0001: "Interface Identifier", 0x0003: "Interface Identifier (text)", 0x0008: "Interface Identifier Range",
	0x0014: "Registration Result", 0x0015: "Deregistration Result", 0x0016: "Registration Status", 0x0017: "Deregistration Status", 0x0018: "Local Routing Key Identifier",
	0x0101: "SS7 Hop Counter", sourceSUA: "Source Address", destinationSUA: "Destination Address", 0x0104: "Source Reference Number",
	0x0105: "Destination Reference Number", 0x0106: "SCCP Cause", 0x0107: "Sequence Number", 0x0108: "Receive Sequence Number", 0x0109: "ASP Capabilities",
	0x010a: "Credit", dataSUA: "Data", 0x010c: "Cause/User", 0x010d: "Network Appearance", 0x010e: "Routing Key", 0x010f: "DRN Label", 0x0110: "TID Label",
	0x0111: "Address Range", 0x0112: "SMI", 0x0113: "Importance", 0x0114: "Message Priority", 0x0115: "Protocol Class", 0x0116: "Sequence Control",
	0x0117: "Segmentation", 0x0118: "Congestion Level",
	dataM2UA: "Protocol Data 1", dataTTC: "Protocol Data 2 (TTC)", 0x0302: "State Request", 0x0303: "State Event", 0x0304: "Congestion Status",
	0x0305: "Discard Status", 0x0306: "Action", 0x0307: "Sequence Number", 0x0308: "Retrieval Result",
	globalTitleSUA: "Global Title", 0x8002: "Point Code", 0x8003: "Subsystem Number", 0x8004: "IPv4 Address", 0x8005: "Hostname", 0x8006: "IPv6 Address",
}

// kin lists a parameter of SUA or M2UA, whose header is at at and whose value is
// b[at+4:end]. It is false if there is nothing in it to be taken apart.
func (l *lister) kin(tag uint16, name string, at, end int) bool {
	from := at + 4
	const label = 5 // service octet and routing label of MTP3
	switch {
	case tag == dataTTC && end-from > 1:
		from++
		fallthrough
	case tag == dataM2UA && end-from > label:
		if end-from <= label {
			return false
		}
		l.group(0, at, name, end-at-4)
		l.add(1, from, "SIO, routing label", from, from+label)
		l.userPart(from+label, end, l.b[from]&0xF)
	case tag == sourceSUA || tag == destinationSUA:
		if end-from < addressIndicate {
			return false
		}
		l.group(0, at, name, end-at-4)
		l.add(1, from, "routing indicator, address indicator", from, from+addressIndicate)
		l.addressParts(from+addressIndicate, end)
	case tag == dataSUA && l.length > 0 && from == l.transaction:
		l.group(0, at, name, end-at-4)
		l.ber(from, end, 1)
	default:
		return false
	}
	return true
}

// addressParts lists the parameters of an address of SUA in b[at:end].
func (l *lister) addressParts(at, end int) {
	for at+4 <= end {
		tag, n := binary.BigEndian.Uint16(l.b[at:]), int(binary.BigEndian.Uint16(l.b[at+2:]))
		to := at + n
		if n < 4 || to > end {
			l.add(1, at, "octets that are no parameter", at, end)
			return
		}
		name := fmt.Sprintf("%#04x %s", tag, parameterName(tag))
		const fixed = 8
		if tag == globalTitleSUA && n >= 4+fixed {
			l.group(1, at, name, n-4)
			l.add(2, at+4, "global title indicator", at+4, at+8)
			l.add(2, at+8, "digits, translation type, numbering plan, nature of address", at+8, at+4+fixed)
			l.add(2, at+4+fixed, "digits", at+4+fixed, to)
		} else {
			l.add(1, at, name, at+4, to)
		}
		at = to + -n&3
	}
}

// parameterName is that of a parameter of M3UA or its kin.
func parameterName(tag uint16) string {
	for _, names := range [...]map[uint16]string{parameterNames, kinNames} {
		if name := names[tag]; name != "" {
			return name
		}
	}
	return "not listed"
}
