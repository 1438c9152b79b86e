package ss7

import (
	"fmt"
	"strconv"
	"strings"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
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
func mapBegin(ac, version, code, ssn, plan int, a agreed) Set {
	s := SetOf()
	switch listed := operationsOf(ac, version); {
	case ac == 0:
		s.Add(mapV1, !a["mapv1"])
		s.Add(mapContext, !version1[code])
	case listed == nil:
		s.Add(contextKnown, true)
	default:
		s.Add(mapContext, !listed[code] || responder[strconv.Itoa(ac)][code])
	}
	s.Add(ssnLegal, !servedBy(code, ssn))
	s.Add(planLegal, plan == 7 && !hlrByIMSI[code])
	reason := never(code, a)
	s.Add(reason, reason != "")
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
