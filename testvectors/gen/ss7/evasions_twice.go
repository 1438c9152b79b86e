package ss7

import (
	. "github.com/seed-43cefff0/portcullis/testvectors/gen/scene"
	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// evadeTwice puts what evadeTogether leaves out, each evasion by its content, into
// dresses of the layers around it.
func evadeTwice(c *Catalogue) {
	ul, ati, ask := register(partnerA), locate(rogue), whereTo(partnerA, homeMSISDN)
	dressed := func(m message, reasons ...string) []Step {
		return []Step{
			m.segmented(40).by(Fragmented(30)).Also(reasons...).Note("segments, fragments"),
			m.segmented(60).by(FragmentedIn(50)).Also(reasons...).Note("segments, fragments in one packet"),
			m.dressed(Long3).segmented(50).by(Backwards(40)).Also(append(reasons, longForm)...).Note("long lengths, segments, fragments backwards"),
			m.inSCCP(as(TypeLUDT, 1)).by(Unordered(Fragmented(24))).Also(reasons...).Note("LUDT, unordered fragments"),
			m.dressed(func(e TLV) TLV { return e.All(Unbounded) }).by(OverIPv6(Fragmented(32))).Also(append(reasons, indefinite)...).Note("indefinite, IPv6"),
			m.segmented(60).by(IPFragments(48)).Also(reasons...).Note("segments, IP fragments"),
		}
	}
	c.Evasion("combined-opcode", "E-1 E-6 E-8 E-9 E-17 P-03", "A global operation code, in all of that", "ul", "faults/tcap-operation "+mapContext+" "+mapUnassigned,
		dressed(replaced(ati, OID(4, 0, 0, 1, 0, 71)), mapUnknown)...)
	c.Evasion("combined-context", "E-2 E-6 E-8 E-9 E-17 P-05", "A context with an arc more, in all of that", "ul", contextKnown,
		dressed(ul.transaction(func(t *TCAP) { t.Dialogue = Dialogue(DialogueSyntax, AARQ(OID(4, 0, 0, 1, 0, 1, 3, 1))) }))...)
	c.Evasion("combined-transaction", "E-3 E-6 E-8 E-9 E-17 P-02", "A long identifier of a transaction, in all of that", "ul", "faults/tcap-transaction-id",
		dressed(ul.transaction(func(t *TCAP) { t.OTID = []byte{1, 2, 3, 4, 5, 6, 7, 8} }))...)
	c.Evasion("combined-subsystem", "E-4 E-6 E-8 E-9 E-17 C-03", "A called party without subsystem, in all of that", "ul", calledForm,
		dressed(ul.to(Party{Title: home.hlr, NoSSN: true}))...)
	c.Evasion("combined-downgrade", "E-10 E-6 E-8 E-9 E-17 P-05", "An operation in a version of its context that does not have it, in all of that", "ul", mapContext,
		dressed(toHLR(partnerA, 1, 1, 57, RestoreData(homeIMSI)))...)
	c.Evasion("combined-e214", "E-11 E-6 E-8 E-9 E-17 C-07", "A question by number in the plan that leads around home routing, in all of that", "sri-sm", planLegal,
		dressed(ask.to(byIMSI(homeIMSI)))...)
	c.Evasion("combined-dialogue", "E-12 E-6 E-8 E-9 E-17 P-08", "A request for a dialogue inside one, in all of that", "ul", "faults/tcap-dialogue",
		dressed(ul.transaction(func(t *TCAP) { t.Package, t.DTID = PackageContinue, dtid }))...)
}
