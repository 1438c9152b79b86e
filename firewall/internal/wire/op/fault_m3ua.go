package op

// Faults of M3UA and its kin M2UA, M2PA and SUA, and of MTP3 (126-133).
const (
	M3UAHeader FaultCode = 126 + iota
	M3UALength
	M3UAMessageUnknown
	M3UAParameter
	M3UAParameterUnknown
	M3UAParameterRepeated
	M3UAPadding
	MTP3Label
)

var m3uaFaults = map[FaultCode]FaultInfo{
	M3UAHeader:            {"m3ua-header", Malformed, "m3ua", "RFC 4666 3.1, RFC 4165 2.1, RFC 3868 3.1", "no SIGTRAN header: too short, a version that is not 1, reserved bits set, or the class of another protocol"},
	M3UALength:            {"m3ua-length", Malformed, "m3ua", "RFC 4666 3.1.4", "the message length disagrees with the octets or parameters that are there"},
	M3UAMessageUnknown:    {"m3ua-message-unknown", Unknown, "m3ua", "RFC 4666 3.1.2, RFC 3331 3.1.3, RFC 3868 3.1.3", "a message that the standard does not list, or a connection-oriented one of SUA, which is known by name only"},
	M3UAParameter:         {"m3ua-parameter", Malformed, "m3ua", "RFC 4666 3.2, 3.3", "a parameter that is missing, that reaches past its message, whose content is not what its tag says, or one more than any message has"},
	M3UAParameterUnknown:  {"m3ua-parameter-unknown", Unknown, "m3ua", "RFC 4666 3.2, 3.3", "a parameter that the standard does not list, or not for this message"},
	M3UAParameterRepeated: {"m3ua-parameter-repeated", Ambiguous, "m3ua", "RFC 4666 3.2", "a parameter that may appear once appears again: receivers differ in which one they take"},
	M3UAPadding:           {"m3ua-padding", Noncanonical, "m3ua", "RFC 4666 3.1.4, 3.2", "padding that is not zero, or that the message length leaves out"},
	MTP3Label:             {"mtp3-label", Malformed, "m3ua", "Q.703 2.3, Q.704 2.2, 14.2", "a signal unit that is shorter than its routing label or than its length indicator says, or longer"},
}
