package firewall

import (
	"slices"
	"strconv"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/chain"
	"github.com/seed-43cefff0/portcullis/firewall/internal/resolve"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/sdk"
)

// columns prints what filters saw, as far as it is present, and what the values are
// called. That is what the presence words say; elements and faults stand above and
// below.
func (e *explainer) columns(b *op.Batch, o *op.Operation) {
	e.printf("  columns\n")
	for _, c := range sdk.Columns {
		switch {
		case c.List() != "" || c.Name == "raw" || c.Name == "ies" || strings.HasPrefix(c.Name, "present_") || strings.HasPrefix(c.Name, "faults_"):
			continue
		case c.Kind == sdk.List:
			name := c.Name
			for _, row := range chain.Rows(c, b, o, e.named) {
				e.printf("    %-18s %s\n", name, row)
				name = ""
			}
			continue
		}
		text := chain.Cell(c, b, o)
		if text == "" {
			continue
		}
		if octets := chain.Text(c, b, o); octets != nil {
			text = strconv.QuoteToASCII(string(octets))
		}
		named := e.named(c, text)
		if name := wire.ValueName(b, o, c.Number); name != "" {
			named = text + " (" + name + ")"
		}
		e.printf("    %-18s %s\n", c.Name, named)
	}
}

// rolesName: the roles of nodes are named once.
var rolesName = strings.NewReplacer("dst_roles", "src_roles", "destination_roles", "src_roles")

// named puts the name of a value behind it, if it has one that does not depend on
// the protocol.
func (e *explainer) named(c sdk.Column, text string) string {
	v, err := strconv.ParseUint(text, 0, 64)
	if err != nil {
		return text // no number, or digits
	}
	name := ""
	switch {
	case c.Kind == sdk.ID:
		name = e.idName(c.Name, op.ID(v))
	case strings.HasPrefix(c.Name, "invalid_"):
		name = columnNames(c, v)
	case c.Kind != sdk.Digits:
		name = valueNames(rolesName.Replace(c.Name), v)
	}
	if name == "" {
		return text
	}
	return text + " (" + name + ")"
}

// idName is the configured name that an id stands for.
func (e *explainer) idName(column string, id op.ID) string {
	switch {
	case strings.HasSuffix(column, "interconnect"):
		if id == resolve.HomePoint {
			return "home"
		}
		return e.tables.InterconnectName(id)
	case strings.Contains(column, "owner"), column == "operator":
		return e.tables.OperatorName(id)
	case column == "apn_id":
		return e.tables.APNName(id)
	}
	return ""
}

// columnNames are the columns that the bits of a word of presence stand for.
func columnNames(word sdk.Column, bits uint64) string {
	words := []string{"invalid_common", "invalid_gtp", "invalid_ss7", "invalid_diameter"}
	base := 64 * slices.Index(words, word.Name)
	var names []string
	for _, c := range sdk.Columns {
		if n := c.Number - base; n >= 0 && n < 64 && bits>>n&1 != 0 {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, ", ")
}

// bitNames are those of sets that the table of the ABI does not name.
var bitNames = map[string][]string{
	"requested":    {"location", "current location", "state", "IMEI", "subscription", "routing information", "vectors"},
	"subscription": {"MSISDN", "barring", "forwarding", "O-CSI", "T-CSI", "GPRS-CSI", "SMS-CSI", "other CSI", "access points"},
}

// plainNames are those of single values, likewise (TS 29.002 clause 17.7.8).
var plainNames = map[string]map[uint64]string{
	"numbers.nai": {1: "international", 2: "national"},
	"numbers.np":  {1: "E.164"},
	"calling_es":  {1: "odd", 2: "even"},
	"called_es":   {1: "odd", 2: "even"},
}

// valueNames are the names of a value, or of the bits that are set in it.
func valueNames(column string, v uint64) string {
	var names []string
	for i, name := range bitNames[column] {
		if v>>i&1 != 0 {
			names = append(names, name)
		}
	}
	if name := plainNames[column][v]; name != "" {
		names = append(names, name)
	}
	for _, x := range sdk.Values {
		if x.Column == column && (x.Bit && v>>x.Number&1 != 0 || !x.Bit && v == uint64(x.Number)) {
			names = append(names, strings.ReplaceAll(x.Name, "_", " "))
		}
	}
	return strings.Join(names, ", ")
}
