package op

// Faults of BER and TCAP (148-163).
const (
	BERTag FaultCode = 148 + iota
	BERLength
	BERLongForm
	BERIndefinite
	BERDepth
	BERValue
	TCAPPackage
	TCAPANSI
	TCAPStructure
	TCAPRepeated
	TCAPTransactionID
	TCAPDialogue
	TCAPUnknown
	TCAPComponent
	TCAPOperation
	TCAPComponentCount
)

var tcapFaults = map[FaultCode]FaultInfo{
	BERTag:             {"ber-tag", Malformed, "tcap", "X.690 8.1.2, 8.1.5", "a tag number below 31 in the form of the higher ones, one with leading zeros or of more than 21 bits, or the reserved tag 0"},
	BERLength:          {"ber-length", Malformed, "tcap", "X.690 8.1.3, 8.1.5", "a length that reaches out of the element around it or has more than four octets, an element cut off, an indefinite length without end or on a primitive"},
	BERLongForm:        {"ber-long-form", Noncanonical, "tcap", "X.690 8.1.3.5, Q.773 4.1.3", "a length in more octets than it needs"},
	BERIndefinite:      {"ber-indefinite", Noncanonical, "tcap", "X.690 8.1.3.6", "an indefinite length"},
	BERDepth:           {"ber-depth", Malformed, "tcap", "policy", "elements nest deeper than any real message does"},
	BERValue:           {"ber-value", Malformed, "tcap", "X.690 8.2 to 8.19", "contents that are not of their type's form, a string in pieces among them"},
	TCAPPackage:        {"tcap-package", Malformed, "tcap", "Q.773 3.1", "no TCAP message"},
	TCAPANSI:           {"tcap-ansi", Malformed, "tcap", "T1.114.3", "a message of ANSI TCAP, which is not decoded"},
	TCAPStructure:      {"tcap-structure", Malformed, "tcap", "Q.773 3.1, 3.2.1", "a part of the message that is missing, out of order, or does not belong there"},
	TCAPRepeated:       {"tcap-repeated", Ambiguous, "tcap", "Q.773 3.1, Q.774 3.2.1.1.3", "a part, or the identifier of an invoke, that appears again: receivers differ in which one they take"},
	TCAPTransactionID:  {"tcap-transaction-id", Malformed, "tcap", "Q.773 3.2.1.1", "a transaction identifier of other than one to four octets"},
	TCAPDialogue:       {"tcap-dialogue", Malformed, "tcap", "Q.773 3.2.3, 4.2.3", "a dialogue portion that breaks its form, or whose PDU does not belong to this message"},
	TCAPUnknown:        {"tcap-unknown", Unknown, "tcap", "Q.773 4.2.3, TS 29.002 17.4, TS 29.078 4.4", "user information in a syntax, or with an element, that is not listed"},
	TCAPComponent:      {"tcap-component", Malformed, "tcap", "Q.773 3.2.2, 4.2.2", "a component of unknown type, one that breaks its form, or one that is linked to another before there is any"},
	TCAPOperation:      {"tcap-operation", Malformed, "tcap", "Q.773 3.2.2.4, TS 29.002 17.1.1", "an operation or error code that is global, or a local one that does not fit one octet"},
	TCAPComponentCount: {"tcap-component-count", Malformed, "tcap", "policy", "more components than any real message carries"},
}
