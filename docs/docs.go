// Package docs holds the documents that the program prints.
package docs

import _ "embed"

// EventsSchema is the JSON Schema of one line of the events file.
//
//go:embed events.schema.json
var EventsSchema []byte
