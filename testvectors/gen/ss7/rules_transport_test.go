package ss7

import (
	"fmt"
	"slices"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// verdict is a trial's expectation when only whether it is blocked matters.
func verdict(blocked bool) Finding {
	if blocked {
		return Finding{Verdict: "block"}
	}
	return Finding{Verdict: "pass"}
}

// TestEveryM3UAMessage: rule M-01, all classes and types, with and without the
// agreement on routing keys.
func TestEveryM3UAMessage(t *testing.T) {
	allowed := map[int]int{0: 1<<0 | 1<<1, 1: 1 << 1, 2: 0x7E, 3: 0x7E, 4: 0x1E, 9: 0x1E} // bit = type
	for _, agrees := range []bool{false, true} {
		t.Run(fmt.Sprintf("routing-key %v", agrees), func(t *testing.T) {
			var trials []Trial
			for class := range 256 {
				for typ := range 256 {
					s := SetOf()
					listed := typ < 32 && allowed[class]>>typ&1 != 0
					s.Add("opgate/m3ua-message-not-allowed", !listed)
					s.Add(routingKey, listed && class == 9 && !agrees)
					trials = append(trials, Try(fmt.Sprintf("class %d type %d", class, typ),
						bare(M3UA{Class: byte(class), Type: byte(typ)}.Bytes(), false), s.Finding()))
				}
			}
			only := ""
			if agrees { // as far as anybody behind the peer has: it speaks in no operator's name
				only = "  - {name: gateway, via: [ipx-1], agreements: [routing-key]}\n"
			}
			check(t, rulesYAML(t, only, legible), trials, "opgate/")
		})
	}
}

// TestEveryHeaderOfM3UA: rule M-01, version and reserved octet, and a length that
// is that of the message. It may leave out the padding at its end, as receivers
// should accept (RFC 4666 clause 3.1.4).
func TestEveryHeaderOfM3UA(t *testing.T) {
	var trials []Trial
	ask := whereTo(partnerA, homeMSISDN)
	whole := ask.transfers(newLine(t.Name()))[0]
	data := int(whole[10])<<8 | int(whole[11]) // the length of the one parameter
	padding := len(whole) - 8 - data
	octets := func(edit func([]byte)) Step {
		return Step{Write: func(l *Line) {
			b := ask.transfers(l)[0]
			edit(b)
			Packets(l, []Parcel{{Octets: b, PPID: PPIDM3UA, Stream: 1}})
		}}
	}
	for n := range 256 {
		trials = append(trials,
			Try(fmt.Sprintf("version %d", n), octets(func(b []byte) { b[0] = byte(n) }), verdict(n != 1)),
			Try(fmt.Sprintf("reserved %d", n), octets(func(b []byte) { b[1] = byte(n) }), verdict(n != 0)),
			Try(fmt.Sprintf("length %+d", n-128), octets(func(b []byte) { b[7] += byte(n - 128) }), verdict(n > 128 || n < 128-padding)))
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// TestEveryServiceAndNetwork: rule M-02.
func TestEveryServiceAndNetwork(t *testing.T) {
	for _, network := range []int{0, 2, 3} {
		t.Run(fmt.Sprintf("network %d", network), func(t *testing.T) {
			var trials []Trial
			for n := range 256 {
				v := byte(n)
				trials = append(trials,
					Try(fmt.Sprintf("service indicator %d", n), send(register(partnerA).inMTP(func(t Transfer) Transfer { t.Service, t.NI = v, byte(network); return t })), verdict(n != 3)),
					Try(fmt.Sprintf("network indicator %d", n), send(register(partnerA).inMTP(func(t Transfer) Transfer { t.NI = v; return t })), verdict(n != network)))
			}
			check(t, rulesYAMLWith(t, fmt.Sprintf("%s, network_indicator: %d", interconnectKey, network), "", ""), trials)
		})
	}
}

// TestEveryPointCode: rule M-02, codes of 14 bits, of the peer, ours, of others,
// from an interconnect and from a carrier.
func TestEveryPointCode(t *testing.T) {
	for _, transit := range []bool{false, true} {
		t.Run(fmt.Sprintf("transit %v", transit), func(t *testing.T) {
			var trials []Trial
			for code := uint32(0); code < 1<<14; code += 37 {
				trials = append(trials, point(code, transit)...)
			}
			for _, code := range []uint32{pointHome, pointPeer, pointElse, 0, 1<<14 - 1, 1 << 14, 1<<24 - 1, 1 << 24, 1<<32 - 1} {
				trials = append(trials, point(code, transit)...)
			}
			check(t, carrier(t, transit, ""), trials)
		})
	}
}

// point has a code at both ends of the label. Those of more than 24 bits are no
// point codes of anybody's (RFC 4666 clause 3.3.1).
func point(code uint32, transit bool) []Trial {
	from := register(partnerA).inMTP(func(t Transfer) Transfer { t.OPC = code; return t })
	to := register(partnerA).inMTP(func(t Transfer) Transfer { t.DPC = code; return t })
	return []Trial{
		Try(fmt.Sprintf("from point %d", code), send(from), verdict(code != pointPeer && !(transit && code != pointHome && code < 1<<24))),
		Try(fmt.Sprintf("to point %d", code), send(to), verdict(code != pointHome)),
	}
}

// TestRoutingContextsOfManagement: rule M-02: a message of management may name several
// contexts, all of them the peer's.
func TestRoutingContextsOfManagement(t *testing.T) {
	var trials []Trial
	for _, list := range [][]uint32{{1}, {1, 2}, {2, 1}, {9}, {1, 9}, {9, 1}, {1, 2, 9}} {
		octets := []byte{}
		for _, n := range list {
			octets = append(octets, U32(n)...)
		}
		trials = append(trials, Try(fmt.Sprintf("ASP Active in %d", list), bare(M3UA{Class: 4, Type: 1, Parameters: [][]byte{Parameter(0x0006, octets)}}.Bytes(), false), verdict(slices.Contains(list, 9))))
	}
	check(t, rulesYAMLWith(t, `point_codes: ["2-2-2"], routing_contexts: [1, 2]`, "", ""), trials)
}

// TestEveryRoutingContext: rule M-02. None is asked for, but one that is there is
// the interconnect's.
func TestEveryRoutingContext(t *testing.T) {
	routed := func(n uint32) Step {
		return send(register(partnerA).inMTP(func(t Transfer) Transfer { t.RoutingContext = &n; return t }))
	}
	var open, closed []Trial
	for n := range uint32(64) {
		open = append(open, Try(fmt.Sprint("routing context ", n), routed(n), verdict(false)))
		closed = append(closed, Try(fmt.Sprint("routing context ", n), routed(n), verdict(n != 7 && n != 9)))
	}
	closed = append(closed, Try("no routing context", send(register(partnerA)), verdict(false)))
	check(t, rulesYAMLWith(t, `point_codes: ["2-2-2"]`, "", ""), open)
	check(t, rulesYAMLWith(t, `point_codes: ["2-2-2"], routing_contexts: [7, 9]`, "", ""), closed)
}

// TestEveryPayloadProtocol: rule T-02, on the port of M3UA and on others: what
// carries M3UA under another identifier is not let through by the port.
func TestEveryPayloadProtocol(t *testing.T) {
	var trials []Trial
	numbers := []uint32{1 << 8, 3 << 8, 3 << 16, 3 << 24, 5 << 24, 0x03030303, 1<<32 - 1}
	for n := range uint32(256) {
		numbers = append(numbers, n)
	}
	for _, n := range numbers {
		for _, port := range []uint16{portM3UA, 2904, 3565, 14001, 9900} {
			onPort := between(port, Packets)
			trials = append(trials,
				Try(fmt.Sprintf("M3UA under %#x on port %d", n, port), register(partnerA).by(WithPPID(n, onPort)), verdict(n != 3)),
				Try(fmt.Sprintf("an attack in M3UA under %#x on port %d", n, port), locate(rogue).by(WithPPID(n, onPort)), verdict(true)))
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// TestEverySCCPMessage: rule C-01, all types in the three layouts of unit data.
func TestEverySCCPMessage(t *testing.T) {
	var trials []Trial
	for typ := range 256 {
		for _, layout := range []byte{TypeUDT, TypeXUDT, TypeLUDT} {
			m := register(partnerA)
			s := SCCP{Type: layout, Called: m.called, Calling: m.calling, Octets: m.tcap.Bytes()}
			octets := s.Bytes()
			octets[0] = byte(typ)
			listed := typ == 0x09 || typ == 0x0A || typ >= 0x11 && typ <= 0x14
			want := SetOf()
			want.Add(sccpAllowed, !listed)
			trials = append(trials, Try(fmt.Sprintf("type %#02x laid out as %#02x", typ, layout), bareSCCP(typ, octets, ""), want.Finding()))
		}
	}
	check(t, rulesYAML(t, "", legible), trials, sccpAllowed)
}

// TestEveryClassAndHopCounter: rules C-01 and C-04: class 0 or 1 with or without
// the return option, hop counter 1 to 15.
func TestEveryClassAndHopCounter(t *testing.T) {
	var trials []Trial
	m := register(partnerA)
	for n := range 256 {
		for _, typ := range []byte{TypeUDT, TypeXUDT, TypeLUDT} {
			s := SCCP{Type: typ, Called: m.called, Calling: m.calling, Octets: m.tcap.Bytes()}
			class, hop := s.Bytes(), s.Bytes()
			class[1] = byte(n)
			trials = append(trials, Try(fmt.Sprintf("class %#02x in type %#02x", n, typ), bareSCCP(int(typ), class, ""), verdict(n&^0x81 != 0)))
			if typ != TypeUDT {
				hop[2] = byte(n)
				trials = append(trials, Try(fmt.Sprintf("hop counter %d in type %#02x", n, typ), bareSCCP(int(typ), hop, ""), verdict(n < 1 || n > 15)))
			}
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// TestEveryManagementMessage: rule C-06: all types of SCCP management, about every
// point code and subsystem.
func TestEveryManagementMessage(t *testing.T) {
	var trials []Trial
	for typ := range 256 {
		for _, x := range []struct {
			name        string
			code        uint32
			theirs, our bool
		}{{"the peer's", pointPeer, true, false}, {"ours", pointHome, false, true}, {"another's", pointElse, false, false}} {
			for _, ssn := range []byte{1, ssnHLR, ssnCAP, 254} {
				more := []byte{}
				if typ == 6 {
					more = []byte{0} // SSC has a congestion level
				}
				bad := typ < 1 || typ > 6 || typ == 3 && !x.our || typ != 3 && !x.theirs
				m := managed(byte(typ), "", ssn, x.code)
				m.octets = Management(byte(typ), ssn, x.code, more...)
				trials = append(trials, Try(fmt.Sprintf("type %#02x about %s subsystem %d", typ, x.name, ssn), send(m), verdict(bad)))
			}
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// TestEveryAffectedPoint: rule M-03: messages about the state of routes name the
// peer's point codes only, in lists and under masks too; DAUD asks.
func TestEveryAffectedPoint(t *testing.T) {
	for _, transit := range []bool{false, true} {
		t.Run(fmt.Sprintf("transit %v", transit), func(t *testing.T) { check(t, carrier(t, transit, ""), affectedPoints(transit)) })
	}
}

// affectedPoints are every message about every point. A carrier has news of others,
// but none of ours.
func affectedPoints(transit bool) (trials []Trial) {
	types := map[string]byte{"DUNA": 1, "DAVA": 2, "DAUD": 3, "SCON": 4, "DUPU": 5, "DRST": 6}
	for name, typ := range types {
		parameters := func(affected []byte) [][]byte {
			if typ == 5 {
				return [][]byte{affected, UserCause(2, 3)}
			}
			return [][]byte{affected}
		}
		for _, x := range []struct {
			name     string
			affected []byte
			theirs   bool
			ours     bool
		}{
			{"the peer's", AffectedPointCodes(pointPeer), true, false}, {"ours", AffectedPointCodes(pointHome), false, true}, {"another's", AffectedPointCodes(pointElse), false, false},
			{"the peer's, then ours", AffectedPointCodes(pointPeer, pointHome), false, true}, {"the peer's, then another's", AffectedPointCodes(pointPeer, pointElse), false, false},
			{"the peer's under a mask of 1", MaskedPointCode(1, pointPeer), false, false}, {"all", MaskedPointCode(14, 0), false, true}, {"a mask of 255", MaskedPointCode(255, pointPeer), false, true},
			{"the peer's twice", AffectedPointCodes(pointPeer, pointPeer), true, false},
		} {
			want := verdict(typ != 3 && (x.ours || !x.theirs && !transit))
			trials = append(trials, Try(name+" about "+x.name, bare(M3UA{Class: 2, Type: typ, Parameters: parameters(x.affected)}.Bytes(), false), want))
		}
	}
	return trials
}
