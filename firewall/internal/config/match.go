package config

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// matchKeys are the fields of a record that an exception can compare. Each adds
// a condition.
var matchKeys = object[[]Condition]{
	digitsField("imsi", "exact, or a prefix ending in `*`"),
	digitsField("msisdn", "exact, or a prefix ending in `*`"),
	digitsField("calling_gt", "SCCP calling party, exact or a prefix ending in `*`"),
	digitsField("called_gt", "SCCP called party, exact or a prefix ending in `*`"),
	textField("apn", true, "without case, exact or a prefix ending in `*`"),
	textField("origin_host", true, "without case, exact or a prefix ending in `*`"),
	textField("origin_realm", true, "without case, exact or a prefix ending in `*`"),
	netField("src", "source address, or a prefix that holds it"),
	netField("dst", "destination address, or a prefix that holds it"),
	numberField("teid", "tunnel endpoint identifier of the header, decimal or 0x"),
	numberField("cause", "cause or result code"),
	condition("protocol", protocol, func(c *Condition, p op.Protocol) { c.Number = uint32(p) }, "as in records"),
	textField("operation", false, "name of the operation, exact or a prefix ending in `*`"),
	numberField("code", "number of the operation"),
	numberField("application", "Diameter application"),
}

func condition[T any](field string, c codec[T], set func(*Condition, T), doc string) key[[]Condition] {
	return key[[]Condition]{
		name: field, doc: doc, typeName: c.name, allowed: c.allowed, schema: c.schema,
		read: func(r *reader, v *value, into *[]Condition) {
			x := Condition{Field: field}
			set(&x, c.read(r, v))
			*into = append(*into, x)
		},
	}
}

type digitsMatch struct {
	digits op.Digits
	prefix bool
}

func digitsField(field, doc string) key[[]Condition] {
	const allowed = "up to 15 decimal digits in quotes, with * at the end for a prefix"
	s := schema{"anyOf": []schema{pattern(`^[0-9]{0,15}\*$|^[0-9]{1,15}$`), {"type": "integer", "minimum": 1, "maximum": int64(999_999_999_999_999)}}}
	c := scalarOf("digits", allowed, s, func(v *value) (digitsMatch, string) {
		text, prefix := strings.CutSuffix(v.text, "*")
		if prefix && text == "" {
			return digitsMatch{0, true}, ""
		}
		kind := v.kind
		if prefix {
			kind = quoted // with a star it is text to YAML, quoted or not
		}
		d, what := readDigits(&value{kind: kind, text: text})
		return digitsMatch{d, prefix}, what
	})
	return condition(field, c, func(x *Condition, m digitsMatch) { x.Digits, x.Prefix = m.digits, m.prefix }, doc)
}

func textField(field string, fold bool, doc string) key[[]Condition] {
	c := texts("text", "text, with * at the end for a prefix", schema{"type": "string", "minLength": 1, "maxLength": 256}, func(text string) (string, string) {
		if text == "" || len(text) > 256 || strings.Contains(strings.TrimSuffix(text, "*"), "*") {
			return "", fmt.Sprintf("%q is no pattern", clip(text))
		}
		if fold {
			text = strings.ToLower(text)
		}
		return text, ""
	})
	return condition(field, c, func(x *Condition, s string) { x.Text, x.Prefix = strings.CutSuffix(s, "*") }, doc)
}

func netField(field, doc string) key[[]Condition] {
	return condition(field, prefix, func(x *Condition, p netip.Prefix) { x.Net = p }, doc)
}

func numberField(field, doc string) key[[]Condition] {
	s := schema{"anyOf": []schema{pattern("^(0x[0-9A-Fa-f]{1,8}|[0-9]{1,10})$"), {"type": "integer", "minimum": 0, "maximum": int64(1<<32 - 1)}}}
	c := scalarOf("number", "a number from 0 to 4294967295, decimal or 0x", s, func(v *value) (uint32, string) {
		text, base := v.text, 10
		if rest, hex := strings.CutPrefix(text, "0x"); hex {
			text, base = rest, 16
		}
		n, err := strconv.ParseUint(text, base, 32)
		if err != nil || base == 10 && !isDecimal(text) {
			return 0, fmt.Sprintf("%q is no such number", clip(v.text))
		}
		return uint32(n), ""
	})
	return condition(field, c, func(x *Condition, n uint32) { x.Number = n }, doc)
}
