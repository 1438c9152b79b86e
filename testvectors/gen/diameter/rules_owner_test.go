package diameter

import (
	"fmt"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// speaker is who a command comes from, and who it speaks for.
type speaker struct {
	name string
	network
	owns map[string]bool // subscribers and networks, its own and those that it speaks for
}

var speakers = []speaker{
	{"partner-a", partnerA, map[string]bool{partnerA.imsi: true, partnerA.plmn: true}},
	{"partner-b", partnerB, map[string]bool{partnerB.imsi: true, partnerB.plmn: true}},
	{"hub", hub, map[string]bool{partnerF.imsi: true, partnerF.plmn: true}},
	{"partner-f", partnerF, map[string]bool{partnerF.imsi: true, partnerF.plmn: true}},
	{"rogue", rogue, map[string]bool{rogue.imsi: true, rogue.plmn: true}},
}

var subjects = []network{home, partnerA, partnerB, partnerC, partnerF, rogue, nobody}

// TestSubscribers: D-08 and D-10, each command about each network's subscriber.
func TestSubscribers(t *testing.T) {
	var trials []Trial
	for _, s := range speakers {
		for _, of := range subjects {
			theirs, ours := SetOf(), SetOf()
			theirs.Add(subscriberTheirs, !s.owns[of.imsi])
			ours.Add(imsiOurs, of.imsi != home.imsi)
			for _, m := range []message{cancel(s.network, of.imsi, 0), insert(s.network, of.imsi, subscriptionData()), remove(s.network, of.imsi)} {
				trials = append(trials, owned(s, of, m, theirs))
			}
			for _, m := range []message{updateLocation(s.network), authenticate(s.network), purge(s.network), notify(s.network)} {
				trials = append(trials, owned(s, of, m.set(1, of.imsi), ours))
			}
		}
	}
	check(t, rulesYAML(t, ""), trials, subscriberTheirs, imsiOurs)
}

// owned wants a command with exactly these reasons: nothing else may stop it.
func owned(s speaker, of network, m message, want Set) Trial {
	verdict := "pass"
	if len(want) > 0 {
		verdict = "block"
	}
	return Try(fmt.Sprintf("%s of %s about %s", names[m.Code], s.name, of.imsi), send(m), Finding{Verdict: verdict, Reasons: want})
}

// TestVisitedNetworks: D-10, each network in a registration and in a request for
// vectors.
func TestVisitedNetworks(t *testing.T) {
	var trials []Trial
	for _, s := range speakers {
		for _, in := range subjects {
			want := SetOf()
			want.Add(visitedTheirs, !s.owns[in.plmn])
			for _, m := range []message{updateLocation(s.network), authenticate(s.network)} {
				trials = append(trials, owned(s, in, m.setTGPP(1407, PLMN(in.plmn)), want))
			}
		}
	}
	check(t, rulesYAML(t, ""), trials, visitedTheirs)
}

// TestResets: D-17, prefixes of each length of each network's subscribers.
func TestResets(t *testing.T) {
	var trials []Trial
	for _, s := range speakers {
		for _, of := range subjects {
			for n := 1; n <= 15; n++ {
				want := SetOf()
				want.Add(userTheirs, n < 5 || !s.owns[of.imsi])
				trials = append(trials, owned(s, network{imsi: of.imsi[:n]}, reset(s.network, userID(of.imsi[:n])), want))
			}
		}
	}
	check(t, rulesYAML(t, ""), trials, userTheirs)
}

// TestLocationFlags: D-09, all IDR-Flags up to bit 6, with the agreement and without.
func TestLocationFlags(t *testing.T) {
	var trials []Trial
	for flags := uint32(0); flags < 1<<7; flags++ {
		for _, n := range []network{partnerA, partnerB} {
			want := SetOf()
			want.Add(locationAgreed, flags&0x1C != 0 && n != partnerB)
			trials = append(trials, Try(fmt.Sprintf("%#x of %s", flags, n.realm), send(locate(n, n.imsi, flags)), Finding{Reasons: want}))
		}
	}
	check(t, rulesYAML(t, ""), trials, locationAgreed)
}

// TestVectorCounts: D-12, of either kind and of both.
func TestVectorCounts(t *testing.T) {
	var trials []Trial
	counts := []uint32{0, 1, 2, 3, 4, 5, 6, 7, 32, 255, 256, 65537, 0x80000001, 0xFFFFFFFF}
	bad := func(n uint32) bool { return n < 1 || n > 5 }
	for _, a := range counts {
		one := SetOf()
		one.Add(vectorsRange, bad(a))
		trials = append(trials, Try(fmt.Sprint(a, " of EPS"), send(authenticate(partnerA, vectorsEUTRAN(a))), Finding{Reasons: one}),
			Try(fmt.Sprint(a, " of UMTS"), send(authenticate(partnerA, vectorsUTRAN(a))), Finding{Reasons: one}))
		for _, b := range counts {
			both := SetOf()
			both.Add(vectorsRange, bad(a) || bad(b))
			trials = append(trials, Try(fmt.Sprint(a, " and ", b), send(authenticate(partnerA, vectorsEUTRAN(a), vectorsUTRAN(b))), Finding{Reasons: both}))
		}
	}
	check(t, rulesYAML(t, ""), trials, vectorsRange)
}

// TestRadioAccess: D-10, each radio access with the flag of an MME and without it.
func TestRadioAccess(t *testing.T) {
	var trials []Trial
	for rat := uint32(1000); rat <= 1007; rat++ {
		for flags := uint32(0); flags < 1<<8; flags += 2 {
			want := SetOf()
			want.Add(flagsContradict, (flags&2 != 0) == (rat < 1004))
			m := updateLocation(partnerA).setTGPP(1032, U32(rat)).setTGPP(1405, U32(flags))
			trials = append(trials, Try(fmt.Sprintf("%d with %#x", rat, flags), send(m), Finding{Reasons: want}))
		}
	}
	check(t, rulesYAML(t, ""), trials, flagsContradict)
}
