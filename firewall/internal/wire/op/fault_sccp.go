package op

// Faults of SCCP (134-147).
const (
	SCCPMessageUnknown FaultCode = 134 + iota
	SCCPLength
	SCCPPointer
	SCCPAddressForm
	SCCPDigits
	SCCPSpare
	SCCPEncoding
	SCCPValue
	SCCPOptional
	SCCPOptionalUnknown
	SCCPOptionalRepeated
	SCCPSegment
	SCCPSegmentIncomplete
	SCCPSegmentLimit
)

var sccpFaults = map[FaultCode]FaultInfo{
	SCCPMessageUnknown:    {"sccp-message-unknown", Unknown, "sccp", "Q.713 2.1, 5.1.1", "a message type that is not listed, or a connection-oriented one, which is known by name only"},
	SCCPLength:            {"sccp-length", Malformed, "sccp", "Q.713 1.2, 2.2", "the message ends before its parts do, or goes on behind them"},
	SCCPPointer:           {"sccp-pointer", Ambiguous, "sccp", "Q.713 1.4, 2.3", "pointers that overlap, point back, leave a gap, or are zero where a part is mandatory: whoever reads on instead of following them finds something else"},
	SCCPAddressForm:       {"sccp-address", Malformed, "sccp", "Q.713 3.4, 3.5", "a party address that is longer or shorter than its indicator says, or with a point code of more than 14 bits, a reserved global title indicator or, if called, nothing at all"},
	SCCPDigits:            {"sccp-digits", Malformed, "sccp", "Q.713 3.4.2.3", "a global title without digits, with other than decimal digits, with more than 15, or whose encoding scheme says another number of digits than there are"},
	SCCPSpare:             {"sccp-spare", Noncanonical, "sccp", "Q.713 1.8, 3.4.1, 3.4.2.3", "spare bits of an address that receivers ignore: the indicator's bit for national use, the top bit of a nature of address, a filler 1111 instead of 0000 behind an odd number of digits"},
	SCCPEncoding:          {"sccp-encoding", Ambiguous, "sccp", "Q.713 3.4.2.3", "an address that leaves it to the reader how it is coded: an encoding scheme that is not decimal digits, or a global title indicator without one"},
	SCCPValue:             {"sccp-value", Malformed, "sccp", "Q.713 3.6, 3.18, 3.19, 5.3", "a protocol class, hop counter, importance or management message with a value that this message cannot have"},
	SCCPOptional:          {"sccp-optional", Malformed, "sccp", "Q.713 1.5, 1.6, 3.17", "an optional part that is cut off, has no end, holds a parameter of the wrong length, or more of them than any message has"},
	SCCPOptionalUnknown:   {"sccp-optional-unknown", Unknown, "sccp", "Q.713 1.5, 1.9", "an optional parameter that the standard does not list, or not for this message"},
	SCCPOptionalRepeated:  {"sccp-optional-repeated", Ambiguous, "sccp", "Q.713 1.5", "an optional parameter appears twice: receivers differ in which one they take"},
	SCCPSegment:           {"sccp-segment", Ambiguous, "sccp", "Q.713 3.17, Q.714 4.1.1.2.3", "segments that do not follow each other: one missing, repeated, out of order, begun anew, addressed differently, or in class 0"},
	SCCPSegmentIncomplete: {"sccp-segment-incomplete", Malformed, "sccp", "Q.714 4.1.1.2.3", "the rest of a segmented message never came"},
	SCCPSegmentLimit:      {"sccp-segment-limit", Malformed, "sccp", "Q.714 4.1.1.2.3, policy", "a segmented message needs more octets or memory than allowed"},
}
