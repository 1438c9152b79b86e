// Package evidencetest checks what an appliance has written.
package evidencetest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/seed-43cefff0/portcullis/docs"
)

// ValidateEvents checks each line of an events file against the schema that is
// shipped, and returns how many there are of each kind. The error names the first
// line that is wrong.
func ValidateEvents(r io.Reader) (kinds map[string]int, err error) {
	schema, err := compile()
	if err != nil {
		return nil, fmt.Errorf("the schema of events: %w", err)
	}
	kinds = map[string]int{}
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			return kinds, nil
		}
		if err != nil {
			return kinds, fmt.Errorf("line %d: %w", n, err) // io.EOF: the last line has no end
		}
		kind, err := validate(schema, line)
		if err != nil {
			return kinds, fmt.Errorf("line %d: %w\n%s", n, err, line)
		}
		kinds[kind]++
	}
}

func compile() (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(docs.EventsSchema))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("events.schema.json", document); err != nil {
		return nil, err
	}
	return c.Compile("events.schema.json") // validates it against its meta-schema, draft 2020-12
}

func validate(schema *jsonschema.Schema, line []byte) (kind string, err error) {
	var event struct{ Event string }
	if err := json.Unmarshal(line, &event); err != nil {
		return "", err
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
	if err != nil {
		return "", err
	}
	return event.Event, schema.Validate(document)
}
