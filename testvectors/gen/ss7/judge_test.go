package ss7

import (
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall"
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
)

func TestCatalogue(t *testing.T) { CheckCatalogue(t, All, 10) }

// check plays the trials over an association of SS7's.
func check(t *testing.T, cfg *firewall.Config, trials []Trial, scope ...string) {
	t.Helper()
	Check(t, All(), cfg, trials, scope...)
}

// rulesYAML is the configuration of the vectors, with operators of the test's own
// and what else it adds.
func rulesYAML(t testing.TB, operators, rest string) *firewall.Config {
	t.Helper()
	return rulesYAMLWith(t, interconnectKey, operators, rest)
}

// interconnectKey is what the interconnect of the vectors has beside its addresses.
const interconnectKey = `point_codes: ["2-2-2"], routing_contexts: [1]`

// rulesYAMLWith also says more of the interconnect than its point codes.
func rulesYAMLWith(t testing.TB, interconnect, operators, rest string) *firewall.Config {
	t.Helper()
	return Config(t, "../../ss7/config.yaml", func(head, filters string) string {
		if !strings.Contains(head, interconnectKey) {
			t.Fatalf("the configuration has no %s", interconnectKey)
		}
		return strings.Replace(head, interconnectKey, interconnect, 1) + operators + filters + rest
	})
}
