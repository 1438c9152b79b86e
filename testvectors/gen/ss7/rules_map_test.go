package ss7

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// legible lets faults pass, so that filters alone decide: the arguments in tables
// of operation codes are empty.
const legible = "faults: {malformed: pass, ambiguous: pass, noncanonical: pass, unknown: pass}\n"

// TestEveryOperationInEveryContext: all operation codes in all application
// contexts and versions, and without one, in a Begin to the HLR.
func TestEveryOperationInEveryContext(t *testing.T) {
	var trials []Trial
	each := func(ac, version int) {
		for code := range 256 {
			m := begin(at(partnerA.hlr, ssnHLR), at(home.hlr, ssnHLR), byte(ac), byte(version), Invoke(1, code, Sequence()))
			if ac == 0 {
				m = begin1(m.calling, m.called, m.tcap.Components...)
			}
			trials = append(trials, Try(fmt.Sprintf("operation %d in context %d.%d", code, ac, version), send(coded(m, code)),
				mapBegin(ac, version, code, ssnHLR, 1, nil).Finding()))
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
	var trials []Trial
	for code := range 128 {
		for _, x := range opening(code) {
			for ssn := range 256 {
				want := mapBegin(x[0], x[1], code, ssn, 1, nil).Finding()
				if ssn == ssnCAP && x[0] == 0 {
					want.Reasons = nil // CAP without its context: the table of MAP does not say why
				}
				trials = append(trials, Try(fmt.Sprintf("operation %d in context %d at subsystem %d", code, x, ssn),
					send(opens(at(partnerA.hlr, ssnHLR), at(home.hlr, ssn), x, code, Sequence())), want))
			}
		}
	}
	check(t, rulesYAML(t, "", legible), trials, "opgate/")
}

// TestEveryOperationInEveryNumberingPlan: rules C-03 and C-07.
func TestEveryOperationInEveryNumberingPlan(t *testing.T) {
	var trials []Trial
	for code := range 128 {
		for _, x := range opening(code) {
			for plan := 1; plan < 16; plan++ {
				to := Party{Title: "99901" + homeIMSI[5:], SSN: ssnHLR, Plan: byte(plan)}
				want := mapBegin(x[0], x[1], code, ssnHLR, plan, nil)
				want.Add(calledForm, plan != 1 && plan != 7)
				want.Add(calledOurs, plan != 1 && plan != 7)
				trials = append(trials, Try(fmt.Sprintf("operation %d in context %d in plan %d", code, x, plan),
					send(opens(at(partnerA.hlr, ssnHLR), to, x, code, Sequence())), want.Finding()))
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
	var trials []Trial
	yaml := agreeing(func(prefix, name string, a agreed) {
		for code := range 128 {
			contexts := opening(code)
			if len(contexts) == 0 {
				contexts = [][2]int{{1, 3}}
			}
			for _, x := range contexts {
				trials = append(trials, Try(fmt.Sprintf("operation %d in context %d of %s", code, x, name),
					send(opens(at(prefix+"000006", ssnHLR), at(home.hlr, ssnHLR), x, code, Sequence())),
					mapBegin(x[0], x[1], code, ssnHLR, 1, a).Finding()))
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
