package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/seed-43cefff0/portcullis/sdk"
)

// c writes the C SDK's view of the catalogue: for each column how it reads and
// its number, constants for named values, and a table for the native tests.
func c() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// %s\n\n", banner)
	b.WriteString("// The columns. docs/columns.md has the same as a table. PC_READ_x says how column x reads\n" +
		"// (portcullis.h); a column of a list's table is named LIST_COLUMN here.\n\n#ifndef PC_COLUMNS_H\n#define PC_COLUMNS_H\n")
	for _, col := range sdk.Columns {
		cColumn(&b, col)
	}
	cValues(&b)
	cCatalogue(&b)
	b.WriteString("\n#endif\n")
	return b.Bytes()
}

func cColumn(b *bytes.Buffer, c sdk.Column) {
	name := cIdent(c.Name)
	fmt.Fprintf(b, "\n// %s\n", c.Doc)
	if c.When != "" {
		fmt.Fprintf(b, "// Present when: %s\n", c.When)
	}
	reads := "PC_READS_"
	if c.List() != "" {
		reads += "CHILD_"
	}
	fmt.Fprintf(b, "#define PC_READ_%s %s%s\n", name, reads, strings.ToUpper(c.Kind.String()))
	if word := presenceWord(c); word != "" {
		fmt.Fprintf(b, "#define PC_NUMBER_%s %d\n#define PC_PRESENT_%s row_present_%s\n#define PC_INVALID_%s row_invalid_%s\n", name, c.Number, name, word, name, word)
	}
}

func cIdent(name string) string { return strings.ReplaceAll(name, ".", "_") }

// presenceWord names the presence bits that cover a column, "" if none do.
func presenceWord(c sdk.Column) string {
	if c.Number >= 256 {
		return ""
	}
	return []string{"common", "gtp", "ss7", "diameter"}[c.Number/64]
}

func cValues(b *bytes.Buffer) {
	b.WriteString("\n// Names of values; those of bits are masks.\n")
	for _, v := range sdk.Values {
		column := valueNames.Replace(v.Column)
		value := fmt.Sprint(v.Number)
		if v.Bit {
			value = "(UINT64_C(1) << " + value + ")"
		}
		fmt.Fprintf(b, "#define PC_%s_%s %s\n", strings.ToUpper(column), strings.ToUpper(v.Name), value)
	}
}

// cCatalogue is for the native tests, which find columns by name.
func cCatalogue(b *bytes.Buffer) {
	kinds := []sdk.Kind{sdk.U8, sdk.U16, sdk.U32, sdk.U64, sdk.Bits, sdk.Digits, sdk.PLMN, sdk.ID, sdk.Addr, sdk.Bytes, sdk.List}
	b.WriteString("\n#ifdef PC_TEST\nenum pc_element {")
	for _, k := range kinds {
		fmt.Fprintf(b, " PC_ELEMENT_%s,", strings.ToUpper(k.String()))
	}
	b.WriteString(" PC_ELEMENTS };\nstatic const int pc_widths[] = {")
	for _, k := range kinds {
		fmt.Fprintf(b, "%d, ", k.Size())
	}
	b.Truncate(b.Len() - 2)
	b.WriteString("};\nstatic const struct {\n  const char *name;\n  enum pc_element kind;\n} pc_catalogue[] = {\n")
	for _, c := range sdk.Columns {
		fmt.Fprintf(b, "    {%q, PC_ELEMENT_%s},\n", c.Name, strings.ToUpper(c.Kind.String()))
	}
	b.WriteString("};\n#endif\n")
}
