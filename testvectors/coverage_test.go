package testvectors_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// held are the rules that are decided today, waiting those whose vectors may be
// pending, and attacks the rows of the attack catalogue.
const (
	held    = "G-00 G-01 G-02 G-03 G-05 G-06 G-07 G-10 G-11 G-12 U-00 U-03 T-07"
	waiting = "G-04 G-08 G-09 G-13 G-14 G-15 G-16 G-17 U-01 U-02 U-04 U-05 X-04"
	attacks = "G-a G-b G-c G-d G-e G-f G-g G-h G-i G-j G-k G-l G-m G-n G-o G-p E-30 E-33 E-34 E-35 E-37"
	crashes = "4220 4224 4273 4277 4278 4281 4285"
)

// TestRulesHaveVectors: every rule that is decided has attacks that are stopped and
// honest messages that pass, every other one a vector that waits for it, and every
// row of the attack catalogue a vector.
func TestRulesHaveVectors(t *testing.T) {
	stopped, honest, any := map[string]int{}, map[string]int{}, map[string]int{}
	for _, v := range load(t) {
		for _, r := range v.Rules {
			any[r]++
			switch {
			case v.Kind == vector.Honest:
				honest[r]++
			case v.Pending == "":
				stopped[r]++
			}
		}
	}
	for _, r := range strings.Fields(held) {
		if stopped[r] == 0 || honest[r] == 0 {
			t.Errorf("%s has %d attacks that are stopped and %d honest vectors", r, stopped[r], honest[r])
		}
	}
	for _, r := range strings.Fields(waiting + " " + attacks) {
		if any[r] == 0 {
			t.Errorf("%s has no vector", r)
		}
	}
}

// TestCrashesHaveVectors: each message that took a gateway down is here, by the
// number of its public issue.
func TestCrashesHaveVectors(t *testing.T) {
	vectors := load(t)
	for _, issue := range strings.Fields(crashes) {
		if !slices.ContainsFunc(vectors, func(v *loaded) bool { return strings.HasPrefix(v.Name, "crash-"+issue+"-") }) {
			t.Errorf("Open5GS issue %s has no vector", issue)
		}
	}
}

// TestTwinsAreHonest: the twin of an attack is an honest vector of the same set.
func TestTwinsAreHonest(t *testing.T) {
	honest := map[string]bool{}
	for _, v := range load(t) {
		honest[v.id()] = v.Kind == vector.Honest
	}
	for _, v := range load(t) {
		if v.Twin != "" && !honest[v.folder+"/"+v.Twin] {
			t.Errorf("%s names %s as its twin, which is no honest vector there", v.id(), v.Twin)
		}
	}
}
