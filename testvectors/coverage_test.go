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

// signalAttacks are the rows of the attack catalogue for SS7, and the rules of SS7
// that filters decide today.
const signalAttacks = "S-1 S-2 S-3 S-4 S-5 S-6 S-7 S-8 S-9 S-10 S-11 S-12 S-13 S-14 S-15 S-16 S-17 S-18 S-19 S-20 S-21 " +
	"E-1 E-2 E-3 E-4 E-5 E-6 E-7 E-8 E-9 E-10 E-11 E-12 E-17 " +
	"T-02 T-04 M-01 M-02 M-03 C-01 C-02 C-03 C-04 C-06 C-07 P-01 P-02 P-03 P-04 P-05 P-07 P-08 " +
	"MAP-1a MAP-1b MAP-1c MAP-1d MAP-1e MAP-2a MAP-2b MAP-2c CAP-0 CAP-1 CAP-2 SMS-2 SMS-4"

// TestSignalAttacksHaveVectors: each row has a vector, and each evasion at least five
// variants.
func TestSignalAttacksHaveVectors(t *testing.T) {
	vectors, variants := map[string]int{}, map[string]int{}
	for _, v := range ss7World.load(t) {
		for _, r := range v.Rules {
			vectors[r]++
			if v.Kind == vector.Evasion {
				variants[r] += blockedFrames(v)
			}
		}
	}
	for _, r := range strings.Fields(signalAttacks) {
		if vectors[r] == 0 {
			t.Errorf("%s has no vector", r)
		}
		if strings.HasPrefix(r, "E-") && variants[r] < 5 {
			t.Errorf("%s has %d variants", r, variants[r])
		}
	}
}

// diameterAttacks are the rows of the attack catalogue for Diameter of which something
// can be stopped without memory, diameterRules the rules of which something is
// decided; A-8 is SMS without agreement, A-10 answers of strangers.
const (
	diameterAttacks = "A-1 A-2 A-3 A-4 A-5 A-6 A-7 A-8 A-9 A-10 A-11 E-20 E-21 E-22 E-23 E-25 E-28"
	diameterRules   = "T-02 T-04 D-00 D-01 D-02 D-03 D-04 D-05 D-06 D-07 D-08 D-09 D-10 D-12 D-13 D-15 D-16 D-17 D-19"
	diameterWaiting = "D-01 D-07 D-08 D-09 D-11 D-12 D-13 D-14 D-17"
)

// TestDiameterHasVectors: each row of the catalogue has at least five variants that
// are stopped, each rule attacks and honest twins, and what needs memory a vector
// that waits.
func TestDiameterHasVectors(t *testing.T) {
	variants, stopped, honest, pending := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	for _, v := range diameterWorld.load(t) {
		for _, r := range v.Rules {
			switch {
			case v.Pending != "":
				pending[r]++
			case v.Kind == vector.Honest:
				honest[r]++
			default:
				stopped[r]++
				variants[r] += blockedFrames(v)
			}
		}
	}
	for _, r := range strings.Fields(diameterAttacks) {
		if variants[r] < 5 {
			t.Errorf("%s has %d variants", r, variants[r])
		}
	}
	for _, r := range strings.Fields(diameterRules) {
		if stopped[r] == 0 || honest[r] == 0 {
			t.Errorf("%s has %d attacks that are stopped and %d honest vectors", r, stopped[r], honest[r])
		}
	}
	for _, r := range strings.Fields(diameterWaiting) {
		if pending[r] == 0 {
			t.Errorf("%s has no vector that waits", r)
		}
	}
}

// blockedFrames counts the frames of which something has to be blocked.
func blockedFrames(v *loaded) int {
	frames := map[int]bool{}
	for _, o := range v.Ops {
		if o.Verdict == "block" {
			frames[o.Frame] = true
		}
	}
	return len(frames)
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
