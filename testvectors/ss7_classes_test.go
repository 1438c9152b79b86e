package testvectors_test

import (
	"slices"
	"strings"

	"github.com/seed-43cefff0/portcullis/firewall"
)

// signalClass is a reason for which the two may read values of a signal
// differently, and the clause that says who is right.
type signalClass struct {
	name, values string // values: that it can explain
	clause       string
	faults       string // recorded by the firewall, one of them; or
	applies      func(ours, theirs *signalReading, v value) bool
}

// Values that differ together.
const (
	components = "map cap error problem abort imsi msisdn"
	addresses  = "called calling called-ssn calling-ssn scmg"
	everything = "map cap error problem abort imsi msisdn called calling called-ssn calling-ssn scmg opc dpc m3ua"
)

// design notes what is read otherwise on purpose, which no fault tells.
func (s *signalReading) design(r *firewall.Record) {
	is := func(n *int, list ...int) bool { return n != nil && slices.Contains(list, *n) }
	isKnown := func(n *int) bool { return is(n, 6, 7, 8, 9, 145, capSSN, 147, 148, 149, 150) } // to tshark
	decides := r.CalledSSN
	if !isKnown(decides) {
		decides = r.CallingSSN
	}
	switch {
	case r.Protocol == "sccp" && slices.Contains([]string{"UDTS", "XUDTS", "LUDTS"}, r.Operation):
		s.mark("returned")
	case r.Protocol == "sccp":
	case is(r.CallingSSN, 1) || is(r.CalledSSN, 1):
		s.mark("management")
	case !isKnown(decides):
		s.mark("no subsystem")
	case r.Protocol == "map" && is(decides, capSSN), r.Protocol == "cap" && !is(decides, capSSN):
		s.mark("other subsystem")
	}
}

const capSSN = 146 // TS 23.003 clause 8.2

// explainSignal names the class of a difference, "" if there is none.
func explainSignal(v value, ours, theirs *signalReading) string {
	for _, c := range signalClasses {
		if !slices.Contains(strings.Fields(c.values), valueNames[v]) {
			continue
		}
		if c.applies != nil && c.applies(ours, theirs, v) || slices.ContainsFunc(strings.Fields(c.faults), func(f string) bool { return slices.Contains(ours.faults, f) }) {
			return c.name
		}
	}
	return ""
}

// marked is a class of what is read otherwise on purpose.
func marked(what string) func(ours, theirs *signalReading, v value) bool {
	return func(o, t *signalReading, _ value) bool { return o.is[what] || t.is[what] }
}

// gaveUp reports whether tshark read the same as we did as far as it went, and says
// that it did not go on.
func gaveUp(ours, theirs *signalReading, v value) bool {
	if len(theirs.notes) == 0 {
		return false
	}
	o, t := ours.lists[v], theirs.lists[v]
	switch v {
	case imsi:
		return !ours.alone || len(o) == 0 || len(t) == 0 || slices.Contains(t, o[0])
	case msisdn:
		return !ours.alone || len(o) == 0 || len(t) == 0 || slices.Contains(theirs.numbers, o[0])
	}
	return isSubsequence(t, o)
}

var signalClasses = []signalClass{
	{"returned", components + " scmg", "Q.714 clause 4.2: what a service message brings back is nobody's operation; tshark reads it as one", "", marked("returned")},
	{"identifier", everything, "RFC 9260 clause 3.3.1: on the port of M3UA what is labelled as another protocol is read as M3UA, and judged by its label; tshark goes by the label", "", marked("identifier")},
	{"subsystem", components, "TS 29.002 clause 17.3, TS 23.003 clause 8.2: the application context tells the protocol; tshark goes by the subsystem, and leaves alone what it does not know", "",
		func(o, t *signalReading, v value) bool {
			return o.is["other subsystem"] || o.is["no subsystem"] && isSubsequence(t.lists[v], o.lists[v])
		}},
	{"management", components + " scmg", "Q.714 clause 5.3: what is for the management of SCCP is routed to its subsystem; tshark looks at the calling one, and at that behind a global title, too", "", marked("management")},
	{"version 1", "imsi", "GSM 09.02 clause 14.6.1: the result of updateLocation is the HLR's number; tshark takes it for an IMSI", "",
		func(o, t *signalReading, v value) bool {
			return slices.Contains(o.lists[mapCode], "2") && onlyNumbers(o, t)
		}},
	{"list of numbers", "msisdn", "TS 29.002 clause 17.7.1, MSISDN-BS-List: numbers beside the subscriber's own, which no rule compares", "",
		func(o, t *signalReading, v value) bool {
			return slices.Contains(o.lists[mapCode], "62") && len(o.lists[msisdn]) == 0
		}},
	{"IP", everything, "RFC 791 clause 3.1, RFC 8200 clauses 3 and 4.5: a packet that disagrees with its frame, or whose fragments do", "ip-header ip-length ip-extension-chain ip-fragment-bounds ip-fragment-incomplete ip-fragment-tiny udp-length frame-truncated frame-encapsulation not-signaling", nil},
	{"SCTP", everything, "RFC 9260 clauses 3.2, 3.3.1 and 6.9: a chunk or fragment that breaks its form", "sctp-chunk-length sctp-fragment sctp-fragment-incomplete sctp-tsn sctp-not-negotiated sctp-unknown sctp-ppid-swapped sctp-header sctp-no-data sctp-limit sctp-verification-tag sctp-chunk-order sctp-parameter", nil},
	{"M3UA", everything, "RFC 4666 clauses 3.1 and 3.2: a header or parameter that breaks its form; tshark reads on, and every Protocol Data of several", "m3ua-header m3ua-length m3ua-message-unknown m3ua-parameter m3ua-parameter-unknown m3ua-parameter-repeated", nil},
	{"MTP", everything, "Q.703 clause 2.3: a signal unit of another length than it says", "mtp3-label", nil},
	{"addresses", addresses, "Q.713 clause 3.4: an address of another form than it says; tshark prints what is left of it", "sccp-address sccp-digits sccp-encoding sccp-spare", nil},
	{"SCCP", everything, "Q.713 clauses 1.4, 2.3 and 3.17: pointers, lengths or types that do not fit", "sccp-pointer sccp-length sccp-message-unknown sccp-value sccp-optional sccp-optional-unknown sccp-optional-repeated", nil},
	{"segments", everything, "Q.714 clause 4.1.1.2.3: segments that do not make a message, or that came between other point codes, which are no part of what tells messages apart; they are to tshark",
		"sccp-segment sccp-segment-incomplete sccp-segment-limit", otherWays},
	{"TCAP", components, "Q.773 clauses 3.1 and 4.2: parts missing, repeated, or of other types; tshark goes on as if they were there", "tcap-package tcap-ansi tcap-structure tcap-repeated tcap-transaction-id tcap-dialogue tcap-component tcap-operation tcap-component-count tcap-unknown", nil},
	{"BER", components, "X.690 clauses 8.1.2, 8.1.3 and 8.1.5: tags and lengths that break their form; tshark reads on", "ber-tag ber-length ber-value ber-depth", nil},
	{"identities", "imsi msisdn", "TS 29.002 clause 17.7.8, TS 23.003 clause 2.2: digits or sizes that no identity has; tshark prints them", "map-digits map-element-size", nil},
	{"arguments", "imsi msisdn", "TS 29.002 clause 17.7: elements where their types have none", "map-element-unexpected map-element-missing map-element-order map-element-repeated map-element-unknown map-argument-missing map-version-form map-limit map-operation-unknown", nil},
	{"tshark gives up", everything, "TS 29.002 clause 17.7, X.680 clause 23: octet strings whose contents other protocols define; tshark looks into them, gives up, and says so", "", gaveUp},
	{"not last", "cap", "Q.773 clause 3.2.2: CAP has ReturnResultNotLast; tshark does not know it there", "",
		func(o, t *signalReading, v value) bool {
			return len(t.notes) == 0 && isSubsequence(t.lists[v], o.lists[v])
		}},
}

// onlyNumbers reports whether those of tshark's IMSIs that we do not have begin
// with 19: the first octet of an international E.164 number, read as digits.
func onlyNumbers(ours, theirs *signalReading) bool {
	return !slices.ContainsFunc(theirs.lists[imsi], func(d string) bool { return !slices.Contains(ours.lists[imsi], d) && !strings.HasPrefix(d, "19") })
}

// otherWays reports whether tshark saw point codes that a message as a whole does
// not have.
func otherWays(ours, theirs *signalReading, _ value) bool {
	return isOtherWay(ours, theirs, opc) || isOtherWay(ours, theirs, dpc)
}

func isOtherWay(ours, theirs *signalReading, v value) bool {
	isTheirs := func(code string) bool { return slices.Contains(theirs.lists[v], code) }
	return !alike(ours, theirs, v) && !slices.ContainsFunc(ours.lists[v], func(code string) bool { return !isTheirs(code) })
}
