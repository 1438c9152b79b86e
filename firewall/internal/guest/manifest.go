package guest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Manifest is what a filter says of itself (sdk/ABI.md, "Manifest").
type Manifest struct {
	ABI         int             `json:"abi"`
	Name        string          `json:"name"`
	Version     string          `json:"version"`
	Description string          `json:"description"`
	Protocols   []string        `json:"protocols"` // as in records
	Columns     Columns         `json:"columns"`
	Codes       []uint32        `json:"codes,omitempty"` // only operations with one of these are handed over; nil: all
	Kinds       []string        `json:"kinds,omitempty"` // the same, by names of values of the columns kind and direction
	Directions  []string        `json:"directions,omitempty"`
	Counters    []Counter       `json:"counters"`
	Metrics     []Metric        `json:"metrics"`
	Reasons     []Reasoned      `json:"reasons"` // index = bit
	Config      json.RawMessage `json:"config"`  // JSON Schema
	SelfTest    []SelfTest      `json:"self_test"`
}

// Columns are the names of the columns that a filter reads. It does not load on a host that lacks a required one.
type Columns struct {
	Required []string `json:"required"`
	Optional []string `json:"optional"`
}

// Metric is a counter of the filter's own. Its index is the id that the guest passes.
type Metric struct {
	Name string `json:"name"`
	Doc  string `json:"doc"`
}

// Reasoned is a reason for a verdict.
type Reasoned struct {
	Name   string         `json:"name"`
	Rule   string         `json:"rule"`   // of the rule book, for cross-reference
	Action string         `json:"action"` // default when it comes with verdict block: drop or reject; flag if it never does
	Cause  map[string]int `json:"cause"`  // by protocol, when rejecting
	Doc    string         `json:"doc"`    // one sentence for the operator
}

// SelfTest is a batch with the outcome that the filter promises, under its default configuration.
type SelfTest struct {
	Name  string                       `json:"name"`
	Rows  []map[string]json.RawMessage `json:"rows"`  // by column
	Block [][]string                   `json:"block"` // names of reasons, row by row
	Flag  [][]string                   `json:"flag"`
}

// ColumnNames returns the declared columns in the order of the directory: required ones first.
func (m *Manifest) ColumnNames() []string {
	return append(append(make([]string, 0, len(m.Columns.Required)+len(m.Columns.Optional)), m.Columns.Required...), m.Columns.Optional...)
}

// Wanted returns what operations are handed over, but for the codes, as bits: op.Protocol, op.Kind and op.Direction.
func (m *Manifest) Wanted() (protocols, kinds, directions uint32) {
	for _, name := range m.Protocols {
		p, _ := op.ProtocolByName(name)
		protocols |= 1 << p
	}
	kinds, _ = namedValues("kinds", "kind", m.Kinds) // check has seen to the names
	directions, _ = namedValues("directions", "direction", m.Directions)
	return protocols, kinds, directions
}

// ReasonIndex returns the bit of a reason.
func (m *Manifest) ReasonIndex(name string) (int, bool) {
	for i, r := range m.Reasons {
		if r.Name == name {
			return i, true
		}
	}
	return 0, false
}

// reasonBits has a bit for every reason.
func (m *Manifest) reasonBits() uint64 {
	if len(m.Reasons) == maxReasons {
		return ^uint64(0)
	}
	return 1<<len(m.Reasons) - 1
}

// ManifestError says which field of a manifest is at fault.
type ManifestError struct {
	Field   string // path, such as reasons[2].action
	Problem string
}

func (e *ManifestError) Error() string { return fmt.Sprintf("manifest: %s: %s", e.Field, e.Problem) }

// wrong makes a ManifestError.
func wrong(field, format string, args ...any) error {
	return &ManifestError{Field: field, Problem: fmt.Sprintf(format, args...)}
}

// parseManifest decodes the text: one JSON object, no unknown fields, nothing after it.
func parseManifest(text []byte) (*Manifest, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	m := &Manifest{}
	err := d.Decode(m)
	if err == nil {
		if _, tail := d.Token(); tail != io.EOF {
			return nil, wrong("(end)", "something follows the JSON object, at byte %d", d.InputOffset())
		}
		return m, nil
	}
	var mistyped *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &mistyped) && mistyped.Field != "":
		return nil, wrong(mistyped.Field, "a JSON %s stands where %s is wanted", mistyped.Value, jsonKind(mistyped.Type.Kind().String()))
	case errors.As(err, &syntax):
		return nil, wrong("(text)", "no valid JSON at byte %d: %v", syntax.Offset, err)
	}
	if name, found := strings.CutPrefix(err.Error(), "json: unknown field "); found {
		return nil, wrong(strings.Trim(name, `"`), "there is no such field")
	}
	return nil, wrong("(text)", "%v", err)
}

func jsonKind(goKind string) string {
	switch goKind {
	case "struct", "map":
		return "an object"
	case "slice":
		return "an array"
	case "int":
		return "an integer"
	case "uint32":
		return "an unsigned integer of 32 bits"
	}
	return "a " + goKind
}
