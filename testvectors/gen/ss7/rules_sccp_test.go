package ss7

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall"
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// address is an SCCP address whose every part can be set (Q.713 clause 3.4); which
// are there is up to the indicator.
type address struct {
	indicator         byte
	point             uint32
	ssn, tt, plan, es byte
	nature            byte
	digits            []byte
}

// fits is rule C-02's encoding scheme for 11 digits: odd. Even is as good, for the
// filler 0 is then a twelfth digit, and nobody can tell.
func (a address) fits() bool { return a.es == 1 || a.es == 2 }

// usual is the address that rules C-02 and C-03 want.
func usual(title string, ssn int) address {
	p := Party{Title: title, SSN: ssn}.Bytes()
	return address{indicator: 0x12, ssn: byte(ssn), plan: 1, es: p[3] & 0xF, nature: 4, digits: p[5:]}
}

func (a address) party() Party {
	b := []byte{a.indicator}
	if a.indicator&1 != 0 {
		b = append(b, byte(a.point), byte(a.point>>8))
	}
	if a.indicator&2 != 0 {
		b = append(b, a.ssn)
	}
	switch a.indicator >> 2 & 0xF {
	case 0:
		return Party{Octets: b}
	case 1:
		b = append(b, a.nature|a.es&1<<7)
	case 2:
		b = append(b, a.tt)
	case 3:
		b = append(b, a.tt, a.plan<<4|a.es)
	default:
		b = append(b, a.tt, a.plan<<4|a.es, a.nature)
	}
	return Party{Octets: Join(b, a.digits)}
}

// variant is an address with what sets it apart from the usual one.
type variant struct {
	name string
	address
	sound, odd bool // what the rules say: in order; in order only if a carrier sends it
}

// variants edits every part of an address through all its values.
func variants(base address, sound func(a address) (sound, odd bool)) (out []variant) {
	add := func(name string, edit func(*address)) {
		a := base
		edit(&a)
		ok, odd := sound(a)
		out = append(out, variant{name, a, ok, odd})
	}
	for n := range 256 {
		v := byte(n)
		add(fmt.Sprintf("indicator %#02x", n), func(a *address) { a.indicator = v })
		add(fmt.Sprintf("subsystem %d", n), func(a *address) { a.ssn = v })
		add(fmt.Sprintf("translation type %d", n), func(a *address) { a.tt = v })
		add(fmt.Sprintf("nature %d", n), func(a *address) { a.nature = v })
		add(fmt.Sprintf("plan %d, encoding %d", n>>4, n&0xF), func(a *address) { a.plan, a.es = v>>4, v&0xF })
	}
	return out
}

// callingIsSound is rule C-02 but for the digits; spare is the top bit of the
// nature of address, which receivers ignore (Q.713 clause 3.4.2.3.4).
func callingIsSound(a address) (sound, odd bool) {
	sound = a.plan == 1 && a.fits() && a.nature&0x7F == 4 && a.ssn != 0 && a.ssn != 254
	odd = a.tt != 0 || a.indicator == 0x13 || a.indicator == 0x43
	if a.indicator == 0x43 { // no title that could be wrong
		sound = a.ssn != 0 && a.ssn != 254
	}
	return sound && (a.indicator == 0x12 || odd && (a.indicator == 0x13 || a.indicator == 0x43)), odd
}

// calledIsSound is rule C-03 of an operation that is not sendRoutingInfo.
func calledIsSound(a address) (sound, odd bool) {
	return (a.indicator == 0x12 || a.indicator == 0x13) && a.tt == 0 && (a.plan == 1 || a.plan == 7) && a.fits() && a.nature&0x7F == 4 && a.ssn == ssnHLR, false
}

// TestEveryCallingParty: rule C-02, of an interconnect and of a carrier.
func TestEveryCallingParty(t *testing.T) {
	for _, transit := range []bool{false, true} {
		t.Run(fmt.Sprintf("transit %v", transit), func(t *testing.T) {
			var trials []Trial
			base := usual(partnerA.vlr, ssnVLR)
			base.point = pointPeer
			for _, v := range variants(base, callingIsSound) {
				x := Trial{Name: v.name, Step: send(vectors(partnerA, "", 3).from(v.party()))}
				if x.Want.Verdict = "pass"; !v.sound || v.odd && !transit {
					x.Want.Verdict = "block"
				}
				trials = append(trials, x)
			}
			check(t, carrier(t, transit, ""), trials)
		})
	}
}

// TestEveryCalledParty: rule C-03.
func TestEveryCalledParty(t *testing.T) {
	var trials []Trial
	base := usual(home.hlr, ssnHLR)
	base.point = pointHome
	for _, v := range variants(base, calledIsSound) {
		x := Trial{Name: v.name, Step: send(register(partnerA).to(v.party()))}
		if x.Want.Verdict = "pass"; !v.sound {
			x.Want.Verdict = "block"
		}
		trials = append(trials, x)
	}
	for _, tt := range []byte{0, 1, 0x7F, 0x80, 0x81, 0xFF} {
		to := usual(homeMSISDN, ssnHLR)
		to.tt = tt
		x := Trial{Name: fmt.Sprintf("sendRoutingInfo with translation type %d", tt), Step: send(routing(partnerB).to(to.party()))}
		if x.Want.Verdict = "pass"; tt != 0 && tt != 0x80 {
			x.Want.Verdict = "block"
		}
		trials = append(trials, x)
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// TestEveryNumberOfDigits: 7 to 15 decimal digits, and an encoding scheme that
// fits them, in rules C-02 and C-03.
func TestEveryNumberOfDigits(t *testing.T) {
	var trials []Trial
	add := func(name, prefix string, m func(Party) message) {
		for n := len(prefix); n <= 18; n++ {
			title := prefix + strings.Repeat("7", n-len(prefix))
			for es := range byte(3) {
				a := usual(title, ssnHLR)
				if es != 0 {
					a.es = es
				}
				x := Trial{Name: fmt.Sprintf("%s of %d digits, encoding scheme %d", name, n, a.es), Step: send(m(a.party()))}
				read := 2 * len(a.digits) // what the scheme says of them
				if a.es == 1 {
					read--
				}
				if x.Want.Verdict = "pass"; read < 7 || read > 15 || read < n {
					x.Want.Verdict = "block"
				}
				trials = append(trials, x)
			}
		}
		for i := range 11 {
			for digit := byte(10); digit < 16; digit++ {
				a := usual(prefix+"000006", ssnHLR)
				a.digits[i/2] = a.digits[i/2]&^(0xF<<(4*(i&1))) | digit<<(4*(i&1))
				trials = append(trials, Trial{Name: fmt.Sprintf("%s with digit %d of %X", name, i, digit), Step: send(m(a.party())), Want: Finding{Verdict: "block"}})
			}
		}
	}
	add("calling title", "99970", func(p Party) message { return vectors(partnerA, "", 3).from(p) })
	add("called title", "99901", func(p Party) message { return register(partnerA).to(p) })
	check(t, rulesYAML(t, "", ""), trials)
}

// carrier is the vectors' configuration whose first interconnect is a carrier, or
// not, and more of its properties.
func carrier(t testing.TB, transit bool, properties string) *firewall.Config {
	return rulesYAMLWith(t, fmt.Sprintf(`point_codes: ["2-2-2"], transit: %v%s`, transit, properties), "", "")
}
