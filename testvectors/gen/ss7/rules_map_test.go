package ss7

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// The tables of the rules (b2), in the rules' own notation. What a filter has is
// never looked at: a line that is misread here fails there.
const (
	ruleVersions = `v1-v3: 1 2 3 5 10 11 13 14 16 17 20 21 24 · v1-v2: 18 23 · v2-v2: 19 26 · v2-v3: 15 25 27 · v3-v4: 6 33 · ` +
		`v3-v3: 4 7 8 9 22 28 29 31 32 34-39 41-47`
	ruleOperations = `1: 2 7 38 50 57 · 2: 3 · 3: 4 · 4: 87 · 5: 22 · 6: 6 · 7: 73 74 75 · 8: 76 77 · 9: 88 · 10: 37 · 11: 29 33 34 68 69 · 13: 43 · 14: 56 · ` +
		`15: 55 · 16: 7 8 · 17: 50 51 · 18: 10-14 17 18 · 19: 59 60 61 · 20: 45 47 63 · 21: 46 · 22: 5 · 23: 64 · 24: 66 · 25: 44 · 26: 58 · 27: 67 · 28: 70 · 29: 71 · 31: 39-42 · ` +
		`32: 7 23 50 · 33: 24 · 34: 25 · 35: 26 · 36: 72 · 37: 85 · 38: 83 86 · 39: 15 · 41: 21 · 42: 89 · 43: 62 65 · 44: 20 · 45: 84 · 46: 7 53 · 47: 36`
	ruleOlder = `11.1: 28 29 30 33 34 35 52 · 14.1: 9 · 18.1: 10-14 17-19 54 · 20.1: 45 47 · 21.1: 46 · 23.1: 49 · 24.1: 48 · 25.2: 46`
	// restoreData came with version 2: it is in no list of version 1, so not in 1.1.
	ruleVersion1  = `2-4 7-14 17-19 22 28-30 33-35 37 38 43 45-52 54`
	ruleResponder = `1: 7 38 50 · 32: 7 50 · 18: 18 · 20: 63`

	ruleUnassigned = `0 1 16 27 90-127 78-82`
	ruleInside     = `6 20 31 32 39-42 84 73 74 75 76 77 21 25 26 53 36`

	// Rule C-03. The list of the MSC goes beyond the rule's by what only comes with an
	// agreement: handover, which MSCs exchange, and 52.
	ruleSubsystems = `6: 2 9-15 17 19 22-24 45 47 48 54 56-59 62 65-67 71 85 87 · 7: 3 4 7-9 37 38 50 51 55 60 61 70 · 149: 3 7 8 37 44 46 50 51 70 83 · ` +
		`8: 28-30 33-35 44 46 49 52 63 64 68 69 83 88 · 9: 43 · 145: 71 86 · 147: 5 59-61 72 89`
	// Rule C-07: operations that address the HLR by IMSI.
	ruleByIMSI = `2 9 15 23 24 56 57 67 85 10-14 17 59 66`
)

// numbersIn reads "2-4 7", and ranges of it.
func numbersIn(text string) map[int]bool {
	out := map[int]bool{}
	for _, f := range strings.Fields(text) {
		first, last, isRange := strings.Cut(f, "-")
		a, b := number(first), number(first)
		if isRange {
			b = number(last)
		}
		for ; a <= b; a++ {
			out[a] = true
		}
	}
	return out
}

func number(text string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(text, "v"))
	if err != nil {
		panic(err)
	}
	return n
}

// entries reads "key: numbers · key: numbers".
func entries(text string) map[string]map[int]bool {
	out := map[string]map[int]bool{}
	for e := range strings.SplitSeq(text, " · ") {
		key, list, _ := strings.Cut(e, ": ")
		out[key] = numbersIn(list)
	}
	return out
}

var (
	versions        = entries(ruleVersions)
	operations      = entries(ruleOperations)
	older           = entries(ruleOlder)
	version1        = numbersIn(ruleVersion1)
	responder       = entries(ruleResponder)
	unassignedCodes = numbersIn(ruleUnassigned)
	insideCodes     = numbersIn(ruleInside)
	subsystems      = entries(ruleSubsystems)
	hlrByIMSI       = numbersIn(ruleByIMSI)
)

// contextOf returns the operations of an application context; nil if it is in no
// table.
func operationsOf(ac, version int) map[int]bool {
	listed := false
	for span, list := range versions {
		first, last, _ := strings.Cut(span, "-")
		listed = listed || list[ac] && number(first) <= version && version <= number(last)
	}
	if !listed {
		return nil
	}
	if list := older[fmt.Sprintf("%d.%d", ac, version)]; list != nil {
		return list
	}
	out := map[int]bool{}
	for code := range operations[strconv.Itoa(ac)] {
		out[code] = version > 1 || version1[code]
	}
	return out
}

// agreed says which agreements there are.
type agreed map[string]bool

// never is the reason of rule MAP-1 against an operation, if any.
func never(code int, a agreed) string {
	switch {
	case unassignedCodes[code], code > 127:
		return mapUnassigned
	case insideCodes[code]:
		return mapInside
	}
	switch code {
	case 71, 62, 65, 5:
		return mapNever
	case 22:
		return unless(a["mnp"] || a["optimal-routing"], mapRouting)
	case 85:
		return unless(a["lcs"], mapRouting)
	case 24, 58:
		return mapRouting
	case 55, 43:
		return unless(a["mobility"], mapNeighbour)
	case 9:
		return unless(a["mapv1"], mapNeighbour)
	case 50, 51, 52:
		return unless(a["trace"], mapTrace)
	case 68, 69, 29, 33, 34, 28, 30, 35:
		return unless(a["mobility"], mapHandover)
	}
	return ""
}

func unless(applies bool, reason string) string {
	if applies {
		return ""
	}
	return reason
}

// mapBegin is what rules P-05, C-03, C-07 and MAP-1 say of an Invoke that opens a
// dialogue. ac 0: without a dialogue portion.
func mapBegin(ac, version, code, ssn, plan int, a agreed) set {
	s := setOf()
	switch listed := operationsOf(ac, version); {
	case ac == 0:
		s.add(mapV1, !a["mapv1"])
		s.add(mapContext, !version1[code])
	case listed == nil:
		s.add(contextKnown, true)
	default:
		s.add(mapContext, !listed[code] || responder[strconv.Itoa(ac)][code])
	}
	s.add(ssnLegal, !servedBy(code, ssn))
	s.add(planLegal, plan == 7 && !hlrByIMSI[code])
	reason := never(code, a)
	s.add(reason, reason != "")
	return s
}

// servedBy is rule C-03. A subsystem of 0 is missing.
func servedBy(code, ssn int) bool {
	listed := false
	for _, list := range subsystems {
		listed = listed || list[code]
	}
	return !listed || ssn == 0 || subsystems[strconv.Itoa(ssn)][code]
}

func (s set) finding() finding {
	if len(s) > 0 {
		return finding{"block", s}
	}
	return finding{"", s}
}

// legible lets faults pass, so that filters alone decide: the arguments in tables
// of operation codes are empty.
const legible = "faults: {malformed: pass, ambiguous: pass, noncanonical: pass, unknown: pass}\n"

// TestEveryOperationInEveryContext: all operation codes in all application
// contexts and versions, and without one, in a Begin to the HLR.
func TestEveryOperationInEveryContext(t *testing.T) {
	var trials []trial
	each := func(ac, version int) {
		for code := range 256 {
			m := begin(at(partnerA.hlr, ssnHLR), at(home.hlr, ssnHLR), byte(ac), byte(version), Invoke(1, code, Sequence()))
			if ac == 0 {
				m = begin1(m.calling, m.called, m.tcap.Components...)
			}
			trials = append(trials, trial{fmt.Sprintf("operation %d in context %d.%d", code, ac, version), send(coded(m, code)),
				mapBegin(ac, version, code, ssnHLR, 1, nil).finding()})
		}
	}
	each(0, 0)
	for ac := 1; ac <= 49; ac++ {
		for version := range 6 {
			each(ac, version)
		}
	}
	for _, ac := range []int{50, 51, 63, 64, 127} {
		each(ac, 3)
	}
	check(t, rulesYAML(t, "", legible), trials, "opgate/")
}

// opening returns the contexts and versions in which a code opens a dialogue by
// the rules' tables; 0.0 is version 1 without a context.
func opening(code int) (out [][2]int) {
	if version1[code] {
		out = append(out, [2]int{0, 0})
	}
	for ac := 1; ac <= 47; ac++ {
		for version := 1; version <= 4; version++ {
			if operationsOf(ac, version)[code] && !responder[strconv.Itoa(ac)][code] {
				out = append(out, [2]int{ac, version})
			}
		}
	}
	return out
}

// opens is an Invoke that opens a dialogue, in a context of opening.
func opens(from, to Party, context [2]int, code int, argument TLV) message {
	if context == [2]int{} {
		return begin1(from, to, Invoke(1, code, argument))
	}
	return begin(from, to, byte(context[0]), byte(context[1]), Invoke(1, code, argument))
}

// TestEveryOperationAtEverySubsystem: rule C-03.
func TestEveryOperationAtEverySubsystem(t *testing.T) {
	var trials []trial
	for code := range 128 {
		for _, x := range opening(code) {
			for ssn := range 256 {
				want := mapBegin(x[0], x[1], code, ssn, 1, nil).finding()
				if ssn == ssnCAP && x[0] == 0 {
					want.reasons = nil // CAP without its context: the table of MAP does not say why
				}
				trials = append(trials, trial{fmt.Sprintf("operation %d in context %d at subsystem %d", code, x, ssn),
					send(opens(at(partnerA.hlr, ssnHLR), at(home.hlr, ssn), x, code, Sequence())), want})
			}
		}
	}
	check(t, rulesYAML(t, "", legible), trials, "opgate/")
}

// TestEveryOperationInEveryNumberingPlan: rules C-03 and C-07.
func TestEveryOperationInEveryNumberingPlan(t *testing.T) {
	var trials []trial
	for code := range 128 {
		for _, x := range opening(code) {
			for plan := 1; plan < 16; plan++ {
				to := Party{Title: "99901" + homeIMSI[5:], SSN: ssnHLR, Plan: byte(plan)}
				want := mapBegin(x[0], x[1], code, ssnHLR, plan, nil)
				want.add(calledForm, plan != 1 && plan != 7)
				want.add(calledOurs, plan != 1 && plan != 7)
				trials = append(trials, trial{fmt.Sprintf("operation %d in context %d in plan %d", code, x, plan),
					send(opens(at(partnerA.hlr, ssnHLR), to, x, code, Sequence())), want.finding()})
			}
		}
	}
	check(t, rulesYAML(t, "", legible), trials, "opgate/", calledForm, calledOurs)
}

// agreements are all that an operator can have (b1 to b5).
var agreements = strings.Fields("lcs camel mnp camel-open optimal-routing mobility wifi breakout trace prose sms mapv1 routing-key network-requested")

// agreeing configures an operator for each agreement, with all but that one and
// with that one alone, and calls each with its title and what it has.
func agreeing(each func(prefix string, name string, a agreed)) string {
	var yaml strings.Builder
	operator := func(n int, name string, has []string) {
		prefix, a := fmt.Sprintf("995%02d", n), agreed{}
		for _, x := range has {
			a[x] = true
		}
		fmt.Fprintf(&yaml, "  - {name: %s, via: [ipx-1], plmns: [\"998-%02d\"], global_titles: [\"%s\"], agreements: [%s]}\n", name, n, prefix, strings.Join(has, ", "))
		each(prefix, name, a)
	}
	for i, x := range agreements {
		var others []string
		for _, y := range agreements {
			if y != x {
				others = append(others, y)
			}
		}
		operator(i, "only-"+x, []string{x})
		operator(50+i, "all-but-"+x, others)
	}
	return yaml.String()
}

// TestEveryOperationWithEveryAgreement: rules MAP-1a to MAP-1e and P-05. Each
// agreement lifts what it is for, and nothing else.
func TestEveryOperationWithEveryAgreement(t *testing.T) {
	var trials []trial
	yaml := agreeing(func(prefix, name string, a agreed) {
		for code := range 128 {
			contexts := opening(code)
			if len(contexts) == 0 {
				contexts = [][2]int{{1, 3}}
			}
			for _, x := range contexts {
				trials = append(trials, trial{fmt.Sprintf("operation %d in context %d of %s", code, x, name),
					send(opens(at(prefix+"000006", ssnHLR), at(home.hlr, ssnHLR), x, code, Sequence())),
					mapBegin(x[0], x[1], code, ssnHLR, 1, a).finding()})
			}
		}
	})
	check(t, rulesYAML(t, yaml, legible), trials, "opgate/")
}

// coded writes an operation code of one octet, 128 and above too.
func coded(m message, code int) message {
	return m.transaction(func(t *TCAP) {
		t.Components = []TLV{t.Components[0].At(func(TLV) TLV { return TLV{Number: 2, Octets: []byte{byte(code)}} }, 1)}
	})
}
