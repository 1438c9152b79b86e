package guest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schema is the configuration schema of a manifest: the compiled form that judges a configuration, and what the TLV needs of it.
type schema struct {
	compiled   *jsonschema.Schema
	properties []property // ascending by tag
}

// property is one setting.
type property struct {
	name     string
	tag      uint16
	kind     string // boolean, integer, string; of the elements when list is set
	list     bool
	digits   bool // a string of decimal digits that becomes an integer
	fallback any  // the schema's default, nil if none
}

// compileSchema accepts the part of JSON Schema that has a TLV form: an object whose properties are booleans, integers, strings, or arrays
// of integers or strings, each with an x-tag. Everything else that the draft offers for such values (enum, pattern, minimum, ...) may be used. An
// absent schema is one without properties.
func compileSchema(text json.RawMessage) (_ *schema, err error) {
	defer catch(&err, "compiling the configuration schema of")
	if len(bytes.TrimSpace(text)) == 0 || string(bytes.TrimSpace(text)) == "null" {
		return &schema{}, nil
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, wrong("config", "%v", err)
	}
	root, ok := document.(map[string]any)
	if !ok || root["type"] != "object" {
		return nil, wrong("config", "a schema of type object is wanted")
	}
	s := &schema{}
	if s.properties, err = readProperties(root); err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.UseLoader(noLoader{})
	if err := c.AddResource(schemaURL, document); err != nil {
		return nil, wrong("config", "%v", err)
	}
	if s.compiled, err = c.Compile(schemaURL); err != nil {
		return nil, wrong("config", "%s", printable(err.Error(), 300))
	}
	return s, nil
}

const schemaURL = "portcullis:config"

// noLoader keeps a schema from naming files or hosts.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, fmt.Errorf("%q is outside the manifest", url)
}

func readProperties(root map[string]any) ([]property, error) {
	declared, ok := root["properties"].(map[string]any)
	if !ok && root["properties"] != nil {
		return nil, wrong("config.properties", "an object is wanted")
	}
	var properties []property
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		p, err := readProperty(name, declared[name])
		if err != nil {
			return nil, err
		}
		properties = append(properties, p)
	}
	slices.SortStableFunc(properties, func(a, b property) int { return int(a.tag) - int(b.tag) })
	for i := 1; i < len(properties); i++ {
		if p, q := properties[i-1], properties[i]; p.tag == q.tag {
			return nil, wrong("config.properties."+q.name, "x-tag %d belongs to %q already", q.tag, p.name)
		}
	}
	return properties, nil
}

func readProperty(name string, value any) (property, error) {
	field := "config.properties." + name
	p := property{name: name}
	s, ok := value.(map[string]any)
	if !ok {
		return p, wrong(field, "an object is wanted")
	}
	tag, ok := s["x-tag"].(json.Number)
	n, err := tag.Int64()
	if !ok || err != nil || n < 1 || n > 65535 {
		return p, wrong(field, "an x-tag from 1 to 65535 is wanted")
	}
	p.tag, p.fallback = uint16(n), s["default"]
	element := s
	if s["type"] == "array" {
		p.list = true
		if element, ok = s["items"].(map[string]any); !ok {
			return p, wrong(field, "an array needs items with a type")
		}
	}
	p.kind, _ = element["type"].(string)
	switch {
	case p.kind == "integer", p.kind == "string", p.kind == "boolean" && !p.list:
	default:
		return p, wrong(field, "type %v; boolean, integer, string, and arrays of integers or strings are allowed", element["type"])
	}
	p.digits = p.kind == "string" && element["format"] == "digits"
	return p, nil
}
