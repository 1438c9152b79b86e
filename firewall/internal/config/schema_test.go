package config

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func compileSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("config.json", document); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("config.json") // validates it against its meta-schema, draft 2020-12
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON brings a decoded document to the forms of JSON.
func asJSON(t testing.TB, document any) any {
	t.Helper()
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The schema accepts what Parse accepts, read by the YAML library's own decoder.
func TestSchemaAcceptsGoodExamples(t *testing.T) {
	s := compileSchema(t)
	examples(t, "good", func(t *testing.T, name string, text []byte) {
		var document any
		if err := yaml.Unmarshal(text, &document); err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(asJSON(t, document)); err != nil {
			t.Error(err)
		}
	})
}

// What is wrong with a key or with the form of a value, the schema says as
// well; what only a comparison shows (check-*) or YAML hides (trap-*), it cannot.
func TestSchemaRefusesBadKeysAndValues(t *testing.T) {
	s := compileSchema(t)
	var asked int
	examples(t, "bad", func(t *testing.T, name string, text []byte) {
		kind, _, _ := strings.Cut(name, "-")
		if kind != "key" && kind != "value" && kind != "check" {
			return
		}
		asked++
		var document any
		if err := yaml.Unmarshal(text, &document); err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(asJSON(t, document)); (err == nil) != (kind == "check") {
			t.Errorf("the schema says: %v", err)
		}
	})
	if asked < 15 {
		t.Errorf("%d examples asked", asked)
	}
}

// every-key.yaml uses each key of each table.
func TestEveryKeyHasAnExample(t *testing.T) {
	examples(t, "good", func(t *testing.T, name string, text []byte) {
		if name != "every-key.yaml" {
			return
		}
		c, _, err := parseAt(name, text, today)
		if err != nil {
			t.Fatal(err)
		}
		used := map[string][]string{}
		collect(c.root, "file", used)
		for table, keys := range allKeys() {
			for _, k := range keys {
				if !slices.Contains(used[table], k) {
					t.Errorf("%s: %s is not used", table, k)
				}
			}
		}
	})
}

// below says which table the mappings under a key belong to.
var below = map[string]string{
	"home": "home", "nodes": "node", "interconnects": "interconnect", "operators": "operator", "filters": "filter", "reasons": "reason",
	"exceptions": "exception", "match": "match", "faults": "faults", "events": "events", "admin": "admin", "links": "link", "relay": "relay",
	"outside": "end", "inside": "end", "present_as": "present-as", "udp": "udp", "paths": "paths",
}

func collect(v *value, table string, used map[string][]string) {
	for _, item := range v.items {
		collect(item, table, used)
	}
	if table == "link" && v.get("kind") != nil {
		table = "link-" + v.get("kind").text
	}
	for _, m := range v.fields {
		used[table] = append(used[table], m.key.text)
		if t := below[m.key.text]; t != "" {
			collect(m.value, t, used)
		} else if table == "reason" { // its keys are names, their values are reasons
			collect(m.value, table, used)
		}
	}
}

func allKeys() map[string][]string {
	keys := map[string][]string{
		"file": fileKeys.names(), "home": homeKeys.names(), "node": nodeKeys.names(), "interconnect": interconnectKeys.names(),
		"operator": operatorKeys.names(), "filter": filterKeys.names(), "reason": reasonKeys.names(), "exception": exceptionKeys.names(),
		"match": matchKeys.names(), "faults": faultKeys.names(), "events": eventKeys.names(), "admin": adminKeys.names(),
		"relay": relayKeys.names(), "end": endKeys.names(),
		"present-as": presentKeys.names(), "udp": udpKeys.names(), "paths": pathKeys.names(),
	}
	for _, t := range linkTables {
		keys["link-"+t.kind] = t.keys.names()
	}
	return keys
}

// The reference, the example and the schema walk the same list of tables.
func TestReferenceAndExampleCoverTheSameTables(t *testing.T) {
	keys, tables := allKeys(), referenceTables()
	for name := range tables {
		if keys[name] == nil {
			t.Errorf("allKeys lacks %s", name)
		}
	}
	for name := range keys {
		if tables[name] == "" {
			t.Errorf("referenceTables lacks %s", name)
		}
	}
	var schema struct{ Properties map[string]any }
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	if len(schema.Properties) != len(fileKeys) {
		t.Errorf("the schema has %d keys, the file %d", len(schema.Properties), len(fileKeys))
	}
}
