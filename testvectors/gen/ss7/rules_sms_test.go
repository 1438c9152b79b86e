package ss7

import (
	"fmt"
	"slices"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// TestEveryProtocolAndCoding: rule SMS-4: all protocol identifiers and data coding
// schemes, to a subscriber of ours, to a roamer by its home and by another.
func TestEveryProtocolAndCoding(t *testing.T) {
	for _, x := range []struct {
		name      string
		n         network
		imsi      string
		sheltered bool // the home of a subscriber who is here
	}{{"to ours", partnerA, homeIMSI, false}, {"to a roamer by another", partnerB, imsiA, false}, {"to a roamer by its home", partnerA, imsiA, true}} {
		t.Run(x.name, func(t *testing.T) {
			var trials []Trial
			for pid := range 256 {
				for dcs := range 256 {
					if edge := pid == 0 || pid >= 0x3F && pid <= 0x41 || pid >= 0x78 && pid <= 0x80 || pid == 0xFF; !edge && dcs != 0 && dcs != 0x12 && dcs != 0xF6 {
						continue
					}
					toSIM := (pid == 0x7F || pid == 0x7C) && class2(byte(dcs)) // 0x7C: ANSI-136, the same way (TS 23.040 clause 9.2.3.9)
					tpdu := Deliver{From: "99970200001", PID: byte(pid), DCS: byte(dcs), Octets: []byte{0}}.Bytes()
					trials = append(trials, Try(fmt.Sprintf("PID %#02x DCS %#02x", pid, dcs), send(deliver(x.n, x.imsi, tpdu)), verdict(toSIM && !x.sheltered)))
				}
			}
			check(t, rulesYAML(t, "", ""), trials)
		})
	}
}

// class2 is TS 23.038 clause 4: coding groups 00xx and 01xx have a class where bit 4
// is set, group 1111 always.
func class2(dcs byte) bool {
	group := dcs >> 4
	return dcs&3 == 2 && (group < 8 && group&1 == 1 || group == 15)
}

// TestEveryElementOfTheHeader: rule SMS-4: elements 0x70 to 0x7F, first or behind
// others, in a message and in a status report.
func TestEveryElementOfTheHeader(t *testing.T) {
	var trials []Trial
	for element := range 256 {
		e := byte(element)
		bad := e >= 0x70 && e <= 0x7F
		for name, header := range map[string][]byte{
			"alone": {e, 0}, "with content": {e, 3, 1, 2, 3}, "behind concatenation": {0, 3, 7, 2, 1, e, 0}, "behind two": {0, 3, 7, 2, 1, 4, 2, 0, 0, e, 1, 9},
			"before concatenation": {e, 0, 0, 3, 7, 2, 1},
		} {
			tpdu := Deliver{From: "99970200001", DCS: 0xF6, Header: header, Octets: []byte{1, 2}}.Bytes()
			trials = append(trials, Try(fmt.Sprintf("element %#02x %s", e, name), send(deliver(rogue, homeIMSI, tpdu)), verdict(bad)),
				Try(fmt.Sprintf("element %#02x %s in a status report", e, name), send(deliver(rogue, homeIMSI, statusReport(header))), verdict(bad)),
				Try(fmt.Sprintf("element %#02x %s by the home of a roamer", e, name), send(deliver(partnerA, imsiA, tpdu)), verdict(false)))
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// statusReport is an SMS-STATUS-REPORT with a header in its user data (TS 23.040
// clause 9.2.2.3).
func statusReport(header []byte) []byte {
	when := []byte{0x62, 0x10, 0x10, 0x21, 0, 0, 0}
	user := Join([]byte{byte(len(header))}, header, []byte{1, 2})
	return Join([]byte{0x46, 1, 11, 0x91}, TBCD("99970200001"), when, when, []byte{0, 7, 0, 0xF6, byte(len(user))}, user)
}

// TestEveryPairOfAddresses: rules SMS-2 and MAP-3e: what SM-RP-DA and SM-RP-OA may
// be in each operation and context.
func TestEveryPairOfAddresses(t *testing.T) {
	destinations := map[string]TLV{
		"imsi": Context(0, TBCD(homeIMSI)...), "lmsi": Context(1, 1, 2, 3, 4), "roamingNumber": Context(3, ISDN(homeMSISDN)...),
		"centre": Context(4, ISDN(home.smsc)...), "centre of theirs": Context(4, ISDN(partnerA.smsc)...), "none": Context(5),
	}
	origins := map[string]TLV{"msisdn": Context(2, ISDN(homeMSISDN)...), "centre": Context(4, ISDN(partnerA.smsc)...), "none": Context(5)}
	contexts := []struct {
		code        int
		context     [2]int
		down, up    bool // towards a handset; towards a centre
		description string
	}{
		{44, [2]int{25, 3}, true, false, "mt-ForwardSM"}, {46, [2]int{25, 2}, true, false, "forwardSM towards a handset"},
		{46, [2]int{21, 1}, true, true, "forwardSM of version 1"}, {46, [2]int{21, 2}, false, true, "forwardSM towards a centre"}, {46, [2]int{21, 3}, false, true, "mo-ForwardSM"},
	}
	var trials []Trial
	for _, x := range contexts {
		for to, da := range destinations {
			for from, oa := range origins {
				argument := Sequence(da, oa, OctetString(plain))
				if to == "centre" || to == "centre of theirs" {
					argument.Members[2] = OctetString(Submit("99902000099", "hello"))
				}
				m := opens(at(partnerA.smsc, ssnMSC), at(home.msc, ssnMSC), x.context, x.code, argument)
				fits := x.down && slices.Contains([]string{"imsi", "lmsi"}, to) && from == "centre" || x.up && to == "centre" && from == "msisdn"
				trials = append(trials, Try(fmt.Sprintf("%s to %s from %s", x.description, to, from), send(m), verdict(!fits)))
			}
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// TestEveryMessageOfAMute: rule SMS-5's sms: false.
func TestEveryMessageOfAMute(t *testing.T) {
	const mute = "  - {name: silent, via: [ipx-1], plmns: [\"999-60\"], global_titles: [\"99960\"], msisdns: [\"99961\"], sms: false}\n" +
		"  - {name: talks, via: [ipx-1], plmns: [\"999-62\"], global_titles: [\"99962\"], msisdns: [\"99963\"], agreements: [mapv1]}\n"
	var trials []Trial
	for prefix, bad := range map[string]bool{"99960": true, "99962": false} {
		n, own, number := networkOf(prefix), "999"+prefix[3:]+"0000000001", "99961000001"
		if !bad {
			number = "99963000001"
		}
		for name, m := range map[string]message{
			"44": deliver(n, own, plain), "44 to ours": deliver(n, homeIMSI, plain), "45": whereTo(n, homeMSISDN), "46": submit(n, homeMSISDN),
			"47": begin(at(n.smsc, ssnMSC), at(homeMSISDN, ssnHLR), 20, 3, Invoke(1, 47, ReportSMDeliveryStatus(homeMSISDN, n.smsc))),
			"64": begin(at(n.hlr, ssnHLR), at(home.smsc, ssnMSC), 23, 2, Invoke(1, 64, AlertServiceCentre(number, home.smsc))),
			"49": begin(at(n.hlr, ssnHLR), at(home.smsc, ssnMSC), 23, 1, Invoke(1, 49, AlertServiceCentre(number, home.smsc))),
		} {
			trials = append(trials, Try(name+" of "+prefix, send(m), verdict(bad)))
		}
		trials = append(trials, Try("a registration of "+prefix, send(register(n)), verdict(false)))
	}
	check(t, rulesYAML(t, mute, ""), trials)
}

// TestEveryTransferService: rule MAP-3d: a service is found in every alphabet, in
// versions 1 and 2, and only at the beginning.
func TestEveryTransferService(t *testing.T) {
	wide := func(text string) (out []byte) {
		for _, c := range text {
			out = append(out, 0, byte(c))
		}
		return out
	}
	play := func(coding byte, octets []byte) message {
		return beginAbout(homeIMSI, at(partnerA.vlr, ssnVLR), at(home.hlr, ssnHLR), 19, 2, Invoke(1, 59, Sequence(OctetString([]byte{coding}), OctetString(octets))))
	}
	var trials []Trial
	for text, bad := range map[string]bool{"*140*1#": true, "*140*99999200001*500#": true, "*140#": false, "*100#": false, "*1400*1#": false, "*100*140*1#": false} {
		for name, m := range map[string]message{
			"septets": play(0x0F, Pack7(text)), "septets behind a language": play(0x10, Pack7("en\r"+text)), "octets": play(0x44, []byte(text)), "UCS2": play(0x48, wide(text)),
			"UCS2 behind a language": play(0x11, Join([]byte("en"), wide(text))), "septets, said to be octets": play(0x44, Pack7(text)), "octets, said to be septets": play(0x0F, []byte(text)),
			"version 1": begin(at(partnerC.vlr, ssnVLR), at(home.hlr, ssnHLR), 18, 1, Invoke(1, 19, TLV{Number: 22, Octets: []byte(text)})),
		} {
			trials = append(trials, Try(text+" in "+name, send(m), verdict(bad)))
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// TestEveryNumberOfVectors: rule MAP-3b.
func TestEveryNumberOfVectors(t *testing.T) {
	var trials []Trial
	for n := -3; n <= 300; n++ {
		trials = append(trials, Try(fmt.Sprintf("%d vectors", n), send(vectors(partnerA, plmnA, n)), verdict(n < 1 || n > 5)))
	}
	for plmn, bad := range map[string]bool{plmnA: false, plmnX: true, homePLMN: true, "999-71": true, "208-01": true} {
		trials = append(trials, Try("vectors for "+plmn, send(vectors(partnerA, plmn, 3)), verdict(bad)))
	}
	check(t, rulesYAML(t, "", ""), trials)
}
