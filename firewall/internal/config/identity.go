package config

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// PointCode is an ITU-T signalling point code, 14 bits (Q.704 clause 2.2).
type PointCode uint16

// String prints the 3-8-3 form.
func (p PointCode) String() string { return fmt.Sprintf("%d-%d-%d", p>>11, p>>3&0xFF, p&7) }

var plmn = texts("PLMN", `MCC-MNC with two or three MNC digits as written, such as "001-01"`, pattern(`^[0-9]{3}-[0-9]{2,3}$`),
	func(text string) (op.PLMN, string) {
		p, ok := op.ParsePLMN(text)
		if !ok {
			return 0, fmt.Sprintf("%q is no PLMN", clip(text))
		}
		return p, ""
	})

// digits is a string of decimal digits. Bare numbers are taken as they stand
// unless they start with a zero: YAML 1.1 reads such a one as octal and 1.2
// drops the zero, so whoever checks the file with other tools is misled.
func digits(name string, least, most int) codec[op.Digits] {
	allowed := fmt.Sprintf("%d to %d decimal digits in quotes", least, most)
	if least == most {
		allowed = fmt.Sprintf("%d decimal digits in quotes", least)
	}
	text := pattern(fmt.Sprintf("^[0-9]{%d,%d}$", least, most))
	s := schema{"anyOf": []schema{text, {"type": "integer", "minimum": 1, "maximum": int64(999_999_999_999_999)}}}
	return scalarOf(name, allowed, s, func(v *value) (op.Digits, string) {
		d, what := readDigits(v)
		if n, _ := d.Len(); what == "" && (n < least || n > most) {
			return 0, fmt.Sprintf("%q has %d digits", v.text, n)
		}
		return d, what
	})
}

func readDigits(v *value) (op.Digits, string) {
	d, ok := op.ParseDigits(v.text)
	if !ok && len(v.text) > op.MaxDigits && strings.Trim(v.text, "0123456789") == "" {
		return 0, fmt.Sprintf("%q has %d digits", clip(v.text), len(v.text))
	}
	if !ok {
		return 0, fmt.Sprintf("%q is no string of digits", clip(v.text))
	}
	if v.kind == plain && v.text[0] == '0' {
		return 0, fmt.Sprintf("%s without quotes is a number: its leading zeros are lost", v.text)
	}
	return d, ""
}

var pointCode = scalarOf("point code", `ITU 3-8-3 such as "1-1-1", or a number from 0 to 16383`,
	schema{"anyOf": []schema{pattern(`^([0-7]-[0-9]{1,3}-[0-7]|[0-9]{1,5})$`), {"type": "integer", "minimum": 0, "maximum": 16383}}},
	func(v *value) (PointCode, string) {
		what := fmt.Sprintf("%q is no point code", clip(v.text))
		parts := strings.Split(v.text, "-")
		limits := map[int][]uint64{1: {16383}, 3: {7, 255, 7}}[len(parts)]
		var p uint64
		for i, most := range limits {
			n, err := strconv.ParseUint(parts[i], 10, 16)
			if err != nil || n > most || !isDecimal(parts[i]) {
				return 0, what
			}
			p = p*(most+1) + n
		}
		if limits == nil {
			return 0, what
		}
		return PointCode(p), ""
	})

// domain reads a Diameter host or realm, lower-cased and without a trailing dot
// (RFC 6733 clause 4.3.1: names are compared without case).
func domain(name string) codec[string] {
	allowed := `a domain name, such as "epc.mnc001.mcc001.3gppnetwork.org"`
	return texts(name, allowed, pattern(`^[A-Za-z0-9._-]{1,256}$`), func(text string) (string, string) {
		s := strings.ToLower(strings.TrimSuffix(text, "."))
		ok := len(s) > 0 && len(s) <= 255
		for label := range strings.SplitSeq(s, ".") {
			ok = ok && isLabel(label)
		}
		if !ok {
			return "", fmt.Sprintf("%q is no domain name", clip(text))
		}
		return s, ""
	})
}

// isLabel accepts RFC 1123 clause 2.1 labels and underscores, which occur in
// the host names of Diameter nodes.
func isLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

// apn reads the network identifier of an access point name, lower-cased
// (TS 23.003 clause 9.1.1).
var apn = texts("APN", `the network identifier of an access point name, such as "internet"`, pattern(`^[A-Za-z0-9.-]{1,62}$`),
	func(text string) (string, string) {
		s := strings.ToLower(text)
		ok := len(s) <= 62
		for label := range strings.SplitSeq(s, ".") {
			ok = ok && isLabel(label) && !strings.Contains(label, "_")
		}
		if !ok {
			return "", fmt.Sprintf("%q is no network identifier", clip(text))
		}
		if strings.HasSuffix(s, ".gprs") {
			return "", fmt.Sprintf("%q has an operator identifier", clip(text))
		}
		return s, ""
	})

// The names that records use for nobody in particular.
var reservedNames = []string{"home", "unknown"}

// name reads the name of an interconnect, an operator, a link, a filter.
var name = texts("name", "1 to 64 letters, digits, dots, hyphens and underscores, starting with a letter or digit", pattern(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`),
	func(text string) (string, string) {
		ok := len(text) >= 1 && len(text) <= 64 && strings.IndexByte("._-", text[0]) < 0
		for i := range len(text) {
			c := text[i] | 0x20
			ok = ok && (c >= 'a' && c <= 'z' || text[i] >= '0' && text[i] <= '9' || strings.IndexByte("._-", text[i]) >= 0)
		}
		if !ok {
			return "", fmt.Sprintf("%q is no name", clip(text))
		}
		return text, ""
	})

// nameOrNone reads a name that may be empty.
var nameOrNone = func() codec[string] {
	c := name
	c.allowed += ", or empty"
	c.schema = pattern(`^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$`)
	inner := c.read
	c.read = func(r *reader, v *value) string {
		if v.kind == quoted && v.text == "" {
			return ""
		}
		return inner(r, v)
	}
	return c
}()

// groupName reads a group of the system: a name as useradd(8) allows, or a number.
var groupName = scalarOf("group", "the name or number of a group of this system",
	schema{"anyOf": []schema{pattern(`^[A-Za-z0-9_][A-Za-z0-9._-]{0,31}$`), {"type": "integer", "minimum": 0, "maximum": int64(1<<32 - 2)}}},
	func(v *value) (string, string) {
		ok := len(v.text) >= 1 && len(v.text) <= 32 && strings.IndexByte(".-", v.text[0]) < 0
		for i := range len(v.text) {
			c := v.text[i] | 0x20
			ok = ok && (c >= 'a' && c <= 'z' || v.text[i] >= '0' && v.text[i] <= '9' || strings.IndexByte("._-", v.text[i]) >= 0)
		}
		if v.kind == plain { // not null, true or 1e3
			n, isNumber := resolvePlain(v.text).(int64)
			_, isText := resolvePlain(v.text).(string)
			ok = ok && (isText || isNumber && isDecimal(v.text) && n < 1<<32-1)
		}
		if !ok {
			return "", fmt.Sprintf("%q is no group", clip(v.text))
		}
		return v.text, ""
	})

// faultName reads the name of a fault.
var faultName = func() codec[op.FaultCode] {
	var words []string
	var codes []op.FaultCode
	for c := range 256 {
		if s := op.FaultCode(c).String(); s != "" {
			words, codes = append(words, s), append(codes, op.FaultCode(c))
		}
	}
	c := enum("fault", words, codes)
	const allowed = "a fault of docs/faults.md"
	c.allowed = allowed
	c.read = func(r *reader, v *value) op.FaultCode {
		code, ok := op.FaultByName(v.text)
		if !ok {
			r.fail(v.at, didYouMean(fmt.Sprintf("there is no fault %q", clip(v.text)), v.text, words), allowed)
		}
		return code
	}
	return c
}()

var protocol = func() codec[op.Protocol] {
	var words []string
	var values []op.Protocol
	for p := op.ProtoGTPv1; p <= op.ProtoIP; p++ {
		words, values = append(words, p.String()), append(values, p)
	}
	return enum("protocol", words, values)
}()

var action = func() codec[op.Action] {
	values := []op.Action{op.ActDrop, op.ActReject, op.ActFlag, op.ActPass}
	var words []string
	for _, a := range values {
		words = append(words, a.String())
	}
	return enum("action", words, values)
}()
