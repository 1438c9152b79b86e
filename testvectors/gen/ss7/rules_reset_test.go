package ss7

import (
	"fmt"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// TestEveryReset: rule MAP-2b: the HLR that has restarted is the caller's, and so are
// the leading digits of IMSIs that tell its subscribers apart. What the message brings
// of new subscriber data is judged as insertSubscriberData is (MAP-2c).
func TestEveryReset(t *testing.T) {
	reset := func(by network, members ...TLV) Step {
		return send(toVLR(by, 10, 3, 37, Sequence(append([]TLV{OctetString(ISDN(by.hlr))}, members...)...)))
	}
	lists := func(digits ...string) TLV {
		var ids []TLV
		for _, d := range digits {
			ids = append(ids, OctetString(TBCD(d)))
		}
		return Sequence(ids...)
	}
	var trials []Trial
	for _, x := range []struct {
		digits []string
		bad    bool
	}{
		{[]string{"999700"}, false}, {[]string{"99970000", "99970001"}, false}, {[]string{"00101000"}, true},
		{[]string{"99970000", "00101000"}, true}, {[]string{"99971000"}, true}, {[]string{"20801000"}, true},
	} {
		trials = append(trials, Try(fmt.Sprintf("of %s", x.digits), reset(partnerA, lists(x.digits...)), verdict(x.bad)))
	}
	for scf, bad := range map[string]bool{partnerA.scf: false, rogue.scf: true, home.scf: true, nobody.scf: true} {
		data := ContextOf(2, OCSI(scf))
		trials = append(trials, Try("calls go to "+scf, reset(partnerA, data), verdict(bad)))
	}
	trials = append(trials, Try("of our subscriber", reset(partnerA, ContextOf(2, Context(0, TBCD(homeIMSI)...))), verdict(true)))
	check(t, rulesYAML(t, "", ""), trials)
}
