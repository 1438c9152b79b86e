package ss7

import (
	"fmt"
	"testing"

	. "github.com/seed-43cefff0/portcullis/testvectors/gen/judge"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// samples are honest messages of many shapes, in which every element is bent.
func samples() map[string]message {
	return map[string]message{
		"updateLocation":        register(partnerA),
		"sendRoutingInfoForSM":  whereTo(partnerA, homeMSISDN),
		"provideSubscriberInfo": toVLR(partnerA, 28, 3, 70, ProvideSubscriberInfo(imsiA, 0, 3)),
		"insertSubscriberData":  toVLR(partnerA, 16, 3, 7, InsertSubscriberData(imsiA, msisdnA, OCSI(partnerA.scf))),
		"mt-ForwardSM":          deliver(partnerA, imsiA, plain),
		"unstructuredSS-Notify": beginAbout(imsiA, at(partnerA.hlr, ssnHLR), at(home.vlr, ssnVLR), 19, 2, Invoke(1, 61, USSD("hello"))),
		"initialDP":             call(partnerA, cap2),
		"registerSS":            toHLR(partnerA, 18, 2, 10, RegisterSS(homeMSISDN)),
	}
}

// paths are the positions of all elements in e, the whole first.
func paths(e TLV) (out [][]int) {
	out = append(out, nil)
	for i, m := range e.Members {
		for _, p := range paths(m) {
			out = append(out, append([]int{i}, p...))
		}
	}
	return out
}

// member is the element at a path.
func member(e TLV, path []int) TLV {
	for _, i := range path {
		e = e.Members[i]
	}
	return e
}

// bent plays every sample with every element edited, one at a time.
func bent(edit func(TLV) TLV, applies func(TLV) bool, name string, blocked bool) (out []Trial) {
	for sample, m := range samples() {
		whole := m.tcap.TLV()
		for _, path := range paths(whole) {
			if !applies(member(whole, path)) {
				continue
			}
			x := m.dressed(func(e TLV) TLV { return e.At(edit, path...) })
			out = append(out, Try(fmt.Sprintf("%s with element %v %s", sample, path, name), send(x), verdict(blocked)))
		}
	}
	return out
}

func every(TLV) bool               { return true }
func isConstructed(e TLV) bool     { return e.Tag&0x20 != 0 }
func isPrimitive(e TLV) bool       { return !isConstructed(e) }
func isShort(e TLV) bool           { return e.Number < 31 }
func isOctets(e TLV) bool          { return isPrimitive(e) && len(e.Octets) > 1 }
func cutShort(n int) func(TLV) TLV { return func(e TLV) TLV { e.Delta = n; return e } }

// inPieces makes a string one of constructed form.
func inPieces(e TLV) TLV {
	return TLV{Tag: e.Tag | 0x20, Number: e.Number, Members: []TLV{OctetString(e.Octets[:1]), OctetString(e.Octets[1:])}}
}

// TestEveryElementBent: rule P-01. What honest stacks send is read; what breaks
// BER is dropped, whichever element it is in.
func TestEveryElementBent(t *testing.T) {
	var trials []Trial
	add := func(x []Trial) { trials = append(trials, x...) }
	for n := 1; n <= 4; n++ {
		add(bent(Long(n), every, fmt.Sprintf("with a length of %d octets more", n), false))
	}
	add(bent(Unbounded, isConstructed, "of indefinite length", false))
	add(bent(High, isShort, "with its tag in the form for higher ones", true))
	for n := 1; n <= 3; n++ {
		add(bent(HighPadded(n), every, fmt.Sprintf("with its tag behind %d zeros", n), true))
	}
	add(bent(func(e TLV) TLV { e.Indefinite = true; return e }, isPrimitive, "primitive and of indefinite length", true))
	add(bent(func(e TLV) TLV { e.Endless = true; return e }, func(e TLV) bool { return true }, "without end", true))
	for _, n := range []int{100, 127} {
		add(bent(cutShort(n), every, fmt.Sprintf("%d octets longer than it is", n), true))
	}
	add(bent(inPieces, isOctets, "in pieces", true))
	add(bent(func(e TLV) TLV { return e.With(TLV{}) }, isConstructed, "with two zeros at its end", true))
	check(t, rulesYAML(t, "", ""), trials)
}
