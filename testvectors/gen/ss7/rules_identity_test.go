package ss7

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// TestEveryIMSI: rule P-09: 6 to 15 digits, decimal, filler in the last nibble only.
func TestEveryIMSI(t *testing.T) {
	var trials []Trial
	psi := func(octets []byte) Step {
		m := toVLR(partnerA, 28, 3, 70, ProvideSubscriberInfo(imsiA, 0))
		return send(m.transaction(func(t *TCAP) {
			t.Components = []TLV{t.Components[0].At(func(e TLV) TLV { e.Octets = octets; return e }, 2, 0)}
		}))
	}
	for n := range 20 {
		octets := TBCD((imsiA + "77777")[:n])
		trials = append(trials, Try(fmt.Sprintf("%d digits", n), psi(octets), verdict(n < 6 || n > 15)))
	}
	for i := range 16 {
		for digit := byte(10); digit < 16; digit++ {
			octets := nibble(TBCD(imsiA), i, digit)
			trials = append(trials, Try(fmt.Sprintf("nibble %d is %X", i, digit), psi(octets), verdict(i < 15 || digit != 0xF)))
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// nibble replaces digit i of TBCD.
func nibble(octets []byte, i int, digit byte) []byte {
	octets = append([]byte{}, octets...)
	octets[i/2] = octets[i/2]&^(0xF<<(4*(i&1))) | digit<<(4*(i&1))
	return octets
}

// natureAndPlan are the first octets that an address may have (TS 29.002 clause
// 17.7.8): no extension; natures but the reserved 5 and 7; of an
// ISDN-AddressString the plans of telephones: unknown, E.164, national, private; of
// an AddressString X.121, telex and E.212, too.
func natureAndPlan(o byte, isISDN bool) bool {
	plans := map[byte]bool{0: true, 1: true, 8: true, 9: true, 3: !isISDN, 4: !isISDN, 6: !isISDN}
	nature := o >> 4 & 7
	return o&0x80 != 0 && nature != 5 && nature != 7 && plans[o&0xF]
}

// TestEveryAddressString: rule P-09 in every address that an argument names: nature
// and plan, and digits.
func TestEveryAddressString(t *testing.T) {
	fields := map[string]struct {
		m      message
		path   []int // in the argument
		isISDN bool  // else an AddressString, of up to 20 digits and more plans
	}{
		"msc-Number":        {register(partnerA), []int{1}, true},
		"vlr-Number":        {register(partnerA), []int{2}, true},
		"sgsn-Number":       {toHLR(partnerA, 32, 3, 23, UpdateGprsLocation(homeIMSI, partnerA.sgsn, [4]byte{198, 51, 100, 15})), []int{1}, true},
		"msisdn":            {whereTo(partnerA, homeMSISDN), []int{0}, true},
		"serviceCentre":     {whereTo(partnerA, homeMSISDN), []int{2}, false},
		"msc-Number of PRN": {toVLR(partnerA, 3, 3, 4, ProvideRoamingNumber(imsiA, home.msc, msisdnA)), []int{1}, true},
		"hlr-Number":        {toVLR(partnerA, 10, 2, 37, Reset(partnerA.hlr)), []int{0}, true},
		"gsmSCF-Address":    {toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, OCSI(partnerA.scf))), []int{4, 0, 0, 0, 2}, true},
		"service centre RP": {deliver(partnerA, imsiA, plain), []int{1}, false},
		"forwardedToNumber": {toHLR(partnerA, 18, 2, 10, RegisterSS(homeMSISDN)), []int{1}, false},
	}
	var trials []Trial
	for name, f := range fields {
		number := member(f.m.tcap.Components[0].Members[2], f.path).Octets
		play := func(what string, octets []byte, bad bool) {
			x := f.m.transaction(func(t *TCAP) {
				t.Components = []TLV{t.Components[0].At(func(e TLV) TLV { e.Octets = octets; return e }, append([]int{2}, f.path...)...)}
			})
			trials = append(trials, Try(name+" "+what, send(x), verdict(bad)))
		}
		for n := range 256 {
			if natureAndPlan(byte(n), f.isISDN) && n != 0x91 {
				continue // whose a number of another form is, the rules do not say
			}
			play(fmt.Sprintf("%#02x", n), append([]byte{byte(n)}, number[1:]...), n != 0x91)
		}
		last := 2*len(number) - 1
		for i := 2; i <= last; i++ {
			for digit := byte(10); digit < 16; digit++ {
				play(fmt.Sprintf("digit %d is %X", i-2, digit), nibble(number, i, digit), digit != 0xF || i != last)
			}
		}
		if f.isISDN {
			play("of 20 digits", append([]byte{0x91}, TBCD(strings.Repeat("9", 20))...), true)
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}
