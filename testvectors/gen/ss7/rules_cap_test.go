package ss7

import (
	"fmt"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// The tables of rules b3.
const (
	capCallToSCF = `0 16 24 36 44 49 96`
	capSMSToSCF  = `60 64`
	capGPRSToSCF = `72 76 78 80`
	capCallToSSF = `17-20 22 23 27 31-35 41 45-48 53 55 86 88 90 93 95 97`
	capSMSToSSF  = `61-63 65-67`
	capGPRSToSSF = `70 71 73-75 77 79 81-83`
	capReports   = `24 36 44 49 64 72 76 80 96`
)

// capContext is one application context of rules b3.
type capContext struct {
	toSCF, toSSF   map[int]bool
	opensFromSCF   bool
	assists, isNew bool // assisting; of a GPRS session that is taken up again
}

// capContexts are all of them, by the octets of their names behind 0.4.0.0.1.
func capContexts() map[[3]byte]capContext {
	call := capContext{toSCF: numbersIn(capCallToSCF), toSSF: numbersIn(capCallToSSF)}
	assist, opens := call, call
	assist.assists, opens.opensFromSCF = true, true
	sms := capContext{toSCF: numbersIn(capSMSToSCF), toSSF: numbersIn(capSMSToSSF)}
	gprs := capContext{toSCF: numbersIn(capGPRSToSCF), toSSF: numbersIn(capGPRSToSSF), isNew: true}
	gprsOpens := gprs
	gprsOpens.opensFromSCF = true
	return map[[3]byte]capContext{
		{0, 50, 0}: call, {0, 50, 1}: call, {0, 51, 1}: assist, {0, 52, 1}: assist,
		{21, 3, 4}: call, {21, 3, 6}: assist, {20, 3, 14}: assist, {21, 3, 50}: gprs, {21, 3, 51}: gprsOpens, {21, 3, 61}: sms,
		{23, 3, 4}: call, {23, 3, 6}: assist, {22, 3, 14}: assist, {23, 3, 8}: opens, {23, 3, 61}: sms,
	}
}

func (c capContext) all() map[int]bool {
	out := map[int]bool{}
	for _, list := range []map[int]bool{c.toSCF, c.toSSF} {
		for code := range list {
			out[code] = true
		}
	}
	return out
}

// mayOpen is what rules CAP-1, CAP-2 and CAP-4 let a Begin invoke, of a subscriber
// of ours. The reference of a GPRS session and the resource that is to assist are
// for state to know: such a Begin is flagged.
func (c capContext) mayOpen(code int) bool {
	switch {
	case c.opensFromSCF && !c.isNew:
		return code == 32
	case c.opensFromSCF:
		return c.toSSF[code]
	case !c.toSCF[code]:
		return false
	case code == 16:
		return c.assists
	case code == 72, code == 76, code == 80:
		return c.isNew
	}
	return !numbersIn(capReports)[code]
}

func capBegin(n network, name [3]byte, code int) message {
	argument := Sequence()
	switch code {
	case 0:
		argument = InitialDP(homeIMSI, n.msc, "99970200099")
	case 60:
		argument = InitialDPSMS(homeIMSI, n.msc, homeMSISDN)
	case 78:
		argument = Sequence(Context(0, 7), Context(1, 2), Context(2, ISDN(homeMSISDN)...), Context(3, TBCD(homeIMSI)...))
	}
	return beginCAP(at(n.msc, ssnCAP), at(home.scf, ssnCAP), OID(4, 0, 0, 1, name[0], name[1], name[2]), Invoke(1, code, argument))
}

// TestEveryOperationOfCAP: rules CAP-0, CAP-1, CAP-2 and CAP-4: all operations in
// all contexts, in a Begin, by operators with either agreement or none.
func TestEveryOperationOfCAP(t *testing.T) {
	callers := map[owner][2]bool{"partner-a": {true, false}, "partner-d": {true, true}, "partner-b": {false, false}}
	networks := map[owner]network{"partner-a": partnerA, "partner-d": partnerD, "partner-b": partnerB}
	var trials []Trial
	for caller, agrees := range callers {
		for name, c := range capContexts() {
			for code := range 128 {
				bad := !agrees[0] || !c.mayOpen(code) || c.opensFromSCF && !c.isNew && !agrees[1]
				trials = append(trials, Try(fmt.Sprintf("operation %d in context %d by %q", code, name, caller), send(capBegin(networks[caller], name, code)), verdict(bad)))
			}
		}
	}
	check(t, rulesYAML(t, "", legible), trials)
}

// TestEveryContextOfCAP: rule P-05: no other names are CAP's.
func TestEveryContextOfCAP(t *testing.T) {
	known := capContexts()
	var trials []Trial
	for a := range byte(26) {
		for _, b := range []byte{0, 1, 2, 3, 4, 49, 50, 51, 52, 53} {
			for c := range byte(64) {
				name := [3]byte{a, b, c}
				x, listed := known[name]
				code := 0
				for o := range 128 {
					if listed && x.mayOpen(o) {
						code = o
						break
					}
				}
				trials = append(trials, Try(fmt.Sprintf("context %d", name), send(capBegin(partnerD, name, code)), verdict(!listed)))
			}
		}
	}
	check(t, rulesYAML(t, "", legible), trials)
}

// TestEveryAnswerOfCAP: rule CAP-4 in the message that accepts a dialogue of ours,
// and in later ones, which name no context.
func TestEveryAnswerOfCAP(t *testing.T) {
	anywhere := map[int]bool{}
	for _, c := range capContexts() {
		for code := range c.all() {
			anywhere[code] = true
		}
	}
	var trials []Trial
	for name, c := range capContexts() {
		for code := range 128 {
			context := OID(4, 0, 0, 1, name[0], name[1], name[2])
			ours := beginCAP(at(home.msc, ssnCAP), at(partnerD.scf, ssnCAP), context).reverse()
			answer := ours.continued(Invoke(1, code, Sequence())).in(capUser)
			sent := c.toSSF // our SSF asked their SCF
			if c.opensFromSCF {
				sent = c.toSCF
			}
			trials = append(trials,
				Try(fmt.Sprintf("operation %d accepting context %d", code, name), send(answer.accepting(context)), verdict(!sent[code])),
				Try(fmt.Sprintf("operation %d later, after context %d", code, name), send(answer), verdict(!anywhere[code])))
		}
	}
	check(t, rulesYAML(t, "", legible), trials)
}

// TestWhoseCallIsControlled: rule CAP-2.
func TestWhoseCallIsControlled(t *testing.T) {
	var trials []Trial
	initial := map[string]func(imsi string) message{
		"initialDP": func(imsi string) message {
			return beginCAP(at(partnerA.msc, ssnCAP), at(home.scf, ssnCAP), cap2, Invoke(1, 0, InitialDP(imsi, partnerA.msc, premium)))
		},
		"initialDPSMS": func(imsi string) message {
			return beginCAP(at(partnerA.msc, ssnCAP), at(home.scf, ssnCAP), cap3SMS, Invoke(1, 60, InitialDPSMS(imsi, partnerA.msc, homeMSISDN)))
		},
		"initialDPGPRS": func(imsi string) message {
			return beginCAP(at(partnerA.sgsn, ssnCAP), at(home.scf, ssnCAP), cap3GPRS, Invoke(1, 78, initialGPRS(imsi)))
		},
	}
	for whose, imsi := range subscribers {
		for name, m := range initial {
			for _, ssn := range []int{ssnCAP, ssnHLR, ssnMSC, ssnSCF, 0, 254} {
				x := m(imsi)
				trials = append(trials, Try(fmt.Sprintf("%s for %q at subsystem %d", name, whose, ssn), send(x.to(at(home.scf, ssn))), verdict(whose != "home" || ssn != ssnCAP)))
			}
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// initialGPRS is the argument of initialDPGPRS (TS 29.078 clause 8.1.1): service key,
// event, MSISDN, IMSI, time and zone, and the SGSN's location.
func initialGPRS(imsi string) TLV {
	return Sequence(Context(0, 7), Context(1, 2), Context(2, ISDN(homeMSISDN)...), Context(3, TBCD(imsi)...), Context(4, 0x02, 0x62, 0x10, 0x10, 0x21, 0, 0, 0))
}
