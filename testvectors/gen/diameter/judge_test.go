package diameter

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall"
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
)

func TestCatalogue(t *testing.T) { CheckCatalogue(t, All, 5) }

// check plays the trials over an association of Diameter's.
func check(t *testing.T, cfg *firewall.Config, trials []Trial, scope ...string) {
	t.Helper()
	Check(t, All(), cfg, trials, scope...)
}

// rulesYAML is the configuration of the vectors, with operators of the test's own.
func rulesYAML(t testing.TB, operators string) *firewall.Config {
	t.Helper()
	return Config(t, "../../diameter/config.yaml", func(head, filters string) string { return head + operators + filters })
}
