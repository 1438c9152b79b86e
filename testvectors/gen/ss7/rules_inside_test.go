package ss7

import (
	"fmt"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// TestEveryOperationInsideADialogue: MAP-1 holds for late components as for a Begin
// (rule P-06), at every subsystem that reads MAP and from any: that of CAP does not
// change what MAP's codes stand for. Only the trace inside a registration is no more
// than told of.
func TestEveryOperationInsideADialogue(t *testing.T) {
	var trials []Trial
	for _, pack := range []int{PackageContinue, PackageEnd} {
		for _, called := range []int{ssnHLR, ssnVLR, ssnMSC, ssnEIR, ssnGMLC, ssnSGSN} {
			for _, calling := range []int{ssnHLR, ssnMSC, ssnCAP, ssnSCF} {
				for code := range 128 {
					m := coded(begin(at(partnerA.hlr, calling), at(home.hlr, called), 1, 3, Invoke(1, code, Sequence())), code).transaction(func(t *TCAP) {
						t.Package, t.Dialogue, t.DTID = pack, nil, dtid
						if pack == PackageEnd {
							t.OTID = nil
						}
					})
					want := Finding{Reasons: Set{}}
					if reason := never(code, agreed{"camel": true}); reason != "" {
						want = SetOf(reason).Finding()
						if code == 50 {
							want.Verdict = "flag"
						}
					}
					trials = append(trials, Try(fmt.Sprintf("operation %d in package %d from subsystem %d to %d", code, pack, calling, called), send(m), want))
				}
			}
		}
	}
	check(t, rulesYAML(t, "", legible), trials, "opgate/")
}

// TestEveryContextThatIsAccepted: rule P-05 where an answer names a context: either
// side's operations of it, and no context that MAP does not have.
func TestEveryContextThatIsAccepted(t *testing.T) {
	var trials []Trial
	for ac := 1; ac <= 48; ac++ {
		for version := range 6 {
			for code := range 90 {
				ours := begin(at(home.vlr, ssnVLR), at(partnerA.hlr, ssnHLR), byte(ac), byte(version)).reverse()
				m := ours.continued(Invoke(1, code, Sequence())).accepting(MAPContext(byte(ac), byte(version)))
				s := SetOf()
				listed := operationsOf(ac, version)
				s.Add(contextKnown, listed == nil)
				s.Add(mapContext, listed != nil && !listed[code])
				reason := never(code, nil)
				s.Add(reason, reason != "")
				want := s.Finding()
				if code == 50 && len(s) == 1 {
					want.Verdict = "flag"
				}
				trials = append(trials, Try(fmt.Sprintf("operation %d accepting context %d.%d", code, ac, version), send(coded(m, code)), want))
			}
		}
	}
	check(t, rulesYAML(t, "", legible), trials, "opgate/")
}

// TestWhoIsBehindWhichInterconnect: rules C-02 and M-02: titles and point codes of
// who is plugged in elsewhere, and sources that nobody is.
func TestWhoIsBehindWhichInterconnect(t *testing.T) {
	const second = `point_codes: ["2-2-2"]}
  - {name: ipx-2, addresses: ["203.0.113.0/24"], point_codes: ["3-3-3"], network_indicator: 2`
	const far = "  - {name: far, via: [ipx-2], plmns: [\"999-61\"], global_titles: [\"99961\"]}\n" +
		"  - {name: both, via: [ipx-1, ipx-2], plmns: [\"999-62\"], global_titles: [\"99962\"]}\n"
	by := func(address string, m message) Step {
		return Step{Write: func(l *Line) {
			Packets(l, m.parcels(l))
			l.EditLast(func(frame []byte) []byte { return from(frame, address) })
		}}
	}
	over2 := func(m message) message {
		return m.inMTP(func(t Transfer) Transfer { t.OPC, t.NI = pointElse, 2; return t })
	}
	farAway, everywhere := networkOf("99961"), networkOf("99962")
	check(t, rulesYAMLWith(t, second, far, ""), []Trial{
		Try("its own interconnect", by("203.0.113.7", over2(register(farAway))), verdict(false)),
		Try("another's interconnect", by("198.51.100.7", register(farAway)), verdict(true)),
		Try("either interconnect", by("198.51.100.7", register(everywhere)), verdict(false)),
		Try("either interconnect, the other", by("203.0.113.7", over2(register(everywhere))), verdict(false)),
		Try("another's title there", by("203.0.113.7", over2(register(partnerA))), verdict(true)),
		Try("another's point code", by("203.0.113.7", register(everywhere).inMTP(func(t Transfer) Transfer { t.NI = 2; return t })), verdict(true)),
		Try("another's network", by("203.0.113.7", over2(register(everywhere)).inMTP(func(t Transfer) Transfer { t.OPC = pointElse; return t })), verdict(true)),
		Try("an unknown source", by("100.64.0.1", register(partnerA)), verdict(true)),
	})
}

// from writes another source address into a frame with an IPv4 packet; SCTP's
// checksum does not cover it.
func from(frame []byte, address string) []byte {
	var a [4]byte
	fmt.Sscanf(address, "%d.%d.%d.%d", &a[0], &a[1], &a[2], &a[3])
	const ethernet = 14
	out := append([]byte{}, frame...)
	h := out[ethernet : ethernet+20]
	copy(h[12:], a[:])
	h[10], h[11] = 0, 0
	sum := uint32(0)
	for i := 0; i < 20; i += 2 {
		sum += uint32(h[i])<<8 | uint32(h[i+1])
	}
	for sum > 0xFFFF {
		sum = sum&0xFFFF + sum>>16
	}
	h[10], h[11] = byte(^sum>>8), byte(^sum)
	return out
}

// TestEveryEmptyBegin: what opens a dialogue without a component is judged by what
// its context opens with (rules P-05, P-06, P-08, C-03, C-07, MAP-1), so that what
// follows later does not slip in behind it.
func TestEveryEmptyBegin(t *testing.T) {
	var trials []Trial
	for ac := 1; ac <= 48; ac++ {
		for version := range 6 {
			for _, plan := range []int{1, 7} {
				for _, ssn := range []int{ssnHLR, ssnVLR, ssnMSC, ssnSGSN, ssnGMLC, ssnSCF, ssnEIR, ssnCAP} {
					to := Party{Title: "99901" + homeIMSI[5:], SSN: ssn, Plan: byte(plan)}
					m := begin(at(partnerA.hlr, ssnHLR), to, byte(ac), byte(version))
					trials = append(trials, Try(fmt.Sprintf("context %d.%d, subsystem %d, plan %d", ac, version, ssn, plan), send(m), emptyBegin(ac, version, ssn, plan).Finding()))
				}
			}
		}
	}
	check(t, rulesYAML(t, "", legible), trials, "opgate/")
}

// emptyBegin holds what holds for every operation that may follow. Where each needs
// an agreement, and not the same one, it is that of the first.
func emptyBegin(ac, version, ssn, plan int) Set {
	var shared Set
	lowest, agreements := 128, true
	listed := operationsOf(ac, version)
	if listed == nil {
		return SetOf(contextKnown)
	}
	for code := range listed {
		if responder[fmt.Sprint(ac)][code] {
			continue
		}
		s := mapBegin(ac, version, code, ssn, plan, nil)
		lowest, agreements = min(lowest, code), agreements && never(code, nil) != ""
		if shared == nil {
			shared = s
		}
		for reason := range shared {
			if !s[reason] {
				delete(shared, reason)
			}
		}
	}
	if agreements {
		shared.Add(never(lowest, nil), true)
	}
	return shared
}

// TestEveryTranslationTypeOfAnEmptyBegin: rule C-03: 0x80 is for the routing of calls.
func TestEveryTranslationTypeOfAnEmptyBegin(t *testing.T) {
	var trials []Trial
	for ac := 1; ac <= 47; ac++ {
		for _, tt := range []byte{0, 1, 0x80} {
			for version := 1; version <= 3; version++ {
				to := usual(home.hlr, ssnHLR)
				to.tt = tt
				bad := tt != 0 && !(tt == 0x80 && ac == 5)
				m := begin(at(partnerB.hlr, ssnHLR), to.party(), byte(ac), byte(version))
				want := Finding{Reasons: SetOf()}
				if bad {
					want = SetOf(calledForm).Finding()
				}
				trials = append(trials, Try(fmt.Sprintf("context %d.%d, translation type %d", ac, version, tt), send(m), want))
			}
		}
	}
	check(t, rulesYAML(t, "", legible), trials, calledForm)
}

// TestWhoseDialogueIsOpened: rule P-08: the subscriber of the dialogue fits the
// rules of what may follow in it.
func TestWhoseDialogueIsOpened(t *testing.T) {
	var trials []Trial
	for caller, n := range everybody {
		for whose, imsi := range subscribers {
			down := func(ssn int) message { return beginAbout(imsi, at(n.hlr, ssnHLR), at(home.vlr, ssn), 19, 2) }
			up := func(ac byte) message { return beginAbout(imsi, at(n.vlr, ssnVLR), at(home.hlr, ssnHLR), ac, 2) }
			name := func(what string) string { return fmt.Sprintf("%s by %q for %q", what, caller, whose) }
			bad := !caller.mayCall()
			trials = append(trials, Try(name("USSD towards the handset"), send(down(ssnVLR)), verdict(bad || !caller.speaksFor(whose) || whose == "home")),
				Try(name("USSD from the handset"), send(up(19)), verdict(bad || whose != "home")),
				Try(name("supplementary services"), send(up(18)), verdict(bad || whose != "home")))
		}
	}
	nobodys := begin(at(partnerA.hlr, ssnHLR), at(home.vlr, ssnVLR), 19, 2)
	trials = append(trials, Try("USSD towards nobody", send(nobodys), verdict(true)))
	check(t, rulesYAML(t, "", ""), trials)
}

// TestWhoseCallIsControlledLate: rules CAP-2 and P-06: what opens a call's control
// is judged alike when it comes behind an empty Begin.
func TestWhoseCallIsControlledLate(t *testing.T) {
	var trials []Trial
	for whose, imsi := range subscribers {
		m := beginCAP(at(partnerA.msc, ssnCAP), at(home.scf, ssnCAP), cap2, Invoke(1, 0, InitialDP(imsi, partnerA.msc, premium))).
			transaction(func(t *TCAP) { t.Package, t.Dialogue, t.DTID = PackageContinue, nil, dtid })
		trials = append(trials, Try(fmt.Sprintf("initialDP for %q", whose), send(m), verdict(whose != "home")))
	}
	check(t, rulesYAML(t, "", ""), trials)
}
