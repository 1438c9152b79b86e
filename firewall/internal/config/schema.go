package config

import "encoding/json"

// Schema returns the JSON Schema (draft 2020-12) of the configuration: the
// structure and the form of each value. What compares values with each other
// (names that must exist, prefixes that must not repeat) only Parse can say.
func Schema() []byte {
	s := fileKeys.schema()
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "Portcullis configuration"
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // the tables hold only what JSON can say; a test calls this
	}
	return append(text, '\n')
}
