package config

import (
	"fmt"
	"strings"
)

// codec reads one type of value, and describes it to the JSON Schema and to the
// reference.
type codec[T any] struct {
	name    string // in the reference, such as "list of PLMN"
	allowed string // in errors
	schema  schema
	read    func(r *reader, v *value) T // zero after a problem was reported
	absent  func() T                    // what a missing key means; nil: the zero value
}

// schema is a JSON Schema (draft 2020-12).
type schema = map[string]any

// key is one key of a mapping that is read into an S.
type key[S any] struct {
	name     string
	doc      string
	typeName string
	allowed  string
	fallback string // plain scalar that stands for an absent key; empty: absent decides
	required bool
	schema   schema
	read     func(r *reader, v *value, into *S)
	absent   func(into *S)
}

// field describes a key whose value goes where at points.
func field[S, T any](name string, c codec[T], at func(*S) *T, doc string) key[S] {
	k := key[S]{
		name: name, doc: doc, typeName: c.name, allowed: c.allowed, schema: c.schema,
		read: func(r *reader, v *value, into *S) { *at(into) = c.read(r, v) },
	}
	if c.absent != nil {
		k.absent = func(into *S) { *at(into) = c.absent() }
	}
	return k
}

// need makes the key mandatory.
func (k key[S]) need() key[S] {
	k.required = true
	return k
}

// or gives the key a default, as it would be written.
func (k key[S]) or(fallback string) key[S] {
	k.fallback = fallback
	return k
}

// object is the table of a mapping's keys.
type object[S any] []key[S]

func (o object[S]) names() []string {
	names := make([]string, len(o))
	for i, k := range o {
		names[i] = k.name
	}
	return names
}

// codec reads a mapping with these keys and no others.
func (o object[S]) codec(name string) codec[S] {
	allowed := "a mapping with the keys " + strings.Join(o.names(), ", ")
	absent := func() (s S) {
		o.defaults(&s)
		return s
	}
	return codec[S]{name: name, allowed: allowed, schema: o.schema(), absent: absent, read: func(r *reader, v *value) S {
		s := absent()
		if v.kind != mapping {
			r.shape(v, allowed)
			return s
		}
		o.read(r, v, &s)
		return s
	}}
}

// read adds the keys of a mapping to an S that holds the defaults.

func (o object[S]) read(r *reader, v *value, into *S) {
	for _, m := range v.fields {
		if !o.has(m.key.text) {
			r.push(m.key.text)
			r.fail(m.key.at, didYouMean("unknown key", m.key.text, o.names()), strings.Join(o.names(), ", "))
			r.pop()
		}
	}
	for _, k := range o {
		m := v.get(k.name)
		if m == nil && k.required {
			r.fail(v.at, k.name+" is missing", k.allowed)
		}
		if m != nil {
			r.push(k.name)
			k.read(r, m, into)
			r.pop()
		}
	}
}

func (o object[S]) has(name string) bool {
	for _, k := range o {
		if k.name == name {
			return true
		}
	}
	return false
}

// defaults sets what missing keys mean. A default is written as in a file; that
// each can be read is tested.
func (o object[S]) defaults(into *S) {
	for _, k := range o {
		switch {
		case k.fallback != "":
			k.read(&reader{}, &value{kind: plain, text: k.fallback}, into)
		case k.absent != nil:
			k.absent(into)
		}
	}
}

func (o object[S]) schema() schema {
	properties := schema{}
	var required []string
	for _, k := range o {
		p := schema{"description": k.doc}
		for name, v := range k.schema {
			p[name] = v
		}
		if k.fallback != "" {
			p["default"] = resolvePlain(k.fallback)
		}
		properties[k.name] = p
		if k.required {
			required = append(required, k.name)
		}
	}
	s := schema{"type": "object", "additionalProperties": false, "properties": properties}
	if required != nil {
		s["required"] = required
	}
	return s
}

// maxItems bounds lists whose positions become numbers in 16 bits (op.ID),
// with room for the reserved ones.
const maxItems = 65_000

// listOf reads a list. A value that cannot be read leaves a zero in its place,
// so that positions in the result are positions in the file.
func listOf[T any](c codec[T]) codec[[]T] {
	name := "list of " + plural(c.name)
	return codec[[]T]{
		name: name, allowed: name, schema: schema{"type": "array", "items": c.schema, "maxItems": maxItems},
		read: func(r *reader, v *value) []T {
			if v.kind != list {
				r.shape(v, "a "+name+", or [] for none")
				return nil
			}
			if len(v.items) > maxItems {
				r.fail(v.at, fmt.Sprintf("has %d items", len(v.items)), fmt.Sprint(maxItems))
				return nil
			}
			out := make([]T, len(v.items))
			for i, item := range v.items {
				r.push(i)
				out[i] = c.read(r, item)
				r.pop()
			}
			return out
		},
	}
}

func plural(noun string) string {
	switch {
	case noun == "digits":
		return "strings of digits"
	case strings.HasSuffix(noun, "x"), strings.HasSuffix(noun, "ss"):
		return noun + "es"
	}
	return noun + "s"
}

// mapOf reads a mapping whose keys are data.
func mapOf[K comparable, V any](keys codec[K], values codec[V]) codec[map[K]V] {
	name := "mapping of " + keys.name + " to " + values.name
	return codec[map[K]V]{
		name: name, allowed: "a " + name,
		schema: schema{"type": "object", "propertyNames": asKey(keys.schema), "additionalProperties": values.schema},
		read: func(r *reader, v *value) map[K]V {
			if v.kind != mapping {
				r.shape(v, "a "+name+", or {} for none")
				return nil
			}
			out := make(map[K]V, len(v.fields))
			for _, m := range v.fields {
				r.push(m.key.text)
				k := keys.read(r, m.key)
				if _, twice := out[k]; twice && !isZero(k) {
					r.fail(m.key.at, "the key is repeated", "each key once")
				}
				out[k] = values.read(r, m.value)
				r.pop()
			}
			return out
		},
	}
}

func isZero[T comparable](v T) bool {
	var zero T
	return v == zero
}

// asKey narrows a schema to its text form: the keys of JSON objects are text.
func asKey(s schema) schema {
	if forms, both := s["anyOf"].([]schema); both {
		return forms[0]
	}
	return s
}

// enum reads one of a few words.
func enum[T any](name string, words []string, values []T) codec[T] {
	allowed := strings.Join(words, " | ")
	return codec[T]{name: name, allowed: allowed, schema: schema{"enum": words}, read: func(r *reader, v *value) (t T) {
		if v.kind != plain && v.kind != quoted {
			r.shape(v, allowed)
			return t
		}
		for i, w := range words {
			if w == v.text {
				return values[i]
			}
		}
		r.fail(v.at, didYouMean(fmt.Sprintf("%q is not known", clip(v.text)), v.text, words), allowed)
		return t
	}}
}

// flags reads a list of words into a bit set: word i sets bit i.
func flags[T ~uint16 | ~uint32](name string, words []string) codec[T] {
	bits := make([]T, len(words))
	for i := range bits {
		bits[i] = 1 << i
	}
	l := listOf(enum(name, words, bits))
	return codec[T]{name: l.name, allowed: l.allowed, schema: l.schema, read: func(r *reader, v *value) (set T) {
		for _, bit := range l.read(r, v) {
			set |= bit
		}
		return set
	}}
}

// Optional is a value that may have been left out.
type Optional[T any] struct {
	Value T
	Set   bool
}

// Or returns the value, or another if it was left out.
func (o Optional[T]) Or(fallback T) T {
	if o.Set {
		return o.Value
	}
	return fallback
}

func optional[T any](c codec[T]) codec[Optional[T]] {
	return codec[Optional[T]]{name: c.name, allowed: c.allowed, schema: c.schema, read: func(r *reader, v *value) Optional[T] {
		before := len(r.problems) + r.more
		t := c.read(r, v)
		return Optional[T]{t, len(r.problems)+r.more == before}
	}}
}
