package guest

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// Counter is a rate that a filter wants the host to keep (sdk/ABI.md, "Counters").
type Counter struct {
	Name       string          `json:"name"`
	Key        []string        `json:"key"`    // columns; what has equal values is counted together
	Window     json.RawMessage `json:"window"` // seconds, or the name of a property that holds them
	Limit      int             `json:"limit"`  // the highest value
	Protocols  []string        `json:"protocols,omitempty"`
	Codes      []uint32        `json:"codes,omitempty"`
	Kinds      []string        `json:"kinds,omitempty"`
	Directions []string        `json:"directions,omitempty"`
	Distinct   string          `json:"distinct,omitempty"` // column that tells a repetition
	Doc        string          `json:"doc"`
}

// Counting is a declared counter as it is to be kept under a configuration.
type Counting struct {
	Name       string
	Key        []sdk.Column
	Window     time.Duration
	Limit      int
	Distinct   sdk.Column // zero: every operation counts
	Protocols  uint32     // bit = op.Protocol
	Kinds      uint32     // bit = op.Kind
	Directions uint32     // bit = op.Direction
	Codes      []uint32   // ascending; nil: all
	property   string     // that has the window
}

const (
	maxCounters   = 8
	maxCounterKey = 8     // columns
	maxCodes      = 256   // of a list
	maxWindow     = 86400 // seconds
	maxLimit      = 64
)

// FieldNames returns what stands in the directory of the buffer, in its order: the declared columns, then the counters.
func (m *Manifest) FieldNames() []string {
	names := m.ColumnNames()
	for _, c := range m.Counters {
		names = append(names, sdk.CounterPrefix+c.Name)
	}
	return names
}

// countings checks the declared counters. properties are those of the configuration's schema, one of which may hold a window.
func (m *Manifest) countings(properties []property) (list []Counting, err error) {
	if len(m.Counters) > maxCounters {
		return nil, wrong("counters", "%d counters, at most %d are allowed", len(m.Counters), maxCounters)
	}
	for i := range m.Counters {
		c, field := &m.Counters[i], fmt.Sprintf("counters[%d]", i)
		switch {
		case !snake.MatchString(c.Name) || len(c.Name) > 64:
			return nil, wrong(field+".name", "%q is not snake_case of at most 64 characters", c.Name)
		case slices.ContainsFunc(m.Counters[:i], func(o Counter) bool { return o.Name == c.Name }):
			return nil, wrong(field+".name", "%q is repeated", c.Name)
		case c.Limit < 1 || c.Limit > maxLimit:
			return nil, wrong(field+".limit", "%d; 1 to %d are allowed", c.Limit, maxLimit)
		case c.Doc == "":
			return nil, wrong(field+".doc", "a sentence for the operator is missing")
		}
		out := Counting{Name: c.Name, Limit: c.Limit}
		for _, step := range []func(*Counting, string) error{c.readKey, c.readDistinct, m.readCounted(c), c.readWindow(properties)} {
			if err := step(&out, field); err != nil {
				return nil, err
			}
		}
		list = append(list, out)
	}
	return list, nil
}

// readKey looks the columns up. Lanes share nothing, and nothing but the frames between two addresses is sure to meet in one lane, so a key
// that lacks either would count differently with every number of lanes.
func (c *Counter) readKey(out *Counting, field string) error {
	field += ".key"
	if len(c.Key) > maxCounterKey {
		return wrong(field, "%d columns, at most %d are allowed", len(c.Key), maxCounterKey)
	}
	for i, name := range c.Key {
		column, err := comparable(fmt.Sprintf("%s[%d]", field, i), name)
		if err != nil {
			return err
		}
		if slices.Contains(c.Key[:i], name) {
			return wrong(fmt.Sprintf("%s[%d]", field, i), "%q is repeated", name)
		}
		out.Key = append(out.Key, column)
	}
	for _, name := range []string{"src", "dst"} {
		if !slices.Contains(c.Key, name) {
			return wrong(field, "%q is missing: lanes share nothing, and only what goes between two addresses is sure to meet in one lane, so every key has src and dst", name)
		}
	}
	return nil
}

func (c *Counter) readDistinct(out *Counting, field string) (err error) {
	if c.Distinct == "" {
		return nil
	}
	if out.Distinct, err = comparable(field+".distinct", c.Distinct); err == nil && out.Distinct.Kind.Size() > 8 {
		return wrong(field+".distinct", "%q is wider than 64 bits", c.Distinct)
	}
	return err
}

// comparable finds a column of which an operation has exactly one fixed value.
func comparable(field, name string) (sdk.Column, error) {
	column, found := sdk.ByName(name)
	switch {
	case !found:
		return column, wrong(field, "this host has no column %q%s", name, nearest(name))
	case column.Kind == sdk.Bytes || column.Kind == sdk.List || column.List() != "":
		return column, wrong(field, "%q has no single value of a fixed size", name)
	}
	return column, nil
}

// readCounted notes which operations count: of those that the filter gets, if the counter says no more.
func (m *Manifest) readCounted(c *Counter) func(*Counting, string) error {
	return func(out *Counting, field string) (err error) {
		protocols := c.Protocols
		if len(protocols) == 0 {
			protocols = m.Protocols
		}
		for i, name := range protocols {
			if !slices.Contains(m.Protocols, name) {
				return wrong(fmt.Sprintf("%s.protocols[%d]", field, i), "%q is not among the manifest's protocols", name)
			}
			p, _ := op.ProtocolByName(name)
			out.Protocols |= 1 << p
		}
		if out.Kinds, err = m.counted(field, "kinds", "kind", c.Kinds, m.Kinds); err != nil {
			return err
		}
		if out.Directions, err = m.counted(field, "directions", "direction", c.Directions, m.Directions); err != nil {
			return err
		}
		if out.Codes, err = sortedCodes(field+".codes", c.Codes); err != nil || m.Codes == nil {
			return err
		}
		for i, code := range c.Codes {
			if !slices.Contains(m.Codes, code) {
				return wrong(fmt.Sprintf("%s.codes[%d]", field, i), "%d is not among the manifest's codes, so it never comes", code)
			}
		}
		return nil
	}
}

// counted is the set of a column's values that a counter names in a field of its own, which the filter is to be handed over.
func (m *Manifest) counted(counter, field, column string, names, given []string) (uint32, error) {
	for i, name := range names {
		if given != nil && !slices.Contains(given, name) {
			return 0, wrong(fmt.Sprintf("%s.%s[%d]", counter, field, i), "%q is not among the manifest's %s, so it never comes", name, field)
		}
	}
	return namedValues(counter+"."+field, column, names)
}

// namedValues is the set of a column's values by their names; without names, all.
func namedValues(field, column string, names []string) (set uint32, err error) {
	if len(names) == 0 {
		return ^uint32(0), nil
	}
	var known []string
	for _, v := range sdk.Values {
		if v.Column != column {
			continue
		}
		known = append(known, v.Name)
		if slices.Contains(names, v.Name) {
			set |= 1 << v.Number
		}
	}
	for i, name := range names {
		if !slices.Contains(known, name) {
			return 0, wrong(fmt.Sprintf("%s[%d]", field, i), "%q; %s are allowed", name, strings.Join(known, ", "))
		}
	}
	return set, nil
}

// sortedCodes checks a list of codes and returns it in ascending order.
func sortedCodes(field string, codes []uint32) ([]uint32, error) {
	if len(codes) > maxCodes {
		return nil, wrong(field, "%d codes, at most %d are allowed", len(codes), maxCodes)
	}
	for i, code := range codes {
		if slices.Contains(codes[:i], code) {
			return nil, wrong(fmt.Sprintf("%s[%d]", field, i), "%d is repeated", code)
		}
	}
	return slices.Sorted(slices.Values(codes)), nil
}

// readWindow takes seconds, or the name of an integer property whose default holds until the operator says otherwise.
func (c *Counter) readWindow(properties []property) func(*Counting, string) error {
	return func(out *Counting, field string) error {
		field += ".window"
		var seconds json.Number
		if json.Unmarshal(c.Window, &out.property) != nil {
			if json.Unmarshal(c.Window, &seconds) != nil {
				return wrong(field, "seconds are wanted, or the name of a property of config")
			}
			return out.setWindow(field, seconds)
		}
		at := slices.IndexFunc(properties, func(p property) bool { return p.name == out.property })
		if at < 0 {
			return wrong(field, "config has no property %q", out.property)
		}
		p := properties[at]
		fallback, ok := p.fallback.(json.Number)
		if p.kind != "integer" || p.list || !ok {
			return wrong(field, "the property %q is no single integer with a default", out.property)
		}
		return out.setWindow(field, fallback)
	}
}

func (c *Counting) setWindow(field string, seconds json.Number) error {
	n, err := seconds.Int64()
	if err != nil || n < 1 || n > maxWindow {
		return wrong(field, "%s; 1 to %d seconds are allowed", seconds, maxWindow)
	}
	c.Window = time.Duration(n) * time.Second
	return nil
}

// countingsUnder returns the module's counters with the windows of a compiled configuration, and what is wrong with these.
func (m *Module) countingsUnder(tlv []byte) (list []Counting, problems []Problem) {
	list = slices.Clone(m.counters)
	for i := range list {
		c := &list[i]
		at := slices.IndexFunc(m.schema.properties, func(p property) bool { return c.property != "" && p.name == c.property })
		if at < 0 {
			continue
		}
		n, given := tlvInteger(tlv, m.schema.properties[at].tag)
		if !given {
			continue // the default holds
		}
		if n < 1 || n > maxWindow {
			problems = append(problems, Problem{"/" + escape(c.property), fmt.Sprintf("%d seconds cannot be counted over; 1 to %d can", n, maxWindow)})
			continue
		}
		c.Window = time.Duration(n) * time.Second
	}
	return list, problems
}

// tlvInteger finds a single integer in a compiled configuration.
func tlvInteger(tlv []byte, tag uint16) (uint64, bool) {
	for len(tlv) >= 16 {
		size := int(binary.LittleEndian.Uint32(tlv[4:]))
		if binary.LittleEndian.Uint16(tlv) == tag && binary.LittleEndian.Uint16(tlv[2:]) == tlvInts && size == 8 {
			return binary.LittleEndian.Uint64(tlv[8:]), true
		}
		tlv = tlv[min(len(tlv), 8+(size+7)&^7):]
	}
	return 0, false
}

// Same reports whether two counters count the same things, so that what one has counted the other may go on with.
func (c *Counting) Same(o *Counting) bool {
	return c.Name == o.Name && slices.Equal(c.Key, o.Key) && c.Window == o.Window && c.Limit == o.Limit && c.Distinct == o.Distinct &&
		c.Protocols == o.Protocols && c.Kinds == o.Kinds && c.Directions == o.Directions && slices.Equal(c.Codes, o.Codes)
}
