package diameter

import (
	_ "embed"
	"strings"
)

// resultText lists results by their vendor.
//
//go:embed results.txt
var resultText string

// result is a code of a vendor's.
type result struct{ vendor, code uint32 }

var results = func() map[result]string {
	all, vendor := map[result]string{}, uint32(0)
	for line := range strings.Lines(resultText) {
		switch f := strings.Fields(line); {
		case len(f) == 0 || f[0] == "#":
		case f[0] == "vendor":
			vendor = number(f[1])
		default:
			all[result{vendor, number(f[0])}] = f[1]
		}
	}
	return all
}()

// Name returns the name of a command, without hyphens and with "Request" or
// "Answer" behind it; "" if it is not listed.
func Name(code uint32, isRequest bool) string {
	name := commands.names[commands.position(code)]
	switch {
	case name == "":
		return ""
	case isRequest:
		return strings.ReplaceAll(name, "-", "") + "Request"
	}
	return strings.ReplaceAll(name, "-", "") + "Answer"
}

// relay is what an agent announces that forwards anything (RFC 6733 clause 2.4).
const relay = 0xFFFFFFFF

// ApplicationName returns the short name of an application, mostly that of its
// reference point; "" if it is not listed.
func ApplicationName(id uint32) string {
	if id == relay {
		return "relay"
	}
	return commands.application(id).name
}

// ResultName returns the name of a Result-Code, or with a vendor that of an
// Experimental-Result-Code; "" if it is not listed.
func ResultName(vendor, code uint32) string { return results[result{vendor, code}] }

// AVPName returns the name of an AVP, "" if it is not listed.
func AVPName(vendor, code uint32) string { return listed.definitions[listed.lookup(vendor, code)].name }

// Element is an AVP of a command for people to look at.
type Element struct {
	Offset       int // of its header in the payload
	Depth        int // 0 top level
	At, End      int // where its data is
	Code, Vendor uint32
	Flags        uint8
	Name         string // "" if it is not listed
	Type         string // as in RFC 6733 clause 4, "" if it is not listed
	IsGroup      bool   // the elements that follow are its data
	NotMandatory bool   // sent without the M flag that its definition asks for
}

// Elements calls see for the AVPs of a command, groups before what is in them, as
// far as they can be followed, and returns where the first octets are that cannot,
// or the end. It stops when see returns false. Failed-AVP is followed as well.
func Elements(payload []byte, see func(Element) bool) (rest int) {
	if len(payload) < headerLength {
		return 0
	}
	end := int(be24(payload[1:]))
	if end < headerLength || end > len(payload) {
		end = len(payload)
	}
	at, _ := elements(payload[:end], headerLength, end, 0, see)
	return at
}

func elements(b []byte, at, end, depth int, see func(Element) bool) (rest int, goOn bool) {
	for end-at >= 8 {
		e := Element{Offset: at, Depth: depth, Code: be24(b[at+1:]) | uint32(b[at])<<24, Flags: b[at+4], At: at + 8}
		e.End = at + int(be24(b[at+5:]))
		if e.Flags&flagVendor != 0 && end-at >= 12 {
			e.Vendor, e.At = be24(b[at+9:])|uint32(b[at+8])<<24, at+12
		}
		if e.End < e.At || e.End > end {
			break
		}
		i := listed.lookup(e.Vendor, e.Code)
		x := listed.definitions[i]
		e.Name, e.Type, e.NotMandatory = x.name, x.typ, x.mandatory && e.Flags&flagMandatory == 0
		e.IsGroup = i != 0 && listed.entries[i].kind == grouped && depth < maxDepth
		if !see(e) {
			return at, false
		}
		if e.IsGroup {
			if to, ok := elements(b, e.At, e.End, depth+1, see); !ok {
				return to, false
			} else if to < e.End && !see(Element{Offset: to, Depth: depth + 1, At: to, End: e.End}) {
				return to, false
			}
		}
		at = min(e.End+(at-e.End)&3, end)
	}
	return at, true
}

func be24(b []byte) uint32 { return uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2]) }
