package tcap

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/ber"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/tbcd"
)

// Tags of MAP-DialoguePDU and of MAP-OpenInfo (TS 29.002 clause 17.4).
const (
	tagMAPOpen          = 0xA0
	tagMAPProviderAbort = 0xA5

	tagDestinationReference = 0x80
	tagOriginationReference = 0x81
)

// Members of MAP-OpenInfo; the numbers follow their order.
const (
	memberDestination part = 1 << iota
	memberOrigination
	memberExtension
)

// Of an AddressString (TS 29.002 clause 17.7.8).
const (
	noExtension    = 0x80
	natureMask     = 0x70
	planMask       = 0x0F
	planLandMobile = 6 // E.212
	maxAddress     = 20
	minIMSI        = 6
	maxExternals   = 16 // of user information, by policy
)

// userInformation reads a SEQUENCE OF EXTERNAL. Real ones have one or two.
func (t *Transaction) userInformation(r ber.Reader) {
	var e ber.Element
	for n := 0; r.Next(&e); n++ {
		if e.Tag == tagExternal && n < maxExternals {
			t.external(r.Enter(), e.Start, true)
			continue
		}
		if r.Fault(op.TCAPDialogue, e.Start); n >= maxExternals {
			return
		}
	}
}

// mapDialogue reads a MAP-DialoguePDU. What opens a dialogue belongs into the
// request for one, and all others elsewhere.
func (t *Transaction) mapDialogue(r ber.Reader, start int) {
	var e ber.Element
	if !r.Next(&e) || !e.Constructed {
		r.Fault(op.TCAPDialogue, start)
		return
	}
	open := e.Tag == tagMAPOpen
	switch {
	case e.Tag < tagMAPOpen || e.Tag > tagMAPProviderAbort:
		r.Fault(op.TCAPUnknown, e.Start)
	case open != (t.head.dialoguePDU == AARQ):
		r.Fault(op.TCAPDialogue, e.Start)
	case open && t.head.opened:
		r.Fault(op.TCAPRepeated, e.Start)
	case open:
		t.head.opened = true
		t.open(r.Enter())
	}
	if r.Next(&e) {
		r.Fault(op.TCAPDialogue, e.Start)
	}
}

// open reads a MAP-OpenInfo.
func (t *Transaction) open(r ber.Reader) {
	var e ber.Element
	members := sequence{may: memberDestination | memberOrigination | memberExtension, fault: op.TCAPDialogue}
	for r.Next(&e) && !members.isFull(r, &e) {
		p := openMember(e.Tag)
		if p == 0 && openMember(e.Other()) == 0 {
			r.Fault(op.TCAPUnknown, e.Start)
			continue
		}
		first := members.take(r, &e, p)
		switch p {
		case memberDestination:
			t.destination(r, &e, first)
		case memberOrigination:
			address(r, &e)
		}
	}
}

func openMember(tag uint32) part {
	switch tag {
	case tagDestinationReference:
		return memberDestination
	case tagOriginationReference:
		return memberOrigination
	case tagSequence:
		return memberExtension
	}
	return 0
}

// destination reads the destination reference: the subscriber that the dialogue
// is about, if it is an IMSI.
func (t *Transaction) destination(r ber.Reader, e *ber.Element, first bool) {
	digits, n, plan, ok := address(r, e)
	switch {
	case !ok || !first:
		// A fault already.
	case plan != planLandMobile:
		r.Fault(op.TCAPUnknown, e.At)
	case n < minIMSI || n > op.MaxDigits:
		r.Fault(op.TCAPDialogue, e.At)
	default:
		t.head.imsi = digits
		t.has(op.ColDialogueIMSI)
	}
}

// address reads an AddressString: nature and plan, and digits.
func address(r ber.Reader, e *ber.Element) (digits op.Digits, n int, plan uint8, ok bool) {
	v, ok := r.OctetString(e, 1, maxAddress)
	if !ok {
		return 0, 0, 0, false
	}
	digits, n, ok = tbcd.Decode(v[1:])
	if !ok || v[0]&noExtension == 0 {
		r.Fault(op.TCAPDialogue, e.At)
		return 0, 0, 0, false
	}
	return digits, n, v[0] & planMask, true
}
