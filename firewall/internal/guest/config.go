package guest

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// ConfigError is everything that is wrong with an operator's configuration of a filter.
type ConfigError struct {
	Filter   string
	Problems []Problem // ascending by pointer
}

// Problem is one fault in a configuration.
type Problem struct {
	Pointer string // JSON pointer (RFC 6901) into the configuration, "" for the whole
	Text    string
}

func (e *ConfigError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "configuration of filter %s", e.Filter)
	for i, p := range e.Problems {
		sep := "; "
		if i == 0 {
			sep = ": "
		}
		fmt.Fprintf(&b, "%s%s: %s", sep, cmp.Or(p.Pointer, "/"), p.Text)
	}
	return b.String()
}

// The kinds of TLV entries (sdk/ABI.md, "Configuration TLV").
const (
	tlvInts  = 1
	tlvText  = 2
	tlvTexts = 3
)

// maxConfig bounds the TLV, in bytes: a guest has to hold it.
const maxConfig = 4 << 20

// CompileConfig validates an operator's configuration, fills in the schema's defaults, and encodes it for the guest. value is what a YAML or
// JSON decoder yields; nil stands for an empty mapping. The error is a [*ConfigError].
func (m *Module) CompileConfig(value any) ([]byte, error) {
	tlv, problems := m.schema.encode(value)
	if len(problems) == 0 {
		_, problems = m.countingsUnder(tlv)
	}
	if len(problems) > 0 {
		slices.SortStableFunc(problems, func(a, b Problem) int { return strings.Compare(a.Pointer, b.Pointer) })
		return nil, &ConfigError{Filter: m.name, Problems: problems}
	}
	return tlv, nil
}

func (s *schema) encode(value any) ([]byte, []Problem) {
	normal, problem := normalise(reflect.ValueOf(value), "", 0)
	if problem != nil {
		return nil, []Problem{*problem}
	}
	if normal == nil {
		normal = map[string]any{}
	}
	settings, ok := normal.(map[string]any)
	if !ok {
		return nil, []Problem{{"", "a mapping is wanted"}}
	}
	for _, p := range s.properties {
		if _, set := settings[p.name]; !set && p.fallback != nil {
			settings[p.name] = p.fallback
		}
	}
	if problems := s.validate(settings); len(problems) > 0 {
		return nil, problems
	}
	var out []byte
	for _, p := range s.properties {
		v, set := settings[p.name]
		if !set {
			continue
		}
		var problem *Problem
		if out, problem = p.encode(out, v); problem != nil {
			return nil, []Problem{*problem}
		}
	}
	if len(out) > maxConfig {
		return nil, []Problem{{"", fmt.Sprintf("%d bytes when encoded, at most %d are allowed", len(out), maxConfig)}}
	}
	return out, nil
}

// validate asks the schema, and refuses settings that it does not name even if it would let them pass: a typing error must not go unseen.
func (s *schema) validate(settings map[string]any) (problems []Problem) {
	for name := range settings {
		if !slices.ContainsFunc(s.properties, func(p property) bool { return p.name == name }) {
			problems = append(problems, Problem{"/" + escape(name), "there is no such setting" + s.names()})
		}
	}
	if len(problems) > 0 || s.compiled == nil {
		return problems
	}
	var invalid *jsonschema.ValidationError
	if err := s.compiled.Validate(settings); errors.As(err, &invalid) {
		leaves(invalid, &problems)
	} else if err != nil {
		problems = append(problems, Problem{"", err.Error()})
	}
	return problems
}

func (s *schema) names() string {
	if len(s.properties) == 0 {
		return "; the filter has none"
	}
	var names []string
	for _, p := range s.properties {
		names = append(names, p.name)
	}
	slices.Sort(names)
	return "; there are " + strings.Join(names, ", ")
}

var english = message.NewPrinter(language.English)

// leaves collects the innermost causes: they name the value, the outer ones only the way to it.
func leaves(e *jsonschema.ValidationError, problems *[]Problem) {
	for _, cause := range e.Causes {
		leaves(cause, problems)
	}
	if len(e.Causes) == 0 {
		*problems = append(*problems, Problem{pointer(e.InstanceLocation), e.ErrorKind.LocalizedString(english)})
	}
}

func pointer(location []string) string {
	var b strings.Builder
	for _, token := range location {
		b.WriteString("/" + escape(token))
	}
	return b.String()
}

func escape(token string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(token)
}

// normalise brings what decoders yield to the forms of JSON: nil, bool, string, json.Number, []any, map[string]any.
func normalise(v reflect.Value, at string, depth int) (any, *Problem) {
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.Invalid:
		return nil, nil
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.String:
		if n, ok := v.Interface().(json.Number); ok {
			return n, nil
		}
		return v.String(), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return number(v, at)
	case reflect.Slice, reflect.Map:
		if depth > 2 {
			return nil, &Problem{at, "values are nested too deeply"}
		}
		if v.Kind() == reflect.Slice {
			return normaliseList(v, at, depth)
		}
		return normaliseMap(v, at, depth)
	}
	return nil, &Problem{at, fmt.Sprintf("a value of type %s has no JSON form", v.Type())}
}

func number(v reflect.Value, at string) (any, *Problem) {
	text := fmt.Sprint(v.Interface())
	if !json.Valid([]byte(text)) {
		return nil, &Problem{at, text + " is no number of JSON"}
	}
	return json.Number(text), nil
}

func normaliseList(v reflect.Value, at string, depth int) (any, *Problem) {
	out := make([]any, v.Len())
	for i := range out {
		var problem *Problem
		if out[i], problem = normalise(v.Index(i), fmt.Sprintf("%s/%d", at, i), depth+1); problem != nil {
			return nil, problem
		}
	}
	return out, nil
}

func normaliseMap(v reflect.Value, at string, depth int) (any, *Problem) {
	out := make(map[string]any, v.Len())
	for _, key := range v.MapKeys() {
		name := fmt.Sprint(key.Interface())
		var problem *Problem
		if out[name], problem = normalise(v.MapIndex(key), at+"/"+escape(name), depth+1); problem != nil {
			return nil, problem
		}
	}
	return out, nil
}

// encode appends the entry of one setting, which its schema has accepted.
func (p property) encode(out []byte, v any) ([]byte, *Problem) {
	at := "/" + escape(p.name)
	elements := []any{v}
	if list, ok := v.([]any); ok && p.list {
		elements = list
	}
	if p.kind == "string" && !p.digits {
		return p.encodeText(out, elements, at)
	}
	ints := make([]uint64, 0, len(elements))
	for i, e := range elements {
		n, text := p.integer(e)
		if text != "" {
			if p.list {
				at = fmt.Sprintf("%s/%d", at, i)
			}
			return nil, &Problem{at, text}
		}
		ints = append(ints, n)
	}
	slices.Sort(ints)
	var value []byte
	for _, n := range slices.Compact(ints) {
		value = binary.LittleEndian.AppendUint64(value, n)
	}
	return p.entry(out, tlvInts, value), nil
}

// integer returns the TLV form of one boolean, integer or digit string, or what is wrong with it.
func (p property) integer(v any) (n uint64, problem string) {
	switch v := v.(type) {
	case bool:
		if v {
			return 1, ""
		}
		return 0, ""
	case json.Number:
		// A schema takes 3.0 and 3e2 for integers.
		r, ok := new(big.Rat).SetString(v.String())
		if !ok || !r.IsInt() || !r.Num().IsUint64() {
			return 0, fmt.Sprintf("%s is not between 0 and 2^64-1", printable(v.String(), 64))
		}
		return r.Num().Uint64(), ""
	case string:
		d, ok := op.ParseDigits(v)
		if !ok {
			return 0, fmt.Sprintf("%q is not a string of 1 to %d decimal digits", printable(v, 64), op.MaxDigits)
		}
		return uint64(d), ""
	}
	return 0, "null has no place here"
}

func (p property) encodeText(out []byte, elements []any, at string) ([]byte, *Problem) {
	texts := make([]string, 0, len(elements))
	for _, e := range elements {
		s, ok := e.(string)
		if !ok {
			return nil, &Problem{at, "null has no place here"}
		}
		texts = append(texts, s)
	}
	if !p.list {
		return p.entry(out, tlvText, []byte(texts[0])), nil
	}
	slices.Sort(texts)
	var value []byte
	for _, s := range slices.Compact(texts) {
		value = append(binary.LittleEndian.AppendUint32(value, uint32(len(s))), s...)
	}
	return p.entry(out, tlvTexts, value), nil
}

// entry appends u16 tag, u16 kind, u32 length, value, padding to 8 bytes.
func (p property) entry(out []byte, kind uint16, value []byte) []byte {
	out = binary.LittleEndian.AppendUint16(out, p.tag)
	out = binary.LittleEndian.AppendUint16(out, kind)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(value)))
	out = append(out, value...)
	return append(out, make([]byte, -len(value)&7)...)
}
