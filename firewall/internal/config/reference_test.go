package config

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

const reference = "../../../docs/configuration.md"

// rows renders a table of keys for the reference.
func rows[S any](o object[S]) string {
	var b strings.Builder
	b.WriteString("| key | type | default | meaning |\n|---|---|---|---|\n")
	for _, k := range o {
		fallback := k.fallback
		switch {
		case k.required:
			fallback = "required"
		case fallback != "":
			fallback = "`" + fallback + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", k.name, k.typeName, fallback, strings.ReplaceAll(k.doc, "|", `\|`))
	}
	return b.String()
}

// referenceTables are the tables that the reference has to contain.
func referenceTables() map[string]string {
	tables := map[string]string{
		"file": rows(fileKeys), "home": rows(homeKeys), "node": rows(nodeKeys), "interconnect": rows(interconnectKeys),
		"operator": rows(operatorKeys), "filter": rows(filterKeys), "reason": rows(reasonKeys), "exception": rows(exceptionKeys),
		"match": rows(matchKeys), "faults": rows(faultKeys), "events": rows(eventKeys), "admin": rows(adminKeys),
		"relay": rows(relayKeys), "end": rows(endKeys),
		"present-as": rows(presentKeys), "udp": rows(udpKeys), "paths": rows(pathKeys),
	}
	for _, t := range linkTables {
		tables["link-"+t.kind] = rows(t.keys)
	}
	return tables
}

var keysRegion = regexp.MustCompile(`(?s)(<!-- keys: ([a-z-]+) -->\n)(.*?)(<!-- end -->)`)

// The tables of docs/configuration.md are those that the parser uses; -update
// writes them.
func TestReferenceHasEveryKey(t *testing.T) {
	text, err := os.ReadFile(reference)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	tables, seen := referenceTables(), map[string]bool{}
	want := keysRegion.ReplaceAllFunc(text, func(region []byte) []byte {
		m := keysRegion.FindSubmatch(region)
		name := string(m[2])
		if tables[name] == "" || seen[name] {
			t.Errorf("keys: %s is no table, or is there twice", name)
		}
		seen[name] = true
		return []byte(string(m[1]) + tables[name] + string(m[4]))
	})
	for name := range tables {
		if !seen[name] {
			t.Errorf("%s has no <!-- keys: %s -->", reference, name)
		}
	}
	if bytes.Equal(text, want) {
		return
	}
	if !*update {
		t.Fatalf("%s differs from the tables of keys; go test -run Reference -update writes them", reference)
	}
	if err := os.WriteFile(reference, want, 0o644); err != nil {
		t.Fatal(err)
	}
}

// Every example of the reference is accepted; fragments get the version line.
func TestReferenceExamples(t *testing.T) {
	text, err := os.ReadFile(reference)
	if err != nil {
		t.Fatal(err)
	}
	fence := regexp.MustCompile("(?s)```yaml\n(.*?)```")
	examples := fence.FindAllSubmatch(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), -1)
	if len(examples) < 10 {
		t.Fatalf("%d examples", len(examples))
	}
	for i, m := range examples {
		yaml := string(m[1])
		if !strings.Contains(yaml, "version:") {
			yaml = "version: 1\n" + yaml
		}
		_, warnings, err := parseAt(fmt.Sprintf("example-%d", i+1), []byte(yaml), today)
		if err != nil {
			t.Errorf("%v\n%s", err, yaml)
		}
		for _, w := range warnings {
			if w.Path != "home" {
				t.Errorf("%v\n%s", w, yaml)
			}
		}
	}
}
