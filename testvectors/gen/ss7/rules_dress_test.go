package ss7

import (
	"fmt"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// baseAttacks are the rows S-1 to S-21 of the attack catalogue that one message
// gives away, several where the row names several. S-2 and S-9 look honest message
// by message, and S-19 is no message of TCAP.
func baseAttacks() map[string][]message {
	scf := func(ac byte, code int, argument TLV) message {
		return begin(at(rogue.scf, ssnSCF), at(home.hlr, ssnHLR), ac, 3, Invoke(1, code, argument))
	}
	notify := func(imsi string, code int) message {
		return beginAbout(imsi, at(rogue.hlr, ssnHLR), at(home.vlr, ssnVLR), 19, 2, Invoke(1, code, USSD("your PIN?")))
	}
	return map[string][]message{
		"S-1":  {locate(rogue), scf(43, 62, AnyTimeSubscriptionInterrogation(homeMSISDN, rogue.scf)), scf(43, 65, AnyTimeModification(homeMSISDN, rogue.scf, premium))},
		"S-3":  {routing(rogue), begin(at(rogue.sgsn, ssnSGSN), at(home.hlr, ssnHLR), 33, 3, Invoke(1, 24, SendRoutingInfoForGprs(homeIMSI, rogue.sgsn)))},
		"S-4":  {toVLR(rogue, 28, 3, 70, ProvideSubscriberInfo(homeIMSI, 0, 3)), toVLR(rogue, 28, 3, 70, ProvideSubscriberInfo(imsiA, 0, 3))},
		"S-5":  {begin(at(home.hlr, ssnHLR), at(home.vlr, ssnVLR), 28, 3, Invoke(1, 70, ProvideSubscriberInfo(homeIMSI, 0, 3)))},
		"S-6":  {begin(at(rogue.gmlc, ssnGMLC), at(home.msc, ssnMSC), 38, 3, Invoke(1, 83, ProvideSubscriberLocation(homeIMSI, rogue.gmlc)))},
		"S-7":  {begin(at(rogue.vlr, ssnVLR), at(home.hlr, ssnHLR), 1, 3, Invoke(1, 2, UpdateLocation(homeIMSI, partnerA.msc, partnerA.vlr))), toHLR(rogue, 1, 3, 2, UpdateLocation(imsiA, rogue.msc, rogue.vlr))},
		"S-8":  {toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, OCSI(rogue.scf))), toVLR(rogue, 16, 3, 7, InsertSubscriberData(homeIMSI, homeMSISDN, OCSI(rogue.scf)))},
		"S-10": {toVLR(rogue, 2, 3, 3, CancelLocation(homeIMSI)), toVLR(rogue, 16, 3, 8, DeleteSubscriberData(imsiA)), toVLR(rogue, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, Barring()))},
		"S-11": {toVLR(rogue, 3, 3, 4, ProvideRoamingNumber(homeIMSI, home.msc, homeMSISDN)), toVLR(rogue, 10, 2, 37, Reset(partnerA.hlr))},
		"S-12": {toHLR(rogue, 14, 3, 56, SendAuthenticationInfo(imsiA, 5, plmnX)), vectors(partnerA, plmnA, 6)},
		"S-13": {deliver(partnerA, homeIMSI, plain).from(at(rogue.smsc, ssnMSC)), submit(partnerA, msisdnA).argument(put(MOForwardSM(msisdnA, home.smsc, imsiA, Submit("99902000099", "hello"))))},
		"S-14": {deliver(rogue, homeIMSI, toolkit), deliver(rogue, imsiA, toolkit)},
		"S-15": {ussd(rogue, "*140*99999200001*500#")},
		"S-16": {toVLR(rogue, 18, 2, 18, GetPassword())},
		"S-17": {identify(rogue), begin(at(rogue.msc, ssnMSC), at(home.vlr, ssnEIR), 13, 2, Invoke(1, 43, CheckIMEI("353490069873319")))},
		"S-18": {call(rogue, cap2), beginCAP(at(partnerA.scf, ssnCAP), at(home.msc, ssnCAP), cap2, Invoke(1, 20, Connect(premium)))},
		"S-20": {notify(homeIMSI, 61), notify(imsiA, 60)},
		"S-21": {toVLR(rogue, 17, 3, 50, ActivateTraceMode(imsiA))},
	}
}

// dress is a way in which any message can go, and still be the same message.
type dress struct {
	name string
	wear func(message) Step
}

// dresses are those of the evasions E-6 to E-9 and E-17, alone and combined.
func dresses() (out []dress) {
	add := func(name string, wear func(message) Step) { out = append(out, dress{name, wear}) }
	for n := 1; n <= 4; n++ {
		add(fmt.Sprintf("lengths of %d octets more", n), func(m message) Step { return send(m.dressed(func(e TLV) TLV { return e.All(Long(n)) })) })
	}
	add("indefinite lengths", func(m message) Step { return send(m.dressed(func(e TLV) TLV { return e.All(Unbounded) })) })
	for _, size := range []int{5, 17, 40, 90} {
		add(fmt.Sprintf("segments of %d octets", size), func(m message) Step { return send(m.segmented(max(size, len(m.tcap.Bytes())/16+1))) })
	}
	for _, typ := range []byte{TypeXUDT, TypeLUDT} {
		for _, hop := range []byte{1, 15} {
			add(fmt.Sprintf("type %#x, hop counter %d", typ, hop), func(m message) Step { return send(m.inSCCP(as(typ, hop))) })
		}
	}
	add("class 1 with return option", func(m message) Step { return send(m.inSCCP(func(s SCCP) SCCP { s.Class = 0x81; return s })) })
	carriers := map[string]Carriage{
		"fragments": Fragmented(40), "fragments of 4 octets": Fragmented(4), "fragments in one packet": FragmentedIn(48), "fragments backwards": Backwards(30), "unordered": Unordered(Packets),
		"unordered fragments": Unordered(Fragmented(24)), "stream 0": OnStream(0, Packets), "IP fragments": IPFragments(48), "IPv6": OverIPv6(Packets), "UDP": OverUDP,
	}
	for name, c := range carriers {
		add(name, func(m message) Step { return m.by(c) })
		add(name+", segments, long lengths", func(m message) Step { return m.dressed(Long3).segmented(max(40, len(m.tcap.Bytes())/8)).by(c) })
		add(name+", LUDT, indefinite lengths", func(m message) Step {
			return m.dressed(func(e TLV) TLV { return e.All(Unbounded) }).inSCCP(as(TypeLUDT, 1)).by(c)
		})
	}
	add("bundled", func(m message) Step { return together(Bundled, whereTo(partnerA, homeMSISDN), m) })
	add("bundled in fragments", func(m message) Step {
		return together(FragmentedIn(30), register(partnerA), m, whereTo(partnerA, homeMSISDN))
	})
	add("TCP", func(m message) Step { return m.by(overTCP(InSegments(30))) })
	add("TCP, exchanged, segments", func(m message) Step { return m.segmented(60).by(overTCP(Exchanged(90))) })
	add("TCP, overlapping", func(m message) Step { return m.by(overTCP(Overlapping(40))) })
	add("two paths", func(m message) Step { return m.segmented(60).by(twoPaths) })
	return out
}

// behind puts a component in front: only of attacks, for nobody has asked.
func behindResult(m message) message {
	return m.transaction(func(t *TCAP) {
		first, _ := operation(t.Components[0])
		t.Components = append([]TLV{Result(99, first)}, t.Components...)
	})
}

// TestEveryAttackInEveryDress: no dress hides an attack, whether it is the first
// component or the second.
func TestEveryAttackInEveryDress(t *testing.T) {
	var trials []Trial
	for row, messages := range baseAttacks() {
		for i, m := range messages {
			for _, d := range dresses() {
				trials = append(trials, Try(fmt.Sprintf("%s.%d: %s", row, i, d.name), d.wear(m), verdict(true)),
					Try(fmt.Sprintf("%s.%d behind a result: %s", row, i, d.name), d.wear(behindResult(m)), verdict(true)))
			}
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
	if n := len(dresses()); n < 40 {
		t.Errorf("%d dresses", n)
	}
}

// TestEveryHonestMessageInEveryDress: and none makes an attack of an honest one.
func TestEveryHonestMessageInEveryDress(t *testing.T) {
	var trials []Trial
	for name, m := range samples() {
		for _, d := range dresses() {
			trials = append(trials, Try(name+": "+d.name, d.wear(m), verdict(false)))
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}
