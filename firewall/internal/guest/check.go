package guest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/sdk"
)

const (
	maxReasons = 64
	maxColumns = 256
)

var (
	kebab   = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	snake   = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	version = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?$`)
)

// check validates what the types cannot, and returns the declared columns in the order of the directory. A column that the host does not
// have is the zero Column with its name.
func (m *Manifest) check() ([]sdk.Column, error) {
	switch {
	case m.ABI != sdk.ABI:
		return nil, wrong("abi", "%d, this host speaks %d", m.ABI, sdk.ABI)
	case !kebab.MatchString(m.Name) || len(m.Name) > 64:
		return nil, wrong("name", "%q is not kebab-case of at most 64 characters", m.Name)
	case !version.MatchString(m.Version):
		return nil, wrong("version", "%q is not like 1.2.3", m.Version)
	}
	for _, step := range []func() error{m.checkProtocols, m.checkCodes, m.checkNamed, m.checkMetrics, m.checkReasons, m.checkSelfTests} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return m.checkColumns()
}

func (m *Manifest) checkProtocols() error {
	if len(m.Protocols) == 0 {
		return wrong("protocols", "at least one protocol has to be named")
	}
	for i, name := range m.Protocols {
		field := fmt.Sprintf("protocols[%d]", i)
		if _, ok := op.ProtocolByName(name); !ok {
			return wrong(field, "there is no protocol %q", name)
		}
		if slices.Contains(m.Protocols[:i], name) {
			return wrong(field, "%q is repeated", name)
		}
	}
	return nil
}

func (m *Manifest) checkCodes() error {
	if m.Codes != nil && len(m.Codes) == 0 {
		return wrong("codes", "an empty list hands nothing over; leave it out to get every operation")
	}
	_, err := sortedCodes("codes", m.Codes)
	return err
}

// checkNamed checks the names of values of columns by which operations are handed over.
func (m *Manifest) checkNamed() error {
	for _, by := range []struct {
		field, column string
		names         []string
	}{{"kinds", "kind", m.Kinds}, {"directions", "direction", m.Directions}} {
		if by.names != nil && len(by.names) == 0 {
			return wrong(by.field, "an empty list hands nothing over; leave it out to get every operation")
		}
		if _, err := namedValues(by.field, by.column, by.names); err != nil {
			return err
		}
		for i, name := range by.names {
			if slices.Contains(by.names[:i], name) {
				return wrong(fmt.Sprintf("%s[%d]", by.field, i), "%q is repeated", name)
			}
		}
	}
	return nil
}

func (m *Manifest) checkMetrics() error {
	if len(m.Metrics) > maxMetrics {
		return wrong("metrics", "%d metrics, at most %d are allowed", len(m.Metrics), maxMetrics)
	}
	for i, c := range m.Metrics {
		field := fmt.Sprintf("metrics[%d].name", i)
		if !snake.MatchString(c.Name) {
			return wrong(field, "%q is not snake_case", c.Name)
		}
		if slices.ContainsFunc(m.Metrics[:i], func(o Metric) bool { return o.Name == c.Name }) {
			return wrong(field, "%q is repeated", c.Name)
		}
	}
	return nil
}

func (m *Manifest) checkReasons() error {
	if len(m.Reasons) == 0 || len(m.Reasons) > maxReasons {
		return wrong("reasons", "%d reasons, 1 to %d are allowed", len(m.Reasons), maxReasons)
	}
	for i, r := range m.Reasons {
		field := fmt.Sprintf("reasons[%d]", i)
		switch {
		case !kebab.MatchString(r.Name):
			return wrong(field+".name", "%q is not kebab-case", r.Name)
		case slices.ContainsFunc(m.Reasons[:i], func(o Reasoned) bool { return o.Name == r.Name }):
			return wrong(field+".name", "%q is repeated", r.Name)
		case r.Action != "drop" && r.Action != "reject" && r.Action != "flag":
			return wrong(field+".action", "%q; drop, reject and flag are allowed", r.Action)
		case r.Doc == "":
			return wrong(field+".doc", "a sentence for the operator is missing")
		}
		for p, cause := range r.Cause {
			if !slices.Contains(m.Protocols, p) {
				return wrong(field+".cause", "%q is not among the manifest's protocols", p)
			}
			if cause < 0 {
				return wrong(field+".cause."+p, "%d is negative", cause)
			}
		}
	}
	return nil
}

// checkColumns looks the declared columns up. A column of a child table is of no use without the list that says which rows are whose.
func (m *Manifest) checkColumns() ([]sdk.Column, error) {
	names := m.ColumnNames()
	if len(names) == 0 || len(names) > maxColumns {
		return nil, wrong("columns", "%d columns, 1 to %d are allowed", len(names), maxColumns)
	}
	columns := make([]sdk.Column, len(names))
	for i, name := range names {
		field, optional := fmt.Sprintf("columns.required[%d]", i), false
		if at := i - len(m.Columns.Required); at >= 0 {
			field, optional = fmt.Sprintf("columns.optional[%d]", at), true
		}
		c, found := sdk.ByName(name)
		switch {
		case slices.Contains(names[:i], name):
			return nil, wrong(field, "%q is repeated", name)
		case !found && !optional:
			return nil, wrong(field, "this host has no column %q%s", name, nearest(name))
		case !found:
			c = sdk.Column{Name: name}
		case c.List() != "" && !slices.Contains(names, c.List()):
			return nil, wrong(field, "%q needs the list column %q to be declared too", name, c.List())
		}
		columns[i] = c
	}
	return columns, nil
}

// nearest suggests up to three columns whose names are a few edits away.
func nearest(name string) string {
	type candidate struct {
		name     string
		distance int
	}
	var close []candidate
	for _, c := range sdk.Columns {
		if d := edits(name, c.Name); d <= 2+len(name)/4 || strings.Contains(c.Name, name) {
			close = append(close, candidate{c.Name, d})
		}
	}
	if len(name) > 64 || len(close) == 0 {
		return ""
	}
	slices.SortStableFunc(close, func(a, b candidate) int { return a.distance - b.distance })
	var names []string
	for _, c := range close[:min(3, len(close))] {
		names = append(names, c.name)
	}
	return "; near it are " + strings.Join(names, ", ")
}

// edits is the Levenshtein distance, over the first 64 bytes.
func edits(a, b string) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

func (m *Manifest) checkSelfTests() error {
	for i, test := range m.SelfTest {
		field := fmt.Sprintf("self_test[%d]", i)
		switch n := len(test.Rows); {
		case test.Name == "":
			return wrong(field+".name", "the test has no name")
		case n == 0 || n > sdk.Capacity:
			return wrong(field+".rows", "%d rows, 1 to %d are allowed", n, sdk.Capacity)
		case len(test.Block) != n:
			return wrong(field+".block", "%d lists for %d rows", len(test.Block), n)
		case len(test.Flag) != n:
			return wrong(field+".flag", "%d lists for %d rows", len(test.Flag), n)
		}
		for _, lists := range [...][][]string{test.Block, test.Flag} {
			for _, name := range slices.Concat(lists...) {
				if _, ok := m.ReasonIndex(name); !ok {
					return wrong(field, "%q is none of the reasons", name)
				}
			}
		}
	}
	return nil
}
