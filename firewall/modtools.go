package firewall

import (
	"context"
)

type ModuleTest struct {
	Passed []string     `json:"passed"`
	Failed []TestFailed `json:"failed"`
}
type TestFailed struct {
	Name   string `json:"name"`
	Detail string `json:"detail"`
}
type ModuleTiming struct {
	Batch            int
	Median, Min, Max float64
	Fuel             int64
}

func TestModule(ctx context.Context, ref string) (*ModuleTest, error)      { return nil, nil }
func BenchModule(ctx context.Context, ref string) ([]ModuleTiming, error) { return nil, nil }
