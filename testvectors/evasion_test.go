package testvectors_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall"
	"github.com/seed-43cefff0/portcullis/testvectors/internal/vector"
)

// evasionsSS7 are the rows of the evasions of SS7 (ATTACKS.md).
var evasionsSS7 = strings.Fields("E-1 E-2 E-3 E-4 E-5 E-6 E-7 E-8 E-9 E-10 E-11 E-12 E-17")

// leastVariants is how many variants each evasion has, by octets.
const leastVariants = 5

// TestEveryEvasionHasVariants: each evasion of SS7 is there in five variants at
// least by itself, and in five together with others; all of them are stopped.
func TestEveryEvasionHasVariants(t *testing.T) {
	alone, combined := map[string]int{}, map[string]int{}
	vectors := ss7World.load(t)
	records := replay(t, ss7World.configuration(t, nil, ""), firewall.Options{}, vectors)
	for _, v := range vectors {
		if v.Kind != vector.Evasion || v.Pending != "" {
			continue
		}
		rows := slices.DeleteFunc(slices.Clone(v.Rules), func(r string) bool { return !slices.Contains(evasionsSS7, r) })
		for _, row := range rows {
			if len(rows) == 1 {
				alone[row] += variants(v, records[v.id()])
			} else {
				combined[row] += variants(v, records[v.id()])
			}
		}
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-8s %8s %9s\n", "evasion", "alone", "combined")
	for _, row := range evasionsSS7 {
		fmt.Fprintf(&table, "%-8s %8d %9d\n", row, alone[row], combined[row])
		if alone[row] < leastVariants || combined[row] < leastVariants {
			t.Errorf("%s is stopped in %d variants alone and %d combined, not in %d", row, alone[row], combined[row], leastVariants)
		}
	}
	t.Log("\n" + table.String())
}

// variants counts the messages of a vector in which what has to be blocked is.
func variants(v *loaded, records []*firewall.Record) int {
	messages := map[[2]int]bool{}
	for i, o := range v.Ops {
		if o.Verdict == "block" && i < len(records) && records[i].Verdict == "block" && records[i].Mode == "enforce" {
			messages[[2]int{records[i].Frame, records[i].Message}] = true
		}
	}
	return len(messages)
}

// mustPass is what a firewall that roamers live with lets through (the list at the
// end of ATTACKS.md, as far as it is of SS7): by vector, which the scoreboard holds.
var mustPass = map[string]string{
	"version 1 without a context from an old partner, and its sendParameters for vectors":               "mapv1",
	"updateLocation addressed in E.214, answered by the HLR from its E.164 title":                       "ul-e214",
	"several invokes in a continuation, subscriber data without IMSI in the dialogue of a registration": "isd-in-registration",
	"subscriber data with a tag above 30":                                                               "home-hlr-data",
	"activateTraceMode inside a registration, from the home HLR":                                        "trace-in-registration",
	"long-form and indefinite lengths":                                                                  "lengths",
	"contexts of CAP versions 1 to 4":                                                                   "idp",
	"a gprsSSF dialogue opened again":                                                                   "gprs-reopened",
	"NTFY and DAUD from the peer":                                                                       "m3ua-management",
	"authenticationFailureReport of an operator with vectors and without a registration":                "afr",
	"purge from the previous VLR":                                                                       "purge",
	"updateLocation without vectors before":                                                             "ul-without-vectors",
	"retransmissions":                                                                                   "retransmission",
	"routing for short messages asked by a hub":                                                         "sri-sm",
	"delivery from another title of the hub that asked":                                                 "mt-sm-hub",
	"routing for a ported number":                                                                       "sri-sm-ported",
	"delivery to a roamer from any centre, or by the router of its home":                                "mt-sm-roamer",
	"over-the-air messages of the home to its roamer":                                                   "ota-roamer",
	"alertSC long after the failure":                                                                    "alert-sc",
	"operator determined barring by the home HLR":                                                       "home-hlr",
	"Diameter on its own port in DTLS, which cannot be read":                                            "e17-dtls",
}

// TestMustPassSet: each item of the list has an honest vector.
func TestMustPassSet(t *testing.T) {
	kinds := map[string]vector.Kind{}
	for _, v := range ss7World.load(t) {
		kinds[v.Name] = v.Kind
	}
	for _, item := range slices.Sorted(maps.Keys(mustPass)) {
		if name := mustPass[item]; kinds[name] != vector.Honest {
			t.Errorf("%s: no honest vector %s", item, name)
		}
	}
}
