package bench

import "context"

// Row is one comparison of the report.
type Row struct {
	Group   string   `json:"group"`
	Name    string   `json:"name"`
	Unit    string   `json:"unit"`    // what the nanoseconds are per
	Against string   `json:"against"` // what the baseline is
	Clock   string   `json:"clock"`   // what times are made of
	Budgets []Budget `json:"budgets,omitempty"`
	Comparison
}

// Budget is the most that a median may be.
type Budget struct {
	Of   string  `json:"of"` // subject_ns, ratio or difference_ns
	Most float64 `json:"most"`
	Met  bool    `json:"met"`
}

// Suite runs the measurements and hands out their rows.
type Suite struct {
	Pairs int
	Emit  func(Row) error
}

// compare measures a row and hands it out. failed, unless it is nil, says whether
// the work went wrong on the way.
func (s *Suite) compare(ctx context.Context, r Row, baseline, subject Half, failed func() error) error {
	c, err := Compare(ctx, s.Pairs, baseline, subject)
	if err == nil && failed != nil {
		err = failed()
	}
	if err != nil {
		return err
	}
	r.Comparison, r.Clock = c, Clock
	for i := range r.Budgets {
		b := &r.Budgets[i]
		b.Met = b.of(&c) <= b.Most
	}
	return s.Emit(r)
}

func (b *Budget) of(c *Comparison) float64 {
	switch b.Of {
	case "ratio":
		return c.Ratio.Median
	case "difference_ns":
		return c.Difference.Median
	}
	return c.Subject.Median
}
