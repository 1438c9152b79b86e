package ss7

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// TestEveryPackage: rule P-02: which messages there are, and the identifiers that
// each has.
func TestEveryPackage(t *testing.T) {
	var trials []Trial
	result := AppliedOf(12, Result(1, 2))
	for tag := range 256 {
		for has := range 4 {
			m := register(partnerA)
			var members []TLV
			if has&1 != 0 {
				members = append(members, Applied(8, otid...))
			}
			if has&2 != 0 {
				members = append(members, Applied(9, dtid...))
			}
			var fits bool
			switch tag {
			case 0x62:
				members, fits = append(members, *m.tcap.Dialogue, AppliedOf(12, m.tcap.Components...)), has == 1
			case 0x64:
				members, fits = append(members, result), has == 2
			case 0x65:
				members, fits = append(members, result), has == 3
			case 0x67:
				members, fits = append(members, Applied(10, 1)), has == 2
			default:
				members = append(members, result)
			}
			e := TLV{Tag: 0x60, Members: members}
			octets := e.Bytes()
			octets[0] = byte(tag)
			m.octets = octets
			trials = append(trials, Try(fmt.Sprintf("tag %#02x with identifiers %02b", tag, has), send(m), verdict(!fits)))
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// TestEveryLengthOfIdentifiers: rule P-02: one to four octets.
func TestEveryLengthOfIdentifiers(t *testing.T) {
	var trials []Trial
	for n := range 40 {
		id := make([]byte, n)
		for i := range id {
			id[i] = byte(i + 1)
		}
		want := verdict(n < 1 || n > 4)
		ul := register(partnerA)
		trials = append(trials,
			Try(fmt.Sprintf("Begin, OTID of %d octets", n), send(ul.transaction(func(t *TCAP) { t.OTID = id })), want),
			Try(fmt.Sprintf("Continue, OTID of %d octets", n), send(later(ul, PackageContinue, id, dtid)), want),
			Try(fmt.Sprintf("Continue, DTID of %d octets", n), send(later(ul, PackageContinue, otid, id)), want),
			Try(fmt.Sprintf("End, DTID of %d octets", n), send(later(ul, PackageEnd, nil, id)), want),
			Try(fmt.Sprintf("Abort, DTID of %d octets", n), send(later(ul, PackageAbort, nil, id)), want))
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// later is a message of an open dialogue, with a result or, of an Abort, nothing.
func later(m message, pack int, otid, dtid []byte) message {
	return m.transaction(func(t *TCAP) {
		*t = TCAP{Package: pack, OTID: otid, DTID: dtid}
		if pack != PackageAbort {
			t.Components = []TLV{Result(1, 2, Sequence(OctetString(ISDN(partnerA.hlr))))}
		}
	})
}

// TestEveryOrderOfParts: rule P-02: identifiers, dialogue and component portion at
// most once, in that order.
func TestEveryOrderOfParts(t *testing.T) {
	m := register(partnerA)
	parts := m.tcap.TLV().Members
	var trials []Trial
	permute(len(parts)+1, len(parts), func(order []int) {
		var e []TLV
		for _, i := range order {
			if i < len(parts) {
				e = append(e, parts[i])
			}
		}
		x := m
		x.octets = AppliedOf(PackageBegin, e...).Bytes()
		there := slices.DeleteFunc(slices.Clone(order), func(i int) bool { return i == len(parts) })
		fits := slices.Equal(there, []int{0, 1, 2}) || slices.Equal(there, []int{0, 1}) // without components it opens a dialogue all the same
		trials = append(trials, Try(fmt.Sprintf("parts %v", order), send(x), verdict(!fits)))
	})
	for i := range parts {
		x := m
		x.octets = AppliedOf(PackageBegin, slices.Insert(slices.Clone(parts), i, parts[i])...).Bytes()
		trials = append(trials, Try(fmt.Sprintf("part %d twice", i), send(x), verdict(true)))
	}
	for tag := range 32 {
		if tag == 8 || tag == 11 || tag == 12 {
			continue
		}
		x := m
		x.octets = AppliedOf(PackageBegin, append(slices.Clone(parts), Applied(tag, 1))...).Bytes()
		trials = append(trials, Try(fmt.Sprintf("a part with tag %d behind", tag), send(x), verdict(true)))
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// permute calls each with every way to take k of n, in order. What is n-1 stands
// for nothing, so that parts are left out, too.
func permute(n, k int, each func([]int)) {
	var walk func(done []int)
	walk = func(done []int) {
		if len(done) == k {
			each(done)
			return
		}
		for i := range n {
			if !slices.Contains(done, i) {
				walk(append(slices.Clone(done), i))
			}
		}
	}
	walk(nil)
}

// TestEveryComponent: rule P-02, the tags of components, and P-04, how many, which
// identifiers, and which links.
func TestEveryComponent(t *testing.T) {
	ul := outward(partnerA, 1, 3, 2, UpdateLocation(imsiA, home.msc, home.vlr))
	accepted := func(components ...TLV) Step { return send(ul.continued(components...).accepting(MAPContext(1, 3))) }
	data := func(id int) TLV { return Invoke(id, 7, InsertSubscriberData("", msisdnA)) }
	var trials []Trial
	for _, x := range []TLV{data(1), Result(1, 57, Sequence(OctetString(ISDN(partnerA.hlr)))), ReturnError(1, 34), Reject(1, 0, 2)} {
		trials = append(trials, Try(fmt.Sprintf("component %d", x.Number), accepted(x), verdict(false)))
	}
	notLast := Result(1, 57, Sequence(OctetString(ISDN(partnerA.hlr))))
	notLast.Number = 7
	trials = append(trials, Try("component 7", accepted(notLast), verdict(false)))
	for tag := range 256 {
		if b := byte(tag); !slices.Contains([]byte{0xA1, 0xA2, 0xA3, 0xA4, 0xA7}, b) && b&0x1F != 0x1F {
			x := data(1)
			x.Tag, x.Number = b&^0x1F, int(b&0x1F)
			trials = append(trials, Try(fmt.Sprintf("component with tag %#02x", tag), accepted(x), verdict(true)))
		}
	}
	for n := 1; n <= 40; n++ {
		var many []TLV
		for id := range n {
			many = append(many, Invoke(id, 38))
		}
		trials = append(trials, Try(fmt.Sprintf("%d components", n), accepted(many...), verdict(n > 16)))
	}
	for i := range 256 {
		id := func(c TLV) TLV {
			return c.At(func(TLV) TLV { return TLV{Number: 2, Octets: []byte{byte(i)}} }, 0)
		}
		trials = append(trials,
			Try(fmt.Sprintf("identifier %d twice", i), accepted(id(data(0)), id(data(0))), verdict(true)),
			Try(fmt.Sprintf("identifier %d of an invoke and a result", i), accepted(id(data(0)), id(Result(0, 57, Sequence(OctetString(ISDN(partnerA.hlr)))))), verdict(false)),
			Try(fmt.Sprintf("identifiers %d and %d", i, i%127+1), accepted(id(data(0)), Invoke(i%127+1, 38)), verdict(i == i%127+1)))
	}
	trials = append(trials, Try("linked in a Continue", accepted(Linked(1, 1, 38)), verdict(false)),
		Try("linked in a Begin", send(toVLR(partnerA, 28, 3, 70, TLV{}).transaction(func(t *TCAP) {
			t.Components = []TLV{Linked(1, 1, 70, ProvideSubscriberInfo(imsiA, 0))}
		})), verdict(true)))
	check(t, rulesYAML(t, "", ""), trials)
}

// TestEveryFormOfOperationCode: rule P-03: a local one of one octet, 0 to 127.
func TestEveryFormOfOperationCode(t *testing.T) {
	var trials []Trial
	ask := whereTo(partnerA, homeMSISDN)
	with := func(code TLV) Step {
		return send(ask.transaction(func(t *TCAP) {
			t.Components = []TLV{t.Components[0].At(func(TLV) TLV { return code }, 1)}
		}))
	}
	for tag := range 256 {
		e := TLV{Tag: byte(tag) &^ 0x1F, Number: tag & 0x1F, Octets: []byte{45}}
		if e.Number == 0x1F {
			continue
		}
		trials = append(trials, Try(fmt.Sprintf("code with tag %#02x", tag), with(e), verdict(tag != 2)))
	}
	for n := range 10 {
		for _, last := range []byte{45, 0x80 | 45, 71} {
			octets := []byte(strings.Repeat("\x00", max(n-1, 0)) + string([]byte{last}[:min(n, 1)]))
			trials = append(trials,
				Try(fmt.Sprintf("code % x", octets), with(TLV{Number: 2, Octets: octets}), verdict(n != 1 || last != 45)),
				Try(fmt.Sprintf("global code % x", octets), with(TLV{Number: 6, Octets: octets}), verdict(true)))
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// TestEveryContextName: rule P-05: seven octets, and each of them counts.
func TestEveryContextName(t *testing.T) {
	var trials []Trial
	named := func(octets []byte) Step {
		return send(register(partnerA).transaction(func(t *TCAP) { t.Dialogue = Dialogue(DialogueSyntax, AARQ(OID(octets...))) }))
	}
	right := []byte{4, 0, 0, 1, 0, 1, 3}
	for i := range right {
		for n := range 256 {
			octets := slices.Clone(right)
			octets[i] = byte(n)
			fits := slices.Equal(octets, right) || i == 6 && (n == 1 || n == 2)
			trials = append(trials, Try(fmt.Sprintf("context % x", octets), named(octets), verdict(!fits)))
		}
	}
	for n := range 20 {
		octets := append(slices.Clone(right[:min(n, 7)]), make([]byte, max(n-7, 0))...)
		trials = append(trials, Try(fmt.Sprintf("context % x", octets), named(octets), verdict(n != 7)))
	}
	check(t, rulesYAML(t, "", ""), trials)
}

// TestEveryDialoguePDU: rule P-08: which PDU belongs into which message, in which
// abstract syntax, and what stands in its user information.
func TestEveryDialoguePDU(t *testing.T) {
	ul := register(partnerA)
	pdus := map[string]TLV{"AARQ": AARQ(MAPContext(1, 3)), "AARE": AARE(MAPContext(1, 3)), "ABRT": ABRT(0), "another": AppliedOf(2, Context(0, 0))}
	fits := map[string]string{"Begin": "AARQ", "Continue": "AARE", "End": "AARE", "Abort": "ABRT AARE"}
	packages := map[string]message{
		"Begin": ul, "Continue": later(ul, PackageContinue, otid, dtid), "End": later(ul, PackageEnd, nil, dtid), "Abort": later(ul, PackageAbort, nil, dtid),
	}
	var trials []Trial
	for name, m := range packages {
		for pdu, e := range pdus {
			for _, syntax := range []TLV{DialogueSyntax, UnidialogueSyntax, MAPDialogueSyntax} {
				x := m.transaction(func(t *TCAP) { t.Dialogue = Dialogue(syntax, e) })
				bad := !slices.Contains(strings.Fields(fits[name]), pdu) || !slices.Equal(syntax.Octets, DialogueSyntax.Octets)
				trials = append(trials, Try(fmt.Sprintf("%s in a %s, syntax % x", pdu, name, syntax.Octets), send(x), verdict(bad)))
			}
		}
	}
	for i := range MAPDialogueSyntax.Octets {
		for _, n := range []byte{0, 1, 2, 5, 0x7F} {
			octets := slices.Clone(MAPDialogueSyntax.Octets)
			octets[i] = n
			x := ul.transaction(func(t *TCAP) {
				t.Dialogue = Dialogue(DialogueSyntax, AARQ(MAPContext(1, 3), External(OID(octets...), ContextOf(0, ContextOf(0, Context(0, Join([]byte{0x96}, TBCD(homeIMSI))...))))))
			})
			trials = append(trials, Try(fmt.Sprintf("user information % x", octets), send(x), verdict(false)))
		}
	}
	check(t, rulesYAML(t, "", ""), trials)
}
