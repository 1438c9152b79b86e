package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// File is the path that the configuration was read from.
func (c *Config) File() string { return c.name }

// Difference lists what changes from one configuration to another, as written in
// the files: a line per value, "-" before what goes and "+" before what comes, in
// the order of the first file's keys. Entries of lists are told apart by their
// names, or by what they hold.
func Difference(before, after *Config) []string {
	d := differ{}
	d.compare("", before.root, after.root)
	return d.lines
}

type differ struct{ lines []string }

func (d *differ) compare(at string, a, b *value) {
	switch {
	case a != nil && b != nil && a.kind == mapping && b.kind == mapping:
		d.mappings(at, a, b)
	case a != nil && b != nil && a.kind == list && b.kind == list:
		d.lists(at, a, b)
	case a == nil || b == nil || written(a) != written(b):
		d.line("-", at, a)
		d.line("+", at, b)
	}
}

func (d *differ) line(sign, at string, v *value) {
	if v != nil {
		d.lines = append(d.lines, fmt.Sprintf("%s %s: %s", sign, at, shown(at, v)))
	}
}

// subscriberKeys are the keys whose values name a subscriber, which a difference that
// is written down must not. Under freeKeys stands text of the operator's, or of a
// filter's, in which long strings of digits may be subscribers'.
var (
	subscriberKeys = []string{"imsi", "msisdn"}
	freeKeys       = []string{"apn_imsis", "msisdns", "note", "config"}
)

const (
	hidden       = "(not shown)"
	hiddenDigits = "(digits)"
)

var longDigits = regexp.MustCompile(`[0-9]{8,}`)

// shown is what a difference shows of the value at a place.
func shown(at string, v *value) string {
	keys := strings.FieldsFunc(at, func(r rune) bool { return strings.ContainsRune(".[]", r) })
	if slices.Contains(subscriberKeys, keys[len(keys)-1]) {
		return hidden
	}
	return covered(keys, text(v, true))
}

// covered is a text without what may be subscribers under one of the keys.
func covered(keys []string, text string) string {
	if slices.ContainsFunc(keys, func(k string) bool { return slices.Contains(freeKeys, k) }) {
		return longDigits.ReplaceAllString(text, hiddenDigits)
	}
	return text
}

func (d *differ) mappings(at string, a, b *value) {
	for _, m := range a.fields {
		d.compare(under(at, m.key.text), m.value, b.get(m.key.text))
	}
	for _, m := range b.fields {
		if a.get(m.key.text) == nil {
			d.compare(under(at, m.key.text), nil, m.value)
		}
	}
}

// lists compares entries that carry a name by their names; of others it tells
// which went and which came, and if only the order differs, both lists.
func (d *differ) lists(at string, a, b *value) {
	if written(a) == written(b) {
		return
	}
	before, after := entries(a), entries(b)
	changes := len(d.lines)
	for _, k := range before.keys {
		d.compare(entryAt(at, k, before), before.by[k], after.by[k])
	}
	for _, k := range after.keys {
		if before.by[k] == nil {
			d.compare(entryAt(at, k, after), nil, after.by[k])
		}
	}
	if len(d.lines) == changes || before.repeats || after.repeats {
		d.lines = d.lines[:changes]
		d.line("-", at, a)
		d.line("+", at, b)
	}
}

func under(at, key string) string {
	if at == "" {
		return key
	}
	return at + "." + key
}

// entryAt is the place of an entry: its list's, with the name if it has one.
func entryAt(at, key string, list keyed) string {
	if list.by[key].get("name") == nil {
		return at
	}
	return at + "[" + key + "]"
}

// keyed is a list by what tells its entries apart.
type keyed struct {
	keys    []string
	by      map[string]*value
	repeats bool
}

func entries(v *value) keyed {
	k := keyed{by: make(map[string]*value, len(v.items))}
	for _, item := range v.items {
		key := written(item)
		if item.kind == mapping {
			if name := item.get("name"); name != nil {
				key = name.text
			}
		}
		if k.by[key] != nil {
			k.repeats = true
		}
		k.by[key], k.keys = item, append(k.keys, key)
	}
	return k
}

// written is a value on one line, keys in the order of their names.
func written(v *value) string { return text(v, false) }

// text is written, without subscribers' identities if they are to be hidden.
func text(v *value, hide bool) string {
	switch v.kind {
	case mapping:
		var parts []string
		for _, m := range v.fields {
			if hide && slices.Contains(subscriberKeys, m.key.text) {
				parts = append(parts, m.key.text+": "+hidden)
				continue
			}
			part := text(m.value, hide)
			if hide {
				part = covered([]string{m.key.text}, part)
			}
			parts = append(parts, m.key.text+": "+part)
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	case list:
		var parts []string
		for _, item := range v.items {
			parts = append(parts, text(item, hide))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case quoted:
		return fmt.Sprintf("%q", v.text)
	}
	return v.text
}

// SameAt reports whether two configurations say the same at a key of the top
// level.
func SameAt(a, b *Config, key string) bool {
	d := differ{}
	d.compare(key, a.root.get(key), b.root.get(key))
	return len(d.lines) == 0
}
