package rejection

import "github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"

// Octets of the parts of answers of SS7.
const (
	headerM3UA  = 8
	wordM3UA    = 8      // parameter of four octets
	dataM3UA    = 4 + 12 // Protocol Data without user data
	fixedUDT    = 5      // type, class, three pointers
	fixedXUDT   = 7      // and a hop counter and the fourth pointer
	abortCause  = 3
	component   = 8 // Reject or ReturnError of an invoke, with tag and length
	nullProblem = 7 // Reject of what has no identifier
	aareFixed   = 35
)

// Length returns the octets of the user message.
func (x *Refusal) Length() int {
	n := headerM3UA + dataM3UA + x.LengthSCCP()
	if x.SS7.HasAppearance {
		n += wordM3UA
	}
	if x.HasRoutingContext() {
		n += wordM3UA
	}
	return n + -n&3
}

// HasRoutingContext reports whether the message belonged to one: zero stands for
// none here, and is no application server's either way.
func (x *Refusal) HasRoutingContext() bool { return x.SS7.RoutingContext != 0 }

// LengthSCCP returns the octets of the message of SCCP.
func (x *Refusal) LengthSCCP() int {
	n := fixedUDT
	if x.Type == XUDT || x.Type == XUDTS {
		n = fixedXUDT
	}
	return n + 1 + AddressLength(&x.SS7.Calling) + 1 + AddressLength(&x.SS7.Called) + 1 + x.LengthData()
}

// LengthData returns the octets of its user data.
func (x *Refusal) LengthData() int {
	if x.Is == RefusedReturned {
		return len(x.Data)
	}
	return 2 + x.LengthTransaction()
}

// LengthTransaction returns the octets in the Abort or End.
func (x *Refusal) LengthTransaction() int {
	n := 2 + int(x.SS7.OTIDLength)
	if x.Is == RefusedAbort {
		return n + abortCause
	}
	if x.Context != nil {
		n += aareFixed + len(x.Context) + 2
	}
	return n + 2 + x.LengthComponent()
}

// LengthComponent returns the octets of the component.
func (x *Refusal) LengthComponent() int {
	if x.Is == RefusedGeneral {
		return nullProblem
	}
	return component
}

// AddressLength returns the octets of a party address, coded anew.
func AddressLength(a *op.SCCPAddress) int {
	n := 1
	if a.Present&op.SCCPHasPointCode != 0 {
		n += 2
	}
	if a.Present&op.SCCPHasSSN != 0 {
		n++
	}
	if a.Present&op.SCCPHasGT != 0 {
		digits, _ := a.Digits.Len()
		n += titleFixed[a.GTI()] + (digits+1)/2
	}
	return n
}

// titleFixed are the octets of a global title in front of its digits, by its
// indicator (Q.713 clause 3.4.2.3).
var titleFixed = [16]int{1: 1, 2: 1, 3: 2, 4: 3}
