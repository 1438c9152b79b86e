package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-43cefff0/portcullis/sdk"
)

// rust writes the Rust SDK's view of the catalogue: a type per column, which
// the macro filter! turns into accessors, and constants for named values.
func rust() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// %s\n\n//! The columns, one type each. docs/columns.md has the same as a table.\n\nuse super::column::catalogued;\n\n", banner)
	lists := map[string][]sdk.Column{}
	for _, c := range sdk.Columns {
		if l := c.List(); l != "" {
			lists[l] = append(lists[l], c)
			continue
		}
		rustColumn(&b, "", rustIdent(c.Name), c)
	}
	b.WriteString("\n/// Columns of child tables, a module per list.\npub mod of {\n")
	for _, c := range sdk.Columns {
		if c.Kind != sdk.List {
			continue
		}
		fmt.Fprintf(&b, "    pub mod %s {\n        use super::super::super::column::catalogued;\n\n", c.Name)
		for _, child := range lists[c.Name] {
			rustColumn(&b, "        ", rustIdent(strings.TrimPrefix(child.Name, c.Name+".")), child)
		}
		b.WriteString("    }\n")
	}
	b.WriteString("}\n")
	rustValues(&b)
	rustCatalogue(&b)
	return b.Bytes()
}

func rustColumn(b *bytes.Buffer, indent, ident string, c sdk.Column) {
	fmt.Fprintf(b, "%scatalogued! {\n%s    /// %s\n", indent, indent, c.Doc)
	if c.When != "" {
		fmt.Fprintf(b, "%s    ///\n%s    /// Present when: %s\n", indent, indent, c.When)
	}
	fmt.Fprintf(b, "%s    %s = %d, %q, %s\n%s}\n", indent, ident, c.Number, c.Name, rustKind(c), indent)
}

// rustIdent escapes the names that are keywords.
func rustIdent(name string) string {
	if name == "type" {
		return "r#type"
	}
	return name
}

// rustKind is the type that reads an element. Words of presence bits know which
// columns they cover.
func rustKind(c sdk.Column) string {
	word, group, _ := strings.Cut(c.Name, "_")
	if word == "present" || word == "invalid" {
		return fmt.Sprintf("Presence<%d>", slices.Index([]string{"common", "gtp", "ss7", "diameter"}, group))
	}
	switch c.Kind {
	case sdk.PLMN:
		return "Plmn"
	case sdk.ID:
		return "Id"
	}
	k := c.Kind.String()
	return strings.ToUpper(k[:1]) + k[1:]
}

func rustValues(b *bytes.Buffer) {
	b.WriteString("\n/// Names of values; those of bits are masks.\npub mod values {\n")
	for i, v := range sdk.Values {
		c, _ := sdk.ByName(v.Column)
		module := valueNames.Replace(v.Column)
		if i == 0 || sdk.Values[i-1].Column != v.Column {
			if i > 0 {
				b.WriteString("    }\n")
			}
			fmt.Fprintf(b, "    pub mod %s {\n", module)
		}
		value := fmt.Sprint(v.Number)
		if v.Bit {
			value = "1 << " + value
		}
		fmt.Fprintf(b, "        pub const %s: u%d = %s;\n", strings.ToUpper(v.Name), 8*c.Kind.Size(), value)
	}
	b.WriteString("    }\n}\n")
}

// rustCatalogue is for the native test harness, which finds columns by name.
func rustCatalogue(b *bytes.Buffer) {
	b.WriteString("\n/// Name, number and kind of every column.\n#[cfg(test)]\npub const CATALOGUE: &[(&str, u16, &str)] = &[\n")
	for _, c := range sdk.Columns {
		fmt.Fprintf(b, "    (%q, %d, %q),\n", c.Name, c.Number, c.Kind)
	}
	b.WriteString("];\n")
}
